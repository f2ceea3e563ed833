//! Backpressure: what was received but not handled yet counts against its lane's budget.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The share of a lane's budget that a received message takes. The lane stops reading when its budget is used up, and
/// continues when permits are dropped. Keep a permit as long as the message waits, and no longer.
pub struct LanePermit(Kind);

enum Kind {
    /// Nothing is counted.
    Free,
    /// At the hub: permits of tokio semaphores, for which tasks can wait.
    #[allow(dead_code, reason = "held only to be dropped")]
    Permits(Vec<tokio::sync::OwnedSemaphorePermit>),
    /// On a machine: a plain count, and a callback that wakes the lane's thread.
    Counted { bytes: usize, budget: Arc<Budget> },
}

impl LanePermit {
    /// Creates a permit that counts nothing, for messages that did not come over a wire.
    pub fn free() -> Self {
        LanePermit(Kind::Free)
    }

    pub(crate) fn permits<const N: usize>(permits: [tokio::sync::OwnedSemaphorePermit; N]) -> Self {
        LanePermit(Kind::Permits(permits.into()))
    }
}

impl fmt::Debug for LanePermit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LanePermit")
    }
}

impl Drop for LanePermit {
    fn drop(&mut self) {
        if let Kind::Counted { bytes, budget } = &self.0 {
            let before = budget.used.fetch_sub(*bytes, Ordering::AcqRel);
            if before >= budget.limit && before - bytes < budget.limit {
                (budget.wake)();
            }
        }
    }
}

/// The budget of a lane on a machine, in bytes.
pub(crate) struct Budget {
    used: AtomicUsize,
    limit: usize,
    wake: Box<dyn Fn() + Send + Sync>,
}

impl Budget {
    /// Creates a budget of `limit` bytes. `wake` is called whenever the budget was used up and has room again.
    pub(crate) fn new(limit: usize, wake: Box<dyn Fn() + Send + Sync>) -> Arc<Self> {
        Arc::new(Budget { used: AtomicUsize::new(0), limit, wake })
    }

    /// Takes a share even if there is no room: a lane checks `has_room` before it reads more.
    pub(crate) fn take(self: &Arc<Self>, bytes: usize) -> LanePermit {
        self.used.fetch_add(bytes, Ordering::AcqRel);
        LanePermit(Kind::Counted { bytes, budget: self.clone() })
    }

    /// Returns true if the lane may read more.
    pub(crate) fn has_room(&self) -> bool {
        self.used.load(Ordering::Acquire) < self.limit
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use super::*;

    #[test]
    fn a_used_up_budget_wakes_once_when_it_has_room_again() {
        let woken = Arc::new(AtomicU32::new(0));
        let count = woken.clone();
        let budget = Budget::new(
            10,
            Box::new(move || {
                count.fetch_add(1, Ordering::Relaxed);
            }),
        );
        let (one, two, three) = (budget.take(6), budget.take(6), budget.take(1));
        assert!(!budget.has_room());
        drop(three);
        assert!(!budget.has_room());
        drop(one);
        assert!(budget.has_room());
        drop(two);
        assert_eq!(woken.load(Ordering::Relaxed), 1);
    }
}
