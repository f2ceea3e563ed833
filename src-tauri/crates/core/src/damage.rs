//! Damage in the hub's content store: what is looked at, what was found, and which entries it concerns.
//!
//! Only words: looking is the store's, deciding the relay's. That something lacks is never written down apart from
//! the content itself; which entries it concerns is found anew from the journals whenever it is asked for.

use serde::{Deserialize, Serialize};

use crate::content::Digest;
use crate::ids::{FolderId, Seq};
use crate::path::RelPath;
use crate::time::Timestamp;

/// Something that the content store keeps under a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// A chunk, under its own.
    Chunk(Digest),
    /// A chunk list, under that of its content.
    List(Digest),
}

/// How far a look through the whole content store is: behind the chunk or the list of this number, which is the
/// store's own. Lists come after all chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// Chunks are being looked at.
    Chunk(u64),
    /// Chunk lists are.
    List(u64),
}

impl Behind {
    /// Nothing was looked at yet.
    pub const START: Behind = Behind::Chunk(0);
}

/// What a look at a part of the content store found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Looked {
    /// How many chunks and lists were read.
    pub checked: u64,
    /// Those of them that are not what their digests say, or that cannot be read.
    pub damaged: Vec<Kept>,
    /// Where to go on; none at the end.
    pub next: Option<Behind>,
}

/// An entry of which some content was damaged and is not kept any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LackingEntry {
    /// The folder.
    pub folder: FolderId,
    /// The path.
    pub path: RelPath,
    /// The entry.
    pub seq: Seq,
    /// When it was accepted, hub time.
    pub at: Timestamp,
    /// Its size, in bytes.
    pub size: u64,
    /// Its content.
    pub content: Digest,
    /// Whether it is the newest entry of its path.
    pub is_current: bool,
}

/// The entries of all journals of which some content is not kept any more.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lacking {
    /// Those that are current first, each in the order of folders and seq.
    pub entries: Vec<LackingEntry>,
    /// Whether there are more, of either kind.
    pub is_more: bool,
}

/// A lacking entry, and whether a machine is there that may have its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lack {
    /// The entry.
    pub entry: LackingEntry,
    /// Whether a connected machine that may send to the folder was asked for it.
    pub is_asked: bool,
}
