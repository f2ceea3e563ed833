//! The contract of the command line: for each command the exact keys of its JSON, its exit code, and words for a person.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::machines::{Answer, Machines, check_error, fixed_keys, keys, tree, until};

const FOLDER_KEYS: [&str; 22] = [
    "activity",
    "attention",
    "bytes",
    "bytes_not_chosen",
    "bytes_pending",
    "conflicts",
    "files",
    "hold",
    "may_write",
    "name",
    "not_applied",
    "not_chosen",
    "not_sent",
    "path",
    "paused",
    "paused_because",
    "paused_until",
    "pending",
    "problems",
    "role",
    "state",
    "suggested_path",
];
const STATUS_KEYS: [&str; 17] = [
    "activity",
    "attention",
    "folders",
    "full_disks",
    "hub",
    "machine",
    "offer",
    "paused",
    "paused_because",
    "paused_until",
    "role",
    "speed_limit",
    "state",
    "store",
    "store_bytes",
    "summary",
    "transfers",
];
const MACHINE_KEYS: [&str; 13] = [
    "access",
    "address",
    "fingerprint",
    "flowing",
    "folders",
    "inviting",
    "is_self",
    "last_seen",
    "may_invite",
    "name",
    "online",
    "role",
    "version",
];
const STORE_KEYS: [&str; 4] = ["current_bytes", "free", "past_bytes", "past_versions"];
const FOLDER_SETTINGS: [&str; 11] = [
    "git-hooks",
    "hold-files",
    "hold-share",
    "keep-all-days",
    "keep-daily-days",
    "keep-deleted-days",
    "keep-size",
    "keep-weekly-days",
    "new-subfolders",
    "rescan-minutes",
    "role",
];
const NOTIFY_KEYS: [&str; 6] =
    ["notify-absences", "notify-changes", "notify-conflicts", "notify-disks", "notify-holds", "notify-machines"];
const INVITE_KEYS: [&str; 8] =
    ["address", "addresses", "attempts_left", "burnt", "code", "expires_at", "link", "wrong_codes"];
const CONFLICT_KEYS: [&str; 11] = [
    "at",
    "copy",
    "diffs",
    "folder",
    "machine",
    "mergeable",
    "merged",
    "path",
    "theirs_at",
    "theirs_machine",
    "why_not",
];
const SIDE_KEYS: [&str; 3] = ["at", "machine", "path"];
const HISTORY_KEYS: [&str; 8] = ["action", "at", "folder", "from", "machine", "path", "size", "version"];

/// Checks that a command prints something for a person, and no control characters for a terminal.
#[track_caller]
fn check_words(machines: &Machines, name: &str, words: &str) {
    let out = machines.ok(name, words);
    assert!(!out.trim().is_empty(), "syncit {words} says nothing");
    assert!(!out.contains(|c: char| c.is_control() && c != '\n'), "syncit {words}: {out:?}");
}

/// Checks the keys of an object, or of each item of a list that is not empty, and that the command prints text for a
/// person, too.
#[track_caller]
fn check_shape(machines: &Machines, name: &str, words: &str, expected: &[&str]) -> Value {
    let value = machines.json(name, words);
    match &value {
        Value::Array(lines) => {
            assert!(!lines.is_empty(), "syncit {words} lists nothing");
            for line in lines {
                assert_eq!(fixed_keys(line), expected, "syncit {words}");
            }
        }
        value => assert_eq!(keys(value), expected, "syncit {words}"),
    }
    check_words(machines, name, words);
    value
}

/// Checks that a command succeeds and has nothing to show.
#[track_caller]
fn check_silent(machines: &Machines, name: &str, words: &str) {
    assert_eq!(machines.ok(name, words), "", "syncit {words}");
    assert_eq!(machines.ok(name, &format!("--json {words}")), "", "syncit --json {words}");
}

#[test]
fn a_hub_and_its_clients_are_set_up() {
    let machines = Machines::unpaired(&["attic", "laptop"]);
    let status = check_shape(&machines, "attic", "status", &STATUS_KEYS);
    assert_eq!((&status["role"], &status["state"]), (&json!("none"), &json!("unpaired")));

    let hub = machines.json("attic", "hub --name attic --listen 127.0.0.1:0 --root ~/kept");
    assert_eq!((keys(&hub), &hub["machine"]), (vec!["listen", "machine"], &json!("attic")));
    let invitation = check_shape(&machines, "attic", "invite", &INVITE_KEYS);
    assert_eq!(invitation["address"], hub["listen"][0]);
    assert!(invitation["expires_at"].as_str().unwrap().ends_with('Z'));
    let (address, code) = machines.invite("attic");
    assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()));
    let joined = machines.json("laptop", &format!("join {address} --code {code} --name laptop"));
    assert_eq!(joined, json!({ "hub": "attic", "machine": "laptop" }));

    let status = check_shape(&machines, "laptop", "status", &STATUS_KEYS);
    assert_eq!(status["role"], "client");
    assert_eq!(status["hub"], json!({ "name": "attic", "address": address, "online": true }));
    assert_eq!(machines.json("attic", "status")["role"], "hub");
    let status = machines.json("attic", "status");
    assert!(status["store_bytes"].is_u64() && status["store"]["current_bytes"].is_u64(), "{status}");
    assert_eq!(keys(&status["store"]), STORE_KEYS);
    let all = check_shape(&machines, "attic", "machines", &MACHINE_KEYS);
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!((&all[1]["version"], &all[1]["address"]), (&json!(env!("CARGO_PKG_VERSION")), &json!("127.0.0.1")));
    check_shape(&machines, "laptop", "machines", &MACHINE_KEYS);

    check_silent(&machines, "laptop", "rename notebook");
    check_silent_once(&machines, "attic", "rename notebook tablet");
    until("the laptop hears its new name", || (machines.json("laptop", "status")["machine"] == "tablet").then_some(()));
    assert_eq!(machines.ok("laptop", "leave"), "");
    assert_eq!(machines.json("laptop", "status")["role"], "none");
}

#[test]
fn a_code_is_read_from_standard_input() {
    use std::io::Write;
    use std::process::Stdio;
    let machines = Machines::unpaired(&["attic", "laptop"]);
    machines.become_hub("attic");
    let (address, code) = machines.invite("attic");
    let mut command = machines.command("laptop", &[]);
    command.arg("--home").arg(machines.at("laptop", "home")).args(["--json", "join", &address, "--code", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{} {}", &code[..3], &code[3..]).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn folders_are_shared_linked_relocated_unlinked_and_unshared() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.write("laptop", "docs/a/letter.txt", "dear");
    let place = |name: &str, path: &str| machines.at(name, path).canonicalize().unwrap();
    let shared = machines.json("laptop", "share ~/docs --name Docs");
    assert_eq!(shared, json!({ "folder": "Docs", "path": place("laptop", "docs") }));
    machines.until_holds("attic", "home/SyncIt/Docs/a/letter.txt", "dear");
    let offered = check_shape(&machines, "desktop", "folders", &FOLDER_KEYS);
    assert_eq!((&offered[0]["state"], &offered[0]["path"]), (&json!("not-linked"), &Value::Null));
    let linked = machines.json("desktop", "link Docs ~/kept --role receive-only");
    assert_eq!(linked, json!({ "folder": "Docs", "path": place("desktop", "kept") }));
    assert_eq!(machines.json("desktop", "wait Docs --timeout 60"), json!({ "in_the_way": [] }));
    machines.until_holds("desktop", "kept/a/letter.txt", "dear");
    let folder = &check_shape(&machines, "desktop", "folders", &FOLDER_KEYS)[0];
    assert_eq!((&folder["role"], &folder["state"]), (&json!("receive-only"), &json!("in-sync")));
    assert_eq!((&folder["files"], &folder["bytes"]), (&json!(1), &json!(4)));
    assert_eq!(&machines.json("desktop", "status")["folders"][0], folder);

    fs::rename(machines.at("desktop", "kept"), machines.at("desktop", "moved")).unwrap();
    let moved = machines.json("desktop", "relocate Docs ~/moved");
    assert_eq!(moved, json!({ "folder": "Docs", "path": place("desktop", "moved") }));
    // Moved there complete: an empty first version would be displaced, and kept in .syncit for a while.
    machines.write("laptop", "b.new", "more");
    fs::rename(machines.at("laptop", "b.new"), machines.at("laptop", "docs/b.txt")).unwrap();
    machines.until_holds("desktop", "moved/b.txt", "more");

    machines.settle(&["laptop", "desktop"]);
    check_silent_once(&machines, "desktop", "unlink Docs");
    let own = machines.at("desktop", "moved/.syncit");
    assert!(!own.exists(), "left: {:?}", tree(&own));
    assert!(machines.at("desktop", "moved/b.txt").exists());
    check_silent_once(&machines, "attic", "unshare Docs");
    machines.until_problem("laptop", "", "no longer shared");
    check_silent_once(&machines, "laptop", "unlink Docs");
    assert_eq!(machines.json("laptop", "folders"), json!([]));
    assert!(machines.at("laptop", "docs/b.txt").exists());
}

/// Like `check_silent`, for a command that succeeds only once.
#[track_caller]
fn check_silent_once(machines: &Machines, name: &str, words: &str) {
    assert_eq!(machines.ok(name, words), "", "syncit {words}");
}

#[test]
fn what_changed_is_history_and_conflicts_are_listed() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    for path in ["docs/a.txt", "docs/b\n\u{1b}[31m.txt"] {
        machines.write("laptop", path, "one");
    }
    machines.settle(&["laptop", "desktop"]);
    for name in ["laptop", "desktop"] {
        check_silent(&machines, name, "pause docs --for 1h");
        assert_eq!(machines.state(name), "paused");
        let said = machines.ok(name, "folders");
        assert!(said.contains("paused until 2"), "{said}");
        machines.write(name, "docs/a.txt", format!("by {name}"));
    }
    for name in ["laptop", "desktop"] {
        check_silent(&machines, name, "resume docs");
    }
    for name in ["laptop", "desktop"] {
        until("the conflict is known", || {
            let lines = machines.json(name, "conflicts");
            (lines.as_array()?.len() == 1).then_some(())
        });
        let before = check_shape(&machines, name, "conflicts", &CONFLICT_KEYS);
        assert_eq!((&before[0]["mergeable"], &before[0]["diffs"]), (&Value::Null, &json!([])));
        for words in ["conflicts --diff", "conflicts docs --diff"] {
            let lines = check_shape(&machines, name, words, &CONFLICT_KEYS);
            assert_eq!((&lines[0]["mergeable"], &lines[0]["merged"]), (&json!(false), &Value::Null));
            for diff in lines[0]["diffs"].as_array().unwrap() {
                assert_eq!(keys(diff), ["cut", "from", "text", "to"]);
                assert_eq!((keys(&diff["from"]), keys(&diff["to"])), (SIDE_KEYS.into(), SIDE_KEYS.into()));
            }
        }
        assert_eq!(machines.state(name), "attention");
        let summary = machines.json(name, "status")["summary"].clone();
        assert_eq!((&summary["icon"], &summary["attention"]), (&json!("attention"), &json!(1)));
        assert_eq!(summary["attention_sentence"], "1 item needs your attention");
        assert_eq!(summary["sentence"], "Everything else is in sync");
        assert_eq!(
            (&summary["needs_you"][0]["kind"], &summary["needs_you"][0]["count"]),
            (&json!("conflicts"), &json!(1))
        );
    }
    // A conflict does not block `wait`.
    machines.settle(&["laptop", "desktop"]);
    for name in ["attic", "laptop"] {
        let lines = check_shape(&machines, name, "history", &HISTORY_KEYS);
        assert!(lines.as_array().unwrap().iter().any(|line| line["action"] == "conflict"), "{lines}");
        assert!(lines.as_array().unwrap().iter().all(|line| line["at"].as_str().unwrap().ends_with('Z')));
        let newest = machines.json(name, "history --folder docs --limit 1");
        let cursor = newest[0]["version"].as_str().unwrap().to_owned();
        assert_eq!(newest[0], lines[0]);
        assert_eq!(machines.json(name, &format!("history --limit 1 --before {cursor}"))[0], lines[1]);
        assert!(!machines.json(name, "history --path a.txt --machine laptop").as_array().unwrap().is_empty());
        assert_eq!(machines.json(name, "history --since 2100-01-01"), json!([]));
        let kinds = machines.json(name, "history --kind conflict --kind moved");
        assert_eq!(kinds.as_array().unwrap().len(), 1, "{kinds}");
        let found = machines.json(name, "history --search B\n");
        assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
        assert_eq!(machines.json(name, "history --search nowhere"), json!([]));
        let hours = check_shape(&machines, name, "activity --hours 2", &["changes", "from"]);
        let counted: u64 = hours.as_array().unwrap().iter().map(|hour| hour["changes"].as_u64().unwrap()).sum();
        assert!(hours.as_array().unwrap().len() == 2 && counted >= 4, "{hours}");
    }
}

#[test]
fn an_invitation_is_shown_and_taken_back() {
    let machines = Machines::unpaired(&["attic", "laptop"]);
    machines.become_hub("attic");
    assert_eq!(machines.json("attic", "invite --show"), Value::Null);
    check_words(&machines, "attic", "invite --show");
    let (address, code) = machines.invite("attic");
    let open = check_shape(&machines, "attic", "invite --show", &INVITE_KEYS);
    assert_eq!((&open["code"], &open["attempts_left"]), (&json!(code), &json!(9)));
    let wrong = if code == "000000" { "000001" } else { "000000" };
    machines.refused("laptop", &format!("join {address} --code {wrong}"), "wrong-code", "2 ", "");
    let open = machines.json("attic", "invite --show");
    assert_eq!((&open["attempts_left"], &open["burnt"]), (&json!(8), &json!(false)));
    assert_eq!(open["wrong_codes"], json!([{ "address": "127.0.0.1", "count": 1 }]));
    assert!(machines.ok("attic", "invite --show").contains("1 from 127.0.0.1"));
    check_silent(&machines, "attic", "invite --cancel");
    assert_eq!(machines.json("attic", "invite --show"), Value::Null);
    machines.refused("laptop", &format!("join {address} --code {code}"), "no-invitation", "", "");
    machines.refused("laptop", "invite --show", "not-set-up", "", "syncit hub");
}

#[test]
fn inviting_waits_until_a_machine_has_joined_or_the_code_is_no_longer_valid() {
    let machines = Machines::unpaired(&["attic", "laptop"]);
    machines.become_hub("attic");
    let invite = |ending: &dyn Fn(Value)| {
        let mut command = machines.command("attic", &[]);
        command.arg("--home").arg(machines.at("attic", "home")).args(["--json", "invite", "--wait"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut next = || serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap();
        let shown = next();
        assert_eq!(keys(&shown), INVITE_KEYS);
        ending(shown);
        (next(), child.wait().unwrap().code())
    };
    let (ended, code) = invite(&|_| check_silent(&machines, "attic", "invite --cancel"));
    assert_eq!((ended, code), (json!({ "joined": null, "wrong_codes": [] }), Some(1)));
    let (ended, code) = invite(&|shown| {
        let (code, address) = (shown["code"].as_str().unwrap(), shown["address"].as_str().unwrap());
        let wrong = if code == "000000" { "000001" } else { "000000" };
        machines.refused("laptop", &format!("join {address} --code {wrong}"), "wrong-code", "2 ", "");
        machines.ok("laptop", &format!("join {address} --code {code} --name laptop"));
    });
    let wrong = json!([{ "address": "127.0.0.1", "count": 1 }]);
    assert_eq!((ended, code), (json!({ "joined": "laptop", "wrong_codes": wrong }), Some(0)));
}

#[test]
fn what_sharing_needs_is_told_before() {
    let machines = Machines::new(&["attic", "laptop"]);
    machines.write("laptop", "docs/a/b.txt", "12345");
    let keys = ["bytes", "complete", "files", "free", "hub_free", "problem"];
    for name in ["attic", "laptop"] {
        machines.write(name, "docs/a/b.txt", "12345");
        let needs = check_shape(&machines, name, "estimate ~/docs", &keys);
        assert_eq!((&needs["files"], &needs["bytes"], &needs["complete"]), (&json!(1), &json!(5), &json!(true)));
        assert_eq!(needs["problem"], Value::Null);
        assert!(needs["free"].as_u64().unwrap() > 0, "{needs}");
    }
    assert!(machines.json("attic", "estimate ~/docs")["hub_free"].as_u64().unwrap() > 0);
    until("the hub has looked at its disk", || {
        machines.json("laptop", "estimate ~/docs")["hub_free"].as_u64().filter(|free| *free > 0)
    });
    let missing = machines.json("laptop", "estimate ~/nowhere");
    assert!(missing["problem"].as_str().unwrap().contains("does not exist"), "{missing}");
    machines.share_docs(&["laptop"]);
    let again = machines.json("laptop", "estimate ~/docs");
    assert!(again["problem"].as_str().unwrap().contains("already"), "{again}");
}

#[test]
fn where_a_path_lies_is_told() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.write("laptop", "docs/a/b.txt", "12345");
    machines.share_docs(&["laptop", "desktop"]);
    machines.settle(&["laptop", "desktop"]);
    let keys_of_places = ["asked", "folder", "machines", "path", "state"];
    let place = |words: &str| check_shape(&machines, "laptop", words, &keys_of_places);
    let file = until("the laptop knows who keeps the folder", || {
        machines.json("laptop", "machines");
        let file = place("where ~/docs/a/b.txt");
        (file["machines"].as_array().unwrap().len() == 2).then_some(file)
    });
    let told = |place: &Value| [place["folder"].clone(), place["path"].clone(), place["state"].clone()];
    assert_eq!(told(&file), [json!("docs"), json!("a/b.txt"), json!("in-sync")]);
    let here = machines.at("laptop", "docs/a/b.txt").canonicalize().unwrap();
    let kept = json!([{ "machine": "laptop", "path": here }, { "machine": "desktop", "path": null }]);
    assert_eq!(file["machines"], kept);
    assert_eq!(told(&place("where ~/docs")), [json!("docs"), json!(""), json!("in-sync")]);
    assert_eq!(told(&place("where ~/docs/.syncit")), [json!("docs"), json!(".syncit"), json!("not-synced")]);
    assert_eq!(told(&place("where ~/docs/nothing")), [json!("docs"), json!("nothing"), Value::Null]);
    assert_eq!(told(&place("where ~/")), [Value::Null, Value::Null, Value::Null]);
    let words = machines.ok("laptop", "where ~/docs/a/b.txt");
    assert!(words.contains("docs: a/b.txt\nin sync\non laptop: ") && words.ends_with("on desktop\n"), "{words}");
    assert!(machines.ok("laptop", "where ~/").contains("in no folder"));
}

#[test]
fn a_folder_says_that_it_is_paused_held_or_where_it_could_go() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.write("laptop", "docs/a.txt", "a");
    machines.share_docs(&["laptop"]);
    machines.settle(&["laptop"]);
    let offered = &machines.json("desktop", "folders")[0];
    let suggested = offered["suggested_path"].as_str().unwrap().to_owned();
    machines.ok("desktop", &format!("link docs {suggested}"));
    assert_eq!(machines.json("desktop", "folders")[0]["suggested_path"], Value::Null);

    machines.ok("laptop", "pause docs --for 1h");
    let folder = machines.json("laptop", "folders")[0].clone();
    assert_eq!(folder["paused"], true);
    assert!(folder["paused_until"].as_str().unwrap().ends_with('Z'), "{folder}");
    assert_eq!(machines.json("laptop", "status")["paused"], false);
    machines.ok("laptop", "resume docs");
    machines.ok("laptop", "pause");
    let status = machines.json("laptop", "status");
    let because = json!({ "code": "person" });
    assert_eq!((&status["paused_because"], &status["folders"][0]["paused_because"]), (&because, &because));
    let shown = (&status["paused"], &status["paused_until"], &status["folders"][0]["paused"]);
    assert_eq!(shown, (&json!(true), &Value::Null, &json!(true)));
    machines.ok("laptop", "resume");

    // In one step: an empty marker would be repaired.
    let newer = machines.at("laptop", "newer.json");
    fs::write(&newer, r#"{"format":9}"#).unwrap();
    fs::rename(newer, machines.at("laptop", "docs/.syncit/folder.json")).unwrap();
    check_silent(&machines, "laptop", "check docs");
    check_silent(&machines, "laptop", "check");
    let hold = until("the folder is held", || {
        let hold = machines.json("laptop", "folders")[0]["hold"].clone();
        hold.is_object().then_some(hold)
    });
    assert_eq!(fixed_keys(&hold), ["cause", "code", "files", "hint", "kind", "machine"]);
    assert_eq!((&hold["code"], &hold["params"]["folder"]), (&json!("held-other-folder"), &json!("docs")));
    assert_eq!((&hold["kind"], &hold["files"]), (&json!("other-folder"), &json!(1)));
    machines.refused("laptop", "check nothing", "not-linked", "nothing", "");
}

#[test]
fn ignore_rules_are_tried_out_before_they_are_written() {
    let machines = Machines::new(&["attic", "laptop"]);
    for path in ["docs/a.log", "docs/old/b.log", "docs/old/c.txt", "docs/keep.txt", "docs/y.part"] {
        machines.write("laptop", path, "");
    }
    machines.share_docs(&["laptop"]);
    machines.settle(&["laptop"]);
    machines.write("laptop", "draft", "*.log\nold/\n");
    let found = check_shape(&machines, "laptop", "ignored docs --rules ~/draft", &["from", "path", "rule"]);
    let found: Vec<_> = found.as_array().unwrap().iter().map(|line| (&line["path"], &line["rule"])).collect();
    assert_eq!(found, [(&json!("a.log"), &json!("*.log")), (&json!("old"), &json!("old/"))]);
    assert!(!machines.at("laptop", "docs/.syncitignore").exists());
    machines.write("laptop", "draft", "[\n");
    machines.refused("laptop", "ignored docs --rules ~/draft", "bad-ignore-rule", "line 1", ".gitignore");
    machines.refused("laptop", "ignored docs --rules ~/none", "bad-path", "none", "");
}

#[test]
fn what_is_ignored_set_and_checked_is_told() {
    let machines = Machines::new(&["attic", "laptop"]);
    machines.write("laptop", "docs/.syncitignore", "*.log\n");
    machines.write("laptop", "docs/x.log", "");
    machines.write("laptop", "docs/y.part", "");
    machines.share_docs(&["laptop"]);
    machines.settle(&["laptop"]);
    let ignored = check_shape(&machines, "laptop", "ignored docs", &["from", "path", "rule"]);
    assert_eq!(ignored[0], json!({ "path": "x.log", "rule": "*.log", "from": ".syncitignore" }));
    assert_eq!((&ignored[1]["path"], &ignored[1]["from"]), (&json!("y.part"), &json!("built-in")));
    assert_eq!(machines.json("laptop", "ignored docs x.log").as_array().unwrap().len(), 1);

    assert_eq!(machines.json("laptop", "settings discovery"), json!({ "discovery": false }));
    assert_eq!(machines.json("laptop", "settings docs rescan-minutes 30"), json!({ "rescan-minutes": 30 }));
    check_shape(&machines, "laptop", "settings docs", &FOLDER_SETTINGS);
    let settings = |own: &[&'static str]| {
        let mut keys = [own, &NOTIFY_KEYS, &["pause-on-battery", "pause-on-metered"]].concat();
        keys.sort_unstable();
        keys
    };
    check_shape(
        &machines,
        "laptop",
        "settings",
        &settings(&["discovery", "limit-down", "limit-hours", "limit-up", "min-free", "name"]),
    );
    check_shape(
        &machines,
        "attic",
        "settings",
        &settings(&["bytes-per-machine", "discovery", "folders-per-machine", "listen", "min-free", "name", "root"]),
    );
    assert_eq!(machines.json("laptop", "settings notify-changes off"), json!({ "notify-changes": false }));
    machines.refused("laptop", "settings notify-changes maybe", "bad-setting", "maybe", "");
    for (words, answer) in [
        ("settings pause-on-metered", json!({ "pause-on-metered": false })),
        ("settings pause-on-metered yes", json!({ "pause-on-metered": true })),
        ("settings pause-on-metered no", json!({ "pause-on-metered": false })),
        ("settings pause-on-battery", json!({ "pause-on-battery": "off" })),
        ("settings pause-on-battery 20%", json!({ "pause-on-battery": 20 })),
        ("settings pause-on-battery off", json!({ "pause-on-battery": "off" })),
        ("settings limit-hours", json!({ "limit-hours": "always" })),
        ("settings limit-hours 8:00-18:00,sat", json!({ "limit-hours": "08:00-18:00, sat" })),
    ] {
        assert_eq!(machines.json("laptop", words), answer, "{words}");
    }
    machines.refused("laptop", "settings pause-on-metered maybe", "bad-setting", "maybe", "");
    machines.refused("laptop", "settings pause-on-battery 0", "bad-setting", "1 to 100", "");
    machines.refused("laptop", "settings limit-hours weekdays", "bad-setting", "mon-fri 08:00-18:00", "");
    machines.refused("attic", "settings limit-hours always", "no-such-setting", "limit-hours", "syncit settings");
    machines.refused("laptop", "settings nothing", "no-such-setting", "nothing", "syncit settings");
    machines.refused("laptop", "settings discovery maybe", "bad-setting", "maybe", "");

    assert_eq!(machines.json("laptop", "settings docs role send-only"), json!({ "role": "send-only" }));
    assert_eq!(machines.json("laptop", "folders")[0]["role"], "send-only");
    for name in ["attic", "laptop"] {
        let key = check_shape(&machines, name, "key", &["fingerprint", "kind", "note", "place"]);
        assert_eq!(key["kind"], "file");
        assert!(fs::metadata(key["place"].as_str().unwrap()).unwrap().len() > 0);
        let known = machines.json(name, "machines");
        let own = known.as_array().unwrap().iter().find(|machine| machine["is_self"] == true).unwrap();
        assert_eq!(own["fingerprint"], key["fingerprint"]);
    }
    let access = |name: &str| machines.json(name, "machines")[1]["access"].clone();
    assert_eq!((access("attic"), access("laptop")), (json!({ "docs": "write" }), json!({})));

    for name in ["attic", "laptop"] {
        check_shape(&machines, name, "doctor", &["check", "code", "hint", "label", "message", "ok"]);
        check_words(&machines, name, "log");
        let logged = machines.ok(name, "log");
        assert!(logged.contains("the engine runs"), "its start is not in the log: {logged}");
        let log = machines.json(name, "log")["file"].as_str().unwrap().to_owned();
        assert!(fs::metadata(log).unwrap().len() > 0);
    }
    check_silent_once(&machines, "laptop", "diagnostics ~/bundle");
    assert!(fs::metadata(machines.at("laptop", "bundle")).unwrap().len() > 0);
    machines.refused("laptop", "diagnostics ~/bundle", "write", "bundle", "does not exist yet");

    machines.kill_hub_and_check_doctor();
}

impl Machines {
    fn kill_hub_and_check_doctor(mut self) {
        self.kill("attic");
        self.until_trouble("laptop", "is not running");
        assert_eq!(self.state("laptop"), "offline");
        let answer = self.syncit("laptop", "--json doctor");
        let checks: Value = serde_json::from_str(&answer.out).unwrap();
        let bad: Vec<_> = checks.as_array().unwrap().iter().filter(|check| check["ok"] == false).collect();
        assert_eq!((answer.code, bad.len()), (Some(1), 1), "{answer:?}");
        assert_eq!(bad[0]["check"], "hub");
        self.write("laptop", "docs/new.txt", "waits");
        assert_eq!(self.syncit("laptop", "wait --timeout 0.05").code, Some(1));
    }
}

#[test]
fn a_log_is_followed_over_its_rotation() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::Stdio;
    let machines = Machines::unpaired(&[]);
    let log = machines.at("laptop", "home/logs/syncit.log");
    machines.write("laptop", "home/logs/syncit.log", "first\n");
    let mut command = machines.command("laptop", &[]);
    command.arg("--home").arg(machines.at("laptop", "home")).args(["log", "-f"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut next = || {
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        line
    };
    let append = |line: &str| fs::OpenOptions::new().append(true).open(&log).unwrap().write_all(line.as_bytes());
    assert_eq!(next(), "first\n");
    append("second\n").unwrap();
    assert_eq!(next(), "second\n");
    append("last of the old\n").unwrap();
    fs::rename(&log, log.with_extension("log.1")).unwrap();
    machines.write("laptop", "home/logs/syncit.log", "first of the new\n");
    assert_eq!([next(), next()], ["last of the old\n", "first of the new\n"]);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn access_is_given_and_taken() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    check_silent(&machines, "attic", "access desktop docs read");
    machines.write("desktop", "docs/mine.txt", "mine");
    machines.write("laptop", "docs/theirs.txt", "theirs");
    machines.until_holds("desktop", "docs/theirs.txt", "theirs");
    assert!(!machines.at("laptop", "docs/mine.txt").exists());
    check_silent(&machines, "attic", "access desktop docs none");
    machines.refused("attic", "access tablet docs read", "no-such-machine", "tablet", "syncit machines");
    machines.refused("attic", "access laptop none read", "no-such-folder", "none", "syncit folders");
    assert!(machines.at("desktop", "docs/mine.txt").exists());
}

#[test]
fn without_an_engine_every_command_says_how_to_start_one() {
    let mut machines = Machines::unpaired(&["laptop"]);
    machines.kill("laptop");
    for words in [
        "hub",
        "invite",
        "discover",
        "join --code 123456",
        "leave",
        "share ~/docs",
        "unshare x",
        "link x ~/x",
        "unlink x",
        "relocate x ~/x",
        "folders",
        "status",
        "wait",
        "machines",
        "rename x",
        "forget x",
        "access x y read",
        "history",
        "activity",
        "estimate ~/x",
        "check",
        "key",
        "versions x y",
        "restore x y",
        "conflicts",
        "conflicts x y --diff",
        "resolve x y --keep both",
        "differences x",
        "select x",
        "deselect x y",
        "selected x",
        "held",
        "release x --delete",
        "pause",
        "resume",
        "ignored x",
        "where ~/x",
        "store",
        "settings",
        "verify",
        "doctor",
        "diagnostics ~/x",
    ] {
        machines.refused("laptop", words, "not-running", "SyncIt is not running", "syncit run");
        let Answer { code, out, err } = machines.syncit("laptop", words);
        assert_eq!((code, out.as_str()), (Some(2), ""), "syncit {words}");
        assert!(err.starts_with("error: SyncIt is not running (") && err.contains("\nhint: start it"), "{err:?}");
    }
    for words in ["", "nonsense", "link", "access a b maybe", "wait --timeout soon", "history --since never"] {
        machines.refused("laptop", words, "usage", "", "");
    }
}

#[test]
fn an_engine_ends_cleanly_by_a_signal_and_goes_on_after_a_start() {
    let mut machines = Machines::new(&["attic", "laptop"]);
    machines.share_docs(&["laptop"]);
    for (name, signal) in [("laptop", "TERM"), ("attic", "INT"), ("laptop", "INT"), ("attic", "TERM")] {
        assert_eq!(machines.end(name, signal).code(), Some(0), "{name} after SIG{signal}");
        let sockets = fs::read_dir(machines.at(name, "run/syncit")).unwrap();
        assert_eq!(sockets.count(), 0, "{name} left its control socket");
        machines.start(name);
    }
    machines.write("laptop", "docs/a.txt", "a");
    machines.settle(&["laptop"]);
    assert_eq!(machines.state("laptop"), "in-sync");
}

#[test]
fn help_and_version_are_answers() {
    let machines = Machines::unpaired(&[]);
    for words in [
        "--help",
        "--version",
        "run --help",
        "hub --help",
        "join --help",
        "share --help",
        "link --help",
        "wait --help",
        "history --help",
        "differences --help",
        "select --help",
        "deselect --help",
        "selected --help",
        "settings --help",
        "demo --help",
    ] {
        check_words(&machines, "nobody", words);
    }
}

#[test]
fn a_closed_pipe_is_no_crash() {
    let machines = Machines::unpaired(&["laptop"]);
    let program = env!("CARGO_BIN_EXE_syncit");
    let home = machines.at("laptop", "home");
    let script = r#"{ "$0" --home "$1" status; echo $? >&2; } | true"#;
    let output = Command::new("sh").args(["-c", script, program]).arg(home).env("LC_ALL", "C").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn without_json_an_error_is_two_lines_on_standard_error() {
    let machines = Machines::unpaired(&["laptop"]);
    let answer = machines.syncit("laptop", "share ~/docs");
    assert_eq!((answer.code, answer.out.as_str()), (Some(2), ""));
    assert!(answer.err.starts_with("error: ") && answer.err.contains("\nhint: "), "{answer:?}");
    check_error(&machines.syncit("laptop", "--json leave"), "not-set-up", "", "syncit hub");
}

#[test]
fn an_error_is_said_in_the_language_of_the_environment_with_the_same_code_and_parameters() {
    let machines = Machines::unpaired(&["laptop"]);
    let error = |locale: &str| {
        let mut command = machines.command("laptop", &[]);
        command.arg("--home").arg(machines.at("laptop", "home")).env("LC_ALL", locale);
        let output = command.args(["--json", "versions", "docs", "../x"]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["error"].take()
    };
    let (english, german) = (error("C.UTF-8"), error("de_DE.UTF-8"));
    assert_eq!(keys(&english), ["code", "hint", "message", "params", "path"]);
    for key in ["code", "params", "path"] {
        assert_eq!(english[key], german[key]);
    }
    assert_eq!(
        (&english["code"], &english["params"]),
        (&json!("not-set-up"), &json!({ "undone": { "code": "undone--answer" } }))
    );
    assert_eq!(english["message"], "this machine is not a hub, and is not paired with one: nothing can be shown");
    assert_eq!(
        german["message"],
        "dieser Rechner ist kein Hub und mit keinem gekoppelt: es kann nichts gezeigt werden"
    );
    assert!(german["hint"].as_str().unwrap().contains("`syncit hub`"), "{german}");
}
