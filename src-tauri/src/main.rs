//! `syncit-desktop`: parses the command line and runs the app.

use std::process::ExitCode;

use clap::Parser;
use syncit_desktop::args::Args;

fn main() -> ExitCode {
    match syncit_desktop::run(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::from(2)
        }
    }
}
