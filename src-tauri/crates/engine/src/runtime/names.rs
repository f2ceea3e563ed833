//! Names of machines: checking and changing them.

use syncit_core::Name;
use syncit_core::message::{Ask, MachineInfo};

use crate::error::{Error, Misnamed, Result, Undone};
use crate::machine::record::RoleRecord;
use crate::runtime::{RunningRole, Runtime};

/// Checks a name that a person typed.
pub(crate) fn name_of(text: &str) -> Result<Name> {
    Name::new(text).map_err(|cause| Misnamed::BadName { name: text.to_owned(), cause }.into())
}

/// Renames a machine: this one if none is given.
pub(crate) fn rename(runtime: &Runtime, machine: Option<String>, name: &str) -> Result<()> {
    let name = name_of(name)?;
    if matches!(runtime.machine().role, RoleRecord::None) {
        if machine.is_some() {
            return Err(Error::not_set_up(Undone::Change));
        }
        runtime.change(|machine| machine.name = Some(name))?;
        return Ok(());
    }
    let id = match machine {
        None => runtime.id()?,
        Some(machine) => find(runtime, &machine, Undone::Change)?.id,
    };
    runtime.ask(Ask::Rename { machine: id, name: name.clone() }, Undone::Change)?;
    if id == runtime.id()? {
        runtime.change(|machine| machine.name = Some(name.clone()))?;
        if let RunningRole::Hub(hub) = runtime.running() {
            hub.set_name(&name);
        }
    }
    runtime.fresh_directory(Undone::Change)?;
    Ok(())
}

/// Returns the machine of a name, after asking the hub.
pub(crate) fn find(runtime: &Runtime, name: &str, undone: Undone) -> Result<MachineInfo> {
    let directory = runtime.fresh_directory(undone)?;
    directory.machine_named(name).cloned().ok_or_else(|| Misnamed::NoMachine { machine: name.to_owned() }.into())
}
