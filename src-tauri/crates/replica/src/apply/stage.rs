//! Gets content beside the folder, complete and checked, before anything is put in place.
//!
//! Content comes from this disk if it is there (a copy, chunks of the old version, an unfinished download), else from the
//! hub. Nothing is trusted that was not hashed: a partial file is named by its content and read again when the download
//! resumes.

mod assemble;
mod coming;
mod here;
mod room;

use std::collections::{BTreeMap, HashSet};

use syncit_core::content::{CHUNK_MAX, CHUNK_MIN, ChunkList, Digest, ENCODED_CHUNK};
use syncit_core::message::{
    BATCH_BYTES, BATCH_ENTRIES, BatchId, Block, Body, EXPRESS_BYTES, GetItem, Lane, Piece, Pieces, Refusal, ToHub,
};
use syncit_core::plan::Step;
use syncit_core::replica_store::{Remote, ReplicaStore, StoreResult};
use syncit_core::{Entry, FileEntry, RelPath};

use crate::apply::fetches::{Chunks, Fetch, Stage, TRIES, allocated, partial};
use crate::apply::placements::{Content, Placement};
use crate::disk::{Disk, DiskError, DiskErrorKind, DiskResult, Place};
use crate::event::{Effect, Transfer};
use crate::paths::is_index;
use crate::queue::memory::Flight;
use crate::reasons::Trouble;
use crate::replica::{RETRY, Replica};

use assemble::GATHER;

/// Files that are put in place together…
const PLACE_MAX: usize = 2_048;
/// …or after this time, in milliseconds, if more are being fetched.
const PLACE_AFTER: u64 = 50;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Returns an unused name in staging for something complete.
    pub(crate) fn staging(&mut self, what: &str) -> String {
        self.pull.next_name += 1;
        format!("{what}.{}", self.pull.next_name)
    }

    /// Brings the state that these steps name to the disk: at once if no content is needed or it is on this disk, else once
    /// it has come. What there is no room for stays pending and is planned again.
    pub(crate) fn pull(&mut self, mut steps: Vec<Step>) -> StoreResult<()> {
        for step in &mut steps {
            // An index here may say the same in other bytes, and a move takes the mode along.
            if let Step::Pull { path, moved_from, .. } = step {
                moved_from.take_if(|from| is_index(from) && !is_index(path) || !self.may_move(from, path));
            }
        }
        let sources: HashSet<RelPath> = steps
            .iter()
            .filter_map(|step| match step {
                Step::Pull { moved_from: Some(from), .. } => Some(from.clone()),
                _ => None,
            })
            .collect();
        let mut asks = Vec::new();
        for step in steps {
            let (path, expected, remote, moved_from) = match step {
                Step::Pull { path, expected, remote, moved_from } => (path, expected, remote, moved_from),
                Step::Evict { path, expected } => {
                    let remote = Remote { entry: Entry::Absent, ..self.row(&path)?.remote };
                    self.pull.ready.push(Placement { path, expected, remote, content: Content::None });
                    continue;
                }
                _ => continue,
            };
            if remote.entry.is_absent() && sources.contains(&path) {
                continue;
            }
            let content = match (&remote.entry, moved_from) {
                (_, Some(from)) => Content::MovedFrom(from),
                (Entry::File(file), None) => match self.content_here(&path, file)? {
                    Some(staged) => staged,
                    None => {
                        self.begin_fetch(path, expected, remote.clone(), file.clone(), &mut asks)?;
                        continue;
                    }
                },
                _ if !self.has_room_for_entry(&path, &expected, &remote.entry) => continue,
                _ => Content::None,
            };
            self.pull.ready.push(Placement { path, expected, remote, content });
        }
        self.ask_small(asks);
        self.place_ready()
    }

    fn finish(&self, place: &Place, file: &FileEntry) -> DiskResult<()> {
        self.disk.finish_file(place, file.size, file.executable, file.mtime)
    }

    /// Removes a file of SyncIt's own; if that fails it is tried again later.
    pub(crate) fn discard(&mut self, place: &Place) {
        if let Err(error) = self.disk.remove_file(place)
            && error.kind != DiskErrorKind::NotFound
        {
            tracing::warn!(%error, "a file in .syncit stays for a while");
            self.displaced.leave(place.clone(), self.now.ticks);
        }
    }

    /// Reports a disk error at a path. That path waits with its reason; all others continue.
    pub(crate) fn disk_failed(&mut self, path: &RelPath, error: &DiskError) {
        let at = path.clone();
        let reason = match &error.kind {
            DiskErrorKind::Full => Trouble::NoSpace { path: at },
            DiskErrorKind::Denied => Trouble::Denied { path: at },
            kind => Trouble::NotUpdated { path: at, cause: kind.reason() },
        };
        self.fail(path, reason, Some(RETRY));
    }

    fn begin_fetch(
        &mut self,
        path: RelPath,
        expected: Entry,
        remote: Remote,
        file: FileEntry,
        asks: &mut Vec<(u64, GetItem, u64)>,
    ) -> StoreResult<()> {
        if !self.work.has_failed(&path) && self.adopt_coming(&path, &expected, &remote, &file)? {
            return Ok(());
        }
        let is_small = file.size <= CHUNK_MIN as u64;
        let is_full = if is_small { self.pull.is_full() } else { self.pull.is_full_of_large() };
        if is_full && !is_small {
            self.work.postpone(&path);
        }
        // The same content for two paths is fetched once and then copied.
        if is_full || self.pull.digests.contains(&file.digest) || self.work.has_failed(&path) {
            return Ok(());
        }
        // A resumed download has part of its room already; one without a list is counted once its list has come. A size
        // that is not that of the content, which no honest hub sends, would truncate or extend the file.
        let begun = self.pull.partials.remove(&file.digest).filter(|(list, _)| list.size() == file.size);
        let list = if is_small || begun.is_some() { None } else { self.store.chunks(&file.digest)? };
        let list = list.filter(|list| list.size() == file.size);
        let needed = if is_small { file.size } else { list.as_ref().map_or(0, allocated) };
        if begun.is_none() && !self.has_room_for(needed) {
            self.lacks_room(&path);
            return Ok(());
        }
        let id = self.number();
        self.work.flights.insert(path.clone(), Flight::Fetched);
        self.pull.digests.insert(file.digest);
        let stage = if is_small {
            let pieces = Pieces::Chunks(vec![(0, 1)]);
            asks.push((id, GetItem { path: path.clone(), seq: remote.seq, pieces, coming: None }, file.size));
            self.pull.small_to_come += file.size;
            Stage::Small
        } else if let Some((list, have)) = begun {
            Stage::Chunks(Chunks::new(list, have))
        } else if let Some(list) = list {
            let have = vec![false; list.chunks().len()];
            Stage::Gather { list, have, next: 0, offset: 0 }
        } else {
            let item = GetItem { path: path.clone(), seq: remote.seq, pieces: Pieces::List, coming: None };
            self.send_get(Lane::Express, vec![item], vec![id]);
            Stage::List(BTreeMap::new())
        };
        if !is_small {
            self.pull.large.insert(id);
        }
        self.pull.fetches.insert(id, Fetch { path, expected, remote, file, stage, tries: 0, is_coming: false });
        Ok(())
    }

    fn ask_small(&mut self, asks: Vec<(u64, GetItem, u64)>) {
        let (mut ids, mut items, mut bytes, mut block) = (Vec::new(), Vec::new(), 0, Block::default());
        let lane = |bytes| if bytes <= EXPRESS_BYTES { Lane::Express } else { Lane::Bulk };
        for (id, item, size) in asks {
            if !block.takes(&item) || items.len() >= BATCH_ENTRIES || bytes + size > BATCH_BYTES {
                self.send_get(lane(bytes), std::mem::take(&mut items), std::mem::take(&mut ids));
                (bytes, block) = (0, Block::default());
                block.takes(&item);
            }
            ids.push(id);
            items.push(item);
            bytes += size;
        }
        if !items.is_empty() {
            self.send_get(lane(bytes), items, ids);
        }
    }

    fn send_get(&mut self, lane: Lane, items: Vec<GetItem>, ids: Vec<u64>) {
        let number = self.number();
        if items.iter().any(|item| item.coming.is_some()) {
            self.pull.coming_gets.insert(number);
        }
        self.pull.gets.insert(number, ids);
        let message = ToHub::Get { batch: self.batch(number), lane, items };
        self.effects.push(Effect::Send { lane: Lane::Control, message });
    }

    /// The connection is lost: open requests will not be answered; what has come is kept.
    pub(crate) fn forget_gets(&mut self) {
        self.pull.gets.clear();
        self.pull.coming.clear();
        self.pull.coming_gets.clear();
        self.pull.digests.clear();
        self.pull.large.clear();
        self.pull.small_to_come = 0;
        for (_, fetch) in self.pull.fetches.drain() {
            if let Stage::Chunks(Chunks { list, have, .. }) = fetch.stage {
                self.pull.partials.insert(fetch.file.digest, (list, have));
            }
        }
    }

    pub(crate) fn take_body(&mut self, body: Body) -> StoreResult<()> {
        let ids = self.pull.gets.get(&body.batch.number);
        let Some(id) = ids.and_then(|ids| ids.get(body.item as usize)).copied() else { return Ok(()) };
        let Some(fetch) = self.pull.fetches.get_mut(&id) else { return Ok(()) };
        let result = match (&mut fetch.stage, body.piece) {
            (Stage::Small, Piece::Chunk(0)) => return self.take_small(id, body.bytes),
            (Stage::List(parts), Piece::List(n)) => {
                let most = (fetch.file.size / CHUNK_MIN as u64 + 1) * ENCODED_CHUNK as u64;
                let held: usize = parts.values().map(Vec::len).sum();
                if body.bytes.len() <= CHUNK_MAX && (held + body.bytes.len()) as u64 <= most {
                    parts.insert(n, body.bytes);
                }
                Ok(())
            }
            (Stage::Chunks(chunks), Piece::Chunk(n)) => {
                let Some(chunk) = chunks.list.chunks().get(n as usize) else { return Ok(()) };
                if !chunks.is_lacking(n as usize)
                    || body.bytes.len() as u32 != chunk.len
                    || Digest::of(&body.bytes) != chunk.digest
                {
                    return Ok(());
                }
                let place = partial(&fetch.file.digest);
                self.pull.is_swept = false;
                chunks.write(&self.disk, &place, n as usize, &body.bytes)
            }
            _ => Ok(()),
        };
        if let Err(error) = result {
            self.fetch_failed(id, &error);
        }
        Ok(())
    }

    fn fetch_failed(&mut self, id: u64, error: &DiskError) {
        if let Some(fetch) = self.pull.end(id) {
            // The part that has come would keep the disk full, and prevent everything else from being placed.
            if error.kind == DiskErrorKind::Full || fetch.is_coming {
                self.discard(&partial(&fetch.file.digest));
            }
            // There is no news of this content yet, so there is no problem to report either.
            if !fetch.is_coming {
                self.disk_failed(&fetch.path, error);
            }
        }
    }

    fn take_small(&mut self, id: u64, bytes: Vec<u8>) -> StoreResult<()> {
        let Some(file) = self.pull.fetches.get(&id).map(|fetch| fetch.file.clone()) else { return Ok(()) };
        if bytes.len() as u64 != file.size || ChunkList::of_small(&bytes).digest() != file.digest {
            return Ok(());
        }
        let name = self.staging("new");
        let place = Place::Staging(name.clone());
        match self.disk.write_at(&place, 0, &bytes).and_then(|()| self.finish(&place, &file)) {
            Ok(()) => self.is_ready(id, name),
            Err(error) => {
                self.discard(&place);
                self.fetch_failed(id, &error);
            }
        }
        Ok(())
    }

    fn is_ready(&mut self, id: u64, name: String) {
        if let Some(Fetch { path, expected, remote, .. }) = self.pull.end(id) {
            self.pull.ready.push(Placement { path, expected, remote, content: Content::Staged { name, like: None } });
            self.pull.ready_since.get_or_insert(self.now.ticks);
        }
    }

    pub(crate) fn bodies_end(&mut self, batch: BatchId, missing: Vec<(u32, Refusal)>) -> StoreResult<()> {
        let Some(ids) = self.pull.gets.remove(&batch.number) else { return Ok(()) };
        self.work.changed = true;
        let was_coming = self.pull.coming_gets.remove(&batch.number);
        if was_coming && !missing.is_empty() {
            ids.iter().for_each(|id| self.coming_is_refused(*id));
        }
        for (item, refusal) in missing.into_iter().filter(|_| !was_coming) {
            let Some(fetch) = ids.get(item as usize).and_then(|id| self.pull.end(*id)) else { continue };
            if self.row(&fetch.path)?.remote.seq != fetch.remote.seq {
                self.landed(&fetch.path)?;
                continue;
            }
            let reason = Trouble::NotFetched { path: fetch.path.clone(), cause: refusal.reason };
            self.fail(&fetch.path, reason, Some(RETRY));
        }
        let mut again = Vec::new();
        for id in ids {
            let Some(fetch) = self.pull.fetches.get_mut(&id) else { continue };
            let mut needed = 0;
            match &mut fetch.stage {
                Stage::Small => {
                    let pieces = Pieces::Chunks(vec![(0, 1)]);
                    again.push((id, fetch.get(pieces), fetch.file.size));
                    fetch.tries += 1;
                }
                // It was refused while it was on its way to the hub, and has been requested again.
                Stage::List(parts) if was_coming && parts.is_empty() => {}
                Stage::List(parts) => {
                    let bytes: Vec<u8> = std::mem::take(parts).into_values().flatten().collect();
                    let list = ChunkList::decode(&bytes).ok();
                    let list = list.filter(|list| list.digest() == fetch.file.digest && list.size() == fetch.file.size);
                    fetch.tries += 1;
                    match list {
                        Some(list) => {
                            needed = allocated(&list);
                            let have = vec![false; list.chunks().len()];
                            fetch.stage = Stage::Gather { list, have, next: 0, offset: 0 };
                        }
                        None => fetch.tries = TRIES + 1,
                    }
                }
                Stage::Chunks(chunks) => chunks.gets = chunks.gets.saturating_sub(1),
                Stage::Gather { .. } => {}
            }
            if fetch.tries > TRIES {
                self.is_damaged(id);
            } else if needed > 0 && !self.has_room_for_listed(needed) {
                let fetch = self.pull.end(id).filter(|fetch| !fetch.is_coming);
                fetch.iter().for_each(|fetch| self.lacks_room(&fetch.path));
            }
        }
        again.retain(|(id, ..)| self.pull.fetches.contains_key(id));
        self.ask_small(again);
        Ok(())
    }

    fn is_damaged(&mut self, id: u64) {
        let Some(fetch) = self.pull.end(id).filter(|fetch| !fetch.is_coming) else { return };
        self.fail(&fetch.path, Trouble::Damaged { path: fetch.path.clone() }, Some(RETRY));
    }

    /// Continues with large contents, and puts in place what is ready.
    pub(crate) fn run_stage(&mut self) -> StoreResult<()> {
        self.expire_coming()?;
        let large: Vec<u64> = self.pull.large.iter().copied().collect();
        let mut budget = GATHER;
        for id in large {
            if let Err(error) = self.gather(id, &mut budget)? {
                self.fetch_failed(id, &error);
                continue;
            }
            self.ask_chunks(id);
            if let Err(error) = self.fill_repeated(id, &mut budget) {
                self.fetch_failed(id, &error);
                continue;
            }
            self.finish_large(id)?;
        }
        self.place_ready()
    }

    fn place_ready(&mut self) -> StoreResult<()> {
        if self.pull.ready.is_empty() {
            return Ok(());
        }
        let more_comes = self.pull.fetches.values().any(|fetch| fetch.file.size <= EXPRESS_BYTES);
        let waited = self.pull.ready_since.is_none_or(|since| self.now.ticks >= since + PLACE_AFTER);
        if more_comes && !waited && self.pull.ready.len() < PLACE_MAX {
            return Ok(());
        }
        self.pull.ready_since = None;
        let ready = std::mem::take(&mut self.pull.ready);
        self.work.changed = true;
        self.place(ready)
    }

    pub(crate) fn stage_wake(&self) -> Option<u64> {
        let gathers = self.pull.large_fetches().any(|fetch| fetch.stage.works_here());
        let place = self.pull.ready_since.map(|since| since + PLACE_AFTER);
        gathers.then_some(self.now.ticks).or(place)
    }

    /// Returns the contents of more than a mebibyte that are being transferred.
    pub(crate) fn transfers(&self) -> Vec<Transfer> {
        let shown = self.pull.large_fetches().filter(|fetch| !fetch.is_coming);
        let pulls = shown.filter(|fetch| fetch.file.size > 1 << 20).map(|fetch| Transfer {
            path: fetch.path.clone(),
            done: if let Stage::Chunks(chunks) = &fetch.stage { chunks.done } else { 0 },
            total: fetch.file.size,
            to_hub: false,
        });
        let mut transfers: Vec<Transfer> = self.pushes().chain(pulls).collect();
        transfers.sort_by(|a, b| a.path.cmp(&b.path));
        transfers
    }
}
