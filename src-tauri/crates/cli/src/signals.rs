//! Catches Ctrl-C and similar signals, which would otherwise end the program at once.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::failure::{Failed, Failure, because};

/// Catches the three signals that ask a program to end.
pub fn take() -> Result<Signals, Failure> {
    Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(because(|cause| Failed::Signals { cause }))
}
