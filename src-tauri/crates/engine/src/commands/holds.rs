//! `syncit held` and `syncit release`: what is held for safety, on this machine's disk and at the hub, and a person's
//! decision about it.

use syncit_core::hold::{Harm, HoldInfo};
use syncit_core::message::{Answer, Ask, RefusalCode};
use syncit_core::{FolderId, Reason, Timestamp};
use syncit_replica::event::{FolderCommand, Hold};
use syncit_replica::{FilesFound, HeldHere};

use crate::api::{HeldLine, HoldKind, Reply};
use crate::error::{Error, NotSettled, Result, Undone};
use crate::machine::record::{Link, RoleRecord};
use crate::present::holds::{Held, Within, hold_line, place_of};
use crate::queries::status::states;
use crate::runtime::Runtime;
use crate::runtime::directory::Directory;

/// Runs `syncit held`.
pub(crate) fn held(runtime: &Runtime) -> Result<Reply> {
    let machine = runtime.machine();
    if matches!(machine.role, RoleRecord::None) {
        return Err(Error::not_set_up(Undone::Answer));
    }
    let is_online = runtime.router.online().is_some();
    let directory = if is_online { runtime.fresh_directory(Undone::Answer)? } else { runtime.directory() };
    let mut lines = Vec::new();
    for (folder, linked) in runtime.links() {
        let Some(link) = machine.links.get(&folder) else { continue };
        let here = linked.held_here().transpose()?.flatten();
        lines.extend(here.map(|here| line_here(&here, link, machine.shown_name())));
    }
    if is_online {
        let Answer::Holds { holds } = runtime.ask(Ask::Holds, Undone::Answer)? else {
            return Err(Error::other_answer(Undone::Answer));
        };
        lines.extend(holds.iter().map(|hold| line_at_hub(hold, &directory)));
    } else {
        // Offline: as the hub last reported.
        for (folder, shown) in states(runtime) {
            let Some(link) = machine.links.get(&folder) else { continue };
            if let Some(
                hold @ (Hold::MassDeletion { machine, files, .. } | Hold::MassOverwriting { machine, files, .. }),
            ) = &shown.state.hold
            {
                let explained = hold_line(hold, *files, link);
                lines.push(HeldLine {
                    machine: machine.clone(),
                    files: *files,
                    ..HeldLine::new(link.name.to_string(), explained.kind, explained.reason)
                });
            }
        }
    }
    lines.sort_by_key(|line| line.folder.to_lowercase());
    Ok(Reply::Held(lines))
}

fn line_here(here: &HeldHere, link: &Link, machine: String) -> HeldLine {
    let explained = hold_line(&here.hold, here.files, link);
    let (place, folder) = (place_of(&link.path), link.name.clone());
    let reason = match (&here.hold, here.found) {
        (Hold::MarkerGone, FilesFound::Intact) => Held::MarkerGoneIntact { place, folder }.into(),
        (Hold::MarkerGone, FilesFound::Differing) => Held::MarkerGoneDiffering { place, folder }.into(),
        _ => explained.reason,
    };
    HeldLine {
        machine,
        files: here.files,
        sample: here.sample.iter().map(ToString::to_string).collect(),
        since: shown(here.since),
        ..HeldLine::new(link.name.to_string(), explained.kind, reason)
    }
}

fn shown(at: Timestamp) -> String {
    if at == Timestamp(0) { String::new() } else { at.to_string() }
}

fn line_at_hub(hold: &HoldInfo, directory: &Directory) -> HeldLine {
    let folder = directory.folder_name(hold.folder).map(ToString::to_string).unwrap_or_default();
    let machine = directory.machine_name(hold.machine);
    let (files, passed, place) = (hold.held + hold.passed, hold.passed, within(hold));
    let at = (folder.clone(), machine.clone());
    let (kind, reason) = match (hold.harm, at) {
        (Harm::Deletion, (folder, machine)) => {
            (HoldKind::MassDeletion, Held::MassDeletionAt { files, place, machine, passed, folder })
        }
        (Harm::Overwriting, (folder, machine)) => {
            (HoldKind::MassOverwriting, Held::MassOverwritingAt { files, place, machine, passed, folder })
        }
    };
    HeldLine {
        machine,
        files,
        sample: hold.sample.iter().map(ToString::to_string).collect(),
        since: hold.began_at.to_string(),
        ..HeldLine::new(folder, kind, reason)
    }
}

/// Returns where it happened: the directory that contains all of it, or the few subtrees that are held.
fn within(hold: &HoldInfo) -> Reason {
    match (&hold.within, hold.subtrees.as_slice()) {
        (Some(first), _) | (None, [first]) => Within::One { first: first.clone() },
        (None, []) => Within::Folder,
        (None, [first, second]) => Within::Two { first: first.clone(), second: second.clone() },
        (None, [first, second, rest @ ..]) => {
            Within::More { first: first.clone(), second: second.clone(), more: rest.len() }
        }
    }
    .into()
}

/// Runs `syncit release`.
pub(crate) fn release(runtime: &Runtime, name: &str, delete: bool) -> Result<Reply> {
    let machine = runtime.machine();
    if matches!(machine.role, RoleRecord::None) {
        return Err(Error::not_set_up(Undone::Change));
    }
    let link = machine.link_named(name).map(|(folder, link)| (folder, link.clone()));
    let released_here = match &link {
        Some((folder, link)) => release_here(runtime, *folder, link, delete)?,
        None => false,
    };
    let folder = match link {
        Some((folder, _)) => folder,
        None => {
            let directory = runtime.fresh_directory(Undone::Change)?;
            directory.folder_named(name).ok_or_else(|| Error::no_folder(name))?.id
        }
    };
    match runtime.ask(Ask::Release { folder, delete }, Undone::Change) {
        Ok(_) => Ok(Reply::Done),
        // A hold that was only on this disk is already released.
        Err(Error::Refused(refusal)) if released_here && refusal.code == RefusalCode::NotFound => Ok(Reply::Done),
        Err(Error::Offline { .. } | Error::NoAnswer { .. }) if released_here => Ok(Reply::Done),
        Err(error) => Err(error),
    }
}

/// Releases a hold on this machine's disk. Returns true if there was one.
fn release_here(runtime: &Runtime, folder: FolderId, link: &Link, delete: bool) -> Result<bool> {
    let Some(linked) = runtime.links().remove(&folder) else { return Ok(false) };
    let Some(here) = linked.held_here().transpose()?.flatten() else { return Ok(false) };
    match here.hold {
        Hold::Emptied => {
            if delete
                && let Err(error) = runtime.ask(Ask::ConfirmDeletions { folder, files: here.files }, Undone::Change)
            {
                tracing::warn!("the hub may ask again: {error}");
            }
            linked.command(FolderCommand::Release { delete });
            Ok(true)
        }
        Hold::MarkerGone if !delete && here.found != FilesFound::Nothing => {
            linked.command(FolderCommand::Release { delete });
            Ok(true)
        }
        hold => {
            let explained = hold_line(&hold, here.files, link);
            Err(NotSettled::Held { cause: explained.reason }.into())
        }
    }
}
