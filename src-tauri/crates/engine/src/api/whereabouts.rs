//! Where a path of this machine lies: in which folder, and how it stands there.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Where a path lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Whereabouts {
    /// The path, as it was asked about.
    pub asked: PathBuf,
    /// The folder in which it lies; none if it lies in none that is linked here.
    pub folder: Option<String>,
    /// Its path in that folder; empty for the folder's root.
    pub path: Option<String>,
    /// How it stands; none outside of folders, where nothing is at the path, and while the folder cannot be opened.
    pub state: Option<PathState>,
    /// The machines that keep the folder, this one included, as far as the hub has told; none outside of folders, or if
    /// several paths were asked about.
    #[serde(default)]
    pub machines: Vec<KeptBy>,
}

/// How a path stands. A directory stands like what is in it: the first that applies to any of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum PathState {
    /// It is one of two versions that wait for a person.
    Conflict,
    /// Something failed, or it cannot be synced.
    Problem,
    /// It is still to be looked at, sent or fetched.
    Pending,
    /// It is the same here and at the hub, as far as this machine knows.
    InSync,
    /// It is left out: ignored, on another disk, not chosen here, or kept apart by this machine's sync mode.
    NotSynced,
}

/// A machine that keeps a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KeptBy {
    /// The machine.
    pub machine: String,
    /// Where the path lies there. A machine knows that of itself alone.
    pub path: Option<PathBuf>,
}
