//! `syncit selected`, `select` and `deselect`: which part of a folder this machine keeps.

use syncit_core::RelPath;
use syncit_core::selection::{Choice, Extent, MAX_CHOICES};
use syncit_replica::SelectedDirectory;
use syncit_replica::event::FolderCommand;

use crate::api::{Reply, Selected, SelectedLine};
use crate::error::{BadArgument, Error, Misnamed, NoRoom, Result};
use crate::folder::root;
use crate::queries::names::{linked, rel_path};
use crate::runtime::Runtime;

/// Runs `syncit selected`.
pub(crate) fn selected(runtime: &Runtime, folder: &str, path: Option<&str>) -> Result<Reply> {
    let machine = runtime.machine();
    let (id, link) = linked(&machine, folder)?;
    let dir = path.map(rel_path).transpose()?;
    let running = runtime.links().remove(&id).ok_or_else(|| Error::not_linked(folder))?;
    let found = running.query(move |replica| {
        let selection = replica.selection();
        let (rest, new_subfolders) = (selection.chooses_in(dir.as_ref()), selection.leaves_out_after.is_none());
        replica.selected(dir.as_ref()).map(|directories| (directories, rest, new_subfolders))
    });
    let (directories, rest, new_subfolders) = found.ok_or_else(|| Error::not_open(folder))??;
    let minimum = root::least_free(&machine.settings, &link.path);
    Ok(Reply::Selected(Selected {
        subfolders: directories.into_iter().map(line).collect(),
        rest,
        new_subfolders,
        free: root::free_bytes(&link.path).ok().map(|free| free.saturating_sub(minimum)),
    }))
}

/// Runs `syncit select` and `syncit deselect`. Refuses what does not fit on the folder's disk.
pub(crate) fn choose(
    runtime: &Runtime,
    folder: &str,
    from: Option<bool>,
    deselect: &[String],
    select: &[String],
) -> Result<Reply> {
    let machine = runtime.machine();
    let (id, link) = linked(&machine, folder)?;
    let paths = |texts: &[String]| texts.iter().map(|text| rel_path(text)).collect::<Result<Vec<RelPath>>>();
    let choice = Choice { from, deselect: paths(deselect)?, select: paths(select)? };
    let running = runtime.links().remove(&id).ok_or_else(|| Error::not_linked(folder))?;
    let asked = choice.clone();
    let answer = running.query(move |replica| replica.consider(&asked)).ok_or_else(|| Error::not_open(folder))??;
    if answer.choices > MAX_CHOICES {
        return Err(BadArgument::TooManyChoices { most: MAX_CHOICES }.into());
    }
    if let Some(path) = answer.unknown {
        return Err(Misnamed::NoSubfolder { folder: folder.to_owned(), subfolder: path.to_string() }.into());
    }
    let minimum = root::least_free(&machine.settings, &link.path);
    let free = root::free_bytes(&link.path).unwrap_or(u64::MAX).saturating_sub(minimum);
    if answer.bytes_to_fetch > free {
        let (folder, needed) = (folder.to_owned(), answer.bytes_to_fetch);
        return Err(NoRoom::ForChosen { folder, needed, place: link.path, free }.into());
    }
    running.command(FolderCommand::Choose(choice));
    // So that what is asked next knows of it.
    running.query(|_| ());
    Ok(Reply::Done)
}

fn line(directory: SelectedDirectory) -> SelectedLine {
    let SelectedDirectory { path, extent, files, bytes, bytes_elsewhere, has_directories } = directory;
    SelectedLine {
        path: path.to_string(),
        selected: extent != Extent::Nothing,
        part: extent == Extent::Part,
        files,
        bytes,
        bytes_elsewhere,
        has_subfolders: has_directories,
    }
}
