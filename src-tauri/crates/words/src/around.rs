//! Moments near now, as people say them.

use jiff::{ToSpan, Zoned};

use crate::language::Language;
use crate::moment::{parts, time};

/// Writes a moment to come, to follow "until": `15:00`, `tomorrow at 08:00`, `Monday 16 November at 08:00`.
pub fn ahead(language: Language, at: &Zoned, now: &Zoned) -> String {
    let at = at.with_time_zone(now.time_zone().clone());
    let day = at.date();
    let id = if day <= now.date() {
        return time(&at);
    } else if now.date().tomorrow().is_ok_and(|tomorrow| day == tomorrow) {
        "tomorrow-at"
    } else if day < now.date().saturating_add(300.days()) {
        "weekday-at"
    } else {
        "date-at"
    };
    language.say(id, parts(language, &at))
}

/// Writes a moment that has passed, to follow "since": `15:00`, `yesterday at 14:03`, `3 November`.
pub fn past(language: Language, at: &Zoned, now: &Zoned) -> String {
    let at = at.with_time_zone(now.time_zone().clone());
    let day = at.date();
    let id = if day >= now.date() {
        return time(&at);
    } else if now.date().yesterday().is_ok_and(|yesterday| day == yesterday) {
        "yesterday-at"
    } else if day > now.date().saturating_sub(300.days()) {
        "day-of-month"
    } else {
        "date"
    };
    language.say(id, parts(language, &at))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn zoned(text: &str) -> Zoned {
        format!("{text}[Europe/Berlin]").parse().unwrap()
    }

    #[test]
    fn moments_are_said_as_near_as_they_are() {
        let now = zoned("2026-11-22T14:03:05+01:00");
        for (at, english, german) in [
            // The end has passed, but no check has run yet.
            ("2026-11-22T14:03:00+01:00", "14:03", "14:03"),
            ("2026-11-22T23:59:59+01:00", "23:59", "23:59"),
            ("2026-11-23T00:00:00+01:00", "tomorrow at 00:00", "morgen um 00:00 Uhr"),
            ("2026-11-24T08:00:00+01:00", "Tuesday 24 November at 08:00", "Dienstag, 24. November um 08:00 Uhr"),
            ("2028-05-03T08:00:00+02:00", "3 May 2028 at 08:00", "3. Mai 2028 um 08:00 Uhr"),
        ] {
            assert_eq!(ahead(Language::En, &zoned(at), &now), english);
            assert_eq!(ahead(Language::De, &zoned(at), &now), german);
        }
        for (at, english, german) in [
            ("2026-11-22T09:00:00+01:00", "09:00", "09:00"),
            ("2026-11-21T23:00:00+01:00", "yesterday at 23:00", "gestern um 23:00 Uhr"),
            ("2026-11-03T08:00:00+01:00", "3 November", "3. November"),
            ("2024-05-03T08:00:00+02:00", "3 May 2024", "3. Mai 2024"),
        ] {
            assert_eq!(past(Language::En, &zoned(at), &now), english);
            assert_eq!(past(Language::De, &zoned(at), &now), german);
        }
    }
}
