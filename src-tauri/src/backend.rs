//! The engine that the app uses: one in this process, or the one that already runs on the home.
//!
//! Commands and replies pass unchanged. If the home cannot be opened, every call returns that error, so that the window
//! can show it.

use std::thread;

use crossbeam_channel::{Receiver, TrySendError, bounded};
use parking_lot::Mutex;
use syncit_engine::api::{ApiError, ApiResult, Command};
use syncit_engine::control::{Client, follow};
use syncit_engine::{Engine, Error, Handle, Home, Options};

use crate::reasons::{in_window, voice};

/// The engine, callable from any thread. Calls may take long: never call it on the window's thread.
pub struct Backend {
    home: Home,
    asked: Asked,
}

enum Asked {
    /// The engine in this process; gone once the app ends.
    Own { handle: Handle, engine: Mutex<Option<Engine>> },
    /// One in another process, found through its control socket.
    Other,
    /// No engine: the home cannot be opened.
    Nobody(ApiError),
}

impl Backend {
    /// Starts an engine on the home, or finds the one that runs there.
    pub fn start(home: Home, options: Options) -> Self {
        let asked = match Engine::start(home.clone(), options) {
            Ok(engine) => Asked::Own { handle: engine.handle().speaking(voice()), engine: Mutex::new(Some(engine)) },
            Err(Error::AlreadyRunning(_)) => Asked::Other,
            Err(error) => Asked::Nobody(in_window(error)),
        };
        Backend { home, asked }
    }

    /// Returns the home.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// Returns true if the engine runs in this process.
    pub fn is_own(&self) -> bool {
        matches!(self.asked, Asked::Own { .. })
    }

    /// Sends a command and waits for the reply, however long that takes.
    pub fn call(&self, command: Command) -> ApiResult {
        match &self.asked {
            Asked::Own { handle, .. } => handle.call(command),
            Asked::Other => Client::connect(&self.home).map_err(in_window)?.speaking(voice()).call(command),
            Asked::Nobody(error) => Err(error.clone()),
        }
    }

    /// Returns a channel that gets a hint now and whenever something may have changed, until the engine of this process
    /// ends. If an engine in another process ends, it is looked for again.
    pub fn changes(&self) -> Receiver<()> {
        match &self.asked {
            Asked::Own { handle, .. } => handle.subscribe(),
            Asked::Other => {
                let (hints, changes) = bounded(1);
                let home = self.home.clone();
                let _ = thread::Builder::new().name("changes".into()).spawn(move || {
                    follow(&home, || !matches!(hints.try_send(()), Err(TrySendError::Disconnected(()))));
                });
                changes
            }
            // One look shows the error; nothing changes afterwards.
            Asked::Nobody(_) => {
                let (hints, changes) = bounded(1);
                let _ = hints.send(());
                changes
            }
        }
    }

    /// Receives a message when the engine of this process is asked to stop.
    pub fn stop_asked(&self) -> Receiver<()> {
        match &self.asked {
            Asked::Own { engine, .. } => match &*engine.lock() {
                Some(engine) => engine.stop_asked(),
                None => crossbeam_channel::never(),
            },
            _ => crossbeam_channel::never(),
        }
    }

    /// Stops the engine of this process, if there is one, and waits for all of its threads.
    pub fn end(&self) {
        if let Asked::Own { engine, .. } = &self.asked {
            let engine = engine.lock().take();
            drop(engine);
        }
    }
}
