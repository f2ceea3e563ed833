//! The contents of the tray's menu: a pure function of the known state.
//!
//! Every item has an id that says what a click on it does; `Click` parses it. Names from disk and from other machines
//! are shown with their control characters made visible.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan, Zoned};
use syncit_core::message::Action;
use syncit_core::show::printable;
use syncit_core::units::show_bytes;
use syncit_engine::api::{FolderStatus, HistoryLine, MachineStatus};

/// How many recent changes are shown.
pub const RECENT: usize = 5;
/// The hour at which a pause until tomorrow ends.
pub const MORNING: i8 = 8;
/// The longest text of an item, in characters.
const WIDTH: usize = 60;

/// The data for the menu.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
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
    let mut items = vec![Item::Text { id: "state".into(), text: fit(&view.sentence), enabled: false }];
    if let Some(attention) = &view.attention {
        items.push(item("needs", attention));
    }
    items.push(Item::Line);
    items.push(item("open", "Open SyncIt"));
    if view.is_set_up {
        items.push(folders(&view.folders));
        items.push(recent(&view.recent, &view.folders));
        if !view.machines.is_empty() {
            items.push(machines(&view.machines, now));
        }
        items.push(Item::Line);
        if view.is_paused {
            items.push(item("resume", if view.is_by_itself { "Resume anyway" } else { "Resume" }));
        } else {
            items.extend([item("pause", "Pause"), pause_until()]);
        }
        items.push(item("check", "Check now"));
    }
    items.push(item("settings", "Settings"));
    items.push(Item::Line);
    items.push(item("quit", "Quit SyncIt"));
    items
}

fn item(id: impl Into<String>, text: impl AsRef<str>) -> Item {
    Item::Text { id: id.into(), text: fit(text.as_ref()), enabled: true }
}

/// Builds a submenu. If it is empty, it contains `none` as a text, whose id is made of `id`.
fn menu_of(id: &str, text: &str, items: Vec<Item>, none: &str) -> Item {
    let nothing = || vec![Item::Text { id: format!("no-{id}"), text: none.into(), enabled: false }];
    let items = if items.is_empty() { nothing() } else { items };
    Item::Menu { text: text.into(), items }
}

fn folders(folders: &[FolderStatus]) -> Item {
    let linked = folders.iter().filter(|folder| folder.path.is_some());
    let items = linked.map(|folder| item(format!("folder/{}", folder.name), &folder.name)).collect();
    menu_of("folders", "Folders", items, "No folder yet")
}

fn machines(all: &[MachineStatus], now: &Zoned) -> Item {
    let text = |machine: &MachineStatus| {
        let state = match (machine.online, to_go(machine)) {
            (true, lacks) => lacks.unwrap_or_else(|| has(machine).to_owned()),
            (false, None) => offline(machine, now),
            (false, Some(lacks)) => format!("{}, {lacks}", offline(machine, now)),
        };
        format!("{}: {state}", machine.name)
    };
    let items = all.iter().map(|machine| item(format!("machine/{}", machine.name), text(machine))).collect();
    menu_of("machines", "Other machines", items, "None yet")
}

/// Returns what a machine does not have yet, if that is known to be something.
fn to_go(machine: &MachineStatus) -> Option<String> {
    let pending: u64 = machine.folders.iter().filter_map(|folder| folder.pending).sum();
    let bytes: u64 = machine.folders.iter().filter_map(|folder| folder.bytes_pending).sum();
    match (pending, bytes) {
        (0, _) => None,
        (1, 0) => Some("1 change to go".into()),
        (pending, 0) => Some(format!("{pending} changes to go")),
        (_, bytes) => Some(format!("{} to go", show_bytes(bytes))),
    }
}

/// Returns the state of a machine that lacks nothing, as far as is known.
fn has(machine: &MachineStatus) -> &'static str {
    match &machine.folders[..] {
        [] => "syncs none of these folders",
        folders if folders.iter().any(|folder| folder.pending.is_none()) => "sync status unknown",
        _ => "up to date",
    }
}

/// Returns since when a machine is offline.
fn offline(machine: &MachineStatus, now: &Zoned) -> String {
    let last_seen = machine.last_seen.as_deref().and_then(|at| at.parse::<Timestamp>().ok());
    let Some(at) = last_seen.map(|at| at.to_zoned(now.time_zone().clone())) else { return "offline".into() };
    let day = at.date();
    let since = if day >= now.date() {
        at.strftime("%H:%M").to_string()
    } else if now.date().yesterday().is_ok_and(|yesterday| day == yesterday) {
        at.strftime("yesterday at %H:%M").to_string()
    } else if day > now.date().saturating_sub(300.days()) {
        at.strftime("%-d %B").to_string()
    } else {
        at.strftime("%-d %B %Y").to_string()
    };
    format!("offline since {since}")
}

fn recent(lines: &[HistoryLine], folders: &[FolderStatus]) -> Item {
    let is_here = |name: &str| folders.iter().any(|folder| folder.name == name && folder.path.is_some());
    let mut listed = BTreeSet::new();
    // A file that changed twice is listed once.
    let newest = lines.iter().filter(|line| listed.insert((&line.folder, &line.path))).take(RECENT);
    let items = newest.map(|line| {
        // What is no longer there, or not on this machine, has only a history.
        let kind = if line.action != Action::Deleted && is_here(&line.folder) { "file" } else { "history" };
        item(format!("{kind}/{}/{}", line.folder, line.path), recent_text(line))
    });
    let items = items.collect();
    menu_of("recent", "Recent changes", items, "Nothing changed yet")
}

fn recent_text(line: &HistoryLine) -> String {
    let name = line.path.rsplit('/').next().unwrap_or_default();
    let what = match line.action {
        Action::Deleted => ", deleted",
        Action::Conflict => ", conflict",
        Action::Restored => ", restored",
        Action::Added | Action::Changed | Action::Moved => "",
    };
    format!("{name} in {}{what}", line.folder)
}

fn pause_until() -> Item {
    let items = vec![
        item("pause-hour", "In 1 hour"),
        item("pause-tomorrow", format!("Tomorrow at {MORNING:02}:00")),
        item("pause", "I resume"),
    ];
    Item::Menu { text: "Pause until…".into(), items }
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
