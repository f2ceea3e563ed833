//! A share of another machine takes over nothing that the hub did not make itself.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use syncit_core::replica_store::SyncMode;
use syncit_engine::api::{Command, FolderStatus, HubRoot, Reply};

use crate::harness::{Machines, hub_command};

const SECRET: &str = "nobody else is told";

/// A hub that keeps copies, and two machines.
fn with_root() -> (Machines, PathBuf) {
    with_root_at("kept")
}

fn with_root_at(root: &str) -> (Machines, PathBuf) {
    let mut m = Machines::unpaired(&super::ALL);
    let root = m.root("hub", root);
    m.call("hub", hub_command("hub", HubRoot::At(root.clone())));
    m.pair("hub", "laptop");
    m.pair("hub", "desktop");
    (m, root)
}

fn share_of(m: &Machines, machine: &str, name: &str) -> Command {
    let path = m.root(machine, name);
    fs::create_dir_all(&path).unwrap();
    fs::write(path.join(format!("of {machine}")), machine).unwrap();
    Command::Share { path, name: Some(name.into()), hub_copy: true }
}

/// Shares a folder, waits until the hub has decided about its copy, and returns what the hub shows of the folder.
fn share(m: &Machines, machine: &str, name: &str) -> FolderStatus {
    let reply = m.call(machine, share_of(m, machine, name));
    let Reply::Folder { notes, .. } = &reply else { panic!("{reply:?}") };
    assert!(notes.iter().any(|note| note.contains("store") && note.contains("copy")), "{notes:?}");
    decided(m, name)
}

fn decided(m: &Machines, name: &str) -> FolderStatus {
    let of = |folder: &&FolderStatus| folder.name == name;
    let is_decided = |folder: &FolderStatus| folder.path.is_some() || !folder.problems.is_empty();
    let status = m.until("hub", "decided", |status| status.folders.iter().find(of).is_some_and(is_decided));
    status.folders.iter().find(of).unwrap().clone()
}

/// Checks that the folder is shared and that the hub keeps it in its store alone. Its person can link it by what the
/// problem says, and the machine that shared it has got nothing of what was there.
#[track_caller]
fn check_left_alone(m: &Machines, machine: &str, folder: &FolderStatus, at: &Path) {
    assert_eq!(folder.path, None, "{folder:?}");
    let problem = &folder.problems[0];
    assert!(problem.message.contains("store"), "{problem:?}");
    assert_eq!(folder.suggested_path.as_deref(), Some(at), "{folder:?}");
    m.settle(&[machine]);
    assert_eq!(m.tree(machine, &folder.name), format!("of {machine} = {machine}"));
    let asks = m.folder(machine, &folder.name);
    assert!(asks.problems.is_empty() && asks.path.is_some(), "{asks:?}");
}

#[test]
fn a_directory_that_was_never_shared_stays_what_it_is_until_a_person_links_it() {
    let (m, root) = with_root();
    let private = root.join("private");
    fs::create_dir_all(&private).unwrap();
    fs::write(private.join("secret"), SECRET).unwrap();
    let folder = share(&m, "laptop", "private");
    check_left_alone(&m, "laptop", &folder, &private);
    assert!(!private.join("of laptop").exists() && !private.join(".syncit").exists());

    let path = folder.suggested_path.clone().unwrap();
    m.call("hub", Command::Link { name: "private".into(), path, role: SyncMode::TwoWay, only: None });
    m.settle(&["hub", "laptop"]);
    assert_eq!(m.tree("laptop", "private"), format!("of laptop = laptop\nsecret = {SECRET}"));
    assert!(m.folder("hub", "private").problems.is_empty());
}

#[test]
fn whatever_is_there_a_file_or_nothing_at_all_in_it_is_not_taken() {
    let (m, root) = with_root();
    fs::create_dir_all(root.join("empty")).unwrap();
    fs::write(root.join("file"), SECRET).unwrap();
    symlink("nowhere", root.join("dangling")).unwrap();
    for name in ["empty", "file", "dangling"] {
        let folder = share(&m, "laptop", name);
        check_left_alone(&m, "laptop", &folder, &root.join(name));
    }
    assert_eq!(fs::read_to_string(root.join("file")).unwrap(), SECRET);
    assert_eq!(fs::read_dir(root.join("empty")).unwrap().count(), 0);
    assert!(!root.join("nowhere").exists());
}

#[test]
fn a_directory_whose_folder_has_ended_is_given_to_nobody_else() {
    let (m, root) = with_root();
    assert!(share(&m, "laptop", "docs").path.is_some());
    m.settle(&["laptop", "hub"]);
    m.call("hub", Command::Unshare { name: "docs".into() });
    let folder = share(&m, "desktop", "docs");
    check_left_alone(&m, "desktop", &folder, &root.join("docs"));
    assert!(!root.join("docs/of desktop").exists());
}

#[test]
fn a_symlink_inside_the_root_is_not_followed() {
    let (m, root) = with_root();
    let elsewhere = m.root("hub", "elsewhere");
    fs::create_dir_all(&root).unwrap();
    fs::create_dir_all(&elsewhere).unwrap();
    fs::write(elsewhere.join("secret"), SECRET).unwrap();
    symlink(&elsewhere, root.join("out")).unwrap();
    let folder = share(&m, "laptop", "out");
    check_left_alone(&m, "laptop", &folder, &root.join("out"));
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 1);
}

#[test]
fn a_symlink_that_takes_the_place_of_a_part_of_the_root_is_not_followed() {
    let (mut m, root) = with_root_at("a/kept");
    fs::create_dir_all(&root).unwrap();
    let (above, elsewhere) = (m.root("hub", "a"), m.root("hub", "elsewhere"));
    fs::rename(&above, &elsewhere).unwrap();
    symlink(&elsewhere, &above).unwrap();
    let check = |m: &Machines, name: &str| {
        let folder = decided(m, name);
        assert_eq!(folder.path, None);
        assert!(folder.problems[0].message.contains(above.to_str().unwrap()), "{:?}", folder.problems);
        assert_eq!(fs::read_dir(elsewhere.join("kept")).unwrap().count(), 0);
    };
    m.call("laptop", share_of(&m, "laptop", "docs"));
    check(&m, "docs");
    m.stop("hub");
    m.start("hub");
    check(&m, "docs");

    // If a person sets the root through a symlink, the directory that it leads to is meant.
    m.set("hub", "root", root.to_str().unwrap());
    assert_eq!(m.setting("hub", "root"), elsewhere.join("kept").to_str().unwrap());
    m.call("hub", Command::Rescan { folder: None });
    m.until("hub", "keeping it", |status| status.folders.iter().any(|folder| folder.path.is_some()));
    m.settle(&["laptop", "hub"]);
    assert!(elsewhere.join("kept/docs/of laptop").exists());
}

#[test]
fn a_hidden_directory_is_a_persons_to_make() {
    let (m, root) = with_root();
    let folder = share(&m, "laptop", ".config");
    check_left_alone(&m, "laptop", &folder, &root.join(".config"));
    assert!(!root.join(".config").exists());
}

/// Makes the hub forget that it linked anything, as after a crash before the record was written.
fn forget_links(m: &mut Machines, before: &Path, meanwhile: impl FnOnce()) {
    m.stop("hub");
    meanwhile();
    let database = m.home("hub").machine_database();
    for end in ["-wal", "-shm"] {
        let mut file = database.clone().into_os_string();
        file.push(end);
        let _ = fs::remove_file(file);
    }
    fs::copy(before, database).unwrap();
    m.start("hub");
}

/// Returns a hub with a copy of "docs", and the hub's record from before that.
fn with_copy() -> (Machines, PathBuf, PathBuf) {
    let (mut m, root) = with_root();
    m.stop("hub");
    let before = m.root("hub", "before.db");
    fs::copy(m.home("hub").machine_database(), &before).unwrap();
    m.start("hub");
    m.until("laptop", "connected", |status| status.hub.as_ref().is_some_and(|hub| hub.online));
    assert!(share(&m, "laptop", "docs").path.is_some());
    m.settle(&["laptop", "hub"]);
    (m, root, before)
}

#[test]
fn what_a_crash_left_with_the_hubs_own_marker_is_gone_on_with() {
    let (mut m, root, before) = with_copy();
    let marker = fs::read_to_string(root.join("docs/.syncit/folder.json")).unwrap();
    forget_links(&mut m, &before, || ());
    assert_eq!(decided(&m, "docs").path.as_deref(), Some(root.join("docs").as_path()));
    assert_eq!(fs::read_to_string(root.join("docs/.syncit/folder.json")).unwrap(), marker);

    // This also holds when the databases of the replicas are lost with the record.
    let replicas = m.home("hub").data().join("replicas");
    forget_links(&mut m, &before, || {
        fs::remove_dir_all(&replicas).unwrap();
        fs::write(root.join("docs/meanwhile"), "x").unwrap();
    });
    assert_eq!(decided(&m, "docs").path.as_deref(), Some(root.join("docs").as_path()));
    m.until("laptop", "connected", |status| status.hub.as_ref().is_some_and(|hub| hub.online));
    m.settle(&["hub", "laptop"]);
    assert_eq!(m.tree("laptop", "docs"), "meanwhile = x\nof laptop = laptop");
    assert_eq!(m.tree("hub", "kept/docs"), "meanwhile = x\nof laptop = laptop");
}

#[test]
fn what_a_crash_left_under_its_first_name_is_made_anew() {
    let (mut m, root, before) = with_copy();
    let text = fs::read_to_string(root.join("docs/.syncit/folder.json")).unwrap();
    let id: String = text.split("\"folder\":\"").nth(1).unwrap().chars().take_while(|c| *c != '"').collect();
    forget_links(&mut m, &before, || {
        fs::remove_file(root.join("docs/of laptop")).unwrap();
        fs::rename(root.join("docs"), root.join(format!(".syncit-{id}"))).unwrap();
    });
    assert!(decided(&m, "docs").path.is_some());
    m.until("laptop", "connected", |status| status.hub.as_ref().is_some_and(|hub| hub.online));
    m.settle(&["hub", "laptop"]);
    assert_eq!(m.tree("hub", "kept/docs"), "of laptop = laptop");
    assert_eq!(fs::read_dir(&root).unwrap().count(), 1, "the first name is gone");
}

#[test]
fn the_copy_of_another_installation_is_not_the_hubs_own() {
    let (m, root) = with_root();
    fs::create_dir_all(root.join("docs")).unwrap();
    fs::write(root.join("docs/file"), "x").unwrap();
    m.call("laptop", Command::Share { path: root.join("docs"), name: Some("docs".into()), hub_copy: true });
    let folder = decided(&m, "docs");
    assert_eq!(folder.path, None, "{folder:?}");
}

#[test]
fn of_two_that_share_one_name_at_once_one_is_refused_and_the_other_kept() {
    let (m, root) = with_root();
    let shares = ["laptop", "desktop"].map(|machine| (machine, share_of(&m, machine, "docs")));
    let done = std::thread::scope(|scope| {
        let calls = shares.map(|(machine, command)| (machine, scope.spawn(|| m.try_call(machine, command))));
        calls.map(|(machine, call)| (machine, call.join().unwrap()))
    });
    let mut won = done.iter().filter(|(_, reply)| reply.is_ok());
    let winner = won.next().unwrap().0;
    assert!(won.next().is_none());
    assert!(done.iter().all(|(_, reply)| reply.as_ref().err().is_none_or(|error| error.code == "name-taken")));
    assert!(decided(&m, "docs").path.is_some());
    m.settle(&[winner, "hub"]);
    assert_eq!(m.tree("hub", "kept/docs"), format!("of {winner} = {winner}"));
    assert_eq!(fs::read_dir(&root).unwrap().count(), 1);
}

/// Whichever comes first wins: what a person made is not taken over, and what the hub made is not replaced.
#[test]
fn a_directory_that_is_made_at_the_same_moment_is_whose_was_first() {
    let (m, root) = with_root();
    fs::create_dir_all(&root).unwrap();
    let names: Vec<String> = (0..24).map(|n| format!("race{n}")).collect();
    let made: Vec<bool> = std::thread::scope(|scope| {
        let person = scope.spawn(|| {
            let mut made = Vec::new();
            for (n, name) in names.iter().enumerate() {
                if n % 2 == 0 {
                    // Before the hub checks: the folder is known, its copy is not begun.
                    m.until("hub", "asked", |status| status.folders.iter().any(|folder| folder.name == *name));
                } else {
                    // After the hub checked: the directory is there under its temporary name.
                    while !entries(&root).iter().any(|entry| entry == name || entry.starts_with(".syncit-")) {
                        std::thread::yield_now();
                    }
                }
                let dir = root.join(name);
                made.push(fs::create_dir(&dir).is_ok_and(|()| fs::write(dir.join("secret"), SECRET).is_ok()));
            }
            made
        });
        for name in &names {
            m.call("laptop", share_of(&m, "laptop", name));
        }
        person.join().unwrap()
    });
    for (name, made) in names.iter().zip(made) {
        let folder = decided(&m, name);
        assert_eq!(folder.path.is_none(), made, "{folder:?}");
    }
    m.settle(&["laptop"]);
    for name in &names {
        assert_eq!(m.tree("laptop", name), "of laptop = laptop");
    }
    assert!(entries(&root).iter().all(|entry| names.contains(entry)), "what was begun is gone");
}

fn entries(dir: &Path) -> Vec<String> {
    fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn who_does_not_want_a_copy_says_so_once() {
    let (mut m, root) = with_root();
    fs::create_dir_all(root.join("docs")).unwrap();
    share(&m, "laptop", "docs");
    m.call("hub", Command::Unlink { name: "docs".into() });
    let is_quiet = |m: &Machines| m.folder("hub", "docs").problems.is_empty();
    assert!(is_quiet(&m));
    m.stop("hub");
    m.start("hub");
    fs::remove_dir(root.join("docs")).unwrap();
    m.call("laptop", share_of(&m, "laptop", "later"));
    assert!(decided(&m, "later").path.is_some());
    assert!(is_quiet(&m) && !root.join("docs").exists());
}

#[test]
fn a_root_that_is_a_home_or_holds_what_programs_read_is_refused_with_the_reason() {
    let m = Machines::unpaired(&["hub", "laptop"]);
    let home = std::env::home_dir().unwrap();
    let at = |name: &str| m.root("hub", name);
    for made in ["person/.ssh", "disk/.Trash-1000", "projects/site"] {
        fs::create_dir_all(at(made)).unwrap();
    }
    fs::write(at("file"), "").unwrap();
    symlink(at("person"), at("to-person")).unwrap();
    let above_home = home.parent().unwrap().to_owned();
    let bad = [
        (home.clone(), "home directory"),
        (above_home, "it is"),
        (home.join(".config/autostart"), "hidden"),
        (at("person"), ".ssh"),
        (at("to-person"), ".ssh"),
        (at("file"), "directory"),
        (at("home"), "SyncIt"),
        (at("home/relay"), "SyncIt"),
        (at("a/../b"), ".."),
    ];
    for (path, reason) in &bad {
        let error = m.try_call("hub", hub_command("hub", HubRoot::At(path.clone()))).unwrap_err();
        assert_eq!(error.code, "bad-root", "{error:?}");
        assert!(error.message.contains(reason), "{reason}: {error:?}");
        assert!(error.hint.is_some());
    }
    m.call("hub", hub_command("hub", HubRoot::At(at("new/deep"))));
    assert_eq!(m.setting("hub", "root"), at("new/deep").to_str().unwrap());
    let set = |path: &Path| Command::Settings {
        folder: None,
        key: Some("root".into()),
        value: Some(path.to_str().unwrap().into()),
    };
    for (path, _) in &bad {
        assert_eq!(m.refusal("hub", set(path)), "bad-root", "{}", path.display());
    }
    for fine in ["disk", "projects", "home/SyncIt", "new/deep"] {
        m.call("hub", set(&at(fine)));
    }
}
