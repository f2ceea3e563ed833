//! The way between the replicas of this machine and the hub, whether the hub is remote or in this process: only the
//! contract, and what both ways have in common. It knows no other room. The roles own it; folders and queries use it.
//!
//! A connection has an epoch, and everything that is sent or delivered carries it. A message for a connection that has
//! ended is dropped, so a replica never has to tell stale messages from new ones.

pub(crate) mod budget;
pub(crate) mod questions;
pub(crate) mod waiting;

use syncit_core::message::{Ask, Lane, ToHub};
use syncit_ssh::client::BodyProducer;

use self::questions::Waiter;

/// The number of a connection within one run, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Epoch(pub u64);

/// The way on which replicas send, and on which the hub is asked.
pub(crate) trait Uplink: Send + Sync {
    /// Sends a message without bodies. Never blocks. The message is dropped if `epoch` is not the current connection's.
    fn send(&self, epoch: Epoch, lane: Lane, message: ToHub);
    /// Sends bodies after everything sent on the lane before, and then `BodiesEnd`. Never blocks.
    fn send_bodies(&self, epoch: Epoch, lane: Lane, bodies: Box<dyn BodyProducer>);
    /// Asks the hub. The waiter gets the answer, or is dropped if there will be none. Never blocks.
    fn ask(&self, ask: Ask, waiter: Waiter);
}
