//! An invitation: a one-time code that lives in memory only, for some minutes and a few attempts.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use zeroize::Zeroizing;

use super::attempts::{Attempts, Turn};

/// How long an invitation is open unless said otherwise.
pub const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// How an invitation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationEnd {
    /// A machine was let in.
    Used,
    /// Too many wrong codes.
    Attempts,
    /// Its time was over.
    Expired,
    /// It was taken back.
    Revoked,
}

#[derive(Debug, Default)]
struct Inside {
    attempts: Attempts,
    end: Option<InvitationEnd>,
}

/// A code and what is left of its life. Shared by all connections that try it.
pub struct Invitation {
    code: Zeroizing<String>,
    opened: Instant,
    closes: Instant,
    inside: Mutex<Inside>,
}

impl Invitation {
    /// Draws a code from the system's random numbers.
    ///
    /// # Errors
    /// If the system has none to give.
    pub fn new(lifetime: Duration) -> Result<Self, getrandom::Error> {
        // 2^32 is not a multiple of a million; drawing again above the largest one keeps all codes alike.
        const LIMIT: u32 = u32::MAX - u32::MAX % 1_000_000;
        let number = loop {
            let drawn = getrandom::u32()?;
            if drawn < LIMIT {
                break drawn % 1_000_000;
            }
        };
        Ok(Self::with_code(format!("{number:06}"), lifetime))
    }

    fn with_code(code: String, lifetime: Duration) -> Self {
        let opened = Instant::now();
        Invitation { code: Zeroizing::new(code), opened, closes: opened + lifetime, inside: Mutex::default() }
    }

    /// The six digits, to be shown to the person who invites.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What is left of its time; none if it ended, however.
    pub fn time_left(&self) -> Option<Duration> {
        match self.end() {
            Some(_) => None,
            None => Some(self.closes.saturating_duration_since(Instant::now())),
        }
    }

    /// How many codes may still be tried at it, by all.
    pub fn attempts_left(&self) -> u32 {
        self.inside.lock().attempts.left()
    }

    /// Where wrong codes came from, and how many.
    pub fn wrong_codes(&self) -> Vec<(IpAddr, u32)> {
        self.inside.lock().attempts.wrong()
    }

    /// Until when it is remembered that it ended: for as long as it would have been open.
    pub fn closes(&self) -> Instant {
        self.closes
    }

    /// How it ended, if it did.
    pub fn end(&self) -> Option<InvitationEnd> {
        let mut inside = self.inside.lock();
        self.expire(&mut inside);
        inside.end
    }

    /// Takes it back.
    pub fn revoke(&self) {
        self.inside.lock().end.get_or_insert(InvitationEnd::Revoked);
    }

    /// Waits for the source's turn and counts an attempt; false if there is none left for it, or too many wait. To be called before
    /// anything is said that a guess could be checked against.
    pub(super) async fn begin_attempt(&self, source: IpAddr) -> bool {
        let mut waiting = None;
        loop {
            let turn = {
                let mut inside = self.inside.lock();
                self.expire(&mut inside);
                match inside.end {
                    Some(_) => Turn::Never,
                    None => inside.attempts.begin(source, self.opened.elapsed()),
                }
            };
            let at = match turn {
                Turn::Now => return true,
                Turn::Never => return false,
                Turn::At(at) => at,
            };
            if waiting.is_none() {
                if !self.inside.lock().attempts.wait() {
                    return false;
                }
                waiting = Some(Waiting(self));
            }
            tokio::time::sleep_until((self.opened + at).into()).await;
        }
    }

    /// Notes that the source's attempt was wrong; returns how many it has left.
    pub(super) fn attempt_failed(&self, source: IpAddr) -> u32 {
        let mut inside = self.inside.lock();
        let left = inside.attempts.failed(source);
        if inside.attempts.are_used_up() {
            inside.end.get_or_insert(InvitationEnd::Attempts);
        }
        left
    }

    /// Gives back an attempt whose code was right but whose machine could not be let in.
    pub(super) fn give_back(&self, source: IpAddr) {
        self.inside.lock().attempts.give_back(source);
    }

    /// Uses it up for one machine; false if another was faster.
    pub(super) fn use_up(&self) -> bool {
        let mut inside = self.inside.lock();
        self.expire(&mut inside);
        let first = inside.end.is_none();
        inside.end.get_or_insert(InvitationEnd::Used);
        first
    }

    /// Opens it again after `use_up`, for a machine that could not be let in after all.
    pub(super) fn reopen(&self) {
        let mut inside = self.inside.lock();
        if inside.end == Some(InvitationEnd::Used) {
            inside.end = None;
        }
    }

    fn expire(&self, inside: &mut Inside) {
        if inside.end.is_none() && Instant::now() >= self.closes {
            inside.end = Some(InvitationEnd::Expired);
        }
    }
}

/// Somebody who waits for a turn.
struct Waiting<'a>(&'a Invitation);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.inside.lock().attempts.stop_waiting();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_code_is_six_digits_and_differs() {
        let codes: Vec<_> = (0..8).map(|_| Invitation::new(LIFETIME).unwrap().code().to_owned()).collect();
        assert!(codes.iter().all(|code| code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit())));
        assert!(codes.iter().any(|code| *code != codes[0]));
    }

    fn source(n: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, n])
    }

    fn begins(invitation: &Invitation, source: IpAddr) -> bool {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(invitation.begin_attempt(source))
    }

    #[test]
    fn a_source_that_was_wrong_waits_and_ends_nothing() {
        let invitation = Invitation::new(LIFETIME).unwrap();
        let begun = Instant::now();
        for left in [2, 1, 0] {
            assert!(begins(&invitation, source(1)));
            assert_eq!(invitation.attempt_failed(source(1)), left);
        }
        assert!(begun.elapsed() >= super::super::attempts::PAUSE_EACH * 2);
        assert!(!begins(&invitation, source(1)));
        assert_eq!((invitation.end(), invitation.attempts_left()), (None, 6));
        assert_eq!(invitation.wrong_codes(), [(source(1), 3)]);
        assert!(begins(&invitation, source(2)));
    }

    #[test]
    fn time_ends_it() {
        let invitation = Invitation::new(Duration::ZERO).unwrap();
        assert!(!begins(&invitation, source(1)));
        assert_eq!(invitation.end(), Some(InvitationEnd::Expired));
        assert_eq!(invitation.time_left(), None);
    }

    #[test]
    fn it_lets_one_machine_in() {
        let invitation = Invitation::new(LIFETIME).unwrap();
        assert!(begins(&invitation, source(1)) && begins(&invitation, source(2)));
        assert!(invitation.use_up());
        assert!(!invitation.use_up());
    }
}
