//! The directory in which a hub keeps its copies of folders that other machines share: which directories are allowed,
//! and how a copy's directory is created in it.
//!
//! Another machine chooses the name of a copy's directory, so a directory that already exists is never used. A copy is
//! created under a temporary name of SyncIt's own and renamed to its place only if nothing exists there. All paths are
//! relative to open handles, and no symlink is followed.

use std::env;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::error::{BadHubRoot, Error, MachineFailed, Result};
use crate::machine::home::Home;
use crate::machine::record::Machine;
use crate::platform::Directory;

/// Prefixes of hidden names that do not belong to a person: SyncIt's own, and those that file systems and desktops
/// create on each disk.
const NO_PERSONS: [&str; 4] = [".syncit", ".Trash", ".snapshot", ".zfs"];

/// Checks the root that a person gives, and returns it without symlinks and dots, as it is to be remembered.
///
/// # Errors
/// If it cannot be the root, with the reason.
pub(crate) fn check(path: &Path, home: &Home, machine: &Machine) -> Result<PathBuf> {
    let root = real(path)?;
    check_place(&root, home, machine)?;
    Ok(root)
}

fn unusable(path: &Path, part: &Path, error: &io::Error) -> Error {
    BadHubRoot::Unusable { path: path.to_owned(), part: part.to_owned(), cause: error.into() }.into()
}

/// Returns a path without symlinks and dots. A part that does not exist yet is kept as it is written.
///
/// # Errors
/// If the path is not absolute, has `..` in a part that does not exist, or cannot be read.
pub(crate) fn real(path: &Path) -> Result<PathBuf> {
    let given = || path.to_owned();
    if !path.is_absolute() {
        return Err(BadHubRoot::NotAbsolute { path: given() }.into());
    }
    if path.to_str().is_none() {
        return Err(BadHubRoot::NotUtf8 { path: given() }.into());
    }
    for above in path.ancestors() {
        match fs::canonicalize(above) {
            Ok(found) => {
                let rest = path.strip_prefix(above).expect("an ancestor is a prefix");
                if rest.components().any(|part| !matches!(part, Component::Normal(_))) {
                    return Err(BadHubRoot::Dots { path: given() }.into());
                }
                return Ok(found.join(rest).components().collect());
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(above).is_err() => {}
            Err(error) => return Err(unusable(path, above, &error)),
        }
    }
    Err(unusable(path, path, &io::ErrorKind::NotFound.into()))
}

/// Checks that a real path (one without symlinks) may be the root.
///
/// # Errors
/// If it may not be, with the reason.
pub(crate) fn check_place(root: &Path, home: &Home, machine: &Machine) -> Result<()> {
    let resolved = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let is_default = root == resolved(&home.default_hub_root());
    let path = || root.to_owned();
    if root.parent().is_none() {
        return Err(BadHubRoot::WholeFileSystem { path: path() }.into());
    }
    // A service's home may be unset or the root of the file system.
    let person = env::home_dir().filter(|person| person.is_absolute() && person.parent().is_some());
    if let Some(person) = person.map(|person| resolved(&person)) {
        if person.starts_with(root) {
            return Err(BadHubRoot::HomeDirectory { path: path(), home: person }.into());
        }
        let below = root.strip_prefix(&person).unwrap_or(Path::new(""));
        let hidden = below.components().find(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
        if let Some(hidden) = hidden.filter(|_| !is_default) {
            return Err(BadHubRoot::Hidden { path: path(), hidden: person.join(hidden) }.into());
        }
    }
    if !is_default && root.starts_with(resolved(home.data())) {
        return Err(BadHubRoot::OwnData { path: path() }.into());
    }
    if let Some(link) = machine.links.values().find(|link| root.starts_with(resolved(&link.path))) {
        return Err(BadHubRoot::InFolder { path: path(), folder: link.name.to_string() }.into());
    }
    match fs::read_dir(root) {
        Ok(entries) => match entries.flatten().map(|entry| entry.path()).find(|path| is_persons(path, machine)) {
            Some(hidden) => Err(BadHubRoot::HoldsSettings { path: path(), hidden }.into()),
            None => Ok(()),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            Err(BadHubRoot::NotADirectory { path: path() }.into())
        }
        Err(error) => Err(unusable(root, root, &error)),
    }
}

/// Returns true if the path is a person's hidden directory, like `.ssh` or `.config`.
fn is_persons(path: &Path, machine: &Machine) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.')
        && !NO_PERSONS.iter().any(|known| name.starts_with(known))
        && path.is_dir()
        && machine.links.values().all(|link| link.path != path)
}

/// What exists at a name in the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    Nothing,
    Directory,
    /// A file, a symlink, or something else.
    Other,
}

/// An open handle of the root.
pub(crate) struct CopiesRoot {
    handle: Directory,
    path: PathBuf,
}

impl CopiesRoot {
    /// Opens the root, and creates the directories of its path that are missing. Symlinks are not followed: those that
    /// existed when the root was set were resolved then.
    ///
    /// # Errors
    /// If a part of the path is not a directory, or cannot be created or opened.
    pub(crate) fn open(root: &Path) -> Result<Self> {
        let refused = |path: &Path, error: io::Error| match error.kind() {
            io::ErrorKind::NotADirectory => BadHubRoot::Symlink { path: root.to_owned(), part: path.to_owned() }.into(),
            _ => unusable(root, path, &error),
        };
        let mut path = PathBuf::from("/");
        let mut handle = Directory::top().map_err(|error| refused(&path, error))?;
        for part in root.components().filter(|part| *part != Component::RootDir) {
            let Component::Normal(name) = part else { return Err(BadHubRoot::Dots { path: root.to_owned() }.into()) };
            path.push(name);
            handle = handle.enter(name).map_err(|error| refused(&path, error))?;
        }
        Ok(CopiesRoot { handle, path })
    }

    /// Returns the path of a name in the root.
    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    fn not_made(&self, name: &str, error: &io::Error) -> Error {
        MachineFailed::made(&self.at(name), error).into()
    }

    /// Returns what exists at a name.
    ///
    /// # Errors
    /// If that cannot be read from the disk.
    pub(crate) fn look(&self, name: &str) -> Result<Found> {
        match self.handle.has_directory(name) {
            Ok(Some(true)) => Ok(Found::Directory),
            Ok(Some(false)) => Ok(Found::Other),
            Ok(None) => Ok(Found::Nothing),
            Err(error) => Err(MachineFailed::read(&self.at(name), &error).into()),
        }
    }

    /// Creates a directory.
    ///
    /// # Errors
    /// If something exists at the name, or the directory cannot be created.
    pub(crate) fn make(&self, name: &str) -> Result<()> {
        self.handle.make(name).map_err(|error| self.not_made(name, &error))
    }

    /// Removes a directory if it is empty.
    pub(crate) fn remove_empty(&self, name: &str) {
        self.handle.remove_empty(name);
    }

    /// Renames a directory durably to a name at which nothing exists. Returns false if something exists there.
    ///
    /// # Errors
    /// If the file system refuses.
    pub(crate) fn place(&self, draft: &str, name: &str) -> Result<bool> {
        self.handle.rename_to_new(draft, name).map_err(|error| self.not_made(name, &error))
    }
}
