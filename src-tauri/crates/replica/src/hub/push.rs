//! Offers local changes to the hub and handles its verdicts.
//!
//! The disk is checked once more before an offer that sends no bytes. What an offer was about is only kept to read its
//! verdicts; a lost connection forgets it, and the rows say what is left to do.

mod draft;
mod verdicts;

use std::collections::HashSet;

use syncit_core::RelPath;
use syncit_core::content::CHUNK_MAX;
use syncit_core::message::{
    BATCH_BYTES, BATCH_ENTRIES, BatchId, Block, EXPRESS_BYTES, Lane, OfferItem, ToHub, in_blocks,
};
use syncit_core::plan::Step;
use syncit_core::replica_store::{ReplicaStore, StoreResult};

use crate::disk::Disk;
use crate::event::{BodyFrom, BodySource, Effect, Transfer};
use crate::hub::memory::{Offer, Offered, Purpose, WANTS_MAX};
use crate::queue::memory::Flight;
use crate::replica::Replica;

use draft::Draft;

fn lane_for(bytes: u64) -> Lane {
    if bytes <= EXPRESS_BYTES { Lane::Express } else { Lane::Bulk }
}

/// Leaves out removals whose other half cannot go yet: the old name of a move is never offered as gone without the new one.
fn drop_single_halves(drafts: &mut Vec<Draft>) {
    let second: HashSet<RelPath> =
        drafts.iter().filter_map(|draft| Some(draft.item.moved_from.as_ref()?.path.clone())).collect();
    drafts.retain(|draft| !draft.has_other_half || second.contains(&draft.item.path));
}

fn bytes_of(bodies: &[BodySource]) -> u64 {
    let len = |body: &BodySource| match &body.from {
        BodyFrom::Bytes(bytes) => bytes.len() as u64,
        BodyFrom::File { len, .. } => u64::from(*len),
    };
    bodies.iter().map(len).sum()
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Offers as many of these steps as there is room for; the others stay pending and are planned again.
    pub(crate) fn offer(&mut self, steps: Vec<Step>) -> StoreResult<()> {
        // The first offer tells the hub how many deletions belong together.
        let moved: HashSet<RelPath> = steps.iter().filter_map(|step| step.moved_from().cloned()).collect();
        self.push.missing = self.work.missing(&steps, |path| moved.contains(path));
        let mut batch: Vec<Draft> = Vec::new();
        let (mut bytes, mut block) = (0, Block::default());
        let mut half = None;
        let mut steps = steps.into_iter().peekable();
        while let Some(step) = steps.next() {
            if self.push.is_full() {
                self.work.changed = true;
                return Ok(());
            }
            let has_other_half = steps.peek().is_some_and(|next| next.moved_from() == Some(step.path()));
            let first_half = half.take();
            let is_second_half = step.moved_from().is_some();
            let Some(draft) = self.draft(step)? else { continue };
            if has_other_half {
                half = Some(Draft { has_other_half, ..draft });
                continue;
            }
            // A move whose first half has changed meanwhile is planned again.
            if is_second_half && first_half.is_none() {
                self.work.changed = true;
                continue;
            }
            for draft in first_half.into_iter().chain([draft]) {
                bytes += draft.bytes();
                let is_full = !block.takes(&draft.item);
                let is_open_pair = draft.has_other_half;
                batch.push(draft);
                // The one that no longer fits, and its other half, are sent too: the message has room for them.
                let is_full = is_full || batch.len() >= BATCH_ENTRIES - 1 || bytes >= BATCH_BYTES - CHUNK_MAX as u64;
                if !is_open_pair && is_full {
                    self.send_offer(std::mem::take(&mut batch));
                    (bytes, block) = (0, Block::default());
                }
            }
        }
        self.send_offer(batch);
        Ok(())
    }

    /// Offers what the hub has in its journal already, but not in its content store.
    pub(crate) fn offer_again(&mut self, items: Vec<OfferItem>) {
        let draft = |item| Draft { item, purpose: Purpose::Again, bodies: Vec::new(), has_other_half: false };
        for items in in_blocks(items) {
            let mut drafts = items.into_iter().map(draft).peekable();
            while drafts.peek().is_some() {
                self.send_offer(drafts.by_ref().take(BATCH_ENTRIES).collect());
            }
        }
    }

    fn send_offer(&mut self, mut drafts: Vec<Draft>) {
        let lane = lane_for(drafts.iter().map(Draft::bytes).sum());
        // Only a single lane keeps its order, so a change waits if its directory is being offered on another lane.
        let in_step = |path: &RelPath| match path.parent().and_then(|dir| self.work.flights.get(&dir).copied()) {
            Some(Flight::Offered(number)) => self.push.lane(number) == Some(lane),
            _ => true,
        };
        drafts.retain(|draft| in_step(&draft.item.path));
        drop_single_halves(&mut drafts);
        if drafts.is_empty() {
            return;
        }
        let removals = drafts.iter_mut().filter(|draft| draft.item.entry.is_absent() && !draft.has_other_half);
        self.work.announce(removals.map(|draft| &mut draft.item), &mut self.push.missing);
        let number = self.number();
        let batch = self.batch(number);
        let mut bodies = Vec::new();
        let mut items = Vec::with_capacity(drafts.len());
        for (index, draft) in (0..).zip(drafts) {
            let under_way = match &draft.purpose {
                Purpose::Copy(path) => vec![path, &draft.item.path],
                purpose => vec![purpose.source(&draft.item)],
            };
            self.work.flights.extend(under_way.into_iter().map(|path| (path.clone(), Flight::Offered(number))));
            let sources = draft.bodies.into_iter();
            bodies.extend(sources.map(|(piece, bytes)| BodySource {
                item: index,
                piece,
                from: BodyFrom::Bytes(bytes),
            }));
            let left = draft.item.entry.size();
            items.push(Offered { item: draft.item, purpose: draft.purpose, wants: 0, left, is_decided: false });
        }
        let message = ToHub::Offer { batch, items: items.iter().map(|offered| offered.item.clone()).collect() };
        self.effects.push(Effect::Send { lane, message });
        self.send_bodies(lane, batch, bodies);
        self.push.offers.insert(number, Offer { lane, undecided: items.len(), items });
    }

    fn send_bodies(&mut self, lane: Lane, batch: BatchId, bodies: Vec<BodySource>) {
        self.effects.push(if bodies.is_empty() {
            Effect::Send { lane, message: ToHub::BodiesEnd { batch } }
        } else {
            Effect::SendBodies { lane, batch, bodies }
        });
    }

    /// Returns true if the hub has not answered about a deletion yet.
    pub(crate) fn has_offered_deletions(&self) -> bool {
        let mut items = self.push.offers.values().flat_map(|offer| &offer.items);
        items.any(|offered| !offered.is_decided && offered.item.entry.is_absent())
    }

    pub(crate) fn forget_offers(&mut self) {
        self.push.offers.clear();
    }

    /// Handles the end of a batch of bodies: paths that changed meanwhile were not sent, and are rescanned.
    pub(crate) fn sent(&mut self, batch: BatchId, changed: Vec<RelPath>) -> StoreResult<()> {
        for path in changed {
            self.look_at(path.clone(), true);
            if let Some(offer) = self.push.offers.get_mut(&batch.number) {
                let item = offer.items.iter_mut().find(|offered| *offered.source() == path && !offered.is_decided);
                if let Some(item) = item {
                    // The hub will want again what it did not get, but will get nothing.
                    item.wants = WANTS_MAX;
                }
            }
        }
        Ok(())
    }

    /// Counts bytes that were sent; for display only.
    pub(crate) fn sent_part(&mut self, batch: BatchId, sent: &[(u32, u64)]) {
        let Some(offer) = self.push.offers.get_mut(&batch.number) else { return };
        for (index, bytes) in sent {
            if let Some(offered) = offer.items.get_mut(*index as usize) {
                offered.left = offered.left.saturating_sub(*bytes);
            }
        }
    }

    /// Returns the large contents that are being sent to the hub.
    pub(crate) fn pushes(&self) -> impl Iterator<Item = Transfer> + '_ {
        let items = self.push.offers.values().flat_map(|offer| &offer.items);
        let large =
            items.filter(|offered| !offered.is_decided && offered.wants > 0 && offered.item.entry.size() > 1 << 20);
        large.map(|offered| Transfer {
            path: offered.item.path.clone(),
            done: offered.item.entry.size() - offered.left,
            total: offered.item.entry.size(),
            to_hub: true,
        })
    }
}
