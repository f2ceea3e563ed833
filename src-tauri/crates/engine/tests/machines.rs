//! Real machines in one process: real directories, SQLite, russh and ssh2 on loopback. Nothing sleeps: each test
//! waits by `Command::Wait`, which is fenced, or for a condition of the status.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "machines/copies.rs"]
mod copies;
#[allow(dead_code)]
#[path = "machines/harness.rs"]
mod harness;
#[path = "machines/roles.rs"]
mod roles;
#[path = "machines/seen.rs"]
mod seen;
#[path = "machines/shown.rs"]
mod shown;

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant, UNIX_EPOCH};

use harness::{Machines, hub_command};
use syncit_core::Digest;
use syncit_core::message::{Action, PROTOCOL};
use syncit_core::relay_store::Access;
use syncit_core::replica_store::Role;
use syncit_engine::Options;
use syncit_engine::api::{Command, HistoryRequest, HubRoot, Invite, MachineRole, Reply, SyncState};

const ALL: [&str; 3] = ["hub", "laptop", "desktop"];
const CLIENTS: [&str; 2] = ["laptop", "desktop"];

/// Two clients of a hub that keep "docs".
fn clients_with_docs() -> Machines {
    let m = Machines::new(&ALL);
    m.share_docs(&CLIENTS);
    m
}

#[test]
fn everything_in_a_tree_reaches_the_other_machine() {
    let m = clients_with_docs();
    m.write("laptop", "a.txt", "hello");
    m.write("laptop", "deep/er/b.txt", "there");
    m.write("laptop", "empty", "");
    m.write("laptop", "run.sh", "#!");
    m.make_executable("laptop", "run.sh");
    m.make_dir("laptop", "nothing/in/here");
    m.link_to("laptop", "link", "../outside");
    for odd in ["with space", "-dash", "new\nline", "quo\"te'", "ünï😀", "back\\slash", "*?[x]"] {
        m.write("laptop", &format!("odd/{odd}"), odd);
    }
    let tree = m.same_docs(&CLIENTS);
    for line in ["a.txt = hello", "deep/er/b.txt = there", "empty = ", "run.sh = #! executable", "nothing/in/here/"] {
        assert!(tree.lines().any(|found| found == line), "{line} is not in\n{tree}");
    }
    assert!(tree.contains("link -> ../outside"));
    assert_eq!(tree.lines().filter(|line| line.starts_with("odd/")).count(), 8);
}

#[test]
fn changes_deletions_and_moves_follow() {
    let m = clients_with_docs();
    for file in ["change", "delete", "move", "Case", "type", "dir/one", "dir/two", "gone/x"] {
        m.write("laptop", file, format!("this is {file}"));
    }
    m.same_docs(&CLIENTS);
    m.write("desktop", "change", "changed");
    m.remove("desktop", "delete");
    m.rename("desktop", "move", "moved");
    m.rename("desktop", "Case", "case");
    m.remove("desktop", "type");
    m.make_dir("desktop", "type");
    m.rename("desktop", "dir", "directory");
    m.remove("desktop", "gone");
    let expected = "case = this is Case\nchange = changed\ndirectory/\ndirectory/one = this is dir/one\n\
                    directory/two = this is dir/two\nmoved = this is move\ntype/";
    assert_eq!(m.same_docs(&["desktop", "laptop"]), expected);
    m.remove("laptop", "type");
    m.write("laptop", "type", "a file again");
    assert!(m.same_docs(&CLIENTS).ends_with("type = a file again"));
}

#[test]
fn a_directory_with_everything_in_it_is_renamed_without_alarm() {
    let m = clients_with_docs();
    for n in 0..600 {
        m.write("laptop", &format!("all/{}/{n}", n / 100), n.to_string());
    }
    m.same_docs(&CLIENTS);
    m.rename("laptop", "all", "everything");
    let tree = m.same_docs(&CLIENTS);
    assert_eq!(tree.lines().filter(|line| line.starts_with("everything/")).count(), 607);
    assert_eq!(tree.lines().count(), 607);
}

#[test]
fn edits_on_both_sides_meet_when_the_hub_is_back() {
    let mut m = clients_with_docs();
    m.write("laptop", "both", "first");
    m.write("laptop", "kept", "first");
    m.same_docs(&CLIENTS);
    m.stop("hub");
    m.until_state("laptop", SyncState::Offline);
    m.until_state("desktop", SyncState::Offline);
    m.write("laptop", "both", "from the laptop");
    m.write("desktop", "both", "from the desktop");
    for (name, day) in [("laptop", 1), ("desktop", 2)] {
        let file = fs::File::options().write(true).open(m.root(name, "docs").join("both")).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::from_secs(day * 24 * 60 * 60)).unwrap();
    }
    m.write("laptop", "kept", "edited");
    m.remove("desktop", "kept");
    m.write("laptop", "only-laptop", "1");
    m.write("desktop", "only-desktop", "2");
    m.start("hub");
    for name in CLIENTS {
        m.until(name, "online", |status| status.hub.as_ref().unwrap().online);
    }
    m.settle(&CLIENTS);
    let tree = m.tree("laptop", "docs");
    assert_eq!(m.tree("desktop", "docs"), tree);
    for survivor in ["= from the laptop", "= from the desktop", "kept = edited", "only-laptop = 1", "only-desktop = 2"]
    {
        assert!(tree.contains(survivor), "{survivor} is not in\n{tree}");
    }
    assert!(tree.contains("both (conflict, "), "{tree}");
    let Reply::Conflicts(conflicts) = m.call("laptop", Command::Conflicts { folder: None, copy: None, diff: false })
    else {
        panic!()
    };
    assert_eq!((conflicts.len(), conflicts[0].path.as_str()), (1, "both"));
    // By the time at which they were written, as the copy's name says, and not by when the hub took them.
    let days = BTreeSet::from([&conflicts[0].at[..10], &conflicts[0].theirs_at[..10]]);
    assert_eq!(days, BTreeSet::from(["1970-01-02", "1970-01-03"]));
    assert!(conflicts[0].copy.contains(&conflicts[0].at[..10]), "{:?}", conflicts[0]);
    assert_eq!(m.status("laptop").state, SyncState::Attention);
}

#[test]
fn a_machine_that_comes_later_gets_everything() {
    let m = Machines::new(&ALL);
    m.share("laptop", "docs");
    m.write("laptop", "a", "1");
    m.wait("laptop");
    m.write("desktop", "own", "was here");
    m.write("desktop", "a", "1");
    m.link("desktop", "docs");
    assert_eq!(m.same_docs(&CLIENTS), "a = 1\nown = was here");
    let Reply::Conflicts(conflicts) = m.call("desktop", Command::Conflicts { folder: None, copy: None, diff: false })
    else {
        panic!()
    };
    assert!(conflicts.is_empty());
}

#[test]
fn the_hub_shares_a_folder_of_its_own() {
    let m = Machines::new(&["hub", "laptop"]);
    let path = m.root("hub", "docs");
    fs::create_dir_all(&path).unwrap();
    let share = Command::Share { path, name: Some("docs".into()), hub_copy: true };
    let Reply::Folder { notes, .. } = m.call("hub", share) else { panic!() };
    assert!(notes[0].contains("twice"), "{notes:?}");
    m.link("laptop", "docs");
    m.write("hub", "from-hub", "1");
    m.write("laptop", "from-laptop", "2");
    assert_eq!(m.same_docs(&["hub", "laptop"]), "from-hub = 1\nfrom-laptop = 2");
}

#[test]
fn roles_say_which_way_changes_go() {
    let m = Machines::new(&["hub", "laptop", "desktop", "mirror"]);
    m.share("laptop", "docs");
    m.link_as("desktop", "docs", Role::SendOnly);
    m.link_as("mirror", "docs", Role::ReceiveOnly);
    m.write("laptop", "from-laptop", "1");
    m.write("desktop", "from-desktop", "2");
    m.settle(&["laptop", "desktop"]);
    m.write("mirror", "from-mirror", "3");
    m.settle(&["laptop", "mirror"]);
    assert_eq!(m.tree("laptop", "docs"), "from-desktop = 2\nfrom-laptop = 1");
    assert_eq!(m.tree("desktop", "docs"), "from-desktop = 2");
    assert_eq!(m.tree("mirror", "docs"), "from-desktop = 2\nfrom-laptop = 1\nfrom-mirror = 3");
}

#[test]
fn access_is_what_the_hub_says() {
    let m = clients_with_docs();
    let access = |access| Command::Access { machine: "desktop".into(), folder: "docs".into(), access };
    m.call("hub", access(Access::Read));
    m.until("desktop", "told", |_| true);
    m.write("laptop", "a", "1");
    m.settle(&["laptop", "desktop"]);
    m.write("desktop", "b", "2");
    m.wait("desktop");
    m.wait("laptop");
    assert_eq!(m.tree("laptop", "docs"), "a = 1");
    assert_eq!(m.tree("desktop", "docs"), "a = 1\nb = 2");
    m.call("hub", access(Access::None));
    m.until("desktop", "cut off", |status| {
        let docs = status.folders.iter().find(|folder| folder.name == "docs").unwrap();
        docs.state == SyncState::Attention && !docs.problems.is_empty()
    });
    assert_eq!(m.refusal("laptop", access(Access::None)), "not-the-hub");
    m.write("laptop", "c", "3");
    m.settle(&["laptop"]);
    assert!(!m.has("desktop", "c"));
    m.call("hub", access(Access::Write));
    // Nothing is done on the machine itself, and it was connected all the time.
    assert_eq!(m.same_docs(&["desktop", "laptop"]), "a = 1\nb = 2\nc = 3");
}

#[test]
fn a_forgotten_machine_is_cut_and_keeps_its_files() {
    let m = clients_with_docs();
    m.write("laptop", "a", "1");
    m.same_docs(&CLIENTS);
    m.call("hub", Command::Forget { name: "desktop".into() });
    let status = m.until("desktop", "cut", |status| !status.hub.as_ref().unwrap().online);
    assert_eq!(status.role, MachineRole::Client);
    let status = m.until("desktop", "told why", |status| status.hub.as_ref().unwrap().trouble.is_some());
    let trouble = status.hub.unwrap().trouble.unwrap();
    m.write("laptop", "b", "2");
    m.wait("laptop");
    assert_eq!(m.tree("desktop", "docs"), "a = 1", "{trouble}");
    m.call("desktop", Command::Leave);
    assert_eq!(m.status("desktop").role, MachineRole::None);
    assert_eq!(m.own_files("desktop"), "");
    assert_eq!(m.refusal("desktop", Command::Wait { folder: None, timeout: None }), "not-set-up");
}

#[test]
fn two_folders_are_kept_apart() {
    let m = clients_with_docs();
    m.share("desktop", "photos");
    m.link("laptop", "photos");
    m.write("laptop", "a", "doc");
    fs::write(m.root("desktop", "photos").join("a"), "photo").unwrap();
    m.settle(&CLIENTS);
    assert_eq!(m.tree("desktop", "docs"), "a = doc");
    assert_eq!(m.tree("laptop", "photos"), "a = photo");
    m.call("laptop", Command::Unlink { name: "docs".into() });
    assert_eq!(m.own_files("laptop"), "");
    assert!(m.has("laptop", "a"));
    m.write("desktop", "b", "later");
    m.settle(&CLIENTS);
    assert!(!m.has("laptop", "b"));
    m.link("laptop", "docs");
    assert_eq!(m.same_docs(&CLIENTS), "a = doc\nb = later");
    m.call("hub", Command::Unshare { name: "docs".into() });
    assert_eq!(m.tree("laptop", "docs"), "a = doc\nb = later");
}

#[test]
fn a_byte_inserted_into_a_large_file_costs_little() {
    const SIZE: usize = 64 << 20;
    let m = clients_with_docs();
    let mut content = vec![0_u8; SIZE];
    let mut state = 1_u64;
    for word in content.chunks_exact_mut(8) {
        // Marsaglia's xorshift64.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        word.copy_from_slice(&state.to_le_bytes());
    }
    m.write("laptop", "large", &content);
    m.settle(&CLIENTS);
    assert!(m.read("desktop", "large") == content);
    let store_bytes = || m.status("hub").store_bytes.unwrap();
    let before = store_bytes();
    assert!(before >= SIZE as u64);
    content.insert(SIZE / 2, b'!');
    m.write("laptop", "large", &content);
    m.settle(&CLIENTS);
    assert!(m.read("desktop", "large") == content);
    let added = store_bytes() - before;
    assert!(added < 4 << 20, "{added} bytes were added to the store");
}

#[test]
fn what_is_ignored_stays_here_and_says_why() {
    let m = clients_with_docs();
    m.write("laptop", ".syncitignore", "*.o\n/build/\n");
    for file in ["a.c", "a.o", "build/x", "sub/build/y", "movie.part"] {
        m.write("laptop", file, "x");
    }
    m.settle(&CLIENTS);
    let there: Vec<_> = ["a.c", "a.o", "build", "sub/build/y", "movie.part"].map(|path| m.has("desktop", path)).into();
    assert_eq!(there, [true, false, false, true, false]);
    let Reply::Ignored(lines) = m.call("laptop", Command::Ignored { folder: "docs".into(), path: None }) else {
        panic!()
    };
    let shown: Vec<_> = lines.iter().map(|line| format!("{}: {} ({})", line.path, line.rule, line.from)).collect();
    assert!(shown.contains(&"a.o: *.o (.syncitignore)".into()), "{shown:?}");
    assert!(shown.contains(&"movie.part: *.part (built-in)".into()), "{shown:?}");
}

#[test]
fn a_folder_without_its_marker_is_held_and_nothing_is_deleted() {
    let mut m = clients_with_docs();
    m.write("laptop", "a", "1");
    m.same_docs(&CLIENTS);
    m.stop("laptop");
    let root = m.root("laptop", "docs");
    fs::rename(&root, m.root("laptop", "aside")).unwrap();
    fs::create_dir(&root).unwrap();
    m.start("laptop");
    let status = m.until_state("laptop", SyncState::Held);
    assert!(!status.folders[0].problems.is_empty(), "{status:?}");
    let Reply::Wait { in_the_way, .. } = m.call("laptop", Command::Wait { folder: None, timeout: None }) else {
        panic!()
    };
    assert_eq!(in_the_way.len(), 1);
    assert_eq!(m.tree("desktop", "docs"), "a = 1");
    let relocate = |path| Command::Relocate { name: "docs".into(), path };
    assert_eq!(m.refusal("laptop", relocate(root)), "other-folder");
    m.call("laptop", relocate(m.root("laptop", "aside")));
    m.until_state("laptop", SyncState::InSync);
    fs::write(m.root("laptop", "aside").join("b"), "2").unwrap();
    m.settle(&CLIENTS);
    assert_eq!(m.tree("desktop", "docs"), "a = 1\nb = 2");
}

#[test]
fn a_paused_folder_keeps_changes_for_later() {
    let m = clients_with_docs();
    m.call("laptop", Command::Pause { folder: Some("docs".into()), seconds: None });
    m.until_state("laptop", SyncState::Paused);
    m.write("desktop", "a", "1");
    m.write("laptop", "b", "2");
    m.wait("desktop");
    assert!(!m.has("laptop", "a") && !m.has("desktop", "b"));
    m.call("laptop", Command::Resume { folder: Some("docs".into()) });
    assert_eq!(m.same_docs(&CLIENTS), "a = 1\nb = 2");
    m.call("laptop", Command::Pause { folder: None, seconds: Some(1) });
    m.until_state("laptop", SyncState::Paused);
    m.until_state("laptop", SyncState::InSync);
}

#[test]
fn history_tells_what_happened_page_by_page() {
    let m = clients_with_docs();
    m.write("laptop", "a", "1");
    m.settle(&CLIENTS);
    m.write("desktop", "a", "22");
    m.settle(&["desktop", "laptop"]);
    m.rename("laptop", "a", "b");
    m.settle(&CLIENTS);
    m.remove("laptop", "b");
    m.settle(&CLIENTS);
    let page = |request| match m.call("desktop", Command::History(request)) {
        Reply::History(page) => page.lines,
        other => panic!("{other:?}"),
    };
    let all = page(HistoryRequest::default());
    let shown: Vec<_> = all.iter().map(|line| (line.action, line.path.as_str(), line.machine.as_str())).collect();
    assert!(shown.contains(&(Action::Added, "a", "laptop")), "{shown:?}");
    assert!(shown.contains(&(Action::Changed, "a", "desktop")), "{shown:?}");
    assert!(shown.contains(&(Action::Moved, "b", "laptop")), "{shown:?}");
    assert_eq!(shown[0], (Action::Deleted, "b", "laptop"));
    let first = page(HistoryRequest { limit: Some(2), ..HistoryRequest::default() });
    let rest = page(HistoryRequest { before: Some(first[1].version.clone()), ..HistoryRequest::default() });
    let lines: Vec<_> = first.into_iter().chain(rest).collect();
    assert_eq!(lines, all);
}

#[test]
fn commands_that_make_no_sense_here_say_so() {
    let m = Machines::unpaired(&ALL);
    let join = |code: &str| Command::Join { address: Some("127.0.0.1:1".into()), code: code.into(), name: None };
    let share = |path: std::path::PathBuf| Command::Share { path, name: None, hub_copy: false };
    assert_eq!(m.refusal("hub", Command::Invite { minutes: None }), "not-set-up");
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
    assert_eq!(m.refusal("laptop", Command::Invite { minutes: None }), "not-the-hub");
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
    let link = |name: &str| Command::Link { name: name.into(), path: m.root("laptop", "new"), role: Role::TwoWay };
    assert_eq!(m.refusal("laptop", link("nothing")), "no-such-folder");
    assert_eq!(m.refusal("laptop", link("docs")), "is-linked");
    assert_eq!(m.refusal("laptop", Command::Unlink { name: "photos".into() }), "not-linked");
}

#[test]
fn a_code_works_once_and_not_when_it_is_wrong() {
    let m = Machines::unpaired(&ALL);
    m.call("hub", hub_command("hub", HubRoot::None));
    let Reply::Invite(Invite { code, address, .. }) = m.call("hub", Command::Invite { minutes: None }) else {
        panic!()
    };
    let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    let join = |code: &str, name: &str| Command::Join {
        address: Some(address.clone()),
        code: code.into(),
        name: Some(name.into()),
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

fn copy_dir(from: &std::path::Path, to: &std::path::Path) {
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
    let get = |name: &str, folder: Option<&str>| match m
        .call(name, Command::Settings { folder: folder.map(Into::into), key: None, value: None })
    {
        Reply::Settings(all) => serde_json::to_string(&all).unwrap(),
        other => panic!("{other:?}"),
    };
    assert!(get("hub", None).contains(r#""min-free":"2.0 GiB""#));
    assert_eq!(get("laptop", Some("docs")), r#"{"rescan-minutes":5,"role":"receive-only"}"#);
    assert_eq!(m.folder("laptop", "docs").role, Some(Role::ReceiveOnly));
}

/// Puts two MiB there at once that no compression makes smaller, and that differ by `seed`.
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
        // Two seconds' worth, less what goes at once after a rest.
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
        let is_there = |hub: &syncit_engine::api::HubStatus| hub.online && hub.address == now;
        m.until(name, "connected with the new address", |status| status.hub.as_ref().is_some_and(is_there));
    }
    m.write("desktop", "b", "2");
    m.same_docs(&["desktop", "laptop"]);
    m.stop("hub");
    m.start("hub");
    assert_eq!(m.setting("hub", "listen"), now);
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
    let Reply::Invite(Invite { code, .. }) = m.call("hub", Command::Invite { minutes: None }) else { panic!() };
    m.until("hub", "found", |_| is_found(&m));
    m.set("hub", "discovery", "off");
    assert!(!is_found(&m), "announced after that was switched off");
    m.set("hub", "discovery", "on");
    m.until("hub", "found again", |_| is_found(&m));
    m.set("laptop", "discovery", "off");
    assert_eq!(m.refusal("laptop", Command::Discover), "discovery-off");
    m.set("laptop", "discovery", "on");
    // Another test or program may be inviting on this computer, too.
    let join = || Command::Join { address: None, code: code.clone(), name: Some("laptop".into()) };
    m.until("hub", "the only one", |_| match m.try_call("laptop", join()) {
        Ok(_) => true,
        Err(error) => panic_unless(error.code == "several-hubs" || error.code == "no-hub-found", &error),
    });
    assert_eq!(m.status("laptop").hub.unwrap().address, listen);
}

/// False, if this was to be expected.
#[track_caller]
fn panic_unless(is_expected: bool, error: &syncit_engine::api::ApiError) -> bool {
    assert!(is_expected, "{error:?}");
    false
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
fn after_a_sleep_everything_is_looked_at_again() {
    let m = Machines::new(&ALL);
    m.write("laptop", "a", "first");
    // A change through another name of the same file is one that no watch tells.
    let outside = m.root("laptop", "outside");
    fs::hard_link(m.root("laptop", "docs").join("a"), &outside).unwrap();
    m.share_docs(&CLIENTS);
    assert_eq!(m.same_docs(&CLIENTS), "a = first");
    fs::write(&outside, "changed unseen").unwrap();
    m.settle(&CLIENTS);
    assert_eq!(m.read("desktop", "a"), b"first", "the change was seen");
    m.woke("laptop");
    m.until("desktop", "given the change", |_| m.read("desktop", "a") == b"changed unseen");
    m.until_state("laptop", SyncState::InSync);
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
    // The first attempt may still find a hub that is just ending.
    let is_said = |trouble: &str| trouble.contains("does not listen");
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
    assert!(checks.iter().any(|check| check.check == "clock" && check.message.contains("cannot be asked now")));
    m.start("hub");
    let Reply::Doctor(checks) = m.call("laptop", Command::Doctor) else { panic!() };
    assert!(checks.iter().all(|check| check.ok), "{checks:?}");
    assert!(checks.iter().any(|check| check.check == "clock" && check.message.contains("as the hub hub's does")));
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

#[test]
fn looking_is_no_change_that_fronts_are_told_of() {
    let m = clients_with_docs();
    m.write("laptop", "a", "x");
    m.settle(&CLIENTS);
    for name in ALL {
        let look = || {
            m.call(name, Command::Machines);
            m.call(name, Command::Folders);
            m.call(name, Command::History(HistoryRequest::default()));
        };
        // What still happened may be told once; who looks again at each hint must come to rest.
        let hints = m.hints(name);
        let mut looks = 0;
        look();
        while hints.recv_timeout(Duration::from_millis(500)).is_ok() {
            looks += 1;
            assert!(looks < 50, "{name} is told of its own looking");
            look();
        }
    }
}
