//! What a machine leaves out because of its role or its access, and the history that it lists on its own.

use serde_json::{Value, json};

use crate::machines::{Machines, check_error, keys, until};

const DIFFERENCE_KEYS: [&str; 7] = ["at", "change", "here", "machine", "path", "there", "why"];

fn with_docs() -> Machines {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    machines.write("laptop", "docs/a.txt", "first");
    machines.settle(&["laptop", "desktop"]);
    machines
}

fn differences(machines: &Machines, name: &str) -> Vec<Value> {
    let lines = machines.json(name, "differences docs");
    lines.as_array().unwrap().iter().for_each(|line| {
        assert_eq!(keys(line), DIFFERENCE_KEYS);
        [&line["here"], &line["there"]].iter().filter(|side| !side.is_null()).for_each(|side| {
            assert_eq!(keys(side), ["kind", "size"]);
        });
    });
    lines.as_array().unwrap().clone()
}

#[test]
fn what_a_role_leaves_out_is_told_in_words_and_in_json() {
    let machines = with_docs();
    assert_eq!(machines.json("desktop", "differences docs"), json!([]));
    assert!(machines.ok("desktop", "differences docs").contains("Nothing differs"));
    machines.ok("desktop", "settings docs role send-only");
    machines.write("laptop", "docs/a.txt", "second one");
    machines.write("laptop", "docs/b.txt", "new");
    machines.settle(&["laptop", "desktop"]);
    let lines = differences(&machines, "desktop");
    let file = |size: u64| json!({ "kind": "file", "size": size });
    assert_eq!((&lines[0]["path"], &lines[0]["change"]), (&json!("a.txt"), &json!("changed")));
    assert_eq!((&lines[0]["why"], &lines[0]["machine"]), (&json!("not-applied"), &json!("laptop")));
    assert_eq!((&lines[0]["here"], &lines[0]["there"]), (&file(5), &file(10)));
    assert_eq!((&lines[1]["path"], &lines[1]["here"], &lines[1]["there"]), (&json!("b.txt"), &Value::Null, &file(3)));
    assert_eq!(machines.json("desktop", "differences docs --limit 1 --after a.txt"), json!([lines[1]]));
    let words = machines.ok("desktop", "differences docs --limit 1");
    for part in ["changed", "not applied here", "laptop", "a.txt", "More: --after a.txt"] {
        assert!(words.contains(part), "no {part:?} in {words}");
    }
    let folder = machines.json("desktop", "folders")[0].clone();
    assert_eq!(
        (&folder["not_applied"], &folder["not_sent"], &folder["state"]),
        (&json!(2), &json!(0), &json!("in-sync"))
    );
    let words = machines.ok("desktop", "status");
    assert!(
        words.contains("docs: 2 changes are not applied here: this machine only sends (syncit differences docs)"),
        "{words}"
    );
    let sentence = machines.json("desktop", "status")["summary"]["sentence"].clone();
    assert_eq!(sentence, "In sync, except for 2 incoming changes not applied");
    machines.ok("desktop", "settings docs role two-way");
    machines.until_holds("desktop", "docs/b.txt", "new");
    machines.settle(&["desktop"]);
    assert_eq!(machines.json("desktop", "differences docs"), json!([]));
    machines.refused("attic", "differences docs", "not-linked", "docs", "syncit link");
    check_error(&machines.syncit("desktop", "--json differences docs --after ../x"), "bad-path", "../x", "");
}

#[test]
fn what_may_not_be_sent_is_told_and_goes_out_by_itself_once_it_may() {
    let machines = with_docs();
    machines.ok("attic", "access desktop docs read");
    until("desktop is told", || (machines.json("desktop", "folders")[0]["may_write"] == false).then_some(()));
    machines.write("desktop", "docs/mine.txt", "kept");
    machines.settle(&["desktop", "laptop"]);
    let lines = differences(&machines, "desktop");
    assert_eq!((&lines[0]["path"], &lines[0]["why"]), (&json!("mine.txt"), &json!("not-sent")));
    let words = machines.ok("desktop", "folders");
    assert!(words.contains("docs: 1 change is not sent: the hub allows this machine only to read"), "{words}");
    assert!(!machines.at("laptop", "docs/mine.txt").exists());
    machines.ok("attic", "access desktop docs write");
    machines.until_holds("laptop", "docs/mine.txt", "kept");
    assert_eq!(machines.json("desktop", "differences docs"), json!([]));
}

#[test]
fn without_the_hub_history_tells_what_was_seen_here_and_says_so() {
    let mut machines = with_docs();
    let of_hub = machines.json("laptop", "history");
    machines.kill("attic");
    machines.until_trouble("laptop", "is not running");
    let answer = machines.syncit("laptop", "--json history --path a.txt");
    let lines: Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!((answer.code, lines.as_array().map(Vec::len)), (Some(0), Some(1)), "{answer:?}");
    for key in ["at", "folder", "from", "machine", "path", "size", "version"] {
        assert_eq!(lines[0][key], of_hub[0][key], "{key}");
    }
    assert_eq!(lines[0]["action"], "changed", "whether it was new is not known here");
    assert!(answer.err.contains("attic is offline: only changes seen by laptop are listed"), "{answer:?}");
    let answer = machines.syncit("laptop", "history");
    assert!(
        answer.out.contains("a.txt") && !answer.out.contains("offline") && answer.err.contains("offline"),
        "{answer:?}"
    );
    machines.refused("laptop", "versions docs a.txt", "offline", "attic", "");
    machines.start("attic");
    until("the hub answers again", || machines.syncit("laptop", "history").err.is_empty().then_some(()));
    assert_eq!(machines.json("laptop", "history"), of_hub);
}

#[test]
fn a_machine_that_only_sends_makes_all_others_like_itself_when_told_to() {
    let machines = with_docs();
    machines.ok("desktop", "settings docs role send-only");
    machines.write("laptop", "docs/a.txt", "changed there");
    machines.write("laptop", "docs/new/b.txt", "only there");
    machines.write("desktop", "docs/mine.txt", "mine");
    machines.settle(&["laptop", "desktop"]);
    assert_eq!(differences(&machines, "desktop").len(), 3);
    machines.refused("desktop", "differences docs --drop-mine", "bad-argument", "send only", "");
    machines.ok("desktop", "differences docs --send-mine");
    machines.until_holds("laptop", "docs/a.txt", "first");
    until("what only others had is gone", || (!machines.at("laptop", "docs/new").exists()).then_some(()));
    machines.settle(&["desktop", "laptop"]);
    assert_eq!(machines.json("desktop", "differences docs"), json!([]));
    machines.until_holds("laptop", "docs/mine.txt", "mine");
    // It is all in the history.
    machines.ok("laptop", "restore docs new/b.txt");
    machines.until_holds("laptop", "docs/new/b.txt", "only there");
}

#[test]
fn a_machine_that_only_receives_drops_its_own_changes_when_told_to() {
    let machines = with_docs();
    machines.ok("desktop", "settings docs role receive-only");
    machines.write("desktop", "docs/a.txt", "changed here");
    machines.write("desktop", "docs/own/b.txt", "only here");
    machines.settle(&["desktop"]);
    assert_eq!(differences(&machines, "desktop").len(), 3);
    machines.refused("desktop", "differences docs --send-mine", "bad-argument", "is not “send only”", "");
    machines.ok("desktop", "differences docs --drop-mine");
    machines.until_holds("desktop", "docs/a.txt", "first");
    until("what was only here is gone", || (!machines.at("desktop", "docs/own").exists()).then_some(()));
    machines.settle(&["desktop"]);
    assert_eq!(machines.json("desktop", "differences docs"), json!([]));
    assert_eq!(machines.state("desktop"), "in-sync");
    assert!(!machines.at("laptop", "docs/own").exists());
}
