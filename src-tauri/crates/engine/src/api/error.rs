//! An error of the API.

use serde::{Deserialize, Serialize};

/// An error as every front shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[error("{message}")]
pub struct ApiError {
    /// For programs: kebab-case, stable.
    pub code: String,
    /// What failed, on what, what happens next.
    pub message: String,
    /// What to do.
    #[serde(default)]
    pub hint: Option<String>,
    /// The path it is about.
    #[serde(default)]
    pub path: Option<String>,
}
