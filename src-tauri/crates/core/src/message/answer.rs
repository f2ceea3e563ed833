//! The hub's answers to requests besides syncing.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Action, HistoryCursor};
use crate::backlog::FolderBacklog;
use crate::damage::Lack;
use crate::hold::HoldInfo;
use crate::hub_clock::{Doubted, Noticed};
use crate::ids::{FolderId, MachineId, Seq};
use crate::past::RestoreChange;
use crate::path::{Name, RelPath};
use crate::relay_store::{Access, FolderSums, JournalEntry};
use crate::retention::Retention;
use crate::time::Timestamp;

/// Answers to `Ask`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub enum Answer {
    /// Answers `Folders`.
    Folders {
        /// In the order of sharing.
        folders: Vec<FolderInfo>,
    },
    /// Answers `Share`.
    Shared {
        /// The new folder.
        folder: FolderId,
    },
    /// Answers `Machines`.
    Machines {
        /// In the order of pairing, the hub included.
        machines: Vec<MachineInfo>,
    },
    /// Answers `History`.
    History {
        /// Newest first. Fewer than requested, or none, if the hub examined enough entries for one answer.
        entries: Vec<HistoryEntry>,
        /// Where to continue; `None` at the end.
        next: Option<HistoryCursor>,
    },
    /// Answers `Activity`.
    Activity {
        /// The beginning of each hour in hub time, and the number of changes accepted in it, at most `MAX_COUNTED`;
        /// oldest first.
        hours: Vec<(Timestamp, u64)>,
    },
    /// Answers `Clock`.
    Clock {
        /// The time, as far as the clock is believed.
        now: Timestamp,
        /// A leap that is still in doubt.
        doubted: Option<Doubted>,
        /// The last leap that was decided.
        noticed: Option<Noticed>,
    },
    /// Answers `Room`.
    Room {
        /// In bytes; `None` if the hub could not determine it.
        free: Option<u64>,
    },
    /// Answers `Accesses`.
    Accesses {
        /// Every combination of a machine other than the hub and a folder.
        accesses: Vec<(MachineId, FolderId, Access)>,
    },
    /// Answers `StoreTotals`.
    StoreTotals {
        /// Bytes that the content store takes.
        stored_bytes: u64,
        /// Sums over all folders.
        sums: FolderSums,
        /// Free bytes on its disk; `None` if the hub could not determine it.
        free: Option<u64>,
        /// Chunks and lists that were damaged and were not uploaded again.
        #[serde(default)]
        damage: u64,
        /// Journal entries that no machine could accept, and that are therefore not sent to any.
        #[serde(rename = "untold", default, skip_serializing_if = "Vec::is_empty")]
        undeliverable: Vec<(FolderId, RelPath)>,
    },
    /// Answers `Quarantine`.
    Quarantined {
        /// How many were damaged.
        damaged: u64,
    },
    /// Answers `Lacking`.
    Lacking {
        /// Current entries first.
        entries: Vec<Lack>,
        /// Whether there are more.
        is_more: bool,
        /// Chunks and lists that were damaged and were not uploaded again.
        damage: u64,
    },
    /// Answers `Versions`.
    Versions {
        /// Newest first, at most `MAX_ITEMS` and as many as fit into one answer.
        versions: Vec<HistoryEntry>,
        /// The path's newest entry, if something is there now.
        current: Option<Seq>,
        /// Where to continue; `None` at the end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<Seq>,
    },
    /// Answers `Version`.
    Version {
        /// The entry; its path may be an earlier one of the file.
        entry: JournalEntry,
    },
    /// Answers `Retention`.
    Retention {
        /// How long the past is kept.
        retention: Retention,
    },
    /// Answers `Store`.
    Store {
        /// The folders that the machine may read.
        folders: Vec<FolderStore>,
    },
    /// Answers `Restore`.
    Restored {
        /// The changes, in path order; only the first ones if there are too many for one answer.
        changes: Vec<RestoreChange>,
        /// How many paths change.
        total: u64,
        /// The version that is restored, if it is a single one.
        version: Option<Seq>,
        /// The moment whose state is restored, if it is one: the requested one, or the last earlier one whose state is
        /// completely kept.
        at: Option<Timestamp>,
    },
    /// Answers `Holds`.
    Holds {
        /// In the order in which they began.
        holds: Vec<HoldInfo>,
    },
    /// Answers `FolderSettings`.
    FolderSettings {
        /// All settings of the folder.
        settings: BTreeMap<String, u64>,
    },
    /// Answers `Invite` and `Invitation`.
    Invitation {
        /// None if none is open and none was ended by wrong codes lately.
        invitation: Option<InvitationInfo>,
    },
    /// Answers every other request.
    Done,
}

/// The most changes that are counted in one hour.
pub const MAX_COUNTED: u64 = 10_000;

/// A folder as it is described to a machine.
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

/// An invitation that is open, or that wrong codes have ended.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationInfo {
    /// Six digits.
    pub code: String,
    /// `ADDR:PORT` at which other machines may reach the hub, at most `MAX_INVITE_ADDRESSES`.
    pub addresses: Vec<String>,
    /// For how long it is still open, in milliseconds.
    pub left: u64,
    /// How many codes may still be tried.
    pub attempts_left: u32,
    /// What the machine that joins may do with folders for which nothing else is set, if that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may: Option<Access>,
    /// Where wrong codes came from, and how many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wrong_codes: Vec<(String, u32)>,
    /// Whether too many wrong codes have ended it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub burnt: bool,
    /// The machine that opened it; none if the hub did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_by: Option<MachineId>,
}

/// Without the code.
impl fmt::Debug for InvitationInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InvitationInfo").field("left", &self.left).field("opened_by", &self.opened_by).finish()
    }
}

/// A machine as it is described to other machines.
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
    /// When it was last connected, in hub time; if it is connected now (as the hub always is), the time of the answer.
    pub last_seen: Option<Timestamp>,
    /// `SHA256:…` of its public key, as ssh-keygen shows it.
    pub fingerprint: String,
    /// The version of its program; `None` if it is not connected, or the hub's is too old to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What it lacks of the folders that it keeps and that the asking machine may read, as far as it is known. At most
    /// `MAX_ITEMS` in one answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backlogs: Vec<FolderBacklog>,
    /// Whether it may invite other machines. `None` if the asking machine need not know (only the hub and the machine itself
    /// do), or if the hub's program is too old to ask it for an invitation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_invite: Option<bool>,
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The folder.
    pub folder: FolderId,
    /// The entry.
    pub entry: JournalEntry,
    /// What kind of change it was.
    pub action: Action,
}
