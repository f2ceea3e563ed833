//! Where a run of retention stands.

use std::sync::Arc;

use syncit_core::retention::Past;
use syncit_core::{FolderId, RelPath, Seq, Timestamp};

/// Where a run stands.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(super) clock: Timestamp,
    /// Folders that it has not begun, and the one that it is at.
    pub(super) folders: Arc<Vec<FolderId>>,
    pub(super) stage: Stage,
}

#[derive(Debug, Clone)]
pub(super) enum Stage {
    /// Looks at the paths of the last folder after this one, and remembers what the size cap may take.
    Expire(Option<RelPath>, Arc<Vec<Past>>),
    /// Takes these entries of the last folder, and has taken so many.
    Cap(Arc<Vec<Seq>>, usize),
    Free,
    /// Sweeps from this shelf on.
    Sweep(u8),
}
