//! A machine that follows the protocol: the real loop of a replica on its disk, with simulated
//! time.

use std::collections::VecDeque;

use syncit_core::message::{Body, Lane, ToHub};
use syncit_core::replica_store::{LinkState, SyncMode, Token};
use syncit_core::{FolderId, MachineId, Name, RelPath, ReplicaId, Timestamp};
use syncit_replica::disk::cut::{hash_file, read_body};
use syncit_replica::disk::linux::LinuxDisk;
use syncit_replica::disk::{Disk, Place};
use syncit_replica::event::{BodyFrom, Effect, Event, FolderCommand, Hashed, Hint, Now};
use syncit_replica::root::marker::{self, Marker};
use syncit_replica::{Config, Replica};
use syncit_testkit::{Clock, DiskOptions, Fuse, MapReplicaStore, SimDisk};

use crate::cost::thread_time;

/// The time at which the simulation begins: 2026-11-22.
pub const BEGIN: i64 = 1_795_305_600_000_000_000;
/// The space that stays free on a machine's disk, in bytes.
const MIN_FREE: u64 = 1 << 30;
/// The most events that a machine may cause itself before it comes to rest.
const RESTLESS: usize = 20_000;

pub fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

/// A disk that may report its changes.
pub trait Watched: Disk {
    fn take_hints(&self) -> Vec<Hint>;
}

impl Watched for SimDisk {
    fn take_hints(&self) -> Vec<Hint> {
        SimDisk::take_hints(self)
    }
}

impl Watched for LinuxDisk {
    /// There is no watcher: sweeps find everything as time passes.
    fn take_hints(&self) -> Vec<Hint> {
        Vec::new()
    }
}

pub struct Machine<D: Watched = SimDisk> {
    pub disk: D,
    pub replica: Replica<D, MapReplicaStore>,
    clock: Clock,
    wake: Option<u64>,
    mail: VecDeque<Event>,
    /// What waits to be sent.
    pub out: VecDeque<(Lane, ToHub)>,
    /// The most processor time of one step, in microseconds.
    pub longest: u128,
}

impl Machine {
    /// Creates a machine with an empty folder in memory.
    pub fn in_memory(number: u8, folder: FolderId) -> Self {
        let clock = Clock::default();
        clock.set(Timestamp(BEGIN));
        let disk = SimDisk::new(DiskOptions::default(), clock.clone(), Fuse::default());
        Machine::over(number, folder, disk, clock)
    }
}

impl<D: Watched> Machine<D> {
    pub fn over(number: u8, folder: FolderId, disk: D, clock: Clock) -> Self {
        let (id, replica) = (MachineId([number; 16]), ReplicaId([number; 16]));
        marker::write(&disk, &Marker { folder, replica }).unwrap();
        let store = MapReplicaStore::new(LinkState::new(folder, replica, SyncMode::TwoWay));
        let token = Token([number; 16]);
        let config = Config { machine: id, min_free: MIN_FREE, reads_only: false, token, path: "/folder".into() };
        let replica = Replica::open(disk.clone(), store, config).unwrap();
        let names = (1..=4).map(|id| (MachineId([id; 16]), Name::new(&format!("m{id}")).unwrap())).collect();
        let mail = VecDeque::from([Event::Command(FolderCommand::Names(names))]);
        Machine { disk, replica, clock, wake: Some(0), mail, out: VecDeque::new(), longest: 0 }
    }

    pub fn tell(&mut self, event: Event) {
        self.mail.push_back(event);
    }

    /// Returns when the machine asked to be woken.
    pub fn wakes_at(&self) -> Option<u64> {
        self.wake
    }

    /// Works until nothing is left to do at this time.
    pub fn work(&mut self, ticks: u64) {
        self.clock.set(Timestamp(BEGIN).plus_millis(ticks as i64));
        for events in 0.. {
            assert!(events < RESTLESS, "a machine does not come to rest");
            let hints = self.disk.take_hints();
            if !hints.is_empty() {
                self.mail.push_back(Event::Hints(hints));
            }
            if self.wake.is_some_and(|wake| wake <= ticks) {
                self.wake = None;
                self.mail.push_back(Event::Tick);
            }
            let Some(event) = self.mail.pop_front() else { return };
            let began = thread_time();
            let effects = self.replica.step(event, Now { wall: self.clock.wall(), ticks });
            self.longest = self.longest.max((thread_time() - began).as_micros());
            effects.into_iter().for_each(|effect| self.carry_out(effect));
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Send { lane, message } => self.out.push_back((lane, message)),
            Effect::SendBodies { lane, batch, bodies } => {
                let mut changed = Vec::new();
                for body in bodies {
                    match (read_body(&self.disk, &body.from).unwrap(), body.from) {
                        (Some(bytes), _) => {
                            let body = Body { batch, item: body.item, piece: body.piece, bytes };
                            self.out.push_back((lane, ToHub::Body(body)));
                        }
                        (None, BodyFrom::File { path, .. }) => changed.push(path),
                        (None, BodyFrom::Bytes(_)) => {}
                    }
                }
                self.out.push_back((lane, ToHub::BodiesEnd { batch }));
                self.mail.push_back(Event::Sent { batch, changed });
            }
            Effect::Hash(job) => {
                let result = hash_file(&self.disk, &Place::from(&job.path), self.clock.wall());
                self.mail.push_back(Event::Hashed(Hashed { id: job.id, path: job.path, result }));
            }
            Effect::Sync(job) => {
                let result = self.disk.sync(&job.files, &job.directories);
                self.mail.push_back(Event::Synced { id: job.id, result });
            }
            Effect::WakeAt(tick) => self.wake = Some(tick),
            Effect::Cookie(token) => {
                let mut hints = self.disk.take_hints();
                hints.push(Hint::Cookie(token));
                self.mail.push_back(Event::Hints(hints));
            }
            Effect::Fenced(_) | Effect::Blocked { .. } | Effect::Notify(_) => {}
        }
    }
}
