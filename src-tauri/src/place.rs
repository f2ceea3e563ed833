//! Where the window is led to.

use serde::{Deserialize, Serialize};

/// A page of the window, and what it should show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The page's name.
    pub view: String,
    /// A folder to show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// A path in that folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What is opened over the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<Over>,
}

/// A dialog over a page. The window has the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Over {
    /// The one that shares a directory.
    Share {
        /// Its path.
        path: String,
    },
    /// A text to copy, where the app itself cannot put it on the clipboard.
    Copy {
        /// The text.
        text: String,
    },
    /// Why something cannot be done.
    Refused {
        /// What was to be done.
        wanted: Wanted,
        /// The path that it was about, as it can be shown.
        path: String,
        /// Why not.
        why: Why,
    },
}

/// What a person wanted to do with a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    /// To share it.
    Share,
    /// To see its versions.
    Versions,
    /// To copy its place.
    CopyPlace,
}

/// Why it cannot be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
pub enum Why {
    /// The path lies in no folder that is synced here.
    Outside,
    /// Its name is not UTF-8.
    NotUtf8,
    /// The engine could not say where it lies.
    Failed {
        /// The engine's message.
        message: String,
    },
}

impl Place {
    /// Returns a page without a folder or path.
    pub fn of(view: &str) -> Self {
        Place { view: view.into(), ..Place::default() }
    }
}
