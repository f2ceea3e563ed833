//! The messages to the relay's thread, in order.

use crossbeam_channel::{Receiver, Sender, unbounded};
use syncit_core::MachineId;
use syncit_core::message::Refusal;
use syncit_core::relay_store::{Access, Machine};
use syncit_relay::step::{Event, Inviter, SessionId};
use syncit_ssh::server::SessionOut;

use crate::uplink::budget::Permit;

/// A message to the relay's thread.
pub(super) enum RelayInput {
    /// An event, and the permit that is held until it is handled.
    Event(Event, Permit),
    /// A machine connected; the third value is the way to send to it.
    Session(SessionId, MachineId, SessionOut),
    /// A machine asks to be paired.
    Admit(Admit),
    /// Sets how many bytes must stay free on the disk.
    MinFree(u64),
    /// Sets how many folders one machine may share.
    FoldersPerMachine(u32),
    /// Sets how many bytes a machine may keep in the folders.
    BytesPerMachine(Option<u64>),
    /// A machine received what was sent to it, so its waiting questions may be answered.
    Drained,
    Stop,
}

/// A machine that asks to be paired under a name.
pub(super) struct Admit {
    pub(super) machine: Machine,
    /// Its access, if the invitation sets one.
    pub(super) may: Option<Access>,
    /// The machine that invited it; none for the hub itself.
    pub(super) by: Option<Inviter>,
    pub(super) reply: Sender<std::result::Result<(), Refusal>>,
}

/// The sending end of the relay's queue. The permit that each message holds bounds what waits in it.
#[derive(Clone)]
pub(super) struct Inbox(Sender<RelayInput>);

impl Inbox {
    /// Returns both ends of a new queue.
    pub(super) fn new() -> (Self, Receiver<RelayInput>) {
        let (inbox, queue) = unbounded();
        (Inbox(inbox), queue)
    }

    /// Queues an event. Never blocks.
    pub(super) fn put(&self, event: Event, held: Permit) {
        self.put_input(RelayInput::Event(event, held));
    }

    /// Queues any other input. Never blocks.
    pub(super) fn put_input(&self, input: RelayInput) {
        let _ = self.0.send(input);
    }
}
