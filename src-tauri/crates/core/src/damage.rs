//! The types for damage in the hub's content store: what is checked, what was found, and which entries are affected.
//!
//! Only types: the store checks, the relay decides. Missing content is recorded nowhere but in the content store
//! itself. Which entries are affected is computed from the journals on each request.

use serde::{Deserialize, Serialize};

use crate::content::Digest;
use crate::ids::{FolderId, Seq};
use crate::path::RelPath;
use crate::time::Timestamp;

/// Something that the content store keeps under a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// A chunk, under its own digest.
    Chunk(Digest),
    /// A chunk list, under the digest of its content.
    List(Digest),
}

/// How far a scrub of the content store has come: past the chunk or list with this number, which is internal to the
/// store. Lists come after all chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// Chunks are being checked.
    Chunk(u64),
    /// Chunk lists are being checked.
    List(u64),
}

impl Behind {
    /// Nothing was checked yet.
    pub const START: Behind = Behind::Chunk(0);
}

/// What checking a part of the content store found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Looked {
    /// How many chunks and lists were read.
    pub checked: u64,
    /// Those that do not match their digests or cannot be read.
    pub damaged: Vec<Kept>,
    /// Where to continue; `None` at the end.
    pub next: Option<Behind>,
}

/// An entry whose content is incomplete because some of it was damaged and removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LackingEntry {
    /// The folder.
    pub folder: FolderId,
    /// The path.
    pub path: RelPath,
    /// The entry.
    pub seq: Seq,
    /// When it was accepted, in hub time.
    pub at: Timestamp,
    /// Its size, in bytes.
    pub size: u64,
    /// Its content.
    pub content: Digest,
    /// Whether it is the newest entry of its path.
    pub is_current: bool,
}

/// The entries of all journals whose content is incomplete.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lacking {
    /// Current entries first; each kind ordered by folder and seq.
    pub entries: Vec<LackingEntry>,
    /// Whether there are more of either kind.
    pub is_more: bool,
}

/// An entry whose content is incomplete, and whether a machine that may have the content is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lack {
    /// The entry.
    pub entry: LackingEntry,
    /// Whether a connected machine that may send to the folder was asked for the content.
    pub is_asked: bool,
}
