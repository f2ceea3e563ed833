//! What keeps planning from going round in circles: what waits is not tried because something else brought it along, and
//! a plan that achieves nothing never asks for another one at once.

use std::collections::{BTreeSet, HashSet};

use syncit_core::plan::Step;
use syncit_core::replica_store::{ReplicaStore, StoreResult};
use syncit_core::{RelPath, Rev};

use super::{Flight, Work};
use crate::disk::Disk;
use crate::replica::Replica;

/// When what was planned for nothing is planned again, in milliseconds, unless something is heard before.
const FRUITLESS: u64 = 500;

/// How far planning has come: a plan that achieves something changes some of it.
#[derive(PartialEq, Eq)]
pub(super) struct Progress {
    rev: Rev,
    effects: usize,
    sets: [usize; 9],
}

impl Work {
    fn sizes(&self) -> [usize; 9] {
        let sets = [&self.changed_paths, &self.gone_here, &self.gone_there, &self.idle, &self.later];
        let [changed, here, there, idle, later] = sets.map(BTreeSet::len);
        let (rules, flights) = (self.incoming_rules.len(), self.flights.len());
        [changed, here, there, idle, later, rules, flights, self.failed.len(), self.waits.len()]
    }
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    pub(super) fn progress(&self) -> Progress {
        Progress { rev: self.store.rev(), effects: self.effects.len(), sets: self.work.sizes() }
    }

    /// Whatever was planned, to plan it again now would come to the same if it has changed nothing.
    pub(super) fn pause_if_fruitless(&mut self, before: &Progress) {
        if self.work.changed && self.progress() == *before {
            self.work.changed = false;
            self.work.wake_by(self.now.ticks + FRUITLESS);
        }
    }

    /// Leaves out the steps of paths that must not be planned now: the plan brings rows along that wait, or failed. What
    /// would be made in a directory that is not made now waits with it.
    pub(super) fn possible_now(&mut self, steps: Vec<Step>) -> StoreResult<Vec<Step>> {
        let mut possible = Vec::with_capacity(steps.len());
        let mut not_made: HashSet<RelPath> = HashSet::new();
        for step in steps {
            let path = step.path();
            let is_free = !self.work.has_failed(path) && self.work.is_free(path, self.now.ticks);
            if is_free && (not_made.is_empty() || !path.ancestors().any(|dir| not_made.contains(&dir))) {
                possible.push(step);
            } else if self.makes_directory(&step)? {
                not_made.insert(path.clone());
            }
        }
        Ok(possible)
    }

    /// Whether a step makes a directory, here or at the hub, that is not under way to it already: offers keep their order.
    fn makes_directory(&self, step: &Step) -> StoreResult<bool> {
        Ok(match step {
            Step::Pull { expected, told, .. } => told.entry.is_directory() && !expected.is_directory(),
            Step::Push { path, entry, .. } if entry.is_directory() => {
                let is_offered = matches!(self.work.flights.get(path), Some(Flight::Offered(_)));
                !is_offered && !self.row(path)?.remote.entry.is_directory()
            }
            _ => false,
        })
    }
}
