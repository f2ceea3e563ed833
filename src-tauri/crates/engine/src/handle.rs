//! The one way to use a running engine: a command in, a reply or an error out.

use std::sync::Arc;

use crossbeam_channel::Receiver;

use syncit_words::Voice;

use crate::api::{ApiResult, Command, Worded};
use crate::cancel::Cancel;
use crate::commands;
use crate::error::Error;
use crate::runtime::Runtime;
use crate::task::Task;

/// Sends requests to an engine, from any thread and as often as needed.
#[derive(Clone)]
pub struct Handle {
    runtime: Arc<Runtime>,
    voice: Voice,
}

impl Handle {
    pub(crate) fn new(runtime: Arc<Runtime>) -> Self {
        Handle { runtime, voice: Voice::PLAIN }
    }

    /// Returns the same with every reply worded for this voice.
    pub fn speaking(&self, voice: Voice) -> Self {
        Handle { runtime: self.runtime.clone(), voice }
    }

    /// Carries out a request and returns its reply, however long that takes.
    pub fn call(&self, command: Command) -> ApiResult {
        self.call_until(command, &Cancel::never())
    }

    /// Like `call`, but a wait ends early when `cancel` fires.
    pub fn call_until(&self, command: Command, cancel: &Cancel) -> ApiResult {
        if self.runtime.ending.has_begun() {
            return self.worded(Err(Error::Stopping.into()));
        }
        self.worded(commands::dispatch(&self.runtime, command, cancel).map_err(Into::into))
    }

    fn worded(&self, mut result: ApiResult) -> ApiResult {
        match &mut result {
            Ok(reply) => reply.word(&self.voice),
            Err(error) => error.word(&self.voice),
        }
        result
    }

    /// Returns a channel that gets a hint now and whenever something may have changed, until the engine ends. Hints
    /// that are not received yet coalesce.
    pub fn subscribe(&self) -> Receiver<()> {
        self.runtime.hints.subscribe()
    }

    /// Tells the engine that the computer has just woken, so that it looks at once for what it missed. The engine
    /// notices this by itself within seconds; this is for callers that know sooner.
    pub fn woke(&self) {
        let _ = self.runtime.tasks.send(Task::Woke);
    }
}
