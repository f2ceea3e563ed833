//! The menu as a table: the known state, and the menu that follows from it.

#![allow(clippy::unwrap_used)]
use super::*;

use std::fmt::Write;

fn folder(name: &str, is_linked: bool) -> FolderStatus {
    let path = if is_linked { format!("\"/home/anna/{name}\"") } else { "null".into() };
    serde_json::from_str(&format!(
        r#"{{"name": "{name}", "path": {path}, "role": null, "state": "in-sync", "activity": "up-to-date",
            "attention": 0, "files": 0, "bytes": 0,
            "pending": 0, "bytes_pending": 0, "conflicts": 0, "problems": [], "hold": null, "paused": false,
            "paused_until": null, "suggested_path": null, "not_applied": 0, "not_sent": 0, "may_write": true}}"#
    ))
    .unwrap()
}

/// A machine that lacks so many mebibytes of each of its folders.
fn machine(name: &str, online: bool, lacks: &[u64]) -> MachineStatus {
    let folders = lacks.iter().map(|mebibytes| {
        format!(
            r#"{{"folder": "F", "pending": {mebibytes}, "bytes_pending": {}, "at_least": false, "up_to_date_at": null}}"#,
            mebibytes << 20
        )
    });
    let folders = folders.collect::<Vec<_>>().join(",");
    serde_json::from_str(&format!(
        r#"{{"name": "{name}", "role": "client", "online": {online}, "last_seen": null, "fingerprint": "", "is_self": false,
            "access": {{}}, "flowing": false, "folders": [{folders}], "version": null, "address": null}}"#
    ))
    .unwrap()
}

/// Parses `added Photos a.jpg` as a line of history.
fn change(text: &str) -> HistoryLine {
    let [action, folder, path] = text.split(' ').collect::<Vec<_>>()[..] else { panic!("{text}") };
    let action = serde_json::from_str(&format!("\"{action}\"")).unwrap();
    let (at, machine, version) = ("2026-11-22T14:03:05Z".into(), "desktop".into(), "1".into());
    HistoryLine { at, folder: folder.into(), path: path.into(), action, machine, size: 1, version, from: None }
}

/// Writes a line for each item: `id: text`, in brackets if it is disabled, indented in a submenu.
fn show(items: &[Item], depth: usize, out: &mut String) {
    for item in items {
        let indent = "  ".repeat(depth);
        match item {
            Item::Text { id, text, enabled: true } => writeln!(out, "{indent}{id}: {text}").unwrap(),
            Item::Text { id, text, enabled: false } => writeln!(out, "{indent}[{id}: {text}]").unwrap(),
            Item::Line => writeln!(out, "{indent}--").unwrap(),
            Item::Menu { id, text, items } => {
                writeln!(out, "{indent}{id}: {text} ▸").unwrap();
                show(items, depth + 1, out);
            }
        }
    }
}

#[track_caller]
fn check(view: &View, expected: &str) {
    let mut shown = String::new();
    show(&menu(view), 0, &mut shown);
    assert_eq!(shown, expected);
}

#[test]
fn a_machine_that_is_not_set_up_offers_only_what_works() {
    check(
        &View { sentence: "Not set up yet".into(), ..View::default() },
        "\
[state: Not set up yet]
--
open: Open SyncIt
settings: Settings
--
quit: Quit SyncIt
",
    );
}

#[test]
fn a_machine_in_use_offers_everything() {
    let view = View {
        sentence: "Everything is in sync".into(),
        needs: 2,
        is_set_up: true,
        is_paused: false,
        is_by_itself: false,
        folders: vec![folder("Photos", true), folder("Music", false)],
        recent: vec![
            change("added Photos 2026/a.jpg"),
            change("deleted Photos b.jpg"),
            change("changed Photos 2026/a.jpg"),
        ],
        machines: vec![machine("attic", true, &[0]), machine("desktop", true, &[0, 3]), machine("phone", false, &[])],
    };
    check(
        &view,
        "\
[state: Everything is in sync]
needs: Needs you (2)
--
open: Open SyncIt
folders: Folders ▸
  folder/Photos: Photos
recent: Recent changes ▸
  recent/Photos/2026/a.jpg: a.jpg in Photos
  recent/Photos/b.jpg: b.jpg in Photos, deleted
machines: Other machines ▸
  machine/attic: attic: up to date
  machine/desktop: desktop: 3.0 MiB to go
  machine/phone: phone, offline: keeps none of these folders
--
pauses: Pause ▸
  pause-hour: For 1 hour
  pause-tomorrow: Until tomorrow
  pause: Until I resume
check: Check now
settings: Settings
--
quit: Quit SyncIt
",
    );
}

#[test]
fn a_paused_machine_offers_to_resume_and_empty_lists_say_so() {
    check(
        &View { sentence: "Paused".into(), is_set_up: true, is_paused: true, ..View::default() },
        "\
[state: Paused]
--
open: Open SyncIt
folders: Folders ▸
  [no-folders: No folder yet]
recent: Recent changes ▸
  [no-recent: Nothing changed yet]
--
resume: Resume
check: Check now
settings: Settings
--
quit: Quit SyncIt
",
    );
}

#[test]
fn a_machine_that_paused_by_itself_offers_to_resume_anyway() {
    for (is_by_itself, text) in [(false, "Resume"), (true, "Resume anyway")] {
        let items = menu(&View { is_set_up: true, is_paused: true, is_by_itself, ..View::default() });
        let resume = Item::Text { id: "resume".into(), text: text.into(), enabled: true };
        assert!(items.contains(&resume), "{items:?}");
    }
}

#[test]
fn names_are_shown_on_one_line_with_what_would_steer_it_and_never_too_long() {
    let recent = vec![change(&format!("added F {}.txt", "x".repeat(200))), change("added F a\u{202e}b\n")];
    let items = menu(&View { is_set_up: true, recent, ..View::default() });
    let texts: Vec<_> = walk(&items)
        .into_iter()
        .filter_map(|item| match item {
            Item::Text { id, text, .. } if id.starts_with("recent/") => Some(text.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(texts, [format!("{}…{}.txt in F", "x".repeat(30), "x".repeat(20)), "a\\u{202e}b\\n in F".to_owned()]);
}

#[test]
fn ten_places_are_listed_at_most() {
    let recent: Vec<_> = (0..30).map(|n| change(&format!("added F {n}"))).collect();
    let items = menu(&View { is_set_up: true, recent, ..View::default() });
    let of_recent = |item: &&Item| matches!(item, Item::Text { id, .. } if id.starts_with("recent/"));
    assert_eq!(walk(&items).iter().filter(|item| of_recent(item)).count(), 10);
}

#[test]
fn every_item_that_can_be_clicked_on_means_something() {
    for is_paused in [false, true] {
        let (folders, recent) = (vec![folder("Photos", true)], vec![change("added Photos a/b.jpg")]);
        let view = View { needs: 1, is_set_up: true, is_paused, folders, recent, ..View::default() };
        for item in walk(&menu(&view)) {
            if let Item::Text { id, enabled: true, .. } = item {
                assert!(Click::read(id).is_some(), "{id}");
            }
        }
    }
    let place = Click::Recent { folder: "Photos".into(), path: "a/b.jpg".into() };
    assert_eq!(Click::read("recent/Photos/a/b.jpg"), Some(place));
    for id in ["", "state", "no-recent", "folders", "recent/Photos"] {
        assert_eq!(Click::read(id), None, "{id:?}");
    }
}

#[test]
fn only_texts_change_while_the_shape_is_the_same() {
    let at = |sentence: &str, needs| menu(&View { sentence: sentence.into(), needs, ..View::default() });
    assert!(is_same_shape(&at("Syncing", 1), &at("In sync", 2)));
    assert!(!is_same_shape(&at("Syncing", 0), &at("Syncing", 1)));
}
