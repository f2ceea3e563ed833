//! What is said of the privacy of a directory.

use serde::{Deserialize, Serialize};

use crate::ids::Seq;

/// The hub's statement about a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Privacy {
    /// Whether the directory is for its owner alone, on all machines.
    pub private: bool,
    /// Its position in the journal's order: that of the directory's own entry, or a later one.
    pub seq: Seq,
}

/// What a replica knows about a directory's privacy besides the hub's statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct PrivacyHere {
    /// The value last agreed on with the hub; `None` if nothing was stated.
    pub agreed: Option<bool>,
    /// The value on this disk, or what counts as that. `None` if nothing is stated here, as for an ordinary directory.
    pub here: Option<bool>,
}
