//! The state of a machine in SQLite: a replica's rows, the hub's journal and content, a machine's
//! settings. No other crate knows SQL.
//!
//! It makes no decisions: it stores what the loops in `syncit-replica` and `syncit-relay` write,
//! and implements the traits in `core::replica_store` and `core::relay_store`. Each store is one
//! database with one writer. Every write belongs to a transaction, which begins implicitly and ends
//! with `commit`. A failed write rolls back everything since the last commit.

mod check;
mod content;
mod database;
mod error;
mod flush;
mod holds;
mod journal;
mod past;
mod relay;
mod replica;
mod row;
mod settings;

pub use content::SqliteContentReader;
pub use error::OpenError;
pub use relay::SqliteRelayStore;
pub use replica::SqliteReplicaStore;
pub use settings::SqliteSettings;
