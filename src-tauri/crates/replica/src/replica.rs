//! The loop of one replica: events in, effects out, over any disk and any store.
//!
//! `Replica` holds what each room remembers while it runs, and the rooms (`root`, `local`, `queue`, `hub`, `apply`) extend
//! it. Everything in memory can be thrown away at any moment: opening computes it again from the rows and the disk.

use std::collections::BTreeMap;

use syncit_core::message::{BatchId, ToClient};
use syncit_core::plan::LeftOut;
use syncit_core::replica_store::{
    LinkState, Local, ReplicaStore, Row, Standing, StoreError, StoreResult, Token, Totals, Unknown,
};
use syncit_core::selection::Selection;
use syncit_core::{MachineId, Name, RelPath, Timestamp, conflict};

use crate::apply::fetches::Pull;
use crate::apply::kept::Displaced;
use crate::apply::placements::Hooks;
use crate::disk::Disk;
use crate::event::{Activity, Effect, Event, FolderCommand, Notice, Now, Phase, Problem, State};
use crate::hub::memory::{HubState, Lacking, Push};
use crate::hub::waiting::Fences;
use crate::ignore_rules::IGNORE_FILE;
use crate::local::memory::Scan;
use crate::queue::memory::Work;
use crate::reasons::Trouble;
use crate::root::memory::{Abilities, Root};

/// When a failed attempt is retried, in milliseconds.
pub(crate) const RETRY: u64 = 60_000;

/// What a replica needs to know when it is opened.
#[derive(Debug, Clone)]
pub struct Config {
    /// The machine that it is on.
    pub machine: MachineId,
    /// True if the hub accepts no changes from here, as it last said; its next answer replaces this.
    pub reads_only: bool,
    /// Bytes that must stay free on the disk, however much is to be fetched; `FolderCommand::MinFree` changes it.
    pub min_free: u64,
    /// A random value that was never used before: it marks this start on the disk and in the database.
    pub token: Token,
    /// The folder's path, for other installations that meet its marker.
    pub path: String,
}

/// The place of a rule that is in no file.
pub(crate) const BUILT_IN: &str = "built-in";

/// Something that an ignore rule keeps from being synced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// The path; not always one that could be synced.
    pub path: String,
    /// The rule as written; for a directory that was removed elsewhere, a note that it stays because of what is ignored in
    /// it.
    pub rule: String,
    /// The file that contains it, or `built-in`.
    pub from: String,
}

/// Two versions of which a person has to choose one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The one that lost the name.
    pub copy: Row,
    /// The one that has it.
    pub original: Row,
}

/// A path whose difference stays because of this machine's sync mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its row: the local state is the one here, the remote state the one at the hub.
    pub row: Row,
    /// Why it stays.
    pub why: LeftOut,
}

/// The state after the store failed, while the replica waits.
#[derive(Debug)]
struct Failed {
    failure: StoreError,
    /// When to retry, in ticks.
    retry_at: u64,
    is_connected: bool,
    /// Commands that came meanwhile.
    wishes: Vec<FolderCommand>,
}

impl Failed {
    /// Keeps what an event says for when the store works again. Most of it is asked for again then.
    fn note(&mut self, event: Event) {
        match event {
            Event::Connected => self.is_connected = true,
            Event::Disconnected => self.is_connected = false,
            Event::Command(wish) => self.wishes.push(wish),
            _ => {}
        }
    }
}

/// One machine's copy of one folder.
pub struct Replica<D: Disk, S: ReplicaStore> {
    pub(crate) disk: D,
    pub(crate) store: S,
    pub(crate) config: Config,
    pub(crate) link: LinkState,
    /// Which part of the folder is kept here, as stored.
    pub(crate) selection: Selection,
    pub(crate) hooks: Hooks,
    pub(crate) now: Now,
    pub(crate) effects: Vec<Effect>,
    /// True if something was put since the last commit.
    pub(crate) written: bool,
    /// True if `link` changed since the last commit: it is written once, however often a step moves its position.
    link_changed: bool,
    pub(crate) paused: bool,
    pub(crate) names: BTreeMap<MachineId, Name>,
    pub(crate) root: Root,
    pub(crate) abilities: Abilities,
    pub(crate) scan: Scan,
    pub(crate) work: Work,
    pub(crate) hub: HubState,
    pub(crate) push: Push,
    pub(crate) pull: Pull,
    pub(crate) displaced: Displaced,
    pub(crate) lacking: Lacking,
    pub(crate) fences: Fences,
    next_number: u64,
    failed: Option<Failed>,
    wake: Option<u64>,
    shown: Option<(Activity, Phase, [u64; 4])>,
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Called by the driver when there is nothing to do for now, so that the disk closes its handles.
    pub fn rest(&self) {
        self.disk.rest();
    }

    /// Opens a linked folder in the state that it was left in, after a clean end or a crash alike, and queues a full scan.
    /// Nothing happens by itself: the first `step` (a `Tick` is enough) begins it.
    ///
    /// # Errors
    /// Only those of the store; trouble with the disk becomes a hold or a problem of `state`.
    pub fn open(disk: D, store: S, config: Config) -> StoreResult<Self> {
        let link = store.link()?;
        let mut replica = Replica {
            disk,
            hub: HubState::new(config.reads_only),
            config,
            hooks: Hooks { wanted: link.git_hooks, retry_at: None },
            selection: store.selection()?,
            link,
            store,
            now: Now { wall: Timestamp(0), ticks: 0 },
            effects: Vec::new(),
            written: false,
            link_changed: false,
            paused: false,
            names: BTreeMap::new(),
            root: Root::default(),
            abilities: Abilities::default(),
            scan: Scan::default(),
            work: Work::default(),
            push: Push::default(),
            pull: Pull::default(),
            displaced: Displaced::default(),
            lacking: Lacking::default(),
            fences: Fences::default(),
            next_number: 0,
            failed: None,
            wake: None,
            shown: None,
        };
        replica.load_rules()?;
        replica.note_all_pending()?;
        replica.work.distrust_settling();
        replica.rescan()?;
        Ok(replica)
    }

    /// Handles an event and returns the effects that are to be carried out, after it has committed the transaction that
    /// they rest on. If the store failed, the replica waits for a minute, and then starts as if it was just opened; `state`
    /// says why meanwhile.
    pub fn step(&mut self, event: Event, now: Now) -> Vec<Effect> {
        self.now = now;
        self.root.confirmed = false;
        let event = match &mut self.failed {
            None => Some(event),
            Some(failed) => {
                failed.note(event);
                if now.ticks < failed.retry_at {
                    return vec![Effect::WakeAt(failed.retry_at)];
                }
                None
            }
        };
        self.disk.remember_directories(true);
        let result = match event {
            Some(event) => self.try_step(event),
            None => self.start_over_from_store(),
        };
        self.disk.remember_directories(false);
        if let Err(failure) = result {
            self.stop(failure);
        }
        std::mem::take(&mut self.effects)
    }

    /// Prepares for work outside a step.
    pub(crate) fn begin(&mut self, now: Now) {
        self.now = now;
        self.root.confirmed = false;
    }

    /// Returns true if the store failed, so that nothing is done for now.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    pub(crate) fn stop(&mut self, failure: StoreError) {
        tracing::error!(%failure, "the replica waits for a minute");
        // An effect may rest on what was not committed.
        self.effects.clear();
        self.store.roll_back();
        (self.written, self.link_changed) = (false, false);
        let retry_at = self.now.ticks + RETRY;
        self.effects.extend([Effect::Notify(Notice::State), Effect::WakeAt(retry_at)]);
        let (is_connected, wishes) = match self.failed.take() {
            Some(failed) => (failed.is_connected, failed.wishes),
            None => (self.hub.is_connected(), Vec::new()),
        };
        self.failed = Some(Failed { failure, retry_at, is_connected, wishes });
    }

    /// Continues like a replica that was just opened. The numbers of offers and questions continue too, so that late
    /// answers to old ones are not taken for answers to new ones.
    fn start_over_from_store(&mut self) -> StoreResult<()> {
        self.link = self.store.link()?;
        self.selection = self.store.selection()?;
        self.root = Root::default();
        self.scan = Scan::default();
        self.work = Work::default();
        self.push = Push::default();
        self.pull = Pull::default();
        self.displaced = Displaced::default();
        let is_connected = self.failed.as_ref().is_some_and(|failed| failed.is_connected);
        self.load_rules()?;
        self.note_all_pending()?;
        self.work.distrust_settling();
        self.rescan()?;
        let event = if is_connected { Event::Connected } else { Event::Disconnected };
        self.try_step(event)?;
        while let Some(wish) = self.failed.as_ref().and_then(|failed| failed.wishes.first().cloned()) {
            self.try_step(Event::Command(wish))?;
            self.failed.iter_mut().for_each(|failed| drop(failed.wishes.remove(0)));
        }
        self.failed = None;
        self.report_state();
        Ok(())
    }

    fn try_step(&mut self, event: Event) -> StoreResult<()> {
        let is_body = matches!(event, Event::Hub(ToClient::Body(_)));
        self.take_in(event)?;
        if self.guard_root()? && self.recover_displaced()? {
            self.update_abilities()?;
            self.bring_hooks()?;
            self.run_scan()?;
            self.drop_displaced()?;
            self.run_stage()?;
            self.run_gone();
            self.run_plan()?;
            self.run_settling()?;
            self.offer_lacking()?;
            self.sweep_partials()?;
        }
        self.write_reasons()?;
        self.run_holds()?;
        self.run_fences()?;
        self.ask_news();
        self.commit()?;
        // One more body changes nothing that people must see at once.
        if !is_body {
            self.report_state();
            self.report_backlog()?;
        }
        self.set_wake();
        Ok(())
    }

    fn take_in(&mut self, event: Event) -> StoreResult<()> {
        match event {
            Event::Connected => self.connected(),
            Event::Disconnected => self.disconnected(),
            Event::Hub(message) => self.receive(message),
            Event::Hints(hints) => {
                self.take_hints(hints);
                Ok(())
            }
            Event::Hashed(hashed) => self.hashed(hashed),
            Event::Synced { id, result } => self.synced(id, result),
            Event::Sent { batch, changed } => self.sent(batch, changed),
            Event::Progress { batch, sent } => {
                self.sent_part(batch, &sent);
                Ok(())
            }
            Event::Command(command) => self.command(command),
            Event::Tick => Ok(()),
        }
    }

    fn receive(&mut self, message: ToClient) -> StoreResult<()> {
        let folder = self.link.folder;
        match message {
            ToClient::Attached {
                folder: of,
                incarnation,
                latest,
                common,
                incarnations,
                access,
                holds,
                wants_backlog,
            } if of == folder => {
                self.hub.backlog.want(wants_backlog);
                self.attached(incarnation, latest, common, &incarnations, access)?;
                self.take_holds(holds)
            }
            ToClient::Holds { folder: of, holds } if of == folder => self.take_holds(holds),
            ToClient::Detached { folder: of, refusal } if of == folder => self.detached(refusal),
            ToClient::Changed { folder: of, latest } if of == folder => {
                self.hub.latest = self.hub.latest.max(latest);
                Ok(())
            }
            ToClient::News { folder: of, after, upto, more, entries } if of == folder => {
                self.take_news(after, upto, more, entries)
            }
            ToClient::Lacking { folder: of, items } if of == folder => {
                self.take_lacking(items);
                Ok(())
            }
            ToClient::Whole { folder: of, items } if of == folder => {
                self.take_whole(&items);
                Ok(())
            }
            ToClient::Coming { folder: of, path, file, chunks } if of == folder => self.take_coming(path, file, chunks),
            ToClient::Came { folder: of, digest, seq } if of == folder => {
                self.take_came(&digest, seq);
                Ok(())
            }
            ToClient::Verdicts { batch, verdicts } if batch.folder == folder => self.take_verdicts(batch, verdicts),
            ToClient::Body(body) if body.batch.folder == folder => self.take_body(body),
            ToClient::BodiesEnd { batch, missing } if batch.folder == folder => self.bodies_end(batch, missing),
            _ => Ok(()),
        }
    }

    fn command(&mut self, command: FolderCommand) -> StoreResult<()> {
        match command {
            FolderCommand::Pause => self.paused = true,
            FolderCommand::Resume => {
                self.paused = false;
                self.work.changed = true;
            }
            FolderCommand::Rescan => self.rescan()?,
            FolderCommand::Release { delete } => self.release(delete)?,
            FolderCommand::SetSyncMode(sync_mode) => {
                self.link.sync_mode = sync_mode;
                self.save_link();
                self.note_all_pending()?;
            }
            FolderCommand::SetGitHooks(wanted) => self.hooks = Hooks { wanted, retry_at: None },
            FolderCommand::Names(names) => self.names = names.into_iter().collect(),
            FolderCommand::MinFree(bytes) => {
                self.config.min_free = bytes;
                self.retry_troubled()?;
            }
            FolderCommand::Fence(token) => self.begin_fence(token),
            FolderCommand::ReleaseDisplaced => self.displaced.make_due(self.now.ticks),
            FolderCommand::Listed => self.listed()?,
            FolderCommand::Unfence(token) => self.fences.forget(token),
            FolderCommand::SettleDifferences => self.settle_differences()?,
            FolderCommand::Choose(choice) => self.choose(|selection| selection.choose_all(&choice))?,
            FolderCommand::LeaveOutNew(leaves_out) => self.leave_out_new(leaves_out)?,
        }
        Ok(())
    }

    /// Writes a row, and notes what it requires.
    pub(crate) fn put(&mut self, mut row: Row) -> StoreResult<()> {
        self.agree_before_change(&mut row)?;
        row.tidy_privacy();
        self.mark_to_evict(&mut row);
        self.drop_old_reason(&mut row)?;
        self.fences.note(&row);
        self.store.put(&row)?;
        self.written = true;
        if row.path.name() == IGNORE_FILE {
            self.scan.rules_may_have_changed(&row.path);
        }
        self.note(&row);
        if row.local == Local::ABSENT { self.release_kept_parent(&row.path) } else { Ok(()) }
    }

    /// Writes a row whose trees have not changed, so that nothing has to be done for it.
    pub(crate) fn put_observed(&mut self, row: &Row) -> StoreResult<()> {
        self.store.put(row)?;
        self.written = true;
        Ok(())
    }

    /// Drops a reason that no longer applies: it describes what was seen at its path and is unsettled there, and ends with
    /// either.
    fn drop_old_reason(&self, row: &mut Row) -> StoreResult<()> {
        if row.reason.is_none() {
            return Ok(());
        }
        let before = self.store.row(&row.path)?.map(|row| row.local);
        let is_another = match (before, &row.local) {
            (Some(Local::Known { entry: before, .. }), Local::Known { entry, .. }) => before != *entry,
            (Some(Local::Unknown(Unknown::Unreadable | Unknown::Unsupported | Unknown::Unselected)), now) => {
                matches!(now, Local::Known { .. })
            }
            _ => false,
        };
        if is_another || !may_have_reason(row) {
            row.reason = None;
        }
        Ok(())
    }

    /// Returns the row of a path, or one of which nothing is known yet.
    pub(crate) fn row(&self, path: &RelPath) -> StoreResult<Row> {
        Ok(self.store.row(path)?.unwrap_or_else(|| Row::new(path.clone())))
    }

    /// Begins a transaction for the many rows that are about to be read; it ends with the step. Otherwise each read would
    /// lock and unlock the database.
    pub(crate) fn read_together(&mut self) -> StoreResult<()> {
        self.written = true;
        self.store.begin_reading()
    }

    /// Makes the next commit write `link`, in the same transaction.
    pub(crate) fn save_link(&mut self) {
        self.link_changed = true;
        self.written = true;
    }

    /// Ends the transaction, if there is one.
    pub(crate) fn commit(&mut self) -> StoreResult<()> {
        if std::mem::take(&mut self.link_changed) {
            self.store.set_link(&self.link)?;
        }
        if std::mem::take(&mut self.written) {
            self.store.commit()?;
        }
        Ok(())
    }

    /// Returns a number for an offer, a get or a hash job.
    pub(crate) fn number(&mut self) -> u64 {
        self.next_number += 1;
        self.next_number
    }

    pub(crate) fn batch(&self, number: u64) -> BatchId {
        BatchId { folder: self.link.folder, number }
    }

    /// Returns how many paths are not settled and should be.
    fn pending(&self, totals: &Totals) -> u64 {
        let (not_applied, not_sent) = self.left_out();
        // Paths that only wait to be durable here are where they should be, and those that the sync mode leaves out wait
        // for nothing.
        totals.pending.saturating_sub(self.work.settling() as u64 + not_applied + not_sent)
    }

    /// Returns what the replica is doing: a function of the rows, the scan's backlog, and the news that is still to come.
    fn activity(&self, totals: &Totals) -> Activity {
        match () {
            () if self.paused || self.shown_root_hold().is_some() => Activity::Paused,
            () if !self.hub.is_attached() => Activity::Offline,
            () if self.scan.is_at_work() || self.scan.are_rules_resting() || !self.link.scanned => Activity::Scanning,
            () if self.pending(totals) > 0 || self.hub.is_behind(&self.link) || !self.hub.is_caught_up_once() => {
                Activity::Syncing
            }
            () => Activity::UpToDate,
        }
    }

    /// Returns the state in one word, in which what waits for a person hides what is done.
    fn phase(&self, activity: Activity, conflicts: u64, troubled: u64) -> Phase {
        match activity {
            _ if self.shown_hold().is_some() => Phase::Held,
            _ if conflicts > 0 || self.problem_count(troubled) > 0 => Phase::Attention,
            Activity::Paused => Phase::Paused,
            Activity::Offline => Phase::Offline,
            Activity::Scanning => Phase::Scanning,
            Activity::Syncing => Phase::Syncing,
            Activity::UpToDate => Phase::InSync,
        }
    }

    /// Returns the state that is shown to people.
    pub fn state(&self) -> State {
        let totals = self.store.totals().unwrap_or_default();
        let (not_applied, not_sent) = self.left_out();
        let conflicts = self.conflicts().map_or(0, |found| found.len() as u64);
        let mut problems = self.problems().unwrap_or_default();
        problems.extend(self.hub.refused());
        problems.extend(self.failed.as_ref().map(|failed| Problem {
            path: None,
            reason: match failed.failure.disk_full {
                true => Trouble::DatabaseFull.into(),
                false => Trouble::Database { words: failed.failure.to_string() }.into(),
            },
        }));
        let hold = self.shown_hold();
        let activity = self.activity(&totals);
        State {
            folder: self.link.folder,
            phase: self.phase(activity, conflicts, totals.troubled),
            activity,
            held_files: hold.as_ref().map_or(0, |hold| self.held_files(hold, &totals)),
            hold,
            files: totals.files,
            bytes: totals.bytes,
            pending: self.pending(&totals),
            not_applied,
            not_sent,
            may_write: self.hub.may_write(),
            unselected_files: totals.unselected_files,
            unselected_bytes: totals.unselected_bytes,
            conflicts,
            problems,
            transfers: self.transfers(),
        }
    }

    /// Returns the conflicts that wait for a person, in the path order of their copies.
    pub fn conflicts(&self) -> StoreResult<Vec<Conflict>> {
        let mut open = Vec::new();
        for copy in self.store.conflicts()? {
            let Some(of) = &copy.remote.conflict_of else { continue };
            if self.is_kept_elsewhere(&copy) {
                continue;
            }
            let original = self.row(&of.path)?;
            if conflict::is_open(&copy.remote.entry, &original.remote.entry) {
                open.push(Conflict { copy, original });
            }
        }
        Ok(open)
    }

    pub(crate) fn machine_name(&self, machine: MachineId) -> String {
        self.names.get(&machine).map_or_else(|| machine.to_string()[..8].to_owned(), ToString::to_string)
    }

    fn report_state(&mut self) {
        let totals = self.store.totals().unwrap_or_default();
        let (not_applied, not_sent) = self.left_out();
        let conflicts = self.conflicts().map_or(0, |found| found.len() as u64);
        let counts = [self.pending(&totals), not_applied, not_sent, conflicts + self.problem_count(totals.troubled)];
        let activity = self.activity(&totals);
        let shown = (activity, self.phase(activity, conflicts, totals.troubled), counts);
        if self.shown != Some(shown) {
            self.shown = Some(shown);
            self.effects.push(Effect::Notify(Notice::State));
        }
    }

    fn set_wake(&mut self) {
        let mut due = vec![self.fences.wake(), self.root.wake(self.now), self.hub.backlog.wake()];
        // Under a root that may not be touched nothing else is done, so nothing else may ask to be woken.
        if self.root.may_be_touched() {
            due.extend([self.scan_wake(), self.work_wake(), self.stage_wake()]);
            due.extend([self.displaced.wake(), self.abilities.wake(), self.hooks.retry_at]);
        }
        let at = due.into_iter().flatten().min().map(|at| at.max(self.now.ticks));
        if at != self.wake || self.wake.is_some_and(|wake| wake <= self.now.ticks) {
            self.wake = at;
            self.effects.extend(at.map(Effect::WakeAt));
        }
    }
}

/// Returns true if something at a path may be unsettled, so that a reason makes sense.
pub(crate) fn may_have_reason(row: &Row) -> bool {
    let is_same = row.agrees();
    let is_left_alone = matches!(row.local, Local::Unknown(Unknown::Unreadable | Unknown::Unselected));
    !is_same && (is_left_alone || !matches!(row.standing(), Standing::Equal | Standing::LeftOut))
}
