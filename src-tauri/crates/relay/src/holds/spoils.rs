//! Decides whether a change spoils a file, by the content before and after it.

use std::collections::BTreeMap;

use syncit_core::hold::{LOOKED_AT, Looks};
use syncit_core::relay_store::{JournalEntry, RelayStore, StoreResult};
use syncit_core::{Digest, Entry, FileEntry, FolderId, MachineId, RelPath, Seq, Timestamp};

use crate::turn::Turn;

/// How many versions of one path are searched for the one from before.
const VERSIONS: usize = 64;
/// How many names of a file are followed back to its earlier content.
const RENAMES: usize = 4;
/// How many files beside a deleted one are examined.
const BESIDE: usize = 8;

/// The machine and folder to examine, and the time from which a change counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    pub machine: MachineId,
    pub folder: FolderId,
    pub since: Timestamp,
}

impl Case {
    /// Returns true if an entry is one of the changes in question.
    pub fn includes(&self, entry: &JournalEntry) -> bool {
        entry.machine == self.machine && entry.at >= self.since && entry.restored.is_none()
    }
}

/// A change to examine.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change<'a> {
    pub path: &'a RelPath,
    /// The new state of the path.
    pub entry: &'a Entry,
    /// The path's newest entry before.
    pub upto: Seq,
    /// True if it is the vanishing half of a move.
    pub is_half: bool,
}

/// Findings that are cached during one judgement.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// What each content looks like; none if it is not here.
    pub looks: BTreeMap<Digest, Option<Looks>>,
    /// New files that are noise and are part of the offer under judgement.
    pub added: BTreeMap<RelPath, u64>,
}

impl<S: RelayStore> Turn<'_, S> {
    /// Returns whether a change spoils the path's earlier content; none if that was nothing, or if one of both is not known.
    pub(super) fn spoils(&self, findings: &mut Findings, case: Case, change: Change<'_>) -> StoreResult<Option<bool>> {
        let Change { path, entry, upto, is_half } = change;
        let Some((before, _)) = self.whole_before(findings, case, path, upto)? else { return Ok(None) };
        match entry {
            Entry::File(file) => Ok(self.looks(findings, file)?.map(|after| before.is_spoilt_by(after))),
            Entry::Absent => {
                let last = self.store.entry_at(case.folder, path, upto)?.filter(|last| case.includes(last));
                let last = match last.as_ref().and_then(|last| last.entry.file()) {
                    Some(file) => self.looks(findings, file)?,
                    None => None,
                };
                // It was spoilt, and then removed or renamed: the file under the other name is not an intact copy.
                let was_spoilt = last.is_some_and(|last| before.is_spoilt_by(last));
                Ok((was_spoilt || (!is_half && self.is_replaced(findings, case, path, upto)?)).then_some(true))
            }
            Entry::Directory | Entry::Symlink(_) => Ok(None),
        }
    }

    /// Returns what a path looked like before the changes in question, if its content was meaningful, and its newest entry
    /// that was still intact. A file that was renamed in that time is followed to its earlier name. A file that was created in
    /// that time is judged by its first meaningful content.
    pub(super) fn whole_before(
        &self,
        findings: &mut Findings,
        case: Case,
        path: &RelPath,
        upto: Seq,
    ) -> StoreResult<Option<(Looks, JournalEntry)>> {
        let mut versions: Vec<(Looks, JournalEntry)> = Vec::new();
        let mut next = Some((path.clone(), upto));
        let mut is_found = false;
        for _ in 0..RENAMES {
            let Some((path, upto)) = next.take() else { break };
            for entry in self.store.entries_upto(case.folder, &path, upto, VERSIONS)? {
                let looks = match entry.entry.file() {
                    Some(file) => self.looks(findings, file)?,
                    None => None,
                };
                let is_before = !case.includes(&entry);
                next = entry.moved_from.as_ref().filter(|_| !is_before).map(|from| (from.path.clone(), from.seq));
                is_found = is_before && looks.is_some();
                versions.extend(looks.map(|looks| (looks, entry)));
                if is_before || next.is_some() {
                    break;
                }
            }
        }
        let mut oldest = versions.iter().rev().map(|(looks, _)| *looks);
        let before = if is_found { oldest.next() } else { oldest.find(|looks| looks.is_something()) };
        let Some(before) = before.filter(|before| before.is_something()) else { return Ok(None) };
        Ok(versions.into_iter().find(|(looks, _)| !before.is_spoilt_by(*looks)).map(|(_, whole)| (before, whole)))
    }

    /// Returns true if that machine just put noise beside a path where no file was before, under the same name with another or
    /// an additional ending. It must have at least half the size of the old file: less is text that a program has compressed.
    fn is_replaced(&self, findings: &mut Findings, case: Case, path: &RelPath, upto: Seq) -> StoreResult<bool> {
        let name = path.name();
        let Some(was) = self.store.entry_at(case.folder, path, upto)? else { return Ok(false) };
        let stem = name.rfind('.').filter(|at| *at > 0).map_or(name.len(), |at| at);
        let start = &path.as_str()[..path.as_str().len() - name.len() + stem];
        let least = was.entry.size() / 2;
        let is_beside = |added: &RelPath| {
            let rest = added.as_str().strip_prefix(start).and_then(|rest| rest.strip_prefix('.'));
            rest.is_some_and(|rest| !rest.contains('/'))
        };
        let comes = findings.added.iter().any(|(added, size)| is_beside(added) && *size >= least);
        if comes {
            return Ok(true);
        }
        for beside in self.store.live_beside(case.folder, start, BESIDE)? {
            let is_new = case.includes(&beside) && beside.path != *path;
            if let Some(file) = beside.entry.file().filter(|file| is_new && file.size >= least)
                && self.looks(findings, file)? == Some(Looks::Noise)
                && !self.was_there(case, &beside)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns true if a path was a file before the changes in question, even if it was removed in between.
    fn was_there(&self, case: Case, entry: &JournalEntry) -> StoreResult<bool> {
        let versions = self.store.entries_upto(case.folder, &entry.path, entry.previous, VERSIONS)?;
        Ok(versions.iter().any(|version| !case.includes(version) && version.entry.file().is_some()))
    }

    /// Returns what the beginning of a file looks like; none if its content is not here.
    pub(super) fn looks(&self, findings: &mut Findings, file: &FileEntry) -> StoreResult<Option<Looks>> {
        let content = &file.digest;
        if file.size == 0 {
            return Ok(Some(Looks::Little));
        }
        if let Some(looks) = findings.looks.get(content) {
            return Ok(*looks);
        }
        let first = self.store.chunk_list(content)?.and_then(|list| list.chunks().first().copied());
        let bytes = match first {
            Some(first) => self.store.chunk(&first.digest)?,
            None => None,
        };
        let looks = bytes.map(|bytes| Looks::of(&bytes[..bytes.len().min(LOOKED_AT)]));
        findings.looks.insert(*content, looks);
        Ok(looks)
    }
}
