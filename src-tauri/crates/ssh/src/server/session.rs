//! A session: what joins a machine's connections, and the relay's way to it.
//!
//! It lives from the control lane's opening until any of its connections is lost. Its events are told under a lock, so
//! that nothing of it is told after `Disconnected`.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use syncit_core::MachineId;
use syncit_core::message::{BatchId, Lane, Refusal, ToClient, ToHub};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Semaphore, watch};

use super::{BodyOut, Content, Gate, Limits, ServerEvent, Sink};
use crate::Hold;
use crate::wire::command::{Direction, Link};

/// How long what was sent before `close` may take to go out.
pub(super) const LINGER: Duration = Duration::from_secs(2);

/// What all connections share.
pub(super) struct Hub {
    pub limits: Limits,
    pub gate: Arc<dyn Gate>,
    pub sink: Sink,
    pub content: Content,
    runtime: tokio::runtime::Handle,
    next: AtomicU64,
    live: Mutex<HashMap<Link, Arc<Session>>>,
}

impl Hub {
    pub fn new(
        limits: Limits,
        gate: Arc<dyn Gate>,
        sink: Sink,
        content: Content,
        runtime: tokio::runtime::Handle,
    ) -> Self {
        Hub { limits, gate, sink, content, runtime, next: AtomicU64::new(1), live: Mutex::default() }
    }

    /// Begins a session and tells of it; none if the system has no randomness to give.
    pub fn begin(
        self: &Arc<Self>,
        machine: MachineId,
        key: Vec<u8>,
    ) -> Option<(Arc<Session>, UnboundedReceiver<Line>)> {
        let mut link = Link([0; 16]);
        getrandom::fill(&mut link.0).ok()?;
        let (lines, lines_out) = unbounded_channel();
        let session = Arc::new(Session {
            id: self.next.fetch_add(1, Ordering::Relaxed),
            machine,
            key,
            link,
            hub: self.clone(),
            ended: watch::Sender::new(false),
            told: Mutex::new(true),
            unsent: AtomicUsize::new(0),
            lines: Mutex::new(Some(lines)),
            waiting: [self.limits.waiting_small, self.limits.waiting_small, self.limits.waiting_bulk]
                .map(|bytes| (Arc::new(Semaphore::new(bytes)), bytes)),
            data: [DataLane::new(), DataLane::new()],
        });
        let out = SessionOut(session.clone());
        (self.sink)(ServerEvent::Connected { session: session.id, machine, out });
        lock(&self.live).insert(link, session.clone());
        // It may have been forgotten since it proved its key, and `recheck` did not see it then.
        if self.gate.machine(&session.key) != Some(machine) {
            session.end("its key is no longer known");
        }
        Some((session, lines_out))
    }

    /// The session that a data channel names, if it is of the same key.
    pub fn find(&self, link: Link, key: &[u8]) -> Option<Arc<Session>> {
        lock(&self.live).get(&link).filter(|session| session.key == key).cloned()
    }

    pub fn recheck(&self) {
        let live: Vec<_> = lock(&self.live).values().cloned().collect();
        for session in live {
            if self.gate.machine(&session.key) != Some(session.machine) {
                session.end("its key is no longer known");
            }
        }
    }
}

/// One session.
pub(super) struct Session {
    pub id: u64,
    pub machine: MachineId,
    key: Vec<u8>,
    pub link: Link,
    pub hub: Arc<Hub>,
    ended: watch::Sender<bool>,
    /// Whether events may still be told.
    told: Mutex<bool>,
    /// What is queued to be sent, in bytes.
    unsent: AtomicUsize,
    lines: Mutex<Option<UnboundedSender<Line>>>,
    waiting: [(Arc<Semaphore>, usize); 3],
    data: [DataLane; 2],
}

/// What waits to be written on the control lane.
pub(super) enum Line {
    Message(ToClient, usize),
    Close,
}

/// A get to be answered.
pub(super) struct Job {
    pub batch: BatchId,
    pub bodies: Vec<BodyOut>,
    pub missing: Vec<(u32, Refusal)>,
    pub weight: usize,
}

struct DataLane {
    jobs: Mutex<Option<UnboundedSender<Job>>>,
    /// Taken by the channels that open; each may be open once.
    pull: Mutex<Option<UnboundedReceiver<Job>>>,
    push: Mutex<Option<()>>,
}

impl DataLane {
    fn new() -> Self {
        let (jobs, pull) = unbounded_channel();
        DataLane { jobs: Mutex::new(Some(jobs)), pull: Mutex::new(Some(pull)), push: Mutex::new(Some(())) }
    }
}

/// A data channel that was given to the connection that asked for it.
pub(super) enum Claim {
    Push,
    Pull(UnboundedReceiver<Job>),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    /// Gives a data channel away, once.
    pub fn claim(&self, lane: Lane, direction: Direction) -> Option<Claim> {
        let data = self.data(lane)?;
        match direction {
            Direction::Push => lock(&data.push).take().map(|()| Claim::Push),
            Direction::Pull => lock(&data.pull).take().map(Claim::Pull),
        }
    }

    fn data(&self, lane: Lane) -> Option<&DataLane> {
        match lane {
            Lane::Control => None,
            Lane::Express => Some(&self.data[0]),
            Lane::Bulk => Some(&self.data[1]),
        }
    }

    /// Tells a message once the lane's budget has room for it; false if the session has ended.
    pub async fn tell(&self, lane: Lane, message: ToHub) -> bool {
        let (semaphore, bytes) = &self.waiting[lane as usize];
        let weight = message.weight().min(*bytes) as u32;
        let Ok(permit) = semaphore.clone().acquire_many_owned(weight).await else { return false };
        let told = lock(&self.told);
        if *told {
            let hold = Hold::permit(permit);
            (self.hub.sink)(ServerEvent::Message { session: self.id, lane, message, hold });
        }
        *told
    }

    /// Waits for the end.
    pub async fn ended(&self) {
        let mut ended = self.ended.subscribe();
        // The sender lives as long as `self`.
        let _ = ended.wait_for(|ended| *ended).await;
    }

    /// Ends it: tells, closes all queues, and lets its connections be cut. The first reason counts.
    pub fn end(&self, why: &str) {
        let mut told = lock(&self.told);
        if !std::mem::replace(&mut *told, false) {
            return;
        }
        tracing::debug!(session = self.id, machine = %self.machine, why, "a session ended");
        (self.hub.sink)(ServerEvent::Disconnected { session: self.id });
        drop(told);
        lock(&self.hub.live).remove(&self.link);
        lock(&self.lines).take();
        self.data.iter().for_each(|data| drop(lock(&data.jobs).take()));
        self.waiting.iter().for_each(|(semaphore, _)| semaphore.close());
        self.ended.send_replace(true);
    }

    /// Says that queued bytes went out.
    pub fn sent(&self, weight: usize) {
        self.unsent.fetch_sub(weight, Ordering::AcqRel);
    }

    /// Counts what is to be queued; false, and the session ends, if that is too much.
    fn queue(&self, weight: usize) -> bool {
        let before = self.unsent.fetch_add(weight, Ordering::AcqRel);
        if before + weight > self.hub.limits.unsent {
            self.end("it does not take what it is sent");
            return false;
        }
        true
    }
}

/// The way to one session. No call waits; after the session has ended they do nothing.
#[derive(Clone)]
pub struct SessionOut(Arc<Session>);

impl fmt::Debug for SessionOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionOut({})", self.0.id)
    }
}

impl SessionOut {
    /// Sends a message on the control lane.
    pub fn send(&self, message: ToClient) {
        let weight = weight(&message);
        if self.0.queue(weight)
            && let Some(lines) = &*lock(&self.0.lines)
        {
            // It fails when the lane is gone, and then the session ends.
            let _ = lines.send(Line::Message(message, weight));
        }
    }

    /// Reads bodies from the content store and sends them on `lane` (express or bulk) in this order, then `BodiesEnd` with
    /// `missing` and with the items of which something could not be read.
    pub fn send_bodies(&self, lane: Lane, batch: BatchId, bodies: Vec<BodyOut>, missing: Vec<(u32, Refusal)>) {
        let Some(data) = self.0.data(lane) else {
            return self.0.end("bodies were to be sent on the control lane");
        };
        let weight = bodies.len() * size_of::<BodyOut>() + missing.len() * 200 + 64;
        if self.0.queue(weight)
            && let Some(jobs) = &*lock(&data.jobs)
        {
            let _ = jobs.send(Job { batch, bodies, missing, weight });
        }
    }

    /// Ends the session once what was sent on the control lane is on its way, or after two seconds.
    pub fn close(&self) {
        if let Some(lines) = &*lock(&self.0.lines) {
            let _ = lines.send(Line::Close);
        }
        let session = self.0.clone();
        self.0.hub.runtime.spawn(async move {
            let _ = tokio::time::timeout(LINGER, session.ended()).await;
            session.end("it was closed");
        });
    }
}

/// About what a message takes in a queue, in bytes.
fn weight(message: &ToClient) -> usize {
    match message {
        ToClient::News { entries, .. } => entries.len() * 300 + 64,
        ToClient::Verdicts { verdicts, .. } => verdicts.len() * 300 + 64,
        ToClient::Answered { .. } => 4_096,
        _ => 256,
    }
}
