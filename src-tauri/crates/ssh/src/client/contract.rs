//! What a connection needs to be told, what it tells, and why there may be none.

use std::sync::Arc;
use std::time::Duration;

use syncit_core::message::{BatchId, Body, Lane, ToClient};

use crate::{BadKey, Hold};

/// How long things may take.
#[derive(Debug, Clone)]
pub struct Timing {
    /// Until an address answers.
    pub connect: Duration,
    /// Until the hub has answered a step of the handshake.
    pub handshake: Duration,
    /// A connection over which nothing was heard for this long is closed.
    pub silence: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Timing { connect: Duration::from_secs(5), handshake: Duration::from_secs(10), silence: Duration::from_secs(15) }
    }
}

/// Why there is no connection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// Nobody listens there.
    #[error("the hub does not listen at {address}")]
    Refused {
        /// The address.
        address: String,
    },
    /// No answer.
    #[error("the hub did not answer at {address}")]
    TimedOut {
        /// The address.
        address: String,
    },
    /// The name resolves to nothing.
    #[error("no address is known for {address}")]
    NameNotFound {
        /// The address.
        address: String,
    },
    /// No way there.
    #[error("{address} cannot be reached from this network: {reason}")]
    Unreachable {
        /// The address.
        address: String,
        /// What the system said.
        reason: String,
    },
    /// It has too much to do to let this machine in now, or the connection was lost before it had.
    #[error("the hub at {address} is busy or stopping: it ended the connection before it let this machine in")]
    Busy {
        /// The address.
        address: String,
    },
    /// Something else listens there.
    #[error("what answers at {address} is no SyncIt hub")]
    NotAHub {
        /// The address.
        address: String,
    },
    /// Another key than the one that was agreed on.
    #[error("the hub at {address} shows the key {found} instead of {expected}")]
    HostKeyChanged {
        /// The address.
        address: String,
        /// Fingerprint of the pinned key.
        expected: String,
        /// Fingerprint of the key that was shown.
        found: String,
    },
    /// The hub does not know this machine (any more).
    #[error("the hub at {address} does not know this machine's key")]
    KeyRefused {
        /// The address.
        address: String,
    },
    /// This machine's own key.
    #[error(transparent)]
    Key(#[from] BadKey),
    /// The hub said something that it should not have.
    #[error("the hub at {address} broke the protocol: {reason}")]
    Protocol {
        /// The address.
        address: String,
        /// What.
        reason: String,
    },
}

/// What a connection tells. `Closed` is the last.
// Nearly all are messages, the large ones.
#[allow(clippy::large_enum_variant)]
#[derive(Debug)]
pub enum ClientEvent {
    /// The hub said something; the messages of one lane come in their order.
    Message {
        /// The lane.
        lane: Lane,
        /// The message.
        message: ToClient,
        /// To be dropped when the message was dealt with.
        hold: Hold,
    },
    /// The connection is gone.
    Closed {
        /// Why, for people; none if this side closed it.
        reason: Option<String>,
    },
}

/// Takes the events; called from the lanes' threads. It must not block, and must not close the connection.
pub type Events = Arc<dyn Fn(ClientEvent) + Send + Sync>;

/// Makes bodies when there is room for them.
pub trait BodyProducer: Send {
    /// The batch that they belong to.
    fn batch(&self) -> BatchId;
    /// The next body, or none at the end. Called on the lane's thread, which waits for it.
    fn next_body(&mut self) -> Option<Body>;
    /// All bodies were handed over to the network, or the connection is gone.
    fn finished(self: Box<Self>);
}
