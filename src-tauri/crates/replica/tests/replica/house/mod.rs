//! Some machines and a hub in one process: the real loops on simulated or real disks and on stores in memory.
//! Every message is delivered at once and in order. Time passes only when nothing else is left to do.

// Each test binary uses a part of the house.
#![allow(dead_code)]

pub mod real;

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};

use syncit_core::damage::Kept;
use syncit_core::hub_clock::Reading;
use syncit_core::message::{Ask, Body, BodyOut, Lane, PROTOCOL, Piece, ToClient, ToHub, Verdict};
use syncit_core::relay_store::{Access, ContentChecker, ContentReader, Folder, Machine as Known, RelayStore};
use syncit_core::replica_store::{LinkState, SyncMode, Token};
use syncit_core::{FolderId, Incarnation, MachineId, Name, RelPath, ReplicaId, Timestamp};
use syncit_relay::step::{Effect as HubEffect, Event as HubEvent, SessionId};
use syncit_relay::{Relay, RelayConfig};
use syncit_replica::disk::cut::{hash_file, read_body};
use syncit_replica::disk::{Disk, Place};
use syncit_replica::event::{Effect, Event, FolderCommand, Hashed, Hint, Keep, Now, State};
use syncit_replica::root::marker::{self, Marker};
use syncit_replica::{Config, Replica, Unresolved};
use syncit_testkit::{Clock, DiskOptions, Fuse, MapRelayStore, MapReplicaStore, SimDisk, Tree};

pub const FOLDER: FolderId = FolderId([7; 16]);
const BEGIN: i64 = 1_795_300_000_000_000_000;

/// A disk that can report what changed on it.
pub trait Watched: Disk {
    fn take_hints(&self) -> Vec<Hint>;
}

impl Watched for SimDisk {
    fn take_hints(&self) -> Vec<Hint> {
        SimDisk::take_hints(self)
    }
}

pub struct Machine<D: Watched = SimDisk> {
    pub id: MachineId,
    pub disk: D,
    pub store: MapReplicaStore,
    pub replica: Replica<D, MapReplicaStore>,
    clock: Clock,
    wake: Option<u64>,
    pub session: Option<SessionId>,
    pub effects: Vec<Effect>,
    /// How many events the loop has handled.
    pub steps: u64,
    /// True if the watcher works.
    pub is_watched: bool,
}

pub struct House<D: Watched = SimDisk> {
    pub machines: Vec<Machine<D>>,
    pub relay: Relay<MapRelayStore>,
    hub_store: MapRelayStore,
    /// What the clocks show at tick 0, in nanoseconds since 1970.
    begin: i64,
    ticks: u64,
    sessions: u64,
    mail: VecDeque<(usize, Event)>,
    /// Bytes of content that were uploaded and downloaded.
    pub bytes_up: u64,
    pub bytes_down: u64,
    pub messages: Vec<(usize, ToHub)>,
    /// The progress shown of each transfer to the hub: bytes done and in all.
    pub shown: Vec<(u64, u64)>,
    /// The hub runs a version from before private files.
    pub is_old_hub: bool,
    /// Accepting verdicts get lost.
    pub loses_acceptances: bool,
}

fn relay(store: MapRelayStore, incarnation: u8) -> Relay<MapRelayStore> {
    let config = RelayConfig {
        version: "test".into(),
        min_free: 0,
        pass_on_from: 1 << 17,
        folders_per_machine: 64,
        bytes_per_machine: None,
        fingerprint: |_| String::new(),
        draw_folder: Box::new(|| FOLDER),
    };
    Relay::start(store, Incarnation([incarnation; 16]), config).unwrap()
}

impl House {
    /// Makes machines with these trees, linked but not yet connected.
    pub fn new(trees: &[&str]) -> Self {
        House::on_disks(&trees.iter().map(|tree| (*tree, DiskOptions::default())).collect::<Vec<_>>())
    }

    /// Like `new`, on these kinds of disks.
    pub fn on_disks(disks: &[(&str, DiskOptions)]) -> Self {
        let machine = |(number, (tree, options)): (usize, &(&str, DiskOptions))| Machine::new(number, tree, *options);
        House::of(disks.iter().enumerate().map(machine).collect(), BEGIN)
    }

    /// Like `new`, connected and settled.
    pub fn synced(trees: &[&str]) -> Self {
        let mut house = House::new(trees);
        (0..trees.len()).for_each(|number| house.connect(number));
        house.settle();
        house
    }

    pub fn tree(&self, number: usize) -> String {
        self.machines[number].disk.tree().to_string()
    }
}

impl<D: Watched> House<D> {
    /// Makes a house of these machines, not yet connected.
    pub fn of(machines: Vec<Machine<D>>, begin: i64) -> Self {
        let mut hub_store = MapRelayStore::default();
        let known = |id: MachineId, is_hub| Known {
            id,
            name: Name::new(&format!("m{}", id.0[0])).unwrap(),
            public_key: id.0.to_vec(),
            paired_at: Timestamp(begin),
            last_seen: None,
            is_hub,
        };
        hub_store.put_machine(&known(MachineId([99; 16]), true)).unwrap();
        for machine in &machines {
            hub_store.put_machine(&known(machine.id, false)).unwrap();
        }
        let folder = Folder { id: FOLDER, name: Name::new("docs").unwrap(), shared_at: Timestamp(begin) };
        hub_store.put_folder(&folder).unwrap();
        hub_store.commit().unwrap();
        let relay = relay(hub_store.clone(), 1);
        let mut house = House {
            machines,
            relay,
            hub_store,
            begin,
            ticks: 1_000,
            sessions: 0,
            mail: VecDeque::new(),
            bytes_up: 0,
            bytes_down: 0,
            messages: Vec::new(),
            shown: Vec::new(),
            is_old_hub: false,
            loses_acceptances: false,
        };
        (0..house.machines.len()).for_each(|number| house.command(number, FolderCommand::Names(names())));
        house
    }

    pub fn allow(&mut self, machine: usize, access: Access) {
        let id = self.machines[machine].id;
        self.hub_store.set_access(id, FOLDER, access).unwrap();
        self.hub_store.commit().unwrap();
    }

    /// Sends the hub a request of the person at the hub.
    pub fn ask_hub(&mut self, ask: Ask) {
        self.tell_hub(vec![HubEvent::Own { id: 1, ask }]);
    }

    pub fn connect(&mut self, number: usize) {
        self.sessions += 1;
        let session = SessionId(self.sessions);
        self.machines[number].session = Some(session);
        let machine = self.machines[number].id;
        let hello = ToHub::Hello { protocol: PROTOCOL, version: "test".into(), coming: true };
        self.tell_hub(vec![
            HubEvent::Connected { session, machine },
            HubEvent::Message { session, lane: Lane::Control, message: hello },
        ]);
        self.step(number, Event::Connected);
    }

    pub fn disconnect(&mut self, number: usize) {
        if let Some(session) = self.machines[number].session.take() {
            self.tell_hub(vec![HubEvent::Disconnected { session }]);
            self.step(number, Event::Disconnected);
        }
    }

    /// Ends a machine's loop without a disconnect message, and opens it again.
    pub fn restart(&mut self, number: usize) {
        self.disconnect(number);
        let machine = &mut self.machines[number];
        machine.reopen();
        self.step(number, Event::Command(FolderCommand::Names(names())));
    }

    /// Reopens a machine that crashed in the middle of a step: uncommitted changes are gone, and so are the
    /// messages in transit to it.
    pub fn reopen_crashed(&mut self, number: usize) {
        self.mail.retain(|(to, _)| *to != number);
        if let Some(session) = self.machines[number].session.take() {
            self.tell_hub(vec![HubEvent::Disconnected { session }]);
        }
        self.machines[number].store.crash(0);
        self.machines[number].reopen();
        self.step(number, Event::Command(FolderCommand::Names(names())));
    }

    pub fn command(&mut self, number: usize, command: FolderCommand) {
        self.step(number, Event::Command(command));
    }

    pub fn step(&mut self, number: usize, event: Event) {
        self.mail.push_back((number, event));
    }

    /// Works until nothing is left but slow timers.
    pub fn settle(&mut self) {
        let end = self.ticks + 30_000;
        loop {
            self.work();
            let next = self.machines.iter().filter_map(|machine| machine.wake).min();
            match next.filter(|wake| *wake <= end) {
                Some(wake) => self.advance_to(wake),
                None => break,
            }
        }
    }

    /// Lets time pass.
    pub fn wait(&mut self, milliseconds: u64) {
        let end = self.ticks + milliseconds;
        self.work();
        while let Some(wake) = self.machines.iter().filter_map(|machine| machine.wake).min().filter(|wake| *wake < end)
        {
            self.advance_to(wake);
            self.work();
        }
        self.advance_to(end);
        self.work();
    }

    fn advance_to(&mut self, ticks: u64) {
        self.ticks = self.ticks.max(ticks);
        let wall = Timestamp(self.begin).plus_millis(self.ticks as i64);
        for number in 0..self.machines.len() {
            self.machines[number].clock.set(wall);
            if self.machines[number].wake.is_some_and(|wake| wake <= self.ticks) {
                self.machines[number].wake = None;
                self.step(number, Event::Tick);
            }
        }
    }

    /// Delivers until no message and no hint is left, and no machine asks to be woken at once.
    pub fn work(&mut self) {
        for rounds in 0.. {
            assert!(
                rounds < 200_000,
                "it does not come to rest: {:#?}",
                self.messages.iter().rev().take(6).collect::<Vec<_>>()
            );
            for number in 0..self.machines.len() {
                let hints = self.machines[number].disk.take_hints();
                if !hints.is_empty() && self.machines[number].is_watched {
                    self.step(number, Event::Hints(hints));
                }
                if self.machines[number].wake.is_some_and(|wake| wake <= self.ticks) {
                    self.machines[number].wake = None;
                    self.step(number, Event::Tick);
                }
            }
            let Some((number, event)) = self.mail.pop_front() else { return };
            let now = Now { wall: self.machines[number].clock.wall(), ticks: self.ticks };
            let is_progress = matches!(event, Event::Progress { .. });
            self.machines[number].steps += 1;
            let effects = self.machines[number].replica.step(event, now);
            if is_progress {
                let transfers = self.state(number).transfers.into_iter().filter(|it| it.to_hub);
                self.shown.extend(transfers.map(|it| (it.done, it.total)));
            }
            for effect in effects {
                self.machines[number].effects.push(effect.clone());
                self.carry_out(number, effect);
            }
        }
    }

    /// Settles a conflict on a machine, as a person would.
    pub fn resolve(&mut self, number: usize, copy: &RelPath, keep: Keep) -> Result<(), Unresolved> {
        let now = Now { wall: self.machines[number].clock.wall(), ticks: self.ticks };
        let (result, effects) = self.machines[number].replica.resolve(copy, keep, now);
        effects.into_iter().for_each(|effect| self.carry_out(number, effect));
        result
    }

    fn carry_out(&mut self, number: usize, effect: Effect) {
        let machine = &mut self.machines[number];
        match effect {
            Effect::Send { lane, message } => {
                if let Some(session) = machine.session {
                    let message = if self.is_old_hub { as_an_old_hub_reads(message) } else { message };
                    self.messages.push((number, message.clone()));
                    self.tell_hub(vec![HubEvent::Message { session, lane, message }]);
                }
            }
            Effect::SendBodies { lane, batch, bodies } => {
                let Some(session) = machine.session else { return };
                let mut changed = Vec::new();
                let mut events = Vec::new();
                let mut progress = Vec::new();
                for body in bodies {
                    match (read_body(&machine.disk, &body.from).unwrap(), body.from) {
                        (Some(bytes), _) => {
                            self.bytes_up += bytes.len() as u64;
                            if let Piece::Chunk(_) = body.piece {
                                progress.push((body.item, bytes.len() as u64));
                            }
                            let body = Body { batch, item: body.item, piece: body.piece, bytes };
                            events.push(HubEvent::Message { session, lane, message: ToHub::Body(body) });
                        }
                        (None, syncit_replica::event::BodyFrom::File { path, .. }) => changed.push(path),
                        (None, _) => {}
                    }
                }
                events.push(HubEvent::Message { session, lane, message: ToHub::BodiesEnd { batch } });
                for part in progress {
                    self.step(number, Event::Progress { batch, sent: vec![part] });
                }
                self.tell_hub(events);
                self.step(number, Event::Sent { batch, changed });
            }
            Effect::Hash(job) => {
                let result = hash_file(&machine.disk, &Place::from(&job.path), machine.clock.wall());
                self.step(number, Event::Hashed(Hashed { id: job.id, path: job.path, result }));
            }
            Effect::Sync(job) => {
                let result = machine.disk.sync(&job.files, &job.directories);
                self.step(number, Event::Synced { id: job.id, result });
            }
            Effect::WakeAt(tick) => machine.wake = Some(tick),
            Effect::Cookie(token) => {
                if machine.is_watched {
                    let mut hints = machine.disk.take_hints();
                    hints.push(syncit_replica::event::Hint::Cookie(token));
                    self.step(number, Event::Hints(hints));
                }
            }
            Effect::Fenced(_) | Effect::Blocked { .. } | Effect::Notify(_) => {}
        }
    }

    fn tell_hub(&mut self, events: Vec<HubEvent>) {
        let wall = Timestamp(self.begin).plus_millis(self.ticks as i64);
        let effects = self.relay.step(events, Reading { wall, ticks: self.ticks }).unwrap();
        for effect in effects {
            match effect {
                HubEffect::Send { session, message } => self.mail_to(session, message),
                HubEffect::SendBodies { session, batch, bodies, mut missing, .. } => {
                    for BodyOut { item, piece, digest } in bodies {
                        let bytes = match piece {
                            Piece::Chunk(_) => self.hub_store.chunk(&digest).unwrap(),
                            Piece::List(part) => self
                                .hub_store
                                .chunk_list(&digest)
                                .unwrap()
                                .map(|list| list.encode().chunks(1 << 20).nth(part as usize).unwrap().to_vec()),
                        };
                        let bytes = bytes.expect("the hub keeps what it promised");
                        self.bytes_down += bytes.len() as u64;
                        self.mail_to(session, ToClient::Body(Body { batch, item, piece, bytes }));
                    }
                    missing.sort_by_key(|(item, _)| *item);
                    self.mail_to(session, ToClient::BodiesEnd { batch, missing });
                }
                _ => {}
            }
        }
    }

    /// Damages all content of a path on the hub's disk, and makes the hub notice it.
    pub fn damage(&mut self, path: &str) {
        let head = self.hub_store.head(FOLDER, &RelPath::new(path).unwrap()).unwrap().unwrap();
        let list = self.hub_store.chunk_list(&head.entry.file().unwrap().digest).unwrap().unwrap();
        let kept: Vec<Kept> = list.chunks().iter().map(|chunk| Kept::Chunk(chunk.digest)).collect();
        kept.iter().for_each(|kept| self.hub_store.rot(*kept));
        self.tell_hub(vec![HubEvent::Own { id: 1, ask: Ask::Quarantine { kept } }]);
        let lacking = self.hub_store.lacking(100).unwrap();
        self.tell_hub(vec![HubEvent::Lacking(lacking)]);
    }

    /// Lets a second pass at the hub.
    pub fn tick_hub(&mut self) {
        self.ticks += 1_000;
        self.tell_hub(vec![HubEvent::Tick]);
    }

    fn mail_to(&mut self, session: SessionId, message: ToClient) {
        let accepts = |message: &ToClient| match message {
            ToClient::Verdicts { verdicts, .. } => verdicts.iter().any(|(_, it)| matches!(it, Verdict::Accepted(_))),
            _ => false,
        };
        if self.loses_acceptances && accepts(&message) {
            return;
        }
        if let Some(number) = self.machines.iter().position(|machine| machine.session == Some(session)) {
            self.step(number, Event::Hub(message));
        }
    }

    pub fn state(&self, number: usize) -> State {
        self.machines[number].replica.state()
    }

    pub fn disk(&self, number: usize) -> &D {
        &self.machines[number].disk
    }

    pub fn now(&self) -> u64 {
        self.ticks
    }

    /// Restarts the hub as a new incarnation with the same store, and connects all machines.
    pub fn restart_hub(&mut self, incarnation: u8) {
        (0..self.machines.len()).for_each(|number| self.disconnect(number));
        self.work();
        self.start_hub(incarnation);
        (0..self.machines.len()).for_each(|number| self.connect(number));
    }

    fn start_hub(&mut self, incarnation: u8) {
        self.relay = relay(self.hub_store.clone(), incarnation);
    }

    pub fn hub_store(&self) -> &MapRelayStore {
        &self.hub_store
    }
}

/// Returns a message without the fields that versions of SyncIt from before private files do not know.
fn as_an_old_hub_reads(message: ToHub) -> ToHub {
    fn forget(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(fields) => {
                fields.remove("private");
                fields.values_mut().for_each(forget);
            }
            serde_json::Value::Array(values) => values.iter_mut().for_each(forget),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(&message).unwrap();
    forget(&mut value);
    serde_json::from_value(value).unwrap()
}

pub fn names() -> Vec<(MachineId, Name)> {
    (1..=4).map(|id| (MachineId([id; 16]), Name::new(&format!("m{id}")).unwrap())).collect()
}

impl Machine {
    fn new(number: usize, tree: &str, options: DiskOptions) -> Self {
        let clock = Clock::default();
        clock.set(Timestamp(BEGIN).plus_millis(-60_000));
        let disk = SimDisk::new(options, clock.clone(), Fuse::default());
        write_tree(&disk, tree);
        let machine = Machine::over(number, disk, clock);
        machine.disk.take_hints();
        machine.clock.set(Timestamp(BEGIN));
        machine
    }
}

/// Returns a machine's configuration for one more start.
fn config(machine: MachineId) -> Config {
    static STARTS: AtomicU64 = AtomicU64::new(1);
    let start = u128::from(STARTS.fetch_add(1, Ordering::Relaxed));
    Config { machine, min_free: 0, reads_only: false, token: Token(start.to_le_bytes()), path: "/folder".into() }
}

impl<D: Watched> Machine<D> {
    /// Makes a machine whose folder is on this disk, newly linked.
    pub fn over(number: usize, disk: D, clock: Clock) -> Self {
        let id = MachineId([number as u8 + 1; 16]);
        let replica_id = ReplicaId([number as u8 + 1; 16]);
        marker::write(&disk, &Marker { folder: FOLDER, replica: replica_id }).unwrap();
        let store = MapReplicaStore::new(LinkState::new(FOLDER, replica_id, SyncMode::TwoWay));
        let replica = Replica::open(disk.clone(), store.clone(), config(id)).unwrap();
        let (wake, session, effects, steps, is_watched) = (Some(0), None, Vec::new(), 0, true);
        Machine { id, disk, store, replica, clock, wake, session, effects, steps, is_watched }
    }

    pub fn reopen(&mut self) {
        self.replica = Replica::open(self.disk.clone(), self.store.clone(), config(self.id)).unwrap();
        self.wake = Some(0);
    }
}

pub fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

/// Writes a fixture as a person would.
pub fn write_tree(disk: &SimDisk, text: &str) {
    use syncit_testkit::Node;
    let by_path: BTreeMap<RelPath, Node> = Tree::parse(text).0;
    for (path, node) in by_path {
        let done = match node {
            Node::Dir => disk.stat(&Place::from(&path)).is_ok() || disk.make_directory(&path),
            Node::Link(target) => disk.make_symlink(&path, &target),
            Node::File { content, executable } => {
                disk.write(&path, &content) && (!executable || disk.make_executable(&path, true))
            }
        };
        assert!(done, "cannot write {path}");
    }
}
