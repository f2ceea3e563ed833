//! Signals that end a wait early: the caller gives up, or the engine stops.

use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender, bounded, never};
use parking_lot::Mutex;

/// A signal that ends a wait early.
#[derive(Debug, Clone)]
pub struct Cancel(Receiver<()>);

impl Cancel {
    /// Creates a signal that never comes.
    pub fn never() -> Self {
        Cancel(never())
    }

    /// Creates a signal that comes when the other end of the channel is dropped.
    pub fn on_close(channel: Receiver<()>) -> Self {
        Cancel(channel)
    }

    pub(crate) fn channel(&self) -> &Receiver<()> {
        &self.0
    }
}

/// The shutdown of an engine.
pub(crate) struct Ending {
    has_begun: AtomicBool,
    /// Dropped when the shutdown begins, which wakes all waiters.
    alive: Mutex<Option<Sender<()>>>,
    end: Receiver<()>,
}

impl Ending {
    pub(crate) fn new() -> Self {
        let (alive, end) = bounded(0);
        Ending { has_begun: AtomicBool::new(false), alive: Mutex::new(Some(alive)), end }
    }

    /// Begins the shutdown. From now on every request is refused.
    pub(crate) fn begin(&self) {
        self.has_begun.store(true, Ordering::SeqCst);
        *self.alive.lock() = None;
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.has_begun.load(Ordering::SeqCst)
    }

    /// Returns a channel that is closed when the shutdown begins.
    pub(crate) fn channel(&self) -> &Receiver<()> {
        &self.end
    }
}
