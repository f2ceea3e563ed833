//! What one path is: the state that the three trees of a replica and the hub's journal speak of.

use serde::{Deserialize, Serialize};

use crate::content::{CONTENT_MAX, ChunkList, Digest};
use crate::time::Timestamp;

/// The longest target of a symlink, in bytes.
pub const MAX_LINK_TARGET: usize = 4_095;

/// A regular file. Two are equal if their content and executable bit are: mtime travels with the
/// content, but a touch alone is no change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileEntry {
    /// Of the content's chunk list.
    pub digest: Digest,
    /// In bytes.
    pub size: u64,
    /// Whether its owner may execute it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub executable: bool,
    /// When the content was last written, as its author's clock had it.
    pub mtime: Timestamp,
}

impl PartialEq for FileEntry {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest && self.size == other.size && self.executable == other.executable
    }
}

impl Eq for FileEntry {}

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

    /// Says whether nothing is there.
    pub fn is_absent(&self) -> bool {
        *self == Entry::Absent
    }

    /// Says whether something is there.
    pub fn is_live(&self) -> bool {
        !self.is_absent()
    }

    /// Says whether it is a directory.
    pub fn is_directory(&self) -> bool {
        *self == Entry::Directory
    }

    /// Says whether something is there that can hold nothing below it: a file or a symlink.
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

    /// The bytes of its content; 0 for what is no file.
    pub fn size(&self) -> u64 {
        self.file().map_or(0, |file| file.size)
    }
}
