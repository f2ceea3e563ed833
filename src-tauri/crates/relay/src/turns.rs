//! Fair queuing: each client gets an equal share, so that one that sends more delays only itself.
//!
//! Each client has a queue and a credit. Those with waiting items stand in a ring. When its turn comes, a client gets a
//! quantum of credit and is served while it has credit left. The cost is taken from the credit, which may become
//! negative; the client's next turns are then skipped. So the cost may become known afterwards (`charge`). A debt
//! remains when a queue runs empty, so that nobody gets rid of it by asking one thing at a time. Credit is not saved
//! up.

use std::collections::{BTreeMap, VecDeque};

/// Queues that are served in turn.
#[derive(Debug)]
pub struct Turns<K, T> {
    queues: BTreeMap<K, Waiting<T>>,
    /// The clients with waiting items.
    ring: VecDeque<K>,
    /// True if the first client in the ring already got its quantum for this turn.
    has_begun: bool,
    quantum: i64,
    waiting: usize,
    cost: usize,
}

#[derive(Debug)]
struct Waiting<T> {
    items: VecDeque<(usize, T)>,
    credit: i64,
}

impl<K: Ord + Clone, T> Turns<K, T> {
    /// Makes queues in which each turn brings this much credit. Costs are in the same unit.
    pub fn new(quantum: usize) -> Self {
        Turns {
            queues: BTreeMap::new(),
            ring: VecDeque::new(),
            has_begun: false,
            quantum: to_credit(quantum).max(1),
            waiting: 0,
            cost: 0,
        }
    }

    /// Queues an item behind the client's other waiting items.
    pub fn push(&mut self, key: K, cost: usize, item: T) {
        self.queue(key, cost, |items| items.push_back((cost, item)));
    }

    /// Puts back an item that was taken but not served, and refunds its cost.
    pub fn put_back(&mut self, key: K, cost: usize, item: T) {
        self.queue(key.clone(), cost, |items| items.push_front((cost, item)));
        if let Some(waiting) = self.queues.get_mut(&key) {
            waiting.credit = waiting.credit.saturating_add(to_credit(cost));
        }
    }

    fn queue(&mut self, key: K, cost: usize, add: impl FnOnce(&mut VecDeque<(usize, T)>)) {
        let waiting = self.queues.entry(key.clone()).or_insert_with(|| Waiting { items: VecDeque::new(), credit: 0 });
        if waiting.items.is_empty() {
            self.ring.push_back(key);
        }
        add(&mut waiting.items);
        self.waiting += 1;
        self.cost += cost;
    }

    /// Takes the next item among the clients that `may` allows, and returns it with its client and its cost.
    pub fn next(&mut self, may: impl Fn(&K) -> bool) -> Option<(K, usize, T)> {
        loop {
            let mut is_any = false;
            for _ in 0..self.ring.len() {
                let key = self.ring.front()?.clone();
                let quantum = if self.has_begun { 0 } else { self.quantum };
                if let Some(waiting) = self.queues.get_mut(&key).filter(|_| may(&key)) {
                    is_any = true;
                    waiting.credit = waiting.credit.saturating_add(quantum).min(self.quantum);
                    self.has_begun = true;
                    if waiting.credit > 0 {
                        return self.serve(key);
                    }
                }
                self.ring.rotate_left(1);
                self.has_begun = false;
            }
            if !is_any {
                return None;
            }
        }
    }

    fn serve(&mut self, key: K) -> Option<(K, usize, T)> {
        let waiting = self.queues.get_mut(&key)?;
        let (cost, item) = waiting.items.pop_front()?;
        waiting.credit = waiting.credit.saturating_sub(to_credit(cost));
        if waiting.items.is_empty() {
            waiting.credit = waiting.credit.min(0);
            self.ring.pop_front();
            self.has_begun = false;
        }
        self.waiting -= 1;
        self.cost -= cost;
        Some((key, cost, item))
    }

    /// Charges a client for a cost that became known after it was served.
    pub fn charge(&mut self, key: &K, cost: usize) {
        if let Some(waiting) = self.queues.get_mut(key) {
            waiting.credit = waiting.credit.saturating_sub(to_credit(cost));
        }
    }

    /// Removes a client and returns its waiting items.
    pub fn remove(&mut self, key: &K) -> impl Iterator<Item = T> + use<K, T> {
        let removed = self.queues.remove(key);
        self.has_begun &= self.ring.front() != Some(key);
        self.ring.retain(|known| known != key);
        let items = removed.map(|waiting| waiting.items).unwrap_or_default();
        self.waiting -= items.len();
        self.cost -= items.iter().map(|(cost, _)| cost).sum::<usize>();
        items.into_iter().map(|(_, item)| item)
    }

    /// Returns true if the client has waiting items.
    pub fn has(&self, key: &K) -> bool {
        self.queues.get(key).is_some_and(|waiting| !waiting.items.is_empty())
    }

    /// Returns the clients with waiting items.
    pub fn waiting(&self) -> impl Iterator<Item = &K> {
        self.ring.iter()
    }

    /// Returns the total cost of all waiting items, as given when they were queued.
    pub fn cost(&self) -> usize {
        self.cost
    }

    /// Returns how many items are waiting.
    pub fn len(&self) -> usize {
        self.waiting
    }

    /// Returns true if nothing is waiting.
    pub fn is_empty(&self) -> bool {
        self.waiting == 0
    }
}

fn to_credit(cost: usize) -> i64 {
    i64::try_from(cost).unwrap_or(i64::MAX)
}
