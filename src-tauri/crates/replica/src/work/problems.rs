//! Problems: one path failed, with its reason and the next step, and nothing else stops for it.
//!
//! Where a problem comes from says when it is over: with the next look, with its directory's next listing, or when
//! its row changes.

use syncit_core::RelPath;
use syncit_core::replica_store::ReplicaStore;

use crate::disk::Disk;
use crate::replica::Replica;
use crate::step::Problem;

/// Where a problem comes from, which says when it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A look: until the next one.
    Seen,
    /// Likewise, of a thing that would not be synced anyway, so that nobody waits for it.
    Aside,
    /// A name that cannot be one of ours: until its directory is listed again.
    Name,
    /// An ignore file: until it is read again.
    Rules,
    /// The plan, the hub or the disk: until the row changes.
    Tried,
}

#[derive(Debug)]
pub(crate) struct Trouble {
    pub problem: Problem,
    pub origin: Origin,
    pub(super) retry_at: Option<u64>,
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Reports a problem that a look found.
    pub(crate) fn report(&mut self, path: &RelPath, message: String, hint: &str, origin: Origin) {
        let problem = Problem { path: Some(path.clone()), message, hint: hint.to_owned() };
        self.work.problems.insert(key(path), Trouble { problem, origin, retry_at: None });
    }

    pub(crate) fn report_name(&mut self, dir: Option<RelPath>, message: String) {
        let hint = "It stays on this machine only; rename it to have it synced.".to_owned();
        let problem = Problem { path: dir.clone(), message: message.clone(), hint };
        self.work.problems.insert((dir, message), Trouble { problem, origin: Origin::Name, retry_at: None });
    }

    /// Reports what keeps the whole folder waiting, until `clear_folder_problem`.
    pub(crate) fn report_folder(&mut self, message: String, hint: &str) {
        let problem = Problem { path: None, message, hint: hint.to_owned() };
        self.work.problems.insert((None, String::new()), Trouble { problem, origin: Origin::Rules, retry_at: None });
    }

    pub(crate) fn clear_folder_problem(&mut self) {
        self.work.problems.remove(&(None, String::new()));
    }

    /// Reports what could not be done about a path; it waits for its row to change, or for so many milliseconds.
    pub(crate) fn fail(&mut self, path: &RelPath, message: String, hint: String, retry_in: Option<u64>) {
        let retry_at = retry_in.map(|milliseconds| self.now.ticks + milliseconds);
        self.work.forget(path);
        self.work.flights.remove(path);
        let problem = Problem { path: Some(path.clone()), message, hint };
        self.work.problems.insert(key(path), Trouble { problem, origin: Origin::Tried, retry_at });
    }

    /// A look went well: what looks reported of the path is over.
    pub(crate) fn clear_seen(&mut self, path: &RelPath) {
        if self.work.problems.is_empty() {
            return;
        }
        let seen =
            self.work.problems.get(&key(path)).is_some_and(|it| matches!(it.origin, Origin::Seen | Origin::Aside));
        if seen {
            self.work.problems.remove(&key(path));
        }
        self.clear_names(Some(path));
    }

    fn clear_names(&mut self, dir: Option<&RelPath>) {
        self.work.problems.retain(|(of, _), trouble| trouble.origin != Origin::Name || of.as_ref() != dir);
    }

    pub(crate) fn clear_root_names(&mut self) {
        self.clear_names(None);
    }

    pub(crate) fn clear_rules_problem(&mut self, path: &RelPath) {
        if self.work.problems.get(&key(path)).is_some_and(|trouble| trouble.origin == Origin::Rules) {
            self.work.problems.remove(&key(path));
        }
    }

    /// Tries again what failed at a path: something may have changed there.
    pub(crate) fn retry(&mut self, path: &RelPath) {
        let tried = self.work.problems.get(&key(path)).is_some_and(|trouble| trouble.origin == Origin::Tried);
        if tried {
            self.work.problems.remove(&key(path));
            self.work.changed_paths.insert(path.clone());
            self.work.changed = true;
        }
    }

    pub(super) fn retry_due(&mut self) {
        let now = self.now.ticks;
        let due = |trouble: &Trouble| trouble.retry_at.is_some_and(|at| at <= now);
        let paths: Vec<RelPath> =
            self.work.problems.iter().filter(|(_, it)| due(it)).filter_map(|((path, _), _)| path.clone()).collect();
        paths.iter().for_each(|path| self.retry(path));
    }
}

pub(super) fn key(path: &RelPath) -> (Option<RelPath>, String) {
    (Some(path.clone()), String::new())
}
