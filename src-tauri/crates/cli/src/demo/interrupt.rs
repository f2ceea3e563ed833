//! Ctrl-C, and why else a demo does not come to its end.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, bounded};
use signal_hook::iterator::Signals;
use syncit_engine::Cancel;

use super::place::WayOut;
use crate::failure::Failure;

/// The exit code after Ctrl-C, as shells give it.
pub(super) const INTERRUPTED: u8 = 130;

/// Why a demo did not come to its end.
pub(crate) enum Stop {
    /// Somebody pressed Ctrl-C.
    Interrupted,
    /// The machines did not become equal in time.
    Differ(String),
    /// Something failed.
    Failed(Failure),
}

impl<T: Into<Failure>> From<T> for Stop {
    fn from(error: T) -> Self {
        Stop::Failed(error.into())
    }
}

/// Says whether somebody wants the demo to end, also to what waits meanwhile.
#[derive(Clone)]
pub(crate) struct Interrupt {
    /// Dropped when it comes, which ends the channel.
    alive: Arc<Mutex<Option<Sender<()>>>>,
    end: Receiver<()>,
}

impl Interrupt {
    pub(super) fn new() -> Self {
        let (alive, end) = bounded(0);
        Interrupt { alive: Arc::new(Mutex::new(Some(alive))), end }
    }

    /// It has come; says whether it had before.
    pub(super) fn set(&self) -> bool {
        self.alive.lock().unwrap_or_else(PoisonError::into_inner).take().is_none()
    }

    pub(super) fn check(&self) -> Result<(), Stop> {
        if self.end.try_recv() == Err(TryRecvError::Disconnected) { Err(Stop::Interrupted) } else { Ok(()) }
    }

    /// Waits for it so long at most; says whether it has come.
    pub(super) fn comes_within(&self, time: Duration) -> bool {
        self.end.recv_timeout(time) == Err(RecvTimeoutError::Disconnected)
    }

    /// What ends a wait of an engine when it comes.
    pub(super) fn cancel(&self) -> Cancel {
        Cancel::on_close(self.end.clone())
    }

    /// Sets it when a signal comes; a second one takes the way out, a third one ends the program at once.
    pub(super) fn listen(&self, mut signals: Signals, way_out: WayOut) {
        let interrupt = self.clone();
        std::thread::spawn(move || {
            let mut way_out = Some(way_out);
            for _ in signals.forever() {
                if interrupt.set() {
                    let Some(way_out) = way_out.take() else { std::process::exit(INTERRUPTED.into()) };
                    std::thread::spawn(move || way_out.leave(INTERRUPTED.into()));
                }
            }
        });
    }
}
