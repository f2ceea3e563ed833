//! The copies that a hub keeps of folders that others share.

use std::fs;
use std::path::PathBuf;

use syncit_engine::api::{Command, FolderStatus, HubRoot, SyncState};

use crate::harness::{Machines, hub_command};

/// Machines whose hub keeps copies in a directory that does not exist yet.
fn with_root(names: &[&str]) -> (Machines, PathBuf) {
    let mut m = Machines::unpaired(names);
    let root = m.root("hub", "kept");
    m.call("hub", hub_command("hub", HubRoot::At(root.clone())));
    for name in &names[1..] {
        m.pair("hub", name);
    }
    (m, root)
}

#[test]
fn the_hub_keeps_a_copy_under_its_root_or_not() {
    let (m, root) = with_root(&["hub", "laptop", "desktop"]);
    let share = |name: &str, hub_copy| {
        let path = m.root("laptop", name);
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("file"), name).unwrap();
        m.call("laptop", Command::Share { path, name: Some(name.into()), hub_copy });
    };
    share("docs", true);
    share("private", false);
    m.until("hub", "keeping a copy", |status| status.folders.iter().any(|folder| folder.path.is_some()));
    m.settle(&["laptop", "hub"]);
    assert_eq!(fs::read_to_string(root.join("docs/file")).unwrap(), "docs");
    assert!(!root.join("private").exists());
    assert_eq!(m.folder("hub", "private").state, SyncState::NotLinked);
    fs::write(root.join("docs/from-hub"), "x").unwrap();
    m.settle(&["hub", "laptop"]);
    assert_eq!(m.read("laptop", "from-hub"), b"x");
}

#[test]
fn a_copy_that_cannot_be_made_is_told_and_made_later_also_after_a_restart() {
    let (mut m, root) = with_root(&["hub", "laptop"]);
    fs::write(&root, "in the way").unwrap();
    let path = m.root("laptop", "docs");
    fs::create_dir_all(&path).unwrap();
    fs::write(path.join("file"), "x").unwrap();
    m.call("laptop", Command::Share { path, name: Some("docs".into()), hub_copy: true });
    let is_missing = |folder: &FolderStatus| folder.path.is_none() && folder.problems.len() == 1;
    let until_told = |m: &Machines| {
        let status = m.until("hub", "told", |status| status.folders.iter().any(is_missing));
        assert_eq!(status.state, SyncState::Attention);
        let problem = &status.folders[0].problems[0];
        assert!(problem.message.contains("keeps no copy") && problem.message.contains("kept"), "{problem:?}");
        assert_eq!(status.summary.needs_you.len(), 1);
    };
    until_told(&m);
    m.stop("hub");
    m.start("hub");
    until_told(&m);
    fs::remove_file(&root).unwrap();
    m.call("hub", Command::Rescan { folder: None });
    m.until("hub", "keeping a copy", |status| status.folders.iter().any(|folder| folder.path.is_some()));
    m.settle(&["laptop", "hub"]);
    assert_eq!(fs::read_to_string(root.join("docs/file")).unwrap(), "x");

    // After an unlink, the copy is not made again.
    m.call("hub", Command::Unlink { name: "docs".into() });
    m.stop("hub");
    m.start("hub");
    let path = m.root("laptop", "later");
    fs::create_dir_all(&path).unwrap();
    m.call("laptop", Command::Share { path, name: Some("later".into()), hub_copy: true });
    // Copies are made in order: by now a copy of the first folder would be there again.
    m.until("hub", "keeping the second", |status| status.folders.iter().any(|folder| folder.path.is_some()));
    let docs = m.folder("hub", "docs");
    assert!(docs.path.is_none() && docs.problems.is_empty(), "{docs:?}");
}
