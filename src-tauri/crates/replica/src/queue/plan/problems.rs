//! Problems: one path failed, with its reason and the next step, and nothing else stops because of it.
//!
//! The reason is stored in the path's row, so that it is known after a restart, and is removed when the row is settled or a
//! scan sees a change there. Memory only holds when to retry. Problems that belong to no row are found again by the scan of
//! each start: names that cannot be synced, ignore rules that do not apply, and what keeps the whole folder waiting.

use syncit_core::entry::Breach;
use syncit_core::replica_store::{Local, ReplicaStore, Row, Standing, StoreResult, Unknown};

use syncit_core::{Reason, RelPath};

use crate::disk::Disk;
use crate::event::Problem;
use crate::paths;
use crate::queue::problems::Origin;
use crate::reasons::Trouble;
use crate::replica::{Replica, may_have_reason};

/// Limit of problems that are shown to people; the total is reported all the same.
const SHOWN: usize = 1_000;
const PAGE: usize = 1_024;

/// Limit of paths with an impossible entry from the hub that are named.
const MAX_INVALID: usize = 1_000;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Gives a path's row the reason why it is not settled. It is written at the end of the step, if it still applies.
    pub(crate) fn report(&mut self, path: &RelPath, reason: Trouble) {
        self.work.reasons.insert(path.clone(), reason.into());
    }

    /// Reports that the hub's entry for a path is one that no disk can hold, until `clear_invalid`.
    pub(crate) fn report_invalid(&mut self, path: &RelPath, why: Breach) {
        if self.hub.invalid.len() >= MAX_INVALID || !self.hub.invalid.insert(path.clone()) {
            return;
        }
        self.work.problems.report_invalid(path, why);
    }

    /// Reports a failure at a path, which then waits for its row to change, or for so many milliseconds.
    pub(crate) fn fail(&mut self, path: &RelPath, reason: impl Into<Reason>, retry_in: Option<u64>) {
        let retry_at = retry_in.map(|milliseconds| self.now.ticks + milliseconds);
        self.failed(path, retry_at, reason.into());
    }

    /// The same for an obstacle that the plan found: the path also waits for what is above or below it.
    pub(crate) fn obstructed(&mut self, path: &RelPath, reason: Reason) {
        self.failed(path, None, reason);
        self.work.obstructed.insert(path.clone());
    }

    fn failed(&mut self, path: &RelPath, retry_at: Option<u64>, reason: Reason) {
        self.work.forget(path);
        self.work.flights.remove(path);
        self.work.obstructed.remove(path);
        self.work.failed.insert(path.clone(), retry_at);
        self.work.reasons.insert(path.clone(), reason);
    }

    /// Writes the reasons that this step found into their rows. This causes no planning.
    pub(crate) fn write_reasons(&mut self) -> StoreResult<()> {
        for (path, reason) in std::mem::take(&mut self.work.reasons) {
            let mut row = self.row(&path)?;
            if row.reason.as_ref() != Some(&reason) && may_have_reason(&row) {
                row.reason = Some(reason);
                self.put_observed(&row)?;
            }
        }
        Ok(())
    }

    /// Retries what failed at a path, because something may have changed there. Its reason stays until it is settled.
    pub(crate) fn retry(&mut self, path: &RelPath) {
        self.work.obstructed.remove(path);
        if self.work.failed.remove(path).is_some() {
            self.work.changed_paths.insert(path.clone());
            self.work.changed = true;
        }
    }

    pub(super) fn retry_due(&mut self) {
        let now = self.now.ticks;
        let due = |retry_at: &Option<u64>| retry_at.is_some_and(|at| at <= now);
        let paths: Vec<RelPath> =
            self.work.failed.iter().filter(|(_, retry_at)| due(retry_at)).map(|(path, _)| path.clone()).collect();
        paths.iter().for_each(|path| self.retry(path));
    }

    /// Hands what failed above or below a changed path, and waits for it, to the next plan.
    pub(super) fn retry_around(&mut self, path: &RelPath) {
        let obstructed = &self.work.obstructed;
        let mut around: Vec<RelPath> = path.ancestors().filter(|dir| obstructed.contains(dir)).collect();
        around.extend(paths::below(obstructed, path));
        around.iter().for_each(|path| self.retry(path));
    }

    /// Retries everything that failed or could not be read: the disk may be another today.
    pub(crate) fn retry_troubled(&mut self) -> StoreResult<()> {
        let mut after = None;
        loop {
            let page = self.store.troubled(after.as_ref(), PAGE)?;
            let is_last = page.len() < PAGE;
            after = page.last().map(|row| row.path.clone());
            for row in page {
                match row.local {
                    // It is not on the disk; only placing it shows whether it can be there.
                    Local::Unknown(Unknown::Unrepresentable) => self.put(Row { local: Local::ABSENT, ..row })?,
                    Local::Unknown(_) => self.look_at(row.path, true),
                    Local::Known { .. } => self.retry(&row.path),
                }
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// Returns how many problems there are.
    pub(crate) fn problem_count(&self, troubled: u64) -> u64 {
        let others = self.work.problems.len() + usize::from(self.hub.refused().is_some());
        troubled + others as u64 + u64::from(self.has_failed())
    }

    /// Returns the problems that are shown to people, by path.
    pub(crate) fn problems(&self) -> StoreResult<Vec<Problem>> {
        let mut problems: Vec<Problem> = self.work.problems.all().map(|(_, problem)| problem.clone()).collect();
        let troubled = if self.store.totals()?.troubled > 0 { self.store.troubled(None, SHOWN)? } else { Vec::new() };
        problems.extend(troubled.into_iter().map(problem_of));
        problems.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(problems)
    }

    /// Returns what keeps a fence waiting and only a person, or time, can clear, as far as it can be listed.
    pub(crate) fn in_the_way(&self) -> StoreResult<Vec<(Option<RelPath>, Reason)>> {
        let others = self.work.problems.all().filter(|(origin, _)| *origin != Origin::Rules);
        let mut all: Vec<_> = others.map(|(_, problem)| (problem.path.clone(), problem.reason.clone())).collect();
        if self.store.totals()?.troubled > 0 {
            let rows = self.store.troubled(None, SHOWN)?.into_iter();
            let troubled = rows.filter(|row| row.standing() == Standing::Troubled).map(problem_of);
            all.extend(troubled.map(|problem| (problem.path, problem.reason)));
        }
        let held = self.work.holds.len();
        if held > 0 {
            all.push((None, Trouble::DeletionsHeld { files: held }.into()));
        }
        let spoilt = self.work.holds.spoilt();
        if spoilt > 0 {
            all.push((None, Trouble::OverwritingHeld { files: spoilt }.into()));
        }
        Ok(all)
    }
}

fn problem_of(row: Row) -> Problem {
    let reason = row.reason.unwrap_or_else(|| Trouble::NotSettled { path: row.path.clone() }.into());
    Problem { path: Some(row.path), reason }
}
