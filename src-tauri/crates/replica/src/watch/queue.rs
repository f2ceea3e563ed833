//! What was noticed and not yet passed on: in order, each name once, bounded. If more happens in a folder than is handled
//! meanwhile, only the directories are kept.
//!
//! All facts about a name are kept: a later one never replaces one that says more.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::Instant;

use super::alias::WatchId;

/// One event about a name in a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameEvent {
    /// Mode, times or owner changed.
    Touched,
    /// A name was added or removed.
    Named,
    /// A directory was added, or something was renamed to here that may be one.
    Came,
    /// Content is being written.
    Written,
    /// A file was closed after writing.
    Closed,
}

/// Everything that was noticed about a name.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts {
    pub named: bool,
    pub came: bool,
    /// Some content was written completely.
    pub closed: bool,
    /// Content was written since, and not closed.
    pub written: bool,
}

impl Facts {
    fn add(&mut self, seen: NameEvent) {
        match seen {
            // The existence of the item says it.
            NameEvent::Touched => {}
            NameEvent::Named | NameEvent::Came => {
                self.named = true;
                self.came |= seen == NameEvent::Came;
                // What was being written no longer has this name.
                self.written = false;
            }
            NameEvent::Written => self.written = true,
            NameEvent::Closed => {
                self.closed = true;
                self.written = false;
            }
        }
    }
}

/// One item to pass on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// Facts about a name in a watched directory.
    In(WatchId, Box<str>, Facts),
    /// So much happened in this directory that the whole directory is to be rescanned.
    Flooded(WatchId),
    /// A name that is not UTF-8 was added or removed in this directory.
    BadName(WatchId),
    /// A watched directory was moved.
    Moved(WatchId),
    /// A watched directory no longer exists.
    Ended(WatchId),
    /// The marker or `.syncit` was touched.
    Marker,
    Cookie(u64),
}

/// The queue between the thread that reads events and the folder's turns.
#[derive(Debug, Default)]
pub(super) struct Queue {
    items: VecDeque<Item>,
    /// The index of each name's item, counted from the first item ever.
    by_name: HashMap<(WatchId, Box<str>), u64>,
    /// The index of the first item in the queue.
    first: u64,
    /// Directories that are to be rescanned as a whole, so that names in them are not kept.
    flooded: BTreeSet<WatchId>,
    /// Cookies that were written and not yet passed on.
    pub(super) cookies: BTreeSet<u64>,
    /// If events were lost: the time of the full rescan, at the latest.
    lost: Option<Instant>,
    /// True if nothing is to be watched until then.
    is_left_alone: bool,
    /// True if there is no room even for directories.
    is_of_no_use: bool,
    /// When this folder last made the system lose events, and how many times shortly before.
    pub(super) floods: Option<(Instant, u32)>,
}

/// What is taken from the queue at once.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) items: Vec<Item>,
    /// True if everything is to be rescanned now.
    pub(super) lost: bool,
    /// True if the folder is not to be watched from now on.
    pub(super) is_left_alone: bool,
}

impl Queue {
    /// Adds what was seen of a name in a directory. With `bound` items in the queue, only the directories of all names are
    /// kept.
    pub(super) fn saw(&mut self, dir: WatchId, name: &str, seen: NameEvent, bound: usize) {
        if self.is_of_no_use || self.flooded.contains(&dir) {
            return;
        }
        let next = self.first + self.items.len() as u64;
        let at = *self.by_name.entry((dir, name.into())).or_insert(next);
        if at == next {
            if self.items.len() >= bound {
                self.keep_directories();
                return self.flood(dir, bound);
            }
            self.items.push_back(Item::In(dir, name.into(), Facts::default()));
        }
        let place = usize::try_from(at - self.first).unwrap_or(usize::MAX);
        if let Some(Item::In(_, _, facts)) = self.items.get_mut(place) {
            facts.add(seen);
        }
    }

    /// Adds another item. If there is no room even for that, everything counts as lost.
    pub(super) fn push(&mut self, item: Item, bound: usize) {
        if self.is_of_no_use || self.items.back() == Some(&item) {
            return;
        }
        if self.items.len() >= bound {
            self.keep_directories();
        }
        if self.items.len() >= bound {
            self.forget();
            self.is_of_no_use = true;
            self.lose(Instant::now());
        } else {
            self.items.push_back(item);
        }
    }

    fn flood(&mut self, dir: WatchId, bound: usize) {
        if !self.flooded.contains(&dir) {
            self.push(Item::Flooded(dir), bound);
            self.flooded.insert(dir);
        }
    }

    fn keep_directories(&mut self) {
        self.by_name.clear();
        let mut kept = VecDeque::new();
        for item in std::mem::take(&mut self.items) {
            match item {
                Item::In(dir, ..) => drop(self.flooded.insert(dir)),
                Item::Flooded(_) => {}
                other => kept.push_back(other),
            }
        }
        // Before the cookies, which cover them.
        self.items = self.flooded.iter().copied().map(Item::Flooded).chain(kept).collect();
    }

    /// Notes that events were lost: everything is to be rescanned, at the latest then.
    pub(super) fn lose(&mut self, at: Instant) {
        self.lost = Some(self.lost.map_or(at, |before| before.min(at)));
    }

    /// The same, and nothing is watched until then.
    pub(super) fn leave_alone(&mut self, until: Instant) {
        self.lost = Some(until);
        self.is_left_alone = true;
    }

    fn forget(&mut self) {
        self.items = VecDeque::new();
        self.by_name = HashMap::new();
        self.flooded = BTreeSet::new();
        self.is_of_no_use = false;
    }

    /// Returns when everything has to be rescanned, if events were lost. If somebody waits for a cookie, that is now.
    pub(super) fn lost(&self) -> Option<Instant> {
        self.lost.map(|at| if self.cookies.is_empty() { at } else { at.min(Instant::now()) })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Takes the oldest items, at most this many.
    pub(super) fn take(&mut self, limit: usize) -> Taken {
        let lost = self.lost().is_some_and(|at| at <= Instant::now());
        if lost {
            self.lost = None;
            // The full rescan covers everything in the queue.
            self.forget();
        }
        let items: Vec<Item> = self.items.drain(..limit.min(self.items.len())).collect();
        self.first += items.len() as u64;
        if self.items.is_empty() {
            self.by_name.clear();
            self.flooded.clear();
        } else {
            for item in &items {
                match item {
                    Item::In(dir, name, _) => drop(self.by_name.remove(&(*dir, name.clone()))),
                    Item::Flooded(dir) => drop(self.flooded.remove(dir)),
                    _ => {}
                }
            }
        }
        Taken { items, lost, is_left_alone: std::mem::take(&mut self.is_left_alone) && !lost }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Item::{Cookie, Flooded};
    use super::*;

    /// Checks what is known after these events: n(amed), c(ame), C(losed), w(ritten).
    #[track_caller]
    fn check(seen: &[NameEvent], expected: &str) {
        let mut queue = Queue::default();
        for seen in seen {
            queue.saw(1, "x", *seen, 10);
        }
        let items = queue.take(100).items;
        let [Item::In(1, name, facts)] = items.as_slice() else { panic!("{items:?}") };
        let known = [(facts.named, 'n'), (facts.came, 'c'), (facts.closed, 'C'), (facts.written, 'w')];
        let known: String = known.into_iter().filter(|(is, _)| *is).map(|(_, letter)| letter).collect();
        assert_eq!((&**name, known.as_str()), ("x", expected), "{seen:?}");
    }

    #[test]
    fn of_one_name_all_that_was_seen_is_known() {
        use NameEvent::*;
        check(&[Touched], "");
        check(&[Named, Written, Written, Closed], "nC");
        check(&[Closed, Touched], "C");
        check(&[Closed, Written], "Cw");
        check(&[Written, Touched], "w");
        check(&[Written, Named], "n");
        check(&[Named, Came], "nc");
        check(&[Came, Named], "nc");
        check(&[Came, Named, Touched], "nc");
        check(&[Closed, Named], "nC");
        check(&[Came, Written], "ncw");
    }

    #[test]
    fn only_being_written_is_ever_taken_back() {
        use NameEvent::*;
        let all = [Touched, Named, Came, Written, Closed];
        for n in 0..all.len().pow(4) {
            let mut facts = Facts::default();
            for place in 0..4 {
                let before = facts;
                facts.add(all[n / all.len().pow(place) % all.len()]);
                let kept = (before.named <= facts.named, before.came <= facts.came, before.closed <= facts.closed);
                assert_eq!(kept, (true, true, true), "{before:?} {facts:?}");
            }
        }
    }

    #[test]
    fn names_in_different_directories_are_different() {
        let mut queue = Queue::default();
        queue.saw(1, "x", NameEvent::Came, 10);
        queue.saw(2, "x", NameEvent::Closed, 10);
        queue.push(Item::Moved(2), 10);
        queue.push(Item::Moved(2), 10);
        queue.saw(1, "x", NameEvent::Named, 10);
        assert_eq!(queue.take(100).items.len(), 3);
    }

    #[test]
    fn of_too_many_names_only_the_directories_are_kept() {
        let mut queue = Queue::default();
        queue.push(Item::Cookie(7), 10);
        for n in 0..100 {
            queue.saw(1 + n % 3, &n.to_string(), NameEvent::Closed, 10);
        }
        queue.push(Item::Cookie(8), 10);
        let taken = queue.take(100);
        assert!(!taken.lost);
        assert_eq!(taken.items, [Flooded(1), Flooded(2), Flooded(3), Cookie(7), Cookie(8)]);
        queue.saw(1, "1", NameEvent::Closed, 10);
        assert!(matches!(queue.take(100).items[..], [Item::In(1, ..)]), "once it was taken, names are kept again");
    }

    #[test]
    fn another_directory_may_be_flooded_later() {
        let mut queue = Queue::default();
        (0..20).for_each(|n| queue.saw(1, &n.to_string(), NameEvent::Named, 10));
        (0..20).for_each(|n| queue.saw(2, &n.to_string(), NameEvent::Named, 10));
        assert_eq!(queue.take(100).items, [Flooded(1), Flooded(2)]);
    }

    #[test]
    fn a_part_is_taken_and_names_are_still_found() {
        let mut queue = Queue::default();
        for round in 0..50 {
            ["a", "b", "c", "d"].iter().for_each(|name| queue.saw(1, name, NameEvent::Written, 10));
            let taken = queue.take(1 + round % 3).items;
            taken.iter().for_each(|item| assert!(matches!(item, Item::In(1, ..))));
            ["a", "b", "c", "d"].iter().for_each(|name| queue.saw(1, name, NameEvent::Closed, 10));
            assert_eq!(queue.take(10).items.len(), 4, "each name once");
        }
    }

    #[test]
    fn where_not_even_directories_have_room_all_is_lost_and_then_it_goes_on() {
        let mut queue = Queue::default();
        for n in 0..20 {
            queue.saw(n, "x", NameEvent::Closed, 10);
        }
        let taken = queue.take(100);
        assert!(taken.lost && taken.items.is_empty());
        queue.saw(1, "1", NameEvent::Closed, 10);
        let taken = queue.take(100);
        assert!(!taken.lost && taken.items.len() == 1);
    }

    #[test]
    fn what_was_lost_waits_for_its_time_and_what_comes_meanwhile_does_not() {
        let mut queue = Queue::default();
        let later = Instant::now() + std::time::Duration::from_secs(1000);
        queue.lose(later);
        queue.saw(1, "x", NameEvent::Closed, 10);
        let taken = queue.take(100);
        assert!(!taken.lost && taken.items.len() == 1);
        assert_eq!(queue.lost(), Some(later));
        queue.cookies.insert(1);
        assert!(queue.take(100).lost, "somebody waits");
    }
}
