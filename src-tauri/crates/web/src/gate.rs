//! Who may use the window: links that work once, and the tokens that pages get for them. The time is passed in.

use std::collections::VecDeque;
use std::fmt::Write;
use std::time::{Duration, Instant};

use blake3::Hash;

/// How long a link can be used.
pub const LINK_LASTS: Duration = Duration::from_secs(600);
/// How long a page that asks nothing stays open.
const IDLE: Duration = Duration::from_secs(12 * 3_600);
/// How many links can be open at a time: the oldest ends.
const MAX_LINKS: usize = 16;
/// How many pages can be open at a time: the one that has been idle the longest is closed.
pub(crate) const MAX_PAGES: usize = 16;
/// How many wrong links are answered…
const MAX_WRONG: usize = 10;
/// …in this time. Further ones are not looked at.
const WRONG_WITHIN: Duration = Duration::from_secs(60);
/// The bytes of a secret.
const SECRET: usize = 32;

/// Returns a random secret, for a link or a token.
pub(crate) fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; SECRET];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// The links and tokens that are valid. Only their hashes are kept, and hashes are compared in constant time.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    links: VecDeque<(Hash, Instant)>,
    pages: Vec<(Hash, Instant)>,
    wrong: VecDeque<Instant>,
}

/// Why a link opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closed {
    /// It was never made, was used, or has expired.
    NoLink,
    /// There were too many wrong ones lately.
    TooMany,
}

impl Gate {
    /// Makes a secret open a page once.
    pub(crate) fn add_link(&mut self, secret: &str, now: Instant) {
        if self.links.len() == MAX_LINKS {
            self.links.pop_front();
        }
        self.links.push_back((hash(secret), now + LINK_LASTS));
    }

    /// Uses up a link, and opens the page that has this token.
    pub(crate) fn exchange(&mut self, secret: &str, token: &str, now: Instant) -> Result<(), Closed> {
        self.links.retain(|(_, until)| *until > now);
        let secret = hash(secret);
        let Some(at) = self.links.iter().position(|(link, _)| *link == secret) else {
            return Err(self.count_wrong(now));
        };
        self.links.remove(at);
        if self.pages.len() == MAX_PAGES {
            let idle = (0..self.pages.len()).min_by_key(|page| self.pages[*page].1);
            idle.map(|page| self.pages.swap_remove(page));
        }
        self.pages.push((hash(token), now));
        Ok(())
    }

    /// Returns true if a page with this token is open.
    pub(crate) fn admits(&mut self, token: &str, now: Instant) -> bool {
        self.pages.retain(|(_, used)| now.saturating_duration_since(*used) < IDLE);
        let token = hash(token);
        let page = self.pages.iter_mut().find(|(page, _)| *page == token);
        page.map(|(_, used)| *used = now).is_some()
    }

    fn count_wrong(&mut self, now: Instant) -> Closed {
        self.wrong.retain(|at| now.saturating_duration_since(*at) < WRONG_WITHIN);
        if self.wrong.len() >= MAX_WRONG {
            return Closed::TooMany;
        }
        self.wrong.push_back(now);
        Closed::NoLink
    }
}

fn hash(secret: &str) -> Hash {
    blake3::hash(secret.as_bytes())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(seconds: u64) -> Instant {
        static BEGIN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        *BEGIN.get_or_init(Instant::now) + Duration::from_secs(seconds)
    }

    #[test]
    fn a_link_opens_one_page_once() {
        let mut gate = Gate::default();
        assert!(!gate.admits("token", at(0)));
        gate.add_link("link", at(0));
        assert!(!gate.admits("link", at(0)), "a link is no token");
        assert_eq!(gate.exchange("other", "token", at(1)), Err(Closed::NoLink));
        assert_eq!(gate.exchange("link", "token", at(1)), Ok(()));
        assert_eq!(gate.exchange("link", "second", at(1)), Err(Closed::NoLink));
        assert!(gate.admits("token", at(2)) && !gate.admits("second", at(2)));
    }

    #[test]
    fn links_and_idle_pages_end() {
        let mut gate = Gate::default();
        gate.add_link("late", at(0));
        assert_eq!(gate.exchange("late", "token", at(600)), Err(Closed::NoLink));
        gate.add_link("link", at(600));
        gate.exchange("link", "token", at(601)).unwrap();
        let hours = |hours: u64| at(601 + hours * 3_600);
        assert!(gate.admits("token", hours(11)) && gate.admits("token", hours(22)), "each request keeps it open");
        assert!(!gate.admits("token", hours(34)));
    }

    #[test]
    fn wrong_links_are_paced_and_keep_nobody_out() {
        let mut gate = Gate::default();
        let wrong = |gate: &mut Gate, seconds| gate.exchange("wrong", "token", at(seconds)).unwrap_err();
        for n in 0..MAX_WRONG {
            assert_eq!(wrong(&mut gate, 0), Closed::NoLink, "{n}");
        }
        assert_eq!(wrong(&mut gate, 59), Closed::TooMany);
        gate.add_link("link", at(59));
        assert_eq!(gate.exchange("link", "token", at(59)), Ok(()));
        assert_eq!(wrong(&mut gate, 60), Closed::NoLink);
    }

    #[test]
    fn the_oldest_links_and_the_idlest_page_make_room() {
        let mut gate = Gate::default();
        for n in 0..=MAX_LINKS as u64 {
            gate.add_link(&format!("link {n}"), at(n));
        }
        assert_eq!(gate.exchange("link 0", "token", at(20)), Err(Closed::NoLink));
        for n in 0..=MAX_PAGES as u64 {
            gate.add_link("link", at(100 + n));
            gate.exchange("link", &format!("token {n}"), at(100 + n)).unwrap();
            assert!(gate.admits("token 0", at(100 + n)));
        }
        assert!(!gate.admits("token 1", at(200)) && gate.admits("token 2", at(200)));
    }

    #[test]
    fn secrets_are_long_and_differ() {
        let (one, two) = (secret().unwrap(), secret().unwrap());
        assert!(one.len() == 2 * SECRET && one != two && one.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}
