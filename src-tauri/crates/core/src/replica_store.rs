//! What a replica stores: one row per path with base, local and remote side by side.
//!
//! Only observations are stored, never pending work: that is always computed from the rows whose
//! sides differ. `syncit-store` keeps the rows in SQLite, `syncit-testkit` in maps; one randomised
//! test holds both to the behaviour described here.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::content::{ChunkList, Digest};
use crate::entry::{Entry, FileEntry};
use crate::ids::{FolderId, MachineId, Position, ReplicaId, Rev, Seq};
use crate::message::Action;
use crate::path::RelPath;
use crate::privacy::{Privacy, PrivacyHere};
use crate::reason::Reason;
use crate::selection::Selection;
use crate::time::Timestamp;

/// The remote state of a path: its newest entry in the hub's journal, as the hub last reported it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Remote {
    /// The state.
    pub entry: Entry,
    /// Its position in the journal; 0 if the hub never had anything at the path.
    pub seq: Seq,
    /// The author of the change; `None` at seq 0.
    pub machine: Option<MachineId>,
    /// When the hub accepted it, by the hub's clock.
    pub at: Timestamp,
    /// What it is a conflict copy of, if it is one.
    pub conflict_of: Option<ConflictOf>,
    /// The hub's statement about a directory's privacy; `None` if there is none, as from versions of SyncIt that do not
    /// know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<Privacy>,
}

impl Remote {
    /// Applies what the hub reported about the path, unless it is older than what is known. Returns true if anything
    /// changed.
    ///
    /// Only directories have a privacy, and nothing else about a known entry ever changes: anything more that a lying
    /// hub reports is dropped.
    pub fn take(&mut self, remote: Remote) -> bool {
        let privacy = remote.privacy.filter(|_| remote.entry.is_directory());
        if remote.seq > self.seq {
            *self = Remote { privacy, ..remote };
            return true;
        }
        let order = |privacy: Option<Privacy>| privacy.map(|privacy| privacy.seq);
        let is_newer = remote.seq == self.seq && self.entry.is_directory() && order(privacy) > order(self.privacy);
        if is_newer {
            self.privacy = privacy;
        }
        is_newer
    }

    /// Returns the kind of change as far as the entry itself shows it. Only the hub knows what was added, moved or
    /// restored.
    pub fn kind(&self) -> Action {
        match (self.entry.is_absent(), &self.conflict_of) {
            (true, _) => Action::Deleted,
            (false, Some(_)) => Action::Conflict,
            (false, None) => Action::Changed,
        }
    }
}

/// A filter for remote states. A replica has only the newest of each path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RemoteFilter {
    /// Only this path and what is below it.
    pub path: Option<RelPath>,
    /// Only changes by this machine.
    pub machine: Option<MachineId>,
    /// Only at or after this hub time.
    pub since: Option<Timestamp>,
    /// Only before this hub time, or at it with a smaller seq.
    pub before: Option<(Timestamp, Seq)>,
    /// Only these kinds of change, as returned by `Remote::kind`; all if empty.
    pub kinds: Vec<Action>,
    /// Only paths that contain this text, ignoring the case of ASCII letters.
    pub search: Option<String>,
    /// At most this many.
    pub limit: usize,
}

impl RemoteFilter {
    /// Returns true if the remote state of a path matches the filter.
    pub fn lets(&self, path: &RelPath, remote: &Remote) -> bool {
        let is_in = |dir: &RelPath| path == dir || path.is_below(dir);
        let holds = |text: &String| path.as_str().to_ascii_lowercase().contains(&text.to_ascii_lowercase());
        remote.seq > Seq(0)
            && self.path.as_ref().is_none_or(is_in)
            && self.machine.is_none_or(|machine| remote.machine == Some(machine))
            && self.since.is_none_or(|since| remote.at >= since)
            && self.before.is_none_or(|before| (remote.at, remote.seq) < before)
            && (self.kinds.is_empty() || self.kinds.contains(&remote.kind()))
            && self.search.as_ref().is_none_or(holds)
    }
}

/// A path at a position of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathAt {
    /// The path.
    pub path: RelPath,
    /// The position of the path's entry.
    pub seq: Seq,
}

/// What a conflict copy is a copy of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictOf {
    /// The path whose name it lost.
    pub path: RelPath,
    /// The entry of that path that took the name.
    pub seq: Seq,
    /// The earlier entry of that path that both versions were made from; 0 if it is not known for certain. Merging with
    /// a base that is too new would silently drop a change.
    #[serde(default, skip_serializing_if = "is_none")]
    pub base: Seq,
}

fn is_none(seq: &Seq) -> bool {
    *seq == Seq(0)
}

/// The state that a replica and the hub last agreed on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Base {
    /// The state.
    pub entry: Entry,
    /// The hub's seq for it.
    pub seq: Seq,
}

/// Why the state of a path on this disk is unknown. Nothing is planned for such a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// Not read yet, or being hashed.
    Unread,
    /// Still being written.
    Busy,
    /// An ignore rule matches.
    Ignored,
    /// A directory that was deleted elsewhere and stays here because of the unknown things in it.
    Kept,
    /// The system refuses to read it.
    Unreadable,
    /// Not a file, directory or symlink; or its name, target or size cannot be synced.
    Unsupported,
    /// This disk cannot hold what the hub has there.
    Unrepresentable,
    /// Below a mount point.
    Mount,
    /// Not chosen on this machine (`crate::selection`), and not on its disk: what is there under this name, if the
    /// row has a reason, is something else.
    Unselected,
}

impl Unknown {
    /// Returns true if this is temporary, so that whoever waits for the folder should wait for it.
    pub fn is_passing(self) -> bool {
        matches!(self, Unknown::Unread | Unknown::Busy)
    }

    /// Returns true if a path below a directory that is unknown for this reason becomes unknown for the same reason.
    /// What a rule excludes covers everything seen or received below it. What cannot be read covers only what was seen
    /// below it. A path that is left out for a reason of its own stays so.
    pub fn covers(self, below: &Local) -> bool {
        let is_by_rule = matches!(self, Unknown::Ignored | Unknown::Mount | Unknown::Unselected);
        match below {
            Local::Known { .. } | Local::Unknown(Unknown::Unread | Unknown::Busy) => {
                is_by_rule || self == Unknown::Unreadable
            }
            Local::Unknown(Unknown::Unreadable | Unknown::Unsupported) => is_by_rule,
            Local::Unknown(Unknown::Ignored | Unknown::Kept | Unknown::Unrepresentable) => false,
            Local::Unknown(Unknown::Mount | Unknown::Unselected) => false,
        }
    }
}

/// The result of stat when a path was last examined, to detect later without reading it that it is unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// In bytes.
    pub size: u64,
    /// Last change of the content.
    pub mtime: Timestamp,
    /// Last change of the inode.
    pub ctime: Timestamp,
    /// The inode number.
    pub inode: u64,
    /// Whether a later match can be trusted: SyncIt placed the file itself, or it was hashed when it was more than two
    /// seconds old. Otherwise a second write within the same clock tick could go unnoticed.
    pub settled: bool,
    /// Whether the file has more than one name (hard links), so that it can be written through another one.
    pub shared: bool,
    /// Whether nobody but the owner had any permission. `Some(false)` on a disk without modes; `None` if it was not
    /// examined. Only a later difference from this is a person's change.
    #[serde(default)]
    pub private: Option<bool>,
    /// Whether the owner had permission to execute the file. `None` for a directory, on a disk without executable bits,
    /// or if it was not examined: then the entry's value applies. It differs from the entry if the bit was left out
    /// when the file was placed. Only a later difference from this is a person's change.
    #[serde(default)]
    pub executable: Option<bool>,
}

/// The state of a path on this disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Local {
    /// Unknown, so nothing is planned for it.
    Unknown(Unknown),
    /// Seen on the disk.
    Known {
        /// The state.
        entry: Entry,
        /// For files and directories. A directory's inode is its identity; its size has no meaning and is 0.
        stamp: Option<Stamp>,
    },
}

impl Local {
    /// Nothing is there, as a complete readdir has shown.
    pub const ABSENT: Local = Local::Known { entry: Entry::Absent, stamp: None };

    /// Returns the state, if it is known.
    pub fn entry(&self) -> Option<&Entry> {
        match self {
            Local::Unknown(_) => None,
            Local::Known { entry, .. } => Some(entry),
        }
    }

    /// Returns the result of stat, if this is a known file or directory.
    pub fn stamp(&self) -> Option<&Stamp> {
        match self {
            Local::Unknown(_) => None,
            Local::Known { stamp, .. } => stamp.as_ref(),
        }
    }

    /// Returns the file if it is executable and its executable bit was left out on this disk.
    pub fn without_bit(&self) -> Option<&FileEntry> {
        let is_left_out = self.stamp().is_some_and(|stamp| stamp.executable == Some(false));
        self.entry().and_then(Entry::file).filter(|file| file.executable && is_left_out)
    }
}

/// Everything that a replica knows about one path: the agreed state, the state on this disk, and the hub's state. What
/// to do follows from these three alone ([`crate::plan::plan`]), and so does what people are told.
///
/// ```
/// use syncit_core::replica_store::{Local, Row, Standing};
/// use syncit_core::{Entry, RelPath};
///
/// let mut row = Row::new(RelPath::new("photos")?);
/// assert_eq!(row.standing(), Standing::Equal);
/// // The directory is made here, and the hub does not have it yet.
/// row.local = Local::Known { entry: Entry::Directory, stamp: None };
/// assert_eq!(row.standing(), Standing::Pending);
/// // The hub has it now, and both agree.
/// row.remote.entry = Entry::Directory;
/// row.base.entry = Entry::Directory;
/// assert_eq!(row.standing(), Standing::Equal);
/// # Ok::<(), syncit_core::path::BadPath>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The path.
    pub path: RelPath,
    /// The state last agreed on with the hub.
    pub base: Base,
    /// The state seen on the disk.
    pub local: Local,
    /// The state reported by the hub.
    pub remote: Remote,
    /// For a directory: what is known about its privacy.
    #[serde(default)]
    pub privacy: PrivacyHere,
    /// True if the path is not chosen here (`crate::selection`) and still on the disk: it is removed once the hub has it.
    #[serde(default)]
    pub to_evict: bool,
    /// Why it is not settled, if something failed. Stored, so that a restart does not lose it.
    pub reason: Option<Reason>,
    /// When this row was last written, set by `ReplicaStore::put`.
    pub rev: Rev,
}

/// How a path stands, derived from its row alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// The same here, at the hub, and in the base.
    Equal,
    /// Something is still to be examined or done, which needs no person.
    Pending,
    /// It differs between here and the hub, and the row's reason says what helps.
    Troubled,
    /// It is excluded by rule: ignored, below a mount point, kept because of such things, or not chosen here.
    LeftOut,
    /// It is never synced, and the hub has nothing at this path.
    Aside,
}

impl Row {
    /// Returns the row of a path about which nothing is known.
    pub fn new(path: RelPath) -> Self {
        Row {
            path,
            base: Base::default(),
            local: Local::ABSENT,
            remote: Remote::default(),
            privacy: PrivacyHere::default(),
            to_evict: false,
            reason: None,
            rev: Rev(0),
        }
    }

    /// Returns how the path stands. What people are told about a folder follows from this alone.
    pub fn standing(&self) -> Standing {
        let is_at_hub = self.remote.entry.is_live() || self.base.entry.is_live();
        match &self.local {
            Local::Unknown(Unknown::Unread | Unknown::Busy) => Standing::Pending,
            Local::Unknown(Unknown::Ignored | Unknown::Mount | Unknown::Kept) => Standing::LeftOut,
            // A path below an unreadable directory has no reason of its own: the directory's reason covers it.
            Local::Unknown(Unknown::Unreadable) if self.reason.is_some() => Standing::Troubled,
            Local::Unknown(Unknown::Unreadable) => Standing::LeftOut,
            Local::Unknown(Unknown::Unsupported) if is_at_hub => Standing::Troubled,
            Local::Unknown(Unknown::Unsupported) => Standing::Aside,
            Local::Unknown(Unknown::Unrepresentable) if is_at_hub => Standing::Troubled,
            Local::Unknown(Unknown::Unrepresentable) => Standing::LeftOut,
            Local::Unknown(Unknown::Unselected) if self.is_only_elsewhere() => Standing::LeftOut,
            Local::Unknown(Unknown::Unselected) => Standing::Troubled,
            Local::Known { .. } if !self.is_pending() => Standing::Equal,
            Local::Known { .. } if self.reason.is_some() => Standing::Troubled,
            Local::Known { .. } => Standing::Pending,
        }
    }

    /// Returns the row after a complete readdir has found nothing at its path; `None` if nothing changes.
    ///
    /// Absence proves a deletion only where presence was seen before, by any successful look, whether or not the
    /// content was readable. Where SyncIt does not look by rule (ignored, below a mount point), what happened meanwhile
    /// is unknown, and a later absence proves nothing: the hub's state comes back. `is_ignored` is true if a rule still
    /// excludes the path. For what is not chosen, `unselected_and_absent` is used instead.
    pub fn seen_absent(&self, is_ignored: bool) -> Option<Row> {
        let is_at_hub = self.remote.entry.is_live();
        let absent = |base: Base| Row { local: Local::ABSENT, base, ..self.clone() };
        match &self.local {
            local if *local == Local::ABSENT => None,
            // It was never on this disk.
            Local::Unknown(Unknown::Unrepresentable) => None,
            Local::Unknown(Unknown::Ignored) if is_ignored && is_at_hub => None,
            Local::Unknown(Unknown::Ignored | Unknown::Mount) if is_at_hub => Some(absent(Base::default())),
            Local::Unknown(Unknown::Ignored | Unknown::Mount) => {
                Some(absent(Base { entry: Entry::Absent, seq: self.remote.seq }))
            }
            Local::Unknown(Unknown::Unread | Unknown::Busy | Unknown::Kept)
            | Local::Unknown(Unknown::Unreadable | Unknown::Unsupported | Unknown::Unselected)
            | Local::Known { .. } => Some(absent(self.base.clone())),
        }
    }

    /// Returns the row of a path that is not chosen here, after nothing was found there; `None` if nothing changes. That
    /// something is not there any more is no deletion: it would have been removed anyway.
    pub fn unselected_and_absent(&self) -> Option<Row> {
        if self.local == Local::ABSENT || self.is_only_elsewhere() {
            return None;
        }
        Some(self.unselected())
    }

    /// Returns true if the path is not chosen here, and nothing else on this disk has its name.
    pub fn is_only_elsewhere(&self) -> bool {
        self.local == Local::Unknown(Unknown::Unselected) && self.reason.is_none()
    }

    /// Returns the row of a path that is not chosen here and is not on the disk. Its base is that nothing is there, as if
    /// the hub's state had come after that: whatever has its name later is not taken for an old version of it.
    pub fn unselected(&self) -> Row {
        let absent = |seq| Base { entry: Entry::Absent, seq };
        let (local, base) = match self.remote.entry.is_live() {
            true => (Local::Unknown(Unknown::Unselected), absent(Seq(self.remote.seq.0.saturating_sub(1)))),
            false => (Local::ABSENT, absent(self.remote.seq)),
        };
        Row { local, base, reason: None, to_evict: false, privacy: PrivacyHere::default(), ..self.clone() }
    }

    /// Returns true if a file of the base is gone here, while others changed its content.
    pub fn is_gone_and_edited(&self) -> bool {
        let digest = |entry: &Entry| entry.file().map(|file| file.digest);
        let (was, is) = (digest(&self.base.entry), digest(&self.remote.entry));
        self.local == Local::ABSENT && was.is_some() && is.is_some() && was != is
    }

    /// Turns a directory that was deleted elsewhere and kept for the unknown things in it (`Unknown::Kept`) into one to
    /// be planned again: present here as agreed on, and gone at the hub.
    pub fn plan_kept_again(&mut self) {
        self.local = Local::Known { entry: Entry::Directory, stamp: None };
        self.base.entry = Entry::Directory;
    }

    /// Returns the file that is at the hub and not chosen here, if it is one.
    pub fn unselected_file(&self) -> Option<&FileEntry> {
        self.remote.entry.file().filter(|_| self.local == Local::Unknown(Unknown::Unselected))
    }

    /// Returns true if people are told about the path: something failed, or it cannot be synced.
    pub fn is_troubled(&self) -> bool {
        self.reason.is_some() || matches!(self.standing(), Standing::Troubled | Standing::Aside)
    }

    /// Returns true if there may be work to do: the three trees differ, or the path is to be removed from this disk.
    pub fn is_pending(&self) -> bool {
        self.to_evict && matches!(self.local, Local::Known { .. }) || self.differs()
    }

    /// Returns true if the three trees differ here in a way that may require work, or if the local state is unknown
    /// only temporarily.
    pub fn differs(&self) -> bool {
        match &self.local {
            Local::Unknown(why) => why.is_passing(),
            Local::Known { entry, .. } => {
                *entry != self.base.entry
                    || self.base.entry != self.remote.entry
                    || self.base.seq != self.remote.seq
                    || !self.is_privacy_settled()
            }
        }
    }

    /// Returns true if it says no more than a missing row: absent on all three sides. (Once all
    /// sides agree on a deletion, the path is forgotten.)
    pub fn is_void(&self) -> bool {
        !self.is_pending() && self.local == Local::ABSENT && self.remote.entry.is_absent()
    }
}

/// What a machine does with a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SyncMode {
    /// Sends and receives.
    #[default]
    TwoWay,
    /// Offers each of its own changes, based on the hub's current state, and applies nothing.
    SendOnly,
    /// Keeps local changes to itself. In a conflict the remote change takes the name.
    ReceiveOnly,
}

impl fmt::Display for SyncMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SyncMode::TwoWay => "two-way",
            SyncMode::SendOnly => "send-only",
            SyncMode::ReceiveOnly => "receive-only",
        })
    }
}

/// What to do with git hooks (`crate::git::is_hook`) that come from other machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GitHooks {
    /// They are placed without the executable bit, so git does not run them.
    #[default]
    NotExecutable,
    /// They are placed like any other file.
    AsTheyAre,
}

impl GitHooks {
    /// Returns its name in the settings.
    pub fn word(self) -> &'static str {
        match self {
            GitHooks::NotExecutable => "not-executable",
            GitHooks::AsTheyAre => "as-they-are",
        }
    }
}

/// What a replica stores besides its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkState {
    /// The folder.
    pub folder: FolderId,
    /// This copy of it, which the folder's marker on disk names, too.
    pub replica: ReplicaId,
    /// What this machine does with the folder.
    pub sync_mode: SyncMode,
    /// The last seq taken into the rows, for every incarnation of the hub's journal that this
    /// replica has heard of, oldest first. Empty before the first news.
    pub positions: Vec<Position>,
    /// Whether every directory has been read once since the folder was linked. Until then a path
    /// without a row is unknown, not absent.
    pub scanned: bool,
    /// The identity of the root when it was last confirmed; `None` before that.
    pub root: Option<RootId>,
    /// The token that the marker on the disk also has since the last start. A disk or database that was set back, or
    /// copied before that, has another one. `None` before the first start.
    pub token: Option<Token>,
    /// The setting that was last applied to the git hooks on the disk.
    #[serde(default)]
    pub git_hooks: GitHooks,
}

impl LinkState {
    /// Returns the state of a folder that was just linked: nothing was scanned or received yet.
    pub fn new(folder: FolderId, replica: ReplicaId, sync_mode: SyncMode) -> Self {
        LinkState {
            folder,
            replica,
            sync_mode,
            positions: Vec::new(),
            scanned: false,
            root: None,
            token: None,
            git_hooks: GitHooks::default(),
        }
    }
}

/// The identity of a folder's root, which does not depend on the disk's current device number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RootId {
    /// The inode number.
    pub inode: u64,
    /// The UUID of its file system, if it has one that can be determined.
    pub filesystem: Option<String>,
}

/// A random value that is renewed at each start, both in the marker and in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Token(pub [u8; 16]);

/// Sums over a replica's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Files on disk whose entry is known.
    pub files: u64,
    /// Directories on disk whose entry is known.
    pub directories: u64,
    /// Bytes of those files.
    pub bytes: u64,
    /// Pending rows.
    pub pending: u64,
    /// Rows about which people are told (`Row::is_troubled`).
    pub troubled: u64,
    /// Files at the hub that are not chosen here.
    pub unselected_files: u64,
    /// Bytes of those files.
    pub unselected_bytes: u64,
}

/// A failed store operation. Everything that was not committed is discarded.
#[derive(Debug, thiserror::Error)]
#[error("{doing}: {cause}")]
pub struct StoreError {
    /// What was being done, and to what: `reading the rows of "photos"`.
    pub doing: String,
    /// Why it failed.
    pub cause: String,
    /// Whether the disk is full, so that a retry may succeed once there is room.
    pub disk_full: bool,
}

/// The result of a store operation.
pub type StoreResult<T> = Result<T, StoreError>;

/// One replica's rows. Everything between two commits is one transaction: reads see it at once, and
/// a crash before `commit` discards all of it.
///
/// `commit` may return before it is durable (the base may be older than the disk), but commits
/// become durable in order, and `sync` makes all earlier ones durable.
pub trait ReplicaStore {
    /// Returns what is stored besides the rows.
    fn link(&self) -> StoreResult<LinkState>;
    /// Replaces what is stored besides the rows.
    fn set_link(&mut self, link: &LinkState) -> StoreResult<()>;
    /// Returns the rev of the latest `put`; 0 before the first.
    fn rev(&self) -> Rev;
    /// Returns the row of a path.
    fn row(&self, path: &RelPath) -> StoreResult<Option<Row>>;
    /// Writes a row with the next rev (ignoring the row's own) and returns that rev. A void row is
    /// removed instead, which also takes a rev.
    fn put(&mut self, row: &Row) -> StoreResult<Rev>;
    /// Returns the rows directly in a directory (`None`: the root), in path order.
    fn children(&self, dir: Option<&RelPath>) -> StoreResult<Vec<Row>>;
    /// Returns the rows at any depth below a directory (`None`: all), in path order, after `after`,
    /// at most `limit`.
    fn below(&self, dir: Option<&RelPath>, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>>;
    /// Returns the pending rows, in path order, after `after`, at most `limit`.
    fn pending(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>>;
    /// Returns the rows about which people are told (`Row::is_troubled`), in path order, after `after`, at most
    /// `limit`.
    fn troubled(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>>;
    /// Returns the rows whose known local entry is a directory, and those at mount points, in path order, after
    /// `after`, at most `limit`.
    fn directories(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>>;
    /// Returns the rows of files that are known to have more than one name (`Stamp::shared`), ordered by inode and
    /// path.
    fn shared(&self) -> StoreResult<Vec<Row>>;
    /// Returns the rows whose stamp has this inode, in path order.
    fn with_inode(&self, inode: u64) -> StoreResult<Vec<Row>>;
    /// Returns the texts of the ignore files in force, by directory (`None`: the root), in path order.
    fn rules(&self) -> StoreResult<Vec<(Option<RelPath>, String)>>;
    /// Sets the text of the ignore file in force in a directory, or removes it.
    fn set_rules(&mut self, dir: Option<&RelPath>, text: Option<&str>) -> StoreResult<()>;
    /// Returns which part of the folder is chosen here.
    fn selection(&self) -> StoreResult<Selection>;
    /// Sets which part of the folder is chosen here.
    fn set_selection(&mut self, selection: &Selection) -> StoreResult<()>;
    /// Returns rows whose known local entry is a file with this content, in path order, at most `limit`.
    fn with_local_content(&self, digest: &Digest, limit: usize) -> StoreResult<Vec<Row>>;
    /// Returns the rows whose remote entry is live and a conflict copy, in path order.
    fn conflicts(&self) -> StoreResult<Vec<Row>>;
    /// Returns the remote states that match a filter, newest first: by time, then seq, then path. Reads every row.
    fn remotes(&self, filter: &RemoteFilter) -> StoreResult<Vec<(RelPath, Remote)>>;
    /// Returns the sums, which `put` keeps up to date.
    fn totals(&self) -> StoreResult<Totals>;
    /// Stores the chunks of a content of more than one chunk. The store may forget lists of
    /// contents that are in no row's local or base entry.
    fn set_chunks(&mut self, list: &ChunkList) -> StoreResult<()>;
    /// Returns the chunks of a content, if they are stored.
    fn chunks(&self, digest: &Digest) -> StoreResult<Option<ChunkList>>;
    /// Makes all reads until the next commit share one snapshot, where that is cheaper than separate reads.
    fn begin_reading(&mut self) -> StoreResult<()> {
        Ok(())
    }
    /// Commits the transaction.
    fn commit(&mut self) -> StoreResult<()>;
    /// Rolls back to the last commit, to continue after an error.
    fn roll_back(&mut self);
    /// Makes everything committed durable.
    fn sync(&mut self) -> StoreResult<()>;
}
