//! What is about to be put in place, and under which names.

use syncit_core::replica_store::{GitHooks, Row, Told};
use syncit_core::{Entry, FileEntry, RelPath};

use crate::disk::Stat;

/// One path that is ready to be changed.
#[derive(Debug)]
pub(crate) struct Placement {
    pub path: RelPath,
    /// What must be there.
    pub expected: Entry,
    pub told: Told,
    pub content: Content,
}

/// Where the content of a placement is.
#[derive(Debug)]
pub(crate) enum Content {
    /// It has none.
    None,
    /// In `.syncit/staging` under this name, perhaps with the permissions of a file that it was copied from, because that
    /// one ends.
    Staged { name: String, like: Option<FileEntry> },
    /// At this path, from which it goes away.
    MovedFrom(RelPath),
}

/// One placement with the names that it uses in staging. Where the disk can, what is staged and what is displaced swap
/// places, and have the same name there.
pub(super) struct Job {
    pub(super) row: Row,
    pub(super) placement: Placement,
    /// Where the new thing is, if it comes out of staging.
    pub(super) staged: Option<(String, Option<Stat>)>,
    /// Where the displaced thing goes.
    pub(super) aside: Option<String>,
    /// The mode that what is replaced had when its permissions were taken over.
    pub(super) mode: Option<u32>,
    /// What is there afterwards: what the hub told, as private as it is placed.
    pub(super) placed: Entry,
    /// The executable bit is left out on this disk.
    pub(super) leaves_bit_out: bool,
}

impl Job {
    pub(super) fn swaps(&self) -> bool {
        self.staged.as_ref().is_some_and(|(staged, _)| self.aside.as_ref() == Some(staged))
    }

    pub(super) fn ends_directory(&self) -> bool {
        self.placement.expected.is_directory() && !self.placement.told.entry.is_directory()
    }

    /// The file with the mode that it has on this disk, if a file is placed.
    pub(super) fn file_here(&self) -> Option<FileEntry> {
        let file = self.placed.file()?;
        Some(FileEntry { executable: file.executable && !self.leaves_bit_out, ..file.clone() })
    }

    /// What is set aside: what is moved itself, if nothing is in its way but its own old name.
    pub(super) fn displaced_entry(&self) -> Entry {
        let Placement { expected, told, .. } = &self.placement;
        if expected.is_absent() { told.entry.clone() } else { expected.clone() }
    }
}

/// What a person wants of git hooks. The replica's link says what those on the disk were brought to.
#[derive(Debug)]
pub(crate) struct Hooks {
    pub wanted: GitHooks,
    /// When what could not be done is tried again.
    pub retry_at: Option<u64>,
}
