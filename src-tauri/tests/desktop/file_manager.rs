//! A file manager, as an app sees it: it accepts requests to show files.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use tauri::Url;
use zbus::blocking::Connection;

use crate::session::{PATIENCE, Session};

const NAME: &str = "org.freedesktop.FileManager1";
const PATH: &str = "/org/freedesktop/FileManager1";

struct Server {
    shown: Sender<Vec<String>>,
}

#[zbus::interface(name = "org.freedesktop.FileManager1")]
impl Server {
    fn show_items(&self, uris: Vec<String>, _startup_id: String) {
        let _ = self.shown.send(uris);
    }
}

/// The file manager. It ends when this is dropped.
pub struct FileManager {
    _bus: Connection,
    shown: Receiver<Vec<String>>,
}

impl FileManager {
    /// Starts it on the session's bus.
    pub fn start(session: &Session) -> Self {
        let (sender, shown) = channel();
        let bus = zbus::blocking::connection::Builder::address(session.bus())
            .and_then(|builder| builder.serve_at(PATH, Server { shown: sender }))
            .and_then(|builder| builder.name(NAME))
            .and_then(|builder| builder.build())
            .unwrap();
        FileManager { _bus: bus, shown }
    }

    /// Waits until a file's place is shown, and checks that it is this file's.
    #[track_caller]
    pub fn shows(&self, file: &Path) {
        let uris = self.shown.recv_timeout(PATIENCE).expect("a file's place is shown");
        assert_eq!(uris, [Url::from_file_path(file).unwrap().to_string()]);
    }
}
