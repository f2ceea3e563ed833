//! Looks up what a person names: paths, folders and machines, as they are known here.

use syncit_core::{FolderId, MachineId, RelPath};

use crate::error::{Error, Misnamed, Result};
use crate::machine::record::{Link, Machine};
use crate::runtime::directory::Directory;

/// Parses a path in a folder.
pub(crate) fn rel_path(text: &str) -> Result<RelPath> {
    let trimmed = text.trim_end_matches('/');
    RelPath::new(trimmed).map_err(|cause| Misnamed::BadPathInFolder { path: text.to_owned(), cause }.into())
}

/// Finds the folder that is linked here under a name.
pub(crate) fn linked(machine: &Machine, name: &str) -> Result<(FolderId, Link)> {
    let found = machine.link_named(name).map(|(folder, link)| (folder, link.clone()));
    found.ok_or_else(|| Error::not_linked(name))
}

/// Finds the folder that is shared under a name.
pub(crate) fn folder_id(directory: &Directory, name: &str) -> Result<FolderId> {
    directory.folder_named(name).map(|folder| folder.id).ok_or_else(|| Error::no_folder(name))
}

/// Finds the machine of a name.
pub(crate) fn machine_id(directory: &Directory, name: &str) -> Result<MachineId> {
    directory.machine_id(name).ok_or_else(|| Misnamed::NoMachine { machine: name.to_owned() }.into())
}
