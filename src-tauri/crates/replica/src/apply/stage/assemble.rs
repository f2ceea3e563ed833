//! Assembles a large content in a partial file, chunk by chunk: from what is on this disk, then from the hub.
//!
//! A partial file is named by its content; nothing in it is trusted that was not hashed in this run. Zeros are left as
//! holes, and a chunk that the list names several times is requested once.

use std::collections::HashMap;

use syncit_core::content::{ChunkList, Digest};
use syncit_core::message::{EXPRESS_BYTES, Lane, MAX_RUNS, Pieces};
use syncit_core::replica_store::{ReplicaStore, StoreResult};

use crate::apply::fetches::{Chunks, Stage, TRIES, is_zeros, partial};
use crate::disk::{Disk, DiskResult, Place};
use crate::replica::Replica;

/// Bytes per request for a large content; up to two requests are open at once.
const RANGE: u64 = 8 << 20;
/// Bytes that are searched for on this disk in one step.
pub(super) const GATHER: u64 = 16 << 20;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Searches this disk for chunks of the content: in an unfinished download, or in the old version.
    pub(super) fn gather(&mut self, id: u64, budget: &mut u64) -> StoreResult<DiskResult<()>> {
        let Some(fetch) = self.pull.fetches.get_mut(&id) else { return Ok(Ok(())) };
        let Stage::Gather { list, have, next, offset } = &mut fetch.stage else { return Ok(Ok(())) };
        let place = partial(&fetch.file.digest);
        let unfinished = self.disk.open(&place).ok();
        let old = match fetch.expected.file() {
            Some(file) => self.store.chunks(&file.digest)?,
            None => None,
        };
        let old: HashMap<Digest, u64> =
            old.iter().flat_map(ChunkList::with_offsets).map(|(offset, chunk)| (chunk.digest, offset)).collect();
        let source = if old.is_empty() { None } else { self.disk.open(&Place::from(&fetch.path)).ok() };
        let read = |reader: &D::Reader, offset: u64, len: u32, digest: Digest| {
            let mut bytes = vec![0; len as usize];
            let read = self.disk.read_at(reader, offset, &mut bytes).unwrap_or(0);
            (read == bytes.len() && Digest::of(&bytes) == digest).then_some(bytes)
        };
        while let Some(chunk) = list.chunks().get(*next)
            && *budget > 0
        {
            *budget = budget.saturating_sub(u64::from(chunk.len));
            let is_there =
                unfinished.as_ref().is_some_and(|(it, _)| read(it, *offset, chunk.len, chunk.digest).is_some());
            if is_there {
                have[*next] = true;
            } else if is_zeros(chunk) {
                // A hole reads as zeros; anything left there by an earlier attempt is overwritten.
                let zeros = unfinished.as_ref().map_or(0, |_| chunk.len as usize);
                if let Err(error) = self.disk.write_at(&place, *offset, &vec![0; zeros]) {
                    return Ok(Err(error));
                }
                self.pull.is_swept = false;
                have[*next] = true;
            } else if let (Some((reader, _)), Some(at)) = (&source, old.get(&chunk.digest))
                && let Some(bytes) = read(reader, *at, chunk.len, chunk.digest)
            {
                self.pull.is_swept = false;
                if let Err(error) = self.disk.write_at(&place, *offset, &bytes) {
                    return Ok(Err(error));
                }
                have[*next] = true;
            }
            *offset += u64::from(chunk.len);
            *next += 1;
        }
        if *next == list.chunks().len() {
            fetch.stage = Stage::Chunks(Chunks::new(std::mem::take(list), std::mem::take(have)));
        }
        Ok(Ok(()))
    }

    pub(super) fn ask_chunks(&mut self, id: u64) {
        loop {
            let Some(fetch) = self.pull.fetches.get_mut(&id) else { return };
            let Stage::Chunks(chunks) = &mut fetch.stage else { return };
            if chunks.gets >= 2 {
                return;
            }
            // Of a content that is still on its way to the hub, only what has arrived there can be requested.
            let coming = self.pull.coming.get(&fetch.file.digest).filter(|_| fetch.is_coming);
            let end = coming.map_or(chunks.have.len(), |coming| coming.chunks.min(chunks.have.len()));
            if coming.is_none() && chunks.next >= chunks.have.len() && chunks.gets == 0 && chunks.lacking > 0 {
                // Not everything that was requested has come.
                fetch.tries += 1;
                chunks.next = 0;
                if fetch.tries > TRIES {
                    self.is_damaged(id);
                    return;
                }
            }
            let mut ranges: Vec<(u32, u32)> = Vec::new();
            let mut bytes = 0;
            while chunks.next < end && bytes < RANGE && ranges.len() < MAX_RUNS {
                if chunks.is_lacking(chunks.next) {
                    let n = chunks.next as u32;
                    bytes += u64::from(chunks.list.chunks()[chunks.next].len);
                    match ranges.last_mut() {
                        Some((first, count)) if *first + *count == n => *count += 1,
                        _ => ranges.push((n, 1)),
                    }
                }
                chunks.next += 1;
            }
            if ranges.is_empty() {
                return;
            }
            chunks.gets += 1;
            let lane = if bytes <= EXPRESS_BYTES && coming.is_none() { Lane::Express } else { Lane::Bulk };
            let item = fetch.get(Pieces::Chunks(ranges));
            self.send_get(lane, vec![item], vec![id]);
        }
    }

    /// Copies chunks that the list names several times from their first place, once all of those are here.
    pub(super) fn fill_repeated(&mut self, id: u64, budget: &mut u64) -> DiskResult<()> {
        let Some(fetch) = self.pull.fetches.get_mut(&id).filter(|fetch| fetch.stage.works_here()) else {
            return Ok(());
        };
        let Stage::Chunks(chunks) = &mut fetch.stage else { return Ok(()) };
        let place = partial(&fetch.file.digest);
        let (reader, _) = self.disk.open(&place)?;
        while let Some(have) = chunks.have.get(chunks.filled) {
            let n = chunks.filled;
            if *have {
                chunks.filled += 1;
                continue;
            }
            if *budget == 0 {
                break;
            }
            let (chunk, first) = (chunks.list.chunks()[n], chunks.firsts[n] as usize);
            *budget = budget.saturating_sub(u64::from(chunk.len));
            let mut bytes = vec![0; chunk.len as usize];
            let read = self.disk.read_at(&reader, chunks.offsets[first], &mut bytes)?;
            if read != bytes.len() || Digest::of(&bytes) != chunk.digest {
                chunks.lost(first);
                break;
            }
            chunks.write(&self.disk, &place, n, &bytes)?;
        }
        Ok(())
    }

    pub(super) fn finish_large(&mut self, id: u64) -> StoreResult<()> {
        let Some(fetch) = self.pull.fetches.get(&id).filter(|fetch| !fetch.is_coming) else { return Ok(()) };
        let Stage::Chunks(Chunks { list, left: 0, .. }) = &fetch.stage else { return Ok(()) };
        // The hub's entry may now differ from what it announced when the content began to arrive.
        if list.size() != fetch.file.size {
            self.is_damaged(id);
            return Ok(());
        }
        self.store.set_chunks(list)?;
        self.written = true;
        let (from, file) = (partial(&fetch.file.digest), fetch.file.clone());
        let name = self.staging("new");
        match self.finish(&from, &file).and_then(|()| self.disk.rename(&from, &Place::Staging(name.clone()))) {
            Ok(()) => self.is_ready(id, name),
            Err(error) => self.fetch_failed(id, &error),
        }
        Ok(())
    }

    /// Removes unfinished downloads once everything is settled: nobody wants their contents any more.
    pub(crate) fn sweep_partials(&mut self) -> StoreResult<()> {
        if self.pull.is_swept
            || !self.pull.fetches.is_empty()
            || !self.pull.is_idle()
            || self.store.totals()?.pending > 0
        {
            return Ok(());
        }
        self.pull.partials.clear();
        let names = self.disk.read_dir(&Place::Own("partial".into())).unwrap_or_default();
        for name in names.into_iter().filter_map(|entry| entry.name.ok()) {
            self.discard(&Place::Partial(name));
        }
        self.pull.is_swept = true;
        Ok(())
    }
}
