//! What one path is: the state that the three trees of a replica and the hub's journal speak of.

use serde::{Deserialize, Serialize};

use crate::content::{CONTENT_MAX, ChunkList, Digest};
use crate::time::Timestamp;

/// The longest target of a symlink, in bytes.
pub const MAX_LINK_TARGET: usize = 4_095;

/// A regular file. Two are equal if their content and executable bit are, and both or neither are private: mtime travels
/// with the content, but a touch alone is no change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileEntry {
    /// Of the content's chunk list.
    pub digest: Digest,
    /// In bytes.
    pub size: u64,
    /// Whether its owner may execute it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub executable: bool,
    /// Whether it is for its owner alone, on all machines. No if it was opened to others after it had been private. None if nothing is known of that, as from versions of SyncIt that
    /// do not tell it: what is there stays as open as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<bool>,
    /// When the content was last written, as its author's clock had it.
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
    /// Returns true if it is for its owner alone.
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
    /// A directory; it has no content of its own.
    Directory,
    /// A symlink and the text it holds, never followed.
    Symlink(String),
}

impl Entry {
    /// Why no disk can hold it and no machine offers it, if that is so: it is not taken, told or placed.
    pub fn breach(&self) -> Option<&'static str> {
        match self {
            Entry::File(file) if file.size > CONTENT_MAX => Some("the file is larger than 256 GiB"),
            Entry::File(file) if (file.size == 0) != (file.digest == ChunkList::default().digest()) => {
                Some("the size and the digest of the content do not belong together")
            }
            Entry::Symlink(target) if target.is_empty() || target.len() > MAX_LINK_TARGET || target.contains('\0') => {
                Some("the target of the symlink is empty, too long or contains NUL")
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

    /// Returns true if it is a directory.
    pub fn is_directory(&self) -> bool {
        *self == Entry::Directory
    }

    /// Returns true if something is there that can hold nothing below it: a file or a symlink.
    pub fn is_leaf(&self) -> bool {
        matches!(self, Entry::File(_) | Entry::Symlink(_))
    }

    /// The file, if it is one.
    pub fn file(&self) -> Option<&FileEntry> {
        match self {
            Entry::File(file) => Some(file),
            _ => None,
        }
    }

    /// This state where another one was before: a file of which nothing else is said is as private as the one that it
    /// takes the place of.
    pub fn after(mut self, before: &Entry) -> Self {
        if let (Entry::File(file), Entry::File(before)) = (&mut self, before) {
            file.private = file.private.or(before.private);
        }
        self
    }

    /// What this state of the hub becomes on a disk where `local` gives it its permissions, agreed on as `base`: what was
    /// closed here since stays closed, and so does what was private if nothing else is said.
    pub fn placed(self, local: &Entry, base: &Entry) -> Self {
        let is_private = |entry: &Entry| entry.file().is_some_and(FileEntry::is_private);
        match self {
            Entry::File(file) if is_private(local) && !is_private(base) => {
                Entry::File(FileEntry { private: Some(true), ..file })
            }
            entry => entry.after(local),
        }
    }

    /// Returns true if this state, offered where `there` is, changes nothing: it is the same, or says less of it.
    pub fn is_in(&self, there: &Entry) -> bool {
        self == there || self.file().is_some_and(|file| file.private.is_none()) && self.clone().after(there) == *there
    }

    /// The bytes of its content; 0 for what is no file.
    pub fn size(&self) -> u64 {
        self.file().map_or(0, |file| file.size)
    }
}
