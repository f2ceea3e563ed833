//! The contents that are on their way here, and how far each is.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use syncit_core::content::{CHUNK_MAX, ChunkList, ChunkRef, Digest};
use syncit_core::message::{GetItem, Pieces};
use syncit_core::replica_store::Told;
use syncit_core::{Entry, FileEntry, RelPath, Seq};

use crate::apply::placements::Placement;
use crate::disk::{Disk, DiskResult, Place};

/// Small files that are asked for at once…
const SMALL_MAX: usize = 2_048;
/// …contents of several chunks…
const LARGE_MAX: usize = 256;
/// …of so many bytes in all…
const LARGE_BYTES: u64 = 32 << 20;
/// …but for a few, however large, so that one huge file does not hold up the others.
const LARGE_ALWAYS: usize = 4;
/// How often content is asked for again that did not come or was damaged.
pub(super) const TRIES: u8 = 3;
/// Bytes of a partial file between two syncs, so that a small change never waits behind a large flush.
const SYNC_EVERY: u64 = 16 << 20;
/// Of the longest chunk of zeros: where content is all alike it is cut no earlier than it must be.
static ZEROS: LazyLock<Digest> = LazyLock::new(|| Digest::of(&vec![0; CHUNK_MAX]));

/// What is fetched, what has come, and what is ready to be put in place.
#[derive(Default)]
pub(crate) struct Pull {
    pub(super) fetches: HashMap<u64, Fetch>,
    /// Those of several chunks.
    pub(super) large: BTreeSet<u64>,
    pub(super) digests: HashSet<Digest>,
    /// Bytes of contents of one chunk that are on their way.
    pub(super) small_to_come: u64,
    /// At which tick it was last asked how much room there is, and how much of it is left since.
    pub(super) room: Option<(u64, u64)>,
    pub(super) gets: HashMap<u64, Vec<u64>>,
    /// What is fetched while it is still on its way to the hub, by content.
    pub(super) coming: HashMap<Digest, Coming>,
    /// What was asked for of it.
    pub(super) coming_gets: HashSet<u64>,
    pub(super) ready: Vec<Placement>,
    pub(super) ready_since: Option<u64>,
    /// Unfinished downloads of this run, whose chunks need not be read again.
    pub(super) partials: HashMap<Digest, (ChunkList, Vec<bool>)>,
    /// Nothing was left in `.syncit/partial` when last looked, and nothing was written there since.
    pub(super) is_swept: bool,
    /// Under which names the losers of conflicts are, until what took their place is there.
    pub beside: HashMap<RelPath, RelPath>,
    pub next_name: u64,
}

/// One content on its way here.
pub(super) struct Fetch {
    pub(super) path: RelPath,
    pub(super) expected: Entry,
    pub(super) told: Told,
    pub(super) file: FileEntry,
    pub(super) stage: Stage,
    pub(super) tries: u8,
    /// It is still on its way to the hub, and nothing of it is told yet.
    pub(super) is_coming: bool,
}

impl Fetch {
    pub(super) fn get(&self, pieces: Pieces) -> GetItem {
        let coming = self.is_coming.then_some(self.file.digest);
        GetItem { path: self.path.clone(), seq: self.told.seq, pieces, coming }
    }
}

/// How far a content is.
pub(super) enum Stage {
    /// The body is the whole content.
    Small,
    /// Its chunk list is on its way, in parts.
    List(BTreeMap<u32, Vec<u8>>),
    /// Looking on this disk for what is there, up to this chunk.
    Gather { list: ChunkList, have: Vec<bool>, next: usize, offset: u64 },
    /// The missing chunks are on their way.
    Chunks(Chunks),
}

/// What is known of a content that is coming.
pub(super) struct Coming {
    /// The fetch.
    pub(super) id: u64,
    /// The hub has all chunks before this one.
    pub chunks: usize,
    /// The entry that it is the content of, once that is in the journal.
    pub(super) came: Option<Seq>,
}

impl Pull {
    pub fn is_full(&self) -> bool {
        self.fetches.len() >= SMALL_MAX
    }

    /// Half of the room is taken: the next window of the plan would not fit.
    pub fn is_crowded(&self) -> bool {
        self.fetches.len() > SMALL_MAX / 2
    }

    /// Returns true if nothing that the hub has told of is on its way.
    pub fn is_idle(&self) -> bool {
        self.fetches.len() == self.coming.len() && self.ready.is_empty()
    }

    /// How many contents of several chunks are on their way, and their bytes.
    pub(super) fn large(&self) -> (usize, u64) {
        let told = self.large_fetches().filter(|fetch| !fetch.is_coming);
        told.fold((0, 0), |(count, bytes), fetch| (count + 1, bytes + fetch.file.size))
    }

    pub(super) fn large_fetches(&self) -> impl Iterator<Item = &Fetch> {
        self.large.iter().filter_map(|id| self.fetches.get(id))
    }

    pub(super) fn is_full_of_large(&self) -> bool {
        let (count, bytes) = self.large();
        count >= LARGE_MAX || (bytes >= LARGE_BYTES && count >= LARGE_ALWAYS)
    }

    /// At least half of what is kept for contents of several chunks is free.
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

    /// Bytes of what is on its way that are still to be written.
    pub(super) fn to_come(&self) -> u64 {
        let large = self.large_fetches().map(|fetch| match &fetch.stage {
            Stage::Chunks(chunks) => fetch.file.size.saturating_sub(chunks.done),
            Stage::Gather { list, .. } => allocated(list),
            // Counted when its list is known.
            Stage::List(_) | Stage::Small => 0,
        });
        large.sum::<u64>() + self.small_to_come
    }
}

/// The chunks of a content that is put together. One that the list names again is asked for once, and copied from where it
/// is first.
pub(super) struct Chunks {
    pub list: ChunkList,
    pub(super) offsets: Vec<u64>,
    /// Where the same chunk is first.
    pub(super) firsts: Vec<u32>,
    pub have: Vec<bool>,
    /// How many are missing that have to come from the hub…
    pub(super) lacking: usize,
    /// …and how many with those that are copied.
    pub(super) left: usize,
    pub(super) next: usize,
    /// Before this one none is missing, once none is to come from the hub any more.
    pub(super) filled: usize,
    pub gets: u8,
    pub(super) unsynced: u64,
    /// Bytes that are here.
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

    /// Returns true if this one is missing and has to come from the hub.
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

    /// A chunk is not there any more as it was written: it is asked for again.
    pub(super) fn lost(&mut self, first: usize) {
        self.have[first] = false;
        self.lacking += 1;
        self.left += 1;
        self.done -= u64::from(self.list.chunks()[first].len);
        (self.next, self.filled) = (0, 0);
    }
}

impl Stage {
    /// Returns true if what is missing is on this disk, or looked for there.
    pub(super) fn works_here(&self) -> bool {
        match self {
            Stage::Gather { .. } => true,
            Stage::Chunks(chunks) => chunks.left > 0 && chunks.lacking == 0,
            Stage::Small | Stage::List(_) => false,
        }
    }
}

/// The unfinished file of a content.
pub(super) fn partial(digest: &Digest) -> Place {
    Place::Partial(digest.to_string())
}

/// Returns true if a chunk is one of those that zeros are cut into.
pub(super) fn is_zeros(chunk: &ChunkRef) -> bool {
    chunk.len as usize == CHUNK_MAX && chunk.digest == *ZEROS
}

/// The bytes that a content will take.
pub(super) fn allocated(list: &ChunkList) -> u64 {
    list.chunks().iter().filter(|chunk| !is_zeros(chunk)).map(|chunk| u64::from(chunk.len)).sum()
}
