//! What the window's settings page shows of the app: its own preferences and the engine's notification settings, as one
//! value.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use syncit_engine::api::{ApiError, Command, Reply};
use syncit_engine::notices::Wanted;

use crate::backend::Backend;
use crate::preferences::{Preferences, Theme};

/// Which notifications are wanted, as the window names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notify {
    changes: bool,
    conflicts: bool,
    holds: bool,
    machines: bool,
    disk: bool,
    absent: bool,
}

/// All settings of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppSettings {
    /// Light or dark.
    pub theme: Theme,
    /// Which notifications are wanted.
    pub notify: Notify,
    /// True if the person was told that closing the window hides it in the tray.
    pub close_told: bool,
}

impl AppSettings {
    /// Combines the app's preferences and the engine's settings.
    pub fn of(kept: Preferences, wanted: Wanted) -> Self {
        let Wanted { changes, conflicts, holds, machines, disks, absences } = wanted;
        let notify = Notify { changes, conflicts, holds, machines, disk: disks, absent: absences };
        AppSettings { theme: kept.theme, notify, close_told: kept.close_told }
    }

    /// Returns the app's part.
    pub fn kept(&self) -> Preferences {
        Preferences { theme: self.theme, close_told: self.close_told }
    }

    /// Returns the engine's part.
    pub fn wanted(&self) -> Wanted {
        let Notify { changes, conflicts, holds, machines, disk, absent } = self.notify;
        Wanted { changes, conflicts, holds, machines, disks: disk, absences: absent }
    }
}

/// Returns the engine's setting of each kind.
fn keys(wanted: &mut Wanted) -> [(&'static str, &mut bool); 6] {
    [
        ("notify-changes", &mut wanted.changes),
        ("notify-conflicts", &mut wanted.conflicts),
        ("notify-holds", &mut wanted.holds),
        ("notify-machines", &mut wanted.machines),
        ("notify-disks", &mut wanted.disks),
        ("notify-absences", &mut wanted.absences),
    ]
}

/// Asks the engine which notifications are wanted.
pub fn read_wanted(backend: &Backend) -> Result<Wanted, ApiError> {
    let mut wanted = Wanted::default();
    if let Reply::Settings(all) = backend.call(Command::Settings { folder: None, key: None, value: None })? {
        for (key, is_wanted) in keys(&mut wanted) {
            if let Some(Value::Bool(value)) = all.get(key) {
                *is_wanted = *value;
            }
        }
    }
    Ok(wanted)
}

/// Sets in the engine which notifications are wanted, where that differs.
pub fn write_wanted(backend: &Backend, mut wanted: Wanted) -> Result<(), ApiError> {
    let mut before = read_wanted(backend)?;
    for ((key, is_wanted), (_, was_wanted)) in keys(&mut wanted).into_iter().zip(keys(&mut before)) {
        if is_wanted != was_wanted {
            let value = Some(if *is_wanted { "on" } else { "off" }.to_owned());
            backend.call(Command::Settings { folder: None, key: Some(key.to_owned()), value })?;
        }
    }
    Ok(())
}
