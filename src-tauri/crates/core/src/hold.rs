//! Mass deletions and mass overwriting: when the hub stops passing changes on, and what is told of those that it stopped.
//!
//! Pure: whoever counts says what time it is, and what content is where. A deletion counts only if it loses something:
//! content that is still elsewhere is not lost (`loss`). What counts is summed up over a minute (`count`), together with
//! what the machine announced. A hold is about the directories in which something is being lost (`subtrees`), begins with
//! the batch that would go over the limits, and ends when a person decides, or when what was missing is back. What
//! overwriting is, is in `overwriting`.

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

/// Deletions of the same machine that follow the last one held within so many seconds belong to it, wherever they are.
pub const BURST: u64 = 5;
/// A hold of which less is missing than the limits say ends when nothing was added to it for so many seconds.
pub const CALM: u64 = 10;

/// What a hold stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Harm {
    /// Many files were deleted.
    #[default]
    Deletion,
    /// Many files were overwritten with what nobody can read.
    Overwriting,
}

impl Harm {
    fn is_deletion(&self) -> bool {
        *self == Harm::Deletion
    }
}

/// What became of a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HoldState {
    /// It waits for a person. Meanwhile that machine's deletions are not taken in the directories that it is about; or,
    /// if it is about overwriting, no change of it that spoils a file.
    Open,
    /// What was held back may pass, and counts no more.
    Deleted,
    /// The files are brought back. Until its machine has taken that in, no deletion of it is taken; or, if it is about
    /// overwriting, what was held is taken as a version and undone at once.
    Restored,
}

/// What one machine did in one folder and the hub stopped. It is removed when it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its number, never used again; 0 for one that is not stored yet.
    pub id: u64,
    /// The folder.
    pub folder: FolderId,
    /// What it stopped.
    pub harm: Harm,
    /// Who did it.
    pub machine: MachineId,
    /// When, by the hub's clock.
    pub began_at: Timestamp,
    /// What became of it.
    pub state: HoldState,
    /// The files that the folder had before its first deletion; 0 if that is not known, or it is about overwriting.
    pub before: u64,
}

/// One path of a hold: held back, or passed on just before the hold began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The path.
    pub path: RelPath,
    /// Its newest entry: what was to be deleted or overwritten, or, if that was passed on, the deletion or what was written.
    pub seq: Seq,
    /// Whether it is, or was, a file.
    pub is_file: bool,
    /// Whether its newest entry is what was written over it. Deletions that were passed on are known without.
    pub is_spoilt: bool,
}

/// A hold as machines are told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldTold {
    /// Its number.
    pub id: u64,
    /// Who did it.
    pub machine: MachineId,
    /// What became of it.
    pub state: HoldState,
    /// Files that were held back or passed on.
    pub files: u64,
    /// What it stopped.
    #[serde(default, skip_serializing_if = "Harm::is_deletion")]
    pub harm: Harm,
}

/// A hold as people are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldInfo {
    /// The folder.
    pub folder: FolderId,
    /// Who did it.
    pub machine: MachineId,
    /// When it began, by the hub's clock.
    pub began_at: Timestamp,
    /// Files that were held back.
    pub held: u64,
    /// Files whose deletion or overwriting was passed on just before.
    pub passed: u64,
    /// The first few of them.
    pub sample: Vec<RelPath>,
    /// The directory that all of them are in, if it is not the whole folder.
    pub within: Option<RelPath>,
    /// What it is about: that machine's deletions at and below these paths are not taken. Empty for the whole folder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subtrees: Vec<RelPath>,
    /// What it stopped.
    #[serde(default, skip_serializing_if = "Harm::is_deletion")]
    pub harm: Harm,
}
