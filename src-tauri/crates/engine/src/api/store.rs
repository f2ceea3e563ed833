//! What is shown of the hub's content store.

use serde::{Deserialize, Serialize};

/// What the folders take at the hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Store {
    /// On the hub: bytes that its content store takes on the disk, deduplicated and compressed. Elsewhere null.
    pub stored_bytes: Option<u64>,
    /// On the hub: bytes that are free on that disk, as last looked at. Elsewhere null.
    pub free: Option<u64>,
    /// The folders that this machine may read, by name.
    pub folders: Vec<StoreLine>,
}

/// What one folder takes there. The sizes are those of the files, before anything is deduplicated or compressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StoreLine {
    /// The folder.
    pub folder: String,
    /// Bytes of the files that are there now.
    pub current_bytes: u64,
    /// Bytes of their past versions, and of what was deleted.
    pub past_bytes: u64,
    /// How many past versions there are.
    pub past_versions: u64,
}

/// What the hub's content store holds, over all folders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StoreStatus {
    /// Bytes of the files that are there now, before anything is deduplicated or compressed.
    pub current_bytes: u64,
    /// Bytes of past versions, likewise.
    pub past_bytes: u64,
    /// How many past versions there are.
    pub past_versions: u64,
    /// Bytes that are free on its disk, as last looked at; null if that is not known.
    pub free: Option<u64>,
}
