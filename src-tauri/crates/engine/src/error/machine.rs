//! What fails on this machine: its home, its databases, its key, its sockets.

use std::io;
use std::path::{Path, PathBuf};

use syncit_core::{Reason, reasons};

use super::cause::Cause;

reasons! {
    /// What fails on this machine.
    pub enum MachineFailed {
        /// A file or directory of the home cannot be used.
        "home" Unusable { path: PathBuf, cause: Cause },
        /// One cannot be made.
        "home--make" NotMade { path: PathBuf, cause: Cause },
        /// One cannot be read.
        "home--read" NotRead { path: PathBuf, cause: Cause },
        /// What this machine remembers of itself is damaged.
        "home--damaged" Damaged { path: PathBuf, words: String },
        /// There is no home directory.
        "home--none" NoHome,
        /// Another engine holds the home's lock.
        "already-running" AlreadyRunning { path: PathBuf },
        /// A newer version of SyncIt wrote the home.
        "newer-home" Newer { path: PathBuf },
        /// A database cannot be used.
        "store" Store { words: String },
        /// The same, for lack of space.
        "disk-full--database" StoreFull,
        /// The machine's key cannot be created or read.
        "key" Key { cause: Reason },
        /// The hub does not run yet, because its key cannot be read.
        "key--hub" HubRests,
        /// The record of a hub lacks its name.
        "bad-argument--no-name" NoName,
        /// The address is taken, or does not belong to this machine.
        "listen" Listen { address: String, cause: Cause },
        /// No port of the usual ones is free.
        "listen--any" ListenAnywhere { first: String, last: String, cause: Cause },
        /// The server took no address.
        "listen--none" ListenNowhere,
        /// The engine is stopping.
        "stopping" Stopping,
    }
}

impl MachineFailed {
    pub(crate) fn used(path: &Path, cause: &io::Error) -> Self {
        MachineFailed::Unusable { path: path.to_owned(), cause: cause.into() }
    }

    pub(crate) fn made(path: &Path, cause: &io::Error) -> Self {
        MachineFailed::NotMade { path: path.to_owned(), cause: cause.into() }
    }

    pub(crate) fn read(path: &Path, cause: &io::Error) -> Self {
        MachineFailed::NotRead { path: path.to_owned(), cause: cause.into() }
    }
}

reasons! {
    /// Why a file was not written for a person.
    pub enum NotWritten {
        /// The system refuses it.
        "write" Refused { path: PathBuf, cause: Cause },
        /// There is no room.
        "disk-full--write" Full { path: PathBuf },
        /// It is no absolute path of a file.
        "bad-argument--not-absolute" NotAbsolute { path: PathBuf },
    }
}

impl NotWritten {
    pub(crate) fn new(path: &Path, cause: &io::Error) -> Self {
        let path = path.to_owned();
        match Cause::from(cause) {
            Cause::Full => NotWritten::Full { path },
            cause => NotWritten::Refused { path, cause },
        }
    }
}
