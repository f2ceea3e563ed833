//! The days and hours at which the speed limits apply: read as a person types them, and asked for a time.
//!
//! All functions are pure. A day begins and ends as the clocks of the person's time zone say, on the days when they
//! change, too.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};
use serde::{Deserialize, Serialize};

/// The most spans that one setting may list.
const MAX_SPANS: usize = 16;
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY: u16 = 24 * 60;
/// In a week everything that ends at all has ended, even if the clocks change meanwhile.
const LONGEST: SignedDuration = SignedDuration::from_hours(8 * 24);
const ALWAYS: &str = "always";

/// When the speed limits apply: always, or in these spans of the week.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct LimitHours(Vec<Span>);

/// Some days of the week, and the same hours on each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    /// The first and the last day, counted from Monday. The last one may come before the first: `fri-mon`.
    days: (u8, u8),
    /// The minutes of the day at which it begins and ends. If the end is not after the beginning, it is on the next day.
    from: u16,
    to: u16,
}

impl LimitHours {
    /// Returns true if the limits apply at `now`, and when that changes next; `None` if it never does.
    pub(crate) fn at(&self, now: &Zoned) -> (bool, Option<Timestamp>) {
        if self.0.is_empty() {
            return (true, None);
        }
        let time = now.timestamp();
        let around = self.around(now);
        match around.iter().find(|(_, to)| *to > time) {
            Some((from, to)) if *from <= time => (true, Some(*to).filter(|to| to.duration_since(time) <= LONGEST)),
            Some((from, _)) => (false, Some(*from)),
            None => (false, None),
        }
    }

    /// Returns when the limits apply from yesterday on for more than a week, in order, without gaps of no length.
    fn around(&self, now: &Zoned) -> Vec<(Timestamp, Timestamp)> {
        let days = (-1..=9).filter_map(|day: i64| now.date().checked_add(day.days()).ok());
        let spans = days.flat_map(|day| self.0.iter().filter_map(move |span| span.on(day, now.time_zone())));
        let mut spans: Vec<_> = spans.collect();
        spans.sort_unstable();
        let mut joined: Vec<(Timestamp, Timestamp)> = Vec::new();
        for (from, to) in spans {
            match joined.last_mut() {
                Some((_, end)) if from <= *end => *end = to.max(*end),
                _ => joined.push((from, to)),
            }
        }
        joined
    }

    /// Parses the setting as a person types it: `always`, or spans like `mon-fri 08:00-18:00, sat`.
    pub(crate) fn parse(text: &str) -> Option<LimitHours> {
        let text = text.trim().to_ascii_lowercase();
        if text == ALWAYS {
            return Some(LimitHours::default());
        }
        let parts: Vec<_> = text.split(',').take(MAX_SPANS + 1).collect();
        if parts.len() > MAX_SPANS {
            return None;
        }
        parts.into_iter().map(Span::parse).collect::<Option<_>>().map(LimitHours)
    }
}

impl Span {
    /// Returns its beginning and end on a day, if it begins on that day of the week and the clocks do not skip it.
    fn on(&self, day: Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let weekday = u8::try_from(day.weekday().to_monday_zero_offset()).ok()?;
        let (first, last) = self.days;
        let is_its =
            if first <= last { (first..=last).contains(&weekday) } else { weekday >= first || weekday <= last };
        let end_day = if self.to > self.from && self.to < DAY { day } else { day.tomorrow().ok()? };
        let from = moment(day, self.from, zone)?;
        let to = moment(end_day, self.to % DAY, zone)?;
        (is_its && from < to).then_some((from, to))
    }

    fn parse(text: &str) -> Option<Span> {
        let (days, hours) = match text.split_whitespace().collect::<Vec<_>>()[..] {
            [days, hours] => (Some(days), Some(hours)),
            [one] if one.starts_with(|first: char| first.is_ascii_digit()) => (None, Some(one)),
            [one] => (Some(one), None),
            _ => return None,
        };
        let days = match days {
            None => (0, 6),
            Some(days) => range(days, day)?,
        };
        let (from, to) = match hours {
            None => (0, DAY),
            Some(hours) => range(hours, minute).filter(|_| hours.contains('-'))?,
        };
        (from < DAY && from != to && to > 0).then_some(Span { days, from, to })
    }
}

/// Parses `a-b`, or `a` for `a-a`.
fn range<T>(text: &str, parse: fn(&str) -> Option<T>) -> Option<(T, T)> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    Some((parse(from)?, parse(to)?))
}

fn day(text: &str) -> Option<u8> {
    DAYS.iter().position(|name| *name == text).and_then(|at| u8::try_from(at).ok())
}

/// Parses a time of the day, up to `24:00`, as minutes.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let is_number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_number(hours, 1..=2) || !is_number(minutes, 2..=2) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60 && hours * 60 + minutes <= DAY).then_some(hours * 60 + minutes)
}

fn moment(day: Date, minute: u16, zone: &TimeZone) -> Option<Timestamp> {
    let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    Some(day.at(hour, minute, 0, 0).to_zoned(zone.clone()).ok()?.timestamp())
}

impl fmt::Display for LimitHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(ALWAYS);
        }
        for (at, span) in self.0.iter().enumerate() {
            let before = if at == 0 { "" } else { ", " };
            write!(f, "{before}{span}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = self.days;
        let name = |day: u8| DAYS[usize::from(day) % DAYS.len()];
        let is_whole = (self.from, self.to) == (0, DAY);
        match self.days {
            (0, 6) if !is_whole => {}
            _ if first == last => f.write_str(name(first))?,
            _ => write!(f, "{}-{}", name(first), name(last))?,
        }
        if is_whole {
            return Ok(());
        }
        let space = if self.days == (0, 6) { "" } else { " " };
        let (from, to) = ((self.from / 60, self.from % 60), (self.to / 60, self.to % 60));
        write!(f, "{space}{:02}:{:02}-{:02}:{:02}", from.0, from.1, to.0, to.1)
    }
}

impl From<LimitHours> for String {
    fn from(hours: LimitHours) -> String {
        hours.to_string()
    }
}

impl TryFrom<String> for LimitHours {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        LimitHours::parse(&text).ok_or_else(|| format!("{text:?} names no hours"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn hours_are_read_as_they_are_typed_and_shown_in_one_form() {
        for (typed, shown) in [
            ("always", "always"),
            (" Always ", "always"),
            ("mon-fri 08:00-18:00", "mon-fri 08:00-18:00"),
            ("MON-FRI 8:00-18:00", "mon-fri 08:00-18:00"),
            ("mon-fri 08:00-18:00,sat 10:00-14:00", "mon-fri 08:00-18:00, sat 10:00-14:00"),
            ("08:00-18:00", "08:00-18:00"),
            ("mon-sun 08:00-18:00", "08:00-18:00"),
            ("22:00-06:00", "22:00-06:00"),
            ("sat-sun", "sat-sun"),
            ("sun", "sun"),
            ("fri-mon 00:00-24:00", "fri-mon"),
            ("mon-sun", "mon-sun"),
            ("00:00-24:00", "mon-sun"),
            ("18:30-24:00", "18:30-24:00"),
        ] {
            let hours = LimitHours::parse(typed).unwrap_or_else(|| panic!("{typed:?} is refused"));
            assert_eq!(hours.to_string(), shown, "{typed:?}");
            assert_eq!(LimitHours::parse(shown), Some(hours.clone()), "{shown:?}");
            let stored = serde_json::to_string(&hours).unwrap();
            assert_eq!(serde_json::from_str::<LimitHours>(&stored).unwrap(), hours);
        }
    }

    #[test]
    fn what_names_no_hours_is_refused() {
        for typed in [
            "",
            ",",
            "never",
            "mon-fri 08:00",
            "08:00",
            "mon-fri 8-18",
            "mon-fri 08:00-18:00,",
            "mon fri 08:00-18:00",
            "monday 08:00-18:00",
            "08:00-18:00 mon",
            "08:00-08:00",
            "08:00-00:00",
            "24:00-08:00",
            "08:00-24:01",
            "08:60-18:00",
            "008:00-18:00",
            "+8:00-18:00",
            "mon-tue-wed 08:00-18:00",
            "08:00-12:00-18:00",
            "always, mon",
            "mon 08:00–18:00",
        ] {
            assert_eq!(LimitHours::parse(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn no_more_spans_are_taken_than_anybody_types() {
        let spans = |count: usize| vec!["mon 08:00-09:00"; count].join(", ");
        assert!(LimitHours::parse(&spans(MAX_SPANS)).is_some());
        assert_eq!(LimitHours::parse(&spans(MAX_SPANS + 1)), None);
    }

    /// 22 November 2026 is a Sunday.
    #[test]
    fn the_limits_apply_in_their_hours_and_say_when_that_changes() {
        for (hours, now, applies, changes) in [
            ("always", "2026-11-22T14:00+01", true, None),
            ("mon-sun", "2026-11-22T14:00+01", true, None),
            ("mon-fri 08:00-18:00", "2026-11-23T07:59+01", false, Some("2026-11-23T08:00+01")),
            ("mon-fri 08:00-18:00", "2026-11-23T08:00+01", true, Some("2026-11-23T18:00+01")),
            ("mon-fri 08:00-18:00", "2026-11-23T18:00+01", false, Some("2026-11-24T08:00+01")),
            ("mon-fri 08:00-18:00", "2026-11-27T18:00+01", false, Some("2026-11-30T08:00+01")),
            ("mon-fri 08:00-18:00", "2026-11-22T12:00+01", false, Some("2026-11-23T08:00+01")),
            // Over midnight: the day is the one on which it begins.
            ("fri 22:00-06:00", "2026-11-28T05:59+01", true, Some("2026-11-28T06:00+01")),
            ("fri 22:00-06:00", "2026-11-27T05:59+01", false, Some("2026-11-27T22:00+01")),
            ("sun 22:00-06:00", "2026-11-23T01:00+01", true, Some("2026-11-23T06:00+01")),
            // What touches or overlaps is one span.
            ("mon-fri", "2026-11-24T12:00+01", true, Some("2026-11-28T00:00+01")),
            ("sat-sun, mon 00:00-08:00", "2026-11-22T12:00+01", true, Some("2026-11-23T08:00+01")),
            ("08:00-12:00, 11:00-13:00", "2026-11-22T11:30+01", true, Some("2026-11-22T13:00+01")),
            ("fri-mon", "2026-11-22T12:00+01", true, Some("2026-11-24T00:00+01")),
            ("mon 08:00-09:00", "2026-11-23T09:00+01", false, Some("2026-11-30T08:00+01")),
            // In the night to 29 March 2026 the hour from 2 to 3 is skipped, in that to 25 October it comes twice.
            ("02:00-05:00", "2026-03-29T01:59+01", false, Some("2026-03-29T03:00+02")),
            ("02:15-02:45", "2026-03-29T03:20+02", true, Some("2026-03-29T03:45+02")),
            ("02:30-03:00", "2026-03-29T03:30+02", false, Some("2026-03-30T02:30+02")),
            ("01:00-04:00", "2026-10-25T02:30+01", true, Some("2026-10-25T04:00+01")),
            ("sun", "2026-10-25T12:00+01", true, Some("2026-10-26T00:00+01")),
        ] {
            let zoned = |text: &str| format!("{}:00{}:00[Europe/Berlin]", &text[..16], &text[16..]);
            let at: Zoned = zoned(now).parse().unwrap();
            let expected = changes.map(|text| zoned(text).parse::<Zoned>().unwrap().timestamp());
            assert_eq!(LimitHours::parse(hours).unwrap().at(&at), (applies, expected), "{hours} at {now}");
        }
    }
}
