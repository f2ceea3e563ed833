//! The content of an offered entry: its chunk list, and whether two entries have the same content.

use std::sync::Arc;

use syncit_core::content::CHUNK_MIN;
use syncit_core::message::Refusal;
use syncit_core::relay_store::{RelayStore, StoreResult};
use syncit_core::{ChunkList, Digest, Entry, FileEntry, MachineId};

use crate::memory::ItemState;
use crate::reasons::Breach;
use crate::refusal::not_acceptable;

/// Assembles the parts of a list if they are complete. An incomplete list is dropped.
pub(crate) fn assemble<S: RelayStore>(
    store: &mut S,
    machine: MachineId,
    state: &mut ItemState,
    file: &FileEntry,
) -> StoreResult<()> {
    let parts = std::mem::take(&mut state.parts);
    if parts.is_empty() || state.list.is_some() {
        return Ok(());
    }
    let encoded = parts.concat();
    if Digest::of(&encoded) != file.digest {
        return Ok(());
    }
    match ChunkList::decode(&encoded) {
        Ok(list) => {
            state.refusal = mismatch(&list, file);
            if state.refusal.is_none() {
                store.put_chunk_list(machine, &list)?;
                state.list = Some(Arc::new(list));
                state.came = true;
            }
        }
        Err(error) => state.refusal = Some(not_acceptable(error)),
    }
    Ok(())
}

/// Returns why a list cannot be that of an honest file, although its digest is right.
pub(crate) fn mismatch(list: &ChunkList, file: &FileEntry) -> Option<Refusal> {
    if list.size() != file.size {
        return Some(not_acceptable(Breach::OtherSize));
    }
    // Otherwise a tiny file could have a list that the hub would have to ask for in parts.
    (list.chunks().len() as u64 > file.size / CHUNK_MIN as u64 + 1
        || (file.size <= CHUNK_MIN as u64 && list.chunks().len() > 1))
        .then(|| not_acceptable(Breach::CutTooFinely))
}

pub(crate) fn is_same_thing(one: &Entry, other: &Entry) -> bool {
    match (one, other) {
        (Entry::File(one), Entry::File(other)) => one.digest == other.digest,
        _ => one == other,
    }
}
