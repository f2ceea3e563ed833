//! Drives one replica: gives its loop every event and carries out every effect, in turns on the threads of all folders.
//!
//! It decides nothing about files. All that reaches the loop comes through one mailbox, in order; there is a turn when
//! something comes or at the loop's own deadline.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded, unbounded};
use syncit_core::message::{BatchId, ToClient};
use syncit_core::replica_store::{StoreResult, Told as ToldState, ToldFilter};
use syncit_core::{FolderId, RelPath};
use syncit_replica::disk::DiskResult;
use syncit_replica::linux_disk::LinuxDisk;
use syncit_replica::step::{Command, Effect, Event, Hashed, Hint, Hold, Keep, State, Told};
use syncit_replica::watch::{WatchError, Watcher, Watches};
use syncit_replica::workers::{Next, Task, Work, Workers};
use syncit_replica::{Conflict, Difference, HeldHere, Ignored, Replica, Unresolved};
use syncit_store::SqliteReplicaStore;

use crate::clock;
use crate::credit::Held;
use crate::hash_pool::HashPool;
use crate::hints::Hints;
use crate::outgoing::Outgoing;
use crate::uplink::{Epoch, Uplink};

/// The disk that folders are on.
pub(crate) type FolderDisk = LinuxDisk;
type FolderReplica = Replica<FolderDisk, SqliteReplicaStore>;

/// After this time other folders have their turns, even if there is more to do.
const TURN: Duration = Duration::from_millis(20);
/// How long a front waits for a replica's fresh state before it takes the last known one.
pub(crate) const STATE_PATIENCE: Duration = Duration::from_millis(250);

/// What came of a fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FenceEnd {
    /// Everything is there.
    Reached,
    /// Only a person can clear the rest: path and reason.
    Blocked(Vec<(Option<RelPath>, String)>),
}

enum Input {
    Connected(Epoch),
    Disconnected,
    Hub(Epoch, ToClient, Held),
    Hints(Vec<Hint>),
    Hashed(Hashed),
    Synced(u64, DiskResult<()>),
    Sent(Epoch, BatchId, Vec<RelPath>),
    Progress(Epoch, BatchId, Vec<(u32, u64)>),
    Command(Command),
    Fence(u64, Sender<FenceEnd>),
    State(Sender<Shown>),
    Ignored(Option<RelPath>, Sender<StoreResult<Vec<Ignored>>>),
    Conflicts(Sender<StoreResult<Vec<Conflict>>>),
    Told(ToldFilter, Sender<StoreResult<Vec<(RelPath, ToldState)>>>),
    Differences(Option<RelPath>, usize, Sender<StoreResult<Vec<Difference>>>),
    Resolve(RelPath, Keep, Sender<Result<(), Unresolved>>),
    HeldHere(Sender<StoreResult<Option<HeldHere>>>),
    WouldIgnore(String, usize, Sender<StoreResult<Vec<Ignored>>>),
    Stop,
}

/// What people are shown of a replica.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) state: State,
    /// Bytes of content still to be sent or fetched, as far as is known.
    pub(crate) bytes_pending: u64,
    /// Changes that only a sweep found since the start.
    pub(crate) missed: u64,
}

/// Where a replica is reached.
#[derive(Clone)]
pub(crate) struct Mailbox {
    inputs: Sender<Input>,
    task: Task,
}

impl Mailbox {
    fn put(&self, input: Input) {
        // A replica that ended needs nothing any more.
        if self.inputs.send(input).is_ok() {
            self.task.wake();
        }
    }

    pub(crate) fn connected(&self, epoch: Epoch) {
        self.put(Input::Connected(epoch));
    }

    pub(crate) fn disconnected(&self) {
        self.put(Input::Disconnected);
    }

    /// A message of this folder; what is held is dropped once the loop has taken it in.
    pub(crate) fn deliver(&self, epoch: Epoch, message: ToClient, held: Held) {
        self.put(Input::Hub(epoch, message, held));
    }

    pub(crate) fn hints(&self, hints: Vec<Hint>) {
        self.put(Input::Hints(hints));
    }

    pub(crate) fn hashed(&self, hashed: Hashed) {
        self.put(Input::Hashed(hashed));
    }

    pub(crate) fn synced(&self, id: u64, result: DiskResult<()>) {
        self.put(Input::Synced(id, result));
    }

    pub(crate) fn sent(&self, epoch: Epoch, batch: BatchId, changed: Vec<RelPath>) {
        self.put(Input::Sent(epoch, batch, changed));
    }

    pub(crate) fn progress(&self, epoch: Epoch, batch: BatchId, sent: Vec<(u32, u64)>) {
        self.put(Input::Progress(epoch, batch, sent));
    }

    pub(crate) fn command(&self, command: Command) {
        self.put(Input::Command(command));
    }
}

/// What a replica is driven with.
pub(crate) struct Surroundings {
    pub(crate) uplink: Arc<dyn Uplink>,
    pub(crate) pool: HashPool,
    pub(crate) hints: Arc<Hints>,
    pub(crate) workers: Workers,
    pub(crate) watches: Watches,
}

/// A replica that runs. Dropping it waits for what it is doing.
pub(crate) struct RunningReplica {
    mailbox: Mailbox,
    last: Arc<Mutex<Shown>>,
    watcher: Arc<Watcher>,
}

impl RunningReplica {
    /// Watches the folder and begins its turns; `open` opens the replica after everything is watched, so that
    /// nothing changes unnoticed between its scan and the first hint.
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
        let driver = Driver {
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
        };
        mailbox.task.begin(Box::new(driver));
        Ok(RunningReplica { mailbox, last, watcher })
    }

    /// Where it is reached.
    pub(crate) fn mailbox(&self) -> &Mailbox {
        &self.mailbox
    }

    /// What holds it, as last shown.
    pub(crate) fn last_hold(&self) -> Option<Hold> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).state.hold.clone()
    }

    /// Asks for its state, without waiting.
    pub(crate) fn ask_state(&self) -> StateAnswer {
        let (reply, answer) = bounded(1);
        self.mailbox.put(Input::State(reply));
        StateAnswer { answer, last: self.last.clone() }
    }

    /// How many directories are watched.
    pub(crate) fn watches(&self) -> usize {
        self.watcher.watches()
    }

    /// Parts of the folder that are scanned now and then because they cannot be watched.
    pub(crate) fn polled(&self) -> Vec<Option<RelPath>> {
        self.watcher.polled()
    }

    /// Asks what is ignored at or below a path.
    pub(crate) fn ask_ignored(&self, path: Option<RelPath>) -> Receiver<StoreResult<Vec<Ignored>>> {
        let (reply, answer) = bounded(1);
        self.mailbox.put(Input::Ignored(path, reply));
        answer
    }

    /// Asks what rules at the root would match, at most so many.
    pub(crate) fn ask_would_ignore(&self, text: String, limit: usize) -> Receiver<StoreResult<Vec<Ignored>>> {
        let (reply, answer) = bounded(1);
        self.mailbox.put(Input::WouldIgnore(text, limit, reply));
        answer
    }

    /// Asks for the conflict copies that wait for a person.
    pub(crate) fn ask_conflicts(&self) -> Receiver<StoreResult<Vec<Conflict>>> {
        let (reply, answer) = bounded(1);
        self.mailbox.put(Input::Conflicts(reply));
        answer
    }

    /// Asks what the hub told of each path, the newest first.
    pub(crate) fn ask_told(&self, filter: ToldFilter) -> Receiver<StoreResult<Vec<(RelPath, ToldState)>>> {
        let (reply, answer) = bounded(1);
        self.mailbox.put(Input::Told(filter, reply));
        answer
    }

    /// Asks for the paths that differ because of the role: those after `after`, at most so many.
    pub(crate) fn ask_differences(
        &self,
        after: Option<RelPath>,
        limit: usize,
    ) -> Receiver<StoreResult<Vec<Difference>>> {
        let (reply, answer) = bounded(1);
        self.mailbox.put(Input::Differences(after, limit, reply));
        answer
    }

    /// Asks to settle a conflict on this disk.
    pub(crate) fn resolve(&self, copy: RelPath, keep: Keep) -> Receiver<Result<(), Unresolved>> {
        let (reply, answer) = bounded(1);
        self.mailbox.put(Input::Resolve(copy, keep, reply));
        answer
    }

    /// Asks what holds this disk.
    pub(crate) fn ask_held_here(&self) -> Receiver<StoreResult<Option<HeldHere>>> {
        let (reply, answer) = bounded(1);
        self.mailbox.put(Input::HeldHere(reply));
        answer
    }

    /// Asks to be told when everything of now is settled; `unfence` takes it back.
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

/// A state that was asked for.
pub(crate) struct StateAnswer {
    answer: Receiver<Shown>,
    last: Arc<Mutex<Shown>>,
}

impl StateAnswer {
    /// The state of now, or the last known one if the replica is too busy to answer by `deadline`.
    pub(crate) fn by(self, deadline: Instant) -> Shown {
        match self.answer.recv_deadline(deadline) {
            Ok(state) => state,
            Err(_) => self.last.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }
}

struct Driver {
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
}

impl Work for Driver {
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
                        // Lets go of the folder's disk, as there is nothing to do at once.
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
        // What was said before the end counts.
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

impl Driver {
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
            Input::Command(Command::Unfence(token)) => {
                self.fences.remove(&token);
                self.step(Event::Command(Command::Unfence(token)));
            }
            Input::Command(command) => self.step(Event::Command(command)),
            Input::Fence(token, reply) => {
                self.fences.insert(token, reply);
                self.step(Event::Command(Command::Fence(token)));
            }
            Input::State(reply) => {
                let shown = self.publish();
                let _ = reply.send(shown);
            }
            Input::Ignored(path, reply) => {
                let _ = reply.send(self.replica.ignored(path.as_ref()));
            }
            Input::Resolve(copy, keep, reply) => {
                let (result, effects) = self.replica.resolve(&copy, keep, clock::now());
                effects.into_iter().for_each(|effect| self.carry_out(effect));
                let _ = reply.send(result);
            }
            Input::HeldHere(reply) => {
                let _ = reply.send(self.replica.held_here());
            }
            Input::Conflicts(reply) => {
                let _ = reply.send(self.replica.conflicts());
            }
            Input::Told(filter, reply) => {
                let _ = reply.send(self.replica.told(&filter));
            }
            Input::Differences(after, limit, reply) => {
                let _ = reply.send(self.replica.differences(after.as_ref(), limit));
            }
            Input::WouldIgnore(text, limit, reply) => {
                let _ = reply.send(self.replica.would_ignore(&text, limit));
            }
            Input::Stop => self.has_stopped = true,
        }
    }

    fn step(&mut self, event: Event) {
        for effect in self.replica.step(event, clock::now()) {
            self.carry_out(effect);
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
                    self.surroundings.uplink.send_bodies(epoch, lane, bodies);
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
                    // Without one the fence would wait for ever; a scan sees the same changes.
                    self.mailbox.command(Command::Rescan);
                    self.mailbox.hints(vec![Hint::Cookie(token)]);
                }
            }
            Effect::Tell(told) => self.tell(&told),
        }
    }

    fn end_fence(&mut self, token: u64, end: FenceEnd) {
        if let Some(reply) = self.fences.remove(&token) {
            let _ = reply.send(end);
        }
    }

    fn tell(&self, told: &Told) {
        match told {
            Told::Applied { path, seq, .. } => tracing::debug!(folder = %self.folder, %path, %seq, "applied"),
            Told::Conflict { path, copy } => tracing::info!(folder = %self.folder, %path, %copy, "conflict"),
            Told::State => {}
        }
        self.surroundings.hints.give();
    }

    fn publish(&self) -> Shown {
        let bytes_pending = self.replica.bytes_pending().unwrap_or_else(|error| {
            tracing::warn!(folder = %self.folder, "{error}");
            0
        });
        let shown = Shown { state: self.replica.state(), bytes_pending, missed: self.replica.missed_changes() };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = shown.clone();
        shown
    }
}
