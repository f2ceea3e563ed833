//! The requests to the hub besides syncing.

use serde::{Deserialize, Serialize};

use super::HistoryFilter;
use crate::damage::Kept;
use crate::ids::{FolderId, MachineId, Seq};
use crate::past::Which;
use crate::path::{Name, RelPath};
use crate::relay_store::Access;
use crate::retention::Retention;

/// Questions and requests besides syncing. Requests made on the hub itself use the same type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ask")]
pub enum Ask {
    /// Asks for the folders that this machine may know of.
    Folders,
    /// Shares a new folder.
    Share {
        /// Its name.
        name: Name,
        /// Whether the hub should keep a copy under its root.
        hub_copy: bool,
    },
    /// Stops sharing a folder. Hub only.
    Unshare {
        /// The folder.
        folder: FolderId,
    },
    /// Asks for the paired machines.
    Machines,
    /// Renames a machine: itself, or any on the hub.
    Rename {
        /// The machine.
        machine: MachineId,
        /// The new name.
        name: Name,
    },
    /// Refuses a machine's key from now on. On the hub, or a machine for itself (`leave`).
    Forget {
        /// The machine.
        machine: MachineId,
    },
    /// Sets what a machine may do with a folder. Hub only.
    SetAccess {
        /// The machine.
        machine: MachineId,
        /// The folder.
        folder: FolderId,
        /// What it may do.
        access: Access,
    },
    /// Asks for changes, newest first.
    History(HistoryFilter),
    /// Asks how many changes were accepted in each of the last hours.
    Activity {
        /// The number of hours, including the current one; at most `MAX_HOURS`.
        hours: u32,
    },
    /// Asks for the state of the hub's clock. Hub only.
    Clock,
    /// Asks for the free space on the hub's disk.
    Room,
    /// Asks what the machines may do with the folders. Hub only.
    Accesses,
    /// Asks for sums over the content store. Hub only.
    StoreTotals,
    /// Checks these again, and moves what is damaged to the quarantine. Hub only.
    Quarantine {
        /// At most `MAX_ITEMS`.
        kept: Vec<Kept>,
    },
    /// Asks for the entries whose content was damaged and was not uploaded again, as far as they are known. Hub only.
    Lacking,
    /// Asks for the kept versions of a path, across its moves.
    Versions {
        /// The folder.
        folder: FolderId,
        /// The path.
        path: RelPath,
        /// Only versions older than this: where the last answer ended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Seq>,
    },
    /// Asks for the entry of one version of a path, for its content.
    Version {
        /// The folder.
        folder: FolderId,
        /// The path.
        path: RelPath,
        /// Which version.
        which: Which,
    },
    /// Asks how long a folder's past is kept.
    Retention {
        /// The folder.
        folder: FolderId,
    },
    /// Sets how long a folder's past is kept. Hub only.
    SetRetention {
        /// The folder.
        folder: FolderId,
        /// How long the past is kept.
        retention: Retention,
    },
    /// Asks what the folders take at the hub.
    Store,
    /// Restores an earlier state, as new entries.
    Restore {
        /// The folder.
        folder: FolderId,
        /// Only this path and what is below it.
        path: Option<RelPath>,
        /// Which state.
        which: Which,
        /// Whether only to report what would change.
        dry_run: bool,
    },
    /// Asks for the holds that wait for a person, in the folders that the machine may read.
    Holds,
    /// Resolves the holds of a folder.
    Release {
        /// The folder.
        folder: FolderId,
        /// Whether the deletions are passed on; otherwise the files come back.
        delete: bool,
    },
    /// Resolves a conflict by keeping the copy as an ordinary file.
    SettleConflict {
        /// The folder.
        folder: FolderId,
        /// The copy.
        copy: RelPath,
    },
    /// Announces that a person has confirmed deletions that the asking machine is going to offer.
    ConfirmDeletions {
        /// The folder.
        folder: FolderId,
        /// The number of files.
        files: u64,
    },
    /// Asks for the settings of a folder at the hub.
    FolderSettings {
        /// The folder.
        folder: FolderId,
        /// A setting to change first.
        set: Option<(String, u64)>,
    },
    /// Sets whether a machine may invite others. Hub only.
    AllowInvites {
        /// The machine.
        machine: MachineId,
        /// Whether it may.
        allowed: bool,
    },
    /// Opens an invitation, of the hub itself or of a machine that may invite. A hub that does not say which machines may
    /// (`MachineInfo::may_invite`) does not know this and the next two.
    Invite {
        /// How long it is open, at most `MAX_INVITE_MINUTES`.
        minutes: u32,
        /// What the machine that joins may do with folders for which nothing else is set; what its last invitation set, or
        /// everything, if none.
        may: Option<Access>,
    },
    /// Asks for the open invitation: on the hub whoever opened it, for a machine only its own.
    Invitation,
    /// Revokes that invitation, if there is one.
    CancelInvite,
}

impl Ask {
    /// Returns true if it changes nothing at the hub.
    pub fn is_question(&self) -> bool {
        match self {
            Ask::Folders | Ask::Machines | Ask::History(_) | Ask::StoreTotals | Ask::Holds | Ask::Lacking => true,
            Ask::Activity { .. } | Ask::Clock | Ask::Room | Ask::Accesses | Ask::Invitation => true,
            Ask::Versions { .. } | Ask::Version { .. } | Ask::Retention { .. } | Ask::Store => true,
            Ask::Restore { dry_run, .. } => *dry_run,
            Ask::FolderSettings { set, .. } => set.is_none(),
            Ask::Share { .. } | Ask::Unshare { .. } | Ask::Rename { .. } | Ask::Forget { .. } => false,
            Ask::SetAccess { .. } | Ask::Quarantine { .. } | Ask::SetRetention { .. } | Ask::Release { .. } => false,
            Ask::SettleConflict { .. } | Ask::ConfirmDeletions { .. } => false,
            Ask::AllowInvites { .. } | Ask::Invite { .. } | Ask::CancelInvite => false,
        }
    }
}

/// The most minutes for which an invitation may be open: a day.
pub const MAX_INVITE_MINUTES: u32 = 24 * 60;
/// The most addresses of a hub in an invitation.
pub const MAX_INVITE_ADDRESSES: usize = 16;

/// The most hours of activity that can be requested: a week.
pub const MAX_HOURS: u32 = 168;
