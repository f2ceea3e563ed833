//! What the driver of the relay passes to it once, at the start.

use std::fmt;

use syncit_core::FolderId;

/// The relay's settings, and the two things that it must not do itself.
pub struct RelayConfig {
    /// The program's version, for people.
    pub version: String,
    /// While less than this is free (`Event::Free`), only deletions are taken, in bytes.
    pub min_free: u64,
    /// Content of at least this size is passed on while it comes, in bytes: below, telling of it takes as long.
    pub pass_on_from: u64,
    /// The most folders that are shared at a time by one machine that is not the hub.
    pub folders_per_machine: u32,
    /// The most that one machine that is not the hub may have in the folders, in bytes (`quota`); none for no limit.
    pub bytes_per_machine: Option<u64>,
    /// Writes a public key in SSH wire format as `SHA256:…`, like ssh-keygen.
    pub fingerprint: fn(&[u8]) -> String,
    /// Draws the identifier of a new folder at random (in a simulation: from its seed).
    pub draw_folder: Box<dyn FnMut() -> FolderId + Send>,
}

impl fmt::Debug for RelayConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelayConfig").field("version", &self.version).field("min_free", &self.min_free).finish()
    }
}
