//! What a machine may do is chosen by the person at the hub, at the invitation and later, and stays so until that
//! person changes it.

use std::fs;

use syncit_core::relay_store::Access;
use syncit_engine::api::{Command, FolderStatus, HubRoot, Invite, Reply};

use crate::harness::{Machines, hub_command};

fn join(m: &Machines, name: &str, may: Option<Access>) {
    let invite = Command::Invite { minutes: None, may };
    let Reply::Invite(Invite { code, address, may: told, .. }) = m.call("hub", invite) else { panic!() };
    assert_eq!(told, may);
    m.call(name, Command::Join { address: Some(address), code, name: Some(name.into()), fingerprint: None });
}

/// The folders that a machine knows of, and whether it may write to each.
fn known(m: &Machines, name: &str) -> Vec<(String, bool)> {
    let Reply::Folders(folders) = m.call(name, Command::Folders) else { panic!() };
    folders.into_iter().map(|FolderStatus { name, may_write, .. }| (name, may_write)).collect()
}

#[track_caller]
fn check(m: &Machines, name: &str, expected: &[(&str, bool)]) {
    let expected: Vec<_> = expected.iter().map(|(name, may)| ((*name).to_owned(), *may)).collect();
    assert_eq!(known(m, name), expected);
}

fn allow(m: &Machines, machine: &str, folder: &str, access: Access) {
    m.call("hub", Command::Access { machine: machine.into(), folder: folder.into(), access });
}

/// The laptop shares three folders, and no other machine has one.
fn three_folders(names: &[&str]) -> Machines {
    let mut m = Machines::unpaired(names);
    m.call("hub", hub_command("hub", HubRoot::None));
    m.pair("hub", "laptop");
    for folder in ["free", "hidden", "shown"] {
        m.share("laptop", folder);
    }
    m
}

#[test]
fn what_was_refused_to_a_machine_stays_refused_when_it_leaves_and_is_invited_again() {
    let m = three_folders(&super::ALL);
    join(&m, "desktop", None);
    allow(&m, "desktop", "hidden", Access::None);
    allow(&m, "desktop", "shown", Access::Read);
    let refused = [("free", true), ("shown", false)];
    check(&m, "desktop", &refused);
    m.call("desktop", Command::Leave);
    join(&m, "desktop", None);
    check(&m, "desktop", &refused);
    // Forgetting the machine does not lift that, and neither does access to all folders at once.
    m.call("hub", Command::Forget { name: "desktop".into() });
    m.call("desktop", Command::Leave);
    join(&m, "desktop", Some(Access::Write));
    check(&m, "desktop", &refused);
    let hidden = Command::Link {
        name: "hidden".into(),
        path: m.root("desktop", "hidden"),
        role: Default::default(),
        only: None,
    };
    assert_eq!(m.refusal("desktop", hidden), "no-such-folder");

    allow(&m, "desktop", "hidden", Access::Write);
    check(&m, "desktop", &[("free", true), ("hidden", true), ("shown", false)]);
    m.call("desktop", Command::Leave);
    join(&m, "desktop", None);
    check(&m, "desktop", &[("free", true), ("hidden", true), ("shown", false)]);
}

#[test]
fn what_a_machine_may_do_is_chosen_where_it_is_invited_for_the_folders_to_come_as_well() {
    let mut m = three_folders(&["hub", "laptop", "desktop", "tablet"]);
    join(&m, "desktop", Some(Access::None));
    join(&m, "tablet", Some(Access::Read));
    check(&m, "desktop", &[]);
    check(&m, "tablet", &[("free", false), ("hidden", false), ("shown", false)]);
    m.share("laptop", "later");
    check(&m, "desktop", &[]);
    allow(&m, "desktop", "shown", Access::Read);
    allow(&m, "tablet", "shown", Access::Write);
    // It keeps full access to what it shares itself.
    m.share("desktop", "own");
    fs::write(m.root("desktop", "own").join("a"), "x").unwrap();
    m.settle(&["desktop"]);
    check(&m, "desktop", &[("own", true), ("shown", false)]);
    let read = [("free", false), ("hidden", false), ("later", false), ("own", false), ("shown", true)];
    check(&m, "tablet", &read);

    m.stop("hub");
    m.start("hub");
    for machine in ["desktop", "tablet"] {
        m.until(machine, "connected", |status| status.hub.as_ref().is_some_and(|hub| hub.online));
    }
    check(&m, "tablet", &read);

    // It is the same machine when it comes back, until the person who invites it chooses something else.
    for machine in ["desktop", "tablet"] {
        m.call(machine, Command::Leave);
        join(&m, machine, None);
    }
    check(&m, "desktop", &[("own", true), ("shown", false)]);
    check(&m, "tablet", &[("free", false), ("hidden", false), ("later", false), ("own", false), ("shown", false)]);
    m.call("tablet", Command::Leave);
    join(&m, "tablet", Some(Access::Write));
    check(&m, "tablet", &[("free", true), ("hidden", true), ("later", true), ("own", true), ("shown", true)]);
}

#[test]
fn a_machine_that_is_invited_to_see_nothing_loses_what_was_granted_to_it_before() {
    let m = three_folders(&super::ALL);
    join(&m, "desktop", None);
    allow(&m, "desktop", "shown", Access::Write);
    // Paired again without having left: its home was reset while its key stayed.
    let Reply::Invite(Invite { code, address, .. }) =
        m.call("hub", Command::Invite { minutes: None, may: Some(Access::None) })
    else {
        panic!()
    };
    m.call("hub", Command::Forget { name: "desktop".into() });
    m.call("desktop", Command::Leave);
    m.call("desktop", Command::Join { address: Some(address), code, name: Some("desktop".into()), fingerprint: None });
    check(&m, "desktop", &[]);
}

#[test]
fn a_machine_that_shares_its_quota_is_refused_and_told_what_helps() {
    let m = Machines::new(&super::ALL);
    assert_eq!(m.setting("hub", "folders-per-machine"), "64");
    m.set("hub", "folders-per-machine", "2");
    m.share("laptop", "one");
    m.share("laptop", "two");
    let more = |name: &str| {
        let path = m.root(name, "more");
        fs::create_dir_all(&path).unwrap();
        Command::Share { path, name: Some("more".into()), hub_copy: true }
    };
    let error = m.try_call("laptop", more("laptop")).unwrap_err();
    assert_eq!(error.code, "not-allowed");
    assert!(error.message.contains("2 folders"), "{error:?}");
    let hint = error.hint.unwrap();
    assert!(hint.contains("unshare") && hint.contains("folders-per-machine"), "{hint}");
    assert!(!m.root("laptop", "more/.syncit").exists(), "nothing is left of it");
    // Others continue, and so does the hub itself.
    m.share("desktop", "of desktop");
    for name in ["a", "b", "c"] {
        m.share("hub", name);
    }
    m.call("hub", Command::Unshare { name: "one".into() });
    m.call("laptop", more("laptop"));
    for bad in ["0", "1001", "many"] {
        let set = Command::Settings { folder: None, key: Some("folders-per-machine".into()), value: Some(bad.into()) };
        assert_eq!(m.refusal("hub", set), "bad-setting");
    }
}
