//! A hub that runs: the relay's thread, the SSH server in front of it, and the hub's own replicas beside it.
//!
//! It carries events and effects and decides nothing that the relay decides. All events reach the relay through
//! one queue; everything that queued up during a commit goes into the next one.

use std::collections::{BTreeMap, HashMap};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded, unbounded};
use syncit_core::message::{Ask, Lane, PROTOCOL, Refusal, RefusalCode, ToClient, ToHub};
use syncit_core::relay_store::{ContentReader, Machine, RelayStore, StoreError, StoreResult};
use syncit_core::{ChunkList, Digest, FolderId, Incarnation, MachineId, Name};
use syncit_relay::step::{BodyOut, Effect, Event, SessionId};
use syncit_relay::{Relay, RelayConfig};
use syncit_ssh::pair::{Admission, Host, Invitation};
use syncit_ssh::server::{
    self, Content, Gate, Limits, PairingHost, Server, ServerConfig, ServerEvent, SessionOut, Sink,
};
use syncit_ssh::{discover, fingerprint};
use syncit_store::{SqliteContentReader, SqliteRelayStore};

use crate::asks::{Asks, Waiter};
use crate::clock;
use crate::core::{Core, random_id};
use crate::credit::Held;
use crate::errors::{Error, Result};
use crate::housekeeping::Task;
use crate::own_lanes::OwnLanes;
use crate::roots;
use crate::uplink::Epoch;
use crate::version;

/// Where a hub listens unless told otherwise, and the last port that it tries.
pub(crate) const DEFAULT_PORT: u16 = 22082;
const LAST_PORT: u16 = 22182;
/// The session of the hub's own replicas; the server counts from below.
const OWN: SessionId = SessionId(u64::MAX);
/// The one connection of the hub's own replicas.
pub(crate) const OWN_EPOCH: Epoch = Epoch(1);
/// How often the relay is told that time passes.
const TICK: Duration = Duration::from_secs(1);
/// How often the disk is looked at.
const LOOK_AT_DISK: Duration = Duration::from_secs(10);
/// What goes into one transaction at most: bytes of bodies, and events.
const STEP_BYTES: usize = 4 << 20;
const STEP_EVENTS: usize = 4_096;

/// What the relay's thread is sent.
pub(crate) enum Input {
    /// An event, and what is held until it was dealt with.
    Event(Event, Held),
    /// A machine connected; this is the way to it.
    Session(SessionId, MachineId, SessionOut),
    /// A machine wants to be paired under a name.
    Admit(Machine, Sender<std::result::Result<(), Refusal>>),
    Stop,
}

/// A running hub.
pub(crate) struct Hub {
    inputs: Inputs,
    asks: Arc<Asks>,
    own: Arc<OwnLanes>,
    server: Mutex<Option<Server>>,
    listening: Vec<SocketAddr>,
    gate: Arc<Door>,
    announcer: Mutex<Option<discover::Announcer>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    failed: Arc<Mutex<Option<String>>>,
    key: Arc<[u8]>,
    name: Mutex<Name>,
}

/// The relay's queue: bulk content apart, so that it never holds up small changes.
#[derive(Clone)]
pub(crate) struct Inputs {
    small: Sender<Input>,
    bulk: Sender<Input>,
}

impl Inputs {
    /// Queues an event; never blocks.
    pub(crate) fn put(&self, lane: Lane, event: Event, held: Held) {
        let queue = if lane == Lane::Bulk { &self.bulk } else { &self.small };
        let _ = queue.send(Input::Event(event, held));
    }

    fn put_input(&self, input: Input) {
        let _ = self.small.send(input);
    }
}

/// Binds the address that was asked for, or for none the default one with the next free port.
pub(crate) fn bind(listen: Option<SocketAddr>) -> Result<Vec<TcpListener>> {
    if let Some(address) = listen {
        return bind_both(address)
            .map_err(|cause| Error::Listen { address: address.to_string(), cause: cause.to_string() });
    }
    let any = |port| SocketAddr::from(([0_u16; 8], port));
    let mut cause = String::new();
    for port in DEFAULT_PORT..=LAST_PORT {
        match bind_both(any(port)) {
            Ok(listeners) => return Ok(listeners),
            Err(error) => cause = error.to_string(),
        }
    }
    Err(Error::Listen { address: format!("any port from {DEFAULT_PORT} to {LAST_PORT}"), cause })
}

/// `[::]` means IPv4 too, whatever the system's default for such sockets is, and IPv4 alone where there is no IPv6.
fn bind_both(address: SocketAddr) -> std::io::Result<Vec<TcpListener>> {
    let is_any = address.is_ipv6() && address.ip().is_unspecified();
    let v4 = |port| TcpListener::bind(SocketAddr::from(([0_u8; 4], port)));
    match TcpListener::bind(address) {
        Ok(listener) if is_any => {
            let port = listener.local_addr()?.port();
            // If the first one takes IPv4 as well, this address is in use.
            Ok(std::iter::once(listener).chain(v4(port).ok()).collect())
        }
        Ok(listener) => Ok(vec![listener]),
        Err(error) if is_any && error.kind() != std::io::ErrorKind::AddrInUse => Ok(vec![v4(address.port())?]),
        Err(error) => Err(error),
    }
}

impl Hub {
    /// Starts the relay and its server on bound sockets.
    pub(crate) fn start(core: &Arc<Core>, name: &Name, listeners: Vec<TcpListener>) -> Result<Arc<Self>> {
        let key = core.key()?;
        let id = MachineId::of_key(&key.public_wire);
        let dir = core.home.relay();
        let mut store = SqliteRelayStore::open(&dir)?;
        put_own_machine(&mut store, id, name, &key.public_wire)?;
        let gate = Arc::new(Door::default());
        gate.learn(&store.machines()?);
        let config = RelayConfig {
            version: version().into(),
            min_free: core.machine().settings.min_free,
            fingerprint,
            draw_folder: Box::new(|| FolderId(random_id())),
        };
        let relay = Relay::start(store, Incarnation(random_id()), config)?;

        let (small, small_queue) = unbounded();
        let (bulk, bulk_queue) = unbounded();
        let inputs = Inputs { small, bulk };
        let content: Content = {
            let dir = dir.clone();
            Arc::new(move || open_content(&dir))
        };
        let own = Arc::new(OwnLanes::start(OWN, inputs.clone(), core.clone(), content.clone()));
        let asks = Arc::new(Asks::default());
        let failed = Arc::new(Mutex::new(None));
        let driver = Driver {
            core: core.clone(),
            relay,
            queues: Queues { small: small_queue, bulk: bulk_queue },
            sessions: HashMap::new(),
            own: own.clone(),
            asks: asks.clone(),
            gate: gate.clone(),
            looked_at_disk: None,
            failed: failed.clone(),
        };
        let thread = thread::Builder::new()
            .name("relay".into())
            .spawn(move || driver.run())
            .expect("the system can start a thread");
        inputs.put(Lane::Control, Event::Connected { session: OWN, machine: id }, Held::Free);
        let hello = ToHub::Hello { protocol: PROTOCOL, version: version().into() };
        inputs.put(Lane::Control, Event::Message { session: OWN, lane: Lane::Control, message: hello }, Held::Free);

        let hub = Hub {
            server: Mutex::new(None),
            listening: Vec::new(),
            announcer: Mutex::new(None),
            thread: Mutex::new(Some(thread)),
            key: key.public_wire.clone().into(),
            name: Mutex::new(name.clone()),
            inputs,
            asks,
            own,
            gate,
            failed,
        };
        match hub.open_to_others(core, listeners, content) {
            Ok(hub) => Ok(Arc::new(hub)),
            Err(failed) => {
                let (hub, error) = *failed;
                hub.stop();
                Err(error)
            }
        }
    }

    fn open_to_others(
        mut self,
        core: &Arc<Core>,
        listeners: Vec<TcpListener>,
        content: Content,
    ) -> std::result::Result<Self, Box<(Self, Error)>> {
        let config = match core.key() {
            Ok(key) => {
                ServerConfig { private_key: key.private_openssh.clone(), listen: listeners, limits: Limits::default() }
            }
            Err(error) => return Err(Box::new((self, error))),
        };
        let inputs = self.inputs.clone();
        let sink: Sink = Arc::new(move |event| match event {
            ServerEvent::Connected { session, machine, out } => {
                inputs.put_input(Input::Session(SessionId(session), machine, out));
            }
            ServerEvent::Message { session, lane, message, hold } => {
                let event = Event::Message { session: SessionId(session), lane, message };
                inputs.put(lane, event, Held::Wire(hold));
            }
            ServerEvent::Disconnected { session } => {
                inputs.put(Lane::Control, Event::Disconnected { session: SessionId(session) }, Held::Free);
            }
        });
        match Server::start(config, self.gate.clone(), sink, content) {
            Ok(server) => {
                self.listening = server.listening().to_vec();
                self.server = Mutex::new(Some(server));
            }
            Err(error) => return Err(Box::new((self, Error::Key(error.to_string())))),
        }
        if let Some(interfaces) = core.discovery() {
            match discover::Announcer::start(&self.key, &self.listening, interfaces) {
                Ok(announcer) => self.announcer = Mutex::new(announcer),
                Err(error) => tracing::warn!("{error}: other machines need this hub's address"),
            }
        }
        Ok(self)
    }

    pub(crate) fn uplink(&self) -> Arc<dyn crate::uplink::Uplink> {
        Arc::new(OwnUplink { lanes: self.own.clone(), inputs: self.inputs.clone(), asks: self.asks.clone() })
    }

    /// Where it listens.
    pub(crate) fn listening(&self) -> &[SocketAddr] {
        &self.listening
    }

    /// Why the relay stopped, if it did.
    pub(crate) fn failure(&self) -> Option<String> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Opens an invitation in place of one that may be open.
    pub(crate) fn invite(&self, lifetime: Duration) -> Result<String> {
        let invitation = Invitation::new(lifetime).map_err(|error| Error::Key(error.to_string()))?;
        let code = invitation.code().to_owned();
        let host = Host {
            invitation: Arc::new(invitation),
            admission: Arc::new(Reception {
                inputs: self.inputs.clone(),
                hub: self.name.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            }),
            hub_key: self.key.clone(),
        };
        let before = self.gate.invitation.write().unwrap_or_else(PoisonError::into_inner).replace(host);
        if let Some(before) = before {
            before.invitation.revoke();
        }
        self.announce();
        Ok(code)
    }

    /// Shows the hub's name on the LAN while an invitation is open, and only then.
    pub(crate) fn announce(&self) {
        let is_open = self.gate.open_invitation().is_some();
        let name = self.name.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(announcer) = &*self.announcer.lock().unwrap_or_else(PoisonError::into_inner)
            && let Err(error) = announcer.invite(is_open.then_some(&name))
        {
            tracing::warn!("{error}");
        }
    }

    /// The hub has another name.
    pub(crate) fn set_name(&self, name: &Name) {
        *self.name.lock().unwrap_or_else(PoisonError::into_inner) = name.clone();
        self.announce();
    }

    /// Cuts connections of machines that may no longer log in.
    pub(crate) fn recheck(&self) {
        if let Some(server) = &*self.server.lock().unwrap_or_else(PoisonError::into_inner) {
            server.recheck();
        }
    }

    /// Ends the server, the relay and the own lanes, in this order, and waits for all of them.
    pub(crate) fn stop(&self) {
        *self.announcer.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let server = self.server.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(server) = server {
            server.stop();
        }
        self.own.stop();
        self.inputs.put_input(Input::Stop);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
        self.asks.give_up();
    }
}

fn put_own_machine(store: &mut SqliteRelayStore, id: MachineId, name: &Name, public_key: &[u8]) -> Result<()> {
    let known = store.machines()?.into_iter().find(|machine| machine.id == id);
    let machine = match known {
        Some(machine) => Machine { name: name.clone(), ..machine },
        None => Machine {
            id,
            name: name.clone(),
            public_key: public_key.to_vec(),
            paired_at: clock::wall(),
            last_seen: None,
            is_hub: true,
        },
    };
    store.put_machine(&machine)?;
    store.commit()?;
    Ok(())
}

/// Opens the content store for a lane; if that fails, everything read from it does.
fn open_content(dir: &std::path::Path) -> Box<dyn ContentReader + Send> {
    match SqliteContentReader::open(dir) {
        Ok(reader) => Box::new(reader),
        Err(error) => {
            tracing::error!("{error}");
            Box::new(Unreadable(error.to_string()))
        }
    }
}

struct Unreadable(String);

impl Unreadable {
    fn error<T>(&self) -> StoreResult<T> {
        Err(StoreError { doing: "reading content".into(), cause: self.0.clone(), disk_full: false })
    }
}

impl ContentReader for Unreadable {
    fn chunk(&self, _digest: &Digest) -> StoreResult<Option<Vec<u8>>> {
        self.error()
    }

    fn chunk_list(&self, _content: &Digest) -> StoreResult<Option<ChunkList>> {
        self.error()
    }
}

/// Who may come in: the keys of paired machines, and whoever knows the code of an open invitation.
#[derive(Default)]
struct Door {
    keys: RwLock<BTreeMap<Vec<u8>, MachineId>>,
    invitation: RwLock<Option<Host>>,
}

impl Door {
    fn learn(&self, machines: &[Machine]) {
        let keys = machines.iter().filter(|machine| !machine.is_hub);
        let keys = keys.map(|machine| (machine.public_key.clone(), machine.id)).collect();
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    fn open_invitation(&self) -> Option<Host> {
        let invitation = self.invitation.read().unwrap_or_else(PoisonError::into_inner);
        invitation.as_ref().filter(|host| host.invitation.time_left().is_some()).cloned()
    }
}

impl Gate for Door {
    fn machine(&self, public_key_wire: &[u8]) -> Option<MachineId> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).get(public_key_wire).copied()
    }

    fn invitation(&self) -> Option<Arc<dyn PairingHost>> {
        self.open_invitation().map(|host| Arc::new(host) as Arc<dyn PairingHost>)
    }
}

/// Takes in a machine that proved the code.
struct Reception {
    inputs: Inputs,
    hub: Name,
}

impl Admission for Reception {
    fn admit(&self, public_key: &[u8], name: &Name) -> std::result::Result<Name, Refusal> {
        let machine = Machine {
            id: MachineId::of_key(public_key),
            name: name.clone(),
            public_key: public_key.to_vec(),
            paired_at: clock::wall(),
            last_seen: None,
            is_hub: false,
        };
        let (reply, answer) = bounded(1);
        self.inputs.put_input(Input::Admit(machine, reply));
        // The relay's thread never waits for the server's, so this ends.
        answer.recv().unwrap_or_else(|_| Err(stopping())).map(|_| self.hub.clone())
    }
}

fn stopping() -> Refusal {
    Refusal { code: RefusalCode::Internal, message: "the hub is stopping".into(), hint: None }
}

/// How the hub's own replicas and person reach the relay.
struct OwnUplink {
    lanes: Arc<OwnLanes>,
    inputs: Inputs,
    asks: Arc<Asks>,
}

impl crate::uplink::Uplink for OwnUplink {
    fn send(&self, _epoch: Epoch, lane: Lane, message: ToHub) {
        self.lanes.send(lane, message);
    }

    fn send_bodies(&self, _epoch: Epoch, lane: Lane, bodies: crate::outgoing::Outgoing) {
        self.lanes.send_bodies(lane, bodies);
    }

    fn ask(&self, ask: Ask, waiter: Waiter) {
        let id = self.asks.open(waiter);
        self.inputs.put(Lane::Control, Event::Own { id, ask }, Held::Free);
    }
}

struct Queues {
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
    bytes: usize,
    stop: bool,
}

struct Driver {
    core: Arc<Core>,
    relay: Relay<SqliteRelayStore>,
    queues: Queues,
    sessions: HashMap<SessionId, SessionOut>,
    own: Arc<OwnLanes>,
    asks: Arc<Asks>,
    gate: Arc<Door>,
    looked_at_disk: Option<Instant>,
    failed: Arc<Mutex<Option<String>>>,
}

impl Driver {
    fn run(mut self) {
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
            let Step { events, held, admitted, sessions, stop, .. } = step;
            self.sessions.extend(sessions);
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
            bulk.bytes < STEP_BYTES && bulk.events.len() < STEP_EVENTS
        });
        drain(&self.queues.small, |input| {
            self.put(&mut step, input);
            step.bytes < 2 * STEP_BYTES && step.events.len() < STEP_EVENTS && !step.stop
        });
        step.events.append(&mut bulk.events);
        step.held.append(&mut bulk.held);
        step
    }

    fn put(&self, step: &mut Step, input: Input) {
        match input {
            Input::Event(event, held) => {
                if let Event::Message { message, .. } = &event {
                    step.bytes += message.weight();
                }
                step.events.push(event);
                step.held.push(held);
            }
            Input::Session(session, machine, out) => {
                step.sessions.push((session, out));
                step.events.push(Event::Connected { session, machine });
            }
            Input::Admit(machine, reply) => match self.refuse_name(&machine) {
                Some(refusal) => drop(reply.send(Err(refusal))),
                None => {
                    step.events.push(Event::Paired(machine));
                    step.admitted.push(reply);
                }
            },
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
        for effect in self.relay.step(events, clock::wall())? {
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
                Effect::MachinesChanged => {
                    self.gate.learn(&self.relay.store().machines()?);
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
