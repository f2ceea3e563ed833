//! The contents of the tray's menu: a pure function of the known state.
//!
//! Every item has an id that says what a click on it does; `Click` parses it. Names from disk and from other machines
//! are shown with their control characters made visible.

use syncit_core::message::Action;
use syncit_core::show::printable;
use syncit_core::units::show_bytes;
use syncit_engine::api::{FolderStatus, HistoryLine, MachineStatus};

/// How many recent changes are shown.
pub const RECENT: usize = 10;
/// The longest text of an item, in characters.
const WIDTH: usize = 60;

/// The data for the menu.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
    /// The state, in words.
    pub sentence: String,
    /// How many things need a person.
    pub needs: u64,
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
        /// Its unique id.
        id: String,
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
    Recent {
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
                ("recent", place) => {
                    let (folder, path) = place.split_once('/')?;
                    Click::Recent { folder: folder.into(), path: path.into() }
                }
                _ => return None,
            },
        })
    }
}

/// Returns the menu, from top to bottom.
pub fn menu(view: &View) -> Vec<Item> {
    let mut items = vec![Item::Text { id: "state".into(), text: fit(&view.sentence), enabled: false }];
    if view.needs > 0 {
        items.push(item("needs", format!("Needs you ({})", view.needs)));
    }
    items.push(Item::Line);
    items.push(item("open", "Open SyncIt"));
    if view.is_set_up {
        items.push(folders(&view.folders));
        items.push(recent(&view.recent));
        if !view.machines.is_empty() {
            items.push(machines(&view.machines));
        }
        items.push(Item::Line);
        let resume = if view.is_by_itself { "Resume anyway" } else { "Resume" };
        items.push(if view.is_paused { item("resume", resume) } else { pause() });
        items.push(item("check", "Check now"));
    }
    items.push(item("settings", "Settings"));
    items.push(Item::Line);
    items.push(item("quit", "Quit SyncIt"));
    items
}

/// Returns all items, each before those in it.
pub fn walk(items: &[Item]) -> Vec<&Item> {
    let mut all = Vec::new();
    for item in items {
        all.push(item);
        if let Item::Menu { items, .. } = item {
            all.extend(walk(items));
        }
    }
    all
}

/// Returns true if two menus differ in their texts at most.
pub fn is_same_shape(one: &[Item], other: &[Item]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|pair| match pair {
            (Item::Text { id, .. }, Item::Text { id: other, .. }) => id == other,
            (Item::Menu { id, items, .. }, Item::Menu { id: other, items: others, .. }) => {
                id == other && is_same_shape(items, others)
            }
            (Item::Line, Item::Line) => true,
            _ => false,
        })
}

fn item(id: impl Into<String>, text: impl AsRef<str>) -> Item {
    Item::Text { id: id.into(), text: fit(text.as_ref()), enabled: true }
}

/// Builds a submenu. If it is empty, it contains `none` as a text.
fn menu_of(id: &str, text: &str, items: Vec<Item>, none: &str) -> Item {
    let nothing = || vec![Item::Text { id: format!("no-{id}"), text: none.into(), enabled: false }];
    let items = if items.is_empty() { nothing() } else { items };
    Item::Menu { id: id.into(), text: text.into(), items }
}

fn folders(folders: &[FolderStatus]) -> Item {
    let linked = folders.iter().filter(|folder| folder.path.is_some());
    let items = linked.map(|folder| item(format!("folder/{}", folder.name), &folder.name)).collect();
    menu_of("folders", "Folders", items, "No folder yet")
}

fn machines(all: &[MachineStatus]) -> Item {
    let text = |machine: &MachineStatus| {
        let away = if machine.online { "" } else { ", offline" };
        format!("{}{away}: {}", machine.name, lacks(machine))
    };
    let items = all.iter().map(|machine| item(format!("machine/{}", machine.name), text(machine))).collect();
    menu_of("machines", "Other machines", items, "None yet")
}

/// Returns what a machine does not have yet.
fn lacks(machine: &MachineStatus) -> String {
    if machine.folders.iter().any(|folder| folder.pending.is_none()) {
        return "not known what it lacks".into();
    }
    let pending: u64 = machine.folders.iter().filter_map(|folder| folder.pending).sum();
    let bytes: u64 = machine.folders.iter().filter_map(|folder| folder.bytes_pending).sum();
    match (pending, bytes) {
        _ if machine.folders.is_empty() => "keeps none of these folders".into(),
        (0, _) => "up to date".into(),
        (1, 0) => "1 change to go".into(),
        (pending, 0) => format!("{pending} changes to go"),
        (_, bytes) => format!("{} to go", show_bytes(bytes)),
    }
}

fn recent(lines: &[HistoryLine]) -> Item {
    let mut items: Vec<Item> = Vec::new();
    for line in lines {
        let id = format!("recent/{}/{}", line.folder, line.path);
        let is_new = |one: &Item| !matches!(one, Item::Text { id: other, .. } if *other == id);
        // A file that changed twice is listed once.
        if items.len() < RECENT && items.iter().all(is_new) {
            items.push(item(id, recent_text(line)));
        }
    }
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

fn pause() -> Item {
    let items = vec![
        item("pause-hour", "For 1 hour"),
        item("pause-tomorrow", "Until tomorrow"),
        item("pause", "Until I resume"),
    ];
    Item::Menu { id: "pauses".into(), text: "Pause".into(), items }
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
