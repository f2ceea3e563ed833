//! A panel that shows tray icons, as an app sees it: it reads icon and menu over the bus, and clicks.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use zbus::blocking::Connection;
use zbus::message::Header;
use zbus::names::OwnedUniqueName;
use zbus::zvariant::{Array, OwnedObjectPath, OwnedValue, Structure, Value};

use crate::session::{PATIENCE, Session, until};

const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// An item's number, its properties, and the items in it.
type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// The width, height and pixels of a picture.
type Pixels = (i32, i32, Vec<u8>);

struct Watcher {
    items: Sender<(OwnedUniqueName, String)>,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().expect("the bus names the sender").to_owned().into();
        let _ = self.items.send((sender, service));
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The panel. It ends when this is dropped.
pub struct TrayHost {
    bus: Connection,
    items: Receiver<(OwnedUniqueName, String)>,
}

/// One app's icon.
pub struct TrayItem {
    bus: Connection,
    owner: OwnedUniqueName,
}

/// Where every icon is, unless it says otherwise.
const PATH: &str = "/StatusNotifierItem";

/// A picture of pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixmap {
    /// Its width and height.
    pub size: (i32, i32),
    /// Alpha, red, green and blue of each pixel.
    pub argb: Vec<u8>,
}

/// An item of its menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    id: i32,
    /// Its text.
    pub label: String,
    /// Whether it can be clicked.
    pub enabled: bool,
    /// The entries of its submenu.
    pub entries: Vec<Entry>,
}

impl TrayHost {
    /// Starts it on the session's bus.
    pub fn start(session: &Session) -> Self {
        let (sender, items) = channel();
        let bus = zbus::blocking::connection::Builder::address(session.bus())
            .and_then(|builder| builder.serve_at("/StatusNotifierWatcher", Watcher { items: sender }))
            .and_then(|builder| builder.name("org.kde.StatusNotifierWatcher"))
            .and_then(|builder| builder.build())
            .unwrap();
        TrayHost { bus, items }
    }

    /// Waits for the next icon.
    pub fn item(&self) -> TrayItem {
        let (owner, service) = self.items.recv_timeout(PATIENCE).expect("an app shows its icon");
        assert!(service.starts_with("org.kde.StatusNotifierItem-"), "{service}");
        TrayItem { bus: self.bus.clone(), owner }
    }
}

impl TrayItem {
    fn get(&self, property: &str) -> OwnedValue {
        let properties = Some("org.freedesktop.DBus.Properties");
        let answer = self.bus.call_method(Some(self.owner.as_str()), PATH, properties, "Get", &(ITEM, property));
        answer.unwrap().body().deserialize().unwrap()
    }

    /// Returns a property that is a text.
    pub fn text(&self, property: &str) -> String {
        self.get(property).try_into().unwrap()
    }

    /// Returns the name of the symbolic picture that it shows now, and its file.
    pub fn symbolic(&self) -> (String, PathBuf) {
        let name = self.text("IconName");
        let file = Path::new(&self.text("IconThemePath")).join(format!("hicolor/scalable/status/{name}.svg"));
        (name, file)
    }

    /// Returns the pictures of pixels that it shows now.
    pub fn pixmaps(&self) -> Vec<Pixmap> {
        let pixmaps: Vec<Pixels> = self.get("IconPixmap").try_into().unwrap();
        pixmaps.into_iter().map(|(width, height, argb)| Pixmap { size: (width, height), argb }).collect()
    }

    /// Returns the title of its tooltip, and what it says.
    pub fn tooltip(&self) -> (String, String) {
        let tooltip: (String, Vec<Pixels>, String, String) = self.get("ToolTip").try_into().unwrap();
        (tooltip.2, tooltip.3)
    }

    /// Clicks on the icon itself.
    pub fn activate(&self) {
        self.bus.call_method(Some(self.owner.as_str()), PATH, Some(ITEM), "Activate", &(10i32, 10i32)).unwrap();
    }

    fn menu_path(&self) -> OwnedObjectPath {
        self.get("Menu").try_into().unwrap()
    }

    /// Returns the menu as it is now.
    pub fn menu(&self) -> Vec<Entry> {
        let (parent, depth, properties) = (0i32, -1i32, Vec::<String>::new());
        let asked = (parent, depth, properties);
        let path = self.menu_path();
        let answer = self.bus.call_method(Some(self.owner.as_str()), &path, Some(MENU), "GetLayout", &asked).unwrap();
        let (_, root): (u32, Layout) = answer.body().deserialize().unwrap();
        root.2.into_iter().filter_map(|child| entry(child.into())).collect()
    }

    /// Returns all of its texts, those of submenus after `A ▸ `; entries that cannot be clicked in brackets.
    pub fn texts(&self) -> Vec<String> {
        fn list(entries: &[Entry], above: &str, all: &mut Vec<String>) {
            for entry in entries {
                let text = format!("{above}{}", entry.label);
                all.push(if entry.enabled { text.clone() } else { format!("[{text}]") });
                list(&entry.entries, &format!("{text} ▸ "), all);
            }
        }
        let mut all = Vec::new();
        list(&self.menu(), "", &mut all);
        all
    }

    /// Waits until the menu has this entry, and clicks it: `A ▸ B` is B in the submenu A.
    #[track_caller]
    pub fn click(&self, text: &str) {
        let words: Vec<_> = text.split(" ▸ ").collect();
        let id = until(text, || {
            let mut entries = self.menu();
            for word in &words[..words.len() - 1] {
                entries = entries.into_iter().find(|entry| entry.label == *word)?.entries;
            }
            entries.into_iter().find(|entry| entry.label == words[words.len() - 1]).map(|entry| entry.id)
        });
        let path = self.menu_path();
        let event = (id, "clicked", Value::from(0i32), 0u32);
        self.bus.call_method(Some(self.owner.as_str()), &path, Some(MENU), "Event", &event).unwrap();
    }
}

/// Reads an item. Returns none for a separator.
fn entry(value: Value<'_>) -> Option<Entry> {
    let value = if let Value::Value(inner) = value { *inner } else { value };
    let fields = Structure::try_from(value).unwrap().into_fields();
    let [id, properties, children] = <[Value<'_>; 3]>::try_from(fields).unwrap();
    let properties = HashMap::<String, Value<'_>>::try_from(properties).unwrap();
    if properties.get("type").is_some_and(|kind| *kind == Value::from("separator")) {
        return None;
    }
    let label = properties.get("label").map_or_else(String::new, |label| String::try_from(label.clone()).unwrap());
    let enabled = properties.get("enabled").is_none_or(|enabled| *enabled == Value::from(true));
    let children = Array::try_from(children).unwrap();
    let entries = children.iter().filter_map(|child| entry(child.try_clone().unwrap())).collect();
    // An underscore marks a key; two of them stand for one underscore.
    let label = label.replace("__", "\0").replace('_', "").replace('\0', "_");
    Some(Entry { id: i32::try_from(id).unwrap(), label, enabled, entries })
}
