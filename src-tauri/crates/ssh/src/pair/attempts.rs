//! How many codes may be tried at an invitation, by which source and when. Pure: sources and times are arguments.
//!
//! A code is one of a million. All sources together have nine attempts, so guessing succeeds with a probability below one in a hundred
//! thousand, from however many addresses. One source has only three of them, so that a neighbour who guesses cannot end an invitation.
//! Attempts are spaced out, so that guessing is noticed before all of them are used up.
//!
//! The person at the hub may begin anew with a new invitation. One that a machine opens counts on from the one before it, so that no
//! machine can give whoever guesses more attempts by opening invitation after invitation.

use std::net::IpAddr;
use std::time::Duration;

/// How many codes all sources together may try at one invitation.
pub const ATTEMPTS: u32 = 9;
/// How many of them one source may try.
pub const ATTEMPTS_EACH: u32 = 3;
/// The minimum time between two attempts by any sources.
pub(super) const PAUSE: Duration = Duration::from_secs(2);
/// The minimum time between two attempts by one source.
pub(super) const PAUSE_EACH: Duration = Duration::from_secs(3);
/// For how long an attempt counts for the invitations that machines open after it.
pub const COUNTED_FOR: Duration = Duration::from_secs(10 * 60);
/// How many may wait for a turn: a joining machine waits for ten seconds.
const WAITING: u32 = 4;

/// The answer to a source that wants to try a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Now; the attempt is counted.
    Now,
    /// Ask again at this time.
    At(Duration),
    /// There are none left.
    Never,
}

#[derive(Debug, Clone, Copy)]
struct Attempt {
    source: IpAddr,
    at: Duration,
    is_wrong: bool,
}

/// The attempts so far.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    made: Vec<Attempt>,
    waiting: u32,
}

impl Attempts {
    /// Counts an attempt, if it is this source's turn. Must be called before anything is sent against which a guess could be checked.
    /// `now` counts from any fixed time and never goes back.
    pub fn begin(&mut self, source: IpAddr, now: Duration) -> Turn {
        if self.left_for(source) == 0 {
            return Turn::Never;
        }
        let last = self.made.last().map(|attempt| attempt.at + PAUSE);
        let own = self.made.iter().rfind(|attempt| attempt.source == source).map(|attempt| attempt.at + PAUSE_EACH);
        match last.max(own) {
            Some(at) if at > now => Turn::At(at),
            _ => {
                self.made.push(Attempt { source, at: now, is_wrong: false });
                Turn::Now
            }
        }
    }

    /// Returns the attempts that count for the next invitation, with times from the same fixed one. Those that were under way count as
    /// wrong, unless `was_used`: then one of them had the right code.
    pub fn carried_over(&self, was_used: bool, now: Duration) -> Self {
        let counts =
            |attempt: &&Attempt| now.saturating_sub(attempt.at) < COUNTED_FOR && (attempt.is_wrong || !was_used);
        let made = self.made.iter().filter(counts).map(|attempt| Attempt { is_wrong: true, ..*attempt });
        Attempts { made: made.collect(), waiting: 0 }
    }

    /// Joins the queue for a turn. Returns false if too many wait already. Otherwise `stop_waiting` must follow.
    pub fn wait(&mut self) -> bool {
        let has_room = self.waiting < WAITING;
        self.waiting += u32::from(has_room);
        has_room
    }

    pub fn stop_waiting(&mut self) {
        self.waiting -= 1;
    }

    /// Records that the source's attempt was wrong. Returns how many it has left.
    pub fn failed(&mut self, source: IpAddr) -> u32 {
        let own = self.made.iter_mut().rfind(|attempt| attempt.source == source && !attempt.is_wrong);
        if let Some(own) = own {
            own.is_wrong = true;
        }
        self.left_for(source)
    }

    /// Gives back an attempt whose code was right.
    pub fn give_back(&mut self, source: IpAddr) {
        let own = self.made.iter().rposition(|attempt| attempt.source == source && !attempt.is_wrong);
        if let Some(own) = own {
            self.made.remove(own);
        }
    }

    /// Returns how many attempts are left for all sources.
    pub fn left(&self) -> u32 {
        ATTEMPTS - self.made.len() as u32
    }

    fn left_for(&self, source: IpAddr) -> u32 {
        let own = self.made.iter().filter(|attempt| attempt.source == source).count() as u32;
        ATTEMPTS_EACH.saturating_sub(own).min(self.left())
    }

    /// Returns true if all attempts were made and all were wrong.
    pub fn are_used_up(&self) -> bool {
        self.left() == 0 && self.made.iter().all(|attempt| attempt.is_wrong)
    }

    /// Returns where wrong codes came from, and how many, in the order of the first ones.
    pub fn wrong(&self) -> Vec<(IpAddr, u32)> {
        let mut counted: Vec<(IpAddr, u32)> = Vec::new();
        for attempt in self.made.iter().filter(|attempt| attempt.is_wrong) {
            match counted.iter_mut().find(|(source, _)| *source == attempt.source) {
                Some((_, count)) => *count += 1,
                None => counted.push((attempt.source, 1)),
            }
        }
        counted
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn source(n: u8) -> IpAddr {
        IpAddr::from([192, 168, 1, n])
    }

    /// What sources do: who tries, how many milliseconds after the one before, and the outcome: nothing (its machine disconnected), a
    /// wrong code, or a right one whose machine was refused.
    fn guesses(sources: u8) -> impl Strategy<Value = Vec<(u8, u64, u8)>> {
        prop::collection::vec((0..sources, prop_oneof![Just(0), 0..5_000u64], 0..20u8), 0..120)
    }

    proptest! {
        /// Fewer than ten attempts in all, at most three of one source, and each some time after the one before.
        #[test]
        fn attempts_are_few_and_far_between(guesses in prop_oneof![guesses(1), guesses(4), guesses(200)]) {
            let (mut attempts, mut now, mut made) = (Attempts::default(), 0, Vec::new());
            for (from, pause, outcome) in guesses {
                now += pause;
                match attempts.begin(source(from), Duration::from_millis(now)) {
                    // A machine that proved the code has not guessed.
                    Turn::Now if outcome == 0 => attempts.give_back(source(from)),
                    Turn::Now => {
                        made.push((from, now));
                        if outcome > 3 {
                            attempts.failed(source(from));
                        }
                    }
                    Turn::At(at) => prop_assert!(at > Duration::from_millis(now)),
                    Turn::Never => {}
                }
            }
            prop_assert!(made.len() < 10, "a chance of {} in a million", made.len());
            prop_assert!(made.windows(2).all(|two| two[1].1 - two[0].1 >= PAUSE.as_millis() as u64));
            for from in 0..200 {
                let own: Vec<_> = made.iter().filter(|(source, _)| *source == from).collect();
                prop_assert!(own.len() <= 3);
                prop_assert!(own.windows(2).all(|two| two[1].1 - two[0].1 >= PAUSE_EACH.as_millis() as u64));
            }
        }

        /// Two sources that guess as much as they can leave attempts to a third.
        #[test]
        fn no_neighbour_ends_an_invitation(guesses in guesses(2)) {
            let (mut attempts, mut now) = (Attempts::default(), 0);
            for (from, pause, _) in guesses {
                now += pause;
                if attempts.begin(source(from), Duration::from_millis(now)) == Turn::Now {
                    attempts.failed(source(from));
                }
            }
            prop_assert!(!attempts.are_used_up());
            prop_assert_eq!(attempts.begin(source(9), Duration::from_millis(now) + PAUSE), Turn::Now);
        }
    }

    #[test]
    fn wrong_codes_are_counted_by_source_and_those_under_way_are_not_wrong_yet() {
        let mut attempts = Attempts::default();
        let begin = |attempts: &mut Attempts, n: u8, at: u64| attempts.begin(source(n), Duration::from_secs(at));
        for n in 0..9 {
            assert_eq!(begin(&mut attempts, n / 2, u64::from(n) * 10), Turn::Now);
            if n < 8 {
                attempts.failed(source(n / 2));
            }
        }
        assert_eq!(attempts.left(), 0);
        assert!(!attempts.are_used_up(), "the last one may still be right");
        assert_eq!(attempts.failed(source(4)), 0);
        assert!(attempts.are_used_up());
        let counts: Vec<_> = attempts.wrong().into_iter().map(|(_, count)| count).collect();
        assert_eq!(counts, [2, 2, 2, 2, 1]);
    }

    #[test]
    fn attempts_count_on_until_they_are_old() {
        let mut attempts = Attempts::default();
        for n in 0..9 {
            attempts.begin(source(n / 3), Duration::from_secs(u64::from(n) * 10));
        }
        let left = |was_used, at: u64| attempts.carried_over(was_used, Duration::from_secs(at)).left();
        assert_eq!([left(false, 80), left(false, 600), left(false, 640), left(false, 680)], [0, 1, 5, 9]);
        assert!(attempts.carried_over(false, Duration::from_secs(80)).are_used_up());
        attempts.failed(source(0));
        assert_eq!(attempts.carried_over(true, Duration::from_secs(80)).left(), 8, "the right code is no guess");
    }

    #[test]
    fn few_wait_for_a_turn() {
        let mut attempts = Attempts::default();
        assert!((0..WAITING).all(|_| attempts.wait()));
        assert!(!attempts.wait());
        attempts.stop_waiting();
        assert!(attempts.wait());
    }
}
