//! The tray icon: an icon with a different shape for each state, and the menu that `menu` describes.
//!
//! One thread owns the icon. It is on the bus while a panel shows tray icons: one that starts later than the app, or
//! restarts, gets a new one.

mod face;
pub mod menu;
mod pictures;

use std::path::Path;
use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};
use jiff::{ToSpan, Zoned};
use ksni::blocking::{Handle, TrayMethods};
use syncit_engine::api::{ApiError, Command};
use syncit_engine::summary::Icon;
use tauri::{AppHandle, Manager};

use crate::language::language;
use crate::shell::Shell;
use crate::window::{self, Place};
use crate::{commands, notify};
use face::{Face, Shown};
use menu::{Click, Lasting, MORNING, View};
use pictures::Theme;

/// The way to the thread that owns the icon.
struct Tray(Sender<News>);

enum News {
    /// Whether a panel shows tray icons.
    Panel(bool),
    Show(Shown),
}

/// Starts the icon's thread. The icon's symbolic pictures are written below `pictures`.
pub fn set_up(app: &AppHandle, pictures: &Path) {
    let (sender, news) = unbounded();
    app.manage(Tray(sender));
    let (app, theme) = (app.clone(), Theme::write(pictures));
    if let Err(error) = thread::Builder::new().name("tray".into()).spawn(move || keep(&app, &theme, &news)) {
        tracing::error!("there is no tray icon: {error}");
    }
}

/// Tells the icon whether a panel shows tray icons. May be called on any thread.
pub fn panel(app: &AppHandle, is_there: bool) {
    tell(app, News::Panel(is_there));
}

/// Updates what is shown. May be called on any thread.
pub fn show(app: &AppHandle, icon: Icon, view: &View) {
    tell(app, News::Show(shown(icon, view)));
}

fn tell(app: &AppHandle, news: News) {
    if let Some(tray) = app.try_state::<Tray>() {
        let _ = tray.0.send(news);
    }
}

fn shown(icon: Icon, view: &View) -> Shown {
    let items = menu::menu(view, &Zoned::now());
    Shown { icon, sentence: view.sentence.clone(), attention: view.attention.clone(), items }
}

fn keep(app: &AppHandle, theme: &Theme, news: &Receiver<News>) {
    let mut now = shown(
        Icon::Offline,
        &View { language: language(), sentence: language().say("tray-starting", []), ..View::default() },
    );
    let mut icon: Option<Handle<Face>> = None;
    for news in news {
        match news {
            News::Show(new) if new == now => {}
            News::Show(new) => {
                now = new;
                if let Some(icon) = &icon {
                    icon.update(|face| face.shown = now.clone());
                }
            }
            News::Panel(true) if icon.as_ref().is_none_or(Handle::is_closed) => {
                let app = app.clone();
                let clicked = Box::new(move |click, token| clicked(&app, click, token));
                icon = match (Face { shown: now.clone(), theme: theme.clone(), clicked }).spawn() {
                    Ok(icon) => Some(icon),
                    Err(error) => {
                        tracing::warn!("the panel does not take the tray icon: {error}");
                        None
                    }
                };
            }
            News::Panel(true) => {}
            News::Panel(false) => {
                if let Some(icon) = icon.take() {
                    icon.shutdown().wait();
                }
            }
        }
    }
}

/// Does what a click asks for, without waiting for it.
fn clicked(app: &AppHandle, click: Click, token: Option<String>) {
    let place = match click {
        Click::Open => None,
        Click::Machines => Some(Place::of("machines")),
        Click::Needs => Some(Place::of("overview")),
        Click::Settings => Some(Place::of("settings")),
        Click::Folder(name) => Some(Place { folder: Some(name), ..Place::of("folders") }),
        Click::History { folder, path } => Some(of_history(folder, path)),
        Click::File { folder, path } => return show_file(app, folder, path, token),
        Click::Pause(lasting) => {
            let seconds = seconds(lasting, &Zoned::now());
            return ask(app, Command::Pause { folder: None, seconds });
        }
        Click::Resume => return ask(app, Command::Resume { folder: None }),
        Click::Check => return ask(app, Command::Rescan { folder: None }),
        Click::Quit => return app.exit(0),
    };
    window::open_by(app, place, token);
}

/// Shows a file in the file manager. Shows its history instead if there is no file manager, or its folder has just been
/// unlinked.
fn show_file(app: &AppHandle, folder: String, path: String, token: Option<String>) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        if let Err(error) = commands::show_file(&app.state::<Shell>().backend, &folder, &path) {
            tracing::info!("{}", error.message);
            window::open_by(&app, Some(of_history(folder, path)), token);
        }
    });
}

/// Returns where the history of a path is shown.
fn of_history(folder: String, path: String) -> Place {
    Place { folder: Some(folder), path: Some(path), ..Place::of("history") }
}

/// Sends a command to the engine, and shows a notification if it fails.
fn ask(app: &AppHandle, command: Command) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        if let Err(ApiError { message, .. }) = app.state::<Shell>().backend.call(command) {
            notify::tell(&app, &language().say("tray-failed", []), &message, None);
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
    let morning = now.date().checked_add(1.day()).ok()?.at(MORNING, 0, 0, 0).to_zoned(now.time_zone().clone()).ok()?;
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
