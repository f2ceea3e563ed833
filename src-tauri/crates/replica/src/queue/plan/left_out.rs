//! What this machine's sync mode leaves out: changes by others that a sending machine does not apply, and own changes that
//! a receiving machine, or one that may only read, does not send.
//!
//! The set follows from the rows alone, by `plan::left_out`, and is kept so that a sum need not go through all of them. A
//! row that is written is judged by itself; the contents of a directory can keep it, too, which is noted when it is
//! planned.

use std::ops::Bound;

use syncit_core::RelPath;
use syncit_core::plan::{self, LeftOut};
use syncit_core::replica_store::{Base, ReplicaStore, Row, StoreResult};

use crate::disk::Disk;
use crate::replica::{Difference, Replica};

/// Rows that are judged at a time.
const PAGE: usize = 1_024;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Returns how many changes by others are not applied here, and how many own ones are not sent.
    pub(crate) fn left_out(&self) -> (u64, u64) {
        let left_out = &self.work.left_out;
        (left_out.paths.len() as u64 - left_out.not_sent, left_out.not_sent)
    }

    pub(crate) fn is_left_out(&self, path: &RelPath) -> bool {
        self.work.left_out.paths.contains_key(path)
    }

    /// Returns the paths that are left out, those after `after` in path order, at most `limit`.
    ///
    /// # Errors
    /// Those of the store.
    pub fn differences(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Difference>> {
        let mut from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut differences = Vec::new();
        while differences.len() < limit {
            let left = limit - differences.len();
            let noted = self.work.left_out.paths.range::<RelPath, _>((from, Bound::Unbounded));
            let paths: Vec<&RelPath> = noted.map(|(path, _)| path).take(left.min(PAGE)).collect();
            let Some(last) = paths.last() else { break };
            from = Bound::Excluded(last);
            let rows = paths.iter().map(|path| self.row(path)).collect::<StoreResult<Vec<Row>>>()?;
            // The surroundings of a path may have changed since it was noted.
            let mut reasons = self.left_out_rows(&rows)?.into_iter().peekable();
            differences.extend(rows.into_iter().filter_map(|row| {
                let (_, why) = reasons.next_if(|(path, _)| *path == row.path)?;
                Some(Difference { row, why })
            }));
        }
        Ok(differences)
    }

    /// Ends these differences in favour of the side that the sync mode trusts: the state that is to be replaced counts as
    /// agreed on, so the other one is a change of it.
    pub(crate) fn settle_differences(&mut self) -> StoreResult<()> {
        let mut after = None;
        loop {
            let page = self.differences(after.as_ref(), PAGE)?;
            let is_last = page.len() < PAGE;
            after = page.last().map(|difference| difference.row.path.clone());
            for Difference { mut row, why } in page {
                let Some(here) = row.local.entry().cloned() else { continue };
                match why {
                    LeftOut::NotApplied => {
                        row.base = Base { entry: row.remote.entry.clone(), seq: row.remote.seq };
                        row.privacy.agreed = row.remote_privacy();
                    }
                    LeftOut::NotSent => {
                        row.base.entry = here;
                        row.privacy.agreed = row.privacy.here;
                    }
                }
                self.put(row)?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    fn left_out_rows(&self, rows: &[Row]) -> StoreResult<Vec<(RelPath, LeftOut)>> {
        if self.is_cut_off() {
            let reasons = rows.iter().filter_map(|row| Some((row.path.clone(), plan::left_out_entirely(row)?)));
            return Ok(reasons.collect());
        }
        self.with_surroundings(|around| plan::left_out(rows, around))
    }

    /// Notes whether a written row is left out, as far as it can be judged by itself.
    pub(super) fn note_left_out_alone(&mut self, row: &Row) {
        let why =
            if self.is_cut_off() { plan::left_out_entirely(row) } else { plan::left_out_alone(row, self.sync_mode()) };
        self.work.left_out.set(&row.path, why);
    }

    /// Notes which of these rows are left out, considering what is above and below them.
    pub(super) fn note_left_out(&mut self, rows: &[Row]) -> StoreResult<()> {
        let mut reasons = self.left_out_rows(rows)?.into_iter().peekable();
        for row in rows {
            let why = reasons.next_if(|(path, _)| *path == row.path).map(|(_, why)| why);
            self.work.left_out.set(&row.path, why);
        }
        Ok(())
    }
}
