//! Suggested places for folders on this machine, and full disks.

use std::fs;
use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::error::{MachineFailed, Result};
use crate::folder::root;
use crate::machine::home::Home;
use crate::machine::record::Machine;

/// The highest number that is tried after a name that is taken.
const NUMBERS: u32 = 9;

/// Suggests a place for a folder of this name: beside the person's other directories if the name is free there,
/// otherwise below SyncIt's own directory. A directory that is not empty is never suggested, nor is one from which
/// programs take settings, like `.ssh`: another machine chose the name.
pub(crate) fn suggested(home: &Home, machine: &Machine, name: &str) -> Option<PathBuf> {
    let own = home.default_hub_root();
    let beside = own.parent().filter(|_| !name.starts_with('.')).map(|dir| dir.join(name));
    let numbered = (2..=NUMBERS).map(|number| own.join(format!("{name} {number}")));
    let mut candidates = beside.into_iter().chain([own.join(name)]).chain(numbered);
    candidates.find(|path| is_empty_or_missing(path) && root::is_apart(path, home, machine))
}

fn is_empty_or_missing(path: &Path) -> bool {
    match fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// Creates SyncIt's own directory when the first folder is put there.
pub(crate) fn make_default_root(home: &Home, path: &Path) -> Result<()> {
    let own = home.default_hub_root();
    if path.parent() == Some(&own) && !own.exists() {
        fs::create_dir_all(&own).map_err(|cause| MachineFailed::made(&own, &cause))?;
    }
    Ok(())
}

/// Returns the directories whose disks have less free space than SyncIt leaves. Nothing new is written to them.
pub(crate) fn full_disks(context: &Context) -> Vec<PathBuf> {
    let machine = context.machine();
    let mut full = Vec::new();
    let links = machine.links.values().map(|link| link.path.as_path());
    for path in [context.home.data()].into_iter().chain(links) {
        // A missing directory is not a full disk: its parent may be on another disk.
        let least = || root::least_free(&machine.settings, path);
        if path.is_dir() && root::free_bytes(path).is_ok_and(|free| free < least()) {
            full.push(path.to_owned());
        }
    }
    full
}
