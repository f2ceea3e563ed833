//! A notification daemon, as an app sees it: it accepts notifications, and clicks.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use zbus::blocking::Connection;
use zbus::zvariant::OwnedValue;

use crate::session::{PATIENCE, Session};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// A notification that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    id: u32,
    /// Its first line.
    pub title: String,
    /// The rest.
    pub body: String,
}

struct Server {
    next: AtomicU32,
    shown: Sender<Shown>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[allow(clippy::too_many_arguments)]
    fn notify(
        &self,
        _app: String,
        _replaces: u32,
        _icon: String,
        title: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let id = self.next.fetch_add(1, Ordering::SeqCst);
        let _ = self.shown.send(Shown { id, title, body });
        id
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".into(), "actions".into()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("test".into(), "test".into(), "1".into(), "1.2".into())
    }

    fn close_notification(&self, _id: u32) {}
}

/// The daemon. It ends when this is dropped.
pub struct Daemon {
    bus: Connection,
    shown: Receiver<Shown>,
}

impl Daemon {
    /// Starts it on the session's bus.
    pub fn start(session: &Session) -> Self {
        let (sender, shown) = channel();
        let server = Server { next: AtomicU32::new(1), shown: sender };
        let bus = zbus::blocking::connection::Builder::address(session.bus())
            .and_then(|builder| builder.serve_at(PATH, server))
            .and_then(|builder| builder.name(NAME))
            .and_then(|builder| builder.build())
            .unwrap();
        Daemon { bus, shown }
    }

    /// Waits for the next notification.
    #[track_caller]
    pub fn next(&self) -> Shown {
        self.shown.recv_timeout(PATIENCE).expect("a notification is shown")
    }

    /// Returns the next notification, if one comes within this time.
    pub fn next_within(&self, time: Duration) -> Option<Shown> {
        self.shown.recv_timeout(time).ok()
    }

    /// Returns true if nothing was shown since.
    pub fn is_quiet(&self) -> bool {
        self.shown.try_recv().is_err()
    }

    /// Clicks on a notification.
    pub fn click(&self, shown: &Shown) {
        self.bus.emit_signal(None::<&str>, PATH, NAME, "ActionInvoked", &(shown.id, "default")).unwrap();
    }
}
