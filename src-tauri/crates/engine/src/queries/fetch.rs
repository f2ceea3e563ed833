//! Fetches the content of one version from the hub, for a person and not for a folder: to view it, or to write it
//! elsewhere.
//!
//! It asks like a replica, with its own batch numbers. So it works on the hub itself and where the folder is not
//! linked. Nothing is trusted before it is hashed, and only a window of the content is in memory.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crossbeam_channel::{never, unbounded};
use syncit_core::content::{CHUNK_MIN, Digest};
use syncit_core::message::{BatchId, GetItem, Lane, Piece, Pieces, ToHub};
use syncit_core::replica_store::PathAt;
use syncit_core::{ChunkList, ChunkRef, FileEntry, FolderId};

use crate::error::{Error, HubFailed, MachineFailed, Result, Undone};
use crate::folder::router::Fetched;
use crate::runtime::Runtime;
use crate::uplink::waiting;

/// Replicas number their batches from 1; the batches of fetches start here.
const FIRST_NUMBER: u64 = 1 << 60;
/// About how much content is requested at once, in bytes.
const WINDOW: u64 = 8 << 20;
/// How long the hub may be silent.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why a content could not be fetched or written.
pub(crate) enum Failure {
    Fetch(Error),
    Write(io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Fetch(error)
    }
}

impl Failure {
    /// Returns the error of a fetch into memory.
    pub(crate) fn in_memory(self) -> Error {
        match self {
            Failure::Fetch(error) => error,
            Failure::Write(cause) => MachineFailed::Store { words: cause.to_string() }.into(),
        }
    }
}

/// Writes the content of a version with this file entry.
pub(crate) fn fetch(
    runtime: &Runtime,
    folder: FolderId,
    version: &PathAt,
    file: &FileEntry,
    out: &mut impl Write,
) -> std::result::Result<(), Failure> {
    let source = Source { runtime, folder, version };
    if file.size == 0 {
        return Ok(());
    }
    if file.size <= CHUNK_MIN as u64 {
        let body = source.get(Pieces::Chunks(vec![(0, 1)]))?.remove(&Piece::Chunk(0)).unwrap_or_default();
        if ChunkList::of_small(&body).digest() != file.digest {
            return Err(damaged(version).into());
        }
        return out.write_all(&body).map_err(Failure::Write);
    }
    let list = source.list(file)?;
    let chunks = list.chunks();
    let mut next = 0;
    while next < chunks.len() {
        let first = next;
        let mut bytes = 0;
        while next < chunks.len() && bytes < WINDOW {
            bytes += u64::from(chunks[next].len);
            next += 1;
        }
        let mut bodies = source.get(Pieces::Chunks(vec![(first as u32, (next - first) as u32)]))?;
        for (n, chunk) in (first as u32..).zip(&chunks[first..next]) {
            let body = bodies.remove(&Piece::Chunk(n)).filter(|body| is_chunk(body, chunk));
            out.write_all(&body.ok_or_else(|| damaged(version))?).map_err(Failure::Write)?;
        }
    }
    Ok(())
}

/// Returns the beginning of the content of a version with this file entry: its first chunk.
pub(crate) fn beginning(runtime: &Runtime, folder: FolderId, version: &PathAt, file: &FileEntry) -> Result<Vec<u8>> {
    if file.size <= CHUNK_MIN as u64 {
        let mut whole = Vec::new();
        return fetch(runtime, folder, version, file, &mut whole).map(|()| whole).map_err(Failure::in_memory);
    }
    let source = Source { runtime, folder, version };
    let list = source.list(file)?;
    let first = source.get(Pieces::Chunks(vec![(0, 1)]))?.remove(&Piece::Chunk(0));
    let first = first.filter(|body| list.chunks().first().is_some_and(|chunk| is_chunk(body, chunk)));
    first.ok_or_else(|| damaged(version))
}

struct Source<'a> {
    runtime: &'a Runtime,
    folder: FolderId,
    version: &'a PathAt,
}

impl Source<'_> {
    fn list(&self, file: &FileEntry) -> Result<ChunkList> {
        let encoded = self.get(Pieces::List)?.into_values().collect::<Vec<_>>().concat();
        let list = ChunkList::decode(&encoded).ok().filter(|_| Digest::of(&encoded) == file.digest);
        list.filter(|list| list.size() == file.size).ok_or_else(|| damaged(self.version))
    }

    /// Requests pieces and waits for them. Returns them in order.
    fn get(&self, pieces: Pieces) -> Result<BTreeMap<Piece, Vec<u8>>> {
        static LAST: AtomicU64 = AtomicU64::new(FIRST_NUMBER);
        let batch = BatchId { folder: self.folder, number: LAST.fetch_add(1, Ordering::Relaxed) };
        let uplink = self.runtime.uplink().ok_or_else(|| Error::not_set_up(Undone::Answer))?;
        let (sender, bodies) = unbounded();
        let (_expected, epoch) =
            self.runtime.router.expect(batch, sender).ok_or_else(|| self.runtime.offline(Undone::Answer))?;
        let item = GetItem { path: self.version.path.clone(), seq: self.version.seq, pieces, coming: None };
        uplink.send(epoch, Lane::Control, ToHub::Get { batch, lane: Lane::Bulk, items: vec![item] });
        let mut got = BTreeMap::new();
        loop {
            match waiting::next(&bodies, PATIENCE, &never())
                .map_err(|why| self.runtime.unanswered(why, Undone::Answer))?
            {
                Fetched::Body(body, held) => {
                    got.insert(body.piece, body.bytes);
                    drop(held);
                }
                Fetched::End(missing, _held) => {
                    return match missing.into_iter().next() {
                        None => Ok(got),
                        Some((_, refusal)) => Err(Error::Refused(refusal)),
                    };
                }
            }
        }
    }
}

fn is_chunk(body: &[u8], chunk: &ChunkRef) -> bool {
    body.len() == chunk.len as usize && Digest::of(body) == chunk.digest
}

fn damaged(version: &PathAt) -> Error {
    HubFailed::Damaged { path: version.path.to_string() }.into()
}
