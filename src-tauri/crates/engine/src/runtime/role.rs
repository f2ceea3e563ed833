//! Role transitions: resuming the recorded role at start, and ending the running one. Becoming a hub or a client starts
//! with a person's request, so that code is in the command.
//!
//! A transition either completes or leaves everything as it was. Only one runs at a time.

use std::sync::Arc;

use crate::client::Client;
use crate::error::{Error, MachineFailed, Result, Undone, WrongRole};
use crate::hub::Hub;
use crate::hub::sockets::bind;
use crate::machine::clock;
use crate::machine::record::{HubRole, RoleRecord};
use crate::runtime::{RunningRole, Runtime, copies, folders, hub_root};

/// Resumes the role that the machine had when the engine last ran.
pub(crate) fn resume(runtime: &Runtime) -> Result<()> {
    let machine = runtime.machine();
    match &machine.role {
        RoleRecord::None => return Ok(()),
        RoleRecord::Hub(role) => {
            resolve_root(runtime, role)?;
            let name = machine.name.clone().ok_or(MachineFailed::NoName)?;
            match bind(Some(role.listen)).and_then(|listeners| Hub::start(&runtime.context, &name, listeners)) {
                Ok(hub) => drop(runtime.set_running(RunningRole::Hub(hub))),
                // The keyring may be unlocked later: housekeeping tries again.
                Err(error @ Error::Key(_)) => {
                    tracing::warn!("the hub does not run yet: {error}");
                    runtime.set_trouble(Some(error.reason()));
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
        }
        RoleRecord::Client(role) => {
            drop(runtime.set_running(RunningRole::Client(Client::start(&runtime.context, role))))
        }
    }
    runtime.set_trouble(None);
    folders::open_all(runtime);
    copies::resume(runtime);
    Ok(())
}

/// Resolves, once, the symlinks in a root that an earlier version recorded.
fn resolve_root(runtime: &Runtime, role: &HubRole) -> Result<()> {
    let real = role.root.as_deref().filter(|_| !role.root_is_real).map(hub_root::real);
    let Some(Ok(real)) = real else { return Ok(()) };
    runtime.change(|machine| {
        if let RoleRecord::Hub(role) = &mut machine.role {
            (role.root, role.root_is_real) = (Some(real), true);
        }
    })
}

/// Stops everything that `resume`, `hub` or `join` started, and waits for it. The record stays.
pub(crate) fn rest(runtime: &Runtime) {
    folders::close_all(runtime);
    stop_running(runtime);
}

pub(crate) fn stop_running(runtime: &Runtime) {
    match runtime.set_running(RunningRole::None) {
        RunningRole::None => {}
        RunningRole::Hub(hub) => hub.stop(),
        RunningRole::Client(client) => client.stop(),
    }
    runtime.power.reach_hub(None, false);
    runtime.router.disconnected();
}

/// Returns the running hub if this machine is the hub.
pub(crate) fn running_hub(runtime: &Runtime, undone: Undone) -> Result<Arc<Hub>> {
    match (runtime.running(), runtime.machine().role) {
        (RunningRole::Hub(hub), _) => Ok(hub),
        (_, RoleRecord::Hub(_)) => {
            Err(Error::Other(runtime.trouble().unwrap_or_else(|| MachineFailed::HubRests.into())))
        }
        (_, RoleRecord::None) => Err(Error::not_set_up(undone)),
        (_, RoleRecord::Client(_)) => Err(WrongRole::NotTheHub { undone }.into()),
    }
}

/// Applies the speed limits of this time to the connection to the hub. Returns true if they have changed.
pub(crate) fn apply_limits(runtime: &Runtime) -> bool {
    match runtime.running() {
        RunningRole::Client(client) => client.set_limits(runtime.machine().settings.limits(&clock::local())),
        RunningRole::Hub(_) | RunningRole::None => false,
    }
}
