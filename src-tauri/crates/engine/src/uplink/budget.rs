//! Bounds what waits in this process between the hub and its own replicas, as a flow-control window does for SSH.

use std::sync::Arc;

use parking_lot::{Condvar, Mutex};
use syncit_ssh::LanePermit;

/// A limit on the bytes that may wait at a time.
#[derive(Clone)]
pub(crate) struct Budget(Arc<Inner>);

struct Inner {
    limit: usize,
    used: Mutex<Used>,
    freed: Condvar,
}

#[derive(Default)]
struct Used {
    bytes: usize,
    closed: bool,
}

impl Budget {
    pub(crate) fn new(limit: usize) -> Self {
        Budget(Arc::new(Inner { limit, used: Mutex::default(), freed: Condvar::new() }))
    }

    /// Waits until there is room, and takes it. A request larger than the whole budget waits for all of it. Returns
    /// `None` once the budget is closed.
    pub(crate) fn take(&self, bytes: usize) -> Option<Share> {
        let bytes = bytes.min(self.0.limit);
        let mut used = self.0.used.lock();
        while !used.closed && used.bytes + bytes > self.0.limit {
            self.0.freed.wait(&mut used);
        }
        if used.closed {
            return None;
        }
        used.bytes += bytes;
        Some(Share { budget: self.clone(), bytes })
    }

    /// Closes the budget: no more shares are given out, and all waiters are woken.
    pub(crate) fn close(&self) {
        self.0.used.lock().closed = true;
        self.0.freed.notify_all();
    }
}

/// A part of a budget, given back when it is dropped.
pub(crate) struct Share {
    budget: Budget,
    bytes: usize,
}

impl Drop for Share {
    fn drop(&mut self) {
        let inner = &self.budget.0;
        inner.used.lock().bytes -= self.bytes;
        inner.freed.notify_all();
    }
}

/// What is held while a message waits, wherever the message came from. It only has to be dropped.
#[allow(dead_code, reason = "held only to be dropped")]
pub(crate) enum Permit {
    /// Holds nothing.
    Free,
    /// A share of the memory of an SSH lane.
    Wire(LanePermit),
    /// A share of a budget in this process.
    Local(Share),
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_used_up_budget_waits_for_a_share_to_come_back_or_for_its_end() {
        let budget = Budget::new(10);
        let share = budget.take(100).unwrap();
        let waiting = {
            let budget = budget.clone();
            std::thread::spawn(move || budget.take(1).is_some())
        };
        drop(share);
        assert!(waiting.join().unwrap());
        let all = budget.take(10).unwrap();
        let waiting = {
            let budget = budget.clone();
            std::thread::spawn(move || budget.take(1).is_none())
        };
        budget.close();
        assert!(waiting.join().unwrap());
        drop(all);
    }
}
