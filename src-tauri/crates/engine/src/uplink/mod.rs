//! The way between the replicas of this machine and the hub, be it far away or in this process: only the contract, and what
//! both ways have in common. It knows nobody; the roles keep it, folders and queries use it.
//!
//! A connection has a number, and whatever is sent or delivered names it: what was meant for a connection
//! that has ended is dropped, so that a replica never has to tell old messages from new ones.

pub(crate) mod budget;
pub(crate) mod questions;
pub(crate) mod waiting;

use syncit_core::message::{Ask, Lane, ToHub};
use syncit_ssh::client::BodyProducer;

use self::questions::Waiter;

/// Numbers the connections of one run, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Epoch(pub u64);

/// What replicas send through, and what is asked of the hub.
pub(crate) trait Uplink: Send + Sync {
    /// Sends a message without bodies. Never blocks; dropped if `epoch` is not the current connection's.
    fn send(&self, epoch: Epoch, lane: Lane, message: ToHub);
    /// Sends bodies behind what was sent on the lane before, then `BodiesEnd`. Never blocks.
    fn send_bodies(&self, epoch: Epoch, lane: Lane, bodies: Box<dyn BodyProducer>);
    /// Asks; the waiter gets the answer, or is dropped if there will be none. Never blocks.
    fn ask(&self, ask: Ask, waiter: Waiter);
}
