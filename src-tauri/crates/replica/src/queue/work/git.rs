//! Keeps a `.git` directory from being planned while git is at work in it: a lock is there, or something changed
//! a moment ago. A lock that was left behind becomes a problem, and the repository waits.

use std::collections::BTreeMap;

use syncit_core::replica_store::{Local, ReplicaStore, Row};
use syncit_core::{RelPath, Timestamp};

use crate::disk::Disk;
use crate::replica::Replica;

use super::Work;

/// A `.git` directory is pushed when nothing in it has changed for so long, in milliseconds.
const GIT_QUIET: u64 = 2_000;
/// A lock in a `.git` directory that is older than this was left behind, in milliseconds.
const GIT_LOCK_OLD: i64 = 600_000;

#[derive(Debug, Default)]
pub(super) struct Git {
    changed_at: u64,
    locks: BTreeMap<RelPath, Timestamp>,
}

impl Work {
    pub(super) fn note_git(&mut self, row: &Row, now: u64) {
        let Some(dir) = git_dir(&row.path) else { return };
        if row.local.entry() == Some(&row.base.entry) {
            if let Some(git) = self.git.get_mut(&dir) {
                git.locks.remove(&row.path);
            }
            return;
        }
        let git = self.git.entry(dir).or_default();
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

    /// The tick until which nothing below a `.git` directory is planned; `u64::MAX` for a lock.
    pub(super) fn git_until(&self, path: &RelPath) -> Option<u64> {
        let git = self.git.get(&git_dir(path)?)?;
        if git.locks.is_empty() { Some(git.changed_at + GIT_QUIET) } else { Some(u64::MAX) }
    }

    /// Where the paths end that wait together with this one, because git is at work there.
    pub(super) fn end_of_busy_git(&self, path: &RelPath, now: u64) -> Option<RelPath> {
        self.git_until(path).filter(|until| *until > now)?;
        // `0` is the character behind `/`.
        RelPath::new(&format!("{}0", git_dir(path)?)).ok()
    }
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    pub(super) fn report_old_locks(&mut self) {
        let wall = self.now.wall;
        let mut old = Vec::new();
        let mut next = None;
        for git in self.work.git.values() {
            for (lock, since) in &git.locks {
                let age = wall.millis_since(*since);
                if age >= GIT_LOCK_OLD {
                    old.push(lock.clone());
                } else {
                    let due = self.now.ticks + (GIT_LOCK_OLD - age).max(0) as u64;
                    next = Some(next.map_or(due, |next: u64| next.min(due)));
                }
            }
        }
        if let Some(next) = next {
            self.work.wake_by(next);
        }
        for lock in old {
            let message = format!("{lock} has been there for over ten minutes, so the repository waits");
            let hint = "If no git command is running, remove it.";
            self.report(&lock, message, hint);
        }
    }
}

/// The `.git` directory that a path lies in, if it does.
pub(crate) fn git_dir(path: &RelPath) -> Option<RelPath> {
    path.as_str().contains(".git/").then(|| path.ancestors().find(|dir| dir.name() == ".git")).flatten()
}
