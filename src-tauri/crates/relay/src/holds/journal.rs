//! What the journal shows about deletions: those before a start, those that count, and how to undo one.

use std::collections::{BTreeMap, BTreeSet};

use syncit_core::hold::{Counted, Ending, Held, WINDOW};
use syncit_core::message::{HistoryCursor, HistoryFilter, MAX_ITEMS};
use syncit_core::relay_store::{JournalEntry, RelayStore, StoreResult};
use syncit_core::{Entry, FolderId, MachineId, RelPath, Seq, Timestamp};

use super::memory::is_empty_file;
use crate::turn::Turn;

impl<S: RelayStore> Turn<'_, S> {
    /// Counts, after a start, the last minute of the journal.
    pub(super) fn count_before_start(&mut self, folder: FolderId) -> StoreResult<()> {
        if self.memory.watch.second >= WINDOW || !self.memory.watch.counted.insert(folder) {
            return Ok(());
        }
        let since = self.now.plus_millis(-(WINDOW as i64) * 1_000);
        let filter = HistoryFilter { folder: Some(folder), since: Some(since), ..HistoryFilter::default() };
        let mut files = self.store.file_count(folder)?;
        let mut found: BTreeMap<MachineId, (Counted, u64, Seq)> = BTreeMap::new();
        for (entry, was, is_half) in self.changes(folder, filter, Seq(0))? {
            files = (files + u64::from(was.file().is_some())).saturating_sub(u64::from(entry.entry.file().is_some()));
            // A restore by a person is no accident, and does not offset deletions either.
            if is_half || entry.restored.is_some() {
                continue;
            }
            let (counted, before, after) = found.entry(entry.machine).or_default();
            if entry.entry.is_absent() && was.file().is_some() {
                counted.add(was.size());
                (*before, *after) = (files, Seq(entry.seq.0 - 1));
            }
            let is_added = is_empty_file(&entry.entry) && was.file().is_none() && entry.moved_from.is_none();
            counted.added += u64::from(is_added);
        }
        let second = self.memory.watch.second;
        for (machine, (counted, before, after)) in found {
            self.memory.watch.deletions.entry((folder, machine)).or_default().note(second, counted, before, after);
        }
        Ok(())
    }

    /// Returns the entries of the journal after `after` that match a filter, newest first, each with the state before it
    /// and whether it is the vanishing half of a move.
    pub(super) fn changes(
        &self,
        folder: FolderId,
        filter: HistoryFilter,
        after: Seq,
    ) -> StoreResult<Vec<(JournalEntry, Entry, bool)>> {
        let mut filter = HistoryFilter { readable: vec![folder], limit: MAX_ITEMS, ..filter };
        let mut entries: Vec<JournalEntry> = Vec::new();
        loop {
            let page = self.store.history(&filter)?;
            let is_last = page.len() < MAX_ITEMS || page.last().is_none_or(|(_, entry)| entry.seq <= after);
            filter.before = page.last().map(|(_, entry)| HistoryCursor { at: entry.at, folder, seq: entry.seq });
            entries.extend(page.into_iter().map(|(_, entry)| entry).filter(|entry| entry.seq > after));
            if is_last {
                break;
            }
        }
        // The appearing half may come before the vanishing one.
        let moved = entries.iter().filter_map(|entry| entry.moved_from.as_ref());
        let moved: BTreeSet<(RelPath, u64)> = moved.map(|from| (from.path.clone(), from.seq.0)).collect();
        let with_before = entries.into_iter().map(|entry| {
            let was = self.store.entry_at(folder, &entry.path, entry.previous)?;
            let is_half = entry.entry.is_absent() && moved.contains(&(entry.path.clone(), entry.previous.0));
            Ok((entry, was.map(|was| was.entry).unwrap_or_default(), is_half))
        });
        with_before.collect()
    }

    /// Counts again what a machine's deletions of the last minute that were passed on have lost: files that were added
    /// since offset earlier deletions. Returns those that lost something, and the deleted directories and symlinks among
    /// them.
    pub(super) fn recount(
        &mut self,
        machine: MachineId,
        folder: FolderId,
        hold: Option<u64>,
    ) -> StoreResult<Vec<Held>> {
        let counted = self.memory.watch.deletions.get(&(folder, machine));
        let after = match counted.and_then(syncit_core::hold::Deletions::after) {
            Some(after) => after,
            None => return Ok(Vec::new()),
        };
        let filter = HistoryFilter { folder: Some(folder), machine: Some(machine), ..HistoryFilter::default() };
        let (mut files, mut ending, mut passed) = (Vec::new(), Vec::new(), Vec::new());
        for (entry, was, is_half) in self.changes(folder, filter, after)? {
            // A restore by a person is no accident.
            if entry.entry.is_live() || was.is_absent() || is_half || entry.restored.is_some() {
                continue;
            }
            if self.store.head(folder, &entry.path)?.is_none_or(|head| head.seq != entry.seq) {
                continue;
            }
            let held =
                Held { path: entry.path.clone(), seq: entry.seq, is_file: was.file().is_some(), is_spoilt: false };
            match was.file() {
                None => passed.push(held),
                Some(file) => {
                    ending.push(Ending { path: entry.path, content: file.digest, size: file.size });
                    files.push(held);
                }
            }
        }
        let is_lost = self.losses(machine, folder, (hold, self.now), &ending)?;
        let lost = files.into_iter().zip(&ending).zip(is_lost).filter(|(_, is_lost)| *is_lost);
        let lost: Vec<(Held, u64)> = lost.map(|((held, ending), _)| (held, ending.size)).collect();
        if let Some(deletions) = self.memory.watch.deletions.get_mut(&(folder, machine)) {
            deletions.recount(lost.iter().filter(|(_, size)| *size > 0).map(|(held, _)| held.seq));
        }
        passed.extend(lost.into_iter().map(|(held, _)| held));
        Ok(passed)
    }

    /// Undoes a deletion that is the path's newest entry, and the deletions of the directories above it.
    pub(super) fn bring_back(
        &mut self,
        by: MachineId,
        folder: FolderId,
        at: Timestamp,
        path: &RelPath,
    ) -> StoreResult<()> {
        let Some(head) = self.store.head(folder, path)? else { return Ok(()) };
        let Some(was) = self.store.entry_at(folder, path, head.previous)? else { return Ok(()) };
        self.bring_back_as(by, folder, at, (head.seq, &was))
    }

    /// Appends the state of an earlier entry again after its path's newest one, with the directories above it, unless
    /// something else has taken the name of one of them.
    pub(super) fn bring_back_as(
        &mut self,
        by: MachineId,
        folder: FolderId,
        at: Timestamp,
        (newest, was): (Seq, &JournalEntry),
    ) -> StoreResult<()> {
        let path = &was.path;
        let mut missing = Vec::new();
        for above in path.ancestors() {
            let there = self.store.head(folder, &above)?;
            match there.as_ref().map(|there| &there.entry) {
                Some(Entry::Directory) => break,
                // Something else has the directory's name now, so the file cannot be there.
                Some(Entry::File(_) | Entry::Symlink(_)) => return Ok(()),
                Some(Entry::Absent) | None => {
                    let seqs = there.map(|there| (there.seq, there.previous, there.privacy)).unwrap_or_default();
                    missing.push((above, seqs));
                }
            }
        }
        // If the file became private since, it stays private.
        let there = self.store.head(folder, path)?.map(|head| head.entry).unwrap_or_default();
        let entry = was.entry.clone().after(&there);
        let directories = missing.into_iter().rev().map(|(path, seqs)| (path, Entry::Directory, None, seqs));
        let all: Vec<_> =
            directories.chain([(path.clone(), entry, was.conflict_of.clone(), (newest, was.seq, None))]).collect();
        for (path, entry, conflict_of, (previous, restored, privacy)) in all {
            let (seq, machine, moved_from) = (Seq(0), by, None);
            let restored = Some(restored);
            let back =
                JournalEntry { seq, path, entry, machine, at, moved_from, conflict_of, previous, restored, privacy };
            self.append(folder, &back)?;
        }
        self.memory.last_at.insert(folder, at);
        // It comes from no session, so that everybody is notified.
        self.authors.entry(folder).or_default();
        Ok(())
    }
}
