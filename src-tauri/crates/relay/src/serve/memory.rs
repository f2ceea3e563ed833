//! The contents that are passed on while they come.

use std::collections::BTreeMap;
use std::sync::Arc;

use syncit_core::message::BatchId;
use syncit_core::{ChunkList, FileEntry, FolderId, RelPath, Seq};

use crate::step::SessionId;

/// So many bytes more must be here before it is told again, or this part of the content.
const TOLD_EVERY: u64 = 1 << 20;
const TOLD_PART: u64 = 16;

/// What is passed on, by the path that it is offered for.
pub(crate) type AllComing = BTreeMap<(FolderId, RelPath), Coming>;

/// A content that is on its way here.
#[derive(Debug, Clone)]
pub(crate) struct Coming {
    /// Who sends it, and with which offer.
    pub(super) session: SessionId,
    pub(super) batch: BatchId,
    pub(super) item: u32,
    /// What it replaces.
    pub(super) based_on: Seq,
    pub file: FileEntry,
    pub list: Arc<ChunkList>,
    /// The runs of chunks that were asked for, as (first, count)…
    pub(super) wanted: Arc<[(u32, u32)]>,
    /// …and how many of them have come wholly.
    pub(super) runs: usize,
    /// All chunks before this one are here.
    pub chunks: u32,
    /// How many were when it was last told; none if it was not.
    pub(super) told: Option<u32>,
    /// Bytes that have come since.
    pub(super) untold: u64,
}

impl Coming {
    /// Counts a chunk that has come. One that is out of turn counts when those before it have come and is not seen
    /// again, so that later ones are fetched after the news.
    pub(super) fn take(&mut self, number: u32, bytes: u64) {
        let Some((first, count)) = self.wanted.get(self.runs).filter(|_| number == self.chunks) else { return };
        self.untold += bytes;
        self.chunks += 1;
        if self.chunks == first + count {
            self.runs += 1;
            self.chunks = self.wanted.get(self.runs).map_or(self.list.chunks().len() as u32, |(first, _)| *first);
        }
    }

    /// Returns true if more has come than was told, and enough of it.
    pub(super) fn is_due(&self) -> bool {
        let is_whole = self.chunks as usize == self.list.chunks().len();
        self.told.is_none_or(|told| self.chunks > told)
            && (is_whole || self.untold >= TOLD_EVERY.min(self.file.size / TOLD_PART))
    }

    pub(super) fn is_of(&self, session: SessionId, batch: BatchId, item: u32) -> bool {
        (self.session, self.batch, self.item) == (session, batch, item)
    }
}
