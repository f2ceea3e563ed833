//! Decides which rows may be planned now, and hands out the steps of the plan. Every row that is written is noted, and
//! opening notes all that are pending. Rows that are in progress are not planned again.

mod around;
mod git;
mod gone;
mod left_out;
mod missing;
mod problems;
mod progress;
mod settling;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use syncit_core::hold::HoldLimits;
use syncit_core::plan::{self, Step};
use syncit_core::replica_store::{Base, Local, ReplicaStore, Row, StoreResult, SyncMode, Unknown};
use syncit_core::{Entry, RelPath};

use crate::disk::Disk;
use crate::ignore_rules::IGNORE_FILE;
use crate::paths;
use crate::queue::memory::{FEW, Probed};
use crate::replica::Replica;

use around::Around;

/// Rows that are planned at once.
const WINDOW: usize = 2_048;
/// Removals of files wait until the scan has finished and, for this long, no other removal or other half of a move was
/// found, in milliseconds…
const REMOVALS_QUIET: u64 = 200;
/// …but no longer than this after the last such half, and…
const REMOVALS_MAX: u64 = 2_000;
/// …no longer than this if there are many: the hub judges a group by its first offer, so the whole group should be known.
const MANY_REMOVALS_MAX: u64 = 10_000;
/// How long a file that is gone here and was edited by others waits for the place that it may have been moved to, in
/// milliseconds.
const OTHER_HALF: u64 = 500;
const PAGE: usize = 4_096;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Notes what a written row requires.
    pub(crate) fn note(&mut self, row: &Row) {
        self.note_left_out_alone(row);
        self.take_back(row);
        let work = &mut self.work;
        let path = &row.path;
        work.forget(path);
        work.waits.remove(path);
        work.failed.remove(path);
        work.obstructed.remove(path);
        work.gone.forget(path);
        let here = row.local.entry();
        let vanished = here.filter(|entry| entry.is_absent()).and_then(|_| row.base.entry.file());
        if let (Some(was), Some(here)) = (row.base.entry.file(), here)
            && here.file().is_none_or(|file| file.digest != was.digest)
        {
            work.note_replaced(&was.digest);
        }
        work.note_vanished(path, vanished.map(|file| file.digest));
        work.git.note(row, self.now.ticks);
        if row.is_gone_and_edited() {
            // It comes back, unless it turns out to have been moved.
            work.waits.insert(path.clone(), self.now.ticks + OTHER_HALF);
        }
        let is_alike = row.differs() && here.is_some_and(Entry::is_live) && row.agrees();
        if row.to_evict && !row.differs() {
            // It is agreed on, and only waits to be removed from this disk.
            work.gone_there.insert(path.clone());
        } else if is_alike {
            work.settling.add(path, self.now.ticks);
        } else if let Some(here) = here.filter(|_| row.is_pending()) {
            let set = if here.is_absent() && row.base.entry.is_live() && row.base.entry == row.remote.entry {
                let now = self.now.ticks;
                let first = work.removals.filter(|_| !work.gone_here.is_empty()).map_or(now, |(first, _)| first);
                work.removals = Some((first, now));
                work.gone.add(path);
                &mut work.gone_here
            } else if here.is_live() && row.remote.entry.is_absent() && row.base.entry.is_live() {
                &mut work.gone_there
            } else {
                let appears = here.file().filter(|_| row.base.entry.is_absent());
                if let Some(file) = appears.filter(|file| work.has_vanished(&file.digest)) {
                    // A move: what else is gone may have been moved, too. For an empty file this is a guess, which must not
                    // delay removals again and again.
                    let now = self.now.ticks;
                    let first = work.removals.filter(|_| file.size == 0).map_or(now, |(first, _)| first);
                    work.removals = Some((first, now));
                }
                &mut work.changed_paths
            };
            set.insert(path.clone());
            if path.name() == IGNORE_FILE && row.remote.entry != row.base.entry && row.remote.entry != *here {
                work.incoming_rules.insert(path.clone());
            }
        }
        work.changed = true;
        if !work.idle.is_empty() {
            self.wake_idle(path.clone());
        }
        if !self.work.obstructed.is_empty() {
            self.retry_around(path);
        }
        self.note_index(row);
    }

    /// Hands what waits above and below a path to the next plan.
    fn wake_idle(&mut self, path: RelPath) {
        let idle = &mut self.work.idle;
        let mut woken: Vec<RelPath> = path.ancestors().filter(|dir| idle.contains(dir)).collect();
        woken.extend(paths::below(idle, &path));
        for path in woken {
            self.work.idle.remove(&path);
            self.work.changed_paths.insert(path);
        }
    }

    /// Hands all pending rows to the next plan: at the start, and when failed attempts may succeed now.
    pub(crate) fn note_all_pending(&mut self) -> StoreResult<()> {
        self.work.failed.clear();
        self.work.obstructed.clear();
        self.work.waits.clear();
        let mut after = None;
        loop {
            let page = self.store.pending(after.as_ref(), PAGE)?;
            let is_last = page.len() < PAGE;
            after = page.last().map(|row| row.path.clone());
            page.iter().for_each(|row| self.note(row));
            self.note_left_out(&page)?;
            if is_last {
                return Ok(());
            }
        }
    }

    /// Plans a path again later, after a time in milliseconds.
    pub(crate) fn wait(&mut self, path: &RelPath, milliseconds: u64) {
        let until = self.now.ticks + milliseconds;
        self.work.waits.insert(path.clone(), until);
        self.work.wake_by(until);
    }

    /// Ends what was in progress for a path, and plans it again if its row needs that.
    pub(crate) fn landed(&mut self, path: &RelPath) -> StoreResult<()> {
        self.work.flights.remove(path);
        let row = self.row(path)?;
        if row.is_pending() && !self.work.failed.contains_key(path) {
            self.note(&row);
        }
        self.work.changed = true;
        Ok(())
    }

    /// Notes that exactly this local state was offered and the hub did not know it.
    pub(crate) fn probed(&mut self, path: &RelPath, probed: Probed) {
        self.work.probed.insert(path.clone(), probed);
    }

    pub(crate) fn work_wake(&self) -> Option<u64> {
        let retry = self.work.failed.values().copied().flatten().min();
        let removals = self.removals_due_at();
        let more = (self.work.changed && self.may_plan() && !self.is_full()).then_some(self.now.ticks);
        [retry, removals, more, self.work.wake, self.work.settling_wake()].into_iter().flatten().min()
    }

    fn removals_due_at(&self) -> Option<u64> {
        let (first, last) = self.work.removals.filter(|_| !self.work.gone_here.is_empty())?;
        let are_many = self.work.gone_here.len() as u64 >= HoldLimits::USUAL.files;
        let latest = first + if are_many { MANY_REMOVALS_MAX } else { REMOVALS_MAX };
        let due = if self.scan.is_at_work() { latest } else { latest.min(last + REMOVALS_QUIET) };
        (due > self.now.ticks).then_some(due)
    }

    fn may_plan(&self) -> bool {
        !self.paused && self.link.scanned && self.root.hold.is_none() && self.hub.is_caught_up_once()
    }

    /// Returns true if so much is in progress that planning more would be useless.
    fn is_full(&self) -> bool {
        self.push.is_crowded() || self.pull.is_crowded()
    }

    pub(crate) fn run_plan(&mut self) -> StoreResult<()> {
        self.retry_due();
        // This is done even while planning is not allowed: otherwise it would ask to be woken at once, again and again.
        if self.work.wake.take_if(|wake| *wake <= self.now.ticks).is_some()
            || self.work.removals.is_some_and(|_| self.removals_due_at().is_none() && !self.work.gone_here.is_empty())
        {
            self.work.changed = true;
        }
        if self.pull.has_room_for_large() {
            self.work.resume_postponed();
        }
        if !self.work.changed || !self.may_plan() || self.is_full() {
            return Ok(());
        }
        if !self.work.gone_here.is_empty() {
            // What vanished since the root was confirmed counts too.
            self.root.confirmed = false;
        }
        if !self.confirm_root()? || self.root.hold.is_some() {
            return Ok(());
        }
        self.work.changed = false;
        self.work.wake = None;
        self.report_old_locks();
        self.read_together()?;
        let before = self.progress();
        self.plan_window()?;
        self.pause_if_fruitless(&before);
        Ok(())
    }

    /// Plans the next rows and carries out the steps.
    fn plan_window(&mut self) -> StoreResult<()> {
        let rows = self.window()?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut steps = self.plan(&rows)?;
        if self.is_cut_off() {
            steps.retain(|step| matches!(step, Step::Agree { .. }));
        }
        self.note_left_out(&rows)?;
        let planned: HashSet<&RelPath> = steps.iter().map(Step::path).collect();
        for row in rows.iter().filter(|row| !planned.contains(&row.path)) {
            match self.hidden_by(row)? {
                Some(Unknown::Unselected) => self.put(row.unselected())?,
                Some(why) => self.put(Row { local: Local::Unknown(why), ..row.clone() })?,
                None => {
                    self.work.forget(&row.path);
                    self.work.idle.insert(row.path.clone());
                }
            }
        }
        self.carry_out(steps)
    }

    /// Returns the rows that are planned next.
    fn window(&mut self) -> StoreResult<Vec<Row>> {
        if !self.work.incoming_rules.is_empty() {
            return self.rules_window();
        }
        let now = self.now.ticks;
        let (removals, blocked) = self.next_removals();
        let mut picked: BTreeMap<RelPath, Row> = BTreeMap::new();
        let changes = self.work.free_changes(WINDOW + 1, &blocked, now);
        let (mut is_moving, mut has_more) = (false, changes.len() > WINDOW);
        for path in changes {
            if picked.len() >= WINDOW {
                has_more = true;
                break;
            }
            let Some(row) = self.unless_ignored(&path)? else { continue };
            for other in self.other_halves(&row)? {
                if self.work.is_free(&other.path, now) {
                    picked.insert(other.path.clone(), other);
                    is_moving = true;
                }
            }
            picked.insert(path, row);
        }
        self.work.changed |= has_more;
        // While a move is too large for one plan, what is gone stays, because it may be the other half of the next part.
        if !(is_moving && has_more) {
            for path in removals {
                let row = self.row(&path)?;
                picked.insert(path, row);
            }
        }
        Ok(picked.into_values().collect())
    }

    /// Returns what is gone and may be planned now, children first, and the directories that cannot be removed yet, because
    /// something below them cannot.
    fn next_removals(&mut self) -> (Vec<RelPath>, HashSet<RelPath>) {
        let mut gone: Vec<RelPath> = self.work.gone_there.iter().rev().cloned().collect();
        if self.removals_due_at().is_none() {
            gone.extend(self.work.gone_here.iter().rev().cloned());
        } else {
            gone.extend(self.work.emptied_here());
        }
        let mut free = Vec::new();
        // Directories with something below that cannot be removed yet cannot be removed either.
        let mut blocked: HashSet<RelPath> = self.work.holds.directories().collect();
        for path in gone {
            let is_blocked = blocked.contains(&path) || self.work.gone.contains(&path);
            if is_blocked || !self.work.is_free(&path, self.now.ticks) {
                blocked.extend(path.ancestors());
            } else if free.len() < WINDOW {
                free.push(path);
            } else {
                self.work.changed = true;
                break;
            }
        }
        (free, blocked)
    }

    /// Returns the ignore files that others changed, with the directories above them: all else waits for their rules.
    fn rules_window(&mut self) -> StoreResult<Vec<Row>> {
        let now = self.now.ticks;
        let files: Vec<RelPath> = self.work.incoming_rules.iter().cloned().collect();
        let mut paths: BTreeSet<RelPath> = files.iter().flat_map(|path| path.ancestors()).collect();
        paths.retain(|path| self.work.changed_paths.contains(path));
        paths.extend(files);
        let paths: Vec<RelPath> = paths.into_iter().filter(|path| self.work.is_free(path, now)).collect();
        paths.iter().map(|path| self.row(path)).collect()
    }

    /// Returns the row of a path that is to be planned; none if a rule matches what the hub has there and it never came
    /// here: then it is ignored. What was removed here before the rule came is a deletion.
    fn unless_ignored(&mut self, path: &RelPath) -> StoreResult<Option<Row>> {
        let row = self.row(path)?;
        let is_there_only = row.local == Local::ABSENT && row.base.entry.is_absent() && row.remote.entry.is_live();
        if !is_there_only || !self.is_ignored(path, row.remote.entry.is_directory()) {
            return Ok(Some(row));
        }
        self.becomes_unknown(path, row, Unknown::Ignored)?;
        Ok(None)
    }

    /// Returns why a path without a step is unknown, if that is because of a directory above it.
    fn hidden_by(&self, row: &Row) -> StoreResult<Option<Unknown>> {
        for dir in row.path.ancestors() {
            if let Some(Local::Unknown(why)) = self.store.row(&dir)?.map(|row| row.local) {
                return Ok(Some(why).filter(|why| why.covers(&row.local)));
            }
        }
        Ok(None)
    }

    /// Returns where a file that appeared, here or at the hub, may have been moved from; empty files are never paired.
    fn other_halves(&self, row: &Row) -> StoreResult<Vec<Row>> {
        match (&row.local.entry(), row.remote.entry.file().filter(|file| file.size > 0)) {
            (Some(Entry::File(file)), _) if row.base.entry.is_absent() && file.size > 0 => {
                let vanished = self.work.vanished.get(&file.digest).into_iter().flatten().take(4);
                vanished.map(|path| self.row(path)).collect()
            }
            (Some(Entry::Absent), Some(file)) if !self.work.gone_there.is_empty() => {
                let mut rows = self.store.with_local_content(&file.digest, FEW)?;
                rows.retain(|row| self.work.gone_there.contains(&row.path));
                Ok(rows)
            }
            _ => Ok(Vec::new()),
        }
    }

    fn plan(&self, rows: &[Row]) -> StoreResult<Vec<Step>> {
        self.with_surroundings(|around| plan::plan(rows, around))
    }

    /// Returns the result of a function of the plan; an error if the store failed meanwhile.
    fn with_surroundings<T>(&self, say: impl FnOnce(&Around<'_, S>) -> T) -> StoreResult<T> {
        let around = Around {
            store: &self.store,
            work: &self.work,
            names: &self.names,
            machine: self.config.machine,
            sync_mode: self.sync_mode(),
            selection: &self.selection,
            failed: RefCell::new(None),
        };
        let said = say(&around);
        match around.failed.into_inner() {
            Some(failure) => Err(failure),
            None => Ok(said),
        }
    }

    fn carry_out(&mut self, steps: Vec<Step>) -> StoreResult<()> {
        let mut agreed = Vec::new();
        let mut copies = Vec::new();
        let mut offers = Vec::new();
        let mut pulls = Vec::new();
        let steps = self.possible_now(steps)?;
        for step in steps {
            match step {
                Step::Agree { path } => agreed.push(self.row(&path)?),
                Step::Keep { path } => {
                    let row = self.row(&path)?;
                    self.keep(row)?;
                }
                Step::Unselect { path } => {
                    let row = self.row(&path)?;
                    self.unselected(row)?;
                }
                Step::Problem { path, reason } => self.obstructed(&path, reason),
                Step::KeepCopy { .. } => copies.push(step),
                Step::Pull { .. } | Step::Evict { .. } => pulls.push(step),
                Step::Push { .. }
                | Step::PushEdit { .. }
                | Step::PushMove { .. }
                | Step::Probe { .. }
                | Step::CopyRemote { .. } => offers.push(step),
            }
        }
        self.agree(agreed)?;
        let failed = self.keep_copies(copies)?;
        pulls.retain(|step| !failed.contains(step.path()));
        self.offer(offers)?;
        self.pull(pulls)
    }

    /// Keeps a directory that was deleted elsewhere, because of the unknown files in it.
    pub(crate) fn keep(&mut self, mut row: Row) -> StoreResult<()> {
        row.local = Local::Unknown(Unknown::Kept);
        row.base = Base { entry: row.remote.entry.clone(), seq: row.remote.seq };
        self.put(row)
    }

    /// Returns the effective sync mode: less than the chosen one, if the hub only lets this machine read.
    pub(crate) fn sync_mode(&self) -> SyncMode {
        match self.link.sync_mode {
            SyncMode::TwoWay if !self.hub.may_write() => SyncMode::ReceiveOnly,
            sync_mode => sync_mode,
        }
    }

    /// Returns true if this machine only sends, and the hub accepts nothing: then nothing moves, because it applies nothing
    /// either.
    fn is_cut_off(&self) -> bool {
        self.link.sync_mode == SyncMode::SendOnly && !self.hub.may_write()
    }
}
