//! Settings of machines: their names, which of them may log in, and the access of each.

use syncit_core::message::Ask;
use syncit_core::relay_store::Access;

use crate::api::Reply;
use crate::error::{Error, Result};
use crate::runtime::Runtime;
use crate::runtime::names::{self, find};
use crate::runtime::role::running_hub;

/// Runs `syncit rename`.
pub(crate) fn rename(runtime: &Runtime, machine: Option<String>, name: &str) -> Result<Reply> {
    names::rename(runtime, machine, name)?;
    Ok(Reply::Done)
}

/// Runs `syncit forget`.
pub(crate) fn forget(runtime: &Runtime, name: &str) -> Result<Reply> {
    const DOING: &str = "no machine was forgotten";
    running_hub(runtime, DOING)?;
    let machine = find(runtime, name, DOING)?;
    if machine.is_hub {
        return Err(Error::BadArgument("the hub cannot forget itself".into()));
    }
    runtime.ask(Ask::Forget { machine: machine.id }, DOING)?;
    runtime.fresh_directory(DOING)?;
    Ok(Reply::Done)
}

/// Runs `syncit access`.
pub(crate) fn access(runtime: &Runtime, machine: &str, folder: &str, access: Access) -> Result<Reply> {
    const DOING: &str = "the access stays as it was";
    running_hub(runtime, DOING)?;
    let machine = find(runtime, machine, DOING)?.id;
    let directory = runtime.directory();
    let folder = directory.folder_named(folder).ok_or_else(|| Error::NoFolder(folder.to_owned()))?.id;
    runtime.ask(Ask::SetAccess { machine, folder, access }, DOING)?;
    Ok(Reply::Done)
}
