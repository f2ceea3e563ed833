//! What is stopped for safety, and what becomes of it: `held` and `release`, on the hub and on clients.

use std::fs;

use serde_json::{Value, json};

use crate::machines::{Machines, check_equal, keys, until};

const HELD_KEYS: [&str; 8] = ["cause", "files", "folder", "hint", "hold", "machine", "sample", "since"];

/// Writes so many files into `docs/photos` of a machine.
fn fill(machines: &Machines, name: &str, count: usize) {
    for number in 0..count {
        machines.write(name, &format!("docs/photos/{number:03}.jpg"), format!("photo {number}"));
    }
}

fn delete(machines: &Machines, name: &str, count: usize) {
    for number in 0..count {
        fs::remove_file(machines.at(name, &format!("docs/photos/{number:03}.jpg"))).unwrap();
    }
}

/// Waits until a machine lists one hold, of so many files, and gives it.
#[track_caller]
fn until_held(machines: &Machines, name: &str, files: usize) -> Value {
    until(&format!("{name} lists {files} held files"), || {
        let lines = machines.json(name, "held");
        let line = lines.as_array()?.first()?.clone();
        assert_eq!(keys(&line), HELD_KEYS);
        (line["files"] == json!(files)).then_some(line)
    })
}

#[track_caller]
fn until_photos(machines: &Machines, name: &str, count: usize) {
    let photos = machines.at(name, "docs/photos");
    until(&format!("{name} has {count} photos"), || {
        (fs::read_dir(&photos).map_or(0, Iterator::count) == count).then_some(())
    });
}

#[test]
fn a_mass_deletion_is_held_until_a_person_decides() {
    let mut machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    fill(&machines, "laptop", 130);
    machines.settle(&["laptop", "desktop"]);
    for name in ["attic", "desktop"] {
        assert_eq!(machines.json(name, "held"), json!([]));
        machines.refused(name, "release docs --restore", "not-found", "docs", "syncit held");
    }

    delete(&machines, "laptop", 120);
    let line = until_held(&machines, "desktop", 120);
    assert_eq!((&line["folder"], &line["machine"]), (&json!("docs"), &json!("laptop")));
    assert_eq!((&line["hold"], &line["sample"][0]), (&json!("mass-deletion"), &json!("photos/000.jpg")));
    assert!(line["cause"].as_str().unwrap().contains("120 files in photos"), "{line}");
    for name in ["laptop", "desktop"] {
        until(&format!("{name} shows it"), || (machines.state(name) == "held").then_some(()));
        assert!(machines.ok(name, "held").contains("photos/000.jpg"));
    }
    let answer = machines.syncit("laptop", "--json wait --timeout 60");
    assert_eq!(answer.code, Some(1), "{answer:?}");
    assert!(answer.out.contains("120 deletions are held back"), "{answer:?}");
    // What is added still travels.
    machines.write("laptop", "docs/new.txt", "new");
    machines.until_holds("desktop", "docs/new.txt", "new");

    // The machine that deleted is away when it is settled.
    machines.kill("laptop");
    machines.ok("desktop", "release docs --restore");
    until_photos(&machines, "desktop", 130);
    machines.start("laptop");
    until_photos(&machines, "laptop", 130);
    machines.settle(&["laptop", "desktop"]);
    check_equal(&machines.at("laptop", "docs"), &machines.at("desktop", "docs"));
    assert_eq!(machines.json("laptop", "held"), json!([]));
    assert_eq!(machines.state("laptop"), "in-sync");

    delete(&machines, "laptop", 120);
    until_held(&machines, "attic", 120);
    machines.ok("attic", "release docs --delete");
    until_photos(&machines, "desktop", 10);
    machines.settle(&["laptop", "desktop"]);
    check_equal(&machines.at("laptop", "docs"), &machines.at("desktop", "docs"));
    assert_eq!(machines.state("laptop"), "in-sync");
}

#[test]
fn limits_are_set_per_folder() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    assert_eq!(machines.json("desktop", "settings docs hold-files 3"), json!({ "hold-files": 3 }));
    assert_eq!(machines.json("laptop", "settings docs hold-files"), json!({ "hold-files": 3 }));
    for value in ["0", "many", "1.5"] {
        machines.refused("laptop", &format!("settings docs hold-files {value}"), "bad-setting", value, "");
    }
    machines.refused("laptop", "settings docs hold-share 101", "bad-setting", "1 to 100", "");
    machines.refused("laptop", "settings docs hold-nothing 1", "no-such-setting", "hold-nothing", "");
    fill(&machines, "laptop", 5);
    machines.settle(&["laptop", "desktop"]);
    delete(&machines, "laptop", 3);
    until_held(&machines, "laptop", 3);
    machines.ok("laptop", "release docs --restore");
    until_photos(&machines, "laptop", 5);
}

#[test]
fn an_emptied_folder_is_held_where_it_is() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    fill(&machines, "laptop", 12);
    machines.settle(&["laptop", "desktop"]);
    delete(&machines, "desktop", 12);
    let line = until_held(&machines, "desktop", 12);
    assert_eq!((&line["hold"], &line["machine"]), (&json!("emptied"), &json!("desktop")));
    let hold = machines.json("desktop", "status")["folders"][0]["hold"].clone();
    assert_eq!((&hold["kind"], &hold["files"]), (&json!("emptied"), &json!(12)), "{hold}");
    machines.ok("desktop", "release docs --restore");
    until_photos(&machines, "desktop", 12);
    machines.settle(&["desktop"]);

    delete(&machines, "desktop", 12);
    until_held(&machines, "desktop", 12);
    machines.ok("desktop", "release docs --delete");
    until_photos(&machines, "laptop", 0);
    machines.settle(&["laptop", "desktop"]);
    assert_eq!(machines.state("desktop"), "in-sync");
}

#[test]
fn a_marker_that_is_gone_is_written_anew_only_where_the_files_are_as_they_were() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    fill(&machines, "laptop", 3);
    machines.settle(&["laptop", "desktop"]);
    let marker = machines.at("desktop", "docs/.syncit/folder.json");
    let lose_it = || {
        fs::remove_file(&marker).unwrap();
        // Something to be done has it look at the marker.
        let more = fs::read_to_string(machines.at("desktop", "docs/more.txt")).unwrap_or_default();
        machines.write("desktop", "docs/more.txt", more + "x");
        let line = until("the folder is held", || machines.json("desktop", "held").as_array()?.first().cloned());
        assert_eq!(line["hold"], "marker-gone");
        let hold = machines.json("desktop", "status")["folders"][0]["hold"].clone();
        assert!(hold["files"].as_u64().unwrap() >= 3, "{hold}");
        assert_eq!((&hold["kind"], &hold["files"]), (&line["hold"], &line["files"]), "{hold}");
    };
    lose_it();
    machines.refused("desktop", "release docs --delete", "held", "marker", "relocate");
    machines.ok("desktop", "release docs --restore");
    until("the folder goes on", || (machines.state("desktop") == "in-sync").then_some(()));
    machines.settle(&["desktop", "laptop"]);

    lose_it();
    for number in 0..3 {
        machines.write("desktop", &format!("docs/photos/{number:03}.jpg"), "something else");
    }
    machines.refused("desktop", "release docs --restore", "held", "marker", "relocate");
    assert!(!marker.exists());
}

#[test]
fn what_cannot_be_released_is_said() {
    let mut machines = Machines::new(&["attic", "laptop"]);
    machines.share_docs(&["laptop"]);
    machines.refused("laptop", "release nothing --delete", "no-such-folder", "nothing", "syncit folders");
    for words in ["release docs", "release --delete", "release docs --delete --restore"] {
        machines.refused("laptop", words, "usage", "", "");
    }
    machines.ok("attic", "access laptop docs read");
    machines.refused("laptop", "release docs --delete", "not-allowed", "docs", "");
    machines.kill("attic");
    machines.until_trouble("laptop", "does not listen");
    machines.refused("laptop", "release docs --delete", "offline", "nothing was released", "");
    assert_eq!(machines.json("laptop", "held"), json!([]));
    let alone = Machines::unpaired(&["desktop"]);
    alone.refused("desktop", "held", "not-set-up", "nothing is held here", "syncit hub");
    alone.refused("desktop", "release docs --delete", "not-set-up", "nothing was released", "syncit hub");
}
