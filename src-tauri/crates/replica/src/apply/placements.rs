//! What is about to be put in place, and under which names.

use syncit_core::replica_store::{GitHooks, Remote, Row};
use syncit_core::{Entry, FileEntry, RelPath};

use crate::disk::Stat;

/// One path that is ready to be changed.
#[derive(Debug)]
pub(crate) struct Placement {
    pub path: RelPath,
    /// What must be there before.
    pub expected: Entry,
    pub remote: Remote,
    pub content: Content,
}

impl Placement {
    /// Returns true if it removes something that the hub still has, because it is not chosen here.
    pub(super) fn evicts(&self, row: &Row) -> bool {
        self.remote.entry.is_absent() && row.remote.entry.is_live()
    }
}

/// Where the content of a placement is.
#[derive(Debug)]
pub(crate) enum Content {
    /// There is none.
    None,
    /// In `.syncit/staging` under this name; with the permissions of `like` if it was copied from a file that is being
    /// removed.
    Staged { name: String, like: Option<FileEntry> },
    /// At this path, from which it is moved.
    MovedFrom(RelPath),
}

/// One placement with the names that it uses in staging. Where the disk can exchange two names, the staged and the
/// displaced file swap places, and use the same name there.
pub(super) struct Job {
    pub(super) row: Row,
    pub(super) placement: Placement,
    /// The name of the new file or symlink, if it comes from staging.
    pub(super) staged: Option<(String, Option<Stat>)>,
    /// The name in staging for what is displaced.
    pub(super) aside: Option<String>,
    /// The mode of the replaced file when its permissions were taken over.
    pub(super) mode: Option<u32>,
    /// What is there afterwards: the remote entry, with the privacy that it is placed with.
    pub(super) placed: Entry,
    /// True if the executable bit is left out on this disk.
    pub(super) leaves_bit_out: bool,
}

impl Job {
    pub(super) fn swaps(&self) -> bool {
        self.staged.as_ref().is_some_and(|(staged, _)| self.aside.as_ref() == Some(staged))
    }

    pub(super) fn ends_directory(&self) -> bool {
        self.placement.expected.is_directory() && !self.placement.remote.entry.is_directory()
    }

    /// Returns true if something is removed that the hub still has, because it is not chosen here.
    pub(super) fn is_evicted(&self) -> bool {
        self.placement.evicts(&self.row)
    }

    /// Returns the file with the mode that it has on this disk, if a file is placed.
    pub(super) fn file_here(&self) -> Option<FileEntry> {
        let file = self.placed.file()?;
        Some(FileEntry { executable: file.executable && !self.leaves_bit_out, ..file.clone() })
    }

    /// Returns the entry of what is set aside: the expected one, or, if only its own old name is in the way, the moved file
    /// itself.
    pub(super) fn displaced_entry(&self) -> Entry {
        let Placement { expected, remote, .. } = &self.placement;
        if expected.is_absent() { remote.entry.clone() } else { expected.clone() }
    }
}

/// How a person wants git hooks to be handled. The replica's link says which setting was last applied to those on the disk.
#[derive(Debug)]
pub(crate) struct Hooks {
    pub wanted: GitHooks,
    /// When to retry what could not be done.
    pub retry_at: Option<u64>,
}
