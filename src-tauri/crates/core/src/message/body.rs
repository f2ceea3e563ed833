//! Content on its way: in which lane, of which batch, which piece.

use serde::{Deserialize, Serialize};

use crate::ids::FolderId;

/// What keeps large content from holding up small changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lane {
    /// Everything without content.
    Control,
    /// Batches up to `EXPRESS_BYTES`.
    Express,
    /// The rest.
    Bulk,
}

/// A part of a content that is sent as one body, at most `CHUNK_MAX` bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// The n-th mebibyte of the encoded chunk list.
    List(u32),
    /// The n-th chunk.
    Chunk(u32),
}

/// Which pieces of a content are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pieces {
    /// The chunk list, all of it.
    List,
    /// These chunks, as (first, count) in ascending order.
    Chunks(Vec<(u32, u32)>),
}

/// A batch of offers or of bodies, numbered by the replica that sends or asks for it, unique in
/// one connection among the batches of that folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BatchId {
    /// The folder that it is about.
    pub folder: FolderId,
    /// The number.
    pub number: u64,
}

/// One body: the bytes of a piece of an item's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The batch.
    pub batch: BatchId,
    /// The item's index in the offer or get.
    pub item: u32,
    /// Which part of its content.
    pub piece: Piece,
    /// At most `CHUNK_MAX` bytes.
    pub bytes: Vec<u8>,
}
