//! Keeps what is shown true: reads the state again after a hint, and tells the tray, the window and the person.
//!
//! At most four times a second, and at rest not at all.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};
use syncit_engine::api::{Command, HistoryLine, HistoryRequest, MachineRole, Reply, Status};
use tauri::{AppHandle, Emitter, Manager};

use crate::backend::Backend;
use crate::shell::{Progress, Shell, is_flowing};
use crate::summary::{Calm, Summary};
use crate::tray::menu::{RECENT, View};
use crate::{desktop, tray, window};

/// The state is read this seldom at least.
const BEAT: Duration = Duration::from_millis(250);
/// And what changed last this seldom: a client asks the hub for it.
const RECENT_BEAT: Duration = Duration::from_secs(2);
/// How long a hidden window waits for a tray that may still be starting.
const TRAY_PATIENCE: Duration = Duration::from_secs(20);

/// Starts to follow the engine.
pub fn start(app: &AppHandle) {
    let app = app.clone();
    let follow = move || {
        let backend = app.state::<Shell>().backend.clone();
        let mut pulse = Pulse {
            changes: backend.changes(),
            backend,
            app,
            again: None,
            calm: Calm::default(),
            was_flowing: false,
            recent: Vec::new(),
            recent_read: None,
            recent_is_old: true,
        };
        pulse.follow();
    };
    if let Err(error) = thread::Builder::new().name("pulse".into()).spawn(follow) {
        tracing::error!("the tray icon will not follow the state: {error}");
    }
}

struct Pulse {
    app: AppHandle,
    backend: Arc<Backend>,
    changes: Receiver<()>,
    /// When to look again though nothing is told.
    again: Option<Instant>,
    calm: Calm,
    was_flowing: bool,
    recent: Vec<HistoryLine>,
    recent_read: Option<Instant>,
    recent_is_old: bool,
}

impl Pulse {
    /// Until the engine ends.
    fn follow(&mut self) {
        loop {
            let told = match self.again {
                Some(at) => self.changes.recv_deadline(at),
                None => self.changes.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            if told == Err(RecvTimeoutError::Disconnected) {
                return;
            }
            let begun = Instant::now();
            self.look(told.is_ok());
            thread::sleep(BEAT.saturating_sub(begun.elapsed()));
        }
    }

    fn look(&mut self, told: bool) {
        let status = self.read_status();
        if told {
            self.recent_is_old = true;
            let _ = self.app.emit_to(window::LABEL, "changed", ());
        }
        let flows = status.as_ref().is_some_and(is_flowing);
        if let Some(status) = status.as_ref().filter(|_| flows || self.was_flowing) {
            self.app.state::<Shell>().tell_progress(&Progress::of(status));
        }
        self.was_flowing = flows;
        self.read_recent();
        let now = Instant::now();
        let (summary, calm_at) = self.calm.show(Summary::of(status.as_ref()), now);
        let recent_at = self.recent_is_old.then(|| self.recent_read.map_or(now, |read| read + RECENT_BEAT));
        self.again = [flows.then(|| now + BEAT), calm_at, recent_at].into_iter().flatten().min();
        tray::show(&self.app, summary.icon, &self.view(summary, status));
    }

    fn view(&self, summary: Summary, status: Option<Status>) -> View {
        let Some(status) = status else { return View { sentence: summary.sentence, ..View::default() } };
        View {
            sentence: summary.sentence,
            needs: summary.needs,
            is_set_up: status.role != MachineRole::None,
            is_paused: status.paused,
            folders: status.folders,
            recent: self.recent.clone(),
        }
    }

    fn read_status(&self) -> Option<Status> {
        match self.backend.call(Command::Status) {
            Ok(Reply::Status(status)) => Some(*status),
            _ => None,
        }
    }

    /// What cannot be read now, because the hub is away, stays as it was.
    fn read_recent(&mut self) {
        if !self.recent_is_old || self.recent_read.is_some_and(|read| read.elapsed() < RECENT_BEAT) {
            return;
        }
        (self.recent_is_old, self.recent_read) = (false, Some(Instant::now()));
        // A file that changed twice is listed once.
        let request = HistoryRequest { limit: Some(RECENT * 3), ..HistoryRequest::default() };
        if let Ok(Reply::History(lines)) = self.backend.call(Command::History(request)) {
            self.recent = lines;
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
