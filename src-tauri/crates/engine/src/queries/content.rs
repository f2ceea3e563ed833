//! A version of a file at the hub: its entry, and its content if it is text.

use syncit_core::message::{Answer, Ask};
use syncit_core::past::Which;
use syncit_core::relay_store::JournalEntry;
use syncit_core::replica_store::PathAt;
use syncit_core::{FileEntry, FolderId, RelPath};

use crate::error::{Error, Result};
use crate::queries::fetch::{Failure, fetch};
use crate::queries::merge::{self, TEXT_MAX};
use crate::runtime::Runtime;

/// What fails without the hub.
pub(crate) const PAST_DOING: &str = "the past is kept by the hub";

/// Asks the hub for the entry of a version.
pub(crate) fn entry_of(runtime: &Runtime, folder: FolderId, path: &RelPath, which: Which) -> Result<JournalEntry> {
    match runtime.ask(Ask::Version { folder, path: path.clone(), which }, PAST_DOING)? {
        Answer::Version { entry } => Ok(entry),
        _ => Err(Error::UnexpectedAnswer(PAST_DOING)),
    }
}

/// Returns the file of an entry.
pub(crate) fn file_of(entry: &JournalEntry) -> Result<&FileEntry> {
    entry.entry.file().ok_or_else(|| Error::BadArgument(format!("{} was no file then: it has no content", entry.path)))
}

/// Returns the path and seq that identify the version of an entry.
pub(crate) fn at(entry: &JournalEntry) -> PathAt {
    PathAt { path: entry.path.clone(), seq: entry.seq }
}

/// Returns the content of a version with this file entry, if it is text. The caller makes sure that it is not too large
/// for memory.
pub(crate) fn text_of(
    runtime: &Runtime,
    folder: FolderId,
    version: &PathAt,
    file: &FileEntry,
) -> Result<Option<String>> {
    let mut bytes = Vec::with_capacity(file.size.min(TEXT_MAX) as usize);
    fetch(runtime, folder, version, file, &mut bytes).map_err(|failure| match failure {
        Failure::Fetch(error) => error,
        Failure::Write(cause) => Error::BadArgument(cause.to_string()),
    })?;
    Ok(merge::text(bytes))
}
