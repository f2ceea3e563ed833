//! What a front is answered.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::conflicts::ConflictLine;
use super::details::{ActivityBin, Check, Estimate, IgnoreRules, IgnoredLine, Invite, Key};
use super::differences::DifferenceLine;
use super::error::ApiError;
use super::holds::HeldLine;
use super::past::{ContentImage, ContentKind, HistoryPage, RestoreLine, VersionLine};
use super::selection::Selected;
use super::sentence::Sentence;
use super::status::{Discovered, FolderStatus, InTheWay, MachineStatus, Status};
use super::store::Store;
use super::verify::Verified;
use super::whereabouts::Whereabouts;

/// A reply. The control socket carries it tagged with its name; `--json` prints only the value inside.
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
    /// To `Invitation`; none if none is open and none was ended by wrong codes lately.
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
        #[cfg_attr(test, ts(type = "Array<string>"))]
        notes: Vec<Sentence>,
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
    History(HistoryPage),
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
        /// The content, if it is an image.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional = nullable))]
        image: Option<ContentImage>,
        /// Its size.
        bytes: u64,
        /// What it is.
        kind: ContentKind,
    },
    /// To `Conflicts`.
    Conflicts(Vec<ConflictLine>),
    /// To `Differences`, in path order.
    Differences(Vec<DifferenceLine>),
    /// To `Selected`.
    Selected(Selected),
    /// To `Held`.
    Held(Vec<HeldLine>),
    /// To `Where`, in the order of the paths.
    Where(Vec<Whereabouts>),
    /// To `Ignored` and `IgnorePreview`.
    Ignored(Vec<IgnoredLine>),
    /// To `IgnoreRules`.
    IgnoreRules(IgnoreRules),
    /// To `Store`.
    Store(Store),
    /// To `Settings`, in the order of keys.
    Settings(
        #[cfg_attr(test, ts(type = "Record<string, string | number | boolean>"))] BTreeMap<String, serde_json::Value>,
    ),
    /// To `Verify`.
    Verified(Verified),
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

/// What the engine answers to a `Command`.
pub type ApiResult = Result<Reply, ApiError>;
