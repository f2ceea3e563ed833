//! The pure core of SyncIt: what a folder consists of, and what to do when its copies differ.
//!
//! Everything here is data or a function of data. The crate does no file or network I/O, reads no
//! clock and draws no random numbers. It also holds the two storage traits and the messages,
//! because the loops on both sides and the simulation must agree on them. All results are
//! deterministic, including their order.

pub mod backlog;
pub mod conflict;
pub mod conflict_name;
pub mod content;
pub mod damage;
pub mod entry;
pub mod git;
pub mod hex;
pub mod hold;
pub mod hub_clock;
pub mod ids;
pub mod image;
pub mod join_link;
pub mod message;
pub mod past;
pub mod path;
pub mod plan;
pub mod privacy;
pub mod reason;
pub mod relay_store;
pub mod replica_store;
pub mod retention;
pub mod root;
pub mod selection;
pub mod show;
pub mod time;
pub mod units;

pub use content::{CHUNK_AVERAGE, CHUNK_MAX, CHUNK_MIN, ChunkList, ChunkRef, Digest};
pub use entry::{Entry, FileEntry};
pub use ids::{FolderId, Incarnation, MachineId, ReplicaId, Rev, Seq};
pub use path::{Name, RelPath};
pub use privacy::{Privacy, PrivacyHere};
pub use reason::Reason;
pub use time::Timestamp;

/// The families of reasons of this crate.
pub const REASONS: &[&[reason::Shape]] = &[
    content::BadChunkList::ALL,
    entry::Breach::ALL,
    path::BadPath::ALL,
    plan::Obstructed::ALL,
    retention::BadRetention::ALL,
];
