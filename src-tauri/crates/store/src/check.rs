//! `ContentChecker` in SQLite and files: scrubs the content store from another thread, concurrently with the writer.
//!
//! Each call reads only a few chunks or lists, so no read transaction lasts long, and memory is bounded by one of them.
//! A chunk file that cannot be read counts as damage; only an unreadable database is an error.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};
use syncit_core::content::ENCODED_CHUNK;
use syncit_core::damage::{Behind, Kept, Lacking, LackingEntry, Looked};
use syncit_core::relay_store::{ContentChecker, StoreResult};
use syncit_core::{Digest, FolderId, Timestamp};

use crate::content::{Form, SqliteContentReader, checked_list};
use crate::error::Failure;
use crate::row::{is_file_state, path_at, seq_at};

/// The most damaged chunks, or incomplete contents, whose entries are searched at once.
const SOUGHT: usize = 100_000;
/// The number of rows that are read at once.
const PAGE: usize = 4_096;

impl ContentChecker for SqliteContentReader {
    fn kept(&self) -> StoreResult<u64> {
        let sql = "SELECT (SELECT chunks FROM totals) + (SELECT count(*) FROM contents WHERE list IS NOT NULL)";
        let count = || -> Result<u64, Failure> { Ok(self.conn.query_row(sql, [], |row| row.get::<_, i64>(0))? as u64) };
        count().map_err(|failure| failure.while_doing("counting what the content store keeps"))
    }

    fn look(&self, from: Behind, limit: usize) -> StoreResult<Looked> {
        let looked = match from {
            Behind::Chunk(after) => self.look_at_chunks(after, limit),
            Behind::List(after) => self.look_at_lists(after, limit),
        };
        looked.map_err(|failure| failure.while_doing("looking through the content store"))
    }

    fn lacking(&self, limit: usize) -> StoreResult<Lacking> {
        self.find_lacking(limit).map_err(|failure| failure.while_doing("looking for entries that lack content"))
    }
}

impl SqliteContentReader {
    fn look_at_chunks(&self, after: u64, limit: usize) -> Result<Looked, Failure> {
        let sql = "SELECT c.n, c.digest, c.form, b.body FROM chunks c LEFT JOIN bodies b ON b.chunk = c.n
            WHERE c.n > ?1 ORDER BY c.n LIMIT ?2";
        let mut select = self.conn.prepare_cached(sql)?;
        let mut found = select.query([after as i64, limit as i64])?;
        let (mut looked, mut last, mut rows) = (Looked::default(), after, 0);
        while let Some(row) = found.next()? {
            last = row.get::<_, i64>(0)? as u64;
            rows += 1;
            let digest = Digest(row.get(1)?);
            let Some(form) = Form::of_code(row.get(2)?)? else { continue };
            looked.checked += 1;
            if !self.dir.is_whole(&digest, form, row.get_ref(3)?.as_bytes().ok()) {
                looked.damaged.push(Kept::Chunk(digest));
            }
        }
        looked.next = Some(if rows < limit { Behind::List(0) } else { Behind::Chunk(last) });
        Ok(looked)
    }

    fn look_at_lists(&self, after: u64, limit: usize) -> Result<Looked, Failure> {
        let sql = "SELECT n, digest, list FROM contents WHERE n > ?1 ORDER BY n LIMIT ?2";
        let mut select = self.conn.prepare_cached(sql)?;
        let mut found = select.query([after as i64, limit as i64])?;
        let (mut looked, mut last, mut rows) = (Looked::default(), after, 0);
        while let Some(row) = found.next()? {
            last = row.get::<_, i64>(0)? as u64;
            rows += 1;
            let content = Digest(row.get(1)?);
            let Ok(list) = row.get_ref(2)?.as_bytes() else { continue };
            looked.checked += 1;
            if checked_list(&content, list).is_none() {
                looked.damaged.push(Kept::List(content));
            }
        }
        looked.next = (rows >= limit).then_some(Behind::List(last));
        Ok(looked)
    }

    fn find_lacking(&self, limit: usize) -> Result<Lacking, Failure> {
        let mut lacking = Lacking::default();
        let chunks = self.lost_chunks()?;
        let contents = self.lacking_contents(&chunks)?;
        lacking.is_more = chunks.len() >= SOUGHT || contents.len() >= SOUGHT;
        if contents.is_empty() {
            return Ok(lacking);
        }
        let mut past = Vec::new();
        let mut folders = self.conn.prepare_cached("SELECT n, folder FROM folders ORDER BY n")?;
        let folders = folders.query_map([], |row| Ok((row.get(0)?, FolderId(row.get(1)?))))?;
        for folder in folders.collect::<Result<Vec<(i64, FolderId)>, _>>()? {
            self.entries_of(folder, &contents, |entry| {
                let kind = if entry.is_current { &mut lacking.entries } else { &mut past };
                if kind.len() < limit {
                    kind.push(entry);
                } else {
                    lacking.is_more = true;
                }
            })?;
        }
        lacking.entries.append(&mut past);
        Ok(lacking)
    }

    fn lost_chunks(&self) -> Result<BTreeSet<Digest>, Failure> {
        let sql = "SELECT digest FROM chunks INDEXED BY chunks_lost WHERE form = -1 LIMIT ?1";
        let mut select = self.conn.prepare_cached(sql)?;
        let found = select.query_map([SOUGHT as i64], |row| row.get(0).map(Digest))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns the contents in journals whose list is lost, or contains one of these chunks.
    fn lacking_contents(&self, lost: &BTreeSet<Digest>) -> Result<BTreeSet<Digest>, Failure> {
        let sql = "SELECT digest FROM contents INDEXED BY contents_lost WHERE lost = 1 AND links > 0 LIMIT ?1";
        let mut select = self.conn.prepare_cached(sql)?;
        let found = select.query_map([SOUGHT as i64], |row| row.get(0).map(Digest))?;
        let mut contents: BTreeSet<Digest> = found.collect::<Result<_, _>>()?;
        if lost.is_empty() {
            return Ok(contents);
        }
        let sql = "SELECT n, digest, list FROM contents WHERE n > ?1 AND links > 0 ORDER BY n LIMIT ?2";
        let mut select = self.conn.prepare_cached(sql)?;
        let (mut after, mut rows) = (0, PAGE);
        while rows == PAGE && contents.len() < SOUGHT {
            rows = 0;
            let mut found = select.query([after, PAGE as i64])?;
            while let Some(row) = found.next()? {
                after = row.get(0)?;
                rows += 1;
                let list = row.get_ref(2)?.as_bytes().unwrap_or_default();
                let is_lost = |part: &[u8]| part.first_chunk().is_some_and(|digest| lost.contains(&Digest(*digest)));
                if list.chunks_exact(ENCODED_CHUNK).any(is_lost) {
                    contents.insert(Digest(row.get(1)?));
                }
            }
        }
        Ok(contents)
    }

    /// Calls `give` for the files of a folder's journal that have one of these contents, by seq.
    fn entries_of(
        &self,
        (n, folder): (i64, FolderId),
        contents: &BTreeSet<Digest>,
        mut give: impl FnMut(LackingEntry),
    ) -> Result<(), Failure> {
        let sql = "SELECT seq, content, size, at, path, state FROM journal
            WHERE folder = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3";
        let mut select = self.conn.prepare_cached(sql)?;
        let mut of_path = self.conn.prepare_cached("SELECT path, seq FROM paths WHERE n = ?1")?;
        let (mut after, mut rows) = (0_i64, PAGE);
        while rows == PAGE {
            rows = 0;
            let mut found = select.query(params![n, after, PAGE as i64])?;
            while let Some(row) = found.next()? {
                after = row.get(0)?;
                rows += 1;
                if !is_file_state(row.get(5)?) {
                    continue;
                }
                let content = Digest(row.get(1)?);
                if !contents.contains(&content) {
                    continue;
                }
                let path = of_path.query_row([row.get::<_, i64>(4)?], |row| Ok((path_at(row, 0), seq_at(row, 1))));
                let Some((path, newest)) = path.optional()? else { continue };
                let (seq, newest) = (seq_at(row, 0)?, newest?);
                give(LackingEntry {
                    folder,
                    path: path?,
                    seq,
                    at: Timestamp(row.get(3)?),
                    size: row.get::<_, Option<i64>>(2)?.unwrap_or(0) as u64,
                    content,
                    is_current: seq == newest,
                });
            }
        }
        Ok(())
    }
}
