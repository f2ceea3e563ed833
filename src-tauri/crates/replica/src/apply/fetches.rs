//! The contents that are on their way here, and how far each is.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use syncit_core::content::{CHUNK_MAX, ChunkList, ChunkRef, Digest};
use syncit_core::message::{GetItem, Pieces};
use syncit_core::replica_store::Remote;
use syncit_core::{Entry, FileEntry, RelPath, Seq};

use crate::apply::placements::Placement;
use crate::disk::{Disk, DiskResult, Place};

/// Limit of small files that are fetched at once.
const SMALL_MAX: usize = 2_048;
/// Limit of contents of several chunks that are fetched at once…
const LARGE_MAX: usize = 256;
/// …and of their bytes in all.
const LARGE_BYTES: u64 = 32 << 20;
/// So many of them are always allowed, however large, so that one huge file does not hold up the others.
const LARGE_ALWAYS: usize = 4;
/// How often content that did not come or was damaged is requested again.
pub(super) const TRIES: u8 = 3;
/// Bytes written to a partial file between two syncs, so that a small change never waits behind a large flush.
const SYNC_EVERY: u64 = 16 << 20;
/// Digest of the longest chunk of zeros: uniform content is cut only where a chunk reaches its maximum length.
static ZEROS: LazyLock<Digest> = LazyLock::new(|| Digest::of(&vec![0; CHUNK_MAX]));

/// What is being fetched, what has come, and what is ready to be put in place.
#[derive(Default)]
pub(crate) struct Pull {
    pub(super) fetches: HashMap<u64, Fetch>,
    /// The fetches of contents of several chunks.
    pub(super) large: BTreeSet<u64>,
    pub(super) digests: HashSet<Digest>,
    /// Bytes of contents of one chunk that are being fetched.
    pub(super) small_to_come: u64,
    /// The tick at which the free space was last queried, and how much of it is left since.
    pub(super) room: Option<(u64, u64)>,
    pub(super) gets: HashMap<u64, Vec<u64>>,
    /// Fetches of contents that are themselves still on their way to the hub, by digest.
    pub(super) coming: HashMap<Digest, Coming>,
    /// The numbers of the gets for those.
    pub(super) coming_gets: HashSet<u64>,
    pub(super) ready: Vec<Placement>,
    pub(super) ready_since: Option<u64>,
    /// Unfinished downloads of this run, whose chunks need not be read again.
    pub(super) partials: HashMap<Digest, (ChunkList, Vec<bool>)>,
    /// True if `.syncit/partial` was empty when last looked at, and nothing was written there since.
    pub(super) is_swept: bool,
    /// The names that the losers of conflicts have until the winner is in place.
    pub beside: HashMap<RelPath, RelPath>,
    pub next_name: u64,
}

/// One content that is being fetched.
pub(super) struct Fetch {
    pub(super) path: RelPath,
    pub(super) expected: Entry,
    pub(super) remote: Remote,
    pub(super) file: FileEntry,
    pub(super) stage: Stage,
    pub(super) tries: u8,
    /// True if the content is still on its way to the hub, so that there is no news of it yet.
    pub(super) is_coming: bool,
}

impl Fetch {
    pub(super) fn get(&self, pieces: Pieces) -> GetItem {
        let coming = self.is_coming.then_some(self.file.digest);
        GetItem { path: self.path.clone(), seq: self.remote.seq, pieces, coming }
    }
}

/// The progress of one fetch.
pub(super) enum Stage {
    /// The body is the whole content.
    Small,
    /// Its chunk list is being fetched, in parts.
    List(BTreeMap<u32, Vec<u8>>),
    /// Searches this disk for chunks of the content; done up to this chunk.
    Gather { list: ChunkList, have: Vec<bool>, next: usize, offset: u64 },
    /// The missing chunks are being fetched.
    Chunks(Chunks),
}

/// What is known of a content that is still on its way to the hub.
pub(super) struct Coming {
    /// The number of its fetch.
    pub(super) id: u64,
    /// The hub has all chunks before this one.
    pub chunks: usize,
    /// The seq of the entry with this content, once that is in the journal.
    pub(super) came: Option<Seq>,
}

impl Pull {
    pub fn is_full(&self) -> bool {
        self.fetches.len() >= SMALL_MAX
    }

    /// Returns true if more than half of the room is taken, so that the next window of the plan would not fit.
    pub fn is_crowded(&self) -> bool {
        self.fetches.len() > SMALL_MAX / 2
    }

    /// Returns true if nothing that the hub has sent news of is being fetched or waits to be placed.
    pub fn is_idle(&self) -> bool {
        self.fetches.len() == self.coming.len() && self.ready.is_empty()
    }

    /// Returns how many contents of several chunks are being fetched, and their bytes.
    pub(super) fn large(&self) -> (usize, u64) {
        let shown = self.large_fetches().filter(|fetch| !fetch.is_coming);
        shown.fold((0, 0), |(count, bytes), fetch| (count + 1, bytes + fetch.file.size))
    }

    pub(super) fn large_fetches(&self) -> impl Iterator<Item = &Fetch> {
        self.large.iter().filter_map(|id| self.fetches.get(id))
    }

    pub(super) fn is_full_of_large(&self) -> bool {
        let (count, bytes) = self.large();
        count >= LARGE_MAX || (bytes >= LARGE_BYTES && count >= LARGE_ALWAYS)
    }

    /// Returns true if at least half of the room for contents of several chunks is free.
    pub fn has_room_for_large(&self) -> bool {
        let (count, bytes) = self.large();
        count <= LARGE_MAX / 2 && (bytes <= LARGE_BYTES / 2 || count < LARGE_ALWAYS)
    }

    pub(super) fn end(&mut self, id: u64) -> Option<Fetch> {
        let fetch = self.fetches.remove(&id)?;
        if !self.large.remove(&id) {
            self.small_to_come = self.small_to_come.saturating_sub(fetch.file.size);
        }
        self.digests.remove(&fetch.file.digest);
        if fetch.is_coming {
            self.coming.remove(&fetch.file.digest);
        }
        Some(fetch)
    }

    /// Ends the fetches of paths that are not wanted any more, and returns those paths.
    pub fn abandon(&mut self, is_unwanted: impl Fn(&RelPath) -> bool) -> Vec<RelPath> {
        let unwanted = self.fetches.iter().filter(|(_, fetch)| is_unwanted(&fetch.path));
        let ids: Vec<u64> = unwanted.map(|(id, _)| *id).collect();
        self.is_swept &= ids.is_empty();
        ids.into_iter().filter_map(|id| self.end(id)).map(|fetch| fetch.path).collect()
    }

    /// Returns the bytes that are still to be written for all fetches.
    pub(super) fn to_come(&self) -> u64 {
        let large = self.large_fetches().map(|fetch| match &fetch.stage {
            Stage::Chunks(chunks) => fetch.file.size.saturating_sub(chunks.done),
            Stage::Gather { list, .. } => allocated(list),
            // Counted once its list is known.
            Stage::List(_) | Stage::Small => 0,
        });
        large.sum::<u64>() + self.small_to_come
    }
}

/// The chunks of a content that is being assembled. A chunk that the list names several times is requested once, and copied
/// from its first place.
pub(super) struct Chunks {
    pub list: ChunkList,
    pub(super) offsets: Vec<u64>,
    /// For each chunk, the index at which the same chunk occurs first.
    pub(super) firsts: Vec<u32>,
    pub have: Vec<bool>,
    /// How many chunks are missing that have to come from the hub…
    pub(super) lacking: usize,
    /// …and how many including those that are copied.
    pub(super) left: usize,
    pub(super) next: usize,
    /// No chunk before this one is missing, once none has to come from the hub any more.
    pub(super) filled: usize,
    pub gets: u8,
    pub(super) unsynced: u64,
    /// Bytes that are on this disk.
    pub done: u64,
}

impl Chunks {
    pub fn new(list: ChunkList, have: Vec<bool>) -> Self {
        let offsets = list.with_offsets().map(|(offset, _)| offset).collect();
        let done =
            list.chunks().iter().zip(&have).filter(|(_, have)| **have).map(|(chunk, _)| u64::from(chunk.len)).sum();
        let mut at = HashMap::new();
        let firsts: Vec<u32> =
            (0..).zip(list.chunks()).map(|(n, chunk)| *at.entry(chunk.digest).or_insert(n)).collect();
        let left = have.iter().filter(|have| !**have).count();
        let lacking = (0..).zip(&firsts).filter(|(n, first)| n == *first && !have[**first as usize]).count();
        Chunks { list, offsets, firsts, have, lacking, left, next: 0, filled: 0, gets: 0, unsynced: 0, done }
    }

    /// Returns true if this chunk is missing and has to come from the hub.
    pub fn is_lacking(&self, n: usize) -> bool {
        !self.have[n] && self.firsts[n] as usize == n
    }

    /// Writes a chunk to its place; many are made durable together.
    pub fn write<D: Disk>(&mut self, disk: &D, place: &Place, n: usize, bytes: &[u8]) -> DiskResult<()> {
        disk.write_at(place, self.offsets[n], bytes)?;
        self.lacking -= usize::from(self.is_lacking(n));
        self.have[n] = true;
        self.left -= 1;
        self.done += bytes.len() as u64;
        self.unsynced += bytes.len() as u64;
        if self.unsynced < SYNC_EVERY {
            return Ok(());
        }
        self.unsynced = 0;
        disk.sync(std::slice::from_ref(place), &[])
    }

    /// Marks a chunk as missing that is no longer there as it was written, so that it is requested again.
    pub(super) fn lost(&mut self, first: usize) {
        self.have[first] = false;
        self.lacking += 1;
        self.left += 1;
        self.done -= u64::from(self.list.chunks()[first].len);
        (self.next, self.filled) = (0, 0);
    }
}

impl Stage {
    /// Returns true if what is missing is on this disk or being searched for there.
    pub(super) fn works_here(&self) -> bool {
        match self {
            Stage::Gather { .. } => true,
            Stage::Chunks(chunks) => chunks.left > 0 && chunks.lacking == 0,
            Stage::Small | Stage::List(_) => false,
        }
    }
}

/// Returns the place of a content's partial file.
pub(super) fn partial(digest: &Digest) -> Place {
    Place::Partial(digest.to_string())
}

/// Returns true if a chunk is the one that long runs of zeros are cut into.
pub(super) fn is_zeros(chunk: &ChunkRef) -> bool {
    chunk.len as usize == CHUNK_MAX && chunk.digest == *ZEROS
}

/// Returns the bytes that a content will take on the disk.
pub(super) fn allocated(list: &ChunkList) -> u64 {
    list.chunks().iter().filter(|chunk| !is_zeros(chunk)).map(|chunk| u64::from(chunk.len)).sum()
}
