//! Storms: three machines on real directories, where people and programs work without waiting, with `kill -9` and disks
//! that come and go. Then everything is compared.
//!
//! In an ordinary test run there are few. `SYNCIT_STORM_SEEDS=n` runs n seeds on each file system that this kernel can
//! make, or for at most `SYNCIT_STORM_MINUTES` minutes on each. `SYNCIT_STORM_FROM=n` begins at another seed,
//! `SYNCIT_STORM_ON=ext4,xfs` names the file systems, and `SYNCIT_STORM_WITHOUT=fifo,director` leaves out deeds by
//! parts of their names. A failure prints its script, which can be run from a file with `SYNCIT_STORM_SCRIPT=path` (on
//! `SYNCIT_STORM_ON`). The script is shrunk first if `SYNCIT_STORM_SHRINK=1`.

mod deeds;
mod disks;
mod hand;
mod oracle;
mod script;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::mounted::in_own_mounts;

use deeds::{DEEDS, Deed, Needs};
use disks::{Disk, FileSystem};
use script::{Script, Size};
use world::Counts;

/// What an ordinary test run does…
const FEW: u64 = 3;
const SMALL: Size = Size { rounds: 2, steps: 30 };
/// …and what each seed of a long one does.
const LARGE: Size = Size { rounds: 4, steps: 60 };

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// Runs a script. A panic is a failure like any other.
fn attempt(script: &Script, on: FileSystem) -> Result<Counts, String> {
    catch_unwind(AssertUnwindSafe(|| world::run(script, on))).unwrap_or_else(|panic| {
        let what = panic.downcast_ref::<String>().cloned();
        Err(what.or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string())).unwrap_or_default())
    })
}

fn explain(name: &str, script: Script, what: &str, on: FileSystem) -> String {
    let (mut last, mut script) = (what.to_owned(), script);
    if number("SYNCIT_STORM_SHRINK").is_some() {
        // Some failures are random, so a script is tried twice before a step counts as needed.
        script = script.shrink(|smaller| {
            let failure = (0..2).find_map(|_| attempt(smaller, on).err());
            failure.inspect(|what| last.clone_from(what)).is_some()
        });
    }
    format!("{name} on {}: {last}\n--- to be run again with SYNCIT_STORM_SCRIPT\n{script}", on.name())
}

fn may(on: FileSystem, has_mounts: bool) -> impl Fn(&Deed) -> bool {
    let has = |program: &str| {
        let paths = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&paths).any(|dir| dir.join(program).exists())
    };
    let missing: Vec<&str> = DEEDS
        .iter()
        .filter_map(|deed| match deed.needs {
            Needs::Program(program) if !has(program) => Some(program),
            _ => None,
        })
        .collect();
    let without = std::env::var("SYNCIT_STORM_WITHOUT").unwrap_or_default();
    let is_without = move |deed: &Deed| without.split(',').any(|part| !part.is_empty() && deed.name.contains(part));
    move |deed| match deed.needs {
        _ if is_without(deed) => false,
        Needs::Nothing => true,
        Needs::Mounts => has_mounts,
        Needs::Disks => has_mounts && on.lasts(),
        Needs::Program(program) => !missing.contains(&program),
    }
}

/// Runs seeds until there are enough or the time is over. Returns how often each deed was done, and how many seeds ran.
fn run_seeds(on: FileSystem, seeds: std::ops::Range<u64>, size: Size, has_mounts: bool) -> (Counts, u64) {
    let (begun, mut counts, mut ran) = (Instant::now(), Counts::new(), 0);
    let minutes = number("SYNCIT_STORM_MINUTES").map(|minutes| Duration::from_secs(minutes * 60));
    for seed in seeds {
        if minutes.is_some_and(|minutes| begun.elapsed() >= minutes) {
            break;
        }
        let script = Script::of_seed(seed, size, may(on, has_mounts));
        match attempt(&script, on) {
            Ok(done) => done.into_iter().for_each(|(name, count)| *counts.entry(name).or_default() += count),
            Err(what) => panic!("{}", explain(&format!("seed {seed}"), script, &what, on)),
        }
        ran += 1;
    }
    (counts, ran)
}

#[test]
fn storms_leave_machines_equal_lose_nothing_and_find_no_lie() {
    if let Ok(file) = std::env::var("SYNCIT_STORM_SCRIPT") {
        // A script may mount things.
        if in_own_mounts("storm::storms_leave_machines_equal_lose_nothing_and_find_no_lie") {
            let named = std::env::var("SYNCIT_STORM_ON").unwrap_or_default();
            let on = FileSystem::ALL.into_iter().find(|on| on.name() == named).unwrap_or(FileSystem::Plain);
            let script = Script::parse(&std::fs::read_to_string(file).unwrap());
            if let Err(what) = attempt(&script, on) {
                panic!("{}", explain("the script", script, &what, on));
            }
        }
        return;
    }
    if number("SYNCIT_STORM_SEEDS").is_none() {
        run_seeds(FileSystem::Plain, 0..FEW, SMALL, false);
    }
}

#[test]
fn long_storms_on_every_file_system() {
    let Some(seeds) = number("SYNCIT_STORM_SEEDS") else { return };
    if !in_own_mounts("storm::long_storms_on_every_file_system") {
        return;
    }
    let from = number("SYNCIT_STORM_FROM").unwrap_or(0);
    let named = std::env::var("SYNCIT_STORM_ON").ok();
    let wanted = |on: &FileSystem| named.as_ref().is_none_or(|named| named.split(',').any(|name| name == on.name()));
    let (mut all, mut ran_in_all) = (Counts::new(), 0);
    for on in FileSystem::ALL.into_iter().filter(wanted) {
        let place = tempfile::tempdir().unwrap();
        match Disk::new(on, &place.path().join("disk")) {
            Err(why) => {
                println!("{}: cannot be made here: {why}", on.name());
                continue;
            }
            Ok(mut disk) if on != FileSystem::Plain => disk.unmount(),
            Ok(_) => {}
        }
        let begun = Instant::now();
        let (counts, ran) = run_seeds(on, from..from + seeds, LARGE, true);
        println!("{}: seeds {from} to {} in {} s", on.name(), from + ran, begun.elapsed().as_secs());
        counts.into_iter().for_each(|(name, count)| *all.entry(name).or_default() += count);
        ran_in_all += ran;
    }
    for deed in DEEDS {
        println!("{:6} {}", all.get(deed.name).copied().unwrap_or_default(), deed.name);
    }
    let never: Vec<_> =
        DEEDS.iter().map(|deed| deed.name).filter(|name| all.get(name).is_none_or(|count| *count == 0)).collect();
    assert!(never.is_empty() || ran_in_all < 50, "never done: {never:?}");
}
