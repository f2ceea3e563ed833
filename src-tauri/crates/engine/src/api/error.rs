//! An error of the API.

use std::path::Path;

use serde::{Deserialize, Serialize};
use syncit_core::Reason;
use syncit_words::Voice;

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
    /// The same as data, for programs; none only if an older program made the error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(type = "{ code: string; params?: Record<string, unknown> }", optional = nullable))]
    pub reason: Option<Box<Reason>>,
}

impl ApiError {
    /// Makes an error of a reason.
    pub fn new(reason: impl Into<Reason>) -> Self {
        let reason = reason.into();
        ApiError {
            code: reason.code().to_owned(),
            message: Voice::PLAIN.message(&reason),
            hint: Voice::PLAIN.hint(&reason),
            path: reason.text("path").map(str::to_owned),
            reason: Some(Box::new(reason)),
        }
    }

    /// Says which path it is about.
    pub fn at(self, path: &Path) -> Self {
        ApiError { path: Some(path.display().to_string()), ..self }
    }
}
