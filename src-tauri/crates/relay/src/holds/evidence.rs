//! Evidence that a vanished file is not lost although nothing else in the folders has its content.
//!
//! - It is in a directory that declares itself a cache (`CACHEDIR.TAG` with the known signature), and did so before
//!   anything vanished.
//! - It is an object of a git repository, and an existing pack lists it.
//! - Git itself removed it from a work tree: the index listed it, with that size, and stopped listing it within the last
//!   minute, and the object of its content is in the repository that is synced with it.
//!
//! All of this is read from what the hub has, never from what a machine claims. What cannot be read is no evidence.

use std::collections::{BTreeMap, BTreeSet};

use syncit_core::git::{PackIndex, Staged, object_name, staged};
use syncit_core::hold::Ending;
use syncit_core::relay_store::{JournalEntry, RelayStore, StoreResult};
use syncit_core::{FileEntry, FolderId, MachineId, RelPath, Seq, Timestamp};

use crate::turn::Turn;

/// The name and the beginning of the file by which a directory declares itself a cache.
const CACHE_TAG: (&str, &[u8]) = ("CACHEDIR.TAG", b"Signature: 8a477f597d28d172789f06886806bc55");
/// How many bytes are read at most for one judgement.
const MAX_READ: u64 = 64 << 20;
/// How many versions of an index and packs of a repository are examined.
const VERSIONS: usize = 16;
const PACKS: usize = 256;

/// Findings that are cached during one judgement.
#[derive(Debug)]
pub(super) struct Evidence {
    folder: FolderId,
    /// The machine that deleted.
    machine: MachineId,
    /// The earliest time at which the deletions may have begun.
    since: Timestamp,
    /// Files that vanish together, and the hold that holds files back: none of those files is evidence that others are
    /// kept.
    ending: BTreeSet<RelPath>,
    hold: Option<u64>,
    left: u64,
    caches: BTreeMap<RelPath, bool>,
    /// By the directory of the objects.
    packs: BTreeMap<RelPath, Vec<PackIndex>>,
    work_trees: BTreeMap<Option<RelPath>, Option<WorkTree>>,
}

/// A work tree whose index changed.
#[derive(Debug)]
struct WorkTree {
    objects: RelPath,
    before: BTreeMap<Vec<u8>, Staged>,
    now: BTreeSet<Vec<u8>>,
}

impl Evidence {
    pub fn new(
        (machine, folder): (MachineId, FolderId),
        since: Timestamp,
        hold: Option<u64>,
        ending: &[Ending],
    ) -> Self {
        Evidence {
            folder,
            machine,
            since,
            ending: ending.iter().map(|ending| ending.path.clone()).collect(),
            hold,
            left: MAX_READ,
            caches: BTreeMap::new(),
            packs: BTreeMap::new(),
            work_trees: BTreeMap::new(),
        }
    }
}

fn below(dir: Option<&RelPath>, rest: &str) -> Option<RelPath> {
    match dir {
        Some(dir) => RelPath::new(&format!("{dir}/{rest}")).ok(),
        None => RelPath::new(rest).ok(),
    }
}

/// Returns the directory of the objects and the object's name, if a path is that of a loose object.
fn loose(path: &RelPath) -> Option<(RelPath, Vec<u8>)> {
    let shelf = path.parent()?;
    let objects = shelf.parent().filter(|dir| dir.name() == "objects")?;
    let name = object_name(&format!("{}{}", shelf.name(), path.name())).filter(|_| shelf.name().len() == 2)?;
    Some((objects, name))
}

impl<S: RelayStore> Turn<'_, S> {
    /// Returns true if there is evidence that a vanished file is not lost.
    pub(super) fn is_excused(&self, evidence: &mut Evidence, ending: &Ending) -> StoreResult<bool> {
        if let Some((objects, name)) = loose(&ending.path)
            && self.is_packed(evidence, &objects, &name)?
        {
            return Ok(true);
        }
        for dir in ending.path.ancestors() {
            if self.is_cache(evidence, &dir)? {
                return Ok(true);
            }
        }
        self.is_removed_by_git(evidence, ending)
    }

    /// Returns the current file at a path, or the one that was there until it vanished.
    fn last_file(&self, folder: FolderId, path: &RelPath) -> StoreResult<Option<(FileEntry, Timestamp)>> {
        let head = self.store.head(folder, path)?;
        let last = match head {
            Some(head) if head.entry.is_absent() => self.store.entry_at(folder, path, head.previous)?,
            head => head,
        };
        Ok(last.and_then(|last| Some((last.entry.file()?.clone(), last.at))))
    }

    fn read(&self, evidence: &mut Evidence, file: &FileEntry) -> StoreResult<Option<Vec<u8>>> {
        let Some(left) = evidence.left.checked_sub(file.size) else { return Ok(None) };
        evidence.left = left;
        let Some(list) = self.store.chunk_list(&file.digest)? else { return Ok(None) };
        let mut bytes = Vec::with_capacity(file.size as usize);
        for chunk in list.chunks() {
            let Some(chunk) = self.store.chunk(&chunk.digest)? else { return Ok(None) };
            bytes.extend(chunk);
        }
        Ok(Some(bytes))
    }

    fn is_cache(&self, evidence: &mut Evidence, dir: &RelPath) -> StoreResult<bool> {
        if let Some(is_cache) = evidence.caches.get(dir) {
            return Ok(*is_cache);
        }
        let (name, signature) = CACHE_TAG;
        let mut is_cache = false;
        if let Some(tag) = below(Some(dir), name)
            && let Some((file, at)) = self.last_file(evidence.folder, &tag)?
            && at < evidence.since
            && file.size < 1 << 16
        {
            is_cache = self.read(evidence, &file)?.is_some_and(|bytes| bytes.starts_with(signature));
        }
        evidence.caches.insert(dir.clone(), is_cache);
        Ok(is_cache)
    }

    fn is_packed(&self, evidence: &mut Evidence, objects: &RelPath, name: &[u8]) -> StoreResult<bool> {
        if !evidence.packs.contains_key(objects) {
            let mut packs = Vec::new();
            let dir = below(Some(objects), "pack");
            let found = dir.map_or(Ok(Vec::new()), |dir| self.store.live_in(evidence.folder, &dir, PACKS))?;
            let mut files = Vec::new();
            for file in found {
                if !self.ends(evidence, &file.path)? {
                    files.push(file);
                }
            }
            let is_there = |name: &str| files.iter().any(|other| other.path.name() == name);
            for index in &files {
                let pack = index.path.name().strip_suffix(".idx").filter(|name| is_there(&format!("{name}.pack")));
                if let Some(file) = index.entry.file().filter(|_| pack.is_some())
                    && let Some(bytes) = self.read(evidence, file)?
                {
                    packs.extend(PackIndex::new(&bytes, name.len()));
                }
            }
            evidence.packs.insert(objects.clone(), packs);
        }
        Ok(evidence.packs.get(objects).is_some_and(|packs| packs.iter().any(|pack| pack.contains(name))))
    }

    /// Returns true if a file vanishes with the others, or its deletion is held.
    fn ends(&self, evidence: &Evidence, path: &RelPath) -> StoreResult<bool> {
        match evidence.hold {
            Some(hold) if !evidence.ending.contains(path) => Ok(self.store.held_at(hold, path)?.is_some()),
            _ => Ok(evidence.ending.contains(path)),
        }
    }

    /// Returns true if an object is in a repository, loose or in a pack.
    fn has_object(&self, evidence: &mut Evidence, objects: &RelPath, name: &[u8]) -> StoreResult<bool> {
        let hex: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        if let Some(path) = below(Some(objects), &format!("{}/{}", &hex[..2], &hex[2..]))
            && self.store.head(evidence.folder, &path)?.is_some_and(|head| head.entry.file().is_some())
            && !self.ends(evidence, &path)?
        {
            return Ok(true);
        }
        self.is_packed(evidence, objects, name)
    }

    fn is_removed_by_git(&self, evidence: &mut Evidence, ending: &Ending) -> StoreResult<bool> {
        let dirs = ending.path.ancestors().map(Some).chain([None]);
        for dir in dirs {
            if !evidence.work_trees.contains_key(&dir) {
                let found = self.work_tree(evidence, dir.as_ref())?;
                evidence.work_trees.insert(dir.clone(), found);
            }
            let Some(Some(tree)) = evidence.work_trees.get(&dir) else { continue };
            let path = ending.path.as_str().as_bytes();
            let path = &path[dir.as_ref().map_or(0, |dir| dir.as_str().len() + 1)..];
            let was = tree.before.get(path).filter(|was| was.size == ending.size as u32 && !tree.now.contains(path));
            let Some(object) = was.map(|was| was.object) else { return Ok(false) };
            let objects = tree.objects.clone();
            return self.has_object(evidence, &objects, &object);
        }
        Ok(false)
    }

    /// Returns a work tree whose index that machine changed in the time in question.
    fn work_tree(&self, evidence: &mut Evidence, dir: Option<&RelPath>) -> StoreResult<Option<WorkTree>> {
        let (Some(index), Some(objects)) = (below(dir, ".git/index"), below(dir, ".git/objects")) else {
            return Ok(None);
        };
        let folder = evidence.folder;
        let versions = self.store.entries_upto(folder, &index, Seq(u64::MAX), VERSIONS)?;
        let Some((newest, older)) = versions.split_first() else { return Ok(None) };
        let is_changed = newest.machine == evidence.machine && newest.at >= evidence.since;
        let Some(file) = newest.entry.file().filter(|_| is_changed) else { return Ok(None) };
        let Some(now) = self.read(evidence, file)?.and_then(|bytes| staged(&bytes)) else { return Ok(None) };
        let mut before = BTreeMap::new();
        // The versions of the time in question, and the one that was current when it began.
        let first = older.iter().position(|version| version.at < evidence.since).map_or(older.len(), |first| first + 1);
        for file in older[..first].iter().filter_map(|version: &JournalEntry| version.entry.file()) {
            let listed = self.read(evidence, file)?.and_then(|bytes| staged(&bytes));
            before.extend(listed.into_iter().flatten());
        }
        Ok(Some(WorkTree { objects, before, now: now.into_keys().collect() }))
    }
}
