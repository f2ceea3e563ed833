//! What the page is told of the machine that it is the window of.

use std::path::PathBuf;

use serde::Serialize;
use syncit_engine::{Home, logging};

/// The same as the app tells its window; a browser has neither this machine's tray nor its notifications.
#[derive(Debug, Serialize)]
pub(crate) struct ShellInfo {
    version: &'static str,
    platform: &'static str,
    host_name: String,
    user_home: Option<PathBuf>,
    home: PathBuf,
    log: PathBuf,
    /// Where folders can be shared and linked, and files written.
    roots: Vec<PathBuf>,
}

impl ShellInfo {
    pub(crate) fn of(home: &Home, host_name: &str, roots: &[PathBuf]) -> Self {
        ShellInfo {
            version: syncit_engine::version(),
            platform: std::env::consts::OS,
            host_name: host_name.to_owned(),
            user_home: std::env::home_dir(),
            home: home.data().to_owned(),
            log: logging::file(home),
            roots: roots.to_vec(),
        }
    }
}
