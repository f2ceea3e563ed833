//! The hostile-peer kit over sockets: engines as processes, attacked by a machine that was paired, by strangers, and by
//! a hub that was taken over. The tests measure the victim's memory, processor time, threads and descriptors, and how
//! long a change of another pair takes meanwhile. They check that nothing appears outside of the folder.
//! `testkit/tests/hostile` has the same without sockets, with many more seeds.
//!
//! `SYNCIT_HOSTILE_SEEDS=n` divided by a hundred is how many attacks of each kind are tried, from `SYNCIT_HOSTILE_FROM`
//! on. With `--nocapture` each attack prints a row of the table in SECURITY.md.
#![allow(clippy::unwrap_used)]

mod attack;
#[allow(dead_code)]
#[path = "../program/machines.rs"]
mod machines;
#[allow(dead_code)]
#[path = "../../../testkit/tests/hostile/random.rs"]
mod random;
mod taken_over;

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use attack::{Attacker, Kind};
use machines::{Machines, until, until_within};
use syncit_core::FolderId;

/// How long nineteen of twenty changes of another pair may take under attack, on a computer that does nothing else…
const PROMPT: Duration = Duration::from_millis(250);
/// …or, on a busy one, this many times what they take without an attack; and how long each may take.
const TIMES: u32 = 3;
const AT_MOST: Duration = Duration::from_secs(10);
/// Changes that are timed during an attack, and the index of the time that nineteen of twenty do not exceed.
const CHANGES: usize = 20;
const NINETEEN: usize = CHANGES * 19 / 20 - 1;
/// The most memory that an engine may have used, in KiB.
const MEMORY: u64 = 300 << 10;
/// How many descriptors it may have open at most, and how many threads.
const DESCRIPTORS: usize = 400;
const THREADS: usize = 96;
/// How much of one core may be used under attacks that only keep quiet, and by an engine after any attack.
const CALM: f64 = 0.25;

/// The machines that are taken over.
const TAKEN_OVER: [&str; 2] = ["mallory", "eve"];

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// The seeds of an attack that takes about a second.
fn seeds() -> std::ops::Range<u64> {
    let from = number("SYNCIT_HOSTILE_FROM").unwrap_or(0) / 100;
    let count = number("SYNCIT_HOSTILE_SEEDS").unwrap_or(0) / 100;
    from..from + count.max(1)
}

/// What a process uses.
#[derive(Debug, Clone, Copy)]
struct Usage {
    /// The peak memory since `forget_most`, in KiB.
    memory: u64,
    threads: usize,
    descriptors: usize,
    time: Duration,
}

impl Usage {
    fn of(pid: u32) -> Self {
        let count = |dir: &str| fs::read_dir(format!("/proc/{pid}/{dir}")).unwrap().count();
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        // The name before it may contain spaces; user and system time are the 12th and 13th field after it, in
        // hundredths of a second.
        let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
        let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
        Usage {
            memory: most.split_whitespace().next().unwrap().parse().unwrap(),
            threads: count("task"),
            descriptors: count("fd"),
            time: Duration::from_millis(ticks * 10),
        }
    }

    /// Resets the peak memory.
    fn forget_most(pid: u32) {
        fs::write(format!("/proc/{pid}/clear_refs"), "5").unwrap();
    }

    /// Returns the maximum of each field.
    fn max(self, other: Usage) -> Usage {
        Usage {
            memory: self.memory.max(other.memory),
            threads: self.threads.max(other.threads),
            descriptors: self.descriptors.max(other.descriptors),
            time: self.time.max(other.time),
        }
    }

    fn check(self, what: &str) {
        assert!(self.memory <= MEMORY, "{what}: {} MiB were held", self.memory >> 10);
        assert!(self.threads <= THREADS, "{what}: {} threads", self.threads);
        assert!(self.descriptors <= DESCRIPTORS, "{what}: {} descriptors", self.descriptors);
    }
}

/// Returns how much of a core a process uses while `during` runs.
fn load(pid: u32, during: impl FnOnce()) -> f64 {
    let (before, begun) = (Usage::of(pid).time, Instant::now());
    during();
    (Usage::of(pid).time - before).as_secs_f64() / begun.elapsed().as_secs_f64()
}

/// Times how long changes of one machine take to reach another one; `seed` distinguishes them. Calls `look` with each.
fn changes(machines: &Machines, from: &str, to: &str, seed: u64, mut look: impl FnMut()) -> Vec<Duration> {
    let mut times: Vec<Duration> = (0..CHANGES)
        .map(|n| {
            look();
            let text = format!("{from} {seed} {n}");
            let begun = Instant::now();
            machines.write(from, "docs/changes.txt", &text);
            let there = machines.at(to, "docs/changes.txt");
            until_within(AT_MOST, &format!("{to} has what {from} wrote"), || {
                (fs::read(&there).ok()? == text.as_bytes()).then_some(())
            });
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}

/// Returns a hub, a pair that shares `docs`, and two more paired machines whose keys an attacker has.
fn house() -> Machines {
    let mut machines = Machines::new(&["attic", "laptop", "desktop", TAKEN_OVER[0], TAKEN_OVER[1]]);
    machines.share_docs(&["laptop", "desktop"]);
    machines.write("laptop", "docs/changes.txt", "first");
    machines.settle(&["laptop", "desktop"]);
    for name in TAKEN_OVER {
        machines.end(name, "TERM");
    }
    machines
}

#[test]
fn a_hub_under_attack_serves_the_others_and_keeps_within_its_bounds() {
    let machines = house();
    let attic = machines.pid("attic");
    let before = Usage::of(attic);
    let folder = Attacker::new(&machines, TAKEN_OVER[0], Kind::Silence, 0, FolderId([0; 16])).folder_of_others();
    let calm = changes(&machines, "laptop", "desktop", u64::MAX, || ());
    let prompt = PROMPT.max(calm[NINETEEN] * TIMES);
    eprintln!("| nothing | | | | | | {} ms | {} ms |", calm[CHANGES / 2].as_millis(), calm[NINETEEN].as_millis());
    for seed in seeds() {
        for kind in Kind::ALL {
            Usage::forget_most(attic);
            let mut most = Usage::of(attic);
            let attackers = TAKEN_OVER.map(|name| Attacker::new(&machines, name, kind, seed, folder));
            let stop = AtomicBool::new(false);
            let mut times = Vec::new();
            let load = load(attic, || {
                std::thread::scope(|scope| {
                    let stop = &stop;
                    let threads: Vec<_> = attackers.iter().map(|it| scope.spawn(move || it.run(stop))).collect();
                    until("the attacks are under way", || attackers.iter().all(|it| it.sent() > 0).then_some(()));
                    times = changes(&machines, "laptop", "desktop", seed, || most = most.max(Usage::of(attic)));
                    most = most.max(Usage::of(attic));
                    most.check(&format!("{kind:?} {seed}"));
                    stop.store(true, Ordering::Relaxed);
                    threads.into_iter().for_each(|thread| thread.join().unwrap());
                });
            });
            let (usual, slow) = (times[CHANGES / 2], times[NINETEEN]);
            let Usage { memory, threads, descriptors, .. } = most;
            let sent: u64 = attackers.iter().map(Attacker::sent).sum();
            eprintln!(
                "| {} | {sent} | {} MiB | {load:.2} | {threads} | {descriptors} | {} ms | {} ms |",
                kind.words(),
                memory >> 10,
                usual.as_millis(),
                slow.as_millis()
            );
            assert!(slow < prompt, "{kind:?} {seed}: a change of another pair takes {slow:?}");
            assert!(!kind.is_quiet() || load < CALM, "{kind:?} {seed}: {load:.2} of a core");
        }
    }
    // The hub releases what the attacks used.
    until("the hub has ended the connections", || {
        let now = Usage::of(attic);
        (now.threads <= before.threads + 8 && now.descriptors <= before.descriptors + 16).then_some(())
    });
    until("the hub comes to rest", || (load(attic, pause) < CALM).then_some(()));
    machines.settle(&["laptop", "desktop"]);
    machines::check_equal(&machines.at("laptop", "docs"), &machines.at("desktop", "docs"));
    let beside: Vec<_> = fs::read_dir(machines.dir("laptop")).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert!(!beside.iter().any(|name| name.to_string_lossy().contains("planted")), "{beside:?}");
}

/// Waits half a second of real time.
fn pause() {
    let begun = Instant::now();
    until("time passes", || (begun.elapsed() > Duration::from_millis(500)).then_some(()));
}
