//! One TCP connection from being accepted to its end, which always comes and is always waited for.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use russh::keys::ssh_key::PrivateKey;
use russh::{MethodKind, MethodSet, SshId};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use super::Limits;
use super::door::Door;
use super::session::{Hub, LINGER, Session};
use crate::algorithms;

/// How much of a channel is taken in before it must have been dealt with: packets of 32 KiB.
const CHANNEL_PACKETS: usize = 32;
/// How many packets may wait to be encrypted.
const EVENTS: usize = 32;
/// Bytes that a machine may have on the way on one channel.
const WINDOW: u32 = 8 << 20;

pub(super) fn ssh_config(key: PrivateKey, limits: &Limits) -> russh::server::Config {
    russh::server::Config {
        server_id: SshId::Standard(Cow::Borrowed(concat!("SSH-2.0-SyncIt_", env!("CARGO_PKG_VERSION")))),
        methods: MethodSet::from(&[MethodKind::PublicKey][..]),
        auth_rejection_time: Duration::from_millis(300),
        auth_rejection_time_initial: Some(Duration::ZERO),
        keys: vec![key],
        window_size: WINDOW,
        maximum_packet_size: 32_768,
        channel_buffer_size: CHANNEL_PACKETS,
        event_buffer_size: EVENTS,
        preferred: algorithms::OF_THE_HUB,
        max_auth_attempts: limits.auth_attempts,
        inactivity_timeout: Some(limits.silence),
        keepalive_interval: Some(limits.silence / 3),
        keepalive_max: 2,
        nodelay: true,
        ..russh::server::Config::default()
    }
}

/// Accepts connections until `stopped`, then ends them all.
pub(super) async fn serve_all(
    listeners: Vec<TcpListener>,
    hub: Arc<Hub>,
    ssh: Arc<russh::server::Config>,
    mut stopped: watch::Receiver<bool>,
) {
    let places = Arc::new(Places::default());
    let mut tasks = JoinSet::new();
    for listener in listeners {
        tasks.spawn(accept(listener, hub.clone(), ssh.clone(), places.clone(), stopped.clone()));
    }
    // An error means that the server was dropped, which stops it too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
    while tasks.join_next().await.is_some() {}
}

async fn accept(
    listener: TcpListener,
    hub: Arc<Hub>,
    ssh: Arc<russh::server::Config>,
    places: Arc<Places>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    let stop = stopped.clone();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = connections.join_next(), if !connections.is_empty() => continue,
            _ = stopped.wait_for(|stopped| *stopped) => break,
        };
        match accepted {
            Ok((stream, peer)) => match places.take(peer.ip().to_canonical(), &hub.limits) {
                Some(place) => {
                    let (hub, ssh, stop) = (hub.clone(), ssh.clone(), stop.clone());
                    connections.spawn(async move {
                        serve(stream, peer, hub, ssh, stop).await;
                        drop(place);
                    });
                }
                None => tracing::debug!(%peer, "too many connections, one was turned away"),
            },
            Err(error) => {
                // Out of descriptors, most likely: others have to end first.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Counts connections.
#[derive(Default)]
struct Places(Mutex<HashMap<IpAddr, usize>>);

/// The place of one connection.
struct Place(Arc<Places>, IpAddr);

impl Places {
    fn take(self: &Arc<Self>, address: IpAddr, limits: &Limits) -> Option<Place> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let here = taken.get(&address).copied().unwrap_or(0);
        if here >= limits.connections_per_address || taken.values().sum::<usize>() >= limits.connections {
            return None;
        }
        taken.insert(address, here + 1);
        Some(Place(self.clone(), address))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.1);
            }
        }
    }
}

/// What a connection's handler and its owner share.
#[derive(Default)]
pub(super) struct Connection {
    /// Woken when the connection has got its purpose: a lane, or pairing.
    pub settled: Notify,
    /// Woken when its purpose has ended.
    pub done: Notify,
    /// The session that it belongs to.
    pub session: OnceLock<Arc<Session>>,
    /// The tasks of its lanes.
    pub tasks: Mutex<JoinSet<()>>,
}

async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    hub: Arc<Hub>,
    ssh: Arc<russh::server::Config>,
    mut stop: watch::Receiver<bool>,
) {
    let connection = Arc::new(Connection::default());
    let login = tokio::time::Instant::now() + hub.limits.login;
    let Ok((stream, socket)) = prepare(stream) else { return };
    let door = Door::new(hub, connection.clone(), peer);
    let mut running = tokio::select! {
        running = russh::server::run_stream(ssh, stream, door) => match running {
            Ok(running) => running,
            Err(error) => return tracing::debug!(%peer, %error, "a connection ended before it began"),
        },
        () = tokio::time::sleep_until(login) => return,
        _ = stop.wait_for(|stop| *stop) => return,
    };
    let handle = running.handle();
    let over = async {
        tokio::select! {
            () = connection.settled.notified() => {}
            () = tokio::time::sleep_until(login) => return "it did not log in in time",
        }
        match connection.session.get() {
            Some(session) => session.ended().await,
            None => {
                connection.done.notified().await;
                // libssh2 forgets what has arrived and was not yet read when the other side says goodbye: the
                // machine that was being paired says it first.
                tokio::time::sleep(LINGER).await;
            }
        }
        "its session ended"
    };
    let is_over = tokio::select! {
        ended = &mut running => {
            let why = ended.err().map(|error| error.to_string());
            tracing::debug!(%peer, why, "a connection ended");
            true
        }
        why = over => {
            tracing::debug!(%peer, why, "a connection is cut");
            false
        }
        _ = stop.wait_for(|stop| *stop) => false,
    };
    if let Some(session) = connection.session.get() {
        session.end("one of its connections ended");
    }
    if !is_over {
        let bye = async {
            // It fails when the connection has ended by itself meanwhile.
            let _ = handle.disconnect(russh::Disconnect::ByApplication, String::new(), String::new()).await;
            (&mut running).await
        };
        if tokio::time::timeout(LINGER / 2, bye).await.is_err() {
            // A loop that waits for the network ends when its socket does.
            let _ = socket.shutdown(std::net::Shutdown::Both);
            let _ = tokio::time::timeout(LINGER, &mut running).await;
        }
    }
    let mut tasks = std::mem::take(&mut *connection.tasks.lock().unwrap_or_else(PoisonError::into_inner));
    tasks.shutdown().await;
}

/// Sets the socket up and keeps a second handle to it, to cut it.
fn prepare(stream: TcpStream) -> std::io::Result<(TcpStream, std::net::TcpStream)> {
    stream.set_nodelay(true)?;
    let stream = stream.into_std()?;
    let second = stream.try_clone()?;
    Ok((TcpStream::from_std(stream)?, second))
}
