//! Moments in words that people use.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};

/// Formats a moment in this machine's time zone, to the minute: `2026-11-22 14:03`.
pub fn local(at: &str) -> String {
    match at.parse::<Timestamp>() {
        Ok(at) => at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string(),
        Err(_) => at.to_owned(),
    }
}

/// Formats how long ago a moment was: `just now`, `5 minutes ago`, `3 days ago`, or a date from two
/// weeks on.
pub fn ago(at: &str, now: Timestamp) -> String {
    let Ok(then) = at.parse::<Timestamp>() else { return at.to_owned() };
    let seconds = now.since((Unit::Second, then)).map_or(0, |span| span.get_seconds());
    let of = |number: i64, what: &str| format!("{number} {what}{} ago", if number == 1 { "" } else { "s" });
    match seconds {
        ..60 => "just now".into(),
        60..3_600 => of(seconds / 60, "minute"),
        3_600..86_400 => of(seconds / 3_600, "hour"),
        86_400..1_209_600 => of(seconds / 86_400, "day"),
        _ => local(at).chars().take("2026-11-22".len()).collect(),
    }
}

/// Formats how long it is until a moment: `in 9 minutes`.
pub fn until(at: &str, now: Timestamp) -> String {
    let Ok(then) = at.parse::<Timestamp>() else { return at.to_owned() };
    let seconds = then.since((Unit::Second, now)).map_or(0, |span| span.get_seconds()).max(0);
    match seconds {
        ..90 => format!("in {seconds} seconds"),
        _ => format!("in {} minutes", (seconds + 30) / 60),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn how_long_ago() {
        let now: Timestamp = "2026-11-22T14:03:05Z".parse().unwrap();
        let cases = [
            ("2026-11-22T14:03:00Z", "just now"),
            ("2026-11-22T14:05:00Z", "just now"),
            ("2026-11-22T14:02:00Z", "1 minute ago"),
            ("2026-11-22T11:03:00Z", "3 hours ago"),
            ("2026-11-19T14:03:00Z", "3 days ago"),
            ("not a time", "not a time"),
        ];
        for (at, shown) in cases {
            assert_eq!(ago(at, now), shown, "{at}");
        }
        assert!(ago("2026-01-01T12:00:00Z", now).starts_with("2026-01-01"));
        assert_eq!(until("2026-11-22T14:13:05Z", now), "in 10 minutes");
        assert_eq!(until("2026-11-22T14:03:35Z", now), "in 30 seconds");
        assert_eq!(until("2026-11-22T14:00:00Z", now), "in 0 seconds");
    }
}
