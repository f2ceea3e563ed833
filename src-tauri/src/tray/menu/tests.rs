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

/// A machine that lacks so many mebibytes of each of its folders, and was last seen at this time; online, if at none.
fn machine(name: &str, last_seen: Option<&str>, lacks: &[u64]) -> MachineStatus {
    let online = last_seen.is_none();
    let last_seen = serde_json::to_string(&last_seen).unwrap();
    let folders = lacks.iter().map(|mebibytes| {
        format!(
            r#"{{"folder": "F", "pending": {mebibytes}, "bytes_pending": {}, "at_least": false, "up_to_date_at": null}}"#,
            mebibytes << 20
        )
    });
    let folders = folders.collect::<Vec<_>>().join(",");
    serde_json::from_str(&format!(
        r#"{{"name": "{name}", "role": "client", "online": {online}, "last_seen": {last_seen}, "fingerprint": "", "is_self": false,
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

fn now() -> Zoned {
    "2026-11-22T15:00:00+01:00[Europe/Berlin]".parse().unwrap()
}

/// Returns all items, each before those in it.
fn walk(items: &[Item]) -> Vec<&Item> {
    let mut all = Vec::new();
    for item in items {
        all.push(item);
        if let Item::Menu { items, .. } = item {
            all.extend(walk(items));
        }
    }
    all
}

/// Writes a line for each item: `id: text`, in brackets if it is disabled, indented in a submenu.
fn show(items: &[Item], depth: usize, out: &mut String) {
    for item in items {
        let indent = "  ".repeat(depth);
        match item {
            Item::Text { id, text, enabled: true } => writeln!(out, "{indent}{id}: {text}").unwrap(),
            Item::Text { id, text, enabled: false } => writeln!(out, "{indent}[{id}: {text}]").unwrap(),
            Item::Line => writeln!(out, "{indent}--").unwrap(),
            Item::Menu { text, items } => {
                writeln!(out, "{indent}{text} ▸").unwrap();
                show(items, depth + 1, out);
            }
        }
    }
}

#[track_caller]
fn check(view: &View, expected: &str) {
    let mut shown = String::new();
    show(&menu(view, &now()), 0, &mut shown);
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
        language: Language::En,
        sentence: "Everything else is in sync".into(),
        attention: Some("2 items need your attention".into()),
        is_set_up: true,
        is_paused: false,
        is_by_itself: false,
        folders: vec![folder("Photos", true), folder("Music", false)],
        recent: vec![
            change("added Photos 2026/a.jpg"),
            change("deleted Photos b.jpg"),
            change("changed Photos 2026/a.jpg"),
            change("changed Music c.flac"),
        ],
        machines: vec![machine("attic", None, &[0]), machine("desktop", None, &[0, 3]), machine("phone", None, &[])],
    };
    check(
        &view,
        "\
[state: Everything else is in sync]
needs: 2 items need your attention
--
open: Open SyncIt
Folders ▸
  folder/Photos: Photos
Recent changes ▸
  file/Photos/2026/a.jpg: a.jpg in Photos
  history/Photos/b.jpg: b.jpg in Photos, deleted
  history/Music/c.flac: c.flac in Music
Other machines ▸
  machine/attic: attic: up to date
  machine/desktop: desktop: 3.0 MiB to go
  machine/phone: phone: syncs none of these folders
--
pause: Pause
Pause for a while ▸
  pause-hour: For 1 hour
  pause-tomorrow: Until tomorrow at 08:00
  pause: Until I resume
check: Check now
settings: Settings
--
quit: Quit SyncIt
",
    );
}

#[test]
fn the_menu_is_in_the_language_of_the_person() {
    let machines = vec![machine("attic", None, &[0]), machine("desktop", Some("2026-11-21T22:00:00Z"), &[0, 3])];
    let recent = vec![change("deleted Photos b.jpg")];
    let view = View { language: Language::De, is_set_up: true, machines, recent, ..View::default() };
    check(
        &view,
        "\
[state: ]
--
open: SyncIt öffnen
Ordner ▸
  [no-folders: Noch kein Ordner]
Letzte Änderungen ▸
  history/Photos/b.jpg: b.jpg in Photos, gelöscht
Andere Rechner ▸
  machine/attic: attic: auf dem neuesten Stand
  machine/desktop: desktop: getrennt seit gestern um 23:00 Uhr, noch 3,0 MiB
--
pause: Pausieren
Eine Zeit lang pausieren ▸
  pause-hour: 1 Stunde lang
  pause-tomorrow: Bis morgen um 08:00 Uhr
  pause: Bis ich fortsetze
check: Jetzt prüfen
settings: Einstellungen
--
quit: SyncIt beenden
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
Folders ▸
  [no-folders: No folder yet]
Recent changes ▸
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
        let items = menu(&View { is_set_up: true, is_paused: true, is_by_itself, ..View::default() }, &now());
        let resume = Item::Text { id: "resume".into(), text: text.into(), enabled: true };
        assert!(items.contains(&resume), "{items:?}");
    }
}

#[test]
fn names_are_shown_on_one_line_with_what_would_steer_it_and_never_too_long() {
    let recent = vec![change(&format!("added F {}.txt", "x".repeat(200))), change("added F a\u{202e}b\n")];
    let items = menu(&View { is_set_up: true, recent, ..View::default() }, &now());
    let texts: Vec<_> = walk(&items)
        .into_iter()
        .filter_map(|item| match item {
            Item::Text { id, text, .. } if id.starts_with("history/") => Some(text.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(texts, [format!("{}…{}.txt in F", "x".repeat(30), "x".repeat(20)), "a\\u{202e}b\\n in F".to_owned()]);
}

#[test]
fn the_last_five_places_are_listed_each_once() {
    let recent: Vec<_> = (0..30).map(|n| change(&format!("added F {}", n / 2))).collect();
    let items = menu(&View { is_set_up: true, recent, ..View::default() }, &now());
    let ids = walk(&items).into_iter().filter_map(|item| match item {
        Item::Text { id, .. } => id.strip_prefix("history/F/"),
        _ => None,
    });
    assert_eq!(ids.collect::<Vec<_>>(), ["0", "1", "2", "3", "4"]);
}

#[test]
fn a_machine_that_is_offline_says_since_when_and_what_it_lacks() {
    for (last_seen, lacks, expected) in [
        (Some("2026-11-22T13:02:00Z"), &[0][..], "attic: offline since 14:02"),
        (Some("2026-11-22T13:02:00Z"), &[0, 3], "attic: offline since 14:02, 3.0 MiB to go"),
        (Some("2026-11-21T22:59:00Z"), &[], "attic: offline since yesterday at 23:59"),
        (Some("2026-11-21T23:01:00Z"), &[], "attic: offline since 00:01"),
        (Some("2026-11-02T13:02:00Z"), &[], "attic: offline since 2 November"),
        (Some("2025-11-02T13:02:00Z"), &[], "attic: offline since 2 November 2025"),
        (Some("no time"), &[], "attic: offline"),
    ] {
        let machines = vec![machine("attic", last_seen, lacks)];
        let items = menu(&View { is_set_up: true, machines, ..View::default() }, &now());
        let said = walk(&items).into_iter().find_map(|item| match item {
            Item::Text { id, text, .. } if id == "machine/attic" => Some(text.as_str()),
            _ => None,
        });
        assert_eq!(said, Some(expected));
    }
}

#[test]
fn every_item_that_can_be_clicked_on_means_something() {
    for is_paused in [false, true] {
        let (folders, recent) = (vec![folder("Photos", true)], vec![change("added Photos a/b.jpg")]);
        let attention = Some("1 item needs your attention".into());
        let view = View { attention, is_set_up: true, is_paused, folders, recent, ..View::default() };
        for item in walk(&menu(&view, &now())) {
            if let Item::Text { id, enabled: true, .. } = item {
                assert!(Click::read(id).is_some(), "{id}");
            }
        }
    }
    let (folder, path) = ("Photos".to_owned(), "a/b.jpg".to_owned());
    assert_eq!(
        Click::read("history/Photos/a/b.jpg"),
        Some(Click::History { folder: folder.clone(), path: path.clone() })
    );
    assert_eq!(Click::read("file/Photos/a/b.jpg"), Some(Click::File { folder, path }));
    for id in ["", "state", "no-recent", "folders", "file/Photos"] {
        assert_eq!(Click::read(id), None, "{id:?}");
    }
}
