//! Files of SyncIt's own: closed to others, never through a symlink, never over something else.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rustix::fs::{Access, CWD, Mode, OFlags, RenameFlags, renameat_with};
use rustix::io::Errno;

use super::host::user_id;

/// Returns options with which a new file is created so that only its owner can read and write it.
pub fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

/// Returns the permissions of a file for its owner alone, who may also execute it or not.
pub(crate) fn executable(executable: bool) -> Permissions {
    Permissions::from_mode(if executable { 0o700 } else { 0o600 })
}

/// Creates a symlink.
pub(crate) fn link(target: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, at)
}

/// What is done with a directory that exists already, but is open to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claimed {
    /// It is closed to them.
    Closed,
    /// It is refused, because its contents may come from somebody else; so is one that is reached by a symlink.
    Refused,
}

/// Creates a directory with access for its owner alone, and its missing parents with the usual access.
pub(crate) fn claim_private_dir(dir: &Path, if_open: Claimed) -> io::Result<()> {
    if let Some(above) = dir.parent() {
        fs::create_dir_all(above)?;
    }
    match DirBuilder::new().mode(0o700).create(dir) {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => return Err(cause),
        Ok(()) if if_open == Claimed::Closed => return Ok(()),
        _ => {}
    }
    let is_own = |meta: &Metadata| meta.uid() == user_id();
    if if_open == Claimed::Closed {
        let meta = fs::metadata(dir)?;
        let is_open = is_own(&meta) && meta.mode() & 0o077 != 0;
        return if is_open { fs::set_permissions(dir, executable(true)) } else { Ok(()) };
    }
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let meta = File::from(rustix::fs::open(dir, flags, Mode::empty())?).metadata()?;
    let is_private = is_own(&meta) && meta.mode() & 0o777 == 0o700;
    if is_private { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

/// Opens a regular file for reading. Fails on a symlink, and on a pipe in its place without waiting for a writer.
pub(crate) fn open_plain(path: &Path) -> io::Result<File> {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32;
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is no file")) }
}

/// Renames a file durably to a name at which nothing is.
///
/// # Errors
/// `AlreadyExists` if something is there.
pub(crate) fn rename_to_new(from: &Path, to: &Path) -> io::Result<()> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // The file system cannot do this in one step.
        Err(Errno::INVAL | Errno::NOSYS) => {
            fs::hard_link(from, to)?;
            fs::remove_file(from)?;
        }
        renamed => renamed?,
    }
    match to.parent() {
        Some(dir) => File::open(dir)?.sync_all(),
        None => Ok(()),
    }
}

/// Returns true if both paths lead to the same file or directory.
pub(crate) fn is_same(a: &Path, b: &Path) -> bool {
    let identity = |path: &Path| fs::metadata(path).map(|found| (found.dev(), found.ino())).ok();
    identity(a).is_some_and(|found| identity(b) == Some(found))
}

/// Checks that this user may read, write and enter a directory.
pub(crate) fn check_usable(dir: &Path) -> io::Result<()> {
    Ok(rustix::fs::access(dir, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK)?)
}

/// Returns the bytes that an ordinary user may still write on the file system of a path, and its size in bytes.
pub(crate) fn space(path: &Path) -> io::Result<(u64, u64)> {
    let stat = rustix::fs::statvfs(path)?;
    Ok((stat.f_bavail.saturating_mul(stat.f_frsize), stat.f_blocks.saturating_mul(stat.f_frsize)))
}
