//! The hub's own SSH server. It admits paired machines, turns their lanes into events, and writes what the relay sends. It has no
//! shell, no files and no knowledge of what the messages mean.
//!
//! Invariant: nothing that a machine sends, and no machine that reads slowly, makes a call of the relay block.

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

use syncit_core::MachineId;
use syncit_core::message::{Lane, ToHub};
use syncit_core::relay_store::ContentReader;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use zeroize::Zeroizing;

pub use self::admission::Pace;
use self::session::Hub;
pub use self::session::SessionOut;
use crate::{BadKey, Hold, identity};

/// What a server needs to start.
pub struct ServerConfig {
    /// The hub's private key, in the format of an OpenSSH key file.
    pub private_key: Zeroizing<String>,
    /// The listeners, bound by the caller, who knows which ports may be tried.
    pub listen: Vec<TcpListener>,
    /// The limits.
    pub limits: Limits,
}

/// Limits for strangers and paired machines.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections that have not logged in, from addresses where no paired machine has logged in lately. Each one above this
    /// ends the oldest one of the address that holds most.
    pub strangers: usize,
    /// The same for the other addresses.
    pub known: usize,
    /// Connections of all paired machines. A machine needs three.
    pub machines: usize,
    /// Connections of one paired machine. Each one above this ends its oldest one.
    pub per_machine: usize,
    /// How often an address may connect if no paired machine has logged in from it lately.
    pub pace_of_strangers: Pace,
    /// How often all of these addresses together may connect.
    pub pace_of_strangers_together: Pace,
    /// How often one of the other addresses may connect.
    pub pace_of_known: Pace,
    /// How long a connection may stay without an SSH greeting.
    pub greeting: Duration,
    /// Channels in one connection at a time.
    pub channels: usize,
    /// How long a connection may stay without having proved a key.
    pub login: Duration,
    /// Keys that a connection may try.
    pub auth_attempts: usize,
    /// A connection is closed after this long without received data; a keepalive is sent after a third of it.
    pub silence: Duration,
    /// Bytes that are received but not handled yet, on the control and express lanes of a session, for each lane.
    pub waiting_small: usize,
    /// The same on the bulk lane.
    pub waiting_bulk: usize,
    /// How much of these does not count against `waiting_all`, in bytes on each lane, so that no session can block others.
    pub waiting_least: usize,
    /// Bytes that are received but not handled yet, of all sessions together.
    pub waiting_all: usize,
    /// Bytes that wait to be sent to a machine; above this the session is closed.
    pub unsent: usize,
    /// While more bytes than this wait to be sent, a session's questions are not answered.
    pub answers: usize,
    /// Bytes that wait to be sent to all machines; above this, a session that holds more than `answers` of them is closed.
    pub unsent_all: usize,
    /// Sessions of one key at a time. A machine has one, and a second one while it reconnects.
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

/// Decides which machines may log in.
pub trait Gate: Send + Sync {
    /// Returns the machine of a public key in SSH wire format, if it is paired.
    fn machine(&self, public_key_wire: &[u8]) -> Option<MachineId>;
    /// Returns the host for machines that want to be paired, while an invitation is open.
    fn invitation(&self) -> Option<Arc<dyn PairingHost>>;
    /// Returns true if a paired machine has logged in from this address lately; places are reserved for those. It is called for
    /// each connection, before anything else is known of it.
    fn is_known(&self, _address: IpAddr) -> bool {
        false
    }
    /// Called when a paired machine has logged in from this address. Must not block.
    fn logged_in(&self, _machine: MachineId, _address: IpAddr) {}
}

/// A byte stream in both directions.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// The hub's half of pairing.
pub trait PairingHost: Send + Sync {
    /// Runs the exchange with one joiner, which has proved that it holds `joiner_key` (SSH wire format). The connection ends when
    /// the exchange does.
    fn serve(
        &self,
        stream: Box<dyn Stream>,
        joiner_key: Vec<u8>,
        peer: SocketAddr,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'static>>;
}

/// An event of the server. Events of one session come in order, `Connected` first and `Disconnected` last.
#[derive(Debug)]
// Nearly all values are of the large variant, `Message`.
#[allow(clippy::large_enum_variant)]
pub enum ServerEvent {
    /// A machine proved its key and opened its control lane.
    Connected {
        /// The session's number, never reused by a server.
        session: u64,
        /// The machine.
        machine: MachineId,
        /// The way to send to it.
        out: SessionOut,
    },
    /// A machine sent a message. The messages of one lane come in order.
    Message {
        /// The session.
        session: u64,
        /// The lane.
        lane: Lane,
        /// The message.
        message: ToHub,
        /// To be dropped when the message has been handled.
        hold: Hold,
    },
    /// Enough was sent to the machine that its questions may be answered again.
    Drained {
        /// The session.
        session: u64,
    },
    /// The session has ended.
    Disconnected {
        /// The session.
        session: u64,
    },
}

/// Receives the events, on many threads. It must not block, and must not call a `SessionOut`.
pub type Sink = Arc<dyn Fn(ServerEvent) + Send + Sync>;
/// Opens the content store for reading, once for each lane that sends.
pub type Content = Arc<dyn Fn() -> Box<dyn ContentReader + Send> + Send + Sync>;

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The hub's key is not usable.
    #[error("the hub's key is not usable: {0}")]
    Key(#[from] BadKey),
    /// A listener or thread could not be started.
    #[error("the hub's SSH server cannot start: {0}")]
    Start(#[source] std::io::Error),
}

/// A running server. Dropping it does the same as `stop`.
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

    /// Returns the addresses on which it listens.
    pub fn listening(&self) -> &[SocketAddr] {
        &self.listening
    }

    /// Closes the sessions whose key the gate no longer knows.
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
