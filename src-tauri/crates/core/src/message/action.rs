//! The kinds of change, as people are told.

use serde::{Deserialize, Serialize};

/// The kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It did not exist before.
    Added,
    /// It has another state.
    Changed,
    /// It no longer exists.
    Deleted,
    /// It was at another path before.
    Moved,
    /// It was restored.
    Restored,
    /// It is a conflict copy.
    Conflict,
}
