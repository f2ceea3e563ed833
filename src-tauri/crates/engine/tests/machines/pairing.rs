//! How machines find a hub and pair with it, how they are named, and how they leave.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use syncit_core::join_link::JoinLink;
use syncit_core::replica_store::SyncMode;
use syncit_engine::api::{ApiError, Command, HubRoot, Invite, Reply, Role, SyncState};

use super::harness::{Machines, hub_command};
use super::{ALL, CLIENTS, clients_with_docs};

#[test]
fn a_code_works_once_and_not_when_it_is_wrong() {
    let m = Machines::unpaired(&ALL);
    m.call("hub", hub_command("hub", HubRoot::None));
    let Reply::Invite(Invite { code, address, .. }) = m.call("hub", Command::Invite { minutes: None, may: None })
    else {
        panic!()
    };
    let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    let join = |code: &str, name: &str| Command::Join {
        address: Some(address.clone()),
        code: code.into(),
        name: Some(name.into()),
        fingerprint: None,
    };
    assert_eq!(m.refusal("laptop", join(&wrong, "laptop")), "wrong-code");
    assert_eq!(m.refusal("laptop", join(&code, "HUB")), "name-taken");
    m.call("laptop", join(&code, "laptop"));
    assert_eq!(m.refusal("desktop", join(&code, "desktop")), "no-invitation");
    let Reply::Machines(machines) = m.call("laptop", Command::Machines) else { panic!() };
    let shown: Vec<_> = machines.iter().map(|machine| (machine.name.as_str(), machine.online)).collect();
    assert_eq!(shown, [("hub", true), ("laptop", true)]);
    assert!(machines.iter().all(|machine| machine.fingerprint.starts_with("SHA256:")));
}

#[test]
fn a_hub_with_another_key_than_the_expected_one_is_refused_before_the_code_is_tried() {
    let m = Machines::unpaired(&ALL);
    m.call("hub", hub_command("hub", HubRoot::None));
    let Reply::Invite(Invite { code, address, link, .. }) = m.call("hub", Command::Invite { minutes: None, may: None })
    else {
        panic!()
    };
    let link: JoinLink = link.unwrap().parse().unwrap();
    assert_eq!((&link.address, link.name.unwrap().as_str()), (&address, "hub"));
    let join = |fingerprint: &str| Command::Join {
        address: Some(address.clone()),
        code: code.clone(),
        name: Some("laptop".into()),
        fingerprint: Some(fingerprint.into()),
    };
    let other = format!("SHA256:{}", "A".repeat(43));
    assert_eq!(m.refusal("laptop", join(&other)), "other-key");
    assert_eq!(m.refusal("laptop", join("SHA256:short")), "bad-argument");
    match m.call("hub", Command::Invitation) {
        Reply::Invitation(Some(open)) => assert_eq!(open.attempts_left, 9, "no code was tried"),
        other => panic!("{other:?}"),
    }
    m.call("laptop", join(&link.fingerprint));
}

#[test]
fn commands_that_make_no_sense_here_say_so() {
    let m = Machines::unpaired(&ALL);
    let join = |code: &str| Command::Join {
        address: Some("127.0.0.1:1".into()),
        code: code.into(),
        name: None,
        fingerprint: None,
    };
    let share = |path: PathBuf| Command::Share { path, name: None, hub_copy: false };
    assert_eq!(m.refusal("hub", Command::Invite { minutes: None, may: None }), "not-set-up");
    assert_eq!(m.refusal("hub", Command::Leave), "not-set-up");
    assert_eq!(m.refusal("hub", share("/tmp".into())), "not-set-up");
    assert_eq!(m.refusal("hub", Command::Folders), "not-set-up");
    assert_eq!(m.refusal("laptop", join("12345")), "bad-code");
    assert_eq!(m.refusal("laptop", join("123456")), "unreachable");
    assert_eq!(m.status("laptop").state, SyncState::Unpaired);
    let mut m = m;
    m.call("hub", hub_command("hub", HubRoot::None));
    assert_eq!(m.refusal("hub", hub_command("hub", HubRoot::None)), "is-the-hub");
    assert_eq!(m.refusal("hub", join("123456")), "is-the-hub");
    assert_eq!(m.refusal("hub", Command::Leave), "is-the-hub");
    m.pair("hub", "laptop");
    assert_eq!(m.refusal("laptop", hub_command("hub", HubRoot::None)), "is-paired");
    assert_eq!(m.refusal("laptop", join("123456")), "is-paired");
    assert_eq!(m.refusal("laptop", Command::Invite { minutes: None, may: None }), "not-allowed");
    assert_eq!(m.refusal("laptop", Command::Forget { name: "hub".into() }), "not-the-hub");
    assert_eq!(m.refusal("laptop", Command::Unshare { name: "x".into() }), "not-the-hub");
    assert_eq!(m.refusal("laptop", share(m.root("laptop", "none"))), "no-such-path");
    m.share("laptop", "docs");
    assert_eq!(m.refusal("laptop", share(m.root("laptop", "docs"))), "overlaps");
    fs::create_dir_all(m.root("laptop", "other")).unwrap();
    let taken = Command::Share { path: m.root("laptop", "other"), name: Some("DOCS".into()), hub_copy: false };
    assert_eq!(m.refusal("laptop", taken), "name-taken");
    let evil = Command::Share { path: m.root("laptop", "other"), name: Some("../x".into()), hub_copy: false };
    assert_eq!(m.refusal("laptop", evil), "bad-name");
    let link = |name: &str| Command::Link {
        name: name.into(),
        path: m.root("laptop", "new"),
        role: SyncMode::TwoWay,
        only: None,
    };
    assert_eq!(m.refusal("laptop", link("nothing")), "no-such-folder");
    assert_eq!(m.refusal("laptop", link("docs")), "is-linked");
    assert_eq!(m.refusal("laptop", Command::Unlink { name: "photos".into() }), "not-linked");
}

#[test]
fn a_hub_is_discovered_while_it_invites_and_may_be_seen() {
    let m = Machines::discovering(&["hub", "laptop"]);
    m.call("hub", hub_command("found by its name", HubRoot::None));
    let listen = m.setting("hub", "listen");
    let is_found = |m: &Machines| {
        let Reply::Discover(found) = m.call("laptop", Command::Discover) else { panic!() };
        found.iter().any(|hub| hub.name == "found by its name" && hub.addresses == [listen.clone()])
    };
    assert!(!is_found(&m), "named without an invitation");
    let Reply::Invite(Invite { code, .. }) = m.call("hub", Command::Invite { minutes: None, may: None }) else {
        panic!()
    };
    m.until("hub", "found", |_| is_found(&m));
    m.set("hub", "discovery", "off");
    assert!(!is_found(&m), "announced after that was switched off");
    m.set("hub", "discovery", "on");
    m.until("hub", "found again", |_| is_found(&m));
    m.set("laptop", "discovery", "off");
    assert_eq!(m.refusal("laptop", Command::Discover), "discovery-off");
    m.set("laptop", "discovery", "on");
    // Another test or program may be inviting on this computer, too.
    let join = || Command::Join { address: None, code: code.clone(), name: Some("laptop".into()), fingerprint: None };
    m.until("hub", "the only one", |_| match m.try_call("laptop", join()) {
        Ok(_) => true,
        Err(error) => panic_unless(error.code == "several-hubs" || error.code == "no-hub-found", &error),
    });
    assert_eq!(m.status("laptop").hub.unwrap().address, listen);
}

/// Returns false if this error was to be expected.
#[track_caller]
fn panic_unless(is_expected: bool, error: &ApiError) -> bool {
    assert!(is_expected, "{error:?}");
    false
}

#[test]
fn machines_are_renamed_everywhere() {
    let m = clients_with_docs();
    m.call("laptop", Command::Rename { machine: None, name: "notebook".into() });
    m.call("hub", Command::Rename { machine: Some("desktop".into()), name: "tower".into() });
    m.call("hub", Command::Rename { machine: None, name: "server".into() });
    assert_eq!(m.status("laptop").machine, "notebook");
    m.until("desktop", "renamed", |status| status.machine == "tower");
    let Reply::Machines(machines) = m.call("desktop", Command::Machines) else { panic!() };
    let names: Vec<_> = machines.iter().map(|machine| machine.name.as_str()).collect();
    assert_eq!(names, ["server", "notebook", "tower"]);
    assert_eq!(m.refusal("laptop", Command::Rename { machine: None, name: "TOWER".into() }), "name-taken");
}

#[test]
fn a_forgotten_machine_is_cut_and_keeps_its_files() {
    let m = clients_with_docs();
    m.write("laptop", "a", "1");
    m.same_docs(&CLIENTS);
    m.call("hub", Command::Forget { name: "desktop".into() });
    let status = m.until("desktop", "cut", |status| !status.hub.as_ref().unwrap().online);
    assert_eq!(status.role, Role::Client);
    let status = m.until("desktop", "told why", |status| status.hub.as_ref().unwrap().trouble.is_some());
    let trouble = status.hub.unwrap().trouble.unwrap();
    m.write("laptop", "b", "2");
    m.wait("laptop");
    assert_eq!(m.tree("desktop", "docs"), "a = 1", "{trouble}");
    m.call("desktop", Command::Leave);
    assert_eq!(m.status("desktop").role, Role::None);
    assert_eq!(m.own_files("desktop"), "");
    assert_eq!(m.refusal("desktop", Command::Wait { folder: None, timeout: None, everywhere: false }), "not-set-up");
}

#[test]
fn a_copied_home_is_not_let_in() {
    let mut m = clients_with_docs();
    m.write("laptop", "a", "1");
    m.same_docs(&CLIENTS);
    m.stop("desktop");
    copy_dir(m.home("desktop").data(), m.home("twin").data());
    m.start("desktop");
    m.until_state("desktop", SyncState::InSync);
    m.start("twin");
    let status = m.until("twin", "refused", |status| status.hub.as_ref().unwrap().trouble.is_some());
    assert_eq!(status.state, SyncState::Attention, "{status:?}");
    assert!(m.status("desktop").hub.unwrap().online);
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => copy_dir(&from, &to),
            kind if kind.is_file() => drop(fs::copy(&from, &to).unwrap()),
            _ => {}
        }
    }
}

/// Connects from one address of this computer after another, and stays silent, until `stop` is set.
fn flood(to: SocketAddr, stop: &AtomicBool, has_begun: &AtomicBool) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut silent = std::collections::VecDeque::new();
        for n in (0..u16::MAX).cycle() {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let [high, low] = n.to_be_bytes();
            let socket = tokio::net::TcpSocket::new_v4().unwrap();
            socket.bind(SocketAddr::from((Ipv4Addr::new(127, 1, high, low.max(1)), 0))).unwrap();
            silent.extend(socket.connect(to).await);
            if silent.len() >= 200 {
                has_begun.store(true, Ordering::Relaxed);
                silent.pop_front();
            }
        }
    });
}

#[test]
fn a_hub_that_was_restarted_lets_its_machines_in_in_the_middle_of_a_flood() {
    let mut m = Machines::new(&["hub", "laptop"]);
    m.stop("laptop");
    m.stop("hub");
    m.start("hub");
    let to = m.setting("hub", "listen").parse().unwrap();
    let (stop, has_begun) = (AtomicBool::new(false), AtomicBool::new(false));
    let took = std::thread::scope(|scope| {
        scope.spawn(|| flood(to, &stop, &has_begun));
        while !has_begun.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
        let begun = Instant::now();
        m.start("laptop");
        m.until("laptop", "online", |status| status.hub.as_ref().is_some_and(|hub| hub.online));
        stop.store(true, Ordering::Relaxed);
        begun.elapsed()
    });
    assert!(took < Duration::from_secs(10), "it took {took:?}");
}

#[test]
fn an_invitation_says_where_wrong_codes_came_from_and_that_they_ended_it() {
    let m = Machines::unpaired(&["hub", "laptop"]);
    m.call("hub", hub_command("hub", HubRoot::None));
    let Reply::Invite(Invite { code, address, .. }) = m.call("hub", Command::Invite { minutes: None, may: None })
    else {
        panic!()
    };
    let shown = || match m.call("hub", Command::Invitation) {
        Reply::Invitation(shown) => shown.unwrap(),
        other => panic!("{other:?}"),
    };
    let hints = m.hints("hub");
    let to: SocketAddr = address.parse().unwrap();
    let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    for n in 1..=9 {
        assert!(!shown().burnt);
        let proxy = proxy_from(Ipv4Addr::new(127, 0, 9, n), to);
        let join =
            Command::Join { address: Some(proxy.to_string()), code: wrong.clone(), name: None, fingerprint: None };
        assert_eq!(m.refusal("laptop", join), "wrong-code");
        hints.recv_timeout(super::harness::PATIENCE).unwrap();
    }
    let burnt = shown();
    assert!(burnt.burnt && burnt.attempts_left == 0, "{burnt:?}");
    let from: Vec<_> = burnt.wrong_codes.iter().map(|wrong| (wrong.address.as_str(), wrong.count)).collect();
    assert_eq!(from.len(), 9);
    assert_eq!(from[0], ("127.0.9.1", 1));
    let join =
        |code: &str| Command::Join { address: Some(address.clone()), code: code.into(), name: None, fingerprint: None };
    assert_eq!(m.refusal("laptop", join(&code)), "no-invitation");
    let Reply::Invite(Invite { code, .. }) = m.call("hub", Command::Invite { minutes: None, may: None }) else {
        panic!()
    };
    assert!(!shown().burnt);
    m.call("laptop", join(&code));
}

/// Forwards one connection to a hub, from another address of this computer.
fn proxy_from(source: Ipv4Addr, to: SocketAddr) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (inner, _) = listener.accept().unwrap();
        inner.set_nonblocking(true).unwrap();
        runtime.block_on(async {
            let socket = tokio::net::TcpSocket::new_v4().unwrap();
            socket.bind(SocketAddr::from((source, 0))).unwrap();
            let mut outer = socket.connect(to).await.unwrap();
            let mut inner = tokio::net::TcpStream::from_std(inner).unwrap();
            // It ends when either side does.
            let _ = tokio::io::copy_bidirectional(&mut inner, &mut outer).await;
        });
    });
    address
}
