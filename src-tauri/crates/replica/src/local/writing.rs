//! Files that are being written, and files that were taken a moment ago.

use std::collections::{BTreeMap, BTreeSet};

use syncit_core::RelPath;
use syncit_core::content::CHUNK_MIN;

/// A file that has been quiet for this long after a write is taken although nobody closed it, in milliseconds.
pub(super) const QUIET: u64 = 300;
/// The longest required quiet time, in milliseconds, however large a file is and however often it was taken too early.
const QUIET_MAX: u64 = 30_000;
/// A file that has not changed for this long after it was taken has rested, in milliseconds.
const REST: u64 = 30_000;
/// Limit of files that are remembered because they were taken a moment ago.
const TAKEN_MAX: usize = 4_096;
/// A file that is never quiet is first taken after this time, in milliseconds…
pub(super) const NEVER_QUIET: u64 = 10_000;
/// …and then at doubling intervals up to this.
pub(super) const NEVER_QUIET_MAX: u64 = 3_600_000;

/// A file that is being written: the tick of its last write, and when it is taken although it is not quiet.
#[derive(Debug)]
pub(super) struct Writing {
    pub(super) last: u64,
    pub(super) due: u64,
    pub(super) interval: u64,
}

impl Writing {
    pub(super) fn since(now: u64) -> Self {
        Writing { last: now, due: now + NEVER_QUIET, interval: NEVER_QUIET }
    }
}

/// Large files that were taken a moment ago, and whether that was too early.
#[derive(Debug, Default)]
pub(super) struct Taken {
    files: BTreeMap<RelPath, Times>,
    /// Files that are about to be taken although nobody closed them.
    not_closed: BTreeSet<RelPath>,
    tidy_at: u64,
}

#[derive(Debug)]
struct Times {
    /// The tick at which it was last taken.
    at: u64,
    /// The required quiet time, and the longest one for a file of its size.
    quiet: u64,
    quiet_max: u64,
    /// True if it was taken because it was closed.
    was_closed: bool,
    /// True if it changed again after it had been closed: then closing it does not mean that it is complete.
    is_reopened: bool,
    /// True if it has changed since it was taken.
    changed: bool,
}

impl Taken {
    /// Returns how long a file must be quiet before it is taken.
    pub(super) fn quiet(&self, path: &RelPath) -> u64 {
        self.files.get(path).map_or(QUIET, |times| times.quiet)
    }

    /// Notes that a file was taken with this size.
    pub(super) fn note(&mut self, path: &RelPath, size: u64, now: u64) {
        let was_closed = !self.not_closed.remove(path);
        if size <= CHUNK_MIN as u64 {
            self.files.remove(path);
            return;
        }
        self.tidy(now);
        let quiet_max = (QUIET * (size / CHUNK_MIN as u64)).min(QUIET_MAX);
        if let Some(times) = self.files.get_mut(path) {
            *times = Times { at: now, quiet_max, was_closed, changed: false, ..*times };
        } else if self.files.len() < TAKEN_MAX {
            let times = Times { at: now, quiet: QUIET, quiet_max, was_closed, is_reopened: false, changed: false };
            self.files.insert(path.clone(), times);
        }
    }

    /// Notes that a file is about to be taken although nobody closed it.
    pub(super) fn note_not_closed(&mut self, path: &RelPath) {
        if self.not_closed.len() >= TAKEN_MAX {
            self.not_closed.clear();
        }
        self.not_closed.insert(path.clone());
    }

    /// Notes that a file changes. Returns true if closing it means that it is complete.
    pub(super) fn changes(&mut self, path: &RelPath, now: u64) -> bool {
        self.not_closed.remove(path);
        let Some(times) = self.files.get_mut(path) else { return true };
        if times.changed {
            return !times.is_reopened;
        }
        if now >= times.at + REST {
            self.files.remove(path);
            return true;
        }
        times.changed = true;
        times.is_reopened |= times.was_closed;
        times.quiet = (times.quiet * 2).min(times.quiet_max).max(QUIET);
        !times.is_reopened
    }

    /// Forgets rested files, now and then.
    fn tidy(&mut self, now: u64) {
        if now >= self.tidy_at {
            let until = |times: &Times| times.at + if times.changed { NEVER_QUIET_MAX } else { REST };
            self.files.retain(|_, times| now < until(times));
            self.tidy_at = now + REST;
        }
    }
}
