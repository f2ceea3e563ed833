//! What fronts show and set beyond syncing itself.

use std::os::unix::fs::symlink;
use std::time::Instant;

use syncit_engine::api::{Command, IgnoreRules, Reply};

use crate::harness::{Machines, PATIENCE};

#[test]
fn ignore_rules_are_written_whole_and_take_effect() {
    let m = Machines::new(&["hub", "laptop", "desktop"]);
    m.share_docs(&["laptop", "desktop"]);
    let rules = |text: Option<&str>| Command::IgnoreRules { folder: "docs".into(), text: text.map(ToOwned::to_owned) };
    let read = |command| match m.call("laptop", command) {
        Reply::IgnoreRules(IgnoreRules { text, builtin }) => {
            assert!(builtin.contains(&"Thumbs.db".to_owned()));
            text
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(read(rules(None)), "");
    assert_eq!(read(rules(Some("*.log\n"))), "*.log\n");
    m.settle(&["laptop"]);
    m.write("laptop", "a.log", "not for others");
    m.write("laptop", "a.txt", "for others");
    m.settle(&["laptop", "desktop"]);
    assert!(m.has("desktop", "a.txt") && !m.has("desktop", "a.log"));
    assert_eq!(m.read("desktop", ".syncitignore"), b"*.log\n");

    assert_eq!(m.refusal("laptop", rules(Some("fine\n[\n"))), "bad-ignore-rule");
    assert_eq!(read(rules(None)), "*.log\n", "nothing was changed");
    // What stands in the file's place is never followed.
    m.remove("laptop", ".syncitignore");
    m.write("laptop", "elsewhere", "mine");
    symlink("elsewhere", m.root("laptop", "docs").join(".syncitignore")).unwrap();
    assert_eq!(m.refusal("laptop", rules(None)), "home");
    assert_eq!(read(rules(Some("*.tmp\n"))), "*.tmp\n");
    assert_eq!(m.read("laptop", "elsewhere"), b"mine");
    assert_eq!(m.own_files("laptop").lines().filter(|line| line.contains("new-rules")).count(), 0);
}

#[test]
fn what_is_pending_is_told_in_bytes() {
    let m = Machines::new(&["hub", "laptop"]);
    m.share_docs(&["laptop"]);
    m.call("laptop", Command::Pause { folder: None, seconds: None });
    m.write("laptop", "a", "12345");
    m.write("laptop", "b", "123");
    until_pending(&m, 8);
    m.call("laptop", Command::Resume { folder: None });
    m.settle(&["laptop"]);
    until_pending(&m, 0);
}

/// Asks again and again: what is pending in bytes may change without a hint.
fn until_pending(m: &Machines, bytes: u64) {
    let deadline = Instant::now() + PATIENCE;
    while m.folder("laptop", "docs").bytes_pending != bytes {
        assert!(Instant::now() < deadline, "never {bytes} bytes: {:#?}", m.status("laptop"));
    }
}
