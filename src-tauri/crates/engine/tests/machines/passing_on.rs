//! Large content is passed on while it is still arriving at the hub.

use std::fs;
use std::path::PathBuf;

use syncit_core::Digest;
use syncit_engine::api::SyncState;

use super::harness::Machines;
use super::{CLIENTS, clients_with_docs};

/// Writes eight mebibytes at once that compression does not make smaller.
fn put_film(m: &Machines) {
    let noise: Vec<u8> = (0..262_144_u64).flat_map(|n| Digest::of(&n.to_le_bytes()).0).collect();
    let aside = m.root("laptop", "aside");
    fs::write(&aside, noise).unwrap();
    fs::rename(aside, m.root("laptop", "docs").join("film")).unwrap();
}

/// Returns how many bytes have arrived at the desktop of each file that is not in place yet.
fn begun(m: &Machines) -> Vec<u64> {
    let partial: PathBuf = m.root("desktop", "docs").join(".syncit/partial");
    let entries = fs::read_dir(partial).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.metadata().ok()?.len())).collect()
}

/// The laptop sends a film so slowly that it takes half a minute, and the desktop already has its beginning.
fn half_way() -> Machines {
    let m = clients_with_docs();
    m.set("laptop", "limit-up", "256");
    put_film(&m);
    m.until("desktop", "given the beginning", |_| begun(&m).iter().any(|bytes| *bytes > 512 << 10));
    assert!(m.status("laptop").folders[0].pending > 0, "half a minute's worth has been sent already");
    assert!(!m.has("desktop", "film"), "nothing is in place before the hub has all of it");
    m
}

#[test]
fn a_large_file_comes_to_the_others_while_it_is_still_being_sent() {
    let m = half_way();
    // Content that is not in the hub's journal is no state of the folder.
    assert_eq!(m.status("desktop").folders[0].state, SyncState::InSync);
    assert!(m.status("desktop").transfers.is_empty());
    m.set("laptop", "limit-up", "0");
    m.same_docs(&CLIENTS);
    assert!(m.has("desktop", "film"));
}

#[test]
fn what_comes_to_nothing_is_removed() {
    let mut m = half_way();
    m.stop("laptop");
    m.until("desktop", "rid of the beginning", |_| begun(&m).is_empty());
    m.until_state("desktop", SyncState::InSync);
    assert!(!m.has("desktop", "film"));
    m.start("laptop");
    m.set("laptop", "limit-up", "0");
    m.same_docs(&CLIENTS);
}
