//! A version of a file at the hub: what its entry says, and its content if it is text.

use syncit_core::message::{Answer, Ask};
use syncit_core::past::Which;
use syncit_core::relay_store::Accepted;
use syncit_core::replica_store::PathAt;
use syncit_core::{FileEntry, FolderId, RelPath};

use crate::error::{Error, Result};
use crate::queries::fetch::{Failure, fetch};
use crate::queries::merge::{self, TEXT_MAX};
use crate::runtime::Runtime;

/// What is not done without the hub.
pub(crate) const PAST_DOING: &str = "the past is kept by the hub";

/// What the hub has of a version.
pub(crate) fn entry_of(runtime: &Runtime, folder: FolderId, path: &RelPath, which: Which) -> Result<Accepted> {
    match runtime.ask(Ask::Version { folder, path: path.clone(), which }, PAST_DOING)? {
        Answer::Version { entry } => Ok(entry),
        _ => Err(Error::UnexpectedAnswer(PAST_DOING)),
    }
}

/// The file that an entry is.
pub(crate) fn file_of(entry: &Accepted) -> Result<&FileEntry> {
    entry.entry.file().ok_or_else(|| Error::BadArgument(format!("{} was no file then: it has no content", entry.path)))
}

/// The version that an entry is.
pub(crate) fn at(entry: &Accepted) -> PathAt {
    PathAt { path: entry.path.clone(), seq: entry.seq }
}

/// The content of a version that is this file, which is not too large to be held, if it is text.
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
