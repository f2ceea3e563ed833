//! Conflicts: listed on every machine until they are settled, by a command or by themselves.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use serde_json::{Value, json};

use crate::machines::{Machines, check_equal, until};

/// Makes two machines both write `docs/a.txt`; returns the line of the conflict. The file is `by laptop`, the copy `by
/// desktop`.
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

/// Waits until both machines list this many conflicts, and returns the first.
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

/// Settles a conflict, and checks that only the expected contents are left of it, on both machines.
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
    // A settled conflict is no conflict any more.
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

/// Makes both machines change a file independently, from the same state, the laptop first: the copy is the desktop's.
/// Returns the line of the conflict.
fn made_apart(machines: &Machines, path: &str, before: Option<&[u8]>, laptop: &[u8], desktop: &[u8]) -> Value {
    machines.share_docs(&["laptop", "desktop"]);
    if let Some(before) = before {
        machines.write("laptop", path, before);
    }
    machines.settle(&["laptop", "desktop"]);
    for (name, content) in [("laptop", laptop), ("desktop", desktop)] {
        machines.ok(name, "pause docs");
        machines.write(name, path, content);
    }
    machines.ok("laptop", "resume docs");
    machines.settle(&["laptop"]);
    machines.ok("desktop", "resume docs");
    let line = until_conflicts(machines, 1);
    machines.settle(&["laptop", "desktop"]);
    line
}

#[test]
fn changes_of_both_that_do_not_touch_become_one_text() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    let (before, laptop, desktop) = ("a\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE");
    let path = "docs/run.sh";
    let line = made_apart(&machines, path, Some(before.as_bytes()), laptop.as_bytes(), desktop.as_bytes());
    let copy = line["copy"].as_str().unwrap();
    // The bit that one side changed is kept.
    let there = machines.at("desktop", &format!("docs/{copy}"));
    fs::set_permissions(&there, fs::Permissions::from_mode(0o755)).unwrap();
    machines.settle(&["desktop", "laptop"]);
    for name in ["laptop", "desktop"] {
        let lines = machines.json(name, "conflicts --diff");
        let line = &lines[0];
        assert_eq!((&line["mergeable"], &line["why_not"]), (&true.into(), &Value::Null), "{line}");
        assert_eq!(line["merged"], "A\nb\nc\nd\nE");
        let diffs: Vec<_> = line["diffs"].as_array().unwrap().iter().map(|diff| &diff["text"]).collect();
        let of_file = "@@ -1,4 +1,4 @@\n-a\n+A\n b\n c\n d\n";
        let of_copy = "@@ -2,4 +2,4 @@\n b\n c\n d\n-e\n+E\n\\ No newline at end of file\n";
        assert_eq!(diffs, [of_file, of_copy]);
        let sides: Vec<_> = line["diffs"].as_array().unwrap().iter().map(|diff| &diff["to"]["machine"]).collect();
        assert_eq!(sides, ["laptop", "desktop"]);
        assert_eq!(
            (&line["diffs"][0]["from"]["machine"], &line["diffs"][1]["from"]["path"]),
            (&"laptop".into(), &"run.sh".into())
        );
        let words = machines.ok(name, "conflicts --diff");
        for part in [
            "--- run.sh: laptop’s version from ",
            ", from which both were made\n",
            "+++ run.sh: laptop’s version from ",
            "\n-a\n+A\n",
            "--keep merged",
        ] {
            assert!(words.contains(part), "{part:?} is missing in {words}");
        }
    }
    let answer = machines.syncit_words("laptop", &["resolve", "docs", copy, "--keep", "merged"]);
    assert_eq!((answer.code, answer.out.as_str()), (Some(0), ""), "{answer:?}");
    until_conflicts(&machines, 0);
    for name in ["laptop", "desktop"] {
        machines.until_holds(name, path, "A\nb\nc\nd\nE");
        until("the copy is gone", || (!machines.at(name, &format!("docs/{copy}")).exists()).then_some(()));
    }
    machines.settle(&["laptop", "desktop"]);
    check_equal(&machines.at("laptop", "docs"), &machines.at("desktop", "docs"));
    for name in ["laptop", "desktop"] {
        assert_eq!(fs::metadata(machines.at(name, path)).unwrap().permissions().mode() & 0o100, 0o100, "{name}");
        assert_eq!(machines.state(name), "in-sync");
    }
    // Both versions are kept: one in the file's past, the other in that of a file that is gone.
    let versions = machines.json("desktop", "versions docs run.sh");
    assert_eq!(versions.as_array().unwrap().len(), 3, "{versions}");
    let again = ["resolve", "docs", copy, "--keep", "merged"];
    machines.refused_words("laptop", &again, "no-such-conflict", "nothing was changed", "syncit conflicts");
    let answer = machines.syncit_words("desktop", &["restore", "docs", copy]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    machines.until_holds("desktop", &format!("docs/{copy}"), desktop);
}

/// Two versions that cannot be merged into one text: the reason is shown, and nothing changes.
#[track_caller]
fn check_apart(path: &str, before: Option<&[u8]>, laptop: &[u8], desktop: &[u8], why: &str, diffs: usize) {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    let line = made_apart(&machines, &format!("docs/{path}"), before, laptop, desktop);
    let copy = line["copy"].as_str().unwrap();
    let words = ["--json", "conflicts", "docs", copy, "--diff"];
    let lines: Value = serde_json::from_str(&machines.syncit_words("desktop", &words).out).unwrap();
    assert_eq!((&lines[0]["mergeable"], &lines[0]["merged"]), (&false.into(), &Value::Null), "{lines}");
    assert!(lines[0]["why_not"].as_str().unwrap().contains(why), "{lines}");
    assert_eq!(lines[0]["diffs"].as_array().unwrap().len(), diffs, "{lines}");
    // Both can be looked at wherever they can be compared.
    let texts = [laptop, desktop].map(|text| String::from_utf8(text.to_vec()).unwrap());
    let expected = if diffs > 0 { json!({ "file": texts[0], "copy": texts[1] }) } else { Value::Null };
    assert_eq!(lines[0]["texts"], expected, "{lines}");
    assert!(
        machines
            .ok("laptop", "conflicts --diff")
            .contains(&format!("No merged text: {}", lines[0]["why_not"].as_str().unwrap()))
    );
    let merged = ["resolve", "docs", copy, "--keep", "merged"];
    machines.refused_words("laptop", &merged, "not-mergeable", why, "syncit conflicts --diff");
    machines.settle(&["laptop", "desktop"]);
    for name in ["laptop", "desktop"] {
        assert_eq!(fs::read(machines.at(name, &format!("docs/{path}"))).unwrap(), laptop);
        assert_eq!(fs::read(machines.at(name, &format!("docs/{copy}"))).unwrap(), desktop);
        assert_eq!(machines.json(name, "conflicts").as_array().unwrap().len(), 1);
    }
}

#[test]
fn changes_of_the_same_line_become_no_text() {
    check_apart(
        "a\u{202e}.txt",
        Some(b"a\nb\n"),
        b"a\nlaptop\n",
        b"a\ndesktop\n",
        "same lines, first at line 2 of the file",
        2,
    );
}

#[test]
fn what_two_made_anew_becomes_no_text() {
    check_apart("new.txt", None, b"a\nb\n", b"a\nb\nc\n", "not known from which version both were made", 1);
}

#[test]
fn what_is_no_text_becomes_none() {
    check_apart("a.bin", Some(b"a\0\nb\nc\n"), b"A\0\nb\nc\n", b"a\0\nb\nC\n", "a.bin is not a text file", 0);
}

#[test]
fn what_is_too_large_to_look_at_becomes_no_text() {
    let large = |first: &str, last: &str| format!("{first}\n{}{last}\n", "line\n".repeat(250_000)).into_bytes();
    check_apart(
        "large.txt",
        Some(&large("a", "b")),
        &large("A", "b"),
        &large("a", "B"),
        "large.txt is larger than 1 MiB",
        0,
    );
}

#[test]
fn of_two_symlinks_it_is_said_where_they_lead() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    for name in ["laptop", "desktop"] {
        machines.ok(name, "wait --timeout 120");
        machines.ok(name, "pause docs");
        symlink(format!("made by {name}"), machines.at(name, "docs/link")).unwrap();
    }
    machines.ok("laptop", "resume docs");
    machines.settle(&["laptop"]);
    machines.ok("desktop", "resume docs");
    let line = until_conflicts(&machines, 1);
    let words = ["--json", "conflicts", "docs", line["copy"].as_str().unwrap(), "--diff"];
    let lines: Value = serde_json::from_str(&machines.syncit_words("laptop", &words).out).unwrap();
    assert_eq!(lines[0]["mergeable"], false, "{lines}");
    assert_eq!(lines[0]["texts"], json!({ "file": "made by laptop", "copy": "made by desktop" }), "{lines}");
    // Of all conflicts at once the texts are not told, however few there are.
    assert_eq!(machines.json("laptop", "conflicts --diff")[0]["texts"], Value::Null);
}

#[test]
fn without_the_hub_nothing_is_merged() {
    let mut machines = Machines::new(&["attic", "laptop", "desktop"]);
    let line = made_apart(&machines, "docs/a.txt", Some(b"a\nb\nc\n"), b"A\nb\nc\n", b"a\nb\nC\n");
    let copy = line["copy"].as_str().unwrap();
    machines.end("attic", "TERM");
    machines.until_trouble("laptop", "attic");
    let lines = machines.json("laptop", "conflicts --diff");
    assert_eq!((&lines[0]["mergeable"], &lines[0]["diffs"]), (&Value::Null, &Value::Array(Vec::new())));
    assert!(lines[0]["why_not"].as_str().unwrap().contains("attic"), "{lines}");
    let failure = &lines[0]["failure"];
    assert_eq!((&failure["code"], &failure["message"]), (&"offline".into(), &lines[0]["why_not"]), "{lines}");
    let merged = ["resolve", "docs", copy, "--keep", "merged"];
    machines.refused_words("laptop", &merged, "offline", "attic", "");
    assert_eq!(fs::read(machines.at("laptop", "docs/a.txt")).unwrap(), b"A\nb\nc\n");
}

#[test]
fn a_conflict_closes_by_itself() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    machines.write("laptop", "docs/a.txt", "before");
    machines.settle(&["laptop", "desktop"]);
    let line = in_conflict(&machines, "");
    // Both sides get the same content.
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
    for keep in ["mine", "theirs", "both", "merged"] {
        let words = format!("resolve docs a.txt --keep {keep}");
        machines.refused("laptop", &words, "no-such-conflict", "docs/a.txt", "syncit conflicts");
        machines.refused("laptop", &format!("resolve docs ../a --keep {keep}"), "bad-path", "../a", "");
        machines.refused("laptop", &format!("resolve none a.txt --keep {keep}"), "not-linked", "none", "syncit link");
        machines.refused("attic", &format!("resolve docs a.txt --keep {keep}"), "not-linked", "docs", "syncit link");
    }
    machines.refused("laptop", "conflicts docs a.txt", "no-such-conflict", "docs/a.txt", "syncit conflicts");
    machines.refused("laptop", "conflicts none", "not-linked", "none", "syncit link");
    for words in ["resolve docs a.txt", "resolve docs --keep both", "resolve docs a.txt --keep none"] {
        machines.refused("laptop", words, "usage", "", "");
    }
    machines.until_holds("laptop", "docs/a.txt", "a");
}
