//! What the app cannot do for its window, besides what the engine cannot.

use std::path::PathBuf;

use syncit_core::path::BadPath;
use syncit_core::reasons;
use syncit_engine::Cause;
use syncit_engine::api::{ApiError, Worded};
use syncit_words::{Front, Voice};

use crate::language::language;

reasons! {
    /// What the app cannot do.
    pub enum AppFailed {
        /// A task of its own ended early.
        "window" NotFinished { words: String },
        /// The engine is neither stopped nor watched by a window.
        "bad-argument--window" StopOrWatch,
        /// What was picked is no path on this computer.
        "bad-path--picked" NoPath { words: String },
        /// What was picked has a name that is not UTF-8.
        "bad-path--picked-not-utf8" NotUtf8 { path: PathBuf },
        /// No file manager shows it.
        "no-file-manager" CannotShow { path: PathBuf, words: String },
        /// The engine did not list its folders.
        "bad-reply--folders" NoFolders,
        /// The engine did not say where a path lies.
        "bad-reply--where" NoPlace { path: String },
        /// The folder is not linked here.
        "not-linked--shown" NotLinked { folder: String },
        /// It is no path of a folder.
        "bad-path--shown" BadPath { path: String, cause: BadPath },
        /// The desktop's list of what starts at login cannot be changed.
        "autostart" NoAutostart { words: String },
        /// The app's settings cannot be written.
        "disk" NotKept { path: PathBuf, cause: Cause },
    }
}

/// Returns how the window, the tray and notifications speak.
pub fn voice() -> Voice {
    Voice { language: language(), front: Front::Window }
}

/// Returns an error in the window's words.
pub fn in_window(error: impl Into<ApiError>) -> ApiError {
    error.into().worded(&voice())
}

impl From<AppFailed> for ApiError {
    fn from(failed: AppFailed) -> Self {
        in_window(ApiError::new(failed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_words_in_each_language() {
        let wrong = syncit_testkit::words::wrong_words(AppFailed::ALL.iter());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
