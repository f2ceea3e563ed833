//! The real stores in a simulated world: SQLite databases, each in its own directory, which is in memory if the system
//! supports it.
//!
//! When a store is killed or loses power, its files are copied as they are at that moment and opened by a new
//! connection, so that SQLite has to recover them from its write-ahead log. Commits of a replica that were not synced
//! can be lost: the log is truncated after the newest commit that stays. Not simulated are a torn page of a database or
//! log, and a damaged chunk file, after a loss of power.

use std::cell::{Cell, Ref, RefCell, RefMut};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use syncit_core::backlog::NewsOfOthers;
use syncit_core::damage::Kept as Stored;
use syncit_core::hold::{Held, Hold};
use syncit_core::ids::Position;
use syncit_core::message::HistoryFilter;
use syncit_core::relay_store::{
    Access, ContentReader, Folder, FolderSums, JournalEntry, Machine, PastPage, RelayStore, StoreTotals,
};
use syncit_core::replica_store::{LinkState, Remote, RemoteFilter, ReplicaStore, Row, StoreResult, Totals};
use syncit_core::selection::Selection;
use syncit_core::{
    ChunkList, ChunkRef, Digest, Entry, FolderId, Incarnation, MachineId, RelPath, ReplicaId, Rev, Seq, Timestamp,
};
use syncit_store::{SqliteRelayStore, SqliteReplicaStore};
use syncit_testkit::Fuse;
use syncit_testkit::world::stores::{Kept, Stores};
use tempfile::TempDir;

/// Creates a directory, in memory if possible.
fn directory() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

/// Creates SQLite stores.
#[derive(Debug)]
pub struct Databases;

impl Stores for Databases {
    type Replica = Shared<SqliteReplicaStore>;
    type Relay = Shared<SqliteRelayStore>;

    fn replica(&mut self, link: LinkState, fuse: Fuse) -> Self::Replica {
        let dir = directory();
        drop(SqliteReplicaStore::create(&dir.path().join(SqliteReplicaStore::FILE), &link).unwrap());
        Shared::new(dir, fuse)
    }

    fn relay(&mut self, fuse: Fuse) -> Self::Relay {
        Shared::new(directory(), fuse)
    }
}

/// A store in a file.
pub trait OnFile {
    /// The name of the database in the store's directory.
    const FILE: &'static str;
    fn open(dir: &Path) -> Self;
}

impl OnFile for SqliteReplicaStore {
    const FILE: &'static str = "replica.db";

    fn open(dir: &Path) -> Self {
        SqliteReplicaStore::open(&dir.join(Self::FILE)).unwrap()
    }
}

impl OnFile for SqliteRelayStore {
    const FILE: &'static str = "relay.db";

    fn open(dir: &Path) -> Self {
        SqliteRelayStore::open(dir).unwrap()
    }
}

/// A store that the world shares with a loop.
pub struct Shared<S>(Rc<Inner<S>>);

struct Inner<S> {
    dir: TempDir,
    fuse: Fuse,
    /// `None` only while its files are being replaced.
    store: RefCell<Option<S>>,
    /// The log at the last sync.
    synced: Cell<Log>,
}

impl<S> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Shared(self.0.clone())
    }
}

impl<S: OnFile> Shared<S> {
    fn new(dir: TempDir, fuse: Fuse) -> Self {
        let store = RefCell::new(Some(S::open(dir.path())));
        Shared(Rc::new(Inner { dir, fuse, store, synced: Cell::default() }))
    }

    fn store(&self) -> Ref<'_, S> {
        Ref::map(self.0.store.borrow(), |store| store.as_ref().unwrap())
    }

    fn store_mut(&self) -> RefMut<'_, S> {
        RefMut::map(self.0.store.borrow_mut(), |store| store.as_mut().unwrap())
    }

    fn log_path(&self) -> PathBuf {
        self.0.dir.path().join(format!("{}-wal", S::FILE))
    }

    fn log(&self) -> (Log, Vec<usize>) {
        read_log(&fs::read(self.log_path()).unwrap_or_default())
    }

    /// Replaces the store's files and opens them.
    fn replace(&self, files: &Path) {
        self.0.store.take();
        let dir = self.0.dir.path();
        fs::remove_dir_all(dir).unwrap();
        copy(files, dir);
        self.0.store.replace(Some(S::open(dir)));
    }

    /// Copies the files in their current state, whatever the state of the transaction and the log.
    fn files(&self) -> TempDir {
        let copied = directory();
        copy(self.0.dir.path(), copied.path());
        copied
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (old, new) = (item.path(), to.join(item.file_name()));
        if item.file_type().unwrap().is_dir() {
            copy(&old, &new);
        } else if !old.to_string_lossy().ends_with("-shm") {
            fs::copy(old, new).unwrap();
        }
    }
}

impl<S: OnFile> Kept for Shared<S> {
    type Backup = Rc<TempDir>;

    fn kill(&self) {
        let files = self.files();
        self.replace(files.path());
    }

    fn unsynced(&self) -> usize {
        let (log, commits) = self.log();
        commits.len() - log.durable(&self.0.synced.get())
    }

    fn lose_power(&self, lose: usize) {
        let (_, commits) = self.log();
        let files = self.files();
        if lose > 0 {
            let kept = commits.len() - lose.min(self.unsynced());
            let end = kept.checked_sub(1).map_or(0, |last| commits[last]);
            let log = fs::OpenOptions::new().write(true).open(files.path().join(format!("{}-wal", S::FILE)));
            log.unwrap().set_len(end as u64).unwrap();
        }
        self.replace(files.path());
    }

    fn backup(&self) -> Rc<TempDir> {
        Rc::new(self.files())
    }

    fn restore(&self, backup: &Rc<TempDir>) {
        self.replace(backup.path());
    }
}

/// The state of a write-ahead log (<https://sqlite.org/fileformat.html#walformat>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Log {
    /// Identify this pass through the log, which starts again when all of it is in the database.
    salts: [u8; 8],
    commits: usize,
    /// The commits that a checkpoint made durable.
    checkpointed: usize,
}

impl Log {
    /// Returns the number of commits in this log that no loss of power can take.
    fn durable(&self, synced: &Log) -> usize {
        let synced = if synced.salts == self.salts { synced.commits } else { 0 };
        synced.max(self.checkpointed)
    }
}

/// Returns the state of a log, and the offset of the end of each commit, in bytes.
fn read_log(log: &[u8]) -> (Log, Vec<usize>) {
    /// A commit that brings the log to this many pages checkpoints it.
    const CHECKPOINT: usize = 1_000;
    let Some(header) = log.get(..32) else { return Default::default() };
    let number = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().unwrap()) as usize;
    let salts: [u8; 8] = header[16..24].try_into().unwrap();
    let frames = log[32..].chunks_exact(24 + number(&header[8..12]));
    let size = 24 + number(&header[8..12]);
    let current = frames.take_while(|frame| frame[8..16] == salts);
    let is_commit = |frame: &[u8]| number(&frame[4..8]) > 0;
    let ends = current.zip(1..).filter(|(frame, _)| is_commit(frame)).map(|(_, count)| count);
    let ends: Vec<usize> = ends.collect();
    let checkpointed = ends.iter().rposition(|count| *count >= CHECKPOINT).map_or(0, |last| last + 1);
    let log = Log { salts, commits: ends.len(), checkpointed };
    (log, ends.into_iter().map(|count| 32 + count * size).collect())
}

macro_rules! read {
    ($(fn $name:ident(&$this:ident $(, $arg:ident: $type:ty)*) -> $result:ty;)*) => {
        $(fn $name(&$this $(, $arg: $type)*) -> $result { $this.store().$name($($arg),*) })*
    };
}

macro_rules! write {
    ($(fn $name:ident(&mut $this:ident $(, $arg:ident: $type:ty)*) -> $result:ty;)*) => {
        $(fn $name(&mut $this $(, $arg: $type)*) -> $result { $this.store_mut().$name($($arg),*) })*
    };
}

impl ReplicaStore for Shared<SqliteReplicaStore> {
    read! {
        fn link(&self) -> StoreResult<LinkState>;
        fn rev(&self) -> Rev;
        fn row(&self, path: &RelPath) -> StoreResult<Option<Row>>;
        fn children(&self, dir: Option<&RelPath>) -> StoreResult<Vec<Row>>;
        fn below(&self, dir: Option<&RelPath>, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>>;
        fn pending(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>>;
        fn with_local_content(&self, digest: &Digest, limit: usize) -> StoreResult<Vec<Row>>;
        fn conflicts(&self) -> StoreResult<Vec<Row>>;
        fn troubled(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>>;
        fn directories(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>>;
        fn shared(&self) -> StoreResult<Vec<Row>>;
        fn with_inode(&self, inode: u64) -> StoreResult<Vec<Row>>;
        fn rules(&self) -> StoreResult<Vec<(Option<RelPath>, String)>>;
        fn selection(&self) -> StoreResult<Selection>;
        fn remotes(&self, filter: &RemoteFilter) -> StoreResult<Vec<(RelPath, Remote)>>;
        fn totals(&self) -> StoreResult<Totals>;
        fn chunks(&self, digest: &Digest) -> StoreResult<Option<ChunkList>>;
    }
    write! {
        fn set_link(&mut self, link: &LinkState) -> StoreResult<()>;
        fn put(&mut self, row: &Row) -> StoreResult<Rev>;
        fn set_rules(&mut self, dir: Option<&RelPath>, text: Option<&str>) -> StoreResult<()>;
        fn set_selection(&mut self, selection: &Selection) -> StoreResult<()>;
        fn set_chunks(&mut self, list: &ChunkList) -> StoreResult<()>;
    }

    fn commit(&mut self) -> StoreResult<()> {
        self.0.fuse.burn();
        self.store_mut().commit()
    }

    fn roll_back(&mut self) {
        self.store_mut().roll_back();
    }

    fn sync(&mut self) -> StoreResult<()> {
        self.0.fuse.burn();
        self.store_mut().sync()?;
        self.0.synced.set(self.log().0);
        Ok(())
    }
}

impl ContentReader for Shared<SqliteRelayStore> {
    read! {
        fn chunk(&self, digest: &Digest) -> StoreResult<Option<Vec<u8>>>;
        fn chunk_list(&self, content: &Digest) -> StoreResult<Option<ChunkList>>;
    }
}

impl RelayStore for Shared<SqliteRelayStore> {
    read! {
        fn incarnations(&self, folder: FolderId) -> StoreResult<Vec<Position>>;
        fn machines(&self) -> StoreResult<Vec<Machine>>;
        fn folders(&self) -> StoreResult<Vec<Folder>>;
        fn access(&self, machine: MachineId, folder: FolderId) -> StoreResult<Option<Access>>;
        fn replica(&self, machine: MachineId, folder: FolderId) -> StoreResult<Option<ReplicaId>>;
        fn head(&self, folder: FolderId, path: &RelPath) -> StoreResult<Option<JournalEntry>>;
        fn live_in(&self, folder: FolderId, dir: &RelPath, limit: usize) -> StoreResult<Vec<JournalEntry>>;
        fn live_beside(&self, folder: FolderId, start: &str, limit: usize) -> StoreResult<Vec<JournalEntry>>;
        fn latest(&self, folder: FolderId) -> StoreResult<Seq>;
        fn entry_at(&self, folder: FolderId, path: &RelPath, seq: Seq) -> StoreResult<Option<JournalEntry>>;
        fn entry_of(&self, folder: FolderId, seq: Seq) -> StoreResult<Option<JournalEntry>>;
        fn seq_at(&self, folder: FolderId, at: Timestamp) -> StoreResult<Seq>;
        fn times_around(&self, folder: FolderId, at: Timestamp)
            -> StoreResult<(Option<Timestamp>, Option<Timestamp>)>;
        fn entries_upto(&self, folder: FolderId, path: &RelPath, upto: Seq, limit: usize)
            -> StoreResult<Vec<JournalEntry>>;
        fn newest_equal(&self, folder: FolderId, path: &RelPath, after: Seq, entry: &Entry)
            -> StoreResult<Option<JournalEntry>>;
        fn news_of_others(&self, folder: FolderId, after: Seq, own: MachineId, limit: usize) -> StoreResult<NewsOfOthers>;
        fn heads_after(&self, folder: FolderId, after: Seq, limit: usize) -> StoreResult<Vec<JournalEntry>>;
        fn privacies_after(&self, folder: FolderId, after: Seq, limit: usize) -> StoreResult<Vec<JournalEntry>>;
        fn history(&self, filter: &HistoryFilter) -> StoreResult<Vec<(FolderId, JournalEntry)>>;
        fn count_accepted(&self, folder: FolderId, from: Timestamp, before: Timestamp, limit: u64) -> StoreResult<u64>;
        fn holds(&self, machine: MachineId, readable: &[FolderId], chunks: &[ChunkRef]) -> StoreResult<Vec<bool>>;
        fn holds_list(&self, machine: MachineId, readable: &[FolderId], content: &Digest) -> StoreResult<bool>;
        fn store_totals(&self) -> StoreResult<StoreTotals>;
        fn damage(&self) -> StoreResult<u64>;
        fn is_whole(&self, content: &Digest) -> StoreResult<bool>;
        fn past(&self, folder: FolderId, after: Option<&RelPath>, limit: usize) -> StoreResult<PastPage>;
        fn folder_sums(&self, folder: FolderId) -> StoreResult<FolderSums>;
        fn file_count(&self, folder: FolderId) -> StoreResult<u64>;
        fn live_with(&self, folder: FolderId, content: &Digest, limit: usize) -> StoreResult<Vec<RelPath>>;
        fn folders_with(&self, content: &Digest) -> StoreResult<Vec<FolderId>>;
        fn mass_deletions(&self) -> StoreResult<Vec<Hold>>;
        fn held_at(&self, hold: u64, path: &RelPath) -> StoreResult<Option<Held>>;
        fn held(&self, hold: u64, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<(Held, bool)>>;
        fn setting(&self, key: &str) -> StoreResult<Option<String>>;
    }
    write! {
        fn redate(&mut self, folder: FolderId, since: Timestamp, by: i64) -> StoreResult<()>;
        fn drop_entries(&mut self, folder: FolderId, seqs: &[Seq]) -> StoreResult<()>;
        fn begin_round(&mut self) -> StoreResult<()>;
        fn quarantine(&mut self, kept: &Stored) -> StoreResult<bool>;
        fn collect(&mut self, limit: usize) -> StoreResult<bool>;
        fn sweep(&mut self, shelf: u8) -> StoreResult<()>;
        fn put_hold(&mut self, hold: &Hold) -> StoreResult<u64>;
        fn remove_hold(&mut self, hold: u64) -> StoreResult<()>;
        fn put_held(&mut self, hold: u64, held: &Held) -> StoreResult<()>;
        fn remove_held(&mut self, hold: u64, path: &RelPath) -> StoreResult<()>;
        fn begin_incarnation(&mut self, incarnation: Incarnation) -> StoreResult<()>;
        fn put_machine(&mut self, machine: &Machine) -> StoreResult<()>;
        fn remove_machine(&mut self, machine: MachineId) -> StoreResult<()>;
        fn put_folder(&mut self, folder: &Folder) -> StoreResult<()>;
        fn remove_folder(&mut self, folder: FolderId) -> StoreResult<()>;
        fn set_access(&mut self, machine: MachineId, folder: FolderId, access: Access) -> StoreResult<()>;
        fn set_replica(&mut self, machine: MachineId, folder: FolderId, replica: Option<ReplicaId>)
            -> StoreResult<()>;
        fn append(&mut self, folder: FolderId, entry: &JournalEntry) -> StoreResult<Seq>;
        fn set_privacy(&mut self, folder: FolderId, path: &RelPath, private: bool) -> StoreResult<()>;
        fn put_chunk_list(&mut self, machine: MachineId, list: &ChunkList) -> StoreResult<()>;
        fn put_chunk(&mut self, machine: MachineId, digest: Digest, bytes: &[u8]) -> StoreResult<()>;
        fn set_setting(&mut self, key: &str, value: Option<&str>) -> StoreResult<()>;
    }

    fn commit(&mut self) -> StoreResult<()> {
        self.0.fuse.burn();
        self.store_mut().commit()?;
        self.0.fuse.burn();
        Ok(())
    }

    fn roll_back(&mut self) {
        self.store_mut().roll_back();
    }
}

#[test]
fn a_loss_of_power_takes_commits_that_were_not_synced() {
    use syncit_core::replica_store::{Local, SyncMode, Unknown};

    let link = LinkState::new(FolderId([1; 16]), ReplicaId([2; 16]), SyncMode::TwoWay);
    let mut store = Databases.replica(link, Fuse::default());
    let put = |store: &mut Shared<SqliteReplicaStore>, path: &str| {
        let row = Row::new(RelPath::new(path).unwrap());
        store.put(&Row { local: Local::Unknown(Unknown::Unread), ..row }).unwrap();
    };
    let count = |store: &Shared<SqliteReplicaStore>| store.below(None, None, usize::MAX).unwrap().len();
    for path in ["a", "b", "c", "d"] {
        put(&mut store, path);
        store.commit().unwrap();
        if path == "a" {
            store.sync().unwrap();
        }
    }
    put(&mut store, "e");
    let backup = store.backup();
    store.kill();
    assert_eq!((count(&store), store.unsynced()), (4, 3));
    store.lose_power(1);
    assert_eq!((count(&store), store.unsynced()), (3, 2));
    store.lose_power(9);
    assert_eq!((count(&store), store.unsynced()), (1, 0));
    store.restore(&backup);
    assert_eq!(count(&store), 4);
}
