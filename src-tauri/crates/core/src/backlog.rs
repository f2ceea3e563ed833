//! How much of the hub's state a machine still lacks.
//!
//! A replica reports what it has taken from the journal and not put in place yet. The hub adds what the journal has got since. So
//! the hub can say for each machine whether it is up to date, and machines that are away are judged by their last report.

use serde::{Deserialize, Serialize};

use crate::ids::{FolderId, ReplicaId, Seq};
use crate::time::Timestamp;

/// What a replica reports about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Backlog {
    /// Every entry of the journal up to this one is in the replica's rows.
    pub upto: Seq,
    /// Paths whose remote state is not in place.
    pub items: u64,
    /// The bytes of content to be fetched for them. Beyond the first thousand paths, the average is taken.
    pub bytes: u64,
}

/// The last report of a replica, as the hub stores it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The replica: a folder that is linked anew has not reported.
    pub replica: ReplicaId,
    /// What it reported.
    #[serde(flatten)]
    pub backlog: Backlog,
    /// When it is known to have been up to date, in journal time: the latest such moment up to the report.
    pub up_to_date_at: Option<Timestamp>,
}

/// What the journal of a folder has after a seq, other than what one machine wrote itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NewsOfOthers {
    /// Paths with a newer head.
    pub items: u64,
    /// The sizes of those that are files.
    pub bytes: u64,
    /// When the first of these heads was accepted, in journal time.
    pub since: Option<Timestamp>,
    /// True if only the first ones were counted.
    pub is_more: bool,
}

impl NewsOfOthers {
    /// Counts a head of this size that was accepted then.
    pub fn add(&mut self, size: u64, at: Timestamp) {
        self.items += 1;
        self.bytes = self.bytes.saturating_add(size);
        self.since = Some(self.since.map_or(at, |since| since.min(at)));
    }
}

/// What a machine lacks of a folder, as it is described to other machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderBacklog {
    /// The folder.
    pub folder: FolderId,
    /// How many paths it lacks; 0 if it is up to date, and `None` if it did not report.
    pub items: Option<u64>,
    /// The bytes of content that it lacks; `None` if it did not report.
    pub bytes: Option<u64>,
    /// When it was last up to date, in hub time; if it is now, the time of the answer. `None` if it is not known to have been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to_date_at: Option<Timestamp>,
    /// True if the numbers are lower bounds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_more: bool,
}
