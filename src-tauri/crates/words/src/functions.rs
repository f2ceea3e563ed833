//! The functions of the catalogues: how sizes, durations and moments are written in each language.
//!
//! `BYTES($n)`, `DURATION($milliseconds)`, `MOMENT($at)` for RFC 3339, `TEXT($n)` for a number in a command, and
//! `WORD($name)` for one word of a shell command.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::tz::TimeZone;
use syncit_core::units::show_bytes;

use crate::language::Language;
use crate::moment::day_and_time;

pub(crate) fn add(bundle: &mut FluentBundle<FluentResource>, language: Language) {
    bundle.set_formatter(Some(match language {
        Language::En => |value, _| grouped(value, ','),
        Language::De => |value, _| grouped(value, '.'),
    }));
    let mut function = |name: &str, write: fn(Language, &FluentValue<'_>) -> Option<String>| {
        let call = callable(move |value| write(language, value));
        bundle.add_function(name, call).expect("no other function has the name");
    };
    function("BYTES", |language, value| Some(bytes(language, number(value)?)));
    function("DURATION", |language, value| Some(duration(language, number(value)?)));
    function("MOMENT", |language, value| {
        let at: jiff::Timestamp = text(value)?.parse().ok()?;
        Some(day_and_time(language, &at.to_zoned(TimeZone::system())))
    });
    function("TEXT", |_, value| Some(number(value)?.to_string()));
    function("WORD", |_, value| Some(quoted(text(value)?)));
}

/// Makes a function of a catalogue, of one argument. (A closure's own lifetimes are not general enough.)
fn callable<F>(write: F) -> impl for<'a> Fn(&[FluentValue<'a>], &FluentArgs<'_>) -> FluentValue<'a> + Send + Sync
where
    F: Fn(&FluentValue<'_>) -> Option<String> + Send + Sync,
{
    move |positional, _| positional.first().and_then(&write).map_or(FluentValue::Error, FluentValue::from)
}

fn number(value: &FluentValue<'_>) -> Option<u64> {
    match value {
        FluentValue::Number(number) => Some(number.value as u64),
        _ => None,
    }
}

fn text<'a>(value: &'a FluentValue<'_>) -> Option<&'a str> {
    match value {
        FluentValue::String(text) => Some(text),
        _ => None,
    }
}

/// Writes a count with its thousands apart, from five digits on.
fn grouped(value: &FluentValue<'_>, separator: char) -> Option<String> {
    let number = number(value)?;
    let digits = number.to_string();
    if digits.len() < 5 {
        return Some(digits);
    }
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(separator);
        }
        written.push(digit);
    }
    Some(written)
}

fn bytes(language: Language, bytes: u64) -> String {
    language.decimal(show_bytes(bytes))
}

/// Writes a duration: `45 s`, `12 min`, `30 h`, `3 days`. Each unit starts at two.
fn duration(language: Language, milliseconds: u64) -> String {
    match milliseconds / 1_000 {
        seconds @ ..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3_600),
        seconds => language.say("days", [("days", (seconds / 86_400).into())]),
    }
}

/// Quotes a text as one word of a shell command, for people to copy.
pub fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_chose_is_one_word_of_a_command() {
        for (text, expected) in [
            ("docs", "docs"),
            ("/srv/kept/docs-2", "/srv/kept/docs-2"),
            ("Été", "Été"),
            ("", "''"),
            ("--all", "'--all'"),
            ("my docs", "'my docs'"),
            ("$(reboot)`x`", "'$(reboot)`x`'"),
            ("it's", r"'it'\''s'"),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }

    #[test]
    fn numbers_are_written_as_in_each_language() {
        for (number, english, german) in [
            (0, "0", "0"),
            (9_999, "9999", "9999"),
            (10_000, "10,000", "10.000"),
            (1_234_567, "1,234,567", "1.234.567"),
        ] {
            assert_eq!(grouped(&FluentValue::from(number), ','), Some(english.to_owned()));
            assert_eq!(grouped(&FluentValue::from(number), '.'), Some(german.to_owned()));
        }
        assert_eq!(bytes(Language::De, 3 << 29), "1,5 GiB");
        for (seconds, expected) in [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7_200, "2 h"), (259_200, "3 Tage")] {
            assert_eq!(duration(Language::De, seconds * 1_000), expected);
        }
        assert_eq!(duration(Language::En, 172_800_000), "2 days");
    }
}
