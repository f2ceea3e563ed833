//! What is known of the rows that differ, and of the attempts to sync them. It follows from the rows: every row that is
//! written is noted, and opening notes all that are pending.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use syncit_core::Reason;
use syncit_core::content::Digest;
use syncit_core::{Entry, RelPath, Seq};

use crate::hub::memory::Holds;
use crate::paths;
use crate::queue::problems::Problems;
use crate::queue::sets::{Gone, LeftOutPaths, Repositories, Settling};

/// Limit of files with one content that are looked at to find the other half of a move.
pub(crate) const FEW: usize = 9;

/// Limit of contents of removed or replaced files that are remembered; beyond it, they are forgotten.
const REPLACED: usize = 4_096;

/// The rows that differ, by what has to be done for them and whether it may be done now.
#[derive(Debug, Default)]
pub(crate) struct Work {
    /// Added or changed on either side; planned from the front, parents first.
    pub(super) changed_paths: BTreeSet<RelPath>,
    /// Removed here; planned from the back, children first.
    pub(super) gone_here: BTreeSet<RelPath>,
    /// Removed by others; likewise.
    pub(super) gone_there: BTreeSet<RelPath>,
    /// Planned without a step: they wait for what is above or below them.
    pub(super) idle: BTreeSet<RelPath>,
    /// Differences that stay because of the sync mode, according to `plan::left_out`: they need no work, whatever else is
    /// known of them.
    pub(super) left_out: LeftOutPaths,
    /// Planned, but there was no room for so much content: they wait until half of it is free again.
    pub(super) later: BTreeSet<RelPath>,
    /// Files that vanished here, by their content, to find the other half of a move.
    pub(super) vanished: HashMap<Digest, BTreeSet<RelPath>>,
    pub(super) vanished_at: HashMap<RelPath, Digest>,
    /// The agreed contents of files that were removed or replaced here in this run.
    pub(super) replaced: HashSet<Digest>,
    /// Ignore files that others changed: placed and read before anything else is planned.
    pub(super) incoming_rules: BTreeSet<RelPath>,
    pub flights: HashMap<RelPath, Flight>,
    /// Paths that are not planned before this tick.
    pub(super) waits: BTreeMap<RelPath, u64>,
    /// Problems that belong to no row.
    pub problems: Problems,
    /// Failed attempts: not planned until the row changes, or by themselves at this tick.
    pub(super) failed: BTreeMap<RelPath, Option<u64>>,
    /// Those of them that wait for what is above or below them.
    pub(super) obstructed: BTreeSet<RelPath>,
    /// Reasons that this step found, to be written into their rows.
    pub(super) reasons: BTreeMap<RelPath, Reason>,
    pub(super) probed: HashMap<RelPath, Probed>,
    pub holds: Holds,
    /// The tick since which removals have waited, and that of the last one.
    pub(super) removals: Option<(u64, u64)>,
    pub(super) git: Repositories,
    pub(super) settling: Settling,
    pub(super) gone: Gone,
    /// True if planning may give something that it did not give before.
    pub changed: bool,
    pub(super) wake: Option<u64>,
}

/// What is in progress for a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flight {
    /// In the offer of this number.
    Offered(u64),
    /// The hub accepted its removal with this entry, whose news is still to come.
    Accepted(Seq),
    /// Its content is being fetched.
    Fetched,
}

/// A local state that was offered against the hub's entry, and that the hub did not know.
#[derive(Debug)]
pub(crate) struct Probed {
    pub entry: Entry,
    /// The hub's entry that it was offered against.
    pub against: Seq,
    /// Where others moved the file that was edited here.
    pub moved_to: Option<RelPath>,
}

impl Work {
    /// Returns how many files of the base are missing here.
    pub fn vanished_files(&self) -> usize {
        self.vanished_at.len()
    }

    /// Returns true if a file of the base with this content is missing here: it may have been moved.
    pub fn has_vanished(&self, digest: &Digest) -> bool {
        self.vanished.contains_key(digest)
    }

    /// Returns some of them, the first in path order.
    pub fn some_vanished(&self, count: usize) -> Vec<RelPath> {
        let mut paths: Vec<&RelPath> = self.vanished_at.keys().collect();
        paths.sort_unstable();
        paths.into_iter().take(count).cloned().collect()
    }

    /// Returns true if nothing is left that will be planned by itself.
    pub fn is_settled(&self) -> bool {
        self.changed_paths.is_empty()
            && self.gone_here.iter().all(|path| self.holds.is_at_or_below(path))
            && self.gone_there.is_empty()
            && self.later.is_empty()
            && self.flights.is_empty()
    }

    /// Returns what vanished here and need not wait for another half to appear: everything but files, once nothing that
    /// vanished is below. So a renamed directory's old name is removed as soon as its files have moved to the new one.
    pub(super) fn emptied_here(&self) -> impl Iterator<Item = RelPath> + '_ {
        let others = self.gone_here.iter().rev().filter(|path| !self.vanished_at.contains_key(*path));
        others.filter(|path| !paths::has_below(&self.gone_here, path)).cloned()
    }

    /// Returns true if a path is where it should be, and only waits to be durable here.
    pub fn is_settling(&self, path: &RelPath) -> bool {
        self.settling.paths.contains(path)
    }

    pub(super) fn forget(&mut self, path: &RelPath) {
        self.changed_paths.remove(path);
        self.gone_here.remove(path);
        self.gone_there.remove(path);
        self.idle.remove(path);
        self.incoming_rules.remove(path);
        self.later.remove(path);
        self.settling.remove(path);
        self.holds.forget(path);
    }

    /// Returns true if a path is not planned because what was tried failed.
    pub fn has_failed(&self, path: &RelPath) -> bool {
        self.failed.contains_key(path)
    }

    /// Stops planning a path until there is news of it.
    pub fn put_off(&mut self, path: &RelPath) {
        self.forget(path);
    }

    /// Plans a path again only when there is room for its content.
    pub fn postpone(&mut self, path: &RelPath) {
        self.forget(path);
        self.later.insert(path.clone());
    }

    /// Hands what waits for room to the next plan.
    pub(super) fn resume_postponed(&mut self) {
        self.changed |= !self.later.is_empty();
        self.changed_paths.append(&mut self.later);
    }

    pub(super) fn note_vanished(&mut self, path: &RelPath, digest: Option<Digest>) {
        if let Some(old) = self.vanished_at.remove(path)
            && let Some(paths) = self.vanished.get_mut(&old)
        {
            paths.remove(path);
            if paths.is_empty() {
                self.vanished.remove(&old);
            }
        }
        if let Some(digest) = digest {
            self.vanished_at.insert(path.clone(), digest);
            self.vanished.entry(digest).or_default().insert(path.clone());
        }
    }

    /// Remembers the agreed content of a file that is no longer at its path here.
    pub(super) fn note_replaced(&mut self, content: &Digest) {
        if self.replaced.len() >= REPLACED {
            self.replaced.clear();
        }
        self.replaced.insert(*content);
    }

    /// Returns true if an agreed file with this content was removed or replaced here in this run.
    pub fn was_replaced(&self, content: &Digest) -> bool {
        self.replaced.contains(content)
    }

    /// Returns what was added or changed and may be planned now, parents first.
    pub(super) fn free_changes(&mut self, limit: usize, blocked: &HashSet<RelPath>, now: u64) -> Vec<RelPath> {
        let paths = std::mem::take(&mut self.changed_paths);
        let mut free = Vec::new();
        let mut rest = paths.range::<RelPath, _>(..);
        while free.len() < limit
            && let Some(path) = rest.next()
        {
            if self.is_free(path, now) {
                free.extend((!blocked.contains(path)).then(|| path.clone()));
            } else if let Some(end) = self.git.end_of_busy(path, now) {
                rest = paths.range(end..);
            }
        }
        self.changed_paths = paths;
        free
    }

    pub(super) fn wake_by(&mut self, tick: u64) {
        self.wake = Some(self.wake.map_or(tick, |wake| wake.min(tick)));
    }

    /// Returns true if a path may be planned now; if it only has to wait for a time, sets the wake.
    pub(super) fn is_free(&mut self, path: &RelPath, now: u64) -> bool {
        if self.flights.contains_key(path) || self.holds.contains(path) {
            return false;
        }
        let until = [self.waits.get(path).copied(), self.git.until(path)].into_iter().flatten().max();
        match until {
            Some(until) if until > now => {
                if until != u64::MAX {
                    self.wake_by(until);
                }
                false
            }
            _ => true,
        }
    }
}
