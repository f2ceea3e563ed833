//! What fronts show and set beyond syncing itself.

use std::os::unix::fs::symlink;
use std::time::{Duration, Instant};

use syncit_core::message::Action;
use syncit_engine::api::{Command, HistoryRequest, IgnoreRules, Reply};

use super::harness::{Machines, PATIENCE};
use super::{ALL, CLIENTS, clients_with_docs};

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
    // A symlink in the file's place is never followed.
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

/// Polls: what is pending in bytes may change without a hint.
fn until_pending(m: &Machines, bytes: u64) {
    let deadline = Instant::now() + PATIENCE;
    while m.folder("laptop", "docs").bytes_pending != bytes {
        assert!(Instant::now() < deadline, "never {bytes} bytes: {:#?}", m.status("laptop"));
    }
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
        // Earlier changes may still give a hint. But reading the state at each hint must not cause further hints.
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
