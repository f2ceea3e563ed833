//! Where paths of a machine lie, and how they stand there, as file managers ask it.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use syncit_engine::api::{Command, PathState, Reply, Whereabouts};

use super::harness::Machines;
use super::{CLIENTS, clients_with_docs};

fn places(m: &Machines, name: &str, paths: Vec<PathBuf>) -> Vec<Whereabouts> {
    match m.call(name, Command::Where { paths }) {
        Reply::Where(places) => places,
        other => panic!("{other:?}"),
    }
}

/// Where a path of "docs" on the laptop lies, and how it stands.
fn place(m: &Machines, path: impl AsRef<Path>) -> (Option<String>, Option<String>, Option<PathState>) {
    let path = m.root("laptop", "docs").join(path);
    let Whereabouts { folder, path, state, .. } = places(m, "laptop", vec![path]).remove(0);
    (folder, path, state)
}

fn state(m: &Machines, path: &str) -> Option<PathState> {
    place(m, path).2
}

#[test]
fn a_path_is_found_by_whatever_way_it_is_named() {
    let m = clients_with_docs();
    m.write("laptop", "a/b.txt", "1");
    m.link_to("laptop", "link", "a/b.txt");
    m.settle(&CLIENTS);
    let root = m.root("laptop", "docs");
    let outside = root.parent().unwrap().join("way");
    symlink(&root, &outside).unwrap();
    let found = |path: &str| (Some("docs".to_owned()), Some(path.to_owned()), Some(PathState::InSync));
    for (way, path) in [
        (root.clone(), ""),
        (root.join("a"), "a"),
        (root.join("a/b.txt"), "a/b.txt"),
        (root.join("a/../a/./b.txt"), "a/b.txt"),
        // A symlink in a folder is synced as what it is.
        (root.join("link"), "link"),
        (outside.clone(), ""),
        (outside.join("a/b.txt"), "a/b.txt"),
    ] {
        assert_eq!(place(&m, &way), found(path), "{}", way.display());
    }
    let nowhere = (None, None, None);
    for way in [PathBuf::from("/"), root.parent().unwrap().to_owned(), root.with_file_name("docs2"), root.join("../x")]
    {
        assert_eq!(place(&m, &way), nowhere, "{}", way.display());
    }
    symlink("/", root.join("out")).unwrap();
    assert_eq!(place(&m, "out/etc"), nowhere, "what a symlink leads to is not in the folder");
    assert_eq!(m.refusal("laptop", Command::Where { paths: vec!["docs".into()] }), "bad-argument");
    assert_eq!(m.refusal("laptop", Command::Where { paths: vec!["/".into(); 257] }), "bad-argument");
    assert_eq!(places(&m, "laptop", vec!["/".into(); 256]).len(), 256);
}

#[test]
fn a_path_stands_as_its_content_does_and_a_directory_like_what_is_in_it() {
    let m = clients_with_docs();
    for path in [".syncitignore", "a/b/c.txt", "a.b/c.txt", "d.txt", "x.log"] {
        m.write("laptop", path, if path == ".syncitignore" { "*.log\nbuilt/\n" } else { "1" });
    }
    m.write("laptop", "built/deep/e.txt", "1");
    m.settle(&CLIENTS);
    let states = |paths: [&str; 6]| paths.map(|path| state(&m, path));
    use PathState::{Conflict, InSync, NotSynced, Pending};
    let all = ["", "a", "a/b", "a/b/c.txt", "a.b", "d.txt"];
    assert_eq!(states(all), [Some(InSync); 6]);
    for left_out in ["x.log", "built", "built/deep", "built/deep/e.txt", ".syncit/folder.json"] {
        assert_eq!(state(&m, left_out), Some(NotSynced), "{left_out}");
    }
    assert_eq!(state(&m, "never was"), None);

    for name in CLIENTS {
        m.call(name, Command::Pause { folder: None, seconds: None });
    }
    m.write("laptop", "a/b/c.txt", "of the laptop");
    m.until("laptop", "pending", |status| status.folders[0].pending > 0);
    let (yes, no) = (Some(Pending), Some(InSync));
    assert_eq!(states(all), [yes, yes, yes, yes, no, no]);

    m.write("desktop", "a/b/c.txt", "of the desktop");
    for name in CLIENTS {
        m.call(name, Command::Resume { folder: None });
    }
    m.settle(&CLIENTS);
    let (yes, no) = (Some(Conflict), Some(InSync));
    assert_eq!(states(all), [yes, yes, yes, yes, no, no]);

    m.remove("laptop", "d.txt");
    m.settle(&CLIENTS);
    assert_eq!(state(&m, "d.txt"), None);
}

#[test]
fn of_a_single_path_it_is_told_who_keeps_its_folder_and_where_as_far_as_that_is_known() {
    let m = clients_with_docs();
    m.write("laptop", "a.txt", "1");
    m.settle(&CLIENTS);
    let path = m.root("laptop", "docs").join("a.txt");
    let told = m.until("laptop", "told", |_| {
        m.call("laptop", Command::Machines);
        places(&m, "laptop", vec![path.clone()])[0].machines.len() > 1
    });
    assert_eq!(told.machine, "laptop");
    let kept = places(&m, "laptop", vec![path.clone()]).remove(0).machines;
    let kept: Vec<_> = kept.into_iter().map(|kept| (kept.machine, kept.path)).collect();
    assert_eq!(kept, [("laptop".to_owned(), Some(path.clone())), ("desktop".to_owned(), None)]);
    assert!(places(&m, "laptop", vec![path.clone(), path]).iter().all(|place| place.machines.is_empty()));
    assert_eq!(places(&m, "hub", vec![m.root("laptop", "docs")])[0].folder, None, "the hub keeps it in its store only");
}
