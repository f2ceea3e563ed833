//! Catches Ctrl-C and similar signals, which would otherwise end the program at once.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::failure::Failure;

/// Catches the three signals that ask a program to end.
pub fn take() -> Result<Signals, Failure> {
    Signals::new([SIGINT, SIGTERM, SIGHUP])
        .map_err(|cause| Failure::local("signals", format!("cannot prepare for Ctrl-C: {cause}"), None))
}
