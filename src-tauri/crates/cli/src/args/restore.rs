//! The words of `restore`.

use std::path::PathBuf;

use clap::Args;

/// What is to be brought back.
#[derive(Debug, Args)]
pub struct Restore {
    /// The folder.
    pub folder: String,
    /// A file or a directory in it.
    #[arg(required_unless_present = "at")]
    pub path: Option<String>,
    /// This version of the file.
    #[arg(long, value_name = "V", requires = "path")]
    pub version: Option<String>,
    /// As it was at this moment: a date, or a date and a time, in RFC 3339 or without a zone for this machine's.
    #[arg(long, value_name = "TIME", conflicts_with = "version")]
    pub at: Option<String>,
    /// Write the version to this new file instead.
    #[arg(long, value_name = "FILE", requires = "path")]
    pub to: Option<PathBuf>,
    /// Only list what would change.
    #[arg(long, conflicts_with = "to")]
    pub dry_run: bool,
}
