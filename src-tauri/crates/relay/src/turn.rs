//! One attempt at a step: the store, the memory, the space available, and the effects so far. It knows who has access to
//! what; the rooms above carry out the requests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use syncit_core::message::{Refusal, RefusalCode, ToClient};
use syncit_core::relay_store::{Access, Machine, RelayStore, StoreResult};
use syncit_core::{FolderId, MachineId, Timestamp};

use crate::access::rules::{Act, Who, check_access};
use crate::config::RelayConfig;
use crate::hub_time::convert_to_hub_time;
use crate::memory::Memory;
use crate::reasons::Denied;
use crate::refusal::{Halt, no_such_folder, not_paired};
use crate::step::{Effect, SessionId};

/// What the disk has space for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Room {
    /// Nothing is written at all.
    Nothing,
    /// Entries, but no content.
    Entries,
    /// Everything.
    Ample,
}

/// One attempt at a step.
pub(crate) struct Turn<'a, S: RelayStore> {
    pub store: &'a mut S,
    pub config: &'a mut RelayConfig,
    pub memory: &'a mut Memory,
    /// The journal time.
    pub now: Timestamp,
    pub room: Room,
    pub effects: Vec<Effect>,
    /// The sessions that added to the journal of each folder.
    pub authors: BTreeMap<FolderId, BTreeSet<SessionId>>,
    /// True if folders, machines or access changed.
    pub arranged: bool,
    /// The folders whose holds changed.
    pub holds_to_report: BTreeSet<FolderId>,
}

impl<S: RelayStore> Turn<'_, S> {
    /// Sends a message to a machine.
    pub fn send(&mut self, session: SessionId, mut message: ToClient) {
        convert_to_hub_time(&self.memory.course, &mut message);
        shorten(&mut message);
        self.effects.push(Effect::Send { session, message });
    }

    /// Returns what a machine is to the hub.
    pub fn who(&self, machine: MachineId) -> Who {
        match self.memory.machine(machine) {
            None => Who::Unknown,
            Some(machine) if machine.is_hub => Who::Hub,
            Some(_) => Who::Client,
        }
    }

    /// Returns the access of a machine to a folder. The hub's own machine has full access to every folder that exists.
    pub fn access(&self, machine: MachineId, folder: FolderId) -> StoreResult<Access> {
        if self.memory.folder(folder).is_none() {
            return Ok(Access::None);
        }
        match self.who(machine) {
            Who::Unknown => Ok(Access::None),
            Who::Hub => Ok(Access::Write),
            Who::Client => {
                let said = self.store.access(machine, folder)?;
                Ok(said.unwrap_or_else(|| self.usual_access(machine, folder)))
            }
        }
    }

    /// Returns the folders that a machine may read.
    pub fn readable(&self, machine: MachineId) -> StoreResult<Vec<FolderId>> {
        let mut readable = Vec::new();
        for folder in self.memory.folders.iter() {
            if self.access(machine, folder.id)? >= Access::Read {
                readable.push(folder.id);
            }
        }
        Ok(readable)
    }

    /// Checks that a machine may do something with a folder, and returns its access.
    pub fn allow(&self, machine: MachineId, act: Act, folder: FolderId) -> Result<Access, Halt> {
        let access = self.access(machine, folder)?;
        match check_access(self.who(machine), act, access) {
            Ok(()) => Ok(access),
            Err(RefusalCode::NotFound) => Err(no_such_folder().into()),
            // Its name is known to the machine only if it may read the folder.
            Err(code) if access > Access::None => {
                Err(Refusal::new(code, Denied::ReadOnly { folder: self.folder_name(folder) }).into())
            }
            Err(_) => Err(not_paired().into()),
        }
    }

    /// Checks that a machine may do something that concerns no folder.
    pub fn allow_in_general(&self, machine: MachineId, act: Act) -> Result<(), Halt> {
        check_access(self.who(machine), act, Access::None).map_err(|code| Refusal::new(code, Denied::OnlyAtHub).into())
    }

    /// Returns the name of a folder that the asking machine may know of; empty if it is gone.
    pub fn folder_name(&self, folder: FolderId) -> String {
        self.memory.folder(folder).map(|folder| folder.name.to_string()).unwrap_or_default()
    }

    /// Returns true if anything can be written. If not, small updates are skipped and requests are refused.
    pub fn is_writable(&self) -> bool {
        self.room > Room::Nothing
    }

    /// Returns true if there is space for content, and for entries without content: the minimum stays free.
    pub fn has_room(&self) -> bool {
        self.has_room_for(0)
    }

    /// Returns true if this many bytes of content fit and the minimum stays free.
    pub fn has_room_for(&self, bytes: u64) -> bool {
        let fits = |free: u64| free >= self.config.min_free.saturating_add(bytes);
        self.room == Room::Ample && self.memory.free.is_none_or(fits)
    }

    /// Stores a machine, new or changed.
    pub fn put_machine(&mut self, machine: &Machine) -> StoreResult<()> {
        self.store.put_machine(machine)?;
        let machines = Arc::make_mut(&mut self.memory.machines);
        match machines.iter_mut().find(|known| known.id == machine.id) {
            Some(known) => *known = machine.clone(),
            None => machines.push(machine.clone()),
        }
        Ok(())
    }
}

/// Shortens the texts of refusals, because they can contain paths.
fn shorten(message: &mut ToClient) {
    let cut = |refusal: &mut Refusal| *refusal = refusal.clone().shortened();
    match message {
        ToClient::Goodbye(refusal)
        | ToClient::Detached { refusal, .. }
        | ToClient::Answered { answer: Err(refusal), .. } => cut(refusal),
        ToClient::Verdicts { verdicts, .. } => {
            for (_, verdict) in verdicts {
                if let syncit_core::message::Verdict::Refused(refusal) = verdict {
                    cut(refusal);
                }
            }
        }
        _ => {}
    }
}
