//! Connects the other crates with threads and clocks, behind the one API that every front uses.
//!
//! [`Engine`] is one running installation; [`Handle`] sends requests to it from any thread. What a person can do is an
//! [`api::Command`], and the answer is an [`api::Reply`]. The control socket carries the same for other processes. This
//! crate decides nothing about files or entries: `syncit-replica` and `syncit-relay` do. Stopping the engine waits for
//! every thread that was started here, except for an attempt to connect, which ends by itself.

pub mod api;
mod cancel;
mod client;
mod commands;
mod context;
pub mod control;
mod error;
mod folder;
mod handle;
mod hub;
mod machine;
pub mod platform;
mod power;
mod present;
mod queries;
pub mod reasons;
mod runtime;
mod task;
#[cfg(test)]
mod typescript;
mod uplink;

use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, bounded, unbounded};

pub use crate::cancel::Cancel;
pub use crate::context::{Options, version};
pub use crate::error::{Cause, Error, Result};
pub use crate::handle::Handle;
pub use crate::machine::home::{Home, Lock};
pub use crate::machine::logging;
pub use crate::platform::host_name;
pub use crate::present::{notices, summary};

use crate::context::Context;
use crate::machine::record::MachineFile;
use crate::platform::Ends;
use crate::runtime::housekeeping::Housekeeping;
use crate::runtime::{Runtime, role};

/// How long a start waits to learn whether the machine pauses by itself, if a setting asks for that.
const POWER_PATIENCE: Duration = Duration::from_secs(1);

/// One running installation. Dropping it stops it.
///
/// ```
/// use syncit_engine::api::{Command, Reply};
/// use syncit_engine::{Engine, Home, Options};
///
/// let dir = tempfile::tempdir()?;
/// let engine = Engine::start(Home::at(dir.path())?, Options::isolated())?;
/// let answer = engine.handle().call(Command::Status)?;
/// assert!(matches!(answer, Reply::Status(status) if status.folders.is_empty()));
/// engine.stop();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Engine {
    runtime: Arc<Runtime>,
    stop_asked: Receiver<()>,
    control: Option<control::Server>,
    housekeeping: Option<Housekeeping>,
    lock: Option<Lock>,
}

impl Engine {
    /// Locks a home and resumes the machine's role: hub, client, or none yet.
    ///
    /// # Errors
    /// If another engine holds the home, a newer version wrote it, or a hub cannot listen. Problems of a single folder,
    /// the key or the connection are shown by `Command::Status` instead.
    pub fn start(home: Home, options: Options) -> Result<Engine> {
        let lock = home.open()?;
        Engine::start_on(home, lock, options)
    }

    /// Does the same as `start` on a home that is already locked, so that the caller can log to the home from the
    /// start.
    ///
    /// # Errors
    /// The same as for `start`.
    pub fn start_on(home: Home, lock: Lock, options: Options) -> Result<Engine> {
        let machine = MachineFile::open(&home.machine_database())?;
        let (tasks, queue) = unbounded();
        let (stop, stop_asked) = bounded(1);
        let runtime = Arc::new(Runtime::new(Context::new(home, options, machine, tasks.clone()), stop));
        let mut engine =
            Engine { runtime: runtime.clone(), stop_asked, control: None, housekeeping: None, lock: Some(lock) };
        engine.housekeeping = Some(Housekeeping::start(runtime.clone(), tasks, queue));
        // So that a machine which pauses by itself does not send something first. A bus that does not answer is not waited
        // for.
        runtime.power.await_answer(POWER_PATIENCE);
        role::resume(&runtime)?;
        engine.control = Some(control::Server::start(&runtime.home, engine.handle())?);
        tracing::info!(version = version(), home = %runtime.home.data().display(), "the engine runs");
        Ok(engine)
    }

    /// Returns a handle for sending requests.
    pub fn handle(&self) -> Handle {
        Handle::new(self.runtime.clone())
    }

    /// Receives a message after `Command::Stop`. The owner of the engine then stops it.
    pub fn stop_asked(&self) -> Receiver<()> {
        self.stop_asked.clone()
    }

    /// Waits until SIGTERM, SIGINT or `Command::Stop` asks the engine to stop.
    ///
    /// # Errors
    /// If no signal handler can be installed.
    pub fn wait_until_stop_is_asked(&self) -> std::io::Result<()> {
        let ends = Ends::await_signals()?;
        crossbeam_channel::select! {
            recv(self.stop_asked) -> _ => {}
            recv(ends.asked()) -> _ => {}
        }
        Ok(())
    }

    /// Stops the engine and waits for every thread. Everything that was accepted is durable.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Wakes all waiters.
        self.runtime.ending.begin();
        self.runtime.hints.end();
        self.control = None;
        self.housekeeping = None;
        role::rest(&self.runtime);
        self.lock = None;
        tracing::info!(home = %self.runtime.home.data().display(), "the engine has stopped");
    }
}
