//! What is shown when something is in the way, and what to do about it.

use std::fs;
use std::path::Path;

use syncit_core::message::PROTOCOL;
use syncit_core::relay_store::{JournalEntry, RelayStore};
use syncit_core::{Entry, RelPath, Seq, Timestamp};
use syncit_engine::Options;
use syncit_engine::api::{Check, Command, HubRoot, Reply, SyncState};
use syncit_store::SqliteRelayStore;

use super::harness::Machines;
use super::{ALL, CLIENTS, clients_with_docs};

#[test]
fn a_wait_is_not_told_of_a_trouble_that_is_over() {
    let mut m = clients_with_docs();
    let listen = m.setting("hub", "listen");
    m.stop("hub");
    m.start("impostor");
    let pose = || Command::Hub { name: Some("hub".into()), listen: Some(listen.clone()), root: HubRoot::None };
    m.call("impostor", pose());
    m.until_state("laptop", SyncState::Attention);
    let reasons = m.wait("laptop");
    assert!(reasons.len() == 1 && reasons[0].reason.contains("shows the key"), "{reasons:?}");
    m.stop("impostor");
    m.start("hub");
    m.write("laptop", "a", "1");
    assert_eq!(m.wait("laptop"), [], "told of a hub that is gone");
    m.same_docs(&CLIENTS);
}

#[test]
fn another_protocol_names_the_machine_to_update() {
    let mut m = clients_with_docs();
    for (protocol, older) in [(PROTOCOL + 1, "hub"), (PROTOCOL - 1, "laptop")] {
        m.stop("laptop");
        m.start_with("laptop", Options { protocol, ..Options::isolated() });
        let status = m.until_state("laptop", SyncState::Attention);
        let hub = status.hub.unwrap();
        let (trouble, hint) = (hub.trouble.unwrap(), hub.hint.unwrap());
        assert!(!hub.online && trouble.contains("do not understand each other"), "{trouble}");
        assert_eq!(hint, format!("update SyncIt on {older}"));
        let reasons = m.wait("laptop");
        assert!(reasons[0].reason.ends_with(&hint), "{reasons:?}");
    }
    m.stop("laptop");
    m.start("laptop");
    m.write("laptop", "a", "1");
    m.same_docs(&CLIENTS);
}

#[test]
fn a_folder_that_has_ended_says_how_to_let_it_go() {
    let mut m = clients_with_docs();
    let hint = |m: &Machines| {
        let status = m.until("laptop", "told", |status| !status.folders[0].problems.is_empty());
        status.folders[0].problems[0].hint.clone()
    };
    m.call("hub", Command::Unshare { name: "docs".into() });
    let told = hint(&m);
    assert!(told.contains("`syncit unlink docs`"), "{told}");
    m.stop("laptop");
    m.start("laptop");
    assert_eq!(hint(&m), told);
}

#[test]
fn a_hub_that_is_away_is_told_with_what_to_do() {
    let mut m = clients_with_docs();
    m.stop("hub");
    // The first attempt may still reach a hub that is shutting down.
    let is_said = |trouble: &str| trouble.contains("is not running");
    let status =
        m.until("laptop", "told", |status| status.hub.as_ref().unwrap().trouble.as_deref().is_some_and(is_said));
    let hub = status.hub.unwrap();
    let is_well_told = |message: &str, hint: &str| is_said(message) && hint.contains("`syncit run`");
    assert!(is_well_told(&hub.trouble.unwrap(), &hub.hint.unwrap()));
    let versions = Command::Versions { folder: "docs".into(), path: "a".into() };
    let error = m.try_call("laptop", versions).unwrap_err();
    assert!(error.code == "offline" && is_well_told(&error.message, error.hint.as_ref().unwrap()), "{error:?}");
    let Reply::Doctor(checks) = m.call("laptop", Command::Doctor) else { panic!() };
    let bad: Vec<_> = checks.iter().filter(|check| !check.ok).collect();
    assert_eq!((bad.len(), bad[0].check.as_str()), (1, "hub"));
    assert!(is_well_told(&bad[0].message, bad[0].hint.as_ref().unwrap()), "{bad:?}");
    assert!(checks.iter().any(|check| check.check == "clock" && check.message.contains("cannot be asked for")));
    m.start("hub");
    let Reply::Doctor(checks) = m.call("laptop", Command::Doctor) else { panic!() };
    assert!(checks.iter().all(|check| check.ok), "{checks:?}");
    assert!(checks.iter().any(|check| check.check == "clock" && check.message.contains("as the hub hub’s does")));
}

#[test]
fn the_doctor_and_the_diagnostics_look_at_everything_and_tell_no_secret() {
    let m = clients_with_docs();
    for name in ALL {
        let Reply::Doctor(checks) = m.call(name, Command::Doctor) else { panic!() };
        let bad: Vec<_> = checks.iter().filter(|check| !check.ok).collect();
        assert!(bad.is_empty() && checks.len() >= 5, "{name}: {checks:?}");
    }
    let file = m.root("laptop", "report.txt");
    m.call("laptop", Command::Diagnostics { file: file.clone() });
    let report = fs::read_to_string(&file).unwrap();
    assert!(report.contains("version: ") && report.contains("\"machine\": \"laptop\""));
    assert!(!report.contains("OPENSSH PRIVATE KEY"));
    assert_eq!(m.refusal("laptop", Command::Diagnostics { file }), "write");
}

/// Adds an entry that an older program may have accepted, and no machine can take.
fn add_impossible(dir: &Path, name: &str) {
    let mut store = SqliteRelayStore::open(dir).unwrap();
    let (folder, machine) = (store.folders().unwrap()[0].id, store.machines().unwrap()[0].id);
    let entry = JournalEntry {
        seq: Seq(0),
        path: RelPath::new(name).unwrap(),
        entry: Entry::Symlink("x".repeat(100_000)),
        machine,
        at: Timestamp(0),
        moved_from: None,
        conflict_of: None,
        previous: Seq(0),
        restored: None,
        privacy: None,
    };
    store.append(folder, &entry).unwrap();
    store.commit().unwrap();
}

#[test]
fn an_entry_that_no_machine_can_take_is_named_at_the_hub_and_holds_nothing_up() {
    let mut m = Machines::new(&["hub", "laptop"]);
    m.share_docs(&["hub", "laptop"]);
    m.same_docs(&["hub", "laptop"]);
    m.stop("laptop");
    m.stop("hub");
    add_impossible(&m.home("hub").relay(), "endless");
    m.start("hub");
    m.start("laptop");
    m.write("laptop", "a", "1");
    m.same_docs(&["hub", "laptop"]);
    let status = m.until("hub", "the entry", |status| !status.folders[0].problems.is_empty());
    let problem = &status.folders[0].problems[0];
    assert_eq!((problem.path.as_str(), status.folders[0].state), ("endless", SyncState::Attention));
    let Reply::Doctor(checks) = m.call("hub", Command::Doctor) else { panic!("no checks") };
    let is_named = |check: &Check| !check.ok && check.message.contains("no machine can apply");
    assert!(checks.iter().any(is_named), "{checks:?}");
}
