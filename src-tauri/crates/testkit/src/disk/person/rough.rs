//! What people and their programs do that is hard for a watcher and a scan: directories exchanged, files with two
//! names, things that leave the folder and come back, mounts, pipes, and things that cannot be read for a while.

use std::collections::BTreeMap;
use std::sync::Arc;

use syncit_core::RelPath;
use syncit_replica::event::Hint;

use crate::disk::inodes::{Change, Id, OUTSIDE, Slot, What};
use crate::disk::{Inner, SimDisk};

impl Inner {
    fn entry_at(&self, path: &RelPath) -> Option<(Slot, Id)> {
        let slot = self.slot_of(path)?;
        let id = self.files.live.at(&slot)?;
        Some((slot, id))
    }

    fn is_mount_point(&self, id: Id) -> bool {
        self.mounts.contains_key(&id)
    }

    /// Returns the mount point above a path, if there is one.
    fn mount_above(&self, path: &RelPath) -> Option<RelPath> {
        path.ancestors().find(|dir| self.entry_at(dir).is_some_and(|(_, id)| self.is_mount_point(id)))
    }

    pub(in crate::disk) fn is_one_file_system(&self, a: &RelPath, b: &RelPath) -> bool {
        self.mounts.is_empty() || self.mount_above(a) == self.mount_above(b)
    }

    /// Returns all names of an inode in the folder.
    pub(in crate::disk) fn paths_of(&self, wanted: Id) -> Vec<RelPath> {
        fn search(inner: &Inner, dir: Id, at: Option<&RelPath>, wanted: Id, found: &mut Vec<RelPath>) {
            for (name, id) in inner.files.live.dir(dir).into_iter().flat_map(BTreeMap::values) {
                let Ok(path) = RelPath::child(at, name) else { continue };
                search(inner, *id, Some(&path), wanted, found);
                if *id == wanted {
                    found.push(path);
                }
            }
        }
        let mut found = Vec::new();
        search(self, crate::disk::ROOT, None, wanted, &mut found);
        found
    }
}

impl SimDisk {
    /// Exchanges two things atomically, whatever they are.
    pub fn exchange_paths(&self, a: &RelPath, b: &RelPath) -> bool {
        let mut inner = self.inner();
        if a == b || a.is_below(b) || b.is_below(a) || !inner.options.exchanges || !inner.is_one_file_system(a, b) {
            return false;
        }
        let (Some((slot_a, id_a)), Some((slot_b, id_b))) = (inner.entry_at(a), inner.entry_at(b)) else { return false };
        if inner.is_mount_point(id_a) || inner.is_mount_point(id_b) {
            return false;
        }
        inner.change(Change::Swap { a: slot_a, b: slot_b });
        inner.hint_appeared(&a.into());
        inner.hint_appeared(&b.into());
        true
    }

    /// Exchanges two things with three renames, using a third name.
    pub fn swap_paths(&self, a: &RelPath, b: &RelPath) -> bool {
        let Ok(third) = RelPath::child(a.parent().as_ref(), "swap~") else { return false };
        let is_possible = {
            let inner = self.inner();
            let movable = |path: &RelPath| inner.entry_at(path).is_some_and(|(_, id)| !inner.is_mount_point(id));
            a != b && !a.is_below(b) && !b.is_below(a) && movable(a) && movable(b) && inner.is_one_file_system(a, b)
        };
        is_possible && self.move_to(a, &third) && self.move_to(b, a) && self.move_to(&third, b)
    }

    /// Renames a directory over an empty one.
    pub fn move_over(&self, from: &RelPath, to: &RelPath) -> bool {
        let mut inner = self.inner();
        if from == to || to.is_below(from) || from.is_below(to) || !inner.is_one_file_system(from, to) {
            return false;
        }
        let (Some((old, id)), Some((new, there))) = (inner.entry_at(from), inner.entry_at(to)) else { return false };
        let live = &inner.files.live;
        let is_empty = live.dir(there).is_some_and(BTreeMap::is_empty);
        if !live.is_dir(id) || !is_empty || inner.is_mount_point(id) || inner.is_mount_point(there) {
            return false;
        }
        inner.change(Change::Move { from: old, to: new });
        inner.hints.push(Hint::Path(from.clone()));
        inner.hint_appeared(&to.into());
        true
    }

    /// Moves something out of the folder, within the same file system.
    pub fn move_out(&self, path: &RelPath) -> bool {
        let mut inner = self.inner();
        let Some((slot, id)) = inner.entry_at(path) else { return false };
        if inner.is_mount_point(id) || inner.mount_above(path).is_some() {
            return false;
        }
        inner.change(Change::Move { from: slot, to: (OUTSIDE, "kept".into()) });
        inner.hints.push(Hint::Path(path.clone()));
        true
    }

    /// Moves what was last moved out back in, to a path where nothing is.
    pub fn move_in(&self, path: &RelPath) -> bool {
        let mut inner = self.inner();
        let from = (OUTSIDE, "kept".to_owned());
        let Some(slot) = inner.slot_of(path).filter(|slot| inner.files.live.at(slot).is_none()) else { return false };
        if inner.files.live.at(&from).is_none() || inner.mount_above(path).is_some() {
            return false;
        }
        inner.change(Change::Move { from, to: slot });
        inner.hint_appeared(&path.into());
        true
    }

    /// Gives a file a second name.
    pub fn hard_link(&self, path: &RelPath, name: &RelPath) -> bool {
        let mut inner = self.inner();
        let Some((_, id)) = inner.entry_at(path).filter(|(_, id)| inner.file(*id).is_some()) else { return false };
        let Some(slot) = inner.slot_of(name).filter(|slot| inner.files.live.at(slot).is_none()) else { return false };
        if !inner.is_one_file_system(path, name) {
            return false;
        }
        inner.change(Change::Link { at: slot, id });
        inner.hints.push(Hint::Path(name.clone()));
        true
    }

    /// Writes into a file through a name outside the folder, or a memory map: no event reports it.
    pub fn write_unseen(&self, path: &RelPath, content: &[u8]) -> bool {
        let mut inner = self.inner();
        let Some((_, id)) = inner.entry_at(path).filter(|(_, id)| inner.file(*id).is_some()) else { return false };
        inner.set(id, |bytes, _| *bytes = content.to_vec());
        inner.changed_unseen();
        for name in inner.paths_of(id) {
            inner.hints.push(Hint::Closed(name));
        }
        true
    }

    /// Makes a pipe.
    pub fn make_fifo(&self, path: &RelPath) -> bool {
        self.add(path, What::Fifo)
    }

    /// Makes something unreadable, or readable again.
    pub fn set_readable(&self, path: &RelPath, readable: bool) -> bool {
        let mut inner = self.inner();
        let Some((_, id)) = inner.entry_at(path) else { return false };
        let is_changed = if readable { inner.closed.remove(&id) } else { inner.closed.insert(id) };
        let now = inner.now();
        inner.files.live.stamp(id, now, false);
        inner.tell(Hint::Path(path.clone()));
        is_changed
    }

    /// Mounts an empty file system over a directory, or unmounts it.
    pub fn mount(&self, path: &RelPath, mounted: bool) -> bool {
        let mut inner = self.inner();
        let Some((_, id)) = inner.entry_at(path).filter(|(_, id)| inner.files.live.is_dir(*id)) else { return false };
        if inner.mount_above(path).is_some() || mounted == inner.is_mount_point(id) {
            return false;
        }
        if mounted {
            let open = inner.open_ids();
            let now = inner.now();
            let root = inner.files.add(What::Dir(BTreeMap::new()), false, now, &open);
            inner.mounts.insert(id, root);
        } else {
            inner.mounts.remove(&id);
        }
        inner.mounts_changed(path);
        inner.hints.push(Hint::Below(Some(path.clone())));
        true
    }

    /// Returns true if something is mounted at or above a path.
    pub fn is_under_mount(&self, path: &RelPath) -> bool {
        let inner = self.inner();
        let is_mount = inner.entry_at(path).is_some_and(|(_, id)| inner.is_mount_point(id));
        is_mount || inner.mount_above(path).is_some()
    }

    /// Returns true if something that is never synced, or cannot be read, is at or above a path.
    pub fn is_out_of_reach(&self, path: &RelPath) -> bool {
        let inner = self.inner();
        let closed = |path: &RelPath| inner.entry_at(path).is_some_and(|(_, id)| inner.closed.contains(&id));
        let is_fifo = |path: &RelPath| {
            let id = inner.entry_at(path).map(|(_, id)| id);
            matches!(id.and_then(|id| inner.inode(id)).map(|inode| &inode.what), Some(What::Fifo))
        };
        std::iter::once(path.clone()).chain(path.ancestors()).any(|path| closed(&path) || is_fifo(&path))
    }

    /// Unmounts everything, makes everything readable, and removes pipes.
    pub fn clear_obstacles(&self) {
        let obstacles: Vec<(RelPath, Id)> = {
            let inner = self.inner();
            let ids = inner.mounts.keys().chain(&inner.closed).copied();
            let fifos = inner.files.live.all.iter().filter(|(_, inode)| matches!(inode.what, What::Fifo));
            let ids: Vec<Id> = ids.chain(fifos.map(|(id, _)| *id)).collect();
            ids.into_iter().filter_map(|id| Some((inner.path_of(id)?, id))).collect()
        };
        for (path, id) in obstacles {
            self.mount(&path, false);
            self.set_readable(&path, true);
            let is_fifo = matches!(self.inner().inode(id).map(|inode| &inode.what), Some(What::Fifo));
            if is_fifo {
                self.delete(&path);
            }
        }
        let mut inner = self.inner();
        inner.mounts.clear();
        inner.closed.clear();
    }

    /// Truncates a file in place, as a program does before it writes the file again; the rest is written by `write_on`.
    pub fn truncate(&self, path: &RelPath) -> bool {
        let mut inner = self.inner();
        let Some((_, id)) = inner.entry_at(path).filter(|(_, id)| inner.file(*id).is_some()) else { return false };
        let (bytes, executable, _) = inner.file(id).expect("it was a file a moment ago");
        let half = Arc::new(bytes[..bytes.len() / 2].to_vec());
        let mtime = inner.now();
        inner.change(Change::Data { id, bytes: half, executable, mtime });
        inner.tell(Hint::Writing(path.clone()));
        true
    }

    /// Returns true if a file under a mount point has this content.
    pub fn covers(&self, content: &[u8]) -> bool {
        let inner = self.inner();
        let is_it = |id: Id| inner.file(id).is_some_and(|(bytes, _, _)| *bytes == content);
        let mut queue: Vec<Id> = inner.mounts.keys().copied().collect();
        while let Some(dir) = queue.pop() {
            for (_, id) in inner.files.live.dir(dir).into_iter().flat_map(BTreeMap::values) {
                if is_it(*id) {
                    return true;
                }
                queue.push(*id);
            }
        }
        false
    }

    /// Returns everything below a directory, including pipes, except for what is mounted there.
    pub fn paths_below(&self, dir: &RelPath) -> Vec<RelPath> {
        fn collect(inner: &Inner, id: Id, at: &RelPath, found: &mut Vec<RelPath>) {
            for (name, below) in inner.files.live.dir(id).into_iter().flat_map(BTreeMap::values) {
                let Ok(path) = RelPath::child(Some(at), name) else { continue };
                collect(inner, *below, &path, found);
                found.push(path);
            }
        }
        let inner = self.inner();
        let mut found = Vec::new();
        if let Some((_, id)) = inner.entry_at(dir) {
            collect(&inner, id, dir, &mut found);
        }
        found
    }
}
