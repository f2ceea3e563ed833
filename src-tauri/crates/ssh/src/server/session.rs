//! A session: what joins a machine's connections, and the relay's way to it.
//!
//! It lives from the opening of the control lane until any of its connections is lost. Its events are sent under a lock,
//! so that none follows `Disconnected`.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use syncit_core::MachineId;
use syncit_core::message::{BatchId, BodyOut, Lane, Refusal, RefusalCode, ToClient, ToHub};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Semaphore, watch};

use super::contract::{Content, Gate};
use super::limits::Limits;
use crate::LanePermit;
use crate::reasons::Unsent;
use crate::wire::command::{Direction, LaneKey};
use crate::wire::line;

/// How long sending may take after `close`.
pub(super) const LINGER: Duration = Duration::from_secs(2);

/// An event of the server. Events of one session come in order, `Connected` first and `Disconnected` last.
#[derive(Debug)]
// Nearly all values are of the large variant, `Message`.
#[allow(clippy::large_enum_variant)]
pub enum ServerEvent {
    /// A machine proved its key and opened its control lane.
    Connected {
        /// The session's number, never reused by a server.
        session: u64,
        /// The machine.
        machine: MachineId,
        /// The way to send to it.
        out: SessionOut,
    },
    /// A machine sent a message. The messages of one lane come in order.
    Message {
        /// The session.
        session: u64,
        /// The lane.
        lane: Lane,
        /// The message.
        message: ToHub,
        /// To be dropped when the message has been handled.
        permit: LanePermit,
    },
    /// Enough was sent to the machine that its questions may be answered again.
    Drained {
        /// The session.
        session: u64,
    },
    /// The session has ended.
    Disconnected {
        /// The session.
        session: u64,
    },
}

/// Receives the events, on many threads. It must not block, and must not call a `SessionOut`.
pub type Sink = Arc<dyn Fn(ServerEvent) + Send + Sync>;

/// What all connections share.
pub(super) struct Shared {
    pub limits: Limits,
    pub gate: Arc<dyn Gate>,
    pub sink: Sink,
    pub content: Content,
    runtime: tokio::runtime::Handle,
    next: AtomicU64,
    /// The budget that all sessions share, beyond the minimum of each.
    waiting: Arc<Semaphore>,
    /// Bytes that are queued to be sent to all machines.
    unsent: AtomicUsize,
    live: Mutex<HashMap<LaneKey, Arc<Session>>>,
}

impl Shared {
    pub fn new(
        limits: Limits,
        gate: Arc<dyn Gate>,
        sink: Sink,
        content: Content,
        runtime: tokio::runtime::Handle,
    ) -> Self {
        Shared {
            waiting: Arc::new(Semaphore::new(limits.waiting_all)),
            limits,
            gate,
            sink,
            content,
            runtime,
            next: AtomicU64::new(1),
            unsent: AtomicUsize::new(0),
            live: Mutex::default(),
        }
    }

    /// Begins a session and sends its event. Returns `None` if its key has too many sessions, or the system gives no
    /// random bytes.
    pub fn begin(
        self: &Arc<Self>,
        machine: MachineId,
        key: Vec<u8>,
    ) -> Option<(Arc<Session>, UnboundedReceiver<Line>)> {
        if self.live.lock().values().filter(|session| session.key == key).count() >= self.limits.sessions_per_key {
            tracing::warn!(%machine, "a machine has too many connections at once: another one is refused");
            return None;
        }
        let mut lane_key = LaneKey([0; 16]);
        getrandom::fill(&mut lane_key.0).ok()?;
        let (lines, lines_out) = unbounded_channel();
        let session = Arc::new(Session {
            id: self.next.fetch_add(1, Ordering::Relaxed),
            machine,
            key,
            lane_key,
            shared: self.clone(),
            ended: watch::Sender::new(false),
            is_open: Mutex::new(true),
            unsent: AtomicUsize::new(0),
            lines: Mutex::new(Some(lines)),
            waiting: [self.limits.waiting_small, self.limits.waiting_small, self.limits.waiting_bulk]
                .map(|bytes| Waiting::new(self.limits.waiting_least, bytes, &self.waiting)),
            data: [DataLane::new(), DataLane::new()],
        });
        let out = SessionOut(session.clone());
        (self.sink)(ServerEvent::Connected { session: session.id, machine, out });
        self.live.lock().insert(lane_key, session.clone());
        // The machine may have been forgotten after it proved its key, before `recheck` could see this session.
        if self.gate.machine(&session.key) != Some(machine) {
            session.end("its key is no longer known");
        }
        Some((session, lines_out))
    }

    /// Returns the session that a data channel names, if it has the same key.
    pub fn find(&self, lane_key: LaneKey, key: &[u8]) -> Option<Arc<Session>> {
        self.live.lock().get(&lane_key).filter(|session| session.key == key).cloned()
    }

    pub fn recheck(&self) {
        let live: Vec<_> = self.live.lock().values().cloned().collect();
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
    pub lane_key: LaneKey,
    pub shared: Arc<Shared>,
    ended: watch::Sender<bool>,
    /// True while events may still be sent.
    is_open: Mutex<bool>,
    /// Bytes that are queued to be sent.
    unsent: AtomicUsize,
    lines: Mutex<Option<UnboundedSender<Line>>>,
    waiting: [Waiting; 3],
    data: [DataLane; 2],
}

/// The budget for what waits on a lane: a small minimum always, and more if all sessions together leave room for it.
struct Waiting {
    least: (Arc<Semaphore>, usize),
    more: (Arc<Semaphore>, usize),
    all: Arc<Semaphore>,
}

impl Waiting {
    fn new(least: usize, most: usize, all: &Arc<Semaphore>) -> Self {
        let least = least.min(most).max(1);
        let more = most - least;
        let semaphore = |bytes| (Arc::new(Semaphore::new(bytes)), bytes);
        Waiting { least: semaphore(least), more: semaphore(more), all: all.clone() }
    }

    /// Waits until there is room for this many bytes. Returns `None` once the session has ended.
    async fn take(&self, bytes: usize) -> Option<LanePermit> {
        // What is larger than the whole minimum waits for all of it.
        let take = |semaphore: &Arc<Semaphore>, bytes: usize| semaphore.clone().acquire_many_owned(bytes as u32);
        let of_least = take(&self.least.0, bytes.min(self.least.1));
        let fits_more = bytes <= self.more.1;
        let of_more = async {
            let own = take(&self.more.0, bytes).await.ok()?;
            let shared = take(&self.all, bytes).await.ok()?;
            Some(LanePermit::permits([own, shared]))
        };
        tokio::select! {
            biased;
            permit = of_least => permit.ok().map(|permit| LanePermit::permits([permit])),
            permit = of_more, if fits_more => permit,
        }
    }

    fn close(&self) {
        self.least.0.close();
        self.more.0.close();
    }
}

/// What waits to be written on the control lane.
pub(super) enum Line {
    /// An encoded message.
    Message(Vec<u8>),
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

/// A data channel, given to the connection that asked for it.
pub(super) enum Claim {
    Push,
    Pull(UnboundedReceiver<Job>),
}

impl Session {
    /// Hands out a data channel, once.
    pub fn claim(&self, lane: Lane, direction: Direction) -> Option<Claim> {
        let data = self.data(lane)?;
        match direction {
            Direction::Push => data.push.lock().take().map(|()| Claim::Push),
            Direction::Pull => data.pull.lock().take().map(Claim::Pull),
        }
    }

    fn data(&self, lane: Lane) -> Option<&DataLane> {
        match lane {
            Lane::Control => None,
            Lane::Express => Some(&self.data[0]),
            Lane::Bulk => Some(&self.data[1]),
        }
    }

    /// Sends the event of a message once the lane's budget has room for it. Returns false if the session has ended.
    pub async fn deliver(&self, lane: Lane, message: ToHub) -> bool {
        let Some(permit) = self.waiting[lane as usize].take(message.weight()).await else { return false };
        let is_open = self.is_open.lock();
        if *is_open {
            (self.shared.sink)(ServerEvent::Message { session: self.id, lane, message, permit });
        }
        *is_open
    }

    /// Waits until the session ends.
    pub async fn ended(&self) {
        let mut ended = self.ended.subscribe();
        // The sender lives as long as `self`.
        let _ = ended.wait_for(|ended| *ended).await;
    }

    /// Ends the session: sends the event, closes all queues, and lets its connections close. Only the first reason counts.
    pub fn end(&self, why: &str) {
        let mut is_open = self.is_open.lock();
        if !std::mem::replace(&mut *is_open, false) {
            return;
        }
        tracing::debug!(session = self.id, machine = %self.machine, why, "a session ended");
        (self.shared.sink)(ServerEvent::Disconnected { session: self.id });
        drop(is_open);
        self.shared.live.lock().remove(&self.lane_key);
        self.lines.lock().take();
        self.data.iter().for_each(|data| drop(data.jobs.lock().take()));
        self.waiting.iter().for_each(Waiting::close);
        self.ended.send_replace(true);
    }

    /// Records that queued bytes were sent.
    pub fn sent(&self, bytes: usize) {
        self.shared.unsent.fetch_sub(bytes, Ordering::AcqRel);
        let before = self.unsent.fetch_sub(bytes, Ordering::AcqRel);
        let enough = self.shared.limits.answers;
        if before >= enough && before - bytes < enough && *self.is_open.lock() {
            (self.shared.sink)(ServerEvent::Drained { session: self.id });
        }
    }

    /// Counts bytes to be queued. Returns false and ends the session if they are too many.
    fn queue(&self, bytes: usize) -> bool {
        let limits = &self.shared.limits;
        let own = self.unsent.fetch_add(bytes, Ordering::AcqRel) + bytes;
        let all = self.shared.unsent.fetch_add(bytes, Ordering::AcqRel) + bytes;
        if own > limits.unsent || (all > limits.unsent_all && own > limits.answers) {
            self.end("it does not take what it is sent");
            return false;
        }
        true
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Bytes that were queued but never sent.
        self.shared.unsent.fetch_sub(self.unsent.load(Ordering::Acquire), Ordering::AcqRel);
    }
}

/// The way to send to one session. No call blocks; after the session has ended they do nothing.
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
        match line::encode(&message) {
            Ok(bytes) => self.send_line(bytes),
            Err(error) => {
                tracing::error!(session = self.0.id, %error, "a message to a machine cannot be written");
                let why = Refusal::new(RefusalCode::Internal, Unsent::Unspeakable { words: error.to_string() });
                if let Ok(bytes) = line::encode(&ToClient::Goodbye(why.shortened())) {
                    self.send_line(bytes);
                }
                self.close();
            }
        }
    }

    fn send_line(&self, bytes: Vec<u8>) {
        if self.0.queue(bytes.len())
            && let Some(lines) = &*self.0.lines.lock()
        {
            // This fails if the lane is gone, and then the session ends.
            let _ = lines.send(Line::Message(bytes));
        }
    }

    /// Returns true if the session's questions may be answered: it reads what is sent, and all sessions together leave
    /// room.
    pub fn has_room(&self) -> bool {
        let (own, limits) = (self.0.unsent.load(Ordering::Acquire), &self.0.shared.limits);
        own == 0 || (own < limits.answers && self.0.shared.unsent.load(Ordering::Acquire) < limits.unsent_all)
    }

    /// Reads bodies from the content store and sends them in order on `lane` (express or bulk), and then `BodiesEnd` with
    /// `missing` and the items that could not be read completely.
    pub fn send_bodies(&self, lane: Lane, batch: BatchId, bodies: Vec<BodyOut>, missing: Vec<(u32, Refusal)>) {
        let Some(data) = self.0.data(lane) else {
            return self.0.end("bodies were to be sent on the control lane");
        };
        let texts = missing.iter().map(|(_, why)| why.reason.weight() + 64);
        let weight = bodies.len() * size_of::<BodyOut>() + texts.sum::<usize>() + 64;
        if self.0.queue(weight)
            && let Some(jobs) = &*data.jobs.lock()
        {
            let _ = jobs.send(Job { batch, bodies, missing, weight });
        }
    }

    /// Ends the session once everything on the control lane is sent, or after two seconds.
    pub fn close(&self) {
        if let Some(lines) = &*self.0.lines.lock() {
            let _ = lines.send(Line::Close);
        }
        let session = self.0.clone();
        self.0.shared.runtime.spawn(async move {
            let _ = tokio::time::timeout(LINGER, session.ended()).await;
            session.end("it was closed");
        });
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    /// Returns the output of a future that does not have to wait.
    fn at_once<T>(future: impl Future<Output = Option<T>>) -> Option<T> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => None,
        }
    }

    #[test]
    fn lanes_together_hold_so_much_and_each_has_a_little_that_nobody_else_can_use_up() {
        let all = Arc::new(Semaphore::new(100));
        let [one, two] = [(); 2].map(|()| Waiting::new(10, 1_000, &all));
        let held: Vec<LanePermit> = std::iter::from_fn(|| at_once(one.take(10))).take(200).collect();
        assert_eq!(held.len(), 1 + 10, "its own least, and all that there is");
        let least = at_once(two.take(10));
        assert!(least.is_some() && at_once(two.take(1)).is_none());
        drop(held);
        assert!(at_once(two.take(10)).is_some(), "what was dealt with makes room");
    }
}
