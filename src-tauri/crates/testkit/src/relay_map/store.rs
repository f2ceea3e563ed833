//! The implementation of `RelayStore`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use syncit_core::backlog::NewsOfOthers;
use syncit_core::damage::Kept;
use syncit_core::hold::{Held, Hold};
use syncit_core::ids::Position;
use syncit_core::message::{HistoryFilter, MAX_ITEMS};
use syncit_core::relay_store::{
    Access, Folder, FolderSums, JournalEntry, Machine, PastPage, RelayStore, StoreError, StoreResult, StoreTotals,
};
use syncit_core::retention::Version;
use syncit_core::{
    ChunkList, ChunkRef, Digest, Entry, FolderId, Incarnation, MachineId, Privacy, RelPath, ReplicaId, Seq, Timestamp,
};

use super::{MapRelayStore, State};

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
            state.access.retain(|(of, _), access| *of != machine || *access < Access::Write);
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

    fn head(&self, folder: FolderId, path: &RelPath) -> StoreResult<Option<JournalEntry>> {
        Ok(self.read(|state| state.journals.get(&folder)?.of_path(path).next().cloned()))
    }

    fn live_in(&self, folder: FolderId, dir: &RelPath, limit: usize) -> StoreResult<Vec<JournalEntry>> {
        let tree = self.tree(folder);
        Ok(tree.into_values().filter(|head| head.path.parent().as_ref() == Some(dir)).take(limit).collect())
    }

    fn live_beside(&self, folder: FolderId, start: &str, limit: usize) -> StoreResult<Vec<JournalEntry>> {
        let is_beside = |path: &RelPath| {
            let rest = path.as_str().strip_prefix(start).and_then(|rest| rest.strip_prefix('.'));
            rest.is_some_and(|rest| !rest.is_empty() && !rest.contains('/'))
        };
        Ok(self.tree(folder).into_values().filter(|head| is_beside(&head.path)).take(limit).collect())
    }

    fn append(&mut self, folder: FolderId, entry: &JournalEntry) -> StoreResult<Seq> {
        self.burn();
        self.write(|state| {
            let journal = state.journals.get_mut(&folder).ok_or_else(|| StoreError {
                doing: format!("appending {} to the journal of {folder:?}", entry.path),
                cause: "there is no such folder".into(),
                disk_full: false,
            })?;
            let journal = Arc::make_mut(journal);
            let seq = Seq(journal.latest().0 + 1);
            // The privacy of a directory stays with its newest entry, even when it is gone.
            let before = journal.0.values_mut().rev().find(|known| known.path == entry.path);
            let said = before.and_then(|before| before.privacy.take());
            let privacy = match &entry.entry {
                Entry::Directory => entry.privacy.map(|privacy| Privacy { seq, ..privacy }),
                Entry::Absent => said,
                Entry::File(_) | Entry::Symlink(_) => None,
            };
            journal.0.insert(seq, JournalEntry { seq, privacy, ..entry.clone() });
            if let Some(file) = entry.entry.file() {
                state.link(&file.digest);
            }
            Ok(seq)
        })
    }

    fn latest(&self, folder: FolderId) -> StoreResult<Seq> {
        Ok(self.read(|state| state.journals.get(&folder).map_or(Seq(0), |journal| journal.latest())))
    }

    fn entry_at(&self, folder: FolderId, path: &RelPath, seq: Seq) -> StoreResult<Option<JournalEntry>> {
        Ok(self.read(|state| state.journals.get(&folder)?.of_path(path).find(|entry| entry.seq == seq).cloned()))
    }

    fn entry_of(&self, folder: FolderId, seq: Seq) -> StoreResult<Option<JournalEntry>> {
        Ok(self.read(|state| state.journals.get(&folder)?.0.get(&seq).cloned()))
    }

    fn seq_at(&self, folder: FolderId, at: Timestamp) -> StoreResult<Seq> {
        Ok(self.read(|state| {
            let accepted = state.entries(folder).filter(|entry| entry.at <= at);
            accepted.map(|entry| entry.seq).max().unwrap_or(Seq(0))
        }))
    }

    fn times_around(&self, folder: FolderId, at: Timestamp) -> StoreResult<(Option<Timestamp>, Option<Timestamp>)> {
        Ok(self.read(|state| {
            let times = || state.entries(folder).map(|entry| entry.at);
            (times().filter(|time| *time <= at).max(), times().filter(|time| *time > at).min())
        }))
    }

    fn redate(&mut self, folder: FolderId, since: Timestamp, by: i64) -> StoreResult<()> {
        self.write(|state| {
            let Some(journal) = state.journals.get_mut(&folder) else { return };
            let entries = Arc::make_mut(journal).0.values_mut();
            entries.filter(|entry| entry.at >= since).for_each(|entry| entry.at.0 += by);
        });
        Ok(())
    }

    fn entries_upto(
        &self,
        folder: FolderId,
        path: &RelPath,
        upto: Seq,
        limit: usize,
    ) -> StoreResult<Vec<JournalEntry>> {
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
    ) -> StoreResult<Option<JournalEntry>> {
        Ok(self.read(|state| {
            let mut newer = state.journals.get(&folder)?.of_path(path).filter(|known| known.seq > after);
            newer.find(|known| entry.is_in(&known.entry)).cloned()
        }))
    }

    fn heads_after(&self, folder: FolderId, after: Seq, limit: usize) -> StoreResult<Vec<JournalEntry>> {
        Ok(self.read(|state| {
            let heads = state.journals.get(&folder).map(|journal| journal.heads()).unwrap_or_default();
            let mut heads: Vec<JournalEntry> = heads.into_values().filter(|head| head.seq > after).cloned().collect();
            heads.sort_by_key(|head| head.seq);
            heads.truncate(limit);
            heads
        }))
    }

    fn news_of_others(&self, folder: FolderId, after: Seq, own: MachineId, limit: usize) -> StoreResult<NewsOfOthers> {
        let mut news = NewsOfOthers::default();
        if !self.read(|state| state.journals.contains_key(&folder)) {
            return Ok(news);
        }
        let heads = self.heads_after(folder, after, usize::MAX)?;
        let others = heads.iter().filter(|head| head.machine != own);
        others.take(limit).for_each(|head| news.add(head.entry.size(), head.at));
        news.is_more = news.items == limit as u64;
        Ok(news)
    }

    fn set_privacy(&mut self, folder: FolderId, path: &RelPath, private: bool) -> StoreResult<()> {
        self.burn();
        self.write(|state| {
            let Some(journal) = state.journals.get_mut(&folder).map(Arc::make_mut) else { return };
            let seq = Seq(journal.latest().0 + 1);
            journal.1 = seq;
            let head = journal.0.values_mut().rev().find(|known| known.path == *path);
            if let Some(head) = head.filter(|head| head.entry.is_live()) {
                head.privacy = Some(Privacy { private, seq });
            }
        });
        Ok(())
    }

    fn privacies_after(&self, folder: FolderId, after: Seq, limit: usize) -> StoreResult<Vec<JournalEntry>> {
        Ok(self.read(|state| {
            let heads = state.journals.get(&folder).map(|journal| journal.heads()).unwrap_or_default();
            let is_said = |head: &&JournalEntry| {
                let said = head.privacy.is_some_and(|privacy| privacy.seq > after);
                said && head.seq <= after && head.entry.is_live()
            };
            let mut heads: Vec<JournalEntry> = heads.into_values().filter(is_said).cloned().collect();
            heads.sort_by_key(|head| head.privacy.map(|privacy| privacy.seq));
            heads.truncate(limit);
            heads
        }))
    }

    fn history(&self, filter: &HistoryFilter) -> StoreResult<Vec<(FolderId, JournalEntry)>> {
        let wanted = |folder: FolderId, entry: &JournalEntry| {
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
            found.sort_by_key(|(folder, entry)| Reverse((entry.at, *folder, entry.seq)));
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
        self.burn();
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
        self.burn();
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

    fn live_with(&self, folder: FolderId, content: &Digest, limit: usize) -> StoreResult<Vec<RelPath>> {
        let has_it = |head: &JournalEntry| head.entry.file().is_some_and(|file| file.digest == *content);
        let found = self.tree(folder).into_iter().filter(|(_, head)| has_it(head)).map(|(path, _)| path);
        Ok(found.take(limit).collect())
    }

    fn folders_with(&self, content: &Digest) -> StoreResult<Vec<FolderId>> {
        let mut folders: Vec<FolderId> = self.folders()?.iter().map(|folder| folder.id).collect();
        folders.retain(|folder| self.live_with(*folder, content, 1).is_ok_and(|found| !found.is_empty()));
        folders.sort();
        Ok(folders)
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
        self.burn();
        let mut inner = self.inner();
        inner.committed = inner.now.clone();
        drop(inner);
        self.burn();
        Ok(())
    }

    fn roll_back(&mut self) {
        self.crash();
    }
}
