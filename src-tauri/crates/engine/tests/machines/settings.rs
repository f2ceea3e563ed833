//! Settings, which take effect at once.

use std::fs;
use std::time::{Duration, Instant};

use syncit_core::Digest;
use syncit_core::replica_store::SyncMode;
use syncit_engine::api::{Command, HubRoot, HubStatus, Reply, SyncState};

use super::harness::{Machines, hub_command};
use super::{ALL, CLIENTS, clients_with_docs};

#[test]
fn settings_are_typed_and_kept() {
    let mut m = Machines::new(&["hub", "laptop"]);
    m.share_docs(&["laptop"]);
    let set = |folder: Option<&str>, key: &str, value: &str| Command::Settings {
        folder: folder.map(Into::into),
        key: Some(key.into()),
        value: Some(value.into()),
    };
    m.call("hub", set(None, "min-free", "2 GiB"));
    m.call("laptop", set(Some("docs"), "role", "receive-only"));
    m.call("laptop", set(Some("docs"), "rescan-minutes", "5"));
    assert_eq!(m.refusal("hub", set(None, "min-free", "plenty")), "bad-setting");
    assert_eq!(m.refusal("hub", set(None, "colour", "red")), "no-such-setting");
    assert_eq!(m.refusal("laptop", set(Some("docs"), "rescan-minutes", "0")), "bad-setting");
    for name in ["hub", "laptop"] {
        m.stop(name);
        m.start(name);
    }
    // Settings of the folder for all machines are shown, too, as soon as the hub can be asked.
    let get = |name: &str, folder: Option<&str>, key: &str| match m
        .call(name, Command::Settings { folder: folder.map(Into::into), key: None, value: None })
    {
        Reply::Settings(all) => all[key].clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(get("hub", None, "min-free"), "2.0 GiB");
    assert_eq!(get("laptop", Some("docs"), "role"), "receive-only");
    assert_eq!(get("laptop", Some("docs"), "rescan-minutes"), 5);
    assert_eq!(m.folder("laptop", "docs").role, Some(SyncMode::ReceiveOnly));
}

/// Writes two MiB at once that compression does not make smaller, and that differ by `seed`.
fn put_noise(m: &Machines, path: &str, seed: u64) {
    let noise: Vec<u8> = (0..65_536).flat_map(|n| Digest::of(&(seed << 32 | n).to_le_bytes()).0).collect();
    let aside = m.root("laptop", "aside");
    fs::write(&aside, noise).unwrap();
    fs::rename(aside, m.root("laptop", "docs").join(path)).unwrap();
}

#[test]
fn content_goes_no_faster_than_a_limit_allows() {
    let m = clients_with_docs();
    for (machine, key, seed) in [("laptop", "limit-up", 1), ("desktop", "limit-down", 2)] {
        m.set(machine, key, "1024");
        let begun = Instant::now();
        put_noise(&m, key, seed);
        m.same_docs(&CLIENTS);
        // Two seconds' worth, less what is sent at once after a rest.
        assert!(begun.elapsed() > Duration::from_millis(1_600), "{key}: {:?}", begun.elapsed());
        m.set(machine, key, "0");
    }
}

#[test]
fn what_a_limit_holds_up_holds_up_nothing_else() {
    let mut m = clients_with_docs();
    let over_limit = |m: &Machines| {
        m.until("laptop", "sending", |status| status.folders[0].pending > 0);
        assert!(!m.has("desktop", "slow"), "half an hour's worth has come already");
    };
    m.set("laptop", "limit-up", "1");
    put_noise(&m, "slow", 3);
    over_limit(&m);
    m.make_dir("desktop", "made meanwhile");
    m.until("laptop", "given the directory", |_| m.has("laptop", "made meanwhile"));
    over_limit(&m);
    m.stop("hub");
    m.until_state("laptop", SyncState::Offline);
    m.start("hub");
    over_limit(&m);
    m.stop("laptop");
    m.start("laptop");
    over_limit(&m);
    assert_eq!(m.setting("laptop", "limit-up"), "1");
    m.set("laptop", "limit-up", "0");
    assert!(m.same_docs(&CLIENTS).contains("slow = "));
    for (name, value, refusal) in
        [("laptop", "fast", "bad-setting"), ("laptop", "-1", "bad-setting"), ("hub", "1", "no-such-setting")]
    {
        let set = Command::Settings { folder: None, key: Some("limit-up".into()), value: Some(value.into()) };
        assert_eq!(m.refusal(name, set), refusal);
    }
}

#[test]
fn the_space_that_must_stay_free_is_heeded_as_soon_as_it_is_set() {
    let m = clients_with_docs();
    m.set("hub", "min-free", "1000000 TiB");
    m.write("laptop", "a", "has content");
    let status = m.until("laptop", "refused", |status| !status.folders[0].problems.is_empty());
    assert!(status.folders[0].problems[0].message.contains("too full"), "{status:?}");
    m.set("hub", "min-free", "0");
    // What was refused is offered again in a minute, or when it changes.
    m.write("laptop", "a", "has other content");
    m.until("desktop", "given the file", |_| m.has("desktop", "a"));
    m.until_state("laptop", SyncState::InSync);
}

#[test]
fn a_hub_moves_to_another_address_while_it_runs_and_is_found_there() {
    let mut m = Machines::discovering(&ALL);
    m.call("hub", hub_command("hub", HubRoot::None));
    CLIENTS.iter().for_each(|name| m.pair("hub", name));
    m.share_docs(&CLIENTS);
    m.write("laptop", "a", "1");
    m.same_docs(&CLIENTS);
    let before = m.setting("hub", "listen");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let set = |value: String| Command::Settings { folder: None, key: Some("listen".into()), value: Some(value) };
    assert_eq!(m.refusal("hub", set(taken.local_addr().unwrap().to_string())), "listen");
    assert_eq!(m.refusal("hub", set(before.replace("127.0.0.1", "192.0.2.1"))), "listen");
    assert_eq!(m.setting("hub", "listen"), before);
    for name in CLIENTS {
        m.until(name, "online", |status| status.hub.as_ref().unwrap().online);
    }
    m.set("hub", "listen", "127.0.0.1:0");
    let now = m.setting("hub", "listen");
    assert_ne!(now, before);
    for name in CLIENTS {
        let is_there = |hub: &HubStatus| hub.online && hub.address == now;
        m.until(name, "connected with the new address", |status| status.hub.as_ref().is_some_and(is_there));
    }
    m.write("desktop", "b", "2");
    m.same_docs(&["desktop", "laptop"]);
    m.stop("hub");
    m.start("hub");
    assert_eq!(m.setting("hub", "listen"), now);
}
