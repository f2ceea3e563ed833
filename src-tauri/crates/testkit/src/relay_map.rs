//! `RelayStore` in maps: obviously right rather than fast, and able to crash or to be set back.
//!
//! The value is a handle: clones share one store. Commits are durable at once, as the trait demands;
//! only what was not committed can be lost.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use syncit_core::damage::{Behind, Kept, Lacking, LackingEntry, Looked};
use syncit_core::hold::{Held, Hold};
use syncit_core::ids::Position;
use syncit_core::message::{HistoryFilter, MAX_ITEMS};
use syncit_core::relay_store::{
    Accepted, Access, ContentChecker, ContentReader, Folder, FolderSums, Machine, PastPage, RelayStore, StoreError,
    StoreResult, StoreTotals,
};
use syncit_core::retention::Version;
use syncit_core::{
    ChunkList, ChunkRef, Digest, Entry, FolderId, Incarnation, MachineId, RelPath, ReplicaId, Seq, Timestamp,
};

/// The hub's state in memory.
#[derive(Debug, Clone, Default)]
pub struct MapRelayStore(Arc<Mutex<Inner>>);

/// What a store held at one moment, to be restored later as from a backup.
#[derive(Debug, Clone)]
pub struct RelayBackup(State);

#[derive(Debug, Default)]
struct Inner {
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
    /// Who uploaded which chunk, and which list.
    uploads: Arc<BTreeSet<(MachineId, Digest)>>,
    settings: BTreeMap<String, String>,
    /// Where a folder's journal stood when there were so many incarnations.
    ends: BTreeMap<(FolderId, usize), Seq>,
    /// Chunks that a folder's journal ever referred to, until they are freed.
    linked: Arc<BTreeSet<(FolderId, Digest)>>,
    /// In which round of collection each list and chunk was last heard of.
    rounds: Arc<BTreeMap<Digest, u64>>,
    round: u64,
    holds: BTreeMap<u64, Hold>,
    held: BTreeMap<(u64, RelPath), Held>,
    /// The number that the last hold was given.
    last_hold: u64,
    /// What is kept, but is not what its digest says.
    rotten: BTreeSet<Kept>,
    /// Chunks that were damaged and put aside.
    lost_chunks: BTreeSet<Digest>,
    /// The same of lists. What they name is still referred to.
    lost_lists: BTreeMap<Digest, ChunkList>,
}

/// One folder's entries by seq.
#[derive(Debug, Clone, Default)]
struct Journal(BTreeMap<Seq, Accepted>);

impl Journal {
    fn of_path<'a>(&'a self, path: &'a RelPath) -> impl Iterator<Item = &'a Accepted> {
        self.0.values().rev().filter(move |entry| entry.path == *path)
    }

    fn heads(&self) -> BTreeMap<&RelPath, &Accepted> {
        self.0.values().map(|entry| (&entry.path, entry)).collect()
    }

    fn latest(&self) -> Seq {
        self.0.last_key_value().map_or(Seq(0), |(seq, _)| *seq)
    }

    fn refers_to(&self, content: &Digest) -> bool {
        self.0.values().any(|entry| entry.entry.file().is_some_and(|file| file.digest == *content))
    }
}

impl MapRelayStore {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("no test goes on after a panic inside a store")
    }

    /// Crashes: what was not committed is forgotten.
    pub fn crash(&self) {
        let mut inner = self.inner();
        inner.now = inner.committed.clone();
    }

    /// Copies what is committed.
    pub fn backup(&self) -> RelayBackup {
        RelayBackup(self.inner().committed.clone())
    }

    /// Puts a backup in place of everything.
    pub fn restore(&self, backup: &RelayBackup) {
        let mut inner = self.inner();
        inner.committed = backup.0.clone();
        inner.now = backup.0.clone();
    }

    /// Damages what is kept, as a disk does: nobody is told, and no crash undoes it.
    pub fn rot(&self, kept: Kept) {
        let mut inner = self.inner();
        inner.now.rotten.insert(kept);
        inner.committed.rotten.insert(kept);
    }

    /// Every entry ever accepted in a folder, by seq.
    pub fn journal(&self, folder: FolderId) -> Vec<Accepted> {
        self.read(|state| state.entries(folder).cloned().collect())
    }

    /// The live tree of a folder: the newest entry of each path that is not absent.
    pub fn tree(&self, folder: FolderId) -> BTreeMap<RelPath, Accepted> {
        self.read(|state| {
            let heads = state.journals.get(&folder).map(|journal| journal.heads()).unwrap_or_default();
            let live = heads.into_iter().filter(|(_, head)| head.entry.is_live());
            live.map(|(path, head)| (path.clone(), head.clone())).collect()
        })
    }

    /// The bytes of a content, put together from its chunks; none if anything is missing.
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
    fn entries(&self, folder: FolderId) -> impl Iterator<Item = &Accepted> {
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

    /// The journals that refer to a content refer to its chunks.
    fn link(&mut self, content: &Digest) {
        let Some(list) = self.lists.get(content) else { return };
        let folders = self.journals.iter().filter(|(_, journal)| journal.refers_to(content)).map(|(folder, _)| *folder);
        let linked = Arc::make_mut(&mut self.linked);
        for folder in folders {
            linked.extend(list.chunks().iter().map(|chunk| (folder, chunk.digest)));
        }
    }

    /// Whether a content's list or one of its chunks was damaged and put aside.
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
}

impl State {
    /// A path of a hold with whether it is absent now, if it has no newer entry.
    fn still_held(&self, hold: u64, held: &Held) -> Option<(Held, bool)> {
        let journal = self.journals.get(&self.holds.get(&hold)?.folder)?;
        let head = journal.of_path(&held.path).next().filter(|head| head.seq == held.seq)?;
        Some((held.clone(), head.entry.is_absent()))
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

impl RelayStore for MapRelayStore {
    fn begin_incarnation(&mut self, incarnation: Incarnation) -> StoreResult<()> {
        self.write(|state| {
            let count = state.incarnations.len();
            let ends = state.journals.iter().map(|(folder, journal)| ((*folder, count), journal.latest()));
            let ends: Vec<_> = ends.collect();
            state.ends.extend(ends);
            state.incarnations.push(incarnation);
        });
        Ok(())
    }

    fn incarnations(&self, folder: FolderId) -> StoreResult<Vec<Position>> {
        Ok(self.read(|state| {
            let latest = state.journals.get(&folder).map_or(Seq(0), |journal| journal.latest());
            let last_in = |count| match state.incarnations.len() {
                current if count == current => latest,
                _ => state.ends.get(&(folder, count)).copied().unwrap_or_default(),
            };
            let numbered = state.incarnations.iter().zip(1..);
            numbered.map(|(incarnation, count)| Position { incarnation: *incarnation, seq: last_in(count) }).collect()
        }))
    }

    fn machines(&self) -> StoreResult<Vec<Machine>> {
        Ok(self.read(|state| state.machines.clone()))
    }

    fn put_machine(&mut self, machine: &Machine) -> StoreResult<()> {
        self.write(|state| match state.machines.iter_mut().find(|known| known.id == machine.id) {
            Some(known) => *known = machine.clone(),
            None => state.machines.push(machine.clone()),
        });
        Ok(())
    }

    fn remove_machine(&mut self, machine: MachineId) -> StoreResult<()> {
        self.write(|state| {
            state.machines.retain(|known| known.id != machine);
            state.access.retain(|(of, _), _| *of != machine);
            state.replicas.retain(|(of, _), _| *of != machine);
        });
        Ok(())
    }

    fn folders(&self) -> StoreResult<Vec<Folder>> {
        Ok(self.read(|state| state.folders.clone()))
    }

    fn put_folder(&mut self, folder: &Folder) -> StoreResult<()> {
        self.write(|state| {
            state.journals.entry(folder.id).or_default();
            match state.folders.iter_mut().find(|known| known.id == folder.id) {
                Some(known) => *known = folder.clone(),
                None => state.folders.push(folder.clone()),
            }
        });
        Ok(())
    }

    fn remove_folder(&mut self, folder: FolderId) -> StoreResult<()> {
        self.write(|state| {
            state.folders.retain(|known| known.id != folder);
            state.journals.remove(&folder);
            state.ends.retain(|(of, _), _| *of != folder);
            Arc::make_mut(&mut state.linked).retain(|(of, _)| *of != folder);
            state.access.retain(|(_, of), _| *of != folder);
            state.replicas.retain(|(_, of), _| *of != folder);
            state.holds.retain(|_, hold| hold.folder != folder);
            let holds = &state.holds;
            state.held.retain(|(hold, _), _| holds.contains_key(hold));
        });
        Ok(())
    }

    fn access(&self, machine: MachineId, folder: FolderId) -> StoreResult<Option<Access>> {
        Ok(self.read(|state| state.access.get(&(machine, folder)).copied()))
    }

    fn set_access(&mut self, machine: MachineId, folder: FolderId, access: Access) -> StoreResult<()> {
        self.write(|state| state.access.insert((machine, folder), access));
        Ok(())
    }

    fn replica(&self, machine: MachineId, folder: FolderId) -> StoreResult<Option<ReplicaId>> {
        Ok(self.read(|state| state.replicas.get(&(machine, folder)).copied()))
    }

    fn set_replica(&mut self, machine: MachineId, folder: FolderId, replica: Option<ReplicaId>) -> StoreResult<()> {
        self.write(|state| match replica {
            Some(replica) => state.replicas.insert((machine, folder), replica),
            None => state.replicas.remove(&(machine, folder)),
        });
        Ok(())
    }

    fn head(&self, folder: FolderId, path: &RelPath) -> StoreResult<Option<Accepted>> {
        Ok(self.read(|state| state.journals.get(&folder)?.of_path(path).next().cloned()))
    }

    fn live_in(&self, folder: FolderId, dir: &RelPath, limit: usize) -> StoreResult<Vec<Accepted>> {
        let tree = self.tree(folder);
        Ok(tree.into_values().filter(|head| head.path.parent().as_ref() == Some(dir)).take(limit).collect())
    }

    fn append(&mut self, folder: FolderId, entry: &Accepted) -> StoreResult<Seq> {
        self.write(|state| {
            let journal = state.journals.get_mut(&folder).ok_or_else(|| StoreError {
                doing: format!("appending {} to the journal of {folder:?}", entry.path),
                cause: "there is no such folder".into(),
                disk_full: false,
            })?;
            let journal = Arc::make_mut(journal);
            let seq = Seq(journal.latest().0 + 1);
            journal.0.insert(seq, Accepted { seq, ..entry.clone() });
            if let Some(file) = entry.entry.file() {
                state.link(&file.digest);
            }
            Ok(seq)
        })
    }

    fn latest(&self, folder: FolderId) -> StoreResult<Seq> {
        Ok(self.read(|state| state.journals.get(&folder).map_or(Seq(0), |journal| journal.latest())))
    }

    fn entry_at(&self, folder: FolderId, path: &RelPath, seq: Seq) -> StoreResult<Option<Accepted>> {
        Ok(self.read(|state| state.journals.get(&folder)?.of_path(path).find(|entry| entry.seq == seq).cloned()))
    }

    fn entry_of(&self, folder: FolderId, seq: Seq) -> StoreResult<Option<Accepted>> {
        Ok(self.read(|state| state.journals.get(&folder)?.0.get(&seq).cloned()))
    }

    fn seq_at(&self, folder: FolderId, at: Timestamp) -> StoreResult<Seq> {
        Ok(self.read(|state| {
            let accepted = state.entries(folder).filter(|entry| entry.at <= at);
            accepted.map(|entry| entry.seq).max().unwrap_or(Seq(0))
        }))
    }

    fn entries_upto(&self, folder: FolderId, path: &RelPath, upto: Seq, limit: usize) -> StoreResult<Vec<Accepted>> {
        Ok(self.read(|state| {
            let journal = state.journals.get(&folder);
            let entries = journal.into_iter().flat_map(|journal| journal.of_path(path));
            entries.filter(|entry| entry.seq <= upto).take(limit).cloned().collect()
        }))
    }

    fn newest_equal(
        &self,
        folder: FolderId,
        path: &RelPath,
        after: Seq,
        entry: &Entry,
    ) -> StoreResult<Option<Accepted>> {
        Ok(self.read(|state| {
            let mut newer = state.journals.get(&folder)?.of_path(path).filter(|known| known.seq > after);
            newer.find(|known| known.entry == *entry).cloned()
        }))
    }

    fn heads_after(&self, folder: FolderId, after: Seq, limit: usize) -> StoreResult<Vec<Accepted>> {
        Ok(self.read(|state| {
            let heads = state.journals.get(&folder).map(|journal| journal.heads()).unwrap_or_default();
            let mut heads: Vec<Accepted> = heads.into_values().filter(|head| head.seq > after).cloned().collect();
            heads.sort_by_key(|head| head.seq);
            heads.truncate(limit);
            heads
        }))
    }

    fn history(&self, filter: &HistoryFilter) -> StoreResult<Vec<(FolderId, Accepted)>> {
        let wanted = |folder: FolderId, entry: &Accepted| {
            filter.readable.contains(&folder)
                && filter.folder.is_none_or(|only| folder == only)
                && filter.path.as_ref().is_none_or(|top| entry.path == *top || entry.path.is_below(top))
                && filter.machine.is_none_or(|only| entry.machine == only)
                && filter.since.is_none_or(|since| entry.at >= since)
                && filter.before.is_none_or(|end| (entry.at, folder, entry.seq) < (end.at, end.folder, end.seq))
        };
        Ok(self.read(|state| {
            let all =
                state.journals.keys().flat_map(|folder| state.entries(*folder).map(move |entry| (*folder, entry)));
            let mut found: Vec<_> = all
                .filter(|(folder, entry)| wanted(*folder, entry))
                .map(|(folder, entry)| (folder, entry.clone()))
                .collect();
            found.sort_by_key(|(folder, entry)| std::cmp::Reverse((entry.at, *folder, entry.seq)));
            found.truncate(filter.limit.min(MAX_ITEMS));
            found
        }))
    }

    fn count_accepted(&self, folder: FolderId, from: Timestamp, before: Timestamp, limit: u64) -> StoreResult<u64> {
        Ok(self.read(|state| {
            let within = state.entries(folder).filter(|entry| entry.at >= from && entry.at < before);
            (within.count() as u64).min(limit)
        }))
    }

    fn put_chunk_list(&mut self, machine: MachineId, list: &ChunkList) -> StoreResult<()> {
        self.write(|state| {
            state.lost_lists.remove(&list.digest());
            if !state.lists.contains_key(&list.digest()) {
                state.rotten.remove(&Kept::List(list.digest()));
            }
            Arc::make_mut(&mut state.uploads).insert((machine, list.digest()));
            Arc::make_mut(&mut state.lists).insert(list.digest(), list.clone());
            let rounds = Arc::make_mut(&mut state.rounds);
            rounds.insert(list.digest(), state.round);
            for chunk in list.chunks() {
                rounds.entry(chunk.digest).or_insert(state.round);
            }
            state.link(&list.digest());
        });
        Ok(())
    }

    fn put_chunk(&mut self, machine: MachineId, digest: Digest, bytes: &[u8]) -> StoreResult<()> {
        self.write(|state| {
            state.lost_chunks.remove(&digest);
            if !state.chunks.contains_key(&digest) {
                state.rotten.remove(&Kept::Chunk(digest));
            }
            Arc::make_mut(&mut state.uploads).insert((machine, digest));
            Arc::make_mut(&mut state.chunks).insert(digest, bytes.into());
            Arc::make_mut(&mut state.rounds).insert(digest, state.round);
        });
        Ok(())
    }

    fn holds(&self, machine: MachineId, readable: &[FolderId], chunks: &[ChunkRef]) -> StoreResult<Vec<bool>> {
        let holds = |state: &State, chunk: &ChunkRef| {
            state.chunks.contains_key(&chunk.digest) && state.may_know_chunk(machine, readable, &chunk.digest)
        };
        Ok(self.read(|state| chunks.iter().map(|chunk| holds(state, chunk)).collect()))
    }

    fn holds_list(&self, machine: MachineId, readable: &[FolderId], content: &Digest) -> StoreResult<bool> {
        Ok(self.read(|state| state.lists.contains_key(content) && state.may_know_list(machine, readable, content)))
    }

    fn quarantine(&mut self, kept: &Kept) -> StoreResult<bool> {
        Ok(self.write(|state| {
            if !state.rotten.contains(kept) {
                return false;
            }
            state.rotten.remove(kept);
            match kept {
                Kept::Chunk(digest) => {
                    let is_kept = Arc::make_mut(&mut state.chunks).remove(digest).is_some();
                    let mut lists = state.lists.values().chain(state.lost_lists.values());
                    let is_named = lists.any(|list| list.chunks().iter().any(|chunk| chunk.digest == *digest));
                    if is_kept && is_named {
                        state.lost_chunks.insert(*digest);
                    }
                    is_kept
                }
                Kept::List(content) => {
                    let list = Arc::make_mut(&mut state.lists).remove(content);
                    state.lost_lists.extend(list.clone().map(|list| (*content, list)));
                    list.is_some()
                }
            }
        }))
    }

    fn damage(&self) -> StoreResult<u64> {
        Ok(self.read(|state| (state.lost_chunks.len() + state.lost_lists.len()) as u64))
    }

    fn is_whole(&self, content: &Digest) -> StoreResult<bool> {
        Ok(self.content(content).is_some())
    }

    fn store_totals(&self) -> StoreResult<StoreTotals> {
        Ok(self.read(|state| StoreTotals {
            chunks: state.chunks.len() as u64,
            stored_bytes: state.chunks.values().map(|bytes| bytes.len() as u64).sum(),
        }))
    }

    fn past(&self, folder: FolderId, after: Option<&RelPath>, limit: usize) -> StoreResult<PastPage> {
        Ok(self.read(|state| {
            let mut all: BTreeMap<&RelPath, Vec<Version>> = BTreeMap::new();
            for entry in state.entries(folder) {
                let (seq, at, is_live, bytes) = (entry.seq, entry.at, entry.entry.is_live(), entry.entry.size());
                all.entry(&entry.path).or_default().push(Version { seq, at, is_live, bytes });
            }
            let next = all.into_iter().filter(|(path, _)| after.is_none_or(|after| *path > after)).take(limit);
            let next: Vec<_> = next.map(|(path, versions)| (path.clone(), versions)).collect();
            let last = next.last().map(|(path, _)| path.clone());
            PastPage { paths: next.into_iter().filter(|(_, versions)| versions.len() > 1).collect(), last }
        }))
    }

    fn folder_sums(&self, folder: FolderId) -> StoreResult<FolderSums> {
        Ok(self.read(|state| {
            let heads = state.journals.get(&folder).map(|journal| journal.heads()).unwrap_or_default();
            let mut sums = FolderSums::default();
            for entry in state.entries(folder).filter(|entry| entry.entry.file().is_some()) {
                if heads.get(&entry.path).is_some_and(|head| head.seq == entry.seq) {
                    sums.current_bytes += entry.entry.size();
                } else {
                    sums.past_bytes += entry.entry.size();
                    sums.past_versions += 1;
                }
            }
            sums
        }))
    }

    fn drop_entries(&mut self, folder: FolderId, seqs: &[Seq]) -> StoreResult<()> {
        self.write(|state| {
            let Some(journal) = state.journals.get_mut(&folder) else { return };
            let heads: BTreeSet<Seq> = journal.heads().values().map(|head| head.seq).collect();
            Arc::make_mut(journal).0.retain(|seq, _| heads.contains(seq) || !seqs.contains(seq));
        });
        Ok(())
    }

    fn file_count(&self, folder: FolderId) -> StoreResult<u64> {
        Ok(self.tree(folder).values().filter(|head| head.entry.file().is_some()).count() as u64)
    }

    fn mass_deletions(&self) -> StoreResult<Vec<Hold>> {
        Ok(self.read(|state| state.holds.values().cloned().collect()))
    }

    fn put_hold(&mut self, hold: &Hold) -> StoreResult<u64> {
        Ok(self.write(|state| {
            let id = if hold.id == 0 { state.last_hold + 1 } else { hold.id };
            state.last_hold = state.last_hold.max(id);
            state.holds.insert(id, Hold { id, ..hold.clone() });
            id
        }))
    }

    fn remove_hold(&mut self, hold: u64) -> StoreResult<()> {
        self.write(|state| {
            state.holds.remove(&hold);
            state.held.retain(|(of, _), _| *of != hold);
        });
        Ok(())
    }

    fn begin_round(&mut self) -> StoreResult<()> {
        self.write(|state| state.round += 1);
        Ok(())
    }

    fn collect(&mut self, _limit: usize) -> StoreResult<bool> {
        self.write(State::free);
        Ok(false)
    }

    fn sweep(&mut self, _shelf: u8) -> StoreResult<()> {
        Ok(())
    }

    fn put_held(&mut self, hold: u64, held: &Held) -> StoreResult<()> {
        self.write(|state| state.held.insert((hold, held.path.clone()), held.clone()));
        Ok(())
    }

    fn remove_held(&mut self, hold: u64, path: &RelPath) -> StoreResult<()> {
        self.write(|state| state.held.remove(&(hold, path.clone())));
        Ok(())
    }

    fn held_at(&self, hold: u64, path: &RelPath) -> StoreResult<Option<Held>> {
        Ok(self.read(|state| {
            let held = state.held.get(&(hold, path.clone()))?;
            state.still_held(hold, held).map(|(held, _)| held)
        }))
    }

    fn held(&self, hold: u64, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<(Held, bool)>> {
        let is_wanted = |path: &RelPath| after.is_none_or(|after| path > after);
        Ok(self.read(|state| {
            let of_hold = state.held.iter().filter(|((of, path), _)| *of == hold && is_wanted(path));
            of_hold.filter_map(|(_, held)| state.still_held(hold, held)).take(limit).collect()
        }))
    }

    fn setting(&self, key: &str) -> StoreResult<Option<String>> {
        Ok(self.read(|state| state.settings.get(key).cloned()))
    }

    fn set_setting(&mut self, key: &str, value: Option<&str>) -> StoreResult<()> {
        self.write(|state| match value {
            Some(value) => state.settings.insert(key.into(), value.into()),
            None => state.settings.remove(key),
        });
        Ok(())
    }

    fn commit(&mut self) -> StoreResult<()> {
        let mut inner = self.inner();
        inner.committed = inner.now.clone();
        Ok(())
    }

    fn roll_back(&mut self) {
        self.crash();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use syncit_core::Name;

    use super::*;

    const FOLDER: FolderId = FolderId([1; 16]);
    const LAPTOP: MachineId = MachineId([2; 16]);

    fn store() -> MapRelayStore {
        let mut store = MapRelayStore::default();
        let folder = Folder { id: FOLDER, name: Name::new("docs").unwrap(), shared_at: Timestamp(0) };
        store.begin_incarnation(Incarnation([1; 16])).unwrap();
        store.put_folder(&folder).unwrap();
        store.commit().unwrap();
        store
    }

    fn accept(store: &mut MapRelayStore, path: &str, entry: Entry) -> Seq {
        let path = RelPath::new(path).unwrap();
        let previous = store.head(FOLDER, &path).unwrap().map_or(Seq(0), |head| head.seq);
        let accepted = Accepted {
            seq: Seq(0),
            path,
            entry,
            machine: LAPTOP,
            at: Timestamp(7),
            moved_from: None,
            conflict_of: None,
            previous,
            restored: None,
        };
        store.append(FOLDER, &accepted).unwrap()
    }

    #[test]
    fn only_uncommitted_entries_are_lost() {
        let mut store = store();
        accept(&mut store, "a", Entry::Directory);
        store.commit().unwrap();
        accept(&mut store, "b", Entry::Directory);
        store.crash();
        assert_eq!(store.tree(FOLDER).len(), 1);
        assert_eq!(store.latest(FOLDER).unwrap(), Seq(1));
    }

    #[test]
    fn incarnations_tell_the_last_seq_in_each() {
        let mut store = store();
        accept(&mut store, "a", Entry::Directory);
        for run in 2..4 {
            store.begin_incarnation(Incarnation([run; 16])).unwrap();
        }
        accept(&mut store, "a", Entry::Absent);
        let seqs: Vec<u64> = store.incarnations(FOLDER).unwrap().iter().map(|position| position.seq.0).collect();
        assert_eq!(seqs, [1, 1, 2]);
    }

    #[test]
    fn heads_come_in_journal_order_and_once_a_path() {
        let mut store = store();
        for (path, entry) in [("b", Entry::Directory), ("a", Entry::Directory), ("b", Entry::Absent)] {
            accept(&mut store, path, entry);
        }
        let heads = store.heads_after(FOLDER, Seq(0), 9).unwrap();
        let heads: Vec<_> = heads.iter().map(|head| (head.path.as_str(), head.seq.0)).collect();
        assert_eq!(heads, [("a", 2), ("b", 3)]);
        assert_eq!(store.heads_after(FOLDER, Seq(2), 9).unwrap().len(), 1);
    }

    #[test]
    fn a_chunk_is_held_only_for_those_who_may_know_of_it() {
        let mut store = store();
        let list = ChunkList::of_small(b"secret");
        store.put_chunk_list(LAPTOP, &list).unwrap();
        store.put_chunk(LAPTOP, Digest::of(b"secret"), b"secret").unwrap();
        let other = MachineId([3; 16]);
        assert_eq!(store.holds(LAPTOP, &[], list.chunks()).unwrap(), [true]);
        assert_eq!(store.holds(other, &[FOLDER], list.chunks()).unwrap(), [false]);
        let file = syncit_core::FileEntry { digest: list.digest(), size: 6, executable: false, mtime: Timestamp(0) };
        accept(&mut store, "s", Entry::File(file));
        assert_eq!(store.holds(other, &[FOLDER], list.chunks()).unwrap(), [true]);
        assert!(!store.holds_list(other, &[], &list.digest()).unwrap());
        assert_eq!(store.content(&list.digest()).unwrap(), b"secret");
    }
}
