//! `syncit run`: the engine in the foreground, until a signal or a request ends it.

use std::io::IsTerminal;

use syncit_engine::{Engine, Home, Options, logging};

use crate::failure::{Failure, from_engine};

/// Runs until SIGTERM, SIGINT or a `stop` through the control socket; returns the exit code.
pub fn run(home: &Home, verbose: u8) -> Result<u8, Failure> {
    let on_terminal = std::io::stderr().is_terminal();
    let engine = Engine::start(home.clone(), Options::default()).map_err(from_engine)?;
    logging::install(home, verbose > 0);
    if on_terminal {
        anstream::eprintln!("SyncIt runs on {}. Ctrl-C stops it.", home.data().display());
    }
    engine
        .wait_until_stop_is_asked()
        .map_err(|cause| Failure::local("signals", format!("cannot wait for Ctrl-C: {cause}"), None))?;
    engine.stop();
    Ok(crate::DONE)
}
