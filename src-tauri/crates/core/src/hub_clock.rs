//! The hub's clock, which may be wrong: which time the journal takes from it, and from when on it can be trusted.
//!
//! The journal is ordered by *journal time*, which never goes back and never stands still. *Hub time* is what the hub's
//! clock shows, and what people see. Both are the same until the clock goes back; from then on journal time is ahead by
//! a fixed *lead*. Each reading is compared with monotonic ticks. If it does not fit them, it is in *doubt*, and time
//! advances by the ticks. If the clock goes back by itself, nothing has happened. If it keeps its new time for ten
//! minutes, it is adopted, and the entries accepted since the leap are redated. So a single wild reading changes
//! nothing, and a wrong clock that is corrected is followed.
//!
//! A clock is trusted only once it has run evenly for ten minutes after a start: a small computer without a
//! battery-backed clock leaps once in that time, and then everything since the start is redated.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// How long a clock must keep its new time before it is adopted, in milliseconds.
pub const HOLD: u64 = 600_000;
/// How much a reading may differ from the ticks, in milliseconds, in addition to a thousandth of the time since the
/// last reading: clocks are corrected in small steps, and ticks drift.
pub const TOLERANCE: u64 = 10_000;
/// How long after its journal ends a hub may start and be believed at once, in milliseconds: it was switched off that
/// long.
pub const OFF: u64 = 60 * 86_400_000;
/// The most leaps that are kept.
const MAX_LEAPS: usize = 64;

/// A reading of both clocks of the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The wall clock.
    pub wall: Timestamp,
    /// Monotonic milliseconds, which nobody sets. They go on while the computer sleeps, if the system supports that.
    pub ticks: u64,
}

/// The same moment in both times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Journal time.
    pub journal: Timestamp,
    /// Hub time.
    pub hub: Timestamp,
}

/// A leap of the clock from one time to another that was adopted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leap {
    /// The end of the time before it.
    pub from: Moment,
    /// The beginning of the time after it.
    pub to: Moment,
}

/// How a leap ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The clock kept its new time, which was adopted.
    Believed,
    /// The same, within ten minutes after a start, as on a computer whose clock is set then.
    SetAtStart,
    /// The clock went back by itself.
    WentBack,
}

/// A leap that was noticed, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noticed {
    /// When it happened, in the hub time believed afterwards.
    pub at: Timestamp,
    /// The size in milliseconds, negative if the clock was set back.
    pub by: i64,
    /// How it ended.
    pub outcome: Outcome,
}

/// A leap that is still in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubted {
    /// When it happened, in hub time as it advances by the ticks.
    pub at: Timestamp,
    /// The size in milliseconds, negative if the clock was set back.
    pub by: i64,
}

/// A leap that was just adopted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adopted {
    /// Entries accepted at this journal time or later…
    pub since: Timestamp,
    /// …are redated by this many nanoseconds; negative only after a start, and never to before what existed then.
    pub by: i64,
    /// Where one time ends and another begins; `None` if hub time simply continued differently after a start.
    pub leap: Option<Leap>,
    /// For people.
    pub noticed: Noticed,
}

/// The result of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// Time advances normally.
    On,
    /// A leap is over: the clock agrees with the ticks again.
    Over(Noticed),
    /// A leap was adopted.
    Adopted(Adopted),
}

/// The hub's clock in one run of the hub, as far as it is believed.
#[derive(Debug, Clone, Default)]
pub struct HubClock {
    /// The latest journal time from before the run, if there was any.
    last: Option<Timestamp>,
    /// How far journal time is ahead of hub time, in nanoseconds.
    lead: i64,
    state: Option<State>,
}

#[derive(Debug, Clone, Copy)]
struct State {
    /// Journal time at the last reading.
    journal: Timestamp,
    ticks: u64,
    /// How the run began; `None` once the clock has run evenly for long enough.
    start: Option<Start>,
    doubt: Option<Doubt>,
}

#[derive(Debug, Clone, Copy)]
struct Start {
    journal: Timestamp,
    ticks: u64,
    /// Entries of this run must not be dated before this journal time.
    floor: Timestamp,
}

#[derive(Debug, Clone, Copy)]
struct Doubt {
    /// When it began, in journal time.
    since: Timestamp,
    /// The size in nanoseconds.
    by: i64,
    /// The ticks since when the clock has run evenly.
    held_since: u64,
    last: Reading,
}

impl HubClock {
    /// Begins a run. `last` is the latest journal time that is known.
    pub fn new(last: Option<Timestamp>, course: &Course) -> Self {
        let leapt = course.leaps.last().map(|leap| leap.to.journal);
        HubClock { last: last.max(leapt), lead: course.lead(), state: None }
    }

    /// Returns the journal time at the last reading.
    ///
    /// # Panics
    /// If there was no reading in this run.
    pub fn journal_time(&self) -> Timestamp {
        self.state.expect("the clock is read before time is asked for").journal
    }

    /// Returns the leap that is in doubt.
    pub fn doubted(&self) -> Option<Doubted> {
        let doubt = self.state?.doubt?;
        Some(Doubted { at: minus(doubt.since, self.lead), by: doubt.by / 1_000_000 })
    }

    /// Advances time by the ticks alone.
    pub fn pass(&mut self, ticks: u64) {
        if let Some(state) = &mut self.state {
            state.journal = state.journal.plus_millis(millis(ticks.saturating_sub(state.ticks)));
            state.ticks = ticks;
        }
    }

    /// Processes a reading.
    pub fn read(&mut self, reading: Reading) -> Read {
        let seen = plus(reading.wall, self.lead);
        let Some(mut state) = self.state else {
            self.state = Some(begin(self.last, seen, reading));
            return Read::On;
        };
        let passed = reading.ticks.saturating_sub(state.ticks);
        let expected = state.journal.plus_millis(millis(passed));
        state.ticks = reading.ticks;
        let by = difference(seen, expected);
        if is_within(by, passed) {
            let over = state.doubt.take();
            state.journal = state.journal.max(seen);
            state.start = state.start.filter(|start| reading.ticks.saturating_sub(start.ticks) < HOLD);
            self.state = Some(state);
            return over.map_or(Read::On, |doubt| Read::Over(self.noticed(doubt)));
        }
        state.journal = expected;
        let doubt = match state.doubt {
            Some(doubt) if doubt.goes_on(reading) => Doubt { last: reading, by, ..doubt },
            _ => Doubt { since: expected, by, held_since: reading.ticks, last: reading },
        };
        state.doubt = Some(doubt);
        self.state = Some(state);
        if reading.ticks.saturating_sub(doubt.held_since) < HOLD {
            return Read::On;
        }
        Read::Adopted(self.adopt(state, by))
    }

    fn noticed(&self, doubt: Doubt) -> Noticed {
        Noticed { at: minus(doubt.since, self.lead), by: doubt.by / 1_000_000, outcome: Outcome::WentBack }
    }

    /// Adopts the clock's time, which is `by` later than expected.
    fn adopt(&mut self, mut state: State, by: i64) -> Adopted {
        let begun = state.doubt.map_or(state.journal, |doubt| doubt.since);
        let (since, floor) = state.start.map_or((begun, begun), |start| (start.journal, start.floor));
        let hub = plus(minus(since, self.lead), by);
        let to = Moment { journal: hub.max(floor), hub };
        let before = self.lead;
        self.lead = difference(to.journal, to.hub);
        let moves = difference(to.journal, since);
        let outcome = if state.start.is_some() { Outcome::SetAtStart } else { Outcome::Believed };
        let goes_on = state.start.is_some() && self.lead == before;
        let from = Moment { journal: floor, hub: minus(floor, before) };
        let noticed = Noticed { at: plus(minus(begun, before), by), by: by / 1_000_000, outcome };
        state = State { journal: plus(state.journal, moves), start: None, doubt: None, ..state };
        self.state = Some(state);
        Adopted { since, by: moves, leap: (!goes_on).then_some(Leap { from, to }), noticed }
    }
}

impl Doubt {
    fn goes_on(&self, reading: Reading) -> bool {
        let passed = reading.ticks.saturating_sub(self.last.ticks);
        is_within(difference(reading.wall, self.last.wall.plus_millis(millis(passed))), passed)
    }
}

/// Returns the state after the first reading of a run.
fn begin(last: Option<Timestamp>, seen: Timestamp, reading: Reading) -> State {
    // Later than all existing entries, so that entries of this run can be told from them.
    let floor = last.map_or(Timestamp(i64::MIN), |last| plus(last, 1));
    let gap = last.map_or(0, |last| difference(seen, last)) / 1_000_000;
    let is_believed = (-millis(TOLERANCE)..=millis(OFF)).contains(&gap);
    let journal = if is_believed { seen.max(floor) } else { floor };
    let doubt = Doubt { since: journal, by: difference(seen, journal), held_since: reading.ticks, last: reading };
    State {
        journal,
        ticks: reading.ticks,
        start: Some(Start { journal, ticks: reading.ticks, floor }),
        doubt: (!is_believed).then_some(doubt),
    }
}

/// Returns true if clocks and ticks may differ this much after `passed` milliseconds.
fn is_within(nanoseconds: i64, passed: u64) -> bool {
    nanoseconds.unsigned_abs() / 1_000_000 <= TOLERANCE.saturating_add(passed / 1_000)
}

fn millis(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn plus(time: Timestamp, nanoseconds: i64) -> Timestamp {
    Timestamp(time.0.saturating_add(nanoseconds))
}

fn minus(time: Timestamp, nanoseconds: i64) -> Timestamp {
    Timestamp(time.0.saturating_sub(nanoseconds))
}

fn difference(time: Timestamp, other: Timestamp) -> i64 {
    time.0.saturating_sub(other.0)
}

/// The course of hub time along journal time. Between leaps both advance evenly.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Course {
    /// Oldest first.
    #[serde(default)]
    leaps: Vec<Leap>,
    /// The last leap that was noticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noticed: Option<Noticed>,
}

/// The hub's clock was wrong at a moment: it never showed that time, or it showed it twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WasWrong {
    /// The beginning, in hub time.
    pub from: Timestamp,
    /// The end, in hub time.
    pub until: Timestamp,
}

/// A part of the course without a leap.
#[derive(Debug, Clone, Copy)]
struct Era {
    begin: Timestamp,
    end: Timestamp,
    /// How far journal time is ahead in it.
    lead: i64,
    /// Its beginning in journal time.
    journal: Timestamp,
}

impl Era {
    fn has(&self, hub: Timestamp) -> bool {
        self.begin <= hub && hub < self.end
    }
}

impl Course {
    fn eras(&self) -> impl Iterator<Item = Era> + '_ {
        let first = self.leaps.first().map_or(0, |leap| difference(leap.from.journal, leap.from.hub));
        let least = Timestamp(i64::MIN);
        let begins = std::iter::once((least, first, least))
            .chain(self.leaps.iter().map(|leap| (leap.to.hub, lead_of(&leap.to), leap.to.journal)));
        let ends = self.leaps.iter().map(|leap| leap.from.hub).chain([Timestamp(i64::MAX)]);
        begins.zip(ends).map(|((begin, lead, journal), end)| Era { begin, end, lead, journal })
    }

    /// Returns true if both times have always been the same.
    pub fn is_even(&self) -> bool {
        self.leaps.is_empty()
    }

    /// Returns how far journal time is ahead now, in nanoseconds.
    pub fn lead(&self) -> i64 {
        self.leaps.last().map_or(0, |leap| lead_of(&leap.to))
    }

    /// Returns what the hub's clock showed at a journal time.
    pub fn hub_time(&self, journal: Timestamp) -> Timestamp {
        let lead = self.eras().filter(|era| era.journal <= journal).last().map_or(0, |era| era.lead);
        minus(journal, lead)
    }

    /// Returns the journal time of a moment in hub time.
    pub fn journal_time(&self, hub: Timestamp) -> Result<Timestamp, WasWrong> {
        let mut having = self.eras().filter(|era| era.has(hub));
        match (having.next(), having.next()) {
            (Some(era), None) => Ok(plus(hub, era.lead)),
            (Some(_), Some(_)) => {
                let having = || self.eras().filter(|era| era.has(hub));
                let from = having().map(|era| era.begin).max().unwrap_or(hub);
                Err(WasWrong { from, until: having().map(|era| era.end).min().unwrap_or(hub) })
            }
            (None, _) => {
                let from = self.eras().map(|era| era.end).filter(|end| *end <= hub).max().unwrap_or(hub);
                let until = self.eras().map(|era| era.begin).filter(|begin| *begin > hub).min().unwrap_or(hub);
                Err(WasWrong { from, until })
            }
        }
    }

    /// Returns a journal time at or before that of every entry accepted at or after a moment in hub time.
    pub fn journal_time_from(&self, hub: Timestamp) -> Timestamp {
        let within = self.eras().filter(|era| era.has(hub)).map(|era| plus(hub, era.lead));
        let later = self.eras().filter(|era| era.begin > hub).map(|era| era.journal);
        within.chain(later).min().unwrap_or_else(|| plus(hub, self.lead()))
    }

    /// If the clock was set back to a time that it had shown before, without a leap in between: returns the journal
    /// time that it had then. Everything later in the journal came from a clock that was ahead, and nobody knows since
    /// when.
    pub fn contested(&self, leap: &Leap) -> Option<Timestamp> {
        let last = self.eras().last()?;
        let is_contested = leap.to.hub < leap.from.hub && last.begin <= leap.to.hub;
        is_contested.then(|| plus(leap.to.hub, last.lead))
    }

    /// Adds a leap. `around` are the journal times of the last entry up to the contested time and of the first entry
    /// after it, where they exist.
    pub fn adopt(&mut self, mut leap: Leap, around: (Option<Timestamp>, Option<Timestamp>)) {
        if let Some(contested) = self.contested(&leap) {
            let lead = difference(contested, leap.to.hub);
            let moment = |journal| Moment { journal, hub: minus(journal, lead) };
            match around {
                (before, Some(after)) if after < leap.from.journal => {
                    // The clock went ahead between these two.
                    let from = moment(before.map_or(Timestamp(i64::MIN), |before| plus(before, 1)));
                    self.leaps.push(Leap { from, to: moment(after) });
                }
                _ => leap.from = moment(contested),
            }
        }
        self.leaps.push(leap);
        let excess = self.leaps.len().saturating_sub(MAX_LEAPS);
        self.leaps.drain(..excess);
    }
}

fn lead_of(moment: &Moment) -> i64 {
    difference(moment.journal, moment.hub)
}
