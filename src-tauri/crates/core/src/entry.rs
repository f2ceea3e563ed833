//! The state of one path, as the three trees of a replica and the hub's journal record it.

use serde::{Deserialize, Serialize};

use crate::content::{CONTENT_MAX, ChunkList, Digest};
use crate::reason::reasons;
use crate::time::Timestamp;

/// The longest target of a symlink, in bytes.
pub const MAX_LINK_TARGET: usize = 4_095;

/// A regular file. Two are equal if their content and executable bit are equal and both or neither are private. The
/// mtime travels with the content, but a touch alone is not a change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileEntry {
    /// The digest of the content's chunk list.
    pub digest: Digest,
    /// In bytes.
    pub size: u64,
    /// Whether the owner may execute it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub executable: bool,
    /// Whether it is private, that is for its owner alone, on all machines. `Some(false)` if it was opened to others
    /// after having been private. `None` if nothing is known, as from versions of SyncIt that do not report it:
    /// permissions on the disk then stay as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<bool>,
    /// When the content was last written, by its author's clock.
    pub mtime: Timestamp,
}

impl PartialEq for FileEntry {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
            && self.size == other.size
            && self.executable == other.executable
            && self.is_private() == other.is_private()
    }
}

impl Eq for FileEntry {}

impl FileEntry {
    /// Returns true if the file is for its owner alone.
    pub fn is_private(&self) -> bool {
        self.private == Some(true)
    }
}

/// The state of one path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// Nothing is there.
    #[default]
    Absent,
    /// A regular file.
    File(FileEntry),
    /// A directory. It has no content of its own.
    Directory,
    /// A symlink with its target text, which is never followed.
    Symlink(String),
}

reasons! {
    /// Why an entry is invalid.
    #[derive(Copy)]
    pub enum Breach {
        /// A file of more than `CONTENT_MAX` bytes.
        "invalid-entry--too-large" TooLarge,
        /// Only an empty file has the digest of no content.
        "invalid-entry--other-digest" OtherDigest,
        /// The target of a symlink is empty, too long or contains NUL.
        "invalid-entry--bad-target" BadTarget,
    }
}

impl Entry {
    /// Returns why an entry is invalid, if it is: no disk can hold it and no machine offers it, so it is not accepted,
    /// reported or placed.
    pub fn breach(&self) -> Option<Breach> {
        match self {
            Entry::File(file) if file.size > CONTENT_MAX => Some(Breach::TooLarge),
            Entry::File(file) if (file.size == 0) != (file.digest == ChunkList::default().digest()) => {
                Some(Breach::OtherDigest)
            }
            Entry::Symlink(target) if target.is_empty() || target.len() > MAX_LINK_TARGET || target.contains('\0') => {
                Some(Breach::BadTarget)
            }
            Entry::Absent | Entry::Directory | Entry::File(_) | Entry::Symlink(_) => None,
        }
    }

    /// Returns true if nothing is there.
    pub fn is_absent(&self) -> bool {
        *self == Entry::Absent
    }

    /// Returns true if something is there.
    pub fn is_live(&self) -> bool {
        !self.is_absent()
    }

    /// Returns true if this is a directory.
    pub fn is_directory(&self) -> bool {
        *self == Entry::Directory
    }

    /// Returns true if this is a file or a symlink, which can have nothing below it.
    pub fn is_leaf(&self) -> bool {
        matches!(self, Entry::File(_) | Entry::Symlink(_))
    }

    /// Returns the file, if this is one.
    pub fn file(&self) -> Option<&FileEntry> {
        match self {
            Entry::File(file) => Some(file),
            _ => None,
        }
    }

    /// Returns this state as the successor of `before`: a file whose privacy is not specified keeps the privacy of the
    /// file that it replaces.
    pub fn after(mut self, before: &Entry) -> Self {
        if let (Entry::File(file), Entry::File(before)) = (&mut self, before) {
            file.private = file.private.or(before.private);
        }
        self
    }

    /// Returns the hub's state as it is placed on a disk where `local` provides the permissions and `base` was last
    /// agreed on. A file that was made private here since then stays private. So does a private file if the hub's state
    /// says nothing.
    pub fn placed(self, local: &Entry, base: &Entry) -> Self {
        let is_private = |entry: &Entry| entry.file().is_some_and(FileEntry::is_private);
        match self {
            Entry::File(file) if is_private(local) && !is_private(base) => {
                Entry::File(FileEntry { private: Some(true), ..file })
            }
            entry => entry.after(local),
        }
    }

    /// Returns true if offering this state where the hub has `there` changes nothing: it is equal, or says less about
    /// privacy.
    pub fn is_in(&self, there: &Entry) -> bool {
        self == there || self.file().is_some_and(|file| file.private.is_none()) && self.clone().after(there) == *there
    }

    /// Returns the size of the content in bytes; 0 if this is not a file.
    pub fn size(&self) -> u64 {
        self.file().map_or(0, |file| file.size)
    }
}
