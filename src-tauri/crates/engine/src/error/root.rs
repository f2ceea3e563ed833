//! Why a directory cannot be a folder's, or hold the hub's copies, and where there is too little room.

use std::path::PathBuf;

use syncit_core::{Reason, reasons};
use syncit_replica::root::marker::MarkerError;

use super::cause::Cause;

reasons! {
    /// Why a directory cannot be the root of a folder.
    pub enum BadRoot {
        /// The path is not absolute.
        "bad-path--not-absolute" NotAbsolute { path: PathBuf },
        /// The path is not UTF-8.
        "bad-path--root-not-utf8" NotUtf8 { path: PathBuf },
        /// The system does not let it be used.
        "bad-path--unusable" Unusable { path: PathBuf, cause: Reason },
        /// It cannot be made.
        "bad-path--not-made" NotMade { path: PathBuf, cause: Cause },
        /// It is the root of the whole file system.
        "bad-path--whole" WholeFileSystem { path: PathBuf },
        /// It does not exist.
        "no-such-path" Missing { path: PathBuf },
        /// The directory that should hold it does not exist.
        "no-such-path--parent" ParentMissing { path: PathBuf },
        /// SyncIt's own data are kept there.
        "overlaps--own-data" OwnData { path: PathBuf },
        /// It is another folder's root.
        "overlaps--same" Same { path: PathBuf, folder: String },
        /// It lies inside another folder.
        "overlaps--inside" Inside { path: PathBuf, folder: String },
        /// It contains another folder.
        "overlaps--contains" Contains { path: PathBuf, folder: String, other: PathBuf },
        /// It lies inside a folder of another installation.
        "overlaps--inside-foreign" InsideForeign { path: PathBuf, other: PathBuf, own_dir: PathBuf },
        /// It contains a folder of another installation.
        "overlaps--contains-foreign" ContainsForeign { path: PathBuf, other: PathBuf, own_dir: PathBuf },
        /// It is a home directory, or holds one.
        "home-directory" HomeDirectory { path: PathBuf, home: PathBuf },
        /// It is, holds or lies in a place from which programs are run.
        "home-directory--trusted" Trusted { path: PathBuf, place: PathBuf },
        /// It is no directory.
        "not-a-directory" NotADirectory { path: PathBuf },
        /// This user cannot both read and write it.
        "not-writable" NotWritable { path: PathBuf, cause: Cause },
        /// What SyncIt keeps there cannot be written.
        "not-writable--own" OwnNotWritable { path: PathBuf, cause: Reason },
        /// Its marker says that it is the copy of another link.
        "is-marked" IsMarked { path: PathBuf, own_dir: PathBuf },
        /// Its marker cannot be read.
        "is-marked--unreadable" MarkerUnreadable { path: PathBuf, cause: Reason, own_dir: PathBuf },
        /// Its marker names another copy than the folder's.
        "other-folder" OtherFolder { path: PathBuf, folder: String, former: PathBuf },
        /// It has no usable marker.
        "other-folder--unmarked" Unmarked { path: PathBuf, cause: Reason, former: PathBuf },
    }
}

reasons! {
    /// Why a folder's marker is not usable.
    pub enum BadMarker {
        /// There is none.
        "marker--gone" Gone,
        /// It is no marker.
        "marker--damaged" Damaged,
        /// A newer version of SyncIt wrote it.
        "marker--newer" Newer,
    }
}

/// Returns why a marker is not usable.
pub(crate) fn of_marker(error: &MarkerError) -> Reason {
    match error {
        MarkerError::Missing => BadMarker::Gone.into(),
        MarkerError::Damaged(_) => BadMarker::Damaged.into(),
        MarkerError::Newer(_) => BadMarker::Newer.into(),
        MarkerError::Disk(error) => error.kind.reason(),
    }
}

reasons! {
    /// Why a directory cannot hold the hub's copies.
    pub enum BadHubRoot {
        /// The path is not absolute.
        "bad-root--not-absolute" NotAbsolute { path: PathBuf },
        /// The path is not UTF-8.
        "bad-root--not-utf8" NotUtf8 { path: PathBuf },
        /// It has `..` in a part that does not exist.
        "bad-root--dots" Dots { path: PathBuf },
        /// A part of it cannot be used.
        "bad-root" Unusable { path: PathBuf, part: PathBuf, cause: Cause },
        /// It is the root of the whole file system.
        "bad-root--whole" WholeFileSystem { path: PathBuf },
        /// It is a home directory, or holds one.
        "bad-root--home-directory" HomeDirectory { path: PathBuf, home: PathBuf },
        /// It is in a hidden directory of a person.
        "bad-root--hidden" Hidden { path: PathBuf, hidden: PathBuf },
        /// SyncIt's own data are kept there.
        "bad-root--own-data" OwnData { path: PathBuf },
        /// It is in a folder that is synced.
        "bad-root--in-folder" InFolder { path: PathBuf, folder: String },
        /// It holds a place from which programs take settings.
        "bad-root--settings" HoldsSettings { path: PathBuf, hidden: PathBuf },
        /// It is not a directory.
        "bad-root--not-a-directory" NotADirectory { path: PathBuf },
        /// A part of it is a symlink, or no directory.
        "bad-root--symlink" Symlink { path: PathBuf, part: PathBuf },
    }
}

reasons! {
    /// Where there is too little room.
    pub enum NoRoom {
        /// For a folder on the hub's own disk.
        "disk-full--shared" AtHub { folder: String, left: u64, minimum: u64 },
        /// For a folder on this machine's disk.
        "disk-full--linked" ForFolder { folder: String, needed: u64, place: PathBuf, free: u64 },
        /// For what was chosen of a folder.
        "disk-full--chosen" ForChosen { folder: String, needed: u64, place: PathBuf, free: u64 },
    }
}
