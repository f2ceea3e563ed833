//! What a front can ask.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use syncit_core::relay_store::Access;
use syncit_core::replica_store::SyncMode;

use super::conflicts::Keep;
use super::past::{HistoryRequest, RestoreRequest};

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
    /// Opens an invitation, on the hub or on a machine that may invite → `Reply::Invite`
    Invite {
        /// How long it is valid; 10 if none.
        minutes: Option<u32>,
        /// What the machine that joins may do with each folder, now and later, of which nothing else is said of it; what
        /// was said when it was last invited, or everything, if none.
        #[serde(default)]
        #[cfg_attr(test, ts(as = "Option<crate::typescript::Access>"))]
        may: Option<Access>,
    },
    /// The invitation that is open: on the hub whoever opened it, elsewhere this machine's own → `Reply::Invitation`
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
        /// The fingerprint that the hub's key must have, `SHA256:…`; whatever key it has, if none.
        #[serde(default)]
        fingerprint: Option<String>,
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
        #[cfg_attr(test, ts(as = "crate::typescript::SyncMode"))]
        role: SyncMode,
        /// Only these subfolders are kept here; everything if none.
        #[serde(default)]
        only: Option<Vec<String>>,
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
        /// Also until every machine that is connected has everything.
        #[serde(default)]
        everywhere: bool,
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
    /// Sets whether a machine may invite others → `Reply::Done`
    AllowInvites {
        /// The machine.
        machine: String,
        /// Whether it may.
        allowed: bool,
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
    Restore(RestoreRequest),
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
        /// Whether to look at the contents: what differs, the merged text where there is one, and of a single copy
        /// both texts.
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
    /// What differs in a folder because of what this machine does with it → `Reply::Differences`
    Differences {
        /// The folder.
        folder: String,
        /// Only paths after this one: the last of the page before.
        after: Option<String>,
        /// Lines at most; 100 if none.
        limit: Option<usize>,
    },
    /// Ends what differs in a folder because of what this machine does with it → `Reply::Done`
    SettleDifferences {
        /// The folder.
        folder: String,
        /// Of a folder that this machine only sends, true: what is here replaces what others changed, everywhere. Of one
        /// that it only receives, or may only read, false: what was changed here is dropped.
        keep_mine: bool,
        /// How many differences a person was shown; nothing is done if there are others by now. Any number if none.
        #[serde(default)]
        count: Option<u64>,
    },
    /// Which part of a folder this machine keeps, and the subfolders that could be chosen → `Reply::Selected`
    Selected {
        /// The folder.
        folder: String,
        /// The directory whose subfolders are listed; the root if none.
        #[serde(default)]
        path: Option<String>,
    },
    /// Changes which part of a folder this machine keeps → `Reply::Done`
    Choose {
        /// The folder.
        folder: String,
        /// Whether to begin with everything, or with nothing; none to change what is chosen now.
        #[serde(default)]
        from: Option<bool>,
        /// Subfolders that are not kept here any more. They are removed from this disk once the hub has everything in them.
        #[serde(default)]
        deselect: Vec<String>,
        /// Subfolders that are kept here. Of two paths in these lists, the one below the other counts for what is in it.
        #[serde(default)]
        select: Vec<String>,
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
    /// Ends a pause of a person. If there is none, and the machine paused by itself, it runs until the cause comes again
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
    /// Where paths of this machine lie: in which folder, and how they stand there. Nothing is scanned and the hub is not
    /// asked → `Reply::Where`
    Where {
        /// Absolute paths, 256 at most. Only of a single one it is told which machines keep its folder.
        paths: Vec<PathBuf>,
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
    /// What the folders take at the hub → `Reply::Store`
    Store,
    /// Lists, or with a value sets → `Reply::Settings`
    Settings {
        /// A folder's settings instead of the machine's.
        folder: Option<String>,
        /// Only this one.
        key: Option<String>,
        /// What to set it to.
        value: Option<String>,
    },
    /// On the hub: reads the whole content store, checks it, and fetches again what is damaged → `Reply::Verified`
    Verify,
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
