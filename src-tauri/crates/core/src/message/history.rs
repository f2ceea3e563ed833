//! Which part of the history is asked for.

use serde::{Deserialize, Serialize};

use super::action::Action;
use crate::ids::{FolderId, MachineId, Seq};
use crate::path::RelPath;
use crate::time::Timestamp;

/// Which entries of the journal are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HistoryFilter {
    /// Only of this folder. The relay narrows it to what the machine may read.
    pub folder: Option<FolderId>,
    /// The folders that may be told of; filled in by the relay.
    #[serde(default, skip)]
    pub readable: Vec<FolderId>,
    /// Only this path and what is below it.
    pub path: Option<RelPath>,
    /// Only by this machine.
    pub machine: Option<MachineId>,
    /// Only at or after this hub time.
    pub since: Option<Timestamp>,
    /// Only older than this one: where the last page ended.
    pub before: Option<HistoryCursor>,
    /// Only these kinds of change; empty for all. The relay's to look at, not the store's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Action>,
    /// Only paths, new or old, that contain this, whatever the case of ASCII letters. The relay's to look at, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// At most this many, and never more than `MAX_ITEMS`.
    pub limit: usize,
}

/// Where a page of history ended: entries of all folders are ordered by time, folder, seq.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryCursor {
    /// Hub time.
    pub at: Timestamp,
    /// The folder.
    pub folder: FolderId,
    /// Its seq.
    pub seq: Seq,
}
