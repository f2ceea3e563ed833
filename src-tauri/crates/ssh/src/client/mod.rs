//! A machine's way to its hub: three SSH sessions, each owned by one thread.
//!
//! It sends and receives messages and tells when the connection is gone; when to connect again is the
//! engine's to decide. The hub's key is known beforehand and nothing is ever trusted on first use.

use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

use syncit_core::message::{BatchId, Body, Lane, ToClient, ToHub};
use zeroize::Zeroizing;

use crate::{BadKey, Hold};

/// Where and how to connect.
#[derive(Clone)]
pub struct ConnectConfig {
    /// `HOST:PORT`, `ADDRESS:PORT` or `[ADDRESS%ZONE]:PORT`; all that they resolve to are tried.
    pub addresses: Vec<String>,
    /// The hub's public key in SSH wire format.
    pub hub_key: Vec<u8>,
    /// This machine's private key, as an OpenSSH key file has it.
    pub private_key: Zeroizing<String>,
    /// How long things may take.
    pub timing: Timing,
}

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

/// Takes the events; called from the lanes' threads, must not block.
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

/// A connection to the hub. Dropping it closes it.
#[derive(Debug)]
pub struct Connection(());

impl Connection {
    /// The address that was reached.
    pub fn address(&self) -> &str {
        unimplemented!()
    }
    /// Sends a message without bodies. `Lane::Control`, but for an offer: that names the lane of its batch and is
    /// held back until `send_bodies` for the batch (or its `BodiesEnd`) follows, so that batches do not mix.
    /// Does nothing when the connection is gone.
    pub fn send(&self, _lane: Lane, _message: ToHub) {
        unimplemented!()
    }
    /// Sends the bodies of a batch and then `BodiesEnd`, behind what was sent on this lane before.
    pub fn send_bodies(&self, _lane: Lane, _bodies: Box<dyn BodyProducer>) {
        unimplemented!()
    }
    /// Ends the connection and returns when its threads have ended. `Closed` has been told then.
    pub fn close(self) {
        unimplemented!()
    }
}

/// Connects, proves this machine's key and opens all lanes.
pub fn connect(_config: &ConnectConfig, _events: Events) -> Result<Connection, ConnectError> {
    unimplemented!()
}

/// A stream to a hub's pairing, and the key that the hub has shown (SSH wire format). Reading and writing block.
pub struct PairingStream(());

impl PairingStream {
    /// The hub's public key, not trusted yet.
    pub fn hub_key(&self) -> &[u8] {
        unimplemented!()
    }
    /// The address that was reached.
    pub fn address(&self) -> &str {
        unimplemented!()
    }
}

impl Read for PairingStream {
    fn read(&mut self, _buf: &mut [u8]) -> std::io::Result<usize> {
        unimplemented!()
    }
}

impl Write for PairingStream {
    fn write(&mut self, _buf: &[u8]) -> std::io::Result<usize> {
        unimplemented!()
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Opens pairing at the first address that answers. `KeyRefused` means that no invitation is open.
pub fn open_pairing(
    _addresses: &[String],
    _private_key: &Zeroizing<String>,
    _timing: &Timing,
) -> Result<PairingStream, ConnectError> {
    unimplemented!()
}
