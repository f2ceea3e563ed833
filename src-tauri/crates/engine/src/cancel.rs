//! What ends a wait early: whoever asked gives up, or the engine ends.

use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender, bounded, never};
use parking_lot::Mutex;

/// Ends a wait early.
#[derive(Debug, Clone)]
pub struct Cancel(Receiver<()>);

impl Cancel {
    /// Nothing ends it early.
    pub fn never() -> Self {
        Cancel(never())
    }

    /// It is given up when the other end of the channel is dropped.
    pub fn on_close(channel: Receiver<()>) -> Self {
        Cancel(channel)
    }

    pub(crate) fn channel(&self) -> &Receiver<()> {
        &self.0
    }
}

/// The end of an engine.
pub(crate) struct Ending {
    has_begun: AtomicBool,
    /// Dropped when the end begins, which wakes all who wait.
    alive: Mutex<Option<Sender<()>>>,
    end: Receiver<()>,
}

impl Ending {
    pub(crate) fn new() -> Self {
        let (alive, end) = bounded(0);
        Ending { has_begun: AtomicBool::new(false), alive: Mutex::new(Some(alive)), end }
    }

    /// From now on every request is refused.
    pub(crate) fn begin(&self) {
        self.has_begun.store(true, Ordering::SeqCst);
        *self.alive.lock() = None;
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.has_begun.load(Ordering::SeqCst)
    }

    /// Closed when the end begins.
    pub(crate) fn channel(&self) -> &Receiver<()> {
        &self.end
    }
}
