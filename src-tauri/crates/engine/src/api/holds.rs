//! What is shown of holds.

use serde::{Deserialize, Serialize};
use syncit_core::Reason;
use syncit_words::Voice;

use super::details::HoldKind;
use super::words::Worded;

/// Something that waits for a person to say what is to become of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HeldLine {
    /// The folder.
    pub folder: String,
    /// The machine on which it happened.
    pub machine: String,
    /// Files that it is about; 0 if that is not known.
    pub files: u64,
    /// The first few of them.
    pub sample: Vec<String>,
    /// What happened, as `code` and `params` for programs; the window shows the words.
    #[serde(flatten)]
    #[cfg_attr(test, ts(skip))]
    pub reason: Reason,
    /// A sentence: what happened, and what happens meanwhile.
    pub cause: String,
    /// For programs.
    pub hold: HoldKind,
    /// Since when, RFC 3339.
    pub since: String,
    /// What to do.
    pub hint: String,
}

impl HeldLine {
    /// Makes one that says what happened in a folder; machine, files and time are to be added.
    pub fn new(folder: String, hold: HoldKind, reason: impl Into<Reason>) -> Self {
        let mut line = HeldLine {
            folder,
            machine: String::new(),
            files: 0,
            sample: Vec::new(),
            reason: reason.into(),
            cause: String::new(),
            hold,
            since: String::new(),
            hint: String::new(),
        };
        line.word(&Voice::PLAIN);
        line
    }
}

impl Worded for HeldLine {
    fn word(&mut self, voice: &Voice) {
        self.cause = voice.message(&self.reason);
        self.hint = voice.hint(&self.reason).unwrap_or_default();
    }
}
