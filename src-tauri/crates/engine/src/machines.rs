//! What is said about machines: their names, which of them may come in, and what each may do.

use syncit_core::message::{Ask, MachineInfo};
use syncit_core::relay_store::Access;

use crate::api::Reply;
use crate::core::{Core, Running};
use crate::errors::{Error, Result};
use crate::machine::Part;
use crate::part::{name_of, running_hub};

fn find(core: &Core, name: &str, doing: &'static str) -> Result<MachineInfo> {
    let directory = core.fresh_directory(doing)?;
    directory.machine_named(name).cloned().ok_or_else(|| Error::NoMachine(name.to_owned()))
}

/// `syncit rename`.
pub(crate) fn rename(core: &Core, machine: Option<String>, name: &str) -> Result<Reply> {
    const DOING: &str = "the machine was not renamed";
    let name = name_of(name)?;
    if matches!(core.machine().part, Part::None) {
        if machine.is_some() {
            return Err(Error::NotSetUp(DOING));
        }
        core.change(|machine| machine.name = Some(name))?;
        return Ok(Reply::Done);
    }
    let id = match machine {
        None => core.id()?,
        Some(machine) => find(core, &machine, DOING)?.id,
    };
    core.ask(Ask::Rename { machine: id, name: name.clone() }, DOING)?;
    if id == core.id()? {
        core.change(|machine| machine.name = Some(name.clone()))?;
        if let Running::Hub(hub) = core.running() {
            hub.set_name(&name);
        }
    }
    core.fresh_directory(DOING)?;
    Ok(Reply::Done)
}

/// `syncit forget`.
pub(crate) fn forget(core: &Core, name: &str) -> Result<Reply> {
    const DOING: &str = "no machine was forgotten";
    running_hub(core, DOING)?;
    let machine = find(core, name, DOING)?;
    if machine.is_hub {
        return Err(Error::BadArgument("the hub cannot forget itself".into()));
    }
    core.ask(Ask::Forget { machine: machine.id }, DOING)?;
    core.fresh_directory(DOING)?;
    Ok(Reply::Done)
}

/// `syncit access`.
pub(crate) fn access(core: &Core, machine: &str, folder: &str, access: Access) -> Result<Reply> {
    const DOING: &str = "the access stays as it was";
    running_hub(core, DOING)?;
    let machine = find(core, machine, DOING)?.id;
    let directory = core.directory();
    let folder = directory.folder_named(folder).ok_or_else(|| Error::NoFolder(folder.to_owned()))?.id;
    core.ask(Ask::SetAccess { machine, folder, access }, DOING)?;
    Ok(Reply::Done)
}
