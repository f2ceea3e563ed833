//! What is known of the root since the start: whether it is the linked one, why not, and what its disk can do.

use syncit_core::{RelPath, Timestamp};

use crate::event::{Hold, Now};

/// How often the root is looked at when nothing asks for it, in milliseconds.
pub(super) const CHECK_EVERY: u64 = 60_000;
/// How long a root stays without files before people are told, in milliseconds. A rename of the one directory that holds
/// everything comes as two hints, and the second may be read a moment after the first.
pub(super) const TOLD_AFTER: u64 = 1_000;

/// Whether the root is the linked one, as it was last seen.
#[derive(Debug, Default)]
pub(crate) struct Root {
    pub hold: Option<Hold>,
    /// The tick at which this hold was found…
    pub(super) held_since: u64,
    /// …and the time.
    pub held_at: Timestamp,
    /// A person has said that the files are to be gone.
    pub released: bool,
    /// Confirmed in this very step.
    pub confirmed: bool,
    pub(super) checked_at: Option<u64>,
    pub check_now: bool,
    /// All of it was looked at, and not only its marker, since anything spoke against it.
    pub(super) is_known: bool,
}

impl Root {
    /// It is not known to be another one. An emptied root is scanned on, so that it is noticed when its files come back.
    pub fn may_be_touched(&self) -> bool {
        self.hold.is_none() || self.hold == Some(Hold::Emptied)
    }

    pub fn wake(&self, now: Now) -> Option<u64> {
        let next = self.checked_at.filter(|_| !self.check_now).map(|at| at + CHECK_EVERY);
        let check = next.unwrap_or(now.ticks);
        let told = self.held_since + TOLD_AFTER;
        let is_untold = self.hold == Some(Hold::Emptied) && told > now.ticks;
        Some(if is_untold { check.min(told) } else { check })
    }
}

/// What the disk can do, once that is known.
#[derive(Debug, Default)]
pub(crate) struct Abilities {
    pub(super) known: Option<Known>,
    /// When it is tried again after a failure.
    pub(super) retry_at: Option<u64>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) exchanges: bool,
    pub(super) keeps_executable: bool,
    pub(super) keeps_modes: bool,
    pub(super) closes_new: bool,
    pub(super) folds_case: bool,
}

impl Abilities {
    /// Two things can be swapped in one step.
    pub fn exchanges(&self) -> bool {
        self.known.is_none_or(|known| known.exchanges)
    }

    /// The executable bit is what it was set to (FAT shows the same for all files).
    pub fn keeps_executable(&self) -> bool {
        self.known.is_some_and(|known| known.keeps_executable)
    }

    /// What others may do with a file is what it was set to.
    pub fn keeps_modes(&self) -> bool {
        self.known.is_some_and(|known| known.keeps_modes)
    }

    /// What is made here is for its owner alone, whatever it is: the umask says so, and nobody meant that file.
    pub fn closes_new(&self) -> bool {
        self.known.is_some_and(|known| known.closes_new)
    }

    /// Names that differ in case only are the same.
    pub fn folds_case(&self) -> bool {
        self.known.is_some_and(|known| known.folds_case)
    }

    pub fn wake(&self) -> Option<u64> {
        self.retry_at
    }
}

/// A hold of this disk alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldHere {
    /// Why.
    pub hold: Hold,
    /// Files that it is about: those that are missing, or all where none is known to be.
    pub files: u64,
    /// The first few of them.
    pub sample: Vec<RelPath>,
    /// Since when, by this machine's clock.
    pub since: Timestamp,
    /// What is here of the files that are known, where the marker is gone.
    pub found: FilesFound,
}

/// What is in a directory of the files that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilesFound {
    /// Most of them, just as they were last seen.
    Intact,
    /// Some, but most are not as they were: of another time, perhaps.
    Differing,
    /// None.
    Nothing,
}
