//! Machines, a hub and the network between them, driven by a schedule in simulated time.
//!
//! The real loops run on simulated disks and stores. This module carries out the effects that they request, in any
//! order that threads and networks could produce. It knows nothing about syncing: the model knows what a person wrote,
//! and `check` compares that with the result.

mod check;
pub mod counts;
mod decide;
pub mod edit;
mod lies;
pub mod model;
mod network;
mod person;
mod power;
pub mod schedule;
pub mod stores;
mod wire;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use syncit_core::message::{Lane, ToClient};
use syncit_core::relay_store::{Folder, Machine as Known, RelayStore};
use syncit_core::replica_store::{LinkState, SyncMode};
use syncit_core::selection::Choice;
use syncit_core::{FolderId, MachineId, Name, ReplicaId, Timestamp};
use syncit_relay::Relay;
use syncit_relay::step::{Event as HubEvent, SessionId};
use syncit_replica::Replica;
use syncit_replica::disk::{Disk, DiskErrorKind};
use syncit_replica::event::{Effect, Event, FolderCommand, HashJob, Hashed, Hint, Now, SyncJob};
use syncit_replica::root::marker::{self, Marker};

use crate::disk::watch::Reading;
use crate::disk::{DiskBackup, DiskOptions, SimDisk};
use crate::fuse::{Clock, Crashed, Fuse, until_crash};
use counts::Counts;
use edit::{Content, Edit};
use model::Model;
use person::Person;
use schedule::{Action, Mix, Schedule};
use stores::{Kept, Maps, Stores};
use wire::{Up, Wire};

const FOLDER: FolderId = FolderId([0xf0; 16]);
const HUB: MachineId = MachineId([0xb0; 16]);
/// The time at which the simulation begins: 2026-11-22.
const BEGIN: i64 = 1_795_305_600_000_000_000;

/// How long an edit takes, in milliseconds.
const EDIT: u64 = 5;

/// The longest time for which a program keeps a file open, in milliseconds.
const OPEN: u64 = 45_000;

/// Why a schedule failed, and what had happened before.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What is wrong.
    pub what: String,
    /// Everything that happened until then, if it was traced.
    pub trace: Vec<String>,
}

/// Work that is done outside the loop.
enum Job {
    Hash(HashJob),
    Sync(SyncJob),
}

/// A machine that keeps the folder.
struct Machine<S: Stores> {
    id: MachineId,
    clock: Clock,
    skew: i64,
    fuse: Fuse,
    disk: SimDisk,
    store: S::Replica,
    replica: Option<Replica<SimDisk, S::Replica>>,
    /// Requested by `Effect::WakeAt`, in ticks.
    wake: Option<u64>,
    wire: Option<Wire>,
    /// Whether the cable is unplugged.
    is_cut: bool,
    hints: Vec<Hint>,
    /// Whether something may have been missed that only a scan finds.
    missed: bool,
    jobs: VecDeque<Job>,
    person: Arc<Mutex<Person>>,
    backup: Option<(DiskBackup, <S::Replica as Kept>::Backup)>,
    fenced: Option<u64>,
    /// The token of a fence that only a person can clear.
    blocked: Option<u64>,
    /// Whether a person paused it.
    is_paused: bool,
    /// Whether the end of the fuse kills only the program, not the machine.
    only_stops: bool,
}

/// The hub's side.
struct Hub<S: Stores> {
    store: S::Relay,
    relay: Option<Relay<S::Relay>>,
    inbox: Vec<HubEvent>,
    clock: Clock,
    /// How many milliseconds its wall clock is ahead.
    error: i64,
    backup: Option<<S::Relay as Kept>::Backup>,
    starts: u8,
    sessions: u64,
    fuse: Fuse,
    /// Connections that are lost, which the hub has not noticed.
    unnoticed: Vec<SessionId>,
}

/// The whole simulated world.
pub struct World<S: Stores> {
    ticks: u64,
    machines: Vec<Machine<S>>,
    hub: Hub<S>,
    has_hub_copy: bool,
    /// Whether the folders are watched with a simulated inotify.
    inotify: bool,
    /// Whether some machine was send-only or receive-only for a while.
    had_roles: bool,
    /// True if something was not chosen on some machine.
    had_selection: bool,
    /// True if some machine lost power.
    lost_power: bool,
    /// Days that passed while everything was asleep.
    days: i64,
    model: Arc<Mutex<Model>>,
    /// Messages and bodies that arrived anywhere.
    pub(crate) arrived: u64,
    /// What happened, if it is traced.
    trace: Option<Vec<String>>,
    settles: u64,
    /// The number of starts of all machines.
    starts: u64,
    /// The number of holds that were open at rest.
    pub holds: u64,
    /// The number of conflicts that a person resolved.
    pub resolved: u64,
    /// The number of conflict copies that named the base of both versions, counted at each rest.
    pub bases: u64,
    /// How often a machine reported before rest that it is in sync, and this was checked.
    pub checked_lies: u64,
    /// Files closed because their time was up.
    closes: std::cell::Cell<u32>,
    failure: Option<String>,
    counts: Counts,
}

/// Runs a schedule on stores in maps. This is not generic: so the loops over these stores are compiled here, once for all
/// programs of tests that use them.
pub fn run_on_maps(schedule: &Schedule, traced: bool) -> Result<World<Maps>, Failure> {
    run(Maps, schedule, traced)
}

/// Runs a schedule on some stores, settles, and checks; `traced` records what happens.
pub fn run<S: Stores>(stores: S, schedule: &Schedule, traced: bool) -> Result<World<S>, Failure> {
    let mut world = World::new(stores, schedule, traced);
    // Obstacles are removed at the end, and then no problem may remain.
    let end: &[Action] = if schedule.inotify { &[Action::Settle, Action::Mend] } else { &[Action::Settle] };
    for action in schedule.actions.iter().chain(end) {
        world.act(action);
        if world.inotify && world.failure.is_none() {
            world.check_lies_now();
        }
        if let Some(what) = world.failure.take() {
            return Err(Failure { what, trace: world.trace.take().unwrap_or_default() });
        }
    }
    Ok(world)
}

fn machine_id(number: usize, has_hub_copy: bool) -> MachineId {
    if has_hub_copy && number == 0 { HUB } else { MachineId([number as u8 + 1; 16]) }
}

fn machine_name(number: usize) -> Name {
    let names = ["laptop", "desk", "attic", "phone"];
    Name::new(names[number % names.len()]).expect("these are names")
}

impl<S: Stores> World<S> {
    /// Creates the world: the machines are linked and running, the hub is up, nothing is connected yet.
    pub fn new(mut stores: S, schedule: &Schedule, traced: bool) -> Self {
        let hub_clock = Clock::default();
        let fuse = Fuse::default();
        let store = stores.relay(fuse.clone());
        let machines = (0..schedule.machines).map(|number| Machine::new(&mut stores, number, schedule)).collect();
        let mut world = World {
            ticks: 1_000,
            machines,
            hub: Hub {
                store,
                relay: None,
                inbox: Vec::new(),
                clock: hub_clock,
                error: 0,
                backup: None,
                starts: 0,
                sessions: 0,
                fuse,
                unnoticed: Vec::new(),
            },
            has_hub_copy: schedule.hub_copy,
            inotify: schedule.inotify,
            had_roles: false,
            had_selection: false,
            lost_power: false,
            days: 0,
            model: Arc::default(),
            arrived: 0,
            trace: traced.then(Vec::new),
            settles: 0,
            starts: 0,
            holds: 0,
            resolved: 0,
            bases: 0,
            checked_lies: 0,
            closes: std::cell::Cell::new(0),
            failure: None,
            counts: Counts::default(),
        };
        world.set_clocks();
        world.introduce(schedule.hold_files);
        world.start_hub();
        for machine in 0..world.machines.len() {
            world.start(machine);
            world.connect(machine);
        }
        world
    }

    /// Registers the machines and the folder at the hub.
    fn introduce(&mut self, hold_files: Option<u64>) {
        let store = &mut self.hub.store;
        let mut put = |id: MachineId, name: Name, is_hub| {
            let known =
                Known { id, name, public_key: id.0.to_vec(), paired_at: Timestamp(BEGIN), last_seen: None, is_hub };
            store.put_machine(&known).expect("the store takes it");
        };
        put(HUB, Name::new("hub").expect("a name"), true);
        for (number, machine) in self.machines.iter().enumerate().filter(|(_, machine)| machine.id != HUB) {
            put(machine.id, machine_name(number), false);
        }
        let folder = Folder { id: FOLDER, name: Name::new("docs").expect("a name"), shared_at: Timestamp(BEGIN) };
        store.put_folder(&folder).expect("the store takes it");
        if let Some(files) = hold_files {
            let (key, files) = (format!("hold-files:{FOLDER}"), files.to_string());
            store.set_setting(&key, Some(&files)).expect("the store takes it");
        }
        store.commit().expect("the store takes it");
    }

    fn note(&mut self, line: impl FnOnce(&World<S>) -> String) {
        if self.trace.is_some() {
            let line = format!("{:>9.3} {}", self.ticks as f64 / 1_000.0, line(self));
            self.trace.get_or_insert_default().push(line);
        }
    }

    fn fail(&mut self, what: String) {
        self.failure.get_or_insert(what);
    }

    fn model(&self) -> MutexGuard<'_, Model> {
        self.model.lock().expect("nothing panics while it holds the model")
    }

    fn set_clocks(&mut self) {
        const DAY: i64 = 24 * 3_600_000;
        let wall = Timestamp(BEGIN).plus_millis(self.ticks as i64 + self.days * DAY);
        self.hub.clock.set(wall.plus_millis(self.hub.error));
        for machine in &self.machines {
            machine.clock.set(wall.plus_millis(machine.skew));
        }
    }

    /// Carries out one action.
    fn act(&mut self, action: &Action) {
        self.note(|_| format!("== {action}"));
        self.counts.one(counts::words(action));
        let count = self.machines.len();
        let of = |number: &usize| number % count;
        match action {
            Action::Edit(number, edit) => self.edit(of(number), edit),
            Action::Ambush(number, calls, edit) => self.ambush(of(number), *calls, edit),
            Action::Flush(number, path) => self.machines[of(number)].disk.flush(path),
            Action::Hints(number, mix) => self.give_hints(of(number), *mix),
            Action::Deliver(pick, count) => self.deliver_some(*pick, *count),
            Action::Wait(millis) => self.advance(*millis),
            Action::Cut(number) => {
                let machine = of(number);
                self.machines[machine].is_cut = true;
                self.disconnect(machine);
            }
            Action::Join(number) => {
                let machine = of(number);
                self.machines[machine].is_cut = false;
                self.connect(machine);
            }
            Action::Kill(number) => self.kill(of(number)),
            Action::Crash(number, pick) => self.crash(of(number), *pick),
            Action::Burn(number, calls) => self.machines[of(number)].fuse.light(*calls),
            Action::Start(number) => {
                let machine = of(number);
                self.start(machine);
                self.connect(machine);
            }
            Action::Full(number, calls) => self.break_disk(of(number), *calls, DiskErrorKind::Full),
            Action::Denied(number, calls) => self.break_disk(of(number), *calls, DiskErrorKind::Denied),
            Action::Backup(number) => {
                let machine = &mut self.machines[of(number)];
                machine.backup = Some((machine.disk.backup(), machine.store.backup()));
            }
            Action::Restore(number) => self.restore(of(number)),
            Action::Resolve(number, choice) => self.resolve(of(number), *choice),
            Action::Release(delete) => self.release(*delete),
            Action::HubKill => self.kill_hub(),
            Action::HubClock(error) => {
                self.hub.error = *error;
                self.set_clocks();
            }
            Action::HubStart => self.start_hub(),
            Action::HubBackup => self.hub.backup = Some(self.hub.store.backup()),
            Action::HubRestore => self.restore_hub(),
            Action::Read(number, reading, pick) => self.read_watch(of(number), *reading, *pick),
            Action::Fail(number, calls, errno) => {
                let machine = &mut self.machines[of(number)];
                machine.disk.fail_any_after(*calls, errno.kind());
                machine.missed = true;
            }
            Action::Pause(number) => self.pause(of(number), true),
            Action::Resume(number) => self.pause(of(number), false),
            Action::Stop(number, calls) => {
                let machine = &mut self.machines[of(number)];
                machine.only_stops = true;
                machine.fuse.light(*calls);
            }
            Action::HubBurn(calls) => self.hub.fuse.light(*calls),
            Action::SyncMode(number, sync_mode) => {
                self.had_roles = true;
                self.step(of(number), Event::Command(FolderCommand::SetSyncMode(*sync_mode)));
            }
            Action::Access(number, access) => self.set_access(of(number), *access),
            Action::Select(number, path) => {
                let from = path.is_none().then_some(true);
                let choice = Choice { from, select: path.iter().cloned().collect(), ..Choice::default() };
                self.step(of(number), Event::Command(FolderCommand::Choose(choice)));
            }
            Action::Deselect(number, path) => {
                self.had_selection = true;
                let choice = Choice { deselect: vec![path.clone()], ..Choice::default() };
                self.step(of(number), Event::Command(FolderCommand::Choose(choice)));
            }
            Action::Replug(number) => self.replug(of(number)),
            Action::Days(days) => {
                self.days += i64::from(*days);
                self.advance(1);
            }
            Action::Settle => self.settle(),
            Action::Mend => self.settle_mended(),
        }
    }

    fn edit(&mut self, number: usize, edit: &Edit) {
        // So two edits never fall into the same tick of a good file system's clock.
        self.advance(EDIT);
        let machine = &self.machines[number];
        let mut person = machine.person.lock().expect("nothing panics in a person");
        let done = person.perform(edit, &machine.disk, number, self.ticks, &mut self.model());
        drop(person);
        if !done {
            let words = counts::words(&Action::Edit(0, edit.clone()));
            self.counts.one(format!("{words}, which could not be done"));
        }
        self.note(|_| if done { "   done".into() } else { "   (could not be done)".into() });
        self.watch(number);
    }

    fn ambush(&mut self, number: usize, calls: u32, edit: &Edit) {
        let machine = &self.machines[number];
        let (disk, person, model, edit) =
            (machine.disk.clone(), machine.person.clone(), self.model.clone(), edit.clone());
        let clock = machine.clock.clone();
        let ticks = self.ticks;
        machine.fuse.ambush(calls, move || {
            clock.set(clock.wall().plus_millis(EDIT as i64));
            let mut model = model.lock().expect("nothing panics while it holds the model");
            person.lock().expect("nothing panics in a person").perform(&edit, &disk, number, ticks, &mut model);
        });
    }

    /// Returns how often each thing happened.
    pub fn counts(&self) -> Counts {
        let mut counts = self.counts.clone();
        for machine in &self.machines {
            counts.add(&Counts { rows: machine.store.seen(), ..Counts::default() });
            *counts.actions.entry("call that failed".into()).or_default() += u64::from(machine.disk.failed());
        }
        *counts.actions.entry("state that was checked in the middle".into()).or_default() += self.checked_lies;
        counts
    }

    /// Takes the hints of the watcher, if there is one.
    fn watch(&mut self, number: usize) {
        let machine = &mut self.machines[number];
        let hints = machine.disk.take_hints();
        if machine.replica.is_some() && !self.inotify {
            machine.hints.extend(hints);
        }
    }

    /// Lets the watcher of a machine read the inotify events and pass hints to its replica.
    fn read_watch(&mut self, number: usize, reading: Reading, pick: u32) {
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(pick));
        let hints = self.machines[number].disk.read_watch(reading, &mut rng);
        if !hints.is_empty() && self.machines[number].replica.is_some() {
            self.note(|_| format!("   {reading:?} hints {hints:?}"));
            self.step(number, Event::Hints(hints));
        }
    }

    fn give_hints(&mut self, number: usize, mix: Mix) {
        if self.inotify {
            return self.read_watch(number, Reading::Whole, self.ticks as u32);
        }
        self.watch(number);
        let machine = &mut self.machines[number];
        let mut hints = std::mem::take(&mut machine.hints);
        if hints.is_empty() || machine.replica.is_none() {
            return;
        }
        let is_cookie = |hint: &Hint| matches!(hint, Hint::Cookie(_));
        match mix {
            Mix::All => {}
            // What happened before a cookie must not come after it.
            Mix::Reversed if !hints.iter().any(is_cookie) => hints.reverse(),
            Mix::Reversed => {}
            Mix::Twice => hints.extend(hints.clone()),
            Mix::Lost | Mix::Overflow => {
                hints.retain(is_cookie);
                machine.missed = true;
            }
        }
        if mix == Mix::Overflow {
            machine.missed = false;
            hints.splice(0..0, [Hint::Root, Hint::Below(None)]);
        }
        self.note(|_| format!("   hints {hints:?}"));
        self.step(number, Event::Hints(hints));
    }

    /// Lets time pass, and wakes the machines that requested it on the way.
    fn advance(&mut self, millis: u64) {
        let end = self.ticks + millis;
        for number in 0..self.machines.len() {
            self.close_in_time(number, end);
        }
        loop {
            let next = self.machines.iter().filter_map(|machine| machine.wake).min().filter(|wake| *wake <= end);
            self.ticks = next.unwrap_or(end).max(self.ticks);
            self.set_clocks();
            let Some(_) = next else { break };
            for number in 0..self.machines.len() {
                if self.machines[number].wake.is_some_and(|wake| wake <= self.ticks) {
                    self.machines[number].wake = None;
                    self.step(number, Event::Tick);
                    // A machine that asks to be woken at once is still delayed by a tick.
                    let soon = self.ticks + 1;
                    if let Some(wake) = &mut self.machines[number].wake {
                        *wake = soon.max(*wake);
                    }
                }
            }
        }
        self.hub.inbox.push(HubEvent::Tick);
    }

    /// Closes a file that a program has kept open too long, possibly long after it was displaced.
    fn close_in_time(&mut self, number: usize, by: u64) {
        let machine = &self.machines[number];
        let mut person = machine.person.lock().expect("nothing panics in a person");
        if person.opened_at.is_some_and(|opened_at| by > opened_at + OPEN) {
            self.closes.set(self.closes.get() + 1);
            let last = Edit::Close(Content::Unique(1_000_000 + self.closes.get()));
            person.perform(&last, &machine.disk, number, self.ticks, &mut self.model());
            drop(person);
            self.watch(number);
        }
    }

    /// Runs one step of a machine's loop, in which the machine may crash.
    fn step(&mut self, number: usize, event: Event) {
        let now = Now { wall: self.machines[number].clock.wall(), ticks: self.ticks };
        let machine = &mut self.machines[number];
        let Some(replica) = machine.replica.as_mut() else { return };
        match until_crash(|| replica.step(event, now)) {
            Ok(effects) => {
                for effect in effects {
                    self.carry_out(number, effect);
                }
                self.watch(number);
            }
            Err(Crashed) => self.burnt(number),
        }
    }

    fn carry_out(&mut self, number: usize, effect: Effect) {
        if !matches!(effect, Effect::Notify(_) | Effect::WakeAt(_)) {
            self.note(|_| format!("   {} -> {}", machine_name(number), brief(&effect)));
        }
        let machine = &mut self.machines[number];
        match effect {
            Effect::Send { lane, message } => self.send_up(number, lane, Up::Message(message)),
            Effect::SendBodies { lane, batch, bodies } => {
                let bodies = Up::Bodies { batch, bodies: bodies.into(), changed: Vec::new() };
                self.send_up(number, lane, bodies);
            }
            Effect::Hash(job) => machine.jobs.push_back(Job::Hash(job)),
            Effect::Sync(job) => machine.jobs.push_back(Job::Sync(job)),
            Effect::WakeAt(ticks) => machine.wake = Some(ticks),
            Effect::Fenced(token) => machine.fenced = Some(token),
            Effect::Cookie(number) if self.inotify => machine.disk.write_cookie(number),
            Effect::Cookie(number) => machine.hints.push(Hint::Cookie(number)),
            Effect::Blocked { token, .. } => machine.blocked = Some(token),
            Effect::Notify(notice) => self.note(|_| format!("   {} tells {}", machine_name(number), brief(&notice))),
        }
    }

    /// Does one job, as a thread outside the loop would.
    fn work_off(&mut self, number: usize) {
        let machine = &mut self.machines[number];
        let Some(job) = machine.jobs.pop_front() else { return };
        let now = machine.clock.wall();
        let disk = &machine.disk;
        let done = until_crash(|| match job {
            Job::Hash(HashJob { id, path }) => {
                let result = syncit_replica::disk::cut::hash_file(disk, &(&path).into(), now);
                Event::Hashed(Hashed { id, path, result })
            }
            Job::Sync(SyncJob { id, files, directories }) => {
                Event::Synced { id, result: disk.sync(&files, &directories) }
            }
        });
        match done {
            Ok(event) => self.step(number, event),
            Err(Crashed) => self.burnt(number),
        }
    }

    /// Returns the lanes of connected machines on which something waits.
    fn queues(&self) -> Vec<(usize, Lane, bool)> {
        let of = |(number, machine): (usize, &Machine<S>)| {
            let wire = machine.wire.as_ref();
            let up = wire.into_iter().flat_map(move |wire| wire.waiting_up().map(move |lane| (number, lane, true)));
            let down =
                wire.into_iter().flat_map(move |wire| wire.waiting_down().map(move |lane| (number, lane, false)));
            up.chain(down).collect::<Vec<_>>()
        };
        self.machines.iter().enumerate().flat_map(of).collect()
    }

    /// Processes up to `count` waiting things: a message on a lane, the hub's inbox, a job, or a lost connection to be
    /// noticed.
    fn deliver_some(&mut self, pick: u32, count: u32) {
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(pick));
        for _ in 0..count {
            if !self.deliver_one(&mut rng) {
                break;
            }
        }
    }

    fn deliver_one(&mut self, rng: &mut ChaCha8Rng) -> bool {
        let queues = self.queues();
        let jobs: Vec<usize> = (0..self.machines.len()).filter(|it| !self.machines[*it].jobs.is_empty()).collect();
        let hub_waits = usize::from(self.hub.relay.is_some() && !self.hub.inbox.is_empty());
        let unnoticed = usize::from(!self.hub.unnoticed.is_empty());
        let choices = queues.len() + jobs.len() + 2 * hub_waits + unnoticed;
        if choices == 0 {
            return false;
        }
        match rng.random_range(0..choices) {
            choice if choice < queues.len() => {
                let (number, lane, is_up) = queues[choice];
                if is_up { self.deliver_up(number, lane) } else { self.deliver_down(number, lane) }
            }
            choice if choice < queues.len() + jobs.len() => self.work_off(jobs[choice - queues.len()]),
            choice if choice < queues.len() + jobs.len() + unnoticed => {
                let session = self.hub.unnoticed.remove(0);
                self.hub.inbox.push(HubEvent::Disconnected { session });
            }
            _ => self.step_hub(),
        }
        true
    }

    fn receive(&mut self, number: usize, message: ToClient) {
        self.arrived += 1;
        self.note(|_| format!("   {} <- {}", machine_name(number), brief(&message)));
        self.step(number, Event::Hub(message));
    }
}

impl<S: Stores> Machine<S> {
    fn new(stores: &mut S, number: usize, schedule: &Schedule) -> Self {
        let (clock, fuse) = (Clock::default(), Fuse::default());
        let skew = schedule.skew * number as i64;
        clock.set(Timestamp(BEGIN).plus_millis(skew));
        let options =
            DiskOptions { granularity: schedule.granularity, exchanges: schedule.exchanges, ..DiskOptions::default() };
        let disk = SimDisk::new(options, clock.clone(), fuse.clone());
        let replica = ReplicaId([number as u8 + 1; 16]);
        marker::write(&disk, &Marker { folder: FOLDER, replica }).expect("nothing is broken yet");
        disk.write_back();
        let link = LinkState::new(FOLDER, replica, SyncMode::TwoWay);
        let store = stores.replica(link, fuse.clone());
        Machine {
            id: machine_id(number, schedule.hub_copy),
            clock,
            skew,
            fuse,
            disk,
            store,
            replica: None,
            wake: None,
            wire: None,
            is_cut: false,
            hints: Vec::new(),
            missed: false,
            jobs: VecDeque::new(),
            person: Arc::default(),
            backup: None,
            fenced: None,
            blocked: None,
            is_paused: false,
            only_stops: false,
        }
    }
}

/// Formats a value as one line of limited length.
fn brief(value: &impl std::fmt::Debug) -> String {
    let mut text = format!("{value:?}");
    if let Some((end, _)) = text.char_indices().nth(600) {
        text.truncate(end);
        text.push('…');
    }
    text
}
