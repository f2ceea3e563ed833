//! Looks at the contents of a conflict: both versions as the hub has them, and what both were made from.
//!
//! Nothing is written here. Only what the journal has is compared, so what is
//! merged is what stays as a version.

use syncit_core::message::RefusalCode;
use syncit_core::past::Which;
use syncit_core::replica_store::{ConflictOf, PathAt, Remote, Row};
use syncit_core::{Entry, FileEntry, FolderId, MachineId, RelPath, Seq, Timestamp};
use syncit_replica::Conflict;

use crate::api::{ConflictTexts, ConflictVersions};
use crate::error::{Error, Result, Unmergeable};
use crate::queries::content::{entry_of, text_of};
use crate::queries::merge::{self, TEXT_MAX};
use crate::queries::versions::version;
use crate::runtime::Runtime;

/// What merging two versions gives.
pub(super) enum Outcome {
    Merged(MergedText),
    /// There is no merged text, and why.
    Apart(Unmergeable),
    /// The contents could not be got now.
    Unknown(Error),
}

/// A text with the changes of both.
pub(super) struct MergedText {
    pub(super) text: String,
    pub(super) executable: bool,
}

/// A version that was looked at.
pub(super) struct Side {
    pub(super) path: RelPath,
    pub(super) machine: Option<MachineId>,
    pub(super) at: Timestamp,
    text: String,
    executable: bool,
}

/// A conflict whose contents were looked at, as far as they are text.
pub(super) struct Looked {
    base: Option<Side>,
    file: Option<Side>,
    copy: Option<Side>,
    pub(super) outcome: Outcome,
}

/// Two versions that can be shown beside each other.
pub(super) struct Pair<'a> {
    pub(super) from: &'a Side,
    pub(super) to: &'a Side,
}

impl Pair<'_> {
    pub(super) fn text(&self, limit: usize) -> (String, bool) {
        merge::unified(&self.from.text, &self.to.text, limit)
    }
}

impl Looked {
    /// From what both were made from to each of them; or from one to the other if that is not known.
    pub(super) fn diffs(&self) -> Vec<Pair<'_>> {
        match (&self.base, &self.file, &self.copy) {
            (Some(base), Some(file), Some(copy)) => [file, copy].map(|to| Pair { from: base, to }).into(),
            (None, Some(from), Some(to)) => vec![Pair { from, to }],
            _ => Vec::new(),
        }
    }

    /// The texts of the file and of its copy, if both are text.
    pub(super) fn texts(&self, conflict: &Conflict) -> Option<ConflictTexts> {
        let text = |side: &Option<Side>, row: &Row| match &row.remote.entry {
            Entry::Symlink(target) => Some(target.clone()),
            _ => side.as_ref().map(|side| side.text.clone()),
        };
        let (file, copy) = (text(&self.file, &conflict.original), text(&self.copy, &conflict.copy));
        Some(ConflictTexts { file: file?, copy: copy? })
    }
}

/// The versions of the file and of its copy at the hub, if both are files.
pub(super) fn versions(folder: FolderId, conflict: &Conflict) -> Option<ConflictVersions> {
    let named = |remote: &Remote| remote.entry.file().map(|_| version(folder, remote.at, remote.seq));
    Some(ConflictVersions { file: named(&conflict.original.remote)?, copy: named(&conflict.copy.remote)? })
}

/// Why there can be no merged text whatever the contents are; none if they decide.
pub(super) fn why_never(conflict: &Conflict) -> Option<Unmergeable> {
    let sides = [&conflict.original, &conflict.copy];
    let not_compared = sides.into_iter().find_map(|row| why_not_compared(&row.path, &row.remote.entry));
    not_compared.or_else(|| base_of(conflict).is_none().then_some(Unmergeable::NoBase))
}

fn base_of(conflict: &Conflict) -> Option<Seq> {
    let of: &ConflictOf = conflict.copy.remote.conflict_of.as_ref()?;
    Some(of.base).filter(|base| *base != Seq(0))
}

fn why_not_compared(path: &RelPath, entry: &Entry) -> Option<Unmergeable> {
    let path = path.clone();
    match entry {
        Entry::File(file) if file.size > TEXT_MAX => Some(Unmergeable::TooLarge { path }),
        Entry::File(_) => None,
        Entry::Directory => Some(Unmergeable::Directory { path }),
        Entry::Symlink(_) | Entry::Absent => Some(Unmergeable::NoFile { path }),
    }
}

/// Gets the contents and merges them.
pub(super) fn look(runtime: &Runtime, folder: FolderId, conflict: &Conflict) -> Looked {
    let mut looked = Looked { base: None, file: None, copy: None, outcome: Outcome::Apart(Unmergeable::NotLookedAt) };
    looked.outcome = match gather(runtime, folder, conflict, &mut looked) {
        Ok(Some(why)) => Outcome::Apart(why),
        Err(error) => Outcome::Unknown(error),
        Ok(None) => looked.merge(),
    };
    looked
}

/// Gets what there is; gives why they cannot be merged, if that is certain.
fn gather(
    runtime: &Runtime,
    folder: FolderId,
    conflict: &Conflict,
    looked: &mut Looked,
) -> Result<Option<Unmergeable>> {
    let rows = [&conflict.original, &conflict.copy];
    if let Some(why) = rows.into_iter().find_map(|row| why_not_compared(&row.path, &row.remote.entry)) {
        return Ok(Some(why));
    }
    for (row, side) in rows.into_iter().zip([&mut looked.file, &mut looked.copy]) {
        *side = of_row(runtime, folder, row)?;
        if side.is_none() {
            return Ok(Some(Unmergeable::NoText { path: row.path.clone() }));
        }
    }
    let Some(base) = base_of(conflict) else { return Ok(why_never(conflict)) };
    let path = conflict.copy.remote.conflict_of.as_ref().map_or(&conflict.original.path, |of| &of.path);
    let entry = match entry_of(runtime, folder, path, Which::Version(base)) {
        Ok(entry) if entry.seq == base && entry.path == *path => entry,
        Ok(_) => return Ok(Some(Unmergeable::BaseNotKept)),
        Err(Error::Refused(refusal)) if refusal.code == RefusalCode::NotFound => {
            return Ok(Some(Unmergeable::BaseNotKept));
        }
        Err(error) => return Err(error),
    };
    if let Some(why) = why_not_compared(path, &entry.entry) {
        return Ok(Some(Unmergeable::Base { cause: why.into() }));
    }
    let Some(file) = entry.entry.file() else { return Ok(Some(Unmergeable::BaseNotKept)) };
    looked.base = side(runtime, folder, path, base, file, Some(entry.machine))?;
    Ok(looked.base.is_none().then_some(Unmergeable::BaseNoText))
}

fn of_row(runtime: &Runtime, folder: FolderId, row: &Row) -> Result<Option<Side>> {
    let Some(file) = row.remote.entry.file() else { return Ok(None) };
    side(runtime, folder, &row.path, row.remote.seq, file, row.remote.machine)
}

/// A version, if it is text.
fn side(
    runtime: &Runtime,
    folder: FolderId,
    path: &RelPath,
    seq: Seq,
    file: &FileEntry,
    machine: Option<MachineId>,
) -> Result<Option<Side>> {
    let text = text_of(runtime, folder, &PathAt { path: path.clone(), seq }, file)?;
    Ok(text.map(|text| Side { path: path.clone(), machine, at: file.mtime, text, executable: file.executable }))
}

impl Looked {
    fn merge(&self) -> Outcome {
        let (Some(base), Some(file), Some(copy)) = (&self.base, &self.file, &self.copy) else {
            return Outcome::Apart(Unmergeable::BaseNotKept);
        };
        // Only one of the two can have changed the bit, or both did so alike.
        let executable = if file.executable == base.executable { copy.executable } else { file.executable };
        match merge::merge(&base.text, &file.text, &copy.text) {
            Ok(text) => Outcome::Merged(MergedText { text, executable }),
            Err(why) => Outcome::Apart(why),
        }
    }
}
