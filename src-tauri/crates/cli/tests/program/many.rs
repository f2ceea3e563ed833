//! Many folders on one machine: the resources that they take, and that no folder waits for another.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::machines::{Machines, until};

const FOLDERS: usize = 30;
/// Threads that all folders of a machine share, at most (`docs/limits.md`), with the one that reads events and the one
/// that watches the mounts.
const SHARED_THREADS: usize = 16 + 2;
/// Descriptors of a folder: its database with its write-ahead log and shared memory.
const DESCRIPTORS: usize = 3;
/// Temporary descriptors: an answer on the control socket, files that are being read.
const PASSING: usize = 24;
/// The median time of a change is below this on any computer that tests run on.
const SOON: Duration = Duration::from_secs(1);

/// The resources that a process takes.
#[derive(Debug, Clone, Copy)]
struct Taken {
    threads: usize,
    descriptors: usize,
    inotify: usize,
}

fn taken(pid: u32) -> Taken {
    let entries = |of: &str| fs::read_dir(format!("/proc/{pid}/{of}")).unwrap().flatten();
    let links: Vec<_> = entries("fd").filter_map(|entry| fs::read_link(entry.path()).ok()).collect();
    let inotify = links.iter().filter(|link| link.to_str() == Some("anon_inode:inotify")).count();
    Taken { threads: entries("task").count(), descriptors: links.len(), inotify }
}

/// Returns machines that keep 30 folders, `f0` to `f29`; the hub keeps a copy of each.
fn many() -> (Machines, Vec<(Taken, Taken)>) {
    let machines = Machines::new(&["attic", "laptop"]);
    let names = ["attic", "laptop"];
    let share = |n: usize| {
        machines.write("laptop", &format!("f{n}/d/x"), "x");
        machines.ok("laptop", &format!("share ~/f{n}"));
    };
    // With the first folder a machine has what it has once for all of them, its connection included.
    share(0);
    machines.settle(&["laptop"]);
    let before = names.map(|name| taken(machines.pid(name)));
    (1..FOLDERS).for_each(share);
    machines.settle(&["laptop"]);
    until("the hub keeps copies", || {
        let folders = machines.json("attic", "folders");
        folders.as_array().unwrap().iter().all(|folder| folder["path"].is_string()).then_some(())
    });
    machines.settle(&names);
    let after = names.map(|name| taken(machines.pid(name)));
    (machines, before.into_iter().zip(after).collect())
}

#[test]
fn threads_and_inotify_instances_do_not_grow_with_folders() {
    let (machines, taken_by) = many();
    for (before, after) in &taken_by {
        println!("{before:?} and with {FOLDERS} folders {after:?}");
        assert_eq!(after.inotify, 1, "{after:?}");
        assert!(after.threads <= before.threads + SHARED_THREADS, "{before:?} {after:?}");
        assert!(after.descriptors <= before.descriptors + FOLDERS * DESCRIPTORS + PASSING, "{before:?} {after:?}");
    }
    for n in 1..FOLDERS {
        machines.ok("laptop", &format!("unlink f{n}"));
    }
    let most = taken_by[1].0.descriptors + DESCRIPTORS + PASSING;
    until("its descriptors are gone", || (taken(machines.pid("laptop")).descriptors <= most).then_some(()));
    machines.write("laptop", "f0/d/x", "after");
    machines.until_holds("attic", "home/SyncIt/f0/d/x", "after");
}

#[test]
fn a_change_is_there_at_once_while_another_folder_is_flooded() {
    let (machines, _) = many();
    machines.write("laptop", "f0/.syncitignore", "*.tmp\n");
    machines.settle(&["laptop"]);
    let flooding = AtomicBool::new(true);
    let mut times: Vec<Duration> = thread::scope(|scope| {
        for writer in 0..2 {
            let dir = machines.at("laptop", &format!("f0/{writer}"));
            fs::create_dir_all(&dir).unwrap();
            let flooding = &flooding;
            scope.spawn(move || {
                for n in 0.. {
                    let _ = fs::write(dir.join(format!("{}.tmp", n % 20_000)), "x");
                    if !flooding.load(Ordering::Relaxed) {
                        return;
                    }
                }
            });
        }
        let last = FOLDERS - 1;
        let times = (0..20).map(|n| {
            let begun = Instant::now();
            machines.write("laptop", &format!("f{last}/d/x"), n.to_string());
            machines.until_holds("attic", &format!("home/SyncIt/f{last}/d/x"), &n.to_string());
            begun.elapsed()
        });
        let times = times.collect();
        flooding.store(false, Ordering::Relaxed);
        times
    });
    times.sort();
    println!("{times:?}");
    assert!(times[times.len() / 2] < SOON, "{times:?}");
}
