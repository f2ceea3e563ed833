//! A hub that follows the protocol: the real relay behind the real queue, with the bounds of the server.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use syncit_core::hub_clock::Reading;
use syncit_core::message::{Body, Lane, MAX_MESSAGE, PROTOCOL, Piece, ToClient, ToHub, encoded};
use syncit_core::relay_store::{ContentReader, Folder, Machine as Known, RelayStore};
use syncit_core::{FolderId, Incarnation, MachineId, Name, Timestamp};
use syncit_relay::queue::{Queue, SLICE, STEP_EFFECTS, Step};
use syncit_relay::step::{Effect, Event, SessionId};
use syncit_relay::{Relay, RelayConfig};
use syncit_ssh::server::Limits;
use syncit_testkit::MapRelayStore;

use crate::cost::thread_time;
use crate::machine::BEGIN;

/// The waiting bytes of a session's message, released when it was processed.
pub struct Waits(Rc<Cell<usize>>, usize);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.set(self.0.get() - self.1);
    }
}

/// What is sent to a session.
// Nearly all values are of the large variant.
#[allow(clippy::large_enum_variant)]
pub enum Down {
    Message(ToClient),
    Closed,
}

pub struct Hub {
    relay: Relay<MapRelayStore>,
    pub store: MapRelayStore,
    queue: Queue<Waits>,
    sessions: BTreeMap<SessionId, MachineId>,
    waiting: BTreeMap<SessionId, Rc<Cell<usize>>>,
    /// Bytes sent to sessions that read nothing.
    unsent: BTreeMap<SessionId, usize>,
    deaf: BTreeSet<SessionId>,
    limits: Limits,
    opened: u64,
    /// The most processor time of one step.
    pub longest: Duration,
    /// The most bytes in the effects of one step.
    pub most_at_once: usize,
}

impl Hub {
    /// Creates a hub with machines of these numbers and names, and these folders.
    pub fn new(machines: &[(u8, &str)], folders: &[(FolderId, &str)]) -> Self {
        let mut store = MapRelayStore::default();
        for (number, name) in machines {
            let known = Known {
                id: MachineId([*number; 16]),
                name: Name::new(name).unwrap(),
                public_key: vec![*number; 32],
                paired_at: Timestamp(BEGIN),
                last_seen: None,
                is_hub: *name == "hub",
            };
            store.put_machine(&known).unwrap();
        }
        for (id, name) in folders {
            let folder = Folder { id: *id, name: Name::new(name).unwrap(), shared_at: Timestamp(BEGIN) };
            store.put_folder(&folder).unwrap();
        }
        store.commit().unwrap();
        let drawn = AtomicU64::new(0);
        let config = RelayConfig {
            version: "test".into(),
            min_free: 1 << 30,
            pass_on_from: 1 << 16,
            folders_per_machine: 8,
            bytes_per_machine: None,
            fingerprint: |key| format!("SHA256:{}", key.len()),
            draw_folder: Box::new(move || {
                let mut id = [0xdd; 16];
                id[..8].copy_from_slice(&drawn.fetch_add(1, Ordering::Relaxed).to_le_bytes());
                FolderId(id)
            }),
        };
        Hub {
            relay: Relay::start(store.clone(), Incarnation([1; 16]), config).unwrap(),
            store,
            queue: Queue::default(),
            sessions: BTreeMap::new(),
            waiting: BTreeMap::new(),
            unsent: BTreeMap::new(),
            deaf: BTreeSet::new(),
            limits: Limits::default(),
            opened: 0,
            longest: Duration::ZERO,
            most_at_once: 0,
        }
    }

    /// Begins a session, if the gate admits the machine.
    pub fn connect(&mut self, machine: MachineId) -> Option<SessionId> {
        let is_known = self.store.machines().unwrap().iter().any(|known| known.id == machine);
        let count = self.sessions.values().filter(|of| **of == machine).count();
        if !is_known || count >= self.limits.sessions_per_key {
            return None;
        }
        self.opened += 1;
        let session = SessionId(self.opened);
        self.sessions.insert(session, machine);
        self.put_event(session, 0, Event::Connected { session, machine });
        Some(session)
    }

    /// Begins a session and sends a hello.
    pub fn join(&mut self, machine: MachineId) -> SessionId {
        let session = self.connect(machine).unwrap();
        self.put(session, Lane::Control, ToHub::Hello { protocol: PROTOCOL, version: "test".into(), coming: true });
        session
    }

    pub fn disconnect(&mut self, session: SessionId) {
        if self.sessions.remove(&session).is_some() {
            self.put_event(session, 0, Event::Disconnected { session });
        }
        self.unsent.remove(&session);
        self.deaf.remove(&session);
    }

    /// Makes a session stop reading.
    pub fn turn_deaf(&mut self, session: SessionId) {
        self.deaf.insert(session);
    }

    /// Returns true if the server would read more from this session.
    pub fn reads(&self, session: SessionId, lane: Lane) -> bool {
        let most = if lane == Lane::Bulk { self.limits.waiting_bulk } else { self.limits.waiting_small };
        self.sessions.contains_key(&session) && self.waiting.get(&session).is_none_or(|it| it.get() < most)
    }

    pub fn put(&mut self, session: SessionId, lane: Lane, message: ToHub) {
        let weight = message.weight();
        self.put_event(session, weight, Event::Message { session, lane, message });
    }

    fn put_event(&mut self, session: SessionId, weight: usize, event: Event) {
        let waiting = self.waiting.entry(session).or_default();
        waiting.set(waiting.get() + weight);
        self.queue.put(event, Waits(waiting.clone(), weight));
    }

    pub fn is_idle(&self) -> bool {
        !self.queue.has_changes() && !self.queue.has_question(|_| true)
    }

    /// Processes a step of changes and a slice of questions, as the hub's thread does.
    pub fn serve(&mut self, ticks: u64) -> Vec<(SessionId, Down)> {
        let mut said = Vec::new();
        if self.queue.has_changes() {
            let step = self.queue.take_changes();
            self.take(step, ticks, &mut said);
        }
        let mut cost = 0;
        while cost < SLICE {
            let (unsent, most) = (&self.unsent, self.limits.answers);
            let may = |session: SessionId| unsent.get(&session).is_none_or(|bytes| *bytes < most);
            let Some(step) = self.queue.take_question(may) else { break };
            cost += self.take(step, ticks, &mut said);
        }
        said
    }

    /// Lets a second pass.
    pub fn tick(&mut self, ticks: u64) -> Vec<(SessionId, Down)> {
        let reading = Reading { wall: Timestamp(BEGIN).plus_millis(ticks as i64), ticks };
        let effects = self.relay.step(vec![Event::Tick], reading).unwrap();
        let mut said = Vec::new();
        effects.into_iter().for_each(|effect| self.carry_out(effect, &mut said));
        said
    }

    fn take(&mut self, step: Step<Waits>, ticks: u64, said: &mut Vec<(SessionId, Down)>) -> usize {
        let reading = Reading { wall: Timestamp(BEGIN).plus_millis(ticks as i64), ticks };
        let began = thread_time();
        let (taken, effects) = self.relay.step_within(&step.events, reading, STEP_EFFECTS).unwrap();
        self.longest = self.longest.max(thread_time() - began);
        self.most_at_once = self.most_at_once.max(effects.iter().map(Effect::weight).sum());
        let cost = self.queue.done(step, taken, &effects);
        effects.into_iter().for_each(|effect| self.carry_out(effect, said));
        cost
    }

    fn carry_out(&mut self, effect: Effect, said: &mut Vec<(SessionId, Down)>) {
        match effect {
            Effect::Send { session, message } => {
                let bytes = encoded(&message);
                assert!(bytes <= MAX_MESSAGE, "a message of {bytes} bytes");
                self.say(session, message, said);
            }
            Effect::SendBodies { session, batch, bodies, mut missing, .. } => {
                for out in bodies {
                    let bytes = match out.piece {
                        Piece::Chunk(_) => self.store.chunk(&out.digest).unwrap(),
                        Piece::List(part) => self.store.chunk_list(&out.digest).unwrap().and_then(|list| {
                            list.encode().chunks(syncit_core::CHUNK_MAX).nth(part as usize).map(<[u8]>::to_vec)
                        }),
                    };
                    let bytes = bytes.expect("the hub keeps what it promised");
                    let body = Body { batch, item: out.item, piece: out.piece, bytes };
                    self.say(session, ToClient::Body(body), said);
                }
                missing.sort_by_key(|(item, _)| *item);
                self.say(session, ToClient::BodiesEnd { batch, missing }, said);
            }
            Effect::Close { session } => {
                self.disconnect(session);
                said.push((session, Down::Closed));
            }
            _ => {}
        }
    }

    fn say(&mut self, session: SessionId, message: ToClient, said: &mut Vec<(SessionId, Down)>) {
        if !self.deaf.contains(&session) {
            return said.push((session, Down::Message(message)));
        }
        let unsent = self.unsent.entry(session).or_default();
        *unsent += message.weight();
        if *unsent > self.limits.unsent {
            self.disconnect(session);
            said.push((session, Down::Closed));
        }
    }
}
