//! The bytes of chunks: compressed by zstd where that saves an eighth; up to 64 KiB in a database row, larger ones in a
//! file of their own.
//!
//! A file is written to a temporary name and renamed, and is durable before the commit that refers to it. A crash
//! leaves at most unreferenced files, which the same chunk later replaces. Reads are checked against the digest:
//! damaged content reads as missing, and is logged.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};
use syncit_core::content::CHUNK_MAX;
use syncit_core::relay_store::{ContentReader, StoreResult};
use syncit_core::{ChunkList, Digest};
use zstd::bulk::Compressor;

use crate::database::open_reader;
use crate::error::Failure;
use crate::flush;

/// The database in a hub's directory…
pub(crate) const FILE: &str = "relay.db";
/// …and the directory of large chunks beside it.
pub(crate) const CHUNKS: &str = "chunks";
/// The directory for damaged chunks, for a person to examine or remove.
pub(crate) const QUARANTINE: &str = "quarantine";

/// Page cache of a reader, in KiB. A reader mostly follows a few lookups to one body.
const READER_CACHE_KIB: u32 = 512;

/// The most bytes of a chunk that is stored in a row.
const ROW_MAX: usize = 64 * 1024;
/// Shorter chunks are not worth compressing.
const PACK_MIN: usize = 128;
/// For longer chunks, only this much is compressed first to see whether it pays.
const TRIAL: usize = 32 * 1024;
/// The most bytes of content that wait for a sync, so that a later small commit never waits for long.
const UNSYNCED_MAX: u64 = 16 << 20;
/// Up to this many files are synced each by itself; for more, syncing their whole file system is cheaper.
const UNSYNCED_FILES: usize = 16;
/// How many threads sync them, including the one that asked.
const SYNC_THREADS: usize = 4;

/// The code of a chunk that was stored, found damaged and moved to the quarantine.
pub(crate) const LOST: i64 = -1;

/// How a chunk is stored; the codes are those of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    is_file: bool,
    is_packed: bool,
}

impl Form {
    pub(crate) fn code(self) -> i64 {
        1 + i64::from(self.is_packed) + 2 * i64::from(self.is_file)
    }

    /// `None` if the chunk is not stored.
    pub(crate) fn of_code(code: i64) -> Result<Option<Form>, Failure> {
        match code {
            LOST | 0 => Ok(None),
            1..=4 => Ok(Some(Form { is_file: code > 2, is_packed: code % 2 == 0 })),
            _ => Err(Failure::Damaged("an unknown form of a chunk")),
        }
    }

    pub(crate) fn is_file(self) -> bool {
        self.is_file
    }

    /// Returns the chunk from its stored bytes; empty if they are not valid.
    fn unpack(self, kept: Vec<u8>) -> Vec<u8> {
        if self.is_packed { zstd::bulk::decompress(&kept, CHUNK_MAX).unwrap_or_default() } else { kept }
    }
}

/// Compresses chunks.
pub(crate) struct Packer(Compressor<'static>);

impl Packer {
    pub(crate) fn new() -> io::Result<Self> {
        Compressor::new(1).map(Packer)
    }

    /// Returns the bytes to store for a chunk, and their form.
    pub(crate) fn pack<'a>(&mut self, bytes: &'a [u8]) -> Result<(Form, Cow<'a, [u8]>), Failure> {
        let packed = if self.is_worth_packing(bytes)? { Some(self.0.compress(bytes)?) } else { None };
        let (is_packed, kept) = match packed {
            Some(packed) if saves_enough(packed.len(), bytes.len()) => (true, Cow::Owned(packed)),
            _ => (false, Cow::Borrowed(bytes)),
        };
        Ok((Form { is_file: kept.len() > ROW_MAX, is_packed }, kept))
    }

    fn is_worth_packing(&mut self, bytes: &[u8]) -> Result<bool, Failure> {
        if bytes.len() <= 2 * TRIAL {
            return Ok(bytes.len() >= PACK_MIN);
        }
        // From the middle, because the beginning often differs from the rest.
        let middle = bytes.len() / 2 - TRIAL / 2;
        let trial = self.0.compress(&bytes[middle..middle + TRIAL])?;
        Ok(saves_enough(trial.len(), TRIAL))
    }
}

impl std::fmt::Debug for Packer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Packer")
    }
}

fn saves_enough(packed: usize, len: usize) -> bool {
    packed <= len - len / 8
}

/// The directory of the chunks that are stored as files.
#[derive(Debug, Clone)]
pub(crate) struct ChunkDir(PathBuf);

impl ChunkDir {
    pub(crate) fn new(dir: PathBuf) -> Self {
        ChunkDir(dir)
    }

    fn shelf(&self, digest: &Digest) -> PathBuf {
        self.shelf_at(digest.0[0])
    }

    /// Returns the path of a chunk's file.
    pub(crate) fn file(&self, digest: &Digest) -> PathBuf {
        self.shelf(digest).join(digest.to_string())
    }

    /// Returns the directory of the files whose digests begin with this byte.
    pub(crate) fn shelf_at(&self, first: u8) -> PathBuf {
        self.0.join(format!("{first:02x}"))
    }

    /// Reads the file of a chunk without checking it.
    fn read(&self, digest: &Digest) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        // No file written by SyncIt is longer.
        File::open(self.file(digest))?.take(CHUNK_MAX as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Returns true if a chunk stored in this form, and with this body if in a row, matches its digest. A chunk that
    /// cannot be read counts as damaged.
    pub(crate) fn is_whole(&self, digest: &Digest, form: Form, body: Option<&[u8]>) -> bool {
        let kept = if form.is_file { self.read(digest) } else { Ok(body.unwrap_or_default().to_vec()) };
        kept.is_ok_and(|kept| Digest::of(&form.unpack(kept)) == *digest)
    }
}

/// Writes chunk files and makes them durable.
#[derive(Debug)]
pub(crate) struct ChunkWriter {
    dir: ChunkDir,
    /// The files not synced yet, up to `UNSYNCED_FILES`.
    files: Vec<File>,
    is_more: bool,
    shelves: BTreeSet<PathBuf>,
    bytes: u64,
}

impl ChunkWriter {
    pub(crate) fn new(dir: ChunkDir) -> Self {
        ChunkWriter { dir, files: Vec::new(), is_more: false, shelves: BTreeSet::new(), bytes: 0 }
    }

    pub(crate) fn write(&mut self, digest: &Digest, bytes: &[u8]) -> Result<(), Failure> {
        let shelf = self.dir.shelf(digest);
        let place = shelf.join(digest.to_string());
        let temporary = shelf.join(format!("{digest}.part"));
        let mut file = match File::create(&temporary) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(&shelf)?;
                self.shelves.insert(self.dir.0.clone());
                File::create(&temporary)
            }
            result => result,
        }?;
        let placed = file.write_all(bytes).and_then(|()| fs::rename(&temporary, &place));
        flush::begin(&file);
        if let Err(error) = placed {
            // Space matters most when there is none. If this fails, only a few bytes are wasted.
            let _ = fs::remove_file(&temporary);
            return Err(error.into());
        }
        self.shelves.insert(shelf);
        self.bytes += bytes.len() as u64;
        if self.files.len() < UNSYNCED_FILES {
            self.files.push(file);
        } else {
            self.is_more = true;
        }
        if self.bytes >= UNSYNCED_MAX {
            self.sync()?;
        }
        Ok(())
    }

    /// Makes everything written so far durable.
    pub(crate) fn sync(&mut self) -> Result<(), Failure> {
        if self.is_more {
            flush::everything(&self.dir.0)?;
        } else {
            sync_each(&self.files, File::sync_data)?;
            let shelves: Vec<_> = self.shelves.iter().collect();
            sync_each(&shelves, |shelf| File::open(shelf)?.sync_all())?;
        }
        *self = ChunkWriter::new(self.dir.clone());
        Ok(())
    }
}

/// Syncs each of these, several at once: the file system then writes its journal once for all that wait for it, and the
/// disk empties its cache once. One after the other, each waits for its own. A single one is synced without a thread.
fn sync_each<T: Sync>(all: &[T], sync: impl Fn(&T) -> io::Result<()> + Sync) -> io::Result<()> {
    let share = |part: &[T]| part.iter().try_for_each(&sync);
    std::thread::scope(|scope| {
        let mut parts = all.chunks(all.len().div_ceil(SYNC_THREADS).max(1));
        let own = parts.next().unwrap_or_default();
        let begin = |part| {
            let begun = std::thread::Builder::new().name("relay-sync".into()).spawn_scoped(scope, move || share(part));
            (part, begun)
        };
        let others: Vec<_> = parts.map(begin).collect();
        let synced = share(own);
        others.into_iter().fold(synced, |synced, (part, begun)| {
            // Where no thread can be started, this one does its work.
            let other = match begun {
                Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                Err(_) => share(part),
            };
            synced.and(other)
        })
    })
}

/// Reads the hub's content from any thread, concurrently with the writer. It sees what is committed.
#[derive(Debug)]
pub struct SqliteContentReader {
    pub(crate) conn: Connection,
    pub(crate) dir: ChunkDir,
}

impl SqliteContentReader {
    /// Opens the content of the hub's state in `dir`, which must exist.
    pub fn open(dir: &Path) -> StoreResult<Self> {
        let path = dir.join(FILE);
        let conn = open_reader(&path, READER_CACHE_KIB);
        let conn = conn.map_err(|failure| failure.while_doing(format!("opening {} to read", path.display())))?;
        Ok(SqliteContentReader { conn, dir: ChunkDir::new(dir.join(CHUNKS)) })
    }
}

impl ContentReader for SqliteContentReader {
    fn chunk(&self, digest: &Digest) -> StoreResult<Option<Vec<u8>>> {
        read_chunk(&self.conn, &self.dir, digest)
    }

    fn chunk_list(&self, content: &Digest) -> StoreResult<Option<ChunkList>> {
        read_list(&self.conn, content)
    }
}

/// Reads a chunk and checks it.
pub(crate) fn read_chunk(conn: &Connection, dir: &ChunkDir, digest: &Digest) -> StoreResult<Option<Vec<u8>>> {
    let read = || -> Result<_, Failure> {
        let sql = "SELECT c.form, b.body FROM chunks c LEFT JOIN bodies b ON b.chunk = c.n WHERE c.digest = ?1";
        let mut select = conn.prepare_cached(sql)?;
        let mut found = select.query([digest.0])?;
        let Some(row) = found.next()? else { return Ok(None) };
        let Some(form) = Form::of_code(row.get(0)?)? else { return Ok(None) };
        let kept =
            if form.is_file { dir.read(digest) } else { Ok(row.get::<_, Option<Vec<u8>>>(1)?.unwrap_or_default()) };
        let kept = match kept {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            kept => kept?,
        };
        let bytes = form.unpack(kept);
        if Digest::of(&bytes) != *digest {
            tracing::error!(chunk = %digest, form = form.code(), "a chunk in the content store is damaged");
            return Ok(None);
        }
        Ok(Some(bytes))
    };
    read().map_err(|failure| failure.while_doing(format!("reading the chunk {digest}")))
}

/// Returns the chunk list of a content if these bytes are its valid encoding.
pub(crate) fn checked_list(content: &Digest, encoded: &[u8]) -> Option<ChunkList> {
    ChunkList::decode(encoded).ok().filter(|_| Digest::of(encoded) == *content)
}

/// Reads a chunk list and checks it.
pub(crate) fn read_list(conn: &Connection, content: &Digest) -> StoreResult<Option<ChunkList>> {
    let read = || -> Result<_, Failure> {
        let mut select = conn.prepare_cached("SELECT list FROM contents WHERE digest = ?1")?;
        let encoded: Option<Option<Vec<u8>>> = select.query_row([content.0], |row| row.get(0)).optional()?;
        let Some(encoded) = encoded.flatten() else { return Ok(None) };
        let list = checked_list(content, &encoded);
        if list.is_none() {
            tracing::error!(%content, "a chunk list in the content store is damaged");
        }
        Ok(list)
    };
    read().map_err(|failure| failure.while_doing(format!("reading the chunk list of {content}")))
}

/// Counts the chunks and lists that were damaged and were not uploaded again.
pub(crate) fn count_lost(conn: &Connection) -> Result<u64, Failure> {
    let sql = "SELECT (SELECT count(*) FROM chunks INDEXED BY chunks_lost WHERE form = -1)
        + (SELECT count(*) FROM contents INDEXED BY contents_lost WHERE lost = 1)";
    Ok(conn.query_row(sql, [], |row| row.get::<_, i64>(0))? as u64)
}
