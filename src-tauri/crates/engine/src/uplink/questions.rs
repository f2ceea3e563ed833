//! Questions to the hub that wait for their answers.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use syncit_core::message::{Answer, Refusal};

/// Handles an answer. It is dropped without a call if there will be none.
pub(crate) type Waiter = Box<dyn FnOnce(std::result::Result<Answer, Refusal>) + Send>;

/// How many questions may be open at once, so that a hub that never answers cannot fill this machine's memory.
const MAX_OPEN: usize = 4_096;

/// The open questions of one uplink.
#[derive(Default)]
pub(crate) struct Questions {
    last: AtomicU64,
    open: Mutex<HashMap<u64, Waiter>>,
}

impl Questions {
    /// Registers a question that is about to be sent, and returns its number. If too many are open, the waiter is
    /// dropped.
    pub(crate) fn open(&self, waiter: Waiter) -> u64 {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let mut open = self.open.lock();
        if open.len() < MAX_OPEN {
            open.insert(id, waiter);
        }
        id
    }

    /// Passes an answer to its waiter.
    pub(crate) fn answered(&self, id: u64, answer: std::result::Result<Answer, Refusal>) {
        let waiter = self.open.lock().remove(&id);
        if let Some(waiter) = waiter {
            waiter(answer);
        }
    }

    /// Drops all waiters, because the connection is gone and no open question will be answered.
    pub(crate) fn give_up(&self) {
        let open = std::mem::take(&mut *self.open.lock());
        drop(open);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn so_many_wait_for_an_answer_and_the_next_one_is_told_that_there_is_none() {
        let (questions, waiting) = (Questions::default(), Arc::new(()));
        let ask = || {
            let one = waiting.clone();
            questions.open(Box::new(move |_| drop(one)))
        };
        let first = ask();
        let numbers: Vec<u64> = (1..=MAX_OPEN).map(|_| ask()).collect();
        assert_eq!(numbers.last(), Some(&(MAX_OPEN as u64 + 1)));
        assert_eq!(Arc::strong_count(&waiting) - 1, MAX_OPEN);
        let reason = syncit_core::Reason::said(String::new(), None);
        let refusal = Refusal { code: syncit_core::message::RefusalCode::NotFound, reason };
        questions.answered(first, Err(refusal));
        assert_eq!(Arc::strong_count(&waiting) - 1, MAX_OPEN - 1);
    }
}
