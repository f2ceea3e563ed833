//! What is stopped for safety, and how it is settled: `held` and `release`, on the hub and on clients.

use std::fs;

use serde_json::{Value, json};

use crate::machines::{Machines, check_equal, fixed_keys, until};

const HELD_KEYS: [&str; 9] = ["cause", "code", "files", "folder", "hint", "hold", "machine", "sample", "since"];

/// Writes this many files into `docs/photos` of a machine.
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

/// Waits until a machine lists one hold of this many files, and returns it.
#[track_caller]
fn until_held(machines: &Machines, name: &str, files: usize) -> Value {
    until(&format!("{name} lists {files} held files"), || {
        let lines = machines.json(name, "held");
        let line = lines.as_array()?.first()?.clone();
        assert_eq!(fixed_keys(&line), HELD_KEYS);
        (line["files"] == json!(files)).then_some(line)
    })
}

fn photos(machines: &Machines, name: &str) -> usize {
    fs::read_dir(machines.at(name, "docs/photos")).map_or(0, Iterator::count)
}

#[track_caller]
fn until_photos(machines: &Machines, name: &str, count: usize) {
    until(&format!("{name} has {count} photos"), || (photos(machines, name) == count).then_some(()));
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
    // Additions are still synced.
    machines.write("laptop", "docs/new.txt", "new");
    machines.until_holds("desktop", "docs/new.txt", "new");

    // The machine that deleted is away when the hold is settled.
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

/// Returns random bytes, different for each number.
fn noise(number: usize) -> Vec<u8> {
    let mut state = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    (0..5_000).map(|_| next()).collect()
}

#[test]
fn documents_that_are_encrypted_on_one_machine_are_held_and_come_back_with_one_command() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    let letter =
        |number: usize| format!("Letter {number}, in which it is said at length how the weather was. ").repeat(30);
    for number in 0..200 {
        machines.write("laptop", &format!("docs/photos/{number:03}.jpg"), letter(number));
    }
    machines.settle(&["laptop", "desktop"]);

    for number in 0..200 {
        machines.write("laptop", &format!("docs/photos/{number:03}.jpg"), noise(number));
    }
    let line = until_held(&machines, "desktop", 200);
    assert_eq!((&line["folder"], &line["machine"]), (&json!("docs"), &json!("laptop")));
    assert_eq!((&line["hold"], &line["sample"][0]), (&json!("mass-overwriting"), &json!("photos/000.jpg")));
    let cause = line["cause"].as_str().unwrap();
    for part in ["200 files in photos", "laptop", "look encrypted", "ransomware"] {
        assert!(cause.contains(part), "{cause}");
    }
    assert!(line["hint"].as_str().unwrap().contains("syncit release docs --restore"), "{line}");
    for name in ["laptop", "desktop"] {
        until(&format!("{name} shows it"), || (machines.state(name) == "held").then_some(()));
        assert!(machines.ok(name, "status").contains("look encrypted"));
        let listed = machines.ok(name, "held");
        assert!(listed.contains("photos/000.jpg") && listed.contains("since 20"), "{listed}");
    }
    let answer = machines.syncit("laptop", "--json wait --timeout 60");
    assert_eq!(answer.code, Some(1), "{answer:?}");
    assert!(answer.out.contains("overwritten files are held back"), "{answer:?}");
    let is_spoilt = |number: &usize| {
        let bytes = fs::read(machines.at("desktop", &format!("docs/photos/{number:03}.jpg")));
        bytes.is_ok_and(|bytes| bytes == noise(*number))
    };
    assert!((0..200).filter(is_spoilt).count() < 100);

    machines.ok("desktop", "release docs --restore");
    for name in ["laptop", "desktop"] {
        for number in 0..200 {
            machines.until_holds(name, &format!("docs/photos/{number:03}.jpg"), &letter(number));
        }
    }
    machines.settle(&["laptop", "desktop"]);
    assert_eq!((machines.state("laptop"), machines.json("laptop", "held")), ("in-sync".into(), json!([])));
    assert_eq!(machines.json("laptop", "conflicts"), json!([]));

    // Once more, this time on purpose.
    for number in 0..200 {
        machines.write("laptop", &format!("docs/photos/{number:03}.jpg"), noise(number));
    }
    until_held(&machines, "attic", 200);
    machines.ok("laptop", "release docs --accept");
    until("desktop has them all", || (0..200).all(|number| is_spoilt(&number)).then_some(()));
    machines.settle(&["laptop", "desktop"]);
    check_equal(&machines.at("laptop", "docs"), &machines.at("desktop", "docs"));
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
    machines.refused("laptop", "settings docs hold-share 101", "bad-setting", "hold-share", "1 to 100");
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
fn a_marker_that_is_gone_is_written_anew_where_the_files_are_as_they_were() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    fill(&machines, "laptop", 3);
    machines.settle(&["laptop", "desktop"]);
    // The engine may be creating a file there at this moment.
    let own = machines.at("desktop", "docs/.syncit");
    until("the marker is removed", || fs::remove_dir_all(&own).is_ok().then_some(()));
    machines.write("desktop", "docs/more.txt", "more");
    machines.until_holds("laptop", "docs/more.txt", "more");
    machines.settle(&["desktop", "laptop"]);
    assert_eq!(machines.json("desktop", "held"), json!([]));
    assert!(machines.at("desktop", "docs/.syncit/folder.json").exists());
    assert_eq!(photos(&machines, "laptop"), 3);
}

#[test]
fn a_backup_that_was_copied_over_the_folder_is_merged_when_a_person_says_so() {
    let mut machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    fill(&machines, "laptop", 4);
    machines.settle(&["laptop", "desktop"]);
    machines.kill("desktop");
    fs::remove_dir_all(machines.at("desktop", "docs/.syncit")).unwrap();
    fs::remove_file(machines.at("desktop", "docs/photos/003.jpg")).unwrap();
    for number in 0..3 {
        machines.write("desktop", &format!("docs/photos/{number:03}.jpg"), "of another time");
    }
    machines.start("desktop");
    let line = until("the folder is held", || machines.json("desktop", "held").as_array()?.first().cloned());
    assert_eq!((&line["hold"], &line["files"]), (&json!("marker-gone"), &json!(4)));
    let hint = line["hint"].as_str().unwrap();
    assert!(hint.contains("backup") && hint.contains("release docs --restore"), "{hint}");
    let hold = machines.json("desktop", "status")["folders"][0]["hold"].clone();
    assert_eq!((&hold["kind"], &hold["files"]), (&line["hold"], &line["files"]), "{hold}");
    machines.refused("desktop", "release docs --delete", "held", "marker", "relocate");

    machines.ok("desktop", "release docs --restore");
    until("the folder goes on", || (machines.json("desktop", "held") == json!([])).then_some(()));
    machines.settle(&["desktop", "laptop"]);
    for name in ["desktop", "laptop"] {
        let contents = |path: &str| fs::read(machines.at(name, path)).unwrap();
        assert_ne!(contents("docs/photos/000.jpg"), b"of another time", "the newest keeps the name");
        assert!(machines.at(name, "docs/photos/003.jpg").exists(), "what was missing is back on {name}");
        assert_eq!(photos(&machines, name), 7, "both versions of three are on {name}");
    }
}

#[test]
fn a_directory_with_none_of_the_files_is_not_taken_for_the_folder() {
    let mut machines = Machines::new(&["attic", "laptop"]);
    machines.share_docs(&["laptop"]);
    fill(&machines, "laptop", 3);
    machines.settle(&["laptop"]);
    machines.kill("laptop");
    let docs = machines.docs("laptop");
    fs::rename(&docs, machines.at("laptop", "aside")).unwrap();
    fs::create_dir(&docs).unwrap();
    machines.start("laptop");
    let line = until("the folder is held", || machines.json("laptop", "held").as_array()?.first().cloned());
    assert_eq!(line["hold"], "marker-gone");
    machines.refused("laptop", "release docs --restore", "held", "marker", "relocate");
    assert_eq!(fs::read_dir(&docs).unwrap().count(), 0);
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
    machines.until_trouble("laptop", "is not running");
    machines.refused("laptop", "release docs --delete", "offline", "nothing was changed", "");
    assert_eq!(machines.json("laptop", "held"), json!([]));
    let alone = Machines::unpaired(&["desktop"]);
    alone.refused("desktop", "held", "not-set-up", "nothing can be shown", "syncit hub");
    alone.refused("desktop", "release docs --delete", "not-set-up", "nothing was changed", "syncit hub");
}
