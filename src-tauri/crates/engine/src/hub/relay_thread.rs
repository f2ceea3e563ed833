//! The relay's thread.
//!
//! It carries events and effects, and makes none of the relay's decisions. Everything that is queued during a commit
//! goes into the next one, as far as one step takes it. Questions are answered between two commits
//! (`syncit_relay::queue`).

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender};
use parking_lot::Mutex;
use syncit_core::message::{Answer, Lane, Refusal, RefusalCode, ToClient, ToHub};
use syncit_core::relay_store::{Machine, RelayStore, StoreResult};
use syncit_relay::Relay;
use syncit_relay::queue::{Queue, SLICE, STEP_EFFECTS, Step};
use syncit_relay::step::{Asker, Effect, Event, Inviter, SessionId};
use syncit_ssh::server::SessionOut;
use syncit_store::SqliteRelayStore;

use crate::context::Context;
use crate::folder::root;
use crate::hub::check::Naming;
use crate::hub::gate::Gatekeeper;
use crate::hub::inbox::{Admit, RelayInput};
use crate::hub::invitations::Invitations;
use crate::hub::local_lanes::{LOCAL, LOCAL_EPOCH, LocalLanes};
use crate::hub::refused::AtHub;
use crate::hub::traffic::Traffic;
use crate::machine::clock;
use crate::task::Task;
use crate::uplink::budget::Permit;
use crate::uplink::questions::Questions;

/// How often the relay gets a tick.
const TICK: Duration = Duration::from_secs(1);
/// How often free disk space is checked.
const LOOK_AT_DISK: Duration = Duration::from_secs(10);
/// A single bulk body is not worth a transaction of its own: the thread waits this long for more of them.
const BULK_LINGERS: Duration = Duration::from_millis(20);

/// The relay's thread: passes events to the relay, and carries out its effects.
pub(super) struct RelayThread {
    pub(super) context: Arc<Context>,
    pub(super) relay: Relay<SqliteRelayStore>,
    pub(super) inbox: Receiver<RelayInput>,
    pub(super) queue: Queue<Permit>,
    pub(super) sessions: HashMap<SessionId, SessionOut>,
    pub(super) local: Arc<LocalLanes>,
    pub(super) questions: Arc<Questions>,
    pub(super) traffic: Arc<Traffic>,
    pub(super) gate: Arc<Gatekeeper>,
    pub(super) invitations: Invitations,
    pub(super) naming: Naming,
    pub(super) looked_at_disk: Option<Instant>,
    pub(super) failed: Arc<Mutex<Option<String>>>,
    /// Reply channels of machines that are being admitted. They are answered after the commit.
    pub(super) admitted: Vec<Sender<std::result::Result<(), Refusal>>>,
    pub(super) stop: bool,
}

impl RelayThread {
    /// Runs until `RelayInput::Stop`, or until the store fails.
    pub(super) fn run(mut self) {
        let mut next_tick = Instant::now();
        loop {
            self.gather(next_tick);
            if next_tick <= Instant::now() {
                next_tick = Instant::now() + TICK;
                self.queue.put(Event::Tick, Permit::Free);
                self.look_at_disk();
            }
            if let Err(error) = self.serve() {
                tracing::error!("the relay stops: {error}");
                *self.failed.lock() = Some(error.to_string());
                self.context.hints.wake();
                return;
            }
            if self.stop && !self.queue.has_changes() {
                return;
            }
        }
    }

    /// Queues everything that has arrived. If there is no work, it first waits for input or the next tick.
    fn gather(&mut self, next_tick: Instant) {
        if !self.queue.has_changes() && !self.has_question() {
            let time = next_tick.saturating_duration_since(Instant::now());
            if let Ok(input) = self.inbox.recv_timeout(time) {
                self.put(input);
            }
        }
        self.drain();
    }

    fn drain(&mut self) {
        while let Ok(input) = self.inbox.try_recv() {
            self.put(input);
        }
    }

    /// Returns true if a question may be answered now.
    fn has_question(&self) -> bool {
        self.queue.has_question(|session| self.may_answer(session))
    }

    fn may_answer(&self, session: SessionId) -> bool {
        // A session that has ended gets no answer, so its questions need no room.
        self.sessions.get(&session).is_none_or(SessionOut::has_room)
    }

    /// Takes one step of changes, and then answers a slice of questions.
    fn serve(&mut self) -> StoreResult<()> {
        if self.queue.has_changes() {
            let mut step = self.queue.take_changes();
            if step.is_bulk_bodies() {
                step = self.await_bodies(step);
            }
            if !step.events.is_empty() {
                self.take(step)?;
            }
            for reply in std::mem::take(&mut self.admitted) {
                let _ = reply.send(Ok(()));
            }
        }
        let mut cost = 0;
        while cost < SLICE {
            let (queue, sessions) = (&mut self.queue, &self.sessions);
            let may = |session| sessions.get(&session).is_none_or(SessionOut::has_room);
            let Some(step) = queue.take_question(may) else { break };
            cost += self.take(step)?;
        }
        Ok(())
    }

    /// Waits briefly for more bulk bodies, as long as only bodies arrive: a body makes the relay tell nobody anything,
    /// but committing one costs as much as committing many.
    fn await_bodies(&mut self, step: Step<Permit>) -> Step<Permit> {
        let until = Instant::now() + BULK_LINGERS;
        self.queue.done(step, 0, &[]);
        while self.queue.wants_bulk() {
            match self.inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(input) => {
                    let is_body = matches!(&input, RelayInput::Event(event, _) if is_bulk_body(event));
                    self.put(input);
                    if !is_body {
                        break;
                    }
                }
                Err(_) => break,
            }
        }
        self.drain();
        self.queue.take_changes()
    }

    fn put(&mut self, input: RelayInput) {
        match input {
            RelayInput::Event(event, held) => {
                if let Event::Message { session, message: ToHub::Body(_), .. } = &event {
                    self.traffic.passes(*session);
                }
                self.queue.put(event, held);
            }
            RelayInput::Session(session, machine, out) => {
                self.traffic.connected(session, machine);
                self.sessions.insert(session, out);
                self.queue.put(Event::Connected { session, machine }, Permit::Free);
            }
            RelayInput::Admit(Admit { machine, may, by, reply }) => {
                match self.refuse_name(&machine).or_else(|| self.refuse_inviter(by.as_ref())) {
                    Some(refusal) => drop(reply.send(Err(refusal))),
                    None => {
                        let inviter = by.as_ref().map(|by| by.name.as_str());
                        tracing::info!(machine = %machine.name, inviter, "a machine is paired");
                        let by = by.map(|by| by.machine);
                        self.queue.put(Event::Paired { machine, may, by }, Permit::Free);
                        self.admitted.push(reply);
                    }
                }
            }
            RelayInput::MinFree(bytes) => self.relay.set_min_free(bytes),
            RelayInput::FoldersPerMachine(folders) => self.relay.set_folders_per_machine(folders),
            RelayInput::BytesPerMachine(bytes) => self.relay.set_bytes_per_machine(bytes),
            RelayInput::Drained => {}
            RelayInput::Stop => self.stop = true,
        }
    }

    /// Refuses a name that another machine has. The person who joins can still choose another one.
    fn refuse_name(&self, machine: &Machine) -> Option<Refusal> {
        let machines = self.relay.store().machines().ok()?;
        let taken = machines.iter().any(|other| other.id != machine.id && other.name.folded() == machine.name.folded());
        let why = AtHub::NameTaken { name: machine.name.to_string() };
        taken.then(|| Refusal::new(RefusalCode::NameTaken, why))
    }

    /// Refuses a machine whose inviter lost the permission while the code was typed.
    fn refuse_inviter(&self, by: Option<&Inviter>) -> Option<Refusal> {
        let is_withdrawn = by.is_some_and(|by| self.relay.may_invite(by.machine).is_none());
        is_withdrawn.then(|| Refusal::new(RefusalCode::NotFound, AtHub::Withdrawn))
    }

    fn look_at_disk(&mut self) {
        if self.looked_at_disk.is_none_or(|last| last.elapsed() >= LOOK_AT_DISK) {
            self.looked_at_disk = Some(Instant::now());
            if let Ok(bytes) = root::free_bytes(&self.context.home.relay()) {
                self.queue.put(Event::Free { bytes }, Permit::Free);
            }
        }
    }

    /// Makes the relay take a step, and carries out its effects. Returns the cost of the step.
    fn take(&mut self, step: Step<Permit>) -> StoreResult<usize> {
        let (taken, effects) = self.relay.step_within(&step.events, clock::hub_reading(), STEP_EFFECTS)?;
        let ended = step.events.iter().take(taken).filter_map(|event| match event {
            Event::Disconnected { session } => Some(*session),
            _ => None,
        });
        let ended: Vec<_> = ended.collect();
        let cost = self.queue.done(step, taken, &effects);
        self.carry_out(effects)?;
        for session in ended {
            self.sessions.remove(&session);
            self.traffic.disconnected(session);
        }
        Ok(cost)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> StoreResult<()> {
        for effect in effects {
            match effect {
                Effect::Send { session: LOCAL, message } => self.own_message(message),
                Effect::Send { session, message } => {
                    if let Some(out) = self.sessions.get(&session) {
                        out.send(message);
                    }
                }
                Effect::SendBodies { session: LOCAL, lane, batch, bodies, missing } => {
                    self.local.give_bodies(lane, batch, bodies, missing);
                }
                Effect::SendBodies { session, lane, batch, bodies, missing } => {
                    self.traffic.passes(session);
                    if let Some(out) = self.sessions.get(&session) {
                        out.send_bodies(lane, batch, bodies, missing);
                    }
                }
                Effect::Answered { id, answer } => self.questions.answered(id, answer),
                Effect::Invitation { asker, id, by, request } => {
                    let answer = self.invitations.carry_out(by, request);
                    self.answer(asker, id, answer);
                }
                Effect::Close { session } => {
                    if let Some(out) = self.sessions.get(&session) {
                        out.close();
                    }
                }
                Effect::KeepCopy { folder } => self.task(Task::KeepCopy(folder)),
                Effect::FolderEnded { folder } => self.task(Task::FolderEnded(folder)),
                Effect::FindLacking => self.naming.begin(),
                Effect::LackingChanged => self.context.hints.wake(),
                Effect::MachinesChanged => {
                    self.gate.update(&self.relay.store().machines()?);
                    self.invitations.recheck(|machine| self.relay.may_invite(machine));
                    self.task(Task::MachinesChanged);
                }
            }
        }
        Ok(())
    }

    fn answer(&self, asker: Asker, id: u64, answer: Result<Answer, Refusal>) {
        match asker {
            Asker::Own => self.questions.answered(id, answer),
            Asker::Session(session) => {
                if let Some(out) = self.sessions.get(&session) {
                    out.send(ToClient::Answered { id, answer });
                }
            }
        }
    }

    fn task(&self, task: Task) {
        let _ = self.context.tasks.send(task);
    }

    fn own_message(&self, message: ToClient) {
        let returned = self.context.router.deliver(LOCAL_EPOCH, message, Permit::Free);
        match returned.map(|(message, _)| message) {
            Some(ToClient::Welcome { .. }) => {
                self.context.router.connected(LOCAL_EPOCH);
                self.task(Task::Refresh);
            }
            Some(ToClient::Arranged) => self.task(Task::Refresh),
            Some(ToClient::Ping) => self.local.send(Lane::Control, ToHub::Pong),
            Some(ToClient::Goodbye(refusal)) => tracing::error!("the relay refuses the hub's own folders: {refusal}"),
            _ => {}
        }
    }
}

fn is_bulk_body(event: &Event) -> bool {
    matches!(event, Event::Message { lane: Lane::Bulk, message: ToHub::Body(_), .. })
}
