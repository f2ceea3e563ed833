//! What the hub's content store holds and lacks, and how the folders show that.

use std::collections::BTreeMap;

use syncit_core::damage::{Lack, LackingEntry};
use syncit_core::message::{Answer, Ask};
use syncit_core::{FolderId, RelPath, reasons};
use syncit_replica::event::Phase;

use crate::api::{FolderStatus, ProblemLine, StoreStatus, SyncState};
use crate::error::Undone;
use crate::present::status::folder_state;
use crate::runtime::directory::Directory;
use crate::runtime::{RunningRole, Runtime};

/// How many problems are shown for one folder.
const SHOWN: usize = 20;

/// How much the hub's store takes on the disk, for what, and what in it is damaged.
pub(crate) struct OfHub {
    pub(crate) stored_bytes: u64,
    pub(crate) status: StoreStatus,
    /// Damaged chunks and lists that were not repaired yet.
    pub(crate) damage: u64,
    /// Journal entries that no machine can apply, and that are sent to none.
    pub(crate) undeliverable: Vec<(FolderId, RelPath)>,
}

/// Returns, on the hub, what its store holds and lacks.
pub(crate) fn of_hub(runtime: &Runtime) -> Option<OfHub> {
    let RunningRole::Hub(_) = runtime.running() else { return None };
    match runtime.ask(Ask::StoreTotals, Undone::Answer) {
        Ok(Answer::StoreTotals { stored_bytes, sums, free, damage, undeliverable }) => {
            let (current_bytes, past_bytes, past_versions) = (sums.current_bytes, sums.past_bytes, sums.past_versions);
            let status = StoreStatus { current_bytes, past_bytes, past_versions, free };
            Some(OfHub { stored_bytes, status, damage, undeliverable })
        }
        Ok(_) => None,
        Err(error) => {
            tracing::warn!("{error}");
            None
        }
    }
}

/// Returns the entries whose content is still missing; none on a machine that is not the hub.
pub(crate) fn lacking(runtime: &Runtime) -> Vec<Lack> {
    let RunningRole::Hub(_) = runtime.running() else { return Vec::new() };
    match runtime.ask(Ask::Lacking, Undone::Answer) {
        Ok(Answer::Lacking { entries, .. }) => entries,
        Ok(_) => Vec::new(),
        Err(error) => {
            tracing::warn!("{error}");
            Vec::new()
        }
    }
}

reasons! {
    /// What the hub's store cannot give to machines.
    pub enum StoreTrouble {
        /// An entry that no machine can take, so it is sent to none.
        "undeliverable" Undeliverable { path: RelPath },
        /// The content was damaged, and no machine that has it was connected since.
        "damaged-at-hub" Damaged { path: RelPath },
        /// The same of more files than are named.
        "damaged-at-hub--more" MoreDamaged { files: usize },
    }
}

/// Shows the entries that are sent to no machine as problems of their folders. Returns true if there are any.
pub(crate) fn show_undeliverable(
    directory: &Directory,
    undeliverable: &[(FolderId, RelPath)],
    folders: &mut [FolderStatus],
) -> bool {
    let mut is_any = false;
    for (id, path) in undeliverable {
        let Some(name) = directory.folder_name(*id) else { continue };
        let Some(folder) = folders.iter_mut().find(|folder| folder.name == name.as_str()) else { continue };
        is_any = true;
        if folder.problems.len() < SHOWN {
            folder
                .problems
                .push(ProblemLine::new(path.to_string(), StoreTrouble::Undeliverable { path: path.clone() }));
        }
        if folder.state != SyncState::NotLinked {
            folder.state = folder.state.min(folder_state(Phase::Attention));
        }
    }
    is_any
}

/// Shows missing contents as problems of their folders. Returns true if there are any.
pub(crate) fn show_lacking(directory: &Directory, lacking: &[Lack], folders: &mut [FolderStatus]) -> bool {
    let mut by_folder: BTreeMap<_, Vec<&LackingEntry>> = BTreeMap::new();
    for lack in lacking.iter().filter(|lack| lack.entry.is_current) {
        by_folder.entry(lack.entry.folder).or_default().push(&lack.entry);
    }
    let mut is_any = false;
    for (id, entries) in by_folder {
        let Some(name) = directory.folder_name(id) else { continue };
        let Some(folder) = folders.iter_mut().find(|folder| folder.name == name.as_str()) else { continue };
        is_any = true;
        let shown = entries.iter().take(SHOWN).map(|entry| entry.path.clone());
        let damaged = |path: RelPath| ProblemLine::new(path.to_string(), StoreTrouble::Damaged { path });
        folder.problems.extend(shown.map(damaged));
        if entries.len() > SHOWN {
            let more = StoreTrouble::MoreDamaged { files: entries.len() - SHOWN };
            folder.problems.push(ProblemLine::new(String::new(), more));
        }
        if folder.state != SyncState::NotLinked {
            folder.state = folder.state.min(folder_state(Phase::Attention));
        }
    }
    is_any
}
