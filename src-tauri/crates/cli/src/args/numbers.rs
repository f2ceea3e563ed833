//! Numbers and lengths of time, as people type them.

use std::fmt;

use syncit_words::Language;

/// Why a text is no such value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadValue {
    /// A whole number is needed.
    Number {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// A number of seconds is needed.
    Seconds,
    /// A length of time is needed.
    LengthOfTime,
}

impl BadValue {
    /// Says what is needed.
    pub fn said(self, language: Language) -> String {
        match self {
            BadValue::Number { least, most } => {
                language.say("usage-number", [("least", least.into()), ("most", most.into())])
            }
            BadValue::Seconds => language.say("usage-seconds", []),
            BadValue::LengthOfTime => language.say("usage-length-of-time", []),
        }
    }
}

/// For clap, which words what nobody else does.
impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(Language::En))
    }
}

impl std::error::Error for BadValue {}

/// Returns what reads a whole number between two others.
pub fn number(least: u32, most: u32) -> impl Fn(&str) -> Result<u32, BadValue> + Clone + Send + Sync {
    move |text| {
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        number.ok_or(BadValue::Number { least, most })
    }
}

/// Reads a number of seconds.
pub fn seconds(text: &str) -> Result<f64, BadValue> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds.is_finite() && (0.0..=1e9).contains(&seconds) => Ok(seconds),
        _ => Err(BadValue::Seconds),
    }
}

/// Reads `45m`, `1h`, `2h 30m`, `1d` as whole seconds.
pub fn length_of_time(text: &str) -> Result<u64, BadValue> {
    // A day has no fixed length for a calendar; for a pause it is 24 hours.
    let days = text.trim().strip_suffix('d').and_then(|days| days.trim().parse::<u64>().ok());
    let seconds = match days.and_then(|days| days.checked_mul(86_400)) {
        Some(seconds) => Some(seconds),
        None => text.parse().ok().and_then(|span: jiff::SignedDuration| u64::try_from(span.as_secs()).ok()),
    };
    seconds.filter(|seconds| *seconds > 0).ok_or(BadValue::LengthOfTime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        let cases = [("45m", 2_700), ("1h", 3_600), ("2h30m", 9_000), ("2h 30m", 9_000), ("1d", 86_400), ("90s", 90)];
        for (text, seconds) in cases {
            assert_eq!(length_of_time(text), Ok(seconds), "{text}");
        }
        for text in ["", "1", "h", "-1h", "0m", "soon", "99999999999999999d"] {
            assert!(length_of_time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_have_bounds() {
        let read = number(1, 168);
        assert_eq!((read("1"), read("168")), (Ok(1), Ok(168)));
        for text in ["0", "169", "-1", "1.5", "x", ""] {
            assert_eq!(read(text), Err(BadValue::Number { least: 1, most: 168 }), "{text}");
        }
    }
}
