//! Drives one replica: passes every event to its loop and carries out every effect, in turns on threads that all
//! folders share.
//!
//! It decides nothing about files. Everything reaches the loop through one mailbox, in order. A turn starts when
//! something arrives or at the loop's own deadline.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded, unbounded};
use parking_lot::Mutex;
use syncit_core::{FolderId, RelPath};
use syncit_replica::Unresolved;
use syncit_replica::event::{Effect, Event, FolderCommand, Hint, Hold, Keep, Notice};
use syncit_replica::watch::{WatchError, Watcher, Watches};
use syncit_replica::workers::{Next, Work, Workers};

use crate::folder::mailbox::{FenceEnd, FolderReplica, Input, Mailbox, Shown};
use crate::folder::outgoing::Outgoing;
use crate::folder::workers::HashPool;
use crate::machine::clock;
use crate::machine::hints::Hints;
use crate::platform::FolderDisk;
use crate::uplink::{Epoch, Uplink};

/// After this time other folders get their turns, even if there is more to do.
const TURN: Duration = Duration::from_millis(20);
/// While a replica is busy, its state is kept for fronts at least this often, because a single step may take longer than
/// they wait.
const PUBLISHED_FOR: Duration = Duration::from_millis(200);
/// How long a front waits for a replica's current state before it uses the last known one.
pub(crate) const STATE_PATIENCE: Duration = Duration::from_millis(250);

/// What a replica needs to run.
pub(crate) struct Surroundings {
    pub(crate) uplink: Arc<dyn Uplink>,
    pub(crate) pool: HashPool,
    pub(crate) hints: Arc<Hints>,
    pub(crate) workers: Workers,
    pub(crate) watches: Watches,
}

/// A running replica. Dropping it waits until its current work ends.
pub(crate) struct RunningReplica {
    mailbox: Mailbox,
    last: Arc<Mutex<Shown>>,
    watcher: Arc<Watcher>,
}

impl RunningReplica {
    /// Watches the folder and starts its turns. `open` opens the replica once everything is watched, so that no change
    /// is missed between its scan and the first hint.
    ///
    /// # Errors
    /// Those of `open`, and of watching.
    pub(crate) fn start<E: From<WatchError>>(
        folder: FolderId,
        root: &Path,
        surroundings: Surroundings,
        open: impl FnOnce() -> Result<(FolderDisk, FolderReplica), E>,
    ) -> Result<Self, E> {
        let (sender, inputs) = unbounded();
        let mailbox = Mailbox { inputs: sender, task: surroundings.workers.task() };
        let hints = mailbox.clone();
        let watcher = Arc::new(Watcher::start(&surroundings.watches, root, move |found| hints.hints(found))?);
        let (disk, replica) = open()?;
        let last = Arc::new(Mutex::new(Shown { state: replica.state(), bytes_pending: 0, missed: 0 }));
        let driver = FolderDriver {
            folder,
            disk,
            replica,
            surroundings,
            watcher: watcher.clone(),
            inputs,
            mailbox: mailbox.clone(),
            has_begun: false,
            has_stopped: false,
            epoch: None,
            wake_at: None,
            fences: HashMap::new(),
            last: last.clone(),
            is_outdated: true,
            published: Instant::now(),
        };
        mailbox.task.begin(Box::new(driver));
        Ok(RunningReplica { mailbox, last, watcher })
    }

    /// Returns the replica's mailbox.
    pub(crate) fn mailbox(&self) -> &Mailbox {
        &self.mailbox
    }

    /// Returns its hold, as last shown.
    pub(crate) fn last_hold(&self) -> Option<Hold> {
        self.last.lock().state.hold.clone()
    }

    /// Asks for its state without waiting.
    pub(crate) fn ask_state(&self) -> StateAnswer {
        let (reply, answer) = bounded(1);
        self.mailbox.put(Input::State(reply));
        StateAnswer { answer, last: self.last.clone() }
    }

    /// Returns how many directories are watched.
    pub(crate) fn watches(&self) -> usize {
        self.watcher.watches()
    }

    /// Returns the parts of the folder that are scanned periodically because they cannot be watched.
    pub(crate) fn polled(&self) -> Vec<Option<RelPath>> {
        self.watcher.polled()
    }

    /// Runs a question that changes nothing in the loop. Returns a channel for the answer without waiting.
    pub(crate) fn query<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut FolderReplica) -> T + Send + 'static,
    ) -> Receiver<T> {
        let (reply, answer) = bounded(1);
        self.mailbox.put(Input::Query(Box::new(move |replica| drop(reply.send(question(replica))))));
        answer
    }

    /// Asks the loop to resolve a conflict on this disk.
    pub(crate) fn resolve(&self, copy: RelPath, keep: Keep) -> Receiver<Result<(), Unresolved>> {
        let (reply, answer) = bounded(1);
        self.mailbox.put(Input::Resolve(copy, keep, reply));
        answer
    }

    /// Asks for a notification when everything as of now is settled. `FolderCommand::Unfence` cancels it.
    pub(crate) fn fence(&self, token: u64) -> Receiver<FenceEnd> {
        let (reply, answer) = bounded(1);
        self.mailbox.put(Input::Fence(token, reply));
        answer
    }
}

impl Drop for RunningReplica {
    fn drop(&mut self) {
        self.mailbox.put(Input::Stop);
        self.mailbox.task.end();
    }
}

/// The answer to a request for the state.
pub(crate) struct StateAnswer {
    answer: Receiver<Shown>,
    last: Arc<Mutex<Shown>>,
}

impl StateAnswer {
    /// Returns the current state, or the last known one if the replica is too busy to answer by `deadline`.
    pub(crate) fn by(self, deadline: Instant) -> Shown {
        match self.answer.recv_deadline(deadline) {
            Ok(state) => state,
            Err(_) => self.last.lock().clone(),
        }
    }
}

struct FolderDriver {
    folder: FolderId,
    disk: FolderDisk,
    replica: FolderReplica,
    surroundings: Surroundings,
    watcher: Arc<Watcher>,
    inputs: Receiver<Input>,
    mailbox: Mailbox,
    has_begun: bool,
    has_stopped: bool,
    epoch: Option<Epoch>,
    /// In ticks.
    wake_at: Option<u64>,
    fences: HashMap<u64, Sender<FenceEnd>>,
    last: Arc<Mutex<Shown>>,
    /// True if the state has changed since it was last kept for fronts.
    is_outdated: bool,
    /// When it was last kept.
    published: Instant,
}

impl Work for FolderDriver {
    fn turn(&mut self) -> Next {
        let until = Instant::now() + TURN;
        if !std::mem::replace(&mut self.has_begun, true) {
            self.step(Event::Tick);
        }
        while !self.has_stopped {
            match self.inputs.try_recv() {
                Ok(input) => self.take(input),
                Err(TryRecvError::Disconnected) => self.has_stopped = true,
                Err(TryRecvError::Empty) => match self.wake_at {
                    Some(ticks) if ticks <= clock::ticks() => {
                        self.wake_at = None;
                        self.step(Event::Tick);
                    }
                    at => {
                        if self.is_outdated {
                            self.publish();
                        }
                        // Releases the folder's disk, because there is nothing to do right now.
                        self.replica.rest();
                        return at.map_or(Next::Wait, |ticks| Next::At(clock::instant_of(ticks)));
                    }
                },
            }
            if Instant::now() >= until {
                return Next::Again;
            }
        }
        Next::Wait
    }

    fn end(mut self: Box<Self>) {
        // Input that was sent before the end still counts.
        while !self.has_stopped
            && let Ok(input) = self.inputs.try_recv()
        {
            self.take(input);
        }
        if let Err(error) = self.replica.close() {
            tracing::warn!(folder = %self.folder, %error, "the folder's last changes are looked at anew at the next start");
        }
    }
}

impl FolderDriver {
    fn take(&mut self, input: Input) {
        match input {
            Input::Connected(epoch) => {
                self.epoch = Some(epoch);
                self.step(Event::Connected);
            }
            Input::Disconnected => {
                self.epoch = None;
                self.step(Event::Disconnected);
            }
            Input::Hub(epoch, message, held) => {
                if self.epoch == Some(epoch) {
                    self.step(Event::Hub(message));
                }
                drop(held);
            }
            Input::Hints(hints) => self.step(Event::Hints(hints)),
            Input::Hashed(hashed) => self.step(Event::Hashed(hashed)),
            Input::Synced(id, result) => self.step(Event::Synced { id, result }),
            Input::Sent(epoch, batch, changed) => {
                if self.epoch == Some(epoch) {
                    self.step(Event::Sent { batch, changed });
                }
            }
            Input::Progress(epoch, batch, sent) => {
                if self.epoch == Some(epoch) {
                    self.step(Event::Progress { batch, sent });
                }
            }
            Input::FolderCommand(FolderCommand::Unfence(token)) => {
                self.fences.remove(&token);
                self.step(Event::Command(FolderCommand::Unfence(token)));
            }
            Input::FolderCommand(command) => self.step(Event::Command(command)),
            Input::Fence(token, reply) => {
                self.fences.insert(token, reply);
                self.step(Event::Command(FolderCommand::Fence(token)));
            }
            Input::State(reply) => {
                let shown = self.publish();
                let _ = reply.send(shown);
            }
            Input::Query(question) => question(&mut self.replica),
            Input::Resolve(copy, keep, reply) => {
                let (result, effects) = self.replica.resolve(&copy, keep, clock::now());
                effects.into_iter().for_each(|effect| self.carry_out(effect));
                let _ = reply.send(result);
            }
            Input::Stop => self.has_stopped = true,
        }
    }

    fn step(&mut self, event: Event) {
        for effect in self.replica.step(event, clock::now()) {
            self.carry_out(effect);
        }
        if self.is_outdated && self.published.elapsed() > PUBLISHED_FOR {
            self.publish();
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Send { lane, message } => {
                if let Some(epoch) = self.epoch {
                    self.surroundings.uplink.send(epoch, lane, message);
                }
            }
            Effect::SendBodies { lane, batch, bodies } => {
                if let Some(epoch) = self.epoch {
                    let bodies = Outgoing::new(batch, epoch, bodies, self.disk.clone(), self.mailbox.clone());
                    self.surroundings.uplink.send_bodies(epoch, lane, Box::new(bodies));
                }
            }
            Effect::Hash(job) => self.surroundings.pool.hash(self.disk.clone(), job, self.mailbox.clone()),
            Effect::Sync(job) => self.surroundings.pool.sync(self.disk.clone(), job, self.mailbox.clone()),
            Effect::WakeAt(ticks) => self.wake_at = Some(ticks),
            Effect::Fenced(token) => self.end_fence(token, FenceEnd::Reached),
            Effect::Blocked { token, in_the_way } => self.end_fence(token, FenceEnd::Blocked(in_the_way)),
            Effect::Cookie(token) => {
                if let Err(error) = self.watcher.cookie(token) {
                    tracing::debug!(folder = %self.folder, "no watch cookie: {error}");
                    // Without a cookie the fence would wait for ever. A scan sees the same changes.
                    self.mailbox.command(FolderCommand::Rescan);
                    self.mailbox.hints(vec![Hint::Cookie(token)]);
                }
            }
            Effect::Notify(notice) => self.notify(&notice),
        }
    }

    fn end_fence(&mut self, token: u64, end: FenceEnd) {
        if let Some(reply) = self.fences.remove(&token) {
            let _ = reply.send(end);
        }
    }

    fn notify(&mut self, notice: &Notice) {
        match notice {
            Notice::Applied { path, seq, .. } => tracing::debug!(folder = %self.folder, %path, %seq, "applied"),
            Notice::Conflict { path, copy } => tracing::info!(folder = %self.folder, %path, %copy, "conflict"),
            Notice::State => self.is_outdated = true,
        }
        self.surroundings.hints.wake();
    }

    /// Keeps the state for fronts that cannot wait for the next one, and returns it.
    fn publish(&mut self) -> Shown {
        (self.is_outdated, self.published) = (false, Instant::now());
        let bytes_pending = self.replica.bytes_pending().unwrap_or_else(|error| {
            tracing::warn!(folder = %self.folder, "{error}");
            0
        });
        let shown = Shown { state: self.replica.state(), bytes_pending, missed: self.replica.missed_changes() };
        *self.last.lock() = shown.clone();
        shown
    }
}
