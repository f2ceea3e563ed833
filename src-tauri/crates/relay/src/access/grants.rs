//! What is remembered of machines even after they leave: their default access, chosen at the invitation, and the folders
//! that they shared. Also which of them may invite others, until they are forgotten.
//!
//! A machine is its key. A machine that leaves and returns with the same key is the same machine; with a new key it is a
//! new machine, and a person decides about it at the invitation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use syncit_core::message::{Refusal, RefusalCode};
use syncit_core::relay_store::{Access, RelayStore, StoreResult};
use syncit_core::{FolderId, MachineId};

use crate::access::rules::Who;
use crate::memory::Memory;
use crate::reasons::Denied;
use crate::refusal::{Halt, folder_gone};
use crate::turn::Turn;

/// The setting with a machine's default access; not set if that is full access.
const MAY: &str = "may";
/// The setting with the machine that shared a folder; not set if the hub did, or if an earlier version took the share.
const SHARED_BY: &str = "shared-by";
/// The setting of a machine that may invite others.
const MAY_INVITE: &str = "may-invite";

const YES: &str = "yes";

fn key(name: &str, of: impl std::fmt::Display) -> String {
    format!("{name}:{of}")
}

/// Loads the default accesses and sharers at the start.
pub(crate) fn load<S: RelayStore>(store: &S, memory: &mut Memory) -> StoreResult<()> {
    let (mut limits, mut sharers, mut inviters) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
    for machine in memory.machines.iter() {
        // A value that cannot be read allows nothing.
        if store.setting(&key(MAY_INVITE, machine.id))?.as_deref() == Some(YES) {
            inviters.insert(machine.id);
        }
        if let Some(access) = limit_of(store, machine.id)? {
            limits.insert(machine.id, access);
        }
    }
    for folder in memory.folders.iter() {
        let sharer = store.setting(&key(SHARED_BY, folder.id))?.and_then(|text| text.parse().ok());
        sharers.extend(sharer.map(|machine: MachineId| (folder.id, machine)));
    }
    (memory.limits, memory.sharers, memory.inviters) = (Arc::new(limits), Arc::new(sharers), Arc::new(inviters));
    Ok(())
}

fn limit_of<S: RelayStore>(store: &S, machine: MachineId) -> StoreResult<Option<Access>> {
    Ok(match store.setting(&key(MAY, machine))?.as_deref() {
        None => None,
        Some("read") => Some(Access::Read),
        // A value that cannot be read allows nothing.
        Some(_) => Some(Access::None),
    })
}

impl<S: RelayStore> Turn<'_, S> {
    /// Returns the default access of a machine to a folder. It may write to a folder that it shared itself.
    pub fn usual_access(&self, machine: MachineId, folder: FolderId) -> Access {
        match self.memory.sharers.get(&folder) {
            Some(sharer) if *sharer == machine => Access::Write,
            _ => self.memory.limits.get(&machine).copied().unwrap_or_default(),
        }
    }

    /// Sets the default access of a machine that was paired; none keeps it as it was. Access that was reduced for single
    /// folders stays reduced; access that was granted for single folders and exceeds the new default is reduced to it.
    pub fn limit(&mut self, machine: MachineId, may: Option<Access>) -> StoreResult<()> {
        if let Some(may) = may {
            let text = match may {
                Access::None => Some("none"),
                Access::Read => Some("read"),
                Access::Write => None,
            };
            self.store.set_setting(&key(MAY, machine), text)?;
            for folder in self.memory.folders.clone().iter() {
                if self.store.access(machine, folder.id)?.is_some_and(|said| said > may) {
                    self.store.set_access(machine, folder.id, may)?;
                }
                if may == Access::None && self.memory.sharers.get(&folder.id) != Some(&machine) {
                    self.detach_all(Some(machine), folder.id, &folder_gone())?;
                }
            }
        }
        let limit = limit_of(self.store, machine)?;
        let limits = Arc::make_mut(&mut self.memory.limits);
        match limit {
            Some(access) => limits.insert(machine, access),
            None => limits.remove(&machine),
        };
        Ok(())
    }

    /// Sets the access of a machine that another machine's invitation let in: what that says, but never more than the inviting
    /// machine has, by default and to each folder that there is, nor more than the machine itself was left with earlier.
    pub fn limit_as_invited(&mut self, machine: MachineId, may: Option<Access>, by: MachineId) -> StoreResult<()> {
        let earlier = limit_of(self.store, machine)?.unwrap_or_default();
        let most = self.memory.limits.get(&by).copied().unwrap_or_default();
        self.limit(machine, Some(may.unwrap_or_default().min(most).min(earlier)))?;
        for folder in self.memory.folders.clone().iter().map(|folder| folder.id) {
            let most = self.access(by, folder)?;
            let is_own = self.memory.sharers.get(&folder) == Some(&machine);
            if !is_own && self.access(machine, folder)? > most {
                self.store.set_access(machine, folder, most)?;
                if most == Access::None {
                    self.detach_all(Some(machine), folder, &folder_gone())?;
                }
            }
        }
        Ok(())
    }

    /// Sets whether a machine may invite others.
    pub fn set_may_invite(&mut self, machine: MachineId, allowed: bool) -> StoreResult<()> {
        self.store.set_setting(&key(MAY_INVITE, machine), allowed.then_some(YES))?;
        let inviters = Arc::make_mut(&mut self.memory.inviters);
        match allowed {
            true => inviters.insert(machine),
            false => inviters.remove(&machine),
        };
        Ok(())
    }

    /// Checks that a machine may share one more folder.
    pub fn check_quota(&self, machine: MachineId) -> Result<(), Halt> {
        let limit = self.config.folders_per_machine;
        let shared = self.memory.sharers.values().filter(|sharer| **sharer == machine).count();
        if self.who(machine) == Who::Hub || shared < limit as usize {
            return Ok(());
        }
        let hub = self.memory.hub().name.to_string();
        Err(Refusal::new(RefusalCode::NotAllowed, Denied::TooManyFolders { shared, limit, hub }).into())
    }

    /// Records that a machine shared a folder, which counts for its quota.
    pub fn note_sharer(&mut self, machine: MachineId, folder: FolderId) -> StoreResult<()> {
        if self.who(machine) == Who::Hub {
            return Ok(());
        }
        self.store.set_setting(&key(SHARED_BY, folder), Some(&machine.to_string()))?;
        Arc::make_mut(&mut self.memory.sharers).insert(folder, machine);
        Ok(())
    }

    /// Forgets who shared a folder that is no longer shared.
    pub fn forget_sharer(&mut self, folder: FolderId) -> StoreResult<()> {
        Arc::make_mut(&mut self.memory.sharers).remove(&folder);
        self.store.set_setting(&key(SHARED_BY, folder), None)
    }
}
