//! Real machines in one process: real directories, SQLite, russh and ssh2 on loopback. Nothing sleeps: each test
//! waits by `Command::Wait`, which is fenced, or for a condition of the status.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "machines/harness.rs"]
#[allow(dead_code)]
mod harness;

use harness::Machines;

const ALL: [&str; 3] = ["hub", "laptop", "desktop"];
const CLIENTS: [&str; 2] = ["laptop", "desktop"];

#[test]
fn a_file_reaches_the_other_machine() {
    let m = Machines::new(&ALL);
    m.share_docs(&CLIENTS);
    m.write("laptop", "a.txt", "hello");
    assert_eq!(m.same_docs(&CLIENTS), "a.txt = hello");
}
