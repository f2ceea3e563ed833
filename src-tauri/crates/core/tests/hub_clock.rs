//! The hub's clock: a table of events, and properties that hold for any sequence of them.

#![allow(clippy::unwrap_used)]

use expect_test::{Expect, expect};
use proptest::prelude::*;
use syncit_core::Timestamp;
use syncit_core::hub_clock::{Course, HOLD, HubClock, Read, Reading, TOLERANCE, WasWrong};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;
/// Some time in 2026, in milliseconds.
const BEGIN: i64 = 1_790_000_000_000;

fn time(millis: i64) -> Timestamp {
    Timestamp(0).plus_millis(millis)
}

/// A hub that accepts entries, and the real time.
struct Hub {
    real: i64,
    /// By how many milliseconds the wall clock is wrong.
    error: i64,
    ticks: u64,
    clock: HubClock,
    course: Course,
    /// The journal: for each entry, when it was really accepted, and its journal time.
    entries: Vec<(i64, Timestamp)>,
    said: Vec<String>,
}

impl Hub {
    /// Starts the hub at `real`, with a journal that ends at `last`.
    fn begin(last: Option<i64>, real: i64, error: i64) -> Self {
        let entries: Vec<_> = last.into_iter().map(|last| (last, time(last))).collect();
        let clock = HubClock::new(last.map(time), &Course::default());
        let mut hub = Hub { real, error, ticks: 7, clock, course: Course::default(), entries, said: Vec::new() };
        hub.read();
        hub
    }

    fn read(&mut self) {
        let reading = Reading { wall: time(self.real + self.error), ticks: self.ticks };
        match self.clock.read(reading) {
            Read::On => {}
            Read::Over(noticed) => {
                self.said.push(format!("{} by {} ms, {:?}", self.now(), noticed.by, noticed.outcome))
            }
            Read::Adopted(adopted) => {
                for (_, at) in self.entries.iter_mut().filter(|(_, at)| *at >= adopted.since) {
                    at.0 += adopted.by;
                }
                if let Some(leap) = adopted.leap {
                    let around = self.course.contested(&leap).map_or((None, None), |at| self.around(at));
                    self.course.adopt(leap, around);
                }
                let noticed = adopted.noticed;
                self.said.push(format!("{} by {} ms, {:?}", self.now(), noticed.by, noticed.outcome));
            }
        }
        assert_eq!(self.course.hub_time(self.clock.journal_time()), self.hub_time());
    }

    fn around(&self, at: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
        let times = || self.entries.iter().map(|(_, at)| *at);
        (times().filter(|time| *time <= at).max(), times().filter(|time| *time > at).min())
    }

    fn hub_time(&self) -> Timestamp {
        Timestamp(self.clock.journal_time().0 - self.course.lead())
    }

    /// Returns how long the hub has run, and how wrong hub time is.
    fn now(&self) -> String {
        format!("{} s, {} ms off:", self.ticks / 1_000, self.hub_time().millis_since(time(self.real)))
    }

    /// Lets time pass, reading the clock every second or less often.
    fn pass(&mut self, millis: i64) {
        let step = SECOND.max(millis / 2_000);
        for _ in 0..millis / step {
            self.real += step;
            self.ticks += step as u64;
            self.read();
        }
    }

    fn accept(&mut self) {
        let last = self.entries.last().map_or(i64::MIN, |(_, at)| at.0 + 1);
        self.entries.push((self.real, Timestamp(self.clock.journal_time().0.max(last))));
    }

    fn restart(&mut self, off: i64) {
        self.real += off;
        self.ticks = 3;
        let last = self.entries.iter().map(|(_, at)| *at).max();
        self.clock = HubClock::new(last, &self.course);
        self.read();
    }

    /// Returns how many entries there were at a moment, according to the journal.
    fn count_at(&self, hub: i64) -> Result<usize, WasWrong> {
        let journal = self.course.journal_time(time(hub))?;
        Ok(self.entries.iter().filter(|(_, at)| *at <= journal).count())
    }
}

/// Applies an event to a clock that has been right for an hour.
fn check(happens: impl Fn(&mut Hub), expected: Expect) {
    let mut hub = Hub::begin(Some(BEGIN), BEGIN + DAY, 0);
    hub.pass(HOUR);
    happens(&mut hub);
    let now = hub.now();
    hub.said.push(now);
    expected.assert_eq(&hub.said.join("\n"));
}

#[test]
fn a_clock_may_leap_in_every_way() {
    // A single wild reading, ahead and back, and a wrong time that ends before it is adopted.
    check(
        |hub| {
            for error in [5 * YEAR, -30 * YEAR] {
                hub.error = error;
                hub.pass(SECOND);
                hub.error = 0;
                hub.pass(MINUTE);
            }
            hub.error = 5 * YEAR;
            hub.pass(9 * MINUTE);
            hub.error = 0;
            hub.pass(MINUTE);
        },
        expect![[r#"
            3602 s, 0 ms off: by 157680000000 ms, WentBack
            3663 s, 0 ms off: by -946080000000 ms, WentBack
            4263 s, 0 ms off: by 157680000000 ms, WentBack
            4322 s, 0 ms off:"#]],
    );
    // It leaps, keeps the wrong time for a day, and is corrected.
    check(
        |hub| {
            for error in [5 * YEAR, 0, -YEAR, 0] {
                hub.error = error;
                hub.pass(DAY);
            }
        },
        expect![[r#"
            4248 s, 157680000000 ms off: by 157680000000 ms, Believed
            90648 s, 0 ms off: by -157680000000 ms, Believed
            177048 s, -31536000000 ms off: by -31536000000 ms, Believed
            263448 s, 0 ms off: by 31536000000 ms, Believed
            349200 s, 0 ms off:"#]],
    );
    // The computer sleeps while its ticks stand still; then its clock is corrected in small steps, and slewed.
    check(
        |hub| {
            hub.real += 8 * HOUR;
            hub.pass(20 * MINUTE);
            for _ in 0..20 {
                hub.error += 3 * SECOND;
                hub.pass(MINUTE);
            }
            for _ in 0..2_000 {
                hub.error -= 20;
                hub.pass(SECOND);
            }
        },
        expect![[r#"
            4201 s, 0 ms off: by 28800000 ms, Believed
            8000 s, 20000 ms off:"#]],
    );
    // The computer sleeps, and its ticks go on.
    check(
        |hub| {
            (hub.real, hub.ticks) = (hub.real + 8 * HOUR, hub.ticks + 8 * HOUR as u64);
            hub.pass(MINUTE);
        },
        expect!["32460 s, 0 ms off:"],
    );
    // It never keeps its time.
    check(
        |hub| {
            for round in 0..100 {
                hub.error = (round % 7 - 3) * DAY;
                hub.pass(9 * MINUTE);
            }
        },
        expect![[r#"
            5221 s, 0 ms off: by -86400000 ms, WentBack
            9001 s, 0 ms off: by -86400000 ms, WentBack
            12781 s, 0 ms off: by -86400000 ms, WentBack
            16561 s, 0 ms off: by -86400000 ms, WentBack
            20341 s, 0 ms off: by -86400000 ms, WentBack
            24121 s, 0 ms off: by -86400000 ms, WentBack
            27901 s, 0 ms off: by -86400000 ms, WentBack
            31681 s, 0 ms off: by -86400000 ms, WentBack
            35461 s, 0 ms off: by -86400000 ms, WentBack
            39241 s, 0 ms off: by -86400000 ms, WentBack
            43021 s, 0 ms off: by -86400000 ms, WentBack
            46801 s, 0 ms off: by -86400000 ms, WentBack
            50581 s, 0 ms off: by -86400000 ms, WentBack
            54361 s, 0 ms off: by -86400000 ms, WentBack
            57600 s, 0 ms off:"#]],
    );
}

#[test]
fn a_start_is_dated_by_the_clock_once_that_is_set() {
    // How long the hub was off and how wrong its clock is before it is corrected half a minute later.
    for (off, error) in [
        (2 * DAY, 0),
        (2 * DAY, -2 * DAY - HOUR),
        (2 * DAY, -DAY),
        (HOUR, 20 * DAY),
        (HOUR, 5 * YEAR),
        (HOUR, -56 * YEAR),
    ] {
        let mut hub = Hub::begin(Some(BEGIN), BEGIN + off, error);
        hub.accept();
        hub.pass(30 * SECOND);
        hub.accept();
        hub.error = 0;
        hub.pass(30 * SECOND);
        hub.accept();
        hub.pass(HOLD as i64);
        hub.accept();
        for (real, at) in &hub.entries {
            let apart = hub.course.hub_time(*at).millis_since(time(*real));
            assert!(apart.abs() <= 1_000, "off for {off}, wrong by {error}: an entry is dated {apart} ms off");
        }
        // No time is ambiguous: before the start, the hub was off.
        assert_eq!(hub.count_at(BEGIN + off / 2), Ok(1), "off for {off}, wrong by {error}");
        assert_eq!(hub.count_at(BEGIN + off + 45 * SECOND), Ok(3), "off for {off}, wrong by {error}");
    }
}

#[test]
fn a_computer_whose_clock_begins_at_1970_follows_it_until_it_is_set() {
    let mut hub = Hub::begin(Some(BEGIN), BEGIN + DAY, -BEGIN - DAY);
    hub.pass(HOUR);
    hub.accept();
    assert_eq!(hub.hub_time(), time(HOUR));
    hub.error = 0;
    hub.pass(HOUR);
    hub.accept();
    assert_eq!(hub.hub_time(), time(hub.real));
    assert_eq!(hub.course.lead(), 0);
    assert_eq!(hub.count_at(BEGIN), Ok(1), "a moment before the clock was wrong");
    assert_eq!(hub.count_at(hub.real), Ok(3));
    let wrong = WasWrong { from: Timestamp(time(BEGIN).0 + 1), until: time(BEGIN + DAY + HOUR + 1_800) };
    assert_eq!(hub.count_at(BEGIN + DAY + MINUTE), Err(wrong));
}

/// The journal as an older version left it: the clock leapt once, and journal time has stood still at the leap since.
#[test]
fn a_journal_that_stood_still_in_the_future_is_followed_by_the_clock_again() {
    let mut hub = Hub::begin(Some(BEGIN), BEGIN + DAY, 0);
    let ahead = time(BEGIN + 5 * YEAR).0;
    hub.entries.extend((0..10).map(|n| (BEGIN + (n + 1) * HOUR, Timestamp(ahead + n))));
    hub.restart(HOUR);
    hub.accept();
    hub.pass(HOUR);
    hub.accept();
    assert_eq!(hub.hub_time(), time(hub.real));
    assert_eq!(hub.count_at(BEGIN), Ok(1));
    assert_eq!(hub.count_at(hub.real), Ok(13));
    assert_eq!(hub.count_at(BEGIN + YEAR), Ok(13), "a year from now is no time that the clock showed twice");
    let wrong = WasWrong { from: Timestamp(time(BEGIN).0 + 1), until: time(BEGIN + DAY + HOUR) };
    assert_eq!(hub.count_at(BEGIN + DAY), Err(wrong));
    for (real, at) in &hub.entries[11..] {
        assert_eq!(hub.course.hub_time(*at).millis_since(time(*real)), 0);
    }
}

#[test]
fn a_clock_that_was_an_hour_ahead_from_the_first_day_shows_an_hour_twice() {
    let mut hub = Hub::begin(None, BEGIN, HOUR);
    for _ in 0..600 {
        hub.pass(MINUTE);
        hub.accept();
    }
    let set = hub.real;
    hub.error = 0;
    hub.pass(3 * HOUR);
    assert_eq!(hub.hub_time(), time(hub.real));
    for (moment, is_sure) in
        [(-HOUR, true), (-MINUTE, true), (MINUTE, false), (50 * MINUTE, false), (61 * MINUTE, true)]
    {
        assert_eq!(hub.count_at(set + moment).is_ok(), is_sure, "{moment}");
    }
}

#[derive(Debug, Clone)]
enum Happens {
    Passes(i64),
    Wrong(i64),
    JournalEntry,
    Restart(i64),
}

fn happens() -> impl Strategy<Value = Happens> {
    let duration = prop_oneof![
        4 => 1..120 * SECOND,
        2 => MINUTE..9 * MINUTE,
        3 => 11 * MINUTE..3 * HOUR,
        1 => HOUR..20 * DAY,
    ];
    let error = prop_oneof![
        4 => Just(0),
        1 => -2 * TOLERANCE as i64..2 * TOLERANCE as i64,
        1 => -2 * DAY..2 * DAY,
        1 => -60 * YEAR..60 * YEAR,
        1 => Just(i64::MAX / 4_000_000),
    ];
    prop_oneof![
        4 => duration.clone().prop_map(Happens::Passes),
        2 => error.prop_map(Happens::Wrong),
        3 => Just(Happens::JournalEntry),
        1 => duration.prop_map(Happens::Restart),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_is_never_violated_and_time_goes_on(all in prop::collection::vec(happens(), 1..40)) {
        let mut hub = Hub::begin(Some(BEGIN), BEGIN + DAY, 0);
        for what in &all {
            let (before, real) = (hub.clock.journal_time(), hub.real);
            match what {
                Happens::Passes(millis) => hub.pass(*millis),
                Happens::Wrong(error) => hub.error = *error,
                Happens::JournalEntry => hub.accept(),
                Happens::Restart(off) => hub.restart(*off),
            }
            prop_assert!(hub.entries.is_sorted_by(|one, next| one.1 < next.1), "after {what:?}");
            let passed = hub.real - real;
            let at_start = hub.said.iter().any(|line| line.contains("SetAtStart"));
            if matches!(what, Happens::Passes(_)) && !at_start {
                let slack = 2 * (TOLERANCE as i64 + passed / 500);
                prop_assert!(hub.clock.journal_time().millis_since(before) >= passed - slack, "time stands still");
            }
            hub.said.clear();
        }
        // Whatever happened before, a clock that is right for ten minutes is followed.
        hub.error = 0;
        hub.pass(HOLD as i64 + 2 * SECOND);
        let apart = hub.hub_time().millis_since(time(hub.real));
        prop_assert!(apart.unsigned_abs() <= TOLERANCE + 1, "{apart} ms off");
    }

    #[test]
    fn one_wild_reading_moves_nothing(error in -100 * YEAR..100 * YEAR, passed in 1_u64..100_000) {
        let mut hub = Hub::begin(Some(BEGIN), BEGIN + DAY, 0);
        hub.pass(MINUTE);
        hub.error = error;
        let before = hub.clock.journal_time();
        (hub.real, hub.ticks) = (hub.real + passed as i64, hub.ticks + passed);
        hub.read();
        let moved = hub.clock.journal_time().millis_since(before);
        let bound = (TOLERANCE + passed / 1_000) as i64;
        prop_assert!((moved - passed as i64).abs() <= bound, "{moved} ms");
        prop_assert_eq!(hub.course, Course::default());
    }

    /// A query for a moment when the clock was right returns exactly the entries of that moment, or an error.
    #[test]
    fn a_moment_is_answered_rightly_or_not_at_all(all in prop::collection::vec(happens(), 1..40)) {
        let mut hub = Hub::begin(Some(BEGIN), BEGIN + DAY, 0);
        hub.pass(HOLD as i64 + SECOND);
        let mut moments = Vec::new();
        for what in &all {
            match what {
                Happens::Passes(millis) => hub.pass(*millis),
                // Smaller errors are not tested here.
                Happens::Wrong(error) => hub.error = if error.abs() < 3 * TOLERANCE as i64 { 0 } else { *error },
                Happens::JournalEntry => {
                    hub.pass(SECOND);
                    hub.accept();
                    if hub.error == 0 && hub.hub_time() == time(hub.real) {
                        moments.push((hub.real, hub.entries.len()));
                    }
                    hub.pass(SECOND);
                }
                Happens::Restart(_) => {}
            }
        }
        hub.error = 0;
        hub.pass(HOLD as i64 + 2 * SECOND);
        let mut sure = 0;
        for (moment, count) in &moments {
            if let Ok(found) = hub.count_at(*moment) {
                prop_assert_eq!(found, *count, "at {}", moment - BEGIN);
                sure += 1;
            }
        }
        prop_assert!(sure > 0 || moments.is_empty() || hub.course != Course::default());
    }
}
