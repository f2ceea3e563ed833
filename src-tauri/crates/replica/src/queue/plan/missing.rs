//! How many files that are missing here belong together: the hub judges them by the first that is offered.

use syncit_core::content::ChunkList;
use syncit_core::hold::{Counted, Missing};
use syncit_core::message::OfferItem;
use syncit_core::plan::Step;
use syncit_core::{Entry, RelPath};

use crate::queue::memory::Work;

impl Work {
    /// Returns the files that are missing here and have still to be offered as removed, except those that were moved;
    /// nothing if these steps offer none.
    pub fn missing(&self, steps: &[Step], is_moved: impl Fn(&RelPath) -> bool) -> Missing {
        if !steps.iter().any(|step| matches!(step, Step::Push { entry: Entry::Absent, .. })) {
            return Missing::default();
        }
        let to_come = self.gone_here.iter().filter(|path| !self.flights.contains_key(*path) && !is_moved(path));
        let counted = self.counted(to_come);
        Missing { full: counted.full, empty: counted.empty }
    }

    /// Announces, with the first removal of an offer, how many files are missing, and leaves the number that follow in
    /// later offers.
    pub fn announce<'a>(&self, removals: impl Iterator<Item = &'a mut OfferItem>, missing: &mut Missing) {
        let mut removals: Vec<&mut OfferItem> =
            removals.filter(|item| self.vanished_at.contains_key(&item.path)).collect();
        let offered = self.counted(removals.iter().map(|item| &item.path));
        if let Some(first) = removals.first_mut() {
            first.missing = Some(*missing);
            *missing = missing.without(offered);
        }
    }

    fn counted<'a>(&self, paths: impl Iterator<Item = &'a RelPath>) -> Counted {
        let empty = ChunkList::default().digest();
        let mut counted = Counted::default();
        for digest in paths.filter_map(|path| self.vanished_at.get(path)) {
            counted.add(u64::from(*digest != empty));
        }
        counted
    }
}
