//! What waits to be sent on a lane, and what wakes its thread.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::{Mutex, MutexGuard};
use syncit_core::message::{BatchId, LEAST, OfferItem, ToHub, offered};

use super::BodyProducer;

/// Something to be sent.
pub(super) enum Item {
    /// On the control lane.
    Message(ToHub),
    /// On a data lane, as a whole.
    Batch { batch: BatchId, offer: Option<Vec<OfferItem>>, bodies: Option<Box<dyn BodyProducer>> },
}

/// The most that may wait to be sent on a lane, in bytes: a hub that has this side answer and takes no answers must not
/// fill its memory.
const MAX_WAITING: usize = 64 << 20;

impl Item {
    fn weight(&self) -> usize {
        match self {
            Item::Message(message) => message.weight(),
            Item::Batch { offer, .. } => LEAST + offer.iter().flatten().map(offered).sum::<usize>(),
        }
    }
}

/// What waits, and how much it is.
#[derive(Default)]
struct Queue {
    items: VecDeque<Item>,
    bytes: usize,
}

/// The queue of one lane.
pub(super) struct Outbox {
    /// None once the lane has ended.
    queue: Mutex<Option<Queue>>,
    stalled: AtomicBool,
    stopping: AtomicBool,
    /// Whether a wake-up is on its way.
    woken: AtomicBool,
    bell: UnixStream,
    ear: UnixStream,
}

impl Outbox {
    pub fn new() -> std::io::Result<Self> {
        let (bell, ear) = UnixStream::pair()?;
        bell.set_nonblocking(true)?;
        ear.set_nonblocking(true)?;
        Ok(Outbox {
            queue: Mutex::new(Some(Queue::default())),
            stalled: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
            woken: AtomicBool::new(false),
            bell,
            ear,
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
                self.wake();
                Some(item)
            }
            None => Some(item),
        };
        match late {
            None => self.wake(),
            Some(item) => drop_item(item),
        }
    }

    /// The next item.
    pub fn pop(&self) -> Option<Item> {
        let mut queue = self.queue.lock();
        let queue = queue.as_mut()?;
        let item = queue.items.pop_front()?;
        queue.bytes -= item.weight();
        Some(item)
    }

    /// Returns true if more was to be sent than may wait: the lane is to end.
    pub fn is_stalled(&self) -> bool {
        self.stalled.load(Ordering::Acquire)
    }

    /// Asks the lane to end.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.wake();
    }

    /// Returns true if it was asked to.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Drops what waits and takes no more.
    pub fn end(&self) {
        let left = self.queue.lock().take();
        left.into_iter().flat_map(|queue| queue.items).for_each(drop_item);
    }

    /// Makes `heard` readable.
    pub fn wake(&self) {
        if !self.woken.swap(true, Ordering::AcqRel) {
            // It cannot be full: there is one byte in it at most. It may be closed, when the thread is gone.
            let _ = (&self.bell).write(&[1]);
        }
    }

    /// What becomes readable when there is something to look at.
    pub fn heard(&self) -> BorrowedFd<'_> {
        self.ear.as_fd()
    }

    /// Forgets the wake-ups so far; what they were about is to be looked at after this.
    pub fn listen(&self) {
        let mut bytes = [0; 8];
        while matches!((&self.ear).read(&mut bytes), Ok(1..)) {}
        self.woken.store(false, Ordering::Release);
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
