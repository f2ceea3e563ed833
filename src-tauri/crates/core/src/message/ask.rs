//! What is asked of the hub besides syncing.

use serde::{Deserialize, Serialize};

use super::HistoryFilter;
use crate::damage::Kept;
use crate::ids::{FolderId, MachineId, Seq};
use crate::past::Which;
use crate::path::{Name, RelPath};
use crate::relay_store::Access;
use crate::retention::Retention;

/// Questions and requests besides syncing. The hub's own person asks the same way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ask")]
pub enum Ask {
    /// The folders that this machine may know of.
    Folders,
    /// Shares a new folder.
    Share {
        /// Its name.
        name: Name,
        /// Whether the hub should keep a copy under its root.
        hub_copy: bool,
    },
    /// Ends a shared folder. Hub only.
    Unshare {
        /// The folder.
        folder: FolderId,
    },
    /// The paired machines.
    Machines,
    /// Renames a machine: itself, or on the hub any.
    Rename {
        /// Which.
        machine: MachineId,
        /// To what.
        name: Name,
    },
    /// Refuses a machine's key from now on. Hub only, or a machine itself (`leave`).
    Forget {
        /// Which.
        machine: MachineId,
    },
    /// What a machine may do with a folder. Hub only.
    SetAccess {
        /// Which machine.
        machine: MachineId,
        /// Which folder.
        folder: FolderId,
        /// What.
        access: Access,
    },
    /// What changed, newest first.
    History(HistoryFilter),
    /// How many changes were accepted in each of the last hours.
    Activity {
        /// Hours, the current one included; at most `MAX_HOURS`.
        hours: u32,
    },
    /// What is known of the hub's clock. Hub only.
    Clock,
    /// What is free on the hub's disk.
    Room,
    /// What the machines may do with the folders. Hub only.
    Accesses,
    /// Sums over the content store. Hub only.
    StoreTotals,
    /// Looks at these once more, and keeps no longer what is damaged. Hub only.
    Quarantine {
        /// At most `MAX_ITEMS`.
        kept: Vec<Kept>,
    },
    /// The entries of which some content was damaged and has not come back, as far as they are known. Hub only.
    Lacking,
    /// The versions that are kept of a path, across its moves.
    Versions {
        /// The folder.
        folder: FolderId,
        /// The path.
        path: RelPath,
        /// Only older ones: where the last answer ended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Seq>,
    },
    /// Which entry a version of a path is, for its content.
    Version {
        /// The folder.
        folder: FolderId,
        /// The path.
        path: RelPath,
        /// Which one.
        which: Which,
    },
    /// How long a folder's past is kept.
    Retention {
        /// The folder.
        folder: FolderId,
    },
    /// Says how long. Hub only.
    SetRetention {
        /// The folder.
        folder: FolderId,
        /// How long.
        retention: Retention,
    },
    /// What the folders take at the hub.
    Store,
    /// Brings back an earlier state, as new entries.
    Restore {
        /// The folder.
        folder: FolderId,
        /// Only this path and what is below it.
        path: Option<RelPath>,
        /// Which state.
        which: Which,
        /// Whether only to say what would change.
        dry_run: bool,
    },
    /// The deletions that wait for a person, in the folders that the machine may read.
    Holds,
    /// Settles the holds of a folder.
    Release {
        /// The folder.
        folder: FolderId,
        /// Whether the deletions pass; otherwise the files come back.
        delete: bool,
    },
    /// Keeps a conflict copy as an ordinary file.
    SettleConflict {
        /// The folder.
        folder: FolderId,
        /// The copy.
        copy: RelPath,
    },
    /// A person has confirmed deletions of the asking machine that it is going to offer.
    ConfirmDeletions {
        /// The folder.
        folder: FolderId,
        /// Of how many files.
        files: u64,
    },
    /// What is set for a folder at the hub.
    FolderSettings {
        /// The folder.
        folder: FolderId,
        /// What to set before.
        set: Option<(String, u64)>,
    },
}

impl Ask {
    /// Returns true if it changes nothing at the hub.
    pub fn is_question(&self) -> bool {
        match self {
            Ask::Folders | Ask::Machines | Ask::History(_) | Ask::StoreTotals | Ask::Holds | Ask::Lacking => true,
            Ask::Activity { .. } | Ask::Clock | Ask::Room | Ask::Accesses => true,
            Ask::Versions { .. } | Ask::Version { .. } | Ask::Retention { .. } | Ask::Store => true,
            Ask::Restore { dry_run, .. } => *dry_run,
            Ask::FolderSettings { set, .. } => set.is_none(),
            Ask::Share { .. } | Ask::Unshare { .. } | Ask::Rename { .. } | Ask::Forget { .. } => false,
            Ask::SetAccess { .. } | Ask::Quarantine { .. } | Ask::SetRetention { .. } | Ask::Release { .. } => false,
            Ask::SettleConflict { .. } | Ask::ConfirmDeletions { .. } => false,
        }
    }
}

/// The most hours of activity that are asked for: a week.
pub const MAX_HOURS: u32 = 168;
