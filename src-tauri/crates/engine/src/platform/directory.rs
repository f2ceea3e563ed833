//! A directory by handle: what is done in it stays in it, whatever is renamed meanwhile.

use std::ffi::OsStr;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{self as unix, AtFlags, FileType, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

const FLAGS: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// An open directory.
pub(crate) struct Directory(OwnedFd);

impl Directory {
    /// Opens the root of all paths.
    pub(crate) fn top() -> io::Result<Self> {
        Ok(Directory(unix::open(Path::new("/"), FLAGS, Mode::empty())?))
    }

    /// Opens the directory of this name in this one, and creates it if it is missing.
    ///
    /// # Errors
    /// `NotADirectory` if something else is there, or a symlink.
    pub(crate) fn enter(&self, name: &OsStr) -> io::Result<Self> {
        let open = || unix::openat(&self.0, name, FLAGS, Mode::empty());
        let below = match open() {
            Err(Errno::NOENT) => match self.make(name) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => open(),
            },
            opened => opened,
        };
        match below {
            Err(Errno::LOOP) => Err(io::ErrorKind::NotADirectory.into()),
            below => Ok(Directory(below?)),
        }
    }

    /// Returns whether a directory is at a name; none if nothing is there.
    pub(crate) fn has_directory(&self, name: &str) -> io::Result<Option<bool>> {
        match unix::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(FileType::from_raw_mode(stat.st_mode) == FileType::Directory)),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(errno.into()),
        }
    }

    /// Creates a directory at a name at which nothing is.
    pub(crate) fn make(&self, name: impl AsRef<OsStr>) -> io::Result<()> {
        Ok(unix::mkdirat(&self.0, name.as_ref(), Mode::from_raw_mode(0o777))?)
    }

    /// Removes a directory if it is empty.
    pub(crate) fn remove_empty(&self, name: &str) {
        let _ = unix::unlinkat(&self.0, name, AtFlags::REMOVEDIR);
    }

    /// Renames a directory durably to a name at which nothing is. Returns false if something is there.
    pub(crate) fn rename_to_new(&self, from: &str, to: &str) -> io::Result<bool> {
        let renamed = match unix::renameat_with(&self.0, from, &self.0, to, RenameFlags::NOREPLACE) {
            // Some network file systems do not support the flag. Creating a directory is exclusive everywhere, and a
            // rename replaces only an empty directory.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
                unix::mkdirat(&self.0, to, Mode::from_raw_mode(0o777))
                    .and_then(|()| unix::renameat(&self.0, from, &self.0, to))
            }
            renamed => renamed,
        };
        match renamed {
            Err(Errno::EXIST | Errno::NOTEMPTY) => return Ok(false),
            renamed => renamed?,
        }
        let readable = unix::openat(&self.0, ".", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
        unix::fsync(readable)?;
        Ok(true)
    }
}
