//! What is shown at a glance, as data: an icon, a sentence and what it is made of, and what needs a person.

use serde::{Deserialize, Serialize};

use super::pauses::PausedBecause;

/// The whole state at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Summary {
    /// What the tray shows.
    pub icon: Icon,
    /// What the machine is doing: one English sentence, without a full stop.
    pub sentence: String,
    /// How many things need a person…
    pub attention: u64,
    /// …as a sentence, without a full stop; none if nothing does.
    pub attention_sentence: Option<String>,
    /// What the sentence is made of, for fronts with words of their own.
    pub parts: Parts,
    /// What only a person can clear, the most urgent first.
    pub needs_you: Vec<NeedsYou>,
}

/// The five icons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Icon {
    /// Nothing to do.
    #[default]
    InSync,
    /// Looking, sending or fetching.
    Syncing,
    /// Stopped by a person, or by itself.
    Paused,
    /// The hub cannot be reached, or there is none yet.
    Offline,
    /// Something needs a person.
    Attention,
}

/// A sentence as data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Parts {
    /// Which sentence.
    pub says: Says,
    /// Folders that are kept here.
    pub folders: u64,
    /// Of them, paused ones.
    pub paused: u64,
    /// Why everything is paused, if it is.
    #[serde(default)]
    pub paused_because: Option<PausedBecause>,
    /// When what is paused goes on by itself, RFC 3339; none if nothing does, or not all of it at once.
    pub paused_until: Option<String>,
    /// Paths not yet settled.
    pub pending: u64,
    /// Bytes still to be sent or fetched.
    pub bytes_pending: u64,
    /// Changes of others that are not applied here, because this machine only sends.
    pub not_applied: u64,
    /// Changes made here that are not sent, because this machine only receives or may only read.
    pub not_sent: u64,
    /// The hub's name; none on the hub itself.
    pub hub: Option<String>,
}

/// The sentences there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Says {
    /// This machine has no hub and is none.
    NotSetUp,
    /// Everything is paused.
    Paused,
    /// Some folders are paused, the others are in sync, or wait for a person.
    SomePaused,
    /// The hub cannot be reached.
    Offline,
    /// The disk is being read.
    Looking,
    /// Something is sent or fetched.
    Syncing,
    /// No folder is kept here.
    #[default]
    NoFolders,
    /// There is nothing to do; what sync modes leave out is said, too.
    InSync,
}

/// Something that only a person can clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NeedsYou {
    /// What it is.
    pub kind: NeedsYouKind,
    /// The folder; none if it is about this machine.
    pub folder: Option<String>,
    /// The path, if it is about one; in a folder, or of a disk.
    pub path: Option<String>,
    /// How many there are of it.
    pub count: u64,
    /// What failed, on what; of several the first.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// The kinds of things that need a person, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum NeedsYouKind {
    /// A folder is stopped for safety.
    Hold,
    /// The machine itself: its key, its pairing, the hub's relay.
    Machine,
    /// A disk is full.
    Disk,
    /// Two versions of a file wait.
    Conflicts,
    /// Paths that could not be synced.
    Problems,
}
