//! One SQLite database: opening, migrating, and transactions that begin with the first write.
//!
//! A database's version is its `user_version`. A newer version is recognised by the file header before SQLite opens the
//! file, so it is left untouched. Before each migration a copy is saved beside the database as `NAME.before-vN`.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use syncit_core::replica_store::StoreResult;

use crate::error::{Failure, OpenError};

/// What distinguishes the kinds of databases.
pub(crate) struct Kind {
    /// Its name, for people.
    pub what: &'static str,
    /// SQLite's `application_id`, in the file header.
    pub application_id: u32,
    /// The n-th script migrates from version n to n + 1, counting from 0.
    pub migrations: &'static [&'static str],
    /// Whether every commit is durable when it returns; otherwise commits only become durable in order.
    pub durable_commits: bool,
    /// Page cache, in KiB.
    pub cache_kib: u32,
}

/// Whether a database is expected to exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expect {
    Existing,
    New,
    Either,
}

/// A connection for writing.
#[derive(Debug)]
pub(crate) struct Database {
    pub conn: Connection,
    path: PathBuf,
}

impl Database {
    /// Opens a database, and creates or migrates it. `init` runs in the transaction that creates it.
    pub(crate) fn open(
        path: &Path,
        kind: &Kind,
        expect: Expect,
        init: impl FnOnce(&Connection) -> Result<(), Failure>,
    ) -> Result<Database, OpenError> {
        let version = check_header(path, kind)?;
        match (expect, version) {
            (Expect::New, 1..) => return Err(OpenError::Exists { path: path.into() }),
            (Expect::Existing, 0) if !path.exists() => {
                return Err(OpenError::Missing { path: path.into(), what: kind.what });
            }
            _ => {}
        }
        let failed = |failure: Failure| failure.while_doing(format!("opening {}", path.display()));
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags).map_err(|error| failed(error.into()))?;
        let database = Database { conn, path: path.into() };
        database.configure(kind).map_err(failed)?;
        // The header lags behind while the newest version is only in the write-ahead log.
        let version = database.version().map_err(failed)?;
        check_version(path, kind, version)?;
        match (expect, version) {
            (Expect::Existing, 0) => return Err(OpenError::Missing { path: path.into(), what: kind.what }),
            (Expect::New, 1..) => return Err(OpenError::Exists { path: path.into() }),
            (_, 0) => database.make(kind, init).map_err(failed)?,
            _ => database.migrate(kind, version).map_err(failed)?,
        }
        sync_directory_of(path).map_err(|error| failed(error.into()))?;
        Ok(database)
    }

    fn configure(&self, kind: &Kind) -> Result<(), Failure> {
        configure_cache(&self.conn, kind.cache_kib)?;
        let synchronous = if kind.durable_commits { "FULL" } else { "NORMAL" };
        self.conn.execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA journal_size_limit = 16777216;"
        ))?;
        Ok(())
    }

    fn version(&self) -> Result<u32, Failure> {
        Ok(self.conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
    }

    fn make(&self, kind: &Kind, init: impl FnOnce(&Connection) -> Result<(), Failure>) -> Result<(), Failure> {
        self.begin()?;
        let made = kind
            .migrations
            .iter()
            .try_for_each(|script| self.conn.execute_batch(script))
            .map_err(Failure::from)
            .and_then(|()| init(&self.conn))
            .and_then(|()| self.set_version(kind, kind.newest()));
        self.end_with_header(made)
    }

    fn migrate(&self, kind: &Kind, version: u32) -> Result<(), Failure> {
        for (script, next) in kind.migrations.iter().zip(1..).filter(|(_, next)| *next > version) {
            self.copy_to(&with_suffix(&self.path, &format!(".before-v{next}")))?;
            self.begin()?;
            let migrated =
                self.conn.execute_batch(script).map_err(Failure::from).and_then(|()| self.set_version(kind, next));
            self.end_with_header(migrated)?;
            tracing::info!(database = %self.path.display(), version = next, "migrated");
        }
        Ok(())
    }

    fn set_version(&self, kind: &Kind, version: u32) -> Result<(), Failure> {
        let id = kind.application_id;
        Ok(self.conn.execute_batch(&format!("PRAGMA application_id = {id}; PRAGMA user_version = {version};"))?)
    }

    /// Commits and writes the new version into the file header, or rolls back.
    fn end_with_header(&self, result: Result<(), Failure>) -> Result<(), Failure> {
        if let Err(failure) = result.and_then(|()| self.commit()) {
            self.roll_back();
            return Err(failure);
        }
        self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// Writes a complete, durable copy, replacing an older one.
    fn copy_to(&self, copy: &Path) -> Result<(), Failure> {
        let temporary = with_suffix(copy, ".part");
        match fs::remove_file(&temporary) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let name = temporary.to_str().ok_or(Failure::Refused("its path is not UTF-8"))?;
        self.conn.execute("VACUUM INTO ?1", [name])?;
        File::open(&temporary)?.sync_all()?;
        fs::rename(&temporary, copy)?;
        sync_directory_of(copy)?;
        Ok(())
    }

    /// Begins a transaction unless one is open.
    pub(crate) fn begin(&self) -> Result<(), Failure> {
        if self.conn.is_autocommit() {
            self.conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        }
        Ok(())
    }

    /// Does the same, but locks nothing for others until the first write.
    pub(crate) fn begin_reading(&self) -> Result<(), Failure> {
        if self.conn.is_autocommit() {
            self.conn.prepare_cached("BEGIN")?.execute([])?;
        }
        Ok(())
    }

    /// Commits the transaction, if one is open.
    pub(crate) fn commit(&self) -> Result<(), Failure> {
        if !self.conn.is_autocommit() {
            self.conn.prepare_cached("COMMIT")?.execute([])?;
        }
        Ok(())
    }

    /// Rolls back the transaction, if one is open.
    pub(crate) fn roll_back(&self) {
        if !self.conn.is_autocommit()
            && let Err(error) = self.conn.execute_batch("ROLLBACK")
        {
            tracing::error!(database = %self.path.display(), %error, "rolling back failed");
        }
    }

    /// Makes all commits durable if commits alone are not: whatever is not yet in the database file, and synced, is in
    /// the write-ahead log.
    pub(crate) fn sync_log(&self) -> Result<(), Failure> {
        match File::open(with_suffix(&self.path, "-wal")) {
            Ok(log) => Ok(log.sync_data()?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// A store that writes in transactions, which begin with the first write.
pub(crate) trait Writer {
    fn database(&self) -> &Database;
    /// Rolls back to the last commit.
    fn forget(&mut self);

    /// Writes. If that fails, rolls back the whole transaction, so that a part of it is never committed later.
    fn writing<T>(
        &mut self,
        doing: impl FnOnce() -> String,
        write: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> StoreResult<T> {
        let result = self.database().begin().and_then(|()| write(self));
        result.map_err(|failure| {
            self.forget();
            failure.while_doing(doing())
        })
    }
}

impl Kind {
    fn newest(&self) -> u32 {
        self.migrations.len() as u32
    }
}

/// Opens another connection, for reading, to a database that is open already.
pub(crate) fn open_reader(path: &Path, cache_kib: u32) -> Result<Connection, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    configure_cache(&conn, cache_kib)?;
    Ok(conn)
}

fn configure_cache(conn: &Connection, cache_kib: u32) -> Result<(), Failure> {
    conn.set_prepared_statement_cache_capacity(64);
    // Otherwise bound values may change a plan if there are partial indexes, so SQLite parses and plans a cached
    // statement again on each use.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.execute_batch(&format!("PRAGMA cache_size = -{cache_kib}; PRAGMA mmap_size = 0;"))?;
    Ok(())
}

/// Checks kind and version in the first bytes of a file (<https://sqlite.org/fileformat.html>); returns 0 if there is
/// no database yet.
fn check_header(path: &Path, kind: &Kind) -> Result<u32, OpenError> {
    let mut header = Vec::new();
    let read = File::open(path).and_then(|file| file.take(100).read_to_end(&mut header));
    match read {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(Failure::from(error).while_doing(format!("opening {}", path.display())).into()),
        Ok(0) => return Ok(0),
        Ok(_) => {}
    }
    let number = |at: usize| {
        header.get(at..at + 4).map(|bytes| u32::from_be_bytes(bytes.try_into().expect("four bytes were taken")))
    };
    let (Some(version), Some(id)) = (number(60), number(68)) else {
        return Err(OpenError::Foreign { path: path.into(), what: kind.what });
    };
    let is_ours = id == kind.application_id || (id == 0 && version == 0);
    if !header.starts_with(b"SQLite format 3\0") || !is_ours {
        return Err(OpenError::Foreign { path: path.into(), what: kind.what });
    }
    check_version(path, kind, version)?;
    Ok(version)
}

fn check_version(path: &Path, kind: &Kind, found: u32) -> Result<(), OpenError> {
    let known = kind.newest();
    if found > known {
        return Err(OpenError::Newer { path: path.into(), found, known });
    }
    Ok(())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// Makes the names in the directory of `path` durable.
pub(crate) fn sync_directory_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => File::open(dir)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const fn kind(migrations: &'static [&'static str]) -> Kind {
        Kind { what: "test database", application_id: 7, migrations, durable_commits: false, cache_kib: 256 }
    }

    const V1: Kind = kind(&["CREATE TABLE t (a)"]);
    const V2: Kind = kind(&["CREATE TABLE t (a)", "ALTER TABLE t ADD COLUMN b DEFAULT 2"]);
    const BROKEN: Kind = kind(&["CREATE TABLE t (a)", "ALTER TABLE t ADD COLUMN b; no sql"]);

    fn open(path: &Path, kind: &Kind) -> Result<Database, OpenError> {
        Database::open(path, kind, Expect::Either, |conn| Ok(conn.execute_batch("INSERT INTO t (a) VALUES (1)")?))
    }

    fn count(conn: &Connection, sql: &str) -> i64 {
        conn.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_migration_leaves_a_copy_of_what_was_before() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.db");
        drop(open(&path, &V1).unwrap());
        let migrated = open(&path, &V2).unwrap();
        assert_eq!(count(&migrated.conn, "SELECT b FROM t"), 2);
        assert_eq!(migrated.version().unwrap(), 2);
        let copy = Connection::open(dir.path().join("t.db.before-v2")).unwrap();
        assert_eq!(count(&copy, "SELECT count(*) FROM t"), 1);
        assert_eq!(count(&copy, "PRAGMA user_version"), 1);
        assert_eq!(count(&copy, "SELECT count(*) FROM pragma_table_info('t')"), 1);
    }

    #[test]
    fn a_new_database_is_made_by_all_migrations_without_a_copy() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.db");
        assert_eq!(count(&open(&path, &V2).unwrap().conn, "SELECT b FROM t"), 2);
        assert!(!dir.path().join("t.db.before-v2").exists());
    }

    #[test]
    fn a_migration_that_fails_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.db");
        drop(open(&path, &V1).unwrap());
        assert!(matches!(open(&path, &BROKEN), Err(OpenError::Store(_))));
        let migrated = open(&path, &V2).unwrap();
        assert_eq!(count(&migrated.conn, "SELECT b FROM t"), 2);
    }
}
