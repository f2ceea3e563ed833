//! Parsing values as they are typed, and refusing bad ones.

use crate::error::{Error, Result};

/// Returns the refusal of a value, with what it can be.
pub(super) fn bad(key: &str, value: String, why: &str) -> Error {
    Error::BadSetting { key: key.to_owned(), value, why: why.to_owned() }
}

/// Parses a value that is on or off.
pub(super) fn switch(key: &str, value: String) -> Result<bool> {
    match value.as_str() {
        "on" | "true" | "yes" => Ok(true),
        "off" | "false" | "no" => Ok(false),
        _ => Err(bad(key, value, "it is `on` or `off`")),
    }
}
