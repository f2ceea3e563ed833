//! Folders inside folders of another installation on the same computer.

use std::fs;
use std::path::Path;
use std::process::Command as Process;

use syncit_core::replica_store::SyncMode;
use syncit_engine::api::{Command, HoldKind, SyncState};

use super::harness::Machines;

fn link(folder: &str, path: &Path) -> Command {
    Command::Link { name: folder.into(), path: path.to_owned(), role: SyncMode::TwoWay, only: None }
}

fn copy(from: &Path, to: &Path) {
    assert!(Process::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
}

/// "docs" and "more" are folders of the laptop; the desktop has none so far.
fn two_installations() -> Machines {
    let m = Machines::new(&["hub", "laptop", "desktop"]);
    m.share("laptop", "docs");
    m.share("laptop", "more");
    m.write("laptop", "a", "1");
    m.settle(&["laptop"]);
    m
}

#[test]
fn a_folder_in_or_around_one_of_another_installation_is_refused() {
    let m = two_installations();
    let docs = m.root("laptop", "docs");
    let inside = docs.join("d/e");
    fs::create_dir_all(&inside).unwrap();
    let error = m.try_call("desktop", link("more", &inside)).unwrap_err();
    assert_eq!(error.code, "overlaps");
    let shown = docs.display().to_string();
    assert!(error.message.contains(&format!("inside {shown}")), "{error:?}");
    assert!(error.hint.unwrap().contains(&format!("{shown}/.syncit")), "what to do with one that is left over");
    let around = docs.parent().unwrap();
    assert_eq!(m.refusal("desktop", link("more", around)), "overlaps");
    let share = |path: &Path| Command::Share { path: path.to_owned(), name: Some("new".into()), hub_copy: false };
    assert_eq!(m.refusal("desktop", share(&inside)), "overlaps");

    // A copy does not count as a linked folder, wherever it is and whatever marker it contains.
    let copied = m.root("desktop", "copied");
    fs::create_dir_all(&copied).unwrap();
    copy(&docs, &copied.join("docs"));
    m.call("desktop", link("more", &copied));
    m.until("laptop", "the copy", |_| m.root("laptop", "more").join("docs/a").exists());
    m.settle(&["laptop", "desktop"]);
    m.until_state("desktop", SyncState::InSync);
    assert!(!m.root("laptop", "more").join("docs/.syncit").exists());

    // An unlinked folder does not count either.
    m.call("laptop", Command::Unlink { name: "docs".into() });
    m.call("desktop", link("docs", &inside));
}

#[test]
fn a_folder_that_came_to_lie_in_one_of_another_installation_is_held_until_it_is_out() {
    let mut m = two_installations();
    let (docs, own) = (m.root("laptop", "docs"), m.root("desktop", "more"));
    fs::create_dir_all(&own).unwrap();
    m.call("desktop", link("more", &own));
    m.settle(&["laptop", "desktop"]);
    m.stop("desktop");
    let inside = docs.join("more");
    fs::rename(&own, &inside).unwrap();
    std::os::unix::fs::symlink(&inside, &own).unwrap();
    m.start("desktop");
    m.until_state("desktop", SyncState::Held);
    let hold = m.folder("desktop", "more").hold.unwrap();
    assert_eq!(hold.kind, HoldKind::InsideAnother);
    assert!(hold.cause.contains(&docs.display().to_string()), "{hold:?}");

    fs::remove_file(&own).unwrap();
    fs::rename(&inside, &own).unwrap();
    m.until_state("desktop", SyncState::InSync);
    fs::write(own.join("later"), "x").unwrap();
    m.settle(&["laptop", "desktop"]);
    assert!(m.root("laptop", "more").join("later").exists());
}

#[test]
fn a_root_that_is_turned_to_another_directory_is_held_and_both_are_named() {
    let mut m = two_installations();
    let (docs, first, second) = (m.root("laptop", "docs"), m.root("laptop", "first"), m.root("laptop", "second"));
    m.stop("laptop");
    fs::rename(&docs, &first).unwrap();
    std::os::unix::fs::symlink(&first, &docs).unwrap();
    fs::create_dir(&second).unwrap();
    m.start("laptop");
    m.settle(&["laptop"]);
    let turn = |to: &Path| {
        fs::remove_file(&docs).unwrap();
        std::os::unix::fs::symlink(to, &docs).unwrap();
    };
    turn(&second);
    m.call("laptop", Command::Rescan { folder: Some("docs".into()) });
    let named = |m: &Machines| {
        m.until_state("laptop", SyncState::Held);
        let cause = m.folder("laptop", "docs").hold.unwrap().cause;
        for path in [&docs, &second] {
            assert!(cause.contains(&path.display().to_string()), "{cause}");
        }
    };
    named(&m);
    m.stop("laptop");
    m.start("laptop");
    named(&m);
    turn(&first);
    m.until_state("laptop", SyncState::InSync);
    assert!(first.join("a").exists());
}

#[test]
fn a_copy_that_takes_the_place_of_the_folder_while_it_runs_is_gone_on_with() {
    let m = two_installations();
    let (docs, aside) = (m.root("laptop", "docs"), m.root("laptop", "aside"));
    fs::rename(&docs, &aside).unwrap();
    m.until_state("laptop", SyncState::Held);
    copy(&aside, &docs);
    m.until_state("laptop", SyncState::InSync);
    m.write("laptop", "later", "x");
    m.settle(&["laptop"]);
}
