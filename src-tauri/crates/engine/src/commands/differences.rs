//! `syncit differences`: what differs in a folder on purpose, because of its sync mode on this machine.

use syncit_core::Entry;
use syncit_core::message::Ask;
use syncit_core::plan::LeftOut;
use syncit_core::replica_store::SyncMode;
use syncit_replica::Difference;
use syncit_replica::event::FolderCommand;

use crate::api::{DifferenceLine, EntryKind, LeftOutKind, Reply, SideLine};
use crate::error::{BadArgument, Error, NotSettled, Result, Undone};
use crate::machine::record::RoleRecord;
use crate::queries::names::{linked, rel_path};
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
        return Err(Error::not_set_up(Undone::Answer));
    }
    let not_linked = || Error::not_linked(folder);
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

/// Ends the differences: what they are about counts as confirmed by a person, so deletions among them are not held.
pub(crate) fn settle(runtime: &Runtime, folder: &str, keep_mine: bool, count: Option<u64>) -> Result<Reply> {
    let machine = runtime.machine();
    let (id, link) = linked(&machine, folder)?;
    if keep_mine != (link.role == SyncMode::SendOnly) {
        let folder = folder.to_owned();
        return Err(match keep_mine {
            true => BadArgument::NotSendOnly { folder }.into(),
            false => BadArgument::SendOnly { folder }.into(),
        });
    }
    let running = runtime.links().remove(&id).ok_or_else(|| Error::not_linked(folder))?;
    let asked = running.query(|replica| {
        let state = replica.state();
        replica.differences(None, usize::MAX).map(|found| (found, state.may_write))
    });
    let (found, may_write) = asked.ok_or_else(|| Error::not_open(folder))??;
    if count.is_some_and(|count| count != found.len() as u64) {
        return Err(NotSettled::ChangedMeanwhile { folder: folder.to_owned() }.into());
    }
    if keep_mine && !may_write {
        return Err(NotSettled::OnlyReads { folder: folder.to_owned() }.into());
    }
    let is_removed = |difference: &&Difference| {
        difference.why == LeftOut::NotApplied
            && difference.row.remote.entry.file().is_some()
            && difference.row.local.entry().is_some_and(Entry::is_absent)
    };
    let files = found.iter().filter(is_removed).count() as u64;
    if files > 0 {
        runtime.ask(Ask::ConfirmDeletions { folder: id, files }, Undone::Change)?;
    }
    running.command(FolderCommand::SettleDifferences);
    Ok(Reply::Done)
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
