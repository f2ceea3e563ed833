//! Garbage collection: removes expired entries, and content that nothing refers to any more.
//!
//! Each transaction updates the reference counts that it changes. A chunk's file is removed only after the commit that
//! removes the last reference, so a crash leaves at most unreferenced files, which a later sweep removes.

use std::collections::BTreeSet;
use std::fs;
use std::io;

use rusqlite::{OptionalExtension, params};
use syncit_core::relay_store::{FolderSums, PastPage};
use syncit_core::retention::Version;
use syncit_core::{ChunkList, Digest, RelPath, Seq, Timestamp};

use super::SqliteRelayStore;
use crate::content::{Form, LOST, checked_list};
use crate::error::Failure;
use crate::row::{is_file_state, path_at, seq_at};

/// An unreferenced content or chunk is freed if it was last uploaded this many rounds ago: then a whole round has
/// passed since.
const SPARED_ROUNDS: i64 = 2;

impl SqliteRelayStore {
    /// Returns the versions of the next paths, in path order.
    pub(super) fn read_past(&self, folder: i64, after: Option<&RelPath>, limit: usize) -> Result<PastPage, Failure> {
        let conn = &self.db.conn;
        let mut paths =
            conn.prepare_cached("SELECT n, path FROM paths WHERE folder = ?1 AND path > ?2 ORDER BY path LIMIT ?3")?;
        let mut versions = conn.prepare_cached(
            "SELECT seq, at, state, size FROM journal INDEXED BY journal_by_path WHERE path = ?1 ORDER BY at, seq",
        )?;
        let mut page = PastPage::default();
        let mut found = paths.query(params![folder, after.map_or("", RelPath::as_str), limit as i64])?;
        while let Some(row) = found.next()? {
            let path = path_at(row, 1)?;
            let mut of_path = Vec::new();
            let mut entries = versions.query([row.get::<_, i64>(0)?])?;
            while let Some(entry) = entries.next()? {
                of_path.push(Version {
                    seq: seq_at(entry, 0)?,
                    at: Timestamp(entry.get(1)?),
                    is_live: entry.get::<_, i64>(2)? != 0,
                    bytes: entry.get::<_, Option<i64>>(3)?.unwrap_or(0) as u64,
                });
            }
            page.last = Some(path.clone());
            if of_path.len() > 1 {
                page.paths.push((path, of_path));
            }
        }
        Ok(page)
    }

    /// Returns sums over a folder's journal.
    pub(super) fn read_sums(&self, folder: i64) -> Result<FolderSums, Failure> {
        let sql = "SELECT current_bytes, past_bytes, past_versions FROM folders WHERE n = ?1";
        Ok(self.db.conn.prepare_cached(sql)?.query_row([folder], |row| {
            let number = |at| row.get::<_, i64>(at).map(|number| number as u64);
            Ok(FolderSums { current_bytes: number(0)?, past_bytes: number(1)?, past_versions: number(2)? })
        })?)
    }

    /// Removes entries from the journal, but never the newest one of a path.
    pub(super) fn remove_entries(&mut self, folder: i64, seqs: &[Seq]) -> Result<(), Failure> {
        let (mut bytes, mut files) = (0, 0);
        for seq in seqs {
            let sql = "DELETE FROM journal WHERE folder = ?1 AND seq = ?2
                AND seq <> (SELECT p.seq FROM paths p WHERE p.n = journal.path) RETURNING state, content, size";
            let mut delete = self.db.conn.prepare_cached(sql)?;
            let mut deleted = delete.query(params![folder, seq.0 as i64])?;
            let content = match deleted.next()? {
                Some(row) if is_file_state(row.get(0)?) => Some((Digest(row.get(1)?), row.get::<_, i64>(2)?)),
                _ => None,
            };
            drop(deleted);
            if let Some((digest, size)) = content {
                (bytes, files) = (bytes + size, files + 1);
                self.unlink_content(folder, &digest)?;
            }
        }
        let sql = "UPDATE folders SET past_bytes = past_bytes - ?2, past_versions = past_versions - ?3 WHERE n = ?1";
        self.db.conn.prepare_cached(sql)?.execute([folder, bytes, files])?;
        Ok(())
    }

    /// Removes the reference to a content by an entry of a folder's journal that is gone.
    fn unlink_content(&self, folder: i64, content: &Digest) -> Result<(), Failure> {
        let conn = &self.db.conn;
        let n: Option<i64> = conn
            .prepare_cached("SELECT n FROM contents WHERE digest = ?1")?
            .query_row([content.0], |row| row.get(0))
            .optional()?;
        let n = n.ok_or(Failure::Damaged("an entry whose content is not known"))?;
        let sql = "UPDATE folder_contents SET refs = refs - 1 WHERE folder = ?1 AND content = ?2 RETURNING refs";
        if conn.prepare_cached(sql)?.query_row([folder, n], |row| row.get::<_, i64>(0))? > 0 {
            return Ok(());
        }
        let sql = "DELETE FROM folder_contents WHERE folder = ?1 AND content = ?2";
        conn.prepare_cached(sql)?.execute([folder, n])?;
        conn.prepare_cached("UPDATE contents SET links = links - 1 WHERE n = ?1")?.execute([n])?;
        Ok(())
    }

    /// Counts the references of a new list to its chunks, one for each.
    pub(super) fn refer_to_chunks(&self, list: &ChunkList) -> Result<(), Failure> {
        let sql = "INSERT INTO chunks (digest, len, form, stored, refs, round) VALUES (?1, ?2, 0, 0, 1, ?3)
            ON CONFLICT (digest) DO UPDATE SET refs = refs + 1";
        let mut refer = self.db.conn.prepare_cached(sql)?;
        let mut seen = BTreeSet::new();
        for chunk in list.chunks().iter().filter(|chunk| seen.insert(chunk.digest)) {
            refer.execute(params![chunk.digest.0, chunk.len, self.round])?;
        }
        Ok(())
    }

    /// Begins another round of garbage collection.
    pub(super) fn next_round(&mut self) -> Result<(), Failure> {
        self.db.conn.execute("UPDATE totals SET round = round + 1", [])?;
        self.round += 1;
        Ok(())
    }

    /// Frees at most `limit` contents and as many chunks; returns true if there may be more.
    pub(super) fn free(&mut self, limit: usize) -> Result<bool, Failure> {
        let contents = self.free_contents(limit)?;
        let chunks = self.free_chunks(limit)?;
        Ok(contents >= limit || chunks >= limit)
    }

    fn free_contents(&self, limit: usize) -> Result<usize, Failure> {
        let conn = &self.db.conn;
        let sql = "SELECT n, digest, list FROM contents INDEXED BY contents_unused
            WHERE links = 0 AND round <= ?1 AND lost = 0 LIMIT ?2";
        let mut select = conn.prepare_cached(sql)?;
        let unused = select.query_map([self.round - SPARED_ROUNDS, limit as i64], |row| {
            Ok((row.get(0)?, Digest(row.get(1)?), row.get(2)?))
        })?;
        let unused: Vec<(i64, Digest, Option<Vec<u8>>)> = unused.collect::<Result<_, _>>()?;
        let mut release = conn.prepare_cached("UPDATE chunks SET refs = refs - 1 WHERE digest = ?1")?;
        for (n, content, list) in &unused {
            if let Some(list) = list {
                // What a damaged list refers to is not known, so its chunks stay.
                let list = checked_list(content, list).unwrap_or_default();
                let chunks: BTreeSet<Digest> = list.chunks().iter().map(|chunk| chunk.digest).collect();
                for chunk in chunks {
                    release.execute([chunk.0])?;
                }
            }
            conn.prepare_cached("DELETE FROM list_uploads WHERE content = ?1")?.execute([n])?;
            conn.prepare_cached("DELETE FROM contents WHERE n = ?1")?.execute([n])?;
        }
        Ok(unused.len())
    }

    fn free_chunks(&mut self, limit: usize) -> Result<usize, Failure> {
        let conn = &self.db.conn;
        let sql = "SELECT n, digest, form, stored FROM chunks INDEXED BY chunks_unused
            WHERE refs = 0 AND round <= ?1 LIMIT ?2";
        let mut select = conn.prepare_cached(sql)?;
        let mut found = select.query([self.round - SPARED_ROUNDS, limit as i64])?;
        let mut unused = Vec::new();
        while let Some(row) = found.next()? {
            let code = row.get::<_, i64>(2)?;
            unused.push((row.get::<_, i64>(0)?, Digest(row.get(1)?), code, row.get::<_, i64>(3)? as u64));
        }
        for (n, digest, code, stored) in &unused {
            conn.prepare_cached("DELETE FROM chunk_uploads WHERE chunk = ?1")?.execute([n])?;
            conn.prepare_cached("DELETE FROM bodies WHERE chunk = ?1")?.execute([n])?;
            let sql = "DELETE FROM folder_chunks WHERE folder IN (SELECT n FROM folders) AND chunk = ?1";
            conn.prepare_cached(sql)?.execute([n])?;
            conn.prepare_cached("DELETE FROM chunks WHERE n = ?1")?.execute([n])?;
            self.lost -= u64::from(*code == LOST);
            let Some(form) = Form::of_code(*code)? else { continue };
            self.totals.chunks = self.totals.chunks.saturating_sub(1);
            self.totals.stored_bytes = self.totals.stored_bytes.saturating_sub(*stored);
            if form.is_file() {
                self.freed.insert(*digest);
            }
        }
        Ok(unused.len())
    }

    /// Removes the files of freed chunks after the commit that removed the references.
    pub(super) fn remove_freed(&mut self) {
        for digest in std::mem::take(&mut self.freed) {
            if let Err(error) = fs::remove_file(self.dir.file(&digest))
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(chunk = %digest, %error, "a freed chunk's file stays until it is swept");
            }
        }
    }

    /// Removes the unreferenced files in one shelf, which a crash left behind.
    pub(super) fn sweep_shelf(&mut self, shelf: u8) -> Result<(), Failure> {
        let names = match fs::read_dir(self.dir.shelf_at(shelf)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            names => names?,
        };
        for entry in names {
            let entry = entry?;
            let digest = entry.file_name().to_str().and_then(|name| name.parse::<Digest>().ok());
            let is_needed = match &digest {
                // Needed as before until the commit.
                Some(digest) if self.freed.contains(digest) => true,
                Some(digest) => self.is_kept_as_file(digest)?,
                None => false,
            };
            if !is_needed {
                fs::remove_file(entry.path())?;
                tracing::info!(file = %entry.path().display(), "removed what nothing refers to");
            }
        }
        Ok(())
    }

    fn is_kept_as_file(&self, digest: &Digest) -> Result<bool, Failure> {
        let mut select = self.db.conn.prepare_cached("SELECT form FROM chunks WHERE digest = ?1")?;
        let form: Option<i64> = select.query_row([digest.0], |row| row.get(0)).optional()?;
        Ok(Form::of_code(form.unwrap_or(0))?.is_some_and(Form::is_file))
    }
}
