//! What the desktop around the app offers, found out over the session bus: a tray, notifications, a keyring, a file
//! manager, a clipboard.
//!
//! Each of them may be missing, and so may the bus. Then the answer is no, never an error and never a panic. Everything
//! here waits for other programs: never call it on the window's thread.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use tauri::Url;
use zbus::MatchRule;
use zbus::blocking::connection::Builder;
use zbus::blocking::fdo::DBusProxy;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::Type;
use zbus::zvariant::{OwnedObjectPath, OwnedValue};

/// How long another program may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
const TRAY: (&str, &str) = ("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher");
const NOTIFICATIONS: &str = "org.freedesktop.Notifications";
const SECRETS: (&str, &str) = ("org.freedesktop.secrets", "/org/freedesktop/secrets");
const FILES: (&str, &str) = ("org.freedesktop.FileManager1", "/org/freedesktop/FileManager1");
const CLIPBOARD: (&str, &str, &str) = ("org.kde.klipper", "/klipper", "org.kde.klipper.klipper");

fn bus() -> zbus::Result<Connection> {
    Builder::session()?.method_timeout(PATIENCE).build()
}

/// Returns true if a panel would show a tray icon now.
fn has_tray(bus: &Connection) -> bool {
    let (name, path) = TRAY;
    let property = (name, "IsStatusNotifierHostRegistered");
    bus.call_method(Some(name), path, Some("org.freedesktop.DBus.Properties"), "Get", &property)
        .and_then(|answer| answer.body().deserialize::<OwnedValue>())
        .is_ok_and(|value| bool::try_from(value).unwrap_or(false))
}

/// Reports on a thread of its own whether a panel would show a tray icon, now and whenever that changes. One that restarts is
/// gone in between, however quickly it is back. Drops `tell` if there is no session bus (any more), so that no tray can
/// appear.
pub fn watch_tray(tell: impl Fn(bool) + Send + 'static) {
    let watch = move || {
        let watched = bus().and_then(|bus| {
            let proxy = DBusProxy::new(&bus)?;
            let messages = MessageIterator::from(&bus);
            let of_tray = MatchRule::builder().msg_type(Type::Signal).interface(TRAY.0)?.path(TRAY.1)?.build();
            let of_owner =
                MatchRule::builder().msg_type(Type::Signal).member("NameOwnerChanged")?.arg(0, TRAY.0)?.build();
            proxy.add_match_rule(of_tray)?;
            proxy.add_match_rule(of_owner)?;
            tell(has_tray(&bus));
            for message in messages.flatten().filter(|message| message.message_type() == Type::Signal) {
                // A panel that has restarted knows no icon, even if it is there again already.
                if message.header().member().is_some_and(|member| member == "NameOwnerChanged") {
                    tell(false);
                }
                tell(has_tray(&bus));
            }
            Ok(())
        });
        if let Err(error) = watched {
            tracing::info!("no tray can be seen: {error}");
        }
    };
    let _ = thread::Builder::new().name("tray-host".into()).spawn(watch);
}

/// Returns true if a program has this bus name or would be started for it.
fn is_offered(bus: &Connection, name: &str) -> bool {
    DBusProxy::new(bus).is_ok_and(|proxy| {
        let named = |names: Vec<zbus::names::OwnedBusName>| names.iter().any(|one| one.as_str() == name);
        proxy.list_names().is_ok_and(named) || proxy.list_activatable_names().is_ok_and(named)
    })
}

/// Returns true if a keyring would accept a secret: it runs and has a default collection.
fn has_keyring(bus: &Connection) -> bool {
    let (name, path) = SECRETS;
    is_offered(bus, name)
        && bus
            .call_method(Some(name), path, Some("org.freedesktop.Secret.Service"), "ReadAlias", &"default")
            .and_then(|answer| answer.body().deserialize::<OwnedObjectPath>())
            .is_ok_and(|collection| collection.as_str() != "/")
}

/// What the desktop offers, except for the tray.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Has {
    /// A session bus, without which there is nothing else.
    pub bus: bool,
    /// A program that shows notifications.
    pub notifications: bool,
    /// A keyring with a collection for secrets.
    pub keyring: bool,
}

/// Finds out what the desktop offers.
pub fn look() -> Has {
    bus().map_or_else(
        |_| Has::default(),
        |bus| Has { bus: true, notifications: is_offered(&bus, NOTIFICATIONS), keyring: has_keyring(&bus) },
    )
}

/// Puts a text on the clipboard by the desktop's own clipboard program. Returns false if there is none.
pub fn set_clipboard(text: &str) -> bool {
    let (name, object, interface) = CLIPBOARD;
    bus().is_ok_and(|bus| {
        is_offered(&bus, name)
            && bus.call_method(Some(name), object, Some(interface), "setClipboardContents", &text).is_ok()
    })
}

/// Shows a file in the file manager, or at least its directory.
///
/// # Errors
/// If no program for that is installed, with the reason in words.
pub fn show_file(path: &Path) -> Result<(), String> {
    ask_file_manager("ShowItems", path).or_else(|_| open_directory(path.parent().ok_or("it lies in no directory")?))
}

/// Shows the contents of a directory.
///
/// # Errors
/// If no program for that is installed, with the reason in words.
pub fn show_directory(path: &Path) -> Result<(), String> {
    ask_file_manager("ShowFolders", path).or_else(|_| open_directory(path))
}

fn ask_file_manager(method: &str, path: &Path) -> Result<(), String> {
    let uri = Url::from_file_path(path).map_err(|()| "it is no absolute path")?;
    let (name, object) = FILES;
    let (uris, startup_id) = (vec![uri.as_str()], "");
    bus()
        .and_then(|bus| bus.call_method(Some(name), object, Some(name), method, &(uris, startup_id)))
        .map(drop)
        .map_err(|error| error.to_string())
}

fn open_directory(path: &Path) -> Result<(), String> {
    for (program, words) in [("xdg-open", &[][..]), ("gio", &["open"][..])] {
        let mut command = Command::new(program);
        command.args(words).arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if let Ok(mut child) = command.spawn() {
            let _ = thread::Builder::new().name("opener".into()).spawn(move || child.wait());
            return Ok(());
        }
    }
    Err("neither a file manager nor xdg-open was found".into())
}
