//! What can fail in a store, and whether the cause is a full disk.

use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;
use syncit_core::relay_store::StoreError;

/// Why a database could not be opened. In every case it was left unchanged.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A newer version of SyncIt wrote it.
    #[error(
        "{path} was written by a newer version of SyncIt (format {found}, this one knows up to {known}); it was left untouched: install the newer version again"
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// The version of its format.
        found: u32,
        /// The newest version that this program can read.
        known: u32,
    },
    /// It is not a database of this kind.
    #[error("{path} is not a {what} of SyncIt; it was left untouched")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// The kind that was expected.
        what: &'static str,
    },
    /// A new database was to be created, but one exists.
    #[error("{path} exists already")]
    Exists {
        /// The database.
        path: PathBuf,
    },
    /// There is none, or its creation was interrupted.
    #[error("there is no {what} at {path}")]
    Missing {
        /// The database.
        path: PathBuf,
        /// The kind that was expected.
        what: &'static str,
    },
    /// Opening, reading or migrating it failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The error of an operation inside this crate, before the operation is named.
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

    /// Converts it to a `StoreError` that names the failed operation.
    pub(crate) fn while_doing(self, doing: impl Into<String>) -> StoreError {
        StoreError { doing: doing.into(), disk_full: self.is_disk_full(), cause: self.to_string() }
    }
}
