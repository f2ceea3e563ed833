//! What the hub answers to what it is asked besides syncing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Action, HistoryCursor};
use crate::damage::Lack;
use crate::hold::HoldInfo;
use crate::hub_clock::{Doubted, Noticed};
use crate::ids::{FolderId, MachineId, Seq};
use crate::past::RestoreChange;
use crate::path::{Name, RelPath};
use crate::relay_store::{Accepted, Access, FolderSums};
use crate::retention::Retention;
use crate::time::Timestamp;

/// Answers to `Ask`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub enum Answer {
    /// To `Folders`.
    Folders {
        /// In the order of sharing.
        folders: Vec<FolderInfo>,
    },
    /// To `Share`.
    Shared {
        /// The new folder.
        folder: FolderId,
    },
    /// To `Machines`.
    Machines {
        /// In the order of pairing, the hub included.
        machines: Vec<MachineInfo>,
    },
    /// To `History`.
    History {
        /// Newest first. Fewer than asked for, or none, if the hub looked at enough for one answer.
        entries: Vec<HistoryEntry>,
        /// Where to go on; none at the end.
        next: Option<HistoryCursor>,
    },
    /// To `Activity`.
    Activity {
        /// When an hour began, hub time, and how many changes were accepted in it, at most `MAX_COUNTED`; oldest first.
        hours: Vec<(Timestamp, u64)>,
    },
    /// To `Clock`.
    Clock {
        /// What the time is, as far as the clock is believed.
        now: Timestamp,
        /// A leap that is not decided yet.
        doubted: Option<Doubted>,
        /// The last leap that was decided.
        noticed: Option<Noticed>,
    },
    /// To `Room`.
    Room {
        /// In bytes; none if the hub could not tell.
        free: Option<u64>,
    },
    /// To `Accesses`.
    Accesses {
        /// Every machine but the hub, with every folder.
        accesses: Vec<(MachineId, FolderId, Access)>,
    },
    /// To `StoreTotals`.
    StoreTotals {
        /// Bytes that the content store takes.
        stored_bytes: u64,
        /// Sums over all folders.
        sums: FolderSums,
        /// Bytes that are free on its disk; none if the hub could not tell.
        free: Option<u64>,
        /// Chunks and lists that were damaged and have not come back.
        #[serde(default)]
        damage: u64,
        /// Entries of journals that no machine could take and that are not told to any.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        untold: Vec<(FolderId, RelPath)>,
    },
    /// To `Quarantine`.
    Quarantined {
        /// How many were damaged.
        damaged: u64,
    },
    /// To `Lacking`.
    Lacking {
        /// The current ones first.
        entries: Vec<Lack>,
        /// Whether there are more.
        is_more: bool,
        /// Chunks and lists that were damaged and have not come back.
        damage: u64,
    },
    /// To `Versions`.
    Versions {
        /// Newest first, at most `MAX_ITEMS` and what fits into one answer.
        versions: Vec<HistoryEntry>,
        /// The path's newest entry if something is there now.
        current: Option<Seq>,
        /// Where to go on; none at the end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<Seq>,
    },
    /// To `Version`.
    Version {
        /// The entry; its path may be an earlier one.
        entry: Accepted,
    },
    /// To `Retention`.
    Retention {
        /// How long.
        retention: Retention,
    },
    /// To `Store`.
    Store {
        /// Those that the machine may read.
        folders: Vec<FolderStore>,
    },
    /// To `Restore`.
    Restored {
        /// What changes, in path order; only the beginning if there is too much of it.
        changes: Vec<RestoreChange>,
        /// How many paths change.
        total: u64,
        /// The version that is brought back, if it is one.
        version: Option<Seq>,
        /// The moment whose state it is, if it is one's: the one asked for, or the last before it of which all is kept.
        at: Option<Timestamp>,
    },
    /// To `Holds`.
    Holds {
        /// In the order in which they began.
        holds: Vec<HoldInfo>,
    },
    /// To `FolderSettings`.
    FolderSettings {
        /// All of them.
        settings: BTreeMap<String, u64>,
    },
    /// To everything else.
    Done,
}

/// Changes of one hour are counted up to this many.
pub const MAX_COUNTED: u64 = 10_000;

/// A folder as a machine is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderInfo {
    /// Its identifier.
    pub id: FolderId,
    /// Its name.
    pub name: Name,
    /// What the asking machine may do with it.
    pub access: Access,
    /// How many files are in it.
    #[serde(default)]
    pub files: u64,
    /// Their bytes.
    #[serde(default)]
    pub bytes: u64,
}

/// What a folder takes at the hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderStore {
    /// The folder.
    pub folder: FolderId,
    /// Its sums.
    pub sums: FolderSums,
}

/// A machine as the others are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineInfo {
    /// Its identifier.
    pub id: MachineId,
    /// Its name.
    pub name: Name,
    /// Whether it is the hub.
    pub is_hub: bool,
    /// Whether it is connected (the hub always is).
    pub online: bool,
    /// When it last was, hub time; of those that are connected, the hub among them, the hub's time of the answer.
    pub last_seen: Option<Timestamp>,
    /// `SHA256:…` of its public key, as ssh-keygen shows it.
    pub fingerprint: String,
}

/// One line of history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The folder.
    pub folder: FolderId,
    /// The entry.
    pub entry: Accepted,
    /// What kind of change it was.
    pub action: Action,
}
