//! Which machines may connect: paired ones, and the one that is invited. It decides nothing else about them.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use crossbeam_channel::{Sender, bounded};
use parking_lot::RwLock;
use syncit_core::message::{Refusal, RefusalCode};
use syncit_core::relay_store::{Access, Machine};
use syncit_core::{MachineId, Name};
use syncit_relay::step::{Event, Inviter};
use syncit_ssh::pair::{Admission, Host};
use syncit_ssh::server::{Gate, PairingHost};

use crate::hub::inbox::{Admit, Inbox, RelayInput};
use crate::hub::refused::AtHub;
use crate::machine::clock;
use crate::machine::known_addresses::KnownAddresses;
use crate::task::Task;
use crate::uplink::budget::Permit;

/// Admits machines by the keys of paired machines, or by the code of an open invitation.
pub(super) struct Gatekeeper {
    keys: RwLock<BTreeMap<Vec<u8>, MachineId>>,
    invitation: RwLock<Option<Host>>,
    known: RwLock<KnownAddresses>,
    tasks: Sender<Task>,
}

impl Gatekeeper {
    /// Creates a gatekeeper that knows no machines yet, only the addresses of earlier logins.
    pub(super) fn new(known: KnownAddresses, tasks: Sender<Task>) -> Self {
        Gatekeeper { keys: RwLock::default(), invitation: RwLock::default(), known: RwLock::new(known), tasks }
    }

    /// Returns the sender of tasks to housekeeping.
    pub(super) fn tasks(&self) -> &Sender<Task> {
        &self.tasks
    }

    /// Returns the addresses from which machines have logged in.
    pub(super) fn known(&self) -> KnownAddresses {
        self.known.read().clone()
    }

    /// Replaces the set of machines that may log in.
    pub(super) fn update(&self, machines: &[Machine]) {
        let keys = machines.iter().filter(|machine| !machine.is_hub);
        let keys = keys.map(|machine| (machine.public_key.clone(), machine.id)).collect();
        let is_paired = |id: &MachineId| machines.iter().any(|machine| machine.id == *id);
        self.known.write().retain(is_paired);
        *self.keys.write() = keys;
    }

    /// Opens an invitation. It replaces an open one.
    pub(super) fn invite(&self, host: Host) {
        let before = self.invitation.write().replace(host);
        if let Some(before) = before {
            before.invitation.revoke();
        }
    }

    /// Revokes the open invitation, if there is one.
    pub(super) fn close(&self) {
        let open = self.invitation.write().take();
        if let Some(host) = open {
            host.invitation.revoke();
        }
    }

    /// Returns the invitation if one is open.
    pub(super) fn open_invitation(&self) -> Option<Host> {
        let invitation = self.invitation.read();
        invitation.as_ref().filter(|host| host.invitation.time_left().is_some()).cloned()
    }
}

impl Gate for Gatekeeper {
    fn machine(&self, public_key_wire: &[u8]) -> Option<MachineId> {
        self.keys.read().get(public_key_wire).copied()
    }

    fn invitation(&self) -> Option<Arc<dyn PairingHost>> {
        self.open_invitation().map(|host| Arc::new(host) as Arc<dyn PairingHost>)
    }

    fn is_known(&self, address: IpAddr) -> bool {
        self.known.read().has(address, clock::wall())
    }

    fn logged_in(&self, machine: MachineId, address: IpAddr) {
        let is_new = self.known.write().note(machine, address, clock::wall());
        if is_new {
            let _ = self.tasks.send(Task::KnownAddresses);
        }
    }
}

/// Admits a machine that proved that it knows the code.
pub(super) struct RelayAdmission {
    pub(super) inbox: Inbox,
    /// The hub's name.
    pub(super) hub: Name,
    /// The access that the machine gets to each folder for which nothing else is set; `None` if the invitation says
    /// nothing.
    pub(super) may: Option<Access>,
    /// The machine that opened the invitation; none for the hub itself.
    pub(super) by: Option<Inviter>,
    pub(super) tasks: Sender<Task>,
}

impl Admission for RelayAdmission {
    fn admit(&self, public_key: &[u8], name: &Name) -> std::result::Result<Name, Refusal> {
        let machine = Machine {
            id: MachineId::of_key(public_key),
            name: name.clone(),
            public_key: public_key.to_vec(),
            paired_at: clock::wall(),
            last_seen: None,
            is_hub: false,
        };
        let (reply, answer) = bounded(1);
        self.inbox.put_input(RelayInput::Admit(Admit { machine, may: self.may, by: self.by.clone(), reply }));
        // The relay's thread never waits for the server's, so this ends.
        answer.recv().unwrap_or_else(|_| Err(stopping())).map(|_| self.hub.clone())
    }

    fn guessed(&self) {
        let _ = self.tasks.send(Task::InvitationChanged);
        if let Some(machine) = self.by.as_ref().map(|by| by.machine) {
            self.inbox.put(Event::InvitationChanged { machine }, Permit::Free);
        }
    }
}

fn stopping() -> Refusal {
    Refusal::new(RefusalCode::Internal, AtHub::Stopping)
}
