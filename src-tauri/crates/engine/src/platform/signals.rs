//! How the system asks a process to end.

use std::io;
use std::thread::{Builder, JoinHandle};

use crossbeam_channel::{Receiver, bounded};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::{Handle, Signals};

/// Waits for SIGTERM and SIGINT, which no longer end the process at once.
pub(crate) struct Ends {
    asked: Receiver<()>,
    signals: Handle,
    thread: Option<JoinHandle<()>>,
}

impl Ends {
    /// Begins to wait.
    ///
    /// # Errors
    /// If no signal handler can be installed, or no thread started.
    pub(crate) fn await_signals() -> io::Result<Self> {
        let mut signals = Signals::new([SIGTERM, SIGINT])?;
        let handle = signals.handle();
        let (asks, asked) = bounded(1);
        let thread = Builder::new().name("signals".into()).spawn(move || {
            if signals.forever().next().is_some() {
                let _ = asks.send(());
            }
        })?;
        Ok(Ends { asked, signals: handle, thread: Some(thread) })
    }

    /// Receives a message when the process is asked to end.
    pub(crate) fn asked(&self) -> &Receiver<()> {
        &self.asked
    }
}

impl Drop for Ends {
    fn drop(&mut self) {
        self.signals.close();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
