//! Keeps a `.git` directory from being planned while git is working in it: a lock is there, or something changed a moment
//! ago. A stale lock becomes a problem, and the repository waits.

use syncit_core::replica_store::ReplicaStore;

use crate::disk::Disk;
use crate::reasons::Trouble;
use crate::replica::Replica;

/// The age from which a lock in a `.git` directory is stale, in milliseconds.
const GIT_LOCK_OLD: i64 = 600_000;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    pub(super) fn report_old_locks(&mut self) {
        let wall = self.now.wall;
        let mut old = Vec::new();
        let mut next = None;
        for git in self.work.git.0.values() {
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
            self.report(&lock, Trouble::GitLock { path: lock.clone() });
        }
    }
}
