//! The parts of replies that are shown in detail: invitations, holds, estimates, activity, ignore rules, keys, checks.

use serde::{Deserialize, Serialize};
use syncit_core::Reason;
use syncit_core::relay_store::Access;
use syncit_words::Voice;

use super::words::Worded;

use super::sentence::Sentence;

/// An invitation that is open, or that wrong codes have ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Invite {
    /// Six digits.
    pub code: String,
    /// The address to try first.
    pub address: String,
    /// All of them.
    pub addresses: Vec<String>,
    /// `syncit://join?…`: a link with the address and the key, without the code, that opens SyncIt on the other machine;
    /// null if no address is known.
    #[serde(default)]
    pub link: Option<String>,
    /// RFC 3339.
    pub expires_at: String,
    /// How many codes may still be tried, by all machines together; one has three of them.
    pub attempts_left: u32,
    /// What the machine that joins may do with folders of which nothing else is said of it, if that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(as = "Option<crate::typescript::Access>", optional = nullable))]
    pub may: Option<Access>,
    /// Where wrong codes came from.
    #[serde(default)]
    pub wrong_codes: Vec<WrongCodes>,
    /// It has ended, because too many wrong codes were tried.
    #[serde(default)]
    pub burnt: bool,
    /// On the hub: the machine that opened it, if that was another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional = nullable))]
    pub opened_by: Option<String>,
}

/// Wrong codes that came from one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WrongCodes {
    /// The address, without a port.
    pub address: String,
    /// How many.
    pub count: u32,
}

/// Why a folder is stopped for safety.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum HoldKind {
    /// `.syncit/folder.json` is gone.
    MarkerGone,
    /// The marker names another folder or copy.
    OtherFolder,
    /// The path cannot be opened at all, or another directory is there.
    RootGone,
    /// The path lies inside a folder of another installation on this computer.
    InsideAnother,
    /// All files are gone.
    Emptied,
    /// Most of the folder was deleted within a minute, and the hub does not pass it on.
    MassDeletion,
    /// Many files were overwritten within minutes with what cannot be read, and the hub does not pass it on.
    MassOverwriting,
}

/// A folder stopped for safety, until a person decides or puts right what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HoldLine {
    /// What was found, as `code` and `params` for programs; the window shows the words.
    #[serde(flatten)]
    #[cfg_attr(test, ts(skip))]
    pub reason: Reason,
    /// A sentence: what was found, and what happens meanwhile.
    pub cause: String,
    /// For programs.
    pub kind: HoldKind,
    /// Files that it is about.
    pub files: u64,
    /// The machine on which it happened; none for this one.
    pub machine: Option<String>,
    /// What to do.
    pub hint: String,
}

impl HoldLine {
    /// Makes one of what was found.
    pub fn new(kind: HoldKind, reason: impl Into<Reason>, files: u64, machine: Option<String>) -> Self {
        let reason = reason.into();
        let mut line = HoldLine { reason, cause: String::new(), kind, files, machine, hint: String::new() };
        line.word(&Voice::PLAIN);
        line
    }
}

impl Worded for HoldLine {
    fn word(&mut self, voice: &Voice) {
        self.cause = voice.message(&self.reason);
        self.hint = voice.hint(&self.reason).unwrap_or_default();
    }
}

/// What sharing a directory would need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Estimate {
    /// Files in it.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes that are free on its own disk.
    pub free: u64,
    /// Bytes that are free on the hub's disk; none if that is not known now.
    pub hub_free: Option<u64>,
    /// Why it cannot be shared, or what to know first.
    #[cfg_attr(test, ts(type = "string | null"))]
    pub problem: Option<Sentence>,
    /// Whether everything was counted within the time for it; else files and bytes are a lower bound.
    pub complete: bool,
}

/// How much changed in a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ActivityBin {
    /// When it begins, RFC 3339; it lasts an hour.
    pub from: String,
    /// Changes that the hub accepted in it, counted up to 10,000.
    pub changes: u64,
}

/// The ignore rules of a folder's root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct IgnoreRules {
    /// The text of `.syncitignore`; empty if there is none.
    pub text: String,
    /// The built-in rules, which rules of one's own can take back.
    pub builtin: Vec<String>,
}

/// Something ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct IgnoredLine {
    /// The path.
    pub path: String,
    /// The pattern.
    pub rule: String,
    /// The file it stands in, or `built-in`.
    pub from: String,
}

/// Where this machine's private key lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Key {
    /// In what.
    pub kind: KeyKind,
    /// The keyring's account, or the file's path.
    pub place: String,
    /// `SHA256:…` of the public key.
    pub fingerprint: String,
    /// What to know about that place.
    pub note: Option<String>,
}

/// What a private key is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum KeyKind {
    /// The desktop's keyring.
    Keyring,
    /// A file that only its owner can read.
    File,
}

/// What `doctor` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Check {
    /// What was checked, for programs: English.
    pub check: String,
    /// What was checked, in words.
    pub label: String,
    /// The same, as it is worded.
    #[serde(skip)]
    checked: Option<Reason>,
    /// Whether it is well.
    pub ok: bool,
    /// What was found, as `code` and `params` for programs; the window shows the words.
    #[serde(flatten)]
    #[cfg_attr(test, ts(skip))]
    pub reason: Reason,
    /// What was found.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Check {
    /// Says what was found.
    pub fn new(checked: impl Into<Reason>, ok: bool, reason: impl Into<Reason>) -> Self {
        let checked = checked.into();
        let mut found = Check {
            check: Voice::PLAIN.message(&checked),
            label: String::new(),
            checked: Some(checked),
            ok,
            reason: reason.into(),
            message: String::new(),
            hint: None,
        };
        found.word(&Voice::PLAIN);
        found
    }
}

impl Worded for Check {
    fn word(&mut self, voice: &Voice) {
        if let Some(checked) = &self.checked {
            self.label = voice.message(checked);
        }
        self.message = voice.message(&self.reason);
        self.hint = voice.hint(&self.reason);
    }
}
