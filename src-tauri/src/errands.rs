//! Carries out what a start of the app asks for, in this process or in a second one (`errand`).

use std::path::{Path, PathBuf};
use std::thread;

use syncit_core::show::printable;
use syncit_engine::api::{ApiError, Command, Reply, Whereabouts};
use tauri::{AppHandle, Manager};

use crate::backend::Backend;
use crate::errand::Errand;
use crate::language::language;
use crate::place::{Over, Place, Wanted, Why};
use crate::reasons::AppFailed;
use crate::shell::Shell;
use crate::{desktop, notify, window};

/// What an errand comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Nothing,
    /// The window, at this page if it names one.
    Window(Option<Place>),
    /// This text on the clipboard.
    Copied(String),
}

/// Carries out an errand on a thread of its own, because the engine may take long to answer.
pub fn run(app: &AppHandle, errand: Errand) {
    let app = app.clone();
    let work = move || {
        let backend = app.state::<Shell>().backend.clone();
        match outcome(errand, |path| locate(&backend, path)) {
            Outcome::Nothing => {}
            Outcome::Window(place) => window::open(&app, place),
            Outcome::Copied(text) => copy(&app, text),
        }
    };
    if let Err(error) = thread::Builder::new().name("errand".into()).spawn(work) {
        tracing::error!("cannot start a thread for what was asked of the app: {error}");
    }
}

/// Decides what an errand comes to. `locate` says where a path lies.
fn outcome(errand: Errand, locate: impl FnOnce(&str) -> Result<Whereabouts, ApiError>) -> Outcome {
    match errand {
        Errand::Stay => Outcome::Nothing,
        Errand::Show => Outcome::Window(None),
        Errand::Open(link) => Outcome::Window(Some(Place::of_link(&link))),
        Errand::Share(path) => match path.to_str() {
            Some(text) => Outcome::Window(Some(over(Over::Share { path: text.to_owned() }))),
            None => refused(Wanted::Share, &path, Why::NotUtf8),
        },
        Errand::Versions(path) => match inside(&path, locate) {
            // Only files have versions: of a directory the history is shown.
            Ok((folder, inside)) => {
                let file = Some(inside).filter(|inside| !inside.is_empty() && !path.is_dir());
                Outcome::Window(Some(Place { folder: Some(folder), path: file, ..Place::of("history") }))
            }
            Err(why) => refused(Wanted::Versions, &path, why),
        },
        Errand::CopyPlace(path) => match inside(&path, locate) {
            // A folder's name has no slash, so both can be told apart.
            Ok((folder, inside)) if inside.is_empty() => Outcome::Copied(printable(&folder)),
            Ok((folder, inside)) => Outcome::Copied(printable(&format!("{folder}/{inside}"))),
            Err(why) => refused(Wanted::CopyPlace, &path, why),
        },
    }
}

/// Returns the folder in which a path lies, and the path there.
fn inside(path: &Path, locate: impl FnOnce(&str) -> Result<Whereabouts, ApiError>) -> Result<(String, String), Why> {
    let text = path.to_str().ok_or(Why::NotUtf8)?;
    match locate(text) {
        Ok(Whereabouts { folder: Some(folder), path: Some(inside), .. }) => Ok((folder, inside)),
        Ok(_) => Err(Why::Outside),
        Err(error) => Err(Why::Failed { message: error.message }),
    }
}

fn locate(backend: &Backend, path: &str) -> Result<Whereabouts, ApiError> {
    match backend.call(Command::Where { paths: vec![PathBuf::from(path)] })? {
        Reply::Where(mut places) if places.len() == 1 => Ok(places.remove(0)),
        _ => Err(AppFailed::NoPlace { path: path.to_owned() }.into()),
    }
}

fn over(dialog: Over) -> Place {
    Place { over: Some(dialog), ..Place::of("folders") }
}

fn refused(wanted: Wanted, path: &Path, why: Why) -> Outcome {
    let path = path.to_string_lossy().into_owned();
    Outcome::Window(Some(over(Over::Refused { wanted, path, why })))
}

/// Puts a text on the clipboard, or shows it where only a window in use may do that.
fn copy(app: &AppHandle, text: String) {
    if desktop::set_clipboard(&text) {
        return notify::tell(app, &language().say("tray-copied", []), &text, None);
    }
    let inner = app.clone();
    let handed_over = app.run_on_main_thread(move || match window::set_clipboard(&text) {
        true => notify::tell(&inner, &language().say("tray-copied", []), &text, None),
        false => window::open(&inner, Some(over(Over::Copy { text }))),
    });
    if let Err(error) = handed_over {
        tracing::error!("cannot copy: {error}");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    fn at(folder: Option<&str>, path: Option<&str>) -> Result<Whereabouts, ApiError> {
        let (folder, path) = (folder.map(ToOwned::to_owned), path.map(ToOwned::to_owned));
        Ok(Whereabouts { asked: "/x".into(), folder, path, state: None, machines: Vec::new() })
    }

    fn in_docs(path: &'static str) -> impl FnOnce(&str) -> Result<Whereabouts, ApiError> {
        move |_| at(Some("Docs"), Some(path))
    }

    fn nowhere(_: &str) -> Result<Whereabouts, ApiError> {
        at(None, None)
    }

    #[test]
    fn versions_are_those_of_the_file_and_of_a_directory_the_history() {
        let history = |path: Option<&str>| {
            let path = path.map(ToOwned::to_owned);
            Outcome::Window(Some(Place { folder: Some("Docs".into()), path, ..Place::of("history") }))
        };
        let dir = tempfile::tempdir().unwrap();
        let versions = |path: PathBuf| Errand::Versions(path);
        assert_eq!(outcome(versions(dir.path().join("a.txt")), in_docs("b/a.txt")), history(Some("b/a.txt")));
        assert_eq!(outcome(versions(dir.path().to_owned()), in_docs("b")), history(None));
        assert_eq!(outcome(versions("/docs".into()), in_docs("")), history(None));
    }

    #[test]
    fn the_place_is_the_folder_and_the_path_in_one_line() {
        for (path, text) in [("", "Docs"), ("a/b c", "Docs/a/b c"), ("two\nlines", "Docs/two\\nlines")] {
            assert_eq!(outcome(Errand::CopyPlace("/x".into()), in_docs(path)), Outcome::Copied(text.into()));
        }
    }

    #[test]
    fn what_cannot_be_done_is_said_in_the_window() {
        let no_text = PathBuf::from(OsStr::from_bytes(b"/a\xff"));
        let error = |_: &str| {
            Err(ApiError { code: "x".into(), message: "it stopped".into(), hint: None, path: None, reason: None })
        };
        let said = |wanted, path: &str, why| {
            let dialog = Over::Refused { wanted, path: path.into(), why };
            Outcome::Window(Some(Place { over: Some(dialog), ..Place::of("folders") }))
        };
        assert_eq!(outcome(Errand::Share(no_text.clone()), nowhere), said(Wanted::Share, "/a\u{fffd}", Why::NotUtf8));
        assert_eq!(outcome(Errand::Versions(no_text), nowhere), said(Wanted::Versions, "/a\u{fffd}", Why::NotUtf8));
        assert_eq!(outcome(Errand::Versions("/b".into()), nowhere), said(Wanted::Versions, "/b", Why::Outside));
        assert_eq!(outcome(Errand::CopyPlace("/b".into()), nowhere), said(Wanted::CopyPlace, "/b", Why::Outside));
        let failed = Why::Failed { message: "it stopped".into() };
        assert_eq!(outcome(Errand::CopyPlace("/b".into()), error), said(Wanted::CopyPlace, "/b", failed));
    }

    #[test]
    fn sharing_is_left_to_the_dialog() {
        let share = Place { over: Some(Over::Share { path: "/a b".into() }), ..Place::of("folders") };
        assert_eq!(outcome(Errand::Share("/a b".into()), nowhere), Outcome::Window(Some(share)));
        assert_eq!(outcome(Errand::Show, nowhere), Outcome::Window(None));
        assert_eq!(outcome(Errand::Stay, nowhere), Outcome::Nothing);
    }
}
