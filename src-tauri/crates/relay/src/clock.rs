//! The hub's clock: entries are dated by journal time, and people see hub time.
//!
//! `core::hub_clock` decides which readings are believed. Here, each step begins with a reading; if a leap is believed, the dates
//! of the entries since then are corrected; and every time that leaves the relay is converted to hub time. Until the clock is
//! first set back, both times are the same.

use std::sync::Arc;

use syncit_core::hub_clock::{Adopted, Course, HubClock, Noticed, Read, Reading, WasWrong};
use syncit_core::message::{Answer, HistoryCursor, Refusal, RefusalCode};
use syncit_core::relay_store::{Folder, RelayStore, StoreResult};
use syncit_core::{MachineId, Timestamp};

use crate::access::rules::Act;
use crate::after::After;
use crate::memory::Memory;
use crate::past::retention;
use crate::reasons::NotRestored;
use crate::refusal::Asked;
use crate::turn::Turn;

/// The setting that keeps the course of hub time, as JSON.
const CLOCK: &str = "clock";

/// Loads what earlier runs recorded of the clock.
pub(crate) fn load(store: &impl RelayStore, memory: &mut Memory) -> StoreResult<()> {
    let course: Course = store.setting(CLOCK)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let ran = retention::last_run(store)?.map(|(ran, _)| ran);
    let last = memory.last_at.values().copied().chain(ran).max();
    memory.clock = HubClock::new(last, &course);
    memory.course = Arc::new(course);
    Ok(())
}

impl<S: RelayStore> Turn<'_, S> {
    /// Reads the clock and sets `now` to the journal time of that reading.
    pub fn read_clock(&mut self, reading: Reading) -> StoreResult<()> {
        let mut clock = self.memory.clock.clone();
        match clock.read(reading) {
            // Correcting dates needs disk space. Without it, the leap stays in doubt.
            Read::Adopted(_) if !self.is_writable() => self.memory.clock.pass(reading.ticks),
            read => {
                self.memory.clock = clock;
                match read {
                    Read::On => {}
                    Read::Over(noticed) => self.note_leap(noticed)?,
                    Read::Adopted(adopted) => self.adopt(&adopted)?,
                }
            }
        }
        self.now = self.memory.clock.journal_time();
        Ok(())
    }

    fn note_leap(&mut self, noticed: Noticed) -> StoreResult<()> {
        tracing::warn!(by_ms = noticed.by, outcome = ?noticed.outcome, "the hub's clock leapt");
        Arc::make_mut(&mut self.memory.course).noticed = Some(noticed);
        if !self.is_writable() {
            return Ok(());
        }
        let text = serde_json::to_string(&*self.memory.course).expect("numbers and names become JSON");
        self.store.set_setting(CLOCK, Some(&text))
    }

    fn adopt(&mut self, adopted: &Adopted) -> StoreResult<()> {
        let moved = |at: Timestamp| Timestamp(at.0.saturating_add(adopted.by));
        let folders = self.memory.folders.clone();
        if adopted.by != 0 {
            for folder in folders.iter() {
                self.store.redate(folder.id, adopted.since, adopted.by)?;
                if folder.shared_at >= adopted.since {
                    self.store.put_folder(&Folder { shared_at: moved(folder.shared_at), ..folder.clone() })?;
                }
            }
            let times = self.memory.last_at.values_mut();
            let times = times.chain(Arc::make_mut(&mut self.memory.folders).iter_mut().map(|it| &mut it.shared_at));
            times.filter(|at| **at >= adopted.since).for_each(|at| *at = moved(*at));
        }
        if let Some(leap) = adopted.leap {
            let mut around = (None, None);
            if let Some(contested) = self.memory.course.contested(&leap) {
                for folder in folders.iter() {
                    let (before, after) = self.store.times_around(folder.id, contested)?;
                    around = (around.0.max(before), around.1.into_iter().chain(after).min());
                }
            }
            Arc::make_mut(&mut self.memory.course).adopt(leap, around);
        }
        self.note_leap(adopted.noticed)
    }

    /// Converts a journal time to hub time.
    pub fn hub_time(&self, journal: Timestamp) -> Timestamp {
        self.memory.course.hub_time(journal)
    }

    /// Converts a moment that a person named to journal time, if the hub's clock was right then.
    pub fn journal_time(&self, hub: Timestamp) -> Asked<Timestamp> {
        self.memory.course.journal_time(hub).map_err(|WasWrong { from, until }| {
            Refusal::new(RefusalCode::ClockWasWrong, NotRestored::ClockWasWrong { at: hub, from, until }).into()
        })
    }

    /// Returns the journal time from which nothing is missed that was accepted since a moment that a person named.
    pub fn journal_time_from(&self, hub: Timestamp) -> Timestamp {
        self.memory.course.journal_time_from(hub)
    }

    /// Converts the cursor at which a page of history ended from hub time to journal time.
    pub fn journal_cursor(&self, cursor: HistoryCursor) -> StoreResult<HistoryCursor> {
        if self.memory.course.is_even() {
            return Ok(cursor);
        }
        let entry = self.store.entry_of(cursor.folder, cursor.seq)?;
        let at = entry.map_or_else(|| self.journal_time_from(cursor.at), |entry| entry.at);
        Ok(HistoryCursor { at, ..cursor })
    }

    /// Answers `Ask::Clock`.
    pub fn answer_clock(&self, machine: MachineId) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::Own)?;
        let (doubted, noticed) = (self.memory.clock.doubted(), self.memory.course.noticed);
        Ok((Answer::Clock { now: self.hub_time(self.now), doubted, noticed }, After::Nothing))
    }
}
