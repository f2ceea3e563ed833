//! What a link keeps beside a person's files: its marker and `.syncit`, and its database. They are created before a
//! link is recorded and removed after its record is. A person's files are not touched.

use std::fs;
use std::path::Path;

use syncit_core::path::OWN_DIR;
use syncit_core::replica_store::{LinkState, ReplicaStore, SyncMode, Token};
use syncit_core::selection::Selection;
use syncit_core::{FolderId, ReplicaId};
use syncit_replica::disk::DiskError;
use syncit_replica::root::marker::{self, Marker, MarkerError};
use syncit_replica::root::token::{self, TokenFile};
use syncit_store::{OpenError, SqliteReplicaStore};

use crate::error::{BadRoot, Error, Result, of_marker};
use crate::machine::home::Home;
use crate::machine::random::random_id;
use crate::machine::record::Link;
use crate::platform::FolderDisk;

/// Creates what a new link needs besides its record: `.syncit`, the database, and the marker last.
///
/// `selection` says which part of the folder is kept there.
pub(crate) fn prepare(
    home: &Home,
    folder: FolderId,
    replica: ReplicaId,
    role: SyncMode,
    root: &Path,
    selection: &Selection,
) -> Result<()> {
    let failed = |error: DiskError| not_writable(root, &error);
    let disk = FolderDisk::open(root).map_err(failed)?;
    check_marker(&disk, root)?;
    disk.init_own_dir().map_err(failed)?;
    let state = LinkState::new(folder, replica, role);
    let mut store = SqliteReplicaStore::create(&home.replica_database(replica), &state)?;
    if !selection.is_everything() {
        store.set_selection(selection)?;
        store.commit()?;
        store.sync()?;
    }
    marker::write(&disk, &Marker { folder, replica }).map_err(failed)
}

fn not_writable(root: &Path, error: &DiskError) -> Error {
    BadRoot::OwnNotWritable { path: root.to_owned(), cause: error.kind.reason() }.into()
}

/// Does the same as `prepare` in a directory that will be renamed to its place. The token names the final place, so
/// that what a crash leaves at the draft's name is recognised as not being a folder.
pub(crate) fn prepare_draft(
    home: &Home,
    folder: FolderId,
    replica: ReplicaId,
    draft: &Path,
    place: &Path,
) -> Result<()> {
    let failed = |error: DiskError| not_writable(draft, &error);
    let disk = FolderDisk::open(draft).map_err(failed)?;
    disk.init_own_dir().map_err(failed)?;
    let token = Token(random_id());
    let state = LinkState { token: Some(token), ..LinkState::new(folder, replica, SyncMode::TwoWay) };
    SqliteReplicaStore::create(&home.replica_database(replica), &state)?;
    let file = TokenFile { replica, token, before: None, path: place.display().to_string() };
    token::write(&disk, &file).map_err(failed)?;
    marker::write(&disk, &Marker { folder, replica }).map_err(failed)
}

/// Removes what `prepare_draft` put into a directory, and the database.
pub(crate) fn clear_draft(home: &Home, folder: FolderId, draft: &Path) {
    let marker = FolderDisk::open(draft).ok().and_then(|disk| marker::read(&disk).ok());
    if let Some(marker) = marker.filter(|marker| marker.folder == folder) {
        remove_database(home, marker.replica);
    }
    remove_own_dir(&draft.join(".syncit"));
}

fn remove_database(home: &Home, replica: ReplicaId) {
    let database = home.replica_database(replica);
    for end in ["", "-wal", "-shm"] {
        let mut file = database.clone().into_os_string();
        file.push(end);
        let _ = fs::remove_file(file);
    }
}

/// Checks that a directory has no marker, so that it may become a copy.
pub(crate) fn check_unmarked(root: &Path) -> Result<()> {
    match FolderDisk::open(root) {
        Ok(disk) => check_marker(&disk, root),
        // Other problems are reported by the code that needs the directory.
        Err(_) => Ok(()),
    }
}

/// Forgets the identity of a link's former root, after a person moved the folder.
pub(crate) fn forget_root(home: &Home, link: &Link) -> Result<()> {
    let database = home.replica_database(link.replica);
    let mut store = match SqliteReplicaStore::open(&database) {
        Err(OpenError::Missing { .. }) => return Ok(()),
        opened => opened?,
    };
    let mut state = store.link()?;
    state.root = None;
    store.set_link(&state)?;
    store.commit()?;
    store.sync()?;
    Ok(())
}

/// Refuses a directory with a marker: it is already another copy, of this home or another one.
fn check_marker(disk: &FolderDisk, root: &Path) -> Result<()> {
    let (path, own_dir) = (root.to_owned(), root.join(OWN_DIR));
    Err(match marker::read(disk) {
        Err(MarkerError::Missing) => return Ok(()),
        Ok(_) => BadRoot::IsMarked { path, own_dir }.into(),
        Err(error) => BadRoot::MarkerUnreadable { path, cause: of_marker(&error), own_dir }.into(),
    })
}

/// Checks that a directory is the copy that a link refers to.
pub(crate) fn check_is_copy(folder: FolderId, link: &Link, root: &Path) -> Result<()> {
    let (path, former) = (root.to_owned(), link.path.clone());
    let disk = match FolderDisk::open(root) {
        Ok(disk) => disk,
        Err(error) => return Err(BadRoot::Unusable { path, cause: error.kind.reason() }.into()),
    };
    Err(match marker::read(&disk) {
        Ok(marker) if marker == (Marker { folder, replica: link.replica }) => return Ok(()),
        Ok(_) => BadRoot::OtherFolder { path, folder: link.name.to_string(), former }.into(),
        Err(error) => BadRoot::Unmarked { path, cause: of_marker(&error), former }.into(),
    })
}

/// Removes what a link kept beside the files: the database, and `.syncit` if nothing unsaved is in it.
pub(crate) fn clean_up(home: &Home, folder: FolderId, link: &Link) {
    remove_database(home, link.replica);
    let ours = FolderDisk::open(&link.path).ok().and_then(|disk| marker::read(&disk).ok());
    if ours == Some(Marker { folder, replica: link.replica }) {
        remove_own_dir(&link.path.join(".syncit"));
    }
}

/// Removes `.syncit`, except complete files in `staging`: those are displaced versions that are not saved elsewhere.
fn remove_own_dir(own: &Path) {
    let partial = own.join("partial");
    for dir in [&partial, &own.to_owned()] {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| !kind.is_dir()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
    // A directory that is not empty stays, and so do its parents.
    for dir in [&partial, &own.join("staging"), &own.to_owned()] {
        let _ = fs::remove_dir(dir);
    }
}
