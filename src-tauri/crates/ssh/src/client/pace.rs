//! How fast content may be sent each way: a token bucket for each direction, shared by the data lanes of a connection.
//!
//! Only content is limited; the control lane never is. Small changes go first: the express lane may borrow up to a
//! second's worth, which the bulk lane then waits for. A quarter always belongs to the bulk lane, so that a small file
//! that changes all the time cannot stop a large one from arriving.

use std::time::{Duration, Instant};

use parking_lot::{Mutex, MutexGuard};
use syncit_core::message::Lane;

/// What may be sent at once after a rest, in milliseconds' worth.
const BURST: u64 = 125;
/// What the express lane may borrow, in milliseconds' worth.
const CREDIT: u64 = 1_000;
/// The bulk lane's own share is one part in this many.
const OWN_PART: i64 = 4;
/// What is sent at once if there is a limit, in bytes.
const PACKET: usize = 32 << 10;
/// The longest wait until a lane checks again, so that a new limit applies soon.
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// The limit of one direction. Pure: the time is an argument.
#[derive(Debug)]
struct Bucket {
    /// Bytes a second; `None` means no limit.
    rate: Option<u64>,
    /// Bytes that may be sent; below zero, what was borrowed.
    level: i64,
    /// If above zero, the bulk lane may send whatever the level is. If below, what it has to wait for, in bytes times
    /// `OWN_PART`.
    own: i64,
    /// The time up to which the gain is included in the level.
    at: Instant,
}

impl Bucket {
    fn new(rate: Option<u64>, now: Instant) -> Self {
        Bucket { rate, level: 0, own: 0, at: now }
    }

    /// Sets a new rate.
    fn set_rate(&mut self, rate: Option<u64>, now: Instant) {
        if self.rate != rate {
            *self = Bucket::new(rate, now);
        }
    }

    /// Returns how long a lane has to wait before it may send, or `None` if it may send now.
    fn wait(&mut self, lane: Lane, now: Instant) -> Option<Duration> {
        let rate = self.rate?;
        self.fill(rate, now);
        let has = match lane {
            Lane::Control | Lane::Express => self.level.saturating_add(worth(rate, CREDIT)),
            Lane::Bulk => self.level.max(self.own),
        };
        let missing = 1_i64.saturating_sub(has);
        (missing > 0).then(|| Duration::from_secs_f64(missing as f64 / rate as f64))
    }

    /// Records that a lane sent this many bytes.
    fn take(&mut self, lane: Lane, bytes: usize, now: Instant) {
        let Some(rate) = self.rate else { return };
        self.fill(rate, now);
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        // What comes from the shared level does not count against the lane's own share.
        if lane == Lane::Bulk && self.level <= 0 {
            self.own = self.own.saturating_sub(bytes.saturating_mul(OWN_PART));
        }
        self.level = self.level.saturating_sub(bytes);
    }

    fn fill(&mut self, rate: u64, now: Instant) {
        const SECOND: u128 = 1_000_000_000;
        let passed = now.saturating_duration_since(self.at).as_nanos();
        let gained = passed * u128::from(rate) / SECOND;
        if gained > 0 {
            // A fraction of a byte is not lost: its time counts as not passed yet.
            let rest = passed - gained * SECOND / u128::from(rate);
            self.at = now - Duration::from_nanos(u64::try_from(rest).unwrap_or(0));
            let gained = i64::try_from(gained).unwrap_or(i64::MAX);
            self.level = self.level.saturating_add(gained).min(worth(rate, BURST));
            self.own = self.own.saturating_add(gained).min(1);
        }
    }
}

/// Returns how many bytes are sent in this many milliseconds.
fn worth(rate: u64, milliseconds: u64) -> i64 {
    i64::try_from(rate.saturating_mul(milliseconds) / 1_000).unwrap_or(i64::MAX)
}

/// The limits of a machine's connection, which may change at any time.
#[derive(Debug)]
pub struct Pace {
    up: Mutex<Bucket>,
    down: Mutex<Bucket>,
}

impl Default for Pace {
    fn default() -> Self {
        let none = || Mutex::new(Bucket::new(None, Instant::now()));
        Pace { up: none(), down: none() }
    }
}

/// A direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To the hub.
    Up,
    /// From the hub.
    Down,
}

impl Pace {
    /// Sets the limits to and from the hub, in bytes a second; `None` means no limit. They apply at once, except for
    /// the receive window of a lane, which is fixed when the lane is opened.
    pub fn set(&self, up: Option<u64>, down: Option<u64>) {
        let now = Instant::now();
        self.bucket(Way::Up).set_rate(up, now);
        self.bucket(Way::Down).set_rate(down, now);
    }

    /// Returns how long a lane has to wait before it may use this direction, or `None` if it may now.
    pub(super) fn wait(&self, way: Way, lane: Lane) -> Option<Duration> {
        self.bucket(way).wait(lane, Instant::now()).map(|wait| wait.min(ASK_AGAIN))
    }

    /// Records that a lane used this direction for this many bytes.
    pub(super) fn take(&self, way: Way, lane: Lane, bytes: usize) {
        self.bucket(way).take(lane, bytes, Instant::now());
    }

    /// Returns how much of `most` to read at once: at most a packet if there is a limit, for an even flow.
    pub(super) fn at_once(&self, way: Way, most: usize) -> usize {
        self.bucket(way).rate.map_or(most, |_| most.min(PACKET))
    }

    /// Returns the receive window of a lane, in bytes: about what arrives in a second, and at most `most`.
    pub(super) fn window(&self, most: u32) -> u32 {
        const LEAST: u64 = 64 << 10;
        let rate = self.bucket(Way::Down).rate;
        rate.map_or(most, |rate| u32::try_from(rate.max(LEAST)).unwrap_or(most).min(most))
    }

    fn bucket(&self, way: Way) -> MutexGuard<'_, Bucket> {
        let bucket = match way {
            Way::Up => &self.up,
            Way::Down => &self.down,
        };
        bucket.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BULK: Lane = Lane::Bulk;
    const EXPRESS: Lane = Lane::Express;

    /// Each row has, at 100 kB/s, a time in milliseconds, the lane and the bytes that it sends then, and how many
    /// milliseconds bulk and express wait afterwards.
    #[track_caller]
    fn check(table: &[(u64, Lane, usize, u64, u64)]) {
        let start = Instant::now();
        let mut bucket = Bucket::new(Some(100_000), start);
        for (at, lane, bytes, bulk, express) in table {
            let now = start + Duration::from_millis(*at);
            bucket.take(*lane, *bytes, now);
            let mut wait =
                |lane| bucket.wait(lane, now).map_or(0, |wait| wait.as_secs_f64().mul_add(1_000.0, 0.5) as u64);
            assert_eq!((wait(BULK), wait(EXPRESS)), (*bulk, *express), "at {at}");
        }
    }

    #[test]
    fn what_went_is_waited_for_and_a_rest_saves_up_little() {
        check(&[
            (1_000, BULK, 0, 0, 0),
            // An eighth of a second was saved up, and the bulk lane has its own share.
            (1_000, BULK, 12_500, 0, 0),
            (1_000, BULK, 10_000, 100, 0),
            (1_099, BULK, 0, 1, 0),
            (1_101, BULK, 0, 0, 0),
            (9_000, BULK, 12_500, 0, 0),
            (9_000, BULK, 1_000, 10, 0),
        ]);
    }

    #[test]
    fn small_changes_borrow_and_the_rest_has_its_part_meanwhile() {
        check(&[
            (1_000, EXPRESS, 62_500, 0, 0),
            // Four times the time of what was sent.
            (1_000, BULK, 10_000, 400, 0),
            (1_000, EXPRESS, 50_000, 400, 100),
            (1_401, EXPRESS, 50_000, 0, 199),
            (1_401, BULK, 1_000, 40, 209),
            (1_442, BULK, 0, 0, 168),
        ]);
    }

    /// Lets both lanes send packets all the time. Returns what each sent in 100 seconds.
    fn rush(rate: u64, lanes: &[Lane]) -> Vec<usize> {
        let start = Instant::now();
        let (mut bucket, mut now) = (Bucket::new(Some(rate), start), start);
        let mut sent = vec![0; lanes.len()];
        while now < start + Duration::from_secs(100) {
            let mut next = Duration::MAX;
            for (lane, sent) in lanes.iter().zip(&mut sent) {
                match bucket.wait(*lane, now) {
                    Some(wait) => next = next.min(wait),
                    None => {
                        bucket.take(*lane, PACKET, now);
                        *sent += PACKET;
                        next = Duration::ZERO;
                    }
                }
            }
            now += next;
        }
        sent
    }

    #[test]
    fn over_a_long_time_as_much_as_the_limit_goes_and_no_lane_starves() {
        for rate in [50_000, 1_234_567] {
            let all = rate as usize * 100;
            let alone = rush(rate, &[BULK])[0];
            assert!((all * 98 / 100..=all * 101 / 100).contains(&alone), "{alone} of {all}");
            let both = rush(rate, &[EXPRESS, BULK]);
            let (express, bulk) = (both[0], both[1]);
            assert!((all * 98 / 100..=all * 103 / 100).contains(&(express + bulk)), "{both:?} of {all}");
            assert!(bulk >= all / 5 && express >= all / 2, "{both:?} of {all}");
        }
    }

    #[test]
    fn no_limit_is_no_wait_and_another_limit_counts_at_once() {
        let start = Instant::now();
        let mut bucket = Bucket::new(None, start);
        bucket.take(BULK, usize::MAX, start);
        assert_eq!(bucket.wait(BULK, start), None);
        bucket.set_rate(Some(1_000), start);
        bucket.take(BULK, 1_000_000, start);
        assert!(bucket.wait(BULK, start).is_some());
        bucket.set_rate(None, start);
        assert_eq!(bucket.wait(BULK, start), None);
    }

    #[test]
    fn a_window_holds_about_a_second() {
        let pace = Pace::default();
        assert_eq!(pace.window(16 << 20), 16 << 20);
        for (rate, window) in [(1, 64 << 10), (1 << 20, 1 << 20), (u64::MAX, 16 << 20)] {
            pace.set(None, Some(rate));
            assert_eq!(pace.window(16 << 20), window);
        }
    }
}
