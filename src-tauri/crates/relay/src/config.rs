//! What the relay's driver passes to it once, at the start.

use std::fmt;

use syncit_core::FolderId;

/// The relay's settings, and the two functions that it must not implement itself.
pub struct RelayConfig {
    /// The program's version, as people see it.
    pub version: String,
    /// While fewer bytes than this are free (`Event::Free`), only deletions are accepted.
    pub min_free: u64,
    /// Content of at least this many bytes is passed on while it is being uploaded; for less, announcing it takes as
    /// long.
    pub pass_on_from: u64,
    /// How many folders one machine other than the hub may share at a time.
    pub folders_per_machine: u32,
    /// How many bytes one machine other than the hub may have in the folders (`quota`); none for no limit.
    pub bytes_per_machine: Option<u64>,
    /// Formats a public key in SSH wire format as `SHA256:…`, like ssh-keygen.
    pub fingerprint: fn(&[u8]) -> String,
    /// Draws the identifier of a new folder at random (in a simulation: from its seed).
    pub draw_folder: Box<dyn FnMut() -> FolderId + Send>,
}

impl fmt::Debug for RelayConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelayConfig").field("version", &self.version).field("min_free", &self.min_free).finish()
    }
}
