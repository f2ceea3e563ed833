//! Repair of damaged content: what is no longer intact, which entries need it, and which machines are asked for it.
//!
//! The store knows what is damaged. Which entries need it is found outside the relay's loop and remembered only while
//! the relay runs. Machines with the folder attached are sent its newest entries that lack content, and a machine
//! that has the content offers the same state again. None of this is stored: it is sent again at each connection, and
//! from time to time.

pub(crate) mod memory;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use syncit_core::damage::{Kept, Lack, Lacking, LackingEntry};
use syncit_core::message::{Answer, MAX_ITEMS, MAX_LACKING, ToClient};
use syncit_core::relay_store::{Access, PathAt, RelayStore, StoreResult};
use syncit_core::{FolderId, MachineId, Seq};

use crate::access::rules::Act;
use crate::after::After;
use crate::reasons::Breach;
use crate::refusal::{Asked, breach};
use crate::step::{Effect, SessionId};
use crate::turn::Turn;

use memory::Lacks;

/// Entries that one tick checks for being whole again.
const LOOKED_AT: usize = 256;
/// After this many milliseconds everybody is notified again: a file that was busy may be idle by then.
const REPORT_AGAIN: i64 = 10 * 60_000;

impl<S: RelayStore> Turn<'_, S> {
    /// Answers `Ask::Quarantine`.
    pub fn quarantine(&mut self, machine: MachineId, kept: &[Kept]) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::Own)?;
        if kept.len() > MAX_ITEMS {
            return Err(breach(Breach::Quarantine).into());
        }
        let mut damaged = 0;
        for kept in kept {
            damaged += u64::from(self.store.quarantine(kept)?);
        }
        Ok((Answer::Quarantined { damaged }, After::Nothing))
    }

    /// Answers `Ask::Lacking`.
    pub fn list_lacking(&self, machine: MachineId) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::Own)?;
        let mut asked = BTreeMap::new();
        let mut entries = Vec::new();
        for entry in self.memory.lacks.entries.values() {
            let is_asked = match asked.get(&entry.folder) {
                Some(is_asked) => *is_asked,
                None => {
                    let is_asked = !self.who_may_have(entry.folder)?.is_empty();
                    asked.insert(entry.folder, is_asked);
                    is_asked
                }
            };
            entries.push(Lack { is_asked: is_asked && entry.is_current, entry: entry.clone() });
        }
        entries.sort_by_key(|lack| !lack.entry.is_current);
        let damage = self.store.damage()?;
        Ok((Answer::Lacking { entries, is_more: self.memory.lacks.is_more, damage }, After::Nothing))
    }

    /// Handles `Event::Lacking`.
    pub fn set_lacking(&mut self, found: &Lacking) {
        let entries = found.entries.iter().map(|entry| ((entry.folder, entry.seq), entry.clone()));
        self.memory.lacks = Lacks {
            entries: Arc::new(entries.collect()),
            is_more: found.is_more,
            is_sought: true,
            behind: None,
            damage: (None, None),
            reported_at: Some(self.now),
            is_unreported: true,
        };
        self.report_lacking_again();
        self.effects.push(Effect::LackingChanged);
    }

    /// Requests a new search for lacking entries: the entries just added may need damaged content.
    pub fn request_search(&mut self) {
        self.memory.lacks.is_sought = false;
    }

    /// Notes that a machine attached a folder and so must learn what is lacking: it may have the content.
    pub fn note_newcomer(&mut self) {
        self.memory.lacks.is_unreported = true;
    }

    fn report_lacking_again(&mut self) {
        self.memory.lacks.is_unreported = true;
        for known in self.memory.sessions.values_mut() {
            known.attached.values_mut().for_each(|attached| attached.lacking = Some(Seq(0)));
        }
    }

    /// Returns the sessions that have the folder attached and may write to it.
    fn who_may_have(&self, folder: FolderId) -> StoreResult<Vec<SessionId>> {
        let mut sessions = Vec::new();
        for (session, known) in &self.memory.sessions {
            if known.attached.contains_key(&folder) && self.access(known.machine, folder)? == Access::Write {
                sessions.push(*session);
            }
        }
        Ok(sessions)
    }

    /// Checks whether damaged content is whole again, and starts a search if it is unknown which entries need it.
    pub fn tick_lacking(&mut self) -> StoreResult<()> {
        if self.store.damage()? > 0 && !self.memory.lacks.is_sought {
            self.memory.lacks.is_sought = true;
            self.effects.push(Effect::FindLacking);
        }
        if self.memory.lacks.entries.is_empty() {
            return Ok(());
        }
        let reported_at = self.memory.lacks.reported_at;
        if reported_at.is_none_or(|at| !(0..REPORT_AGAIN).contains(&self.now.millis_since(at))) {
            self.memory.lacks.reported_at = Some(self.now);
            self.report_lacking_again();
        }
        self.check_whole()
    }

    fn check_whole(&mut self) -> StoreResult<()> {
        let known = self.memory.lacks.entries.clone();
        let behind = self.memory.lacks.behind;
        if behind.is_none() {
            self.memory.lacks.damage.1 = Some(self.store.damage()?);
        }
        let may_be_whole = self.memory.lacks.damage.0 != self.memory.lacks.damage.1;
        let rest = known.iter().filter(|(at, _)| behind.is_none_or(|behind| **at > behind));
        let mut whole: BTreeMap<FolderId, Vec<PathAt>> = BTreeMap::new();
        let mut looked_at = 0;
        for (at, entry) in rest.take(LOOKED_AT) {
            looked_at += 1;
            self.memory.lacks.behind = Some(*at);
            let is_there = self.store.entry_at(entry.folder, &entry.path, entry.seq)?.is_some();
            if is_there && !(may_be_whole && self.store.is_whole(&entry.content)?) {
                let head = self.store.head(entry.folder, &entry.path)?;
                self.note_current(*at, entry, head.is_some_and(|head| head.seq == entry.seq));
                continue;
            }
            Arc::make_mut(&mut self.memory.lacks.entries).remove(at);
            if is_there && entry.is_current {
                whole.entry(entry.folder).or_default().push(PathAt { path: entry.path.clone(), seq: entry.seq });
            }
        }
        if looked_at < LOOKED_AT {
            self.memory.lacks.behind = None;
            self.memory.lacks.damage.0 = self.memory.lacks.damage.1;
        }
        if self.memory.lacks.entries.len() < known.len() {
            self.effects.push(Effect::LackingChanged);
        }
        // There may be more such entries than were reported.
        let is_over = !whole.is_empty() && !self.memory.lacks.entries.values().any(|entry| entry.is_current);
        if is_over && std::mem::take(&mut self.memory.lacks.is_more) {
            self.memory.lacks.is_sought = false;
        }
        for (folder, items) in whole {
            let sessions = self.memory.sessions.iter().filter(|(_, known)| known.attached.contains_key(&folder));
            for session in sessions.map(|(session, _)| *session).collect::<Vec<_>>() {
                self.send(session, ToClient::Whole { folder, items: items.clone() });
            }
        }
        Ok(())
    }

    /// Updates whether an entry is its path's newest one.
    fn note_current(&mut self, at: (FolderId, Seq), entry: &LackingEntry, is_current: bool) {
        if entry.is_current != is_current
            && let Some(entry) = Arc::make_mut(&mut self.memory.lacks.entries).get_mut(&at)
        {
            entry.is_current = is_current;
            self.effects.push(Effect::LackingChanged);
        }
    }

    /// Reports the lacking entries to the sessions that may have the content, one page per step.
    pub fn report_lacking(&mut self) -> StoreResult<()> {
        if !std::mem::take(&mut self.memory.lacks.is_unreported) || self.memory.lacks.entries.is_empty() {
            return Ok(());
        }
        let lacking = self.memory.lacks.entries.clone();
        let folders: BTreeSet<FolderId> = lacking.keys().map(|(folder, _)| *folder).collect();
        for folder in folders {
            for session in self.who_may_have(folder)? {
                let attached = self.memory.sessions.get_mut(&session).and_then(|known| known.attached.get_mut(&folder));
                let Some(attached) = attached else { continue };
                let Some(after) = attached.lacking else { continue };
                let of_folder = lacking.range((folder, Seq(after.0 + 1))..=(folder, Seq(u64::MAX)));
                let page = of_folder.filter(|(_, entry)| entry.is_current).take(MAX_LACKING);
                let items: Vec<PathAt> =
                    page.map(|(_, entry)| PathAt { path: entry.path.clone(), seq: entry.seq }).collect();
                attached.lacking = items.last().filter(|_| items.len() == MAX_LACKING).map(|last| last.seq);
                self.memory.lacks.is_unreported |= attached.lacking.is_some();
                if !items.is_empty() {
                    self.send(session, ToClient::Lacking { folder, items });
                }
            }
        }
        Ok(())
    }
}
