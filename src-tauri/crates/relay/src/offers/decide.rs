//! Decides an offer: in order, each entry by itself, against the journal at that moment.
//!
//! The order of the checks is part of the contract: same state → accepted, whatever its base; other seq → stale; held
//! deletion → refused; the tree would not be whole → stale. Content is checked only after that, so a probe never gets
//! `Want`. Only files wait for content, and nothing in a whole tree depends on a file being there, so an entry that waits
//! blocks no other. When its content has arrived, all checks run again.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use syncit_core::content::CHUNK_MIN;
use syncit_core::message::{
    BatchId, Block, IN_THE_WAY_BYTES, MAX_RUNS, OfferItem, Pieces, Refusal, RefusalCode, ToClient, Verdict, content_of,
    in_blocks,
};
use syncit_core::relay_store::{ConflictOf, JournalEntry, PathAt, RelayStore, Remote, StoreResult};
use syncit_core::{ChunkList, Entry, FileEntry, FolderId, MachineId, Privacy, RelPath, Seq, Timestamp};

use crate::access::rules::Act;
use crate::holds::memory::{Changes, Guard};
use crate::memory::{Batch, ItemState};
use crate::offers::content::{assemble, is_same_thing, mismatch};
use crate::offers::moves::{Went, made_on_other};
use crate::reasons::NotTaken;
use crate::refusal::{disk_full, settle};
use crate::step::SessionId;
use crate::turn::Turn;

/// How many entries are named at most as being in the way.
const MAX_IN_THE_WAY: usize = 64;

/// What all items of one round have in common.
struct Round {
    session: SessionId,
    machine: MachineId,
    folder: FolderId,
    /// The time of this round only: by it, news know what was accepted together.
    at: Timestamp,
    readable: Vec<FolderId>,
    /// The paths that are removed in this batch, each with the base of the removal.
    vanishing: BTreeMap<RelPath, Seq>,
    /// The moves in this batch, by the path that they move from.
    moved: BTreeMap<RelPath, OfferItem>,
    /// A directory known to be live: most entries share it with the entry before them.
    live_parent: Option<RelPath>,
    /// The rules for deletions in this round.
    guard: Guard,
    /// The rules for changes of existing files in this round.
    changes: Changes,
    /// How many runs of chunks may still be wanted: they are all asked for in one message.
    runs: usize,
}

/// What to do about an item's content.
enum Content {
    Here,
    Wanted(Pieces),
    /// Other items want too much already: this one is asked for once their content has arrived.
    Later,
    Refused(Refusal),
}

impl<S: RelayStore> Turn<'_, S> {
    /// Handles `BodiesEnd`: answers every item that is not waiting for wanted content.
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
        // If access was granted after the offer began, its bodies were ignored and are asked for again.
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

    /// Returns the verdict on an item; none if it must wait until the content of others has arrived.
    fn judge(&mut self, round: &mut Round, item: &OfferItem, state: &mut ItemState) -> StoreResult<Option<Verdict>> {
        if let Some(file) = item.entry.file() {
            assemble(self.store, round.machine, state, file)?;
        }
        if let Some(refusal) = &state.refusal {
            return Ok(Some(Verdict::Refused(refusal.clone())));
        }
        let head = self.store.head(round.folder, &item.path)?;
        let current = head.as_ref().map(JournalEntry::remote).unwrap_or_default();
        if item.entry.is_in(&current.entry) {
            return self.agree(round, item, state, current);
        }
        if made_on_other(item.based_on, &current) {
            let Went { found, moved_to } = match self.accepted_before(round.folder, item)? {
                Some(found) => Went { found: Some(found.remote()), moved_to: None },
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
        self.accept(round, item, head.as_ref()).map(|remote| Some(Verdict::Accepted(remote)))
    }

    /// Returns true if the other half of a move cannot be accepted. If only the removal were accepted, the file would be on
    /// no disk if its machine lost power before it wrote the move; if only the new path were, an edit of the moved file
    /// would stay behind.
    fn lacks_other_half(&self, round: &mut Round, item: &OfferItem) -> StoreResult<bool> {
        if item.entry.is_absent() {
            let Some(to) = round.moved.get(&item.path).cloned() else { return Ok(false) };
            let current =
                self.store.head(round.folder, &to.path)?.as_ref().map(JournalEntry::remote).unwrap_or_default();
            let is_stale = !to.entry.is_in(&current.entry) && made_on_other(to.based_on, &current);
            return Ok(is_stale || !self.in_the_way(round, &to, &current.entry)?.is_empty());
        }
        let Some(from) = &item.moved_from else { return Ok(false) };
        let Some(based_on) = round.vanishing.get(&from.path) else { return Ok(false) };
        let current = self.store.head(round.folder, &from.path)?.as_ref().map(JournalEntry::remote).unwrap_or_default();
        Ok(current.entry.is_live() && made_on_other(*based_on, &current))
    }

    /// Returns true if the journal may grow by this entry. Below the minimum of free space only deletions pass, as they can
    /// make room, but not a half of a move, whose other half would stay behind.
    fn has_room_for_entry(&self, round: &Round, item: &OfferItem) -> bool {
        let is_deletion = item.entry.is_absent() && !round.moved.contains_key(&item.path);
        is_deletion || self.has_room()
    }

    /// Handles an offer of the state that the journal has. If some of its content was damaged, the machine may have what is
    /// missing; if not, nothing is lost.
    fn agree(
        &mut self,
        round: &mut Round,
        item: &OfferItem,
        state: &mut ItemState,
        current: Remote,
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

    /// Agrees to an offer of the current state. If it changes a directory's privacy, that is recorded without a new entry.
    fn agree_on_privacy(&mut self, round: &Round, item: &OfferItem, current: Remote) -> StoreResult<Verdict> {
        let is_private = current.privacy.is_some_and(|privacy| privacy.private);
        let wanted = item.private.filter(|private| item.entry.is_directory() && *private != is_private);
        let Some(private) = wanted else { return Ok(Verdict::Accepted(current)) };
        if !self.is_writable() {
            return Ok(Verdict::Refused(disk_full()));
        }
        self.store.set_privacy(round.folder, &item.path, private)?;
        self.authors.entry(round.folder).or_default().insert(round.session);
        let head = self.store.head(round.folder, &item.path)?;
        Ok(Verdict::Accepted(head.map_or(current, |head| head.remote())))
    }

    /// Returns the entry that shows that this state was accepted before and the acknowledgement lost. It must be newer than
    /// the path's last removal: a machine that offers the same state after a removal has brought it back.
    fn accepted_before(&self, folder: FolderId, item: &OfferItem) -> StoreResult<Option<JournalEntry>> {
        let Some(found) = self.store.newest_equal(folder, &item.path, item.based_on, &item.entry)? else {
            return Ok(None);
        };
        let removed = self.store.newest_equal(folder, &item.path, found.seq, &Entry::Absent)?;
        Ok(if removed.is_some() { None } else { Some(found) })
    }

    /// Returns what would keep the tree from being whole: missing directories above the path, or live entries below a
    /// directory that is to become something else.
    fn in_the_way(&self, round: &mut Round, item: &OfferItem, current: &Entry) -> StoreResult<Vec<(RelPath, Remote)>> {
        let mut in_the_way = Vec::new();
        if item.entry.is_live() && item.path.parent() != round.live_parent {
            for above in item.path.ancestors().take(MAX_IN_THE_WAY) {
                let remote = self.store.head(round.folder, &above)?.map(|head| head.remote()).unwrap_or_default();
                if remote.entry.is_directory() {
                    break;
                }
                in_the_way.push((above, remote));
            }
            if in_the_way.is_empty() {
                round.live_parent = item.path.parent();
            }
        }
        if current.is_directory() && !item.entry.is_directory() {
            let below = self.store.live_in(round.folder, &item.path, MAX_IN_THE_WAY)?;
            in_the_way.extend(below.into_iter().map(|live| (live.path.clone(), live.remote())));
        }
        let mut block = Block::of(IN_THE_WAY_BYTES);
        let named = in_the_way.iter().take_while(|named| block.takes(*named)).count();
        in_the_way.truncate(named);
        Ok(in_the_way)
    }

    /// Returns whether this machine may rely on all content being here, or what it must send.
    fn content(&self, round: &mut Round, item: &OfferItem, state: &mut ItemState) -> StoreResult<Content> {
        let Some(file) = item.entry.file().filter(|_| content_of(&item.entry).is_some()) else {
            return Ok(Content::Here);
        };
        // Content that arrived and was checked in this very transaction is here for certain.
        if state.proved_in == Some(self.memory.step) {
            return Ok(Content::Here);
        }
        let (wanted, bytes) = match self.known_list(round, file, state)? {
            None if file.size <= CHUNK_MIN as u64 => (Pieces::Chunks(vec![(0, 1)]), file.size),
            // The list will show how much space the content takes.
            None => (Pieces::List, 0),
            Some(list) => {
                if let Some(refusal) = mismatch(&list, file) {
                    return Ok(Content::Refused(refusal));
                }
                let mut held = self.store.holds(round.machine, &round.readable, list.chunks())?;
                // A chunk that occurs twice in the list is sent and kept once.
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
            // Otherwise a machine whose file has changed meanwhile would be asked forever.
            return Ok(Content::Refused(Refusal::new(RefusalCode::Internal, NotTaken::DidNotCome)));
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

    fn accept(&mut self, round: &mut Round, item: &OfferItem, head: Option<&JournalEntry>) -> StoreResult<Remote> {
        let current = head.map(JournalEntry::remote).unwrap_or_default();
        let moved_from = self.moved_from(round, item)?;
        let moved = match &moved_from {
            Some(from) => self.store.entry_at(round.folder, &from.path, from.seq)?,
            None => None,
        };
        // Offers of old versions say nothing of privacy; they must not make a private file public.
        let entry = item.entry.clone().after(&current.entry).after(&moved.map(|moved| moved.entry).unwrap_or_default());
        let mut accepted = JournalEntry {
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
        Ok(accepted.remote())
    }

    /// Returns where the item was moved from, if that is true: the other path is removed in this batch, at the named entry,
    /// and has the same content. Otherwise it is a plain change.
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

    /// Returns what an item is a conflict copy of. Only a file or symlink at another path than the original can be one. Its
    /// common version is believed only if the journal has it as a file that was there until the other version replaced it.
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

fn stale(current: Remote, in_the_way: Vec<(RelPath, Remote)>) -> Verdict {
    Verdict::Stale { current, found: None, moved_to: None, in_the_way }
}

/// Splits verdicts into messages that fit. All `Want`s are in the last one, because their content is sent and ended
/// together.
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

/// Refuses a path below an entry that cannot be sent to the machine, which would have to make room for it.
fn invalid_above() -> Refusal {
    Refusal::new(RefusalCode::Internal, NotTaken::InvalidAbove)
}

/// Returns the runs of `false` as (first, count).
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
