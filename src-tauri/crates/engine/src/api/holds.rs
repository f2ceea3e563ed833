//! What is shown of holds.

use serde::{Deserialize, Serialize};

use super::details::HoldKind;

/// Something that waits for a person to say what is to become of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HeldLine {
    /// The folder.
    pub folder: String,
    /// The machine on which it happened.
    pub machine: String,
    /// Files that it is about; 0 if that is not known.
    pub files: u64,
    /// The first few of them.
    pub sample: Vec<String>,
    /// A sentence: what happened, and what happens meanwhile.
    pub cause: String,
    /// For programs.
    pub hold: HoldKind,
    /// Since when, RFC 3339.
    pub since: String,
    /// What to do.
    pub hint: String,
}
