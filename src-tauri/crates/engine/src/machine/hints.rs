//! Notifies listeners that something they show may have changed. Nothing may rely on a hint.
//!
//! Hints that are not received yet coalesce, so a slow listener blocks nobody.

use crossbeam_channel::{Receiver, Sender, bounded};
use parking_lot::Mutex;

/// All listeners.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    listeners: Mutex<Option<Vec<Sender<()>>>>,
}

impl Hints {
    pub(crate) fn new() -> Self {
        Hints { listeners: Mutex::new(Some(Vec::new())) }
    }

    /// Returns a channel that gets a hint now and after every change. It is closed when the engine ends.
    pub(crate) fn subscribe(&self) -> Receiver<()> {
        let (sender, receiver) = bounded(1);
        let _ = sender.try_send(());
        if let Some(listeners) = &mut *self.listeners.lock() {
            listeners.push(sender);
        }
        receiver
    }

    /// Notifies all listeners that something may have changed.
    pub(crate) fn wake(&self) {
        if let Some(listeners) = &mut *self.listeners.lock() {
            listeners.retain(|listener| {
                !matches!(listener.try_send(()), Err(crossbeam_channel::TrySendError::Disconnected(())))
            });
        }
    }

    /// Closes every channel, including those that are subscribed later.
    pub(crate) fn end(&self) {
        *self.listeners.lock() = None;
    }
}
