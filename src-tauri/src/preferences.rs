//! What the app itself remembers: the theme of the window, and what it has told the person once.
//!
//! It is one small JSON file in the home. What concerns syncing, and which notifications are wanted, is kept by the
//! engine.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use syncit_engine::platform::private_file;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// Follows the system.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// The app's preferences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
    /// True if the person was told that closing the window hides it in the tray.
    pub close_told: bool,
}

/// The preferences and their file.
pub struct Kept {
    file: PathBuf,
    now: Mutex<Preferences>,
}

impl Kept {
    /// Reads the file in this home. If it is missing or damaged, the defaults apply.
    pub fn read(home: &Path) -> Self {
        let file = home.join("app.json");
        let read = fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Kept { file, now: Mutex::new(read.unwrap_or_default()) }
    }

    /// Returns the current preferences.
    pub fn get(&self) -> Preferences {
        *self.now.lock()
    }

    /// Changes the preferences and writes them to disk.
    ///
    /// # Errors
    /// If the file cannot be written. The change is then lost when the app ends.
    pub fn change(&self, change: impl FnOnce(&mut Preferences)) -> io::Result<()> {
        let mut now = self.now.lock();
        let before = *now;
        change(&mut now);
        if *now == before { Ok(()) } else { write(&self.file, &now) }
    }
}

fn write(file: &Path, preferences: &Preferences) -> io::Result<()> {
    let fresh = file.with_extension("json.new");
    let mut out = private_file().create(true).truncate(true).write(true).open(&fresh)?;
    out.write_all(serde_json::to_string_pretty(preferences)?.as_bytes())?;
    out.sync_all()?;
    fs::rename(&fresh, file)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_changed_is_there_after_a_restart_and_a_damaged_file_counts_as_never_changed() {
        let home = tempfile::tempdir().unwrap();
        Kept::read(home.path()).change(|now| now.theme = Theme::Dark).unwrap();
        assert_eq!(Kept::read(home.path()).get(), Preferences { theme: Theme::Dark, close_told: false });
        fs::write(home.path().join("app.json"), r#"{"theme": "sepia"#).unwrap();
        assert_eq!(Kept::read(home.path()).get(), Preferences::default());
    }

    #[test]
    fn a_file_of_an_older_version_keeps_what_it_says() {
        let read: Preferences = serde_json::from_str(r#"{"close_told": true}"#).unwrap();
        assert_eq!(read, Preferences { theme: Theme::System, close_told: true });
    }
}
