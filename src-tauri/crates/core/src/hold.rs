//! Mass deletion and mass overwriting: when the hub stops passing changes on, and what it reports about those that it
//! stopped.
//!
//! Pure: the caller provides the time and where content is. A deletion counts only if it loses something; content that
//! still exists elsewhere is not lost (`loss`). What counts is summed up over a minute (`count`), together with what
//! the machine announced. A hold covers the directories in which something is being lost (`subtrees`). It begins with
//! the batch that would exceed the limits, and ends when a person decides or when the missing files are back. Module
//! `overwriting` defines what overwriting is.

mod count;
mod limits;
mod loss;
mod overwriting;
mod subtrees;

use serde::{Deserialize, Serialize};

use crate::ids::{FolderId, MachineId, Seq};
use crate::path::RelPath;
use crate::time::Timestamp;

pub use count::{Counted, Deletions, Missing};
pub use limits::{HoldLimits, WINDOW};
pub use loss::{Copies, Ending, losses};
pub use overwriting::{Judged, LOOKED_AT, Looks, OVERWRITING_WINDOW, Overwrites};
pub use subtrees::Subtrees;

/// Deletions by the same machine belong to a hold, wherever they are, within this many seconds of the last one held.
pub const BURST: u64 = 5;
/// A hold whose missing files no longer exceed the limits ends when nothing was added to it for this many seconds.
pub const CALM: u64 = 10;

/// What a hold stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Harm {
    /// Many files were deleted.
    #[default]
    Deletion,
    /// Many files were overwritten with unreadable content.
    Overwriting,
}

impl Harm {
    fn is_deletion(&self) -> bool {
        *self == Harm::Deletion
    }
}

/// The state of a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HoldState {
    /// It waits for a person. Meanwhile the hub does not accept deletions by that machine in the directories that the
    /// hold covers; for overwriting, it accepts no change by it that spoils a file.
    Open,
    /// What was held may pass, and no longer counts.
    Deleted,
    /// The files are brought back. Until the machine has confirmed that, none of its deletions are accepted; for
    /// overwriting, what was held is accepted as a version and undone at once.
    Restored,
}

/// What one machine did in one folder and the hub stopped. It is removed when it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its number, never reused; 0 if it is not stored yet.
    pub id: u64,
    /// The folder.
    pub folder: FolderId,
    /// What it stopped.
    pub harm: Harm,
    /// The machine that did it.
    pub machine: MachineId,
    /// When, by the hub's clock.
    pub began_at: Timestamp,
    /// Its state.
    pub state: HoldState,
    /// The number of files in the folder before the first deletion; 0 if that is not known, or for overwriting.
    pub before: u64,
}

/// One path of a hold: held back, or passed on just before the hold began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The path.
    pub path: RelPath,
    /// Its newest entry: what was to be deleted or overwritten or, if the change was passed on, the deletion or the new
    /// content.
    pub seq: Seq,
    /// Whether it is, or was, a file.
    pub is_file: bool,
    /// Whether its newest entry is what overwrote it. Not needed for deletions that were passed on.
    pub is_spoilt: bool,
}

/// A hold as it is reported to machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldReport {
    /// Its number.
    pub id: u64,
    /// The machine that did it.
    pub machine: MachineId,
    /// Its state.
    pub state: HoldState,
    /// Files that were held back or passed on.
    pub files: u64,
    /// What it stopped.
    #[serde(default, skip_serializing_if = "Harm::is_deletion")]
    pub harm: Harm,
}

/// A hold as it is reported to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldInfo {
    /// The folder.
    pub folder: FolderId,
    /// The machine that did it.
    pub machine: MachineId,
    /// When it began, by the hub's clock.
    pub began_at: Timestamp,
    /// Files that were held back.
    pub held: u64,
    /// Files whose deletion or overwriting was passed on just before.
    pub passed: u64,
    /// The first few of them.
    pub sample: Vec<RelPath>,
    /// The directory that contains all of them, unless it is the whole folder.
    pub within: Option<RelPath>,
    /// What it covers: deletions by that machine at and below these paths are not accepted. Empty for the whole folder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subtrees: Vec<RelPath>,
    /// What it stopped.
    #[serde(default, skip_serializing_if = "Harm::is_deletion")]
    pub harm: Harm,
}
