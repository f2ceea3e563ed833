//! What each machine lacks of each folder, so that people can see whether their other machines are up to date.
//!
//! A replica reports what it has taken and not put in place; what the journal has got since is counted when somebody asks.
//! The last report is stored, so that a machine that is away is judged by it.

use std::collections::BTreeMap;
use std::sync::Arc;

use syncit_core::backlog::{Backlog, FolderBacklog, NewsOfOthers, Report};
use syncit_core::message::MAX_ITEMS;
use syncit_core::relay_store::{Access, RelayStore, StoreResult};
use syncit_core::{FolderId, MachineId, Timestamp};

use crate::memory::{Memory, Reports};
use crate::step::SessionId;
use crate::turn::Turn;

/// Newer heads that are counted for one machine and folder…
const COUNTED: usize = 1_000;
/// …and in one answer. Beyond that, an answer says only that something is missing, so that nobody can keep the hub busy.
const COUNTED_IN_ALL: usize = 5_000;

fn key(machine: MachineId, folder: FolderId) -> String {
    format!("backlog:{folder}:{machine}")
}

/// Loads the last reports at the start.
pub(crate) fn load(store: &impl RelayStore, memory: &mut Memory) -> StoreResult<()> {
    let mut reports = Reports::new();
    for machine in memory.machines.iter() {
        for folder in memory.folders.iter() {
            let text = store.setting(&key(machine.id, folder.id))?;
            let report = text.and_then(|text| serde_json::from_str(&text).ok());
            reports.extend(report.map(|report| ((machine.id, folder.id), report)));
        }
    }
    memory.reports = Arc::new(reports);
    Ok(())
}

impl<S: RelayStore> Turn<'_, S> {
    /// Takes a machine's report about a folder that it has attached.
    pub fn take_backlog(&mut self, session: SessionId, folder: FolderId, backlog: Backlog) -> StoreResult<()> {
        let Some(known) = self.memory.sessions.get(&session) else { return Ok(()) };
        let Some(attached) = known.attached.get(&folder) else { return Ok(()) };
        let (machine, replica) = (known.machine, attached.replica);
        // Nobody has taken what the journal does not have yet.
        let upto = backlog.upto.min(self.store.latest(folder)?);
        let backlog = Backlog { upto, ..backlog };
        let before = self.memory.reports.get(&(machine, folder)).filter(|report| report.replica == replica).copied();
        if before.is_some_and(|before| before.backlog == backlog) {
            return Ok(());
        }
        let judge = |report: &Report| {
            let news = self.store.news_of_others(folder, report.backlog.upto, machine, 1)?;
            Ok(self.up_to_date_at(report, &news))
        };
        let mut report = Report { replica, backlog, up_to_date_at: before.as_ref().map(judge).transpose()?.flatten() };
        report.up_to_date_at = judge(&report)?;
        if self.is_writable() {
            let text = serde_json::to_string(&report).expect("numbers become JSON");
            self.store.set_setting(&key(machine, folder), Some(&text))?;
        }
        Arc::make_mut(&mut self.memory.reports).insert((machine, folder), report);
        Ok(())
    }

    /// Forgets the reports about what machines or folders that are gone had.
    pub fn forget_backlogs(&mut self, of: impl Fn(MachineId, FolderId) -> bool) -> StoreResult<()> {
        let gone: Vec<_> =
            self.memory.reports.keys().copied().filter(|(machine, folder)| of(*machine, *folder)).collect();
        for (machine, folder) in gone {
            self.store.set_setting(&key(machine, folder), None)?;
            Arc::make_mut(&mut self.memory.reports).remove(&(machine, folder));
        }
        Ok(())
    }

    /// Returns what each machine lacks of the folders that it keeps and that `asking` may read, as far as it is known.
    pub fn backlogs(&self, asking: MachineId) -> StoreResult<BTreeMap<MachineId, Vec<FolderBacklog>>> {
        let mut found = BTreeMap::<_, Vec<_>>::new();
        let (mut lines, mut left) = (MAX_ITEMS, COUNTED_IN_ALL);
        for folder in self.memory.folders.iter().map(|folder| folder.id) {
            if self.access(asking, folder)? < Access::Read {
                continue;
            }
            for machine in self.memory.machines.iter().map(|machine| machine.id) {
                let Some(replica) = self.store.replica(machine, folder)?.filter(|_| lines > 0) else { continue };
                // What it may not have, it does not lack.
                if self.access(machine, folder)? < Access::Read {
                    continue;
                }
                lines -= 1;
                let report = self.memory.reports.get(&(machine, folder)).filter(|report| report.replica == replica);
                let line = self.backlog_of(machine, folder, report, left.min(COUNTED))?;
                left = left.saturating_sub(line.items.map_or(0, |items| items.min(COUNTED as u64) as usize)).max(1);
                found.entry(machine).or_default().push(line);
            }
        }
        Ok(found)
    }

    /// Returns what a machine lacks of a folder, counting at most `limit` newer heads.
    fn backlog_of(
        &self,
        machine: MachineId,
        folder: FolderId,
        report: Option<&Report>,
        limit: usize,
    ) -> StoreResult<FolderBacklog> {
        let unknown = FolderBacklog { folder, items: None, bytes: None, up_to_date_at: None, is_more: false };
        let Some(report) = report else { return Ok(unknown) };
        // What it wrote itself it does not lack, whether it knows its place in the journal or not.
        let news = self.store.news_of_others(folder, report.backlog.upto, machine, limit)?;
        Ok(FolderBacklog {
            items: Some(report.backlog.items.saturating_add(news.items)),
            bytes: Some(report.backlog.bytes.saturating_add(news.bytes)),
            up_to_date_at: self.up_to_date_at(report, &news),
            is_more: news.is_more,
            ..unknown
        })
    }

    /// Returns when a machine was last up to date, judged now by the news of others since its report. If it lacked nothing of
    /// what it knew, it was until the first of them.
    fn up_to_date_at(&self, report: &Report, news: &NewsOfOthers) -> Option<Timestamp> {
        if report.backlog.items > 0 { report.up_to_date_at } else { Some(news.since.unwrap_or(self.now)) }
    }
}
