//! What the window may request. Each command is named in `src-tauri/permissions` and in the window's capability; the
//! window can do nothing that the command line cannot.
//!
//! Everything that may block runs on a thread of its own, never on the window's.

use std::path::{Path, PathBuf};

use serde::Serialize;
use syncit_core::RelPath;
use syncit_engine::api::{ApiError, ApiResult, Command, Reply};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, State};
use tauri_plugin_autostart::ManagerExt;
use tauri_plugin_dialog::{DialogExt, FilePath};

use crate::language::language;
use crate::reasons::AppFailed;
use crate::settings::{self, AppSettings};
use crate::shell::{Progress, Shell};
use crate::window::{self, Place};
use crate::{backend::Backend, desktop};

type Answer<T> = Result<T, ApiError>;

/// Runs work that may block.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Answer<T> + Send + 'static) -> Answer<T> {
    match tauri::async_runtime::spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(cause) => Err(AppFailed::NotFinished { words: cause.to_string() }.into()),
    }
}

/// Sends a command to the engine, as the command line does. Stopping the engine is the app's business, and hints arrive
/// as events.
#[tauri::command]
pub async fn api(shell: State<'_, Shell>, command: Command) -> ApiResult {
    if matches!(command, Command::Stop | Command::Watch) {
        return Err(AppFailed::StopOrWatch.into());
    }
    let backend = shell.backend.clone();
    aside(move || backend.call(command)).await
}

/// What the app reports about itself and the desktop around it.
#[derive(Debug, Clone, Serialize)]
pub struct ShellInfo {
    language: &'static str,
    version: &'static str,
    platform: &'static str,
    host_name: String,
    user_home: Option<PathBuf>,
    home: PathBuf,
    log: PathBuf,
    tray: bool,
    notifications: bool,
    keyring: bool,
    own_engine: bool,
    missing: Vec<String>,
}

/// Returns information about the app and the desktop.
#[tauri::command]
pub async fn shell_info(shell: State<'_, Shell>) -> Answer<ShellInfo> {
    let (tray, own_engine, home) = (shell.has_tray(), shell.backend.is_own(), shell.backend.home().clone());
    aside(move || {
        let has = desktop::look();
        Ok(ShellInfo {
            language: language().tag(),
            version: syncit_engine::version(),
            platform: std::env::consts::OS,
            host_name: syncit_engine::host_name(),
            user_home: std::env::home_dir(),
            home: home.data().to_owned(),
            log: syncit_engine::logging::file(&home),
            tray,
            notifications: has.notifications,
            keyring: has.keyring,
            own_engine,
            missing: missing(tray, has),
        })
    })
    .await
}

/// Returns what is missing on the desktop, and what that means.
fn missing(tray: bool, has: desktop::Has) -> Vec<String> {
    let lines = [
        (has.bus, "lacks-bus"),
        (tray || !has.bus, "lacks-tray"),
        (has.notifications || !has.bus, "lacks-notifications"),
        (has.keyring || !has.bus, "lacks-keyring"),
    ];
    lines.into_iter().filter(|(is_there, _)| !is_there).map(|(_, id)| language().say(id, [])).collect()
}

/// Shows the system's folder picker. Returns `None` if the person cancels.
#[tauri::command]
pub async fn pick_folder(app: AppHandle, title: String) -> Answer<Option<PathBuf>> {
    aside(move || picked(file_dialog(&app, &title).blocking_pick_folder())).await
}

/// Shows the system's dialog for a new file. Returns `None` if the person cancels.
#[tauri::command]
pub async fn pick_file(app: AppHandle, title: String, name: String) -> Answer<Option<PathBuf>> {
    aside(move || picked(file_dialog(&app, &title).set_file_name(name).blocking_save_file())).await
}

fn file_dialog(app: &AppHandle, title: &str) -> tauri_plugin_dialog::FileDialogBuilder<tauri::Wry> {
    let dialog = app.dialog().file().set_title(title);
    // Otherwise GTK starts with the recent files, which include no folders.
    let dialog = match std::env::home_dir() {
        Some(home) => dialog.set_directory(home),
        None => dialog,
    };
    match app.get_webview_window(window::LABEL) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

fn picked(choice: Option<FilePath>) -> Answer<Option<PathBuf>> {
    let Some(choice) = choice else { return Ok(None) };
    let path = choice.into_path().map_err(|cause| AppFailed::NoPath { words: cause.to_string() })?;
    // The window and the engine exchange JSON, which must be text.
    match path.to_str() {
        Some(_) => Ok(Some(path)),
        None => Err(AppFailed::NotUtf8 { path }.into()),
    }
}

/// Shows a linked folder in the file manager.
#[tauri::command]
pub async fn open_folder(shell: State<'_, Shell>, folder: String) -> Answer<()> {
    let backend = shell.backend.clone();
    aside(move || show_folder(&backend, &folder)).await
}

/// Shows a file of a linked folder in the file manager, or its nearest existing directory.
#[tauri::command]
pub async fn reveal(shell: State<'_, Shell>, folder: String, path: String) -> Answer<()> {
    let backend = shell.backend.clone();
    aside(move || show_file(&backend, &folder, &path)).await
}

/// Shows the log file in the file manager.
#[tauri::command]
pub async fn open_log(shell: State<'_, Shell>) -> Answer<()> {
    let file = syncit_engine::logging::file(shell.backend.home());
    aside(move || desktop::show_file(&file).map_err(|reason| cannot_show(&file, reason))).await
}

/// Shows a linked folder, and waits for the file manager.
fn show_folder(backend: &Backend, folder: &str) -> Answer<()> {
    let root = root_of(backend, folder)?;
    desktop::show_directory(&root).map_err(|reason| cannot_show(&root, reason))
}

/// Shows a file, or its nearest existing directory, and waits for the file manager.
pub fn show_file(backend: &Backend, folder: &str, path: &str) -> Answer<()> {
    let root = root_of(backend, folder)?;
    let place = place_of(&root, path)?;
    let shown = if place == root { desktop::show_directory(&place) } else { desktop::show_file(&place) };
    shown.map_err(|reason| cannot_show(&place, reason))
}

fn cannot_show(path: &Path, words: String) -> ApiError {
    AppFailed::CannotShow { path: path.to_owned(), words }.into()
}

fn root_of(backend: &Backend, folder: &str) -> Answer<PathBuf> {
    let Reply::Status(status) = backend.call(Command::Status)? else {
        return Err(AppFailed::NoFolders.into());
    };
    let linked = status.folders.into_iter().find(|one| one.name == folder).and_then(|one| one.path);
    linked.ok_or_else(|| AppFailed::NotLinked { folder: folder.to_owned() }.into())
}

/// Returns the place of a path of a folder, or its nearest existing parent. It is never outside the folder, whatever
/// symlinks the folder contains.
fn place_of(root: &Path, path: &str) -> Answer<PathBuf> {
    let checked = RelPath::new(path).map_err(|cause| AppFailed::BadPath { path: path.to_owned(), cause })?;
    let real_root = root.canonicalize().map_err(|cause| cannot_show(root, cause.to_string()))?;
    let mut place = root.join(checked.as_str());
    // A file is shown by opening its directory, so it is the directory that must be inside.
    while place != root {
        let above = place.parent().unwrap_or(root).to_owned();
        let is_inside = above.canonicalize().is_ok_and(|real| real.starts_with(&real_root));
        if is_inside && place.symlink_metadata().is_ok() {
            return Ok(place);
        }
        place = above;
    }
    Ok(root.to_owned())
}

/// Returns true if the app starts at login.
#[tauri::command]
pub async fn autostart(app: AppHandle) -> Answer<bool> {
    aside(move || app.autolaunch().is_enabled().map_err(|cause| no_autostart(&cause))).await
}

/// Makes the app start at login, in the tray, or not.
#[tauri::command]
pub async fn set_autostart(app: AppHandle, on: bool) -> Answer<()> {
    aside(move || {
        let launch = app.autolaunch();
        if on { launch.enable() } else { launch.disable() }.map_err(|cause| no_autostart(&cause))
    })
    .await
}

fn no_autostart(cause: &tauri_plugin_autostart::Error) -> ApiError {
    AppFailed::NoAutostart { words: cause.to_string() }.into()
}

/// Returns the app's settings.
#[tauri::command]
pub async fn app_settings(shell: State<'_, Shell>) -> Answer<AppSettings> {
    let (backend, kept) = (shell.backend.clone(), shell.kept.get());
    aside(move || Ok(AppSettings::of(kept, settings::read_wanted(&backend)?))).await
}

/// Changes the app's preferences, and the engine's setting of which notifications are wanted.
#[tauri::command]
pub async fn set_app_settings(app: AppHandle, settings: AppSettings) -> Answer<()> {
    aside(move || {
        let shell = app.state::<Shell>();
        shell.kept.change(|kept| *kept = settings.kept()).map_err(|cause| AppFailed::NotKept {
            path: shell.backend.home().data().to_owned(),
            cause: (&cause).into(),
        })?;
        settings::write_wanted(&shell.backend, settings.wanted())
    })
    .await
}

/// Sends the progress of transfers to the channel, at most four times a second while content flows.
#[tauri::command]
pub fn progress(shell: State<'_, Shell>, channel: Channel<Progress>) {
    shell.add_listener(channel);
}

/// Returns, once, the page on which a new window should start.
#[tauri::command]
pub fn first_place(shell: State<'_, Shell>) -> Option<Place> {
    shell.take_first_place()
}

/// Puts the window away, as its close button does.
#[tauri::command]
pub fn close_window(app: AppHandle) {
    window::put_away(&app);
}

/// Ends the app, and its engine if it has its own.
#[tauri::command]
pub fn quit(app: AppHandle) {
    app.exit(0);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_place_is_the_nearest_that_is_there_and_never_outside_of_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("Photos");
        fs::create_dir_all(root.join("2026/May")).unwrap();
        fs::write(root.join("2026/May/a.jpg"), "").unwrap();
        fs::create_dir(dir.path().join("private")).unwrap();
        fs::write(dir.path().join("private/key"), "").unwrap();
        symlink("../private", root.join("out")).unwrap();

        for (path, shown) in [
            ("2026/May/a.jpg", "2026/May/a.jpg"),
            ("2026/May/gone.jpg", "2026/May"),
            ("2026/gone/a.jpg", "2026"),
            ("gone/a.jpg", ""),
            ("out", "out"),
            ("out/key", "out"),
        ] {
            let expected = if shown.is_empty() { root.clone() } else { root.join(shown) };
            assert_eq!(place_of(&root, path).unwrap(), expected, "{path}");
        }
        for path in ["../private/key", "/etc/passwd", "", "2026/../../private"] {
            assert_eq!(place_of(&root, path).unwrap_err().code, "bad-path", "{path:?}");
        }
    }
}
