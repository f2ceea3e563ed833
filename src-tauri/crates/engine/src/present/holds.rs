//! Why a folder is held, as data.

use std::path::{Path, PathBuf};

use syncit_core::path::OWN_DIR;
use syncit_core::{Name, Reason, RelPath, reasons};
use syncit_replica::event::Hold;

use crate::api::{HoldKind, HoldLine};
use crate::machine::record::Link;

reasons! {
    /// Why a folder is held. `folder` is its name on this machine.
    pub enum Held {
        /// The marker is gone from its root.
        "marker-gone" MarkerGone { place: Reason, folder: Name },
        /// The same, and the files are as they were.
        "marker-gone--intact" MarkerGoneIntact { place: Reason, folder: Name },
        /// The same, and the files are not as they were.
        "marker-gone--differing" MarkerGoneDiffering { place: Reason, folder: Name },
        /// Another folder, or another machine's copy of this one, is at its path.
        "held-other-folder" OtherFolder { place: Reason, folder: Name },
        /// The directory there cannot be opened or is another one.
        "root-gone--other" OtherRoot { place: Reason, folder: Name },
        /// Nothing that could be opened is there.
        "root-gone" RootGone { path: PathBuf, folder: Name },
        /// It lies inside a folder of another installation.
        "inside-another" Inside { path: PathBuf, above: PathBuf, own: PathBuf, folder: Name },
        /// All files are gone.
        "emptied" Emptied { path: PathBuf, folder: Name },
        /// Most of it was deleted within a minute, as a client is told.
        "mass-deletion" MassDeletion { files: u64, machine: String, folder: String },
        /// The same, as the hub explains it; `passed` of them were passed on before it noticed.
        "mass-deletion--explained" MassDeletionAt { files: u64, place: Reason, machine: String, passed: u64, folder: String },
        /// Much of it was overwritten with what cannot be read, as a client is told.
        "mass-overwriting" MassOverwriting { files: u64, machine: String, folder: String },
        /// The same, as the hub explains it.
        "mass-overwriting--explained" MassOverwritingAt {
            files: u64,
            place: Reason,
            machine: String,
            passed: u64,
            folder: String,
        },
    }
}

reasons! {
    /// A path on this disk.
    pub enum Place {
        /// The path.
        "place" At { path: PathBuf },
        /// It is a symlink, or lies below one.
        "place--link" Leading { path: PathBuf, target: PathBuf },
    }
}

reasons! {
    /// Where in a folder many files changed; it continues a sentence.
    pub enum Within {
        /// All over it.
        "within" Folder,
        /// In one place.
        "within--one" One { first: RelPath },
        /// In two.
        "within--two" Two { first: RelPath, second: RelPath },
        /// In more.
        "within--more" More { first: RelPath, second: RelPath, more: usize },
    }
}

/// Returns why a folder is held.
pub(crate) fn hold_line(hold: &Hold, files: u64, link: &Link) -> HoldLine {
    let (folder, path, place) = (link.name.clone(), link.path.clone(), place_of(&link.path));
    let (kind, reason) = match hold {
        Hold::MarkerGone => (HoldKind::MarkerGone, Held::MarkerGone { place, folder }),
        Hold::OtherFolder => (HoldKind::OtherFolder, Held::OtherFolder { place, folder }),
        Hold::RootGone if link.path.is_dir() => (HoldKind::RootGone, Held::OtherRoot { place, folder }),
        Hold::RootGone => (HoldKind::RootGone, Held::RootGone { path, folder }),
        Hold::Inside(above) => {
            let (above, own) = (above.clone(), above.join(OWN_DIR));
            (HoldKind::InsideAnother, Held::Inside { path, above, own, folder })
        }
        Hold::Emptied => (HoldKind::Emptied, Held::Emptied { path, folder }),
        Hold::MassDeletion { machine, files, .. } => {
            let (files, folder) = (*files, folder.to_string());
            let reason = Held::MassDeletion { files, machine: machine.clone(), folder };
            return HoldLine::new(HoldKind::MassDeletion, reason, files, Some(machine.clone()));
        }
        Hold::MassOverwriting { machine, files, .. } => {
            let (files, folder) = (*files, folder.to_string());
            let reason = Held::MassOverwriting { files, machine: machine.clone(), folder };
            return HoldLine::new(HoldKind::MassOverwriting, reason, files, Some(machine.clone()));
        }
    };
    HoldLine::new(kind, reason, files, None)
}

/// Returns a path, and where it leads if it is a symlink or lies below one.
pub(crate) fn place_of(path: &Path) -> Reason {
    let at = path.to_owned();
    match std::fs::canonicalize(path) {
        Ok(target) if target != path => Place::Leading { path: at, target }.into(),
        _ => Place::At { path: at }.into(),
    }
}
