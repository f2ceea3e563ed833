//! What is shown at a glance, as data: an icon, a sentence and what it is made of, and what needs a person.

use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};
use syncit_core::Reason;
use syncit_core::show::printable;
use syncit_words::{Front, Language, Voice, ahead};

use super::pauses::PausedBecause;
use super::words::{Worded, with_name};

/// The whole state at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Summary {
    /// What the tray shows.
    pub icon: Icon,
    /// What the machine is doing: one sentence, without a full stop.
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
    /// The same more exactly, as `code` and `params` for programs; the window shows the words.
    #[serde(flatten)]
    #[cfg_attr(test, ts(skip))]
    pub reason: Reason,
    /// The folder; none if it is about this machine.
    pub folder: Option<String>,
    /// The path, if it is about one; in a folder, or of a disk.
    pub path: Option<String>,
    /// How many there are of it.
    pub count: u64,
    /// What failed, on what; of several the first.
    pub message: String,
    /// What to do; empty if there is nothing.
    pub hint: String,
}

impl NeedsYou {
    /// Makes one of a reason, about this machine.
    pub fn new(kind: NeedsYouKind, reason: impl Into<Reason>) -> Self {
        let mut need = NeedsYou {
            kind,
            reason: reason.into(),
            folder: None,
            path: None,
            count: 1,
            message: String::new(),
            hint: String::new(),
        };
        need.word(&Voice::PLAIN);
        need
    }
}

impl Worded for NeedsYou {
    fn word(&mut self, voice: &Voice) {
        self.message = voice.message(&self.reason);
        self.hint = voice.hint(&self.reason).unwrap_or_default();
        if let Some(folder) = &self.folder {
            self.hint = with_name(&self.hint, folder);
        }
    }
}

impl Summary {
    /// Words it in a language, for a person whose clock shows `now`.
    pub fn word_at(&mut self, voice: &Voice, now: &Zoned) {
        let language = voice.language;
        self.sentence = self.parts.sentence(language, self.attention, now);
        let items = [("items", self.attention.into())];
        self.attention_sentence = (self.attention > 0).then(|| language.say("state-attention", items));
        self.needs_you.word(voice);
    }
}

impl Worded for Summary {
    fn word(&mut self, voice: &Voice) {
        self.word_at(voice, &Zoned::now());
    }
}

impl Parts {
    /// Returns what the machine is doing as a sentence.
    fn sentence(&self, language: Language, attention: u64, now: &Zoned) -> String {
        let end = self.paused_until.as_deref().and_then(|until| until.parse::<Timestamp>().ok());
        let until = end.map(|end| ahead(language, &end.to_zoned(now.time_zone().clone()), now));
        let cause = self.paused_because.and_then(PausedBecause::reason);
        let cause = cause.map(|cause| Voice { language, front: Front::Window }.message(&cause));
        match self.says {
            Says::NotSetUp => language.say("state-not-set-up", []),
            Says::Paused => match (cause, until) {
                (Some(cause), _) => language.say("state-paused-because", [("cause", cause.into())]),
                (None, Some(until)) => language.say("state-paused-until", [("until", until.into())]),
                (None, None) => language.say("state-paused", []),
            },
            Says::SomePaused => self.some_paused(language, until),
            Says::Offline => match &self.hub {
                Some(hub) => language.say("state-offline", [("hub", printable(hub).into())]),
                None => language.say("state-offline-hub", []),
            },
            Says::Looking => language.say("state-looking", []),
            Says::Syncing => match (self.pending, self.bytes_pending) {
                (0, _) => language.say("state-syncing", []),
                (files, 0) => language.say("state-syncing-files", [("files", files.into())]),
                (files, bytes) => {
                    language.say("state-syncing-bytes", [("files", files.into()), ("bytes", bytes.into())])
                }
            },
            Says::NoFolders => language.say("state-no-folders", []),
            Says::InSync => self.in_sync(language, attention > 0),
        }
    }

    fn some_paused(&self, language: Language, until: Option<String>) -> String {
        let counts = || [("paused", self.paused.into()), ("folders", self.folders.into())];
        match (self.folders, until) {
            (1, None) => language.say("state-only-paused", []),
            (1, Some(until)) => language.say("state-only-paused-until", [("until", until.into())]),
            (_, None) => language.say("state-some-paused", counts()),
            (_, Some(until)) => {
                let [paused, folders] = counts();
                language.say("state-some-paused-until", [paused, folders, ("until", until.into())])
            }
        }
    }

    /// Changes that the sync mode leaves out are no work, but they mean that not all machines have the same content.
    /// Nor is everything in sync while something needs a person.
    fn in_sync(&self, language: Language, is_rest: bool) -> String {
        match (self.not_applied, self.not_sent) {
            (0, 0) if is_rest => language.say("state-rest-in-sync", []),
            (0, 0) => language.say("state-in-sync", []),
            (incoming, 0) => language.say("state-not-applied", [("changes", incoming.into())]),
            (0, local) => language.say("state-not-sent", [("changes", local.into())]),
            (incoming, local) => {
                language.say("state-neither", [("incoming", incoming.into()), ("local", local.into())])
            }
        }
    }
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
