//! The tray icon: an icon with a different shape for each state, and the menu that `menu` describes.
//!
//! It is a thin layer: it draws what it is given, only where that differs from what is shown, and passes clicks on.

pub mod menu;

use std::path::Path;

use jiff::{ToSpan, Zoned};
use parking_lot::Mutex;
use syncit_engine::api::{ApiError, Command};
use syncit_engine::summary::Icon;
use tauri::image::Image;
use tauri::menu::{IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, Wry};

use crate::shell::Shell;
use crate::window::{self, Place};
use crate::{commands, notify};
use menu::{Click, Item, Lasting, View};

/// The icon and what it shows now.
struct Tray {
    icon: TrayIcon,
    shown: Mutex<Shown>,
}

struct Shown {
    icon: Icon,
    items: Vec<Item>,
    drawn: Vec<Drawn>,
}

/// An item as the desktop has it, in the order of `walk`.
enum Drawn {
    Text(MenuItem<Wry>),
    Menu(Submenu<Wry>),
    Line,
}

/// Creates the icon. The icon files for the panel are written to `pictures`.
///
/// # Errors
/// If the system's tray library does not work.
pub fn set_up(app: &AppHandle, pictures: &Path) -> tauri::Result<()> {
    let (icon, items) = (Icon::Offline, menu::menu(&View { sentence: "Starting".into(), ..View::default() }));
    let (menu, drawn) = draw(app, &items)?;
    let tray = TrayIconBuilder::with_id("syncit")
        .temp_dir_path(pictures)
        .icon(picture(icon)?)
        .menu(&menu)
        .on_menu_event(|app, event| clicked(app, event.id().as_ref()))
        .build(app)?;
    app.manage(Tray { icon: tray, shown: Mutex::new(Shown { icon, items, drawn }) });
    Ok(())
}

/// Updates what is shown. May be called on any thread.
pub fn show(app: &AppHandle, icon: Icon, view: &View) {
    let Some(tray) = app.try_state::<Tray>() else { return };
    let items = menu::menu(view);
    {
        let shown = tray.shown.lock();
        if shown.icon == icon && shown.items == items {
            return;
        }
    }
    let on_window_thread = app.clone();
    let _ = app.run_on_main_thread(move || {
        if let Err(error) = redraw(&on_window_thread, icon, items) {
            tracing::warn!("the tray icon does not show the state: {error}");
        }
    });
}

fn redraw(app: &AppHandle, icon: Icon, items: Vec<Item>) -> tauri::Result<()> {
    let tray = app.state::<Tray>();
    let mut shown = tray.shown.lock();
    if shown.icon != icon {
        tray.icon.set_icon(Some(picture(icon)?))?;
        shown.icon = icon;
    }
    if !menu::is_same_shape(&shown.items, &items) {
        let (menu, drawn) = draw(app, &items)?;
        tray.icon.set_menu(Some(menu))?;
        shown.drawn = drawn;
    } else {
        // Changing only the texts keeps an open menu open.
        for (item, drawn) in menu::walk(&items).into_iter().zip(&shown.drawn) {
            match (item, drawn) {
                (Item::Text { text, enabled, .. }, Drawn::Text(drawn)) => {
                    drawn.set_text(escape(text))?;
                    drawn.set_enabled(*enabled)?;
                }
                (Item::Menu { text, .. }, Drawn::Menu(drawn)) => drawn.set_text(escape(text))?,
                _ => {}
            }
        }
    }
    shown.items = items;
    Ok(())
}

fn picture(icon: Icon) -> tauri::Result<Image<'static>> {
    let bytes: &[u8] = match icon {
        Icon::InSync => include_bytes!("../../../icons/tray/in-sync-32.png"),
        Icon::Syncing => include_bytes!("../../../icons/tray/syncing-32.png"),
        Icon::Paused => include_bytes!("../../../icons/tray/paused-32.png"),
        Icon::Offline => include_bytes!("../../../icons/tray/offline-32.png"),
        Icon::Attention => include_bytes!("../../../icons/tray/needs-you-32.png"),
    };
    Image::from_bytes(bytes)
}

fn draw(app: &AppHandle, items: &[Item]) -> tauri::Result<(Menu<Wry>, Vec<Drawn>)> {
    let mut drawn = Vec::new();
    let menu = Menu::new(app)?;
    draw_into(app, items, &mut drawn, &mut |item| menu.append(item))?;
    Ok((menu, drawn))
}

fn draw_into(
    app: &AppHandle,
    items: &[Item],
    drawn: &mut Vec<Drawn>,
    append: &mut dyn FnMut(&dyn IsMenuItem<Wry>) -> tauri::Result<()>,
) -> tauri::Result<()> {
    for item in items {
        match item {
            Item::Text { id, text, enabled } => {
                let item = MenuItem::with_id(app, id, escape(text), *enabled, None::<&str>)?;
                append(&item)?;
                drawn.push(Drawn::Text(item));
            }
            Item::Menu { id, text, items } => {
                let submenu = Submenu::with_id(app, id, escape(text), true)?;
                drawn.push(Drawn::Menu(submenu.clone()));
                draw_into(app, items, drawn, &mut |item| submenu.append(item))?;
                append(&submenu)?;
            }
            Item::Line => {
                append(&PredefinedMenuItem::separator(app)?)?;
                drawn.push(Drawn::Line);
            }
        }
    }
    Ok(())
}

/// Escapes `&`, which marks an access key in a menu's text.
fn escape(text: &str) -> String {
    text.replace('&', "&&")
}

fn clicked(app: &AppHandle, id: &str) {
    let Some(click) = Click::read(id) else { return };
    match click {
        Click::Open => window::open(app, None),
        Click::Machines => window::open(app, Some(Place::of("machines"))),
        Click::Needs => window::open(app, Some(Place::of("overview"))),
        Click::Settings => window::open(app, Some(Place::of("settings"))),
        Click::Quit => app.exit(0),
        Click::Folder(name) => {
            window::open(app, Some(Place { folder: Some(name), ..Place::of("folders") }));
        }
        Click::Recent { folder, path } => {
            aside(app, move |shell| commands::show_file(&shell.backend, &folder, &path));
        }
        Click::Pause(lasting) => {
            let seconds = seconds(lasting, &Zoned::now());
            ask(app, Command::Pause { folder: None, seconds });
        }
        Click::Resume => ask(app, Command::Resume { folder: None }),
        Click::Check => ask(app, Command::Rescan { folder: None }),
    }
}

fn ask(app: &AppHandle, command: Command) {
    aside(app, move |shell| shell.backend.call(command).map(drop));
}

/// Runs work that may block, and shows a notification if it fails.
fn aside(app: &AppHandle, work: impl FnOnce(&Shell) -> Result<(), ApiError> + Send + 'static) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        if let Err(error) = work(&app.state::<Shell>()) {
            notify::tell(&app, "SyncIt could not do this", &error.message, None);
        }
    });
}

/// Returns how long a pause lasts, or `None` if only a person ends it.
fn seconds(lasting: Lasting, now: &Zoned) -> Option<u64> {
    match lasting {
        Lasting::Hour => Some(60 * 60),
        Lasting::UntilResumed => None,
        // Where that hour does not exist, a day is close enough.
        Lasting::Tomorrow => Some(until_tomorrow(now).unwrap_or(24 * 60 * 60)),
    }
}

/// Returns the seconds until eight o'clock the next morning, as the window does.
fn until_tomorrow(now: &Zoned) -> Option<u64> {
    let morning = now.date().checked_add(1.day()).ok()?.at(8, 0, 0, 0).to_zoned(now.time_zone().clone()).ok()?;
    u64::try_from(morning.timestamp().as_second() - now.timestamp().as_second()).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn tomorrow_begins_at_eight_in_the_morning_whatever_the_clocks_do() {
        for (now, hours) in [
            ("2026-11-22T22:00:00+01:00[Europe/Berlin]", 10),
            ("2026-11-22T00:00:00+01:00[Europe/Berlin]", 32),
            // An hour is skipped that night.
            ("2026-03-28T22:00:00+01:00[Europe/Berlin]", 9),
        ] {
            assert_eq!(until_tomorrow(&now.parse().unwrap()), Some(hours * 3600), "{now}");
        }
    }
}
