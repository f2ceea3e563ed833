//! Puts a large content together, chunk by chunk, in a partial file: from what is on this disk, then from the hub.
//!
//! A partial file is named by its content; nothing in it is believed that was not hashed in this run.

use std::collections::HashMap;

use syncit_core::content::{ChunkList, Digest};
use syncit_core::message::{EXPRESS_BYTES, GetItem, Lane, MAX_RUNS, Pieces};
use syncit_core::replica_store::{ReplicaStore, StoreResult};

use super::TRIES;
use crate::disk::{Disk, DiskResult, Place};
use crate::replica::Replica;

use super::Stage;

/// What is asked for of a large content at once, in bytes, twice.
const RANGE: u64 = 8 << 20;
/// Bytes that are looked for on this disk in one step.
pub(super) const GATHER: u64 = 16 << 20;
/// Bytes of a partial file between two syncs, so that a small change never waits behind a large flush.
pub(super) const SYNC_EVERY: u64 = 16 << 20;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Looks on this disk for chunks that are here: in an unfinished download, or in the old version.
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
            fetch.stage = Self::chunks_stage(std::mem::take(list), std::mem::take(have));
        }
        Ok(Ok(()))
    }

    pub(super) fn ask_chunks(&mut self, id: u64) {
        loop {
            let Some(fetch) = self.pull.fetches.get_mut(&id) else { return };
            let Stage::Chunks { list, have, next, gets, .. } = &mut fetch.stage else { return };
            if *gets >= 2 {
                return;
            }
            if *next >= have.len() && *gets == 0 && have.contains(&false) {
                // Not all that was asked for has come.
                fetch.tries += 1;
                *next = 0;
                if fetch.tries > TRIES {
                    self.is_damaged(id);
                    return;
                }
            }
            let mut ranges: Vec<(u32, u32)> = Vec::new();
            let mut bytes = 0;
            while *next < have.len() && bytes < RANGE && ranges.len() < MAX_RUNS {
                if !have[*next] {
                    bytes += u64::from(list.chunks()[*next].len);
                    let n = *next as u32;
                    match ranges.last_mut() {
                        Some((first, count)) if *first + *count == n => *count += 1,
                        _ => ranges.push((n, 1)),
                    }
                }
                *next += 1;
            }
            if ranges.is_empty() {
                return;
            }
            *gets += 1;
            let item = GetItem { path: fetch.path.clone(), seq: fetch.told.seq, pieces: Pieces::Chunks(ranges) };
            let lane = if bytes <= EXPRESS_BYTES { Lane::Express } else { Lane::Bulk };
            self.send_get(lane, vec![item], vec![id]);
        }
    }

    pub(super) fn finish_large(&mut self, id: u64) -> StoreResult<()> {
        let Some(fetch) = self.pull.fetches.get(&id) else { return Ok(()) };
        let Stage::Chunks { list, have, .. } = &fetch.stage else { return Ok(()) };
        if have.contains(&false) {
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

    pub(super) fn chunks_stage(list: ChunkList, have: Vec<bool>) -> Stage {
        let offsets = list.with_offsets().map(|(offset, _)| offset).collect();
        let done =
            list.chunks().iter().zip(&have).filter(|(_, have)| **have).map(|(chunk, _)| u64::from(chunk.len)).sum();
        Stage::Chunks { list, offsets, have, next: 0, gets: 0, unsynced: 0, done }
    }

    /// Once everything is settled, unfinished downloads are of contents that nobody wants any more.
    pub(crate) fn sweep_partials(&mut self) -> StoreResult<()> {
        if self.pull.is_swept || !self.pull.is_idle() || self.store.totals()?.pending > 0 {
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

pub(super) fn partial(digest: &Digest) -> Place {
    Place::Partial(digest.to_string())
}
