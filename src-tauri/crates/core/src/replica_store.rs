//! What a replica remembers: one row per path with base, local and remote side by side.
//!
//! Only observations are kept here, never work to be done: that is always computed from the rows
//! that differ. `syncit-store` keeps them in SQLite, `syncit-testkit` in maps; one randomised test
//! holds both to the behaviour written down here.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::content::{ChunkList, Digest};
use crate::entry::{Entry, FileEntry};
use crate::ids::{FolderId, MachineId, Position, ReplicaId, Rev, Seq};
use crate::message::Action;
use crate::path::RelPath;
use crate::privacy::{Privacy, PrivacyHere};
use crate::time::Timestamp;

/// What the hub's journal says of a path.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Told {
    /// The state.
    pub entry: Entry,
    /// Where it stands in the journal; 0 if the hub never had anything at the path.
    pub seq: Seq,
    /// Whose change it was; none at seq 0.
    pub machine: Option<MachineId>,
    /// When the hub accepted it, by the hub's clock.
    pub at: Timestamp,
    /// If it is a conflict copy: of what.
    pub conflict_of: Option<ConflictOf>,
    /// What is said of a directory's privacy; none if nothing is, as from versions of SyncIt that do not know of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<Privacy>,
}

impl Told {
    /// Takes what the hub told of the path, unless that is known to be older. Returns true if it changed anything.
    ///
    /// Only directories have a privacy, and of an entry that is known nothing else changes: whatever a hub that lies says
    /// beyond that is dropped.
    pub fn take(&mut self, told: Told) -> bool {
        let privacy = told.privacy.filter(|_| told.entry.is_directory());
        if told.seq > self.seq {
            *self = Told { privacy, ..told };
            return true;
        }
        let order = |privacy: Option<Privacy>| privacy.map(|privacy| privacy.seq);
        let is_newer = told.seq == self.seq && self.entry.is_directory() && order(privacy) > order(self.privacy);
        if is_newer {
            self.privacy = privacy;
        }
        is_newer
    }

    /// What kind of change it was, as far as it says so by itself: what was new, moved or restored, only the hub knows.
    pub fn kind(&self) -> Action {
        match (self.entry.is_absent(), &self.conflict_of) {
            (true, _) => Action::Deleted,
            (false, Some(_)) => Action::Conflict,
            (false, None) => Action::Changed,
        }
    }
}

/// Which of the states that the hub told are asked for, of each path the newest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ToldFilter {
    /// Only of this path and what is below it.
    pub path: Option<RelPath>,
    /// Only by this machine.
    pub machine: Option<MachineId>,
    /// Only at or after this hub time.
    pub since: Option<Timestamp>,
    /// Only before this hub time, or at it with a smaller seq.
    pub before: Option<(Timestamp, Seq)>,
    /// Only these kinds of change, as `Told::kind` says; all if empty.
    pub kinds: Vec<Action>,
    /// Only paths that contain this, whatever the case of ASCII letters.
    pub search: Option<String>,
    /// At most so many.
    pub limit: usize,
}

impl ToldFilter {
    /// Returns true if what was told of a path is asked for.
    pub fn lets(&self, path: &RelPath, told: &Told) -> bool {
        let is_in = |dir: &RelPath| path == dir || path.is_below(dir);
        let holds = |text: &String| path.as_str().to_ascii_lowercase().contains(&text.to_ascii_lowercase());
        told.seq > Seq(0)
            && self.path.as_ref().is_none_or(is_in)
            && self.machine.is_none_or(|machine| told.machine == Some(machine))
            && self.since.is_none_or(|since| told.at >= since)
            && self.before.is_none_or(|before| (told.at, told.seq) < before)
            && (self.kinds.is_empty() || self.kinds.contains(&told.kind()))
            && self.search.as_ref().is_none_or(holds)
    }
}

/// A path at a moment of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathAt {
    /// The path.
    pub path: RelPath,
    /// The entry of that path.
    pub seq: Seq,
}

/// What a conflict copy is a copy of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictOf {
    /// The path whose name it lost.
    pub path: RelPath,
    /// The entry of that path which took the name.
    pub seq: Seq,
    /// The earlier entry of that path which both were made from; 0 if that is not known for certain. Merging on one
    /// that is too new would drop a change without a word.
    #[serde(default, skip_serializing_if = "is_none")]
    pub base: Seq,
}

fn is_none(seq: &Seq) -> bool {
    *seq == Seq(0)
}

/// What two sides last agreed on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Base {
    /// The state.
    pub entry: Entry,
    /// The hub's seq of it.
    pub seq: Seq,
}

/// Why nothing is known of what a path is on this disk. Nothing is planned for such a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// Not looked at yet, or being hashed.
    Unread,
    /// Still being written.
    Busy,
    /// An ignore rule matches.
    Ignored,
    /// A directory that was deleted elsewhere and stays here for the unknown things in it.
    Kept,
    /// The system refuses to read it.
    Unreadable,
    /// Neither file, directory nor symlink; or a name, target or size that cannot be synced.
    Unsupported,
    /// This disk cannot hold what the hub has there.
    Unrepresentable,
    /// Below a mount point.
    Mount,
}

impl Unknown {
    /// Returns true if it passes by itself, so that somebody who waits should wait for it.
    pub fn is_passing(self) -> bool {
        matches!(self, Unknown::Unread | Unknown::Busy)
    }

    /// Returns true if something below a directory that is unknown for this reason becomes unknown for the same one: what
    /// is not looked at by rule leaves out whatever was seen or told of the paths below, and what cannot be read leaves
    /// open what was seen of them. What says by itself that it is left out stays so.
    pub fn covers(self, below: &Local) -> bool {
        let is_by_rule = matches!(self, Unknown::Ignored | Unknown::Mount);
        match below {
            Local::Known { .. } | Local::Unknown(Unknown::Unread | Unknown::Busy) => {
                is_by_rule || self == Unknown::Unreadable
            }
            Local::Unknown(Unknown::Unreadable | Unknown::Unsupported) => is_by_rule,
            Local::Unknown(Unknown::Ignored | Unknown::Kept | Unknown::Unrepresentable | Unknown::Mount) => false,
        }
    }
}

/// What stat said when a path was looked at, to tell later whether it is the same without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// In bytes.
    pub size: u64,
    /// Last change of the content.
    pub mtime: Timestamp,
    /// Last change of the inode.
    pub ctime: Timestamp,
    /// The inode's number.
    pub inode: u64,
    /// Whether a later match may be believed: SyncIt placed the file itself, or it was hashed
    /// when it was over two seconds old. Otherwise a second write in the same clock tick could hide.
    pub settled: bool,
    /// Whether the file has more than one name (hard links), so that it may be written through another one.
    pub shared: bool,
    /// Whether nobody but the owner might do anything with it. No on a disk that keeps no modes; none if it was not
    /// looked at for that. Only what differs later was changed by a person.
    #[serde(default)]
    pub private: Option<bool>,
    /// Whether its owner might execute the file. None of a directory, on a disk that keeps no executable bit, or if it was not
    /// looked at for that: then it is as the entry says. It is not as the entry says where the bit was left out when the file
    /// was placed. Only what differs later was changed by a person.
    #[serde(default)]
    pub executable: Option<bool>,
}

/// What is on this disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Local {
    /// Nothing is planned for it.
    Unknown(Unknown),
    /// Seen.
    Known {
        /// The state.
        entry: Entry,
        /// Of files and directories. A directory's inode is its identity; its size says nothing and is 0.
        stamp: Option<Stamp>,
    },
}

impl Local {
    /// Nothing is there, and that was seen by a complete readdir.
    pub const ABSENT: Local = Local::Known { entry: Entry::Absent, stamp: None };

    /// The state, if it is known.
    pub fn entry(&self) -> Option<&Entry> {
        match self {
            Local::Unknown(_) => None,
            Local::Known { entry, .. } => Some(entry),
        }
    }

    /// What stat said, of a file or directory that is known.
    pub fn stamp(&self) -> Option<&Stamp> {
        match self {
            Local::Unknown(_) => None,
            Local::Known { stamp, .. } => stamp.as_ref(),
        }
    }

    /// The file, if it is an executable one whose executable bit was left out on this disk.
    pub fn without_bit(&self) -> Option<&FileEntry> {
        let is_left_out = self.stamp().is_some_and(|stamp| stamp.executable == Some(false));
        self.entry().and_then(Entry::file).filter(|file| file.executable && is_left_out)
    }
}

/// All that a replica knows of one path: what was agreed on, what is on this disk, and what the hub has. What is to be
/// done follows from these three alone ([`crate::plan::plan`]), and so does what a person is told.
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
    /// Last agreed with the hub.
    pub base: Base,
    /// Seen on disk.
    pub local: Local,
    /// Told by the hub.
    pub remote: Told,
    /// Of a directory: what is known of its privacy.
    #[serde(default)]
    pub privacy: PrivacyHere,
    /// Why it is not settled, if something failed. Stored, so that it is known after a restart.
    pub reason: Option<Reason>,
    /// When this row was last written; `ReplicaStore::put` sets it.
    pub rev: Rev,
}

/// Why a path is not settled, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What failed, on what.
    pub message: String,
    /// What helps, or what happens next.
    pub hint: String,
}

/// How a path stands, by its row alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// The same here, at the hub, and in what both agreed on.
    Equal,
    /// Something is still to be found out or to be done, and happens by itself.
    Pending,
    /// It is not the same here and at the hub, and its reason says what helps.
    Troubled,
    /// It is not looked at, by rule: ignored, below a mount point, or kept for such things.
    LeftOut,
    /// Something that is never synced, and that the hub has nothing for.
    Aside,
}

impl Row {
    /// A path of which nothing has been heard and nothing seen.
    pub fn new(path: RelPath) -> Self {
        Row {
            path,
            base: Base::default(),
            local: Local::ABSENT,
            remote: Told::default(),
            privacy: PrivacyHere::default(),
            reason: None,
            rev: Rev(0),
        }
    }

    /// Says how the path stands. What a person is told of a folder follows from this alone.
    pub fn standing(&self) -> Standing {
        let is_at_hub = self.remote.entry.is_live() || self.base.entry.is_live();
        match &self.local {
            Local::Unknown(Unknown::Unread | Unknown::Busy) => Standing::Pending,
            Local::Unknown(Unknown::Ignored | Unknown::Mount | Unknown::Kept) => Standing::LeftOut,
            // What lies below a directory that cannot be read has no reason of its own: that one's stands for all.
            Local::Unknown(Unknown::Unreadable) if self.reason.is_some() => Standing::Troubled,
            Local::Unknown(Unknown::Unreadable) => Standing::LeftOut,
            Local::Unknown(Unknown::Unsupported) if is_at_hub => Standing::Troubled,
            Local::Unknown(Unknown::Unsupported) => Standing::Aside,
            Local::Unknown(Unknown::Unrepresentable) if is_at_hub => Standing::Troubled,
            Local::Unknown(Unknown::Unrepresentable) => Standing::LeftOut,
            Local::Known { .. } if !self.is_pending() => Standing::Equal,
            Local::Known { .. } if self.reason.is_some() => Standing::Troubled,
            Local::Known { .. } => Standing::Pending,
        }
    }

    /// What the row becomes when a complete look finds nothing at its path; none if nothing changes.
    ///
    /// Absence proves a deletion only where presence was seen before: by any successful look, whether or not the content
    /// could be read. Where SyncIt does not look by rule (ignored, below a mount point), whatever happened meanwhile is not
    /// known, and a later absence proves nothing: what the hub has comes back. `is_ignored` says whether a rule still
    /// keeps the path from being looked at.
    pub fn seen_absent(&self, is_ignored: bool) -> Option<Row> {
        let is_at_hub = self.remote.entry.is_live();
        let absent = |base: Base| Row { local: Local::ABSENT, base, ..self.clone() };
        match &self.local {
            local if *local == Local::ABSENT => None,
            // It never was on this disk.
            Local::Unknown(Unknown::Unrepresentable) => None,
            Local::Unknown(Unknown::Ignored) if is_ignored && is_at_hub => None,
            Local::Unknown(Unknown::Ignored | Unknown::Mount) => Some(absent(Base::default())),
            Local::Unknown(Unknown::Unread | Unknown::Busy | Unknown::Kept)
            | Local::Unknown(Unknown::Unreadable | Unknown::Unsupported)
            | Local::Known { .. } => Some(absent(self.base.clone())),
        }
    }

    /// Returns true if a file that was agreed on is gone here, while others gave it another content.
    pub fn is_gone_and_edited(&self) -> bool {
        let digest = |entry: &Entry| entry.file().map(|file| file.digest);
        let (was, is) = (digest(&self.base.entry), digest(&self.remote.entry));
        self.local == Local::ABSENT && was.is_some() && is.is_some() && was != is
    }

    /// What a directory becomes that was deleted elsewhere and stayed for unknown things in it (`Unknown::Kept`), once
    /// that has to be decided anew: one that is there as it was agreed on, and gone at the hub.
    pub fn take_up_kept(&mut self) {
        self.local = Local::Known { entry: Entry::Directory, stamp: None };
        self.base.entry = Entry::Directory;
    }

    /// Returns true if people are told of it: something failed, or cannot be synced.
    pub fn is_troubled(&self) -> bool {
        self.reason.is_some() || matches!(self.standing(), Standing::Troubled | Standing::Aside)
    }

    /// Returns true if the three trees differ here in a way that may lead to something to do, or that
    /// passes by itself.
    pub fn is_pending(&self) -> bool {
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

    /// Returns true if it carries no information that a missing row would not: absent everywhere.
    /// (A path that the hub had and deleted is forgotten once all agree.)
    pub fn is_void(&self) -> bool {
        !self.is_pending() && self.local == Local::ABSENT && self.remote.entry.is_absent()
    }
}

/// What a machine does with a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sends and receives.
    #[default]
    TwoWay,
    /// Offers each change of its own, on the hub's current state, and applies nothing.
    SendOnly,
    /// Keeps local changes to itself; a remote change takes the name.
    ReceiveOnly,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Role::TwoWay => "two-way",
            Role::SendOnly => "send-only",
            Role::ReceiveOnly => "receive-only",
        })
    }
}

/// What becomes of git hooks (`crate::git::is_hook`) that come from other machines.
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
    /// Its word in settings.
    pub fn word(self) -> &'static str {
        match self {
            GitHooks::NotExecutable => "not-executable",
            GitHooks::AsTheyAre => "as-they-are",
        }
    }
}

/// What a replica remembers besides its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkState {
    /// The folder.
    pub folder: FolderId,
    /// This copy of it; the folder's marker on disk names it too.
    pub replica: ReplicaId,
    /// What this machine does with it.
    pub role: Role,
    /// For every incarnation of the hub's journal that this replica has heard of, oldest first,
    /// the last seq it has taken into its rows. Empty before the first news.
    pub positions: Vec<Position>,
    /// Whether every directory has been read once since the folder was linked. Until then a path
    /// without a row is unknown, not absent.
    pub scanned: bool,
    /// What the root was when it was last confirmed; none before that.
    pub root: Option<RootId>,
    /// What the marker on the disk carries since the last start, too: a copy of the disk or of the database that is set
    /// back does not. None before the first.
    pub token: Option<Token>,
    /// What the git hooks on the disk were last brought to.
    #[serde(default)]
    pub git_hooks: GitHooks,
}

impl LinkState {
    /// The state of a folder that was linked a moment ago: nothing was looked at or told yet.
    pub fn new(folder: FolderId, replica: ReplicaId, role: Role) -> Self {
        LinkState {
            folder,
            replica,
            role,
            positions: Vec::new(),
            scanned: false,
            root: None,
            token: None,
            git_hooks: GitHooks::default(),
        }
    }
}

/// What a folder's root is, whatever the device number of its disk is today.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RootId {
    /// The inode's number.
    pub inode: u64,
    /// The UUID of its file system, where it has one that can be found out.
    pub filesystem: Option<String>,
}

/// A random value that is renewed at each start, in the marker and in the database.
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
    /// Rows that are pending.
    pub pending: u64,
    /// Rows that people are told of (`Row::is_troubled`).
    pub troubled: u64,
}

/// What went wrong in a store. Whatever was not committed is as if it had not been asked for.
#[derive(Debug, thiserror::Error)]
#[error("{doing}: {cause}")]
pub struct StoreError {
    /// What was being done, to what: `reading the rows of "photos"`.
    pub doing: String,
    /// Why it failed.
    pub cause: String,
    /// Whether the disk is full, so that it may be tried again once there is room.
    pub disk_full: bool,
}

/// What every store operation gives.
pub type StoreResult<T> = Result<T, StoreError>;

/// One replica's rows. Everything between two commits is one transaction: reads see it at once,
/// a crash before `commit` forgets all of it.
///
/// `commit` need not be on the disk when it returns (the base may be older than the disk), but
/// commits become durable in their order, and `sync` makes all before it durable.
pub trait ReplicaStore {
    /// What is remembered besides the rows.
    fn link(&self) -> StoreResult<LinkState>;
    /// Replaces it.
    fn set_link(&mut self, link: &LinkState) -> StoreResult<()>;
    /// The rev of the latest `put`; 0 before the first.
    fn rev(&self) -> Rev;
    /// The row of a path.
    fn row(&self, path: &RelPath) -> StoreResult<Option<Row>>;
    /// Writes a row with the next rev (the row's own is ignored) and returns that rev. A void row
    /// is removed instead, and takes a rev all the same.
    fn put(&mut self, row: &Row) -> StoreResult<Rev>;
    /// The rows directly in a directory (`None`: the root), in path order.
    fn children(&self, dir: Option<&RelPath>) -> StoreResult<Vec<Row>>;
    /// The rows at any depth below a directory (`None`: all), in path order, those after `after`,
    /// at most `limit`.
    fn below(&self, dir: Option<&RelPath>, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>>;
    /// The rows that are pending, in path order, those after `after`, at most `limit`.
    fn pending(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>>;
    /// The rows that people are told of (`Row::is_troubled`), in path order, those after `after`, at most `limit`.
    fn troubled(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>>;
    /// The rows whose known local entry is a directory, and those where another file system is mounted, in path order, those
    /// after `after`, at most `limit`.
    fn directories(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>>;
    /// The rows of files that are known to have more than one name (`Stamp::shared`), in the order of inode and path.
    fn shared(&self) -> StoreResult<Vec<Row>>;
    /// The rows whose stamp names this inode, in path order.
    fn with_inode(&self, inode: u64) -> StoreResult<Vec<Row>>;
    /// The texts of the ignore files that are in force, by directory (`None`: the root), in path order.
    fn rules(&self) -> StoreResult<Vec<(Option<RelPath>, String)>>;
    /// Puts another text in force in a directory, or none.
    fn set_rules(&mut self, dir: Option<&RelPath>, text: Option<&str>) -> StoreResult<()>;
    /// Rows whose known local entry is a file with this content, in path order, at most `limit`.
    fn with_local_content(&self, digest: &Digest, limit: usize) -> StoreResult<Vec<Row>>;
    /// Rows whose remote entry is live and a conflict copy, in path order.
    fn conflicts(&self) -> StoreResult<Vec<Row>>;
    /// What the hub told of each path, the newest first: by time, then seq, then path. Looks at every row.
    fn told(&self, filter: &ToldFilter) -> StoreResult<Vec<(RelPath, Told)>>;
    /// Sums, kept up to date by `put` rather than counted.
    fn totals(&self) -> StoreResult<Totals>;
    /// Remembers the chunks of a content of more than one chunk. Lists of contents that are in no
    /// row's local or base entry may be forgotten.
    fn set_chunks(&mut self, list: &ChunkList) -> StoreResult<()>;
    /// The chunks of a content, if they are remembered.
    fn chunks(&self, digest: &Digest) -> StoreResult<Option<ChunkList>>;
    /// Has everything until the next commit read from one state, where that is cheaper than each question by itself.
    fn begin_reading(&mut self) -> StoreResult<()> {
        Ok(())
    }
    /// Ends the transaction.
    fn commit(&mut self) -> StoreResult<()>;
    /// Forgets everything since the last commit: to go on after an error.
    fn roll_back(&mut self);
    /// Makes everything committed durable.
    fn sync(&mut self) -> StoreResult<()>;
}
