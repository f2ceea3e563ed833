//! Assembles the app: the plugins, the engine, the window, the tray; and ends it.

use std::path::Path;
use std::thread;

use clap::Parser;
use gtk::{gdk, glib};
use signal_hook::consts::{SIGINT, SIGTERM};
use syncit_engine::{Home, Options, logging};
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent, Wry};

use crate::args::Args;
use crate::backend::Backend;
use crate::errand::Errand;
use crate::front::{self, Ears, Front};
use crate::shell::Shell;
use crate::{commands, errands, heartbeat, notify, remembered, renderer, tray, window};

/// What the desktop knows the app's windows by: the name of its desktop entry, without the ending.
const APP_ID: &str = "syncit";

/// Why the app could not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no display.
    #[error(
        "error: the window needs a display, and there is none ({0})\n\
         hint: on a machine without a screen use the command line: `syncit run` starts the engine, `syncit --help` \
         lists the rest"
    )]
    NoDisplay(String),
    /// Another app has the home, and does not answer.
    #[error(
        "error: SyncIt already runs on {0} and does not answer\n\
         hint: if it still does not, end it from your system's list of programs and start it again"
    )]
    Unheard(String),
    /// The home cannot be used.
    #[error("error: {0}")]
    Home(#[from] syncit_engine::Error),
    /// Tauri failed.
    #[error("error: the app cannot start: {0}")]
    App(#[from] tauri::Error),
}

/// Runs the app until the person or a signal ends it.
///
/// # Errors
/// If there is no display, no home directory, or the system's window libraries do not work. Problems of the home itself
/// are shown in the window.
pub fn run(args: Args) -> Result<(), Error> {
    renderer::choose();
    look_for_display()?;
    let home = match &args.home {
        Some(dir) => Home::at(dir)?,
        None => Home::of_user()?,
    };
    let errand = Errand::of(&args, &std::env::current_dir().unwrap_or_default());
    let ears = match front::claim(&home, &errand) {
        Front::First(ears) => ears,
        Front::Second => return Ok(()),
        Front::Unheard => return Err(Error::Unheard(home.data().display().to_string())),
    };
    let app = tauri::Builder::default()
        .plugin(single_instance(&home))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(autostart(args.home.as_deref()))
        .plugin(remembered::plugin(home.data()))
        .invoke_handler(tauri::generate_handler![
            commands::api,
            commands::app_settings,
            commands::autostart,
            commands::close_window,
            commands::first_place,
            commands::open_folder,
            commands::open_log,
            commands::pick_file,
            commands::pick_folder,
            commands::progress,
            commands::quit,
            commands::reveal,
            commands::set_app_settings,
            commands::set_autostart,
            commands::shell_info,
        ])
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
                window::put_away(window.app_handle());
            }
        })
        .setup(move |app| {
            set_up(app.handle(), home, errand, ears);
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| match event {
        // Closing the last window does not end the app.
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        RunEvent::Exit => app.state::<Shell>().end(),
        _ => {}
    });
    Ok(())
}

/// Checks that there is a display, because Tauri would panic without one.
fn look_for_display() -> Result<(), Error> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY") {
        return Err(Error::NoDisplay("neither DISPLAY nor WAYLAND_DISPLAY is set".into()));
    }
    // By this name the desktop finds the icon of the window's program. It is not GTK's application id: that is a name on the
    // session bus, which only one program may have, and a second home has a window of its own.
    glib::set_prgname(Some(APP_ID));
    gtk::init().map_err(|_| Error::NoDisplay("the one that DISPLAY or WAYLAND_DISPLAY names cannot be used".into()))?;
    gdk::set_program_class(APP_ID);
    Ok(())
}

/// The first plugin. A second start that shares only a session bus with the first one, for example in a sandbox with
/// its own network, passes its command line to the first one and ends. `front` handles all other second starts.
fn single_instance(home: &Home) -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(format!("org.syncit.SyncIt.h{}", front::hash(home)))
        .callback(|app, words, cwd| match Args::try_parse_from(words) {
            Ok(args) => errands::run(app, Errand::of(&args, Path::new(&cwd))),
            Err(_) => window::open(app, None),
        })
        .build()
}

fn autostart(home: Option<&Path>) -> TauriPlugin<Wry> {
    let builder = tauri_plugin_autostart::Builder::new().arg("--hidden");
    match home.and_then(|dir| std::path::absolute(dir).ok()) {
        None => builder.app_name("SyncIt").build(),
        // Another home is another installation, which has its own autostart entry.
        Some(dir) => {
            let hash = blake3::hash(dir.as_os_str().as_encoded_bytes()).to_hex();
            builder.app_name(format!("SyncIt-{}", &hash[..8])).arg(home_word(&dir)).build()
        }
    }
}

/// Returns `--home=DIR` as a desktop entry needs it: quoted, with special characters escaped.
fn home_word(dir: &Path) -> String {
    let mut word = String::from("\"--home=");
    for character in dir.to_string_lossy().chars() {
        match character {
            // Twice: once for the string, once for the quotes in it.
            '"' | '`' | '$' => word.push_str("\\\\"),
            '\\' => word.push_str("\\\\\\"),
            '%' => word.push('%'),
            _ => {}
        }
        word.push(character);
    }
    word.push('"');
    word
}

fn set_up(app: &AppHandle, home: Home, errand: Errand, ears: Ears) {
    let is_hidden = matches!(errand, Errand::Stay | Errand::CopyPlace(_));
    let backend = Backend::start(home.clone(), Options::default());
    if backend.is_own() {
        logging::install(&home, false);
    }
    let stop_asked = backend.stop_asked();
    app.manage(Shell::new(backend));
    let asked = app.clone();
    spawn("front", move || ears.listen(asked.state::<Shell>().is_ending(), |errand| errands::run(&asked, errand)));
    notify::listen(app, window::open);
    // Panels read the icon's pictures from here. It must never be a directory shared with others.
    tray::set_up(app, &home.data().join("icons"));
    heartbeat::start(app);
    quit_when_asked(app, stop_asked);
    match errand {
        // At once: this needs no engine.
        Errand::Show => window::open(app, None),
        errand => errands::run(app, errand),
    }
    heartbeat::watch_tray(app, is_hidden);
}

/// Lets a signal, or a request to stop the engine, end the app as its Quit does.
fn quit_when_asked(app: &AppHandle, stop_asked: crossbeam_channel::Receiver<()>) {
    let by_signal = app.clone();
    match signal_hook::iterator::Signals::new([SIGTERM, SIGINT]) {
        Ok(mut signals) => spawn("signals", move || {
            if signals.forever().next().is_some() {
                by_signal.exit(0);
            }
        }),
        Err(error) => tracing::warn!("signals will not end the app cleanly: {error}"),
    }
    let by_engine = app.clone();
    spawn("stop-asked", move || {
        if stop_asked.recv().is_ok() {
            by_engine.exit(0);
        }
    });
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) {
    if let Err(error) = thread::Builder::new().name(name.into()).spawn(work) {
        tracing::error!("cannot start the thread \"{name}\": {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktop_entry_is_that_of_the_windows_and_opens_links() {
        let entry = include_str!("../package/syncit.desktop");
        for line in [
            format!("StartupWMClass={APP_ID}"),
            format!("MimeType=x-scheme-handler/{};", syncit_core::join_link::SCHEME),
            "Exec={{exec}} %u".to_owned(),
        ] {
            assert!(entry.lines().any(|one| one == line), "{line}");
        }
        // The packages' product name gives the entry its name.
        assert!(include_str!("../../.ci/packaging/config.mjs").contains(&format!("productName: '{APP_ID}'")));
    }

    #[test]
    fn a_home_stands_in_a_desktop_entry_as_one_word() {
        for (dir, word) in [
            ("/home/a b", r#""--home=/home/a b""#),
            ("/100%", r#""--home=/100%%""#),
            ("/a$b", r#""--home=/a\\$b""#),
            (r"/a\b", r#""--home=/a\\\\b""#),
        ] {
            assert_eq!(home_word(Path::new(dir)), word);
        }
    }
}
