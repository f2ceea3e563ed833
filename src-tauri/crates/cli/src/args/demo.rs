//! The words of `demo`.

use std::path::PathBuf;

use clap::Args;

/// What the demo is to do.
#[derive(Debug, Args)]
pub struct Demo {
    /// A folder to copy and sync instead of one that is found on this computer; it is only read.
    #[arg(long, value_name = "DIR")]
    pub tree: Option<PathBuf>,
    /// Keep the three machines running until Ctrl-C.
    #[arg(long)]
    pub stay: bool,
    /// Open the app on one of them, and keep them running until its end or Ctrl-C.
    #[arg(long)]
    pub window: bool,
}
