//! The content that the hub stores: chunks and lists, who uploaded them, and which folders refer to them.
//!
//! A reference to a chunk may come before the chunk, and an entry before its chunk list. Whichever comes last creates
//! the link. Nothing here ends a transaction.

use rusqlite::{OptionalExtension, params};
use syncit_core::{ChunkList, ChunkRef, Digest, FolderId, MachineId};

use super::SqliteRelayStore;
use crate::content::{LOST, checked_list};
use crate::error::Failure;

impl SqliteRelayStore {
    /// Records that a folder's journal refers to a content, and returns the content's number.
    pub(super) fn link_content(&self, folder: i64, content: &Digest) -> Result<i64, Failure> {
        let conn = &self.db.conn;
        let known = conn
            .prepare_cached("SELECT n, list FROM contents WHERE digest = ?1")?
            .query_row([content.0], |row| Ok((row.get(0)?, row.get::<_, Option<Vec<u8>>>(1)?)))
            .optional()?;
        let (n, list) = match known {
            Some(known) => known,
            None => {
                let insert = "INSERT INTO contents (digest, round) VALUES (?1, ?2)";
                conn.prepare_cached(insert)?.execute(params![content.0, self.round])?;
                (conn.last_insert_rowid(), None)
            }
        };
        let sql = "INSERT INTO folder_contents (folder, content, refs) VALUES (?1, ?2, 1)
            ON CONFLICT DO UPDATE SET refs = refs + 1 RETURNING refs";
        let is_new = conn.prepare_cached(sql)?.query_row([folder, n], |row| row.get::<_, i64>(0))? == 1;
        if is_new {
            conn.prepare_cached("UPDATE contents SET links = links + 1 WHERE n = ?1")?.execute([n])?;
        }
        // The chunks that a damaged list names cannot be trusted. They are linked when the list is uploaded again.
        if let Some(list) = list.filter(|_| is_new).and_then(|list| checked_list(content, &list)) {
            self.link_chunks(folder, &list)?;
        }
        Ok(n)
    }

    fn link_chunks(&self, folder: i64, list: &ChunkList) -> Result<(), Failure> {
        let mut link = self.db.conn.prepare_cached("INSERT OR IGNORE INTO folder_chunks VALUES (?1, ?2)")?;
        for chunk in list.chunks() {
            let n = match self.chunk_number(&chunk.digest)? {
                Some((n, _)) => n,
                None => self.insert_chunk(&chunk.digest, chunk.len.into(), 0, 0)?,
            };
            link.execute([folder, n])?;
        }
        Ok(())
    }

    /// Returns a chunk's number and the code of its form.
    fn chunk_number(&self, digest: &Digest) -> Result<Option<(i64, i64)>, Failure> {
        let mut select = self.db.conn.prepare_cached("SELECT n, form FROM chunks WHERE digest = ?1")?;
        Ok(select.query_row([digest.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    fn insert_chunk(&self, digest: &Digest, len: i64, form: i64, stored: i64) -> Result<i64, Failure> {
        let insert = "INSERT INTO chunks (digest, len, form, stored, round) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.db.conn.prepare_cached(insert)?.execute(params![digest.0, len, form, stored, self.round])?;
        Ok(self.db.conn.last_insert_rowid())
    }

    pub(super) fn keep_chunk(&mut self, machine: MachineId, digest: &Digest, bytes: &[u8]) -> Result<(), Failure> {
        let known = self.chunk_number(digest)?;
        let n = match known {
            Some((n, form)) if form > 0 => n,
            _ => {
                let (form, kept) = self.packer.pack(bytes)?;
                let (len, stored) = (bytes.len() as i64, kept.len() as i64);
                let n = match known {
                    None => self.insert_chunk(digest, len, form.code(), stored)?,
                    Some((n, _)) => {
                        let update = "UPDATE chunks SET len = ?2, form = ?3, stored = ?4 WHERE n = ?1";
                        self.db.conn.prepare_cached(update)?.execute([n, len, form.code(), stored])?;
                        n
                    }
                };
                if form.is_file() {
                    self.freed.remove(digest);
                    self.writer.write(digest, &kept)?;
                } else {
                    self.db.conn.prepare_cached("INSERT INTO bodies VALUES (?1, ?2)")?.execute(params![n, kept])?;
                }
                self.totals.chunks += 1;
                self.totals.stored_bytes += kept.len() as u64;
                self.lost -= u64::from(known.is_some_and(|(_, form)| form == LOST));
                n
            }
        };
        if known.is_some() {
            let touch = "UPDATE chunks SET round = ?2 WHERE n = ?1 AND round < ?2";
            self.db.conn.prepare_cached(touch)?.execute([n, self.round])?;
        }
        let author = self.author_number(machine)?;
        self.db.conn.prepare_cached("INSERT OR IGNORE INTO chunk_uploads VALUES (?1, ?2)")?.execute([n, author])?;
        Ok(())
    }

    pub(super) fn keep_list(&mut self, machine: MachineId, list: &ChunkList) -> Result<(), Failure> {
        let encoded = list.encode();
        let digest = Digest::of(&encoded);
        let author = self.author_number(machine)?;
        let conn = &self.db.conn;
        let known: Option<(i64, bool, bool)> = conn
            .prepare_cached("SELECT n, list IS NOT NULL, lost FROM contents WHERE digest = ?1")?
            .query_row([digest.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let n = match known {
            None => {
                let insert = "INSERT INTO contents (digest, list, round) VALUES (?1, ?2, ?3)";
                conn.prepare_cached(insert)?.execute(params![digest.0, encoded, self.round])?;
                let n = conn.last_insert_rowid();
                self.refer_to_chunks(list)?;
                n
            }
            Some((n, true, _)) => {
                let touch = "UPDATE contents SET round = ?2 WHERE n = ?1 AND round < ?2";
                conn.prepare_cached(touch)?.execute([n, self.round])?;
                n
            }
            Some((n, false, was_lost)) => {
                // An entry came before the list, so its chunks become known only now. If the list was lost, they are
                // counted already.
                let update = "UPDATE contents SET list = ?2, round = ?3, lost = 0 WHERE n = ?1";
                conn.prepare_cached(update)?.execute(params![n, encoded, self.round])?;
                if !was_lost {
                    self.refer_to_chunks(list)?;
                }
                self.lost -= u64::from(was_lost);
                let mut select = conn.prepare_cached(
                    "SELECT f.n FROM folders f CROSS JOIN folder_contents c ON c.folder = f.n WHERE c.content = ?1",
                )?;
                let folders: Vec<i64> = select.query_map([n], |row| row.get(0))?.collect::<Result<_, _>>()?;
                folders.into_iter().try_for_each(|folder| self.link_chunks(folder, list))?;
                n
            }
        };
        conn.prepare_cached("INSERT OR IGNORE INTO list_uploads VALUES (?1, ?2)")?.execute([n, author])?;
        Ok(())
    }

    /// Returns for each chunk whether it is stored and a machine may know that.
    pub(super) fn held(
        &self,
        machine: MachineId,
        readable: &[FolderId],
        chunks: &[ChunkRef],
    ) -> Result<Vec<bool>, Failure> {
        let author = self.known_author(machine)?;
        let folders = self.folder_numbers(readable)?;
        let conn = &self.db.conn;
        // If the chunk counted as held, a list with a wrong length for it could never be accepted.
        let mut kept = conn.prepare_cached("SELECT n FROM chunks WHERE digest = ?1 AND len = ?2 AND form > 0")?;
        let mut uploaded = conn.prepare_cached("SELECT 1 FROM chunk_uploads WHERE chunk = ?1 AND machine = ?2")?;
        let mut linked = conn.prepare_cached("SELECT 1 FROM folder_chunks WHERE folder = ?1 AND chunk = ?2")?;
        let mut held = Vec::with_capacity(chunks.len());
        for chunk in chunks {
            let n: Option<i64> = kept.query_row(params![chunk.digest.0, chunk.len], |row| row.get(0)).optional()?;
            held.push(match n {
                None => false,
                Some(n) => {
                    author.map_or(Ok(false), |author| uploaded.exists([n, author]))?
                        || any(&folders, |folder| linked.exists([folder, n]))?
                }
            });
        }
        Ok(held)
    }

    /// Does the same for a content's chunk list.
    pub(super) fn is_list_held(
        &self,
        machine: MachineId,
        readable: &[FolderId],
        content: &Digest,
    ) -> Result<bool, Failure> {
        let conn = &self.db.conn;
        let n: Option<i64> = conn
            .prepare_cached("SELECT n FROM contents WHERE digest = ?1 AND list IS NOT NULL")?
            .query_row([content.0], |row| row.get(0))
            .optional()?;
        let Some(n) = n else { return Ok(false) };
        let mut uploaded = conn.prepare_cached("SELECT 1 FROM list_uploads WHERE content = ?1 AND machine = ?2")?;
        let mut linked = conn.prepare_cached("SELECT 1 FROM folder_contents WHERE folder = ?1 AND content = ?2")?;
        let author = self.known_author(machine)?;
        Ok(author.map_or(Ok(false), |author| uploaded.exists([n, author]))?
            || any(&self.folder_numbers(readable)?, |folder| linked.exists([folder, n]))?)
    }
}

fn any(folders: &[i64], mut is: impl FnMut(i64) -> rusqlite::Result<bool>) -> rusqlite::Result<bool> {
    for folder in folders {
        if is(*folder)? {
            return Ok(true);
        }
    }
    Ok(false)
}
