//! Points in time as numbers that somebody else read from a clock.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Nanoseconds since the Unix epoch, negative before it; saturates in the years 1677 and 2262.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Builds it from seconds and nanoseconds as file systems give them.
    pub fn from_parts(seconds: i64, nanoseconds: i64) -> Self {
        Timestamp(seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds))
    }

    /// Splits it into seconds (rounded down) and 0 to 999,999,999 nanoseconds.
    pub fn parts(self) -> (i64, i64) {
        (self.0.div_euclid(1_000_000_000), self.0.rem_euclid(1_000_000_000))
    }

    /// This moment and `milliseconds` later, saturating.
    pub fn plus_millis(self, milliseconds: i64) -> Self {
        Timestamp(self.0.saturating_add(milliseconds.saturating_mul(1_000_000)))
    }

    /// The moment between this one and another.
    pub fn middle(self, other: Timestamp) -> Self {
        Timestamp(self.0.midpoint(other.0))
    }

    /// Milliseconds from `earlier` to this moment, negative if it is later.
    pub fn millis_since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0) / 1_000_000
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC, to the second: `2026-11-22T14:03:05Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, _) = self.parts();
        match jiff::Timestamp::from_second(seconds) {
            Ok(moment) => moment.fmt(f),
            Err(_) => write!(f, "{seconds}s"),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
