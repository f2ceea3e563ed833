//! The demo as a newcomer starts it: three machines, one command, and nothing left of it afterwards.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::machines::{Machines, keys, signal, until};

/// Returns a place for a demo, with a small tree in it.
fn place() -> Machines {
    let machines = Machines::unpaired(&[]);
    for number in 0..40 {
        machines.write("me", &format!("tree/part {}/file {number}.txt", number % 4), format!("number {number}\n"));
    }
    machines
}

fn demo(machines: &Machines, words: &[&str]) -> Command {
    let mut command = machines.command("me", &[]);
    command.arg("demo").arg("--tree").arg(machines.at("me", "tree")).args(words);
    command
}

/// Starts a demo and reads its output up to a line that contains `part`.
fn demo_until(machines: &Machines, words: &[&str], part: &str) -> (Child, BufReader<ChildStdout>, Vec<String>) {
    let mut child = demo(machines, words).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut lines = Vec::new();
    while !lines.last().is_some_and(|line: &String| line.contains(part)) {
        let mut line = String::new();
        assert_ne!(out.read_line(&mut line).unwrap(), 0, "no {part:?} in {lines:?}");
        lines.push(line);
    }
    (child, out, lines)
}

/// Checks that nothing is left of a demo, and that nothing was changed outside its temporary directory.
#[track_caller]
fn check_nothing_left(machines: &Machines) {
    for dir in ["tmp", "run"] {
        let left: Vec<_> = fs::read_dir(machines.at("me", dir)).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(left.is_empty(), "{left:?}");
    }
    let mut own: Vec<_> = fs::read_dir(machines.dir("me")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    own.sort();
    assert_eq!(own, ["run", "tmp", "tree"]);
}

#[test]
fn it_shows_three_equal_machines_and_leaves_nothing() {
    let machines = place();
    let output = demo(&machines, &["--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((keys(&told), &told["equal"]), (vec!["difference", "equal", "steps"], &Value::Bool(true)));
    for step in ["edited", "moved", "deleted", "at once: both kept", "was off", "byte by byte"] {
        let is_told = |line: &Value| line["step"].as_str().unwrap().contains(step) && line["seconds"].is_f64();
        assert!(told["steps"].as_array().unwrap().iter().any(is_told), "no {step:?} in {told}");
    }
    check_nothing_left(&machines);
}

#[test]
fn ctrl_c_in_the_middle_leaves_nothing() {
    for (name, part) in [
        ("INT", "Three machines"),
        ("HUP", "paired with"),
        ("INT", "The folder is"),
        ("TERM", "edited"),
        ("INT", "at once"),
    ] {
        let machines = place();
        let (mut child, mut out, _) = demo_until(&machines, &[], part);
        signal(&child, name);
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{rest}");
        check_nothing_left(&machines);
    }
}

#[test]
fn ctrl_c_while_the_tree_is_copied_leaves_nothing() {
    let machines = place();
    // So many that most are not copied yet when the first one is there.
    let first = machines.at("me", "tree/part 0/file 0.txt");
    for number in 0..5_000 {
        fs::hard_link(&first, machines.at("me", &format!("tree/part 1/more {number}.txt"))).unwrap();
    }
    let (mut child, mut out, lines) = demo_until(&machines, &[], "Three machines");
    let dir = lines[0].split_whitespace().last().unwrap();
    let copied = std::path::Path::new(dir).join("laptop/Demo");
    until("the first file is copied", || fs::read_dir(&copied).ok()?.next()?.ok());
    signal(&child, "INT");
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{rest}");
    check_nothing_left(&machines);
}

#[test]
fn ctrl_c_again_while_the_machines_stop_leaves_nothing_either() {
    for part in ["paired with", "The folder is", "at once"] {
        let machines = place();
        let (mut child, mut out, _) = demo_until(&machines, &[], part);
        signal(&child, "INT");
        signal(&child, "INT");
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{rest}");
        check_nothing_left(&machines);
    }
}

#[test]
fn it_stays_to_be_played_with_until_ctrl_c() {
    let machines = place();
    let (mut child, mut out, lines) = demo_until(&machines, &["--stay"], "stay until Ctrl-C");
    let mut line = String::new();
    while !line.contains("syncit --home") {
        line.clear();
        assert_ne!(out.read_line(&mut line).unwrap(), 0, "{lines:?}");
    }
    let words: Vec<_> = line.split_whitespace().skip(1).collect();
    // Another program finds the machine whatever its environment is.
    let asked = machines.command("somebody", &[]).args(&words).arg("--json").output().unwrap();
    let status: Value = serde_json::from_slice(&asked.stdout).unwrap();
    assert_eq!(status["role"], "hub");
    signal(&child, "INT");
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{rest}");
    check_nothing_left(&machines);
}
