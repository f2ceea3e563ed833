//! The messages between machines and the hub, independent of the transport.
//!
//! `syncit-ssh` encodes them for the wire; the simulation and the hub's own replicas pass them on
//! unencoded. Each message travels on one lane. Order is kept within a lane, but not between lanes.
//! After a lost connection nothing is resumed: both sides start over from what they have stored.

mod answer;
mod ask;
mod refusal;
mod size;
mod to_client;
mod to_hub;
mod weight;

use serde::{Deserialize, Serialize};

use crate::content::Digest;
use crate::ids::FolderId;

pub use answer::{Action, Answer, FolderInfo, FolderStore, HistoryEntry, MAX_COUNTED, MachineInfo};
pub use ask::{Ask, HistoryCursor, HistoryFilter, MAX_HOURS};
pub use size::{
    BLOCK_BYTES, Block, IN_THE_WAY_BYTES, LARGEST_ENTRY, MAX_INCARNATIONS, MAX_MESSAGE, MAX_REFUSAL, MAX_RUNS, encoded,
    in_blocks, within_a_block,
};
pub use to_client::{ToClient, Verdict};
pub use to_hub::{GetItem, OfferItem, ToHub, content_of};
pub use weight::{LEAST, offered};

/// The version of these messages. A hub and a machine with different versions do not talk.
pub const PROTOCOL: u32 = 1;
/// The most entries in one offer, one block of news or one get.
pub const MAX_ITEMS: usize = 1_024;
/// A batch is closed at this many entries…
pub const BATCH_ENTRIES: usize = 256;
/// …or this many bytes of content.
pub const BATCH_BYTES: u64 = 4 << 20;
/// Batches with at most this much content travel on the express lane, in bytes.
pub const EXPRESS_BYTES: u64 = 1 << 20;
/// The most offers of one connection that may wait for bodies or for the rest of their verdicts…
pub const MAX_PENDING_BATCHES: usize = 1_024;
/// …the most items in them…
pub const MAX_PENDING_ITEMS: usize = 65_536;
/// …and the most memory that they take, in bytes. A machine that exceeds any of these is disconnected.
pub const MAX_PENDING_BYTES: usize = 64 << 20;

/// The most entries in one message about content that is missing, or complete again.
pub const MAX_LACKING: usize = 256;

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

/// Why the hub refuses a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
#[serde(from = "refusal::OnTheWire", into = "refusal::OnTheWire")]
pub struct Refusal {
    /// The kind, for programs.
    pub code: RefusalCode,
    /// For people: what failed, and on what.
    pub message: String,
    /// For people: what to do.
    pub hint: Option<String>,
}

/// The kinds of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalCode {
    /// The machine may not do that.
    NotAllowed,
    /// No such folder, machine, path or version (or none that this machine may know of).
    NotFound,
    /// The name is taken.
    NameTaken,
    /// The request is invalid.
    BadRequest,
    /// The hub's disk is too full.
    DiskFull,
    /// Another live connection has the same replica: the home was copied.
    CopiedHome,
    /// The other side speaks another version of the protocol.
    Protocol,
    /// Stopped for safety until a person decides.
    Held,
    /// The hub failed internally; a retry may help.
    Internal,
    /// The hub's clock was wrong at the requested moment. Sent to older programs as `NotFound`.
    #[serde(skip)]
    ClockWasWrong,
    /// A change that spoils a file is stopped for safety until a person decides. Sent to older programs as `Internal`,
    /// so that they retry now and then.
    #[serde(skip)]
    Overwriting,
}
