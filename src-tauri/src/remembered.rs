//! Where the window was and how large, from one time to the next.
//!
//! The plugin of Tauri remembers it, in a file of the home. Here it is checked first: a window must never come up where
//! nobody can reach it, whatever became of the screens and of the file.

use std::fs;
use std::path::{Path, PathBuf};

use gtk::gdk;
use gtk::prelude::MonitorExt;
use serde_json::Value;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, WebviewWindow, Wry};
use tauri_plugin_window_state::{AppHandleExt, Builder, StateFlags, WindowExt};

use crate::place::LABEL;

/// What is remembered.
const WHAT: StateFlags = StateFlags::SIZE.union(StateFlags::POSITION).union(StateFlags::MAXIMIZED);
/// The largest file that is read, in bytes.
const MAX_FILE: u64 = 16 << 10;
/// How much of its upper edge must be on a screen, in pixels, for a person to drag the window.
const GRIP: (i64, i64) = (120, 32);

/// A rectangle of pixels, as all screens together count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Area {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
}

/// The plugin, for a home. The display must be open.
pub fn plugin(home: &Path) -> TauriPlugin<Wry> {
    let file = file(home);
    forget_if_unusable(&file, &screens());
    // The plugin joins its own directory with this, and an absolute path replaces that.
    Builder::new().with_state_flags(WHAT).with_filename(file.to_string_lossy()).build()
}

fn file(home: &Path) -> PathBuf {
    let home = std::path::absolute(home).unwrap_or_else(|_| home.to_owned());
    home.join("window-state.json")
}

/// Writes down where the window is. Must be called on the window's thread.
pub fn keep(app: &AppHandle) {
    if let Err(error) = app.save_window_state(WHAT) {
        tracing::warn!("where the window is cannot be remembered: {error}");
    }
}

/// Puts a hidden window where it was, or in the middle of a screen if that place is on none any more.
///
/// # Errors
/// If the system does not say where the window is.
pub fn put_back(window: &WebviewWindow) -> tauri::Result<()> {
    let (position, size) = (window.outer_position()?, window.outer_size()?);
    let area =
        Area { x: position.x.into(), y: position.y.into(), width: size.width.into(), height: size.height.into() };
    if is_reachable(area, &screens()) { window.restore_state(StateFlags::POSITION) } else { window.center() }
}

fn screens() -> Vec<Area> {
    let Some(display) = gdk::Display::default() else { return Vec::new() };
    let monitors = (0..display.n_monitors()).filter_map(|number| display.monitor(number));
    let area = |monitor: gdk::Monitor| {
        let (scale, area) = (i64::from(monitor.scale_factor()), monitor.geometry());
        let pixels = |length: i32| i64::from(length) * scale;
        Area { x: pixels(area.x()), y: pixels(area.y()), width: pixels(area.width()), height: pixels(area.height()) }
    };
    monitors.map(area).collect()
}

/// Removes the file if the window would come up where nobody can reach it, or if it is damaged.
fn forget_if_unusable(file: &Path, screens: &[Area]) {
    let Ok(found) = fs::symlink_metadata(file) else { return };
    let text = if found.is_file() && found.len() <= MAX_FILE { fs::read_to_string(file).ok() } else { None };
    if !text.is_some_and(|text| is_usable(&text, screens))
        && let Err(error) = fs::remove_file(file)
    {
        tracing::warn!("where the window was is not usable, and cannot be forgotten: {}: {error}", file.display());
    }
}

/// Returns true if what the plugin has written down is a place for the window on these screens.
fn is_usable(text: &str, screens: &[Area]) -> bool {
    let Ok(Value::Object(windows)) = serde_json::from_str(text) else { return false };
    let Some(window) = windows.get(LABEL) else { return true };
    let number = |key: &str| window.get(key).and_then(Value::as_i64);
    // Where it was before it was maximised.
    let is_maximised = window.get("maximized").and_then(Value::as_bool).unwrap_or(false);
    let (x, y) = if is_maximised { ("prev_x", "prev_y") } else { ("x", "y") };
    let (Some(x), Some(y), Some(width), Some(height)) = (number(x), number(y), number("width"), number("height"))
    else {
        return false;
    };
    is_reachable(Area { x, y, width, height }, screens)
}

/// Returns true if a window fits on a screen that has a part of its upper edge.
fn is_reachable(window: Area, screens: &[Area]) -> bool {
    let overlap = |from: i64, length: i64, start: i64, extent: i64| {
        from.saturating_add(length).min(start.saturating_add(extent)).saturating_sub(from.max(start))
    };
    screens.iter().any(|screen| {
        let (across, down) = GRIP;
        window.width <= screen.width
            && window.height <= screen.height
            && overlap(window.x, window.width, screen.x, screen.width) >= across
            && overlap(window.y, down, screen.y, screen.height) >= down
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    const LAPTOP: Area = Area { x: 0, y: 0, width: 1366, height: 768 };
    const DESK: Area = Area { x: 1366, y: -200, width: 2560, height: 1440 };

    #[test]
    fn a_window_is_reachable_where_it_fits_and_its_upper_edge_can_be_grabbed() {
        let area = |x, y, width, height| Area { x, y, width, height };
        for (window, alone, both) in [
            (area(0, 0, 900, 640), true, true),
            (area(-700, 20, 900, 640), true, true),
            (area(-781, 20, 900, 640), false, false),
            (area(1246, 20, 900, 640), true, true),
            (area(1300, 20, 900, 640), false, true),
            (area(3000, 100, 900, 640), false, true),
            (area(100, 736, 900, 640), true, true),
            (area(100, 760, 900, 640), false, false),
            (area(100, -40, 900, 640), false, false),
            (area(1500, -200, 900, 640), false, true),
            (area(0, 0, 1367, 640), false, false),
            (area(1366, 0, 1920, 1080), false, true),
            (area(i64::MAX, i64::MAX, i64::MAX, i64::MAX), false, false),
            (area(i64::MIN, i64::MIN, 900, 640), false, false),
            (area(0, 0, -900, -640), false, false),
        ] {
            assert_eq!(is_reachable(window, &[LAPTOP]), alone, "{window:?}");
            assert_eq!(is_reachable(window, &[LAPTOP, DESK]), both, "{window:?} with the second screen");
            assert!(!is_reachable(window, &[]));
        }
    }

    #[test]
    fn what_is_written_down_is_used_only_if_it_is_a_place_on_a_screen() {
        let state = |x: i64, is_maximised: bool| {
            json!({ LABEL: { "width": 900, "height": 640, "x": x, "y": 20, "prev_x": 50, "prev_y": 20,
                             "maximized": is_maximised, "visible": true, "decorated": true, "fullscreen": false } })
        };
        for (text, expected) in [
            (state(100, false).to_string(), true),
            (state(5_000, false).to_string(), false),
            (state(5_000, true).to_string(), true),
            (state(i64::from(i32::MAX), false).to_string(), false),
            ("{}".into(), true),
            (json!({ LABEL: { "x": 1 } }).to_string(), false),
            (json!({ LABEL: null }).to_string(), false),
            ("[]".into(), false),
            ("{\"main\": {".into(), false),
        ] {
            assert_eq!(is_usable(&text, &[LAPTOP]), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_usable_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let file = file(dir.path());
        forget_if_unusable(&file, &[LAPTOP]);
        for (text, is_kept) in [("{}".to_owned(), true), ("x".to_owned(), false), (" ".repeat(20_000), false)] {
            fs::write(&file, &text).unwrap();
            forget_if_unusable(&file, &[LAPTOP]);
            assert_eq!(file.exists(), is_kept);
        }
    }
}
