//! Where the messages from the hub go, and how many of them may wait to be handled.

use std::sync::Arc;

use syncit_core::message::{Lane, ToClient};

use super::{ClientEvent, Events};
use crate::permit::Budget;

/// Bytes that are received but not handled yet, on each lane.
const WAITING: usize = 8 << 20;

/// Where received messages go.
pub(super) struct Inbox {
    lane: Lane,
    events: Events,
    budget: Arc<Budget>,
}

impl Inbox {
    /// Creates an inbox. `wake` is called when its lane may read on.
    pub fn new(lane: Lane, events: Events, wake: Box<dyn Fn() + Send + Sync>) -> Self {
        Inbox { lane, events, budget: Budget::new(WAITING, wake) }
    }

    /// Returns true if the lane may read more.
    pub fn has_room(&self) -> bool {
        self.budget.has_room()
    }

    /// Sends the event of a message.
    pub fn deliver(&self, message: ToClient) {
        let permit = self.budget.take(message.weight());
        (self.events)(ClientEvent::Message { lane: self.lane, message, permit });
    }
}
