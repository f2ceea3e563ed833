//! The kinds of change, as people are told.

use serde::{Deserialize, Serialize};

/// The kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Was not there before.
    Added,
    /// Has another state.
    Changed,
    /// Is no longer there.
    Deleted,
    /// Was elsewhere before.
    Moved,
    /// Was brought back.
    Restored,
    /// Is a conflict copy.
    Conflict,
}
