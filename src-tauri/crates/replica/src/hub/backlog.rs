//! Reports to the hub how much of its state is not in place here, for people at other machines.

use syncit_core::backlog::Backlog;
use syncit_core::message::ToHub;
use syncit_core::replica_store::{ReplicaStore, Row, StoreResult, Totals};

use crate::disk::Disk;
use crate::hub::memory::taken;
use crate::replica::Replica;

/// What is new for a moment only, as most changes are, is not reported, in milliseconds.
const DELAY: u64 = 300;
/// The least time between two reports, in milliseconds.
const PACE: u64 = 1_000;
/// Limit of pending rows that are looked at; the rest is estimated by their average.
const ROWS: usize = 1_024;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Sends a report if there is news of what is not in place, at most once a second.
    pub(crate) fn report_backlog(&mut self) -> StoreResult<()> {
        // Under a root that is not confirmed, the rows do not say what is on the disk.
        if !self.hub.backlog.wanted || !self.hub.is_attached() || !self.root.may_be_touched() {
            self.hub.backlog.due = None;
            return Ok(());
        }
        let (now, totals) = (self.now.ticks, self.store.totals()?);
        let mark = (taken(&self.link).0, totals.pending);
        let reports = &mut self.hub.backlog;
        if reports.due.is_none() && reports.mark != Some(mark) {
            let paced = reports.sent.map_or(0, |(_, at)| at + PACE);
            reports.due = Some(paced.max(now + DELAY));
        }
        if reports.due.is_none_or(|due| due > now) {
            return Ok(());
        }
        let backlog = self.backlog(&totals)?;
        let is_new = self.hub.backlog.sent.is_none_or(|(sent, _)| sent != backlog);
        // While large files come, the number of bytes changes and nothing else does.
        let is_fetching = self.transfers().iter().any(|transfer| !transfer.to_hub);
        let reports = &mut self.hub.backlog;
        (reports.mark, reports.due) = (Some(mark), is_fetching.then_some(now + PACE));
        if is_new {
            reports.sent = Some((backlog, now));
            self.send(ToHub::Backlog { folder: self.link.folder, backlog });
        }
        Ok(())
    }

    /// Returns what is not in place of what the hub has sent.
    fn backlog(&self, totals: &Totals) -> StoreResult<Backlog> {
        let upto = taken(&self.link);
        let rows = self.store.pending(None, ROWS)?;
        let lacks = |row: &&Row| row.remote.entry != row.base.entry && !row.agrees() && !self.is_left_out(&row.path);
        let sizes: Vec<u64> = rows.iter().filter(lacks).map(|row| row.remote.entry.size()).collect();
        let bytes = sizes.iter().fold(0_u64, |sum, size| sum.saturating_add(*size));
        let (items, bytes) = match rows.len() < ROWS {
            true => (sizes.len() as u64, bytes),
            // At least one: nobody has looked whether the others are in place.
            false => (scaled(sizes.len() as u64, totals.pending).max(1), scaled(bytes, totals.pending)),
        };
        let fetched = self.transfers().iter().filter(|transfer| !transfer.to_hub).map(|transfer| transfer.done).sum();
        Ok(Backlog { upto, items, bytes: bytes.saturating_sub(fetched) })
    }
}

/// Returns what a sum over `ROWS` rows would be over `all`.
fn scaled(sum: u64, all: u64) -> u64 {
    let scaled = u128::from(sum) * u128::from(all.max(ROWS as u64)) / ROWS as u128;
    u64::try_from(scaled).unwrap_or(u64::MAX)
}
