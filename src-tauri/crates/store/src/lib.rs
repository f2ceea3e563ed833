//! What machines remember, in SQLite: a replica's rows, the hub's journal and content, a machine's
//! settings. Nothing outside of this crate knows SQL.
//!
//! It decides nothing: it keeps what the loops in `syncit-replica` and `syncit-relay` hand it and
//! answers what `core::replica_store` and `core::relay_store` promise. Each store is one database
//! with one writer; every write belongs to a transaction that begins by itself and ends with
//! `commit`. A write that fails forgets all that was not committed.

mod check;
mod content;
mod database;
mod error;
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
