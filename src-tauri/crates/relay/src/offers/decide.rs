//! Deciding an offer: in order, each entry alone, against what the journal has at that moment.
//!
//! The order of the questions is part of the contract: the state is the same → accepted, whatever it
//! was based on; the seq is another → stale; a deletion that is held → refused; the tree would not be whole → stale;
//! then only is content looked for. So a probe never gets `Want`. Only files wait for content, and nothing in a
//! whole tree depends on a file being there: an entry that waits holds up no other one. When its content
//! has come it is asked everything again.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use syncit_core::content::CHUNK_MIN;
use syncit_core::message::{
    BatchId, Block, IN_THE_WAY_BYTES, MAX_RUNS, OfferItem, Pieces, RefusalCode, ToClient, Verdict, content_of,
    in_blocks,
};
use syncit_core::relay_store::{Accepted, ConflictOf, PathAt, RelayStore, StoreResult, Told};
use syncit_core::{ChunkList, Entry, FileEntry, FolderId, MachineId, Privacy, RelPath, Seq, Timestamp};

use crate::access::rules::Act;
use crate::holds::memory::{Changes, Guard};
use crate::memory::{Batch, ItemState};
use crate::offers::content::{assemble, is_same_thing, mismatch};
use crate::offers::moves::{Went, made_on_other};
use crate::refusal::{disk_full, hinted, settle};
use crate::step::SessionId;
use crate::turn::Turn;

/// The most entries that are named as being in the way.
const MAX_IN_THE_WAY: usize = 64;

/// What is the same for all items of one round.
struct Round {
    session: SessionId,
    machine: MachineId,
    folder: FolderId,
    /// One for the round, and no other round has it: so news know what was accepted together.
    at: Timestamp,
    readable: Vec<FolderId>,
    /// What ends in this batch, and on which seq.
    vanishing: BTreeMap<RelPath, Seq>,
    /// What is moved in this batch, by where it is moved from.
    moved: BTreeMap<RelPath, OfferItem>,
    /// A directory known to be live: most entries share it with the one before them.
    live_parent: Option<RelPath>,
    /// What holds for deletions.
    guard: Guard,
    /// What holds for changes of existing files.
    changes: Changes,
    /// Runs of chunks that may still be wanted: they are asked for in one message.
    runs: usize,
}

/// What is to be done about an item's content.
enum Content {
    Here,
    Wanted(Pieces),
    /// Too much is wanted of others: it is asked for once that has come.
    Later,
    Refused(syncit_core::message::Refusal),
}

impl<S: RelayStore> Turn<'_, S> {
    /// Takes `BodiesEnd`: answers every item that is not waiting for wanted content.
    pub fn decide(&mut self, session: SessionId, id: BatchId) -> StoreResult<()> {
        let Some(known) = self.memory.sessions.get_mut(&session) else { return Ok(()) };
        let machine = known.machine;
        let Some(mut batch) = known.batches.remove(&id) else { return Ok(()) };
        let verdicts = match settle(self.allow(machine, Act::Offer, id.folder))? {
            Ok(_) => self.judge_all(session, machine, id.folder, Arc::make_mut(&mut batch))?,
            Err(refusal) => (0..)
                .zip(&batch.states)
                .filter(|(_, state)| !state.decided)
                .map(|(index, _)| (index, Verdict::Refused(refusal.clone())))
                .collect(),
        };
        for (index, verdict) in &verdicts {
            let (item, state) = (&batch.items[*index as usize], &batch.states[*index as usize]);
            match verdict {
                Verdict::Want(pieces) => self.begin_coming((session, id, *index), item, state, pieces),
                verdict => self.end_coming((session, id, *index), &item.path, verdict),
            }
        }
        let waits = verdicts.iter().any(|(_, verdict)| matches!(verdict, Verdict::Want(_)));
        if let Some(known) = self.memory.sessions.get_mut(&session).filter(|_| waits) {
            known.batches.insert(id, batch);
        }
        for verdicts in in_messages(verdicts) {
            self.send(session, ToClient::Verdicts { batch: id, verdicts });
        }
        Ok(())
    }

    fn judge_all(
        &mut self,
        session: SessionId,
        machine: MachineId,
        folder: FolderId,
        batch: &mut Batch,
    ) -> StoreResult<Vec<(u32, Verdict)>> {
        let guard = self.guard(machine, folder, batch)?;
        let at = self.next_at(folder);
        let gone = batch.items.iter().filter(|item| item.entry.is_absent());
        let vanishing = match batch.items.iter().any(|item| item.moved_from.is_some()) {
            true => gone.map(|item| (item.path.clone(), item.based_on)).collect(),
            false => BTreeMap::new(),
        };
        let readable = self.readable(machine)?;
        let moves = batch.items.iter().filter_map(|item| Some((item.moved_from.as_ref()?.path.clone(), item.clone())));
        let moved = moves.collect();
        let changes = self.guard_changes((machine, folder), &readable, batch)?;
        let mut round = Round {
            session,
            machine,
            folder,
            at,
            readable,
            vanishing,
            moved,
            live_parent: None,
            guard,
            changes,
            runs: MAX_RUNS,
        };
        // A right given since the offer was made: its bodies were not looked at, so they are asked for.
        batch.denied = false;
        let mut verdicts = Vec::new();
        for (index, (item, state)) in (0..).zip(batch.items.iter().zip(&mut batch.states)) {
            if state.decided {
                continue;
            }
            let Some(verdict) = self.judge(&mut round, item, state)? else { continue };
            state.decided = !matches!(verdict, Verdict::Want(_));
            verdicts.push((index, verdict));
        }
        self.note_counted(machine, folder, &round.guard);
        self.note_changes(machine, folder, &round.changes);
        Ok(verdicts)
    }

    /// None of what waits until the content of others has come.
    fn judge(&mut self, round: &mut Round, item: &OfferItem, state: &mut ItemState) -> StoreResult<Option<Verdict>> {
        if let Some(file) = item.entry.file() {
            assemble(self.store, round.machine, state, file)?;
        }
        if let Some(refusal) = &state.refusal {
            return Ok(Some(Verdict::Refused(refusal.clone())));
        }
        let head = self.store.head(round.folder, &item.path)?;
        let current = head.as_ref().map(Accepted::told).unwrap_or_default();
        if item.entry.is_in(&current.entry) {
            return self.agree(round, item, state, current);
        }
        if made_on_other(item.based_on, &current) {
            let Went { found, moved_to } = match self.accepted_before(round.folder, item)? {
                Some(found) => Went { found: Some(found.told()), moved_to: None },
                None => self.went((round.machine, round.folder), item, head.as_ref())?,
            };
            return Ok(Some(Verdict::Stale { current, found, moved_to, in_the_way: Vec::new() }));
        }
        if self.lacks_other_half(round, item)? {
            return Ok(Some(stale(current, Vec::new())));
        }
        if let Some(refusal) = self.hold_back(&round.guard, round.folder, item, &current.entry, current.seq)? {
            return Ok(Some(Verdict::Refused(refusal)));
        }
        if !self.has_room_for_entry(round, item) {
            return Ok(Some(Verdict::Refused(disk_full())));
        }
        let in_the_way = self.in_the_way(round, item, &current.entry)?;
        if in_the_way.iter().any(|(_, there)| there.entry.breach().is_some()) {
            return Ok(Some(Verdict::Refused(invalid_above())));
        }
        if !in_the_way.is_empty() {
            return Ok(Some(stale(current, in_the_way)));
        }
        if !self.is_writable() {
            return Ok(Some(Verdict::Refused(disk_full())));
        }
        if let Some(file) = item.entry.file()
            && let Some(refusal) = self.over_quota(round.machine, file, head.as_ref())?
            && self.moved_from(round, item)?.is_none()
        {
            return Ok(Some(Verdict::Refused(refusal)));
        }
        match self.content(round, item, state)? {
            Content::Here => {}
            Content::Later => return Ok(None),
            Content::Refused(refusal) => return Ok(Some(Verdict::Refused(refusal))),
            Content::Wanted(pieces) => return Ok(Some(Verdict::Want(pieces))),
        }
        if let Some(refusal) = self.hold_back_change(&round.changes, round.folder, item, current.seq)? {
            return Ok(Some(Verdict::Refused(refusal)));
        }
        self.accept(round, item, head.as_ref()).map(|told| Some(Verdict::Accepted(told)))
    }

    /// Returns true if the other half of a move cannot be taken: a file that is removed here and not added there would be
    /// on no disk if its machine loses power before it has written the move, and the other way round an edit of what
    /// moves would stay behind.
    fn lacks_other_half(&self, round: &mut Round, item: &OfferItem) -> StoreResult<bool> {
        if item.entry.is_absent() {
            let Some(to) = round.moved.get(&item.path).cloned() else { return Ok(false) };
            let current = self.store.head(round.folder, &to.path)?.as_ref().map(Accepted::told).unwrap_or_default();
            let is_stale = !to.entry.is_in(&current.entry) && made_on_other(to.based_on, &current);
            return Ok(is_stale || !self.in_the_way(round, &to, &current.entry)?.is_empty());
        }
        let Some(from) = &item.moved_from else { return Ok(false) };
        let Some(based_on) = round.vanishing.get(&from.path) else { return Ok(false) };
        let current = self.store.head(round.folder, &from.path)?.as_ref().map(Accepted::told).unwrap_or_default();
        Ok(current.entry.is_live() && made_on_other(*based_on, &current))
    }

    /// Returns true if the journal may grow by this entry. Below the minimum only deletions pass, by which room can be made;
    /// but no half of a move, of which the other half would stay behind.
    fn has_room_for_entry(&self, round: &Round, item: &OfferItem) -> bool {
        let is_deletion = item.entry.is_absent() && !round.moved.contains_key(&item.path);
        is_deletion || self.has_room()
    }

    /// The state is what the journal has. If some of its content was damaged, who offers it may have what is missing;
    /// if not, nothing is lost by it.
    fn agree(
        &mut self,
        round: &mut Round,
        item: &OfferItem,
        state: &mut ItemState,
        current: Told,
    ) -> StoreResult<Option<Verdict>> {
        if self.store.damage()? > 0 && self.is_writable() {
            match self.content(round, item, state)? {
                Content::Wanted(pieces) => return Ok(Some(Verdict::Want(pieces))),
                Content::Later => return Ok(None),
                Content::Here | Content::Refused(_) => {}
            }
        }
        self.take_back((round.machine, round.folder), &item.path, &current.entry)?;
        self.agree_on_privacy(round, item, current).map(Some)
    }

    /// What was offered may say another thing of a directory's privacy: that makes no new entry.
    fn agree_on_privacy(&mut self, round: &Round, item: &OfferItem, current: Told) -> StoreResult<Verdict> {
        let is_private = current.privacy.is_some_and(|privacy| privacy.private);
        let wanted = item.private.filter(|private| item.entry.is_directory() && *private != is_private);
        let Some(private) = wanted else { return Ok(Verdict::Accepted(current)) };
        if !self.is_writable() {
            return Ok(Verdict::Refused(disk_full()));
        }
        self.store.set_privacy(round.folder, &item.path, private)?;
        self.authors.entry(round.folder).or_default().insert(round.session);
        let head = self.store.head(round.folder, &item.path)?;
        Ok(Verdict::Accepted(head.map_or(current, |head| head.told())))
    }

    /// The entry that shows that this state was accepted before and the acknowledgement lost. Not one from before the
    /// path was last removed: a machine that offers the same again after that has brought it back.
    fn accepted_before(&self, folder: FolderId, item: &OfferItem) -> StoreResult<Option<Accepted>> {
        let Some(found) = self.store.newest_equal(folder, &item.path, item.based_on, &item.entry)? else {
            return Ok(None);
        };
        let removed = self.store.newest_equal(folder, &item.path, found.seq, &Entry::Absent)?;
        Ok(if removed.is_some() { None } else { Some(found) })
    }

    /// What would keep the tree from being whole: directories above that are not there, or live entries
    /// in what is to be a directory no longer.
    fn in_the_way(&self, round: &mut Round, item: &OfferItem, current: &Entry) -> StoreResult<Vec<(RelPath, Told)>> {
        let mut in_the_way = Vec::new();
        if item.entry.is_live() && item.path.parent() != round.live_parent {
            for above in item.path.ancestors().take(MAX_IN_THE_WAY) {
                let told = self.store.head(round.folder, &above)?.map(|head| head.told()).unwrap_or_default();
                if told.entry.is_directory() {
                    break;
                }
                in_the_way.push((above, told));
            }
            if in_the_way.is_empty() {
                round.live_parent = item.path.parent();
            }
        }
        if current.is_directory() && !item.entry.is_directory() {
            let below = self.store.live_in(round.folder, &item.path, MAX_IN_THE_WAY)?;
            in_the_way.extend(below.into_iter().map(|live| (live.path.clone(), live.told())));
        }
        let mut block = Block::of(IN_THE_WAY_BYTES);
        let named = in_the_way.iter().take_while(|named| block.takes(*named)).count();
        in_the_way.truncate(named);
        Ok(in_the_way)
    }

    /// Whether all content is here for this machine, or what it is to send.
    fn content(&self, round: &mut Round, item: &OfferItem, state: &mut ItemState) -> StoreResult<Content> {
        let Some(file) = item.entry.file().filter(|_| content_of(&item.entry).is_some()) else {
            return Ok(Content::Here);
        };
        // What came and was checked in this very transaction is here for certain.
        if state.proved_in == Some(self.memory.step) {
            return Ok(Content::Here);
        }
        let (wanted, bytes) = match self.known_list(round, file, state)? {
            None if file.size <= CHUNK_MIN as u64 => (Pieces::Chunks(vec![(0, 1)]), file.size),
            // What it will take is known with its list.
            None => (Pieces::List, 0),
            Some(list) => {
                if let Some(refusal) = mismatch(&list, file) {
                    return Ok(Content::Refused(refusal));
                }
                let mut held = self.store.holds(round.machine, &round.readable, list.chunks())?;
                // A chunk that the list names again is sent and kept once.
                let mut bytes = 0;
                let mut named = HashSet::new();
                for (chunk, held) in list.chunks().iter().zip(&mut held) {
                    *held |= !named.insert(chunk.digest);
                    bytes += if *held { 0 } else { u64::from(chunk.len) };
                }
                let mut missing = ranges(&held);
                if missing.is_empty() {
                    return Ok(Content::Here);
                }
                if missing.len() > round.runs && round.runs < MAX_RUNS {
                    return Ok(Content::Later);
                }
                missing.truncate(round.runs);
                (Pieces::Chunks(missing), bytes)
            }
        };
        if !self.has_room_for(bytes) {
            return Ok(Content::Refused(disk_full()));
        }
        if state.wanted && !state.came {
            // Else a machine whose file has changed meanwhile would be asked for ever.
            return Ok(Content::Refused(hinted(
                RefusalCode::Internal,
                "content that the hub asked for did not come",
                "it is offered again by itself when the file has been read again",
            )));
        }
        state.wanted = true;
        state.came = false;
        if let Pieces::Chunks(runs) = &wanted {
            round.runs = round.runs.saturating_sub(runs.len());
        }
        Ok(Content::Wanted(wanted))
    }

    fn known_list(
        &self,
        round: &Round,
        file: &FileEntry,
        state: &mut ItemState,
    ) -> StoreResult<Option<Arc<ChunkList>>> {
        if !self.store.holds_list(round.machine, &round.readable, &file.digest)? {
            state.list = None;
        } else if state.list.is_none() {
            state.list = self.store.chunk_list(&file.digest)?.map(Arc::new);
        }
        Ok(state.list.clone())
    }

    fn accept(&mut self, round: &mut Round, item: &OfferItem, head: Option<&Accepted>) -> StoreResult<Told> {
        let current = head.map(Accepted::told).unwrap_or_default();
        let moved_from = self.moved_from(round, item)?;
        let moved = match &moved_from {
            Some(from) => self.store.entry_at(round.folder, &from.path, from.seq)?,
            None => None,
        };
        // What says nothing of it, as old versions do, opens no file that was private.
        let entry = item.entry.clone().after(&current.entry).after(&moved.map(|moved| moved.entry).unwrap_or_default());
        let mut accepted = Accepted {
            seq: Seq(0),
            path: item.path.clone(),
            entry,
            machine: round.machine,
            at: round.at,
            moved_from,
            conflict_of: self.conflict_of(round.folder, item)?,
            previous: current.seq,
            restored: None,
            privacy: item.private.filter(|_| item.entry.is_directory()).map(|private| Privacy { private, seq: Seq(0) }),
        };
        self.count(&mut round.guard, (round.machine, round.folder), item, &current.entry)?;
        let settled = self.settled_change(&round.changes, &item.path)?;
        accepted.seq = self.append(round.folder, &accepted)?;
        accepted.privacy = accepted.privacy.map(|privacy| Privacy { seq: accepted.seq, ..privacy });
        if let Some(was) = head {
            self.count_change(&mut round.changes, round.folder, (item, &accepted), was, settled)?;
        }
        if current.entry.is_directory() {
            round.live_parent = None;
        }
        self.memory.last_at.insert(round.folder, round.at);
        self.authors.entry(round.folder).or_default().insert(round.session);
        Ok(accepted.told())
    }

    /// Where it was moved from, if that is true: the other path ends in this batch, on the entry that is
    /// named, which has the same content. Otherwise it is a plain change.
    fn moved_from(&self, round: &Round, item: &OfferItem) -> StoreResult<Option<PathAt>> {
        let Some(from) = &item.moved_from else { return Ok(None) };
        if round.vanishing.get(&from.path) != Some(&from.seq) {
            return Ok(None);
        }
        let Some(was) = self.store.entry_at(round.folder, &from.path, from.seq)? else { return Ok(None) };
        let Some(head) = self.store.head(round.folder, &from.path)? else { return Ok(None) };
        let ends_now = head.seq == from.seq;
        let has_ended = head.entry.is_absent() && head.previous == from.seq && head.machine == round.machine;
        Ok((is_same_thing(&was.entry, &item.entry) && (ends_now || has_ended)).then(|| from.clone()))
    }

    /// Only something that can be looked at beside the original is a conflict copy. What both were made from is
    /// believed only if the journal has it as a file that was there until the other version took its place.
    fn conflict_of(&self, folder: FolderId, item: &OfferItem) -> StoreResult<Option<ConflictOf>> {
        let of = item.conflict_of.as_ref().filter(|of| item.entry.is_leaf() && of.path != item.path);
        let Some(of) = of.cloned() else { return Ok(None) };
        let is_earlier = of.base > Seq(0) && of.base < of.seq;
        let was = if is_earlier { self.store.entry_at(folder, &of.path, of.base)? } else { None };
        let is_base = was.is_some_and(|was| was.entry.file().is_some())
            && self.store.newest_equal(folder, &of.path, of.base, &Entry::Absent)?.is_none();
        Ok(Some(if is_base { of } else { ConflictOf { base: Seq(0), ..of } }))
    }
}

fn stale(current: Told, in_the_way: Vec<(RelPath, Told)>) -> Verdict {
    Verdict::Stale { current, found: None, moved_to: None, in_the_way }
}

/// Splits verdicts into messages that fit. All that is wanted is in the last one, because it is sent and ended together.
fn in_messages(verdicts: Vec<(u32, Verdict)>) -> Vec<Vec<(u32, Verdict)>> {
    let mut block = Block::default();
    if verdicts.iter().all(|verdict| block.takes(verdict)) {
        return vec![verdicts];
    }
    let (wanted, others): (Vec<_>, Vec<_>) =
        verdicts.into_iter().partition(|(_, verdict)| matches!(verdict, Verdict::Want(_)));
    let mut messages = in_blocks(others);
    match messages.last_mut() {
        Some(last) => last.extend(wanted),
        None => messages.push(wanted),
    }
    messages
}

/// What lies above cannot be told to the machine that would have to make room for it.
fn invalid_above() -> syncit_core::message::Refusal {
    hinted(
        RefusalCode::Internal,
        "the hub's journal has an entry above this path that no machine can take",
        "delete or replace that one first: `syncit doctor` on the hub names it",
    )
}

/// The runs of `false` as (first, count).
fn ranges(held: &[bool]) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for (index, _) in (0..).zip(held).filter(|(_, held)| !**held) {
        match ranges.last_mut() {
            Some((first, count)) if *first + *count == index => *count += 1,
            _ => ranges.push((index, 1)),
        }
    }
    ranges
}
