//! Puts the parts together with threads and clocks, behind the one API that every front uses.
//!
//! [`Engine`] is one running installation; [`Handle`] asks it, from any thread. What a person can do is an
//! [`api::Command`], what it is answered an [`api::Reply`]; the control socket carries the same for other processes.
//! This crate decides nothing about files or entries: that is `syncit-replica`'s and `syncit-relay`'s. Every thread
//! that is started here is waited for when the engine stops, but for an attempt to connect, which ends by itself.

mod answers;
pub mod api;
mod asks;
mod client;
mod clock;
mod conflicts;
pub mod control;
mod copies;
mod core;
mod credit;
mod diagnostics;
mod differences;
mod doctor;
mod endings;
mod errors;
mod fetch;
mod flow;
mod folders;
mod handle;
mod hash_pool;
mod hints;
mod holds;
mod home;
mod housekeeping;
mod hub;
mod hub_root;
mod inviting;
mod links;
pub mod logging;
mod machine;
mod machines;
mod merging;
mod neighbours;
pub mod notices;
mod outgoing;
mod own_lanes;
mod part;
mod past;
mod places;
mod restore;
mod retention;
mod roots;
mod rules;
mod running_replica;
mod seen;
mod settings;
mod status;
mod store;
pub mod summary;
#[cfg(test)]
mod typescript;
mod units;
mod uplink;
mod verify;
mod wait;

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use syncit_core::message::PROTOCOL;
use syncit_ssh::discover::Interfaces;
use syncit_ssh::keys::KeyChoice;

pub use crate::errors::{Error, Result};
pub use crate::handle::{Cancel, Handle};
pub use crate::home::{Home, Lock};

use crate::core::Core;
use crate::housekeeping::Housekeeping;
use crate::machine::MachineFile;

/// The version of this program, for people.
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// What an engine may use outside of its home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Where a new key may be kept.
    pub key: KeyChoice,
    /// The networks on which hubs announce themselves and are looked for; none: never.
    pub discovery: Option<Interfaces>,
    /// The version of the messages that it claims to speak: for tests of what happens to another one.
    #[doc(hidden)]
    pub protocol: u32,
}

impl Default for Options {
    /// The keyring if there is one, and the LAN.
    fn default() -> Self {
        Options { key: KeyChoice::KeyringOrFile, discovery: Some(Interfaces::Lan), protocol: PROTOCOL }
    }
}

impl Options {
    /// Nothing outside of the home: for the demo and tests.
    pub fn isolated() -> Self {
        Options { key: KeyChoice::File, discovery: None, ..Options::default() }
    }
}

/// One running installation. Dropping it stops it.
pub struct Engine {
    handle: Handle,
    stop_asked: Receiver<()>,
    control: Option<control::Server>,
    housekeeping: Option<Housekeeping>,
    lock: Option<Lock>,
}

impl Engine {
    /// Takes hold of a home and goes on with what this machine is: hub, client, or nothing yet.
    ///
    /// # Errors
    /// If another engine holds the home, a newer version wrote it, or a hub cannot listen. What is wrong with a
    /// single folder, the key or the connection is shown by `Command::Status` instead.
    pub fn start(home: Home, options: Options) -> Result<Engine> {
        let lock = home.open()?;
        Engine::start_on(home, lock, options)
    }

    /// The same on a home that is held already: whoever wants to log the start may write there by then.
    ///
    /// # Errors
    /// As `start`.
    pub fn start_on(home: Home, lock: Lock, options: Options) -> Result<Engine> {
        let machine = MachineFile::open(&home.machine_database())?;
        let (tasks, queue) = unbounded();
        let core = Arc::new(Core::new(home, options, machine, tasks.clone()));
        let (stop, stop_asked) = bounded(1);
        let handle = Handle::new(core.clone(), stop);
        let mut engine = Engine { handle, stop_asked, control: None, housekeeping: None, lock: Some(lock) };
        engine.housekeeping = Some(Housekeeping::start(core.clone(), tasks, queue));
        part::resume(&core)?;
        engine.control = Some(control::Server::start(&core.home, engine.handle.clone())?);
        tracing::info!(version = version(), home = %core.home.data().display(), "the engine runs");
        Ok(engine)
    }

    /// What it is asked through.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Gets something when `Command::Stop` was given; whoever owns the engine then stops it.
    pub fn stop_asked(&self) -> Receiver<()> {
        self.stop_asked.clone()
    }

    /// Waits until SIGTERM, SIGINT or `Command::Stop` ask for an end.
    ///
    /// # Errors
    /// If the system does not let signals be caught.
    pub fn wait_until_stop_is_asked(&self) -> std::io::Result<()> {
        use signal_hook::consts::{SIGINT, SIGTERM};
        let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGINT])?;
        let closing = signals.handle();
        let (sender, signalled): (Sender<()>, _) = bounded(1);
        let thread = std::thread::Builder::new().name("signals".into()).spawn(move || {
            if signals.forever().next().is_some() {
                let _ = sender.send(());
            }
        })?;
        crossbeam_channel::select! {
            recv(self.stop_asked) -> _ => {}
            recv(signalled) -> _ => {}
        }
        closing.close();
        let _ = thread.join();
        Ok(())
    }

    /// Stops it and waits for every thread. Whatever was accepted is durable.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let core = self.handle.core().clone();
        // Who waits, waits no longer.
        self.handle.end();
        core.hints.end();
        self.control = None;
        self.housekeeping = None;
        part::rest(&core);
        self.lock = None;
        tracing::info!(home = %core.home.data().display(), "the engine has stopped");
    }
}
