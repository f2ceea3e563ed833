//! What the hub remembers: machines, folders, the journal of each folder, and the content.
//!
//! As with `replica_store`, `syncit-store` keeps it in SQLite and files, `syncit-testkit` in maps.

use serde::{Deserialize, Serialize};

use crate::content::{ChunkList, ChunkRef, Digest};
use crate::damage::{Behind, Kept, Lacking, Looked};
use crate::entry::Entry;
use crate::hold::{Held, Hold};
use crate::ids::{FolderId, Incarnation, MachineId, Position, ReplicaId, Seq};
use crate::message::HistoryFilter;
use crate::path::{Name, RelPath};
use crate::privacy::Privacy;
pub use crate::replica_store::{ConflictOf, PathAt, StoreError, StoreResult, Told};
use crate::retention::Version;
use crate::time::Timestamp;

/// A paired machine, or the hub itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Derived from its key.
    pub id: MachineId,
    /// Unique ignoring case.
    pub name: Name,
    /// Its public key in SSH wire format.
    pub public_key: Vec<u8>,
    /// When it was paired, hub time.
    pub paired_at: Timestamp,
    /// When it was last connected, hub time; none if never.
    pub last_seen: Option<Timestamp>,
    /// Whether it is the hub.
    pub is_hub: bool,
}

/// A shared folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// Drawn when it was shared.
    pub id: FolderId,
    /// Unique ignoring case.
    pub name: Name,
    /// When it was shared, hub time.
    pub shared_at: Timestamp,
}

/// What a machine may do with a folder. Machines that nothing was said about may write: a
/// household shares everything unless told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// It does not even learn that the folder exists.
    None,
    /// It receives.
    Read,
    /// It sends and receives.
    #[default]
    Write,
}

/// One accepted entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Its position; `RelayStore::append` sets it.
    pub seq: Seq,
    /// The path.
    pub path: RelPath,
    /// The new state.
    pub entry: Entry,
    /// Whose change it was.
    pub machine: MachineId,
    /// When it was accepted: in journal time, never decreasing with seq, or as the relay tells it, in hub time
    /// (`core::hub_clock`).
    pub at: Timestamp,
    /// The other half, if it is the appearing half of a move.
    pub moved_from: Option<PathAt>,
    /// What it is a conflict copy of.
    pub conflict_of: Option<ConflictOf>,
    /// The entry of this path before it; 0 if there was none.
    pub previous: Seq,
    /// The entry whose state it brings back, if it does that; 0 for one of before the path's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored: Option<Seq>,
    /// Of a directory that is there now: what was last said of its privacy. Of one that is gone: what was said of it then,
    /// which comes back with it. `RelayStore::append` sets the seq of one that begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<Privacy>,
}

impl Accepted {
    /// The same as a replica is told it.
    pub fn told(&self) -> Told {
        Told {
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
    /// Chunks kept.
    pub chunks: u64,
    /// Bytes that they take, after compression.
    pub stored_bytes: u64,
}

/// Sums over a folder's journal; content before it is deduplicated and compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FolderSums {
    /// Bytes of the files that are there.
    pub current_bytes: u64,
    /// Bytes of the past versions of files.
    pub past_bytes: u64,
    /// How many past versions of files there are.
    pub past_versions: u64,
}

impl std::ops::AddAssign for FolderSums {
    fn add_assign(&mut self, other: FolderSums) {
        self.current_bytes += other.current_bytes;
        self.past_bytes += other.past_bytes;
        self.past_versions += other.past_versions;
    }
}

/// The past of some paths, in path order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PastPage {
    /// The paths that have more than their newest entry, each with all of its entries, oldest first.
    pub paths: Vec<(RelPath, Vec<Version>)>,
    /// The last path that was looked at; none at the end.
    pub last: Option<RelPath>,
}

/// Reads content. May be used beside the writer, from another thread.
pub trait ContentReader {
    /// The bytes of a chunk, checked against its digest; none if it is not kept (or damaged).
    fn chunk(&self, digest: &Digest) -> StoreResult<Option<Vec<u8>>>;
    /// The chunks of a content, checked against its digest; none if not known.
    fn chunk_list(&self, content: &Digest) -> StoreResult<Option<ChunkList>>;
}

/// Looks through the content store for damage. May be used beside the writer, from another thread; it sees what is
/// committed. What it finds damaged may have been replaced meanwhile: only `RelayStore::quarantine` is sure.
pub trait ContentChecker {
    /// How many chunks and chunk lists are kept.
    fn kept(&self) -> StoreResult<u64>;
    /// Reads the next ones, at most `limit`, and checks each against its digest.
    fn look(&self, from: Behind, limit: usize) -> StoreResult<Looked>;
    /// The entries of all journals whose content is not all kept because of damage, at most `limit` that are current
    /// and as many that are past.
    fn lacking(&self, limit: usize) -> StoreResult<Lacking>;
}

/// The hub's state. Everything between two commits is one transaction: reads see it at once, a
/// crash before `commit` forgets all of it, and after `commit` it is on the disk, content included.
pub trait RelayStore: ContentReader {
    /// Begins a new run of the journal with this identifier (all folders alike).
    fn begin_incarnation(&mut self, incarnation: Incarnation) -> StoreResult<()>;
    /// Every incarnation so far, oldest first, with the last seq that `folder` had in it. The
    /// current one comes last, with the folder's latest seq.
    fn incarnations(&self, folder: FolderId) -> StoreResult<Vec<Position>>;

    /// All machines, the hub included, in the order of pairing.
    fn machines(&self) -> StoreResult<Vec<Machine>>;
    /// Adds or replaces a machine.
    fn put_machine(&mut self, machine: &Machine) -> StoreResult<()>;
    /// Removes a machine. What it authored stays, and what was refused to it (an access of less than to write): a
    /// machine is its key, and may come back.
    fn remove_machine(&mut self, machine: MachineId) -> StoreResult<()>;
    /// All folders in the order of sharing.
    fn folders(&self) -> StoreResult<Vec<Folder>>;
    /// Adds or replaces a folder.
    fn put_folder(&mut self, folder: &Folder) -> StoreResult<()>;
    /// Removes a folder, its journal and access.
    fn remove_folder(&mut self, folder: FolderId) -> StoreResult<()>;
    /// What was said of a machine and a folder, if anything was.
    fn access(&self, machine: MachineId, folder: FolderId) -> StoreResult<Option<Access>>;
    /// Says it.
    fn set_access(&mut self, machine: MachineId, folder: FolderId, access: Access) -> StoreResult<()>;
    /// The replica that a machine last attached to a folder.
    fn replica(&self, machine: MachineId, folder: FolderId) -> StoreResult<Option<ReplicaId>>;
    /// Remembers it; `None` when the machine unlinked the folder.
    fn set_replica(&mut self, machine: MachineId, folder: FolderId, replica: Option<ReplicaId>) -> StoreResult<()>;

    /// The newest entry of a path; none if the folder never had it.
    fn head(&self, folder: FolderId, path: &RelPath) -> StoreResult<Option<Accepted>>;
    /// Some newest entries directly in `dir` that are live, in path order, at most `limit`.
    fn live_in(&self, folder: FolderId, dir: &RelPath, limit: usize) -> StoreResult<Vec<Accepted>>;
    /// Some newest entries that are live and whose path begins with `start` and goes on with a dot and more of the name, in
    /// path order, at most `limit`.
    fn live_beside(&self, folder: FolderId, start: &str, limit: usize) -> StoreResult<Vec<Accepted>>;
    /// Appends to the folder's journal as the path's newest entry; returns the seq it took. The folder
    /// must exist. The chunk list of a file's content, also one of a single chunk, is put by the caller:
    /// only through it the chunks become known to those who may read the folder.
    fn append(&mut self, folder: FolderId, entry: &Accepted) -> StoreResult<Seq>;
    /// The folder's latest seq.
    fn latest(&self, folder: FolderId) -> StoreResult<Seq>;
    /// The entry of exactly this path and seq.
    fn entry_at(&self, folder: FolderId, path: &RelPath, seq: Seq) -> StoreResult<Option<Accepted>>;
    /// The entry of this seq, whatever its path.
    fn entry_of(&self, folder: FolderId, seq: Seq) -> StoreResult<Option<Accepted>>;
    /// The last seq that was accepted at or before a moment; 0 if none was.
    fn seq_at(&self, folder: FolderId, at: Timestamp) -> StoreResult<Seq>;
    /// The times of the last entry at or before a moment, and of the first one after it.
    fn times_around(&self, folder: FolderId, at: Timestamp) -> StoreResult<(Option<Timestamp>, Option<Timestamp>)>;
    /// Dates the entries that were accepted at or after a moment so many nanoseconds later, or earlier: then none of
    /// them comes before the moment of an older one.
    fn redate(&mut self, folder: FolderId, since: Timestamp, by: i64) -> StoreResult<()>;
    /// The entries of exactly this path up to a seq, newest first, at most `limit`.
    fn entries_upto(&self, folder: FolderId, path: &RelPath, upto: Seq, limit: usize) -> StoreResult<Vec<Accepted>>;
    /// The newest entry of a path after `after` whose state equals `entry`.
    fn newest_equal(
        &self,
        folder: FolderId,
        path: &RelPath,
        after: Seq,
        entry: &Entry,
    ) -> StoreResult<Option<Accepted>>;
    /// The newest entry of each path whose seq is over `after`, by seq, at most `limit`. Any prefix
    /// of the whole answer, applied to the tree at `after`, is a whole tree again.
    fn heads_after(&self, folder: FolderId, after: Seq, limit: usize) -> StoreResult<Vec<Accepted>>;
    /// Returns true if a directory that is live is private, without a new entry of it. That takes the folder's next seq.
    fn set_privacy(&mut self, folder: FolderId, path: &RelPath, private: bool) -> StoreResult<()>;
    /// The newest entries of the live directories of which something was said over `after` by `set_privacy`, if they are
    /// not over `after` themselves, in the order in which it was said, at most `limit`.
    fn privacies_after(&self, folder: FolderId, after: Seq, limit: usize) -> StoreResult<Vec<Accepted>>;
    /// The accepted entries that a filter lets through, newest first.
    fn history(&self, filter: &HistoryFilter) -> StoreResult<Vec<(FolderId, Accepted)>>;
    /// How many entries were accepted from a moment on and before another one, counted up to `limit`.
    fn count_accepted(&self, folder: FolderId, from: Timestamp, before: Timestamp, limit: u64) -> StoreResult<u64>;

    /// Keeps a content's chunk list as uploaded by `machine`; the chunks may come before or after.
    fn put_chunk_list(&mut self, machine: MachineId, list: &ChunkList) -> StoreResult<()>;
    /// Keeps a chunk as uploaded by `machine`. The digest is the bytes' own: the caller computed it.
    fn put_chunk(&mut self, machine: MachineId, digest: Digest, bytes: &[u8]) -> StoreResult<()>;
    /// For each chunk, whether it is kept and this machine may know so: it uploaded the chunk, or a
    /// content that refers to it is in the journal of one of the `readable` folders.
    fn holds(&self, machine: MachineId, readable: &[FolderId], chunks: &[ChunkRef]) -> StoreResult<Vec<bool>>;
    /// Like `holds`, of the chunk list of a content.
    fn holds_list(&self, machine: MachineId, readable: &[FolderId], content: &Digest) -> StoreResult<bool>;
    /// Looks at a chunk or list once more. If it is damaged it is put aside, with what there is of its bytes, and is
    /// not kept any more: who has it may upload it again. Says whether it was.
    fn quarantine(&mut self, kept: &Kept) -> StoreResult<bool>;
    /// How many chunks and lists are not kept any more because they were damaged, cheap to ask.
    fn damage(&self) -> StoreResult<u64>;
    /// Returns true if all of a content is kept. What is kept may be damaged all the same.
    fn is_whole(&self, content: &Digest) -> StoreResult<bool>;
    /// Sums over the content store, cheap to ask.
    fn store_totals(&self) -> StoreResult<StoreTotals>;

    /// Looks at the next `limit` paths after one.
    fn past(&self, folder: FolderId, after: Option<&RelPath>, limit: usize) -> StoreResult<PastPage>;
    /// Sums over a folder's journal, cheap to ask.
    fn folder_sums(&self, folder: FolderId) -> StoreResult<FolderSums>;
    /// Takes these entries out of a folder's journal; the newest one of a path stays whatever is said.
    fn drop_entries(&mut self, folder: FolderId, seqs: &[Seq]) -> StoreResult<()>;
    /// Another round of collection begins, about a day after the one before.
    fn begin_round(&mut self) -> StoreResult<()>;
    /// Frees at most about `limit` contents and chunks that no journal refers to and that nobody uploaded in this round
    /// or the one before; says whether there may be more.
    fn collect(&mut self, limit: usize) -> StoreResult<bool>;
    /// Removes what a crash left among the chunks whose digests begin with this byte.
    fn sweep(&mut self, shelf: u8) -> StoreResult<()>;
    /// Some paths of a folder that are files with this content now, at most `limit`, in no particular order.
    fn live_with(&self, folder: FolderId, content: &Digest, limit: usize) -> StoreResult<Vec<RelPath>>;
    /// The folders in which files have this content now, by id.
    fn folders_with(&self, content: &Digest) -> StoreResult<Vec<FolderId>>;
    /// The live files of a folder, cheap to ask.
    fn file_count(&self, folder: FolderId) -> StoreResult<u64>;
    /// The holds of all folders, in the order in which they began.
    fn mass_deletions(&self) -> StoreResult<Vec<Hold>>;
    /// Adds a hold, whose id is 0, or replaces one; returns its id.
    fn put_hold(&mut self, hold: &Hold) -> StoreResult<u64>;
    /// Removes a hold with its paths.
    fn remove_hold(&mut self, hold: u64) -> StoreResult<()>;
    /// Adds or replaces a path of a hold. Both the hold and an entry of the path are there.
    fn put_held(&mut self, hold: u64, held: &Held) -> StoreResult<()>;
    /// Removes a path of a hold.
    fn remove_held(&mut self, hold: u64, path: &RelPath) -> StoreResult<()>;
    /// A path of a hold, if its seq is still that of the path's newest entry: otherwise the hold is over for it.
    fn held_at(&self, hold: u64, path: &RelPath) -> StoreResult<Option<Held>>;
    /// The paths of a hold for which it is not over, in path order, those after `after`, at most `limit`; each with
    /// whether its deletion or overwriting was passed on.
    fn held(&self, hold: u64, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<(Held, bool)>>;

    /// A setting of the hub.
    fn setting(&self, key: &str) -> StoreResult<Option<String>>;
    /// Sets or, with `None`, removes it.
    fn set_setting(&mut self, key: &str, value: Option<&str>) -> StoreResult<()>;

    /// Has everything until the next commit read from one state, where that is cheaper than each question by itself.
    fn begin_reading(&mut self) -> StoreResult<()> {
        Ok(())
    }
    /// Ends the transaction; after this it is durable.
    fn commit(&mut self) -> StoreResult<()>;
    /// Forgets what was not committed.
    fn roll_back(&mut self);
}
