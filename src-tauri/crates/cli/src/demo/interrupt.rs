//! Ctrl-C, and why else a demo does not come to its end.

use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, bounded};
use parking_lot::Mutex;
use signal_hook::iterator::Signals;
use syncit_core::Reason;
use syncit_engine::Cancel;

use super::place::WayOut;
use crate::failure::Failure;

/// The exit code after Ctrl-C, as shells report it.
pub(super) const INTERRUPTED: u8 = 130;

/// Why a demo did not finish.
pub(crate) enum Stop {
    /// A person pressed Ctrl-C.
    Interrupted,
    /// The machines did not become equal in time.
    Differ(Reason),
    /// Something failed.
    Failed(Failure),
}

impl<T: Into<Failure>> From<T> for Stop {
    fn from(error: T) -> Self {
        Stop::Failed(error.into())
    }
}

/// The request to end the demo. It also wakes everything that waits.
#[derive(Clone)]
pub(crate) struct Interrupt {
    /// Dropped when the request comes, which closes the channel.
    alive: Arc<Mutex<Option<Sender<()>>>>,
    end: Receiver<()>,
}

impl Interrupt {
    pub(super) fn new() -> Self {
        let (alive, end) = bounded(0);
        Interrupt { alive: Arc::new(Mutex::new(Some(alive))), end }
    }

    /// Records the request. Returns true if there was one before.
    pub(super) fn set(&self) -> bool {
        self.alive.lock().take().is_none()
    }

    pub(super) fn check(&self) -> Result<(), Stop> {
        if self.end.try_recv() == Err(TryRecvError::Disconnected) { Err(Stop::Interrupted) } else { Ok(()) }
    }

    /// Waits for the request for at most this long. Returns true if there is one.
    pub(super) fn comes_within(&self, time: Duration) -> bool {
        self.end.recv_timeout(time) == Err(RecvTimeoutError::Disconnected)
    }

    /// Returns what ends a wait of an engine when the request comes.
    pub(super) fn cancel(&self) -> Cancel {
        Cancel::on_close(self.end.clone())
    }

    /// Records the request when a signal comes. A second signal takes the way out, and a third one ends the program at
    /// once.
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
