//! Real machines in one process: real directories, SQLite, russh and ssh2 on loopback. Nothing sleeps: each test
//! waits by `Command::Wait`, which is fenced, or for a condition of the status.
#![allow(clippy::unwrap_used, missing_docs)]

mod access;
mod copies;
mod disks;
#[allow(dead_code)]
mod harness;
mod holds;
mod hooks;
mod neighbours;
mod pairing;
mod passing_on;
mod previews;
mod roles;
mod seen;
mod settings;
mod shown;
mod syncing;
mod takeover;
mod trouble;
mod whereabouts;

use harness::Machines;

const ALL: [&str; 3] = ["hub", "laptop", "desktop"];
const CLIENTS: [&str; 2] = ["laptop", "desktop"];

/// Two clients of a hub, which keep "docs".
fn clients_with_docs() -> Machines {
    let m = Machines::new(&ALL);
    m.share_docs(&CLIENTS);
    m
}
