//! Moments as people write them.

use jiff::Zoned;

use crate::language::Language;

/// Writes day and time: `22 November 2026, 15:04`, `22. November 2026, 15:04`.
pub fn day_and_time(language: Language, at: &Zoned) -> String {
    let month = language.say(MONTHS[(at.month() as usize - 1) % 12], []);
    let time = at.strftime("%H:%M").to_string();
    language.say(
        "day-and-time",
        [
            ("day", (at.day() as u64).into()),
            ("month", month.into()),
            ("year", at.year().to_string().into()),
            ("time", time.into()),
        ],
    )
}

/// The messages with the names of the months.
pub(crate) const MONTHS: [&str; 12] = [
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn day_and_time_are_written_as_in_each_language() {
        let at: Zoned = "2026-11-22T15:04:05+01:00[Europe/Berlin]".parse().unwrap();
        assert_eq!(day_and_time(Language::En, &at), "22 November 2026, 15:04");
        assert_eq!(day_and_time(Language::De, &at), "22. November 2026, 15:04");
    }
}
