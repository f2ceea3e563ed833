//! What is shown of paths that differ because of what a machine does with a folder.

use serde::{Deserialize, Serialize};
use syncit_core::message::Action;

/// A path that differs between here and the hub, and stays so because of this machine's role or what it may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DifferenceLine {
    /// The path.
    pub path: String,
    /// The change that is left out: `added`, `changed` or `deleted`.
    #[cfg_attr(test, ts(as = "crate::typescript::Action"))]
    pub change: Action,
    /// Which side does not get it.
    pub why: LeftOutKind,
    /// Whose change it is.
    pub machine: String,
    /// When it was made, RFC 3339: by the hub's clock, or when this machine's file was written; null if that is not known.
    pub at: Option<String>,
    /// What is here; null if nothing is.
    pub here: Option<SideLine>,
    /// What is at the hub; null if nothing is.
    pub there: Option<SideLine>,
}

/// Which side does not get a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum LeftOutKind {
    /// Others made it, and it is not applied here.
    NotApplied,
    /// It was made here, and is not sent.
    NotSent,
}

/// What one side has at a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SideLine {
    /// What it is.
    pub kind: EntryKind,
    /// Of a file, in bytes; else 0.
    pub size: u64,
}

/// What can be at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum EntryKind {
    /// A file.
    File,
    /// A directory.
    Directory,
    /// A symlink.
    Symlink,
}
