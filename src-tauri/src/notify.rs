//! Shows notifications, and opens the right page when one is clicked on. Which notifications there are is decided
//! elsewhere.

use syncit_engine::notices::escaped_markup;
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;

use crate::place::Place;

/// The key under which a notification carries the page that a click on it opens.
const PLACE: &str = "place";

/// Has clicks open the window, by this function, at the place that the notification carries.
pub fn listen(app: &AppHandle, open: impl Fn(&AppHandle, Option<Place>) + Send + Sync + 'static) {
    let handle = app.clone();
    let listening = app.notification().on_action(move |action| {
        let place = action.notification().and_then(|notification| notification.extra().get(PLACE).cloned());
        open(&handle, place.and_then(|place| serde_json::from_value(place).ok()));
    });
    if let Err(error) = listening {
        tracing::warn!("clicks on notifications will not be heard: {error}");
    }
}

/// Shows a notification. Does nothing if no program shows notifications.
pub fn tell(app: &AppHandle, title: &str, body: &str, place: Option<&Place>) {
    // Linux desktops interpret markup in the body.
    let body = if cfg!(target_os = "linux") { escaped_markup(body) } else { body.to_owned() };
    let mut notification = app.notification().builder().title(title).body(body);
    if let Some(place) = place {
        notification = notification.extra(PLACE, place);
    }
    if let Err(error) = notification.show() {
        tracing::warn!("cannot show a notification: {error}");
    }
}
