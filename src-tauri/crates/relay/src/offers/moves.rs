//! Moves, as the journal knows them: both halves are accepted together, and if a file was moved while another machine
//! edited it, that machine is told where the file is now.

use syncit_core::message::OfferItem;
use syncit_core::relay_store::{JournalEntry, RelayStore, Remote, StoreResult};
use syncit_core::{Digest, Entry, FolderId, MachineId, RelPath, Seq};

use crate::turn::Turn;

/// How many entries a file's past is followed back at most.
const STEPS: usize = 32;
/// How many paths with the same content are examined.
const CANDIDATES: usize = 8;

/// What the journal knows of an offer whose base is not the current entry of its path.
#[derive(Debug, Default)]
pub(crate) struct Went {
    /// The entry elsewhere with exactly the offered state from which the hub's entry was made, or which was made from
    /// it.
    pub found: Option<Remote>,
    /// The path to which the edited file was moved.
    pub moved_to: Option<RelPath>,
}

impl<S: RelayStore> Turn<'_, S> {
    /// Looks for where a file is now that a machine offered on an older entry.
    pub(crate) fn went(
        &self,
        (machine, folder): (MachineId, FolderId),
        item: &OfferItem,
        head: Option<&JournalEntry>,
    ) -> StoreResult<Went> {
        let (Some(head), Some(file)) = (head, item.entry.file()) else { return Ok(Went::default()) };
        if head.entry.is_live() {
            // A file was moved here and edited since. A machine that offers its state from before never had the edit.
            let is_new = item.based_on == Seq(0);
            let is_it = |past: &JournalEntry| past.path != item.path && item.entry.is_in(&past.entry);
            let found = if is_new { self.in_the_past(folder, head, is_it)? } else { None };
            return Ok(Went { found: found.map(|found| found.remote()), moved_to: None });
        }
        // If a machine puts a file where it moved another one away, it is a different file.
        if head.previous != item.based_on || head.machine == machine {
            return Ok(Went::default());
        }
        // The edit was accepted at the file's new path, and the answer got lost.
        if let Some(found) = self.made_of(folder, item, &file.digest)? {
            return Ok(Went { found: Some(found.remote()), moved_to: None });
        }
        let was = self.store.entry_at(folder, &item.path, head.previous)?;
        let Some(Entry::File(was)) = was.map(|was| was.entry) else { return Ok(Went::default()) };
        let moved_to = self.made_of(folder, item, &was.digest)?.map(|to| to.path);
        Ok(Went { found: None, moved_to })
    }

    /// Returns the entry that has this content now and comes, by a move, from the base of the offer.
    fn made_of(&self, folder: FolderId, item: &OfferItem, content: &Digest) -> StoreResult<Option<JournalEntry>> {
        for path in self.store.live_with(folder, content, CANDIDATES)? {
            let Some(head) = self.store.head(folder, &path)? else { continue };
            let is_it = |past: &JournalEntry| past.path == item.path && past.seq == item.based_on;
            if self.in_the_past(folder, &head, is_it)?.is_some() {
                return Ok(Some(head));
            }
        }
        Ok(None)
    }

    /// Returns the newest earlier entry from which this one was made, by edits and moves, and for which `is_it`
    /// returns true.
    fn in_the_past(
        &self,
        folder: FolderId,
        of: &JournalEntry,
        is_it: impl Fn(&JournalEntry) -> bool,
    ) -> StoreResult<Option<JournalEntry>> {
        let mut entry = of.clone();
        for _ in 0..STEPS {
            let before = match &entry.moved_from {
                Some(from) => self.store.entry_at(folder, &from.path, from.seq)?,
                None => self.store.entry_at(folder, &entry.path, entry.previous)?,
            };
            let Some(before) = before.filter(|before| before.entry.file().is_some()) else { return Ok(None) };
            if is_it(&before) {
                return Ok(Some(before));
            }
            entry = before;
        }
        Ok(None)
    }
}

/// Returns true if this base is not the hub's current entry.
pub(crate) fn made_on_other(based_on: Seq, current: &Remote) -> bool {
    // Replicas forget a path that is gone: for them "never existed" and "no longer exists" are the same.
    let is_nothing = based_on == Seq(0) && current.entry.is_absent();
    // An entry that is not sent to anybody gives way to any offer.
    let is_invalid = current.entry.breach().is_some();
    current.seq != based_on && !is_nothing && !is_invalid
}
