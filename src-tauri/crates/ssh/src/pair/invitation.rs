//! An invitation: a one-time code that exists only in memory, for some minutes and a few attempts.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use zeroize::Zeroizing;

use super::attempts::{Attempts, Turn};

/// How long an invitation is open by default.
pub const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// How an invitation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationEnd {
    /// A machine was admitted.
    Used,
    /// Too many wrong codes were tried.
    Attempts,
    /// Its time ran out.
    Expired,
    /// It was revoked.
    Revoked,
}

#[derive(Debug, Default)]
struct Inside {
    attempts: Attempts,
    end: Option<InvitationEnd>,
}

/// A code and its state. All connections that try the code share it.
pub struct Invitation {
    code: Zeroizing<String>,
    /// What the times of attempts count from: when it was opened, or when the first of those was that it counts on from.
    counted_from: Instant,
    closes: Instant,
    inside: Mutex<Inside>,
}

impl Invitation {
    /// Draws a random code.
    ///
    /// # Errors
    /// If the system gives no random bytes.
    pub fn new(lifetime: Duration) -> Result<Self, getrandom::Error> {
        Ok(Self::with_code(draw_code()?, lifetime))
    }

    /// Draws a random code for an invitation that counts on from an earlier one: the attempts of the last ten minutes count for it, too.
    /// It may have ended before it begins.
    ///
    /// # Errors
    /// If the system gives no random bytes.
    pub fn following(before: &Invitation, lifetime: Duration) -> Result<Self, getrandom::Error> {
        // An attempt that is still under way must find its own invitation ended.
        before.revoke();
        let inside = before.inside.lock();
        let was_used = inside.end == Some(InvitationEnd::Used);
        let attempts = inside.attempts.carried_over(was_used, before.counted_from.elapsed());
        let end = attempts.are_used_up().then_some(InvitationEnd::Attempts);
        Ok(Invitation {
            counted_from: before.counted_from,
            inside: Mutex::new(Inside { attempts, end }),
            ..Self::with_code(draw_code()?, lifetime)
        })
    }

    fn with_code(code: String, lifetime: Duration) -> Self {
        let opened = Instant::now();
        Invitation {
            code: Zeroizing::new(code),
            counted_from: opened,
            closes: opened + lifetime,
            inside: Mutex::default(),
        }
    }

    /// Returns the six digits, to be shown to the person who invites.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Returns the remaining time, or `None` if the invitation has ended for any reason.
    pub fn time_left(&self) -> Option<Duration> {
        match self.end() {
            Some(_) => None,
            None => Some(self.closes.saturating_duration_since(Instant::now())),
        }
    }

    /// Returns how many codes all sources together may still try.
    pub fn attempts_left(&self) -> u32 {
        self.inside.lock().attempts.left()
    }

    /// Returns where wrong codes came from, and how many.
    pub fn wrong_codes(&self) -> Vec<(IpAddr, u32)> {
        self.inside.lock().attempts.wrong()
    }

    /// Returns until when its end is remembered: for as long as it would have been open.
    pub fn closes(&self) -> Instant {
        self.closes
    }

    /// Returns how it ended, if it did.
    pub fn end(&self) -> Option<InvitationEnd> {
        let mut inside = self.inside.lock();
        self.expire(&mut inside);
        inside.end
    }

    /// Revokes the invitation.
    pub fn revoke(&self) {
        self.inside.lock().end.get_or_insert(InvitationEnd::Revoked);
    }

    /// Waits for the source's turn and counts an attempt. Returns false if the source has none left, or too many wait. Must be
    /// called before anything is sent against which a guess could be checked.
    pub(super) async fn begin_attempt(&self, source: IpAddr) -> bool {
        let mut waiting = None;
        loop {
            let turn = {
                let mut inside = self.inside.lock();
                self.expire(&mut inside);
                match inside.end {
                    Some(_) => Turn::Never,
                    None => inside.attempts.begin(source, self.counted_from.elapsed()),
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
            tokio::time::sleep_until((self.counted_from + at).into()).await;
        }
    }

    /// Records that the source's attempt was wrong. Returns how many it has left.
    pub(super) fn attempt_failed(&self, source: IpAddr) -> u32 {
        let mut inside = self.inside.lock();
        let left = inside.attempts.failed(source);
        if inside.attempts.are_used_up() {
            inside.end.get_or_insert(InvitationEnd::Attempts);
        }
        left
    }

    /// Gives back an attempt whose code was right but whose machine could not be admitted.
    pub(super) fn give_back(&self, source: IpAddr) {
        self.inside.lock().attempts.give_back(source);
    }

    /// Uses the invitation up for one machine. Returns false if another machine was faster.
    pub(super) fn use_up(&self) -> bool {
        let mut inside = self.inside.lock();
        self.expire(&mut inside);
        let first = inside.end.is_none();
        inside.end.get_or_insert(InvitationEnd::Used);
        first
    }

    /// Reopens the invitation after `use_up`, for a machine that could not be admitted after all.
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

/// Draws six random digits.
fn draw_code() -> Result<String, getrandom::Error> {
    // 2^32 is not a multiple of a million. Drawing again above the largest multiple makes all codes equally likely.
    const LIMIT: u32 = u32::MAX - u32::MAX % 1_000_000;
    loop {
        let drawn = getrandom::u32()?;
        if drawn < LIMIT {
            return Ok(format!("{:06}", drawn % 1_000_000));
        }
    }
}

/// A connection that waits for a turn.
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
        let next = Invitation::following(&invitation, LIFETIME).unwrap();
        assert!(!begins(&next, source(1)), "a new code brings no new attempts");
        assert_eq!((invitation.end(), next.end(), next.attempts_left()), (Some(InvitationEnd::Revoked), None, 6));
        let invitation = Invitation::new(LIFETIME).unwrap();
        invitation.use_up();
        assert_eq!(Invitation::following(&invitation, LIFETIME).unwrap().attempts_left(), 9);
        let invitation = next;
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
