//! Content on its way: in which lane, of which batch, which piece.

use serde::{Deserialize, Serialize};

use crate::content::Digest;
use crate::ids::FolderId;

/// The lanes, which keep large content from delaying small changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lane {
    /// Everything without content.
    Control,
    /// Batches up to `EXPRESS_BYTES`.
    Express,
    /// Larger batches.
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
    /// The whole chunk list.
    List,
    /// These chunks, as (first, count) in ascending order.
    Chunks(Vec<(u32, u32)>),
}

/// A batch of offers or of bodies. The replica that sends or requests it chooses the number, which
/// is unique in one connection among the batches of that folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BatchId {
    /// The folder.
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
    /// Which piece of its content.
    pub piece: Piece,
    /// At most `CHUNK_MAX` bytes.
    pub bytes: Vec<u8>,
}

/// A body that is to be read from the content store and sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyOut {
    /// The item's index in the get.
    pub item: u32,
    /// Which piece.
    pub piece: Piece,
    /// The chunk, or for a list piece the content whose list is meant.
    pub digest: Digest,
}
