//! `syncit conflicts` and `syncit resolve`: files of which two versions wait for a person, and what the person says.

use syncit_core::message::Ask;
use syncit_core::{FolderId, RelPath};
use syncit_replica::step::Keep as KeepHere;
use syncit_replica::{Conflict, Unresolved};

use crate::answers::rel_path;
use crate::api::{ConflictLine, Keep, Reply};
use crate::core::{Core, Directory};
use crate::errors::{Error, Result};
use crate::machine::Part;

/// `syncit conflicts`.
pub(crate) fn conflicts(core: &Core) -> Result<Vec<ConflictLine>> {
    let machine = core.machine();
    if matches!(machine.part, Part::None) {
        return Err(Error::NotSetUp("it has no conflicts"));
    }
    let directory = core.directory();
    let mut lines = Vec::new();
    for (folder, linked) in core.links() {
        let Some(link) = machine.links.get(&folder) else { continue };
        let found = linked.conflicts().transpose()?.unwrap_or_default();
        lines.extend(found.iter().map(|conflict| line(conflict, link.name.as_str(), &directory)));
    }
    Ok(lines)
}

fn line(conflict: &Conflict, folder: &str, directory: &Directory) -> ConflictLine {
    let name = |machine: Option<_>| machine.map(|id| directory.machine_name(id)).unwrap_or_default();
    let Conflict { copy, original } = conflict;
    ConflictLine {
        folder: folder.to_owned(),
        path: original.path.to_string(),
        copy: copy.path.to_string(),
        machine: name(copy.remote.machine),
        at: copy.remote.at.to_string(),
        theirs_machine: name(original.remote.machine),
        theirs_at: original.remote.at.to_string(),
    }
}

/// `syncit resolve`.
pub(crate) fn resolve(core: &Core, folder: &str, copy: &str, keep: Keep) -> Result<Reply> {
    const DOING: &str = "the conflict stays";
    let machine = core.machine();
    if matches!(machine.part, Part::None) {
        return Err(Error::NotSetUp(DOING));
    }
    let (id, _) = machine.link_named(folder).ok_or_else(|| Error::NotLinked(folder.to_owned()))?;
    let path = rel_path(copy)?;
    match keep {
        Keep::Both => {
            let linked = core.links().remove(&id).ok_or_else(|| Error::NotLinked(folder.to_owned()))?;
            let known = linked.conflicts().transpose()?.unwrap_or_default();
            if !known.iter().any(|conflict| conflict.copy.path == path) {
                return Err(no_conflict(folder, &path));
            }
            core.ask(Ask::SettleConflict { folder: id, copy: path }, DOING)?;
        }
        Keep::Mine => resolve_here(core, id, folder, &path, KeepHere::Mine)?,
        Keep::Theirs => resolve_here(core, id, folder, &path, KeepHere::Theirs)?,
    }
    Ok(Reply::Done)
}

fn resolve_here(core: &Core, id: FolderId, folder: &str, copy: &RelPath, keep: KeepHere) -> Result<()> {
    let linked = core.links().remove(&id).ok_or_else(|| Error::NotLinked(folder.to_owned()))?;
    let Some(result) = linked.resolve(copy.clone(), keep) else { return Err(unresolved(folder, &Unresolved::Stopped)) };
    result.map_err(|why| match why {
        Unresolved::NoConflict => no_conflict(folder, copy),
        why => unresolved(folder, &why),
    })
}

fn no_conflict(folder: &str, copy: &RelPath) -> Error {
    Error::Unresolved {
        code: "no-such-conflict",
        message: format!("{folder}/{copy} is no conflict copy that waits: nothing was changed"),
        hint: "`syncit conflicts` lists them: give the copy, not the file".into(),
    }
}

fn unresolved(folder: &str, why: &Unresolved) -> Error {
    let (code, why, hint) = match why {
        Unresolved::NoConflict => ("no-such-conflict", "it is none".to_owned(), "`syncit conflicts` lists them"),
        Unresolved::Unsettled(path) => (
            "unsettled",
            format!("{folder}/{path} is changing, or not at the hub yet"),
            "try again when `syncit wait` is over: only what the hub keeps as a version is replaced",
        ),
        Unresolved::NotAFile(path) => (
            "not-a-file",
            format!("{folder}/{path} is a directory"),
            "keep theirs or both, or rename one of them by hand",
        ),
        Unresolved::OnlyReceives => (
            "not-allowed",
            format!("this machine sends nothing of {folder}"),
            "settle it on another machine; `syncit conflicts` lists it there, too",
        ),
        Unresolved::Stopped => ("held", format!("{folder} is stopped on this machine"), "`syncit status` says why"),
        Unresolved::Disk(path) => (
            "write",
            format!("the disk refused to change {folder}/{path}"),
            "check its permissions and the room on its disk, and try again",
        ),
    };
    Error::Unresolved { code, message: format!("{why}: the conflict stays"), hint: hint.to_owned() }
}
