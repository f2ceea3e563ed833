//! Conflicts as fronts show them: what two versions there are, what differs, and what can be kept.

use serde::{Deserialize, Serialize};

use super::error::ApiError;
use super::sentence::Sentence;

/// A conflict.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ConflictLine {
    /// The folder.
    pub folder: String,
    /// The file.
    pub path: String,
    /// The other version beside it.
    pub copy: String,
    /// Whose version the copy is.
    pub machine: String,
    /// When it was made, RFC 3339: the time of the file, which the copy's name bears, too.
    pub at: String,
    /// Whose version the file is.
    pub theirs_machine: String,
    /// When that was made, RFC 3339.
    pub theirs_at: String,
    /// Whether the changes of both fit into one text; none where only the contents tell, and they were not looked at.
    #[serde(default)]
    pub mergeable: Option<bool>,
    /// Why they do not, or why that is not known.
    #[serde(default)]
    #[cfg_attr(test, ts(type = "string | null"))]
    pub why_not: Option<Sentence>,
    /// That text, if it was asked what differs.
    #[serde(default)]
    pub merged: Option<String>,
    /// What differs, if it was asked for: from what both were made from to the file's version and to the copy's; or only
    /// from the file's to the copy's.
    #[serde(default)]
    pub diffs: Vec<ConflictDiff>,
    /// The texts of both, if it was asked what differs in this conflict alone and both are text of at most 1 MiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional = nullable))]
    pub texts: Option<ConflictTexts>,
    /// The versions of both, for `Content`, if it was asked what differs in this conflict alone and both are files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional = nullable))]
    pub versions: Option<ConflictVersions>,
    /// Why the contents could not be got now, if they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional = nullable))]
    pub failure: Option<ApiError>,
}

/// The texts of both versions in a conflict; of a symlink, where it leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ConflictTexts {
    /// The file's.
    pub file: String,
    /// The conflict copy's.
    pub copy: String,
}

/// The versions in a conflict as `versions` names them, each of its own path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ConflictVersions {
    /// The file's.
    pub file: String,
    /// The conflict copy's.
    pub copy: String,
}

/// What differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ConflictDiff {
    /// The earlier one, or the file's.
    pub from: ConflictSide,
    /// The other one.
    pub to: ConflictSide,
    /// Hunks in the unified format, without a head.
    pub text: String,
    /// Whether it goes on, and is too long to be told.
    pub cut: bool,
}

/// One version in a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ConflictSide {
    /// Its path.
    pub path: String,
    /// The name of the machine that made it.
    pub machine: String,
    /// When it was made, RFC 3339.
    pub at: String,
}

/// What is kept of a conflict, on whichever machine it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Keep {
    /// The conflict copy's content, under the file's name.
    Mine,
    /// The file's content.
    Theirs,
    /// Two ordinary files.
    Both,
    /// One text with the changes of both, under the file's name.
    Merged,
}
