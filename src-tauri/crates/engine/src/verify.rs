//! `syncit verify`: the whole content store is read and checked, and what is damaged fetched again from machines that
//! have it. And what of it is still missing, as the state shows it.

use std::collections::BTreeMap;

use syncit_core::damage::{Lack, LackingEntry};
use syncit_core::message::{Answer, Ask};
use syncit_core::{FolderId, RelPath};

use crate::api::{DamagedLine, DamagedState, FolderStatus, ProblemLine, Reply, SyncState, Verified};
use crate::core::{Core, Directory, Running};
use crate::errors::{Error, Result};
use crate::handle::Cancel;
use crate::machine::Part;
use crate::past::version;
use crate::{part, status};

/// Problems that are shown of one folder.
const SHOWN: usize = 20;

/// `syncit verify`.
pub(crate) fn verify(core: &Core, cancel: &Cancel) -> Result<Reply> {
    const DOING: &str = "there is no content store here to check";
    if let Part::Client(client) = core.machine().part {
        return Err(Error::AtTheHub {
            hub: client.hub.to_string(),
            doing: "the content store is kept there, and was not checked",
        });
    }
    let checked = part::running_hub(core, DOING)?.check(cancel.channel())?;
    let directory = core.fresh_directory(DOING)?;
    let lines = checked.entries.iter().map(|(lack, is_whole)| damaged_line(&directory, lack, *is_whole));
    Ok(Reply::Verified(Verified {
        checked: checked.checked,
        damaged: lines.collect(),
        quarantined: checked.damaged,
        more: checked.is_more,
    }))
}

fn damaged_line(directory: &Directory, lack: &Lack, is_whole: bool) -> DamagedLine {
    let LackingEntry { folder, path, seq, at, size, is_current, .. } = &lack.entry;
    let state = match is_whole {
        true => DamagedState::Fetched,
        false if *is_current => DamagedState::Waiting,
        false => DamagedState::Past,
    };
    DamagedLine {
        folder: directory.folder_name(*folder).map(ToString::to_string).unwrap_or_default(),
        path: path.to_string(),
        version: version(*folder, *at, *seq),
        at: at.to_string(),
        size: *size,
        state,
    }
}

/// The entries whose content is still missing; none on a machine that is not the hub.
pub(crate) fn lacking(core: &Core) -> Vec<Lack> {
    let Running::Hub(_) = core.running() else { return Vec::new() };
    match core.ask(Ask::Lacking, "what is damaged in the content store is not known") {
        Ok(Answer::Lacking { entries, .. }) => entries,
        Ok(_) => Vec::new(),
        Err(error) => {
            tracing::warn!("{error}");
            Vec::new()
        }
    }
}

/// Shows the entries that are told to nobody as problems of their folders; says whether there are any.
pub(crate) fn show_untold(directory: &Directory, untold: &[(FolderId, RelPath)], folders: &mut [FolderStatus]) -> bool {
    let mut is_any = false;
    for (id, path) in untold {
        let Some(name) = directory.folder_name(*id) else { continue };
        let Some(folder) = folders.iter_mut().find(|folder| folder.name == name.as_str()) else { continue };
        is_any = true;
        if folder.problems.len() < SHOWN {
            folder.problems.push(ProblemLine {
                path: path.to_string(),
                message: "the hub's journal has an entry there that no machine can take: it is told to none".into(),
                hint: "everything else is synced; delete or replace it on the machine that made it".into(),
            });
        }
        if folder.state != SyncState::NotLinked {
            folder.state = folder.state.min(status::folder_state(syncit_replica::step::Phase::Attention));
        }
    }
    is_any
}

/// Shows at the folders what is missing of their files; says whether anything is.
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
        let shown = entries.iter().take(SHOWN).map(|entry| entry.path.to_string());
        folder.problems.extend(shown.map(|path| ProblemLine {
            path,
            message: "its content was damaged in the hub's store".into(),
            hint: "it is fetched again by itself from a machine that has it: let one connect".into(),
        }));
        if entries.len() > SHOWN {
            folder.problems.push(ProblemLine {
                path: String::new(),
                message: format!("the content of {} more files was damaged in the hub's store", entries.len() - SHOWN),
                hint: "`syncit verify` lists them all".into(),
            });
        }
        if folder.state != SyncState::NotLinked {
            folder.state = folder.state.min(status::folder_state(syncit_replica::step::Phase::Attention));
        }
    }
    is_any
}
