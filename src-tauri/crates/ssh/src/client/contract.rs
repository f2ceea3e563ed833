//! What a connection needs to be told, what it tells, and why there may be none.

use std::sync::Arc;
use std::time::Duration;

use syncit_core::Reason;
use syncit_core::message::{BatchId, Body, Lane, ToClient};

use crate::{BadKey, LanePermit};

/// Time limits.
#[derive(Debug, Clone)]
pub struct Timing {
    /// Until an address answers.
    pub connect: Duration,
    /// Until the hub answers a step of the handshake.
    pub handshake: Duration,
    /// A connection is closed after this long without received data.
    pub silence: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Timing { connect: Duration::from_secs(5), handshake: Duration::from_secs(10), silence: Duration::from_secs(15) }
    }
}

/// Which SSH client carries the bulk lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BulkCarrier {
    /// russh, which is the faster one. libssh2 if no session of it can be opened, although the hub's key is the pinned one
    /// and the hub knows this machine's.
    #[default]
    Fastest,
    /// libssh2, as on the other lanes.
    Libssh2,
}

/// Why there is no connection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// Nothing listens there.
    #[error("the hub does not listen at {address}")]
    Refused {
        /// The address.
        address: String,
    },
    /// There was no answer.
    #[error("the hub did not answer at {address}")]
    TimedOut {
        /// The address.
        address: String,
    },
    /// The name resolves to no address.
    #[error("no address is known for {address}")]
    NameNotFound {
        /// The address.
        address: String,
    },
    /// There is no route.
    #[error("{address} cannot be reached from this network: {reason}")]
    Unreachable {
        /// The address.
        address: String,
        /// The system's error.
        reason: String,
    },
    /// The hub is too busy to admit this machine now, or the connection was lost before it did.
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
    /// The hub shows a key other than the pinned one.
    #[error("the hub at {address} shows the key {found} instead of {expected}")]
    HostKeyChanged {
        /// The address.
        address: String,
        /// The fingerprint of the pinned key.
        expected: String,
        /// The fingerprint of the key that was shown.
        found: String,
    },
    /// The hub does not know this machine (any more).
    #[error("the hub at {address} does not know this machine's key")]
    KeyRefused {
        /// The address.
        address: String,
    },
    /// This machine's own key is not usable.
    #[error(transparent)]
    Key(#[from] BadKey),
    /// The hub broke the protocol.
    #[error("the hub at {address} broke the protocol: {reason}")]
    Protocol {
        /// The address.
        address: String,
        /// How it did.
        reason: String,
    },
}

/// An event of a connection. `Closed` is the last.
// Nearly all values are of the large variant, `Message`.
#[allow(clippy::large_enum_variant)]
#[derive(Debug)]
pub enum ClientEvent {
    /// The hub sent a message. The messages of one lane come in order.
    Message {
        /// The lane.
        lane: Lane,
        /// The message.
        message: ToClient,
        /// To be dropped when the message has been handled.
        permit: LanePermit,
    },
    /// The connection is gone.
    Closed {
        /// The reason; `None` if this side closed it.
        reason: Option<Reason>,
    },
}

/// Receives the events, on the lanes' threads. It must not block, and must not close the connection.
pub type Events = Arc<dyn Fn(ClientEvent) + Send + Sync>;

/// Produces bodies when there is room for them.
pub trait BodyProducer: Send {
    /// Returns the batch to which they belong.
    fn batch(&self) -> BatchId;
    /// Returns the next body, or `None` at the end. Called on the lane's thread, which waits for it.
    fn next_body(&mut self) -> Option<Body>;
    /// Called when all bodies are handed to the network, or the connection is gone.
    fn finished(self: Box<Self>);
}
