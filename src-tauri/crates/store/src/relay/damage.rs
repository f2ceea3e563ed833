//! Damaged content: it is moved to the quarantine and no longer stored, until a machine that has it uploads it again.
//!
//! The bytes are in `quarantine/` before the commit that removes the references to them, and are removed from `chunks/`
//! after it. A crash in between leaves them in both places, and the next check finds the damage again. A failure to
//! quarantine them, except because of a full disk, is only logged: repairing the content matters more than keeping
//! damaged bytes.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension, params};
use syncit_core::{ChunkList, Digest};

use super::SqliteRelayStore;
use crate::content::{Form, LOST, QUARANTINE, checked_list};
use crate::error::Failure;

impl SqliteRelayStore {
    /// Removes a chunk from the store if it is damaged. Returns true if it was.
    pub(super) fn quarantine_chunk(&mut self, digest: &Digest) -> Result<bool, Failure> {
        let sql = "SELECT c.n, c.form, c.stored, c.refs, b.body FROM chunks c LEFT JOIN bodies b ON b.chunk = c.n
            WHERE c.digest = ?1";
        let mut select = self.db.conn.prepare_cached(sql)?;
        let mut found = select.query([digest.0])?;
        let Some(row) = found.next()? else { return Ok(false) };
        let Some(form) = Form::of_code(row.get(1)?)? else { return Ok(false) };
        let body = row.get_ref(4)?.as_bytes().ok();
        if self.dir.is_whole(digest, form, body) {
            return Ok(false);
        }
        let (n, stored, refs): (i64, i64, i64) = (row.get(0)?, row.get(2)?, row.get(3)?);
        let body = body.map(<[u8]>::to_vec);
        drop(found);
        drop(select);
        if form.is_file() {
            self.put_file_aside(digest)?;
        } else if let Some(body) = body {
            self.put_aside(&digest.to_string(), &body)?;
        }
        self.db.conn.prepare_cached("DELETE FROM bodies WHERE chunk = ?1")?.execute([n])?;
        // A chunk that nothing refers to is not missed.
        let code = if refs > 0 { LOST } else { 0 };
        let sql = "UPDATE chunks SET form = ?2, stored = 0 WHERE n = ?1";
        self.db.conn.prepare_cached(sql)?.execute([n, code])?;
        self.totals.chunks = self.totals.chunks.saturating_sub(1);
        self.totals.stored_bytes = self.totals.stored_bytes.saturating_sub(stored as u64);
        self.lost += u64::from(code == LOST);
        tracing::error!(chunk = %digest, "a damaged chunk was put aside");
        Ok(true)
    }

    /// Removes a chunk list from the store if it is damaged. Returns true if it was.
    pub(super) fn quarantine_list(&mut self, content: &Digest) -> Result<bool, Failure> {
        let sql = "SELECT n, list FROM contents WHERE digest = ?1";
        let found: Option<(i64, Option<Vec<u8>>)> = {
            let mut select = self.db.conn.prepare_cached(sql)?;
            select.query_row([content.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?
        };
        let Some((n, Some(list))) = found else { return Ok(false) };
        if checked_list(content, &list).is_some() {
            return Ok(false);
        }
        self.put_aside(&format!("{content}.list"), &list)?;
        let sql = "UPDATE contents SET list = NULL, lost = 1 WHERE n = ?1";
        self.db.conn.prepare_cached(sql)?.execute([n])?;
        self.lost += 1;
        tracing::error!(%content, "a damaged chunk list was put aside");
        Ok(true)
    }

    /// Returns true if a content's list and all its chunks are stored.
    pub(super) fn has_all_of(&self, content: &Digest) -> Result<bool, Failure> {
        if *content == ChunkList::default().digest() {
            return Ok(true);
        }
        let mut select = self.db.conn.prepare_cached("SELECT list FROM contents WHERE digest = ?1")?;
        let list: Option<Option<Vec<u8>>> = select.query_row([content.0], |row| row.get(0)).optional()?;
        let Some(list) = list.flatten().and_then(|list| checked_list(content, &list)) else { return Ok(false) };
        let chunks: BTreeSet<Digest> = list.chunks().iter().map(|chunk| chunk.digest).collect();
        let mut kept = self.db.conn.prepare_cached("SELECT 1 FROM chunks WHERE digest = ?1 AND form > 0")?;
        for chunk in chunks {
            if !kept.exists(params![chunk.0])? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn quarantine(&self) -> PathBuf {
        self.home.join(QUARANTINE)
    }

    /// Links the file of a chunk into the quarantine; the commit removes it from its original place.
    fn put_file_aside(&mut self, digest: &Digest) -> Result<(), Failure> {
        let file = self.dir.file(digest);
        let put = place_in(&self.quarantine(), &digest.to_string(), |place| match fs::hard_link(&file, place) {
            // Not every file system has hard links.
            Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists) => {
                if place.exists() { Err(io::ErrorKind::AlreadyExists.into()) } else { fs::rename(&file, place) }
            }
            linked => linked,
        });
        match put {
            Ok(()) => drop(self.freed.insert(*digest)),
            // Nothing is left of it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => not_put_aside(&file, error)?,
        }
        Ok(())
    }

    fn put_aside(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let write = |place: &Path| {
            let mut file = File::create_new(place)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        let dir = self.quarantine();
        place_in(&dir, name, write).or_else(|error| not_put_aside(&dir.join(name), error))
    }
}

/// Logs the error. A full disk is returned instead, for the caller to handle.
fn not_put_aside(what: &Path, error: io::Error) -> Result<(), Failure> {
    if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        return Err(error.into());
    }
    tracing::error!(what = %what.display(), %error, "what is damaged could not be put aside");
    Ok(())
}

/// Puts something durably under a free name in a directory, because the same digest may have been damaged before.
fn place_in(dir: &Path, name: &str, put: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
    if !dir.exists() {
        fs::create_dir_all(dir)?;
        crate::database::sync_directory_of(dir)?;
    }
    let names = std::iter::once(name.to_owned()).chain((2..1_000).map(|n| format!("{name}.{n}")));
    for name in names {
        match put(&dir.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(()) => return File::open(dir)?.sync_all(),
        }
    }
    Err(io::Error::other("it was damaged too often"))
}
