//! Checks the hub's content store for damage, on a thread of its own beside the relay.
//!
//! The thread reads everything and finds out which entries need what is damaged. The relay decides what is damaged,
//! after it has read it again. One check runs at a time; further ones queue behind it. Neither the progress nor the
//! queue is persistent: a hub that starts with damage finds out again which entries need it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, unbounded};
use parking_lot::Mutex;
use syncit_core::damage::{Behind, Kept, Lack};
use syncit_core::message::{Answer, Ask};
use syncit_core::relay_store::ContentChecker;
use syncit_relay::step::Event;
use syncit_store::SqliteContentReader;

use crate::context::Context;
use crate::error::{Error, Result, Undone};
use crate::hub::inbox::Inbox;
use crate::uplink::Uplink;
use crate::uplink::budget::Permit;
use crate::uplink::waiting::{self, Unanswered};

/// How many chunks or lists are read at once.
const PAGE: usize = 64;
/// How many pieces the relay reads again in one step; few, so that nothing waits long for it.
const AT_ONCE: usize = 16;
/// How many entries are named at most, of the current ones and of the past ones each.
const NAMED: usize = 4_096;
/// How often the check looks whether something was repaired.
const POLL: Duration = Duration::from_millis(100);
/// How long it waits for repairs without any progress.
const FETCH_PATIENCE: Duration = Duration::from_secs(5);
/// How often the shown progress is updated.
const TELL_EVERY: Duration = Duration::from_millis(500);

/// The result of a check of the whole store.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// Chunks and lists that were read.
    pub(crate) checked: u64,
    /// Those that were damaged and that this check put into quarantine.
    pub(crate) damaged: u64,
    /// The entries that needed these, or what was damaged before. The flag is true if the entry is whole again.
    pub(crate) entries: Vec<(Lack, bool)>,
    /// True if there are more entries than are listed.
    pub(crate) is_more: bool,
}

enum Job {
    /// Checks the whole store.
    Check(Sender<Result<Checked>>),
    /// Finds out which entries need what is damaged.
    Name,
}

/// The progress of a check: how many pieces were read, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) done: u64,
    pub(crate) total: u64,
}

/// The checking thread, and the channels to it.
pub(super) struct Checker {
    jobs: Mutex<Option<Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// Dropped to stop the thread.
    alive: Mutex<Option<Sender<()>>>,
    progress: Arc<Mutex<Option<Progress>>>,
}

/// Requests from the relay's thread to find the entries that need what is damaged. Never blocks.
#[derive(Clone)]
pub(super) struct Naming(Sender<Job>);

impl Naming {
    /// Starts finding out which entries need what is damaged.
    pub(super) fn begin(&self) {
        let _ = self.0.send(Job::Name);
    }
}

impl Checker {
    pub(super) fn start(context: &Arc<Context>, dir: PathBuf, inbox: Inbox, uplink: Arc<dyn Uplink>) -> (Self, Naming) {
        let (jobs, queue) = unbounded();
        let (alive, end) = bounded(0);
        let progress = Arc::default();
        let worker = Worker { context: context.clone(), dir, inbox, uplink, end, progress: Arc::clone(&progress) };
        let naming = Naming(jobs.clone());
        let thread = thread::Builder::new()
            .name("check".into())
            .spawn(move || worker.run(&queue))
            .expect("the system can start a thread");
        let checker = Checker {
            jobs: Mutex::new(Some(jobs)),
            thread: Mutex::new(Some(thread)),
            alive: Mutex::new(Some(alive)),
            progress,
        };
        (checker, naming)
    }

    /// Checks the whole store and waits for the outcome, unless `cancel` fires.
    pub(super) fn check(&self, cancel: &Receiver<()>) -> Result<Checked> {
        let (reply, answer) = bounded(1);
        let sent = match &*self.jobs.lock() {
            Some(jobs) => jobs.send(Job::Check(reply)).is_ok(),
            None => false,
        };
        if !sent {
            return Err(Error::Stopping);
        }
        crossbeam_channel::select! {
            recv(answer) -> checked => checked.unwrap_or(Err(Error::Stopping)),
            recv(cancel) -> _ => Err(Error::Stopping),
        }
    }

    /// Returns the progress of the running check.
    pub(super) fn progress(&self) -> Option<Progress> {
        *self.progress.lock()
    }

    /// Stops the thread and waits for it.
    pub(super) fn stop(&self) {
        *self.jobs.lock() = None;
        *self.alive.lock() = None;
        let thread = self.thread.lock().take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

struct Worker {
    context: Arc<Context>,
    dir: PathBuf,
    inbox: Inbox,
    uplink: Arc<dyn Uplink>,
    end: Receiver<()>,
    progress: Arc<Mutex<Option<Progress>>>,
}

impl Worker {
    fn run(&self, queue: &Receiver<Job>) {
        loop {
            let job = crossbeam_channel::select! {
                recv(queue) -> job => job,
                recv(self.end) -> _ => return,
            };
            match job {
                Ok(Job::Check(reply)) => {
                    let checked = self.check();
                    self.show(None);
                    let _ = reply.send(checked);
                }
                Ok(Job::Name) => {
                    let reader = SqliteContentReader::open(&self.dir).map_err(Error::from);
                    if let Err(error) = reader.and_then(|reader| self.name(&reader)) {
                        tracing::error!("what needs the content that was damaged is not known: {error}");
                    }
                }
                Err(_) => return,
            }
        }
    }

    fn check(&self) -> Result<Checked> {
        let reader = SqliteContentReader::open(&self.dir)?;
        let mut checked = Checked::default();
        let total = reader.kept()?;
        let mut shown: Option<Instant> = None;
        let mut next = Some(Behind::START);
        while let Some(behind) = next {
            if self.is_over() {
                return Err(Error::Stopping);
            }
            if shown.is_none_or(|shown| shown.elapsed() >= TELL_EVERY) {
                shown = Some(Instant::now());
                self.show(Some(Progress { done: checked.checked, total: total.max(checked.checked) }));
            }
            let looked = reader.look(behind, PAGE)?;
            checked.checked += looked.checked;
            next = looked.next;
            for kept in looked.damaged.chunks(AT_ONCE) {
                checked.damaged += self.put_aside(kept.to_vec())?;
            }
        }
        self.show(Some(Progress { done: checked.checked, total: checked.checked }));
        let (_, _, damage) = self.lacking()?;
        if damage > 0 {
            self.name(&reader)?;
            self.fetch(&mut checked)?;
        }
        Ok(checked)
    }

    /// Makes the relay read these pieces again, and returns how many really were damaged.
    fn put_aside(&self, kept: Vec<Kept>) -> Result<u64> {
        match self.ask(Ask::Quarantine { kept })? {
            Answer::Quarantined { damaged } => Ok(damaged),
            _ => Ok(0),
        }
    }

    fn name(&self, reader: &SqliteContentReader) -> Result<()> {
        let lacking = reader.lacking(NAMED)?;
        self.inbox.put(Event::Lacking(lacking), Permit::Free);
        Ok(())
    }

    /// Waits for damaged content to be repaired, as long as there is progress, and records what was.
    fn fetch(&self, checked: &mut Checked) -> Result<()> {
        let (before, is_more, mut damage) = self.lacking()?;
        let mut left = before.clone();
        let mut changed_at = Instant::now();
        while left.iter().any(|lack| lack.is_asked) && changed_at.elapsed() < FETCH_PATIENCE {
            if self.end.recv_timeout(POLL) != Err(RecvTimeoutError::Timeout) {
                return Err(Error::Stopping);
            }
            let (now, _, damage_now) = self.lacking()?;
            if (now.len(), damage_now) != (left.len(), damage) {
                changed_at = Instant::now();
            }
            (left, damage) = (now, damage_now);
        }
        let mut left: BTreeMap<_, _> =
            left.into_iter().map(|lack| ((lack.entry.folder, lack.entry.seq), lack)).collect();
        let now = |lack: Lack| match left.remove(&(lack.entry.folder, lack.entry.seq)) {
            Some(now) => (now, false),
            None => (lack, true),
        };
        checked.is_more = is_more;
        checked.entries = before.into_iter().map(now).collect();
        Ok(())
    }

    fn lacking(&self) -> Result<(Vec<Lack>, bool, u64)> {
        match self.ask(Ask::Lacking)? {
            Answer::Lacking { entries, is_more, damage } => Ok((entries, is_more, damage)),
            _ => Ok((Vec::new(), false, 0)),
        }
    }

    fn ask(&self, ask: Ask) -> Result<Answer> {
        match waiting::ask(&*self.uplink, ask, &self.end) {
            Ok(answered) => answered.map_err(Error::Refused),
            Err(Unanswered::Disconnected | Unanswered::GivenUp) => Err(Error::Stopping),
            Err(Unanswered::Late(patience)) => {
                let (hub, seconds) = (self.context.hub_name(), patience.as_secs());
                Err(Error::NoAnswer { hub, seconds, undone: Undone::Answer })
            }
        }
    }

    fn is_over(&self) -> bool {
        self.end.try_recv() == Err(crossbeam_channel::TryRecvError::Disconnected)
    }

    fn show(&self, progress: Option<Progress>) {
        *self.progress.lock() = progress;
        self.context.hints.wake();
    }
}
