//! `syncit versions` and `syncit restore`, and the content of a version: looking back, and bringing back.
//!
//! The hub decides what a version is and does the restoring; here names become identifiers, and content becomes a file.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use syncit_core::message::{Answer, Ask, HistoryEntry, MAX_ITEMS};
use syncit_core::past::Which;
use syncit_core::relay_store::Accepted;
use syncit_core::replica_store::PathAt;
use syncit_core::{Entry, FileEntry, FolderId, RelPath, Seq};

use crate::answers::rel_path;
use crate::api::{ContentKind, Reply, RestoreLine, VersionLine};
use crate::core::{Core, random_id};
use crate::errors::{Error, Result};
use crate::fetch::{Failure, fetch};
use crate::machine::Part;
use crate::merging::{self, TEXT_MAX};
use crate::past::{folder_id, moment, version, version_seq};

const DOING: &str = "the past is kept by the hub";

/// What `syncit restore` was told.
pub(crate) struct Restore {
    pub(crate) folder: String,
    pub(crate) path: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) at: Option<String>,
    pub(crate) to: Option<PathBuf>,
    pub(crate) dry_run: bool,
}

/// `syncit versions`.
pub(crate) fn versions(core: &Core, folder: &str, path: &str) -> Result<Reply> {
    let directory = core.fresh_directory(DOING)?;
    let id = folder_id(&directory, folder)?;
    let path = rel_path(path)?;
    let (mut all, mut current, mut before) = (Vec::new(), None, None);
    while all.len() < MAX_ITEMS {
        let ask = Ask::Versions { folder: id, path: path.clone(), before };
        let Answer::Versions { versions, current: newest, next } = core.ask(ask, DOING)? else {
            return Err(unexpected());
        };
        let is_over = next.is_none() || versions.is_empty();
        all.extend(versions);
        (current, before) = (newest, next);
        if is_over {
            break;
        }
    }
    let line = |HistoryEntry { entry, action, .. }: HistoryEntry| VersionLine {
        version: version(id, entry.at, entry.seq),
        at: entry.at.exact(),
        machine: directory.machine_name(entry.machine),
        size: entry.entry.size(),
        current: Some(entry.seq) == current,
        path: entry.path.to_string(),
        action,
    };
    Ok(Reply::Versions(all.into_iter().map(line).collect()))
}

/// `syncit restore`.
pub(crate) fn restore(core: &Core, request: Restore) -> Result<Reply> {
    let directory = core.fresh_directory("nothing was restored")?;
    let folder = folder_id(&directory, &request.folder)?;
    let name = directory.folder_name(folder).map(ToString::to_string).unwrap_or_default();
    let path = request.path.as_deref().map(rel_path).transpose()?;
    let which = match (&request.version, &request.at) {
        (Some(_), Some(_)) => return Err(Error::BadArgument("give either a version or a moment".into())),
        (Some(text), None) => Which::Version(version_seq(folder, text)?),
        (None, Some(text)) => Which::At(moment(text)?),
        (None, None) => Which::Newest,
    };
    if let Some(to) = request.to {
        let path = path.ok_or_else(|| Error::BadArgument("which file is to be written? Give its path".into()))?;
        return restore_to(core, folder, name, &path, which, &to);
    }
    // The hub's own person may restore what the hub keeps only in its store.
    let machine = core.machine();
    if !request.dry_run && matches!(machine.part, Part::Client(_)) && !machine.links.contains_key(&folder) {
        return Err(Error::NotLinked(name));
    }
    let ask = Ask::Restore { folder, path: path.clone(), which, dry_run: request.dry_run };
    let Answer::Restored { changes, total, version: seq, at } =
        core.ask(ask, "whether it was restored is not known")?
    else {
        return Err(unexpected());
    };
    let line =
        |change: syncit_core::past::RestoreChange| RestoreLine { path: change.path.to_string(), change: change.action };
    Ok(Reply::Restored {
        folder: name,
        path: path.map(|path| path.to_string()),
        version: match seq {
            None => None,
            Some(seq) => Some(name_version(core, folder, request.version, path_or(request.path)?, seq)?),
        },
        at: at.map(|at| at.exact()),
        to: None,
        changes: changes.into_iter().map(line).collect(),
        total,
        dry_run: request.dry_run,
    })
}

/// The name of the version that was brought back: as it was given, or asked for.
fn name_version(core: &Core, folder: FolderId, given: Option<String>, path: RelPath, seq: Seq) -> Result<String> {
    match given {
        Some(given) => Ok(given),
        None => {
            let entry = entry_of(core, folder, &path, Which::Version(seq))?;
            Ok(version(folder, entry.at, entry.seq))
        }
    }
}

fn path_or(path: Option<String>) -> Result<RelPath> {
    rel_path(path.as_deref().unwrap_or_default())
}

/// Writes a version to a file that does not exist, whole or not at all.
fn restore_to(core: &Core, folder: FolderId, name: String, path: &RelPath, which: Which, to: &Path) -> Result<Reply> {
    check_target(to)?;
    let entry = entry_of(core, folder, path, which)?;
    let file = file_of(&entry)?;
    let failed = |cause| Error::Write { path: to.to_owned(), cause };
    let temporary = to.with_file_name(format!(".syncit-{}.part", &FolderId(random_id()).to_string()[..16]));
    let mut out = File::options().write(true).create_new(true).mode(0o600).open(&temporary).map_err(failed)?;
    let written = fill(core, folder, &entry, file, &mut out).and_then(|()| place(&temporary, to).map_err(failed));
    if let Err(error) = written {
        let _ = fs::remove_file(&temporary);
        return Err(match error {
            Error::Write { cause, .. } => failed(cause),
            error => error,
        });
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

fn fill(core: &Core, folder: FolderId, entry: &Accepted, file: &FileEntry, out: &mut File) -> Result<()> {
    let write = |cause| Error::Write { path: PathBuf::new(), cause };
    let mut buffered = BufWriter::with_capacity(1 << 20, &mut *out);
    fetch(core, folder, &at(entry), file, &mut buffered).map_err(|failure| match failure {
        Failure::Fetch(error) => error,
        Failure::Write(cause) => write(cause),
    })?;
    buffered.flush().map_err(write)?;
    drop(buffered);
    let seconds = u64::try_from(file.mtime.parts().0).unwrap_or(0);
    let modified = SystemTime::UNIX_EPOCH + Duration::new(seconds, file.mtime.parts().1 as u32);
    out.set_modified(modified).map_err(write)?;
    let mode = if file.executable { 0o700 } else { 0o600 };
    out.set_permissions(fs::Permissions::from_mode(mode)).and_then(|()| out.sync_all()).map_err(write)
}

/// Gives a finished file its name, which nothing may have.
fn place(temporary: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, temporary, CWD, to, RenameFlags::NOREPLACE) {
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {
            // A file system that cannot do that in one step.
            fs::hard_link(temporary, to)?;
            fs::remove_file(temporary)?;
        }
        placed => placed?,
    }
    match to.parent() {
        Some(dir) => File::open(dir)?.sync_all(),
        None => Ok(()),
    }
}

fn check_target(to: &Path) -> Result<()> {
    let failed = |kind: io::ErrorKind| Err(Error::Write { path: to.to_owned(), cause: kind.into() });
    if !to.is_absolute() || to.file_name().is_none() {
        return Err(Error::BadArgument(format!("{} is not the absolute path of a file", to.display())));
    }
    match fs::symlink_metadata(to) {
        Ok(_) => failed(io::ErrorKind::AlreadyExists),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(Error::Write { path: to.to_owned(), cause }),
    }
}

/// `Command::Content`.
pub(crate) fn content(core: &Core, folder: &str, path: &str, text: &str) -> Result<Reply> {
    let directory = core.fresh_directory(DOING)?;
    let folder = folder_id(&directory, folder)?;
    let entry = entry_of(core, folder, &rel_path(path)?, Which::Version(version_seq(folder, text)?))?;
    let reply = |text, bytes, kind| Reply::Content { text, bytes, kind };
    let file = match &entry.entry {
        Entry::Symlink(target) => return Ok(reply(Some(target.clone()), target.len() as u64, ContentKind::Text)),
        _ => file_of(&entry)?,
    };
    if file.size > TEXT_MAX {
        return Ok(reply(None, file.size, ContentKind::TooLarge));
    }
    Ok(match text_of(core, folder, &at(&entry), file)? {
        Some(text) => reply(Some(text), file.size, ContentKind::Text),
        None => reply(None, file.size, ContentKind::Binary),
    })
}

/// The content of a version that is this file, which is not too large to be held, if it is text.
pub(crate) fn text_of(core: &Core, folder: FolderId, version: &PathAt, file: &FileEntry) -> Result<Option<String>> {
    let mut bytes = Vec::with_capacity(file.size.min(TEXT_MAX) as usize);
    fetch(core, folder, version, file, &mut bytes).map_err(|failure| match failure {
        Failure::Fetch(error) => error,
        Failure::Write(cause) => Error::BadArgument(cause.to_string()),
    })?;
    Ok(merging::text(bytes))
}

fn at(entry: &Accepted) -> PathAt {
    PathAt { path: entry.path.clone(), seq: entry.seq }
}

pub(crate) fn entry_of(core: &Core, folder: FolderId, path: &RelPath, which: Which) -> Result<Accepted> {
    match core.ask(Ask::Version { folder, path: path.clone(), which }, DOING)? {
        Answer::Version { entry } => Ok(entry),
        _ => Err(unexpected()),
    }
}

fn file_of(entry: &Accepted) -> Result<&FileEntry> {
    entry.entry.file().ok_or_else(|| Error::BadArgument(format!("{} was no file then: it has no content", entry.path)))
}

fn unexpected() -> Error {
    Error::BadArgument("the hub answered something else than was asked".into())
}
