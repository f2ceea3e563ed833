//! Viewing and restoring the past, as a person does it: versions, restore, and what cannot be restored.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use serde_json::{Value, json};

use crate::machines::{Machines, check_error, keys, tree, until};

const VERSION_KEYS: [&str; 7] = ["action", "at", "current", "machine", "path", "size", "version"];
const RESTORED_KEYS: [&str; 8] = ["at", "changes", "dry_run", "folder", "path", "to", "total", "version"];

/// Returns a moment after everything that exists now is at the hub.
fn moment_after(machines: &Machines, names: &[&str]) -> String {
    machines.settle(names);
    jiff::Timestamp::now().to_string()
}

fn versions(machines: &Machines, name: &str, path: &str) -> Vec<Value> {
    let lines = machines.json(name, &format!("versions docs {path}"));
    lines.as_array().unwrap().iter().for_each(|line| assert_eq!(keys(line), VERSION_KEYS));
    lines.as_array().unwrap().clone()
}

fn version(line: &Value) -> &str {
    line["version"].as_str().unwrap()
}

/// Returns `laptop` and `desktop` with a file that has two versions under two names.
fn with_two_versions() -> Machines {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    machines.write("laptop", "docs/old.txt", "first");
    machines.settle(&["laptop", "desktop"]);
    fs::rename(machines.at("laptop", "docs/old.txt"), machines.at("laptop", "docs/letter.txt")).unwrap();
    machines.settle(&["laptop", "desktop"]);
    machines.write("laptop", "docs/letter.txt", "second");
    machines.settle(&["laptop", "desktop"]);
    machines
}

#[test]
fn a_file_has_versions_across_its_moves_and_each_can_be_brought_back() {
    let machines = with_two_versions();
    for name in ["attic", "laptop", "desktop"] {
        let lines = versions(&machines, name, "letter.txt");
        let told: Vec<_> = lines.iter().map(|line| [&line["path"], &line["action"], &line["current"]]).collect();
        assert_eq!(told[0], [&json!("letter.txt"), &json!("changed"), &json!(true)]);
        assert_eq!(told[1], [&json!("letter.txt"), &json!("moved"), &json!(false)]);
        assert_eq!(told[2], [&json!("old.txt"), &json!("added"), &json!(false)]);
        assert_eq!((&lines[0]["size"], &lines[0]["machine"]), (&json!(6), &json!("laptop")));
        assert!(machines.ok(name, "versions docs letter.txt").contains("current"));
    }
    let restored = machines.json("desktop", "restore docs letter.txt");
    assert_eq!(keys(&restored), RESTORED_KEYS);
    assert_eq!(restored["changes"], json!([{ "path": "letter.txt", "change": "changed" }]));
    assert_eq!(restored["version"], versions(&machines, "desktop", "letter.txt")[2]["version"]);
    machines.until_holds("desktop", "docs/letter.txt", "first");
    machines.until_holds("laptop", "docs/letter.txt", "first");
    let newest = &machines.json("laptop", "history --limit 1")[0];
    assert_eq!((&newest["action"], &newest["machine"]), (&json!("restored"), &json!("desktop")));

    // From the hub, which keeps no copy, by version. That can be undone by restoring once more.
    let second = versions(&machines, "attic", "letter.txt")[1].clone();
    let again = machines.json("attic", &format!("restore docs letter.txt --version {}", version(&second)));
    assert_eq!((&again["total"], &again["version"]), (&json!(1), &second["version"]));
    machines.until_holds("laptop", "docs/letter.txt", "second");
    machines.settle(&["laptop", "desktop"]);
    let undone = machines.ok("laptop", "restore docs letter.txt");
    assert!(undone.contains("made 1 change") && undone.contains("changed letter.txt"), "{undone}");
    machines.until_holds("desktop", "docs/letter.txt", "first");
}

#[test]
fn the_moment_of_a_change_is_the_state_with_it_however_soon_the_next_came() {
    let machines = Machines::new(&["attic", "laptop"]);
    machines.share_docs(&["laptop"]);
    for text in ["one", "two", "three"] {
        machines.write("laptop", "docs/a", text);
        machines.settle(&["laptop"]);
    }
    let lines = machines.json("laptop", "history --path a");
    for (line, text) in lines.as_array().unwrap().iter().zip(["three", "two", "one"]) {
        machines.json("laptop", &format!("restore docs --at {}", line["at"].as_str().unwrap()));
        machines.until_holds("laptop", "docs/a", text);
    }
}

#[test]
fn a_version_is_written_elsewhere_and_nothing_changes() {
    let machines = with_two_versions();
    // With several chunks, executable, and not under its present name.
    let large: Vec<u8> = (0..3_000_000_u32).flat_map(|n| (n / 7).to_le_bytes()).collect();
    machines.write("laptop", "docs/tool", &large);
    fs::set_permissions(machines.at("laptop", "docs/tool"), fs::Permissions::from_mode(0o755)).unwrap();
    machines.settle(&["laptop", "desktop"]);
    fs::remove_file(machines.at("laptop", "docs/tool")).unwrap();
    machines.write("laptop", "docs/empty", "");
    machines.settle(&["laptop", "desktop"]);
    let before = machines.json("attic", "history --limit 1");
    let first = versions(&machines, "attic", "letter.txt")[2].clone();
    // The hub has no copy of the folder; the desktop has one.
    for name in ["attic", "desktop"] {
        let words = format!("restore docs letter.txt --version {} --to ~/first.txt", version(&first));
        let told = machines.json(name, &words);
        assert_eq!((keys(&told), &told["changes"]), (RESTORED_KEYS.to_vec(), &json!([])));
        assert_eq!(fs::read(machines.at(name, "first.txt")).unwrap(), b"first");
        machines.refused(name, &words, "write", "first.txt", "does not exist");
        assert_eq!(fs::read(machines.at(name, "first.txt")).unwrap(), b"first");
        machines.ok(name, "restore docs tool --to ~/tool");
        assert!(fs::read(machines.at(name, "tool")).unwrap() == large, "the content differs");
        assert_eq!(fs::metadata(machines.at(name, "tool")).unwrap().permissions().mode() & 0o100, 0o100);
        machines.ok(name, &format!("restore docs empty --at {} --to ~/empty", jiff::Timestamp::now()));
        assert_eq!(fs::read(machines.at(name, "empty")).unwrap(), b"");
        let left = fs::read_dir(machines.dir(name)).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(left.into_iter().all(|name| !name.to_string_lossy().ends_with(".part")));
    }
    assert_eq!(machines.json("attic", "history --limit 1"), before);
}

#[test]
fn a_folder_wrecked_by_a_trusted_machine_is_as_it_was_the_minute_before_with_one_command() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    let root = machines.at("laptop", "docs");
    for n in 0..80 {
        machines.write(
            "laptop",
            &format!("docs/year {}/month/file{n}.txt", n % 7),
            format!("written in {n}\n").repeat(n),
        );
    }
    machines.write("laptop", "docs/large.bin", vec![5; 3 << 20]);
    fs::create_dir_all(root.join("empty/inside")).unwrap();
    symlink("../year 1", root.join("empty/link")).unwrap();
    fs::set_permissions(root.join("year 1/month/file1.txt"), fs::Permissions::from_mode(0o755)).unwrap();
    let moment = moment_after(&machines, &["laptop", "desktop"]);
    let before = tree(&root);
    assert_eq!(tree(&machines.at("desktop", "docs")), before);

    wreck(&root);
    machines.settle(&["laptop", "desktop"]);
    let wrecked = tree(&machines.at("desktop", "docs"));
    assert_eq!(wrecked, tree(&root));

    let would = machines.json("desktop", &format!("restore docs --at {moment} --dry-run"));
    assert_eq!((keys(&would), &would["dry_run"]), (RESTORED_KEYS.to_vec(), &json!(true)));
    let kinds: Vec<_> =
        would["changes"].as_array().unwrap().iter().map(|line| line["change"].as_str().unwrap()).collect();
    for kind in ["added", "changed", "deleted"] {
        assert!(kinds.contains(&kind), "{would}");
    }
    let differing = before.iter().filter(|(path, thing)| wrecked.get(*path) != Some(thing)).count();
    let new = wrecked.keys().filter(|path| !before.contains_key(*path)).count();
    assert_eq!(would["total"], differing + new);
    assert_eq!(tree(&machines.at("desktop", "docs")), wrecked, "a dry run changed something");

    machines.ok("desktop", &format!("restore docs --at {moment}"));
    assert!(tree(&machines.at("desktop", "docs")) == before, "the folder is not what it was");
    machines.settle(&["desktop", "laptop"]);
    assert!(tree(&root) == before, "the machine that wrecked it is not as it was");
    let undo = machines.json("attic", &format!("restore docs --at {moment}"));
    assert_eq!(undo["total"], 0);
}

/// Deletes half of the files and overwrites the other half with noise; turns a directory into a file, and a file into a
/// directory.
fn wreck(root: &Path) {
    let mut seed = 7_u32;
    let mut noise = |len: usize| -> Vec<u8> {
        let next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        std::iter::repeat_with(next).take(len).collect()
    };
    let files: Vec<_> = tree(root).into_keys().filter(|path| root.join(path).is_file()).collect();
    assert!(files.len() > 70);
    for (n, path) in files.iter().enumerate() {
        match n % 2 {
            0 => fs::remove_file(root.join(path)).unwrap(),
            _ => fs::write(root.join(path), noise(500 + n)).unwrap(),
        }
    }
    fs::remove_dir_all(root.join("empty")).unwrap();
    fs::write(root.join("empty"), "a file now").unwrap();
    fs::remove_dir_all(root.join("year 3")).unwrap();
    fs::create_dir_all(root.join("year 2/month/README")).unwrap();
    fs::write(root.join("year 2/month/README/PAY.txt"), noise(10)).unwrap();
}

#[test]
fn a_directory_and_a_deleted_file_come_back_and_the_rest_stays() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    for path in ["photos/a.jpg", "photos/2025/b.jpg", "notes.txt", "gone.txt"] {
        machines.write("laptop", &format!("docs/{path}"), format!("this is {path}"));
    }
    let moment = moment_after(&machines, &["laptop", "desktop"]);
    let photos = tree(&machines.at("laptop", "docs/photos"));
    fs::remove_dir_all(machines.at("desktop", "docs/photos")).unwrap();
    fs::remove_file(machines.at("desktop", "docs/gone.txt")).unwrap();
    machines.write("desktop", "docs/notes.txt", "changed");
    machines.settle(&["laptop", "desktop"]);
    assert!(!machines.at("laptop", "docs/photos").exists());

    machines.ok("laptop", "restore docs gone.txt");
    assert_eq!(fs::read(machines.at("laptop", "docs/gone.txt")).unwrap(), b"this is gone.txt");
    // A directory that was deleted comes back as it was before that.
    machines.ok("laptop", "restore docs photos");
    assert_eq!(tree(&machines.at("laptop", "docs/photos")), photos);
    machines.write("laptop", "docs/photos/new.jpg", "new");
    machines.settle(&["laptop", "desktop"]);
    machines.refused("laptop", "restore docs photos", "bad-request", "photos", "--at");
    machines.ok("desktop", &format!("restore docs photos/ --at {moment}"));
    machines.settle(&["laptop", "desktop"]);
    for name in ["laptop", "desktop"] {
        assert_eq!(tree(&machines.at(name, "docs/photos")), photos);
        assert_eq!(fs::read(machines.at(name, "docs/notes.txt")).unwrap(), b"changed");
    }
}

#[test]
fn what_cannot_be_restored_is_said_and_changes_nothing() {
    let machines = with_two_versions();
    fs::create_dir_all(machines.at("laptop", "other")).unwrap();
    machines.ok("laptop", "share ~/other --no-hub-copy");
    let long_ago = "restore docs --at 2001-01-01";
    for name in ["attic", "desktop"] {
        for (words, code, message, hint) in [
            ("restore docs letter.txt --version 7fff-1-00000000", "not-found", "is not a version", "syncit versions"),
            ("restore docs letter.txt --version newest", "not-found", "is not a version", "syncit versions"),
            ("restore docs nothing.txt", "not-found", "nothing.txt", "history"),
            ("restore docs ../letter.txt", "bad-path", "letter.txt", ""),
            ("versions docs nothing.txt", "not-found", "nothing.txt", "history"),
            ("restore nowhere letter.txt", "no-such-folder", "nowhere", "syncit folders"),
            ("versions nowhere letter.txt", "no-such-folder", "nowhere", "syncit folders"),
            ("restore docs --at 2999-01-01", "bad-request", "in the future", "in the past"),
            (long_ago, "not-found", "before", "later"),
            ("restore docs letter.txt --to ~/no/such/place", "write", "no/such/place", ""),
            ("restore docs", "usage", "", ""),
            ("restore docs letter.txt --version 1 --at 2026-01-01", "usage", "", ""),
            ("restore docs --at someday", "usage", "someday", "2026"),
        ] {
            let answer = machines.syncit(name, &format!("--json {words}"));
            check_error(&answer, code, message, hint);
        }
    }
    // A version of another file is not accepted here, and neither is one whose number does not exist.
    machines.write("laptop", "docs/another.txt", "another");
    machines.settle(&["laptop", "desktop"]);
    let another = versions(&machines, "laptop", "another.txt")[0].clone();
    let words = format!("restore docs letter.txt --version {}", version(&another));
    machines.refused("laptop", &words, "not-found", "no such version", "syncit versions");
    let (_, rest) = version(&another).split_once('-').unwrap();
    let words = format!("restore docs letter.txt --version fffff-{rest}");
    machines.refused("laptop", &words, "not-found", "no such version", "syncit versions");
    let now = jiff::Timestamp::now();
    machines.refused("desktop", &format!("restore other --at {now}"), "not-linked", "other", "syncit link");
    assert_eq!(machines.json("attic", "history --limit 1")[0]["path"], "another.txt");
}

#[test]
fn a_full_disk_during_a_restore_leaves_everything_as_it_was() {
    let mut machines = Machines::unpaired(&["attic"]);
    machines.become_hub("attic");
    machines.write("attic", "docs/large.bin", vec![7; 6 << 20]);
    machines.ok("attic", "share ~/docs");
    machines.settle(&["attic"]);
    machines.write("attic", "docs/large.bin", "small now");
    machines.settle(&["attic"]);
    fs::create_dir_all(machines.at("laptop", "small")).unwrap();
    // A disk of 4 MiB that only this machine sees, and that ends with it.
    let mount = format!("mount -t tmpfs -o size=4m none '{}' && exec \"$@\"", machines.at("laptop", "small").display());
    machines.start_by("laptop", &["unshare", "--map-root-user", "--mount", "sh", "-c", &mount, "sh"]);
    machines.ok("laptop", "settings discovery off");
    machines.pair("attic", "laptop");
    let disk = Path::new("/proc").join(machines.pid("laptop").to_string()).join("root");
    let disk = disk.join(machines.at("laptop", "small").strip_prefix("/").unwrap());
    fs::create_dir(disk.join("docs")).unwrap();
    machines.ok("laptop", "link docs ~/small/docs");
    machines.settle(&["attic", "laptop"]);

    machines.refused(
        "laptop",
        "restore docs large.bin --to ~/small/out.bin",
        "disk-full",
        "out.bin",
        "free some space",
    );
    let left: Vec<_> = fs::read_dir(&disk).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["docs"]);

    // In the folder, it waits as a problem at its path; all other machines have it.
    let answer = machines.syncit("laptop", "restore docs large.bin");
    assert_eq!(answer.code, Some(0), "{answer:?}");
    assert!(answer.err.contains("Not yet here: docs/large.bin"), "{answer:?}");
    assert_eq!(fs::read(disk.join("docs/large.bin")).unwrap(), b"small now");
    until("the hub's own copy has it", || {
        (fs::metadata(machines.at("attic", "docs/large.bin")).ok()?.len() == 6 << 20).then_some(())
    });
}

#[test]
fn how_long_the_past_is_kept_is_set_on_the_hub_for_each_folder() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    machines.ok("attic", "access desktop docs read");
    // The hub keeps no copy of the folder, and can set it nevertheless.
    assert_eq!(machines.json("attic", "settings docs keep-all-days 7"), json!({ "keep-all-days": 7 }));
    assert_eq!(machines.json("attic", "settings docs keep-size 10GiB"), json!({ "keep-size": "10 GiB" }));
    let keep = |name: &str| {
        let mut all = machines.json(name, "settings docs");
        all.as_object_mut().unwrap().retain(|key, _| key.starts_with("keep-"));
        all
    };
    let (days, size) = ([7, 90, 365, 365], "10 GiB");
    let expected = json!({
        "keep-all-days": days[0], "keep-daily-days": days[1], "keep-weekly-days": days[2], "keep-deleted-days": days[3],
        "keep-size": size,
    });
    for name in ["attic", "laptop", "desktop"] {
        assert_eq!(keep(name), expected, "{name}");
    }
    for (words, why) in [
        ("keep-daily-days 6", "keep-all-days would be 7 and keep-daily-days only 6"),
        ("keep-weekly-days 89", "set the other one first"),
        ("keep-all-days soon", "a number of days"),
        ("keep-deleted-days 36501", "0 to 36,500"),
        ("keep-size much", "10 GiB"),
    ] {
        machines.refused("attic", &format!("settings docs {words}"), "bad-setting", why, "");
    }
    for name in ["laptop", "desktop"] {
        machines.refused(
            name,
            "settings docs keep-all-days 9",
            "not-the-hub",
            "nothing was changed",
            "run this on the hub",
        );
    }
    machines.refused("attic", "settings docs keep-forever 1", "no-such-setting", "keep-forever", "");
    machines.refused("attic", "settings docs role send-only", "not-linked", "docs", "syncit link");
    assert_eq!(keep("laptop"), expected);
    machines.ok("attic", "settings docs keep-size none");
    assert_eq!(keep("desktop")["keep-size"], "none");
}

#[test]
fn what_the_store_holds_is_told_everywhere_and_what_it_costs_on_the_hub() {
    let mut machines = Machines::new(&["attic", "laptop"]);
    machines.share_docs(&["laptop"]);
    machines.write("laptop", "docs/a.txt", "12345");
    machines.settle(&["laptop"]);
    machines.write("laptop", "docs/a.txt", "1");
    machines.settle(&["laptop"]);
    let sums = json!({ "folder": "docs", "current_bytes": 1, "past_bytes": 5, "past_versions": 1 });
    for name in ["attic", "laptop"] {
        let store = machines.json(name, "store");
        assert_eq!(keys(&store), ["folders", "free", "stored_bytes"]);
        assert_eq!(store["folders"], json!([sums]), "{name}");
        assert!(machines.ok(name, "store").contains("docs"));
    }
    let (hub, client) = (machines.json("attic", "status"), machines.json("laptop", "status"));
    let told = &hub["store"];
    assert_eq!(
        [&told["current_bytes"], &told["past_bytes"], &told["past_versions"]],
        [&json!(1), &json!(5), &json!(1)]
    );
    assert_eq!(machines.json("attic", "store")["stored_bytes"], hub["store_bytes"]);
    assert!(hub["store_bytes"].as_u64().unwrap() >= 6, "{hub}");
    let of_client = machines.json("laptop", "store");
    assert_eq!([&client["store"], &of_client["stored_bytes"], &of_client["free"]], [&Value::Null; 3]);
    for words in ["status", "store"] {
        let said = machines.ok("attic", words);
        assert!(said.contains("The content store takes") && said.contains("in 1 past version"), "{said}");
    }
    until("the hub has looked at its disk", || machines.json("attic", "status")["store"]["free"].as_u64());
    machines.kill("attic");
    machines.until_trouble("laptop", "is not running");
    machines.refused("laptop", "store", "offline", "nothing can be shown", "");
    machines.refused("laptop", "settings docs keep-size", "offline", "nothing can be shown", "");
    let alone = Machines::unpaired(&["desktop"]);
    alone.refused("desktop", "store", "not-set-up", "nothing can be shown", "syncit hub");
}
