//! `syncit held` and `syncit release`: what is stopped for safety, on this machine's disk and at the hub, and what a
//! person says is to become of it.

use syncit_core::hold::{Harm, HoldInfo};
use syncit_core::message::{Answer, Ask, RefusalCode};
use syncit_core::{FolderId, Timestamp};
use syncit_replica::step::{Command, Hold};
use syncit_replica::{FilesFound, HeldHere};

use crate::answers::states;
use crate::api::{HeldLine, HoldKind, Reply};
use crate::core::{Core, Directory};
use crate::errors::{Error, Result};
use crate::machine::{Link, Part};
use crate::status::hold_line;

/// `syncit held`.
pub(crate) fn held(core: &Core) -> Result<Vec<HeldLine>> {
    const DOING: &str = "nothing is held here";
    let machine = core.machine();
    if matches!(machine.part, Part::None) {
        return Err(Error::NotSetUp(DOING));
    }
    let is_online = core.router.online().is_some();
    let directory = if is_online { core.fresh_directory(DOING)? } else { core.directory() };
    let mut lines = Vec::new();
    for (folder, linked) in core.links() {
        let Some(link) = machine.links.get(&folder) else { continue };
        let here = linked.held_here().transpose()?.flatten();
        lines.extend(here.map(|here| line_here(&here, link, machine.shown_name())));
    }
    if is_online {
        let Answer::Holds { holds } = core.ask(Ask::Holds, "what the hub holds is not known")? else {
            return Err(Error::BadArgument("the hub answered something else than was asked".into()));
        };
        lines.extend(holds.iter().map(|hold| line_at_hub(hold, &directory)));
    } else {
        // As the hub last told.
        for (folder, shown) in states(core) {
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
    Ok(lines)
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

/// Where it happened: the directory that all of it is in, or the few that are held.
fn place_of(hold: &HoldInfo) -> String {
    match (&hold.within, hold.subtrees.as_slice()) {
        (Some(dir), _) => format!(" in {dir}"),
        (None, []) => String::new(),
        (None, [first]) => format!(" in {first}"),
        (None, [first, second]) => format!(" in {first} and {second}"),
        (None, [first, second, rest @ ..]) => format!(" in {first}, {second} and {} more places", rest.len()),
    }
}

/// The two ways out.
pub(crate) fn both_ways(folder: &str) -> String {
    format!(
        "`syncit release {folder} --restore` brings the files back, `syncit release {folder} --delete` deletes them everywhere"
    )
}

/// The two ways out where files were overwritten.
pub(crate) fn accept_or_restore(folder: &str) -> String {
    format!(
        "check that computer first; `syncit release {folder} --restore` brings the files back on all machines, \
         `syncit release {folder} --accept` takes the changes everywhere; the versions of before are kept in both cases"
    )
}

/// What overwriting looks like, and may be.
const WHO_DOES_THAT: &str = ": that is how ransomware works; encrypting files on purpose looks the same";

/// What was found where many files were overwritten.
pub(crate) fn overwritten(files: u64, place: &str, machine: &str) -> String {
    format!(
        "{files} files{place} were overwritten on {machine} within ten minutes and look encrypted: they are no longer of \
         their type, or nothing in them can be read"
    )
}

/// `syncit release`.
pub(crate) fn release(core: &Core, name: &str, delete: bool) -> Result<Reply> {
    const DOING: &str = "nothing was released";
    let machine = core.machine();
    if matches!(machine.part, Part::None) {
        return Err(Error::NotSetUp(DOING));
    }
    let link = machine.link_named(name).map(|(folder, link)| (folder, link.clone()));
    let released_here = match &link {
        Some((folder, link)) => release_here(core, *folder, link, delete)?,
        None => false,
    };
    let folder = match link {
        Some((folder, _)) => folder,
        None => {
            let directory = core.fresh_directory(DOING)?;
            directory.folder_named(name).ok_or_else(|| Error::NoFolder(name.to_owned()))?.id
        }
    };
    match core.ask(Ask::Release { folder, delete }, DOING) {
        Ok(_) => Ok(Reply::Done),
        // What was held here only is settled already.
        Err(Error::Refused(refusal)) if released_here && refusal.code == RefusalCode::NotFound => Ok(Reply::Done),
        Err(Error::Offline { .. } | Error::NoAnswer { .. }) if released_here => Ok(Reply::Done),
        Err(error) => Err(error),
    }
}

/// Settles what holds this machine's disk; says whether there was something.
fn release_here(core: &Core, folder: FolderId, link: &Link, delete: bool) -> Result<bool> {
    let Some(linked) = core.links().remove(&folder) else { return Ok(false) };
    let Some(here) = linked.held_here().transpose()?.flatten() else { return Ok(false) };
    match here.hold {
        Hold::Emptied => {
            if delete
                && let Err(error) =
                    core.ask(Ask::ConfirmDeletions { folder, files: here.files }, "the hub may ask again")
            {
                tracing::warn!("{error}");
            }
            linked.command(Command::Release { delete });
            Ok(true)
        }
        Hold::MarkerGone if !delete && here.found != FilesFound::Nothing => {
            linked.command(Command::Release { delete });
            Ok(true)
        }
        hold => {
            let explained = hold_line(&hold, here.files, link);
            let message = format!("this cannot be settled by a word: {}", explained.cause);
            Err(Error::Held { message, hint: explained.hint })
        }
    }
}
