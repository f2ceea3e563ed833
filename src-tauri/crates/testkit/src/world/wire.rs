//! A machine's connection: what is on its way, in lanes.

use std::collections::{BTreeMap, VecDeque};

use syncit_core::RelPath;
use syncit_core::message::{BatchId, BodyOut, Lane, Refusal, ToClient, ToHub};
use syncit_relay::step::SessionId;
use syncit_replica::event::BodySource;

/// One machine's connection, from the machine's side.
#[derive(Debug)]
pub(super) struct Wire {
    pub session: SessionId,
    pub(super) welcomed: bool,
    pub(super) up: BTreeMap<Lane, VecDeque<Up>>,
    pub(super) down: BTreeMap<Lane, VecDeque<Down>>,
}

/// What waits to be sent to the hub.
#[derive(Debug)]
pub(super) enum Up {
    Message(ToHub),
    /// Bodies, each of which is read only when it is sent.
    Bodies {
        batch: BatchId,
        bodies: VecDeque<BodySource>,
        changed: Vec<RelPath>,
    },
}

/// What waits to be received from the hub.
#[derive(Debug)]
pub(super) enum Down {
    Message(ToClient),
    Bodies { batch: BatchId, bodies: VecDeque<BodyOut>, missing: Vec<(u32, Refusal)> },
    Close,
}

impl Wire {
    pub fn waiting_up(&self) -> impl Iterator<Item = Lane> + '_ {
        self.up.iter().filter(|(_, queue)| !queue.is_empty()).map(|(lane, _)| *lane)
    }

    pub fn waiting_down(&self) -> impl Iterator<Item = Lane> + '_ {
        self.down.iter().filter(|(_, queue)| !queue.is_empty()).map(|(lane, _)| *lane)
    }
}
