//! What is shown of the present: this machine, its hub, the folders, what flows, and the other machines.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use syncit_core::Reason;
use syncit_core::relay_store::Access;
use syncit_core::replica_store::SyncMode;

use syncit_words::Voice;

use super::details::HoldLine;
use super::pauses::{Offer, PausedBecause, SpeedLimit};
use super::sentence::Sentence;
use super::store::StoreStatus;
use super::summary::Summary;
use super::verify::StoreCheck;

/// The whole state.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Status {
    /// This machine's name; empty before it has one.
    pub machine: String,
    /// What it is.
    pub role: Role,
    /// The first that applies over all folders.
    pub state: SyncState,
    /// What it is doing, whatever waits for a person.
    pub activity: Activity,
    /// How many things wait for a person: the sum over `summary.needs_you`.
    pub attention: u64,
    /// A client's hub.
    pub hub: Option<HubStatus>,
    /// As `folders` lists them.
    pub folders: Vec<FolderStatus>,
    /// Contents on their way.
    pub transfers: Vec<TransferStatus>,
    /// Whether everything on this machine is paused.
    pub paused: bool,
    /// Why, if it is.
    #[serde(default)]
    pub paused_because: Option<PausedBecause>,
    /// When a pause of a person ends by itself, RFC 3339; none until a person resumes.
    pub paused_until: Option<String>,
    /// The speed limits of this machine, if there are some.
    #[serde(default)]
    pub speed_limit: Option<SpeedLimit>,
    /// What a person could want here and was never asked about.
    #[serde(default)]
    pub offer: Option<Offer>,
    /// Bytes of the hub's content store; a client's is null.
    pub store_bytes: Option<u64>,
    /// What those bytes are for; a client's is null.
    pub store: Option<StoreStatus>,
    /// How far a look through the hub's content store is, while there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional = nullable))]
    pub store_check: Option<StoreCheck>,
    /// Directories whose disks have less free than SyncIt needs there.
    pub full_disks: Vec<PathBuf>,
    /// All of it at a glance: what every front shows first. Work of a moment does not make it flicker.
    pub summary: Summary,
}

/// The state of a machine or a folder, as `CLI.md` orders them: the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum SyncState {
    /// Stopped for safety until a person decides.
    Held,
    /// A conflict or a problem waits.
    Attention,
    /// Stopped by a person, or by itself.
    Paused,
    /// The hub cannot be reached.
    Offline,
    /// Reading the disk.
    Scanning,
    /// Sending or fetching.
    Syncing,
    /// Nothing to do.
    InSync,
    /// Only offered.
    NotLinked,
    /// This machine has no hub.
    #[default]
    Unpaired,
}

/// What a machine, or a machine with a folder, is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Activity {
    /// Sending or fetching.
    Syncing,
    /// Reading the disk.
    Scanning,
    /// Stopped, by a person, by itself or for safety. A machine: all of its folders are.
    Paused,
    /// The hub cannot be reached, or there is none.
    #[default]
    Offline,
    /// Nothing to do.
    UpToDate,
}

/// What role this machine plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// It runs the relay.
    Hub,
    /// It has a hub.
    Client,
    /// Neither yet.
    #[default]
    None,
}

/// A client's hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HubStatus {
    /// Its name.
    pub name: String,
    /// Where it was last reached.
    pub address: String,
    /// Whether it is connected now.
    pub online: bool,
    /// Why not, if it is not: what failed, on what, what happens next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional = nullable))]
    pub trouble: Option<String>,
    /// What to do about that, where there is something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The same as data, for programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(skip))]
    pub reason: Option<Reason>,
}

impl HubStatus {
    /// Describes the hub of this machine, and why there is no steady connection, if so.
    pub fn new(name: String, address: String, online: bool, reason: Option<Reason>) -> Self {
        let trouble = reason.as_ref().map(|reason| Voice::PLAIN.message(reason));
        let hint = reason.as_ref().and_then(|reason| Voice::PLAIN.hint(reason));
        HubStatus { name, address, online, trouble, hint, reason }
    }
}

/// A shared folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FolderStatus {
    /// Its name.
    pub name: String,
    /// Where it is linked here.
    pub path: Option<PathBuf>,
    /// What this machine does with it.
    #[cfg_attr(test, ts(as = "Option<crate::typescript::SyncMode>"))]
    pub role: Option<SyncMode>,
    /// The first that applies.
    pub state: SyncState,
    /// What is done with it, whatever waits for a person.
    pub activity: Activity,
    /// How many things of it wait for a person.
    pub attention: u64,
    /// Files here; of one that is not linked here, those at the hub, as it last told.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Paths not yet settled.
    pub pending: u64,
    /// Bytes of content still to be sent or fetched for them, as far as is known.
    pub bytes_pending: u64,
    /// Changes of others that are not applied here, because this machine only sends: no work and no problem.
    /// `differences` lists them…
    pub not_applied: u64,
    /// …and changes made here that are not sent, because it only receives, or may only read.
    pub not_sent: u64,
    /// Whether the hub takes changes of this folder from here, as it last said.
    pub may_write: bool,
    /// Files at the hub in subfolders that are not chosen on this machine.
    #[serde(default)]
    pub not_chosen: u64,
    /// Their bytes.
    #[serde(default)]
    pub bytes_not_chosen: u64,
    /// Conflict copies waiting.
    pub conflicts: u64,
    /// What waits, by path.
    pub problems: Vec<ProblemLine>,
    /// Why it is stopped for safety, if it is.
    pub hold: Option<HoldLine>,
    /// Whether it is paused, or this machine as a whole.
    pub paused: bool,
    /// Why, if it is.
    #[serde(default)]
    pub paused_because: Option<PausedBecause>,
    /// When the pause of a person ends by itself, RFC 3339; none until a person resumes.
    pub paused_until: Option<String>,
    /// Where a folder that is only offered could be kept here; on a hub that was asked for a copy, where that would be if
    /// nothing was there.
    pub suggested_path: Option<PathBuf>,
}

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProblemLine {
    /// Empty for the folder as a whole.
    pub path: String,
    /// What it is, as `code` and `params` for programs; the window shows the words.
    #[serde(flatten)]
    #[cfg_attr(test, ts(skip))]
    pub reason: Reason,
    /// What failed, on what.
    pub message: String,
    /// What to do; empty if there is nothing.
    pub hint: String,
}

impl ProblemLine {
    /// Says what is not settled at a path; an empty one stands for the folder as a whole.
    pub fn new(path: String, reason: impl Into<Reason>) -> Self {
        let reason = reason.into();
        let (message, hint) = (Voice::PLAIN.message(&reason), Voice::PLAIN.hint(&reason).unwrap_or_default());
        ProblemLine { path, reason, message, hint }
    }
}

/// A content on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TransferStatus {
    /// The folder.
    pub folder: String,
    /// The path.
    pub path: String,
    /// Bytes done.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
    /// `push` or `pull`.
    pub direction: String,
}

/// What a `wait` cannot wait for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InTheWay {
    /// The folder.
    pub folder: String,
    /// The path; empty for the folder as a whole.
    pub path: String,
    /// Why, in words.
    #[cfg_attr(test, ts(type = "string"))]
    pub reason: Sentence,
    /// The same as `code` and `params` for programs.
    #[serde(flatten)]
    #[cfg_attr(test, ts(skip))]
    pub why: Reason,
    /// The machine that does not have everything yet; null if it is this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
}

impl InTheWay {
    /// Says what is in the way on this machine: at a path, in a folder as a whole, or, if neither is named, between it and the
    /// hub. What is about the connection is listed nowhere else together with what helps.
    pub fn new(folder: String, path: String, why: impl Into<Reason>) -> Self {
        let why = why.into();
        let reason = match folder.is_empty() {
            true => Sentence::with_help(why.clone()),
            false => Sentence::new(why.clone()),
        };
        InTheWay { folder, path, reason, why, machine: None }
    }
}

/// A hub on the LAN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Discovered {
    /// Its name.
    pub name: String,
    /// `ADDR:PORT`.
    pub addresses: Vec<String>,
}

/// A paired machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MachineStatus {
    /// Its name.
    pub name: String,
    /// `hub` or `client`.
    pub role: Role,
    /// Whether it is connected.
    pub online: bool,
    /// RFC 3339; null if never.
    pub last_seen: Option<String>,
    /// `SHA256:…`.
    pub fingerprint: String,
    /// Whether it is this machine.
    pub is_self: bool,
    /// On the hub: what it may do with each folder, by the folder's name. Elsewhere empty.
    #[cfg_attr(test, ts(as = "std::collections::BTreeMap<String, crate::typescript::Access>"))]
    pub access: BTreeMap<String, Access>,
    /// Whether something is sent to or from it now, as far as this machine can tell.
    pub flowing: bool,
    /// What it lacks of each folder that it keeps and that this machine may read, by the folder's name, as far as the hub
    /// knows. Empty while the hub cannot be asked.
    pub folders: Vec<MachineFolder>,
    /// The version of its program; null if it is not known.
    pub version: Option<String>,
    /// The address at which this machine sees it, or saw it last: on the hub of every machine, elsewhere the hub's.
    pub address: Option<String>,
    /// Whether it may invite other machines; null if this machine need not know (a client knows it of itself), or if the hub's
    /// program is too old to let others invite.
    #[serde(default)]
    pub may_invite: Option<bool>,
    /// On the hub: whether an invitation of this machine is open.
    #[serde(default)]
    pub inviting: bool,
}

/// What a machine lacks of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MachineFolder {
    /// The folder.
    pub folder: String,
    /// How many files and directories it lacks; 0 if it is up to date, null if that is not known.
    pub pending: Option<u64>,
    /// The bytes of content that it lacks; null if that is not known.
    pub bytes_pending: Option<u64>,
    /// True if there are more than that.
    pub at_least: bool,
    /// When it was last up to date, RFC 3339; null if it is not known to have been.
    pub up_to_date_at: Option<String>,
}
