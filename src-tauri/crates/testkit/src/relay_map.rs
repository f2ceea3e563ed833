//! `RelayStore` in maps: obviously correct rather than fast, and able to simulate crashes and
//! restored backups.
//!
//! The value is a handle: clones share one store. Commits are durable at once, as the trait
//! requires; only what was not committed can be lost.

mod store;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use syncit_core::damage::{Behind, Kept, Lacking, LackingEntry, Looked};
use syncit_core::hold::{Held, Hold};
use syncit_core::relay_store::{Access, ContentChecker, ContentReader, Folder, JournalEntry, Machine, StoreResult};
use syncit_core::{ChunkList, Digest, FolderId, Incarnation, MachineId, RelPath, ReplicaId, Seq};

use crate::fuse::Fuse;

/// The hub's state in memory.
#[derive(Debug, Clone, Default)]
pub struct MapRelayStore(Arc<Mutex<Inner>>);

/// The state of a store at one moment, to be restored later as from a backup.
#[derive(Debug, Clone)]
pub struct RelayBackup(State);

#[derive(Debug, Default)]
struct Inner {
    /// Burns on writes of content and entries, and before and after each commit.
    fuse: Fuse,
    now: State,
    committed: State,
}

#[derive(Debug, Clone, Default)]
struct State {
    incarnations: Vec<Incarnation>,
    machines: Vec<Machine>,
    folders: Vec<Folder>,
    access: BTreeMap<(MachineId, FolderId), Access>,
    replicas: BTreeMap<(MachineId, FolderId), ReplicaId>,
    journals: BTreeMap<FolderId, Arc<Journal>>,
    lists: Arc<BTreeMap<Digest, ChunkList>>,
    chunks: Arc<BTreeMap<Digest, Arc<[u8]>>>,
    /// Which machine uploaded which chunk or list.
    uploads: Arc<BTreeSet<(MachineId, Digest)>>,
    settings: BTreeMap<String, String>,
    /// The last seq of a folder in each incarnation, which is given by its number.
    ends: BTreeMap<(FolderId, usize), Seq>,
    /// Chunks that a folder's journal ever referred to, until they are freed.
    linked: Arc<BTreeSet<(FolderId, Digest)>>,
    /// The round of garbage collection in which each list and chunk was last uploaded or named.
    rounds: Arc<BTreeMap<Digest, u64>>,
    round: u64,
    holds: BTreeMap<u64, Hold>,
    held: BTreeMap<(u64, RelPath), Held>,
    /// The id of the newest hold.
    last_hold: u64,
    /// Content that is stored but does not match its digest.
    rotten: BTreeSet<Kept>,
    /// Chunks that were damaged and quarantined.
    lost_chunks: BTreeSet<Digest>,
    /// Lists that were damaged and quarantined. Their chunks still count as referenced.
    lost_lists: BTreeMap<Digest, ChunkList>,
}

/// One folder's entries by seq, and the last seq at which the privacy of a directory was set.
#[derive(Debug, Clone, Default)]
struct Journal(BTreeMap<Seq, JournalEntry>, Seq);

impl Journal {
    fn of_path<'a>(&'a self, path: &'a RelPath) -> impl Iterator<Item = &'a JournalEntry> {
        self.0.values().rev().filter(move |entry| entry.path == *path)
    }

    fn heads(&self) -> BTreeMap<&RelPath, &JournalEntry> {
        self.0.values().map(|entry| (&entry.path, entry)).collect()
    }

    fn latest(&self) -> Seq {
        self.0.last_key_value().map_or(Seq(0), |(seq, _)| *seq).max(self.1)
    }

    fn refers_to(&self, content: &Digest) -> bool {
        self.0.values().any(|entry| entry.entry.file().is_some_and(|file| file.digest == *content))
    }
}

impl MapRelayStore {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("no test goes on after a panic inside a store")
    }

    /// Sets the hub's fuse, which writes and commits burn.
    pub fn set_fuse(&self, fuse: Fuse) {
        self.inner().fuse = fuse;
    }

    fn burn(&self) {
        let fuse = self.inner().fuse.clone();
        fuse.burn();
    }

    /// Simulates a crash: what was not committed is lost.
    pub fn crash(&self) {
        let mut inner = self.inner();
        inner.now = inner.committed.clone();
    }

    /// Copies the committed state.
    pub fn backup(&self) -> RelayBackup {
        RelayBackup(self.inner().committed.clone())
    }

    /// Replaces the whole state with a backup.
    pub fn restore(&self, backup: &RelayBackup) {
        let mut inner = self.inner();
        inner.committed = backup.0.clone();
        inner.now = backup.0.clone();
    }

    /// Damages stored content as a disk does: silently, and no rollback undoes it.
    pub fn rot(&self, kept: Kept) {
        let mut inner = self.inner();
        inner.now.rotten.insert(kept);
        inner.committed.rotten.insert(kept);
    }

    /// Returns every entry ever accepted in a folder, by seq.
    pub fn journal(&self, folder: FolderId) -> Vec<JournalEntry> {
        self.read(|state| state.entries(folder).cloned().collect())
    }

    /// Returns the live tree of a folder: the newest entry of each path that is not absent.
    pub fn tree(&self, folder: FolderId) -> BTreeMap<RelPath, JournalEntry> {
        self.read(|state| {
            let heads = state.journals.get(&folder).map(|journal| journal.heads()).unwrap_or_default();
            let live = heads.into_iter().filter(|(_, head)| head.entry.is_live());
            live.map(|(path, head)| (path.clone(), head.clone())).collect()
        })
    }

    /// Returns the bytes of a content, assembled from its chunks; `None` if anything is missing.
    pub fn content(&self, digest: &Digest) -> Option<Vec<u8>> {
        self.read(|state| {
            let empty = ChunkList::default();
            let list = if *digest == empty.digest() { &empty } else { state.lists.get(digest)? };
            let chunks: Option<Vec<_>> = list.chunks().iter().map(|chunk| state.chunks.get(&chunk.digest)).collect();
            Some(chunks?.iter().flat_map(|bytes| bytes.iter().copied()).collect())
        })
    }

    fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.inner().now)
    }

    fn write<T>(&mut self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.inner().now)
    }
}

impl State {
    fn entries(&self, folder: FolderId) -> impl Iterator<Item = &JournalEntry> {
        self.journals.get(&folder).into_iter().flat_map(|journal| journal.0.values())
    }

    fn may_know_list(&self, machine: MachineId, readable: &[FolderId], content: &Digest) -> bool {
        self.uploads.contains(&(machine, *content))
            || readable.iter().filter_map(|folder| self.journals.get(folder)).any(|journal| journal.refers_to(content))
    }

    fn may_know_chunk(&self, machine: MachineId, readable: &[FolderId], chunk: &Digest) -> bool {
        self.uploads.contains(&(machine, *chunk))
            || readable.iter().any(|folder| self.linked.contains(&(*folder, *chunk)))
    }

    /// Makes the journals that refer to a content refer to its chunks.
    fn link(&mut self, content: &Digest) {
        let Some(list) = self.lists.get(content) else { return };
        let folders = self.journals.iter().filter(|(_, journal)| journal.refers_to(content)).map(|(folder, _)| *folder);
        let linked = Arc::make_mut(&mut self.linked);
        for folder in folders {
            linked.extend(list.chunks().iter().map(|chunk| (folder, chunk.digest)));
        }
    }

    /// Returns true if a content's list or one of its chunks was damaged and quarantined.
    fn lacks(&self, content: &Digest) -> bool {
        let lacks = |list: &ChunkList| list.chunks().iter().any(|chunk| self.lost_chunks.contains(&chunk.digest));
        self.lost_lists.contains_key(content) || self.lists.get(content).is_some_and(lacks)
    }

    fn is_old(&self, digest: &Digest) -> bool {
        self.rounds.get(digest).is_none_or(|round| round + 2 <= self.round)
    }

    fn free(&mut self) {
        let is_referred_to = |content: &Digest| self.journals.values().any(|journal| journal.refers_to(content));
        let unused = self.lists.keys().filter(|content| !is_referred_to(content) && self.is_old(content));
        let unused: Vec<Digest> = unused.copied().collect();
        Arc::make_mut(&mut self.lists).retain(|content, _| !unused.contains(content));
        let lists = &self.lists;
        let named: BTreeSet<Digest> = lists
            .values()
            .chain(self.lost_lists.values())
            .flat_map(|list| list.chunks().iter().map(|chunk| chunk.digest))
            .collect();
        let is_list = |digest: &Digest| lists.contains_key(digest) || self.lost_lists.contains_key(digest);
        let known = self.rounds.keys().filter(|digest| !is_list(digest) && !named.contains(digest));
        let free: BTreeSet<Digest> = known.filter(|chunk| self.is_old(chunk)).copied().collect();
        Arc::make_mut(&mut self.chunks).retain(|chunk, _| !free.contains(chunk));
        self.lost_chunks.retain(|chunk| !free.contains(chunk));
        Arc::make_mut(&mut self.linked).retain(|(_, chunk)| !free.contains(chunk));
        let is_freed = |digest: &Digest| free.contains(digest) || unused.contains(digest);
        Arc::make_mut(&mut self.uploads).retain(|(_, digest)| !is_freed(digest));
        Arc::make_mut(&mut self.rounds).retain(|digest, _| !is_freed(digest));
    }

    /// Returns a path of a hold if it has no newer entry; the flag is true if the change was passed
    /// on.
    fn still_held(&self, hold: u64, held: &Held) -> Option<(Held, bool)> {
        let journal = self.journals.get(&self.holds.get(&hold)?.folder)?;
        let head = journal.of_path(&held.path).next().filter(|head| head.seq == held.seq)?;
        Some((held.clone(), held.is_spoilt || head.entry.is_absent()))
    }
}

impl ContentReader for MapRelayStore {
    fn chunk(&self, digest: &Digest) -> StoreResult<Option<Vec<u8>>> {
        let whole = |state: &State| !state.rotten.contains(&Kept::Chunk(*digest));
        Ok(self.read(|state| state.chunks.get(digest).filter(|_| whole(state)).map(|bytes| bytes.to_vec())))
    }

    fn chunk_list(&self, content: &Digest) -> StoreResult<Option<ChunkList>> {
        Ok(self.read(|state| state.lists.get(content).cloned()))
    }
}

impl ContentChecker for MapRelayStore {
    fn kept(&self) -> StoreResult<u64> {
        Ok(self.read(|state| (state.chunks.len() + state.lists.len()) as u64))
    }

    fn look(&self, from: Behind, limit: usize) -> StoreResult<Looked> {
        Ok(self.read(|state| {
            let (after, all): (u64, Vec<Kept>) = match from {
                Behind::Chunk(after) => (after, state.chunks.keys().copied().map(Kept::Chunk).collect()),
                Behind::List(after) => (after, state.lists.keys().copied().map(Kept::List).collect()),
            };
            let seen: Vec<Kept> = all.iter().skip(after as usize).take(limit).copied().collect();
            let last = after + seen.len() as u64;
            let next = match from {
                Behind::Chunk(_) if seen.len() < limit => Some(Behind::List(0)),
                Behind::Chunk(_) => Some(Behind::Chunk(last)),
                Behind::List(_) => (seen.len() == limit).then_some(Behind::List(last)),
            };
            let checked = seen.len() as u64;
            Looked { checked, damaged: seen.into_iter().filter(|kept| state.rotten.contains(kept)).collect(), next }
        }))
    }

    fn lacking(&self, limit: usize) -> StoreResult<Lacking> {
        Ok(self.read(|state| {
            let (mut current, mut past) = (Vec::new(), Vec::new());
            for folder in &state.folders {
                let heads = state.journals.get(&folder.id).map(|journal| journal.heads()).unwrap_or_default();
                for entry in state.entries(folder.id) {
                    let Some(file) = entry.entry.file().filter(|file| state.lacks(&file.digest)) else { continue };
                    let is_current = heads.get(&entry.path).is_some_and(|head| head.seq == entry.seq);
                    let (folder, path, seq, at) = (folder.id, entry.path.clone(), entry.seq, entry.at);
                    let (size, content) = (file.size, file.digest);
                    let lacking = LackingEntry { folder, path, seq, at, size, content, is_current };
                    if is_current { &mut current } else { &mut past }.push(lacking);
                }
            }
            let is_more = current.len() > limit || past.len() > limit;
            current.truncate(limit);
            past.truncate(limit);
            Lacking { entries: current.into_iter().chain(past).collect(), is_more }
        }))
    }
}

#[cfg(test)]
mod tests;
