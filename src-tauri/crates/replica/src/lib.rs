//! One machine's copy of one folder: watching, scanning, staging and putting in place, and the
//! client's loop that decides when.
//!
//! The loop (`Replica::step`) has no threads and reads no clock: it is driven by events and gives
//! effects, over any `Disk` and any `ReplicaStore`. Only `transition` changes a person's files.

mod abilities;
pub mod cut;
pub mod disk;
mod fence;
mod held;
pub mod ignore_rules;
mod lacking;
pub mod linux_disk;
pub mod marker;
mod news;
mod paths;
mod push;
pub mod replica;
mod root;
mod scan;
mod shown;
mod stage;
pub mod step;
pub mod token;
mod transition;
pub mod watch;
mod work;
pub mod workers;

pub use held::{FilesFound, HeldHere};
pub use replica::{Config, Conflict, Ignored, Replica};
pub use shown::Difference;
pub use transition::Unresolved;
