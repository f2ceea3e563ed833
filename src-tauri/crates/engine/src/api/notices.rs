//! Notifications as data: which kinds there are, which of them a person wants, and what one says.

use serde::{Deserialize, Serialize};

/// Which kinds a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Wanted {
    /// Changes of other machines.
    pub changes: bool,
    /// Conflicts.
    pub conflicts: bool,
    /// Folders stopped for safety.
    pub holds: bool,
    /// New machines.
    pub machines: bool,
    /// Full disks.
    pub disks: bool,
    /// Machines that were not seen for a week.
    pub absences: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Wanted { changes: true, conflicts: true, holds: true, machines: true, disks: true, absences: true }
    }
}

/// The kinds of notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum NoticeKind {
    /// Other machines changed something.
    Changes,
    /// Two versions of a file wait.
    Conflict,
    /// A folder was stopped for safety.
    Hold,
    /// A machine was paired.
    NewMachine,
    /// A disk is full.
    FullDisk,
    /// A machine was not seen for a week.
    AbsentMachine,
}

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Notice {
    /// What about.
    pub kind: NoticeKind,
    /// With what others chose made printable.
    pub title: String,
    /// May be empty.
    pub body: String,
    /// The folder, for fronts with words of their own.
    pub folder: Option<String>,
    /// The machine; none if there are several.
    pub machine: Option<String>,
    /// The path, of a file if it is one.
    pub path: Option<String>,
    /// How many files, conflicts or machines.
    pub count: u64,
    /// What a click opens.
    pub target: Target,
}

/// A place in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Target {
    /// The history, of the notice's folder and path.
    History,
    /// The conflicts of the notice's folder.
    Conflicts,
    /// The notice's folder.
    Folder,
    /// The machines.
    Machines,
    /// What needs a person.
    Overview,
}
