//! Settings of machines: their names, which of them may log in, and the access of each.

use syncit_core::message::Ask;
use syncit_core::relay_store::Access;

use crate::api::Reply;
use crate::error::{BadArgument, Error, Result, Undone};
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
    running_hub(runtime, Undone::Change)?;
    let machine = find(runtime, name, Undone::Change)?;
    if machine.is_hub {
        return Err(BadArgument::ForgetHub.into());
    }
    runtime.ask(Ask::Forget { machine: machine.id }, Undone::Change)?;
    runtime.fresh_directory(Undone::Change)?;
    Ok(Reply::Done)
}

/// Runs `syncit access`.
pub(crate) fn access(runtime: &Runtime, machine: &str, folder: &str, access: Access) -> Result<Reply> {
    running_hub(runtime, Undone::Change)?;
    let machine = find(runtime, machine, Undone::Change)?.id;
    let directory = runtime.directory();
    let folder = directory.folder_named(folder).ok_or_else(|| Error::no_folder(folder))?.id;
    runtime.ask(Ask::SetAccess { machine, folder, access }, Undone::Change)?;
    Ok(Reply::Done)
}

/// Runs `syncit allow-invites`.
pub(crate) fn allow_invites(runtime: &Runtime, machine: &str, allowed: bool) -> Result<Reply> {
    running_hub(runtime, Undone::Change)?;
    let machine = find(runtime, machine, Undone::Change)?.id;
    runtime.ask(Ask::AllowInvites { machine, allowed }, Undone::Change)?;
    runtime.fresh_directory(Undone::Change)?;
    Ok(Reply::Done)
}
