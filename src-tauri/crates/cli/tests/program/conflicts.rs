//! Conflicts: listed on every machine until they are settled, by a word or by themselves.

use std::fs;

use serde_json::Value;

use crate::machines::{Machines, check_equal, until};

/// Two machines that both wrote `docs/a.txt`; gives the line of the conflict. The file is `by laptop`, the copy `by desktop`.
fn in_conflict(machines: &Machines, round: &str) -> Value {
    for name in ["laptop", "desktop"] {
        machines.ok(name, "wait --timeout 120");
        machines.ok(name, "pause docs");
        machines.write(name, "docs/a.txt", format!("by {name}{round}"));
    }
    machines.ok("laptop", "resume docs");
    machines.settle(&["laptop"]);
    machines.ok("desktop", "resume docs");
    until_conflicts(machines, 1)
}

/// Waits until both machines list so many conflicts, and gives the first.
fn until_conflicts(machines: &Machines, count: usize) -> Value {
    let mut first = Value::Null;
    for name in ["laptop", "desktop"] {
        first = until(&format!("{name} lists {count} conflicts"), || {
            let lines = machines.json(name, "conflicts");
            (lines.as_array()?.len() == count).then(|| lines[0].clone())
        });
    }
    first
}

/// Settles a conflict, and checks that all that is left of it is this, on both machines.
#[track_caller]
fn check(keep: &str, asked: &str, expected: &str, expected_copy: Option<&str>) {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    machines.write("laptop", "docs/a.txt", "before");
    machines.settle(&["laptop", "desktop"]);
    let line = in_conflict(&machines, "");
    assert_eq!((&line["machine"], &line["theirs_machine"]), (&"desktop".into(), &"laptop".into()), "{line}");
    let copy = line["copy"].as_str().unwrap().to_owned();
    machines.settle(&["laptop", "desktop"]);
    let answer = machines.syncit_words(asked, &["resolve", "docs", &copy, "--keep", keep]);
    assert_eq!((answer.code, answer.out.as_str()), (Some(0), ""), "{answer:?}");
    until_conflicts(&machines, 0);
    for name in ["laptop", "desktop"] {
        machines.until_holds(name, "docs/a.txt", expected);
        until("the copy is as it is to be", || {
            let there = fs::read_to_string(machines.at(name, &format!("docs/{copy}"))).ok();
            (there.as_deref() == expected_copy).then_some(())
        });
    }
    machines.settle(&["laptop", "desktop"]);
    check_equal(&machines.at("laptop", "docs"), &machines.at("desktop", "docs"));
    assert_eq!(machines.state("laptop"), "in-sync");
    // Settled once, it is none any more.
    let again = ["resolve", "docs", &copy, "--keep", keep];
    machines.refused_words(asked, &again, "no-such-conflict", "nothing was changed", "syncit conflicts");
}

#[test]
fn the_copys_version_is_kept() {
    check("mine", "laptop", "by desktop", None);
}

#[test]
fn the_files_version_is_kept() {
    check("theirs", "desktop", "by laptop", None);
}

#[test]
fn both_versions_are_kept() {
    check("both", "laptop", "by laptop", Some("by desktop"));
}

#[test]
fn a_conflict_closes_by_itself() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    machines.write("laptop", "docs/a.txt", "before");
    machines.settle(&["laptop", "desktop"]);
    let line = in_conflict(&machines, "");
    // Both sides come to the same content.
    machines.write("laptop", "docs/a.txt", "by desktop");
    until_conflicts(&machines, 0);
    // The copy is deleted.
    let copy = format!("docs/{}", line["copy"].as_str().unwrap());
    fs::remove_file(machines.at("laptop", &copy)).unwrap();
    let line = in_conflict(&machines, " again");
    fs::remove_file(machines.at("desktop", &format!("docs/{}", line["copy"].as_str().unwrap()))).unwrap();
    until_conflicts(&machines, 0);
    // The file is deleted.
    in_conflict(&machines, " once more");
    fs::remove_file(machines.at("laptop", "docs/a.txt")).unwrap();
    until_conflicts(&machines, 0);
}

#[test]
fn what_cannot_be_resolved_is_said() {
    let machines = Machines::new(&["attic", "laptop"]);
    machines.share_docs(&["laptop"]);
    machines.write("laptop", "docs/a.txt", "a");
    machines.settle(&["laptop"]);
    for keep in ["mine", "theirs", "both"] {
        let words = format!("resolve docs a.txt --keep {keep}");
        machines.refused("laptop", &words, "no-such-conflict", "docs/a.txt", "syncit conflicts");
        machines.refused("laptop", &format!("resolve docs ../a --keep {keep}"), "bad-path", "../a", "");
        machines.refused("laptop", &format!("resolve none a.txt --keep {keep}"), "not-linked", "none", "syncit link");
        machines.refused("attic", &format!("resolve docs a.txt --keep {keep}"), "not-linked", "docs", "syncit link");
    }
    for words in ["resolve docs a.txt", "resolve docs --keep both", "resolve docs a.txt --keep none"] {
        machines.refused("laptop", words, "usage", "", "");
    }
    machines.until_holds("laptop", "docs/a.txt", "a");
}
