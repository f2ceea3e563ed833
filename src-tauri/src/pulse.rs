//! Keeps what is shown true: reads the state again after a hint, and tells the tray, the window and the person.
//!
//! At most four times a second, and at rest not at all.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};
use syncit_engine::api::{Command, Reply, Status};
use tauri::{AppHandle, Emitter, Manager};

use crate::backend::Backend;
use crate::shell::{Progress, Shell, is_flowing};
use crate::{desktop, window};

/// The state is read this seldom at least.
const BEAT: Duration = Duration::from_millis(250);
/// How long a hidden window waits for a tray that may still be starting.
const TRAY_PATIENCE: Duration = Duration::from_secs(20);

/// Starts to follow the engine.
pub fn start(app: &AppHandle) {
    let app = app.clone();
    let follow = move || {
        let backend = app.state::<Shell>().backend.clone();
        Pulse { changes: backend.changes(), backend, app }.follow();
    };
    if let Err(error) = thread::Builder::new().name("pulse".into()).spawn(follow) {
        tracing::error!("the tray icon will not follow the state: {error}");
    }
}

struct Pulse {
    app: AppHandle,
    backend: Arc<Backend>,
    changes: Receiver<()>,
}

impl Pulse {
    /// Until the engine ends.
    fn follow(&self) {
        let mut was_flowing = false;
        loop {
            let hinted = if was_flowing {
                self.changes.recv_timeout(BEAT)
            } else {
                self.changes.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            if hinted == Err(RecvTimeoutError::Disconnected) {
                return;
            }
            let begun = Instant::now();
            let status = self.read_status();
            if hinted.is_ok() {
                let _ = self.app.emit_to(window::LABEL, "changed", ());
            }
            let flows = status.as_ref().is_some_and(is_flowing);
            if let Some(status) = status.as_ref().filter(|_| flows || was_flowing) {
                self.app.state::<Shell>().tell_progress(&Progress::of(status));
            }
            was_flowing = flows;
            thread::sleep(BEAT.saturating_sub(begun.elapsed()));
        }
    }

    fn read_status(&self) -> Option<Status> {
        match self.backend.call(Command::Status) {
            Ok(Reply::Status(status)) => Some(*status),
            _ => None,
        }
    }
}

/// Follows whether somebody sees the tray icon, so that no window stays hidden where nobody gets it back.
pub fn watch_tray(app: &AppHandle, hidden: bool) {
    let (looks, seen) = crossbeam_channel::unbounded();
    let to_desktop = looks.clone();
    desktop::watch_tray(move |has| {
        let _ = to_desktop.send(has);
    });
    let app = app.clone();
    let follow = move || {
        // Without a session bus nothing more is ever seen; the wait below goes on all the same.
        let _open = looks;
        // A panel may start later than this, or start again.
        let mut rescue_at = hidden.then(|| Instant::now() + TRAY_PATIENCE);
        loop {
            let look = match rescue_at {
                Some(at) => seen.recv_deadline(at).ok(),
                None => seen.recv().ok(),
            };
            let Some(has) = look else {
                rescue_at = None;
                window::rescue(&app);
                continue;
            };
            if app.state::<Shell>().set_tray(has) {
                rescue_at = (!has).then(|| Instant::now() + TRAY_PATIENCE);
                let _ = app.emit_to(window::LABEL, "changed", ());
            }
        }
    };
    if let Err(error) = thread::Builder::new().name("tray-rescue".into()).spawn(follow) {
        tracing::error!("a tray that goes away will not be noticed: {error}");
    }
}
