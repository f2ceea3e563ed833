//! How other machines reach a hub: the sockets, the SSH server on them, and their announcement on the LAN.
//!
//! It can move to other sockets while the relay keeps running. Invariant: session numbers are unique across all servers
//! of a run, so a late message of an old connection is never taken for one of a new connection.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use parking_lot::Mutex;
use syncit_core::Name;
use syncit_relay::step::{Event, SessionId};
use syncit_ssh::KeyPair;
use syncit_ssh::discover::{Announcer, Interfaces};
use syncit_ssh::server::{Content, Limits, Server, ServerConfig, ServerEvent, Sink};

use crate::error::{Error, MachineFailed, Result};
use crate::hub::gate::Gatekeeper;
use crate::hub::inbox::{Inbox, RelayInput};
use crate::hub::sockets::bind;
use crate::uplink::budget::Permit;

/// The number of bits for the sessions of one server.
const SESSIONS: u32 = 40;

/// The hub's sockets and its server.
pub(super) struct Listener {
    key: Arc<KeyPair>,
    gate: Arc<Gatekeeper>,
    inbox: Inbox,
    content: Content,
    open: Mutex<Open>,
    /// Where it listens, for those who must not wait until a server has ended.
    listening: Arc<Mutex<Vec<SocketAddr>>>,
}

#[derive(Default)]
struct Open {
    server: Option<Server>,
    announcer: Option<Announcer>,
    /// How many servers were started in this run.
    servers: u64,
}

impl Listener {
    /// Creates a listener that is still closed.
    pub(super) fn new(key: Arc<KeyPair>, gate: Arc<Gatekeeper>, inbox: Inbox, content: Content) -> Self {
        Listener { key, gate, inbox, content, open: Mutex::default(), listening: Arc::default() }
    }

    /// Returns the addresses on which it listens, also those to come.
    pub(super) fn shared_listening(&self) -> Arc<Mutex<Vec<SocketAddr>>> {
        self.listening.clone()
    }

    /// Starts to accept machines on bound sockets.
    pub(super) fn open(&self, listeners: Vec<TcpListener>) -> Result<()> {
        self.serve(&mut self.open.lock(), listeners)
    }

    fn serve(&self, open: &mut Open, listeners: Vec<TcpListener>) -> Result<()> {
        let first = open.servers << SESSIONS;
        open.servers += 1;
        let numbered = move |session: u64| SessionId(first + session);
        let inbox = self.inbox.clone();
        let sink: Sink = Arc::new(move |event| match event {
            ServerEvent::Connected { session, machine, out } => {
                inbox.put_input(RelayInput::Session(numbered(session), machine, out));
            }
            ServerEvent::Message { session, lane, message, permit } => {
                inbox.put(Event::Message { session: numbered(session), lane, message }, Permit::Wire(permit));
            }
            ServerEvent::Drained { .. } => inbox.put_input(RelayInput::Drained),
            ServerEvent::Disconnected { session } => {
                inbox.put(Event::Disconnected { session: numbered(session) }, Permit::Free);
            }
        });
        let private_key = self.key.private_openssh.clone();
        let config = ServerConfig { private_key, listen: listeners, limits: Limits::default() };
        let server =
            Server::start(config, self.gate.clone(), sink, self.content.clone()).map_err(|error| Error::key(&error))?;
        *self.listening.lock() = server.listening().to_vec();
        open.server = Some(server);
        Ok(())
    }

    /// Moves to another address, and returns the one that is used. Connected machines must reconnect. If the new
    /// address is not available, everything stays as it was.
    pub(super) fn move_to(&self, address: SocketAddr) -> Result<SocketAddr> {
        let mut open = self.open.lock();
        let before = self.listening.lock().first().copied();
        let mut failed = None;
        let listeners = match (bind(Some(address)), before) {
            // Its own sockets may occupy the new address.
            (Err(_), Some(before)) if before.port() == address.port() => {
                open.server = None;
                bind(Some(address)).or_else(|error| {
                    failed = Some(error);
                    bind(Some(before))
                })?
            }
            (bound, _) => bound?,
        };
        open.server = None;
        self.serve(&mut open, listeners)?;
        match (failed, self.listening().first()) {
            (None, Some(now)) => Ok(*now),
            (Some(error), _) => Err(error),
            (None, None) => Err(MachineFailed::ListenNowhere.into()),
        }
    }

    /// Returns the addresses on which it listens.
    pub(super) fn listening(&self) -> Vec<SocketAddr> {
        self.listening.lock().clone()
    }

    /// Restarts the hub's announcement on these networks, or stops it if there are none.
    pub(super) fn announce_on(&self, interfaces: Option<Interfaces>, name: &Name) {
        let mut open = self.open.lock();
        // Two announcements of one key would contradict each other.
        open.announcer = None;
        let Some(interfaces) = interfaces else { return };
        match Announcer::start(&self.key.public_wire, &self.listening(), interfaces) {
            Ok(announcer) => open.announcer = announcer,
            Err(error) => tracing::warn!("{error}: other machines need this hub's address"),
        }
        drop(open);
        self.announce(name);
    }

    /// Announces the hub's name on the LAN while an invitation is open, and only then.
    pub(super) fn announce(&self, name: &Name) {
        let is_open = self.gate.open_invitation().is_some();
        if let Some(announcer) = &self.open.lock().announcer
            && let Err(error) = announcer.invite(is_open.then_some(name))
        {
            tracing::warn!("{error}");
        }
    }

    /// Closes connections of machines that may no longer log in.
    pub(super) fn recheck(&self) {
        if let Some(server) = &self.open.lock().server {
            server.recheck();
        }
    }

    /// Stops accepting machines, and waits until all connections are closed.
    pub(super) fn close(&self) {
        let mut open = self.open.lock();
        open.announcer = None;
        open.server = None;
    }
}
