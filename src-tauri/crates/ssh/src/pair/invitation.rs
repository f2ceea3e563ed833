//! An invitation: a one-time code that lives in memory only, for some minutes and three attempts.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

/// How many codes may be tried at one invitation.
pub const ATTEMPTS: u32 = 3;
/// How long an invitation is open unless said otherwise.
pub const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// How an invitation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationEnd {
    /// A machine was let in.
    Used,
    /// Three wrong codes.
    Attempts,
    /// Its time was over.
    Expired,
    /// It was taken back.
    Revoked,
}

#[derive(Debug)]
struct Inside {
    left: u32,
    end: Option<InvitationEnd>,
}

/// A code and what is left of its life. Shared by all connections that try it.
pub struct Invitation {
    code: Zeroizing<String>,
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
        Invitation {
            code: Zeroizing::new(code),
            closes: Instant::now() + lifetime,
            inside: Mutex::new(Inside { left: ATTEMPTS, end: None }),
        }
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

    /// How many codes may still be tried at it.
    pub fn attempts_left(&self) -> u32 {
        self.lock().left
    }

    /// How it ended, if it did.
    pub fn end(&self) -> Option<InvitationEnd> {
        let mut inside = self.lock();
        self.expire(&mut inside);
        inside.end
    }

    /// Takes it back.
    pub fn revoke(&self) {
        self.lock().end.get_or_insert(InvitationEnd::Revoked);
    }

    /// Counts an attempt; false if there is none left to count. To be called before anything is
    /// said that a guess could be checked against.
    pub(super) fn begin_attempt(&self) -> bool {
        let mut inside = self.lock();
        self.expire(&mut inside);
        if inside.end.is_some() || inside.left == 0 {
            return false;
        }
        inside.left -= 1;
        true
    }

    /// Notes that the attempt was wrong; returns how many are left.
    pub(super) fn attempt_failed(&self) -> u32 {
        let mut inside = self.lock();
        if inside.left == 0 {
            inside.end.get_or_insert(InvitationEnd::Attempts);
        }
        inside.left
    }

    /// Gives back an attempt whose code was right but whose machine could not be let in.
    pub(super) fn give_back(&self) {
        self.lock().left += 1;
    }

    /// Uses it up for one machine; false if another was faster.
    pub(super) fn use_up(&self) -> bool {
        let mut inside = self.lock();
        self.expire(&mut inside);
        let first = inside.end.is_none();
        inside.end.get_or_insert(InvitationEnd::Used);
        first
    }

    /// Opens it again after `use_up`, for a machine that could not be let in after all.
    pub(super) fn reopen(&self) {
        let mut inside = self.lock();
        if inside.end == Some(InvitationEnd::Used) {
            inside.end = None;
        }
    }

    fn expire(&self, inside: &mut Inside) {
        if inside.end.is_none() && Instant::now() >= self.closes {
            inside.end = Some(InvitationEnd::Expired);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().expect("nothing panics while an invitation is locked")
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

    #[test]
    fn three_wrong_attempts_end_it() {
        let invitation = Invitation::new(LIFETIME).unwrap();
        for left in [2, 1, 0] {
            assert!(invitation.begin_attempt());
            assert_eq!(invitation.attempt_failed(), left);
        }
        assert_eq!(invitation.end(), Some(InvitationEnd::Attempts));
        assert!(!invitation.begin_attempt());
    }

    #[test]
    fn attempts_under_way_count_too() {
        let invitation = Invitation::new(LIFETIME).unwrap();
        assert!((0..3).all(|_| invitation.begin_attempt()));
        assert!(!invitation.begin_attempt());
        assert_eq!(invitation.end(), None, "one of the three may still be right");
    }

    #[test]
    fn time_ends_it() {
        let invitation = Invitation::new(Duration::ZERO).unwrap();
        assert!(!invitation.begin_attempt());
        assert_eq!(invitation.end(), Some(InvitationEnd::Expired));
        assert_eq!(invitation.time_left(), None);
    }

    #[test]
    fn it_lets_one_machine_in() {
        let invitation = Invitation::new(LIFETIME).unwrap();
        assert!(invitation.begin_attempt() && invitation.begin_attempt());
        assert!(invitation.use_up());
        assert!(!invitation.use_up());
    }
}
