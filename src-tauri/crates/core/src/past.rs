//! Requests about a folder's past, and their results.

use serde::{Deserialize, Serialize};

use crate::ids::Seq;
use crate::message::Action;
use crate::path::RelPath;
use crate::time::Timestamp;

/// Which state of a path or a folder is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// The state of this journal entry.
    Version(Seq),
    /// The state at a moment, in hub time.
    At(Timestamp),
    /// The newest state that is not current; if the path was deleted, the last one.
    Newest,
}

/// What restoring changes at one path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreChange {
    /// The path.
    pub path: RelPath,
    /// Whether restoring adds, changes or deletes it.
    pub action: Action,
}
