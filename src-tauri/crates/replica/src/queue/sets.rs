//! The sets of paths that the work consists of, each with its rule for what enters and leaves it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use syncit_core::plan::LeftOut;
use syncit_core::replica_store::{Local, Row};
use syncit_core::{RelPath, Rev, Timestamp};

use crate::paths::git_dir;

/// A batch is made durable when nothing was added to it for this long, in milliseconds…
pub(super) const QUIET: u64 = 200;
/// …and no later than this.
const MAX: u64 = 2_000;

/// A `.git` directory is pushed when nothing in it has changed for this long, in milliseconds.
const GIT_QUIET: u64 = 2_000;

/// The paths that are the same here and at the hub, but not yet in the base.
#[derive(Debug, Default)]
pub(super) struct Settling {
    pub(super) paths: BTreeSet<RelPath>,
    /// Paths from an earlier run that this run has not seen on the disk: a loss of power may have left something else
    /// there.
    pub(super) unseen: HashSet<RelPath>,
    /// Ticks at which the first and the last one was added.
    pub(super) added: Option<(u64, u64)>,
    /// The job that makes some durable: its number, and the rows as they were.
    pub(super) job: Option<(u64, Vec<(RelPath, Rev)>)>,
    /// No job before this tick, after a failure.
    pub(super) not_before: u64,
}

impl Settling {
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    pub fn add(&mut self, path: &RelPath, now: u64) {
        let first = self.added.filter(|_| !self.paths.is_empty()).map_or(now, |(first, _)| first);
        self.added = Some((first, now));
        self.paths.insert(path.clone());
    }

    pub fn remove(&mut self, path: &RelPath) {
        self.paths.remove(path);
    }

    pub(super) fn due(&self) -> Option<u64> {
        let is_ready = !self.paths.is_empty() && self.unseen.is_empty() && self.job.is_none();
        let (first, last) = self.added.filter(|_| is_ready)?;
        Some((last + QUIET).min(first + MAX).max(self.not_before))
    }
}

/// The paths whose removal is not durable yet.
#[derive(Debug, Default)]
pub(super) struct Gone {
    pub(super) paths: BTreeSet<RelPath>,
    /// The job that makes some durable: its number, and their paths.
    pub(super) job: Option<(u64, BTreeSet<RelPath>)>,
}

impl Gone {
    pub fn add(&mut self, path: &RelPath) {
        self.paths.insert(path.clone());
    }

    pub fn forget(&mut self, path: &RelPath) {
        self.paths.remove(path);
        if let Some((_, paths)) = &mut self.job {
            paths.remove(path);
        }
    }

    /// Returns true if the hub must not be told yet that the path is gone.
    pub fn contains(&self, path: &RelPath) -> bool {
        self.paths.contains(path) || self.job.as_ref().is_some_and(|(_, paths)| paths.contains(path))
    }
}

/// What is known of a repository in which something changed.
#[derive(Debug, Default)]
pub(super) struct Git {
    pub(super) changed_at: u64,
    pub(super) locks: BTreeMap<RelPath, Timestamp>,
}

/// The repositories in which something changed, by the path of their `.git`.
#[derive(Debug, Default)]
pub(super) struct Repositories(pub(super) BTreeMap<RelPath, Git>);

impl Repositories {
    pub(super) fn note(&mut self, row: &Row, now: u64) {
        let Some(dir) = git_dir(&row.path) else { return };
        if row.local.entry() == Some(&row.base.entry) {
            if let Some(git) = self.0.get_mut(&dir) {
                git.locks.remove(&row.path);
            }
            return;
        }
        let git = self.0.entry(dir).or_default();
        git.changed_at = now;
        match &row.local {
            Local::Known { entry, stamp } if entry.is_live() && row.path.name().ends_with(".lock") => {
                git.locks.insert(row.path.clone(), stamp.map_or(Timestamp(0), |stamp| stamp.mtime));
            }
            Local::Known { .. } => {
                git.locks.remove(&row.path);
            }
            Local::Unknown(_) => {}
        }
    }

    /// Returns the tick until which nothing below a `.git` directory is planned; `u64::MAX` for a lock.
    pub(super) fn until(&self, path: &RelPath) -> Option<u64> {
        let git = self.0.get(&git_dir(path)?)?;
        if git.locks.is_empty() { Some(git.changed_at + GIT_QUIET) } else { Some(u64::MAX) }
    }

    /// Returns the end of the range of paths that wait together with this one, because git is working there.
    pub(super) fn end_of_busy(&self, path: &RelPath, now: u64) -> Option<RelPath> {
        self.until(path).filter(|until| *until > now)?;
        // `0` is the character after `/`.
        RelPath::new(&format!("{}0", git_dir(path)?)).ok()
    }
}

/// The paths that are left out, and how many of them for which reason.
#[derive(Debug, Default)]
pub(super) struct LeftOutPaths {
    pub(super) paths: BTreeMap<RelPath, LeftOut>,
    pub(super) not_sent: u64,
}

impl LeftOutPaths {
    pub(super) fn set(&mut self, path: &RelPath, why: Option<LeftOut>) {
        let before = match why {
            Some(why) => self.paths.insert(path.clone(), why),
            None if self.paths.is_empty() => None,
            None => self.paths.remove(path),
        };
        self.not_sent += u64::from(why == Some(LeftOut::NotSent));
        self.not_sent -= u64::from(before == Some(LeftOut::NotSent));
    }
}
