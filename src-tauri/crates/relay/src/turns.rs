//! Serves many in turn, each as much as the others: a client that brings more delays only itself.
//!
//! Everybody has a queue and a credit. Those with something waiting stand in a ring; whose turn it is gets a quantum of
//! credit and is served as long as some is left. What that cost is taken from the credit, which may fall below nothing:
//! then the next turns pass. So a cost needs to be known only afterwards (`charge`), and a debt is kept when a queue
//! runs empty: nobody gets rid of it by asking one thing at a time. Credit is not saved up.

use std::collections::{BTreeMap, VecDeque};

/// Queues that are served in turn.
#[derive(Debug)]
pub struct Turns<K, T> {
    queues: BTreeMap<K, Waiting<T>>,
    /// Those with something waiting.
    ring: VecDeque<K>,
    /// Whether the first one was given its quantum for this turn.
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
    /// Gives each in its turn so much credit; costs are in the same unit.
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

    /// Queues an item behind what waits of the same one.
    pub fn push(&mut self, key: K, cost: usize, item: T) {
        self.queue(key, cost, |items| items.push_back((cost, item)));
    }

    /// Gives back an item that was taken and not served, with what it cost.
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

    /// The next item of those who `may` be served, with whose it is and what it cost.
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

    /// Takes what serving somebody cost besides.
    pub fn charge(&mut self, key: &K, cost: usize) {
        if let Some(waiting) = self.queues.get_mut(key) {
            waiting.credit = waiting.credit.saturating_sub(to_credit(cost));
        }
    }

    /// Forgets somebody; gives what still waited.
    pub fn remove(&mut self, key: &K) -> impl Iterator<Item = T> + use<K, T> {
        let removed = self.queues.remove(key);
        self.has_begun &= self.ring.front() != Some(key);
        self.ring.retain(|known| known != key);
        let items = removed.map(|waiting| waiting.items).unwrap_or_default();
        self.waiting -= items.len();
        self.cost -= items.iter().map(|(cost, _)| cost).sum::<usize>();
        items.into_iter().map(|(_, item)| item)
    }

    /// Returns true if something of somebody waits.
    pub fn has(&self, key: &K) -> bool {
        self.queues.get(key).is_some_and(|waiting| !waiting.items.is_empty())
    }

    /// Those of whom something waits.
    pub fn waiting(&self) -> impl Iterator<Item = &K> {
        self.ring.iter()
    }

    /// What all that waits costs, as it was said when it was queued.
    pub fn cost(&self) -> usize {
        self.cost
    }

    /// How many items wait.
    pub fn len(&self) -> usize {
        self.waiting
    }

    /// Returns true if nothing waits.
    pub fn is_empty(&self) -> bool {
        self.waiting == 0
    }
}

fn to_credit(cost: usize) -> i64 {
    i64::try_from(cost).unwrap_or(i64::MAX)
}
