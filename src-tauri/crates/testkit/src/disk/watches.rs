//! The watches of a folder, and the events that wait to be read.

use std::collections::{BTreeMap, BTreeSet};

use syncit_core::RelPath;

use super::inodes::Id;

/// A kind of event at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EventKind {
    Touched,
    Named,
    /// A name was moved away, or the object itself is gone.
    Went,
    Appeared,
    Written,
    Closed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    At(Option<RelPath>, EventKind),
    Cookie(u64),
    /// Something was mounted or unmounted there.
    Mounts(RelPath),
}

/// The watches of a folder and their events.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// The path under which each directory was last watched (`None`: the root).
    pub(super) paths: BTreeMap<Id, Option<RelPath>>,
    /// The directory that the watcher believes to be watched at each path.
    pub(super) by_path: BTreeMap<Option<RelPath>, Id>,
    pub(super) events: Vec<Event>,
    /// Directories in which something happened without a watch, or with a watch under a stale path. It is found if they
    /// are watched again when the events are read.
    pub(super) doubtful: BTreeSet<Id>,
    /// Whether something happened that no event reported, or whose event was lost.
    pub(super) missed: bool,
}

impl Watch {
    pub(super) fn add(&mut self, id: Id, path: Option<RelPath>) {
        self.paths.insert(id, path.clone());
        self.by_path.insert(path, id);
    }

    /// Removes the watch that the watcher knows by this path, whatever that inode is called now.
    pub(super) fn remove(&mut self, path: &Option<RelPath>) {
        if let Some(id) = self.by_path.remove(path) {
            self.paths.remove(&id);
        }
    }

    pub(super) fn forget_inode(&mut self, id: Id) {
        if let Some(path) = self.paths.remove(&id) {
            self.by_path.remove(&path);
        }
    }
}
