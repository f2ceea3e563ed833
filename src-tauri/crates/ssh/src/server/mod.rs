//! The hub's own SSH server. It admits paired machines, turns their lanes into events, and writes what the relay sends. It has no
//! shell, no files and no knowledge of what the messages mean.
//!
//! Invariant: nothing that a machine sends, and no machine that reads slowly, makes a call of the relay block.

mod admission;
mod connection;
mod contract;
mod handler;
mod lanes;
mod limits;
mod places;
mod session;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::watch;
use zeroize::Zeroizing;

pub use self::contract::{Content, Gate, PairingHost, Stream};
pub use self::limits::{Limits, Pace};
use self::session::Shared;
pub use self::session::{ServerEvent, SessionOut, Sink};
use crate::{BadKey, identity};

/// What a server needs to start.
pub struct ServerConfig {
    /// The hub's private key, in the format of an OpenSSH key file.
    pub private_key: Zeroizing<String>,
    /// The listeners, bound by the caller, who knows which ports may be tried.
    pub listen: Vec<TcpListener>,
    /// The limits.
    pub limits: Limits,
}

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
    shared: Arc<Shared>,
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
        let shared = Arc::new(Shared::new(config.limits, gate, sink, content, runtime.handle().clone()));
        let (stop, stopped) = watch::channel(false);
        let listeners = {
            let _inside = runtime.enter();
            let all = config.listen.into_iter().map(tokio::net::TcpListener::from_std);
            all.collect::<Result<Vec<_>, _>>().map_err(ServerError::Start)?
        };
        let serving = connection::serve_all(listeners, shared.clone(), ssh, stopped);
        let thread = std::thread::Builder::new()
            .name("syncit-ssh-server".into())
            .spawn(move || runtime.block_on(serving))
            .map_err(ServerError::Start)?;
        Ok(Server { listening, shared, stop, thread: Some(thread) })
    }

    /// Returns the addresses on which it listens.
    pub fn listening(&self) -> &[SocketAddr] {
        &self.listening
    }

    /// Closes the sessions whose key the gate no longer knows.
    pub fn recheck(&self) {
        self.shared.recheck();
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
