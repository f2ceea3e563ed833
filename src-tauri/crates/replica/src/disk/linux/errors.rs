//! What a system error means: one table, which separates temporary errors from lasting ones.

use rustix::io::Errno;

use crate::disk::{DiskError, DiskErrorKind, Place};

/// Stands for the EXDEV of a rename within one file system, so that it becomes `Unsupported`; no rename returns it.
pub(super) const NOT_IN_ONE_STEP: Errno = Errno::FBIG;

pub(super) fn failed(doing: &'static str, place: &Place) -> impl FnOnce(Errno) -> DiskError {
    move |errno| DiskError { doing, place: format!("{place:?}"), kind: kind_of(errno) }
}

pub(super) fn refused(doing: &'static str, place: &Place, kind: DiskErrorKind) -> DiskError {
    DiskError { doing, place: format!("{place:?}"), kind }
}

/// | kind | passes by itself? | errors |
/// |---|---|---|
/// | `NotFound` | an answer, no trouble | nothing there; a symlink or a file where a directory was expected |
/// | `Exists`, `NotEmpty` | an answer, no trouble | |
/// | `OtherMount` | when it is unmounted | a mount point was to be crossed |
/// | `Passing` | yes | too many open files, no memory, a busy or failing device, an interrupted call, a lost server |
/// | `Full` | when somebody makes room | disk or quota full |
/// | `Denied` | when somebody changes the rights | |
/// | `Unsupported` | no: the same call fails again | a name, a size or a kind that the file system cannot hold |
/// | `Other` | not known | all others |
pub(super) fn kind_of(errno: Errno) -> DiskErrorKind {
    match errno {
        // A symlink in the middle means that there is no such directory in the folder.
        Errno::NOENT | Errno::NOTDIR | Errno::LOOP => DiskErrorKind::NotFound,
        Errno::EXIST => DiskErrorKind::Exists,
        Errno::NOTEMPTY => DiskErrorKind::NotEmpty,
        Errno::ACCESS | Errno::PERM | Errno::ROFS => DiskErrorKind::Denied,
        Errno::NOSPC | Errno::DQUOT => DiskErrorKind::Full,
        Errno::XDEV => DiskErrorKind::OtherMount,
        // INVAL: a name that this file system does not take.
        Errno::NAMETOOLONG | Errno::ILSEQ | Errno::INVAL | Errno::OPNOTSUPP | Errno::NOSYS | Errno::FBIG => {
            DiskErrorKind::Unsupported
        }
        errno if is_passing(errno) => DiskErrorKind::Passing(words(errno)),
        other => DiskErrorKind::Other(words(other)),
    }
}

fn is_passing(errno: Errno) -> bool {
    match errno {
        // Of this process or this system: too much at once.
        Errno::MFILE | Errno::NFILE | Errno::NOMEM | Errno::AGAIN | Errno::INTR => true,
        // Of the file: somebody uses it, runs it, or has mounted something on it.
        Errno::BUSY | Errno::TXTBSY => true,
        // Of the device, which may be plugged in again, or of its medium.
        Errno::IO | Errno::REMOTEIO | Errno::NOMEDIUM => true,
        // Of a server: NFS, SMB, FUSE.
        Errno::STALE
        | Errno::NOLINK
        | Errno::TIMEDOUT
        | Errno::NOTCONN
        | Errno::CONNRESET
        | Errno::CONNREFUSED
        | Errno::CONNABORTED
        | Errno::HOSTDOWN
        | Errno::HOSTUNREACH
        | Errno::NETDOWN
        | Errno::NETUNREACH
        | Errno::SHUTDOWN => true,
        _ => false,
    }
}

fn words(errno: Errno) -> String {
    std::io::Error::from(errno).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: impl Fn(Errno) -> DiskErrorKind, errnos: &[Errno]) {
        for errno in errnos {
            assert_eq!(kind_of(*errno), expected(*errno), "{errno:?}");
        }
    }

    #[test]
    fn passing_and_lasting_errors_are_told_apart() {
        let passing = |errno| DiskErrorKind::Passing(words(errno));
        check(passing, &[Errno::MFILE, Errno::NFILE, Errno::IO, Errno::BUSY, Errno::TXTBSY, Errno::INTR]);
        check(passing, &[Errno::AGAIN, Errno::NOMEM, Errno::STALE, Errno::NOLINK, Errno::NOTCONN, Errno::TIMEDOUT]);
        check(|_| DiskErrorKind::OtherMount, &[Errno::XDEV]);
        check(|_| DiskErrorKind::Unsupported, &[Errno::NAMETOOLONG, Errno::ILSEQ, Errno::INVAL, Errno::OPNOTSUPP]);
        check(|_| DiskErrorKind::Unsupported, &[Errno::NOSYS, Errno::FBIG]);
        check(|_| DiskErrorKind::Denied, &[Errno::ACCESS, Errno::PERM, Errno::ROFS]);
        check(|_| DiskErrorKind::Full, &[Errno::NOSPC, Errno::DQUOT]);
        check(|_| DiskErrorKind::NotFound, &[Errno::NOENT, Errno::NOTDIR, Errno::LOOP]);
        check(|errno| DiskErrorKind::Other(words(errno)), &[Errno::MLINK, Errno::NXIO, Errno::FAULT]);
    }
}
