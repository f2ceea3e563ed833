//! `syncit differences`: what differs in a folder on purpose, because of its sync mode on this machine.

use syncit_core::Entry;
use syncit_core::plan::LeftOut;
use syncit_replica::Difference;

use crate::api::{DifferenceLine, EntryKind, LeftOutKind, Reply, SideLine};
use crate::error::{Error, Result};
use crate::machine::record::RoleRecord;
use crate::queries::names::rel_path;
use crate::runtime::Runtime;
use crate::runtime::directory::Directory;

/// The number of lines by default, and at most.
const LINES: usize = 100;
const LINES_MAX: usize = 1_000;

/// Runs `syncit differences`.
pub(crate) fn differences(
    runtime: &Runtime,
    folder: &str,
    after: Option<String>,
    limit: Option<usize>,
) -> Result<Reply> {
    let machine = runtime.machine();
    if matches!(machine.role, RoleRecord::None) {
        return Err(Error::NotSetUp("it has no folders"));
    }
    let not_linked = || Error::NotLinked(folder.to_owned());
    let (id, _) = machine.link_named(folder).ok_or_else(not_linked)?;
    let after = after.as_deref().map(rel_path).transpose()?;
    let limit = limit.unwrap_or(LINES).clamp(1, LINES_MAX);
    let linked = runtime.links().remove(&id).ok_or_else(not_linked)?;
    let found =
        linked.query(move |replica| replica.differences(after.as_ref(), limit)).transpose()?.unwrap_or_default();
    let (directory, own) = (runtime.directory(), machine.shown_name());
    let lines = found.iter().filter_map(|difference| line(difference, &directory, &own));
    Ok(Reply::Differences(lines.collect()))
}

/// Builds a line. Returns `None` if the local state is no longer known.
fn line(Difference { row, why }: &Difference, directory: &Directory, own: &str) -> Option<DifferenceLine> {
    let (here, there) = (row.local.entry()?, &row.remote.entry);
    let (kind, machine, at) = match why {
        LeftOut::NotApplied => {
            let machine = row.remote.machine.map(|id| directory.machine_name(id)).unwrap_or_default();
            (LeftOutKind::NotApplied, machine, Some(row.remote.at).filter(|_| row.remote.machine.is_some()))
        }
        LeftOut::NotSent => (LeftOutKind::NotSent, own.to_owned(), here.file().map(|file| file.mtime)),
    };
    Some(DifferenceLine {
        path: row.path.to_string(),
        change: why.change(row)?,
        why: kind,
        machine,
        at: at.map(|at| at.to_string()),
        here: side(here),
        there: side(there),
    })
}

fn side(entry: &Entry) -> Option<SideLine> {
    let kind = match entry {
        Entry::Absent => return None,
        Entry::File(_) => EntryKind::File,
        Entry::Directory => EntryKind::Directory,
        Entry::Symlink(_) => EntryKind::Symlink,
    };
    Some(SideLine { kind, size: entry.size() })
}
