//! The stores of the machines of a world and of its hub, and the faults that can happen to them.
//!
//! The world itself reads a store only through the traits of `core`, so it cannot tell one kind from another.

use std::collections::BTreeMap;

use syncit_core::message::{HistoryCursor, HistoryFilter, MAX_ITEMS};
use syncit_core::relay_store::{JournalEntry, RelayStore};
use syncit_core::replica_store::{LinkState, ReplicaStore};
use syncit_core::{ChunkList, Digest, FolderId, RelPath, Seq};

use super::counts::RowKind;
use crate::fuse::Fuse;
use crate::relay_map::{MapRelayStore, RelayBackup};
use crate::replica_map::{MapReplicaStore, ReplicaBackup};

/// Creates the stores of one world.
pub trait Stores {
    /// A replica's store.
    type Replica: ReplicaStore + Kept;
    /// The hub's store.
    type Relay: RelayStore + Kept;
    /// Creates the empty store of a folder that was just linked. Commits and syncs burn the fuse of its machine.
    fn replica(&mut self, link: LinkState, fuse: Fuse) -> Self::Replica;
    /// Creates the empty store of a new hub. Writes and commits burn its fuse.
    fn relay(&mut self, fuse: Fuse) -> Self::Relay;
}

/// The faults that can happen to a store. The value is a handle: a loop owns a clone of it.
pub trait Kept: Clone {
    /// The state at one moment.
    type Backup: Clone;
    /// Simulates that the program is killed: only what was not committed is lost.
    fn kill(&self);
    /// Returns the number of commits that a loss of power can take.
    fn unsynced(&self) -> usize;
    /// Simulates that the machine loses power, and with it the newest `lose` of the commits that were not synced.
    fn lose_power(&self, lose: usize);
    /// Copies the committed state.
    fn backup(&self) -> Self::Backup;
    /// Replaces the whole state with a backup.
    fn restore(&self, backup: &Self::Backup);
    /// Returns how often a row of each kind was written, where that is counted.
    fn seen(&self) -> BTreeMap<RowKind, u64> {
        BTreeMap::new()
    }
}

/// Stores in maps.
#[derive(Debug, Clone, Copy, Default)]
pub struct Maps;

impl Stores for Maps {
    type Replica = MapReplicaStore;
    type Relay = MapRelayStore;

    fn replica(&mut self, link: LinkState, fuse: Fuse) -> MapReplicaStore {
        let store = MapReplicaStore::new(link);
        store.set_fuse(fuse);
        store
    }

    fn relay(&mut self, fuse: Fuse) -> MapRelayStore {
        let store = MapRelayStore::default();
        store.set_fuse(fuse);
        store
    }
}

impl Kept for MapReplicaStore {
    type Backup = ReplicaBackup;

    fn kill(&self) {
        self.kill();
    }

    fn unsynced(&self) -> usize {
        self.unsynced()
    }

    fn lose_power(&self, lose: usize) {
        self.crash(lose);
    }

    fn backup(&self) -> ReplicaBackup {
        self.backup()
    }

    fn restore(&self, backup: &ReplicaBackup) {
        self.restore(backup);
    }

    fn seen(&self) -> BTreeMap<RowKind, u64> {
        self.seen()
    }
}

impl Kept for MapRelayStore {
    type Backup = RelayBackup;

    fn kill(&self) {
        self.crash();
    }

    fn unsynced(&self) -> usize {
        0
    }

    fn lose_power(&self, _: usize) {
        self.crash();
    }

    fn backup(&self) -> RelayBackup {
        self.backup()
    }

    fn restore(&self, backup: &RelayBackup) {
        self.restore(backup);
    }
}

/// Returns the live tree of a folder: the newest entry of each path that is not absent.
pub(super) fn tree(store: &impl RelayStore, folder: FolderId) -> BTreeMap<RelPath, JournalEntry> {
    let heads = store.heads_after(folder, Seq(0), usize::MAX).expect("the hub's store can be read");
    heads.into_iter().filter(|head| head.entry.is_live()).map(|head| (head.path.clone(), head)).collect()
}

/// Returns the newest seq of each path.
pub(super) fn heads(store: &impl RelayStore, folder: FolderId) -> BTreeMap<RelPath, Seq> {
    let heads = store.heads_after(folder, Seq(0), usize::MAX).expect("the hub's store can be read");
    heads.into_iter().map(|head| (head.path, head.seq)).collect()
}

/// Returns every entry ever accepted in a folder, newest first.
pub(super) fn journal(store: &impl RelayStore, folder: FolderId) -> Vec<JournalEntry> {
    let mut filter = HistoryFilter { readable: vec![folder], limit: MAX_ITEMS, ..HistoryFilter::default() };
    let mut journal = Vec::new();
    loop {
        let page = store.history(&filter).expect("the hub's store can be read");
        let is_last = page.len() < MAX_ITEMS;
        journal.extend(page.into_iter().map(|(_, entry)| entry));
        if is_last {
            return journal;
        }
        let last = journal.last();
        filter.before = last.map(|entry| HistoryCursor { at: entry.at, folder, seq: entry.seq });
    }
}

/// Returns the bytes of a content, assembled from its chunks; `None` if anything is missing.
pub(super) fn content(store: &impl RelayStore, digest: &Digest) -> Option<Vec<u8>> {
    let empty = ChunkList::default();
    if *digest == empty.digest() {
        return Some(Vec::new());
    }
    let list = store.chunk_list(digest).expect("the hub's store can be read")?;
    let chunk = |digest| store.chunk(digest).expect("the hub's store can be read");
    let chunks: Option<Vec<Vec<u8>>> = list.chunks().iter().map(|part| chunk(&part.digest)).collect();
    Some(chunks?.concat())
}
