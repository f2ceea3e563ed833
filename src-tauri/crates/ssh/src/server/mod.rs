//! The hub's own SSH server. It lets paired machines in, turns their lanes into events, and writes what
//! the relay says; it has no shell, no files and no idea of what the messages mean.
//!
//! Invariant: nothing that a machine sends, and no machine that reads slowly, makes a call of the relay wait.

use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use syncit_core::message::{BatchId, Lane, Piece, Refusal, ToClient, ToHub};
use syncit_core::relay_store::ContentReader;
use syncit_core::{Digest, MachineId};
use tokio::io::{AsyncRead, AsyncWrite};
use zeroize::Zeroizing;

use crate::{BadKey, Hold};

/// What a server needs to start.
pub struct ServerConfig {
    /// The hub's private key, as an OpenSSH key file has it.
    pub private_key: Zeroizing<String>,
    /// Where to listen; bound by the caller, who knows which ports may be tried.
    pub listen: Vec<TcpListener>,
    /// What is granted.
    pub limits: Limits,
}

/// What strangers and machines are granted.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections in all. A machine takes three.
    pub connections: usize,
    /// Connections from one address.
    pub connections_per_address: usize,
    /// Channels in one connection at a time.
    pub channels: usize,
    /// How long a connection may stay without having proved a key.
    pub login: Duration,
    /// Keys that a connection may try.
    pub auth_attempts: usize,
    /// A connection is cut when nothing was heard for this long; it is asked for a sign of life at a third of it.
    pub silence: Duration,
    /// Received and not yet dealt with, on the control and express lanes of a session, in bytes each.
    pub waiting_small: usize,
    /// The same on the bulk lane.
    pub waiting_bulk: usize,
    /// Said to a machine and not yet sent, in bytes; over this the session is cut.
    pub unsent: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 512,
            connections_per_address: 64,
            channels: 4,
            login: Duration::from_secs(10),
            auth_attempts: 3,
            silence: Duration::from_secs(15),
            waiting_small: 2 << 20,
            waiting_bulk: 8 << 20,
            unsent: 64 << 20,
        }
    }
}

/// Who may come in.
pub trait Gate: Send + Sync {
    /// The machine of a public key in SSH wire format, if it is paired.
    fn machine(&self, public_key_wire: &[u8]) -> Option<MachineId>;
    /// Who deals with those that want to be paired, while an invitation is open.
    fn invitation(&self) -> Option<Arc<dyn PairingHost>>;
}

/// Bytes both ways.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// The hub's half of pairing.
pub trait PairingHost: Send + Sync {
    /// Runs the exchange with one joiner, who has proved to hold `joiner_key` (SSH wire format).
    /// The connection ends when this does.
    fn serve(
        &self,
        stream: Box<dyn Stream>,
        joiner_key: Vec<u8>,
        peer: SocketAddr,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'static>>;
}

/// What the server tells. Events of one session come in order, `Connected` first and `Disconnected` last.
#[derive(Debug)]
pub enum ServerEvent {
    /// A machine proved its key and opened its control lane.
    Connected {
        /// Never reused by a server.
        session: u64,
        /// Whose.
        machine: MachineId,
        /// How to talk to it.
        out: SessionOut,
    },
    /// It said something; the messages of one lane come in their order.
    Message {
        /// The session.
        session: u64,
        /// The lane.
        lane: Lane,
        /// The message.
        message: ToHub,
        /// To be dropped when the message was dealt with.
        hold: Hold,
    },
    /// It is gone.
    Disconnected {
        /// The session.
        session: u64,
    },
}

/// Takes the events; called from many threads, must not block.
pub type Sink = Arc<dyn Fn(ServerEvent) + Send + Sync>;
/// Opens the content store for reading, once for each lane that sends.
pub type Content = Arc<dyn Fn() -> Box<dyn ContentReader + Send> + Send + Sync>;

/// A body to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyOut {
    /// The item's index in the get.
    pub item: u32,
    /// Which piece.
    pub piece: Piece,
    /// The chunk, or for a list piece the content whose list is meant.
    pub digest: Digest,
}

/// The way to one session. No call waits; after the session has ended they do nothing.
#[derive(Debug, Clone)]
pub struct SessionOut(());

impl SessionOut {
    /// Sends a message on the control lane.
    pub fn send(&self, _message: ToClient) {
        unimplemented!()
    }
    /// Reads bodies from the content store and sends them on `lane` in this order, then `BodiesEnd` with
    /// `missing` and with the items of which something could not be read.
    pub fn send_bodies(&self, _lane: Lane, _batch: BatchId, _bodies: Vec<BodyOut>, _missing: Vec<(u32, Refusal)>) {
        unimplemented!()
    }
    /// Ends the session once what was sent on the control lane is on its way.
    pub fn close(&self) {
        unimplemented!()
    }
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The hub's key.
    #[error("the hub's key is not usable: {0}")]
    Key(#[from] BadKey),
    /// A listener or thread.
    #[error("the hub's SSH server cannot start: {0}")]
    Start(#[source] std::io::Error),
}

/// A running server.
#[derive(Debug)]
pub struct Server(());

impl Server {
    /// Starts listening. The server has its own threads.
    pub fn start(
        _config: ServerConfig,
        _gate: Arc<dyn Gate>,
        _sink: Sink,
        _content: Content,
    ) -> Result<Server, ServerError> {
        unimplemented!()
    }
    /// The addresses that it listens on.
    pub fn listening(&self) -> &[SocketAddr] {
        unimplemented!()
    }
    /// Cuts the sessions whose key the gate no longer knows.
    pub fn recheck(&self) {
        unimplemented!()
    }
    /// Ends every session and returns when no task of it is left.
    pub fn stop(self) {
        unimplemented!()
    }
}
