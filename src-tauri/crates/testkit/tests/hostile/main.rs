//! The hostile-peer kit: a client and a hub that speak the protocol and deviate from it in every field, driven by
//! seeds, against the real loops. It covers sizes, paths, orders, floods, silence, half-open and deaf connections, and
//! storms of reconnects. Nothing panics; memory and processor time of the victim stay within bounds; another pair keeps
//! syncing within a second; nothing leaks that a machine may not know, and nothing appears outside the folder.
//!
//! `SYNCIT_HOSTILE_SEEDS=100000` runs that many seeds of each kind instead of a few and prints its progress every ten
//! seconds, `SYNCIT_HOSTILE_FROM=n` starts at the n-th, and `SYNCIT_HOSTILE_SEED=n` runs one. `cli/tests/hostile` does
//! the same over sockets.
#![allow(clippy::unwrap_used)]

mod client;
mod cost;
mod hub;
mod machine;
mod random;
mod server;

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use client::Client;
use cost::{Cost, Meter};
use hub::{Down, Hub};
use machine::{BEGIN, Machine, Watched, path};
use server::Server;
use syncit_core::relay_store::{Access, RelayStore};
use syncit_core::{FolderId, MachineId, Timestamp};
use syncit_relay::step::SessionId;
use syncit_replica::disk::linux::LinuxDisk;
use syncit_replica::event::{Event, FolderCommand, Hint};
use syncit_testkit::{Clock, SimDisk};

/// The number of seeds of each kind in an ordinary test run.
const SEEDS: u64 = 300;
/// The folder that is shared with the hostile machines, and the one that is not.
const DOCS: FolderId = FolderId([0xd0; 16]);
const PAYROLL: FolderId = FolderId([0x5e; 16]);

/// The time that the hub's thread needs for one turn, in simulated milliseconds: ten times the usual.
const TURN: u64 = 5;
/// How long a change may take between two other machines under attack, in simulated milliseconds.
const PROMPT: u64 = 1_000;
/// The most memory that a victim may hold beyond the bytes that it was sent, including its simulated stores and disks.
const MEMORY: usize = 64 << 20;
/// …plus this much for each of these bytes, because what is stored is indexed.
const TIMES: usize = 12;
/// The most processor time for one step of a loop.
const STEP: Duration = Duration::from_millis(400);

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Returns true if enough seeds are run for everything to occur.
fn is_whole_run() -> bool {
    number("SYNCIT_HOSTILE_SEED").is_none() && number("SYNCIT_HOSTILE_SEEDS").is_none_or(|count| count >= SEEDS)
}

/// The result of a seed.
#[derive(Default)]
struct Outcome {
    seen: BTreeMap<&'static str, u64>,
    cost: Cost,
    longest: Duration,
}

impl Outcome {
    fn add(&mut self, other: Outcome) {
        for (what, count) in other.seen {
            *self.seen.entry(what).or_default() += count;
        }
        self.cost.memory = self.cost.memory.max(other.cost.memory);
        self.cost.time += other.cost.time;
        self.longest = self.longest.max(other.longest);
    }
}

/// Runs seeds, two at a time, and prints which fail. Only one in `share` of them, for kinds that are slow.
fn run(kind: &str, share: u64, attempt: fn(u64) -> Outcome) -> Outcome {
    let (from, count) = match number("SYNCIT_HOSTILE_SEED") {
        Some(seed) => (seed, 1),
        None => {
            let (from, count) = (number("SYNCIT_HOSTILE_FROM"), number("SYNCIT_HOSTILE_SEEDS"));
            (from.unwrap_or(0) / share, count.unwrap_or(SEEDS).div_ceil(share))
        }
    };
    let next = AtomicU64::new(from);
    let (failed, all) = (Mutex::new(Vec::new()), Mutex::new(Outcome::default()));
    let (begin, said) = (Instant::now(), Mutex::new(Instant::now()));
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= from + count {
                return;
            }
            match catch_unwind(AssertUnwindSafe(|| attempt(seed))) {
                Ok(outcome) => all.lock().unwrap().add(outcome),
                Err(_) => failed.lock().unwrap().push(seed),
            }
            let mut said = said.lock().unwrap();
            if said.elapsed() > Duration::from_secs(10) {
                *said = Instant::now();
                let failed = failed.lock().unwrap();
                eprintln!("{kind}: all before {} are done, {failed:?} failed", seed.saturating_sub(1));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(work);
        }
    });
    let (all, failed) = (all.into_inner().unwrap(), failed.into_inner().unwrap());
    let (memory, longest) = (all.cost.memory >> 10, all.longest);
    eprintln!(
        "{kind}: {count} seeds in {:?}; at most {memory} KiB, {longest:?} in a step; {:?}",
        begin.elapsed(),
        all.seen
    );
    assert!(failed.is_empty(), "{kind}: these failed (SYNCIT_HOSTILE_SEED=n runs one): {failed:?}");
    all
}

fn check_cost(meter: &Meter, sent: usize, longest: Duration) -> Cost {
    let cost = meter.read();
    let most = MEMORY + TIMES * sent;
    assert!(cost.memory <= most, "{} KiB held where {} were sent", cost.memory >> 10, sent >> 10);
    assert!(longest <= STEP, "a step took {longest:?}");
    cost
}

/// A hub under attack, with the machines that follow the protocol.
struct House {
    hub: Hub,
    client: Client,
    /// Two that share what the hostile ones may not see, and one that receives what those make.
    machines: Vec<(FolderId, Machine, SessionId)>,
    ticks: u64,
}

impl House {
    fn new(seed: u64) -> Self {
        let folders = [(DOCS, "docs"), (PAYROLL, "payroll")];
        let mut hub = Hub::new(&[(99, "hub"), (1, "laptop"), (2, "desk"), (8, "mallory"), (9, "eve")], &folders);
        let [mallory, eve] = [MachineId([8; 16]), MachineId([9; 16])];
        hub.store.set_access(mallory, PAYROLL, Access::None).unwrap();
        hub.store.set_access(eve, PAYROLL, Access::None).unwrap();
        hub.store.set_access(eve, DOCS, Access::Read).unwrap();
        hub.store.commit().unwrap();
        let machines = [(1, PAYROLL), (2, PAYROLL), (2, DOCS)].map(|(number, folder)| {
            let mut machine = Machine::in_memory(number, folder);
            machine.tell(Event::Connected);
            (folder, machine)
        });
        let docs = &machines[2].1.disk;
        docs.make_directory(&path("a"));
        for (name, content) in [("report.txt", "a report"), ("a/b", "in a directory"), ("e", "")] {
            docs.write(&path(name), content.as_bytes());
        }
        // Two folders of one machine share its session.
        let sessions = [1, 2].map(|number| hub.join(MachineId([number; 16])));
        let sessions = [sessions[0], sessions[1], sessions[1]];
        let machines = machines.into_iter().zip(sessions).map(|((folder, it), session)| (folder, it, session));
        let secrets = vec!["payroll".into(), PAYROLL.to_string(), "salaries".into(), "topsecret".into()];
        let client = Client::new(seed, DOCS, vec![mallory, mallory, eve], secrets);
        House { hub, machines: machines.collect(), client, ticks: 1_000 }
    }

    /// Gives everybody a turn; the attacker acts `acts` times.
    fn turn(&mut self, acts: usize) {
        (0..acts).for_each(|_| self.client.act(&mut self.hub));
        for (_, machine, session) in &mut self.machines {
            machine.work(self.ticks);
            while let Some((lane, message)) = machine.out.pop_front() {
                self.hub.put(*session, lane, message);
            }
        }
        let mut said = self.hub.serve(self.ticks);
        self.ticks += TURN;
        if self.ticks % 1_000 < TURN {
            said.extend(self.hub.tick(self.ticks));
        }
        for (session, down) in said {
            if self.client.hear(session, &down) {
                continue;
            }
            match down {
                Down::Message(message) => {
                    for (folder, machine, own) in &mut self.machines {
                        if *own == session {
                            server::route(machine, *folder, message.clone());
                        }
                    }
                }
                Down::Closed => {
                    assert!(!self.machines.iter().any(|(_, _, own)| *own == session), "somebody else was cut off");
                }
            }
        }
    }

    /// Returns true if a machine has a file with this content.
    fn has(&self, machine: usize, name: &str, content: &str) -> bool {
        let found = self.machines[machine].1.disk.tree();
        let node = found.0.get(&path(name));
        matches!(node, Some(syncit_testkit::Node::File { content: it, .. }) if it == content.as_bytes())
    }

    /// Checks that a change reaches another machine within a second.
    fn passes(&mut self, from: usize, to: usize, name: &str, content: &str, acts: usize) {
        assert!(self.machines[from].1.disk.write(&path(name), content.as_bytes()));
        let end = self.ticks + PROMPT;
        while !self.has(to, name, content) {
            assert!(self.ticks < end, "a change of another pair did not pass within a second");
            self.turn(acts);
        }
    }
}

fn attack_hub(seed: u64) -> Outcome {
    let meter = Meter::start();
    let mut house = House::new(seed);
    house.passes(0, 1, "salaries", "topsecret 0", 0);
    let acts = house.client.random.one_of(&[1, 2, 4]);
    for round in 1..=3 {
        house.passes(0, 1, "salaries", &format!("topsecret {round}"), acts);
        house.passes(1, 0, &format!("salaries {round}"), "topsecret", acts);
    }
    house.client.leave(&mut house.hub);
    // The backlog that they left is processed, and then a change to a folder that they could write passes, too.
    let end = house.ticks + 60_000;
    while !house.hub.is_idle() {
        assert!(house.ticks < end, "the hub does not come to rest");
        house.turn(0);
    }
    let trees = [0, 1].map(|machine| house.machines[machine].1.disk.tree().to_string());
    assert_eq!(trees[0], trees[1]);
    assert_eq!(trees[0].lines().count(), 4, "{}", trees[0]);
    let watcher = house.machines[2].1.longest.max(house.machines[1].1.longest);
    let longest = house.hub.longest.max(Duration::from_micros(watcher as u64));
    let cost = check_cost(&meter, house.client.sent, longest);
    Outcome { seen: house.client.seen, cost, longest }
}

#[test]
fn a_hostile_client_harms_no_hub_and_no_other_machine() {
    let all = run("client", 1, attack_hub);
    if is_whole_run() {
        for what in ["accepted", "stale", "want", "refused", "goodbye", "news", "body", "answer", "refusal"] {
            assert!(all.seen.get(what).is_some_and(|count| *count > 20), "{what} is too rare: {:?}", all.seen);
        }
    }
}

/// Attacks a machine, and returns it with the attacking server.
fn attack_machine<D: Watched>(seed: u64, mut machine: Machine<D>, edit: &dyn Fn(&D, usize)) -> (Machine<D>, Server) {
    let mut server = Server::new(seed, DOCS);
    let mut ticks = 1_000;
    edit(&machine.disk, 0);
    machine.tell(Event::Connected);
    for round in 0..40 {
        if server.random.one_in(8) {
            edit(&machine.disk, round);
            machine.tell(Event::Hints(vec![Hint::Below(None)]));
        }
        machine.work(ticks);
        if !server.act(&mut machine) {
            server.reconnected();
            machine.tell(Event::Disconnected);
            machine.work(ticks);
            machine.out.clear();
            machine.tell(Event::Connected);
        }
        ticks = machine.wakes_at().filter(|wake| *wake < ticks + 500).unwrap_or(ticks + 100).max(ticks + 1);
    }
    machine.work(ticks);
    (machine, server)
}

fn outcome<D: Watched>(meter: &Meter, machine: &Machine<D>, server: Server) -> Outcome {
    let longest = Duration::from_micros(machine.longest as u64);
    let cost = check_cost(meter, server.sent, longest);
    Outcome { seen: server.seen, cost, longest }
}

fn attack_in_memory(seed: u64) -> Outcome {
    let meter = Meter::start();
    let edit = |disk: &SimDisk, round: usize| {
        disk.make_symlink(&path("way-out"), "../outside");
        disk.make_directory(&path("a"));
        disk.write(&path("a/mine"), format!("mine {round}").as_bytes());
        disk.write(&path("report.txt"), format!("report {round}").as_bytes());
    };
    let (machine, server) = attack_machine(seed, Machine::in_memory(1, DOCS), &edit);
    outcome(&meter, &machine, server)
}

#[test]
fn a_hostile_hub_harms_no_machine() {
    let all = run("hub", 1, attack_in_memory);
    if is_whole_run() {
        for what in ["attach", "news", "offer", "get"] {
            assert!(all.seen.get(what).is_some_and(|count| *count > 20), "{what} is too rare: {:?}", all.seen);
        }
    }
}

/// Collects everything below a directory, with its content.
fn all_below(dir: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let is_dir = path.symlink_metadata().unwrap().is_dir();
        into.insert(path.display().to_string(), if is_dir { Vec::new() } else { fs::read(&path).unwrap() });
        if is_dir {
            all_below(&path, into);
        }
    }
}

fn attack_on_disk(seed: u64) -> Outcome {
    let meter = Meter::start();
    let memory = Path::new("/dev/shm");
    let home = tempfile::tempdir_in(if memory.is_dir() { memory } else { Path::new("/tmp") }).unwrap();
    let (folder, outside) = (home.path().join("folder"), home.path().join("outside"));
    fs::create_dir(&folder).unwrap();
    fs::create_dir_all(outside.join("x")).unwrap();
    fs::write(outside.join("kept"), "outside").unwrap();
    let clock = Clock::default();
    clock.set(Timestamp(BEGIN));
    let disk = LinuxDisk::open(&folder).unwrap();
    disk.init_own_dir().unwrap();
    let edit = |_: &LinuxDisk, round: usize| {
        // Whatever the hub has placed there meanwhile may be in the way.
        let _ = std::os::unix::fs::symlink("../outside", folder.join("way-out"));
        let _ = fs::create_dir(folder.join("a"));
        // A person who writes through a symlink that the hub has placed writes outside of the folder, not SyncIt.
        let report = folder.join("report.txt");
        if !report.is_symlink() {
            let _ = fs::write(report, format!("report {round}"));
        }
    };
    let (mut machine, server) = attack_machine(seed, Machine::over(1, DOCS, disk, clock), &edit);
    machine.tell(Event::Command(FolderCommand::Pause));
    machine.work(1 << 40);
    let mut found = BTreeMap::new();
    all_below(&outside, &mut found);
    let expected = [("kept", "outside"), ("x", "")];
    let expected = expected.map(|(name, text)| (outside.join(name).display().to_string(), text.as_bytes().to_vec()));
    assert_eq!(found, BTreeMap::from(expected), "something changed outside of the folder");
    let beside: Vec<_> = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 2, "something appeared beside the folder: {beside:?}");
    outcome(&meter, &machine, server)
}

#[test]
fn a_hostile_hub_changes_nothing_outside_of_the_folder() {
    run("hub, on a real disk", 10, attack_on_disk);
}
