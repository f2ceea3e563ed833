//! Keeps what is shown up to date: reads the status after a hint, and updates the tray, the window and the
//! notifications.
//!
//! It does so at most four times a second, and once an hour at rest.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};
use syncit_engine::api::{
    Command, HistoryLine, HistoryPage, HistoryRequest, MachineStatus, PausedBecause, Reply, Role, Status,
};
use syncit_engine::summary::Icon;
use tauri::{AppHandle, Emitter, Manager};

use crate::backend::Backend;
use crate::language::language;
use crate::notifier::Notifier;
use crate::shell::{Progress, Shell, is_flowing};
use crate::tray::menu::{RECENT, View};
use crate::{desktop, tray, window};

/// The minimum time between two reads of the status.
const BEAT: Duration = Duration::from_millis(250);
/// The minimum time between two reads of the recent changes, because a client asks the hub for them.
const RECENT_BEAT: Duration = Duration::from_secs(2);
/// How many lines of history are read at a time.
const BURST: usize = 1_000;
/// The time between two looks at rest, for what changes with time alone: a machine that was not seen for a week.
const SELDOM: Duration = Duration::from_secs(60 * 60);
/// How long a hidden window waits for a tray that may still be starting.
const TRAY_PATIENCE: Duration = Duration::from_secs(10);

/// Starts to follow the engine.
pub fn start(app: &AppHandle) {
    let app = app.clone();
    let follow = move || {
        let backend = app.state::<Shell>().backend.clone();
        let mut heartbeat = Heartbeat {
            changes: backend.changes(),
            backend,
            app,
            again: Instant::now(),
            was_flowing: false,
            recent: Recent { is_old: true, ..Recent::default() },
            notifier: Notifier::speaking(language()),
        };
        heartbeat.follow();
    };
    if let Err(error) = thread::Builder::new().name("heartbeat".into()).spawn(follow) {
        tracing::error!("the tray icon will not follow the state: {error}");
    }
}

struct Heartbeat {
    app: AppHandle,
    backend: Arc<Backend>,
    changes: Receiver<()>,
    /// When to look again even without a hint.
    again: Instant,
    was_flowing: bool,
    recent: Recent,
    notifier: Notifier,
}

impl Heartbeat {
    /// Runs until the engine ends.
    fn follow(&mut self) {
        loop {
            let woken = self.changes.recv_deadline(self.again);
            if woken == Err(RecvTimeoutError::Disconnected) {
                return;
            }
            let begun = Instant::now();
            self.look(woken.is_ok());
            thread::sleep(BEAT.saturating_sub(begun.elapsed()));
        }
    }

    fn look(&mut self, woken: bool) {
        if woken {
            self.recent.is_old = true;
            let _ = self.app.emit_to(window::LABEL, "changed", ());
        }
        self.again = Instant::now() + SELDOM;
        let Some(status) = self.read_status() else {
            // An engine in another process is gone.
            let sentence = language().say("engine-silent", []);
            tray::show(&self.app, Icon::Offline, &View { language: language(), sentence, ..View::default() });
            return;
        };
        let flows = is_flowing(&status);
        if flows || self.was_flowing {
            self.app.state::<Shell>().tell_progress(&Progress::of(&status));
        }
        self.was_flowing = flows;
        let news = self.recent.read(&self.backend);
        let lines = news.as_deref().unwrap_or_default();
        let notify_in = self.notifier.look(&self.app, &self.backend, &status, lines, news.is_some());
        let next = [flows.then_some(BEAT), notify_in, self.recent.due()];
        self.again = Instant::now() + next.into_iter().flatten().min().unwrap_or(SELDOM);
        let icon = status.summary.icon;
        tray::show(&self.app, icon, &view(status, &self.recent.lines, self.notifier.machines()));
    }

    fn read_status(&self) -> Option<Status> {
        match self.backend.call(Command::Status) {
            Ok(Reply::Status(status)) => Some(*status),
            _ => None,
        }
    }
}

fn view(status: Status, recent: &[HistoryLine], machines: &[MachineStatus]) -> View {
    View {
        language: language(),
        sentence: status.summary.sentence,
        attention: status.summary.attention_sentence,
        is_set_up: status.role != Role::None,
        is_paused: status.paused,
        is_by_itself: status.paused_because.is_some_and(|because| because != PausedBecause::Person),
        folders: status.folders,
        recent: recent.to_vec(),
        machines: machines.iter().filter(|machine| !machine.is_self).cloned().collect(),
    }
}

/// The recent changes, read at most every two seconds.
#[derive(Default)]
struct Recent {
    /// Newest first.
    lines: Vec<HistoryLine>,
    is_old: bool,
    /// True once it was read: what the first read finds is not new.
    is_known: bool,
    read_at: Option<Instant>,
}

impl Recent {
    /// Returns when the next read is due, if one is.
    fn due(&self) -> Option<Duration> {
        self.is_old.then(|| self.read_at.map_or(Duration::ZERO, |at| RECENT_BEAT.saturating_sub(at.elapsed())))
    }

    /// Reads the recent changes if they are due, and returns the new ones. If they cannot be read, because the hub is
    /// unreachable, the old ones stay.
    fn read(&mut self, backend: &Backend) -> Option<Vec<HistoryLine>> {
        if self.due() != Some(Duration::ZERO) {
            return None;
        }
        (self.is_old, self.read_at) = (false, Some(Instant::now()));
        // The first look reads only what the menu shows. The menu lists a file once even if it changed twice, so some
        // lines are spare.
        let since = self.lines.first().and_then(|line| line.at.parse().ok());
        let limit = Some(if self.is_known { BURST } else { RECENT * 3 });
        let request = HistoryRequest { since, limit, ..HistoryRequest::default() };
        let Ok(Reply::History(HistoryPage { lines, seen_by: None })) = backend.call(Command::History(request)) else {
            return Some(Vec::new());
        };
        let is_known = |line: &HistoryLine| self.lines.iter().any(|known| is_same(known, line));
        let news: Vec<_> = lines.into_iter().filter(|line| !is_known(line)).collect();
        let at_newest: Vec<_> = news.iter().chain(&self.lines).cloned().collect();
        // All lines with the newest time are kept, however many, so that they are recognised next time.
        let newest = at_newest.first().map(|line| line.at.clone());
        let kept = at_newest.iter().take_while(|line| Some(&line.at) == newest.as_ref()).count().max(RECENT * 3);
        self.lines = at_newest.into_iter().take(kept).collect();
        let was_known = std::mem::replace(&mut self.is_known, true);
        Some(if was_known { news } else { Vec::new() })
    }
}

fn is_same(one: &HistoryLine, other: &HistoryLine) -> bool {
    (&one.folder, &one.version, &one.path) == (&other.folder, &other.version, &other.path)
}

/// Watches whether a panel shows the tray icon, so that no window stays hidden where nobody can get it back.
pub fn watch_tray(app: &AppHandle, hidden: bool) {
    let (looks, seen) = crossbeam_channel::unbounded();
    desktop::watch_tray(move |has| {
        let _ = looks.send(has);
    });
    let app = app.clone();
    if let Err(error) = thread::Builder::new().name("tray-rescue".into()).spawn(move || guard(&app, &seen, hidden)) {
        tracing::error!("a tray that goes away will not be noticed: {error}");
    }
}

fn guard(app: &AppHandle, seen: &Receiver<bool>, hidden: bool) {
    let note = |has| {
        tray::panel(app, has);
        let is_new = app.state::<Shell>().set_tray(has);
        if is_new {
            let _ = app.emit_to(window::LABEL, "changed", ());
        }
        is_new
    };
    // A panel may start later than this, or restart.
    let mut rescue_at = hidden.then(|| Instant::now() + TRAY_PATIENCE);
    loop {
        let look = match rescue_at {
            Some(at) => seen.recv_deadline(at),
            None => seen.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match look {
            Ok(has) if note(has) => rescue_at = (!has).then(|| Instant::now() + TRAY_PATIENCE),
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => {
                rescue_at = None;
                window::rescue(app);
            }
            // Without a session bus there can be no tray.
            Err(RecvTimeoutError::Disconnected) => {
                note(false);
                window::rescue(app);
                return;
            }
        }
    }
}
