//! Open holds: how one begins, what it is about, and how it ends by itself once its cause is gone.
//!
//! A hold is about the files that are missing now. A path leaves it when its machine has the file again, or when it gets a newer
//! entry from any machine; a file whose content is elsewhere by now is not missing. So a hold ends as soon as nothing is missing,
//! or when the number of missing files is below the limits and nothing was added to the hold for a while. The directories that it
//! is about follow from its paths, so only the paths are stored.

use std::sync::Arc;

use syncit_core::hold::{CALM, Counted, Ending, Harm, Held, Hold, HoldState, OVERWRITING_WINDOW, Subtrees, WINDOW};
use syncit_core::message::{MAX_LACKING, ToClient};
use syncit_core::relay_store::{Access, PathAt, RelayStore, StoreResult};
use syncit_core::{Digest, Entry, FolderId, MachineId, RelPath, Seq};

use super::memory::{Guard, Open, PAGE, PASSES_FOR, Watch};
use crate::turn::Turn;

/// How many files of holds are examined per second: a larger hold is examined correspondingly less often.
const LOOKED_AT: u64 = 1_000;
/// How many paths a machine is asked for per second.
const ASKED: usize = 4 * MAX_LACKING;
/// After this many seconds it is asked again.
const ASK_AGAIN: u64 = 600;

impl Watch {
    /// Notes that a file was added somewhere: it may be one that is missing.
    pub fn note_added(&mut self) {
        self.open.values_mut().for_each(|open| open.is_changed = true);
    }

    /// Notes that a machine attached a folder: it may have held files again.
    pub fn note_attached(&mut self, machine: MachineId, folder: FolderId) {
        let holds: Vec<u64> = self.open_of(machine, folder).map(|hold| hold.id).collect();
        for hold in holds {
            if let Some(open) = self.open.get_mut(&hold) {
                open.ask_at = self.second;
            }
        }
    }
}

impl<S: RelayStore> Turn<'_, S> {
    /// Counts a second and does what is due.
    pub fn tick_watch(&mut self) -> StoreResult<()> {
        let watch = &mut self.memory.watch;
        watch.second += 1;
        let second = watch.second;
        watch.deletions.values_mut().for_each(|deletions| deletions.age(second));
        watch.deletions.retain(|_, deletions| !deletions.is_empty());
        watch.overwrites.values_mut().for_each(|overwrites| overwrites.age(second));
        watch.overwrites.retain(|_, overwrites| !overwrites.is_empty());
        watch.added.retain(|_, added| *added + OVERWRITING_WINDOW > second);
        watch.announced.retain(|_, (rest, at)| !rest.is_nothing() && *at + WINDOW > second);
        watch.confirmed.retain(|_, (_, until)| *until > second);
        let unreported = std::mem::take(&mut watch.unreported);
        self.holds_to_report.extend(unreported);
        for hold in self.memory.watch.holds.clone().iter() {
            match hold.state {
                HoldState::Open => self.tick_open(hold)?,
                HoldState::Deleted => self.tick_settled(hold)?,
                HoldState::Restored if hold.harm == Harm::Overwriting => self.tick_undoing(hold)?,
                HoldState::Restored => {}
            }
        }
        Ok(())
    }

    /// Ends a settled hold after a while, so that its deletions do not pass forever.
    fn tick_settled(&mut self, hold: &Hold) -> StoreResult<()> {
        let mut sessions = self.memory.sessions.values();
        if !sessions.any(|session| session.machine == hold.machine && session.attached.contains_key(&hold.folder)) {
            return Ok(());
        }
        let seconds = self.memory.watch.passing.entry(hold.id).or_default();
        *seconds += 1;
        if *seconds >= PASSES_FOR && self.is_writable() { self.end_hold(hold) } else { Ok(()) }
    }

    /// Ends a hold of which everything is undone.
    fn tick_undoing(&mut self, hold: &Hold) -> StoreResult<()> {
        if self.is_writable() && self.store.held(hold.id, None, 1)?.is_empty() {
            return self.end_hold(hold);
        }
        self.tick_settled(hold)
    }

    fn tick_open(&mut self, hold: &Hold) -> StoreResult<()> {
        let second = self.memory.watch.second;
        self.ask_back(hold)?;
        let open = self.open(hold)?;
        if open.is_changed && second >= open.look_at {
            return self.look_at_hold(hold);
        }
        let (_, is_little, since) = open.missing;
        if is_little && second >= since.max(open.held_at) + CALM {
            return self.look_at_hold(hold);
        }
        Ok(())
    }

    /// Returns the state of an open hold, computed from its paths if the hold is from before the start.
    pub(super) fn open(&mut self, hold: &Hold) -> StoreResult<&mut Open> {
        if !self.memory.watch.open.contains_key(&hold.id) {
            let all = self.all_held(hold.id)?;
            let files = || all.iter().filter(|(held, _)| held.is_file);
            let open = Open {
                subtrees: Arc::new(Subtrees::of(files().map(|(held, _)| &held.path))),
                held: files().filter(|(_, passed)| !passed).count() as u64,
                held_at: self.memory.watch.second,
                is_changed: true,
                ..Open::default()
            };
            self.memory.watch.open.insert(hold.id, open);
        }
        Ok(self.memory.watch.open.get_mut(&hold.id).expect("it was put there if it was not"))
    }

    /// Returns the directories that a hold is about.
    pub(super) fn subtrees(&self, hold: &Hold) -> StoreResult<Arc<Subtrees>> {
        if let Some(open) = self.memory.watch.open.get(&hold.id) {
            return Ok(open.subtrees.clone());
        }
        let all = self.all_held(hold.id)?;
        let files = all.iter().filter(|(held, _)| held.is_file);
        Ok(Arc::new(Subtrees::of(files.map(|(held, _)| &held.path))))
    }

    /// Begins a hold, or extends the existing one, with the guard's files and with those of its machine that were passed on just
    /// before.
    pub(super) fn begin_hold(
        &mut self,
        guard: &mut Guard,
        (machine, folder): (MachineId, FolderId),
        passed: Vec<Held>,
    ) -> StoreResult<()> {
        let id = match &guard.open {
            Some((id, _)) => *id,
            None => {
                let counted = self.memory.watch.deletions.get(&(folder, machine));
                let before = counted.map_or(guard.before, |counted| counted.basis(guard.before));
                let (harm, state, began_at) = (Harm::Deletion, HoldState::Open, self.now);
                let mut hold = Hold { id: 0, folder, harm, machine, began_at, state, before };
                hold.id = self.store.put_hold(&hold)?;
                tracing::warn!(%folder, %machine, "a mass deletion is held");
                let watch = &mut self.memory.watch;
                let ask_at = watch.second + ASK_AGAIN;
                watch.open.insert(hold.id, Open { is_changed: true, ask_at, ..Open::default() });
                watch.holds = watch.holds.iter().cloned().chain([hold.clone()]).collect::<Vec<_>>().into();
                hold.id
            }
        };
        guard.held.extend(passed.iter().filter(|held| held.is_file).map(|held| held.path.clone()));
        for held in &passed {
            self.store.put_held(id, held)?;
        }
        guard.open = Some((id, Arc::default()));
        self.widen(guard);
        self.memory.watch.deletions.remove(&(folder, machine));
        self.holds_to_report.insert(folder);
        Ok(())
    }

    /// Extends a hold to everything that the guard holds.
    pub(super) fn widen(&mut self, guard: &mut Guard) {
        let Some((hold, subtrees)) = &mut guard.open else { return };
        let Some(open) = self.memory.watch.open.get_mut(hold) else { return };
        if !guard.held.is_empty() {
            Arc::make_mut(&mut open.subtrees).widen(&guard.held);
            open.held_at = self.memory.watch.second;
        }
        *subtrees = open.subtrees.clone();
    }

    /// Records a file that is held back.
    pub(super) fn put_held(&mut self, hold: u64, folder: FolderId, held: Held) -> StoreResult<()> {
        if self.store.held_at(hold, &held.path)?.is_none() {
            self.store.put_held(hold, &held)?;
            let watch = &mut self.memory.watch;
            watch.unreported.insert(folder);
            if let Some(open) = watch.open.get_mut(&hold) {
                open.held += 1;
            }
        }
        Ok(())
    }

    /// Handles a machine's report that it has the hub's state of a path: if its deletion was held, it is no longer wanted.
    pub fn take_back(
        &mut self,
        (machine, folder): (MachineId, FolderId),
        path: &RelPath,
        there: &Entry,
    ) -> StoreResult<()> {
        if there.file().is_none() || !self.is_writable() {
            return Ok(());
        }
        let holds: Vec<u64> = self.memory.watch.open_of(machine, folder).map(|hold| hold.id).collect();
        for hold in holds {
            if self.store.held_at(hold, path)?.is_some_and(|held| !held.is_spoilt) {
                self.store.remove_held(hold, path)?;
                let watch = &mut self.memory.watch;
                watch.unreported.insert(folder);
                if let Some(open) = watch.open.get_mut(&hold) {
                    open.held = open.held.saturating_sub(1);
                    open.is_changed = true;
                }
            }
        }
        Ok(())
    }

    /// Counts how many files of a hold are missing now, and ends it if its cause is gone.
    fn look_at_hold(&mut self, hold: &Hold) -> StoreResult<()> {
        if hold.harm == Harm::Overwriting {
            return self.look_at_overwriting(hold);
        }
        let (mut files, mut ending) = (Vec::new(), Vec::new());
        for (held, passed) in self.all_held(hold.id)? {
            let entry = self.store.entry_at(hold.folder, &held.path, held.seq)?;
            let entry = match entry {
                Some(entry) if passed => self.store.entry_at(hold.folder, &held.path, entry.previous)?,
                entry => entry,
            };
            // A past version that retention has removed is missing in any case.
            let (content, size) = match entry.as_ref().and_then(|entry| entry.entry.file()) {
                Some(file) => (file.digest, file.size),
                None if held.is_file => (Digest([0; 32]), 0),
                None => continue,
            };
            ending.push(Ending { path: held.path.clone(), content, size });
            files.push((held, passed));
        }
        let is_lost = self.losses(hold.machine, hold.folder, (None, hold.began_at), &ending)?;
        let lost: Vec<(Held, bool)> =
            files.into_iter().zip(is_lost).filter(|(_, lost)| *lost).map(|(it, _)| it).collect();
        let passed = lost.iter().filter(|(_, passed)| *passed).count() as u64;
        let rest = self.memory.watch.rest(hold.machine, hold.folder);
        let missing = (lost.len() as u64).saturating_add(rest.full).saturating_add(rest.empty);
        let limits = self.hold_limits(hold.folder)?;
        let before = if hold.before > 0 { hold.before } else { self.store.file_count(hold.folder)? + passed };
        let is_little = !limits.is_mass_deletion(missing, before);
        let second = self.memory.watch.second;
        let open = self.open(hold)?;
        let (was, was_little, mut since) = open.missing;
        if was != missing || was_little != is_little {
            since = second;
        }
        open.missing = (missing, is_little, since);
        open.is_changed = !rest.is_nothing();
        open.look_at = second + 1 + ending.len() as u64 / LOOKED_AT;
        let is_calm = is_little && second >= since.max(open.held_at) + CALM;
        if (missing == 0 || is_calm) && self.is_writable() {
            self.end_by_itself(hold, &lost)?;
        }
        Ok(())
    }

    /// Ends a hold of overwriting once none of its files is spoilt any more: each is as it was on its machine, or has a newer
    /// entry.
    fn look_at_overwriting(&mut self, hold: &Hold) -> StoreResult<()> {
        let second = self.memory.watch.second;
        let is_over = self.store.held(hold.id, None, 1)?.is_empty();
        let open = self.open(hold)?;
        (open.is_changed, open.look_at) = (false, second + 1);
        if is_over && self.is_writable() { self.end_hold(hold) } else { Ok(()) }
    }

    /// Ends a hold whose cause is gone. Deletions that were passed on and stay lost count for the rest of their minute.
    fn end_by_itself(&mut self, hold: &Hold, lost: &[(Held, bool)]) -> StoreResult<()> {
        tracing::info!(folder = %hold.folder, machine = %hold.machine, "a hold ended by itself: its files are back");
        let since = self.now.plus_millis(-(WINDOW as i64) * 1_000);
        let (mut counted, mut first) = (Counted::default(), None);
        for (held, _) in lost.iter().filter(|(_, passed)| *passed) {
            let entry = self.store.entry_at(hold.folder, &held.path, held.seq)?;
            if entry.is_some_and(|entry| entry.at >= since) {
                counted.full += 1;
                first = Some(first.map_or(held.seq, |first: Seq| first.min(held.seq)));
            }
        }
        if let Some(first) = first {
            let before = self.store.file_count(hold.folder)? + counted.full;
            let watch = &mut self.memory.watch;
            let deletions = watch.deletions.entry((hold.folder, hold.machine)).or_default();
            deletions.note(watch.second, counted, before, Seq(first.0.saturating_sub(1)));
        }
        self.end_hold(hold)
    }

    pub(super) fn end_hold(&mut self, hold: &Hold) -> StoreResult<()> {
        self.store.remove_hold(hold.id)?;
        let watch = &mut self.memory.watch;
        watch.passing.remove(&hold.id);
        watch.open.remove(&hold.id);
        let left = watch.holds.iter().filter(|it| it.id != hold.id).cloned().collect();
        watch.read(left);
        // The rest of a settled hold counts again, which changes nothing for anybody.
        if hold.state != HoldState::Deleted {
            self.holds_to_report.insert(hold.folder);
        }
        Ok(())
    }

    /// Returns all paths that keep a hold open.
    pub(super) fn all_held(&self, hold: u64) -> StoreResult<Vec<(Held, bool)>> {
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

    /// Asks the machine of a hold for the held files, when it attached the folder and from time to time. A machine that has a file
    /// offers the same state again and thereby takes its deletion back. The file may have returned while the hub was not notified.
    fn ask_back(&mut self, hold: &Hold) -> StoreResult<()> {
        let second = self.memory.watch.second;
        let open = self.open(hold)?;
        if open.ask.is_none() && second < open.ask_at {
            return Ok(());
        }
        let after = open.ask.take().flatten();
        let mut sessions = self.memory.sessions.iter();
        let session = sessions
            .find(|(_, known)| known.machine == hold.machine && known.attached.contains_key(&hold.folder))
            .map(|(session, _)| *session);
        let Some(session) =
            session.filter(|_| self.access(hold.machine, hold.folder).is_ok_and(|it| it == Access::Write))
        else {
            return Ok(());
        };
        let page = self.store.held(hold.id, after.as_ref(), ASKED)?;
        let last = page.last().filter(|_| page.len() == ASKED).map(|(held, _)| held.path.clone());
        let held = page.into_iter().filter(|(held, passed)| held.is_file && !passed);
        let items: Vec<PathAt> = held.map(|(held, _)| PathAt { path: held.path, seq: held.seq }).collect();
        for items in items.chunks(MAX_LACKING) {
            self.send(session, ToClient::Lacking { folder: hold.folder, items: items.to_vec() });
        }
        let open = self.open(hold)?;
        open.ask = last.map(Some);
        open.ask_at = second + ASK_AGAIN;
        Ok(())
    }
}
