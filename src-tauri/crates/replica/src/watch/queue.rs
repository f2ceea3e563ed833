//! What was noticed and not yet given on: in order, each name once, bounded.
//!
//! Of a name all facts are kept: a later one never takes the place of one that says more.

use std::collections::{BTreeSet, HashMap};

use super::alias::WatchId;

/// One thing that was noticed of a name in a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Mode, times or owner.
    Touched,
    /// A name came or went.
    Named,
    /// A directory came, or something was renamed to here that may be one.
    Came,
    /// Content is being written.
    Written,
    /// A file was closed after writing.
    Closed,
}

/// All that was noticed of a name.
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
    fn add(&mut self, seen: Seen) {
        match seen {
            // That there is an item says it.
            Seen::Touched => {}
            Seen::Named | Seen::Came => {
                self.named = true;
                self.came |= seen == Seen::Came;
                // What was being written is no longer at this name.
                self.written = false;
            }
            Seen::Written => self.written = true,
            Seen::Closed => {
                self.closed = true;
                self.written = false;
            }
        }
    }
}

/// One thing to give on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// Of a name in a watched directory.
    In(WatchId, Box<str>, Facts),
    /// A name that is not UTF-8 came or went in this directory.
    BadName(WatchId),
    /// A watched directory was moved.
    Moved(WatchId),
    /// A watched directory exists no more.
    Ended(WatchId),
    /// The marker or `.syncit` was touched.
    Marker,
    Cookie(u64),
}

/// The queue between the thread that reads events and the one that gives hints.
#[derive(Debug, Default)]
pub(super) struct Queue {
    items: Vec<Item>,
    by_name: HashMap<(WatchId, Box<str>), usize>,
    /// Cookies that were written and not yet given on.
    pub(super) cookies: BTreeSet<u64>,
    /// Something was lost: what is in the queue is of no use.
    lost: bool,
    pub(super) stops: bool,
}

/// What is taken out of the queue at once.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) items: Vec<Item>,
    pub(super) lost: bool,
    pub(super) stops: bool,
}

impl Queue {
    /// Adds what was seen of a name in a directory; with `bound` things in the queue, it is lost instead.
    pub(super) fn saw(&mut self, dir: WatchId, name: &str, seen: Seen, bound: usize) {
        if self.lost {
            return;
        }
        let next = self.items.len();
        let at = *self.by_name.entry((dir, name.into())).or_insert(next);
        if at == next {
            self.push(Item::In(dir, name.into(), Facts::default()), bound);
        }
        if let Some(Item::In(_, _, facts)) = self.items.get_mut(at) {
            facts.add(seen);
        }
    }

    /// Adds something else.
    pub(super) fn push(&mut self, item: Item, bound: usize) {
        if self.lost || self.items.last() == Some(&item) {
            return;
        }
        if self.items.len() >= bound {
            self.lose();
        } else {
            self.items.push(item);
        }
    }

    /// Gives up on everything: it is to be scanned.
    pub(super) fn lose(&mut self) {
        self.lost = true;
        self.items = Vec::new();
        self.by_name = HashMap::new();
    }

    pub(super) fn take(&mut self) -> Taken {
        self.by_name.clear();
        Taken { items: std::mem::take(&mut self.items), lost: std::mem::take(&mut self.lost), stops: self.stops }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// What is known after these: n(amed), c(ame), C(losed), w(ritten).
    #[track_caller]
    fn check(seen: &[Seen], expected: &str) {
        let mut queue = Queue::default();
        for seen in seen {
            queue.saw(1, "x", *seen, 10);
        }
        let items = queue.take().items;
        let [Item::In(1, name, facts)] = items.as_slice() else { panic!("{items:?}") };
        let known = [(facts.named, 'n'), (facts.came, 'c'), (facts.closed, 'C'), (facts.written, 'w')];
        let known: String = known.into_iter().filter(|(is, _)| *is).map(|(_, letter)| letter).collect();
        assert_eq!((&**name, known.as_str()), ("x", expected), "{seen:?}");
    }

    #[test]
    fn of_one_name_all_that_was_seen_is_known() {
        use Seen::*;
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
        use Seen::*;
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
        queue.saw(1, "x", Seen::Came, 10);
        queue.saw(2, "x", Seen::Closed, 10);
        queue.push(Item::Moved(2), 10);
        queue.push(Item::Moved(2), 10);
        queue.saw(1, "x", Seen::Named, 10);
        assert_eq!(queue.take().items.len(), 3);
    }

    #[test]
    fn too_much_is_lost_as_a_whole_and_then_it_goes_on() {
        let mut queue = Queue::default();
        for n in 0..11 {
            queue.saw(1, &n.to_string(), Seen::Closed, 10);
        }
        let taken = queue.take();
        assert!(taken.lost && taken.items.is_empty());
        queue.saw(1, "1", Seen::Closed, 10);
        let taken = queue.take();
        assert!(!taken.lost && taken.items.len() == 1);
    }
}
