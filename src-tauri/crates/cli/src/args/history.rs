//! The words of `history`.

use clap::Args;
use syncit_core::message::Action;
use syncit_words::Language;

use super::choices::one_of;
use super::numbers::number;

/// Which part of the history.
#[derive(Debug, Args)]
pub struct History {
    /// Only of this folder.
    #[arg(long)]
    pub folder: Option<String>,
    /// Only this path and what is below it.
    #[arg(long)]
    pub path: Option<String>,
    /// Only by this machine.
    #[arg(long)]
    pub machine: Option<String>,
    /// Only since this moment: a date, or a date and a time, in RFC 3339 or without a zone for this machine's.
    #[arg(long, value_name = "T")]
    pub since: Option<String>,
    /// Only what came before this line: the version of the last line of the page before.
    #[arg(long, value_name = "CURSOR")]
    pub before: Option<String>,
    /// Only this kind of change; may be given several times.
    #[arg(long = "kind", value_name = "KIND", value_parser = one_of::<Action>(Language::En))]
    pub kinds: Vec<Action>,
    /// Only paths, new or old, that contain this text; capital letters do not matter.
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Lines at most.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = number(1, 1000))]
    pub limit: u32,
}
