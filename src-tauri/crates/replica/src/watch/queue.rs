//! What was noticed and not yet given on: in order, each path once, bounded.

use std::collections::{BTreeSet, HashMap};

use syncit_core::RelPath;

/// What was noticed of one path, as far as it is of interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Mode, times or owner: says nothing about content, so it does not outweigh anything else.
    Touched,
    /// A name came or went.
    Named,
    /// A directory came, or something was renamed to here that may be one.
    Appeared,
    /// Content is being written.
    Written,
    /// A file was closed after writing.
    Closed,
}

/// One thing to give on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item {
    At(RelPath, Seen),
    /// A name that cannot be synced came or went in this directory.
    BadName(Option<RelPath>),
    /// `.syncit` itself appeared.
    OwnDir,
    /// The root or its marker was touched.
    Root,
    Cookie(u64),
}

/// The queue between the thread that reads events and the one that gives hints.
#[derive(Debug, Default)]
pub(super) struct Queue {
    items: Vec<Item>,
    by_path: HashMap<RelPath, usize>,
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
    /// Adds something; with `bound` things in it, the queue is lost instead.
    pub(super) fn push(&mut self, item: Item, bound: usize) {
        if self.lost {
            return;
        }
        if let Item::At(path, seen) = &item {
            if let Some(Item::At(_, before)) = self.by_path.get(path).map(|at| &mut self.items[*at]) {
                if *seen != Seen::Touched {
                    *before = *seen;
                }
                return;
            }
            self.by_path.insert(path.clone(), self.items.len());
        } else if self.items.last() == Some(&item) {
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
        self.by_path = HashMap::new();
    }

    pub(super) fn take(&mut self) -> Taken {
        self.by_path.clear();
        Taken { items: std::mem::take(&mut self.items), lost: std::mem::take(&mut self.lost), stops: self.stops }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[track_caller]
    fn check(seen: &[Seen], expected: Seen) {
        let path = RelPath::new("x").unwrap();
        let mut queue = Queue::default();
        for seen in seen {
            queue.push(Item::At(path.clone(), *seen), 10);
        }
        assert_eq!(queue.take().items, [Item::At(path, expected)], "{seen:?}");
    }

    #[test]
    fn one_path_is_told_once_with_what_counts_last() {
        use Seen::*;
        check(&[Named, Written, Written, Closed], Closed);
        check(&[Closed, Touched], Closed);
        check(&[Closed, Written], Written);
        check(&[Written, Touched], Written);
        check(&[Written, Named], Named);
        check(&[Touched, Touched], Touched);
        check(&[Named, Appeared], Appeared);
        check(&[Appeared, Named], Named);
    }

    #[test]
    fn too_much_is_lost_as_a_whole_and_then_it_goes_on() {
        let mut queue = Queue::default();
        let path = |n: u32| RelPath::new(&n.to_string()).unwrap();
        for n in 0..11 {
            queue.push(Item::At(path(n), Seen::Closed), 10);
        }
        let taken = queue.take();
        assert!(taken.lost && taken.items.is_empty());
        queue.push(Item::At(path(1), Seen::Closed), 10);
        let taken = queue.take();
        assert!(!taken.lost && taken.items.len() == 1);
    }
}
