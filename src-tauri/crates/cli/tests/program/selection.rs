//! Keeping only a part of a folder on a machine.

use serde_json::{Value, json};

use crate::machines::{Machines, check_error, keys, until};

const LINE_KEYS: [&str; 7] = ["bytes", "bytes_elsewhere", "files", "has_subfolders", "part", "path", "selected"];

/// Three machines with the same folder: a file at its top, and photos of two years.
fn with_photos() -> Machines {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    machines.write("laptop", "docs/notes.txt", "notes");
    machines.write("laptop", "docs/photos/2025/a.jpg", "a photo of 2025");
    machines.write("laptop", "docs/photos/2026/b.jpg", "a photo of 2026");
    machines.settle(&["laptop", "desktop"]);
    machines
}

fn selected(machines: &Machines, words: &str) -> Vec<(String, Value, Value)> {
    let lines = machines.json("desktop", words);
    let lines = lines.as_array().unwrap().iter().map(|line| {
        assert_eq!(keys(line), LINE_KEYS);
        (line["path"].as_str().unwrap().to_owned(), line["selected"].clone(), line["part"].clone())
    });
    lines.collect()
}

fn line(path: &str, selected: bool, part: bool) -> (String, Value, Value) {
    (path.to_owned(), json!(selected), json!(part))
}

/// Waits until something is no longer at a path, and the machine has nothing left to do.
fn until_gone(machines: &Machines, path: &str) {
    until(path, || (!machines.at("desktop", path).exists()).then_some(()));
    until("at rest", || (machines.json("desktop", "folders")[0]["pending"] == 0).then_some(()));
}

#[test]
fn what_is_not_chosen_is_removed_here_and_stays_elsewhere() {
    let machines = with_photos();
    assert_eq!(selected(&machines, "selected docs"), [line("photos", true, false)]);
    machines.ok("desktop", "deselect docs photos/2025/");
    until_gone(&machines, "docs/photos/2025");
    assert_eq!(selected(&machines, "selected docs"), [line("photos", true, true)]);
    let years = [line("photos/2025", false, false), line("photos/2026", true, false)];
    assert_eq!(selected(&machines, "selected docs photos"), years);
    machines.until_holds("laptop", "docs/photos/2025/a.jpg", "a photo of 2025");

    machines.write("laptop", "docs/photos/2025/c.jpg", "another one");
    machines.settle(&["laptop", "desktop"]);
    assert!(!machines.at("desktop", "docs/photos/2025").exists());
    let folder = machines.json("desktop", "folders")[0].clone();
    let counts = ["not_chosen", "bytes_not_chosen", "files", "state"].map(|key| folder[key].clone());
    assert_eq!(counts, [json!(2), json!(26), json!(2), json!("in-sync")]);
    let words = machines.ok("desktop", "status");
    assert!(words.contains("docs: 2 files (26 B) are not kept on this machine (syncit selected docs)"), "{words}");
    let words = machines.ok("desktop", "selected docs photos");
    for part in ["KEPT HERE", "no", "yes", "26 B", "photos/2025"] {
        assert!(words.contains(part), "no {part:?} in {words}");
    }

    machines.ok("desktop", "select docs photos/2025");
    machines.until_holds("desktop", "docs/photos/2025/a.jpg", "a photo of 2025");
    machines.until_holds("desktop", "docs/photos/2025/c.jpg", "another one");
    assert_eq!(selected(&machines, "selected docs"), [line("photos", true, false)]);
}

#[test]
fn what_the_hub_does_not_have_is_sent_before_it_is_removed() {
    let mut machines = with_photos();
    machines.kill("attic");
    machines.until_trouble("desktop", "is not running");
    machines.write("desktop", "docs/photos/2025/new.jpg", "only here");
    machines.ok("desktop", "deselect docs photos");
    until("it is noticed", || (machines.json("desktop", "folders")[0]["files"] == 4).then_some(()));
    // Nothing goes while it cannot be known what the hub has.
    let all = ["2025/a.jpg", "2025/new.jpg", "2026/b.jpg"];
    assert!(all.iter().all(|file| machines.at("desktop", "docs/photos").join(file).exists()));
    machines.start("attic");
    machines.until_holds("laptop", "docs/photos/2025/new.jpg", "only here");
    until_gone(&machines, "docs/photos");
    machines.settle(&["laptop", "desktop"]);
    machines.until_holds("laptop", "docs/photos/2025/a.jpg", "a photo of 2025");
}

#[test]
fn something_with_the_name_of_what_is_not_chosen_is_left_alone() {
    let mut machines = with_photos();
    machines.ok("desktop", "deselect docs photos");
    until_gone(&machines, "docs/photos");
    machines.write("desktop", "docs/photos/mine.txt", "mine");
    machines.until_problem("desktop", "photos", "is not chosen on this machine, but something here has its name");
    machines.end("desktop", "TERM");
    machines.start("desktop");
    machines.until_problem("desktop", "photos", "is not chosen on this machine, but something here has its name");
    machines.settle(&["laptop"]);
    assert!(!machines.at("laptop", "docs/photos/mine.txt").exists());
    // Chosen again, both are there.
    machines.ok("desktop", "select docs");
    machines.until_holds("desktop", "docs/photos/2026/b.jpg", "a photo of 2026");
    machines.until_holds("laptop", "docs/photos/mine.txt", "mine");
    machines.settle(&["laptop", "desktop"]);
    assert_eq!(machines.state("desktop"), "in-sync");
}

#[test]
fn a_folder_is_linked_with_a_part_of_it_and_new_subfolders_are_left_out() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop"]);
    machines.write("laptop", "docs/notes.txt", "notes");
    machines.write("laptop", "docs/photos/2025/a.jpg", "a photo of 2025");
    machines.write("laptop", "docs/photos/2026/b.jpg", "a photo of 2026");
    machines.settle(&["laptop"]);
    let path = machines.at("desktop", "docs");
    machines.ok("desktop", &format!("link docs {} --only photos/2026", path.display()));
    machines.until_holds("desktop", "docs/photos/2026/b.jpg", "a photo of 2026");
    machines.settle(&["desktop"]);
    assert!(!path.join("photos/2025").exists() && !path.join("notes.txt").exists());
    machines.ok("desktop", "select docs");
    machines.until_holds("desktop", "docs/notes.txt", "notes");
    machines.until_holds("desktop", "docs/photos/2025/a.jpg", "a photo of 2025");

    assert_eq!(machines.json("desktop", "settings docs new-subfolders"), json!({ "new-subfolders": true }));
    machines.ok("desktop", "settings docs new-subfolders off");
    machines.write("laptop", "docs/videos/c.mp4", "a video");
    machines.write("laptop", "docs/photos/2027/d.jpg", "a photo of 2027");
    machines.settle(&["laptop"]);
    machines.until_holds("desktop", "docs/photos/2027/d.jpg", "a photo of 2027");
    machines.settle(&["desktop"]);
    assert!(!path.join("videos").exists());
    let all = [line("photos", true, false), line("videos", false, false)];
    assert_eq!(selected(&machines, "selected docs"), all);
    let words = machines.ok("desktop", "selected docs");
    assert!(words.contains("Subfolders that others add at the top are not kept here."), "{words}");
    machines.ok("desktop", "select docs videos");
    machines.until_holds("desktop", "docs/videos/c.mp4", "a video");
    machines.ok("desktop", "select docs photos/2026 --only");
    until_gone(&machines, "docs/videos");
    assert!(!path.join("notes.txt").exists() && path.join("photos/2026/b.jpg").exists());
}

#[test]
fn what_cannot_be_chosen_is_refused_and_changes_nothing() {
    let machines = with_photos();
    machines.refused("desktop", "deselect docs nothing", "no-such-subfolder", "nothing", "syncit selected");
    machines.refused("desktop", "deselect docs notes.txt", "no-such-subfolder", "notes.txt", "");
    machines.refused("desktop", "selected nothing", "not-linked", "nothing", "syncit link");
    machines.refused("desktop", "deselect docs", "usage", "", "");
    check_error(&machines.syncit("desktop", "--json select docs ../x"), "bad-path", "../x", "");
    let too_many: Vec<String> = (0..=1_000).map(|n| format!("x{n}")).collect();
    let words = ["deselect", "docs"].into_iter().chain(too_many.iter().map(String::as_str)).collect::<Vec<_>>();
    machines.refused_words("desktop", &words, "bad-argument", "at most 1000 subfolders", "");
    machines.ok("desktop", "deselect docs photos");
    until_gone(&machines, "docs/photos");
    machines.ok("desktop", "settings min-free 900TiB");
    machines.refused("desktop", "select docs photos/2026", "disk-full", "takes 15 B", "choose fewer subfolders");
    assert_eq!(selected(&machines, "selected docs"), [line("photos", false, false)]);
    machines.ok("desktop", "unlink docs");
    let path = machines.at("desktop", "docs");
    let words = format!("link docs {}", path.display());
    // What is there already needs no room.
    machines.refused("desktop", &words, "disk-full", "docs takes 35 B", "choose fewer subfolders");
    assert!(machines.json("desktop", "folders")[0]["path"].is_null());
}
