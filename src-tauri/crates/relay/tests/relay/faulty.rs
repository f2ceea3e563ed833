//! A store that fails on request, and counts how often it did.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use syncit_core::backlog::NewsOfOthers;
use syncit_core::damage::Kept;
use syncit_core::hold::{Held, Hold};
use syncit_core::ids::Position;
use syncit_core::message::HistoryFilter;
use syncit_core::relay_store::{
    Access, ContentReader, Folder, FolderSums, JournalEntry, Machine, PastPage, RelayStore, StoreError, StoreResult,
    StoreTotals,
};
use syncit_core::{
    ChunkList, ChunkRef, Digest, Entry, FolderId, Incarnation, MachineId, RelPath, ReplicaId, Seq, Timestamp,
};
use syncit_testkit::MapRelayStore;

/// What fails.
pub const NOTHING: usize = 0;
pub const CONTENT: usize = 1;
pub const EVERY_WRITE: usize = 2;
pub const BROKEN: usize = 3;

#[derive(Debug, Clone, Default)]
pub struct Faulty {
    pub map: MapRelayStore,
    pub fault: Arc<AtomicUsize>,
    pub failed: Arc<AtomicUsize>,
}

impl Faulty {
    fn write(&self, is_content: bool) -> StoreResult<()> {
        let fault = self.fault.load(Ordering::SeqCst);
        if fault == NOTHING || (fault == CONTENT && !is_content) {
            return Ok(());
        }
        self.failed.fetch_add(1, Ordering::SeqCst);
        let cause = if fault == BROKEN { "input/output error" } else { "no space left on device" };
        Err(StoreError { doing: "writing".into(), cause: cause.into(), disk_full: fault != BROKEN })
    }
}

impl ContentReader for Faulty {
    fn chunk(&self, digest: &Digest) -> StoreResult<Option<Vec<u8>>> {
        self.map.chunk(digest)
    }
    fn chunk_list(&self, content: &Digest) -> StoreResult<Option<ChunkList>> {
        self.map.chunk_list(content)
    }
}

impl RelayStore for Faulty {
    fn begin_incarnation(&mut self, incarnation: Incarnation) -> StoreResult<()> {
        self.map.begin_incarnation(incarnation)
    }
    fn incarnations(&self, folder: FolderId) -> StoreResult<Vec<Position>> {
        self.map.incarnations(folder)
    }
    fn machines(&self) -> StoreResult<Vec<Machine>> {
        self.map.machines()
    }
    fn put_machine(&mut self, machine: &Machine) -> StoreResult<()> {
        self.write(false)?;
        self.map.put_machine(machine)
    }
    fn remove_machine(&mut self, machine: MachineId) -> StoreResult<()> {
        self.write(false)?;
        self.map.remove_machine(machine)
    }
    fn folders(&self) -> StoreResult<Vec<Folder>> {
        self.map.folders()
    }
    fn put_folder(&mut self, folder: &Folder) -> StoreResult<()> {
        self.write(false)?;
        self.map.put_folder(folder)
    }
    fn remove_folder(&mut self, folder: FolderId) -> StoreResult<()> {
        self.write(false)?;
        self.map.remove_folder(folder)
    }
    fn access(&self, machine: MachineId, folder: FolderId) -> StoreResult<Option<Access>> {
        self.map.access(machine, folder)
    }
    fn set_access(&mut self, machine: MachineId, folder: FolderId, access: Access) -> StoreResult<()> {
        self.write(false)?;
        self.map.set_access(machine, folder, access)
    }
    fn replica(&self, machine: MachineId, folder: FolderId) -> StoreResult<Option<ReplicaId>> {
        self.map.replica(machine, folder)
    }
    fn set_replica(&mut self, machine: MachineId, folder: FolderId, replica: Option<ReplicaId>) -> StoreResult<()> {
        self.write(false)?;
        self.map.set_replica(machine, folder, replica)
    }
    fn head(&self, folder: FolderId, path: &RelPath) -> StoreResult<Option<JournalEntry>> {
        self.map.head(folder, path)
    }
    fn live_in(&self, folder: FolderId, dir: &RelPath, limit: usize) -> StoreResult<Vec<JournalEntry>> {
        self.map.live_in(folder, dir, limit)
    }

    fn live_beside(&self, folder: FolderId, start: &str, limit: usize) -> StoreResult<Vec<JournalEntry>> {
        self.map.live_beside(folder, start, limit)
    }
    fn append(&mut self, folder: FolderId, entry: &JournalEntry) -> StoreResult<Seq> {
        self.write(false)?;
        self.map.append(folder, entry)
    }
    fn latest(&self, folder: FolderId) -> StoreResult<Seq> {
        self.map.latest(folder)
    }
    fn entry_at(&self, folder: FolderId, path: &RelPath, seq: Seq) -> StoreResult<Option<JournalEntry>> {
        self.map.entry_at(folder, path, seq)
    }
    fn entry_of(&self, folder: FolderId, seq: Seq) -> StoreResult<Option<JournalEntry>> {
        self.map.entry_of(folder, seq)
    }
    fn seq_at(&self, folder: FolderId, at: Timestamp) -> StoreResult<Seq> {
        self.map.seq_at(folder, at)
    }
    fn times_around(&self, folder: FolderId, at: Timestamp) -> StoreResult<(Option<Timestamp>, Option<Timestamp>)> {
        self.map.times_around(folder, at)
    }
    fn redate(&mut self, folder: FolderId, since: Timestamp, by: i64) -> StoreResult<()> {
        self.write(false)?;
        self.map.redate(folder, since, by)
    }
    fn entries_upto(
        &self,
        folder: FolderId,
        path: &RelPath,
        upto: Seq,
        limit: usize,
    ) -> StoreResult<Vec<JournalEntry>> {
        self.map.entries_upto(folder, path, upto, limit)
    }
    fn newest_equal(
        &self,
        folder: FolderId,
        path: &RelPath,
        after: Seq,
        entry: &Entry,
    ) -> StoreResult<Option<JournalEntry>> {
        self.map.newest_equal(folder, path, after, entry)
    }
    fn heads_after(&self, folder: FolderId, after: Seq, limit: usize) -> StoreResult<Vec<JournalEntry>> {
        self.map.heads_after(folder, after, limit)
    }
    fn news_of_others(&self, folder: FolderId, after: Seq, own: MachineId, limit: usize) -> StoreResult<NewsOfOthers> {
        self.map.news_of_others(folder, after, own, limit)
    }
    fn set_privacy(&mut self, folder: FolderId, path: &RelPath, private: bool) -> StoreResult<()> {
        self.write(false)?;
        self.map.set_privacy(folder, path, private)
    }
    fn privacies_after(&self, folder: FolderId, after: Seq, limit: usize) -> StoreResult<Vec<JournalEntry>> {
        self.map.privacies_after(folder, after, limit)
    }
    fn history(&self, filter: &HistoryFilter) -> StoreResult<Vec<(FolderId, JournalEntry)>> {
        self.map.history(filter)
    }
    fn count_accepted(&self, folder: FolderId, from: Timestamp, before: Timestamp, limit: u64) -> StoreResult<u64> {
        self.map.count_accepted(folder, from, before, limit)
    }
    fn put_chunk_list(&mut self, machine: MachineId, list: &ChunkList) -> StoreResult<()> {
        self.write(true)?;
        self.map.put_chunk_list(machine, list)
    }
    fn put_chunk(&mut self, machine: MachineId, digest: Digest, bytes: &[u8]) -> StoreResult<()> {
        self.write(true)?;
        self.map.put_chunk(machine, digest, bytes)
    }
    fn holds(&self, machine: MachineId, readable: &[FolderId], chunks: &[ChunkRef]) -> StoreResult<Vec<bool>> {
        self.map.holds(machine, readable, chunks)
    }
    fn holds_list(&self, machine: MachineId, readable: &[FolderId], content: &Digest) -> StoreResult<bool> {
        self.map.holds_list(machine, readable, content)
    }
    fn quarantine(&mut self, kept: &Kept) -> StoreResult<bool> {
        self.write(false)?;
        self.map.quarantine(kept)
    }
    fn damage(&self) -> StoreResult<u64> {
        self.map.damage()
    }
    fn is_whole(&self, content: &Digest) -> StoreResult<bool> {
        self.map.is_whole(content)
    }
    fn store_totals(&self) -> StoreResult<StoreTotals> {
        self.map.store_totals()
    }
    fn past(&self, folder: FolderId, after: Option<&RelPath>, limit: usize) -> StoreResult<PastPage> {
        self.map.past(folder, after, limit)
    }
    fn folder_sums(&self, folder: FolderId) -> StoreResult<FolderSums> {
        self.map.folder_sums(folder)
    }
    fn drop_entries(&mut self, folder: FolderId, seqs: &[Seq]) -> StoreResult<()> {
        self.write(false)?;
        self.map.drop_entries(folder, seqs)
    }
    fn begin_round(&mut self) -> StoreResult<()> {
        self.write(false)?;
        self.map.begin_round()
    }
    fn collect(&mut self, limit: usize) -> StoreResult<bool> {
        self.write(false)?;
        self.map.collect(limit)
    }
    fn sweep(&mut self, shelf: u8) -> StoreResult<()> {
        self.write(false)?;
        self.map.sweep(shelf)
    }
    fn file_count(&self, folder: FolderId) -> StoreResult<u64> {
        self.map.file_count(folder)
    }
    fn live_with(&self, folder: FolderId, content: &Digest, limit: usize) -> StoreResult<Vec<RelPath>> {
        self.map.live_with(folder, content, limit)
    }
    fn folders_with(&self, content: &Digest) -> StoreResult<Vec<FolderId>> {
        self.map.folders_with(content)
    }
    fn mass_deletions(&self) -> StoreResult<Vec<Hold>> {
        self.map.mass_deletions()
    }
    fn put_hold(&mut self, hold: &Hold) -> StoreResult<u64> {
        self.write(false)?;
        self.map.put_hold(hold)
    }
    fn remove_hold(&mut self, hold: u64) -> StoreResult<()> {
        self.write(false)?;
        self.map.remove_hold(hold)
    }
    fn put_held(&mut self, hold: u64, held: &Held) -> StoreResult<()> {
        self.write(false)?;
        self.map.put_held(hold, held)
    }
    fn remove_held(&mut self, hold: u64, path: &RelPath) -> StoreResult<()> {
        self.write(false)?;
        self.map.remove_held(hold, path)
    }
    fn held_at(&self, hold: u64, path: &RelPath) -> StoreResult<Option<Held>> {
        self.map.held_at(hold, path)
    }
    fn held(&self, hold: u64, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<(Held, bool)>> {
        self.map.held(hold, after, limit)
    }
    fn setting(&self, key: &str) -> StoreResult<Option<String>> {
        self.map.setting(key)
    }
    fn set_setting(&mut self, key: &str, value: Option<&str>) -> StoreResult<()> {
        self.write(false)?;
        self.map.set_setting(key, value)
    }
    fn commit(&mut self) -> StoreResult<()> {
        self.map.commit()
    }
    fn roll_back(&mut self) {
        self.map.roll_back();
    }
}
