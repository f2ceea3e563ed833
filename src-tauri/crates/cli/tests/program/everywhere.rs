//! What the other machines lack, and waiting until they have everything.

use std::process::Command;

use serde_json::{Value, json};

use crate::machines::{Machines, until};

/// What `name` says of the folder on `other`: pending, bytes, and whether it was ever up to date.
fn lacks(machines: &Machines, name: &str, other: &str) -> Value {
    let all = machines.json(name, "machines");
    let of = all.as_array().unwrap().iter().find(|machine| machine["name"] == other).unwrap();
    let folder = of["folders"].as_array().unwrap().iter().find(|folder| folder["folder"] == "docs");
    folder.map_or(Value::Null, |it| json!([it["pending"], it["bytes_pending"], it["up_to_date_at"].is_string()]))
}

/// A folder is closed and opened again when it is moved, and when its disk comes back as another directory.
#[test]
fn a_wait_goes_on_for_a_folder_that_is_opened_again_meanwhile() {
    let mut machines = Machines::three();
    machines.settle_equal();
    machines.kill("attic");
    machines.write("laptop", "docs/new", "not at the hub");
    let mut wait = machines.command("laptop", &[]);
    wait.arg("--home").arg(machines.at("laptop", "home")).args(["wait", "--timeout", "60"]);
    let mut wait = wait.spawn().unwrap();
    for name in ["one", "two", "three"] {
        let copied =
            Command::new("cp").arg("-a").arg(machines.docs("laptop")).arg(machines.at("laptop", name)).status();
        assert!(copied.unwrap().success());
        machines.ok("laptop", &format!("relocate docs ~/{name}"));
    }
    assert_eq!(wait.try_wait().unwrap(), None, "it ended while the hub was away");
    machines.start("attic");
    assert_eq!(wait.wait().unwrap().code(), Some(0));
    machines.settle(&["desktop"]);
    assert_eq!(std::fs::read(machines.at("desktop", "docs/new")).unwrap(), b"not at the hub");
}

#[test]
fn every_machine_says_of_the_others_what_they_lack_and_wait_waits_for_those_that_are_there() {
    let mut machines = Machines::three();
    machines.write("laptop", "docs/a", "1");
    assert_eq!(machines.ok("laptop", "wait --everywhere --timeout 60"), "");
    assert_eq!(std::fs::read(machines.at("desktop", "docs/a")).unwrap(), b"1");
    for (name, other) in [("laptop", "desktop"), ("attic", "laptop"), ("desktop", "laptop")] {
        assert_eq!(lacks(&machines, name, other), json!([0, 0, true]), "{other} as {name} sees it");
    }

    machines.ok("desktop", "pause docs");
    machines.write("laptop", "docs/b", "four");
    machines.settle(&["laptop"]);
    until("the hub has its copy", || (lacks(&machines, "laptop", "attic") == json!([0, 0, true])).then_some(()));
    assert_eq!(lacks(&machines, "laptop", "desktop"), json!([1, 4, true]));
    let waited = machines.syncit("laptop", "wait --everywhere --timeout 1 --json");
    assert_eq!(waited.code, Some(1));
    let left: Value = serde_json::from_str(&waited.out).unwrap();
    assert_eq!(
        left["in_the_way"],
        json!([{
            "folder": "docs",
            "path": "",
            "reason": "1 change is not there yet",
            "code": "lacks--changes",
            "params": { "changes": 1 },
            "machine": "desktop"
        }])
    );
    let waited = machines.syncit("laptop", "wait --everywhere --timeout 1");
    assert!(waited.out.contains("docs on desktop: 1 change is not there yet"), "{}", waited.out);
    let table = machines.ok("laptop", "machines");
    assert!(table.contains("docs: 1 change, 4 B to go"), "{table}");

    // A machine that is away is not waited for, and judged by what it last had.
    machines.end("desktop", "TERM");
    machines.write("laptop", "docs/c", "more");
    assert_eq!(machines.ok("laptop", "wait --everywhere --timeout 60"), "");
    assert_eq!(lacks(&machines, "laptop", "desktop"), json!([2, 8, true]));

    machines.start("desktop");
    machines.ok("desktop", "resume docs");
    assert_eq!(machines.ok("laptop", "wait docs --everywhere --timeout 60"), "");
    until("the desktop has it", || (lacks(&machines, "laptop", "desktop") == json!([0, 0, true])).then_some(()));
}
