//! The line to the hub: what the keeper of the connection shares with the senders.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crossbeam_channel::Sender;
use parking_lot::{Mutex, RwLock};
use syncit_core::Reason;
use syncit_core::message::{Ask, Lane, ToClient, ToHub};
use syncit_ssh::client::{BodyProducer, ClientEvent, Connection, Pace};

use crate::client::trouble::{ConnectionStatus, Trouble, Wish};
use crate::context::Context;
use crate::uplink::budget::Permit;
use crate::uplink::questions::{Questions, Waiter};
use crate::uplink::{Epoch, Uplink};

/// A message to the keeper.
// Nearly all values are of the large variant, `Message`.
#[allow(clippy::large_enum_variant)]
pub(super) enum ToKeeper {
    /// A message of the connection with this epoch.
    Message(Epoch, ToClient, Permit),
    Closed(Epoch, Option<Reason>),
    /// The hub is needed, or the network changed: try now.
    TryNow,
    /// The computer slept or the network changed: the connection may be dead.
    Reconnect,
    Stop,
}

/// What the keeper shares with the senders.
pub(super) struct Line {
    pub(super) context: Arc<Context>,
    pub(super) hub_key: Vec<u8>,
    pub(super) pace: Arc<Pace>,
    pub(super) current: RwLock<Option<(Epoch, Arc<Connection>)>>,
    pub(super) questions: Questions,
    pub(super) status: Mutex<ConnectionStatus>,
    pub(super) wishes: AtomicU64,
    pub(super) keeper: Sender<ToKeeper>,
}

impl Line {
    pub(super) fn connection(&self, epoch: Option<Epoch>) -> Option<Arc<Connection>> {
        let current = self.current.read();
        current.as_ref().filter(|(now, _)| epoch.is_none_or(|epoch| epoch == *now)).map(|(_, line)| line.clone())
    }

    pub(super) fn try_now(&self) -> Wish {
        let wish = Wish(self.wishes.fetch_add(1, Ordering::SeqCst) + 1);
        let _ = self.keeper.send(ToKeeper::TryNow);
        wish
    }

    pub(super) fn set_trouble(&self, reason: Reason, needs_person: bool, wish: Wish) {
        self.set_status(|status| status.trouble = Some(Trouble { reason, needs_person, wish }));
    }

    pub(super) fn set_status(&self, change: impl FnOnce(&mut ConnectionStatus)) {
        change(&mut self.status.lock());
        self.context.hints.wake();
    }

    /// Handles an event of a connection. It runs on the connection's threads and must not block.
    pub(super) fn take(&self, epoch: Epoch, event: ClientEvent) {
        match event {
            ClientEvent::Message { message, permit, .. } => {
                match self.context.router.deliver(epoch, message, Permit::Wire(permit)) {
                    None => {}
                    Some((ToClient::Answered { id, answer }, _)) => self.questions.answered(id, answer),
                    Some((message, held)) => drop(self.keeper.send(ToKeeper::Message(epoch, message, held))),
                }
            }
            ClientEvent::Closed { reason } => drop(self.keeper.send(ToKeeper::Closed(epoch, reason))),
        }
    }
}

impl Uplink for Line {
    fn send(&self, epoch: Epoch, lane: Lane, message: ToHub) {
        if let Some(connection) = self.connection(Some(epoch)) {
            connection.send(lane, message);
        }
    }

    fn send_bodies(&self, epoch: Epoch, lane: Lane, bodies: Box<dyn BodyProducer>) {
        if let Some(connection) = self.connection(Some(epoch)) {
            connection.send_bodies(lane, bodies);
        }
    }

    fn ask(&self, ask: Ask, waiter: Waiter) {
        // Only a connection that the hub has welcomed can be used for questions.
        if self.context.router.online().is_some()
            && let Some(connection) = self.connection(None)
        {
            let id = self.questions.open(waiter);
            connection.send(Lane::Control, ToHub::Ask { id, ask });
        } else {
            self.try_now();
        }
    }
}
