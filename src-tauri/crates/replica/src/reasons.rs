//! Why a path, or a folder as a whole, is not settled.

use syncit_core::reason::Shape;
use syncit_core::{Reason, RelPath, reasons};

use crate::disk::DiskErrorKind;

/// The families of reasons of this crate.
pub const REASONS: &[&[Shape]] = &[DiskFailed::ALL, Trouble::ALL];

reasons! {
    /// Why a disk call failed.
    pub enum DiskFailed {
        /// Nothing is there.
        "disk--not-found" NotFound,
        /// Something is there already.
        "disk--exists" Exists,
        /// A directory is not empty.
        "disk--not-empty" NotEmpty,
        /// The system denies it.
        "disk--denied" Denied,
        /// There is no room, or a quota is reached.
        "disk--full" Full,
        /// It lies below a mount point.
        "disk--other-mount" OtherMount,
        /// The file system cannot do that.
        "disk--unsupported" Unsupported,
        /// Anything else, in the system's words.
        "disk--other" Other { words: String },
    }
}

reasons! {
    /// What is not settled.
    pub enum Trouble {
        /// The disk failed while a path was brought up to date. It is tried again in a minute.
        "not-updated" NotUpdated { path: RelPath, cause: Reason },
        /// The same, for lack of space.
        "not-updated--disk-full" NoSpace { path: RelPath },
        /// The same, for lack of permission.
        "not-updated--denied" Denied { path: RelPath },
        /// The hub cannot give the content. It is tried again in a minute.
        "not-fetched" NotFetched { path: RelPath, cause: Reason },
        /// The content that comes is not the one that the hub described. It is tried again in a minute.
        "not-fetched--damaged" Damaged { path: RelPath },
        /// A displaced version could not be put back beside its path. It is tried again in a minute.
        "not-put-back" NotPutBack { path: RelPath, name: String },
        /// What was left in SyncIt's own directory cannot be read; until then the folder waits.
        "own-directory-unreadable" OwnDirectory { cause: Reason },
        /// It cannot be read now. It is tried again by itself.
        "unreadable--passing" UnreadableNow { path: RelPath, cause: Reason },
        /// It cannot be read.
        "unreadable" Unreadable { path: RelPath, cause: Reason },
        /// A file of more than 256 GiB.
        "not-synced--too-large" TooLarge { path: RelPath },
        /// A device, a socket or a pipe.
        "not-synced--special" Special { path: RelPath },
        /// A symlink whose target is not UTF-8 or too long.
        "not-synced--symlink" Symlink { path: RelPath },
        /// A name that cannot be synced, at the top of the folder.
        "bad-name-here" BadName { name: String, cause: Reason },
        /// A name that cannot be synced, in a directory.
        "bad-name-here--in" BadNameIn { directory: RelPath, name: String, cause: Reason },
        /// Something has the name of something that is not chosen here.
        "not-chosen" NotChosen { path: RelPath },
        /// Lines of an ignore file that do not apply, in the words of the library that reads them.
        "bad-rules" BadRules { path: RelPath, errors: String },
        /// An entry of the hub that no disk can hold.
        "invalid-at-hub" InvalidAtHub { path: RelPath, cause: Reason },
        /// It is there beside a name that differs in case only.
        "case-twin" CaseTwin { path: RelPath },
        /// This disk cannot hold it.
        "unrepresentable" Unrepresentable { path: RelPath, cause: Reason },
        /// A lock of git has been there for long.
        "git-lock" GitLock { path: RelPath },
        /// Nothing is known but that it is not settled.
        "not-settled" NotSettled { path: RelPath },
        /// The folder is held.
        "held" Held,
        /// Deletions are held back until a person decides.
        "deletions-held" DeletionsHeld { files: usize },
        /// Overwritten files are held back until a person decides.
        "overwriting-held" OverwritingHeld { files: usize },
        /// The folder's database failed. It is tried again within a minute.
        "folder-database" Database { words: String },
        /// The same, for lack of space.
        "folder-database--disk-full" DatabaseFull,
    }
}

impl DiskErrorKind {
    /// Returns it as a reason.
    pub fn reason(&self) -> Reason {
        match self {
            DiskErrorKind::NotFound => DiskFailed::NotFound,
            DiskErrorKind::Exists => DiskFailed::Exists,
            DiskErrorKind::NotEmpty => DiskFailed::NotEmpty,
            DiskErrorKind::Denied => DiskFailed::Denied,
            DiskErrorKind::Full => DiskFailed::Full,
            DiskErrorKind::OtherMount => DiskFailed::OtherMount,
            DiskErrorKind::Unsupported => DiskFailed::Unsupported,
            DiskErrorKind::Passing(words) | DiskErrorKind::Other(words) => DiskFailed::Other { words: words.clone() },
        }
        .into()
    }
}
