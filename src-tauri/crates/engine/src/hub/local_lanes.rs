//! The lanes between the relay and the replicas of its own machine, in place of SSH.
//!
//! Each lane has a thread for each direction, which reads content from the folder or from the store when the budget has
//! room for it. So neither the relay nor a replica ever blocks on the other.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, unbounded};
use parking_lot::Mutex;
use syncit_core::content::{CHUNK_MAX, Digest};
use syncit_core::message::{Ask, BatchId, Body, BodyOut, Lane, Piece, Refusal, RefusalCode, ToClient, ToHub};
use syncit_core::relay_store::ContentReader;
use syncit_relay::step::{Event, SessionId};
use syncit_ssh::client::BodyProducer;
use syncit_ssh::server::Content;

use crate::context::Context;
use crate::hub::inbox::Inbox;
use crate::hub::refused::AtHub;
use crate::uplink::budget::{Budget, Permit};
use crate::uplink::questions::{Questions, Waiter};
use crate::uplink::{Epoch, Uplink};

/// The session of the hub's own replicas. The sessions of other machines are numbered from the lower end.
pub(super) const LOCAL: SessionId = SessionId(u64::MAX);
/// The only connection epoch of the hub's own replicas.
pub(super) const LOCAL_EPOCH: Epoch = Epoch(1);
/// Bytes of bodies that may wait on a lane, in each direction.
const WAITING: usize = 8 << 20;

enum Push {
    Message(ToHub),
    Bodies(Box<dyn BodyProducer>),
}

struct Pull {
    batch: BatchId,
    bodies: Vec<BodyOut>,
    missing: Vec<(u32, Refusal)>,
}

/// The lanes of the hub's own replicas.
pub(crate) struct LocalLanes {
    session: SessionId,
    inbox: Inbox,
    queues: Mutex<Option<Queues>>,
    budgets: Vec<Budget>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

struct Queues {
    push: [Sender<Push>; 2],
    pull: [Sender<Pull>; 2],
}

fn index(lane: Lane) -> usize {
    usize::from(lane == Lane::Bulk)
}

impl LocalLanes {
    pub(crate) fn start(session: SessionId, inbox: Inbox, context: Arc<Context>, content: Content) -> Self {
        let mut threads = Vec::new();
        let mut budgets = Vec::new();
        let mut push = Vec::new();
        let mut pull = Vec::new();
        let spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
            thread::Builder::new().name(name.into()).spawn(work).expect("the system can start a thread")
        };
        for (lane, name) in [(Lane::Express, "express"), (Lane::Bulk, "bulk")] {
            let (sender, queue) = unbounded();
            push.push(sender);
            let (budget, inbox) = (Budget::new(WAITING), inbox.clone());
            budgets.push(budget.clone());
            let pusher = move || push_lane(session, lane, &queue, &budget, &inbox);
            threads.push(spawn(&format!("own-push-{name}"), Box::new(pusher)));

            let (sender, queue) = unbounded();
            pull.push(sender);
            let (budget, context, content) = (Budget::new(WAITING), context.clone(), content.clone());
            budgets.push(budget.clone());
            let puller = move || pull_lane(&queue, &budget, &context, &*content);
            threads.push(spawn(&format!("own-pull-{name}"), Box::new(puller)));
        }
        let pair = |senders: Vec<_>| -> [_; 2] { senders.try_into().unwrap_or_else(|_| unreachable!("there are two")) };
        let pulls: [Sender<Pull>; 2] = pull.try_into().unwrap_or_else(|_| unreachable!("there are two"));
        LocalLanes {
            session,
            inbox,
            queues: Mutex::new(Some(Queues { push: pair(push), pull: pulls })),
            budgets,
            threads: Mutex::new(threads),
        }
    }

    fn with_queues(&self, act: impl FnOnce(&Queues)) {
        if let Some(queues) = &*self.queues.lock() {
            act(queues);
        }
    }

    /// Sends a message without bodies from a replica to the relay.
    pub(crate) fn send(&self, lane: Lane, message: ToHub) {
        if lane == Lane::Control {
            self.inbox.put(Event::Message { session: self.session, lane, message }, Permit::Free);
        } else {
            self.with_queues(|queues| drop(queues.push[index(lane)].send(Push::Message(message))));
        }
    }

    /// Sends bodies from a replica to the relay.
    pub(crate) fn send_bodies(&self, lane: Lane, bodies: Box<dyn BodyProducer>) {
        self.with_queues(|queues| drop(queues.push[index(lane)].send(Push::Bodies(bodies))));
    }

    /// Sends bodies from the relay to a replica.
    pub(crate) fn give_bodies(&self, lane: Lane, batch: BatchId, bodies: Vec<BodyOut>, missing: Vec<(u32, Refusal)>) {
        self.with_queues(|queues| drop(queues.pull[index(lane)].send(Pull { batch, bodies, missing })));
    }

    /// Ends all lanes and waits for their threads.
    pub(crate) fn stop(&self) {
        *self.queues.lock() = None;
        self.budgets.iter().for_each(Budget::close);
        let threads = std::mem::take(&mut *self.threads.lock());
        for thread in threads {
            let _ = thread.join();
        }
    }
}

fn push_lane(session: SessionId, lane: Lane, queue: &Receiver<Push>, budget: &Budget, inbox: &Inbox) {
    let put = |message: ToHub| {
        let Some(share) = budget.take(message.weight()) else { return false };
        inbox.put(Event::Message { session, lane, message }, Permit::Local(share));
        true
    };
    for push in queue {
        let goes_on = match push {
            Push::Message(message) => put(message),
            Push::Bodies(mut bodies) => {
                let batch = bodies.batch();
                let is_sent = std::iter::from_fn(|| bodies.next_body()).all(|body| put(ToHub::Body(body)))
                    && put(ToHub::BodiesEnd { batch });
                bodies.finished();
                is_sent
            }
        };
        if !goes_on {
            return;
        }
    }
}

fn pull_lane(
    queue: &Receiver<Pull>,
    budget: &Budget,
    context: &Context,
    content: &(dyn Fn() -> Box<dyn ContentReader + Send> + Send + Sync),
) {
    let mut reader = None;
    for Pull { batch, bodies, mut missing } in queue {
        let mut damaged = BTreeSet::new();
        for BodyOut { item, piece, digest } in bodies {
            let reader: &mut Box<dyn ContentReader + Send> = reader.get_or_insert_with(content);
            match read_piece(&**reader, piece, &digest) {
                Some(bytes) => {
                    let Some(share) = budget.take(bytes.len() + 64) else { return };
                    let body = ToClient::Body(Body { batch, item, piece, bytes });
                    context.router.deliver(LOCAL_EPOCH, body, Permit::Local(share));
                }
                None => drop(damaged.insert(item)),
            }
        }
        missing.extend(damaged.into_iter().map(|item| (item, unreadable())));
        context.router.deliver(LOCAL_EPOCH, ToClient::BodiesEnd { batch, missing }, Permit::Free);
    }
}

fn read_piece(reader: &dyn ContentReader, piece: Piece, digest: &Digest) -> Option<Vec<u8>> {
    let read = match piece {
        Piece::Chunk(_) => reader.chunk(digest),
        Piece::List(n) => reader.chunk_list(digest).map(|list| {
            let encoded = list?.encode();
            encoded.chunks(CHUNK_MAX).nth(n as usize).map(<[u8]>::to_vec)
        }),
    };
    read.unwrap_or_else(|error| {
        tracing::error!("{error}");
        None
    })
}

fn unreadable() -> Refusal {
    Refusal::new(RefusalCode::Internal, AtHub::Unreadable)
}

/// The uplink of the hub's own replicas and commands to the relay.
pub(crate) struct LocalUplink {
    pub(crate) lanes: Arc<LocalLanes>,
    pub(crate) inbox: Inbox,
    pub(crate) questions: Arc<Questions>,
}

impl Uplink for LocalUplink {
    fn send(&self, _epoch: Epoch, lane: Lane, message: ToHub) {
        self.lanes.send(lane, message);
    }

    fn send_bodies(&self, _epoch: Epoch, lane: Lane, bodies: Box<dyn BodyProducer>) {
        self.lanes.send_bodies(lane, bodies);
    }

    fn ask(&self, ask: Ask, waiter: Waiter) {
        let id = self.questions.open(waiter);
        self.inbox.put(Event::Own { id, ask }, Permit::Free);
    }
}
