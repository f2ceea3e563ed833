//! The real loops in simulated worlds: directed schedules, and random ones from seeds. Most run on stores in maps, some
//! on the real ones in SQLite.
//!
//! `SYNCIT_SIM_SEEDS=100000` runs that many schedules instead of a few (some on SQLite, too), and prints its progress
//! every ten seconds; `SYNCIT_SIM_FROM=n` starts at the n-th one; `SYNCIT_SIM_KIND=Names` runs only one kind of rough
//! ones; `SYNCIT_SIM_SEED=n` replays a seed with its whole trace. Failing schedules are shrunk and printed; a printed
//! one can be run from a file with `SYNCIT_SIM_SCHEDULE=path`. A long run ends with counts of what occurred.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sqlite::Databases;
use syncit_testkit::world::counts::{Counts, row_name};
use syncit_testkit::world::schedule::{HOLDS, Kind, ROUGH, SELECTION, Schedule};
use syncit_testkit::world::stores::{Maps, Stores};
use syncit_testkit::world::{Failure, run, run_on_maps};
use syncit_testkit::{Tree, check_tree};

mod sqlite;

/// The number of random schedules in an ordinary test run…
const SCHEDULES: u64 = 5_000;
/// …and of seeds on the real stores. If more seeds are requested, one in `PART_ON_SQLITE` of them.
const ON_SQLITE: u64 = 80;
const PART_ON_SQLITE: u64 = 24;
/// From this number of schedules on, a run must contain everything.
const MANY: u64 = 5_000;

/// Two machines edit a file, the second one while it is disconnected.
const TWO_EDITS: &str = "cut 1\n 1 write a u2\n 0 write a u3\n hints 0 all\n deliver 1 100";

/// The result of a schedule.
struct Outcome {
    /// The final tree of each machine.
    trees: Vec<Tree>,
    counts: Counts,
}

/// Runs a schedule on stores of some kind.
type Attempt = fn(&Schedule, bool) -> Result<Outcome, Failure>;

fn on_maps(schedule: &Schedule, traced: bool) -> Result<Outcome, Failure> {
    attempt(Maps, schedule, traced)
}

fn on_sqlite(schedule: &Schedule, traced: bool) -> Result<Outcome, Failure> {
    attempt(Databases, schedule, traced)
}

/// Runs a schedule. A panic in the loops is a failure like any other.
fn attempt(stores: impl Stores, schedule: &Schedule, traced: bool) -> Result<Outcome, Failure> {
    let outcome = || {
        let world = run(stores, schedule, traced)?;
        let trees = (0..schedule.machines).map(|machine| world.tree(machine)).collect();
        Ok(Outcome { trees, counts: world.counts() })
    };
    catch_unwind(AssertUnwindSafe(outcome)).unwrap_or_else(|panic| {
        let what = panic.downcast_ref::<String>().cloned();
        let what = what.or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string()));
        Err(Failure { what: format!("panic: {}", what.unwrap_or_default()), trace: Vec::new() })
    })
}

/// Returns the kind of a failure, so that shrinking a schedule does not lead to a different failure.
fn kind(failure: &Failure) -> String {
    let first: String = failure.what.lines().next().unwrap_or_default().into();
    [
        "lie:",
        "fence:",
        "no reason:",
        "differ",
        "lost:",
        "no rest",
        "not chosen",
        "messages",
        "still keeps",
        "no fence",
        "panic",
        "in no directory",
        "says State",
    ]
    .into_iter()
    .find(|kind| first.contains(kind))
    .map_or(first.clone(), str::to_owned)
}

/// Shrinks a failing schedule, and describes the failure and, if `traced`, everything that happened.
fn explain(attempt: Attempt, seed: u64, failure: &Failure, traced: bool) -> String {
    let wanted = kind(failure);
    let fails = |candidate: &Schedule| attempt(candidate, false).err().is_some_and(|it| kind(&it) == wanted);
    let shrunk = Schedule::of_seed(seed).shrink(fails);
    let last = attempt(&shrunk, true).err().unwrap_or_else(|| failure.clone());
    let trace = if traced { format!("--- what happened\n{}\n", last.trace.join("\n")) } else { String::new() };
    format!("seed {seed}: {}\n--- cut down to\n{shrunk}{trace}", last.what)
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let schedule = Schedule::parse(text);
    for attempt in [on_maps, on_sqlite] {
        match attempt(&schedule, true) {
            Ok(outcome) => outcome.trees.iter().for_each(|tree| check_tree(tree, expected)),
            Err(failure) => panic!("{}\n{}", failure.what, failure.trace.join("\n")),
        }
    }
}

/// Runs seeds, two at a time, and prints its progress. Returns counts of what occurred.
fn run_seeds(attempt: Attempt, seeds: &[u64]) -> Counts {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    let all_counts = Mutex::new(Counts::default());
    let (begin, from) = (Instant::now(), number("SYNCIT_SIM_FROM").unwrap_or(0));
    let said = Mutex::new(begin);
    let work = || {
        let mut counts = Counts::default();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(seed) = seeds.get(at) else { break };
            match attempt(&Schedule::of_seed(*seed), false) {
                Ok(outcome) => counts.add(&outcome.counts),
                Err(failure) => {
                    eprintln!("seed {seed} failed: {}", kind(&failure));
                    failed.lock().unwrap().push((*seed, failure));
                }
            }
            let mut said = said.lock().unwrap();
            if said.elapsed() > Duration::from_secs(10) {
                *said = Instant::now();
                let (seconds, at) = (begin.elapsed().as_secs(), at as u64);
                let failed = failed.lock().unwrap().len();
                eprintln!(
                    "{at} of {} schedules in {seconds} s, {failed} failed; all before {} are done",
                    seeds.len(),
                    from + at.saturating_sub(1)
                );
            }
        }
        all_counts.lock().unwrap().add(&counts);
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(work);
        }
    });
    let mut failed = failed.into_inner().unwrap();
    failed.sort_by_key(|(seed, _)| *seed);
    let all: Vec<String> = failed.iter().map(|(seed, failure)| format!("{seed} ({})", kind(failure))).collect();
    // The shortest of each kind, and at the end the shortest of all, with its trace.
    failed.sort_by_key(|(seed, _)| std::cmp::Reverse(Schedule::of_seed(*seed).actions.len()));
    let by_kind: BTreeMap<String, &(u64, Failure)> = failed.iter().map(|it| (kind(&it.1), it)).collect();
    let Some((shortest, _)) = failed.last() else { return all_counts.into_inner().unwrap() };
    let mut told: Vec<String> = by_kind
        .values()
        .filter(|(seed, _)| seed != shortest)
        .map(|(seed, failure)| explain(attempt, *seed, failure, false))
        .collect();
    told.extend(failed.last().map(|(seed, failure)| explain(attempt, *seed, failure, true)));
    panic!("{}\n{} of {} seeds failed: {}", told.join("\n"), all.len(), seeds.len(), all.join(", "));
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

/// The kinds of rough schedules that are run.
const KINDS: &[Kind] = &Kind::ALL;

/// How many schedules have each kind at least once, apart from the kinds of rough ones.
const PERIOD: u64 = 11;

/// Returns the seed of the n-th schedule: of eleven, four are ordinary, five are rough, in one holds and conflicts are
/// resolved, and in one machines keep only a part of the folder.
fn seed_of(n: u64) -> u64 {
    let (turn, rest) = (n / PERIOD, n % PERIOD);
    match rest {
        0..4 => turn * 4 + rest,
        4..9 => rough_seed(KINDS, turn * 5 + rest - 4),
        9 => HOLDS + turn,
        _ => SELECTION + turn,
    }
}

/// Returns the n-th rough seed of some kinds, in rotation.
fn rough_seed(kinds: &[Kind], n: u64) -> u64 {
    let count = kinds.len() as u64;
    let kind = kinds[(n % count) as usize];
    let place = Kind::ALL.iter().position(|it| *it == kind).unwrap() as u64;
    ROUGH + n / count * Kind::ALL.len() as u64 + place
}

/// Returns the seeds that the environment requests, for all kinds of schedules.
fn wanted_seeds() -> Vec<u64> {
    let from = number("SYNCIT_SIM_FROM").unwrap_or(0);
    let wanted = from..from + number("SYNCIT_SIM_SEEDS").unwrap_or(SCHEDULES);
    match std::env::var("SYNCIT_SIM_KIND") {
        Ok(name) if name == format!("{:?}", Kind::Selection) => wanted.map(|n| SELECTION + n).collect(),
        Ok(name) => {
            let kind = Kind::ALL.into_iter().find(|kind| format!("{kind:?}") == name).expect("a kind of schedule");
            wanted.map(|n| rough_seed(&[kind], n)).collect()
        }
        Err(_) => wanted.map(seed_of).collect(),
    }
}

/// Runs the single schedule that the environment names, if it names one. Returns true if so.
fn run_named(attempt: Attempt) -> bool {
    if let Ok(file) = std::env::var("SYNCIT_SIM_SCHEDULE") {
        let schedule = Schedule::parse(&std::fs::read_to_string(file).unwrap());
        if let Err(failure) = attempt(&schedule, true) {
            panic!("{}\n{}", failure.what, failure.trace.join("\n"));
        }
        return true;
    }
    if let Some(seed) = number("SYNCIT_SIM_SEED") {
        run_seeds(attempt, &[seed]);
        return true;
    }
    false
}

/// Prints how often each thing occurred, and fails if something never did.
fn check_counts(counts: &Counts) {
    for (what, count) in &counts.actions {
        eprintln!("{count:>9}  {what}");
    }
    for (row, count) in &counts.rows {
        eprintln!("{count:>9}  row {}", row_name(*row));
    }
    let done = |verb: &&&str| counts.actions.contains_key(**verb);
    let missing: Vec<&&str> = MUST_OCCUR.iter().filter(|verb| !done(verb)).collect();
    assert!(missing.is_empty(), "these never occurred: {missing:?}");
    let rows: Vec<String> = counts.missing_rows().into_iter().filter(|row| !is_rare(row)).collect();
    assert!(rows.is_empty(), "these rows of the plan's table never occurred: {rows:?}");
}

/// Returns true if a row is too rare to be required: one with a symlink, or one being written while it changes at the
/// hub.
fn is_rare(row: &str) -> bool {
    row.contains('l') || row.contains('?')
}

/// What a run of many schedules must contain at least once.
const MUST_OCCUR: &[&str] = &[
    "write",
    "append",
    "save",
    "open",
    "close",
    "delete",
    "move",
    "mkdir",
    "link",
    "exec",
    "touch",
    "exchange",
    "swap",
    "over",
    "out",
    "in",
    "hardlink",
    "unseen",
    "fifo",
    "readable",
    "mount",
    "truncate",
    "fail nospace",
    "chunks that were fetched while others came",
    "content that came for nothing",
    "edit of what was moved",
    "fail io",
    "pause",
    "resume",
    "role",
    "access write",
    "replug",
    "select",
    "deselect",
    "days",
    "hub clock",
    "git",
    "npm",
    "nano",
    "vim",
    "tar",
    "ambush",
    "cut",
    "join",
    "kill",
    "crash",
    "burn",
    "full",
    "denied",
    "backup",
    "restore",
    "call that failed",
    "machine that lost power in the middle",
];

#[test]
fn random_schedules_of_every_kind_keep_what_a_person_wrote_and_no_machine_lies() {
    if run_named(on_maps) {
        return;
    }
    let seeds = wanted_seeds();
    let counts = run_seeds(on_maps, &seeds);
    if seeds.len() as u64 >= MANY && std::env::var("SYNCIT_SIM_KIND").is_err() {
        check_counts(&counts);
    }
}

#[test]
fn random_schedules_keep_what_a_person_wrote_on_the_real_stores() {
    if run_named(on_sqlite) {
        return;
    }
    let seeds = wanted_seeds();
    let count = number("SYNCIT_SIM_SEEDS").map_or(ON_SQLITE, |seeds| seeds / PART_ON_SQLITE) as usize;
    let step = (seeds.len() / count.max(1)).max(1);
    // Otherwise all of them would have one kind.
    let step = if step.is_multiple_of(PERIOD as usize) { step + 1 } else { step };
    run_seeds(on_sqlite, &seeds.into_iter().step_by(step).collect::<Vec<_>>());
}

#[test]
fn conflicts_are_settled_in_random_schedules() {
    let worlds = (HOLDS..HOLDS + 20).filter_map(|seed| run_on_maps(&Schedule::of_seed(seed), false).ok());
    let (resolved, bases) = worlds.fold((0, 0), |sums, world| (sums.0 + world.resolved, sums.1 + world.bases));
    assert!(resolved > 0, "no conflict was settled");
    assert!(bases > 0, "no conflict copy said what it was made from");
}

#[test]
fn deletions_are_held_until_somebody_says_what_is_to_become_of_them() {
    let held = "holds 2\n 0 write a u1\n 0 write b u2\n 0 write c u3\n settle\n 0 delete a\n 0 delete b";
    check(held, "a \"u1\"\nb \"u2\"\nc \"u3\"");
    // Every other hold is released by deleting.
    check(&format!("{held}\n settle\n 0 delete a\n 0 delete b"), "c \"u3\"");
}

#[test]
fn every_seed_that_ever_failed() {
    let seeds = include_str!("seeds.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    run_seeds(on_maps, &seeds.map(|line| line.split(' ').next().unwrap().parse().unwrap()).collect::<Vec<_>>());
}

#[test]
fn every_schedule_that_ever_failed() {
    for text in include_str!("schedules.txt").split("\n\n").filter(|text| text.contains("machines ")) {
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        for attempt in [on_maps, on_sqlite] {
            if let Err(failure) = attempt(&Schedule::parse(&lines.join("\n")), true) {
                panic!("{text}\n{}\n{}", failure.what, failure.trace.join("\n"));
            }
        }
    }
}

#[test]
fn a_new_file_reaches_the_other_machine() {
    check("0 write d/x u1\n 0 mkdir d\n 0 write d/a u1", "d/a \"u1\"");
}

#[test]
fn an_edit_and_a_deletion_leave_the_edit() {
    check("0 write a u1\n settle\n cut 1\n 1 write a u2\n 0 delete a", "a \"u2\"");
}

#[test]
fn two_edits_leave_both() {
    check(TWO_EDITS, "a \"u3\"\na (conflict, desk, 2026-11-22 00.00.01) \"u2\"");
}

#[test]
fn a_merged_content_takes_the_place_of_both_versions() {
    check(&format!("{TWO_EDITS}\n settle\n 1 resolve merged"), "a \"u3 and u2\"");
}

#[test]
fn a_crash_while_a_merged_content_is_put_in_place_leaves_it_or_both_versions() {
    const CALLS: u32 = 40;
    let mut merged = 0;
    for calls in 0..CALLS {
        let schedule = Schedule::parse(&format!("{TWO_EDITS}\n settle\n burn 1 {calls}\n 1 resolve merged"));
        for attempt in [on_maps, on_sqlite] {
            let trees = attempt(&schedule, true).unwrap_or_else(|failure| panic!("{calls}: {}", failure.what)).trees;
            let tree = trees[0].to_string();
            let is_merged = tree.contains("a \"u3 and u2\"\n");
            assert!(is_merged || (tree.contains("a \"u3\"\n") && tree.contains("\"u2\"\n")), "{calls}: {tree}");
            merged += u32::from(is_merged);
        }
    }
    assert!(merged > 0 && merged < 2 * CALLS, "{merged} of {} were merged", 2 * CALLS);
}

#[test]
fn a_moved_directory_moves_everywhere() {
    check("0 mkdir d\n 0 write d/a u1\n 0 write d/b l2\n settle\n 0 move d e\n settle\n 1 delete e/b", "e/a \"u1\"");
}

/// Checks crashes that lose all, some or none of the unsynced changes. A truncated file becomes a conflict copy.
#[track_caller]
fn check_crashes(text: &str, path: &str, content: &str) {
    for pick in 0..12 {
        let schedule = Schedule::parse(&format!("{text}\n hints 0 all\n deliver 1 200\n crash 0 {pick}"));
        let trees = attempt(Maps, &schedule, true).unwrap_or_else(|failure| panic!("{}", failure.what)).trees;
        for tree in trees.iter().map(ToString::to_string) {
            assert!(tree.contains(&format!("{path} \"{content}\"\n")), "crash {pick}: {tree}");
        }
    }
}

#[test]
fn what_the_hub_accepted_survives_though_its_author_loses_power() {
    check_crashes("0 mkdir d\n 0 write d/a u1", "d/a", "u1");
    check_crashes("0 write a u1\n settle\n 0 save a u2", "a", "u2");
}

#[test]
fn what_was_changed_again_right_after_it_was_accepted_survives_a_loss_of_power() {
    check_crashes("0 write a u1\n hints 0 all\n deliver 1 200\n 0 save a u2", "a", "u2");
}

#[test]
fn a_clock_of_the_hub_that_leaps_holds_up_nothing() {
    let day = "hub clock 86400000\n0 write a u2\nsettle\nwait 700000\n1 write b u3\nsettle";
    let years = "hub clock 157680000000\n0 write a u4\nsettle\nwait 700000\n1 delete b\nsettle\nhub kill\nhub start";
    let back = "hub clock -86400000\n1 write a u5\nsettle\nwait 700000\n0 write c u6\nsettle";
    let text =
        format!("0 write a u1\nsettle\n{day}\n{years}\n{back}\nhub clock 0\n1 write a u7\nsettle\nwait 700000\nsettle");
    let schedule = Schedule::parse(&text);
    for attempt in [on_maps, on_sqlite] {
        match attempt(&schedule, true) {
            Ok(Outcome { trees, .. }) => {
                assert_eq!(trees[0], trees[1]);
                assert_eq!(trees[0].to_string().lines().count(), 2, "{}", trees[0]);
            }
            Err(failure) => panic!("{}\n{}", failure.what, failure.trace.join("\n")),
        }
    }
}
