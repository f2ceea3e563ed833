//! The memory that a message takes, used to bound queues. Texts and lists count in full.

use super::{Answer, Ask, GetItem, HistoryEntry, OfferItem, Pieces, Refusal, ToClient, ToHub, Verdict};
use crate::damage::{Kept, Lack};
use crate::entry::Entry;
use crate::hold::HoldInfo;
use crate::ids::Position;
use crate::past::RestoreChange;
use crate::path::RelPath;
use crate::relay_store::{JournalEntry, PathAt, Remote};
use crate::replica_store::ConflictOf;

/// The least that a message counts, in bytes: itself and its place in a queue.
pub const LEAST: usize = 512;

fn path(path: &RelPath) -> usize {
    // The reference counts and the length are stored beside the text.
    path.as_str().len() + 32
}

fn entry(entry: &Entry) -> usize {
    if let Entry::Symlink(target) = entry { target.len() } else { 0 }
}

fn others(moved_from: Option<&PathAt>, conflict_of: Option<&ConflictOf>) -> usize {
    moved_from.map_or(0, |from| path(&from.path)) + conflict_of.map_or(0, |of| path(&of.path))
}

fn accepted(accepted: &JournalEntry) -> usize {
    let others = others(accepted.moved_from.as_ref(), accepted.conflict_of.as_ref());
    size_of::<JournalEntry>() + path(&accepted.path) + entry(&accepted.entry) + others
}

fn remote(remote: &Remote) -> usize {
    size_of::<Remote>() + entry(&remote.entry) + others(None, remote.conflict_of.as_ref())
}

fn pieces(pieces: &Pieces) -> usize {
    if let Pieces::Chunks(runs) = pieces { runs.len() * size_of::<(u32, u32)>() } else { 0 }
}

fn refusal(refusal: &Refusal) -> usize {
    size_of::<Refusal>() + refusal.reason.weight()
}

/// Returns the memory that an offered change takes, in bytes.
pub fn offered(item: &OfferItem) -> usize {
    let others = others(item.moved_from.as_ref(), item.conflict_of.as_ref());
    size_of::<OfferItem>() + path(&item.path) + entry(&item.entry) + others
}

fn got(item: &GetItem) -> usize {
    size_of::<GetItem>() + path(&item.path) + pieces(&item.pieces)
}

fn verdict(verdict: &Verdict) -> usize {
    size_of::<(u32, Verdict)>()
        + match verdict {
            Verdict::Accepted(accepted) => remote(accepted),
            Verdict::Stale { current, found, moved_to, in_the_way } => {
                let others = in_the_way.iter().map(|(at, there)| path(at) + remote(there));
                let found = found.as_ref().map_or(0, remote) + moved_to.as_ref().map_or(0, path);
                remote(current) + found + others.sum::<usize>()
            }
            Verdict::Want(wanted) => pieces(wanted),
            Verdict::Refused(why) => refusal(why),
        }
}

fn sum<T>(items: &[T], of: impl Fn(&T) -> usize) -> usize {
    items.iter().map(of).sum()
}

fn at(at: &PathAt) -> usize {
    size_of::<PathAt>() + path(&at.path)
}

fn told_items(items: &[(u32, Refusal)]) -> usize {
    sum(items, |(_, why)| 8 + refusal(why))
}

impl ToHub {
    /// Returns the memory that it takes, in bytes, including lists and texts.
    pub fn weight(&self) -> usize {
        LEAST
            + match self {
                ToHub::Body(body) => body.bytes.len(),
                ToHub::Offer { items, .. } => sum(items, offered),
                ToHub::Get { items, .. } => sum(items, got),
                ToHub::Attach { positions, .. } => positions.len() * size_of::<Position>(),
                ToHub::Hello { version, .. } => version.len(),
                ToHub::Ask { ask, .. } => asked(ask),
                _ => 0,
            }
    }

    /// Returns true if it changes nothing at the hub, so that messages that do may go first.
    pub fn is_question(&self) -> bool {
        match self {
            ToHub::News { .. } | ToHub::Get { .. } => true,
            ToHub::Ask { ask, .. } => ask.is_question(),
            _ => false,
        }
    }
}

fn asked(ask: &Ask) -> usize {
    match ask {
        Ask::Quarantine { kept } => kept.len() * size_of::<Kept>(),
        Ask::History(filter) => {
            let search = filter.search.as_ref().map_or(0, String::len);
            filter.kinds.len() + search + filter.path.as_ref().map_or(0, path)
        }
        Ask::Versions { path: of, .. } | Ask::Version { path: of, .. } | Ask::SettleConflict { copy: of, .. } => {
            path(of)
        }
        Ask::Restore { path: Some(of), .. } => path(of),
        Ask::FolderSettings { set: Some((name, _)), .. } => name.len(),
        _ => 0,
    }
}

impl Answer {
    /// Returns the memory that it takes besides its own size, in bytes.
    pub fn weight(&self) -> usize {
        let line = |line: &HistoryEntry| size_of::<HistoryEntry>() + accepted(&line.entry);
        match self {
            Answer::History { entries, .. } => sum(entries, line),
            Answer::Versions { versions, .. } => sum(versions, line),
            Answer::Version { entry } => accepted(entry),
            Answer::Restored { changes, .. } => sum(changes, |change| size_of::<RestoreChange>() + path(&change.path)),
            Answer::Folders { folders } => sum(folders, |folder| size_of_val(folder) + folder.name.as_str().len()),
            Answer::Machines { machines } => sum(machines, |it| {
                let texts = it.name.as_str().len() + it.fingerprint.len() + it.version.as_ref().map_or(0, String::len);
                size_of_val(it) + texts + size_of_val(&*it.backlogs)
            }),
            Answer::Lacking { entries, .. } => sum(entries, |lack| size_of::<Lack>() + path(&lack.entry.path)),
            Answer::Holds { holds } => sum(holds, |hold| {
                let paths = hold.sample.iter().chain(&hold.within).chain(&hold.subtrees);
                size_of::<HoldInfo>() + paths.map(|of| size_of::<RelPath>() + path(of)).sum::<usize>()
            }),
            Answer::Store { folders } => size_of_val(&**folders),
            Answer::Invitation { invitation } => invitation.as_ref().map_or(0, |it| {
                let texts = it.addresses.iter().chain(it.wrong_codes.iter().map(|(address, _)| address));
                size_of_val(it) + it.code.len() + texts.map(|text| 32 + text.len()).sum::<usize>()
            }),
            Answer::Accesses { accesses } => size_of_val(&**accesses),
            Answer::Activity { hours } => size_of_val(&**hours),
            Answer::FolderSettings { settings } => settings.keys().map(|name| name.len() + 64).sum(),
            Answer::Shared { .. } | Answer::Clock { .. } | Answer::Room { .. } | Answer::StoreTotals { .. } => 0,
            Answer::Quarantined { .. } | Answer::Retention { .. } | Answer::Done => 0,
        }
    }
}

impl ToClient {
    /// Returns the memory that it takes, in bytes, including lists and texts.
    pub fn weight(&self) -> usize {
        LEAST
            + match self {
                ToClient::Body(body) => body.bytes.len(),
                ToClient::News { entries, .. } => sum(entries, accepted),
                ToClient::Verdicts { verdicts, .. } => sum(verdicts, |(_, it)| verdict(it)),
                ToClient::Answered { answer: Ok(answer), .. } => answer.weight(),
                ToClient::Answered { answer: Err(why), .. } => refusal(why),
                ToClient::Goodbye(why) | ToClient::Detached { refusal: why, .. } => refusal(why),
                ToClient::Attached { incarnations, holds, .. } => size_of_val(&**incarnations) + size_of_val(&**holds),
                ToClient::Holds { holds, .. } => size_of_val(&**holds),
                ToClient::Lacking { items, .. } | ToClient::Whole { items, .. } => sum(items, at),
                ToClient::BodiesEnd { missing, .. } => told_items(missing),
                ToClient::Welcome { version, .. } => version.len(),
                ToClient::Coming { path: of, .. } => path(of),
                ToClient::Came { .. } => 0,
                ToClient::Changed { .. } | ToClient::Arranged | ToClient::Ping | ToClient::Pong => 0,
            }
    }
}
