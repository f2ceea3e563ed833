//! Files that are being written, and those that were taken a moment ago.

use std::collections::{BTreeMap, BTreeSet};

use syncit_core::RelPath;
use syncit_core::content::CHUNK_MIN;

/// Quiet for so long after a write, a file is taken although nobody closed it, in milliseconds.
pub(super) const QUIET: u64 = 300;
/// The longest quiet that is waited for, in milliseconds, however large a file is and however often it was taken too early.
const QUIET_MAX: u64 = 30_000;
/// A file that did not change for so long after it was taken rested, in milliseconds.
const REST: u64 = 30_000;
/// Files that are remembered because they were taken a moment ago; more are not.
const TAKEN_MAX: usize = 4_096;
/// A file that is never quiet is first taken after so long, in milliseconds…
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
    /// About to be taken although nobody closed them.
    not_closed: BTreeSet<RelPath>,
    tidy_at: u64,
}

#[derive(Debug)]
struct Times {
    /// The tick at which it was taken last.
    at: u64,
    /// The quiet that is waited for, and the longest one for a file of its size.
    quiet: u64,
    quiet_max: u64,
    /// It was taken because it was closed.
    was_closed: bool,
    /// It changed again after it had been closed, so that it is not complete when it is.
    is_reopened: bool,
    /// It changed since it was taken.
    changed: bool,
}

impl Taken {
    /// The quiet that is waited for before a file is taken.
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

    /// Notes that a file changes, and returns true if it is complete when it is closed.
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

    /// Forgets what rested, now and then.
    fn tidy(&mut self, now: u64) {
        if now >= self.tidy_at {
            let until = |times: &Times| times.at + if times.changed { NEVER_QUIET_MAX } else { REST };
            self.files.retain(|_, times| now < until(times));
            self.tidy_at = now + REST;
        }
    }
}
