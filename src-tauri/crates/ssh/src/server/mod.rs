//! The hub's own SSH server. It lets paired machines in, turns their lanes into events, and writes what
//! the relay says; it has no shell, no files and no idea of what the messages mean.
//!
//! Invariant: nothing that a machine sends, and no machine that reads slowly, makes a call of the relay wait.

mod admission;
mod connection;
mod door;
mod lanes;
mod places;
mod session;

use std::future::Future;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use syncit_core::message::{Lane, ToHub};
use syncit_core::relay_store::ContentReader;
use syncit_core::{Digest, MachineId};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use zeroize::Zeroizing;

pub use self::admission::Pace;
use self::session::Hub;
pub use self::session::SessionOut;
use crate::{BadKey, Hold, identity};

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
    /// Connections that have not logged in, from addresses that no paired machine has come from lately. Each that is over this ends
    /// the oldest one of the address that holds most.
    pub strangers: usize,
    /// The same for the other addresses.
    pub known: usize,
    /// Connections of all paired machines. A machine takes three.
    pub machines: usize,
    /// Connections of one paired machine: its oldest one ends for each that is over this.
    pub per_machine: usize,
    /// How often one address may connect that no paired machine has come from lately…
    pub pace_of_strangers: Pace,
    /// …all of these together…
    pub pace_of_strangers_together: Pace,
    /// …and one of the other addresses.
    pub pace_of_known: Pace,
    /// How long a connection may stay without having said that it speaks SSH.
    pub greeting: Duration,
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
    /// Of both, what needs no room in `waiting_all`, in bytes on each lane: so that no session keeps others from going on.
    pub waiting_least: usize,
    /// Received and not yet dealt with, of all sessions together, in bytes.
    pub waiting_all: usize,
    /// Said to a machine and not yet sent, in bytes; over this the session is cut.
    pub unsent: usize,
    /// While so much of it waits, a session's questions are not answered.
    pub answers: usize,
    /// Said to all machines and not yet sent, in bytes: over this a session is cut that takes more than `answers` of it.
    pub unsent_all: usize,
    /// Sessions of one key at a time. A machine has one, and another one while it connects anew.
    pub sessions_per_key: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            strangers: 32,
            known: 32,
            machines: 512,
            per_machine: 12,
            pace_of_strangers: Pace { burst: 10, every: Duration::from_millis(500) },
            pace_of_strangers_together: Pace { burst: 128, every: Duration::from_millis(32) },
            pace_of_known: Pace { burst: 60, every: Duration::from_millis(80) },
            greeting: Duration::from_secs(3),
            channels: 4,
            login: Duration::from_secs(10),
            auth_attempts: 3,
            silence: Duration::from_secs(15),
            waiting_small: 2 << 20,
            waiting_bulk: 8 << 20,
            waiting_least: 256 << 10,
            waiting_all: 128 << 20,
            unsent: 32 << 20,
            answers: 4 << 20,
            unsent_all: 256 << 20,
            sessions_per_key: 8,
        }
    }
}

/// Who may come in.
pub trait Gate: Send + Sync {
    /// The machine of a public key in SSH wire format, if it is paired.
    fn machine(&self, public_key_wire: &[u8]) -> Option<MachineId>;
    /// Who deals with those that want to be paired, while an invitation is open.
    fn invitation(&self) -> Option<Arc<dyn PairingHost>>;
    /// Returns true if a paired machine has logged in from this address lately: places are kept for those. Asked for each
    /// connection, before anything is known of it.
    fn is_known(&self, _address: IpAddr) -> bool {
        false
    }
    /// A paired machine has logged in from this address. It must not block.
    fn logged_in(&self, _machine: MachineId, _address: IpAddr) {}
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
// Nearly all are messages, the large ones.
#[allow(clippy::large_enum_variant)]
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
    /// It was sent so much that its questions may be answered again.
    Drained {
        /// The session.
        session: u64,
    },
    /// It is gone.
    Disconnected {
        /// The session.
        session: u64,
    },
}

/// Takes the events; called from many threads. It must not block, and must not call a `SessionOut`.
pub type Sink = Arc<dyn Fn(ServerEvent) + Send + Sync>;
/// Opens the content store for reading, once for each lane that sends.
pub type Content = Arc<dyn Fn() -> Box<dyn ContentReader + Send> + Send + Sync>;

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

/// A running server. Dropping it is like `stop`.
pub struct Server {
    listening: Vec<SocketAddr>,
    hub: Arc<Hub>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts listening. The server has its own threads.
    pub fn start(
        config: ServerConfig,
        gate: Arc<dyn Gate>,
        sink: Sink,
        content: Content,
    ) -> Result<Server, ServerError> {
        let key = identity::read_private(&config.private_key)?;
        let mut listening = Vec::new();
        for listener in &config.listen {
            listener.set_nonblocking(true).map_err(ServerError::Start)?;
            listening.push(listener.local_addr().map_err(ServerError::Start)?);
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 8)))
            .thread_name("syncit-ssh")
            .enable_all()
            .build()
            .map_err(ServerError::Start)?;
        let ssh = Arc::new(connection::ssh_config(key, &config.limits));
        let hub = Arc::new(Hub::new(config.limits, gate, sink, content, runtime.handle().clone()));
        let (stop, stopped) = watch::channel(false);
        let listeners = {
            let _inside = runtime.enter();
            let all = config.listen.into_iter().map(tokio::net::TcpListener::from_std);
            all.collect::<Result<Vec<_>, _>>().map_err(ServerError::Start)?
        };
        let serving = connection::serve_all(listeners, hub.clone(), ssh, stopped);
        let thread = std::thread::Builder::new()
            .name("syncit-ssh-server".into())
            .spawn(move || runtime.block_on(serving))
            .map_err(ServerError::Start)?;
        Ok(Server { listening, hub, stop, thread: Some(thread) })
    }

    /// The addresses that it listens on.
    pub fn listening(&self) -> &[SocketAddr] {
        &self.listening
    }

    /// Cuts the sessions whose key the gate no longer knows.
    pub fn recheck(&self) {
        self.hub.recheck();
    }

    /// Ends every session and returns when no task of the server is left.
    pub fn stop(self) {}
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of the SSH server panicked");
        }
    }
}
