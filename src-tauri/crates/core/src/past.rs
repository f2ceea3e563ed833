//! What is asked of a folder's past, and how it is answered.

use serde::{Deserialize, Serialize};

use crate::ids::Seq;
use crate::message::Action;
use crate::path::RelPath;
use crate::time::Timestamp;

/// Which state of a path or a folder is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// That of this journal entry.
    Version(Seq),
    /// That of a moment, hub time.
    At(Timestamp),
    /// The newest that is not current; of what was deleted, the last one.
    Newest,
}

/// What restoring changes at one path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreChange {
    /// The path.
    pub path: RelPath,
    /// Whether it is added, changed or deleted by that.
    pub action: Action,
}
