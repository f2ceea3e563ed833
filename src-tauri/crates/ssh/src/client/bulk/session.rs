//! The two sessions of a bulk lane on russh's client, from the socket to the open channel.
//!
//! As on the other lanes, the hub has proved the pinned key before anything is sent to it.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use russh::client::{AuthResult, Handle, Msg};
use russh::keys::PrivateKeyWithHashAlg;
use russh::{Channel, ChannelMsg, ChannelReadHalf, ChannelWriteHalf, SshId};
use syncit_core::message::Lane;
use tokio::runtime::Runtime;

use super::heard::{Heard, Watched};
use super::pinned::{Pinned, SessionError};
use crate::client::ConnectError;
use crate::client::dial::{self, Call};
use crate::wire::command::{Direction, LaneCommand, LaneKey};
use crate::{algorithms, fingerprint, identity};

/// The longest packet that is expected, in bytes. The hub is told so.
const PACKET: u32 = 32_768;
/// How many packets of a channel are buffered before they must be handled, at most. russh takes none over 256 KiB, whatever
/// the hub was told, so that they hold 4 MiB at most.
const PACKETS: usize = 16;
/// The receive window of the channel on which only answers come, in bytes.
const ANSWERS: u32 = 256 << 10;

/// A session with its only channel.
pub(super) struct Session {
    pub read: ChannelReadHalf,
    pub write: ChannelWriteHalf<Msg>,
    pub heard: Arc<Heard>,
    _handle: Handle<Pinned>,
}

/// Both sessions, and the runtime in which they live. Dropping it closes them.
pub(crate) struct Opened {
    pub(super) push: Session,
    pub(super) pull: Session,
    // Dropped after the sessions.
    pub(super) runtime: Runtime,
}

/// Why the lane is not open.
pub(crate) struct NotOpen {
    pub error: ConnectError,
    /// True if the hub has not given the lane away yet, so that it can be opened by other means.
    pub is_free: bool,
}

impl From<ConnectError> for NotOpen {
    fn from(error: ConnectError) -> Self {
        // Another client would hear these again.
        let is_final = matches!(error, ConnectError::HostKeyChanged { .. } | ConnectError::KeyRefused { .. });
        NotOpen { error, is_free: !is_final }
    }
}

/// Opens the bulk lane. `window` is the receive window for bodies, in bytes. Blocks, for a few time limits of `call`.
pub(crate) fn open(
    socket: SocketAddr,
    address: &str,
    call: &Call,
    lane_key: LaneKey,
    window: u32,
) -> Result<Opened, NotOpen> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| ConnectError::Protocol { address: address.to_owned(), reason: error.to_string() })?;
    let both = async {
        let login = |window| log_in(socket, address, call, window);
        let (push, pull) = tokio::try_join!(login(ANSWERS), login(window))?;
        // From here on the hub gives the lane away.
        let (push, pull) = tokio::try_join!(
            push.claim(Direction::Push, lane_key, address, call.timing.handshake),
            pull.claim(Direction::Pull, lane_key, address, call.timing.handshake),
        )
        .map_err(|error| NotOpen { error, is_free: false })?;
        Ok::<_, NotOpen>((push, pull))
    };
    let (push, pull) = runtime.block_on(both)?;
    Ok(Opened { push, pull, runtime })
}

/// A session that is logged in, with a channel that has no purpose yet.
struct LoggedIn {
    handle: Handle<Pinned>,
    channel: Channel<Msg>,
    heard: Arc<Heard>,
}

async fn log_in(socket: SocketAddr, address: &str, call: &Call, window: u32) -> Result<LoggedIn, ConnectError> {
    let broken = |error: &dyn std::fmt::Display| ConnectError::Protocol {
        address: address.to_owned(),
        reason: error.to_string(),
    };
    let stream = dial::greet(socket, address, &call.timing)?;
    let stream = stream.set_nonblocking(true).and_then(|()| tokio::net::TcpStream::from_std(stream));
    let (stream, heard) = (stream.map_err(|error| broken(&error))?, Heard::new());
    let key = identity::read_private(&call.key.private)?;
    let shown = Arc::new(OnceLock::new());
    let pinned = Pinned::new(call.hub_key.clone(), shown.clone());
    let steps = async {
        let stream = Watched::new(stream, heard.clone());
        let mut handle = russh::client::connect_stream(Arc::new(config(window)), stream, pinned).await?;
        let key = PrivateKeyWithHashAlg::new(Arc::new(key), None);
        if !matches!(handle.authenticate_publickey(call.user, key).await?, AuthResult::Success) {
            return Ok(None);
        }
        let channel = handle.channel_open_session().await?;
        Ok::<_, SessionError>(Some(LoggedIn { handle, channel, heard }))
    };
    match tokio::time::timeout(call.timing.handshake, steps).await {
        Ok(Ok(Some(session))) => Ok(session),
        Ok(Ok(None)) => Err(ConnectError::KeyRefused { address: address.to_owned() }),
        Ok(Err(SessionError::Ssh(russh::Error::UnknownKey))) => Err(ConnectError::HostKeyChanged {
            address: address.to_owned(),
            expected: call.hub_key.as_deref().map(fingerprint).unwrap_or_default(),
            found: shown.get().map(|key: &Vec<u8>| fingerprint(key)).unwrap_or_default(),
        }),
        Ok(Err(SessionError::Ssh(russh::Error::IO(_) | russh::Error::Disconnect | russh::Error::HUP))) => {
            Err(ConnectError::Busy { address: address.to_owned() })
        }
        Ok(Err(error)) => Err(broken(&error)),
        Err(_) => Err(ConnectError::TimedOut { address: address.to_owned() }),
    }
}

fn config(window: u32) -> russh::client::Config {
    russh::client::Config {
        client_id: SshId::Standard(Cow::Borrowed(concat!("SSH-2.0-SyncIt_", env!("CARGO_PKG_VERSION")))),
        window_size: window,
        maximum_packet_size: PACKET,
        // russh opens the window again when it receives, and not when something is handled: what waits here comes on top.
        channel_buffer_size: (window / PACKET / 2).clamp(1, PACKETS as u32) as usize,
        preferred: algorithms::of_the_bulk_lane(),
        // The hub sends keepalives, and the lane ends when nothing is heard.
        inactivity_timeout: None,
        keepalive_interval: None,
        nodelay: true,
        ..russh::client::Config::default()
    }
}

impl LoggedIn {
    /// Makes the channel one of the bulk lane.
    async fn claim(
        self,
        direction: Direction,
        lane_key: LaneKey,
        address: &str,
        patience: Duration,
    ) -> Result<Session, ConnectError> {
        let command = LaneCommand { direction, lane: Lane::Bulk, lane_key }.to_string();
        let (mut read, write) = self.channel.split();
        let is_granted = async {
            write.exec(true, command).await.ok()?;
            loop {
                match read.wait().await? {
                    ChannelMsg::Success => return Some(true),
                    ChannelMsg::Failure => return Some(false),
                    ChannelMsg::WindowAdjusted { .. } => {}
                    _ => return None,
                }
            }
        };
        match tokio::time::timeout(patience, is_granted).await {
            Ok(Some(true)) => Ok(Session { read, write, heard: self.heard, _handle: self.handle }),
            Ok(Some(false)) => Err(ConnectError::Protocol {
                address: address.to_owned(),
                reason: "it does not open a lane".to_owned(),
            }),
            Ok(None) => Err(ConnectError::Busy { address: address.to_owned() }),
            Err(_) => Err(ConnectError::TimedOut { address: address.to_owned() }),
        }
    }
}
