//! What tests need to run SyncIt without a disk, a clock or a network: stores in maps, a simulated
//! disk, text fixtures for trees, and a whole simulated world of machines, generated from one seed.
//!
//! Only ever a dev-dependency. It contains no sync logic: it carries out the effects of the loops,
//! injects faults, and checks the result.

pub mod disk;
pub mod fuse;
pub mod journal;
pub mod mounts;
pub mod relay_map;
pub mod replica_map;
pub mod tree;
pub mod words;
pub mod world;

pub use disk::{DiskOptions, SimDisk};
pub use fuse::{Clock, Fuse};
pub use journal::long_journal;
pub use relay_map::MapRelayStore;
pub use replica_map::MapReplicaStore;
pub use tree::{Node, Tree, check_tree};
