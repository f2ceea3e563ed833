//! The way to the engine: its control socket, as for the command line.

use std::sync::Arc;
use std::thread;

use syncit_engine::Home;
use syncit_engine::api::{ApiResult, Command};
use syncit_engine::control::{Client, follow};
use syncit_words::Voice;
use tokio::sync::{Semaphore, watch};

use crate::reasons::Refused;

/// How many requests the engine is asked at a time. Further ones wait.
pub(crate) const MAX_CALLS: usize = 16;

/// The engine that runs on a home. It may end and be started again.
pub(crate) struct Engine {
    home: Home,
    calls: Arc<Semaphore>,
    /// Counts the hints.
    changes: watch::Receiver<u64>,
}

impl Engine {
    /// Begins to follow the engine's changes, for as long as anybody receives them.
    pub(crate) fn new(home: Home) -> Self {
        let (hints, changes) = watch::channel(0);
        let followed = home.clone();
        let _ = thread::Builder::new().name("web-changes".into()).spawn(move || {
            follow(&followed, || {
                hints.send_modify(|count| *count += 1);
                !hints.is_closed()
            });
        });
        Engine { home, calls: Arc::new(Semaphore::new(MAX_CALLS)), changes }
    }

    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    /// Returns what changes its value whenever something may have changed.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.clone()
    }

    /// Sends a command and waits for the reply, however long that takes.
    pub(crate) async fn call(&self, command: Command, voice: Voice) -> ApiResult {
        let Ok(permit) = self.calls.clone().acquire_owned().await else { return Err(Refused::Closing.into()) };
        let home = self.home.clone();
        let call = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            Client::connect(&home)?.speaking(voice).call(command)
        });
        call.await.unwrap_or_else(|_| Err(Refused::Closing.into()))
    }
}
