//! Where an installation keeps its own files: databases, key file, logs, control socket, lock.
//!
//! It does not know what the databases contain. Only the owner can read the files. One engine at a time holds a home. A
//! home that a newer version wrote is left unchanged.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use syncit_core::hex::to_hex;

use crate::error::{Error, MachineFailed, Result};
use crate::platform::{self, Claimed, MAX_SOCKET_PATH, socket_name, user_id};

/// The layout of a home that this version reads and writes.
const FORMAT: u32 = 1;

/// The paths of one installation. Creating this value creates no files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    data: PathBuf,
    logs: PathBuf,
    synced: PathBuf,
    runtime: Option<PathBuf>,
}

impl Home {
    /// Puts everything under one directory: `--home DIR`.
    pub fn at(dir: &Path) -> Result<Self> {
        let data = std::path::absolute(dir).map_err(|cause| unusable(dir, &cause))?;
        Ok(Home { logs: data.join("logs"), synced: data.join("SyncIt"), data, runtime: None })
    }

    /// Uses the platform's directories: on Linux those of the XDG specification.
    pub fn of_user() -> Result<Self> {
        let base = etcetera::choose_base_strategy().map_err(|_| MachineFailed::NoHome)?;
        let data = base.data_dir().join("syncit");
        let logs = base.state_dir().unwrap_or_else(|| base.data_dir()).join("syncit").join("logs");
        Ok(Home { data, logs, synced: base.home_dir().join("SyncIt"), runtime: None })
    }

    /// Puts the control socket of an engine on this home into `dir` instead of the user's runtime directory, for
    /// engines that must leave nothing elsewhere. If the socket's path would be too long, the usual directory is used.
    /// Other programs find the socket in either place.
    pub fn with_runtime_dir(mut self, dir: &Path) -> Self {
        self.runtime = Some(dir.to_owned());
        self
    }

    /// Returns the directory of the databases and the key file.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Returns the directory of the logs.
    pub fn logs(&self) -> &Path {
        &self.logs
    }

    /// Returns where a hub keeps the folders that others share, unless another root is set.
    pub fn default_hub_root(&self) -> PathBuf {
        self.synced.clone()
    }

    /// Returns the path of the database with this machine's settings and links.
    pub fn machine_database(&self) -> PathBuf {
        self.data.join("machine.db")
    }

    /// Returns the path of a replica's database.
    pub fn replica_database(&self, replica: syncit_core::ReplicaId) -> PathBuf {
        self.data.join("replicas").join(format!("{replica}.db"))
    }

    /// Returns the directory of the hub's journal and content store.
    pub fn relay(&self) -> PathBuf {
        self.data.join("relay")
    }

    /// Creates the directories, takes the lock and checks the format. Dropping the result releases the home.
    pub fn open(&self) -> Result<Lock> {
        make_private(&self.data)?;
        let path = self.data.join("lock");
        let file = platform::private_file()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|cause| unusable(&path, &cause))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::AlreadyRunning(self.data.clone())),
            Err(TryLockError::Error(cause)) => return Err(unusable(&path, &cause)),
        }
        self.check_format()?;
        make_private(&self.data.join("replicas"))?;
        make_private(&self.logs)?;
        Ok(Lock { _file: file })
    }

    fn check_format(&self) -> Result<()> {
        let path = self.data.join("format");
        match fs::read_to_string(&path) {
            Ok(text) => match text.trim().parse::<u32>() {
                Ok(found) if found <= FORMAT => Ok(()),
                _ => Err(MachineFailed::Newer { path: self.data.clone() }.into()),
            },
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                fs::write(&path, format!("{FORMAT}\n")).map_err(|cause| not_made(&path, &cause))
            }
            Err(cause) => Err(MachineFailed::read(&path, &cause).into()),
        }
    }

    /// Chooses and prepares the path of the control socket, and leaves a symlink to it in the home, so that other
    /// programs find it whatever their environment is.
    pub(crate) fn prepare_socket(&self) -> Result<PathBuf> {
        let socket = self.socket_path()?;
        match fs::remove_file(&socket) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(unusable(&socket, &cause)),
            _ => {}
        }
        let link = self.data.join("control");
        let fresh = self.data.join("control.new");
        let _ = fs::remove_file(&fresh);
        platform::link(&socket, &fresh).map_err(|cause| not_made(&fresh, &cause))?;
        fs::rename(&fresh, &link).map_err(|cause| not_made(&link, &cause))?;
        Ok(socket)
    }

    /// Returns the socket of the engine that runs on this home, from the symlink that it left. In a copied home the
    /// symlink leads to the original's socket, so it is ignored.
    pub(crate) fn find_socket(&self) -> Option<PathBuf> {
        let socket = fs::read_link(self.data.join("control")).ok()?;
        let own = socket_name(&fs::canonicalize(&self.data).ok()?);
        (socket.file_name()? == own.as_str()).then_some(socket)
    }

    fn socket_path(&self) -> Result<PathBuf> {
        let home = fs::canonicalize(&self.data).map_err(|cause| unusable(&self.data, &cause))?;
        let name = socket_name(&home);
        let of_user = std::env::var_os("XDG_RUNTIME_DIR").map(|dir| Path::new(&dir).join("syncit"));
        let is_short = |dir: &Path| dir.as_os_str().len() + 1 + name.len() <= MAX_SOCKET_PATH;
        let shared = format!("syncit-{}", user_id());
        let in_shared = std::env::temp_dir().join(&shared);
        let in_shared = if is_short(&in_shared) { in_shared } else { Path::new("/tmp").join(&shared) };
        // In a directory that others can write to, somebody else may have taken the usual name first.
        let before = self.find_socket().and_then(|socket| socket.parent().map(Path::to_owned));
        let candidates = self.runtime.iter().cloned().chain(of_user).chain([in_shared.clone()]).chain(before);
        for dir in candidates.filter(|dir| dir.is_absolute() && is_short(dir)) {
            if claim(&dir).is_ok() {
                return Ok(dir.join(name));
            }
        }
        let dir = in_shared.with_file_name(format!("{shared}-{}", random_text()));
        let dir = if is_short(&dir) { dir } else { Path::new("/tmp").join(format!("{shared}-{}", random_text())) };
        claim(&dir).map_err(|cause| unusable(&dir, &cause))?;
        Ok(dir.join(name))
    }
}

fn random_text() -> String {
    to_hex(&crate::machine::random::random_id()[..8])
}

/// Creates a directory with access for its owner alone, or checks that an existing one is a real directory of this
/// user, closed to everybody else.
fn claim(dir: &Path) -> io::Result<()> {
    platform::claim_private_dir(dir, Claimed::Refused)
}

/// An exclusive lock on a home. It ends when it is dropped or its process ends, even by a crash.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

fn unusable(path: &Path, cause: &io::Error) -> Error {
    MachineFailed::used(path, cause).into()
}

fn not_made(path: &Path, cause: &io::Error) -> Error {
    MachineFailed::made(path, cause).into()
}

/// Creates a directory with access for its owner alone, and its missing parents with the usual access.
fn make_private(dir: &Path) -> Result<()> {
    platform::claim_private_dir(dir, Claimed::Closed).map_err(|cause| not_made(dir, &cause))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::MetadataExt;

    use super::*;

    /// Returns true if the path is a real directory of this user, closed to everybody else.
    fn is_private(dir: &Path) -> bool {
        fs::symlink_metadata(dir).is_ok_and(|meta| meta.is_dir() && meta.uid() == user_id() && meta.mode() & 0o077 == 0)
    }

    #[test]
    fn a_second_engine_on_a_home_is_refused_until_the_first_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(&dir.path().join("home")).unwrap();
        let first = home.open().unwrap();
        assert!(matches!(home.open(), Err(Error::AlreadyRunning(_))));
        drop(first);
        home.open().unwrap();
    }

    #[test]
    fn a_home_of_a_newer_version_is_refused_untouched() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path()).unwrap();
        fs::write(dir.path().join("format"), "2\n").unwrap();
        assert_eq!(home.open().unwrap_err().code(), "newer-home");
        assert_eq!(fs::read_to_string(dir.path().join("format")).unwrap(), "2\n");
        assert!(!dir.path().join("replicas").exists());
    }

    #[test]
    fn a_control_socket_lies_in_the_directory_that_was_asked_for_unless_that_is_too_long() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| Home::at(&dir.path().join("home")).unwrap().with_runtime_dir(&dir.path().join(name));
        let _lock = at("run").open().unwrap();
        assert_eq!(at("run").prepare_socket().unwrap().parent(), Some(dir.path().join("run").as_path()));
        assert!(!at(&"r".repeat(100)).prepare_socket().unwrap().starts_with(dir.path()));
    }

    #[test]
    fn a_home_is_closed_to_others_and_its_socket_path_short() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(&dir.path().join("h".repeat(200))).unwrap();
        let _lock = home.open().unwrap();
        assert!(is_private(home.data()));
        let socket = home.prepare_socket().unwrap();
        assert!(socket.as_os_str().len() <= MAX_SOCKET_PATH);
        assert!(is_private(socket.parent().unwrap()));
        assert_eq!(home.find_socket().unwrap(), socket);
    }
}
