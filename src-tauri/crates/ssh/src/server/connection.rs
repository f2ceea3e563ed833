//! One TCP connection, from `accept` to its end. Every connection ends, and its end is always awaited.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use russh::keys::ssh_key::PrivateKey;
use russh::{MethodKind, MethodSet, SshId};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::handler::{Connection, ConnectionHandler};
use super::limits::Limits;
use super::places::{Counted, Places, Taken};
use super::session::{LINGER, Shared};
use crate::algorithms;

/// How many packets of a channel are buffered before they must be handled; a packet is 32 KiB.
const CHANNEL_PACKETS: usize = 32;
/// How many packets may wait to be encrypted.
const EVENTS: usize = 32;
/// Bytes that a machine may have in flight on one channel.
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
        preferred: algorithms::of_the_hub(),
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
    shared: Arc<Shared>,
    ssh: Arc<russh::server::Config>,
    mut stopped: watch::Receiver<bool>,
) {
    let places = Places::new(&shared.limits);
    let mut tasks = JoinSet::new();
    for listener in listeners {
        tasks.spawn(accept(listener, shared.clone(), ssh.clone(), places.clone(), stopped.clone()));
    }
    // An error means that the server was dropped, which stops it, too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
    while tasks.join_next().await.is_some() {}
}

async fn accept(
    listener: TcpListener,
    shared: Arc<Shared>,
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
            Ok((stream, peer)) => {
                let address = peer.ip().to_canonical();
                match places.take(address, shared.gate.is_known(address)) {
                    Some(place) => {
                        connections.spawn(serve(stream, peer, place, shared.clone(), ssh.clone(), stop.clone()));
                    }
                    None => tracing::debug!(%peer, "too many connections, one was turned away"),
                }
            }
            Err(error) => {
                // Most likely there are no file descriptors left, so other connections have to end first.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    place: Arc<Taken>,
    shared: Arc<Shared>,
    ssh: Arc<russh::server::Config>,
    mut stop: watch::Receiver<bool>,
) {
    let connection = Arc::new(Connection::default());
    let begun = tokio::time::Instant::now();
    let (greeting, login) = (begun + shared.limits.greeting, begun + shared.limits.login);
    let Ok((stream, socket)) = prepare(stream) else { return };
    let handler = ConnectionHandler::new(shared, connection.clone(), peer, place.clone());
    let mut running = tokio::select! {
        running = russh::server::run_stream(ssh, Counted::new(stream, place.clone()), handler) => match running {
            Ok(running) => running,
            Err(error) => return tracing::debug!(%peer, %error, "a connection ended before it began"),
        },
        () = tokio::time::sleep_until(greeting) => return,
        () = place.taken_away() => return,
        _ = stop.wait_for(|stop| *stop) => return,
    };
    let handle = running.handle();
    let ending = tokio::select! {
        ended = &mut running => {
            let why = ended.err().map(|error| error.to_string());
            tracing::debug!(%peer, why, "a connection ended");
            Ending::Over
        }
        why = purpose_ended(&connection, login) => {
            tracing::debug!(%peer, why, "a connection is cut");
            Ending::Polite
        }
        () = place.taken_away() => {
            tracing::debug!(%peer, "a connection is cut, because others need its place");
            Ending::AtOnce
        }
        _ = stop.wait_for(|stop| *stop) => Ending::Polite,
    };
    if let Some(session) = connection.session.get() {
        session.end("one of its connections ended");
    }
    let is_over = match ending {
        Ending::Over => true,
        Ending::AtOnce => false,
        Ending::Polite => {
            let bye = async {
                // This fails if the connection has ended by itself meanwhile.
                let _ = handle.disconnect(russh::Disconnect::ByApplication, String::new(), String::new()).await;
                (&mut running).await
            };
            tokio::time::timeout(LINGER / 2, bye).await.is_ok()
        }
    };
    if !is_over {
        // A loop that waits for the network ends when its socket does.
        let _ = socket.shutdown(std::net::Shutdown::Both);
        let _ = tokio::time::timeout(LINGER, &mut running).await;
    }
    let mut tasks = std::mem::take(&mut *connection.tasks.lock());
    tasks.shutdown().await;
}

/// How a connection ends.
enum Ending {
    /// It is already over.
    Over,
    /// The other side is told.
    Polite,
    /// Its socket is shut down.
    AtOnce,
}

/// Waits until a connection's purpose has ended, or until `login` if it has none by then. Returns which.
async fn purpose_ended(connection: &Connection, login: tokio::time::Instant) -> &'static str {
    tokio::select! {
        () = connection.settled.notified() => {}
        () = tokio::time::sleep_until(login) => return "it did not log in in time",
    }
    match connection.session.get() {
        Some(session) => session.ended().await,
        None => {
            connection.done.notified().await;
            // libssh2 discards received data that is still unread when the other side disconnects. So the joining
            // machine gets time to disconnect first.
            tokio::time::sleep(LINGER).await;
        }
    }
    "its session ended"
}

/// Sets up the socket and keeps a second handle to it for shutting it down.
fn prepare(stream: TcpStream) -> std::io::Result<(TcpStream, std::net::TcpStream)> {
    stream.set_nodelay(true)?;
    let stream = stream.into_std()?;
    let second = stream.try_clone()?;
    Ok((TcpStream::from_std(stream)?, second))
}
