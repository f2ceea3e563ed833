//! What the relay's thread is sent, in order.

use crossbeam_channel::{Receiver, Sender, unbounded};
use syncit_core::MachineId;
use syncit_core::message::Refusal;
use syncit_core::relay_store::{Access, Machine};
use syncit_relay::step::{Event, SessionId};
use syncit_ssh::server::SessionOut;

use crate::uplink::budget::Permit;

/// What the relay's thread is sent.
pub(super) enum RelayInput {
    /// An event, and what is held until it was dealt with.
    Event(Event, Permit),
    /// A machine connected; this is the way to it.
    Session(SessionId, MachineId, SessionOut),
    /// A machine wants to be paired under a name; what it may do, if that was said.
    Admit(Machine, Option<Access>, Sender<std::result::Result<(), Refusal>>),
    /// This much must stay free on the disk from now on, in bytes.
    MinFree(u64),
    /// So many folders may be shared by one machine from now on.
    FoldersPerMachine(u32),
    /// A machine has at most so many bytes in the folders from now on.
    BytesPerMachine(Option<u64>),
    /// A machine took what it was sent: what it asked for may go on.
    Drained,
    Stop,
}

/// The way into the relay's queue. What waits in it is bounded by what is held for each message.
#[derive(Clone)]
pub(super) struct Inbox(Sender<RelayInput>);

impl Inbox {
    /// The way in, and where the relay takes from it.
    pub(super) fn new() -> (Self, Receiver<RelayInput>) {
        let (inbox, queue) = unbounded();
        (Inbox(inbox), queue)
    }

    /// Queues an event; never blocks.
    pub(super) fn put(&self, event: Event, held: Permit) {
        self.put_input(RelayInput::Event(event, held));
    }

    /// Queues anything else; never blocks.
    pub(super) fn put_input(&self, input: RelayInput) {
        let _ = self.0.send(input);
    }
}
