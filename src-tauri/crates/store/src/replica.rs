//! `ReplicaStore` in SQLite.
//!
//! Sums and the latest rev are kept in memory and written once per transaction; the rest is in the rows and their
//! indexes, as the schema describes. Rows that were just read or written are cached, because code that works on a path
//! reads its row repeatedly (`recent`).

mod recent;
mod remotes;
mod select;

use std::cell::RefCell;
use std::path::Path;
use std::sync::LazyLock;

use rusqlite::{Connection, OptionalExtension, Params, params};
use syncit_core::content::CHUNK_MIN;
use syncit_core::ids::Position;
use syncit_core::replica_store::{
    GitHooks, LinkState, Local, Remote, RemoteFilter, ReplicaStore, RootId, Row, StoreError, StoreResult, SyncMode,
    Token, Totals,
};
use syncit_core::selection::Selection;
use syncit_core::{ChunkList, Digest, Entry, FolderId, Incarnation, RelPath, ReplicaId, Rev, Seq};

use crate::database::{Database, Expect, Kind, Writer};
use crate::error::{Failure, OpenError};
use crate::row::{ROW_COLUMNS, path_at, range_below, seq_at, write_row};

use recent::Recent;
use select::{select_rows, sql_limit};

const KIND: Kind = Kind {
    what: "folder database",
    application_id: u32::from_be_bytes(*b"SyIp"),
    migrations: &[
        include_str!("schema/replica_v1.sql"),
        include_str!("schema/replica_v2.sql"),
        include_str!("schema/replica_v3.sql"),
        include_str!("schema/replica_v4.sql"),
        include_str!("schema/replica_v5.sql"),
        include_str!("schema/replica_v6.sql"),
        include_str!("schema/replica_v7.sql"),
        include_str!("schema/replica_v8.sql"),
    ],
    durable_commits: false,
    cache_kib: 4096,
};

/// One replica's rows in their own database.
///
/// A failed write (because of a full disk, for example) rolls back the whole transaction, so that a
/// part of it is never committed later.
#[derive(Debug)]
pub struct SqliteReplicaStore {
    db: Database,
    recent: RefCell<Recent>,
    state: State,
    /// The state as of the last commit.
    committed: State,
    /// Whether there are commits since the last `sync`.
    is_unsynced: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct State {
    rev: Rev,
    totals: Totals,
}

impl SqliteReplicaStore {
    /// Creates the database of a folder that was just linked.
    pub fn create(path: &Path, link: &LinkState) -> Result<Self, OpenError> {
        Database::open(path, &KIND, Expect::New, |conn| write_link(conn, link)).and_then(Self::of)
    }

    /// Opens the database of a linked folder.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Database::open(path, &KIND, Expect::Existing, |_| Ok(())).and_then(Self::of)
    }

    fn of(db: Database) -> Result<Self, OpenError> {
        let state = read_state(&db.conn).map_err(|failure| failure.while_doing("reading a folder database"))?;
        let recent = RefCell::default();
        Ok(SqliteReplicaStore { db, recent, state, committed: state, is_unsynced: true })
    }

    /// Returns the rows that a condition selects, in path order.
    fn select(&self, rest: &str, params: impl Params) -> StoreResult<Vec<Row>> {
        select_rows(&self.db.conn, rest, params).map_err(|failure| failure.while_doing("reading the rows of a folder"))
    }

    /// Returns the row of a path, from the cache if it was just read or written.
    fn known_row(&self, path: &RelPath) -> Result<Option<Row>, Failure> {
        if let Some(known) = self.recent.borrow_mut().get(path) {
            return Ok(known);
        }
        let row = select_row(&self.db.conn, path)?;
        self.recent.borrow_mut().put(path, row.clone());
        Ok(row)
    }

    fn put_row(&mut self, row: &Row) -> Result<Rev, Failure> {
        let old = self.known_row(&row.path)?;
        let conn = &self.db.conn;
        let rev = Rev(self.state.rev.0 + 1);
        let new = (!row.is_void()).then_some(row);
        match (new, &old) {
            (Some(row), old) => {
                let sql = if old.is_some() { update_sql() } else { insert_sql() };
                let mut write = conn.prepare_cached(sql)?;
                write_row(&mut write, row, rev)?;
            }
            (None, Some(_)) => {
                conn.prepare_cached("DELETE FROM rows WHERE path = ?1")?.execute([row.path.as_str()])?;
            }
            (None, None) => {}
        }
        self.state.rev = rev;
        self.recent.get_mut().put(&row.path, new.map(|row| Row { rev, ..row.clone() }));
        if let Some(old) = &old {
            count(&mut self.state.totals, old, |sum, part| *sum = sum.wrapping_sub(part));
        }
        if let Some(new) = new {
            count(&mut self.state.totals, new, |sum, part| *sum = sum.wrapping_add(part));
        }
        for content in old.iter().flat_map(chunked_contents) {
            if !new.is_some_and(|new| chunked_contents(new).contains(&content)) {
                content.map_or(Ok(()), |content| forget_unused_chunks(conn, &content))?;
            }
        }
        Ok(rev)
    }
}

impl Writer for SqliteReplicaStore {
    fn database(&self) -> &Database {
        &self.db
    }

    fn forget(&mut self) {
        self.roll_back();
    }
}

impl ReplicaStore for SqliteReplicaStore {
    fn link(&self) -> StoreResult<LinkState> {
        read_link(&self.db.conn).map_err(|failure| failure.while_doing("reading what a folder is linked to"))
    }

    fn set_link(&mut self, link: &LinkState) -> StoreResult<()> {
        self.writing(|| "writing what a folder is linked to".into(), |store| write_link(&store.db.conn, link))
    }

    fn rev(&self) -> Rev {
        self.state.rev
    }

    fn row(&self, path: &RelPath) -> StoreResult<Option<Row>> {
        self.known_row(path).map_err(|failure| failure.while_doing(format!("reading the row of {path}")))
    }

    fn put(&mut self, row: &Row) -> StoreResult<Rev> {
        self.writing(|| format!("writing the row of {}", row.path), |store| store.put_row(row))
    }

    fn children(&self, dir: Option<&RelPath>) -> StoreResult<Vec<Row>> {
        let (first, end) = range_below(dir);
        let depth = dir.map_or(0, RelPath::depth) as i64 + 1;
        self.select(CHILDREN, params![depth, first, end])
    }

    fn below(&self, dir: Option<&RelPath>, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>> {
        let (first, end) = range_below(dir);
        let first = after.map_or("", RelPath::as_str).max(&first);
        self.select(BELOW, params![first, end, sql_limit(limit)])
    }

    fn pending(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>> {
        self.select(PENDING, params![after.map_or("", RelPath::as_str), sql_limit(limit)])
    }

    fn troubled(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>> {
        self.select(TROUBLED, params![after.map_or("", RelPath::as_str), sql_limit(limit)])
    }

    fn directories(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>> {
        self.select(DIRECTORIES, params![after.map_or("", RelPath::as_str), sql_limit(limit)])
    }

    fn shared(&self) -> StoreResult<Vec<Row>> {
        self.select(SHARED, [])
    }

    fn with_inode(&self, inode: u64) -> StoreResult<Vec<Row>> {
        self.select(WITH_INODE, params![inode as i64])
    }

    fn rules(&self) -> StoreResult<Vec<(Option<RelPath>, String)>> {
        read_rules(&self.db.conn).map_err(|failure| failure.while_doing("reading the ignore rules of a folder"))
    }

    fn set_rules(&mut self, dir: Option<&RelPath>, text: Option<&str>) -> StoreResult<()> {
        self.writing(
            || "writing the ignore rules of a folder".into(),
            |store| {
                let dir = dir.map_or("", RelPath::as_str);
                match text {
                    Some(text) => store.db.conn.execute("REPLACE INTO rules VALUES (?1, ?2)", params![dir, text])?,
                    None => store.db.conn.execute("DELETE FROM rules WHERE directory = ?1", params![dir])?,
                };
                Ok(())
            },
        )
    }

    fn selection(&self) -> StoreResult<Selection> {
        read_selection(&self.db.conn).map_err(|failure| failure.while_doing("reading what is chosen of a folder"))
    }

    fn set_selection(&mut self, selection: &Selection) -> StoreResult<()> {
        self.writing(
            || "writing what is chosen of a folder".into(),
            |store| {
                let conn = &store.db.conn;
                conn.execute("DELETE FROM selection", [])?;
                let mut insert = conn.prepare_cached("INSERT INTO selection VALUES (?1, ?2)")?;
                for (path, is_chosen) in selection.choices() {
                    insert.execute(params![path.as_str(), is_chosen])?;
                }
                let after = selection.leaves_out_after.map(|seq| seq.0 as i64);
                let sql = "UPDATE selection_rest SET is_chosen = ?1, leaves_out_after = ?2";
                conn.execute(sql, params![selection.rest(), after])?;
                Ok(())
            },
        )
    }

    fn with_local_content(&self, digest: &Digest, limit: usize) -> StoreResult<Vec<Row>> {
        self.select(WITH_LOCAL_CONTENT, params![digest.0, sql_limit(limit)])
    }

    fn conflicts(&self) -> StoreResult<Vec<Row>> {
        self.select(CONFLICTS, [])
    }

    fn remotes(&self, filter: &RemoteFilter) -> StoreResult<Vec<(RelPath, Remote)>> {
        remotes::remotes(&self.db.conn, filter)
            .map_err(|failure| failure.while_doing("reading what the hub told of a folder"))
    }

    fn totals(&self) -> StoreResult<Totals> {
        Ok(self.state.totals)
    }

    fn set_chunks(&mut self, list: &ChunkList) -> StoreResult<()> {
        self.writing(
            || "writing a chunk list".into(),
            |store| {
                let encoded = list.encode();
                let mut insert = store.db.conn.prepare_cached("INSERT OR IGNORE INTO chunk_lists VALUES (?1, ?2)")?;
                insert.execute(params![Digest::of(&encoded).0, encoded])?;
                Ok(())
            },
        )
    }

    fn chunks(&self, digest: &Digest) -> StoreResult<Option<ChunkList>> {
        let read = || -> Result<_, Failure> {
            let mut select = self.db.conn.prepare_cached("SELECT list FROM chunk_lists WHERE content = ?1")?;
            let encoded: Option<Vec<u8>> = select.query_row([digest.0], |row| row.get(0)).optional()?;
            let decode = |encoded: Vec<u8>| ChunkList::decode(&encoded).map_err(|_| Failure::Damaged("a chunk list"));
            encoded.map(decode).transpose()
        };
        read().map_err(|failure| failure.while_doing("reading a chunk list"))
    }

    fn begin_reading(&mut self) -> StoreResult<()> {
        self.db.begin_reading().map_err(|failure| failure.while_doing("beginning to read the rows of a folder"))
    }

    fn commit(&mut self) -> StoreResult<()> {
        if self.db.conn.is_autocommit() {
            return Ok(());
        }
        self.writing(
            || "committing the rows of a folder".into(),
            |store| {
                if store.state != store.committed {
                    write_state(&store.db.conn, &store.state)?;
                }
                store.db.commit()?;
                store.committed = store.state;
                store.is_unsynced = true;
                Ok(())
            },
        )
    }

    fn roll_back(&mut self) {
        self.db.roll_back();
        self.state = self.committed;
        *self.recent.get_mut() = Recent::default();
    }

    fn sync(&mut self) -> StoreResult<()> {
        if self.is_unsynced {
            let failed = |failure: Failure| -> StoreError { failure.while_doing("syncing the rows of a folder") };
            self.db.sync_log().map_err(failed)?;
            self.is_unsynced = false;
        }
        Ok(())
    }
}

const ROW: &str = "WHERE path = ?1";
const CHILDREN: &str = "WHERE depth = ?1 AND path > ?2 AND path < ?3 ORDER BY path";
const BELOW: &str = "WHERE path > ?1 AND path < ?2 ORDER BY path LIMIT ?3";
const PENDING: &str = "WHERE pending = 1 AND path > ?1 ORDER BY path LIMIT ?2";
const WITH_LOCAL_CONTENT: &str = "WHERE local_content = ?1 AND local_size IS NOT NULL ORDER BY path LIMIT ?2";
const TROUBLED: &str = "WHERE troubled = 1 AND path > ?1 ORDER BY path LIMIT ?2";
const DIRECTORIES: &str = "WHERE local IN (3, 17) AND path > ?1 ORDER BY path LIMIT ?2";
const SHARED: &str = "WHERE stamp_shared = 1 ORDER BY stamp_inode, path";
const WITH_INODE: &str = "WHERE stamp_inode = ?1 ORDER BY path";
const CONFLICTS: &str = "WHERE conflict = 1 ORDER BY path";

/// Returns each column with its parameter.
fn columns() -> impl Iterator<Item = (&'static str, String)> {
    ROW_COLUMNS.split(',').map(str::trim).zip((1..).map(|n| format!("?{n}")))
}

fn insert_sql() -> &'static str {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        let values: Vec<String> = columns().map(|(_, value)| value).collect();
        format!("INSERT INTO rows ({ROW_COLUMNS}) VALUES ({})", values.join(", "))
    });
    &SQL
}

/// Returns a statement that omits the columns that never change for a path, so that their indexes are not updated.
fn update_sql() -> &'static str {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        let changing = columns().filter(|(column, _)| !matches!(*column, "path" | "depth"));
        let sets: Vec<String> = changing.map(|(column, value)| format!("{column} = {value}")).collect();
        format!("UPDATE rows SET {} WHERE path = ?1", sets.join(", "))
    });
    &SQL
}

fn select_row(conn: &Connection, path: &RelPath) -> Result<Option<Row>, Failure> {
    Ok(select_rows(conn, ROW, [path.as_str()])?.pop())
}

/// Adds a row to the sums, or subtracts it.
fn count(totals: &mut Totals, row: &Row, change: impl Fn(&mut u64, u64)) {
    change(&mut totals.pending, row.is_pending().into());
    change(&mut totals.troubled, row.is_troubled().into());
    if let Some(file) = row.unselected_file() {
        change(&mut totals.unselected_files, 1);
        change(&mut totals.unselected_bytes, file.size);
    }
    match &row.local {
        Local::Known { entry: Entry::File(file), .. } => {
            change(&mut totals.files, 1);
            change(&mut totals.bytes, file.size);
        }
        Local::Known { entry: Entry::Directory, .. } => change(&mut totals.directories, 1),
        _ => {}
    }
}

/// Returns the contents of a row's local and base entries that may have a chunk list.
fn chunked_contents(row: &Row) -> [Option<Digest>; 2] {
    [row.local.entry(), Some(&row.base.entry)].map(|entry| {
        let file = entry.and_then(Entry::file)?;
        (file.size > CHUNK_MIN as u64).then_some(file.digest)
    })
}

/// Removes the chunk list of a content that no row has any more.
fn forget_unused_chunks(conn: &Connection, content: &Digest) -> Result<(), Failure> {
    conn.prepare_cached(FORGET_CHUNKS)?.execute([content.0])?;
    Ok(())
}

// 65536 is CHUNK_MIN, written out so that the partial indexes apply.
const FORGET_CHUNKS: &str = "DELETE FROM chunk_lists WHERE content = ?1
    AND NOT EXISTS (SELECT 1 FROM rows WHERE local_content = ?1 AND local_size IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM rows WHERE remote_content = ?1 AND remote_size > 65536)
    AND NOT EXISTS (SELECT 1 FROM rows WHERE base_content = ?1 AND base_size > 65536)";

fn read_rules(conn: &Connection) -> Result<Vec<(Option<RelPath>, String)>, Failure> {
    let mut select = conn.prepare_cached("SELECT directory, text FROM rules ORDER BY directory")?;
    let mut found = select.query([])?;
    let mut rules = Vec::new();
    while let Some(row) = found.next()? {
        let is_root = row.get_ref(0)?.as_str().is_ok_and(str::is_empty);
        rules.push((if is_root { None } else { Some(path_at(row, 0)?) }, row.get(1)?));
    }
    Ok(rules)
}

fn read_state(conn: &Connection) -> Result<State, Failure> {
    let sql = "SELECT rev, files, directories, bytes, pending, troubled, unselected_files, unselected_bytes FROM state";
    Ok(conn.query_row(sql, [], |row| {
        let number = |at| row.get::<_, i64>(at).map(|number| number as u64);
        Ok(State {
            rev: Rev(number(0)?),
            totals: Totals {
                files: number(1)?,
                directories: number(2)?,
                bytes: number(3)?,
                pending: number(4)?,
                troubled: number(5)?,
                unselected_files: number(6)?,
                unselected_bytes: number(7)?,
            },
        })
    })?)
}

fn write_state(conn: &Connection, state: &State) -> Result<(), Failure> {
    let Totals { files, directories, bytes, pending, troubled, unselected_files, unselected_bytes } = state.totals;
    let sql = "UPDATE state SET rev = ?1, files = ?2, directories = ?3, bytes = ?4, pending = ?5, troubled = ?6, \
        unselected_files = ?7, unselected_bytes = ?8";
    let numbers = [state.rev.0, files, directories, bytes, pending, troubled, unselected_files, unselected_bytes];
    let numbers = numbers.map(|number| number as i64);
    conn.prepare_cached(sql)?.execute(numbers)?;
    Ok(())
}

fn read_selection(conn: &Connection) -> Result<Selection, Failure> {
    let sql = "SELECT is_chosen, leaves_out_after FROM selection_rest";
    let (rest, after) = conn.query_row(sql, [], |row| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?)))?;
    let mut select = conn.prepare_cached("SELECT path, is_chosen FROM selection")?;
    let mut found = select.query([])?;
    let mut choices = Vec::new();
    while let Some(row) = found.next()? {
        choices.push((path_at(row, 0)?, row.get(1)?));
    }
    Ok(Selection::new(choices, rest, after.map(|seq| Seq(seq as u64))))
}

fn read_link(conn: &Connection) -> Result<LinkState, Failure> {
    let mut select = conn.prepare_cached("SELECT incarnation, seq FROM positions ORDER BY n")?;
    let mut found = select.query([])?;
    let mut positions = Vec::new();
    while let Some(row) = found.next()? {
        positions.push(Position { incarnation: Incarnation(row.get(0)?), seq: seq_at(row, 1)? });
    }
    let mut select = conn.prepare_cached(
        "SELECT folder, replica, role, scanned, root_inode, root_filesystem, token, git_hooks FROM link",
    )?;
    let mut found = select.query([])?;
    let row = found.next()?.ok_or(Failure::Damaged("it is linked to nothing"))?;
    let sync_mode = match row.get::<_, i64>(2)? {
        0 => SyncMode::TwoWay,
        1 => SyncMode::SendOnly,
        2 => SyncMode::ReceiveOnly,
        _ => return Err(Failure::Damaged("an unknown role")),
    };
    Ok(LinkState {
        folder: FolderId(row.get(0)?),
        replica: ReplicaId(row.get(1)?),
        sync_mode,
        positions,
        scanned: row.get(3)?,
        root: row
            .get::<_, Option<i64>>(4)?
            .map(|inode| Ok::<_, Failure>(RootId { inode: inode as u64, filesystem: row.get(5)? }))
            .transpose()?,
        token: row.get::<_, Option<[u8; 16]>>(6)?.map(Token),
        git_hooks: match row.get::<_, i64>(7)? {
            0 => GitHooks::NotExecutable,
            1 => GitHooks::AsTheyAre,
            _ => return Err(Failure::Damaged("an unknown setting of git hooks")),
        },
    })
}

fn write_link(conn: &Connection, link: &LinkState) -> Result<(), Failure> {
    let sync_mode = match link.sync_mode {
        SyncMode::TwoWay => 0,
        SyncMode::SendOnly => 1,
        SyncMode::ReceiveOnly => 2,
    };
    let git_hooks = match link.git_hooks {
        GitHooks::NotExecutable => 0,
        GitHooks::AsTheyAre => 1,
    };
    let mut replace = conn.prepare_cached(
        "REPLACE INTO link (id, folder, replica, role, scanned, device, root_inode, root_filesystem, token, git_hooks)
         VALUES (1, ?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8)",
    )?;
    replace.execute(params![
        link.folder.0,
        link.replica.0,
        sync_mode,
        link.scanned,
        link.root.as_ref().map(|root| root.inode as i64),
        link.root.as_ref().and_then(|root| root.filesystem.as_deref()),
        link.token.map(|token| token.0),
        git_hooks,
    ])?;
    // Only differences are written: on an old hub the list is long, and its last position changes with every block of
    // news.
    let mut replace = conn.prepare_cached(
        "INSERT INTO positions VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET incarnation = excluded.incarnation,
         seq = excluded.seq WHERE (incarnation, seq) <> (excluded.incarnation, excluded.seq)",
    )?;
    for (n, Position { incarnation, seq }) in (0_i64..).zip(&link.positions) {
        replace.execute(params![n, incarnation.0, seq.0 as i64])?;
    }
    conn.prepare_cached("DELETE FROM positions WHERE n >= ?1")?.execute([link.positions.len() as i64])?;
    Ok(())
}

const _: () = assert!(CHUNK_MIN == 65536, "the partial indexes over contents say 65536");

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::select::select_sql;
    use super::*;

    #[test]
    fn every_query_goes_by_an_index() {
        let conn = Connection::open_in_memory().unwrap();
        KIND.migrations.iter().for_each(|script| conn.execute_batch(script).unwrap());
        let all =
            [ROW, CHILDREN, BELOW, PENDING, WITH_LOCAL_CONTENT, CONFLICTS, TROUBLED, DIRECTORIES, SHARED, WITH_INODE];
        let selects = all.map(select_sql);
        for sql in selects.iter().map(String::as_str).chain([FORGET_CHUNKS]) {
            let mut explain = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let params = vec![rusqlite::types::Null; explain.parameter_count()];
            let details = explain.query_map(rusqlite::params_from_iter(params), |row| row.get::<_, String>(3)).unwrap();
            for detail in details.map(Result::unwrap) {
                let by_index = detail.starts_with("SEARCH")
                    || detail.contains("SCAN rows USING INDEX rows_in_conflict")
                    || detail.contains("SCAN rows USING INDEX rows_shared");
                assert!(by_index || detail.contains("SUBQUERY"), "{sql}\n  {detail}");
            }
        }
    }

    #[test]
    fn a_full_database_forgets_the_whole_transaction_and_works_again_with_room() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, replica) = (FolderId([1; 16]), ReplicaId([1; 16]));
        let link = LinkState::new(folder, replica, SyncMode::TwoWay);
        let mut store = SqliteReplicaStore::create(&dir.path().join("r.db"), &link).unwrap();
        let unread = Local::Unknown(syncit_core::replica_store::Unknown::Unread);
        let put_all = |store: &mut SqliteReplicaStore| {
            let rows = (0..2_000).map(|n| Row::new(RelPath::new(&format!("file {n}")).unwrap()));
            let put = |row| store.put(&Row { local: unread.clone(), ..row }).map(drop);
            rows.map(put).collect::<Result<Vec<()>, _>>()?;
            store.commit()
        };
        store.db.conn.execute_batch("PRAGMA max_page_count = 20").unwrap();
        let error = put_all(&mut store).unwrap_err();
        assert!(error.disk_full, "{error}");
        assert_eq!((store.rev(), store.totals().unwrap()), (Rev(0), Totals::default()));
        store.db.conn.execute_batch("PRAGMA max_page_count = 1000000").unwrap();
        put_all(&mut store).unwrap();
        assert_eq!(store.totals().unwrap().pending, 2_000);
    }
}
