//! `syncit restore`: brings back past states.
//!
//! The hub decides what a version is, and restores it. This code turns names into identifiers, and content into a file.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use syncit_core::message::{Answer, Ask};
use syncit_core::past::Which;
use syncit_core::relay_store::JournalEntry;
use syncit_core::{FileEntry, FolderId, RelPath, Seq};

use crate::api::{Reply, RestoreLine, RestoreRequest};
use crate::error::{BadArgument, Error, NotWritten, Result, Undone};
use crate::machine::random::random_id;
use crate::machine::record::RoleRecord;
use crate::platform;
use crate::queries::content::{at, entry_of, file_of};
use crate::queries::fetch::{Failure, fetch};
use crate::queries::names::{folder_id, rel_path};
use crate::queries::versions::{version, version_seq};
use crate::runtime::Runtime;

/// Runs `syncit restore`.
pub(crate) fn restore(runtime: &Runtime, request: RestoreRequest) -> Result<Reply> {
    let directory = runtime.fresh_directory(Undone::Change)?;
    let folder = folder_id(&directory, &request.folder)?;
    let name = directory.folder_name(folder).map(ToString::to_string).unwrap_or_default();
    let path = request.path.as_deref().map(rel_path).transpose()?;
    let which = match (&request.version, request.at) {
        (Some(_), Some(_)) => return Err(BadArgument::TwoMoments.into()),
        (Some(text), None) => Which::Version(version_seq(folder, text)?),
        (None, Some(at)) => Which::At(at.0),
        (None, None) => Which::Newest,
    };
    if let Some(to) = request.to {
        let path = path.ok_or(BadArgument::NoPath)?;
        return restore_to(runtime, folder, name, &path, which, &to);
    }
    // A person at the hub may restore what the hub keeps only in its store.
    let machine = runtime.machine();
    if !request.dry_run && matches!(machine.role, RoleRecord::Client(_)) && !machine.links.contains_key(&folder) {
        return Err(Error::not_linked(&name));
    }
    let ask = Ask::Restore { folder, path: path.clone(), which, dry_run: request.dry_run };
    let Answer::Restored { changes, total, version: seq, at } = runtime.ask(ask, Undone::Perhaps)? else {
        return Err(Error::other_answer(Undone::Perhaps));
    };
    let line =
        |change: syncit_core::past::RestoreChange| RestoreLine { path: change.path.to_string(), change: change.action };
    Ok(Reply::Restored {
        folder: name,
        path: path.map(|path| path.to_string()),
        version: match seq {
            None => None,
            Some(seq) => Some(name_version(runtime, folder, request.version, path_or(request.path)?, seq)?),
        },
        at: at.map(|at| at.exact()),
        to: None,
        changes: changes.into_iter().map(line).collect(),
        total,
        dry_run: request.dry_run,
    })
}

/// Returns the name of the version that was brought back: the given one, or one built from the hub's answer.
fn name_version(runtime: &Runtime, folder: FolderId, given: Option<String>, path: RelPath, seq: Seq) -> Result<String> {
    match given {
        Some(given) => Ok(given),
        None => {
            let entry = entry_of(runtime, folder, &path, Which::Version(seq))?;
            Ok(version(folder, entry.at, entry.seq))
        }
    }
}

fn path_or(path: Option<String>) -> Result<RelPath> {
    rel_path(path.as_deref().unwrap_or_default())
}

/// Writes a version to a new file, completely or not at all.
fn restore_to(
    runtime: &Runtime,
    folder: FolderId,
    name: String,
    path: &RelPath,
    which: Which,
    to: &Path,
) -> Result<Reply> {
    check_target(to)?;
    let entry = entry_of(runtime, folder, path, which)?;
    let file = file_of(&entry)?;
    let failed = |cause| Error::from(NotWritten::new(to, &cause));
    let temporary = to.with_file_name(format!(".syncit-{}.part", &FolderId(random_id()).to_string()[..16]));
    let mut out = platform::private_file().write(true).create_new(true).open(&temporary).map_err(failed)?;
    let written = fill(runtime, folder, &entry, file, &mut out)
        .and_then(|()| platform::rename_to_new(&temporary, to).map_err(Failure::Write))
        .map_err(|failure| match failure {
            Failure::Fetch(error) => error,
            Failure::Write(cause) => failed(cause),
        });
    if let Err(error) = written {
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    Ok(Reply::Restored {
        folder: name,
        path: Some(path.to_string()),
        version: Some(version(folder, entry.at, entry.seq)),
        at: None,
        to: Some(to.to_owned()),
        changes: Vec::new(),
        total: 0,
        dry_run: false,
    })
}

fn fill(
    runtime: &Runtime,
    folder: FolderId,
    entry: &JournalEntry,
    file: &FileEntry,
    out: &mut File,
) -> std::result::Result<(), Failure> {
    let mut buffered = BufWriter::with_capacity(1 << 20, &mut *out);
    fetch(runtime, folder, &at(entry), file, &mut buffered)?;
    buffered.flush().map_err(Failure::Write)?;
    drop(buffered);
    let seconds = u64::try_from(file.mtime.parts().0).unwrap_or(0);
    let modified = SystemTime::UNIX_EPOCH + Duration::new(seconds, file.mtime.parts().1 as u32);
    out.set_modified(modified).map_err(Failure::Write)?;
    out.set_permissions(platform::executable(file.executable)).and_then(|()| out.sync_all()).map_err(Failure::Write)
}

fn check_target(to: &Path) -> Result<()> {
    if !to.is_absolute() || to.file_name().is_none() {
        return Err(NotWritten::NotAbsolute { path: to.to_owned() }.into());
    }
    match fs::symlink_metadata(to) {
        Ok(_) => Err(NotWritten::new(to, &io::ErrorKind::AlreadyExists.into()).into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(NotWritten::new(to, &cause).into()),
    }
}
