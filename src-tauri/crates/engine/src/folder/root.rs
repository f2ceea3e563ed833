//! Decides whether a directory may be a folder's root here, before anything is put into it.
//!
//! It reads paths and markers, and creates at most the directory itself. It links nothing.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::error::{BadRoot, Cause, Error, Result};
use crate::folder::neighbours;
use crate::machine::home::Home;
use crate::machine::record::{MIN_FREE, Machine, MachineSettings};
use crate::platform;

/// Places in a home directory from which programs are run, or that decide who may log in: anyone who can write to them
/// can run programs, or log in, as the owner. Only places that nobody shares on purpose are listed.
const RUN_FROM: [&str; 4] = [".ssh", ".gnupg", ".config/autostart", ".config/systemd"];

/// What to do with a path that does not exist yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    Refused,
    Made,
}

/// Checks that `path` can be a root here, and returns it without symlinks and dots.
pub(crate) fn check(path: &Path, missing: Missing, home: &Home, machine: &Machine) -> Result<PathBuf> {
    if !path.is_absolute() {
        return Err(BadRoot::NotAbsolute { path: path.to_owned() }.into());
    }
    if path.to_str().is_none() {
        return Err(BadRoot::NotUtf8 { path: path.to_owned() }.into());
    }
    let root = match fs::canonicalize(path) {
        Ok(root) => root,
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(path, missing)?,
        Err(error) => return Err(unusable(path, &error)),
    };
    check_place(path, &root, home, machine)?;
    check_directory(path, &root)?;
    neighbours::check(path, &root)?;
    Ok(root)
}

/// Checks that a root could be created at a real path at which nothing exists.
pub(crate) fn check_new(path: &Path, home: &Home, machine: &Machine) -> Result<()> {
    check_place(path, path, home, machine)?;
    neighbours::check(path, path)
}

fn unusable(path: &Path, error: &io::Error) -> Error {
    BadRoot::Unusable { path: path.to_owned(), cause: Cause::from(error).into() }.into()
}

fn make(path: &Path, missing: Missing) -> Result<PathBuf> {
    let given = || path.to_owned();
    if missing == Missing::Refused {
        return Err(BadRoot::Missing { path: given() }.into());
    }
    fs::create_dir(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => BadRoot::ParentMissing { path: given() },
        _ => BadRoot::NotMade { path: given(), cause: (&error).into() },
    })?;
    fs::canonicalize(path).map_err(|error| unusable(path, &error))
}

/// Checks that a root does not overlap with other folders or SyncIt's own data.
fn check_place(path: &Path, root: &Path, home: &Home, machine: &Machine) -> Result<()> {
    let given = || path.to_owned();
    if root.parent().is_none() {
        return Err(BadRoot::WholeFileSystem { path: given() }.into());
    }
    let resolved = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    // A service's home may be unset or the root of the file system.
    let person = env::home_dir().filter(|person| person.is_absolute() && person.parent().is_some());
    check_home(path, root, person.map(|person| resolved(&person)).as_deref())?;
    let (data, synced) = (resolved(home.data()), resolved(&home.default_hub_root()));
    let is_in_data = root.starts_with(&data) && !(root.starts_with(&synced) && root != synced);
    if data.starts_with(root) || is_in_data {
        return Err(BadRoot::OwnData { path: given() }.into());
    }
    for link in machine.links.values() {
        let other = resolved(&link.path);
        let folder = link.name.to_string();
        if other == root {
            return Err(BadRoot::Same { path: given(), folder }.into());
        } else if root.starts_with(&other) {
            return Err(BadRoot::Inside { path: given(), folder }.into());
        } else if other.starts_with(root) {
            return Err(BadRoot::Contains { path: given(), folder, other }.into());
        }
    }
    Ok(())
}

/// Refuses a home directory, anything that contains one, and anything that contains or lies in a place from which
/// programs are run automatically: whoever can write there can run programs.
fn check_home(path: &Path, root: &Path, person: Option<&Path>) -> Result<()> {
    let Some(person) = person else { return Ok(()) };
    if person.starts_with(root) {
        return Err(BadRoot::HomeDirectory { path: path.to_owned(), home: person.to_owned() }.into());
    }
    let Ok(below) = root.strip_prefix(person) else { return Ok(()) };
    match RUN_FROM.iter().find(|place| below.starts_with(place) || Path::new(place).starts_with(below)) {
        Some(place) => Err(BadRoot::Trusted { path: path.to_owned(), place: person.join(place) }.into()),
        None => Ok(()),
    }
}

fn check_directory(path: &Path, root: &Path) -> Result<()> {
    if !root.is_dir() {
        return Err(BadRoot::NotADirectory { path: path.to_owned() }.into());
    }
    platform::check_usable(root)
        .map_err(|error| BadRoot::NotWritable { path: path.to_owned(), cause: (&error).into() }.into())
}

/// Returns how many bytes an ordinary user may still write on the file system that holds `path` or its nearest existing
/// parent.
pub(crate) fn free_bytes(path: &Path) -> io::Result<u64> {
    space(path).map(|(free, _)| free)
}

/// Returns the same, and the size of the file system in bytes.
fn space(path: &Path) -> io::Result<(u64, u64)> {
    platform::space(path.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/")))
}

/// Returns how many bytes must stay free on the disk that holds `path`, for everything that SyncIt writes there, as set
/// by a person. The default is 1 GiB but at most a twentieth of the disk, so that a small disk can be used, too.
pub(crate) fn least_free(settings: &MachineSettings, path: &Path) -> u64 {
    if settings.min_free != MIN_FREE {
        return settings.min_free;
    }
    let size = space(path).map_or(u64::MAX, |(_, size)| size);
    MIN_FREE.min(size / 20)
}

/// Returns true if a path does not overlap with the other folders or SyncIt's own data.
pub(crate) fn is_apart(path: &Path, home: &Home, machine: &Machine) -> bool {
    let root = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    check_place(path, &root, home, machine).is_ok()
}

/// What was counted below a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    /// True if everything was counted.
    pub(crate) complete: bool,
}

/// Returns the bytes of all files below a directory. What cannot be read counts as nothing.
pub(crate) fn measure(dir: &Path) -> u64 {
    count_until(dir, None).bytes
}

/// Counts files and their bytes below a directory until a deadline.
pub(crate) fn count(dir: &Path, until: Instant) -> Counted {
    count_until(dir, Some(until))
}

fn count_until(dir: &Path, until: Option<Instant>) -> Counted {
    let mut counted = Counted { files: 0, bytes: 0, complete: true };
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        let Ok(entries) = fs::read_dir(dir) else { continue };
        for entry in entries.flatten() {
            if until.is_some_and(|until| Instant::now() >= until) {
                return Counted { complete: false, ..counted };
            }
            // `DirEntry::metadata` does not follow symlinks.
            let Ok(meta) = entry.metadata() else { continue };
            if meta.is_dir() {
                open.push(entry.path());
            } else if meta.is_file() {
                counted.files += 1;
                counted.bytes += meta.len();
            }
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::str::FromStr;

    use syncit_core::replica_store::SyncMode;
    use syncit_core::{FolderId, Name, ReplicaId};

    use super::*;
    use crate::machine::record::Link;

    fn refusal(path: &Path, missing: Missing, home: &Home, machine: &Machine) -> String {
        check(path, missing, home, machine).map_or_else(|error| error.code(), |_| "fine".into())
    }

    #[test]
    fn a_home_directory_and_what_programs_trust_in_it_are_no_folder() {
        for (root, expected) in [
            ("/home", "home-directory"),
            ("/home/ada", "home-directory"),
            ("/home/ada/.ssh", "home-directory"),
            ("/home/ada/.ssh/keys", "home-directory"),
            ("/home/ada/.config", "home-directory"),
            ("/home/ada/.config/autostart", "home-directory"),
            ("/home/ada/.config/systemd/user", "home-directory"),
            ("/home/ada/.config/nvim", "fine"),
            ("/home/ada/.sshfs", "fine"),
            ("/home/ada/Documents", "fine"),
            ("/home/adam", "fine"),
            ("/srv/files", "fine"),
        ] {
            let root = Path::new(root);
            let code = check_home(root, root, Some(Path::new("/home/ada")))
                .map_or_else(|error| error.code(), |()| "fine".into());
            assert_eq!(code, expected, "{}", root.display());
            assert!(check_home(root, root, None).is_ok());
        }
    }

    #[test]
    fn a_root_must_be_a_directory_of_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        let home = Home::at(&at("home")).unwrap();
        for made in ["home/SyncIt/x", "a/b/c", "other"] {
            fs::create_dir_all(at(made)).unwrap();
        }
        fs::write(at("file"), "").unwrap();
        std::os::unix::fs::symlink(at("a/b"), at("to-b")).unwrap();
        let folder = FolderId::from_str(&"1".repeat(32)).unwrap();
        let replica = ReplicaId::from_str(&"2".repeat(32)).unwrap();
        let mut machine = Machine::default();
        let link = Link::new(replica, Name::new("docs").unwrap(), at("a/b"), SyncMode::TwoWay);
        machine.links.insert(folder, link);
        for (path, missing, expected) in [
            (at("other"), Missing::Refused, "fine"),
            (at("new"), Missing::Refused, "no-such-path"),
            (at("new"), Missing::Made, "fine"),
            (at("no/new"), Missing::Made, "no-such-path"),
            (at("file"), Missing::Made, "not-a-directory"),
            (at("a"), Missing::Refused, "overlaps"),
            (at("a/b"), Missing::Refused, "overlaps"),
            (at("a/b/c"), Missing::Refused, "overlaps"),
            (at("to-b"), Missing::Refused, "overlaps"),
            (at("home"), Missing::Refused, "overlaps"),
            (at("home/x"), Missing::Made, "overlaps"),
            (at("home/SyncIt/x"), Missing::Refused, "fine"),
            (dir.path().to_owned(), Missing::Refused, "overlaps"),
            ("/".into(), Missing::Refused, "bad-path"),
            ("other".into(), Missing::Refused, "bad-path"),
        ] {
            assert_eq!(refusal(&path, missing, &home, &machine), expected, "{}", path.display());
        }
    }
}
