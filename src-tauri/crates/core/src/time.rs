//! Points in time, as numbers that the caller read from a clock.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::reason::{Kind, Param, Parameter};

/// Nanoseconds since the Unix epoch, negative before it. Saturates in the years 1677 and 2262.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Builds it from seconds and nanoseconds, as file systems report them.
    pub fn from_parts(seconds: i64, nanoseconds: i64) -> Self {
        Timestamp(seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds))
    }

    /// Splits it into seconds (rounded down) and 0 to 999,999,999 nanoseconds.
    pub fn parts(self) -> (i64, i64) {
        (self.0.div_euclid(1_000_000_000), self.0.rem_euclid(1_000_000_000))
    }

    /// Returns the time `milliseconds` later, saturating.
    pub fn plus_millis(self, milliseconds: i64) -> Self {
        Timestamp(self.0.saturating_add(milliseconds.saturating_mul(1_000_000)))
    }

    /// Returns the midpoint between this time and another.
    pub fn middle(self, other: Timestamp) -> Self {
        Timestamp(self.0.midpoint(other.0))
    }

    /// Formats it as RFC 3339 in UTC, to the nanosecond, for restoring that moment. What `Display` prints may be just
    /// before it.
    pub fn exact(self) -> String {
        jiff::Timestamp::from_nanosecond(self.0.into()).map_or_else(|_| self.to_string(), |moment| moment.to_string())
    }

    /// Returns the milliseconds from `earlier` to this time, negative if `earlier` is later.
    pub fn millis_since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0) / 1_000_000
    }
}

impl Parameter for Timestamp {
    const KIND: Kind = Kind::Moment;
    fn param(self) -> Param {
        Param::Text(self.to_string())
    }
}

impl fmt::Display for Timestamp {
    /// Formats it as RFC 3339 in UTC, to the second: `2026-11-22T14:03:05Z`.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_to_the_second_and_named_exactly() {
        for (nanoseconds, shown, exact) in [
            (0, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
            (1_500_000_007, "1970-01-01T00:00:01Z", "1970-01-01T00:00:01.500000007Z"),
            (-1, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.999999999Z"),
        ] {
            let moment = Timestamp(nanoseconds);
            assert_eq!((moment.to_string().as_str(), moment.exact().as_str()), (shown, exact));
        }
    }
}
