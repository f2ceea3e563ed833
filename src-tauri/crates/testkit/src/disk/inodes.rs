//! The simulated file system as data: inodes, and the changes that lead from one state to the next.
//!
//! A change that was not synced may be lost in a crash. Changes of the same directory are lost only
//! from the newest backwards, names and content independently of each other, and a rename is never
//! half done.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rand::{Rng, RngExt};
use syncit_core::Timestamp;

/// Identifies an inode for the whole simulation. Its visible number may be reused.
pub(super) type Id = u64;
pub(super) const ROOT: Id = 1;
/// A directory outside the folder on the same file system, for what a person moves out.
pub(super) const OUTSIDE: Id = 0;

#[derive(Debug, Clone)]
pub(super) struct Inode {
    pub number: u64,
    pub what: What,
    /// Whether only its owner may access it.
    pub private: bool,
    pub mtime: Timestamp,
    pub ctime: Timestamp,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    File {
        bytes: Arc<Vec<u8>>,
        executable: bool,
    },
    /// Keyed by the name as the file system compares it; the value is the original name and the
    /// inode.
    Dir(BTreeMap<String, (String, Id)>),
    Link(String),
    /// A pipe, which is never synced.
    Fifo,
}

/// A name in a directory.
pub(super) type Slot = (Id, String);

#[derive(Debug, Clone)]
pub(super) enum Change {
    /// Adds a name for an inode.
    Link {
        at: Slot,
        id: Id,
    },
    Unlink {
        at: Slot,
    },
    /// Replaces what is at `to`.
    Move {
        from: Slot,
        to: Slot,
    },
    Swap {
        a: Slot,
        b: Slot,
    },
    Data {
        id: Id,
        bytes: Arc<Vec<u8>>,
        executable: bool,
        mtime: Timestamp,
    },
    Mode {
        id: Id,
        private: bool,
    },
}

#[derive(Debug, Clone)]
pub(super) struct Op {
    change: Change,
    at: Timestamp,
    /// What the order must be kept for: the directories whose names it changes and those that it
    /// moves, or the file whose content it changes.
    touches: BTreeSet<Id>,
}

#[derive(Debug, Clone)]
pub(super) struct Inodes {
    pub all: BTreeMap<Id, Inode>,
    pub folds_case: bool,
}

impl Inodes {
    fn key(&self, name: &str) -> String {
        if self.folds_case { name.to_lowercase() } else { name.to_owned() }
    }

    pub fn dir(&self, id: Id) -> Option<&BTreeMap<String, (String, Id)>> {
        match &self.all.get(&id)?.what {
            What::Dir(names) => Some(names),
            _ => None,
        }
    }

    pub fn at(&self, slot: &Slot) -> Option<Id> {
        Some(self.dir(slot.0)?.get(&self.key(&slot.1))?.1)
    }

    /// Returns true if a file has exactly this content: then a change only affects its times or
    /// bits.
    fn has_bytes(&self, id: Id, wanted: &Arc<Vec<u8>>) -> bool {
        matches!(self.all.get(&id).map(|inode| &inode.what), Some(What::File { bytes, .. }) if bytes == wanted)
    }

    pub fn is_dir(&self, id: Id) -> bool {
        self.dir(id).is_some()
    }

    /// Returns the number of names of an inode.
    pub fn names(&self, id: Id) -> u64 {
        let dirs = self.all.values().filter_map(|inode| match &inode.what {
            What::Dir(names) => Some(names),
            _ => None,
        });
        dirs.flat_map(BTreeMap::values).filter(|(_, named)| *named == id).count() as u64
    }

    /// Returns every inode that a path leads to.
    pub fn reachable(&self) -> BTreeSet<Id> {
        let mut found = BTreeSet::from([ROOT, OUTSIDE]);
        let mut queue = vec![ROOT, OUTSIDE];
        while let Some(id) = queue.pop() {
            for (_, child) in self.dir(id).into_iter().flat_map(BTreeMap::values) {
                if found.insert(*child) {
                    queue.push(*child);
                }
            }
        }
        found
    }

    /// Returns the change as an operation at this moment. It must be created before the change is
    /// applied.
    pub fn op(&self, change: Change, at: Timestamp) -> Op {
        let dirs = |ids: Vec<Option<Id>>| ids.into_iter().flatten().filter(|id| self.is_dir(*id)).collect();
        let touches = match &change {
            Change::Link { at, id } => dirs(vec![Some(at.0), Some(*id)]),
            Change::Unlink { at } => dirs(vec![Some(at.0), self.at(at)]),
            Change::Move { from: a, to: b } | Change::Swap { a, b } => {
                dirs(vec![Some(a.0), Some(b.0), self.at(a), self.at(b)])
            }
            Change::Data { id, .. } | Change::Mode { id, .. } => BTreeSet::from([*id]),
        };
        Op { change, at, touches }
    }

    fn unlink(&mut self, slot: &Slot) -> Option<Id> {
        let key = self.key(&slot.1);
        match &mut self.all.get_mut(&slot.0)?.what {
            What::Dir(names) => names.remove(&key).map(|(_, id)| id),
            _ => None,
        }
    }

    fn link(&mut self, slot: &Slot, id: Id) {
        let key = self.key(&slot.1);
        if let Some(Inode { what: What::Dir(names), .. }) = self.all.get_mut(&slot.0) {
            names.insert(key, (slot.1.clone(), id));
        }
    }

    pub fn stamp(&mut self, id: Id, at: Timestamp, content_too: bool) {
        if let Some(inode) = self.all.get_mut(&id) {
            inode.ctime = at;
            if content_too {
                inode.mtime = at;
            }
        }
    }

    pub fn apply(&mut self, op: &Op) {
        match &op.change {
            Change::Link { at, id } => {
                self.link(at, *id);
                self.stamp(*id, op.at, false);
                self.stamp(at.0, op.at, true);
            }
            Change::Unlink { at } => {
                if let Some(id) = self.unlink(at) {
                    self.stamp(id, op.at, false);
                }
                self.stamp(at.0, op.at, true);
            }
            Change::Move { from, to } => {
                let id = self.unlink(from);
                self.stamp(from.0, op.at, true);
                self.unlink(to);
                if let Some(id) = id {
                    self.link(to, id);
                    self.stamp(id, op.at, false);
                }
                self.stamp(to.0, op.at, true);
            }
            Change::Swap { a, b } => {
                let (at_a, at_b) = (self.at(a), self.at(b));
                for (slot, id) in [(a, at_b), (b, at_a)] {
                    self.unlink(slot);
                    if let Some(id) = id {
                        self.link(slot, id);
                        self.stamp(id, op.at, false);
                    }
                    self.stamp(slot.0, op.at, true);
                }
            }
            Change::Data { id, bytes, executable, mtime } => {
                if let Some(inode) = self.all.get_mut(id) {
                    inode.what = What::File { bytes: bytes.clone(), executable: *executable };
                    inode.mtime = *mtime;
                    inode.ctime = op.at;
                }
            }
            Change::Mode { id, private } => {
                if let Some(inode) = self.all.get_mut(id) {
                    inode.private = *private;
                    inode.ctime = op.at;
                }
            }
        }
    }
}

/// A file system: the state that programs see, and the state that a crash would leave.
#[derive(Debug, Clone)]
pub(super) struct Durable {
    pub live: Inodes,
    durable: Inodes,
    /// Applied to `live` but not to `durable` yet, oldest first.
    unsynced: Vec<Op>,
    next: Id,
}

impl Durable {
    pub fn new(folds_case: bool, at: Timestamp) -> Self {
        let dir = |number| Inode { number, what: What::Dir(BTreeMap::new()), private: false, mtime: at, ctime: at };
        let inodes = Inodes { all: BTreeMap::from([(ROOT, dir(2)), (OUTSIDE, dir(1))]), folds_case };
        Durable { live: inodes.clone(), durable: inodes, unsynced: Vec::new(), next: ROOT + 1 }
    }

    /// Creates an inode without a name. Its number is the smallest that neither a path nor an open
    /// handle uses, as in real file systems.
    pub fn add(&mut self, what: What, private: bool, at: Timestamp, open: &BTreeSet<Id>) -> Id {
        let held = self.live.reachable();
        let taken: BTreeSet<u64> =
            held.union(open).filter_map(|id| self.live.all.get(id)).map(|inode| inode.number).collect();
        let number = (2..).find(|number| !taken.contains(number)).expect("there are numbers enough");
        let inode = Inode { number, what, private, mtime: at, ctime: at };
        let id = self.next;
        self.next += 1;
        self.live.all.insert(id, inode.clone());
        self.durable.all.insert(id, inode);
        id
    }

    pub fn change(&mut self, change: Change, at: Timestamp) {
        let op = self.live.op(change, at);
        self.live.apply(&op);
        self.unsynced.push(op);
    }

    /// Makes everything durable that was done to these files and directories, and what that depends
    /// on.
    pub fn sync(&mut self, mut wanted: BTreeSet<Id>) {
        let mut chosen = Vec::new();
        let mut kept = Vec::new();
        for op in self.unsynced.drain(..).rev() {
            if op.touches.is_disjoint(&wanted) {
                kept.push(op);
            } else {
                wanted.extend(&op.touches);
                chosen.push(op);
            }
        }
        chosen.iter().rev().for_each(|op| self.durable.apply(op));
        kept.reverse();
        self.unsynced = kept;
    }

    /// Makes everything durable.
    pub fn sync_all(&mut self) {
        for op in self.unsynced.drain(..) {
            self.durable.apply(&op);
        }
    }

    /// Loses all or some of the unsynced changes. Content may be truncated.
    pub fn crash(&mut self, rng: &mut impl Rng) {
        let keep_of_ten = *[0, 5, 9, 10].get(rng.random_range(0..4)).expect("four of them");
        let mut blocked: BTreeSet<Id> = BTreeSet::new();
        for op in std::mem::take(&mut self.unsynced) {
            if blocked.is_disjoint(&op.touches) && rng.random_range(0..10) < keep_of_ten {
                self.durable.apply(&op);
                continue;
            }
            if let (true, Change::Data { id, bytes, executable, mtime }) =
                (blocked.is_disjoint(&op.touches), &op.change)
                && bytes.len() > 1
                && !self.durable.has_bytes(*id, bytes)
                && rng.random_bool(0.3)
            {
                let cut = Arc::new(bytes[..rng.random_range(0..bytes.len())].to_vec());
                let change = Change::Data { id: *id, bytes: cut, executable: *executable, mtime: *mtime };
                self.durable.apply(&Op { change, ..op.clone() });
            }
            blocked.extend(op.touches);
        }
        let reachable = self.durable.reachable();
        self.durable.all.retain(|id, _| reachable.contains(id));
        self.renumber();
        self.live = self.durable.clone();
    }

    /// Renumbers duplicates: if a number was reused for a new file while the removal of its first
    /// owner was lost, it would occur twice, which no real file system produces.
    fn renumber(&mut self) {
        let mut taken = BTreeSet::new();
        for inode in self.durable.all.values_mut() {
            while !taken.insert(inode.number) {
                inode.number += 1_000;
            }
        }
    }
}

/// A file that a program has open for writing, whatever happens to its name.
#[derive(Debug)]
pub struct OpenFile(pub(super) Arc<Id>);
