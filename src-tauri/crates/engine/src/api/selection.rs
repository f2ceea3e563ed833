//! What is shown of the part of a folder that a machine keeps.

use serde::{Deserialize, Serialize};

/// Which part of a folder this machine keeps, and what could be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Selected {
    /// The subfolders that the hub has in the directory that was asked for, in path order.
    pub subfolders: Vec<SelectedLine>,
    /// Whether what is directly in that directory is chosen, except for the subfolders of which something else is said.
    pub rest: bool,
    /// Whether subfolders that other machines make at the top of the folder are chosen.
    pub new_subfolders: bool,
    /// Bytes that are free on the folder's disk beyond those that must stay so; null if that is not known.
    pub free: Option<u64>,
}

/// A subfolder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SelectedLine {
    /// Its path in the folder.
    pub path: String,
    /// Whether it is kept here, all of it or a part.
    pub selected: bool,
    /// Whether only a part of it is.
    pub part: bool,
    /// Files in it at the hub.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes of those of them that are not here.
    pub bytes_elsewhere: u64,
    /// Whether there are subfolders in it.
    pub has_subfolders: bool,
}
