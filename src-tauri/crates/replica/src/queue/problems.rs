//! Problems that belong to no row. They are in memory only, and the scan of each start finds them again.

use std::collections::BTreeMap;

use syncit_core::RelPath;
use syncit_core::entry::Breach;
use syncit_core::path::BadPath;

use crate::event::Problem;
use crate::reasons::Trouble;

/// The key that separates a problem with an entry that no disk can hold from other problems of its path.
const INVALID: &str = "invalid";

/// What a problem that belongs to no row is about, which determines when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A name that cannot be synced: until its directory is listed again.
    Name,
    /// An ignore file: until it is read again.
    Rules,
    /// A displaced version that could not be put back: until it is.
    Displaced,
    /// An entry from the hub that no disk can hold: until the hub sends another one.
    Invalid,
    /// The folder as a whole.
    Folder,
}

/// These problems, by path and a key that separates several problems of one path.
#[derive(Debug, Default)]
pub(crate) struct Problems(BTreeMap<(Option<RelPath>, String), (Origin, Problem)>);

impl Problems {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &(Origin, Problem)> {
        self.0.values()
    }

    pub fn report_name(&mut self, dir: Option<&RelPath>, name: &str, why: BadPath) {
        let (path, name, cause) = (dir.cloned(), name.to_owned(), why.into());
        let key = (path.clone(), name.clone());
        let reason = match dir.cloned() {
            Some(directory) => Trouble::BadNameIn { directory, name, cause },
            None => Trouble::BadName { name, cause },
        };
        self.0.insert(key, (Origin::Name, Problem { path, reason: reason.into() }));
    }

    /// Reports lines of an ignore file that do not apply, until `clear_rules_problem`.
    pub fn report_rules(&mut self, path: &RelPath, errors: String) {
        let problem = of_path(path, Trouble::BadRules { path: path.clone(), errors });
        self.0.insert(key(path), (Origin::Rules, problem));
    }

    /// Reports a version in `.syncit/staging` that could not be put back beside its path, until `clear_displaced`.
    pub fn report_displaced(&mut self, path: &RelPath, name: &str) {
        let problem = of_path(path, Trouble::NotPutBack { path: path.clone(), name: name.to_owned() });
        self.0.insert((Some(path.clone()), name.to_owned()), (Origin::Displaced, problem));
    }

    pub fn clear_invalid(&mut self, path: &RelPath) {
        self.0.remove(&(Some(path.clone()), INVALID.to_owned()));
    }

    pub fn clear_displaced(&mut self, path: &RelPath, name: &str) {
        self.0.remove(&(Some(path.clone()), name.to_owned()));
    }

    /// Reports what keeps the whole folder waiting, until `clear_folder_problem`.
    pub fn report_folder(&mut self, why: Trouble) {
        let problem = Problem { path: None, reason: why.into() };
        self.0.insert((None, String::new()), (Origin::Folder, problem));
    }

    pub fn clear_folder_problem(&mut self) {
        self.0.remove(&(None, String::new()));
    }

    /// Forgets the names in a directory that cannot be synced, because it was listed again and they are found again.
    pub fn clear_names(&mut self, dir: Option<&RelPath>) {
        if !self.0.is_empty() {
            self.0.retain(|(of, _), (origin, _)| *origin != Origin::Name || of.as_ref() != dir);
        }
    }

    pub fn clear_rules_problem(&mut self, path: &RelPath) {
        self.0.remove(&key(path));
    }

    /// Reports that the hub's entry for a path is one that no disk can hold, until `clear_invalid`.
    pub(super) fn report_invalid(&mut self, path: &RelPath, why: Breach) {
        let problem = of_path(path, Trouble::InvalidAtHub { path: path.clone(), cause: why.into() });
        self.0.insert((Some(path.clone()), INVALID.to_owned()), (Origin::Invalid, problem));
    }
}

fn of_path(path: &RelPath, why: Trouble) -> Problem {
    Problem { path: Some(path.clone()), reason: why.into() }
}

fn key(path: &RelPath) -> (Option<RelPath>, String) {
    (Some(path.clone()), String::new())
}
