//! The progress of a retention run.

use std::sync::Arc;

use syncit_core::retention::Past;
use syncit_core::{FolderId, RelPath, Seq, Timestamp};

/// The progress of a retention run.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(super) clock: Timestamp,
    /// The folders that are left; the last one is in work.
    pub(super) folders: Arc<Vec<FolderId>>,
    pub(super) stage: Stage,
}

#[derive(Debug, Clone)]
pub(super) enum Stage {
    /// Checks the paths of the last folder after this one, and collects the versions that the size cap
    /// may remove.
    Expire(Option<RelPath>, Arc<Vec<Past>>),
    /// Removes these entries of the last folder; this many are done.
    Cap(Arc<Vec<Seq>>, usize),
    Free,
    /// Sweeps the chunk directory from this part on.
    Sweep(u8),
}
