//! What `verify` finds in the hub's content store.

use serde::{Deserialize, Serialize};

/// What came of a look through the whole content store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Verified {
    /// Chunks and chunk lists that were read and checked.
    pub checked: u64,
    /// Versions of files of which some content was damaged now, or before and has not come back: current ones first.
    pub damaged: Vec<DamagedLine>,
    /// Chunks and chunk lists that were damaged and put aside by this look.
    pub quarantined: u64,
    /// Whether more versions are damaged than are listed.
    pub more: bool,
}

/// A version of a file of which some content was damaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DamagedLine {
    /// The folder.
    pub folder: String,
    /// The path.
    pub path: String,
    /// Which version of it.
    pub version: String,
    /// When it was accepted, RFC 3339, hub time.
    pub at: String,
    /// Its size, in bytes.
    pub size: u64,
    /// What has become of it.
    pub state: DamagedState,
}

/// What has become of damaged content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum DamagedState {
    /// It was fetched again from a machine that has it.
    Fetched,
    /// It is current, and waits for a machine that has it.
    Waiting,
    /// Only the past needs it: it comes back only if a machine happens to send the same content.
    Past,
}

/// How far a look through the content store is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StoreCheck {
    /// Chunks and chunk lists that were checked.
    pub done: u64,
    /// All of them.
    pub total: u64,
}
