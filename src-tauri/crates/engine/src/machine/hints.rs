//! Tells whoever shows something that it may have changed, and nothing more: nobody may rely on a hint.
//!
//! Hints that were not taken yet coalesce, so a slow listener holds up nobody.

use crossbeam_channel::{Receiver, Sender, bounded};
use parking_lot::Mutex;

/// All who listen.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    listeners: Mutex<Option<Vec<Sender<()>>>>,
}

impl Hints {
    pub(crate) fn new() -> Self {
        Hints { listeners: Mutex::new(Some(Vec::new())) }
    }

    /// A channel that gets a hint now and after every change; it ends with the engine.
    pub(crate) fn subscribe(&self) -> Receiver<()> {
        let (sender, receiver) = bounded(1);
        let _ = sender.try_send(());
        if let Some(listeners) = &mut *self.listeners.lock() {
            listeners.push(sender);
        }
        receiver
    }

    /// Something may have changed.
    pub(crate) fn give(&self) {
        if let Some(listeners) = &mut *self.listeners.lock() {
            listeners.retain(|listener| {
                !matches!(listener.try_send(()), Err(crossbeam_channel::TrySendError::Disconnected(())))
            });
        }
    }

    /// Ends every channel, and those to come.
    pub(crate) fn end(&self) {
        *self.listeners.lock() = None;
    }
}
