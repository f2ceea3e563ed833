//! The command line of `syncit-desktop`. No behaviour.

use std::path::PathBuf;

use clap::Parser;

/// The window and the tray icon of SyncIt, with the engine inside.
#[derive(Debug, Parser)]
#[command(name = "syncit-desktop", version)]
pub struct Args {
    /// Keep everything of one installation under this directory.
    #[arg(long, value_name = "DIR", env = "SYNCIT_HOME")]
    pub home: Option<PathBuf>,
    /// Start in the tray, without the window.
    #[arg(long)]
    pub hidden: bool,
    /// Open the window to share this directory.
    #[arg(long, value_name = "PATH|file:URI", group = "errand", conflicts_with = "hidden")]
    pub share: Option<PathBuf>,
    /// Open the window at the versions of this file.
    #[arg(long, value_name = "PATH|file:URI", group = "errand", conflicts_with = "hidden")]
    pub versions: Option<PathBuf>,
    /// Copy the folder in which this path lies, and its path there, to the clipboard.
    #[arg(long, value_name = "PATH|file:URI", group = "errand", conflicts_with = "hidden")]
    pub copy_place: Option<PathBuf>,
    /// A link that a hub shows: opens the window where this machine joins that hub, after a person has typed the code.
    #[arg(value_name = "syncit://join?…", group = "errand")]
    pub link: Option<String>,
}
