//! The messages between machines and the hub, independent of the transport.
//!
//! `syncit-ssh` encodes them for the wire; the simulation and the hub's own replicas pass them on
//! unencoded. Each message travels on one lane. Order is kept within a lane, but not between lanes.
//! After a lost connection nothing is resumed: both sides start over from what they have stored.

mod action;
mod answer;
mod ask;
mod body;
mod history;
mod refusal;
mod size;
mod to_client;
mod to_hub;
mod weight;

pub use action::Action;
pub use answer::{Answer, FolderInfo, FolderStore, HistoryEntry, InvitationInfo, MAX_COUNTED, MachineInfo};
pub use ask::{Ask, MAX_HOURS, MAX_INVITE_ADDRESSES, MAX_INVITE_MINUTES};
pub use body::{BatchId, Body, BodyOut, Lane, Piece, Pieces};
pub use history::{HistoryCursor, HistoryFilter};
pub use refusal::{Refusal, RefusalCode};
pub use size::{
    BLOCK_BYTES, Block, IN_THE_WAY_BYTES, LARGEST_ENTRY, MAX_INCARNATIONS, MAX_ITEMS, MAX_LACKING, MAX_MESSAGE,
    MAX_REASON, MAX_REFUSAL, MAX_RUNS, encoded, in_blocks, within_a_block,
};
pub use to_client::{ToClient, Verdict};
pub use to_hub::{GetItem, OfferItem, ToHub, content_of};
pub use weight::{LEAST, offered};

/// The version of these messages. A hub and a machine with different versions do not talk.
pub const PROTOCOL: u32 = 1;
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
