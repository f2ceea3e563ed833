//! Which part of the history is asked for.

use serde::{Deserialize, Serialize};

use super::action::Action;
use crate::ids::{FolderId, MachineId, Seq};
use crate::path::RelPath;
use crate::time::Timestamp;

/// A filter for journal entries.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HistoryFilter {
    /// Only this folder. The relay limits it to what the machine may read.
    pub folder: Option<FolderId>,
    /// The folders that may be included; filled in by the relay.
    #[serde(default, skip)]
    pub readable: Vec<FolderId>,
    /// Only this path and what is below it.
    pub path: Option<RelPath>,
    /// Only changes by this machine.
    pub machine: Option<MachineId>,
    /// Only at or after this hub time.
    pub since: Option<Timestamp>,
    /// Only entries before this one: where the last page ended.
    pub before: Option<HistoryCursor>,
    /// Only these kinds of change; all if empty. Applied by the relay, not by the store.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Action>,
    /// Only paths, new or old, that contain this text, ignoring the case of ASCII letters. Applied by the relay, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// At most this many, and never more than `MAX_ITEMS`.
    pub limit: usize,
}

/// Where a page of the history ended. Entries of all folders are ordered by time, folder, seq.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryCursor {
    /// The entry's hub time.
    pub at: Timestamp,
    /// The folder.
    pub folder: FolderId,
    /// The entry's seq.
    pub seq: Seq,
}
