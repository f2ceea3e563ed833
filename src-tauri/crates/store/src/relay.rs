//! `RelayStore` in SQLite and files: `relay.db` and `chunks/` in one directory.
//!
//! Which machines may know of which chunks is recorded when a list arrives and when an entry is appended (`kept`), so a
//! query takes a few index lookups. The numbers of folders and machines are cached between transactions; a rollback
//! clears the cache.

mod collect;
mod damage;
mod kept;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension, params};
use syncit_core::backlog::NewsOfOthers;
use syncit_core::damage::Kept;
use syncit_core::hold::{Held, Hold};
use syncit_core::ids::Position;
use syncit_core::message::HistoryFilter;
use syncit_core::relay_store::{
    Access, ContentReader, Folder, FolderSums, JournalEntry, Machine, PastPage, RelayStore, StoreResult, StoreTotals,
};
use syncit_core::{
    ChunkList, ChunkRef, Digest, Entry, FolderId, Incarnation, MachineId, Name, RelPath, ReplicaId, Seq, Timestamp,
};

use crate::content::{
    CHUNKS, ChunkDir, ChunkWriter, FILE, Packer, SqliteContentReader, count_lost, read_chunk, read_list,
};
use crate::database::{Database, Expect, Kind, Writer, sync_directory_of};
use crate::error::{Failure, OpenError};
use crate::row::seq_at;
use crate::{holds, journal, past};

/// Returns the code in the table `access`.
fn access_code(access: Access) -> i64 {
    match access {
        Access::None => 0,
        Access::Read => 1,
        Access::Write => 2,
    }
}

/// The scripts that create a database of the newest version.
pub(crate) const SCHEMA: &[&str] = &[
    include_str!("schema/relay_v1.sql"),
    include_str!("schema/relay_v2.sql"),
    include_str!("schema/relay_v3.sql"),
    include_str!("schema/relay_v4.sql"),
];

const KIND: Kind = Kind {
    what: "hub database",
    application_id: u32::from_be_bytes(*b"SyIh"),
    migrations: SCHEMA,
    durable_commits: true,
    cache_kib: 8192,
};

/// The hub's state in a directory.
///
/// A failed write (because of a full disk, for example) rolls back the whole transaction, so that a
/// part of it is never committed later.
#[derive(Debug)]
pub struct SqliteRelayStore {
    db: Database,
    home: PathBuf,
    dir: ChunkDir,
    writer: ChunkWriter,
    packer: Packer,
    totals: StoreTotals,
    /// The current round of garbage collection.
    round: i64,
    /// Chunks whose files the next commit removes.
    freed: BTreeSet<Digest>,
    /// The number of chunks and lists that were damaged and were not uploaded again.
    lost: u64,
    /// Totals, round and `lost` as of the last commit.
    committed: (StoreTotals, i64, u64),
    numbers: RefCell<Numbers>,
}

/// The short numbers of the schema.
#[derive(Debug, Default)]
struct Numbers {
    folders: HashMap<FolderId, i64>,
    authors: HashMap<MachineId, i64>,
}

impl SqliteRelayStore {
    /// Opens the hub's state in `dir`, and creates the directory and the state if needed.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        let failed = |failure: Failure| failure.while_doing(format!("opening the hub's store in {}", dir.display()));
        let make = |dir: &Path| fs::create_dir_all(dir).and_then(|()| sync_directory_of(dir));
        make(dir).map_err(|error| failed(error.into()))?;
        let db = Database::open(&dir.join(FILE), &KIND, Expect::Either, |_| Ok(()))?;
        make(&dir.join(CHUNKS)).map_err(|error| failed(error.into()))?;
        let (totals, round) = read_totals(&db).map_err(failed)?;
        let lost = count_lost(&db.conn).map_err(failed)?;
        let packer = Packer::new().map_err(|error| failed(error.into()))?;
        let (home, dir) = (dir.to_owned(), ChunkDir::new(dir.join(CHUNKS)));
        let writer = ChunkWriter::new(dir.clone());
        let numbers = RefCell::default();
        let (freed, committed) = (BTreeSet::new(), (totals, round, lost));
        Ok(SqliteRelayStore { db, home, dir, writer, packer, totals, round, freed, lost, committed, numbers })
    }

    /// Opens a reader of the content for another thread. It sees what is committed.
    pub fn reader(&self) -> StoreResult<SqliteContentReader> {
        SqliteContentReader::open(&self.home)
    }

    fn reading<T>(&self, doing: impl FnOnce() -> String, read: impl FnOnce() -> Result<T, Failure>) -> StoreResult<T> {
        read().map_err(|failure| failure.while_doing(doing()))
    }

    /// Executes one statement that writes.
    fn write(&mut self, doing: impl FnOnce() -> String, sql: &str, params: impl rusqlite::Params) -> StoreResult<()> {
        self.writing(doing, |store| {
            store.db.conn.prepare_cached(sql)?.execute(params)?;
            Ok(())
        })
    }

    fn folder_number(&self, folder: FolderId) -> Result<Option<i64>, Failure> {
        if let Some(n) = self.numbers.borrow().folders.get(&folder) {
            return Ok(Some(*n));
        }
        let mut select = self.db.conn.prepare_cached("SELECT n FROM folders WHERE folder = ?1")?;
        let n = select.query_row([folder.0], |row| row.get(0)).optional()?;
        if let Some(n) = n {
            self.numbers.borrow_mut().folders.insert(folder, n);
        }
        Ok(n)
    }

    fn author_number(&self, machine: MachineId) -> Result<i64, Failure> {
        if let Some(n) = self.numbers.borrow().authors.get(&machine) {
            return Ok(*n);
        }
        let upsert =
            "INSERT INTO authors (machine) VALUES (?1) ON CONFLICT DO UPDATE SET machine = machine RETURNING n";
        let n = self.db.conn.prepare_cached(upsert)?.query_row([machine.0], |row| row.get(0))?;
        self.numbers.borrow_mut().authors.insert(machine, n);
        Ok(n)
    }

    /// Returns the author's number, if it has one.
    fn known_author(&self, machine: MachineId) -> Result<Option<i64>, Failure> {
        let mut select = self.db.conn.prepare_cached("SELECT n FROM authors WHERE machine = ?1")?;
        Ok(select.query_row([machine.0], |row| row.get(0)).optional()?)
    }

    /// Runs a query about a folder. For a folder that does not exist the result is empty.
    fn of_folder<T: Default>(
        &self,
        folder: FolderId,
        read: impl FnOnce(&rusqlite::Connection, i64) -> Result<T, Failure>,
    ) -> StoreResult<T> {
        self.reading(
            || format!("reading the journal of {folder}"),
            || self.folder_number(folder)?.map_or(Ok(T::default()), |n| read(&self.db.conn, n)),
        )
    }

    fn append_entry(&mut self, folder: FolderId, entry: &JournalEntry) -> Result<Seq, Failure> {
        let n = self.folder_number(folder)?.ok_or(Failure::Refused("there is no such folder"))?;
        let author = self.author_number(entry.machine)?;
        let sums = journal::sums_of_change(&self.db.conn, n, entry)?;
        let next = "UPDATE folders SET latest = latest + 1, current_bytes = current_bytes + ?2,
            past_bytes = past_bytes + ?3, past_versions = past_versions + ?4, files = files + ?5
            WHERE n = ?1 RETURNING latest";
        let params = [n, sums.current, sums.past, sums.versions, sums.files];
        let seq = self.db.conn.prepare_cached(next)?.query_row(params, |row| Ok(seq_at(row, 0)))??;
        let content = entry.entry.file().map(|file| self.link_content(n, &file.digest)).transpose()?;
        journal::append(&self.db.conn, n, seq, (author, content), entry)?;
        Ok(seq)
    }

    /// Returns the numbers of folders, omitting those that do not exist.
    fn folder_numbers(&self, folders: &[FolderId]) -> Result<Vec<i64>, Failure> {
        folders.iter().filter_map(|folder| self.folder_number(*folder).transpose()).collect()
    }

    fn delete_folder(&mut self, folder: FolderId) -> Result<(), Failure> {
        let conn = &self.db.conn;
        for table in ["access", "replicas"] {
            conn.execute(&format!("DELETE FROM {table} WHERE folder = ?1"), [folder.0])?;
        }
        if let Some(n) = self.folder_number(folder)? {
            let unlink = "UPDATE contents SET links = links - 1
                WHERE n IN (SELECT content FROM folder_contents WHERE folder = ?1)";
            conn.execute(unlink, [n])?;
            for table in ["journal", "paths", "folder_contents", "folder_chunks", "incarnation_ends"] {
                conn.execute(&format!("DELETE FROM {table} WHERE folder = ?1"), [n])?;
            }
            holds::remove_of(conn, n)?;
            conn.execute("DELETE FROM folders WHERE n = ?1", [n])?;
        }
        self.numbers.borrow_mut().folders.remove(&folder);
        Ok(())
    }
}

impl Writer for SqliteRelayStore {
    fn database(&self) -> &Database {
        &self.db
    }

    fn forget(&mut self) {
        self.roll_back();
    }
}

impl ContentReader for SqliteRelayStore {
    fn chunk(&self, digest: &Digest) -> StoreResult<Option<Vec<u8>>> {
        read_chunk(&self.db.conn, &self.dir, digest)
    }

    fn chunk_list(&self, content: &Digest) -> StoreResult<Option<ChunkList>> {
        read_list(&self.db.conn, content)
    }
}

impl RelayStore for SqliteRelayStore {
    fn begin_incarnation(&mut self, incarnation: Incarnation) -> StoreResult<()> {
        self.writing(
            || "beginning an incarnation".into(),
            |store| {
                let conn = &store.db.conn;
                conn.execute(
                    "INSERT INTO incarnation_ends SELECT i.n, f.n, f.latest
                     FROM (SELECT max(n) AS n FROM incarnations) i, folders f WHERE i.n IS NOT NULL AND f.latest > 0",
                    [],
                )?;
                conn.execute("INSERT INTO incarnations (incarnation) VALUES (?1)", [incarnation.0])?;
                Ok(())
            },
        )
    }

    fn incarnations(&self, folder: FolderId) -> StoreResult<Vec<Position>> {
        self.reading(
            || format!("reading the incarnations of {folder}"),
            || {
                let n = self.folder_number(folder)?;
                let mut select = self.db.conn.prepare_cached(
                    "SELECT i.incarnation, e.seq FROM incarnations i
                     LEFT JOIN incarnation_ends e ON e.folder = ?1 AND e.incarnation = i.n ORDER BY i.n",
                )?;
                let mut found = select.query([n])?;
                let mut positions = Vec::new();
                while let Some(row) = found.next()? {
                    let seq = Seq(row.get::<_, Option<i64>>(1)?.unwrap_or(0) as u64);
                    positions.push(Position { incarnation: Incarnation(row.get(0)?), seq });
                }
                if let (Some(current), Some(n)) = (positions.last_mut(), n) {
                    current.seq = latest(&self.db.conn, n)?;
                }
                Ok(positions)
            },
        )
    }

    fn machines(&self) -> StoreResult<Vec<Machine>> {
        self.reading(
            || "reading the machines".into(),
            || {
                let sql = "SELECT machine, name, public_key, paired_at, last_seen, is_hub FROM machines ORDER BY n";
                let mut select = self.db.conn.prepare_cached(sql)?;
                let mut found = select.query([])?;
                let mut machines = Vec::new();
                while let Some(row) = found.next()? {
                    machines.push(Machine {
                        id: MachineId(row.get(0)?),
                        name: name_at(row, 1)?,
                        public_key: row.get(2)?,
                        paired_at: Timestamp(row.get(3)?),
                        last_seen: row.get::<_, Option<i64>>(4)?.map(Timestamp),
                        is_hub: row.get(5)?,
                    });
                }
                Ok(machines)
            },
        )
    }

    fn put_machine(&mut self, machine: &Machine) -> StoreResult<()> {
        self.write(
            || format!("writing the machine {}", machine.name),
            "INSERT INTO machines (machine, name, public_key, paired_at, last_seen, is_hub)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET name = excluded.name,
             public_key = excluded.public_key, paired_at = excluded.paired_at, last_seen = excluded.last_seen,
             is_hub = excluded.is_hub",
            params![
                machine.id.0,
                machine.name.as_str(),
                machine.public_key,
                machine.paired_at.0,
                machine.last_seen.map(|seen| seen.0),
                machine.is_hub
            ],
        )
    }

    fn remove_machine(&mut self, machine: MachineId) -> StoreResult<()> {
        self.writing(
            || format!("removing the machine {machine}"),
            |store| {
                for table in ["machines", "replicas"] {
                    store.db.conn.execute(&format!("DELETE FROM {table} WHERE machine = ?1"), [machine.0])?;
                }
                let granted = "DELETE FROM access WHERE machine = ?1 AND access = ?2";
                store.db.conn.execute(granted, params![machine.0, access_code(Access::Write)])?;
                Ok(())
            },
        )
    }

    fn folders(&self) -> StoreResult<Vec<Folder>> {
        self.reading(
            || "reading the folders".into(),
            || {
                let mut select =
                    self.db.conn.prepare_cached("SELECT folder, name, shared_at FROM folders ORDER BY n")?;
                let mut found = select.query([])?;
                let mut folders = Vec::new();
                while let Some(row) = found.next()? {
                    let shared_at = Timestamp(row.get(2)?);
                    folders.push(Folder { id: FolderId(row.get(0)?), name: name_at(row, 1)?, shared_at });
                }
                Ok(folders)
            },
        )
    }

    fn put_folder(&mut self, folder: &Folder) -> StoreResult<()> {
        self.write(
            || format!("writing the folder {}", folder.name),
            "INSERT INTO folders (folder, name, shared_at) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET name = excluded.name, shared_at = excluded.shared_at",
            params![folder.id.0, folder.name.as_str(), folder.shared_at.0],
        )
    }

    fn remove_folder(&mut self, folder: FolderId) -> StoreResult<()> {
        self.writing(|| format!("removing the folder {folder}"), |store| store.delete_folder(folder))
    }

    fn access(&self, machine: MachineId, folder: FolderId) -> StoreResult<Option<Access>> {
        self.reading(
            || format!("reading what {machine} may do"),
            || {
                let sql = "SELECT access FROM access WHERE machine = ?1 AND folder = ?2";
                let mut select = self.db.conn.prepare_cached(sql)?;
                match select.query_row([machine.0, folder.0], |row| row.get::<_, i64>(0)).optional()? {
                    None => Ok(None),
                    Some(0) => Ok(Some(Access::None)),
                    Some(1) => Ok(Some(Access::Read)),
                    Some(2) => Ok(Some(Access::Write)),
                    Some(_) => Err(Failure::Damaged("an unknown access")),
                }
            },
        )
    }

    fn set_access(&mut self, machine: MachineId, folder: FolderId, access: Access) -> StoreResult<()> {
        let code = access_code(access);
        self.write(
            || format!("writing what {machine} may do"),
            "REPLACE INTO access VALUES (?1, ?2, ?3)",
            params![machine.0, folder.0, code],
        )
    }

    fn replica(&self, machine: MachineId, folder: FolderId) -> StoreResult<Option<ReplicaId>> {
        self.reading(
            || format!("reading the replica of {machine}"),
            || {
                let sql = "SELECT replica FROM replicas WHERE machine = ?1 AND folder = ?2";
                let mut select = self.db.conn.prepare_cached(sql)?;
                Ok(select.query_row([machine.0, folder.0], |row| row.get(0).map(ReplicaId)).optional()?)
            },
        )
    }

    fn set_replica(&mut self, machine: MachineId, folder: FolderId, replica: Option<ReplicaId>) -> StoreResult<()> {
        let doing = || format!("writing the replica of {machine}");
        match replica {
            Some(replica) => {
                self.write(doing, "REPLACE INTO replicas VALUES (?1, ?2, ?3)", params![machine.0, folder.0, replica.0])
            }
            None => self.write(doing, "DELETE FROM replicas WHERE machine = ?1 AND folder = ?2", [machine.0, folder.0]),
        }
    }

    fn head(&self, folder: FolderId, path: &RelPath) -> StoreResult<Option<JournalEntry>> {
        self.of_folder(folder, |conn, n| journal::head(conn, n, path))
    }

    fn live_in(&self, folder: FolderId, dir: &RelPath, limit: usize) -> StoreResult<Vec<JournalEntry>> {
        self.of_folder(folder, |conn, n| journal::live_in(conn, n, dir, limit))
    }

    fn live_beside(&self, folder: FolderId, start: &str, limit: usize) -> StoreResult<Vec<JournalEntry>> {
        self.of_folder(folder, |conn, n| journal::live_beside(conn, n, start, limit))
    }

    fn append(&mut self, folder: FolderId, entry: &JournalEntry) -> StoreResult<Seq> {
        self.writing(
            || format!("appending {} to the journal of {folder}", entry.path),
            |store| store.append_entry(folder, entry),
        )
    }

    fn latest(&self, folder: FolderId) -> StoreResult<Seq> {
        self.of_folder(folder, latest)
    }

    fn entry_at(&self, folder: FolderId, path: &RelPath, seq: Seq) -> StoreResult<Option<JournalEntry>> {
        self.of_folder(folder, |conn, n| journal::entry_of(conn, n, path, seq))
    }

    fn entry_of(&self, folder: FolderId, seq: Seq) -> StoreResult<Option<JournalEntry>> {
        self.of_folder(folder, |conn, n| past::entry_of(conn, n, seq))
    }

    fn seq_at(&self, folder: FolderId, at: Timestamp) -> StoreResult<Seq> {
        self.of_folder(folder, |conn, n| past::seq_at(conn, n, at))
    }

    fn times_around(&self, folder: FolderId, at: Timestamp) -> StoreResult<(Option<Timestamp>, Option<Timestamp>)> {
        self.of_folder(folder, |conn, n| past::times_around(conn, n, at))
    }

    fn redate(&mut self, folder: FolderId, since: Timestamp, by: i64) -> StoreResult<()> {
        self.writing(
            || format!("dating entries of {folder} anew"),
            |store| match store.folder_number(folder)? {
                Some(n) => past::redate(&store.db.conn, n, since, by),
                None => Ok(()),
            },
        )
    }

    fn entries_upto(
        &self,
        folder: FolderId,
        path: &RelPath,
        upto: Seq,
        limit: usize,
    ) -> StoreResult<Vec<JournalEntry>> {
        self.of_folder(folder, |conn, n| past::entries_upto(conn, n, path, upto, limit))
    }

    fn newest_equal(
        &self,
        folder: FolderId,
        path: &RelPath,
        after: Seq,
        entry: &Entry,
    ) -> StoreResult<Option<JournalEntry>> {
        self.of_folder(folder, |conn, n| journal::newest_equal(conn, n, path, after, entry))
    }

    fn heads_after(&self, folder: FolderId, after: Seq, limit: usize) -> StoreResult<Vec<JournalEntry>> {
        self.of_folder(folder, |conn, n| journal::heads_after(conn, n, after, limit))
    }

    fn news_of_others(&self, folder: FolderId, after: Seq, own: MachineId, limit: usize) -> StoreResult<NewsOfOthers> {
        self.of_folder(folder, |conn, n| {
            // A machine that wrote nothing has no number, and no author has 0.
            let own = self.known_author(own)?.unwrap_or(0);
            journal::news_of_others(conn, n, after, own, limit)
        })
    }

    fn set_privacy(&mut self, folder: FolderId, path: &RelPath, private: bool) -> StoreResult<()> {
        self.writing(
            || format!("saying in the journal of {folder} who {path} is for"),
            |store| match store.folder_number(folder)? {
                Some(n) => journal::set_privacy(&store.db.conn, n, path, private),
                None => Ok(()),
            },
        )
    }

    fn privacies_after(&self, folder: FolderId, after: Seq, limit: usize) -> StoreResult<Vec<JournalEntry>> {
        self.of_folder(folder, |conn, n| journal::privacies_after(conn, n, after, limit))
    }

    fn history(&self, filter: &HistoryFilter) -> StoreResult<Vec<(FolderId, JournalEntry)>> {
        self.reading(
            || "reading the history".into(),
            || {
                let mut folders = Vec::new();
                for folder in filter.readable.iter().filter(|folder| filter.folder.is_none_or(|only| only == **folder))
                {
                    folders.extend(self.folder_number(*folder)?.map(|n| (*folder, n)));
                }
                folders.sort();
                folders.dedup();
                journal::history(&self.db.conn, &folders, filter)
            },
        )
    }

    fn count_accepted(&self, folder: FolderId, from: Timestamp, before: Timestamp, limit: u64) -> StoreResult<u64> {
        self.reading(
            || "counting changes".into(),
            || match self.folder_number(folder)? {
                Some(n) => journal::count_accepted(&self.db.conn, n, from, before, limit),
                None => Ok(0),
            },
        )
    }

    fn put_chunk_list(&mut self, machine: MachineId, list: &ChunkList) -> StoreResult<()> {
        self.writing(|| "keeping a chunk list".into(), |store| store.keep_list(machine, list))
    }

    fn put_chunk(&mut self, machine: MachineId, digest: Digest, bytes: &[u8]) -> StoreResult<()> {
        self.writing(|| format!("keeping the chunk {digest}"), |store| store.keep_chunk(machine, &digest, bytes))
    }

    fn holds(&self, machine: MachineId, readable: &[FolderId], chunks: &[ChunkRef]) -> StoreResult<Vec<bool>> {
        self.reading(|| "looking up chunks".into(), || self.held(machine, readable, chunks))
    }

    fn holds_list(&self, machine: MachineId, readable: &[FolderId], content: &Digest) -> StoreResult<bool> {
        let doing = || format!("looking up the chunk list of {content}");
        self.reading(doing, || self.is_list_held(machine, readable, content))
    }

    fn quarantine(&mut self, kept: &Kept) -> StoreResult<bool> {
        self.writing(
            || "putting aside what is damaged".into(),
            |store| match kept {
                Kept::Chunk(digest) => store.quarantine_chunk(digest),
                Kept::List(content) => store.quarantine_list(content),
            },
        )
    }

    fn damage(&self) -> StoreResult<u64> {
        Ok(self.lost)
    }

    fn is_whole(&self, content: &Digest) -> StoreResult<bool> {
        self.reading(|| format!("looking whether all of {content} is kept"), || self.has_all_of(content))
    }

    fn store_totals(&self) -> StoreResult<StoreTotals> {
        Ok(self.totals)
    }

    fn past(&self, folder: FolderId, after: Option<&RelPath>, limit: usize) -> StoreResult<PastPage> {
        self.of_folder(folder, |_, n| self.read_past(n, after, limit))
    }

    fn folder_sums(&self, folder: FolderId) -> StoreResult<FolderSums> {
        self.of_folder(folder, |_, n| self.read_sums(n))
    }

    fn drop_entries(&mut self, folder: FolderId, seqs: &[Seq]) -> StoreResult<()> {
        self.writing(
            || format!("letting entries of {folder} go"),
            |store| match store.folder_number(folder)? {
                Some(n) => store.remove_entries(n, seqs),
                None => Ok(()),
            },
        )
    }

    fn live_with(&self, folder: FolderId, content: &Digest, limit: usize) -> StoreResult<Vec<RelPath>> {
        self.of_folder(folder, |conn, n| journal::live_with(conn, n, content, limit))
    }

    fn folders_with(&self, content: &Digest) -> StoreResult<Vec<FolderId>> {
        self.reading(|| format!("looking where {content} is"), || journal::folders_with(&self.db.conn, content))
    }

    fn file_count(&self, folder: FolderId) -> StoreResult<u64> {
        self.of_folder(folder, |conn, n| {
            let mut select = conn.prepare_cached("SELECT files FROM folders WHERE n = ?1")?;
            Ok(select.query_row([n], |row| row.get::<_, i64>(0))? as u64)
        })
    }

    fn mass_deletions(&self) -> StoreResult<Vec<Hold>> {
        self.reading(|| "reading the holds".into(), || holds::all(&self.db.conn))
    }

    fn put_hold(&mut self, hold: &Hold) -> StoreResult<u64> {
        self.writing(
            || format!("writing a hold of {}", hold.folder),
            |store| {
                let folder = store.folder_number(hold.folder)?.ok_or(Failure::Refused("there is no such folder"))?;
                let machine = store.author_number(hold.machine)?;
                holds::put(&store.db.conn, folder, machine, hold)
            },
        )
    }

    fn begin_round(&mut self) -> StoreResult<()> {
        self.writing(|| "beginning to collect".into(), Self::next_round)
    }

    fn collect(&mut self, limit: usize) -> StoreResult<bool> {
        self.writing(|| "freeing content".into(), |store| store.free(limit))
    }

    fn sweep(&mut self, shelf: u8) -> StoreResult<()> {
        self.writing(|| "looking for files that nothing refers to".into(), |store| store.sweep_shelf(shelf))
    }

    fn remove_hold(&mut self, hold: u64) -> StoreResult<()> {
        self.writing(|| "removing a hold".into(), |store| holds::remove(&store.db.conn, hold))
    }

    fn put_held(&mut self, hold: u64, held: &Held) -> StoreResult<()> {
        self.writing(|| format!("holding {}", held.path), |store| holds::put_held(&store.db.conn, hold, held))
    }

    fn remove_held(&mut self, hold: u64, path: &RelPath) -> StoreResult<()> {
        self.writing(|| format!("holding {path} no more"), |store| holds::remove_held(&store.db.conn, hold, path))
    }

    fn held_at(&self, hold: u64, path: &RelPath) -> StoreResult<Option<Held>> {
        self.reading(|| format!("looking whether {path} is held"), || holds::held_at(&self.db.conn, hold, path))
    }

    fn held(&self, hold: u64, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<(Held, bool)>> {
        self.reading(|| "reading what is held".into(), || holds::held(&self.db.conn, hold, after, limit))
    }

    fn setting(&self, key: &str) -> StoreResult<Option<String>> {
        self.reading(
            || format!("reading the hub's setting {key}"),
            || {
                let mut select = self.db.conn.prepare_cached("SELECT value FROM settings WHERE key = ?1")?;
                Ok(select.query_row([key], |row| row.get(0)).optional()?)
            },
        )
    }

    fn set_setting(&mut self, key: &str, value: Option<&str>) -> StoreResult<()> {
        let doing = || format!("writing the hub's setting {key}");
        match value {
            Some(value) => self.write(doing, "REPLACE INTO settings VALUES (?1, ?2)", [key, value]),
            None => self.write(doing, "DELETE FROM settings WHERE key = ?1", [key]),
        }
    }

    fn begin_reading(&mut self) -> StoreResult<()> {
        self.db.begin_reading().map_err(|failure| failure.while_doing("beginning to read the hub's state"))
    }

    fn commit(&mut self) -> StoreResult<()> {
        if self.db.conn.is_autocommit() {
            return Ok(());
        }
        self.writing(
            || "committing the hub's state".into(),
            |store| {
                if store.totals != store.committed.0 {
                    let sql = "UPDATE totals SET chunks = ?1, stored_bytes = ?2";
                    let numbers = [store.totals.chunks as i64, store.totals.stored_bytes as i64];
                    store.db.conn.prepare_cached(sql)?.execute(numbers)?;
                }
                store.writer.sync()?;
                store.db.commit()?;
                store.committed = (store.totals, store.round, store.lost);
                store.remove_freed();
                Ok(())
            },
        )
    }

    fn roll_back(&mut self) {
        self.db.roll_back();
        (self.totals, self.round, self.lost) = self.committed;
        self.freed.clear();
        *self.numbers.borrow_mut() = Numbers::default();
        // Nothing refers to what it wrote, so that needs no sync.
        self.writer = ChunkWriter::new(self.dir.clone());
    }
}

fn latest(conn: &rusqlite::Connection, folder: i64) -> Result<Seq, Failure> {
    conn.prepare_cached("SELECT latest FROM folders WHERE n = ?1")?.query_row([folder], |row| Ok(seq_at(row, 0)))?
}

fn name_at(row: &rusqlite::Row<'_>, at: usize) -> Result<Name, Failure> {
    Name::new(&row.get::<_, String>(at)?).map_err(|_| Failure::Damaged("a name that cannot be one"))
}

/// Reads the totals, and the round of garbage collection.
fn read_totals(db: &Database) -> Result<(StoreTotals, i64), Failure> {
    Ok(db.conn.query_row("SELECT chunks, stored_bytes, round FROM totals", [], |row| {
        let totals = StoreTotals { chunks: row.get::<_, i64>(0)? as u64, stored_bytes: row.get::<_, i64>(1)? as u64 };
        Ok((totals, row.get(2)?))
    })?)
}
