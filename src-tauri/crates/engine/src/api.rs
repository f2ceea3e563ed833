//! What every front (command line, tray app, tests) can ask of a running engine, and what it is
//! answered. The control socket carries these as JSON, one request and one reply a line; the
//! shapes of the replies are the ones that the command line prints with `--json`.

mod conflicts;
mod details;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use syncit_core::message::Action;
use syncit_core::relay_store::Access;
use syncit_core::replica_store::Role;

mod holds;

use crate::summary::Summary;

pub use conflicts::{ConflictDiff, ConflictLine, ConflictSide, Keep};
pub use details::{ActivityBin, Estimate, HoldKind, HoldLine, IgnoreRules, Invite, Key, KeyKind};
pub use holds::HeldLine;

/// A request. Every front has all of them; whether one makes sense here is the engine's to say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case", tag = "command")]
pub enum Command {
    /// → `Reply::Status`
    Status,
    /// Makes this machine the hub → `Reply::Hub`
    Hub {
        /// The machine's name; the host name if none.
        name: Option<String>,
        /// `ADDR:PORT`; `[::]:22082`, or the next free port, if none.
        listen: Option<String>,
        /// Where it keeps folders that others share.
        root: HubRoot,
    },
    /// Opens an invitation → `Reply::Invite`
    Invite {
        /// How long it is valid; 10 if none.
        minutes: Option<u32>,
    },
    /// The invitation that is open → `Reply::Invitation`
    Invitation,
    /// Takes back the invitation that may be open → `Reply::Done`
    CancelInvite,
    /// Looks for hubs on the LAN for about two seconds → `Reply::Discover`
    Discover,
    /// Pairs with a hub → `Reply::Join`
    Join {
        /// `ADDR[:PORT]`; found on the LAN if none.
        address: Option<String>,
        /// Six digits.
        code: String,
        /// The machine's name; the host name if none.
        name: Option<String>,
    },
    /// Leaves the hub → `Reply::Done`
    Leave,
    /// Shares and links a folder → `Reply::Folder`
    Share {
        /// An absolute path.
        path: PathBuf,
        /// The folder's name; the path's last component if none.
        name: Option<String>,
        /// Whether the hub should keep a copy.
        hub_copy: bool,
    },
    /// What sharing a directory would need, looked at for two seconds at most → `Reply::Estimate`
    Estimate {
        /// An absolute path.
        path: PathBuf,
    },
    /// → `Reply::Done`
    Unshare {
        /// The folder.
        name: String,
    },
    /// → `Reply::Folder`
    Link {
        /// The folder.
        name: String,
        /// An absolute path.
        path: PathBuf,
        /// What this machine does with it.
        #[cfg_attr(test, ts(as = "crate::typescript::Role"))]
        role: Role,
    },
    /// → `Reply::Done`
    Unlink {
        /// The folder.
        name: String,
    },
    /// → `Reply::Folder`
    Relocate {
        /// The folder.
        name: String,
        /// An absolute path.
        path: PathBuf,
    },
    /// → `Reply::Folders`
    Folders,
    /// → `Reply::Wait`
    Wait {
        /// Only this folder.
        folder: Option<String>,
        /// Seconds; for ever if none.
        timeout: Option<f64>,
    },
    /// → `Reply::Machines`
    Machines,
    /// → `Reply::Done`
    Rename {
        /// Which machine; this one if none.
        machine: Option<String>,
        /// Its new name.
        name: String,
    },
    /// → `Reply::Done`
    Forget {
        /// Which machine.
        name: String,
    },
    /// → `Reply::Done`
    Access {
        /// Which machine.
        machine: String,
        /// Which folder.
        folder: String,
        /// What it may do.
        #[cfg_attr(test, ts(as = "crate::typescript::Access"))]
        access: Access,
    },
    /// → `Reply::History`
    History(HistoryRequest),
    /// How much changed, hour by hour → `Reply::Activity`
    Activity {
        /// The last so many, the current one included: 1 to 168.
        hours: u32,
    },
    /// The versions that are kept of a file → `Reply::Versions`
    Versions {
        /// The folder.
        folder: String,
        /// The file.
        path: String,
    },
    /// Brings back an earlier state → `Reply::Restored`
    Restore {
        /// The folder.
        folder: String,
        /// Only this path and what is below it.
        path: Option<String>,
        /// This version of it.
        version: Option<String>,
        /// As it was at this moment, RFC 3339. Without both: the newest version that is not current.
        at: Option<String>,
        /// An absolute path that does not exist: the content is written there, and nothing is changed.
        to: Option<PathBuf>,
        /// Only says what would change.
        dry_run: bool,
    },
    /// The content of a version, to be looked at → `Reply::Content`
    Content {
        /// The folder.
        folder: String,
        /// The file.
        path: String,
        /// Which version of it.
        version: String,
    },
    /// → `Reply::Conflicts`
    Conflicts {
        /// Only those of this folder.
        #[serde(default)]
        folder: Option<String>,
        /// Only this conflict copy.
        #[serde(default)]
        copy: Option<String>,
        /// Whether to look at the contents: what differs, and the merged text where there is one.
        #[serde(default)]
        diff: bool,
    },
    /// Settles a conflict → `Reply::Done`
    Resolve {
        /// The folder.
        folder: String,
        /// The conflict copy.
        copy: String,
        /// What is kept.
        keep: Keep,
    },
    /// What is stopped for safety → `Reply::Held`
    Held,
    /// Settles what is stopped in a folder → `Reply::Done`
    Release {
        /// The folder.
        folder: String,
        /// Whether the deletions pass everywhere; otherwise the files come back.
        delete: bool,
    },
    /// → `Reply::Done`
    Pause {
        /// Only this folder.
        folder: Option<String>,
        /// Seconds; until resumed if none.
        seconds: Option<u64>,
    },
    /// → `Reply::Done`
    Resume {
        /// Only this folder.
        folder: Option<String>,
    },
    /// Looks at everything again now → `Reply::Done`
    Rescan {
        /// Only this folder.
        folder: Option<String>,
    },
    /// → `Reply::Ignored`
    Ignored {
        /// The folder.
        folder: String,
        /// Only this path and what is below it.
        path: Option<String>,
    },
    /// Reads, or with a text writes, the `.syncitignore` at a folder's root → `Reply::IgnoreRules`
    IgnoreRules {
        /// The folder.
        folder: String,
        /// What it is to say.
        text: Option<String>,
    },
    /// What these rules at a folder's root would match of what is there, 1,000 lines at most → `Reply::Ignored`
    IgnorePreview {
        /// The folder.
        folder: String,
        /// As in `.syncitignore`.
        text: String,
    },
    /// Lists, or with a value sets → `Reply::Settings`
    Settings {
        /// A folder's settings instead of the machine's.
        folder: Option<String>,
        /// Only this one.
        key: Option<String>,
        /// What to set it to.
        value: Option<String>,
    },
    /// Where this machine's private key lies → `Reply::Key`
    Key,
    /// → `Reply::Doctor`
    Doctor,
    /// Writes a bundle for a bug report → `Reply::Done`
    Diagnostics {
        /// An absolute path of a file that does not exist.
        file: PathBuf,
    },
    /// Where the log is → `Reply::Log`
    Log,
    /// Ends the engine cleanly → `Reply::Done`
    Stop,
    /// Replies `Reply::Changed` each time something may have changed since the last reply on this
    /// connection, until it is closed. Hints only: ask again what you show.
    Watch,
}

/// Where a hub keeps the folders that other machines share.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum HubRoot {
    /// `~/SyncIt`, or `DIR/SyncIt` under `--home DIR`.
    #[default]
    Default,
    /// Only the content store.
    None,
    /// An absolute path.
    At(PathBuf),
}

/// Which part of the history.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HistoryRequest {
    /// Only of this folder.
    pub folder: Option<String>,
    /// Only this path and what is below it.
    pub path: Option<String>,
    /// Only by this machine.
    pub machine: Option<String>,
    /// Only since this moment, RFC 3339.
    pub since: Option<String>,
    /// The cursor of the last line of the page before.
    pub before: Option<String>,
    /// Lines at most; 50 if none.
    pub limit: Option<usize>,
    /// Only these kinds of change; all if empty.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Vec<crate::typescript::Action>"))]
    pub kinds: Vec<Action>,
    /// Only paths, new or old, that contain this, whatever the case of ASCII letters.
    #[serde(default)]
    pub search: Option<String>,
}

/// A reply. Externally it is just the value inside (`untagged`): what `--json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// Done; nothing to show.
    Done,
    /// To `Status`.
    Status(Box<Status>),
    /// To `Hub`.
    Hub {
        /// The machine's name.
        machine: String,
        /// `ADDR:PORT` that it listens on.
        listen: Vec<String>,
    },
    /// To `Invite`.
    Invite(Invite),
    /// To `Invitation`; none if none is open.
    Invitation(Option<Invite>),
    /// To `Discover`.
    Discover(Vec<Discovered>),
    /// To `Join`.
    Join {
        /// The hub's name.
        hub: String,
        /// This machine's.
        machine: String,
    },
    /// To `Share`, `Link` and `Relocate`.
    Folder {
        /// Its name.
        folder: String,
        /// Where it is here.
        path: PathBuf,
        /// What the person should know first: the disk that it needs, for one.
        notes: Vec<String>,
    },
    /// To `Estimate`.
    Estimate(Estimate),
    /// To `Folders`.
    Folders(Vec<FolderStatus>),
    /// To `Wait`: all is there if nothing is in the way and it did not time out.
    Wait {
        /// What only a person can clear.
        in_the_way: Vec<InTheWay>,
        /// Whether the time ran out.
        timed_out: bool,
    },
    /// To `Machines`.
    Machines(Vec<MachineStatus>),
    /// To `History`.
    History(Vec<HistoryLine>),
    /// To `Activity`, oldest first.
    Activity(Vec<ActivityBin>),
    /// To `Versions`, newest first.
    Versions(Vec<VersionLine>),
    /// To `Restore`.
    Restored {
        /// The folder.
        folder: String,
        /// The path, if it was only about one.
        path: Option<String>,
        /// The version that was brought back or written, if it is one.
        version: Option<String>,
        /// The moment whose state it is, RFC 3339: the one that was asked for, or the last before it of which all is
        /// kept.
        at: Option<String>,
        /// The file that was written.
        to: Option<PathBuf>,
        /// What changes, in path order; only the beginning of it if there is very much.
        changes: Vec<RestoreLine>,
        /// How many paths change.
        total: u64,
        /// Whether it was only asked what would change.
        dry_run: bool,
    },
    /// To `Content`.
    Content {
        /// The content, if it is text.
        text: Option<String>,
        /// Its size.
        bytes: u64,
        /// What it is.
        kind: ContentKind,
    },
    /// To `Conflicts`.
    Conflicts(Vec<ConflictLine>),
    /// To `Held`.
    Held(Vec<HeldLine>),
    /// To `Ignored` and `IgnorePreview`.
    Ignored(Vec<IgnoredLine>),
    /// To `IgnoreRules`.
    IgnoreRules(IgnoreRules),
    /// To `Settings`, in the order of keys.
    Settings(
        #[cfg_attr(test, ts(type = "Record<string, string | number | boolean>"))]
        std::collections::BTreeMap<String, serde_json::Value>,
    ),
    /// To `Key`.
    Key(Key),
    /// To `Doctor`.
    Doctor(Vec<Check>),
    /// To `Log`.
    Log {
        /// The current log file; older ones lie beside it.
        file: PathBuf,
    },
    /// To `Watch`.
    Changed,
}

/// An error as every front shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[error("{message}")]
pub struct ApiError {
    /// For programs: kebab-case, stable.
    pub code: String,
    /// What failed, on what, what happens next.
    pub message: String,
    /// What to do.
    #[serde(default)]
    pub hint: Option<String>,
    /// The path it is about.
    #[serde(default)]
    pub path: Option<String>,
}

/// What the engine answers to a `Command`.
pub type ApiResult = Result<Reply, ApiError>;

/// The state of a machine or a folder, as `CLI.md` orders them: the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum SyncState {
    /// Stopped for safety until a person decides.
    Held,
    /// A conflict or a problem waits.
    Attention,
    /// Stopped by a person.
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

/// What role this machine plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum MachineRole {
    /// It runs the relay.
    Hub,
    /// It has a hub.
    Client,
    /// Neither yet.
    #[default]
    None,
}

/// The whole state.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Status {
    /// This machine's name; empty before it has one.
    pub machine: String,
    /// What it is.
    pub role: MachineRole,
    /// The first that applies over all folders.
    pub state: SyncState,
    /// A client's hub.
    pub hub: Option<HubStatus>,
    /// As `folders` lists them.
    pub folders: Vec<FolderStatus>,
    /// Contents on their way.
    pub transfers: Vec<TransferStatus>,
    /// Whether a person paused everything on this machine.
    pub paused: bool,
    /// When that ends by itself, RFC 3339; none until a person resumes.
    pub paused_until: Option<String>,
    /// Bytes of the hub's content store; a client's is null.
    pub store_bytes: Option<u64>,
    /// Directories whose disks have less free than SyncIt needs there.
    pub full_disks: Vec<PathBuf>,
    /// All of it at a glance: what every front shows first. Work of a moment does not make it flicker.
    pub summary: Summary,
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
    #[cfg_attr(test, ts(as = "Option<crate::typescript::Role>"))]
    pub role: Option<Role>,
    /// The first that applies.
    pub state: SyncState,
    /// Files here.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Paths not yet settled.
    pub pending: u64,
    /// Bytes of content still to be sent or fetched for them, as far as is known.
    pub bytes_pending: u64,
    /// Conflict copies waiting.
    pub conflicts: u64,
    /// What waits, by path.
    pub problems: Vec<ProblemLine>,
    /// Why it is stopped for safety, if it is.
    pub hold: Option<HoldLine>,
    /// Whether a person paused it, or this machine as a whole.
    pub paused: bool,
    /// When the pause ends by itself, RFC 3339; none until a person resumes.
    pub paused_until: Option<String>,
    /// Where a folder that is only offered could be kept here.
    pub suggested_path: Option<PathBuf>,
}

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProblemLine {
    /// Empty for the folder as a whole.
    pub path: String,
    /// What failed, on what.
    pub message: String,
    /// What to do.
    pub hint: String,
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

/// A hub on the LAN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Discovered {
    /// Its name.
    pub name: String,
    /// `ADDR:PORT`.
    pub addresses: Vec<String>,
}

/// What a `wait` cannot wait for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InTheWay {
    /// The folder.
    pub folder: String,
    /// The path; empty for the folder as a whole.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// A paired machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MachineStatus {
    /// Its name.
    pub name: String,
    /// `hub` or `client`.
    pub role: MachineRole,
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
    pub access: std::collections::BTreeMap<String, Access>,
    /// Whether something is sent to or from it now, as far as this machine can tell.
    pub flowing: bool,
}

/// A line of history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HistoryLine {
    /// RFC 3339, hub time.
    pub at: String,
    /// The folder.
    pub folder: String,
    /// The path.
    pub path: String,
    /// What happened.
    #[cfg_attr(test, ts(as = "crate::typescript::Action"))]
    pub action: Action,
    /// The machine's name.
    pub machine: String,
    /// In bytes.
    pub size: u64,
    /// The version, to be given to `restore` and as `--before`.
    pub version: String,
    /// Where it was before, if it moved.
    pub from: Option<String>,
}

/// A version of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VersionLine {
    /// To be given to `restore`.
    pub version: String,
    /// RFC 3339, hub time.
    pub at: String,
    /// The name of the machine that made it.
    pub machine: String,
    /// In bytes.
    pub size: u64,
    /// Whether it is what is there now.
    pub current: bool,
    /// What the file was called then.
    pub path: String,
    /// What happened.
    #[cfg_attr(test, ts(as = "crate::typescript::Action"))]
    pub action: Action,
}

/// What restoring changes at one path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RestoreLine {
    /// The path.
    pub path: String,
    /// `added`, `changed` or `deleted`.
    #[cfg_attr(test, ts(as = "crate::typescript::Action"))]
    pub change: Action,
}

/// How a content can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ContentKind {
    /// As text.
    Text,
    /// Not as text.
    Binary,
    /// It is larger than a mebibyte.
    TooLarge,
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

/// What `doctor` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Check {
    /// What was checked.
    pub check: String,
    /// Whether it is well.
    pub ok: bool,
    /// What was found.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}
