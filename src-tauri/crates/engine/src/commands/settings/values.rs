//! Parsing values as they are typed, and refusing bad ones.

use syncit_core::Reason;

use crate::error::{BadArgument, Error, Expected, Result};

/// Returns the refusal of a value, with what it can be.
pub(super) fn bad(key: &str, value: String, expected: impl Into<Reason>) -> Error {
    BadArgument::Setting { key: key.to_owned(), value, expected: expected.into() }.into()
}

/// Parses a percentage from 1 to 100, with or without its sign, or `off`.
pub(super) fn percentage(key: &str, value: String) -> Result<Option<u8>> {
    if matches!(value.as_str(), "off" | "no") {
        return Ok(None);
    }
    let digits = value.strip_suffix('%').unwrap_or(&value).trim_end();
    let is_number = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let percent = Some(digits).filter(|_| is_number).and_then(|digits| digits.parse().ok());
    match percent.filter(|percent| (1..=100).contains(percent)) {
        None => Err(bad(key, value, Expected::Percentage)),
        percent => Ok(percent),
    }
}

/// Parses a value that is on or off.
pub(super) fn switch(key: &str, value: String) -> Result<bool> {
    match value.as_str() {
        "on" | "true" | "yes" => Ok(true),
        "off" | "false" | "no" => Ok(false),
        _ => Err(bad(key, value, Expected::Switch)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_read_with_or_without_its_sign() {
        for (typed, expected) in [
            ("off", Some(None)),
            ("no", Some(None)),
            ("1", Some(Some(1))),
            ("20", Some(Some(20))),
            ("20%", Some(Some(20))),
            ("20 %", Some(Some(20))),
            ("100", Some(Some(100))),
            ("0", None),
            ("101", None),
            ("0020", None),
            ("+20", None),
            ("-1", None),
            ("20 %%", None),
            ("2 0", None),
            ("%", None),
            ("", None),
            ("on", None),
        ] {
            assert_eq!(percentage("pause-on-battery", typed.into()).ok(), expected, "{typed:?}");
        }
    }
}
