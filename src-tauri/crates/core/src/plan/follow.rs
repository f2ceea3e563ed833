//! An edit follows a move: if one machine edits a file that another one moves, the edit goes to the new path.
//!
//! Only what is certain counts. For an edit made here, the hub reports where the file went, and still has the edited
//! version there. For a move made here, the rows show it: one file is gone, and another one with the same content is
//! new. If several files match, both versions are kept, as if nothing had been moved. Nothing here depends on which
//! rows a plan is made for.

use super::Surroundings;
use super::table::same_content;
use crate::content::Digest;
use crate::path::RelPath;
use crate::replica_store::{Local, Row, SyncMode};

/// Returns the row of the path to which others moved a file that was edited here, if the edit can go there.
pub(super) fn edit_goes_to(row: &Row, around: &dyn Surroundings) -> Option<Row> {
    let is_edit = row.local.entry()?.file().is_some()
        && row.base.entry.file().is_some()
        && row.remote.entry.is_absent()
        && around.sync_mode() == SyncMode::TwoWay;
    if !is_edit || is_put_there(row, around) {
        return None;
    }
    let to = around.row(&around.went_to(row)?)?;
    let (here, there) = (to.local.entry()?, &to.remote.entry);
    let is_untouched_here = [&to.base.entry, there].into_iter().any(|entry| same_content(here, entry));
    // It may already have the edit, if the verdict on the offer was lost.
    let takes_it = same_content(there, &row.base.entry) || same_content(there, row.local.entry()?);
    (is_untouched_here && takes_it && !is_hidden(&to.path, around)).then_some(to)
}

/// Returns true if the content of a file that was there before is gone from another path here, or was: then it was moved
/// over the file, as when two directories are exchanged, and is no edit of it.
fn is_put_there(row: &Row, around: &dyn Surroundings) -> bool {
    let content = row.local.entry().and_then(|entry| entry.file()).filter(|file| file.size > 0);
    content.is_some_and(|file| {
        let is_elsewhere = |gone: &Row| gone.path != row.path;
        around.gone_here(&file.digest).iter().any(is_elsewhere) || around.was_replaced_here(&file.digest)
    })
}

/// For a file that is gone here and was edited by others: returns the row of the path to which it was moved here.
pub(super) fn moved_to(gone: &Row, around: &dyn Surroundings) -> Option<Row> {
    if !gone.is_gone_and_edited() || around.sync_mode() != SyncMode::TwoWay {
        return None;
    }
    let content = gone.base.entry.file().filter(|file| file.size > 0)?.digest;
    partner(gone, &around.gone_here(&content), new_here(&content, around), around)
}

/// For a new file: returns the row of the file that was moved to it, if others edited that file meanwhile.
pub(super) fn moved_from(new: &Row, around: &dyn Surroundings) -> Option<Row> {
    let content = content_new(new).filter(|_| around.sync_mode() == SyncMode::TwoWay)?;
    let gone = around.gone_here(&content);
    if !gone.iter().any(Row::is_gone_and_edited) {
        return None;
    }
    partner(new, &new_here(&content, around), gone, around).filter(Row::is_gone_and_edited)
}

fn new_here(content: &Digest, around: &dyn Surroundings) -> Vec<Row> {
    let mut new = around.with_content(content);
    new.retain(|row| content_new(row).is_some());
    new
}

/// Returns the content of a file that exists only here, and is not a conflict copy.
fn content_new(row: &Row) -> Option<Digest> {
    let is_new = row.base.entry.is_absent() && row.remote.entry.is_absent() && row.remote.conflict_of.is_none();
    let file = row.local.entry()?.file().filter(|file| is_new && file.size > 0)?;
    Some(file.digest)
}

/// Returns the only one of `others` that can be the other half of a move: among those of the same name if there are
/// any, else among those whose name none of `own` has. None if there are several candidates on either side.
fn partner(row: &Row, own: &[Row], others: Vec<Row>, around: &dyn Surroundings) -> Option<Row> {
    let name = row.path.name();
    let has = |rows: &[Row], name: &str| rows.iter().any(|row| row.path.name() == name);
    let is_named = has(&others, name);
    let counts = |row: &Row, beside: &[Row]| match is_named {
        true => row.path.name() == name,
        false => !has(beside, row.path.name()),
    };
    let is_only = own.iter().filter(|own| counts(own, &others)).count() == 1;
    let mut others = others.iter().filter(|other| counts(other, own));
    let other = others.next().filter(|_| is_only && others.next().is_none())?;
    (!is_hidden(&other.path, around) && !is_hidden(&row.path, around)).then(|| other.clone())
}

/// Returns true if a directory above is unknown.
fn is_hidden(path: &RelPath, around: &dyn Surroundings) -> bool {
    let is_unknown = |dir: RelPath| around.row(&dir).is_some_and(|row| matches!(row.local, Local::Unknown(_)));
    path.ancestors().any(is_unknown)
}
