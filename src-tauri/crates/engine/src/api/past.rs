//! What is asked and shown of the past: the history, versions of files, what restoring changes.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use syncit_core::message::Action;

use super::Moment;

/// Which part of the history.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HistoryRequest {
    /// Only of this folder.
    pub folder: Option<String>,
    /// Only this path and what is below it.
    pub path: Option<String>,
    /// Only by this machine.
    pub machine: Option<String>,
    /// Only since this moment, RFC 3339.
    #[cfg_attr(test, ts(as = "Option<String>"))]
    pub since: Option<Moment>,
    /// The cursor of the last line of the page before.
    pub before: Option<String>,
    /// Lines at most; 50 if none.
    pub limit: Option<usize>,
    /// Only these kinds of change; all if empty.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Vec<crate::typescript::Action>"))]
    pub kinds: Vec<Action>,
    /// Only paths, new or old, that contain this, whatever the case of ASCII letters.
    #[serde(default)]
    pub search: Option<String>,
}

/// Which earlier state to bring back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RestoreRequest {
    /// The folder.
    pub folder: String,
    /// Only this path and what is below it.
    pub path: Option<String>,
    /// This version of it.
    pub version: Option<String>,
    /// As it was at this moment, RFC 3339. Without both: the newest version that is not current.
    #[cfg_attr(test, ts(as = "Option<String>"))]
    pub at: Option<Moment>,
    /// An absolute path that does not exist: the content is written there, and nothing is changed.
    pub to: Option<PathBuf>,
    /// Only says what would change.
    pub dry_run: bool,
}

/// A page of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HistoryPage {
    /// Newest first.
    pub lines: Vec<HistoryLine>,
    /// Whose view it is, if the hub is away; none if it is all that the hub has.
    pub seen_by: Option<SeenBy>,
}

/// What a machine has seen of the history itself: of each path the newest change that the hub told it, without what is
/// deleted on both sides, and whether a path was new, moved or restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SeenBy {
    /// This machine's name.
    pub machine: String,
    /// The name of the hub that is away.
    pub hub: String,
}

/// A line of history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HistoryLine {
    /// RFC 3339, hub time.
    pub at: String,
    /// The folder.
    pub folder: String,
    /// The path.
    pub path: String,
    /// What happened.
    #[cfg_attr(test, ts(as = "crate::typescript::Action"))]
    pub action: Action,
    /// The machine's name.
    pub machine: String,
    /// In bytes.
    pub size: u64,
    /// The version, to be given to `restore` and as `--before`.
    pub version: String,
    /// Where it was before, if it moved.
    pub from: Option<String>,
}

/// A version of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VersionLine {
    /// To be given to `restore`.
    pub version: String,
    /// RFC 3339, hub time.
    pub at: String,
    /// The name of the machine that made it.
    pub machine: String,
    /// In bytes.
    pub size: u64,
    /// Whether it is what is there now.
    pub current: bool,
    /// What the file was called then.
    pub path: String,
    /// What happened.
    #[cfg_attr(test, ts(as = "crate::typescript::Action"))]
    pub action: Action,
}

/// What restoring changes at one path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RestoreLine {
    /// The path.
    pub path: String,
    /// `added`, `changed` or `deleted`.
    #[cfg_attr(test, ts(as = "crate::typescript::Action"))]
    pub change: Action,
}

/// How a content can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ContentKind {
    /// As text.
    Text,
    /// As an image.
    Image,
    /// Not at all.
    Binary,
    /// It would be shown, or could be, if it were smaller: text up to a mebibyte, images up to 8 MiB and 50 megapixels.
    TooLarge,
}

/// An image that can be shown. Its header was read; whether the rest of it can be decoded is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ContentImage {
    /// Its media type, as its first bytes say: `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
    pub media_type: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The whole content, in base64.
    pub base64: String,
}
