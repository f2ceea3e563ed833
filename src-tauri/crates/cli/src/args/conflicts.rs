//! The words of `conflicts` and `resolve`.

use clap::{Args, ValueEnum};

/// Which conflicts, and how much of them.
#[derive(Debug, Args)]
pub struct Conflicts {
    /// Only those of this folder.
    pub folder: Option<String>,
    /// Only this conflict copy.
    pub copy: Option<String>,
    /// Show what differs, and whether the changes of both fit into one text.
    #[arg(long)]
    pub diff: bool,
}

/// Settling one.
#[derive(Debug, Args)]
pub struct Resolve {
    /// The folder.
    pub folder: String,
    /// The conflict copy, as `syncit conflicts` lists it.
    pub copy: String,
    /// Which version gets, or keeps, the file's name.
    #[arg(long, value_enum)]
    pub keep: Keep,
}

/// What is kept of a conflict.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Keep {
    /// The conflict copy's version.
    Mine,
    /// The file's version.
    Theirs,
    /// Two ordinary files.
    Both,
    /// One text with the changes of both, where they do not touch.
    Merged,
}
