//! `syncit held` and `syncit release`: what is held for safety, on this machine's disk and at the hub, and a person's
//! decision about it.

use syncit_core::hold::{Harm, HoldInfo};
use syncit_core::message::{Answer, Ask, RefusalCode};
use syncit_core::{FolderId, Timestamp};
use syncit_replica::event::{FolderCommand, Hold};
use syncit_replica::{FilesFound, HeldHere};

use crate::api::{HeldLine, HoldKind, Reply};
use crate::error::{Error, Result};
use crate::machine::record::{Link, RoleRecord};
use crate::present::holds::{accept_or_restore, both_ways, hold_line, overwritten};
use crate::queries::status::states;
use crate::runtime::Runtime;
use crate::runtime::directory::Directory;

/// Runs `syncit held`.
pub(crate) fn held(runtime: &Runtime) -> Result<Reply> {
    const DOING: &str = "nothing is held here";
    const UNKNOWN: &str = "what the hub holds is not known";
    let machine = runtime.machine();
    if matches!(machine.role, RoleRecord::None) {
        return Err(Error::NotSetUp(DOING));
    }
    let is_online = runtime.router.online().is_some();
    let directory = if is_online { runtime.fresh_directory(DOING)? } else { runtime.directory() };
    let mut lines = Vec::new();
    for (folder, linked) in runtime.links() {
        let Some(link) = machine.links.get(&folder) else { continue };
        let here = linked.held_here().transpose()?.flatten();
        lines.extend(here.map(|here| line_here(&here, link, machine.shown_name())));
    }
    if is_online {
        let Answer::Holds { holds } = runtime.ask(Ask::Holds, UNKNOWN)? else {
            return Err(Error::UnexpectedAnswer(UNKNOWN));
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
                    folder: link.name.to_string(),
                    machine: machine.clone(),
                    files: *files,
                    sample: Vec::new(),
                    cause: explained.cause,
                    hold: explained.kind,
                    since: String::new(),
                    hint: explained.hint,
                });
            }
        }
    }
    lines.sort_by_key(|line| line.folder.to_lowercase());
    Ok(Reply::Held(lines))
}

fn line_here(here: &HeldHere, link: &Link, machine: String) -> HeldLine {
    let explained = hold_line(&here.hold, here.files, link);
    let name = &link.name;
    let hint = match here.hold {
        Hold::MarkerGone if here.found == FilesFound::Intact => format!(
            "the files are as they were, only the marker is missing: `syncit release {name} --restore` writes it anew"
        ),
        Hold::MarkerGone if here.found == FilesFound::Differing => format!(
            "the files are not as they were: if a backup was copied over the folder, `syncit release {name} --restore` merges it \
             with what the hub has; what is missing comes back, and where a file differs, both versions are kept. \
             Otherwise {}",
            explained.hint
        ),
        _ => explained.hint,
    };
    HeldLine {
        folder: name.to_string(),
        machine,
        files: here.files,
        sample: here.sample.iter().map(ToString::to_string).collect(),
        cause: explained.cause,
        hold: explained.kind,
        since: shown(here.since),
        hint,
    }
}

fn shown(at: Timestamp) -> String {
    if at == Timestamp(0) { String::new() } else { at.to_string() }
}

fn line_at_hub(hold: &HoldInfo, directory: &Directory) -> HeldLine {
    let folder = directory.folder_name(hold.folder).map(ToString::to_string).unwrap_or_default();
    let machine = directory.machine_name(hold.machine);
    let files = hold.held + hold.passed;
    let place = place_of(hold);
    let (mut cause, hint, kind) = match hold.harm {
        Harm::Deletion => {
            let cause = format!(
                "{files} files{place} were deleted on {machine} within a minute: more than a person deletes by hand, so perhaps \
                 by accident, or a directory was moved away"
            );
            (cause, both_ways(&folder), HoldKind::MassDeletion)
        }
        Harm::Overwriting => {
            let cause = format!("{}{WHO_DOES_THAT}", overwritten(files, &place, &machine));
            (cause, accept_or_restore(&folder), HoldKind::MassOverwriting)
        }
    };
    if hold.passed > 0 {
        cause += &format!("; {} of them had been passed on before it was noticed", hold.passed);
    }
    HeldLine {
        hint,
        folder,
        machine,
        files,
        sample: hold.sample.iter().map(ToString::to_string).collect(),
        cause,
        hold: kind,
        since: hold.began_at.to_string(),
    }
}

/// Returns where it happened: the directory that contains all of it, or the few subtrees that are held.
fn place_of(hold: &HoldInfo) -> String {
    match (&hold.within, hold.subtrees.as_slice()) {
        (Some(dir), _) => format!(" in {dir}"),
        (None, []) => String::new(),
        (None, [first]) => format!(" in {first}"),
        (None, [first, second]) => format!(" in {first} and {second}"),
        (None, [first, second, rest @ ..]) => format!(" in {first}, {second} and {} more places", rest.len()),
    }
}

/// What such overwriting looks like, and what else it may be.
const WHO_DOES_THAT: &str = ": that is how ransomware works; encrypting files on purpose looks the same";

/// Runs `syncit release`.
pub(crate) fn release(runtime: &Runtime, name: &str, delete: bool) -> Result<Reply> {
    const DOING: &str = "nothing was released";
    let machine = runtime.machine();
    if matches!(machine.role, RoleRecord::None) {
        return Err(Error::NotSetUp(DOING));
    }
    let link = machine.link_named(name).map(|(folder, link)| (folder, link.clone()));
    let released_here = match &link {
        Some((folder, link)) => release_here(runtime, *folder, link, delete)?,
        None => false,
    };
    let folder = match link {
        Some((folder, _)) => folder,
        None => {
            let directory = runtime.fresh_directory(DOING)?;
            directory.folder_named(name).ok_or_else(|| Error::NoFolder(name.to_owned()))?.id
        }
    };
    match runtime.ask(Ask::Release { folder, delete }, DOING) {
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
                && let Err(error) =
                    runtime.ask(Ask::ConfirmDeletions { folder, files: here.files }, "the hub may ask again")
            {
                tracing::warn!("{error}");
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
            let message = format!("this cannot be settled by a word: {}", explained.cause);
            Err(Error::Held { message, hint: explained.hint })
        }
    }
}
