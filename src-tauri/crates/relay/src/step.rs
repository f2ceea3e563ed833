//! The events that drive the relay and the effects that it asks for.

use syncit_core::damage::Lacking;
use syncit_core::message::{Ask, BatchId, BodyOut, Lane, Refusal, ToClient, ToHub};
use syncit_core::relay_store::{Access, Machine};
use syncit_core::{FolderId, MachineId, Name};

/// One connection of a machine. The relay's driver numbers them and never reuses a number in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// A machine proved its key and opened its lanes (or the hub's own replicas attached).
    Connected {
        /// The connection.
        session: SessionId,
        /// Its machine.
        machine: MachineId,
    },
    /// A connection ended.
    Disconnected {
        /// The connection.
        session: SessionId,
    },
    /// A message arrived. Messages of one lane stay in order. The digests of bodies are not checked yet.
    Message {
        /// The sender.
        session: SessionId,
        /// The lane that it came on.
        lane: Lane,
        /// The message.
        message: ToHub,
    },
    /// A machine was paired.
    Paired {
        /// The machine.
        machine: Machine,
        /// Its access to folders for which no other access is set. With none, nothing changes; a new key gets full
        /// access.
        may: Option<Access>,
        /// The machine that invited it; none if the hub did. What is paired then never gets more than that machine has.
        by: Option<MachineId>,
    },
    /// The invitation that a machine opened has changed or ended: its fronts must ask again.
    InvitationChanged {
        /// The machine that opened it.
        machine: MachineId,
    },
    /// The person at the hub asks something. `Effect::Answered` with the same number follows.
    Own {
        /// The number.
        id: u64,
        /// The question or request.
        ask: Ask,
    },
    /// The free space of the hub's disk was measured.
    Free {
        /// Bytes that are free for the content store.
        bytes: u64,
    },
    /// The entries that lack damaged content, in answer to `Effect::FindLacking` or found by a check of the whole
    /// store.
    Lacking(Lacking),
    /// Time passes. Comes about once a second, so that a connection that does not answer is noticed.
    Tick,
}

/// Where an answer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// To the person at the hub, as `Effect::Answered`.
    Own,
    /// To a connection, as `ToClient::Answered`.
    Session(SessionId),
}

/// What is asked about the hub's invitation. The relay has checked that it is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationRequest {
    /// Open one.
    Open {
        /// For how long.
        minutes: u32,
        /// The access that it gives, at most that of the machine that asks.
        may: Option<Access>,
    },
    /// Show it.
    Show,
    /// Revoke it.
    Cancel,
}

/// A machine other than the hub that asks about the invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inviter {
    /// The machine.
    pub machine: MachineId,
    /// Its name.
    pub name: Name,
}

/// What the driver must carry out, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send a message on the control lane.
    Send {
        /// The recipient.
        session: SessionId,
        /// The message.
        message: ToClient,
    },
    /// Read these bodies from the content store and send them on this lane. Then send `ToClient::BodiesEnd` with
    /// `missing` and every item that could not be read.
    SendBodies {
        /// The recipient.
        session: SessionId,
        /// The lane.
        lane: Lane,
        /// The number of the get.
        batch: BatchId,
        /// The bodies.
        bodies: Vec<BodyOut>,
        /// The items that were refused from the start.
        missing: Vec<(u32, Refusal)>,
    },
    /// Answers `Event::Own`.
    Answered {
        /// The number.
        id: u64,
        /// The answer.
        answer: Result<syncit_core::message::Answer, Refusal>,
    },
    /// Carry this out with the invitation, which the driver has, and answer.
    Invitation {
        /// Who gets the answer.
        asker: Asker,
        /// The number of the request.
        id: u64,
        /// The machine that asks; none for the hub itself. It must neither see nor change another one's invitation.
        by: Option<Inviter>,
        /// The request.
        request: InvitationRequest,
    },
    /// Close a connection after everything before was sent to it.
    Close {
        /// The connection.
        session: SessionId,
    },
    /// A folder was shared, and the hub must keep a copy of it under its root.
    KeepCopy {
        /// The folder.
        folder: FolderId,
    },
    /// A folder is no longer shared. If the hub has its own replica of it, it must be unlinked.
    FolderEnded {
        /// The folder.
        folder: FolderId,
    },
    /// The set of keys that may log in changed, or which machines may invite (`Relay::may_invite`).
    MachinesChanged,
    /// Some content is damaged, and the entries that need it are unknown: find them outside the relay's loop with
    /// `ContentChecker::lacking`, then pass in `Event::Lacking`.
    FindLacking,
    /// What the hub cannot give to machines changed: lacking content, or entries that are sent to none. This only wakes
    /// readers.
    LackingChanged,
}

impl Effect {
    /// Returns the memory that it takes until it is carried out, in bytes.
    pub fn weight(&self) -> usize {
        match self {
            Effect::Send { message, .. } => message.weight(),
            Effect::SendBodies { bodies, missing, .. } => {
                let missing = missing.iter().map(|(_, why)| size_of::<(u32, Refusal)>() + why.reason.weight());
                bodies.len() * size_of::<BodyOut>() + missing.sum::<usize>()
            }
            Effect::Answered { answer: Ok(answer), .. } => answer.weight(),
            _ => 0,
        }
    }

    /// Returns its session, if it is for one.
    pub fn session(&self) -> Option<SessionId> {
        match self {
            Effect::Send { session, .. } | Effect::SendBodies { session, .. } | Effect::Close { session } => {
                Some(*session)
            }
            Effect::Invitation { asker: Asker::Session(session), .. } => Some(*session),
            _ => None,
        }
    }
}
