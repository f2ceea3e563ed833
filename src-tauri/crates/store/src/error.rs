//! What can go wrong in a store, and which of it is a full disk.

use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;
use syncit_core::relay_store::StoreError;

/// Why a database could not be opened. In every case it was left as it was.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A newer SyncIt wrote it.
    #[error(
        "{path} was written by a newer version of SyncIt (format {found}, this one knows up to {known}); it was left untouched: install the newer version again"
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its format's version.
        found: u32,
        /// The newest that this program can read.
        known: u32,
    },
    /// It is something else.
    #[error("{path} is not a {what} of SyncIt; it was left untouched")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it should have been.
        what: &'static str,
    },
    /// A new one was to be made where one is.
    #[error("{path} exists already")]
    Exists {
        /// The database.
        path: PathBuf,
    },
    /// There is none, or one whose creation was cut off.
    #[error("there is no {what} at {path}")]
    Missing {
        /// The database.
        path: PathBuf,
        /// What was looked for.
        what: &'static str,
    },
    /// Opening, reading or migrating it failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What an operation inside this crate fails with, before it is said what was being done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Sql(#[from] rusqlite::Error),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("the database is damaged: {0}")]
    Damaged(&'static str),
    #[error("{0}")]
    Refused(&'static str),
}

impl From<rustix::io::Errno> for Failure {
    fn from(errno: rustix::io::Errno) -> Self {
        Failure::Io(errno.into())
    }
}

impl Failure {
    fn is_disk_full(&self) -> bool {
        match self {
            Failure::Sql(error) => error.sqlite_error_code() == Some(ErrorCode::DiskFull),
            Failure::Io(error) => {
                matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            Failure::Damaged(_) | Failure::Refused(_) => false,
        }
    }

    /// Says what was being done.
    pub(crate) fn while_doing(self, doing: impl Into<String>) -> StoreError {
        StoreError { doing: doing.into(), disk_full: self.is_disk_full(), cause: self.to_string() }
    }
}
