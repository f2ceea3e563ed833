//! What file managers load of SyncIt: its own tests, and that it gets its answers from a real engine.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::machines::Machines;

/// Asks about the paths that it is given, in a main loop of its own, and prints what it was answered.
const ASK: &str = r#"
import json, os, select, sys, time
import syncit_files

class Loop:
    def __init__(self):
        self.due, self.readers = [], {}
    def when_readable(self, fd, call):
        self.readers[fd] = call
        return fd
    def stop(self, watch):
        del self.readers[watch]
    def later(self, milliseconds, call):
        self.due.append((time.monotonic() + milliseconds / 1000, call))
    def turn(self):
        for one in [one for one in self.due if one[0] <= time.monotonic()]:
            self.due.remove(one)
            one[1]()
        ready = select.select(list(self.readers), [], [], 0.01)[0]
        for fd in ready:
            if fd in self.readers:
                self.readers[fd]()

loop, known = Loop(), {}
paths = sys.argv[1:]
places = syncit_files.Places(loop, lambda news: known.update((path, places.get(path)) for path in news), lambda path: True)
for path in paths:
    places.get(path)
until = time.monotonic() + 120
while len(known) < len(paths) and time.monotonic() < until:
    loop.turn()
print(json.dumps([known.get(path) for path in paths]))
"#;

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../package/file-managers").canonicalize().unwrap()
}

/// Python without what the person has added to it, and without traces in the sources.
fn python() -> Command {
    let mut command = Command::new("python3");
    command.args(["-B", "-s"]).env_remove("PYTHONPATH").env_remove("PYTHONHOME");
    command
}

#[test]
fn the_tests_of_what_file_managers_load_pass() {
    let output = python().arg(sources().join("test_syncit_files.py")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_file_managers_load_is_answered_by_an_engine() {
    let machines = Machines::new(&["attic", "laptop"]);
    let odd = "two\nlines 'and' \"quotes\" \\ Käse";
    machines.write("laptop", "docs/a.txt", "1");
    machines.write("laptop", &format!("docs/{odd}"), "1");
    machines.share_docs(&["laptop"]);
    machines.settle(&["laptop"]);
    let at = |path: &str| machines.at("laptop", path);
    let ask = || -> Value {
        let mut command = python();
        command.args(["-c", ASK]).env("PYTHONPATH", sources()).env("SYNCIT_HOME", at("home"));
        let output = command.arg(at("docs/a.txt")).arg(at(&format!("docs/{odd}"))).arg(at("docs")).arg(at("home"));
        let output = output.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let expected =
        json!([["docs", "a.txt", "in-sync"], ["docs", odd, "in-sync"], ["docs", "", "in-sync"], [null, null, null],]);
    assert_eq!(ask(), expected);
}
