//! What the hub stores: machines, folders, the journal of each folder, and the content.
//!
//! As with `replica_store`, `syncit-store` keeps it in SQLite and files, and `syncit-testkit` in
//! maps.

use serde::{Deserialize, Serialize};

use crate::backlog::NewsOfOthers;
use crate::content::{ChunkList, ChunkRef, Digest};
use crate::damage::{Behind, Kept, Lacking, Looked};
use crate::entry::Entry;
use crate::hold::{Held, Hold};
use crate::ids::{FolderId, Incarnation, MachineId, Position, ReplicaId, Seq};
use crate::message::HistoryFilter;
use crate::path::{Name, RelPath};
use crate::privacy::Privacy;
pub use crate::replica_store::{ConflictOf, PathAt, Remote, StoreError, StoreResult};
use crate::retention::Version;
use crate::time::Timestamp;

/// A paired machine, or the hub itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Derived from its public key.
    pub id: MachineId,
    /// Unique ignoring case.
    pub name: Name,
    /// Its public key in SSH wire format.
    pub public_key: Vec<u8>,
    /// When it was paired, in hub time.
    pub paired_at: Timestamp,
    /// When it was last connected, in hub time; `None` if never.
    pub last_seen: Option<Timestamp>,
    /// Whether it is the hub.
    pub is_hub: bool,
}

/// A shared folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// Random, chosen when the folder was shared.
    pub id: FolderId,
    /// Unique ignoring case.
    pub name: Name,
    /// When it was shared, in hub time.
    pub shared_at: Timestamp,
}

/// What a machine may do with a folder. The default is to write: a household shares everything
/// unless somebody decides otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// The machine does not even learn that the folder exists.
    None,
    /// The machine may receive.
    Read,
    /// The machine may send and receive.
    #[default]
    Write,
}

/// One accepted entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// Its position, set by `RelayStore::append`.
    pub seq: Seq,
    /// The path.
    pub path: RelPath,
    /// The new state.
    pub entry: Entry,
    /// The author of the change.
    pub machine: MachineId,
    /// When it was accepted. In the store this is journal time, which never decreases with seq; in what the relay sends
    /// it is hub time (`core::hub_clock`).
    pub at: Timestamp,
    /// The removed half, if this is the appearing half of a move.
    pub moved_from: Option<PathAt>,
    /// What it is a conflict copy of, if it is one.
    pub conflict_of: Option<ConflictOf>,
    /// The previous entry of this path; 0 if there was none.
    pub previous: Seq,
    /// The entry whose state it restores, if it is a restore; 0 for the state before the path's first entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored: Option<Seq>,
    /// For a live directory: the last statement about its privacy. For one that is gone: the last statement before
    /// that, which applies again if the directory comes back. `RelayStore::append` sets the seq of a directory that is
    /// new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<Privacy>,
}

impl JournalEntry {
    /// Returns the same as the remote state that a replica stores.
    pub fn remote(&self) -> Remote {
        Remote {
            entry: self.entry.clone(),
            seq: self.seq,
            machine: Some(self.machine),
            at: self.at,
            conflict_of: self.conflict_of.clone(),
            privacy: self.privacy.filter(|_| self.entry.is_directory()),
        }
    }
}

/// Sums over the content store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StoreTotals {
    /// The number of chunks.
    pub chunks: u64,
    /// The bytes that they take, after compression.
    pub stored_bytes: u64,
}

/// Sums over a folder's journal, counting content before deduplication and compression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FolderSums {
    /// Bytes of the current files.
    pub current_bytes: u64,
    /// Bytes of the past versions of files.
    pub past_bytes: u64,
    /// The number of past versions of files.
    pub past_versions: u64,
}

impl std::ops::AddAssign for FolderSums {
    fn add_assign(&mut self, other: FolderSums) {
        self.current_bytes += other.current_bytes;
        self.past_bytes += other.past_bytes;
        self.past_versions += other.past_versions;
    }
}

/// A page of the history of paths, in path order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PastPage {
    /// The paths that have more than one entry, each with all of its entries, oldest first.
    pub paths: Vec<(RelPath, Vec<Version>)>,
    /// The last path that was examined; `None` at the end.
    pub last: Option<RelPath>,
}

/// Reads content. It may be used from another thread, concurrently with the writer.
pub trait ContentReader {
    /// Returns the bytes of a chunk, checked against its digest; `None` if it is not stored or is damaged.
    fn chunk(&self, digest: &Digest) -> StoreResult<Option<Vec<u8>>>;
    /// Returns the chunks of a content, checked against its digest; `None` if it is not known.
    fn chunk_list(&self, content: &Digest) -> StoreResult<Option<ChunkList>>;
}

/// Scrubs the content store for damage. It may be used from another thread, concurrently with the writer, and sees what
/// is committed. What it finds damaged may have been replaced meanwhile: only `RelayStore::quarantine` is certain.
pub trait ContentChecker {
    /// Returns the number of chunks and chunk lists in the store.
    fn kept(&self) -> StoreResult<u64>;
    /// Reads the next `limit` chunks or lists at most, and checks each against its digest.
    fn look(&self, from: Behind, limit: usize) -> StoreResult<Looked>;
    /// Returns the entries of all journals whose content is incomplete because of damage: at most `limit` current ones
    /// and at most `limit` past ones.
    fn lacking(&self, limit: usize) -> StoreResult<Lacking>;
}

/// The hub's state. Everything between two commits is one transaction: reads see it at once, a
/// crash before `commit` discards all of it, and after `commit` it is durable, content included.
pub trait RelayStore: ContentReader {
    /// Begins a new incarnation of the journal, for all folders.
    fn begin_incarnation(&mut self, incarnation: Incarnation) -> StoreResult<()>;
    /// Returns every incarnation so far, oldest first, with the last seq of `folder` in it. The
    /// current one comes last, with the folder's latest seq.
    fn incarnations(&self, folder: FolderId) -> StoreResult<Vec<Position>>;

    /// Returns all machines, including the hub, in the order of pairing.
    fn machines(&self) -> StoreResult<Vec<Machine>>;
    /// Adds or replaces a machine.
    fn put_machine(&mut self, machine: &Machine) -> StoreResult<()>;
    /// Removes a machine. Its changes stay in the journals, and so do its access restrictions (less than write): a
    /// machine is identified by its key, and may come back.
    fn remove_machine(&mut self, machine: MachineId) -> StoreResult<()>;
    /// Returns all folders in the order of sharing.
    fn folders(&self) -> StoreResult<Vec<Folder>>;
    /// Adds or replaces a folder.
    fn put_folder(&mut self, folder: &Folder) -> StoreResult<()>;
    /// Removes a folder with its journal and access settings.
    fn remove_folder(&mut self, folder: FolderId) -> StoreResult<()>;
    /// Returns the access of a machine to a folder, if it was set.
    fn access(&self, machine: MachineId, folder: FolderId) -> StoreResult<Option<Access>>;
    /// Sets the access of a machine to a folder.
    fn set_access(&mut self, machine: MachineId, folder: FolderId, access: Access) -> StoreResult<()>;
    /// Returns the replica that a machine last attached to a folder.
    fn replica(&self, machine: MachineId, folder: FolderId) -> StoreResult<Option<ReplicaId>>;
    /// Sets the replica that a machine last attached; `None` when the machine unlinked the folder.
    fn set_replica(&mut self, machine: MachineId, folder: FolderId, replica: Option<ReplicaId>) -> StoreResult<()>;

    /// Returns the newest entry of a path; `None` if the folder never had the path.
    fn head(&self, folder: FolderId, path: &RelPath) -> StoreResult<Option<JournalEntry>>;
    /// Returns live newest entries directly in `dir`, in path order, at most `limit`.
    fn live_in(&self, folder: FolderId, dir: &RelPath, limit: usize) -> StoreResult<Vec<JournalEntry>>;
    /// Returns live newest entries whose path starts with `start`, followed by a dot and more of the same name, in path
    /// order, at most `limit`.
    fn live_beside(&self, folder: FolderId, start: &str, limit: usize) -> StoreResult<Vec<JournalEntry>>;
    /// Appends an entry to the folder's journal as its path's newest one; returns the seq that it got. The folder must
    /// exist. The caller also stores the chunk list of a file's content, even for a single chunk: only the list lets
    /// those who may read the folder know that the chunks are there.
    fn append(&mut self, folder: FolderId, entry: &JournalEntry) -> StoreResult<Seq>;
    /// Returns the folder's latest seq.
    fn latest(&self, folder: FolderId) -> StoreResult<Seq>;
    /// Returns the entry with this path and seq.
    fn entry_at(&self, folder: FolderId, path: &RelPath, seq: Seq) -> StoreResult<Option<JournalEntry>>;
    /// Returns the entry with this seq, whatever its path.
    fn entry_of(&self, folder: FolderId, seq: Seq) -> StoreResult<Option<JournalEntry>>;
    /// Returns the last seq that was accepted at or before a moment; 0 if there is none.
    fn seq_at(&self, folder: FolderId, at: Timestamp) -> StoreResult<Seq>;
    /// Returns the times of the last entry at or before a moment, and of the first one after it.
    fn times_around(&self, folder: FolderId, at: Timestamp) -> StoreResult<(Option<Timestamp>, Option<Timestamp>)>;
    /// Shifts the times of the entries that were accepted at or after a moment by a number of nanoseconds, which may be
    /// negative. Afterwards none of them may be earlier than an older entry.
    fn redate(&mut self, folder: FolderId, since: Timestamp, by: i64) -> StoreResult<()>;
    /// Returns the entries of exactly this path up to a seq, newest first, at most `limit`.
    fn entries_upto(&self, folder: FolderId, path: &RelPath, upto: Seq, limit: usize)
    -> StoreResult<Vec<JournalEntry>>;
    /// Returns the newest entry of a path after `after` whose state equals `entry`.
    fn newest_equal(
        &self,
        folder: FolderId,
        path: &RelPath,
        after: Seq,
        entry: &Entry,
    ) -> StoreResult<Option<JournalEntry>>;
    /// Returns the newest entry of each path whose seq is over `after`, by seq, at most `limit`.
    /// Any prefix of the full result, applied to the tree at `after`, yields a whole tree.
    fn heads_after(&self, folder: FolderId, after: Seq, limit: usize) -> StoreResult<Vec<JournalEntry>>;
    /// Sums up `heads_after` without the entries of `own`, at most `limit` of them.
    fn news_of_others(&self, folder: FolderId, after: Seq, own: MachineId, limit: usize) -> StoreResult<NewsOfOthers>;
    /// Sets whether a live directory is private, without a new entry for it. This takes the folder's next seq.
    fn set_privacy(&mut self, folder: FolderId, path: &RelPath, private: bool) -> StoreResult<()>;
    /// Returns the newest entries of the live directories whose privacy was set by `set_privacy` at a seq over `after`,
    /// unless the entries are over `after` themselves; in the order of these seqs, at most `limit`.
    fn privacies_after(&self, folder: FolderId, after: Seq, limit: usize) -> StoreResult<Vec<JournalEntry>>;
    /// Returns the accepted entries that match a filter, newest first.
    fn history(&self, filter: &HistoryFilter) -> StoreResult<Vec<(FolderId, JournalEntry)>>;
    /// Counts the entries accepted at or after `from` and before `before`, up to `limit`.
    fn count_accepted(&self, folder: FolderId, from: Timestamp, before: Timestamp, limit: u64) -> StoreResult<u64>;

    /// Stores a content's chunk list as uploaded by `machine`; its chunks may be stored before or after it.
    fn put_chunk_list(&mut self, machine: MachineId, list: &ChunkList) -> StoreResult<()>;
    /// Stores a chunk as uploaded by `machine`. The caller computed the digest from the bytes.
    fn put_chunk(&mut self, machine: MachineId, digest: Digest, bytes: &[u8]) -> StoreResult<()>;
    /// Returns for each chunk whether it is stored and this machine may know that: it uploaded the
    /// chunk itself, or a content that refers to the chunk is in the journal of one of the
    /// `readable` folders.
    fn holds(&self, machine: MachineId, readable: &[FolderId], chunks: &[ChunkRef]) -> StoreResult<Vec<bool>>;
    /// Does the same as `holds` for the chunk list of a content.
    fn holds_list(&self, machine: MachineId, readable: &[FolderId], content: &Digest) -> StoreResult<bool>;
    /// Checks a chunk or list again. If it is damaged, moves what is left of it to the quarantine, so that it is no
    /// longer stored and machines that have it can upload it again. Returns true if it was damaged.
    fn quarantine(&mut self, kept: &Kept) -> StoreResult<bool>;
    /// Returns the number of chunks and lists that are no longer stored because they were damaged. Cheap.
    fn damage(&self) -> StoreResult<u64>;
    /// Returns true if all of a content is stored. It may still be damaged.
    fn is_whole(&self, content: &Digest) -> StoreResult<bool>;
    /// Returns sums over the content store. Cheap.
    fn store_totals(&self) -> StoreResult<StoreTotals>;

    /// Examines the next `limit` paths after one.
    fn past(&self, folder: FolderId, after: Option<&RelPath>, limit: usize) -> StoreResult<PastPage>;
    /// Returns sums over a folder's journal. Cheap.
    fn folder_sums(&self, folder: FolderId) -> StoreResult<FolderSums>;
    /// Removes these entries from a folder's journal, except the newest one of a path.
    fn drop_entries(&mut self, folder: FolderId, seqs: &[Seq]) -> StoreResult<()>;
    /// Begins another round of garbage collection, about a day after the previous one.
    fn begin_round(&mut self) -> StoreResult<()>;
    /// Frees about `limit` contents and chunks at most that no journal refers to and that nobody uploaded in this round
    /// or the previous one. Returns true if there may be more.
    fn collect(&mut self, limit: usize) -> StoreResult<bool>;
    /// Removes what a crash left behind among the chunks whose digests begin with this byte.
    fn sweep(&mut self, shelf: u8) -> StoreResult<()>;
    /// Returns paths of a folder that are files with this content now, at most `limit`, in no particular order.
    fn live_with(&self, folder: FolderId, content: &Digest, limit: usize) -> StoreResult<Vec<RelPath>>;
    /// Returns the folders in which files have this content now, by id.
    fn folders_with(&self, content: &Digest) -> StoreResult<Vec<FolderId>>;
    /// Returns the number of live files of a folder. Cheap.
    fn file_count(&self, folder: FolderId) -> StoreResult<u64>;
    /// Returns the holds of all folders, in the order in which they began.
    fn mass_deletions(&self) -> StoreResult<Vec<Hold>>;
    /// Adds a hold if its id is 0, or replaces one; returns its id.
    fn put_hold(&mut self, hold: &Hold) -> StoreResult<u64>;
    /// Removes a hold with its paths.
    fn remove_hold(&mut self, hold: u64) -> StoreResult<()>;
    /// Adds or replaces a path of a hold. The hold and an entry of the path must exist.
    fn put_held(&mut self, hold: u64, held: &Held) -> StoreResult<()>;
    /// Removes a path of a hold.
    fn remove_held(&mut self, hold: u64, path: &RelPath) -> StoreResult<()>;
    /// Returns a path of a hold if its seq is still the path's newest one: otherwise the hold is over for this path.
    fn held_at(&self, hold: u64, path: &RelPath) -> StoreResult<Option<Held>>;
    /// Returns the paths for which a hold is not over, in path order, after `after`, at most `limit`. The flag is true
    /// if the deletion or overwriting was passed on.
    fn held(&self, hold: u64, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<(Held, bool)>>;

    /// Returns a setting of the hub.
    fn setting(&self, key: &str) -> StoreResult<Option<String>>;
    /// Sets a setting, or removes it with `None`.
    fn set_setting(&mut self, key: &str, value: Option<&str>) -> StoreResult<()>;

    /// Makes all reads until the next commit share one snapshot, where that is cheaper than separate reads.
    fn begin_reading(&mut self) -> StoreResult<()> {
        Ok(())
    }
    /// Commits the transaction; afterwards it is durable.
    fn commit(&mut self) -> StoreResult<()>;
    /// Rolls back to the last commit.
    fn roll_back(&mut self);
}
