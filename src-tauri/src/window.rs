//! The one window: created when it is first needed, and put away where a person can get it back.

use gtk::glib::prelude::ObjectExt;
use gtk::prelude::GtkWindowExt;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Emitter, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

pub use crate::place::{LABEL, Place};
use crate::remembered;
use crate::shell::Shell;

/// Brings the window to the front, and to a page. May be called on any thread.
pub fn open(app: &AppHandle, place: Option<Place>) {
    open_by(app, place, None);
}

/// The same for a click outside of the window. On Wayland the desktop gives a token with it, without which a window may not
/// come to the front.
pub fn open_by(app: &AppHandle, place: Option<Place>, token: Option<String>) {
    on_window_thread(app, "open the window", move |app| open_now(app, place, token.as_deref()));
}

/// Makes the window reachable if it is hidden and there is no tray any more.
pub fn rescue(app: &AppHandle) {
    on_window_thread(app, "bring the window back", |app| match app.get_webview_window(LABEL) {
        Some(window) if window.is_visible()? => Ok(()),
        Some(window) => window.show().and_then(|()| window.minimize()),
        None => make(app).and_then(|window| window.minimize()),
    });
}

fn on_window_thread(
    app: &AppHandle,
    doing: &'static str,
    work: impl FnOnce(&AppHandle) -> tauri::Result<()> + Send + 'static,
) {
    let inner = app.clone();
    let handed_over = app.run_on_main_thread(move || {
        if let Err(error) = work(&inner) {
            tracing::error!("cannot {doing}: {error}");
        }
    });
    if let Err(error) = handed_over {
        tracing::error!("cannot {doing}: {error}");
    }
}

fn open_now(app: &AppHandle, place: Option<Place>, token: Option<&str>) -> tauri::Result<()> {
    let shell = app.state::<Shell>();
    let Some(window) = app.get_webview_window(LABEL) else {
        shell.begin_at(place);
        return make(app).map(drop);
    };
    if let Some(token) = token {
        window.gtk_window()?.set_startup_id(token);
    }
    if !window.is_visible()? {
        remembered::put_back(&window)?;
    }
    window.show()?;
    window.unminimize()?;
    window.set_focus()?;
    // An event to a page that does not listen yet would be lost.
    match place.and_then(|place| shell.lead_to(place)) {
        Some(place) => app.emit_to(LABEL, "open", place),
        None => Ok(()),
    }
}

fn make(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let data = app.state::<Shell>().backend.home().data().join("window");
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("SyncIt")
        .inner_size(900.0, 640.0)
        .min_inner_size(720.0, 520.0)
        .data_directory(data)
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()
}

/// Returns true if a URL is the window's own page. The window shows nothing else.
fn is_own(url: &Url) -> bool {
    url.scheme() == "tauri" && url.host_str() == Some("localhost")
}

/// Puts a text on the clipboard. Returns false if only a window that is in use may do so, as on Wayland. Must be called on
/// the window's thread.
pub fn set_clipboard(text: &str) -> bool {
    let is_x11 = gtk::gdk::Display::default().is_some_and(|display| display.type_().name() == "GdkX11Display");
    if is_x11 {
        gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD).set_text(text);
    }
    is_x11
}

/// Puts the window away: into the tray if a panel shows one, otherwise minimised. Must be called on the window's thread.
pub fn put_away(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    remembered::keep(app);
    let shell = app.state::<Shell>();
    let done = if shell.has_tray() {
        shell.tell_once_of_tray(app);
        window.hide()
    } else {
        window.minimize()
    };
    if let Err(error) = done {
        tracing::warn!("cannot put the window away: {error}");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_window_shows_nothing_but_its_own_page() {
        for url in ["tauri://localhost", "tauri://localhost/index.html#/folders"] {
            assert!(is_own(&url.parse().unwrap()), "{url}");
        }
        for url in ["https://localhost/", "tauri://elsewhere/", "file:///etc/passwd", "data:text/html,x", "about:blank"]
        {
            assert!(!is_own(&url.parse().unwrap()), "{url}");
        }
    }
}
