//! The calls of a replica on a simulated disk. Each burns the machine's fuse, and may fail on request or because of an
//! obstacle.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, MutexGuard};

use syncit_core::Timestamp;
use syncit_core::replica_store::RootId;
use syncit_replica::disk::{DirEntry, Disk, DiskError, DiskErrorKind, DiskResult, Kind, Permissions, Place, Stat};
use syncit_replica::event::Hint;

use super::inodes::{Change, Id, Slot, What};
use super::{Inner, OWN, SimDisk, SimReader};

/// One call on the disk, with the text for its errors.
struct Call<'a> {
    inner: MutexGuard<'a, Inner>,
    doing: &'static str,
    place: &'a Place,
}

impl SimDisk {
    /// Begins a call. The machine may crash here, and the call fails if there is an obstacle.
    fn call<'a>(&'a self, doing: &'static str, place: &'a Place) -> DiskResult<Call<'a>> {
        let fuse = self.inner().fuse.clone();
        fuse.burn();
        let mut call = Call { inner: self.inner(), doing, place };
        call.inner.calls += 1;
        if let Some(kind) = call.inner.any_fails.next() {
            call.inner.failed += 1;
            return Err(call.error(kind));
        }
        if let Place::Path(path) = place
            && let Some(kind) = call.inner.barrier(path)
        {
            return Err(call.error(kind));
        }
        Ok(call)
    }

    /// Begins a call that writes, which may also fail on request.
    fn writing<'a>(&'a self, doing: &'static str, place: &'a Place) -> DiskResult<Call<'a>> {
        let mut call = self.call(doing, place)?;
        if let Some(kind) = call.inner.writing_fails.next() {
            call.inner.failed += 1;
            return Err(call.error(kind));
        }
        Ok(call)
    }
}

impl Call<'_> {
    fn error(&self, kind: DiskErrorKind) -> DiskError {
        DiskError { doing: self.doing, place: format!("{:?}", self.place), kind }
    }

    fn some<T>(&self, found: Option<T>) -> DiskResult<T> {
        found.ok_or_else(|| self.error(DiskErrorKind::NotFound))
    }

    /// Returns what can be read at a place. Mount points and closed files and directories cannot.
    fn readable(&self, place: &Place) -> DiskResult<Id> {
        let id = self.some(self.inner.find(place))?;
        if self.inner.mounts.values().any(|mounted| *mounted == id) {
            return Err(self.error(DiskErrorKind::OtherMount));
        }
        match self.inner.closed.contains(&id) {
            true => Err(self.error(DiskErrorKind::Denied)),
            false => Ok(id),
        }
    }

    fn existing(&self, place: &Place) -> DiskResult<(Slot, Id)> {
        let slot = self.some(self.inner.slot(place))?;
        let id = self.some(self.inner.files.live.at(&slot))?;
        match self.inner.mounts.contains_key(&id) {
            true => Err(self.error(other("it is busy"))),
            false => Ok((slot, id)),
        }
    }

    /// Returns the slot of a place where nothing is.
    fn free(&self, place: &Place) -> DiskResult<Slot> {
        let slot = self.some(self.inner.slot(place))?;
        match self.inner.files.live.at(&slot) {
            Some(_) => Err(self.error(DiskErrorKind::Exists)),
            None => Ok(slot),
        }
    }

    /// Returns true if a directory would be moved into itself.
    fn is_within(&self, id: Id, slot: &Slot) -> bool {
        let mut queue = vec![id];
        while let Some(dir) = queue.pop() {
            if dir == slot.0 {
                return true;
            }
            queue.extend(self.inner.files.live.dir(dir).into_iter().flat_map(BTreeMap::values).map(|(_, id)| *id));
        }
        false
    }
}

fn other(words: &str) -> DiskErrorKind {
    DiskErrorKind::Other(words.into())
}

impl Disk for SimDisk {
    type Reader = SimReader;

    fn root_id(&self) -> DiskResult<RootId> {
        let stat = Disk::stat(self, &Place::Root)?;
        Ok(RootId { inode: stat.inode, filesystem: None })
    }

    fn stat(&self, place: &Place) -> DiskResult<Stat> {
        let call = self.call("look at", place)?;
        call.some(call.inner.find(place).and_then(|id| call.inner.stat(id)))
    }

    fn read_dir(&self, place: &Place) -> DiskResult<Vec<DirEntry>> {
        let call = self.call("list", place)?;
        let id = call.readable(place)?;
        let names = call.inner.files.live.dir(id).ok_or_else(|| call.error(DiskErrorKind::NotFound))?;
        let hidden = |name: &str| *place == Place::Root && name == OWN;
        let names = names.values().map(|(name, _)| name).filter(|name| !hidden(name));
        Ok(names.map(|name| DirEntry { name: Ok(name.clone()) }).collect())
    }

    fn read_link(&self, place: &Place) -> DiskResult<String> {
        let call = self.call("read", place)?;
        let id = call.some(call.inner.find(place))?;
        match call.inner.inode(id).map(|inode| &inode.what) {
            Some(What::Link(target)) => Ok(target.clone()),
            _ => Err(call.error(other("it is no symlink"))),
        }
    }

    fn open(&self, place: &Place) -> DiskResult<(SimReader, Stat)> {
        let mut call = self.call("open", place)?;
        let id = call.readable(place)?;
        let stat = call.some(call.inner.stat(id))?;
        if stat.kind != Kind::File {
            return Err(call.error(DiskErrorKind::Unsupported));
        }
        Ok((SimReader(call.inner.handle(id)), stat))
    }

    fn read_at(&self, reader: &SimReader, offset: u64, buffer: &mut [u8]) -> DiskResult<usize> {
        let call = self.call("read", &Place::Root)?;
        let (bytes, _, _) = call.some(call.inner.file(*reader.0))?;
        let rest = bytes.get(offset as usize..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }

    fn stat_reader(&self, reader: &SimReader) -> DiskResult<Stat> {
        let call = self.call("look at", &Place::Root)?;
        call.some(call.inner.stat(*reader.0))
    }

    fn make_dir(&self, place: &Place, private: bool) -> DiskResult<()> {
        let mut call = self.writing("make the directory", place)?;
        let slot = call.free(place)?;
        let private = private && call.inner.options.keeps_executable;
        call.inner.add_closed(slot, What::Dir(BTreeMap::new()), private);
        call.inner.hint_appeared(place);
        Ok(())
    }

    fn set_dir_private(&self, place: &Place, private: bool) -> DiskResult<()> {
        let mut call = self.writing("set the permissions of", place)?;
        let (_, id) = call.existing(place)?;
        if !call.inner.files.live.is_dir(id) {
            return Err(call.error(other("it is no directory")));
        }
        if call.inner.options.keeps_executable {
            call.inner.change(Change::Mode { id, private });
            call.inner.hint(place, Hint::Path);
        }
        Ok(())
    }

    fn remove_dir(&self, place: &Place) -> DiskResult<()> {
        let mut call = self.writing("remove the directory", place)?;
        let (slot, id) = call.existing(place)?;
        match call.inner.files.live.dir(id).map(BTreeMap::is_empty) {
            None => return Err(call.error(other("it is no directory"))),
            Some(false) => return Err(call.error(DiskErrorKind::NotEmpty)),
            Some(true) => {}
        }
        call.inner.change(Change::Unlink { at: slot });
        call.inner.hint(place, Hint::Path);
        Ok(())
    }

    fn remove_file(&self, place: &Place) -> DiskResult<()> {
        assert!(!matches!(place, Place::Path(_) | Place::Root), "a person's {place:?} is never simply removed");
        // In SyncIt's own directory nothing is refused, and a full disk does not prevent removal.
        let mut call = self.call("remove", place)?;
        let (slot, id) = call.existing(place)?;
        if call.inner.files.live.is_dir(id) {
            return Err(call.error(other("it is a directory")));
        }
        call.inner.change(Change::Unlink { at: slot });
        Ok(())
    }

    fn make_link(&self, place: &Place, target: &str) -> DiskResult<()> {
        let mut call = self.writing("make the symlink", place)?;
        if !call.inner.options.has_links {
            return Err(call.error(DiskErrorKind::Unsupported));
        }
        let slot = call.free(place)?;
        call.inner.add_at(slot, What::Link(target.into()));
        call.inner.hint(place, Hint::Path);
        Ok(())
    }

    fn write_at(&self, place: &Place, offset: u64, bytes: &[u8]) -> DiskResult<()> {
        let mut call = self.writing("write", place)?;
        let slot = call.some(call.inner.slot(place))?;
        let id = match call.inner.files.live.at(&slot) {
            Some(id) => id,
            None => {
                let id = call.inner.add_at(slot, What::File { bytes: Arc::default(), executable: false });
                call.inner.change(Change::Mode { id, private: true });
                id
            }
        };
        let (old, executable, _) = call.inner.file(id).ok_or_else(|| call.error(other("it is no file")))?;
        let mut new = old.to_vec();
        new.resize(new.len().max(offset as usize + bytes.len()), 0);
        new[offset as usize..][..bytes.len()].copy_from_slice(bytes);
        let mtime = call.inner.now();
        call.inner.change(Change::Data { id, bytes: Arc::new(new), executable, mtime });
        call.inner.hint(place, Hint::Writing);
        Ok(())
    }

    fn finish_file(&self, place: &Place, size: u64, executable: bool, mtime: Timestamp) -> DiskResult<()> {
        let mut call = self.writing("finish", place)?;
        let (_, id) = call.existing(place)?;
        let (old, _, _) = call.inner.file(id).ok_or_else(|| call.error(other("it is no file")))?;
        let mut new = old.to_vec();
        new.resize(size as usize, 0);
        let mtime = call.inner.cut(mtime);
        let executable = executable && call.inner.options.keeps_executable;
        call.inner.change(Change::Data { id, bytes: Arc::new(new), executable, mtime });
        call.inner.change(Change::Mode { id, private: false });
        call.inner.hint(place, Hint::Path);
        Ok(())
    }

    fn permissions(&self, place: &Place) -> DiskResult<Permissions> {
        let call = self.call("read the permissions of", place)?;
        let stat = call.some(call.inner.find(place).and_then(|id| call.inner.stat(id)))?;
        Ok(Permissions { mode: Some(stat.mode), ..Permissions::default() })
    }

    fn set_permissions(&self, place: &Place, wanted: &Permissions, executable: bool) -> DiskResult<()> {
        let mut call = self.writing("set the permissions of", place)?;
        let (_, id) = call.existing(place)?;
        if let Some(mode) = wanted.mode.filter(|_| call.inner.options.keeps_executable) {
            call.inner.change(Change::Mode { id, private: mode & 0o077 == 0 });
            if let Some((bytes, _, mtime)) = call.inner.file(id).filter(|(_, before, _)| *before != executable) {
                call.inner.change(Change::Data { id, bytes, executable, mtime });
            }
            call.inner.hint(place, Hint::Path);
        }
        Ok(())
    }

    fn copy_file(&self, from: &Place, to: &Place) -> DiskResult<()> {
        let mut call = self.writing("copy", from)?;
        let (_, source) = call.existing(from)?;
        let (bytes, executable, _) = call.inner.file(source).ok_or_else(|| call.error(other("it is no file")))?;
        let slot = call.free(to)?;
        let id = call.inner.add_at(slot, What::File { bytes: Arc::default(), executable });
        let mtime = call.inner.now();
        call.inner.change(Change::Data { id, bytes, executable, mtime });
        call.inner.hint(to, Hint::Closed);
        Ok(())
    }

    fn rename(&self, from: &Place, to: &Place) -> DiskResult<()> {
        let mut call = self.writing("rename", from)?;
        let (old, id) = call.existing(from)?;
        let new = call.free(to)?;
        if call.is_within(id, &new) {
            return Err(call.error(other("a directory cannot be moved into itself")));
        }
        call.inner.change(Change::Move { from: old, to: new });
        call.inner.hint(from, Hint::Path);
        call.inner.hint_appeared(to);
        Ok(())
    }

    fn exchange(&self, a: &Place, b: &Place) -> DiskResult<()> {
        let mut call = self.writing("exchange", a)?;
        if !call.inner.options.exchanges {
            return Err(call.error(DiskErrorKind::Unsupported));
        }
        let (slot_a, id_a) = call.existing(a)?;
        let (slot_b, id_b) = call.existing(b)?;
        if call.is_within(id_a, &slot_b) || call.is_within(id_b, &slot_a) {
            return Err(call.error(other("a directory cannot be moved into itself")));
        }
        call.inner.change(Change::Swap { a: slot_a, b: slot_b });
        call.inner.hint_appeared(a);
        call.inner.hint_appeared(b);
        Ok(())
    }

    fn sync(&self, files: &[Place], directories: &[Place]) -> DiskResult<()> {
        let place = files.first().or(directories.first()).unwrap_or(&Place::Root);
        let mut call = self.writing("make durable", place)?;
        let mut wanted = BTreeSet::new();
        for place in files.iter().chain(directories) {
            wanted.insert(call.some(call.inner.find(place))?);
        }
        call.inner.files.sync(wanted);
        Ok(())
    }

    fn is_open_for_writing(&self, place: &Place) -> DiskResult<bool> {
        let mut call = self.call("ask about", place)?;
        let open = call.inner.open_ids();
        call.some(call.inner.find(place).map(|id| open.contains(&id)))
    }

    fn free_bytes(&self) -> DiskResult<u64> {
        Ok(self.call("ask for the free room of", &Place::Root)?.inner.free)
    }
}
