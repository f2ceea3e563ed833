//! `kill -9` in the middle of pushes and pulls of a real tree, and changes on every side while machines are away.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::machines::{Machines, check_equal, until};

/// How many files the tree has at least.
const FILES: usize = 10_000;

/// The sources that this very program was built from.
fn registry() -> PathBuf {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    home.unwrap().join("registry/src")
}

fn count_files(dir: &Path) -> usize {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| if entry.file_type().unwrap().is_dir() { count_files(&entry.path()) } else { 1 }).sum()
}

/// Copies real packages until there are enough files: each as often as necessary, without the largest ones.
fn copy_real_tree(to: &Path) -> usize {
    let registries = fs::read_dir(registry()).unwrap().map(|entry| entry.unwrap().path());
    let mut packages: Vec<_> =
        registries.flat_map(|dir| fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path())).collect();
    packages.retain(|package| package.is_dir());
    packages.sort();
    assert!(!packages.is_empty(), "no sources at {}", registry().display());
    let mut files = 0;
    for round in 0.. {
        for package in &packages {
            let holds = count_files(package);
            if holds > 1_000 {
                continue;
            }
            let name = package.file_name().unwrap().to_str().unwrap();
            let target = to.join(format!("round {round}")).join(name);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            assert!(Command::new("cp").arg("-rL").arg(package).arg(target).status().unwrap().success());
            files += holds;
            if files >= FILES {
                return files;
            }
        }
    }
    unreachable!("the rounds have no end")
}

fn folder(machines: &Machines, name: &str) -> Value {
    machines.json(name, "folders")[0].clone()
}

/// Kills a machine in the middle of the work, when `watched` shows `part` files of the tree, and starts it again.
#[track_caller]
fn kill_in_the_middle(machines: &mut Machines, name: &str, watched: &str, part: u64) {
    let seen = until(&format!("{watched} has {part} files"), || {
        let files = folder(machines, watched)["files"].as_u64()?;
        (files >= part).then_some(files)
    });
    machines.kill(name);
    assert!(seen < FILES as u64, "{name} was killed when all was done");
    machines.start(name);
}

#[test]
fn machines_that_are_killed_again_and_again_end_up_equal() {
    let mut machines = Machines::new(&["attic", "laptop", "desktop"]);
    let files = copy_real_tree(&machines.at("laptop", "docs"));
    assert!(files >= FILES);
    machines.ok("laptop", "share ~/docs");
    until("the hub keeps a copy", || (folder(&machines, "attic")["path"].is_string()).then_some(()));

    // Pushing: the sender is killed, then the receiver, then the sender.
    kill_in_the_middle(&mut machines, "laptop", "attic", 1_500);
    kill_in_the_middle(&mut machines, "attic", "attic", 3_500);
    kill_in_the_middle(&mut machines, "laptop", "attic", 6_000);
    machines.settle(&["laptop", "attic"]);
    // Pulling: the receiver is killed, then the sender, then the receiver.
    machines.ok("desktop", "link docs ~/docs");
    kill_in_the_middle(&mut machines, "desktop", "desktop", 1_500);
    kill_in_the_middle(&mut machines, "attic", "desktop", 3_500);
    kill_in_the_middle(&mut machines, "desktop", "desktop", 6_000);
    check_all_equal(&machines, "in-sync");

    change_while_away(&mut machines);
}

const ALL: [&str; 3] = ["laptop", "attic", "desktop"];

#[track_caller]
fn check_all_equal(machines: &Machines, state: &str) {
    machines.settle(&ALL);
    let original = machines.at("laptop", "docs");
    check_equal(&original, &machines.at("attic", "home/SyncIt/docs"));
    check_equal(&original, &machines.at("desktop", "docs"));
    for name in ALL {
        until(&format!("{name} is {state}"), || (machines.state(name) == state).then_some(()));
    }
    let count = folder(machines, "laptop")["files"].clone();
    assert!(ALL.iter().all(|name| folder(machines, name)["files"] == count));
}

/// Edits, deletions, moves and a conflict while the hub is gone and both clients are killed.
fn change_while_away(machines: &mut Machines) {
    machines.write("laptop", "docs/note.txt", "first\n");
    machines.settle(&ALL);
    let mut packages: Vec<_> =
        fs::read_dir(machines.at("laptop", "docs/round 0")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    packages.sort();
    let of = |machines: &Machines, name: &str, number: usize| {
        machines.at(name, "docs/round 0").join(&packages[number]).join("Cargo.toml")
    };
    for name in ALL {
        machines.kill(name);
    }
    for (name, first) in [("laptop", 0), ("desktop", 4)] {
        fs::write(of(machines, name, first), format!("edited on {name}\n")).unwrap();
        fs::remove_file(of(machines, name, first + 1)).unwrap();
        let dir = machines.at(name, "docs/round 0").join(&packages[first + 2]);
        fs::rename(&dir, machines.at(name, "docs").join(format!("moved on {name}"))).unwrap();
        machines.write(name, &format!("docs/new/on {name}.txt"), name);
        machines.write(name, "docs/note.txt", format!("second, by {name}\n"));
    }
    for name in ["desktop", "laptop", "attic"] {
        machines.start(name);
    }
    check_all_equal(machines, "attention");
    for name in ["laptop", "desktop"] {
        for path in [format!("docs/new/on {name}.txt"), format!("docs/moved on {name}/Cargo.toml")] {
            assert!(machines.at("desktop", &path).exists() && machines.at("laptop", &path).exists(), "no {path}");
        }
    }
    let lines = machines.json("laptop", "conflicts");
    assert_eq!(lines.as_array().unwrap().len(), 1, "{lines}");
    let copy = lines[0]["copy"].as_str().unwrap().to_owned();
    let mut both =
        ["note.txt", copy.as_str()].map(|path| fs::read_to_string(machines.at("laptop", "docs").join(path)).unwrap());
    both.sort();
    assert_eq!(both, ["second, by desktop\n", "second, by laptop\n"]);
}
