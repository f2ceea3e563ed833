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
}

impl Place {
    /// Returns a page without a folder or path.
    pub fn of(view: &str) -> Self {
        Place { view: view.into(), ..Place::default() }
    }
}
