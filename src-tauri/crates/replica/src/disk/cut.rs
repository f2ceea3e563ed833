//! Content as chunks: cutting (FastCDC, the 2020 variant, normalisation level 1), hashing, and reading a piece again to
//! send it.
//!
//! Memory is bounded whatever a file's size. If a file changes while it is read, that is noticed and reported; its bytes
//! are never returned as one content.

use fastcdc::v2020;
use syncit_core::content::{CHUNK_AVERAGE, CHUNK_MAX, CHUNK_MIN, CONTENT_MAX, ChunkList, ChunkRef, Digest};
use syncit_core::replica_store::Stamp;
use syncit_core::{RelPath, Timestamp};

use crate::disk::{Disk, DiskError, DiskErrorKind, DiskResult, Kind, Place, Stat};

/// Bytes that are in memory at once while a large content is cut.
pub const CUT_BUFFER: usize = 4 * CHUNK_MAX;

/// The age of a file, in milliseconds, from which a second write in the same tick of the file system's clock can be ruled
/// out.
const SETTLED_AGE: i64 = 2_000;

/// Cuts `size` bytes of content into chunks. `read` fills a buffer from an offset and returns the bytes read; if it returns
/// fewer than asked for, the content ends there.
///
/// # Errors
/// Those of `read`; `Unsupported` for more than `CONTENT_MAX` bytes.
pub fn cut(mut read: impl FnMut(u64, &mut [u8]) -> DiskResult<usize>, size: u64) -> DiskResult<ChunkList> {
    if size > CONTENT_MAX {
        return Err(too_large("the content"));
    }
    let mut buffer = vec![0; CUT_BUFFER.min(size as usize)];
    let mut chunks = Vec::new();
    let (mut offset, mut filled) = (0, 0);
    let mut ended = size == 0;
    while !ended || filled > 0 {
        if !ended {
            let wanted = (buffer.len() - filled).min((size - offset) as usize);
            let len = read(offset, &mut buffer[filled..filled + wanted])?;
            offset += len as u64;
            filled += len;
            ended = len < wanted || offset == size;
        }
        let mut start = 0;
        // Before the end, a cut is the right one only with CHUNK_MAX bytes in view.
        while filled - start >= CHUNK_MAX || (ended && start < filled) {
            let end = start + next_cut(&buffer[start..filled]);
            chunks.push(ChunkRef { digest: Digest::of(&buffer[start..end]), len: (end - start) as u32 });
            start = end;
        }
        buffer.copy_within(start..filled, 0);
        filled -= start;
    }
    ChunkList::new(chunks).map_err(|_| too_large("the content"))
}

fn next_cut(bytes: &[u8]) -> usize {
    v2020::FastCDC::new(bytes, CHUNK_MIN as _, CHUNK_AVERAGE as _, CHUNK_MAX as _).cut(0, bytes.len()).1
}

fn too_large(place: &str) -> DiskError {
    DiskError { doing: "read", place: place.to_owned(), kind: DiskErrorKind::Unsupported }
}

/// Returns what later tells a file from a changed one. It is settled if the inode last changed over two seconds before
/// `now` (wall-clock time); mtime is ignored, because anybody can set it.
pub fn stamp(stat: &Stat, now: Timestamp) -> Stamp {
    Stamp {
        size: stat.size,
        mtime: stat.mtime,
        ctime: stat.ctime,
        inode: stat.inode,
        settled: now.millis_since(stat.ctime) > SETTLED_AGE,
        shared: stat.kind == Kind::File && stat.links > 1,
        private: Some(stat.is_private()),
        executable: (stat.kind == Kind::File).then_some(stat.executable),
    }
}

/// Returns true if stat still says what it said when the stamp was taken.
pub(crate) fn is_same(stamp: &Stamp, stat: &Stat) -> bool {
    is_same_but_moved(stamp, stat) && stamp.ctime == stat.ctime
}

/// Like `is_same`, but allows that the file was renamed since, which changes its ctime.
pub(crate) fn is_same_but_moved(stamp: &Stamp, stat: &Stat) -> bool {
    stat.kind == Kind::File && stamp.size == stat.size && stamp.mtime == stat.mtime && stamp.inode == stat.inode
}

/// The parts of a file's mode that are synced with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bits {
    /// True if its owner may execute it.
    pub executable: bool,
    /// True if nobody but its owner may do anything with it.
    pub private: bool,
}

impl Bits {
    /// Returns the bits in a stat.
    pub fn of(stat: &Stat) -> Self {
        Bits { executable: stat.executable, private: stat.is_private() }
    }
}

/// The chunks of a file, its stamp, and the synced bits of its mode.
pub type Hashed = (ChunkList, Stamp, Bits);

/// Reads a whole file and returns its chunks, its stamp, and the synced bits of its mode; none if it changed meanwhile or
/// is another file now. `now` is wall-clock time before the call.
///
/// # Errors
/// Those of the disk; `NotFound` if nothing was there from the start, `Unsupported` if it is no regular file or larger than
/// a content may be.
pub fn hash_file<D: Disk>(disk: &D, place: &Place, now: Timestamp) -> DiskResult<Option<Hashed>> {
    let (reader, before) = disk.open(place)?;
    if before.size > CONTENT_MAX {
        return Err(too_large(&format!("{place:?}")));
    }
    let chunks = cut(|offset, buffer| disk.read_at(&reader, offset, buffer), before.size)?;
    let by_name = match disk.stat(place) {
        Ok(stat) => stat,
        Err(error) if error.kind == DiskErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let is_same = chunks.size() == before.size && disk.stat_reader(&reader)? == before && by_name == before;
    Ok(is_same.then(|| (chunks, stamp(&before, now), Bits::of(&before))))
}

/// Where the bytes of a body are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyFrom {
    /// In memory (a part of a chunk list, or a small file just read).
    Bytes(Vec<u8>),
    /// In a file.
    File {
        /// Its path.
        path: RelPath,
        /// Where the bytes begin, in bytes.
        offset: u64,
        /// How many bytes, at most `CHUNK_MAX`.
        len: u32,
        /// The digest that they must have.
        digest: Digest,
    },
}

/// Reads the bytes of a body; none if the file no longer has that content there.
///
/// # Errors
/// Those of the disk, except for a file that is gone.
pub fn read_body<D: Disk>(disk: &D, from: &BodyFrom) -> DiskResult<Option<Vec<u8>>> {
    let (path, offset, len, digest) = match from {
        BodyFrom::Bytes(bytes) => return Ok(Some(bytes.clone())),
        BodyFrom::File { path, offset, len, digest } => (path, *offset, *len as usize, digest),
    };
    let reader = match disk.open(&Place::from(path)) {
        Ok((reader, _)) => reader,
        // Gone, a directory now, or hidden by a mount.
        Err(error) => match error.kind {
            DiskErrorKind::NotFound | DiskErrorKind::Unsupported | DiskErrorKind::OtherMount => return Ok(None),
            _ => return Err(error),
        },
    };
    let mut bytes = vec![0; len.min(CHUNK_MAX)];
    let read = disk.read_at(&reader, offset, &mut bytes)?;
    Ok((read == len && Digest::of(&bytes) == *digest).then_some(bytes))
}
