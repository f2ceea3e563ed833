//! The one way to ask a running engine: a command in, a reply or an error out.

use std::sync::Arc;

use crossbeam_channel::Receiver;

use crate::api::{ApiResult, Command};
use crate::cancel::Cancel;
use crate::commands;
use crate::error::Error;
use crate::runtime::Runtime;
use crate::task::Task;

/// Asks an engine, from any thread, as often as one likes.
#[derive(Clone)]
pub struct Handle {
    runtime: Arc<Runtime>,
}

impl Handle {
    pub(crate) fn new(runtime: Arc<Runtime>) -> Self {
        Handle { runtime }
    }

    /// Carries out a request and gives its answer, however long that takes.
    pub fn call(&self, command: Command) -> ApiResult {
        self.call_until(command, &Cancel::never())
    }

    /// Like `call`; a wait ends early when `cancel` says so.
    pub fn call_until(&self, command: Command, cancel: &Cancel) -> ApiResult {
        if self.runtime.ending.has_begun() {
            return Err(Error::Stopping.into());
        }
        commands::dispatch(&self.runtime, command, cancel).map_err(Into::into)
    }

    /// A channel that gets a hint now and whenever something may have changed, until the engine ends. Hints that
    /// were not taken yet coalesce.
    pub fn subscribe(&self) -> Receiver<()> {
        self.runtime.hints.subscribe()
    }

    /// The computer has just woken: what it missed is looked for at once. The engine notices by itself within some
    /// seconds; this is for whoever knows sooner.
    pub fn woke(&self) {
        let _ = self.runtime.tasks.send(Task::Woke);
    }
}
