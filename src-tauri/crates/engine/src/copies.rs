//! The copies that a hub keeps, under its root, of folders which other machines share.
//!
//! The relay remembers of which folders a copy was asked for. One that cannot be made now is shown with the folder and
//! tried again at every look, until it is there or nobody wants it any more.

use std::sync::PoisonError;

use syncit_core::FolderId;
use syncit_core::replica_store::Role;

use crate::api::ProblemLine;
use crate::core::{Core, Running};
use crate::errors::{Error, Result};
use crate::folders::add_link;
use crate::housekeeping::Task;
use crate::machine::{Machine, Part};
use crate::roots::{self, Missing};

/// Makes the copies that were asked for before the hub was started, if they are not there.
pub(crate) fn resume(core: &Core) {
    let Running::Hub(hub) = core.running() else { return };
    let machine = core.machine();
    for folder in hub.copies_wanted().iter().filter(|folder| !machine.links.contains_key(folder)) {
        let _ = core.tasks.send(Task::KeepCopy(*folder));
    }
}

/// Tries those again that could not be made.
pub(crate) fn retry(core: &Core) {
    core.missing_copies().into_keys().for_each(|folder| keep(core, folder));
}

/// Keeps a copy of a folder under the hub's root, if it has one. A directory that is there already is merged with.
pub(crate) fn keep(core: &Core, folder: FolderId) {
    let _one = core.arranging.lock().unwrap_or_else(PoisonError::into_inner);
    let machine = core.machine();
    if machine.links.contains_key(&folder) {
        return core.note_missing_copy(folder, None);
    }
    if let Err(error) = make(core, &machine, folder) {
        let message = format!("the hub keeps no copy of it yet: {error}");
        let missing = ProblemLine {
            path: String::new(),
            hint: error.hint().unwrap_or_else(|| "it is tried again by itself; or link it elsewhere".into()),
            message,
        };
        if core.missing_copies().get(&folder) != Some(&missing) {
            tracing::warn!(%folder, "{}", missing.message);
        }
        core.note_missing_copy(folder, Some(missing));
    }
}

fn make(core: &Core, machine: &Machine, folder: FolderId) -> Result<()> {
    let Part::Hub(part) = &machine.part else { return Ok(()) };
    let Some(root) = &part.root else { return Ok(()) };
    let directory = core.fresh_directory("the hub keeps no copy of it")?;
    let name = directory.folder_name(folder).ok_or_else(|| Error::NoFolder(folder.to_string()))?.clone();
    std::fs::create_dir_all(root).map_err(|cause| Error::Home { doing: "make", path: root.clone(), cause })?;
    let path = roots::check(&root.join(name.as_str()), Missing::Made, &core.home, machine)?;
    add_link(core, folder, name, path, Role::TwoWay)
}
