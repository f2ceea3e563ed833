//! Retention: removes old versions once a day of hub time, in slices so short that they delay nobody.
//!
//! A run goes through the folders. It removes the versions that `core::retention` no longer keeps, then those above a
//! folder's size cap; then it frees content that nothing refers to, and removes what crashes left. The progress of a
//! run is only in memory: after a restart the next run finds what is left. The clock that decides what is old advances
//! by at most a day per run, so a hub whose clock is set ahead by years loses no more than it would have lost by
//! tomorrow.

use std::sync::Arc;

use syncit_core::message::{Answer, FolderStore, Refusal, RefusalCode};
use syncit_core::relay_store::{FolderSums, RelayStore, StoreResult};
use syncit_core::retention::{Past, Retention, capped, expired, over_cap};
use syncit_core::{FolderId, MachineId, RelPath, Timestamp};

use crate::access::rules::Act;
use crate::after::After;
use crate::past::memory::{Run, Stage};
use crate::refusal::Asked;
use crate::turn::Turn;

/// The setting that keeps when the last run was and what its clock showed, both in nanoseconds.
const LAST_RUN: &str = "retention-run";
/// A day in milliseconds.
const DAY: i64 = 24 * 3_600_000;
/// The limit of one slice: paths that it checks, or entries, contents and chunks that it removes.
const SLICE: usize = 512;
/// How many of the 256 parts of the chunk directory one slice sweeps.
const SHELVES: u8 = 16;

impl<S: RelayStore> Turn<'_, S> {
    /// Does the next slice of a run, or begins a run if the last one was a day ago.
    pub fn tidy(&mut self) -> StoreResult<()> {
        if !self.is_writable() {
            return Ok(());
        }
        let run = match self.memory.run.take() {
            Some(run) => run,
            None => match self.begin_run()? {
                Some(run) => run,
                None => return Ok(()),
            },
        };
        self.memory.run = self.slice(run)?;
        Ok(())
    }

    fn begin_run(&mut self) -> StoreResult<Option<Run>> {
        let clock = match last_run(self.store)? {
            None => self.now,
            // A clock that was set back also starts a run, as otherwise nothing would ever be removed.
            Some((ran, _)) if (0..DAY).contains(&self.now.millis_since(ran)) => return Ok(None),
            Some((_, clock)) => self.now.min(clock.plus_millis(DAY)).max(clock),
        };
        self.store.set_setting(LAST_RUN, Some(&format!("{} {}", self.now.0, clock.0)))?;
        self.store.begin_round()?;
        let folders = self.memory.folders.iter().map(|folder| folder.id).collect();
        let stage = Stage::Expire(None, Arc::default());
        Ok(Some(Run { clock, folders: Arc::new(folders), stage }))
    }

    /// Returns the time by which retention decides: nothing that is younger than it allows was ever removed.
    pub fn retention_clock(&self) -> StoreResult<Timestamp> {
        Ok(last_run(self.store)?.map_or(self.now, |(_, clock)| clock))
    }

    fn slice(&mut self, mut run: Run) -> StoreResult<Option<Run>> {
        run.stage = match (run.folders.last().copied(), run.stage) {
            (Some(folder), Stage::Expire(after, past)) => self.expire(folder, run.clock, after, past)?,
            (None, Stage::Expire(..) | Stage::Cap(..)) => Stage::Free,
            (Some(folder), Stage::Cap(seqs, taken)) => {
                let end = (taken + SLICE).min(seqs.len());
                self.store.drop_entries(folder, &seqs[taken..end])?;
                if end < seqs.len() {
                    Stage::Cap(seqs, end)
                } else {
                    Arc::make_mut(&mut run.folders).pop();
                    Stage::Expire(None, Arc::default())
                }
            }
            (_, Stage::Free) => {
                if self.store.collect(SLICE)? {
                    Stage::Free
                } else {
                    Stage::Sweep(0)
                }
            }
            (_, Stage::Sweep(first)) => {
                let last = first.saturating_add(SHELVES - 1);
                (first..=last).try_for_each(|shelf| self.store.sweep(shelf))?;
                match last.checked_add(1) {
                    Some(next) => Stage::Sweep(next),
                    None => return Ok(None),
                }
            }
        };
        Ok(Some(run))
    }

    fn expire(
        &mut self,
        folder: FolderId,
        clock: Timestamp,
        after: Option<RelPath>,
        mut past: Arc<Vec<Past>>,
    ) -> StoreResult<Stage> {
        let keep = self.retention(folder)?;
        let page = self.store.past(folder, after.as_ref(), SLICE)?;
        let is_over = |sum| keep.max_bytes.is_some_and(|max| sum > max);
        let is_over = is_over(self.store.folder_sums(folder)?.past_bytes);
        let mut gone = Vec::new();
        for (_, mut versions) in page.paths {
            let of_path = expired(&versions, clock, &keep);
            versions.retain(|version| !of_path.contains(&version.seq));
            if is_over {
                Arc::make_mut(&mut past).extend(capped(&versions, clock, &keep));
            }
            gone.extend(of_path);
        }
        if !gone.is_empty() {
            self.store.drop_entries(folder, &gone)?;
        }
        Ok(match page.last {
            Some(last) => Stage::Expire(Some(last), past),
            None => {
                let total = self.store.folder_sums(folder)?.past_bytes;
                Stage::Cap(Arc::new(over_cap(past.to_vec(), total, &keep)), 0)
            }
        })
    }

    /// Returns for how long a folder's past is kept.
    pub fn retention(&self, folder: FolderId) -> StoreResult<Retention> {
        let text = self.store.setting(&setting_of(folder))?;
        Ok(text.and_then(|text| text.parse().ok()).unwrap_or_default())
    }

    /// Answers `Ask::Retention`.
    pub fn answer_retention(&self, machine: MachineId, folder: FolderId) -> Asked<(Answer, After)> {
        self.allow(machine, Act::History, folder)?;
        Ok((Answer::Retention { retention: self.retention(folder)? }, After::Nothing))
    }

    /// Answers `Ask::SetRetention`.
    pub fn set_retention(&mut self, machine: MachineId, folder: FolderId, keep: &Retention) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::Own)?;
        self.allow(machine, Act::Offer, folder)?;
        keep.check().map_err(|why| Refusal::new(RefusalCode::BadRequest, why))?;
        self.store.set_setting(&setting_of(folder), Some(&keep.to_string()))?;
        Ok((Answer::Done, After::Nothing))
    }

    /// Answers `Ask::Store`.
    pub fn answer_store(&self, machine: MachineId) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::ListFolders)?;
        let mut folders = Vec::new();
        for folder in self.readable(machine)? {
            folders.push(FolderStore { folder, sums: self.store.folder_sums(folder)? });
        }
        Ok((Answer::Store { folders }, After::Nothing))
    }

    /// Answers `Ask::StoreTotals`.
    pub fn answer_totals(&self, machine: MachineId) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::Own)?;
        let mut sums = FolderSums::default();
        for folder in self.memory.folders.iter() {
            sums += self.store.folder_sums(folder.id)?;
        }
        let stored_bytes = self.store.store_totals()?.stored_bytes;
        let (free, damage) = (self.memory.free, self.store.damage()?);
        let undeliverable = self.quarantined()?;
        Ok((Answer::StoreTotals { stored_bytes, sums, free, damage, undeliverable }, After::Nothing))
    }
}

/// Returns when the last run was and what its clock showed, in journal time.
pub(crate) fn last_run(store: &impl RelayStore) -> StoreResult<Option<(Timestamp, Timestamp)>> {
    let text = store.setting(LAST_RUN)?;
    let parse = |text: String| {
        let (ran, clock) = text.split_once(' ')?;
        Some((Timestamp(ran.parse().ok()?), Timestamp(clock.parse().ok()?)))
    };
    Ok(text.and_then(parse))
}

/// Returns the name of the setting with a folder's retention.
pub(crate) fn setting_of(folder: FolderId) -> String {
    format!("retention/{folder}")
}
