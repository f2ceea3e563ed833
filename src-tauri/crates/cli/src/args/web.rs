//! The words of `web`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

/// Where the window is served, and what may be done from it.
#[derive(Debug, Args)]
pub struct Web {
    /// Where to listen.
    #[arg(long, value_name = "ADDR:PORT")]
    pub listen: Option<SocketAddr>,
    /// A directory in which folders can be shared, linked and files written from the browser.
    #[arg(long, value_name = "DIR")]
    pub files: Vec<PathBuf>,
}
