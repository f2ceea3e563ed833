//! Starts, ends, faults and restored backups in a world: of programs, machines, disks and the hub.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use syncit_core::Incarnation;
use syncit_core::message::Ask;
use syncit_core::relay_store::Access;
use syncit_core::replica_store::Token;
use syncit_relay::step::Event as HubEvent;
use syncit_relay::{Relay, RelayConfig};
use syncit_replica::disk::DiskErrorKind;
use syncit_replica::event::{Event, FolderCommand};
use syncit_replica::{Config, Replica};

use super::stores::{Kept, Stores};
use super::{FOLDER, HUB, World, machine_name};

impl<S: Stores> World<S> {
    pub(super) fn start(&mut self, number: usize) {
        let names = (0..self.machines.len()).map(|other| (self.machines[other].id, machine_name(other))).collect();
        let machine = &mut self.machines[number];
        if machine.replica.is_some() {
            return;
        }
        machine.disk.take_hints();
        if self.inotify {
            machine.disk.start_watching();
        }
        machine.fuse.put_out();
        self.starts += 1;
        let token = Token(u128::from(self.starts).to_le_bytes());
        let config = Config { machine: machine.id, min_free: 0, reads_only: false, token, path: "/folder".into() };
        match Replica::open(machine.disk.clone(), machine.store.clone(), config) {
            Ok(replica) => machine.replica = Some(replica),
            Err(error) => return self.fail(format!("{} does not start: {error}", machine_name(number))),
        }
        self.step(number, Event::Command(FolderCommand::Names(names)));
        self.step(number, Event::Tick);
    }

    /// Kills the program, but not the machine.
    pub(super) fn kill(&mut self, number: usize) {
        // It takes no further step, not even for the disconnection.
        self.machines[number].replica = None;
        self.disconnect(number);
        let machine = &mut self.machines[number];
        machine.wake = None;
        machine.is_paused = false;
        machine.only_stops = false;
        machine.jobs.clear();
        machine.hints.clear();
        machine.fuse.put_out();
        machine.store.kill();
        if self.has_hub_copy && number == 0 {
            self.kill_hub();
        }
    }

    pub(super) fn pause(&mut self, number: usize, paused: bool) {
        self.machines[number].is_paused = paused;
        self.step(number, Event::Command(if paused { FolderCommand::Pause } else { FolderCommand::Resume }));
    }

    /// Ends the machine, or only its program, when its fuse has burnt down.
    pub(super) fn burnt(&mut self, number: usize) {
        if std::mem::take(&mut self.machines[number].only_stops) {
            self.counts.one("program that was ended in the middle");
            self.note(|_| format!("   {} ends in the middle", machine_name(number)));
            self.kill(number);
        } else {
            self.counts.one("machine that lost power in the middle");
            self.crash(number, self.ticks as u32);
        }
    }

    /// Simulates that the machine loses power.
    pub(super) fn crash(&mut self, number: usize, pick: u32) {
        self.lost_power = true;
        self.kill(number);
        self.note(|_| format!("   {} loses power", machine_name(number)));
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(pick));
        let machine = &mut self.machines[number];
        machine.person.lock().expect("nothing panics in a person").stop();
        machine.disk.crash(&mut rng);
        machine.store.lose_power(rng.random_range(0..=machine.store.unsynced()));
        self.model().set_back(Some(number), self.exists());
        self.note(|world| format!("   {} has\n{}", machine_name(number), world.machines[number].disk.tree()));
    }

    pub(super) fn restore(&mut self, number: usize) {
        let Some((disk, store)) = self.machines[number].backup.clone() else { return };
        self.kill(number);
        let machine = &mut self.machines[number];
        machine.person.lock().expect("nothing panics in a person").stop();
        machine.disk.restore(&disk);
        machine.store.restore(&store);
        self.model().set_back(None, self.exists());
    }

    pub(super) fn break_disk(&mut self, number: usize, calls: u32, kind: DiskErrorKind) {
        self.machines[number].disk.fail_after(calls, kind);
        self.machines[number].missed = true;
    }

    /// Restarts the program, as after plugging its disk in again. The device number then differs, but no call shows it.
    pub(super) fn replug(&mut self, number: usize) {
        self.kill(number);
        self.start_hub();
        self.start(number);
        self.connect(number);
    }

    /// Sets what a machine may do, as the person at the hub would.
    pub(super) fn set_access(&mut self, number: usize, access: Access) {
        let machine = self.machines[number].id;
        if self.hub.relay.is_some() && machine != HUB {
            let ask = Ask::SetAccess { machine, folder: FOLDER, access };
            self.hub.inbox.push(HubEvent::Own { id: 0, ask });
        }
    }

    /// Returns a function that returns true if a content exists anywhere.
    fn exists(&self) -> impl Fn(&[u8]) -> bool + '_ {
        let in_journal = self.in_journal();
        move |content| self.machines.iter().any(|machine| machine.disk.holds(content)) || in_journal(content)
    }

    pub(super) fn start_hub(&mut self) {
        if self.hub.relay.is_some() {
            return;
        }
        self.hub.starts += 1;
        self.hub.fuse.put_out();
        let config = RelayConfig {
            version: "simulated".into(),
            min_free: 0,
            pass_on_from: 1 << 17,
            folders_per_machine: 64,
            bytes_per_machine: None,
            fingerprint: |_| "SHA256:simulated".into(),
            draw_folder: Box::new(|| FOLDER),
        };
        match Relay::start(self.hub.store.clone(), Incarnation([self.hub.starts; 16]), config) {
            Ok(relay) => self.hub.relay = Some(relay),
            Err(error) => self.fail(format!("the relay does not start: {error}")),
        }
        self.hub.inbox.push(HubEvent::Free { bytes: 1 << 40 });
    }

    pub(super) fn kill_hub(&mut self) {
        self.hub.relay = None;
        self.hub.store.kill();
        self.hub.unnoticed.clear();
        for number in 0..self.machines.len() {
            self.disconnect(number);
        }
        self.hub.inbox.clear();
        self.hub.unnoticed.clear();
        if self.has_hub_copy && self.machines[0].replica.is_some() {
            self.kill(0);
        }
    }

    pub(super) fn restore_hub(&mut self) {
        let Some(backup) = self.hub.backup.clone() else { return };
        self.kill_hub();
        self.hub.store.restore(&backup);
        self.model().set_back(None, self.exists());
        self.start_hub();
    }
}
