//! Small scenarios in which a program is killed, a machine loses power or a call fails at every single point.
//!
//! The point is before the k-th call on the disk or commit of a machine, or the k-th write or commit of the hub. Then
//! everything starts again, settles, and is checked as in any schedule. An ordinary run takes one point in several,
//! with a different offset for each scenario; `SYNCIT_CRASH_POINTS=all` takes every point.
#![allow(clippy::unwrap_used)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use syncit_testkit::world::run_on_maps;
use syncit_testkit::world::schedule::{Errno, Schedule};

/// For each scenario: its name, the state before, and what happens on machine 0 while something goes wrong.
const SCENARIOS: [(&str, &str, &str); 13] = [
    ("a new file", "", "0 write a u1"),
    ("an edit", "0 write a u1", "0 write a u2"),
    ("a save by renaming", "0 write a u1", "0 save a u2"),
    ("a deletion", "0 mkdir d\n0 write d/a u1", "0 delete d"),
    ("a file that moves", "0 mkdir d\n0 write a u1", "0 move a d/a"),
    ("a directory that moves", "0 mkdir d\n0 write d/a u1\n0 write d/b u2", "0 move d e"),
    ("two edits", "0 write a u1", "cut 1\n1 write a u2\n0 write a u3\njoin 1"),
    ("an edit and a deletion", "0 write a u1", "cut 1\n1 write a u2\n0 delete a\njoin 1"),
    ("a file that becomes a directory", "0 write a u1", "0 delete a\n0 mkdir a\n0 write a/b u2"),
    ("a directory that becomes a file", "0 mkdir a\n0 write a/b u1", "0 delete a\n0 write a u2"),
    ("a large file", "0 write a l1", "0 write a l2\n0 write b h3"),
    ("a bit and a symlink", "0 write a u1", "0 exec a true\n0 link b 1"),
    ("directories that are swapped", "0 mkdir d\n0 mkdir e\n0 write d/a u1\n0 write e/b u2", "0 swap d e"),
];

/// Processes everything that waits, with time for what is delayed.
const WORK: &str = "hints 0 all\nhints 1 all\ndeliver 1 200\nwait 300\nhints 0 all\nhints 1 all\ndeliver 2 200\nwait 300\n\
                    deliver 3 200\nhints 0 all\nhints 1 all\nwait 2500\ndeliver 4 200\nwait 300\ndeliver 5 200";

/// More calls than any scenario makes.
const MAX_CALLS: u32 = 3_000;

fn step() -> u32 {
    if std::env::var("SYNCIT_CRASH_POINTS").is_ok_and(|points| points == "all") { 1 } else { 9 }
}

/// Runs a scenario with a fault; returns true if the fault occurred.
fn attempt(scenario: &(&str, &str, &str), fault: &str, occurs_as: &str) -> Result<bool, String> {
    let (name, before, change) = scenario;
    let text = format!("inotify\n{before}\nsettle\n{fault}\n{change}\n{WORK}");
    let fails = |what: &str| format!("{name}, {fault}: {what}\n{text}");
    match catch_unwind(AssertUnwindSafe(|| run_on_maps(&Schedule::parse(&text), false))) {
        Ok(Ok(world)) => Ok(world.counts().actions.get(occurs_as).is_some_and(|count| *count > 0)),
        Ok(Err(failure)) => Err(fails(&failure.what)),
        Err(_) => Err(fails("a panic")),
    }
}

/// Runs a scenario with a fault at every point; returns the number of points and the failures.
fn all_points(scenario: &(&str, &str, &str), first: u32, fault: &str, occurs_as: &str) -> (u32, Vec<String>) {
    let mut failed = Vec::new();
    let mut points = 0;
    for point in (first % step()..MAX_CALLS).step_by(step() as usize) {
        match attempt(scenario, &fault.replace('#', &point.to_string()), occurs_as) {
            Ok(true) => points += 1,
            Ok(false) => return (points, failed),
            Err(failure) => {
                points += 1;
                failed.push(failure);
            }
        }
    }
    panic!("no end after {MAX_CALLS} calls");
}

#[track_caller]
fn check(faults: &[String], occurs_as: &str) {
    let jobs: Vec<(usize, &String)> =
        (0..SCENARIOS.len()).flat_map(|at| faults.iter().map(move |it| (at, it))).collect();
    let next = AtomicUsize::new(0);
    let all = Mutex::new((0, Vec::new()));
    let work = || {
        while let Some((at, fault)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (points, failed) = all_points(&SCENARIOS[*at], *at as u32, fault, occurs_as);
            let mut all = all.lock().unwrap();
            all.0 += points;
            all.1.extend(failed);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(work);
        }
    });
    let (points, mut failed) = all.into_inner().unwrap();
    failed.sort_by_key(String::len);
    eprintln!("{points} points, {} failed", failed.len());
    assert!(points as usize > jobs.len(), "only {points} points in {} runs", jobs.len());
    let shown: Vec<&String> = failed.iter().take(3).collect();
    let all: Vec<&str> = failed.iter().filter_map(|it| it.lines().next()).collect();
    assert!(failed.is_empty(), "{shown:#?}\n{} of {points} points failed:\n{}", failed.len(), all.join("\n"));
}

fn on_each_machine(fault: &str) -> Vec<String> {
    (0..2).map(|machine| fault.replace('@', &machine.to_string())).collect()
}

#[test]
fn a_program_that_ends_at_any_call_loses_nothing() {
    check(&on_each_machine("stop @ #"), "program that was ended in the middle");
}

#[test]
fn a_loss_of_power_at_any_call_loses_nothing_that_was_durable() {
    check(&on_each_machine("burn @ #"), "machine that lost power in the middle");
}

#[test]
fn a_hub_that_ends_at_any_write_loses_nothing() {
    check(&["hub burn #".to_owned()], "hub that was ended in the middle");
}

#[test]
fn a_call_that_fails_once_leaves_nothing_undone() {
    let each = |errno: &Errno| on_each_machine(&format!("fail @ # {}", format!("{errno:?}").to_lowercase()));
    check(&Errno::ALL.iter().flat_map(each).collect::<Vec<_>>(), "call that failed");
}
