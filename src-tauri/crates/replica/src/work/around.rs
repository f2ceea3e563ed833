//! What the plan may ask of a replica while it decides: rows, names, and what was probed. Nothing here writes.

use std::cell::RefCell;
use std::collections::BTreeMap;

use syncit_core::plan::Surroundings;
use syncit_core::replica_store::{Local, ReplicaStore, Role, Row, StoreError, StoreResult, Unknown};
use syncit_core::{MachineId, Name, RelPath};

use super::Work;
use crate::ignore_rules::is_litter;

/// What the plan may ask. A failing store is remembered, and the plan thrown away.
pub(super) struct Around<'a, S> {
    pub(super) store: &'a S,
    pub(super) work: &'a Work,
    pub(super) names: &'a BTreeMap<MachineId, Name>,
    pub(super) machine: MachineId,
    pub(super) role: Role,
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

impl<S: ReplicaStore> Surroundings for Around<'_, S> {
    fn row(&self, path: &RelPath) -> Option<Row> {
        self.ask(self.store.row(path))
    }

    fn below(&self, dir: &RelPath) -> Vec<Row> {
        let mut rows = self.ask(self.store.below(Some(dir), None, usize::MAX));
        // Litter of the operating system goes with its directory, so it keeps none.
        rows.retain(|row| {
            row.local != Local::Unknown(Unknown::Ignored) || !is_litter(row.path.name()) || row.is_pending()
        });
        rows
    }

    fn was_probed(&self, row: &Row) -> bool {
        let Some((entry, against)) = self.work.probed.get(&row.path) else { return false };
        row.local.entry() == Some(entry) && row.remote.seq == *against
    }

    fn machine_name(&self, machine: MachineId) -> String {
        self.names.get(&machine).map_or_else(|| machine.to_string()[..8].to_owned(), ToString::to_string)
    }

    fn this_machine(&self) -> MachineId {
        self.machine
    }

    fn role(&self) -> Role {
        self.role
    }
}
