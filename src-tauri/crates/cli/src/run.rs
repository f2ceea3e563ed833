//! `syncit run`: the engine in the foreground, until a signal or a request stops it.

use std::io::IsTerminal;

use syncit_engine::{Engine, Home, Options, logging};
use syncit_words::Language;

use crate::failure::{Failed, Failure, because, from_engine};
use crate::output;

/// Runs until SIGTERM, SIGINT or a `stop` through the control socket. Returns the exit code.
pub fn run(home: &Home, verbose: u8, language: Language) -> Result<u8, Failure> {
    let on_terminal = std::io::stderr().is_terminal();
    // The log is written only if no other engine writes it, and never in the home of a newer version.
    let lock = home.open().map_err(from_engine)?;
    logging::install(home, verbose > 0);
    let engine = Engine::start_on(home.clone(), lock, Options::default()).map_err(|error| {
        tracing::error!("the engine did not start: {error}");
        from_engine(error)
    })?;
    if on_terminal {
        let home = home.data().display().to_string();
        output::remark(&language.say("run-started", [("home", home.into())]));
    }
    engine.wait_until_stop_is_asked().map_err(because(|cause| Failed::Signals { cause }))?;
    engine.stop();
    Ok(crate::exit::DONE)
}
