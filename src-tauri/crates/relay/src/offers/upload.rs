//! Takes in offers and their bodies: everything before the decision.
//!
//! A body is kept (as uploaded by the machine) as soon as it is verified: a chunk by the checked list
//! of its content, a list or a single chunk by the content's digest. So an interrupted transfer
//! continues where it stopped, and only unfinished lists are held in memory. A body that cannot be
//! verified is ignored. What breaks a limit or cannot be honest ends the connection.

use std::collections::BTreeSet;
use std::sync::Arc;

use syncit_core::content::CHUNK_MAX;
use syncit_core::message::{
    BatchId, Body, MAX_ITEMS, MAX_PENDING_BATCHES, MAX_PENDING_BYTES, MAX_PENDING_ITEMS, OfferItem, Piece, Refusal,
    content_of, offered,
};
use syncit_core::relay_store::{RelayStore, StoreResult};
use syncit_core::{ChunkList, ChunkRef, Digest, Entry, FileEntry, MachineId};

use crate::access::rules::Act;
use crate::memory::{Batch, ItemState, MAX_LIST_BYTES, longest_list};
use crate::offers::content::assemble;
use crate::reasons::Breach;
use crate::refusal::{breach, not_acceptable, settle};
use crate::step::SessionId;
use crate::turn::Turn;

impl<S: RelayStore> Turn<'_, S> {
    /// Handles `Offer`. Nothing is decided before its bodies have ended.
    pub fn take_offer(&mut self, session: SessionId, id: BatchId, items: &[OfferItem]) -> StoreResult<()> {
        let Some(known) = self.memory.sessions.get(&session) else { return Ok(()) };
        let paths: BTreeSet<_> = items.iter().map(|item| &item.path).collect();
        let bytes: usize = items.iter().map(offered).sum();
        let broken = if items.len() > MAX_ITEMS {
            Some(Breach::LargeOffer)
        } else if paths.len() < items.len() {
            Some(Breach::PathTwice)
        } else if known.batches.contains_key(&id) {
            Some(Breach::SameOffer)
        } else if known.batches.len() >= MAX_PENDING_BATCHES || known.pending_items() + items.len() > MAX_PENDING_ITEMS
        {
            Some(Breach::ManyOffers)
        } else if known.pending_bytes() + bytes > MAX_PENDING_BYTES {
            Some(Breach::OffersMemory)
        } else {
            None
        };
        if let Some(how) = broken {
            return self.expel(session, breach(how));
        }
        let denied = settle(self.allow(known.machine, Act::Offer, id.folder))?.is_err();
        let states = items.iter().map(|item| ItemState { refusal: defect(&item.entry), ..ItemState::default() });
        let batch = Batch { items: items.into(), states: states.collect(), denied, bytes };
        if let Some(known) = self.memory.sessions.get_mut(&session) {
            known.batches.insert(id, Arc::new(batch));
        }
        Ok(())
    }

    /// Handles `Body`.
    pub fn take_body(&mut self, session: SessionId, body: &Body) -> StoreResult<()> {
        let has_room = self.has_room();
        let step = self.memory.step;
        let Some(known) = self.memory.sessions.get_mut(&session) else { return Ok(()) };
        // The offer is gone if its folder was detached while bodies were in transit.
        let Some(batch) = known.batches.get(&body.batch) else { return Ok(()) };
        let index = body.item as usize;
        let Some(item) = batch.items.get(index) else {
            return self.expel(session, breach(Breach::UnknownBody));
        };
        if body.bytes.is_empty() || body.bytes.len() > CHUNK_MAX {
            return self.expel(session, breach(Breach::BodySize));
        }
        let Some(file) = item.entry.file().filter(|_| content_of(&item.entry).is_some()).cloned() else {
            return self.expel(session, breach(Breach::NeedlessBody));
        };
        let state = &batch.states[index];
        if batch.denied || state.decided || state.refusal.is_some() || !has_room {
            return Ok(());
        }
        let machine = known.machine;
        if matches!(body.piece, Piece::List(_)) && known.list_bytes() + body.bytes.len() > MAX_LIST_BYTES {
            return self.expel(session, breach(Breach::ListsMemory));
        }
        let Some(batch) = known.batches.get_mut(&body.batch).map(Arc::make_mut) else { return Ok(()) };
        let state = &mut batch.states[index];
        match body.piece {
            Piece::List(part) => take_list_part(state, &file, part, &body.bytes),
            Piece::Chunk(number) => {
                if take_chunk(self.store, machine, state, &file, (number, &body.bytes), step)? {
                    let items = batch.items.clone();
                    let (of, path) = ((session, body.batch, body.item), &items[index].path);
                    self.chunk_came(of, path, number, body.bytes.len() as u64);
                }
            }
        }
        Ok(())
    }
}

/// Keeps a part of a list until the list is complete. Parts come in order; the first one starts over.
fn take_list_part(state: &mut ItemState, file: &FileEntry, part: u32, bytes: &[u8]) {
    if state.list.is_some() {
        return;
    }
    if part == 0 {
        state.parts.clear();
    }
    let held: usize = state.parts.iter().map(|part| part.len()).sum();
    if part as usize == state.parts.len() && held + bytes.len() <= longest_list(file.size) {
        state.parts.push(bytes.into());
    }
}

/// Keeps a chunk. Returns true if it belongs to the content.
fn take_chunk<S: RelayStore>(
    store: &mut S,
    machine: MachineId,
    state: &mut ItemState,
    file: &FileEntry,
    (number, bytes): (u32, &[u8]),
    step: u64,
) -> StoreResult<bool> {
    assemble(store, machine, state, file)?;
    let chunk = ChunkRef { digest: Digest::of(bytes), len: bytes.len() as u32 };
    match &state.list {
        Some(list) if list.chunks().get(number as usize) == Some(&chunk) => {}
        Some(_) => return Ok(false),
        None => {
            let single = ChunkList::new(vec![chunk]).unwrap_or_default();
            if state.refusal.is_some() || number != 0 || single.digest() != file.digest || single.size() != file.size {
                return Ok(false);
            }
            store.put_chunk_list(machine, &single)?;
            state.list = Some(Arc::new(single));
        }
    }
    store.put_chunk(machine, chunk.digest, bytes)?;
    state.came = true;
    if state.list.as_ref().is_some_and(|list| list.chunks().len() == 1) {
        state.proved_in = Some(step);
    }
    Ok(true)
}

/// Returns why a state can never be accepted, whatever the hub has.
fn defect(entry: &Entry) -> Option<Refusal> {
    entry.breach().map(not_acceptable)
}
