//! A disk in memory that loses what was not synced, fails when told to, and is written by a person.
//!
//! `Disk` calls burn the machine's fuse and may fail; a person's edits (`person`) do neither. Both leave
//! watch hints behind; delaying, losing or mixing them up is the world's part. Times come from the
//! machine's clock at the file system's granularity. The value is a handle: clones share one disk.

mod inodes;
mod person;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use rand::Rng;
use syncit_core::replica_store::RootId;
use syncit_core::{RelPath, Timestamp};
use syncit_replica::disk::{DirEntry, Disk, DiskError, DiskErrorKind, DiskResult, Kind, Place, Stat};
use syncit_replica::step::Hint;

use crate::fuse::{Clock, Fuse};
use crate::tree::{Node, Tree};
use inodes::{Change, Durable, Id, Inode, ROOT, Slot, What};
pub use person::OpenFile;

const OWN: &str = ".syncit";

/// What kind of disk it is.
#[derive(Debug, Clone, Copy)]
pub struct DiskOptions {
    /// Whether names that differ in case only are the same.
    pub folds_case: bool,
    /// What file times are cut down to, in nanoseconds.
    pub granularity: i64,
    /// Whether two things can be swapped in one step.
    pub exchanges: bool,
    /// Whether there are symlinks.
    pub has_links: bool,
    /// Whether a file's executable bit is kept; else all files seem to have it.
    pub keeps_executable: bool,
}

impl DiskOptions {
    /// Like a FAT file system as it is usually mounted.
    pub const FAT: DiskOptions = DiskOptions {
        folds_case: true,
        granularity: 2_000_000_000,
        exchanges: false,
        has_links: false,
        keeps_executable: false,
    };
}

impl Default for DiskOptions {
    fn default() -> Self {
        DiskOptions { folds_case: false, granularity: 1, exchanges: true, has_links: true, keeps_executable: true }
    }
}

/// A folder's disk in memory.
#[derive(Debug, Clone)]
pub struct SimDisk(Arc<Mutex<Inner>>);

/// An open file; its inode stays whatever becomes of its name.
#[derive(Debug)]
pub struct SimReader(Arc<Id>);

/// What a disk held at one moment, to be restored later as from a backup.
#[derive(Debug, Clone)]
pub struct DiskBackup(Durable);

#[derive(Debug)]
struct Inner {
    files: Durable,
    open: Vec<Weak<Id>>,
    options: DiskOptions,
    clock: Clock,
    fuse: Fuse,
    hints: Vec<Hint>,
    /// The next writing call that is let through this many times before it fails.
    fails: Option<(u32, DiskErrorKind)>,
    failed: u32,
}

impl SimDisk {
    /// An empty folder with its own `.syncit` directory.
    pub fn new(options: DiskOptions, clock: Clock, fuse: Fuse) -> Self {
        let files = Durable::new(options.folds_case, clock.wall());
        let open = Vec::new();
        let inner = Inner { files, open, options, clock, fuse, hints: Vec::new(), fails: None, failed: 0 };
        let disk = SimDisk(Arc::new(Mutex::new(inner)));
        {
            let mut inner = disk.inner();
            let own = inner.add_at((ROOT, OWN.into()), What::Dir(BTreeMap::new()));
            inner.add_at((own, "partial".into()), What::Dir(BTreeMap::new()));
            inner.add_at((own, "staging".into()), What::Dir(BTreeMap::new()));
            inner.files.sync_all();
        }
        disk
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("no test goes on after a panic inside a disk")
    }

    /// Loses what was not synced, or a part of it.
    pub fn crash(&self, rng: &mut impl Rng) {
        let mut inner = self.inner();
        inner.files.crash(rng);
        inner.hints.clear();
        inner.fails = None;
    }

    /// Makes everything durable, as a system does from time to time.
    pub fn write_back(&self) {
        self.inner().files.sync_all();
    }

    /// Copies all of it.
    pub fn backup(&self) -> DiskBackup {
        DiskBackup(self.inner().files.clone())
    }

    /// Puts a backup in place of everything.
    pub fn restore(&self, backup: &DiskBackup) {
        let mut inner = self.inner();
        inner.files = backup.0.clone();
        inner.files.sync_all();
        inner.hints.clear();
    }

    /// Lets so many writing calls through and fails the next one.
    pub fn fail_after(&self, calls: u32, kind: DiskErrorKind) {
        self.inner().fails = Some((calls, kind));
    }

    /// Fails no more.
    pub fn mend(&self) {
        self.inner().fails = None;
    }

    /// Says whether a content is in any file, in `.syncit` or outside.
    pub fn holds(&self, content: &[u8]) -> bool {
        let inner = self.inner();
        let files = inner.files.live.reachable();
        files.into_iter().filter_map(|id| inner.file(id)).any(|(bytes, _, _)| *bytes == content)
    }

    /// How many calls failed because of `fail_after`.
    pub fn failed(&self) -> u32 {
        self.inner().failed
    }

    /// Takes what the watcher noticed since the last call, in its order.
    pub fn take_hints(&self) -> Vec<Hint> {
        std::mem::take(&mut self.inner().hints)
    }

    /// What a person sees.
    pub fn tree(&self) -> Tree {
        let inner = self.inner();
        let mut tree = BTreeMap::new();
        inner.collect(ROOT, None, &mut tree);
        Tree(tree)
    }

    /// Every file below `.syncit`, by its path in there.
    pub fn own_files(&self) -> BTreeMap<String, Vec<u8>> {
        let inner = self.inner();
        let mut tree = BTreeMap::new();
        if let Some(own) = inner.files.live.at(&(ROOT, OWN.into())) {
            inner.collect(own, None, &mut tree);
        }
        let file = |(path, node): (RelPath, Node)| match node {
            Node::File { content, .. } => Some((path.to_string(), content)),
            _ => None,
        };
        tree.into_iter().filter_map(file).collect()
    }
}

impl Inner {
    fn now(&self) -> Timestamp {
        self.cut(self.clock.wall())
    }

    fn cut(&self, time: Timestamp) -> Timestamp {
        Timestamp(time.0 - time.0.rem_euclid(self.options.granularity.max(1)))
    }

    fn open_ids(&mut self) -> BTreeSet<Id> {
        self.open.retain(|handle| handle.strong_count() > 0);
        self.open.iter().filter_map(|handle| handle.upgrade().map(|id| *id)).collect()
    }

    fn handle(&mut self, id: Id) -> Arc<Id> {
        let handle = Arc::new(id);
        self.open.push(Arc::downgrade(&handle));
        handle
    }

    fn change(&mut self, change: Change) {
        let now = self.now();
        self.files.change(change, now);
    }

    fn add_at(&mut self, at: Slot, what: What) -> Id {
        let open = self.open_ids();
        let now = self.now();
        let id = self.files.add(what, now, &open);
        self.change(Change::Link { at, id });
        id
    }

    fn inode(&self, id: Id) -> Option<&Inode> {
        self.files.live.all.get(&id)
    }

    fn file(&self, id: Id) -> Option<(Arc<Vec<u8>>, bool, Timestamp)> {
        let inode = self.inode(id)?;
        match &inode.what {
            What::File { bytes, executable } => Some((bytes.clone(), *executable, inode.mtime)),
            _ => None,
        }
    }

    fn walk<'a>(&self, from: Id, names: impl Iterator<Item = &'a str>) -> Option<Id> {
        names.into_iter().try_fold(from, |dir, name| self.files.live.at(&(dir, name.to_owned())))
    }

    /// The directory that holds a place and the name in it; none for the root or without that directory.
    fn slot(&self, place: &Place) -> Option<Slot> {
        let own = |below: &str, name: &str| {
            let dir = self.walk(ROOT, [OWN, below].into_iter().filter(|name| !name.is_empty()))?;
            Some((dir, name.to_owned()))
        };
        let (dir, name) = match place {
            Place::Root => return None,
            Place::Path(path) => {
                let parent = path.parent();
                let names = parent.as_ref().map(|parent| parent.as_str().split('/'));
                (self.walk(ROOT, names.into_iter().flatten())?, path.name().to_owned())
            }
            Place::Partial(name) => own("partial", name)?,
            Place::Staging(name) => own("staging", name)?,
            Place::Own(name) => own("", name)?,
        };
        self.files.live.is_dir(dir).then_some((dir, name))
    }

    fn find(&self, place: &Place) -> Option<Id> {
        match place {
            Place::Root => Some(ROOT),
            _ => self.files.live.at(&self.slot(place)?),
        }
    }

    fn stat(&self, id: Id) -> Option<Stat> {
        let inode = self.inode(id)?;
        let (kind, size, executable) = match &inode.what {
            What::File { bytes, executable } => {
                (Kind::File, bytes.len() as u64, *executable || !self.options.keeps_executable)
            }
            What::Dir(_) => (Kind::Directory, 0, true),
            What::Link(target) => (Kind::Symlink, target.len() as u64, false),
        };
        Some(Stat { kind, size, mtime: inode.mtime, ctime: inode.ctime, inode: inode.number, links: 1, is_elsewhere: false, executable })
    }

    fn collect(&self, dir: Id, at: Option<&RelPath>, tree: &mut BTreeMap<RelPath, Node>) {
        for (name, id) in self.files.live.dir(dir).into_iter().flat_map(BTreeMap::values) {
            let (Ok(path), Some(inode)) = (RelPath::child(at, name), self.inode(*id)) else { continue };
            let node = match &inode.what {
                What::File { bytes, executable } => Node::File { content: bytes.to_vec(), executable: *executable },
                What::Dir(_) => Node::Dir,
                What::Link(target) => Node::Link(target.clone()),
            };
            self.collect(*id, Some(&path), tree);
            tree.insert(path, node);
        }
    }

    /// Something appeared: a directory is new to the watcher, and may hold what came before its watch.
    fn hint_appeared(&mut self, place: &Place) {
        let Place::Path(path) = place else { return };
        self.hints.push(Hint::Path(path.clone()));
        if self.find(place).is_some_and(|id| self.files.live.is_dir(id)) {
            self.hints.push(Hint::Below(Some(path.clone())));
        }
    }

    fn hint(&mut self, place: &Place, hint: impl FnOnce(RelPath) -> Hint) {
        if let Place::Path(path) = place {
            self.hints.push(hint(path.clone()));
        }
    }
}

/// One call on the disk, with what an error of it says.
struct Call<'a> {
    inner: MutexGuard<'a, Inner>,
    doing: &'static str,
    place: &'a Place,
}

impl SimDisk {
    /// Begins a call: it may be the one before which the machine crashes.
    fn call<'a>(&'a self, doing: &'static str, place: &'a Place) -> Call<'a> {
        let fuse = self.inner().fuse.clone();
        fuse.burn();
        Call { inner: self.inner(), doing, place }
    }

    /// Begins a call that writes, and may fail because it was told to.
    fn writing<'a>(&'a self, doing: &'static str, place: &'a Place) -> DiskResult<Call<'a>> {
        let mut call = self.call(doing, place);
        match call.inner.fails.take() {
            Some((0, kind)) => {
                call.inner.failed += 1;
                Err(call.error(kind))
            }
            Some((more, kind)) => {
                call.inner.fails = Some((more - 1, kind));
                Ok(call)
            }
            None => Ok(call),
        }
    }
}

impl Call<'_> {
    fn error(&self, kind: DiskErrorKind) -> DiskError {
        DiskError { doing: self.doing, place: format!("{:?}", self.place), kind }
    }

    fn some<T>(&self, found: Option<T>) -> DiskResult<T> {
        found.ok_or_else(|| self.error(DiskErrorKind::NotFound))
    }

    fn existing(&self, place: &Place) -> DiskResult<(Slot, Id)> {
        let slot = self.some(self.inner.slot(place))?;
        let id = self.some(self.inner.files.live.at(&slot))?;
        Ok((slot, id))
    }

    /// The slot of a place where nothing is.
    fn free(&self, place: &Place) -> DiskResult<Slot> {
        let slot = self.some(self.inner.slot(place))?;
        match self.inner.files.live.at(&slot) {
            Some(_) => Err(self.error(DiskErrorKind::Exists)),
            None => Ok(slot),
        }
    }

    /// Says whether a directory would come to lie in itself.
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
        let call = self.call("look at", place);
        call.some(call.inner.find(place).and_then(|id| call.inner.stat(id)))
    }

    fn read_dir(&self, place: &Place) -> DiskResult<Vec<DirEntry>> {
        let call = self.call("list", place);
        let id = call.some(call.inner.find(place))?;
        let names = call.inner.files.live.dir(id).ok_or_else(|| call.error(DiskErrorKind::NotFound))?;
        let hidden = |name: &str| *place == Place::Root && name == OWN;
        let names = names.values().map(|(name, _)| name).filter(|name| !hidden(name));
        Ok(names.map(|name| DirEntry { name: Ok(name.clone()) }).collect())
    }

    fn read_link(&self, place: &Place) -> DiskResult<String> {
        let call = self.call("read", place);
        let id = call.some(call.inner.find(place))?;
        match call.inner.inode(id).map(|inode| &inode.what) {
            Some(What::Link(target)) => Ok(target.clone()),
            _ => Err(call.error(other("it is no symlink"))),
        }
    }

    fn open(&self, place: &Place) -> DiskResult<(SimReader, Stat)> {
        let mut call = self.call("open", place);
        let id = call.some(call.inner.find(place))?;
        let stat = call.some(call.inner.stat(id))?;
        if stat.kind != Kind::File {
            return Err(call.error(DiskErrorKind::Unsupported));
        }
        Ok((SimReader(call.inner.handle(id)), stat))
    }

    fn read_at(&self, reader: &SimReader, offset: u64, buffer: &mut [u8]) -> DiskResult<usize> {
        let call = self.call("read", &Place::Root);
        let (bytes, _, _) = call.some(call.inner.file(*reader.0))?;
        let rest = bytes.get(offset as usize..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }

    fn stat_reader(&self, reader: &SimReader) -> DiskResult<Stat> {
        let call = self.call("look at", &Place::Root);
        call.some(call.inner.stat(*reader.0))
    }

    fn make_dir(&self, place: &Place) -> DiskResult<()> {
        let mut call = self.writing("make the directory", place)?;
        let slot = call.free(place)?;
        call.inner.add_at(slot, What::Dir(BTreeMap::new()));
        call.inner.hint_appeared(place);
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
        // In SyncIt's own directory nothing refuses, and a full disk does not keep anybody from removing.
        let mut call = self.call("remove", place);
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
            None => call.inner.add_at(slot, What::File { bytes: Arc::default(), executable: false }),
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
        call.inner.hint(place, Hint::Path);
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
        let mut call = self.call("ask about", place);
        let open = call.inner.open_ids();
        call.some(call.inner.find(place).map(|id| open.contains(&id)))
    }

    fn free_bytes(&self) -> DiskResult<u64> {
        let _call = self.call("ask for the free room of", &Place::Root);
        Ok(1 << 40)
    }
}
