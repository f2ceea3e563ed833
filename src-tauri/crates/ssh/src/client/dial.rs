//! From an address to an SSH session in which the hub has proved its key and admitted this machine.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use ssh2::{ErrorCode, Session};
use zeroize::Zeroizing;

use super::{ConnectError, Timing};
use crate::{BadKey, KeyPair, algorithms, fingerprint, identity};

/// How long one address may be silent before the next one is tried in parallel.
const STAGGER: Duration = Duration::from_millis(150);

/// The start of a hub's SSH banner.
const BANNER: &str = "SSH-2.0-SyncIt_";

const TIMEOUT: i32 = -9;
const KEY_EXCHANGE_FAILURE: i32 = -8;
const SOCKET_DISCONNECT: i32 = -13;
const SOCKET_RECV: i32 = -43;
const SOCKET_SEND: i32 = -7;

/// This machine's key in the forms that libssh2 needs.
#[derive(Clone)]
pub(super) struct Key {
    /// In the format of an OpenSSH key file.
    pub private: Zeroizing<String>,
    public_line: String,
}

impl Key {
    pub fn read(private: &Zeroizing<String>) -> Result<Self, BadKey> {
        let pair = KeyPair::from_openssh(private)?;
        Ok(Key { private: private.clone(), public_line: identity::public_line(&pair.public_wire)? })
    }
}

/// The parameters of a connection attempt.
#[derive(Clone)]
pub(super) struct Call {
    pub user: &'static str,
    pub key: Key,
    /// `None` accepts any hub. It is only for pairing, which proves the key in its own way.
    pub hub_key: Option<Vec<u8>>,
    pub timing: Timing,
}

/// A session that is logged in. It blocks, with the handshake's time limit.
pub(super) struct Reached {
    pub session: Session,
    /// A second handle to the session's socket, for `poll`.
    pub stream: TcpStream,
    pub socket: SocketAddr,
    pub address: String,
    pub hub_key: Vec<u8>,
}

/// Tries all addresses, each a little after the one before, and returns the first hub that admits this machine, or else
/// the most informative error. Attempts that are still running then end by themselves.
pub(super) fn first(addresses: &[String], call: &Call) -> Result<Reached, ConnectError> {
    let (outcomes, results) = mpsc::channel();
    let found = Arc::new(AtomicBool::new(false));
    for (address, wait) in addresses.iter().zip((0..).map(|n| STAGGER * n)) {
        let attempt = Attempt { address: address.clone(), call: call.clone(), found: found.clone() };
        let outcomes = outcomes.clone();
        // Resolving a name may take longer than the caller should wait.
        std::thread::spawn(move || match resolve(&attempt.address) {
            Ok(sockets) => {
                for (socket, more) in sockets.into_iter().zip((0..).map(|n| STAGGER * n)) {
                    let (attempt, outcomes) = (attempt.clone(), outcomes.clone());
                    std::thread::spawn(move || attempt.run(socket, wait + more, &outcomes));
                }
            }
            // The receiver may be gone.
            Err(error) => drop(outcomes.send(Err(error))),
        });
    }
    drop(outcomes);
    let patience = call.timing.connect + call.timing.handshake * 2 + STAGGER * addresses.len() as u32;
    let give_up = Instant::now() + patience;
    let mut worst = None;
    loop {
        match results.recv_timeout(give_up.saturating_duration_since(Instant::now())) {
            Ok(Ok(reached)) => {
                found.store(true, Ordering::Release);
                return Ok(reached);
            }
            Ok(Err(error)) => worst = Some(more_telling(worst, error)),
            Err(_) => break,
        }
    }
    let address = addresses.join(", ");
    Err(worst.unwrap_or(ConnectError::TimedOut { address }))
}

/// The data of one attempt's thread.
#[derive(Clone)]
struct Attempt {
    address: String,
    call: Call,
    found: Arc<AtomicBool>,
}

impl Attempt {
    fn run(self, socket: SocketAddr, wait: Duration, outcomes: &mpsc::Sender<Result<Reached, ConnectError>>) {
        std::thread::sleep(wait);
        if !self.found.load(Ordering::Acquire) {
            let outcome = reach(socket, &self.address, &self.call);
            // The receiver may be gone.
            let _ = outcomes.send(outcome);
        }
    }
}

fn more_telling(one: Option<ConnectError>, other: ConnectError) -> ConnectError {
    let rank = |error: &ConnectError| match error {
        ConnectError::KeyRefused { .. } => 9,
        ConnectError::HostKeyChanged { .. } => 8,
        ConnectError::Key(_) => 7,
        ConnectError::Protocol { .. } => 6,
        ConnectError::NotAHub { .. } => 5,
        ConnectError::Busy { .. } => 4,
        ConnectError::Refused { .. } => 3,
        ConnectError::TimedOut { .. } => 2,
        ConnectError::Unreachable { .. } => 1,
        ConnectError::NameNotFound { .. } => 0,
    };
    match one {
        Some(one) if rank(&one) >= rank(&other) => one,
        _ => other,
    }
}

fn resolve(address: &str) -> Result<Vec<SocketAddr>, ConnectError> {
    let not_found = || ConnectError::NameNotFound { address: address.to_owned() };
    let (host, port) = address.rsplit_once(':').ok_or_else(not_found)?;
    let port: u16 = port.parse().map_err(|_| not_found())?;
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let sockets: Vec<_> = (host, port).to_socket_addrs().map_err(|_| not_found())?.collect();
    if sockets.is_empty() { Err(not_found()) } else { Ok(sockets) }
}

/// Connects to one socket, checks the hub's key and logs in.
pub(super) fn reach(socket: SocketAddr, address: &str, call: &Call) -> Result<Reached, ConnectError> {
    let stream = greet(socket, address, &call.timing)?;
    let address = address.to_owned();
    let protocol = |reason: String| ConnectError::Protocol { address: address.clone(), reason };
    let second = stream.try_clone().map_err(|error| protocol(error.to_string()))?;
    let mut session = Session::new().map_err(|error| protocol(error.to_string()))?;
    session.set_timeout(call.timing.handshake.as_millis().try_into().unwrap_or(u32::MAX));
    algorithms::prefer(&session).map_err(|error| protocol(error.to_string()))?;
    session.set_tcp_stream(stream);
    session.handshake().map_err(|error| match error.code() {
        ErrorCode::Session(TIMEOUT) => ConnectError::TimedOut { address: address.clone() },
        ErrorCode::Session(KEY_EXCHANGE_FAILURE) if has_hung_up(&second) => {
            ConnectError::Busy { address: address.clone() }
        }
        _ if is_lost(&error) => ConnectError::Busy { address: address.clone() },
        _ => ConnectError::NotAHub { address: address.clone() },
    })?;
    let hub_key = session.host_key().map(|(key, _)| key.to_vec()).unwrap_or_default();
    if let Some(expected) = call.hub_key.as_ref().filter(|expected| **expected != hub_key) {
        return Err(match session.banner() {
            Some(banner) if banner.starts_with("SSH-2.0-SyncIt_") => {
                ConnectError::HostKeyChanged { address, expected: fingerprint(expected), found: fingerprint(&hub_key) }
            }
            _ => ConnectError::NotAHub { address },
        });
    }
    let login = session.userauth_pubkey_memory(call.user, Some(&call.key.public_line), &call.key.private, None);
    match login {
        Ok(()) => Ok(Reached { session, stream: second, socket, address, hub_key }),
        Err(error) => Err(match error.code() {
            ErrorCode::Session(TIMEOUT) => ConnectError::TimedOut { address },
            ErrorCode::Session(-18 | -19) => ConnectError::KeyRefused { address },
            _ => broken(&error, &address),
        }),
    }
}

/// Connects to one socket, and checks that what listens there greets as a hub.
pub(super) fn greet(socket: SocketAddr, address: &str, timing: &Timing) -> Result<TcpStream, ConnectError> {
    let stream = TcpStream::connect_timeout(&socket, timing.connect)
        .map_err(|error| not_connected(&error, address.to_owned()))?;
    stream
        .set_nodelay(true)
        .map_err(|error| ConnectError::Protocol { address: address.to_owned(), reason: error.to_string() })?;
    check_banner(&stream, address, timing.handshake)?;
    Ok(stream)
}

/// Returns true if the connection was just lost. A hub that has no place for a machine closes the connection.
fn is_lost(error: &ssh2::Error) -> bool {
    matches!(error.code(), ErrorCode::Session(SOCKET_DISCONNECT | SOCKET_RECV | SOCKET_SEND))
}

/// Returns true if the other side has closed the connection.
fn has_hung_up(stream: &TcpStream) -> bool {
    matches!(stream.peek(&mut [0]).map_err(|error| error.kind()), Ok(0) | Err(ErrorKind::ConnectionReset))
}

/// Converts an error during the setup of a session.
pub(super) fn broken(error: &ssh2::Error, address: &str) -> ConnectError {
    let address = address.to_owned();
    match is_lost(error) {
        true => ConnectError::Busy { address },
        false => ConnectError::Protocol { address, reason: error.message().to_owned() },
    }
}

/// Peeks at the first bytes, which a hub sends unasked.
fn check_banner(stream: &TcpStream, address: &str, patience: Duration) -> Result<(), ConnectError> {
    let address = address.to_owned();
    let mut first = [0; BANNER.len()];
    let peeked = stream.set_read_timeout(Some(patience)).and_then(|()| stream.peek(&mut first));
    match peeked {
        Ok(0) => Err(ConnectError::Busy { address }),
        Ok(count) if first[..count] == BANNER.as_bytes()[..count] => Ok(()),
        Ok(_) => Err(ConnectError::NotAHub { address }),
        Err(error) => Err(not_connected(&error, address)),
    }
}

fn not_connected(error: &std::io::Error, address: String) -> ConnectError {
    match error.kind() {
        ErrorKind::ConnectionRefused => ConnectError::Refused { address },
        ErrorKind::TimedOut | ErrorKind::WouldBlock => ConnectError::TimedOut { address },
        ErrorKind::ConnectionReset => ConnectError::Busy { address },
        _ => ConnectError::Unreachable { address, reason: error.to_string() },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_understood_with_and_without_brackets() {
        for (text, socket) in [
            ("127.0.0.1:22082", "127.0.0.1:22082"),
            ("[127.0.0.1]:1", "127.0.0.1:1"),
            ("[::1]:22082", "[::1]:22082"),
            ("::1:22082", "[::1]:22082"),
            ("[fe80::1%1]:5", "[fe80::1%1]:5"),
        ] {
            assert_eq!(resolve(text), Ok(vec![socket.parse().unwrap()]), "{text}");
        }
        for bad in ["", "hub", "127.0.0.1:", "127.0.0.1:65536", "no such name.invalid:1"] {
            assert!(matches!(resolve(bad), Err(ConnectError::NameNotFound { .. })), "{bad}");
        }
    }
}
