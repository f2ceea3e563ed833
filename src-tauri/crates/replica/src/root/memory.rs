//! What is known of the root since the start: whether it is the linked one, why not, and what its disk can do.

use syncit_core::{RelPath, Timestamp};

use crate::event::{Hold, Now};

/// How often the root is checked when nothing asks for it, in milliseconds.
pub(super) const CHECK_EVERY: u64 = 60_000;
/// How long a root must be without files before people are told, in milliseconds. A rename of the one directory that holds
/// everything comes as two hints, and the second may be read a moment after the first.
pub(super) const SHOWN_AFTER: u64 = 1_000;

/// Whether the root is the linked one, as it was last seen.
#[derive(Debug, Default)]
pub(crate) struct Root {
    pub hold: Option<Hold>,
    /// The tick at which this hold was found…
    pub(super) held_since: u64,
    /// …and the time.
    pub held_at: Timestamp,
    /// True if a person has confirmed that the files are to be deleted.
    pub released: bool,
    /// True if it was confirmed in this very step.
    pub confirmed: bool,
    pub(super) checked_at: Option<u64>,
    pub check_now: bool,
    /// True if the whole root was checked, and not only its marker, since the last doubt about it.
    pub(super) is_known: bool,
}

impl Root {
    /// Returns true if it is not known to be another one. An emptied root is still scanned, to notice when its files come
    /// back.
    pub fn may_be_touched(&self) -> bool {
        self.hold.is_none() || self.hold == Some(Hold::Emptied)
    }

    pub fn wake(&self, now: Now) -> Option<u64> {
        let next = self.checked_at.filter(|_| !self.check_now).map(|at| at + CHECK_EVERY);
        let check = next.unwrap_or(now.ticks);
        let shown_at = self.held_since + SHOWN_AFTER;
        let is_not_shown_yet = self.hold == Some(Hold::Emptied) && shown_at > now.ticks;
        Some(if is_not_shown_yet { check.min(shown_at) } else { check })
    }
}

/// What the disk can do, once that is known.
#[derive(Debug, Default)]
pub(crate) struct Abilities {
    pub(super) known: Option<Known>,
    /// When to try again after a failure.
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
    /// Returns true if two names can be exchanged in one step.
    pub fn exchanges(&self) -> bool {
        self.known.is_none_or(|known| known.exchanges)
    }

    /// Returns true if the executable bit keeps the value that was set (FAT shows the same for all files).
    pub fn keeps_executable(&self) -> bool {
        self.known.is_some_and(|known| known.keeps_executable)
    }

    /// Returns true if the mode for others keeps the value that was set.
    pub fn keeps_modes(&self) -> bool {
        self.known.is_some_and(|known| known.keeps_modes)
    }

    /// Returns true if every new file here is for its owner alone: that comes from the umask, and nobody meant that file.
    pub fn closes_new(&self) -> bool {
        self.known.is_some_and(|known| known.closes_new)
    }

    /// Returns true if names that differ in case only are the same.
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
    /// Why it is held.
    pub hold: Hold,
    /// How many files it is about: those that are missing, or all if none is known to be.
    pub files: u64,
    /// The first few of them.
    pub sample: Vec<RelPath>,
    /// When it began, by this machine's clock.
    pub since: Timestamp,
    /// How many of the known files are here, if the marker is gone.
    pub found: FilesFound,
}

/// How many of the known files are in a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilesFound {
    /// Most of them, exactly as they were last seen.
    Intact,
    /// Some, but most are not as they were: perhaps from another time.
    Differing,
    /// None.
    Nothing,
}
