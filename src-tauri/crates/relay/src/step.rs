//! The events that drive the relay and the effects that it asks for.

use syncit_core::damage::Lacking;
use syncit_core::message::{Ask, BatchId, BodyOut, Lane, Refusal, ToClient, ToHub};
use syncit_core::relay_store::{Access, Machine};
use syncit_core::{FolderId, MachineId};

/// One connection of a machine; numbered by the driver of the relay, never reused in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// A machine proved its key and opened its lanes (or the hub's own replicas attached).
    Connected {
        /// The connection.
        session: SessionId,
        /// Whose.
        machine: MachineId,
    },
    /// It is gone.
    Disconnected {
        /// The connection.
        session: SessionId,
    },
    /// A message; those of one lane in their order. Bodies' digests have not been checked yet.
    Message {
        /// From where.
        session: SessionId,
        /// The lane that it came on.
        lane: Lane,
        /// The message.
        message: ToHub,
    },
    /// A machine was paired.
    Paired {
        /// Which.
        machine: Machine,
        /// What it may do with each folder of which nothing else is said; none: as before, for a new key everything.
        may: Option<Access>,
    },
    /// The hub's own person asks something; `Effect::Answered` with the same number follows.
    Own {
        /// The number.
        id: u64,
        /// What.
        ask: Ask,
    },
    /// The hub's disk was looked at: so many bytes are free for the content store.
    Free {
        /// Bytes.
        bytes: u64,
    },
    /// Which entries lack content that was damaged: asked for by `Effect::FindLacking`, or found by a look through the
    /// whole store.
    Lacking(Lacking),
    /// Time passes. Given about once a second, so that who does not answer is noticed.
    Tick,
}

/// What is to be carried out, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send a message on the control lane.
    Send {
        /// To where.
        session: SessionId,
        /// The message.
        message: ToClient,
    },
    /// Read these bodies from the content store and send them on this lane, then
    /// `ToClient::BodiesEnd` with `missing` and whatever could not be read.
    SendBodies {
        /// To where.
        session: SessionId,
        /// The lane.
        lane: Lane,
        /// The get.
        batch: BatchId,
        /// What.
        bodies: Vec<BodyOut>,
        /// What was refused from the start.
        missing: Vec<(u32, Refusal)>,
    },
    /// Answers `Event::Own`.
    Answered {
        /// The number.
        id: u64,
        /// The answer.
        answer: Result<syncit_core::message::Answer, Refusal>,
    },
    /// Cut a connection, after what was sent to it.
    Close {
        /// Which.
        session: SessionId,
    },
    /// A folder was shared and the hub is to keep a copy of it under its root.
    KeepCopy {
        /// Which.
        folder: FolderId,
    },
    /// A folder ended: the hub's own replica of it, if there is one, is to be unlinked.
    FolderEnded {
        /// Which.
        folder: FolderId,
    },
    /// The keys that may log in changed.
    MachinesChanged,
    /// Some content is damaged and it is not known which entries need it: look for them beside the relay, with
    /// `ContentChecker::lacking`, and give `Event::Lacking`.
    FindLacking,
    /// Which content lacks has changed: only wakes.
    LackingChanged,
}

impl Effect {
    /// What it takes in memory until it is carried out, in bytes.
    pub fn weight(&self) -> usize {
        match self {
            Effect::Send { message, .. } => message.weight(),
            Effect::SendBodies { bodies, missing, .. } => {
                let text = |why: &Refusal| why.message.len() + why.hint.as_ref().map_or(0, String::len);
                let missing = missing.iter().map(|(_, why)| size_of::<(u32, Refusal)>() + text(why));
                bodies.len() * size_of::<BodyOut>() + missing.sum::<usize>()
            }
            Effect::Answered { answer: Ok(answer), .. } => answer.weight(),
            _ => 0,
        }
    }

    /// The session that it is for, if it is for one.
    pub fn session(&self) -> Option<SessionId> {
        match self {
            Effect::Send { session, .. } | Effect::SendBodies { session, .. } | Effect::Close { session } => {
                Some(*session)
            }
            _ => None,
        }
    }
}
