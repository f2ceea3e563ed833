//! Mass deletions and mass overwriting: when the hub stops passing changes on, and what is told of those that it stopped.
//!
//! Pure: whoever counts says what time it is, and what content is where. A deletion counts only if it loses something:
//! content that is still elsewhere is not lost (`loss`). What counts is summed up over a minute (`count`), together with
//! what the machine announced. A hold is about the directories in which something is being lost (`subtrees`), begins with
//! the batch that would go over the limits, and ends when a person decides, or when what was missing is back. What
//! overwriting is, is in `overwriting`.

mod count;
mod loss;
mod overwriting;
mod subtrees;

use serde::{Deserialize, Serialize};

use crate::ids::{FolderId, MachineId, Seq};
use crate::path::RelPath;
use crate::time::Timestamp;

pub use count::{Counted, Deletions};
pub use loss::{Copies, Ending, losses};
pub use overwriting::{Judged, LOOKED_AT, Looks, OVERWRITING_WINDOW, Overwrites};
pub use subtrees::Subtrees;

/// How long a deletion counts, in the hub's seconds.
pub const WINDOW: u64 = 60;
/// Deletions of the same machine that follow the last one held within so many seconds belong to it, wherever they are.
pub const BURST: u64 = 5;
/// A hold of which less is missing than the limits say ends when nothing was added to it for so many seconds.
pub const CALM: u64 = 10;

/// From where on deletions are a mass deletion, per folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldLimits {
    /// So many files at least…
    pub files: u64,
    /// …and more than so many of a hundred; 100 means never.
    pub share: u64,
}

impl HoldLimits {
    /// Unless something else was set.
    pub const USUAL: HoldLimits = HoldLimits { files: 100, share: 50 };

    /// Returns true if it is a mass deletion to delete so many of the files that were there before.
    pub fn is_mass_deletion(self, deleted: u64, before: u64) -> bool {
        deleted >= self.files && deleted.saturating_mul(100) > before.saturating_mul(self.share)
    }
}

/// Files that are missing on a machine's disk and are still to be offered as deleted, those that it offers just now
/// included: so many belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Missing {
    /// With something in them.
    #[serde(default)]
    pub full: u64,
    /// Without anything in them.
    #[serde(default)]
    pub empty: u64,
}

impl Missing {
    /// What is left of it when these were offered.
    pub fn without(self, offered: Counted) -> Missing {
        Missing { full: self.full.saturating_sub(offered.full), empty: self.empty.saturating_sub(offered.empty) }
    }

    /// Returns true if nothing is missing.
    pub fn is_nothing(self) -> bool {
        self == Missing::default()
    }
}

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
