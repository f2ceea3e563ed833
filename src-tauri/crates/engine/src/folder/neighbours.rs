//! Folders of other installations on this computer, found by what they leave in `.syncit`. A folder must not lie inside
//! another one, or each would sync what the other puts there.
//!
//! A marker alone proves nothing, because it is copied or moved together with the folder. The token beside it names the
//! path at which the installation has its folder, so a marker counts only if that path leads to its directory.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};

use syncit_core::path::OWN_DIR;
use syncit_replica::root::marker::{self, MarkerError};
use syncit_replica::root::token;

use crate::error::{BadRoot, Result};
use crate::platform::{self, FolderDisk};

/// At most this many directories are read below a new root. A folder that this misses is held when its engine starts
/// next.
const LOOKED_INTO: usize = 2_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Occupant {
    /// No folder, or only a copy of one.
    Nothing,
    /// It may be a folder: another user's, or one that was linked by a version without tokens.
    Perhaps,
    /// A linked folder.
    Folder,
}

fn look(dir: &Path) -> Occupant {
    if !fs::symlink_metadata(dir.join(OWN_DIR)).is_ok_and(|own| own.is_dir()) {
        return Occupant::Nothing;
    }
    let Ok(disk) = FolderDisk::open(dir) else { return Occupant::Nothing };
    match marker::read(&disk) {
        Ok(_) => {}
        Err(MarkerError::Missing | MarkerError::Damaged(_)) => return Occupant::Nothing,
        Err(MarkerError::Newer(_) | MarkerError::Disk(_)) => return Occupant::Perhaps,
    }
    match token::read(&disk) {
        Some(file) if platform::is_same(Path::new(&file.path), dir) => Occupant::Folder,
        Some(_) => Occupant::Nothing,
        None => Occupant::Perhaps,
    }
}

/// Returns the folder of another installation that contains a root. Only a certain one counts, because it stops the
/// folder.
pub(crate) fn folder_above(root: &Path) -> Option<PathBuf> {
    let root = fs::canonicalize(root).ok()?;
    root.ancestors().skip(1).find(|dir| look(dir) == Occupant::Folder).map(Path::to_owned)
}

/// Checks that a directory does not overlap with a folder of another installation.
pub(crate) fn check(path: &Path, root: &Path) -> Result<()> {
    let path = path.to_owned();
    if let Some(above) = root.ancestors().skip(1).find(|dir| look(dir) != Occupant::Nothing) {
        let (other, own_dir) = (above.to_owned(), above.join(OWN_DIR));
        return Err(BadRoot::InsideForeign { path, other, own_dir }.into());
    }
    match folder_below(root) {
        Some(other) => Err(BadRoot::ContainsForeign { path, own_dir: other.join(OWN_DIR), other }.into()),
        None => Ok(()),
    }
}

fn folder_below(root: &Path) -> Option<PathBuf> {
    let mut open = VecDeque::from([root.to_owned()]);
    for _ in 0..LOOKED_INTO {
        let dir = open.pop_front()?;
        for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
            if !entry.file_type().is_ok_and(|kind| kind.is_dir()) || entry.file_name() == OWN_DIR {
                continue;
            }
            if look(&entry.path()) == Occupant::Folder {
                return Some(entry.path());
            }
            open.push_back(entry.path());
        }
    }
    None
}
