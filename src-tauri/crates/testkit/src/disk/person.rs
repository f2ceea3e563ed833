//! What a person and their programs do to a folder. Nothing here fails or burns the fuse, and every
//! edit leaves the hints that a watcher would produce.

use std::collections::BTreeMap;
use std::sync::Arc;

use syncit_core::{RelPath, Timestamp};
use syncit_replica::disk::Place;
use syncit_replica::event::Hint;

use super::inodes::{Change, Id, OpenFile, Slot, What};
use super::{Inner, SimDisk};
use crate::tree::{Node, Tree};

mod rough;

impl Inner {
    pub(in crate::disk) fn slot_of(&self, path: &RelPath) -> Option<Slot> {
        self.slot(&Place::Path(path.clone()))
    }

    fn file_at(&mut self, path: &RelPath) -> Option<Id> {
        let slot = self.slot_of(path)?;
        match self.files.live.at(&slot) {
            Some(id) => self.file(id).map(|_| id),
            None => Some(self.add_at(slot, What::File { bytes: Arc::default(), executable: false })),
        }
    }

    pub(in crate::disk) fn set(&mut self, id: Id, change: impl FnOnce(&mut Vec<u8>, &mut bool)) {
        let Some((bytes, mut executable, _)) = self.file(id) else { return };
        let mut bytes = bytes.to_vec();
        change(&mut bytes, &mut executable);
        let mtime = self.now();
        self.change(Change::Data { id, bytes: Arc::new(bytes), executable, mtime });
    }

    /// Returns the path of an inode, if it has one outside `.syncit`.
    pub(super) fn path_of(&self, wanted: Id) -> Option<RelPath> {
        fn search(inner: &Inner, dir: Id, at: Option<&RelPath>, wanted: Id) -> Option<RelPath> {
            inner.files.live.dir(dir)?.values().find_map(|(name, id)| {
                let path = RelPath::child(at, name).ok()?;
                if *id == wanted { Some(path) } else { search(inner, *id, Some(&path), wanted) }
            })
        }
        search(self, super::ROOT, None, wanted)
    }

    fn remove(&mut self, path: &RelPath) -> bool {
        let Some((slot, id)) = self.slot_of(path).and_then(|slot| Some((slot.clone(), self.files.live.at(&slot)?)))
        else {
            return false;
        };
        let names: Vec<String> =
            self.files.live.dir(id).into_iter().flat_map(BTreeMap::values).map(|(name, _)| name.clone()).collect();
        for name in names {
            if let Ok(child) = RelPath::child(Some(path), &name) {
                self.remove(&child);
            }
        }
        // A mount point is busy, and a directory that contains one does not become empty.
        if self.mounts.contains_key(&id) || self.files.live.dir(id).is_some_and(|names| !names.is_empty()) {
            return false;
        }
        self.change(Change::Unlink { at: slot });
        self.hints.push(Hint::Path(path.clone()));
        true
    }

    /// Adds a hint about a change of content, under the name through which the change was made.
    fn tell(&mut self, hint: Hint) {
        let (Hint::Writing(path) | Hint::Closed(path) | Hint::Path(path)) = &hint else { return };
        self.content_event(&path.into(), &hint);
        self.hints.push(hint);
    }
}

impl SimDisk {
    /// Rewrites a file in place: truncates, writes, closes. Returns false if that is not possible
    /// there.
    pub fn write(&self, path: &RelPath, content: &[u8]) -> bool {
        let Some(file) = self.open_to_write(path) else { return false };
        self.inner().set(*file.0, |bytes, _| *bytes = content.to_vec());
        self.close(file);
        true
    }

    /// Appends to a file, or creates it.
    pub fn append(&self, path: &RelPath, content: &[u8]) -> bool {
        let mut inner = self.inner();
        let Some(id) = inner.file_at(path) else { return false };
        inner.set(id, |bytes, _| bytes.extend_from_slice(content));
        inner.tell(Hint::Writing(path.clone()));
        inner.tell(Hint::Closed(path.clone()));
        true
    }

    /// Opens a file for writing and truncates it.
    pub fn open_to_write(&self, path: &RelPath) -> Option<OpenFile> {
        let mut inner = self.inner();
        let id = inner.file_at(path)?;
        inner.set(id, |bytes, _| bytes.clear());
        inner.tell(Hint::Writing(path.clone()));
        Some(OpenFile(inner.handle(id)))
    }

    /// Writes more into an open file.
    pub fn write_on(&self, file: &OpenFile, content: &[u8]) {
        let mut inner = self.inner();
        inner.set(*file.0, |bytes, _| bytes.extend_from_slice(content));
        if let Some(path) = inner.path_of(*file.0) {
            inner.tell(Hint::Writing(path));
        }
    }

    /// Returns the current path of an open file, if it has one outside `.syncit`.
    pub fn path_of_open(&self, file: &OpenFile) -> Option<RelPath> {
        self.inner().path_of(*file.0)
    }

    /// Makes the file or directory at a path, and the directories above it, durable, as careful
    /// programs do.
    pub fn flush(&self, path: &RelPath) {
        let mut inner = self.inner();
        let places = std::iter::once(path.clone()).chain(path.ancestors()).map(Place::Path).chain([Place::Root]);
        let ids = places.filter_map(|place| inner.find(&place)).collect();
        inner.files.sync(ids);
    }

    /// Closes a file, and returns its content.
    pub fn close(&self, file: OpenFile) -> Vec<u8> {
        let mut inner = self.inner();
        if let Some(path) = inner.path_of(*file.0) {
            inner.tell(Hint::Closed(path));
        }
        inner.file(*file.0).map_or_else(Vec::new, |(bytes, _, _)| bytes.to_vec())
    }

    /// Writes a temporary file beside the file and renames it, as editors do.
    pub fn save(&self, path: &RelPath, content: &[u8]) -> bool {
        let Ok(beside) = RelPath::child(path.parent().as_ref(), &format!("{}~", path.name())) else { return false };
        self.write(&beside, content) && self.move_to(&beside, path)
    }

    /// Makes a directory.
    pub fn make_directory(&self, path: &RelPath) -> bool {
        self.add(path, What::Dir(BTreeMap::new()))
    }

    /// Makes a symlink.
    pub fn make_symlink(&self, path: &RelPath, target: &str) -> bool {
        self.inner().options.has_links && self.add(path, What::Link(target.into()))
    }

    fn add(&self, path: &RelPath, what: What) -> bool {
        let mut inner = self.inner();
        let Some(slot) = inner.slot_of(path).filter(|slot| inner.files.live.at(slot).is_none()) else { return false };
        inner.add_at(slot, what);
        inner.hint_appeared(&path.into());
        true
    }

    /// Removes what is at a path, with everything below it.
    pub fn delete(&self, path: &RelPath) -> bool {
        self.inner().remove(path)
    }

    /// Renames something; a file may replace a file or symlink.
    pub fn move_to(&self, from: &RelPath, to: &RelPath) -> bool {
        let mut inner = self.inner();
        if from == to || to.is_below(from) {
            return false;
        }
        let (Some(old), Some(new)) = (inner.slot_of(from), inner.slot_of(to)) else { return false };
        let live = &inner.files.live;
        let Some(id) = live.at(&old) else { return false };
        if live.at(&new).is_some_and(|there| there != id && (live.is_dir(id) || live.is_dir(there))) {
            return false;
        }
        if inner.mounts.contains_key(&id) || old.0 != new.0 && !inner.is_one_file_system(from, to) {
            return false;
        }
        // Both are names of one file, so rename does nothing.
        if inner.files.live.at(&new) == Some(id) && old != new && !inner.options.folds_case {
            return true;
        }
        inner.change(Change::Move { from: old, to: new });
        inner.hints.push(Hint::Path(from.clone()));
        inner.hint_appeared(&to.into());
        true
    }

    /// Sets or clears a file's executable bit, if the disk stores it.
    pub fn make_executable(&self, path: &RelPath, executable: bool) -> bool {
        let mut inner = self.inner();
        if !inner.options.keeps_executable {
            return false;
        }
        let Some((id, (bytes, _, mtime))) = inner.find(&path.into()).and_then(|id| Some((id, inner.file(id)?))) else {
            return false;
        };
        inner.change(Change::Data { id, bytes, executable, mtime });
        inner.tell(Hint::Path(path.clone()));
        true
    }

    /// Makes a file or directory private, or opens it to others, if the disk stores modes.
    pub fn make_private(&self, path: &RelPath, private: bool) -> bool {
        let mut inner = self.inner();
        let id = inner.find(&path.into()).filter(|id| inner.file(*id).is_some() || inner.files.live.is_dir(*id));
        let Some(id) = id.filter(|_| inner.options.keeps_executable) else { return false };
        inner.change(Change::Mode { id, private });
        inner.tell(Hint::Path(path.clone()));
        true
    }

    /// Sets a file's modification time.
    pub fn touch(&self, path: &RelPath, mtime: Timestamp) -> bool {
        let mut inner = self.inner();
        let Some((id, (bytes, executable, _))) = inner.find(&path.into()).and_then(|id| Some((id, inner.file(id)?)))
        else {
            return false;
        };
        let mtime = inner.cut(mtime);
        inner.change(Change::Data { id, bytes, executable, mtime });
        inner.tell(Hint::Path(path.clone()));
        true
    }

    /// Writes one of SyncIt's own files, such as the marker that linking creates.
    pub fn write_own(&self, name: &str, content: &[u8]) {
        let mut inner = self.inner();
        let slot = inner.slot(&Place::Own(name.into())).expect("the folder has its own directory");
        let id = match inner.files.live.at(&slot) {
            Some(id) => id,
            None => inner.add_at(slot, What::File { bytes: Arc::default(), executable: false }),
        };
        inner.set(id, |bytes, _| *bytes = content.to_vec());
        inner.files.sync_all();
    }

    /// Creates the nodes of a fixture on the disk, over what is there, as a person would.
    pub fn fill(&self, tree: &Tree) {
        for (path, node) in &tree.0 {
            match node {
                Node::Dir => self.make_directory(path),
                Node::Link(target) => self.make_symlink(path, target),
                Node::File { content, executable } => {
                    self.write(path, content) && (!executable || self.make_executable(path, true))
                }
            };
        }
    }
}
