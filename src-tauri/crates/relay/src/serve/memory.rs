//! The contents that are passed on while they are being uploaded.

use std::collections::BTreeMap;
use std::sync::Arc;

use syncit_core::message::BatchId;
use syncit_core::{ChunkList, FileEntry, FolderId, RelPath, Seq};

use crate::step::SessionId;

/// Progress is reported once this many more bytes have arrived, or this fraction of the content.
const REPORT_EVERY: u64 = 1 << 20;
const REPORT_PART: u64 = 16;

/// The contents that are passed on, by the path of their offer.
pub(crate) type AllComing = BTreeMap<(FolderId, RelPath), Coming>;

/// A content that is being uploaded.
#[derive(Debug, Clone)]
pub(crate) struct Coming {
    /// The sending session and its offer.
    pub(super) session: SessionId,
    pub(super) batch: BatchId,
    pub(super) item: u32,
    /// The base of the offer.
    pub(super) based_on: Seq,
    pub file: FileEntry,
    pub list: Arc<ChunkList>,
    /// The runs of chunks that were asked for, as (first, count)…
    pub(super) wanted: Arc<[(u32, u32)]>,
    /// …and how many of them have arrived completely.
    pub(super) runs: usize,
    /// All chunks before this one have arrived.
    pub chunks: u32,
    /// The value of `chunks` when progress was last reported; none if it was not.
    pub(super) reported: Option<u32>,
    /// The bytes that have arrived since then.
    pub(super) unreported: u64,
}

impl Coming {
    /// Counts a chunk that has arrived. A chunk that arrives ahead of its turn is not remembered, so the count
    /// stops there, and later ones are fetched once the entry comes as news.
    pub(super) fn take(&mut self, number: u32, bytes: u64) {
        let Some((first, count)) = self.wanted.get(self.runs).filter(|_| number == self.chunks) else { return };
        self.unreported += bytes;
        self.chunks += 1;
        if self.chunks == first + count {
            self.runs += 1;
            self.chunks = self.wanted.get(self.runs).map_or(self.list.chunks().len() as u32, |(first, _)| *first);
        }
    }

    /// Returns true if enough has arrived since the last report.
    pub(super) fn is_due(&self) -> bool {
        let is_whole = self.chunks as usize == self.list.chunks().len();
        self.reported.is_none_or(|reported| self.chunks > reported)
            && (is_whole || self.unreported >= REPORT_EVERY.min(self.file.size / REPORT_PART))
    }

    pub(super) fn is_of(&self, session: SessionId, batch: BatchId, item: u32) -> bool {
        (self.session, self.batch, self.item) == (session, batch, item)
    }
}
