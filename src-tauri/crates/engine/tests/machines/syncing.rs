//! How a change on one machine reaches the others, and what prevents it.

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, UNIX_EPOCH};

use syncit_engine::api::{Command, Reply, SyncState};

use super::harness::Machines;
use super::{ALL, CLIENTS, clients_with_docs};

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
    // Dated by when they were written, as the copy's name says, and not by when the hub accepted them.
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
    let Reply::Folders(offered) = m.call("desktop", Command::Folders) else { panic!() };
    assert_eq!((&offered[0].path, offered[0].files, offered[0].bytes), (&None, 1, 1));
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
    let Reply::Wait { in_the_way, .. } =
        m.call("laptop", Command::Wait { folder: None, timeout: None, everywhere: false })
    else {
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
fn after_a_sleep_everything_is_looked_at_again() {
    let m = Machines::new(&ALL);
    m.write("laptop", "a", "first");
    // Writes through another hard link of the file, which no watch reports.
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
