//! What waits to be sent on a lane, and how its thread is woken.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use syncit_core::message::{BatchId, LEAST, OfferItem, ToHub, offered};

use super::BodyProducer;
use super::bell::Bell;

/// An item to be sent.
pub(super) enum Item {
    /// A message on the control lane.
    Message(ToHub),
    /// A complete batch on a data lane.
    Batch { batch: BatchId, offer: Option<Vec<OfferItem>>, bodies: Option<Box<dyn BodyProducer>> },
}

/// The most bytes that may wait to be sent on a lane, so that a hub that asks but does not read the answers cannot fill
/// this machine's memory.
const MAX_WAITING: usize = 64 << 20;

impl Item {
    fn weight(&self) -> usize {
        match self {
            Item::Message(message) => message.weight(),
            Item::Batch { offer, .. } => LEAST + offer.iter().flatten().map(offered).sum::<usize>(),
        }
    }
}

/// The waiting items and their size.
#[derive(Default)]
struct Queue {
    items: VecDeque<Item>,
    bytes: usize,
}

/// The queue of one lane.
pub(super) struct Outbox {
    /// `None` once the lane has ended.
    queue: Mutex<Option<Queue>>,
    stalled: AtomicBool,
    stopping: AtomicBool,
    /// Rung whenever the lane's thread has something to do.
    pub bell: Bell,
}

impl Outbox {
    pub fn new() -> std::io::Result<Self> {
        Ok(Outbox {
            queue: Mutex::new(Some(Queue::default())),
            stalled: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
            bell: Bell::new()?,
        })
    }

    /// Queues an item, or drops it if the lane has ended.
    pub fn push(&self, item: Item) {
        let late = match &mut *self.queue.lock() {
            Some(queue) if queue.bytes < MAX_WAITING => {
                queue.bytes += item.weight();
                queue.items.push_back(item);
                None
            }
            Some(_) => {
                self.stalled.store(true, Ordering::Release);
                self.bell.ring();
                Some(item)
            }
            None => Some(item),
        };
        match late {
            None => self.bell.ring(),
            Some(item) => drop_item(item),
        }
    }

    /// Takes the next item.
    pub fn pop(&self) -> Option<Item> {
        let mut queue = self.queue.lock();
        let queue = queue.as_mut()?;
        let item = queue.items.pop_front()?;
        queue.bytes -= item.weight();
        Some(item)
    }

    /// Returns true if more was queued than may wait, so that the lane must end.
    pub fn is_stalled(&self) -> bool {
        self.stalled.load(Ordering::Acquire)
    }

    /// Asks the lane to end.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.bell.ring();
    }

    /// Returns true if the lane was asked to end.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Drops everything that waits, and accepts nothing more.
    pub fn end(&self) {
        let left = self.queue.lock().take();
        left.into_iter().flat_map(|queue| queue.items).for_each(drop_item);
    }
}

fn drop_item(item: Item) {
    if let Item::Batch { bodies: Some(bodies), .. } = item {
        bodies.finished();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use syncit_core::FolderId;
    use syncit_core::message::{Body, Piece};

    use super::*;

    #[test]
    fn so_much_waits_and_no_more() {
        let outbox = Outbox::new().unwrap();
        let batch = BatchId { folder: FolderId([7; 16]), number: 1 };
        let mut waiting = 0;
        while !outbox.is_stalled() {
            let bytes = vec![0; 1 << 20];
            outbox.push(Item::Message(ToHub::Body(Body { batch, item: 0, piece: Piece::Chunk(0), bytes })));
            waiting += 1;
            assert!(waiting <= 100, "100 MiB wait");
        }
        // The last one was dropped.
        assert_eq!(std::iter::from_fn(|| outbox.pop()).count(), waiting - 1);
        assert!((60..=64).contains(&(waiting - 1)), "{waiting} MiB");
    }
}
