//! Refuses to pass on a disaster: a machine that deletes most of a folder within a minute is stopped, until a person
//! decides.
//!
//! `core::hold` says what a mass deletion is; here it is counted and kept. While a hold is open, every deletion of its
//! machine in its folder is refused; everything else travels. A deletion is no loss if the same content appears in
//! the same batch: then it is a move; nor is that of an empty file if another one appears within the minute. What was
//! passed on just before a hold is noted with it, to be brought back.

use std::collections::{BTreeMap, BTreeSet};

use syncit_core::hold::{Counted, Deletions, Held, Hold, HoldInfo, HoldState, HoldTold, WINDOW};
use syncit_core::message::{Answer, HistoryCursor, HistoryFilter, MAX_ITEMS, OfferItem, Refusal, RefusalCode};
use syncit_core::relay_store::{Accepted, RelayStore, StoreResult};
use syncit_core::{Entry, FolderId, MachineId, RelPath, Seq, Timestamp};

use crate::ask::After;
use crate::decide::is_same_thing;
use crate::may::Act;
use crate::refusal::{Asked, hinted};
use crate::relay::Turn;
use crate::session::Batch;

/// Paths that are named of a hold.
const SAMPLE: usize = 10;
/// Paths of a hold that are read at once.
const PAGE: usize = 4_096;
/// How long the deletions of a settled hold may still pass while its machine is connected, in seconds.
const PASSES_FOR: u32 = 600;

/// What is counted while the relay runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watch {
    /// Seconds since the start, told by ticks: no clock that is set moves them.
    second: u64,
    /// Folders of which what the journal says of the minute before the start was counted.
    counted: BTreeSet<FolderId>,
    deletions: BTreeMap<(FolderId, MachineId), Deletions>,
    /// The store's holds.
    holds: std::sync::Arc<Vec<Hold>>,
    /// Folders whose holds hold back more than was told.
    grown: BTreeSet<FolderId>,
    /// Deletions that a person confirmed on the machine itself before it offers them, and until when they pass.
    confirmed: BTreeMap<(FolderId, MachineId), (u64, u64)>,
    /// How long the machine of a settled hold was connected since.
    passing: BTreeMap<u64, u32>,
}

/// What holds for the deletions of one round of decisions.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    /// They are refused, and this is the hold.
    hold: Option<u64>,
    /// A settled hold whose deletions pass.
    passing: Option<u64>,
    /// The vanishing halves of moves.
    moving: BTreeSet<RelPath>,
    /// Files that were deleted or added in this round and count.
    counted: Counted,
    /// The files that there were before.
    before: u64,
    /// Where the journal stood before.
    after: Seq,
}

impl Watch {
    /// Takes the store's holds.
    pub fn read(&mut self, holds: Vec<Hold>) {
        self.holds = holds.into();
    }

    fn of(&self, folder: FolderId) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(move |hold| hold.folder == folder)
    }

    /// Forgets a folder that ended.
    pub fn forget(&mut self, folder: FolderId) {
        self.deletions.retain(|(of, _), _| *of != folder);
        self.confirmed.retain(|(of, _), _| *of != folder);
        let left: Vec<Hold> = self.holds.iter().filter(|hold| hold.folder != folder).cloned().collect();
        self.read(left);
    }
}

impl<S: RelayStore> Turn<'_, S> {
    /// A second has passed.
    pub fn tick_watch(&mut self) -> StoreResult<()> {
        let watch = &mut self.memory.watch;
        watch.second += 1;
        let second = watch.second;
        watch.deletions.values_mut().for_each(|deletions| deletions.age(second));
        watch.deletions.retain(|_, deletions| !deletions.is_empty());
        watch.confirmed.retain(|_, (_, until)| *until > second);
        let grown = std::mem::take(&mut watch.grown);
        self.told_holds.extend(grown);
        let settled: Vec<Hold> = watch.holds.iter().filter(|hold| hold.state == HoldState::Deleted).cloned().collect();
        for hold in settled {
            let is_attached = self
                .memory
                .sessions
                .values()
                .any(|session| session.machine == hold.machine && session.attached.contains_key(&hold.folder));
            if is_attached {
                let seconds = self.memory.watch.passing.entry(hold.id).or_default();
                *seconds += 1;
                if *seconds >= PASSES_FOR && self.is_writable() {
                    self.end_hold(&hold)?;
                }
            }
        }
        Ok(())
    }

    /// What holds for the deletions in a batch. A hold begins here, before any of them is decided.
    pub fn guard(&mut self, machine: MachineId, folder: FolderId, batch: &Batch) -> StoreResult<Guard> {
        let both = || batch.items.iter().zip(&batch.states);
        let undecided = || both().filter(|(_, state)| !state.decided).map(|(item, _)| item);
        let deletions: Vec<&OfferItem> = undecided().filter(|item| item.entry.is_absent()).collect();
        let added: Vec<&OfferItem> = undecided().filter(|item| is_new_empty(item)).collect();
        if deletions.is_empty() && added.is_empty() {
            return Ok(Guard::default());
        }
        self.count_before_start(folder)?;
        if deletions.is_empty() {
            return Ok(Guard::default());
        }
        let (before, after) = (self.store.file_count(folder)?, self.store.latest(folder)?);
        let moves = batch.items.iter().filter_map(|item| Some((item.moved_from.as_ref()?.path.clone(), item)));
        let moves: BTreeMap<RelPath, &OfferItem> = moves.collect();
        let moving = moves.keys().cloned().collect();
        let mut guard = Guard { before, after, moving, ..Guard::default() };
        for hold in self.memory.watch.of(folder).filter(|hold| hold.machine == machine) {
            match hold.state {
                HoldState::Open | HoldState::Restored => guard.hold = Some(hold.id),
                HoldState::Deleted => guard.passing = Some(hold.id),
            }
        }
        let counted = self.memory.watch.deletions.get(&(folder, machine));
        let deleted = counted.map_or(0, Deletions::files);
        let first_before = counted.and_then(Deletions::before).unwrap_or(before);
        let first_after = counted.and_then(Deletions::after).unwrap_or(after);
        let limits = self.hold_limits(folder)?;
        let may_be_mass = limits.is_mass_deletion(deleted + deletions.len() as u64, first_before);
        if guard.hold.is_none() && !may_be_mass {
            return Ok(guard);
        }
        // Only now is it worth a look at each of them.
        let coming = self.coming(&mut guard, folder, (&deletions, &added), &moves)?;
        let confirmed = self.memory.watch.confirmed.get(&(folder, machine)).map_or(0, |(files, _)| *files);
        let counted = self.memory.watch.deletions.entry((folder, machine)).or_default();
        let all = counted.files_with(coming);
        let all = all.min(deleted) + all.saturating_sub(deleted).saturating_sub(confirmed);
        if guard.hold.is_none() && limits.is_mass_deletion(all, first_before) && self.is_writable() {
            guard.hold = Some(self.begin_hold(machine, folder, first_after)?);
        }
        Ok(guard)
    }

    /// What a batch is going to delete and to add, as far as it counts; what only says that it moves is found out.
    fn coming(
        &self,
        guard: &mut Guard,
        folder: FolderId,
        (deletions, added): (&[&OfferItem], &[&OfferItem]),
        moves: &BTreeMap<RelPath, &OfferItem>,
    ) -> StoreResult<Counted> {
        let mut coming = Counted::default();
        for item in deletions {
            let Some(head) = self.store.head(folder, &item.path)? else { continue };
            if let Some(to) = moves.get(&item.path)
                && !is_same_thing(&to.entry, &head.entry)
            {
                guard.moving.remove(&item.path);
            }
            if head.seq == item.based_on && !guard.moving.contains(&item.path) && !self.passes(guard, item)? {
                coming.delete(&head.entry);
            }
        }
        for item in added {
            let head = self.store.head(folder, &item.path)?;
            coming.added += u64::from(head.is_none_or(|head| head.entry.file().is_none()));
        }
        Ok(coming)
    }

    /// Whether a person has let just this deletion through.
    fn passes(&self, guard: &Guard, item: &OfferItem) -> StoreResult<bool> {
        let Some(hold) = guard.passing else { return Ok(false) };
        Ok(self.store.held_at(hold, &item.path)?.is_some_and(|held| held.seq == item.based_on))
    }

    /// Refuses a deletion that is held, and notes it.
    pub fn hold_back(
        &mut self,
        guard: &Guard,
        folder: FolderId,
        item: &OfferItem,
        there: &Entry,
        seq: Seq,
    ) -> StoreResult<Option<Refusal>> {
        let Some(hold) = guard.hold.filter(|_| item.entry.is_absent() && !guard.moving.contains(&item.path)) else {
            return Ok(None);
        };
        let is_open = self.memory.watch.holds.iter().any(|it| it.id == hold && it.state == HoldState::Open);
        if is_open && there.file().is_some() && self.is_writable() {
            self.store.put_held(hold, &Held { path: item.path.clone(), seq, is_file: true })?;
            self.memory.watch.grown.insert(folder);
        }
        Ok(Some(hinted(
            RefusalCode::Held,
            "most of this folder was deleted on this machine at once: that is not passed on until a person decides",
            "`syncit held` lists it; `syncit release FOLDER --restore` brings the files back, `--delete` deletes them everywhere",
        )))
    }

    /// Counts what is about to be taken. A deletion that a person has let through is used up.
    pub fn count(
        &mut self,
        guard: &mut Guard,
        (machine, folder): (MachineId, FolderId),
        item: &OfferItem,
        was: &Entry,
    ) -> StoreResult<()> {
        if item.entry.is_live() {
            guard.counted.added += u64::from(is_new_empty(item) && was.file().is_none());
            return Ok(());
        }
        if was.file().is_none() || guard.moving.contains(&item.path) {
            return Ok(());
        }
        if self.passes(guard, item)? {
            return guard.passing.map_or(Ok(()), |hold| self.store.remove_held(hold, &item.path));
        }
        match self.memory.watch.confirmed.get_mut(&(folder, machine)) {
            Some((files, _)) if *files > 0 => *files -= 1,
            _ => guard.counted.delete(was),
        }
        Ok(())
    }

    /// A person has confirmed deletions on the very machine that is going to offer them.
    pub fn confirm_deletions(&mut self, machine: MachineId, folder: FolderId, files: u64) -> Asked<(Answer, After)> {
        self.allow(machine, Act::Offer, folder)?;
        let watch = &mut self.memory.watch;
        watch.confirmed.insert((folder, machine), (files, watch.second + u64::from(PASSES_FOR)));
        Ok((Answer::Done, After::Nothing))
    }

    /// Notes what a round of decisions deleted and added.
    pub fn note_counted(&mut self, machine: MachineId, folder: FolderId, guard: &Guard) {
        if guard.counted != Counted::default() {
            let watch = &mut self.memory.watch;
            let second = watch.second;
            let deletions = watch.deletions.entry((folder, machine)).or_default();
            deletions.note(second, guard.counted, guard.before, guard.after);
        }
    }

    /// After a start, counts what the journal says of the last minute.
    fn count_before_start(&mut self, folder: FolderId) -> StoreResult<()> {
        if self.memory.watch.second >= WINDOW || !self.memory.watch.counted.insert(folder) {
            return Ok(());
        }
        let since = self.now.plus_millis(-(WINDOW as i64) * 1_000);
        let filter = HistoryFilter { folder: Some(folder), since: Some(since), ..HistoryFilter::default() };
        let mut files = self.store.file_count(folder)?;
        let mut found: BTreeMap<MachineId, (Counted, u64, Seq)> = BTreeMap::new();
        for (entry, was, is_half) in self.changes(folder, filter, Seq(0))? {
            files = (files + u64::from(was.file().is_some())).saturating_sub(u64::from(entry.entry.file().is_some()));
            // What a person restored is no accident, and stands for nothing.
            if is_half || entry.restored.is_some() {
                continue;
            }
            let (counted, before, after) = found.entry(entry.machine).or_default();
            if entry.entry.is_absent() && was.file().is_some() {
                counted.delete(&was);
                (*before, *after) = (files, Seq(entry.seq.0 - 1));
            }
            let is_added = is_empty_file(&entry.entry) && was.file().is_none() && entry.moved_from.is_none();
            counted.added += u64::from(is_added);
        }
        let second = self.memory.watch.second;
        for (machine, (counted, before, after)) in found {
            self.memory.watch.deletions.entry((folder, machine)).or_default().note(second, counted, before, after);
        }
        Ok(())
    }

    /// Entries of the journal behind `after` that a filter lets through, newest first, each with what was there before
    /// and whether it is the vanishing half of a move.
    fn changes(
        &self,
        folder: FolderId,
        filter: HistoryFilter,
        after: Seq,
    ) -> StoreResult<Vec<(Accepted, Entry, bool)>> {
        let mut filter = HistoryFilter { readable: vec![folder], limit: MAX_ITEMS, ..filter };
        let mut moved: BTreeSet<(RelPath, u64)> = BTreeSet::new();
        let mut changes = Vec::new();
        loop {
            let page = self.store.history(&filter)?;
            let is_last = page.len() < MAX_ITEMS || page.last().is_none_or(|(_, entry)| entry.seq <= after);
            filter.before = page.last().map(|(_, entry)| HistoryCursor { at: entry.at, folder, seq: entry.seq });
            for (_, entry) in page.into_iter().filter(|(_, entry)| entry.seq > after) {
                moved.extend(entry.moved_from.iter().map(|from| (from.path.clone(), from.seq.0)));
                let was = self.store.entry_at(folder, &entry.path, entry.previous)?;
                let is_half = entry.entry.is_absent() && moved.contains(&(entry.path.clone(), entry.previous.0));
                changes.push((entry, was.map(|was| was.entry).unwrap_or_default(), is_half));
            }
            if is_last {
                return Ok(changes);
            }
        }
    }

    fn begin_hold(&mut self, machine: MachineId, folder: FolderId, after: Seq) -> StoreResult<u64> {
        let mut hold = Hold { id: 0, folder, machine, began_at: self.now, state: HoldState::Open };
        hold.id = self.store.put_hold(&hold)?;
        let filter = HistoryFilter { folder: Some(folder), machine: Some(machine), ..HistoryFilter::default() };
        for (entry, was, is_half) in self.changes(folder, filter, after)? {
            if entry.entry.is_absent() && was.is_live() && !is_half && entry.restored.is_none() {
                let held = Held { path: entry.path, seq: entry.seq, is_file: was.file().is_some() };
                self.store.put_held(hold.id, &held)?;
            }
        }
        tracing::warn!(%folder, %machine, "a mass deletion is held");
        let id = hold.id;
        let watch = &mut self.memory.watch;
        watch.deletions.remove(&(folder, machine));
        let holds = watch.holds.iter().cloned().chain([hold]).collect();
        watch.read(holds);
        self.told_holds.insert(folder);
        Ok(id)
    }

    fn end_hold(&mut self, hold: &Hold) -> StoreResult<()> {
        self.store.remove_hold(hold.id)?;
        let watch = &mut self.memory.watch;
        watch.passing.remove(&hold.id);
        let left = watch.holds.iter().filter(|it| it.id != hold.id).cloned().collect();
        watch.read(left);
        // That the rest of a settled one counts again changes nothing for anybody.
        if hold.state != HoldState::Deleted {
            self.told_holds.insert(hold.folder);
        }
        Ok(())
    }

    /// A machine has taken in that its files come back.
    pub fn hold_taken(&mut self, machine: MachineId, folder: FolderId, hold: u64) -> StoreResult<()> {
        let is_it = |it: &&Hold| it.id == hold && it.folder == folder && it.machine == machine;
        let found = self.memory.watch.holds.iter().find(is_it).cloned();
        match found.filter(|hold| hold.state == HoldState::Restored && self.is_writable()) {
            Some(hold) => self.end_hold(&hold),
            None => Ok(()),
        }
    }

    /// Nobody waits any more for what a machine that is forgotten would have taken in.
    pub fn forget_holds_of(&mut self, machine: MachineId) -> StoreResult<()> {
        let of_machine = |hold: &&Hold| hold.machine == machine && hold.state != HoldState::Open;
        let settled: Vec<Hold> = self.memory.watch.holds.iter().filter(of_machine).cloned().collect();
        settled.iter().try_for_each(|hold| self.end_hold(hold))
    }

    /// Everything that a hold is not over for.
    fn all_held(&self, hold: u64) -> StoreResult<Vec<(Held, bool)>> {
        let mut all: Vec<(Held, bool)> = Vec::new();
        loop {
            let page = self.store.held(hold, all.last().map(|(held, _)| &held.path), PAGE)?;
            let is_last = page.len() < PAGE;
            all.extend(page);
            if is_last {
                return Ok(all);
            }
        }
    }

    /// A folder's holds, as machines are told of them.
    pub fn holds_told(&self, folder: FolderId) -> StoreResult<Vec<HoldTold>> {
        let told = self.memory.watch.of(folder).map(|hold| {
            let files = match hold.state {
                HoldState::Open => self.all_held(hold.id)?.iter().filter(|(held, _)| held.is_file).count() as u64,
                HoldState::Deleted | HoldState::Restored => 0,
            };
            Ok(HoldTold { id: hold.id, machine: hold.machine, state: hold.state, files })
        });
        told.collect()
    }

    /// Answers which deletions wait for a person.
    pub fn list_holds(&self, machine: MachineId) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::ListFolders)?;
        let readable = self.readable(machine)?;
        let open = |hold: &&Hold| hold.state == HoldState::Open && readable.contains(&hold.folder);
        let holds: StoreResult<Vec<HoldInfo>> =
            self.memory.watch.holds.iter().filter(open).map(|hold| self.hold_info(hold)).collect();
        Ok((Answer::Holds { holds: holds? }, After::Nothing))
    }

    fn hold_info(&self, hold: &Hold) -> StoreResult<HoldInfo> {
        let mut files = self.all_held(hold.id)?;
        files.retain(|(held, _)| held.is_file);
        let passed = files.iter().filter(|(_, passed)| *passed).count() as u64;
        // In path order, whatever holds the first and the last holds all.
        let within = files
            .first()
            .zip(files.last())
            .and_then(|((first, _), (last, _))| first.path.ancestors().find(|dir| last.path.is_below(dir)));
        Ok(HoldInfo {
            folder: hold.folder,
            machine: hold.machine,
            began_at: hold.began_at,
            held: files.len() as u64 - passed,
            passed,
            sample: files.iter().take(SAMPLE).map(|(held, _)| held.path.clone()).collect(),
            within,
        })
    }

    /// Settles the holds of a folder.
    pub fn release(&mut self, machine: MachineId, folder: FolderId, delete: bool) -> Asked<(Answer, After)> {
        self.allow(machine, Act::Offer, folder)?;
        let is_open = |hold: &&Hold| hold.state == HoldState::Open;
        let open: Vec<Hold> = self.memory.watch.of(folder).filter(is_open).cloned().collect();
        if open.is_empty() {
            let name = self.memory.folder(folder).map(|folder| folder.name.to_string()).unwrap_or_default();
            let message = format!("no deletions in {name:?} are held back: nothing was changed");
            return Err(hinted(RefusalCode::NotFound, message, "`syncit held` lists what is held").into());
        }
        for mut hold in open {
            hold.state = if delete { HoldState::Deleted } else { HoldState::Restored };
            self.store.put_hold(&hold)?;
            let at = self.next_at(folder);
            for (held, passed) in self.all_held(hold.id)? {
                if passed && !delete {
                    self.bring_back(machine, folder, at, &held.path)?;
                }
                if passed || !delete {
                    self.store.remove_held(hold.id, &held.path)?;
                }
            }
            let holds = self.memory.watch.holds.iter().map(|it| if it.id == hold.id { &hold } else { it });
            let holds = holds.cloned().collect();
            self.memory.watch.read(holds);
        }
        self.told_holds.insert(folder);
        Ok((Answer::Done, After::Nothing))
    }

    /// Undoes a deletion that is the path's newest entry, and those of the directories above it.
    fn bring_back(&mut self, by: MachineId, folder: FolderId, at: Timestamp, path: &RelPath) -> StoreResult<()> {
        let Some(head) = self.store.head(folder, path)? else { return Ok(()) };
        let Some(was) = self.store.entry_at(folder, path, head.previous)? else { return Ok(()) };
        let mut missing = Vec::new();
        for above in path.ancestors() {
            let there = self.store.head(folder, &above)?;
            match there.as_ref().map(|there| &there.entry) {
                Some(Entry::Directory) => break,
                // Something else has taken the directory's name: there the file cannot be.
                Some(Entry::File(_) | Entry::Symlink(_)) => return Ok(()),
                Some(Entry::Absent) | None => {
                    let seqs = there.map(|there| (there.seq, there.previous)).unwrap_or_default();
                    missing.push((above, seqs));
                }
            }
        }
        let directories = missing.into_iter().rev().map(|(path, seqs)| (path, Entry::Directory, None, seqs));
        let all: Vec<_> =
            directories.chain([(path.clone(), was.entry, was.conflict_of, (head.seq, head.previous))]).collect();
        for (path, entry, conflict_of, (previous, restored)) in all {
            let (seq, machine, moved_from) = (Seq(0), by, None);
            let restored = Some(restored);
            let back = Accepted { seq, path, entry, machine, at, moved_from, conflict_of, previous, restored };
            self.store.append(folder, &back)?;
        }
        self.memory.last_at.insert(folder, at);
        // Of nobody's session: everybody is told.
        self.authors.entry(folder).or_default();
        Ok(())
    }
}

fn is_empty_file(entry: &Entry) -> bool {
    entry.file().is_some_and(|file| file.size == 0)
}

/// Whether an item adds an empty file, if none is there yet, that was not elsewhere before.
fn is_new_empty(item: &OfferItem) -> bool {
    is_empty_file(&item.entry) && item.moved_from.is_none()
}
