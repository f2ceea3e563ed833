//! Mass overwriting: a machine that turns many files into noise within minutes is stopped, like one that deletes many.
//!
//! `core::hold` defines when content is spoilt; here the contents are read. That happens only once a machine has changed
//! many files in a folder, so an ordinary change costs one counter. A change counts if the file had meaningful content
//! before the time in question, or when it was created if that was later (`spoils`). The deletion of such a file counts
//! too, if the machine put noise beside it under its name with another ending. A hold begins before the offer is accepted
//! that would exceed the limits; what was passed on until then is recorded with it.
//!
//! What a hold is about is read from the journal, so a file counts once however often it is written.

use std::collections::BTreeMap;

use syncit_core::hold::{Harm, Held, Hold, HoldState, Judged, Looks, OVERWRITING_WINDOW};
use syncit_core::message::{HistoryFilter, OfferItem, Refusal, RefusalCode};
use syncit_core::relay_store::{JournalEntry, RelayStore, StoreResult};
use syncit_core::{Entry, FileEntry, FolderId, MachineId, RelPath, Seq, Timestamp};

use super::memory::Changes;
use super::spoils::{Case, Change, Findings};
use crate::memory::{Batch, ItemState};
use crate::offers::content::assemble;
use crate::offers::content::is_same_thing;
use crate::reasons::NotTaken;
use crate::turn::Turn;

/// How many entries of a folder's journal are searched at once, so that nobody waits long.
const RECOUNTED: u64 = 20_000;

impl<S: RelayStore> Turn<'_, S> {
    /// Returns the rules for the changes in a batch. A hold begins here, before any of them is decided.
    pub fn guard_changes(
        &mut self,
        (machine, folder): (MachineId, FolderId),
        readable: &[FolderId],
        batch: &mut Batch,
    ) -> StoreResult<Changes> {
        let mut changes = Changes::default();
        let is_open = |(item, state): &(&OfferItem, &ItemState)| {
            !state.decided && state.refusal.is_none() && item.based_on > Seq(0)
        };
        let known = || batch.items.iter().zip(&batch.states).filter(is_open).map(|(item, _)| item);
        let changed = known().filter(|item| item.entry.file().is_some()).count() as u64;
        let deleted = known().filter(|item| item.entry.is_absent()).count() as u64;
        let adds = batch.items.iter().any(|item| item.entry.file().is_some() && item.based_on == Seq(0));
        if changed + deleted == 0 {
            return Ok(changes);
        }
        for hold in
            self.memory.watch.of(folder).filter(|hold| hold.machine == machine && hold.harm == Harm::Overwriting)
        {
            match hold.state {
                HoldState::Open => changes.open = Some(hold.id),
                HoldState::Deleted => changes.passing = Some(hold.id),
                HoldState::Restored => changes.undoing = Some(hold.id),
            }
        }
        let key = (folder, machine);
        let watch = &self.memory.watch;
        changes.has_added = adds || watch.added.contains_key(&key);
        let earlier = watch.overwrites.get(&key).map_or(0, |known| known.changes());
        let limits = self.hold_limits(folder)?;
        let has_added = changes.has_added;
        let is_many = earlier + changed + if has_added { deleted } else { 0 } >= limits.files;
        let has_hold = changes.open.is_some() || changes.passing.is_some() || changes.undoing.is_some();
        changes.after = self.store.latest(folder)?;
        if !is_many && !has_hold {
            if let Some(overwrites) = self.memory.watch.overwrites.get_mut(&key) {
                overwrites.stop_looking();
            }
            return Ok(changes);
        }
        let is_wanted = |item: &OfferItem| {
            item.entry.file().is_some() || (item.entry.is_absent() && (has_hold || (is_many && has_added)))
        };
        let heads = self.candidates(folder, batch, is_wanted)?;
        changes.candidates = heads.iter().map(|(index, _)| batch.items[*index].path.clone()).collect();
        let case = Case { machine, folder, since: self.since(self.now) };
        self.look_at_changes(&mut changes, case, readable, batch, heads)?;
        self.hold_changes(&mut changes, case)?;
        Ok(changes)
    }

    fn since(&self, now: Timestamp) -> Timestamp {
        now.plus_millis(-(OVERWRITING_WINDOW as i64) * 1_000)
    }

    /// Returns the items that change or delete the current state of a file, each with the file's newest entry.
    fn candidates(
        &self,
        folder: FolderId,
        batch: &Batch,
        is_wanted: impl Fn(&OfferItem) -> bool,
    ) -> StoreResult<Vec<(usize, JournalEntry)>> {
        let moves = batch.items.iter().filter_map(|item| Some((&item.moved_from.as_ref()?.path, &item.entry)));
        let moved: BTreeMap<&RelPath, &Entry> = moves.collect();
        let mut found = Vec::new();
        for (index, (item, state)) in batch.items.iter().zip(&batch.states).enumerate() {
            if state.decided || state.refusal.is_some() || item.based_on == Seq(0) || !is_wanted(item) {
                continue;
            }
            let to = moved.get(&item.path).filter(|_| item.entry.is_absent());
            if let Some(head) = self.store.head(folder, &item.path)?
                && head.seq == item.based_on
                && head.entry.file().is_some()
                && !to.is_some_and(|to| is_same_thing(to, &head.entry))
                && !is_same_thing(&item.entry, &head.entry)
            {
                found.push((index, head));
            }
        }
        Ok(found)
    }

    fn look_at_changes(
        &mut self,
        changes: &mut Changes,
        case: Case,
        readable: &[FolderId],
        batch: &mut Batch,
        heads: Vec<(usize, JournalEntry)>,
    ) -> StoreResult<()> {
        let mut findings = Findings { added: self.noise_in(case, readable, batch)?, ..Findings::default() };
        for (index, head) in heads {
            let (item, state) = (&batch.items[index], &mut batch.states[index]);
            if let Some(file) = item.entry.file()
                && !self.is_here_for(case.machine, readable, state, file)?
            {
                continue;
            }
            let change = Change { path: &item.path, entry: &item.entry, upto: head.seq, is_half: false };
            if let Some(spoils) = self.spoils(&mut findings, case, change)? {
                changes.looked.insert(item.path.clone(), spoils);
            }
        }
        Ok(())
    }

    /// Returns new files of a batch that are noise, with their sizes: they may be made from files that it deletes.
    fn noise_in(
        &mut self,
        case: Case,
        readable: &[FolderId],
        batch: &mut Batch,
    ) -> StoreResult<BTreeMap<RelPath, u64>> {
        let mut found = BTreeMap::new();
        if !batch.items.iter().any(|item| item.entry.is_absent()) {
            return Ok(found);
        }
        let mut findings = Findings::default();
        for (item, state) in batch.items.iter().zip(&mut batch.states) {
            if let Some(file) = item.entry.file().filter(|_| item.based_on == Seq(0) && !state.decided)
                && item.moved_from.is_none()
                && self.is_here_for(case.machine, readable, state, file)?
                && self.looks(&mut findings, file)? == Some(Looks::Noise)
                && self.store.head(case.folder, &item.path)?.is_none()
            {
                found.insert(item.path.clone(), file.size);
            }
        }
        Ok(found)
    }

    /// Returns true if the content of an item may be examined. Content that the machine has no access to counts as not
    /// here, so that nothing is revealed about it.
    fn is_here_for(
        &mut self,
        machine: MachineId,
        readable: &[FolderId],
        state: &mut ItemState,
        file: &FileEntry,
    ) -> StoreResult<bool> {
        if file.size == 0 {
            return Ok(true);
        }
        assemble(self.store, machine, state, file)?;
        Ok(state.list.is_some() || self.store.holds_list(machine, readable, &file.digest)?)
    }

    /// Refuses changes that spoil files, if there is a hold or one must begin.
    fn hold_changes(&mut self, changes: &mut Changes, case: Case) -> StoreResult<()> {
        let Case { machine, folder, .. } = case;
        let mut coming = Judged::default();
        let mut spoilt = Vec::new();
        for (path, is_spoilt) in changes.looked.clone() {
            if self.settled_change(changes, &path)?.is_some() {
                continue;
            }
            coming += Judged { changed: 1, spoilt: u64::from(is_spoilt) };
            if is_spoilt {
                spoilt.push(path);
            }
        }
        if spoilt.is_empty() || !self.is_writable() {
            return Ok(());
        }
        if changes.open.is_none() {
            let limits = self.hold_limits(folder)?;
            let known = self.memory.watch.overwrites.get(&(folder, machine)).and_then(|known| known.judged());
            let with = |mut judged: Judged| {
                judged += coming;
                judged
            };
            if known.is_some_and(|judged| !limits.is_mass_overwriting(with(judged))) {
                return Ok(());
            }
            let (passed, exact) = self.recount_changes(case, &changes.looked)?;
            if !limits.is_mass_overwriting(with(exact)) {
                return Ok(());
            }
            changes.open = Some(self.begin_overwriting_hold(case, &passed)?);
        }
        changes.held.extend(spoilt);
        Ok(())
    }

    fn begin_overwriting_hold(&mut self, case: Case, passed: &[Held]) -> StoreResult<u64> {
        let Case { machine, folder, .. } = case;
        let (harm, state, began_at) = (Harm::Overwriting, HoldState::Open, self.now);
        let mut hold = Hold { id: 0, folder, harm, machine, began_at, state, before: 0 };
        hold.id = self.store.put_hold(&hold)?;
        for held in passed {
            self.store.put_held(hold.id, held)?;
        }
        tracing::warn!(%folder, %machine, "a mass overwriting is held");
        let watch = &mut self.memory.watch;
        watch.holds = watch.holds.iter().cloned().chain([hold.clone()]).collect::<Vec<_>>().into();
        watch.overwrites.remove(&(folder, machine));
        self.holds_to_report.insert(folder);
        self.open(&hold)?;
        Ok(hold.id)
    }

    /// Returns those of a machine's changes in the time in question that are the newest of their paths and spoilt a file,
    /// and the count of all of them. Changes that are replaced by the current offer are left out. From now on, new changes
    /// are examined.
    fn recount_changes(&mut self, case: Case, coming: &BTreeMap<RelPath, bool>) -> StoreResult<(Vec<Held>, Judged)> {
        let Case { machine, folder, since } = case;
        let mut findings = Findings::default();
        let (mut passed, mut judged) = (Vec::new(), Judged::default());
        let filter = HistoryFilter {
            folder: Some(folder),
            machine: Some(machine),
            since: Some(since),
            ..HistoryFilter::default()
        };
        let after = Seq(self.store.latest(folder)?.0.saturating_sub(RECOUNTED));
        for (entry, was, is_half) in self.changes(folder, filter, after)? {
            if !case.includes(&entry)
                || coming.contains_key(&entry.path)
                || was.file().is_none()
                || is_same_thing(&was, &entry.entry)
            {
                continue;
            }
            if self.store.head(folder, &entry.path)?.is_none_or(|head| head.seq != entry.seq) {
                continue;
            }
            let change = Change { path: &entry.path, entry: &entry.entry, upto: entry.previous, is_half };
            if let Some(is_spoilt) = self.spoils(&mut findings, case, change)? {
                judged += Judged { changed: 1, spoilt: u64::from(is_spoilt) };
                if is_spoilt {
                    passed.push(Held { path: entry.path, seq: entry.seq, is_file: true, is_spoilt: true });
                }
            }
        }
        self.memory.watch.overwrites.entry((folder, machine)).or_default().look(judged);
        Ok((passed, judged))
    }

    /// Refuses a change that is held, and records it.
    pub fn hold_back_change(
        &mut self,
        changes: &Changes,
        folder: FolderId,
        item: &OfferItem,
        seq: Seq,
    ) -> StoreResult<Option<Refusal>> {
        let Some(hold) = changes.open.filter(|_| changes.held.contains(&item.path)) else { return Ok(None) };
        if self.is_writable() {
            self.put_held(hold, folder, Held { path: item.path.clone(), seq, is_file: true, is_spoilt: false })?;
        }
        let code = if item.entry.is_absent() { RefusalCode::Held } else { RefusalCode::Overwriting };
        Ok(Some(Refusal::new(code, NotTaken::MassOverwriting { folder: self.folder_name(folder) })))
    }

    /// Counts a change that was just accepted. One that a person decided about is used up, and undone if that was the
    /// decision.
    pub fn count_change(
        &mut self,
        changes: &mut Changes,
        folder: FolderId,
        (item, taken): (&OfferItem, &JournalEntry),
        was: &JournalEntry,
        settled: Option<u64>,
    ) -> StoreResult<()> {
        let path = &item.path;
        if let Some(hold) = settled {
            self.store.remove_held(hold, path)?;
            // If somebody has repaired the file meanwhile, there is nothing to undo.
            if changes.undoing == Some(hold) && changes.looked.get(path) != Some(&false) {
                let hub = self.memory.hub().id;
                let whole = self.whole_of(hold, path, was)?;
                self.bring_back_as(hub, folder, taken.at, (taken.seq, &whole))?;
            }
            return Ok(());
        }
        let was_file = was.entry.file().is_some();
        let is_deletion = item.entry.is_absent() && was_file && changes.has_added;
        let is_change = item.entry.file().is_some() && was_file && !is_same_thing(&item.entry, &was.entry);
        if !is_change && !is_deletion && !changes.candidates.contains(path) {
            return Ok(());
        }
        let looked = changes.looked.get(path);
        changes.changes += 1;
        if let Some(is_spoilt) = looked {
            changes.judged += Judged { changed: 1, spoilt: u64::from(*is_spoilt) };
        }
        Ok(())
    }

    /// Returns the settled hold that lists the current state of a path, if any: a person decided about its next change.
    pub fn settled_change(&self, changes: &Changes, path: &RelPath) -> StoreResult<Option<u64>> {
        for hold in [changes.passing, changes.undoing].into_iter().flatten() {
            if self.store.held_at(hold, path)?.is_some() {
                return Ok(Some(hold));
            }
        }
        Ok(None)
    }

    /// Adds the changes of a round of decisions to the counts.
    pub fn note_changes(&mut self, machine: MachineId, folder: FolderId, changes: &Changes) {
        if changes.changes > 0 {
            let watch = &mut self.memory.watch;
            let second = watch.second;
            let overwrites = watch.overwrites.entry((folder, machine)).or_default();
            overwrites.note(second, changes.changes, changes.judged, changes.after);
        }
    }

    /// Returns the state of a held path before it was overwritten, among the versions up to the given one.
    fn whole_of(&self, hold: u64, path: &RelPath, upto: &JournalEntry) -> StoreResult<JournalEntry> {
        let Some(hold) = self.memory.watch.holds.iter().find(|it| it.id == hold) else { return Ok(upto.clone()) };
        let case = Case { machine: hold.machine, folder: hold.folder, since: self.since(hold.began_at) };
        let found = self.whole_before(&mut Findings::default(), case, path, upto.seq)?;
        // It may have had another name then.
        Ok(found.map_or_else(|| upto.clone(), |(_, whole)| JournalEntry { path: path.clone(), ..whole }))
    }

    /// Restores a file that a hold lists as overwritten and passed on.
    pub(super) fn bring_back_whole(
        &mut self,
        by: MachineId,
        hold: &Hold,
        at: Timestamp,
        held: &Held,
    ) -> StoreResult<()> {
        let Some(spoilt) = self.store.entry_at(hold.folder, &held.path, held.seq)? else { return Ok(()) };
        let Some(before) = self.store.entry_at(hold.folder, &held.path, spoilt.previous)? else { return Ok(()) };
        let whole = self.whole_of(hold.id, &held.path, &before)?;
        self.bring_back_as(by, hold.folder, at, (held.seq, &whole))
    }
}
