//! The words of `conflicts` and `resolve`.

use clap::Args;
use syncit_engine::api::Keep;
use syncit_words::Language;

use super::choices::one_of;

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
    #[arg(long, value_parser = one_of::<Keep>(Language::En))]
    pub keep: Keep,
}
