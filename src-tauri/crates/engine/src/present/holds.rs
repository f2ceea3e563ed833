//! Why a folder is held, and what a person can do about it, in words.

use std::path::Path;

use syncit_core::path::OWN_DIR;
use syncit_replica::event::Hold;

use crate::api::{HoldKind, HoldLine};
use crate::machine::record::Link;

/// Returns why a folder is held, and what to do.
pub(crate) fn hold_line(hold: &Hold, files: u64, link: &Link) -> HoldLine {
    let (name, path) = (&link.name, link.path.display());
    let relocate = format!("if it was moved: `syncit relocate {name} PATH`");
    let (kind, cause, hint) = match hold {
        Hold::MarkerGone => (
            HoldKind::MarkerGone,
            format!("the marker .syncit/folder.json is gone from {}", place_of(&link.path)),
            format!(
                "put back what was there (mount its disk, undo the move); {relocate}; if a backup was copied over it: \
                 `syncit release {name} --restore`; or unlink and link it anew"
            ),
        ),
        Hold::OtherFolder => (
            HoldKind::OtherFolder,
            format!(
                "{} holds another folder than {name}, or a copy that another machine made of it",
                place_of(&link.path)
            ),
            relocate,
        ),
        Hold::RootGone if link.path.is_dir() => (
            HoldKind::RootGone,
            format!("{} cannot be opened, or is not the directory that was linked", place_of(&link.path)),
            format!("put that one back, or mount the disk that it is on; {relocate}"),
        ),
        Hold::RootGone => (
            HoldKind::RootGone,
            format!("{path} cannot be opened"),
            format!("mount the disk that it is on; {relocate}"),
        ),
        Hold::Inside(above) => (
            HoldKind::InsideAnother,
            format!("{path} lies inside {}, a folder of another SyncIt on this computer", above.display()),
            format!(
                "move it out of there and say where it is: `syncit relocate {name} PATH`; or, if no SyncIt uses {} any more, \
                 remove {}",
                above.display(),
                above.join(OWN_DIR).display()
            ),
        ),
        Hold::Emptied => (
            HoldKind::Emptied,
            format!("all files are gone from {path}"),
            format!("put them back; or {}", both_ways(name.as_str())),
        ),
        Hold::MassDeletion { machine, files, .. } => {
            let cause = format!(
                "{files} files were deleted on {machine} within a minute: the hub passes that on no further until a person decides"
            );
            let (kind, machine) = (HoldKind::MassDeletion, Some(machine.clone()));
            return HoldLine { cause, kind, files: *files, machine, hint: both_ways(name.as_str()) };
        }
        Hold::MassOverwriting { machine, files, .. } => {
            let found = overwritten(*files, "", machine);
            let cause = format!("{found}: the hub passes that on no further until a person decides");
            let (kind, machine) = (HoldKind::MassOverwriting, Some(machine.clone()));
            return HoldLine { cause, kind, files: *files, machine, hint: accept_or_restore(name.as_str()) };
        }
    };
    HoldLine { cause: format!("{cause}: nothing is synced or deleted"), kind, files, machine: None, hint }
}

/// Returns a path, and where it leads if it is a symlink or lies below one.
fn place_of(path: &Path) -> String {
    match std::fs::canonicalize(path) {
        Ok(target) if target != path => format!("{} (which leads to {})", path.display(), target.display()),
        _ => path.display().to_string(),
    }
}

/// Returns the two ways to end a hold after deletions.
pub(crate) fn both_ways(folder: &str) -> String {
    format!(
        "`syncit release {folder} --restore` brings the files back, `syncit release {folder} --delete` deletes them everywhere"
    )
}

/// Returns the two ways to end a hold after files were overwritten.
pub(crate) fn accept_or_restore(folder: &str) -> String {
    format!(
        "check that computer first; `syncit release {folder} --restore` brings the files back on all machines, \
         `syncit release {folder} --accept` takes the changes everywhere; the versions of before are kept in both cases"
    )
}

/// Describes many overwritten files that look encrypted.
pub(crate) fn overwritten(files: u64, place: &str, machine: &str) -> String {
    format!(
        "{files} files{place} were overwritten on {machine} within ten minutes and look encrypted: they are no longer of \
         their type, or nothing in them can be read"
    )
}
