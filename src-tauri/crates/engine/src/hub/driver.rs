//! The relay's thread and the queue in front of it.
//!
//! It carries events and effects and decides nothing that the relay decides. Everything that queued up during
//! a commit goes into the next one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TryRecvError, unbounded};
use syncit_core::MachineId;
use syncit_core::message::{Lane, Refusal, RefusalCode, ToClient, ToHub};
use syncit_core::relay_store::{Access, Machine, RelayStore, StoreResult};
use syncit_relay::Relay;
use syncit_relay::step::{BodyOut, Effect, Event, SessionId};
use syncit_ssh::server::{self, SessionOut};
use syncit_store::SqliteRelayStore;

use super::check::Naming;
use super::door::Door;
use super::{OWN, OWN_EPOCH};
use crate::asks::Asks;
use crate::clock;
use crate::core::Core;
use crate::credit::Held;
use crate::flow::Flow;
use crate::housekeeping::Task;
use crate::own_lanes::OwnLanes;
use crate::roots;

/// How often the relay is told that time passes.
const TICK: Duration = Duration::from_secs(1);
/// How often the disk is looked at.
const LOOK_AT_DISK: Duration = Duration::from_secs(10);
/// What goes into one transaction at most: bytes of bodies, and events.
const STEP_BYTES: usize = 4 << 20;
const STEP_EVENTS: usize = 4_096;
/// Of bulk content alone no single body is worth a transaction: more of it is awaited this long.
const BULK_LINGERS: Duration = Duration::from_millis(20);

/// What the relay's thread is sent.
pub(crate) enum Input {
    /// An event, and what is held until it was dealt with.
    Event(Event, Held),
    /// A machine connected; this is the way to it.
    Session(SessionId, MachineId, SessionOut),
    /// A machine wants to be paired under a name; what it may do, if that was said.
    Admit(Machine, Option<Access>, Sender<std::result::Result<(), Refusal>>),
    /// This much must stay free on the disk from now on, in bytes.
    MinFree(u64),
    /// So many folders may be shared by one machine from now on.
    FoldersPerMachine(u32),
    Stop,
}

/// The relay's queue: bulk content apart, so that it never holds up small changes.
#[derive(Clone)]
pub(crate) struct Inputs {
    small: Sender<Input>,
    bulk: Sender<Input>,
}

impl Inputs {
    /// Both queues, and where the relay takes from them.
    pub(super) fn new() -> (Self, Queues) {
        let (small, small_queue) = unbounded();
        let (bulk, bulk_queue) = unbounded();
        (Inputs { small, bulk }, Queues { small: small_queue, bulk: bulk_queue })
    }

    /// Queues an event; never blocks.
    pub(crate) fn put(&self, lane: Lane, event: Event, held: Held) {
        let queue = if lane == Lane::Bulk { &self.bulk } else { &self.small };
        let _ = queue.send(Input::Event(event, held));
    }

    /// Queues anything else; never blocks.
    pub(super) fn put_input(&self, input: Input) {
        let _ = self.small.send(input);
    }
}

/// The relay's ends of both queues.
pub(super) struct Queues {
    small: Receiver<Input>,
    bulk: Receiver<Input>,
}

/// What is taken from the queues for one step.
#[derive(Default)]
struct Step {
    events: Vec<Event>,
    held: Vec<Held>,
    admitted: Vec<Sender<std::result::Result<(), Refusal>>>,
    sessions: Vec<(SessionId, SessionOut)>,
    min_free: Option<u64>,
    folders_per_machine: Option<u32>,
    bytes: usize,
    stop: bool,
}

impl Step {
    /// Nothing was taken.
    fn is_empty(&self) -> bool {
        self.events.is_empty() && self.min_free.is_none() && self.folders_per_machine.is_none() && !self.stop
    }

    /// There is room for more bulk.
    fn wants_more(&self) -> bool {
        self.bytes < STEP_BYTES && self.events.len() < STEP_EVENTS
    }
}

/// The relay's thread: gives the relay its events, and carries out what it asks for.
pub(super) struct Driver {
    pub(super) core: Arc<Core>,
    pub(super) relay: Relay<SqliteRelayStore>,
    pub(super) queues: Queues,
    pub(super) sessions: HashMap<SessionId, SessionOut>,
    pub(super) own: Arc<OwnLanes>,
    pub(super) asks: Arc<Asks>,
    pub(super) flow: Arc<Flow>,
    pub(super) door: Arc<Door>,
    pub(super) naming: Naming,
    pub(super) looked_at_disk: Option<Instant>,
    pub(super) failed: Arc<Mutex<Option<String>>>,
}

impl Driver {
    /// Runs until `Input::Stop`, or until the store fails.
    pub(super) fn run(mut self) {
        let mut next_tick = Instant::now();
        loop {
            let first = crossbeam_channel::select! {
                recv(self.queues.small) -> input => input.ok(),
                recv(self.queues.bulk) -> input => input.ok(),
                default(next_tick.saturating_duration_since(Instant::now())) => None,
            };
            let mut step = self.gather(first);
            if next_tick <= Instant::now() {
                next_tick = Instant::now() + TICK;
                step.events.push(Event::Tick);
                self.look_at_disk(&mut step);
            }
            let Step { events, held, admitted, sessions, min_free, folders_per_machine, stop, .. } = step;
            self.sessions.extend(sessions);
            if let Some(bytes) = min_free {
                self.relay.set_min_free(bytes);
            }
            if let Some(folders) = folders_per_machine {
                self.relay.set_folders_per_machine(folders);
            }
            if !events.is_empty() {
                let ended = events.iter().filter_map(|event| match event {
                    Event::Disconnected { session } => Some(*session),
                    _ => None,
                });
                let ended: Vec<_> = ended.collect();
                if let Err(error) = self.take(events) {
                    tracing::error!("the relay stops: {error}");
                    *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
                    self.core.hints.give();
                    return;
                }
                for session in ended {
                    self.sessions.remove(&session);
                    self.flow.disconnected(session);
                }
            }
            drop(held);
            self.answer_admitted(admitted);
            if stop {
                return;
            }
        }
    }

    /// Takes what queued up. Bulk is emptied first but put last: whatever went before it is then in the small
    /// queue already, so that no body overtakes its connection.
    fn gather(&self, first: Option<Input>) -> Step {
        let (mut step, mut bulk) = (Step::default(), Step::default());
        if let Some(first) = first {
            let is_bulk = matches!(&first, Input::Event(Event::Message { lane: Lane::Bulk, .. }, _));
            self.put(if is_bulk { &mut bulk } else { &mut step }, first);
        }
        drain(&self.queues.bulk, |input| {
            self.put(&mut bulk, input);
            bulk.wants_more()
        });
        if step.is_empty() && !bulk.is_empty() {
            self.await_bodies(&mut step, &mut bulk);
        }
        drain(&self.queues.small, |input| {
            self.put(&mut step, input);
            step.bytes < 2 * STEP_BYTES && step.events.len() < STEP_EVENTS && !step.stop
        });
        step.events.append(&mut bulk.events);
        step.held.append(&mut bulk.held);
        step
    }

    /// Waits a little for more bulk bodies, as long as nothing but bodies has come: nobody is told anything because of
    /// one, but its commit would cost as much as that of many.
    fn await_bodies(&self, step: &mut Step, bulk: &mut Step) {
        let until = Instant::now() + BULK_LINGERS;
        while bulk.wants_more() && bulk.events.last().is_some_and(is_body) {
            crossbeam_channel::select! {
                recv(self.queues.bulk) -> input => match input {
                    Ok(input) => self.put(bulk, input),
                    Err(_) => return,
                },
                recv(self.queues.small) -> input => {
                    if let Ok(input) = input {
                        self.put(step, input);
                    }
                    return;
                }
                default(until.saturating_duration_since(Instant::now())) => return,
            }
        }
    }

    fn put(&self, step: &mut Step, input: Input) {
        match input {
            Input::Event(event, held) => {
                if let Event::Message { session, message, .. } = &event {
                    step.bytes += message.weight();
                    if matches!(message, ToHub::Body(_)) {
                        self.flow.passes(*session);
                    }
                }
                step.events.push(event);
                step.held.push(held);
            }
            Input::Session(session, machine, out) => {
                self.flow.connected(session, machine);
                step.sessions.push((session, out));
                step.events.push(Event::Connected { session, machine });
            }
            Input::Admit(machine, may, reply) => match self.refuse_name(&machine) {
                Some(refusal) => drop(reply.send(Err(refusal))),
                None => {
                    step.events.push(Event::Paired { machine, may });
                    step.admitted.push(reply);
                }
            },
            Input::MinFree(bytes) => step.min_free = Some(bytes),
            Input::FoldersPerMachine(folders) => step.folders_per_machine = Some(folders),
            Input::Stop => step.stop = true,
        }
    }

    /// A name that another machine has: the person who joins can still choose another one.
    fn refuse_name(&self, machine: &Machine) -> Option<Refusal> {
        let machines = self.relay.store().machines().ok()?;
        let taken = machines.iter().any(|other| other.id != machine.id && other.name.folded() == machine.name.folded());
        taken.then(|| Refusal {
            code: RefusalCode::NameTaken,
            message: format!("another machine of this hub is called {:?} already", machine.name.as_str()),
            hint: Some("choose another name: `syncit join … --name NAME`".into()),
        })
    }

    fn answer_admitted(&self, admitted: Vec<Sender<std::result::Result<(), Refusal>>>) {
        for reply in admitted {
            let _ = reply.send(Ok(()));
        }
    }

    fn look_at_disk(&mut self, step: &mut Step) {
        if self.looked_at_disk.is_none_or(|last| last.elapsed() >= LOOK_AT_DISK) {
            self.looked_at_disk = Some(Instant::now());
            if let Ok(bytes) = roots::free_bytes(&self.core.home.relay()) {
                step.events.push(Event::Free { bytes });
            }
        }
    }

    fn take(&mut self, events: Vec<Event>) -> StoreResult<()> {
        for effect in self.relay.step(events, clock::hub_reading())? {
            match effect {
                Effect::Send { session: OWN, message } => self.own_message(message),
                Effect::Send { session, message } => {
                    if let Some(out) = self.sessions.get(&session) {
                        out.send(message);
                    }
                }
                Effect::SendBodies { session: OWN, lane, batch, bodies, missing } => {
                    self.own.give_bodies(lane, batch, bodies, missing);
                }
                Effect::SendBodies { session, lane, batch, bodies, missing } => {
                    self.flow.passes(session);
                    if let Some(out) = self.sessions.get(&session) {
                        let bodies = bodies.into_iter().map(|BodyOut { item, piece, digest }| server::BodyOut {
                            item,
                            piece,
                            digest,
                        });
                        out.send_bodies(lane, batch, bodies.collect(), missing);
                    }
                }
                Effect::Answered { id, answer } => self.asks.answered(id, answer),
                Effect::Close { session } => {
                    if let Some(out) = self.sessions.get(&session) {
                        out.close();
                    }
                }
                Effect::KeepCopy { folder } => self.task(Task::KeepCopy(folder)),
                Effect::FolderEnded { folder } => self.task(Task::FolderEnded(folder)),
                Effect::FindLacking => self.naming.begin(),
                Effect::LackingChanged => self.core.hints.give(),
                Effect::MachinesChanged => {
                    self.door.learn(&self.relay.store().machines()?);
                    self.task(Task::MachinesChanged);
                }
            }
        }
        Ok(())
    }

    fn task(&self, task: Task) {
        let _ = self.core.tasks.send(task);
    }

    fn own_message(&self, message: ToClient) {
        match self.core.router.deliver(OWN_EPOCH, message, Held::Free) {
            Some(ToClient::Welcome { .. }) => {
                self.core.router.connected(OWN_EPOCH);
                self.task(Task::Refresh);
            }
            Some(ToClient::Arranged) => self.task(Task::Refresh),
            Some(ToClient::Ping) => self.own.send(Lane::Control, ToHub::Pong),
            Some(ToClient::Goodbye(refusal)) => tracing::error!("the relay refuses the hub's own folders: {refusal}"),
            _ => {}
        }
    }
}

fn is_body(event: &Event) -> bool {
    matches!(event, Event::Message { message: ToHub::Body(_), .. })
}

/// Takes inputs as long as there are some and `more` wants them.
fn drain(queue: &Receiver<Input>, mut more: impl FnMut(Input) -> bool) {
    loop {
        match queue.try_recv() {
            Ok(input) => {
                if !more(input) {
                    return;
                }
            }
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => return,
        }
    }
}
