//! The contents of the tray's menu: a pure function of the known state.
//!
//! Every item has an id that says what a click on it does; `Click` parses it. Names from disk and from other machines
//! are shown with their control characters made visible.

use std::collections::BTreeSet;

use jiff::{Timestamp, Zoned};
use syncit_core::message::Action;
use syncit_core::show::printable;
use syncit_engine::api::{FolderStatus, HistoryLine, MachineStatus};
use syncit_words::{Language, past};

/// How many recent changes are shown.
pub const RECENT: usize = 5;
/// The hour at which a pause until tomorrow ends.
pub const MORNING: i8 = 8;
/// The longest text of an item, in characters.
const WIDTH: usize = 60;

/// The data for the menu.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
    /// The language of the person.
    pub language: Language,
    /// The state, in words.
    pub sentence: String,
    /// What needs a person, in words; none if nothing does.
    pub attention: Option<String>,
    /// True if this machine belongs to a group.
    pub is_set_up: bool,
    /// True if everything is paused.
    pub is_paused: bool,
    /// True if this machine paused by itself.
    pub is_by_itself: bool,
    /// The folders, as `syncit folders` lists them.
    pub folders: Vec<FolderStatus>,
    /// Recent changes, newest first.
    pub recent: Vec<HistoryLine>,
    /// The other machines, as `syncit machines` lists them.
    pub machines: Vec<MachineStatus>,
}

/// A menu item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// An item to click on, or just a text if it is disabled.
    Text {
        /// What a click does.
        id: String,
        /// The text.
        text: String,
        /// True if it can be clicked on.
        enabled: bool,
    },
    /// A submenu.
    Menu {
        /// The text.
        text: String,
        /// The items in it.
        items: Vec<Item>,
    },
    /// A separator.
    Line,
}

/// What a click asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Click {
    /// Shows the window.
    Open,
    /// Shows what needs a person.
    Needs,
    /// Shows the machines.
    Machines,
    /// Shows a folder's page.
    Folder(String),
    /// Shows a file in the file manager.
    File {
        /// The folder.
        folder: String,
        /// The path in it.
        path: String,
    },
    /// Shows the history of a path.
    History {
        /// The folder.
        folder: String,
        /// The path in it.
        path: String,
    },
    /// Pauses everything for a while.
    Pause(Lasting),
    /// Resumes syncing.
    Resume,
    /// Rescans every folder.
    Check,
    /// Shows the settings.
    Settings,
    /// Ends the app.
    Quit,
}

/// How long a pause lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    /// An hour.
    Hour,
    /// Until eight in the morning.
    Tomorrow,
    /// Until a person resumes.
    UntilResumed,
}

impl Click {
    /// Parses an item's id.
    pub fn read(id: &str) -> Option<Click> {
        Some(match id {
            "open" => Click::Open,
            "needs" => Click::Needs,
            "pause-hour" => Click::Pause(Lasting::Hour),
            "pause-tomorrow" => Click::Pause(Lasting::Tomorrow),
            "pause" => Click::Pause(Lasting::UntilResumed),
            "resume" => Click::Resume,
            "check" => Click::Check,
            "settings" => Click::Settings,
            "quit" => Click::Quit,
            _ => match id.split_once('/')? {
                ("machine", _) => Click::Machines,
                ("folder", name) => Click::Folder(name.into()),
                (kind @ ("file" | "history"), place) => {
                    let (folder, path) = place.split_once('/')?;
                    let (folder, path) = (folder.into(), path.into());
                    if kind == "file" { Click::File { folder, path } } else { Click::History { folder, path } }
                }
                _ => return None,
            },
        })
    }
}

/// Returns the menu, from top to bottom. `now` is in the person's time zone.
pub fn menu(view: &View, now: &Zoned) -> Vec<Item> {
    let say = |id| view.language.say(id, []);
    let mut items = vec![Item::Text { id: "state".into(), text: fit(&view.sentence), enabled: false }];
    if let Some(attention) = &view.attention {
        items.push(item("needs", attention));
    }
    items.push(Item::Line);
    items.push(item("open", say("tray-open")));
    if view.is_set_up {
        items.push(folders(view));
        items.push(recent(view));
        if !view.machines.is_empty() {
            items.push(machines(view, now));
        }
        items.push(Item::Line);
        if view.is_paused {
            items.push(item("resume", say(if view.is_by_itself { "tray-resume-anyway" } else { "tray-resume" })));
        } else {
            items.extend([item("pause", say("tray-pause")), pause_until(view.language)]);
        }
        items.push(item("check", say("tray-check")));
    }
    items.push(item("settings", say("tray-settings")));
    items.push(Item::Line);
    items.push(item("quit", say("tray-quit")));
    items
}

fn item(id: impl Into<String>, text: impl AsRef<str>) -> Item {
    Item::Text { id: id.into(), text: fit(text.as_ref()), enabled: true }
}

/// Builds a submenu. If it is empty, it contains `none` as a text, whose id is made of `id`.
fn menu_of(id: &str, text: String, items: Vec<Item>, none: String) -> Item {
    let nothing = || vec![Item::Text { id: format!("no-{id}"), text: none, enabled: false }];
    let items = if items.is_empty() { nothing() } else { items };
    Item::Menu { text, items }
}

fn folders(view: &View) -> Item {
    let linked = view.folders.iter().filter(|folder| folder.path.is_some());
    let items = linked.map(|folder| item(format!("folder/{}", folder.name), &folder.name)).collect();
    menu_of("folders", view.language.say("tray-folders", []), items, view.language.say("tray-no-folder", []))
}

fn machines(view: &View, now: &Zoned) -> Item {
    let language = view.language;
    let text = |machine: &MachineStatus| {
        let state = match (machine.online, to_go(language, machine)) {
            (true, lacks) => lacks.unwrap_or_else(|| language.say(has(machine), [])),
            (false, None) => offline(language, machine, now),
            (false, Some(lacks)) => format!("{}, {lacks}", offline(language, machine, now)),
        };
        format!("{}: {state}", machine.name)
    };
    let items = view.machines.iter().map(|machine| item(format!("machine/{}", machine.name), text(machine))).collect();
    menu_of("machines", language.say("tray-machines", []), items, language.say("tray-no-machine", []))
}

/// Returns what a machine does not have yet, if that is known to be something.
fn to_go(language: Language, machine: &MachineStatus) -> Option<String> {
    let pending: u64 = machine.folders.iter().filter_map(|folder| folder.pending).sum();
    let bytes: u64 = machine.folders.iter().filter_map(|folder| folder.bytes_pending).sum();
    match (pending, bytes) {
        (0, _) => None,
        (pending, 0) => Some(language.say("tray-changes-to-go", [("changes", pending.into())])),
        (_, bytes) => Some(language.say("tray-bytes-to-go", [("bytes", bytes.into())])),
    }
}

/// Returns the message for the state of a machine that lacks nothing, as far as is known.
fn has(machine: &MachineStatus) -> &'static str {
    match &machine.folders[..] {
        [] => "tray-syncs-none",
        folders if folders.iter().any(|folder| folder.pending.is_none()) => "tray-unknown",
        _ => "tray-up-to-date",
    }
}

/// Returns since when a machine is offline.
fn offline(language: Language, machine: &MachineStatus, now: &Zoned) -> String {
    let last_seen = machine.last_seen.as_deref().and_then(|at| at.parse::<Timestamp>().ok());
    let Some(at) = last_seen else { return language.say("tray-offline", []) };
    let since = past(language, &at.to_zoned(now.time_zone().clone()), now);
    language.say("tray-offline-since", [("since", since.into())])
}

fn recent(view: &View) -> Item {
    let (lines, language) = (&view.recent, view.language);
    let is_here = |name: &str| view.folders.iter().any(|folder| folder.name == name && folder.path.is_some());
    let mut listed = BTreeSet::new();
    // A file that changed twice is listed once.
    let newest = lines.iter().filter(|line| listed.insert((&line.folder, &line.path))).take(RECENT);
    let items = newest.map(|line| {
        // What is no longer there, or not on this machine, has only a history.
        let kind = if line.action != Action::Deleted && is_here(&line.folder) { "file" } else { "history" };
        item(format!("{kind}/{}/{}", line.folder, line.path), recent_text(language, line))
    });
    let items = items.collect();
    menu_of("recent", language.say("tray-recent", []), items, language.say("tray-nothing-changed", []))
}

fn recent_text(language: Language, line: &HistoryLine) -> String {
    let name = line.path.rsplit('/').next().unwrap_or_default();
    let id = match line.action {
        Action::Deleted => "tray-deleted",
        Action::Conflict => "tray-conflict",
        Action::Restored => "tray-restored",
        Action::Added | Action::Changed | Action::Moved => "tray-changed",
    };
    language.say(id, [("name", name.into()), ("folder", line.folder.as_str().into())])
}

fn pause_until(language: Language) -> Item {
    let morning = format!("{MORNING:02}:00");
    let items = vec![
        item("pause-hour", language.say("tray-in-an-hour", [])),
        item("pause-tomorrow", language.say("tray-tomorrow", [("time", morning.into())])),
        item("pause", language.say("tray-until-resumed", [])),
    ];
    Item::Menu { text: language.say("tray-pause-until", []), items }
}

/// Makes a text fit on one line, with its middle left out if it is too long.
fn fit(text: &str) -> String {
    let text = printable(text);
    let long = text.chars().count();
    if long <= WIDTH {
        return text;
    }
    let half = WIDTH / 2;
    let (start, end): (String, String) =
        (text.chars().take(half).collect(), text.chars().skip(long - half + 1).collect());
    format!("{start}…{end}")
}

#[cfg(test)]
mod tests;
