//! The loop of one replica: events in, effects out, over any disk and any store.

use syncit_core::replica_store::{ReplicaStore, StoreResult};
use syncit_core::{MachineId, RelPath};

use crate::disk::Disk;
use crate::step::{Effect, Event, Now, Phase, State};

/// What a replica is told when it is opened and that does not change while it runs.
#[derive(Debug, Clone)]
pub struct Config {
    /// The machine that it is on.
    pub machine: MachineId,
    /// Bytes that stay free on the disk when large content is fetched.
    pub min_free: u64,
}

/// Something that an ignore rule keeps from being synced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// The path.
    pub path: RelPath,
    /// The rule as it is written.
    pub rule: String,
    /// The file that it is written in, or `built-in`.
    pub from: String,
}

/// One machine's copy of one folder.
pub struct Replica<D: Disk, S: ReplicaStore> {
    disk: D,
    store: S,
    config: Config,
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Takes up a linked folder where it was left, after a clean end or a crash alike, and queues a
    /// full scan. Nothing happens by itself: the first `step` (a `Tick` will do) begins it.
    ///
    /// # Errors
    /// Only of the store; what is wrong with the disk is a hold or a problem of `state`.
    pub fn open(disk: D, store: S, config: Config) -> StoreResult<Self> {
        Ok(Replica { disk, store, config })
    }

    /// Takes in what happened and says what is to be carried out, after the transaction that it rests on.
    /// A store that failed stops the replica until it is opened again; `state` then says why.
    pub fn step(&mut self, event: Event, now: Now) -> Vec<Effect> {
        let _ = (event, now, &self.disk, &self.config);
        Vec::new()
    }

    /// What it is doing, for people.
    pub fn state(&self) -> State {
        State {
            folder: self.store.link().map(|link| link.folder).unwrap_or(syncit_core::FolderId([0; 16])),
            phase: Phase::Scanning,
            hold: None,
            files: 0,
            bytes: 0,
            pending: 0,
            conflicts: 0,
            problems: Vec::new(),
            transfers: Vec::new(),
        }
    }

    /// What is ignored at or below a path (`None`: everywhere), and by which rule.
    pub fn ignored(&self, path: Option<&RelPath>) -> StoreResult<Vec<Ignored>> {
        let _ = path;
        Ok(Vec::new())
    }
}
