//! One machine's copy of one folder: watching, scanning, staging and putting in place, and the client's loop that decides
//! when.
//!
//! The loop (`Replica::step`) has no threads and reads no clock: it is driven by events and returns effects, over any
//! `Disk` and any `ReplicaStore`. Only `transition` changes a person's files.

mod apply;
pub mod disk;
pub mod event;
mod hub;
pub mod ignore_rules;
mod local;
mod paths;
mod queue;
pub mod reasons;
pub mod replica;
pub mod root;
mod selection;
mod shown;
mod standing;
pub mod watch;
pub mod workers;

pub use apply::transition::Unresolved;
pub use replica::{Config, Conflict, Difference, Ignored, Replica};
pub use root::memory::{FilesFound, HeldHere};
pub use selection::{Considered, SelectedDirectory};
pub use standing::PathStanding;
