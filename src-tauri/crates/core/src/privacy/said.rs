//! What is said of the privacy of a directory.

use serde::{Deserialize, Serialize};

use crate::ids::Seq;

/// What the hub says of a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Privacy {
    /// Whether it is for its owner alone, on all machines.
    pub private: bool,
    /// Where that stands in the journal's order: at the directory's own entry, or later.
    pub seq: Seq,
}

/// What a replica knows of a directory's privacy, beside what the hub says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct PrivacyHere {
    /// Last agreed with the hub; none if nothing was said.
    pub agreed: Option<bool>,
    /// What is so on this disk, or counts as so. None if nothing is said here, as of an ordinary directory.
    pub here: Option<bool>,
}
