//! What is known of content that was damaged.

use std::collections::BTreeMap;
use std::sync::Arc;

use syncit_core::damage::LackingEntry;
use syncit_core::{FolderId, Seq, Timestamp};

/// What is known of content that was damaged.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lacks {
    /// The entries that need it.
    pub(super) entries: Arc<BTreeMap<(FolderId, Seq), LackingEntry>>,
    /// Whether there are more entries than are remembered.
    pub(super) is_more: bool,
    /// Whether the entries are known, or being looked for.
    pub(super) is_sought: bool,
    /// Behind which entry is looked next, whether it is whole again.
    pub(super) behind: Option<(FolderId, Seq)>,
    /// How much was damaged when all entries were last looked at, and when that look began which is under way: unless
    /// that changes, none can be whole again.
    pub(super) damage: (Option<u64>, Option<u64>),
    /// When everybody was told last.
    pub(super) told_at: Option<Timestamp>,
    /// Whether somebody has still to be told.
    pub(super) is_untold: bool,
}
