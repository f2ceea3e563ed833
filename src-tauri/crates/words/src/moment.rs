//! Moments as people write them.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit, Zoned};

use crate::bundle::Value;
use crate::language::Language;

/// Writes day and time: `22 November 2026, 15:04`, `22. November 2026, 15:04`.
pub fn day_and_time(language: Language, at: &Zoned) -> String {
    language.say("day-and-time", parts(language, at))
}

/// Returns what a message can say of a moment: its day, month, year, weekday and time.
pub(crate) fn parts(language: Language, at: &Zoned) -> [(&'static str, Value<'static>); 5] {
    let month = MONTHS[(at.month() as usize - 1) % MONTHS.len()];
    let weekday = WEEKDAYS[at.weekday().to_monday_zero_offset() as usize % WEEKDAYS.len()];
    [
        ("day", (at.day() as u64).into()),
        ("month", language.say(month, []).into()),
        ("year", at.year().to_string().into()),
        ("weekday", language.say(weekday, []).into()),
        ("time", time(at).into()),
    ]
}

pub(crate) fn time(at: &Zoned) -> String {
    at.strftime("%H:%M").to_string()
}

/// The messages with the names of the weekdays.
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The messages with the names of the months.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Writes a moment in RFC 3339 shortly, in this machine's time zone: `2026-11-22 14:03`, `22.11.2026 14:03`. What is none is
/// returned as it is.
pub fn short(language: Language, at: &str) -> String {
    let Ok(moment) = at.parse::<Timestamp>() else { return at.to_owned() };
    let moment = moment.to_zoned(TimeZone::system());
    language.say("moment-short", [("date", date(language, &moment).into()), ("time", time(&moment).into())])
}

fn date(language: Language, at: &Zoned) -> String {
    let part = |format: &str| at.strftime(format).to_string().into();
    language.say("date-short", [("year", part("%Y")), ("month", part("%m")), ("day", part("%d"))])
}

/// Writes how long ago a moment in RFC 3339 was: `just now`, `5 minutes ago`, `3 days ago`, or its date from two weeks on.
pub fn ago(language: Language, at: &str, now: Timestamp) -> String {
    let Ok(then) = at.parse::<Timestamp>() else { return at.to_owned() };
    let seconds = now.since((Unit::Second, then)).map_or(0, |span| span.get_seconds());
    match seconds {
        ..60 => language.say("just-now", []),
        60..3_600 => language.say("minutes-ago", [("minutes", (seconds / 60).into())]),
        3_600..86_400 => language.say("hours-ago", [("hours", (seconds / 3_600).into())]),
        86_400..1_209_600 => language.say("days-ago", [("days", (seconds / 86_400).into())]),
        _ => date(language, &then.to_zoned(TimeZone::system())),
    }
}

/// Writes how long it is until a moment in RFC 3339: `in 9 minutes`.
pub fn until(language: Language, at: &str, now: Timestamp) -> String {
    let Ok(then) = at.parse::<Timestamp>() else { return at.to_owned() };
    let seconds = then.since((Unit::Second, now)).map_or(0, |span| span.get_seconds()).max(0);
    match seconds {
        ..90 => language.say("in-seconds", [("seconds", seconds.into())]),
        _ => language.say("in-minutes", [("minutes", ((seconds + 30) / 60).into())]),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn day_and_time_are_written_as_in_each_language() {
        let at: Zoned = "2026-11-22T15:04:05+01:00[Europe/Berlin]".parse().unwrap();
        assert_eq!(day_and_time(Language::En, &at), "22 November 2026, 15:04");
        assert_eq!(day_and_time(Language::De, &at), "22. November 2026, 15:04");
        assert_eq!((date(Language::En, &at).as_str(), date(Language::De, &at).as_str()), ("2026-11-22", "22.11.2026"));
    }

    #[test]
    fn how_long_ago_it_was_and_how_long_it_is_until() {
        let now: Timestamp = "2026-11-22T14:03:05Z".parse().unwrap();
        for (at, english, german) in [
            ("2026-11-22T14:03:00Z", "just now", "gerade eben"),
            ("2026-11-22T14:05:00Z", "just now", "gerade eben"),
            ("2026-11-22T14:02:00Z", "1 minute ago", "vor 1 Minute"),
            ("2026-11-22T11:03:00Z", "3 hours ago", "vor 3 Stunden"),
            ("2026-11-19T14:03:00Z", "3 days ago", "vor 3 Tagen"),
            ("not a time", "not a time", "not a time"),
        ] {
            assert_eq!(ago(Language::En, at, now), english, "{at}");
            assert_eq!(ago(Language::De, at, now), german, "{at}");
        }
        assert!(ago(Language::En, "2026-01-01T12:00:00Z", now).starts_with("2026-01-01"));
        for (at, english, german) in [
            ("2026-11-22T14:13:05Z", "in 10 minutes", "in 10 Minuten"),
            ("2026-11-22T14:03:35Z", "in 30 seconds", "in 30 Sekunden"),
            ("2026-11-22T14:03:06Z", "in 1 second", "in 1 Sekunde"),
            ("2026-11-22T14:00:00Z", "in 0 seconds", "in 0 Sekunden"),
        ] {
            assert_eq!(until(Language::En, at, now), english, "{at}");
            assert_eq!(until(Language::De, at, now), german, "{at}");
        }
    }
}
