//! Moves, as the journal knows them: both halves are taken together, and an edit of a file that was moved meanwhile is
//! told where the file went.

use syncit_core::message::OfferItem;
use syncit_core::relay_store::{Accepted, RelayStore, StoreResult, Told};
use syncit_core::{Digest, Entry, FolderId, MachineId, RelPath, Seq};

use crate::turn::Turn;

/// How many entries a file's past is followed back at most.
const STEPS: usize = 32;
/// How many paths with one content are looked at.
const CANDIDATES: usize = 8;

/// What the journal knows of an offer that was made on something else than what it has at the path.
#[derive(Debug, Default)]
pub(crate) struct Went {
    /// The entry elsewhere with just the offered state, from which what the hub has was made, or which was made of it.
    pub found: Option<Told>,
    /// The path that the file was moved to that the offer is an edit of.
    pub moved_to: Option<RelPath>,
}

impl<S: RelayStore> Turn<'_, S> {
    /// Looks where a file went that a machine offered on an older entry.
    pub(crate) fn went(
        &self,
        (machine, folder): (MachineId, FolderId),
        item: &OfferItem,
        head: Option<&Accepted>,
    ) -> StoreResult<Went> {
        let (Some(head), Some(file)) = (head, item.entry.file()) else { return Ok(Went::default()) };
        if head.entry.is_live() {
            // A file that was moved here and edited since: who offers it as it was before never had the edit.
            let is_new = item.based_on == Seq(0);
            let is_it = |past: &Accepted| past.path != item.path && item.entry.is_in(&past.entry);
            let found = if is_new { self.in_the_past(folder, head, is_it)? } else { None };
            return Ok(Went { found: found.map(|found| found.told()), moved_to: None });
        }
        // What a machine puts where it moved a file away is another file.
        if head.previous != item.based_on || head.machine == machine {
            return Ok(Went::default());
        }
        // The edit was taken where the file went, and the answer got lost.
        if let Some(found) = self.made_of(folder, item, &file.digest)? {
            return Ok(Went { found: Some(found.told()), moved_to: None });
        }
        let was = self.store.entry_at(folder, &item.path, head.previous)?;
        let Some(Entry::File(was)) = was.map(|was| was.entry) else { return Ok(Went::default()) };
        let moved_to = self.made_of(folder, item, &was.digest)?.map(|to| to.path);
        Ok(Went { found: None, moved_to })
    }

    /// The path that has this content now, by a move of the entry that the offer was made on.
    fn made_of(&self, folder: FolderId, item: &OfferItem, content: &Digest) -> StoreResult<Option<Accepted>> {
        for path in self.store.live_with(folder, content, CANDIDATES)? {
            let Some(head) = self.store.head(folder, &path)? else { continue };
            let is_it = |past: &Accepted| past.path == item.path && past.seq == item.based_on;
            if self.in_the_past(folder, &head, is_it)?.is_some() {
                return Ok(Some(head));
            }
        }
        Ok(None)
    }

    /// The newest entry before this one that it was made from, by edits and moves, and for which `is_it` holds.
    fn in_the_past(
        &self,
        folder: FolderId,
        of: &Accepted,
        is_it: impl Fn(&Accepted) -> bool,
    ) -> StoreResult<Option<Accepted>> {
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

/// Returns true if what was based on this seq was made on something else than what the hub has.
pub(crate) fn made_on_other(based_on: Seq, current: &Told) -> bool {
    // Replicas forget a path that is gone: to them, nothing ever and nothing any more are the same.
    let is_nothing = based_on == Seq(0) && current.entry.is_absent();
    // What is not told to anybody gives way to whatever comes.
    let is_invalid = current.entry.breach().is_some();
    current.seq != based_on && !is_nothing && !is_invalid
}
