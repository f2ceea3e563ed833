//! Keeps planning from going round in circles: a path that waits is not tried just because another one brought it along,
//! and a plan that achieves nothing never asks for another one at once.

use std::collections::{BTreeSet, HashSet};

use syncit_core::plan::Step;
use syncit_core::replica_store::{ReplicaStore, StoreResult};
use syncit_core::{Entry, RelPath, Rev};

use crate::disk::Disk;
use crate::queue::memory::{Flight, Work};
use crate::replica::Replica;

/// When a plan that achieved nothing is repeated, in milliseconds, unless something happens before.
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

    /// Waits if planning changed nothing: planning again now would have the same result.
    pub(super) fn pause_if_fruitless(&mut self, before: &Progress) {
        if self.work.changed && self.progress() == *before {
            self.work.changed = false;
            self.work.wake_by(self.now.ticks + FRUITLESS);
        }
    }

    /// Leaves out the steps of paths that must not be planned now: the plan also returns steps for rows that wait, or
    /// failed. If a directory is not made now, everything that would be made in it waits too.
    pub(super) fn possible_now(&mut self, steps: Vec<Step>) -> StoreResult<Vec<Step>> {
        let mut possible = Vec::with_capacity(steps.len());
        let mut not_made: HashSet<RelPath> = HashSet::new();
        // Directories that stay because something in them cannot be offered as gone yet.
        let mut not_emptied: HashSet<RelPath> = HashSet::new();
        let mut steps = steps.into_iter().peekable();
        while let Some(step) = steps.next() {
            // Either both halves of a move are carried out, or none.
            let other_half = steps.next_if(|next| next.moved_from() == Some(step.path()));
            let is_removal = matches!(step, Step::Push { entry: Entry::Absent, .. });
            let is_early = is_removal
                && (not_emptied.contains(step.path()) || self.work.gone.contains(step.path()) && other_half.is_none());
            let is_possible = !is_early
                && self.is_possible(&step, &not_made)
                && other_half.as_ref().is_none_or(|other| self.is_possible(other, &not_made));
            if is_possible {
                possible.push(step);
                possible.extend(other_half);
            } else if is_removal {
                not_emptied.extend(step.path().ancestors());
            } else if self.makes_directory(&step)? {
                not_made.insert(step.path().clone());
            }
        }
        Ok(possible)
    }

    fn is_possible(&mut self, step: &Step, not_made: &HashSet<RelPath>) -> bool {
        let path = step.path();
        // What is damaged at the hub may exist nowhere else.
        let is_needed = matches!(step, Step::Evict { .. }) && self.lacking.contains_key(path);
        let is_free = !is_needed && !self.work.has_failed(path) && self.work.is_free(path, self.now.ticks);
        is_free && (not_made.is_empty() || !path.ancestors().any(|dir| not_made.contains(&dir)))
    }

    /// Returns true if a step makes a directory, here or at the hub, and no offer of it is open: offers keep their order.
    fn makes_directory(&self, step: &Step) -> StoreResult<bool> {
        Ok(match step {
            Step::Pull { expected, remote, .. } => remote.entry.is_directory() && !expected.is_directory(),
            Step::Push { path, entry, .. } if entry.is_directory() => {
                let is_offered = matches!(self.work.flights.get(path), Some(Flight::Offered(_)));
                !is_offered && !self.row(path)?.remote.entry.is_directory()
            }
            _ => false,
        })
    }
}
