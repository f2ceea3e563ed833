//! The machines, the access of each, and which of them are transferring content now.

use std::collections::{BTreeMap, BTreeSet};

use syncit_core::MachineId;
use syncit_core::backlog::FolderBacklog;
use syncit_core::message::{Answer, Ask, FolderInfo};
use syncit_core::relay_store::Access;
use syncit_replica::event::Phase;

use crate::api::{MachineFolder, MachineStatus, Role};
use crate::error::{Error, Result, Undone};
use crate::machine::record::RoleRecord;
use crate::queries::status::states;
use crate::runtime::directory::Directory;
use crate::runtime::{RunningRole, Runtime};

/// Runs `syncit machines`: asks the hub if it can be reached, and otherwise uses its last report.
pub(crate) fn machines(runtime: &Runtime) -> Result<Vec<MachineStatus>> {
    if matches!(runtime.machine().role, RoleRecord::None) {
        return Err(Error::not_set_up(Undone::Answer));
    }
    let is_online = runtime.router.online().is_some();
    let directory = if is_online { runtime.fresh_directory(Undone::Answer)? } else { runtime.directory() };
    let own = runtime.id()?;
    let accesses = accesses(runtime, &directory);
    let is_flowing = flowing(runtime);
    let inviting = inviting(runtime);
    let addresses = addresses(runtime, &directory);
    let Directory { machines, folders, .. } = directory;
    let machines = machines.into_iter().map(|machine| MachineStatus {
        name: machine.name.to_string(),
        role: if machine.is_hub { Role::Hub } else { Role::Client },
        // Without the hub nothing is known about the other machines.
        online: (is_online && machine.online) || machine.id == own,
        last_seen: machine.last_seen.map(|at| at.to_string()),
        fingerprint: machine.fingerprint,
        is_self: machine.id == own,
        access: accesses.get(&machine.id).cloned().unwrap_or_default(),
        flowing: is_flowing(machine.id, machine.is_hub || machine.id == own),
        folders: if is_online { lacking(&machine.backlogs, &folders) } else { Vec::new() },
        version: machine.version.filter(|_| is_online),
        address: addresses.get(&machine.id).cloned(),
        may_invite: machine.may_invite.filter(|_| is_online),
        inviting: inviting == Some(machine.id),
    });
    Ok(machines.collect())
}

/// Returns what a machine lacks, with the folders' names.
fn lacking(backlogs: &[FolderBacklog], folders: &[FolderInfo]) -> Vec<MachineFolder> {
    let named = backlogs.iter().filter_map(|backlog| {
        let info = folders.iter().find(|info| info.id == backlog.folder)?;
        Some(MachineFolder {
            folder: info.name.to_string(),
            pending: backlog.items,
            bytes_pending: backlog.bytes,
            at_least: backlog.is_more,
            up_to_date_at: backlog.up_to_date_at.map(|at| at.to_string()),
        })
    });
    named.collect()
}

/// Returns the addresses of the machines as far as this one sees them: on the hub of all that logged in, elsewhere the
/// hub's.
fn addresses(runtime: &Runtime, directory: &Directory) -> BTreeMap<MachineId, String> {
    match runtime.running() {
        RunningRole::Hub(hub) => {
            hub.last_addresses().into_iter().map(|(machine, address)| (machine, address.to_string())).collect()
        }
        RunningRole::Client(client) => {
            let hub = directory.machines.iter().find(|machine| machine.is_hub);
            hub.map(|hub| (hub.id, client.status().address)).into_iter().collect()
        }
        RunningRole::None => BTreeMap::new(),
    }
}

/// Returns, on the hub, each machine's access to each folder, by the folder's name.
fn accesses(runtime: &Runtime, directory: &Directory) -> BTreeMap<MachineId, BTreeMap<String, Access>> {
    let mut found = BTreeMap::<_, BTreeMap<_, _>>::new();
    if !matches!(runtime.running(), RunningRole::Hub(_)) {
        return found;
    }
    match runtime.ask(Ask::Accesses, Undone::Answer) {
        Ok(Answer::Accesses { accesses }) => {
            for (machine, folder, access) in accesses {
                if let Some(name) = directory.folder_name(folder) {
                    found.entry(machine).or_default().insert(name.to_string(), access);
                }
            }
        }
        Ok(_) => {}
        Err(error) => tracing::warn!("what each machine may do is not known: {error}"),
    }
    found
}

/// Returns, on the hub, the other machine that has an invitation open.
fn inviting(runtime: &Runtime) -> Option<MachineId> {
    if !matches!(runtime.running(), RunningRole::Hub(_)) {
        return None;
    }
    match runtime.ask(Ask::Invitation, Undone::Answer) {
        Ok(Answer::Invitation { invitation }) => invitation.filter(|open| !open.burnt).and_then(|open| open.opened_by),
        Ok(_) => None,
        Err(error) => {
            tracing::warn!("the open invitation is not known: {error}");
            None
        }
    }
}

/// Returns a function that takes a machine, and true if that is the hub or this machine. It returns true if content is
/// now being sent to or from that machine. A client sees only what passes between itself and the hub.
fn flowing(runtime: &Runtime) -> impl Fn(MachineId, bool) -> bool {
    let own = runtime.router.online().is_some()
        && states(runtime).iter().any(|(_, shown)| shown.state.phase == Phase::Syncing);
    let others = match runtime.running() {
        RunningRole::Hub(hub) => hub.traffic().now(),
        RunningRole::Client(_) | RunningRole::None => BTreeSet::new(),
    };
    move |machine, is_end| others.contains(&machine) || (is_end && (own || !others.is_empty()))
}
