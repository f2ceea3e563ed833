//! Writes what a package installs beside the programs, made from the command line's own words: completions for the
//! shells, and the pages of the manual.
//!
//! Usage: `manual DIR`

#[path = "../src/args.rs"]
#[allow(dead_code)]
mod args;

use std::path::PathBuf;
use std::{env, fs, io};

use clap::CommandFactory;
use clap_complete::Shell;

fn main() -> io::Result<()> {
    let dir = env::args_os().nth(1).map(PathBuf::from).ok_or_else(|| io::Error::other("usage: manual DIR"))?;
    let (completions, pages) = (dir.join("completions"), dir.join("man"));
    fs::create_dir_all(&completions)?;
    fs::create_dir_all(&pages)?;
    let mut command = args::Cli::command();
    for shell in [Shell::Bash, Shell::Fish, Shell::Zsh] {
        clap_complete::generate_to(shell, &mut command, "syncit", &completions)?;
    }
    clap_mangen::generate_to(command, &pages)
}
