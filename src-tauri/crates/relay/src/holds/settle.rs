//! What people learn of holds, and how they settle them.

use syncit_core::hold::{Harm, Hold, HoldInfo, HoldReport, HoldState};
use syncit_core::message::{Answer, MAX_ITEMS, within_a_block};
use syncit_core::relay_store::{RelayStore, StoreResult};
use syncit_core::{FolderId, MachineId};

use super::memory::PASSES_FOR;
use crate::access::rules::Act;
use crate::after::After;
use crate::reasons::BadAsk;
use crate::refusal::{Asked, not_found};
use crate::turn::Turn;

/// How many paths of a hold are named.
const SAMPLE: usize = 10;

impl<S: RelayStore> Turn<'_, S> {
    /// Notes that a person confirmed deletions on the very machine that is going to offer them.
    pub fn confirm_deletions(&mut self, machine: MachineId, folder: FolderId, files: u64) -> Asked<(Answer, After)> {
        self.allow(machine, Act::Offer, folder)?;
        let watch = &mut self.memory.watch;
        watch.confirmed.insert((folder, machine), (files, watch.second + u64::from(PASSES_FOR)));
        Ok((Answer::Done, After::Nothing))
    }

    /// Ends a settled hold once its machine has learnt that its files come back.
    pub fn hold_taken(&mut self, machine: MachineId, folder: FolderId, hold: u64) -> StoreResult<()> {
        let is_it = |it: &&Hold| it.id == hold && it.folder == folder && it.machine == machine;
        let found = self.memory.watch.holds.iter().find(is_it).cloned();
        let is_it = |hold: &Hold| hold.state == HoldState::Restored && hold.harm == Harm::Deletion;
        match found.filter(|hold| is_it(hold) && self.is_writable()) {
            Some(hold) => self.end_hold(&hold),
            None => Ok(()),
        }
    }

    /// Ends the settled holds of a machine that is forgotten, as nobody waits any more for it to
    /// learn of them.
    pub fn forget_holds_of(&mut self, machine: MachineId) -> StoreResult<()> {
        let of_machine = |hold: &&Hold| hold.machine == machine && hold.state != HoldState::Open;
        let settled: Vec<Hold> = self.memory.watch.holds.iter().filter(of_machine).cloned().collect();
        settled.iter().try_for_each(|hold| self.end_hold(hold))
    }

    /// Returns a folder's holds as they are sent to machines.
    pub fn hold_reports(&self, folder: FolderId) -> StoreResult<Vec<HoldReport>> {
        let reports = self.memory.watch.of(folder).take(MAX_ITEMS).map(|hold| {
            let files = match hold.state {
                HoldState::Open => self.all_held(hold.id)?.iter().filter(|(held, _)| held.is_file).count() as u64,
                HoldState::Deleted | HoldState::Restored => 0,
            };
            Ok(HoldReport { id: hold.id, machine: hold.machine, state: hold.state, files, harm: hold.harm })
        });
        reports.collect()
    }

    /// Answers which holds wait for a person.
    pub fn list_holds(&self, machine: MachineId) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::ListFolders)?;
        let readable = self.readable(machine)?;
        let open = |hold: &&Hold| hold.state == HoldState::Open && readable.contains(&hold.folder);
        let holds: StoreResult<Vec<HoldInfo>> =
            self.memory.watch.holds.iter().filter(open).map(|hold| self.hold_info(hold)).collect();
        let mut holds = holds?;
        holds.truncate(within_a_block(&holds));
        Ok((Answer::Holds { holds }, After::Nothing))
    }

    fn hold_info(&self, hold: &Hold) -> StoreResult<HoldInfo> {
        let mut files = self.all_held(hold.id)?;
        files.retain(|(held, _)| held.is_file);
        let passed = files.iter().filter(|(_, passed)| *passed).count() as u64;
        // In path order, a directory that contains the first and the last path contains all of
        // them.
        let within = files
            .first()
            .zip(files.last())
            .and_then(|((first, _), (last, _))| first.path.ancestors().find(|dir| last.path.is_below(dir)));
        Ok(HoldInfo {
            folder: hold.folder,
            machine: hold.machine,
            began_at: hold.began_at,
            held: files.len() as u64 - passed,
            passed,
            sample: files.iter().take(SAMPLE).map(|(held, _)| held.path.clone()).collect(),
            within,
            subtrees: self.subtrees(hold)?.tops().cloned().collect(),
            harm: hold.harm,
        })
    }

    /// Settles the holds of a folder.
    pub fn release(&mut self, machine: MachineId, folder: FolderId, delete: bool) -> Asked<(Answer, After)> {
        self.allow(machine, Act::Offer, folder)?;
        let is_open = |hold: &&Hold| hold.state == HoldState::Open;
        let open: Vec<Hold> = self.memory.watch.of(folder).filter(is_open).cloned().collect();
        if open.is_empty() {
            return Err(not_found(BadAsk::NothingHeld { folder: self.folder_name(folder) }).into());
        }
        for mut hold in open {
            hold.state = if delete { HoldState::Deleted } else { HoldState::Restored };
            self.store.put_hold(&hold)?;
            let at = self.next_at(folder);
            for (held, passed) in self.all_held(hold.id)? {
                let is_overwriting = hold.harm == Harm::Overwriting;
                match passed && !delete {
                    true if is_overwriting => self.bring_back_whole(machine, &hold, at, &held)?,
                    true => self.bring_back(machine, folder, at, &held.path)?,
                    false => {}
                }
                // Changes that must be undone when they arrive are still to come.
                if passed || (!delete && !is_overwriting) {
                    self.store.remove_held(hold.id, &held.path)?;
                }
            }
            self.memory.watch.open.remove(&hold.id);
            let holds = self.memory.watch.holds.iter().map(|it| if it.id == hold.id { &hold } else { it });
            let holds = holds.cloned().collect();
            self.memory.watch.read(holds);
        }
        self.holds_to_report.insert(folder);
        Ok((Answer::Done, After::Nothing))
    }
}
