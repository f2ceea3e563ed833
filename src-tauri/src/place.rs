//! The window's label, and where it is led to.

use serde::{Deserialize, Serialize};
use syncit_core::join_link::JoinLink;

/// The window's label, as the capability names it.
pub const LABEL: &str = "main";

/// The place where a machine joins the hub of a link.
const JOIN: &str = "join";

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
    /// The hub that a link leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hub: Option<Hub>,
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

/// A hub that a link leads to, as the link describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hub {
    /// `HOST:PORT`.
    pub address: String,
    /// The fingerprint of its key.
    pub fingerprint: String,
    /// What the link calls it.
    pub name: Option<String>,
}

impl Place {
    /// Returns a page without a folder or path.
    pub fn of(view: &str) -> Self {
        Place { view: view.into(), ..Place::default() }
    }

    /// Returns where a link leads. One that is no link to a hub leads to the same place without a hub, where the window
    /// says so.
    pub fn of_link(link: &str) -> Self {
        let hub = match link.parse::<JoinLink>() {
            Ok(JoinLink { address, fingerprint, name }) => {
                Some(Hub { address, fingerprint, name: name.map(|name| name.to_string()) })
            }
            Err(why) => {
                tracing::info!("a link was not followed: {why}");
                None
            }
        };
        Place { hub, ..Place::of(JOIN) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_its_hub_and_any_other_text_to_none() {
        let key = format!("SHA256:{}", "A".repeat(43));
        let place = Place::of_link(&format!("syncit://join?address=attic:7&fingerprint={key}&name=attic"));
        let hub = Hub { address: "attic:7".into(), fingerprint: key, name: Some("attic".into()) };
        assert_eq!(place, Place { hub: Some(hub), ..Place::of(JOIN) });
        for text in ["", "--home=/", "syncit://join?address=attic:7", "https://example.org"] {
            assert_eq!(Place::of_link(text), Place::of(JOIN), "{text}");
        }
    }
}
