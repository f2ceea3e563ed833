//! The state of the repair of damaged content.

use std::collections::BTreeMap;
use std::sync::Arc;

use syncit_core::damage::LackingEntry;
use syncit_core::{FolderId, Seq, Timestamp};

/// What is known about damaged content.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lacks {
    /// The entries that need the damaged content.
    pub(super) entries: Arc<BTreeMap<(FolderId, Seq), LackingEntry>>,
    /// True if there are more entries than are remembered.
    pub(super) is_more: bool,
    /// True if the entries are known or being searched for.
    pub(super) is_sought: bool,
    /// The entry after which the next check for repaired content continues.
    pub(super) behind: Option<(FolderId, Seq)>,
    /// The damage when the last complete check of the entries ended, and when the current check began. Unless the
    /// damage changes, no entry can be whole again.
    pub(super) damage: (Option<u64>, Option<u64>),
    /// When everybody was last notified.
    pub(super) reported_at: Option<Timestamp>,
    /// True if a machine must still be notified.
    pub(super) is_unreported: bool,
}
