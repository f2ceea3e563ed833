//! What the plan may ask a replica while it decides: rows, names, and what was probed. Nothing here writes.

use std::cell::RefCell;
use std::collections::BTreeMap;

use syncit_core::content::Digest;
use syncit_core::plan::Surroundings;
use syncit_core::replica_store::{Local, ReplicaStore, Row, StoreError, StoreResult, SyncMode, Unknown};
use syncit_core::selection::Selection;
use syncit_core::{MachineId, Name, RelPath};

use crate::ignore_rules::is_litter;
use crate::queue::memory::{FEW, Probed, Work};

/// Answers the plan's questions. If the store fails, that is remembered, and the plan is discarded.
pub(super) struct Around<'a, S> {
    pub(super) store: &'a S,
    pub(super) work: &'a Work,
    pub(super) names: &'a BTreeMap<MachineId, Name>,
    pub(super) machine: MachineId,
    pub(super) sync_mode: SyncMode,
    pub(super) selection: &'a Selection,
    pub(super) failed: RefCell<Option<StoreError>>,
}

impl<S: ReplicaStore> Around<'_, S> {
    fn ask<T: Default>(&self, result: StoreResult<T>) -> T {
        result.unwrap_or_else(|error| {
            self.failed.replace(Some(error));
            T::default()
        })
    }
}

impl<S> Around<'_, S> {
    fn probed(&self, row: &Row) -> Option<&Probed> {
        let probed = self.work.probed.get(&row.path)?;
        (row.local.entry() == Some(&probed.entry) && row.remote.seq == probed.against).then_some(probed)
    }

    /// Leaves out rows that failed or are held, so that nothing else waits for them.
    fn unless_stuck(&self, mut rows: Vec<Row>) -> Vec<Row> {
        rows.retain(|row| !self.work.has_failed(&row.path) && !self.work.holds.contains(&row.path));
        rows
    }
}

impl<S: ReplicaStore> Surroundings for Around<'_, S> {
    fn row(&self, path: &RelPath) -> Option<Row> {
        self.ask(self.store.row(path))
    }

    fn below(&self, dir: &RelPath) -> Vec<Row> {
        let mut rows = self.ask(self.store.below(Some(dir), None, usize::MAX));
        // Operating-system litter is removed with its directory, so it does not keep the directory.
        rows.retain(|row| {
            row.local != Local::Unknown(Unknown::Ignored) || !is_litter(row.path.name()) || row.is_pending()
        });
        rows
    }

    fn was_probed(&self, row: &Row) -> bool {
        self.probed(row).is_some()
    }

    fn went_to(&self, row: &Row) -> Option<RelPath> {
        self.probed(row)?.moved_to.clone()
    }

    fn gone_here(&self, content: &Digest) -> Vec<Row> {
        let paths = self.work.vanished.get(content).into_iter().flatten().take(FEW);
        let rows = paths.filter_map(|path| self.row(path)).collect();
        self.unless_stuck(rows)
    }

    fn was_replaced_here(&self, content: &Digest) -> bool {
        self.work.was_replaced(content)
    }

    fn with_content(&self, content: &Digest) -> Vec<Row> {
        self.unless_stuck(self.ask(self.store.with_local_content(content, FEW)))
    }

    fn machine_name(&self, machine: MachineId) -> String {
        self.names.get(&machine).map_or_else(|| machine.to_string()[..8].to_owned(), ToString::to_string)
    }

    fn this_machine(&self) -> MachineId {
        self.machine
    }

    fn sync_mode(&self) -> SyncMode {
        self.sync_mode
    }

    fn is_selected(&self, path: &RelPath) -> bool {
        self.selection.includes(path)
    }
}
