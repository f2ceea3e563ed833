//! What strangers can do to a hub before any login: however many connect, a paired machine gets in, and the hub's costs
//! stay low.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use support::{Both, Hub, Machine, Memory, PATIENCE};
use syncit_core::message::{Lane, ToHub};
use syncit_ssh::client::ConnectError;
use syncit_ssh::server::{Limits, Pace, ServerEvent};
use tokio::net::TcpSocket;

/// How long a paired machine may need to get in while others flood: far longer than it takes, far shorter than a
/// deadline.
const PROMPT: Duration = Duration::from_millis(2_500);

/// Connects from another address of this computer.
fn connect_from(source: Ipv4Addr, to: SocketAddr) -> std::io::Result<TcpStream> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let stream = runtime.block_on(async {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(IpAddr::V4(source), 0))?;
        socket.connect(to).await?.into_std()
    })?;
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// Joins a paired machine and returns how long that took.
fn time_to_join(hub: &Hub, key: &syncit_ssh::KeyPair) -> Duration {
    let start = Instant::now();
    let both = hub.join(key);
    both.machine.connection.send(Lane::Control, ToHub::Ping);
    assert_eq!(hub.message().1, ToHub::Ping);
    let took = start.elapsed();
    both.machine.connection.close();
    hub.disconnected(both.session);
    took
}

/// The latency that another machine may have during a flood, for 95 in a hundred messages.
const UNNOTICED: Duration = Duration::from_millis(250);

/// Returns the latency of a connected machine that 95 in a hundred messages do not exceed.
fn latency(hub: &Hub, witness: &Both) -> Duration {
    let mut times: Vec<_> = (0..200)
        .map(|_| {
            let start = Instant::now();
            witness.machine.connection.send(Lane::Control, ToHub::Ping);
            assert_eq!(hub.message().1, ToHub::Ping);
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[190]
}

#[test]
fn six_hundred_silent_sockets_keep_no_paired_machine_out() {
    let hub = Hub::start();
    let (seen_before, never_seen) = (hub.pair(), hub.pair());
    time_to_join(&hub, &seen_before);
    let silent: Vec<_> = (0..600u32)
        .filter_map(|n| connect_from(Ipv4Addr::new(127, 0, 1, (n % 60) as u8 + 1), hub.address()).ok())
        .collect();
    assert_eq!(silent.len(), 600);
    for key in [&seen_before, &never_seen] {
        let took = time_to_join(&hub, key);
        assert!(took < PROMPT, "it took {took:?}");
    }
}

#[test]
fn one_address_that_is_silent_keeps_no_stranger_out() {
    let hub = Hub::start();
    let silent: Vec<_> =
        (0..200).filter_map(|_| connect_from(Ipv4Addr::new(127, 0, 2, 1), hub.address()).ok()).collect();
    assert_eq!(silent.len(), 200);
    // No paired machine has ever come from this address.
    let took = time_to_join(&hub, &hub.pair());
    assert!(took < PROMPT, "it took {took:?}");
}

/// Returns an offer to exchange keys with one algorithm of each kind, as an unencrypted packet.
fn offer() -> Vec<u8> {
    let lists = [
        "curve25519-sha256",
        "ssh-ed25519",
        "chacha20-poly1305@openssh.com",
        "chacha20-poly1305@openssh.com",
        "hmac-sha2-256-etm@openssh.com",
        "hmac-sha2-256-etm@openssh.com",
        "none",
        "none",
        "",
        "",
    ];
    let mut payload = vec![20];
    payload.extend([7; 16]);
    for list in lists {
        payload.extend((list.len() as u32).to_be_bytes());
        payload.extend(list.as_bytes());
    }
    payload.extend([0; 5]);
    packet(&payload)
}

/// Returns the first half of an exchange: a point of the curve, with which the hub has to calculate.
fn half() -> Vec<u8> {
    let mut payload = vec![30, 0, 0, 0, 32];
    payload.extend([9; 32]);
    packet(&payload)
}

fn packet(payload: &[u8]) -> Vec<u8> {
    let padding = 8 - (payload.len() + 5) % 8 + 4;
    let mut packet = ((payload.len() + padding + 1) as u32).to_be_bytes().to_vec();
    packet.push(padding as u8);
    packet.extend(payload);
    packet.extend(vec![0; padding]);
    packet
}

/// Does half a handshake and stays. Returns the connection if the hub answered with its own half.
fn half_handshake(source: Ipv4Addr, to: SocketAddr) -> Option<TcpStream> {
    let mut stream = connect_from(source, to).ok()?;
    stream.write_all(b"SSH-2.0-SyncIt_probe\r\n").ok()?;
    stream.write_all(&offer()).ok()?;
    stream.write_all(&half()).ok()?;
    let mut heard = Vec::new();
    let mut buffer = [0; 4_096];
    // The hub's half ends with a packet of kind 21 and length 12.
    while !heard.windows(6).any(|part| part == [0, 0, 0, 12, 10, 21]) {
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => heard.extend_from_slice(&buffer[..count]),
            _ => return None,
        }
    }
    Some(stream)
}

#[test]
fn half_handshakes_cost_little_and_keep_no_paired_machine_out() {
    let hub = Hub::start();
    let (seen_before, never_seen) = (hub.pair(), hub.pair());
    time_to_join(&hub, &seen_before);
    let witness = hub.join(&hub.pair());
    let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    let start = Instant::now();
    let (times, latency) = std::thread::scope(|scope| {
        for flooder in 0..4u8 {
            let (stop, done, to) = (&stop, &done, hub.address());
            scope.spawn(move || {
                let mut held = std::collections::VecDeque::new();
                for n in (0..=u8::MAX).cycle() {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let source = Ipv4Addr::new(127, 0, 3 + flooder, n % 5 + 1);
                    if let Some(stream) = half_handshake(source, to) {
                        done.fetch_add(1, Ordering::Relaxed);
                        held.push_back(stream);
                        held.truncate(400);
                    }
                }
            });
        }
        // Wait until the flood is running.
        while done.load(Ordering::Relaxed) < 100 {
            std::thread::yield_now();
        }
        let times = [&seen_before, &seen_before, &never_seen].map(|key| time_to_join(&hub, key));
        let latency = latency(&hub, &witness);
        stop.store(true, Ordering::Relaxed);
        (times, latency)
    });
    assert!(latency < UNNOTICED, "{latency:?}");
    assert!(times.iter().all(|took| *took < PROMPT), "{times:?}");
    let allowed = 160.0 + 40.0 * start.elapsed().as_secs_f64();
    let done = done.load(Ordering::Relaxed);
    assert!((done as f64) < allowed, "{done} handshakes were made in {:?}", start.elapsed());
}

/// Reads until the hub closes the connection. Returns how long it took.
fn until_it_hangs_up(mut stream: &TcpStream) -> Duration {
    let start = Instant::now();
    let mut buffer = [0; 4_096];
    while matches!(stream.read(&mut buffer), Ok(count) if count > 0) {}
    start.elapsed()
}

#[test]
fn a_stranger_that_says_nothing_or_too_little_is_cut_soon() {
    let limits =
        Limits { greeting: Duration::from_millis(200), login: Duration::from_millis(600), ..Limits::default() };
    let hub = Hub::with(limits, Memory::default());
    let silent = TcpStream::connect(hub.address()).unwrap();
    assert!(until_it_hangs_up(&silent) < Duration::from_millis(600));
    let mut polite = TcpStream::connect(hub.address()).unwrap();
    polite.write_all(b"SSH-2.0-SyncIt_probe\r\n").unwrap();
    assert!(until_it_hangs_up(&polite) < PROMPT);
    let stuck = half_handshake(Ipv4Addr::LOCALHOST, hub.address()).unwrap();
    assert!(until_it_hangs_up(&stuck) < PROMPT);
}

#[test]
fn a_stranger_is_heard_for_as_long_as_a_login_takes_and_no_longer() {
    let hub = Hub::start();
    let mut stream = connect_from(Ipv4Addr::LOCALHOST, hub.address()).unwrap();
    stream.write_all(b"SSH-2.0-SyncIt_probe\r\n").unwrap();
    // Messages to be ignored: the protocol does not limit them.
    let ignored = packet(&[&[2, 0, 0, 0, 16][..], &[0; 16]].concat());
    let mut sent = 0;
    while sent < 1 << 20 && stream.write_all(&ignored).is_ok() {
        sent += ignored.len();
    }
    assert!(until_it_hangs_up(&stream) < Duration::from_secs(2), "it still listened after {sent} bytes");
}

/// A client that trusts any hub, and counts the key exchanges.
struct Anyone(Arc<AtomicUsize>);

impl russh::client::Handler for Anyone {
    type Error = russh::Error;
    async fn check_server_key(&mut self, _: &russh::keys::PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        Ok(true)
    }
    async fn kex_done(
        &mut self,
        _: Option<&[u8]>,
        _: &russh::Names,
        _: &mut russh::client::Session,
    ) -> Result<(), russh::Error> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

#[test]
fn a_stranger_cannot_have_keys_exchanged_over_and_over() {
    let hub = Hub::start();
    let exchanges = Arc::new(AtomicUsize::new(0));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let client = russh::client::connect(Arc::default(), hub.address(), Anyone(exchanges.clone())).await.unwrap();
        while exchanges.load(Ordering::Relaxed) < 50 && !client.is_closed() && client.rekey_soon().await.is_ok() {
            tokio::task::yield_now().await;
        }
    });
    let exchanges = exchanges.load(Ordering::Relaxed);
    assert!((1..8).contains(&exchanges), "keys were exchanged {exchanges} times");
}

#[test]
fn a_machine_that_has_keys_exchanged_over_and_over_costs_others_little() {
    let hub = Hub::start();
    let witness = hub.join(&hub.pair());
    let key = hub.pair();
    let stop = AtomicBool::new(false);
    let exchanges = Arc::new(AtomicUsize::new(0));
    let latency = std::thread::scope(|scope| {
        scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let one = || async {
                let counting = Anyone(exchanges.clone());
                let mut client = russh::client::connect(Arc::default(), hub.address(), counting).await.unwrap();
                let private = russh::keys::PrivateKey::from_openssh(&*key.private_openssh).unwrap();
                let private = russh::keys::PrivateKeyWithHashAlg::new(Arc::new(private), None);
                assert!(client.authenticate_publickey("syncit", private).await.unwrap().success());
                while !stop.load(Ordering::Relaxed) && client.rekey_soon().await.is_ok() {
                    tokio::task::yield_now().await;
                }
            };
            // At the latest, it ends by the deadline for clients that have logged in and request nothing.
            runtime.block_on(async { tokio::join!(one(), one(), one(), one(), one(), one()) });
        });
        while exchanges.load(Ordering::Relaxed) < 50 {
            std::thread::yield_now();
        }
        let latency = latency(&hub, &witness);
        stop.store(true, Ordering::Relaxed);
        latency
    });
    assert!(latency < UNNOTICED, "{latency:?}");
}

#[test]
fn a_machine_that_opens_too_many_loses_its_own_connections() {
    let hub = Hub::with(Limits { machines: 12, per_machine: 8, ..Limits::default() }, Memory::default());
    let (key, other) = (hub.pair(), hub.pair());
    let witness = hub.join(&other);
    let first = hub.join(&key);
    let second = hub.join(&key);
    let third = Machine::connect(&hub.config(&key)).unwrap();
    assert!(first.machine.closed().is_some());
    witness.machine.connection.send(Lane::Control, ToHub::Ping);
    second.machine.connection.send(Lane::Control, ToHub::Ping);
    let mut heard = 0;
    while heard < 2 {
        if let ServerEvent::Message { session, message: ToHub::Ping, .. } = hub.event() {
            assert!(session == witness.session || session == second.session);
            heard += 1;
        }
    }
    drop(third);
}

#[test]
fn a_machine_that_is_turned_away_hears_that_the_hub_is_busy() {
    let pace = Pace { burst: 1, every: Duration::from_secs(3_600) };
    let hub = Hub::with(Limits { pace_of_strangers: pace, ..Limits::default() }, Memory::default());
    let key = hub.pair();
    let _first = TcpStream::connect(hub.address()).unwrap();
    let error = Machine::connect(&hub.config(&key)).err().unwrap();
    assert_eq!(error, ConnectError::Busy { address: hub.address().to_string() });
}
