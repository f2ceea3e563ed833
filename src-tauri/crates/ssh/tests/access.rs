//! Who gets in, what they may open, and that a client which misbehaves or disappears loses only its own session.
#![allow(clippy::unwrap_used)]

mod support;

use std::future::Future;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::pin::Pin;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use support::{Hub, Machine, Memory, PATIENCE, batch, bodies, closed};
use syncit_core::message::{Lane, ToClient, ToHub};
use syncit_ssh::client::{ConnectError, Timing, open_pairing};
use syncit_ssh::server::{Limits, PairingHost, ServerEvent, Stream};
use syncit_ssh::wire::command::{Direction, LaneCommand, LaneKey};
use syncit_ssh::wire::line::{Greeting, Lines};
use syncit_ssh::{KeyPair, fingerprint, generate_key};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Opens a session by hand that gives up after `PATIENCE`.
fn raw(hub: &Hub, user: &str, key: &KeyPair) -> Result<ssh2::Session, ssh2::Error> {
    let mut session = ssh2::Session::new().unwrap();
    session.set_timeout(PATIENCE.as_millis() as u32);
    session.set_tcp_stream(TcpStream::connect(hub.address()).unwrap());
    session.handshake()?;
    session.userauth_pubkey_memory(user, None, &key.private_openssh, None)?;
    Ok(session)
}

/// Opens a control lane by hand and reads the greeting.
fn raw_control(hub: &Hub, key: &KeyPair) -> (ssh2::Session, ssh2::Channel, LaneKey) {
    let session = raw(hub, "syncit", key).unwrap();
    let mut channel = session.channel_session().unwrap();
    channel.subsystem("syncit").unwrap();
    let (mut lines, mut byte) = (Lines::default(), [0]);
    loop {
        channel.read_exact(&mut byte).unwrap();
        if let Some(greeting) = lines.next::<Greeting>(&mut &byte[..]).unwrap() {
            return (session, channel, greeting.lane_key);
        }
    }
}

const TIMED_OUT: ssh2::ErrorCode = ssh2::ErrorCode::Session(-9);

/// Checks that something was refused, and not merely left unanswered.
fn refused<T>(what: &str, result: Result<T, ssh2::Error>) {
    match result {
        Ok(_) => panic!("{what} was granted"),
        Err(error) => assert_ne!(error.code(), TIMED_OUT, "{what} was not answered"),
    }
}

#[test]
fn a_key_that_is_not_paired_is_refused() {
    let hub = Hub::start();
    let stranger = generate_key();
    let error = Machine::connect(&hub.config(&stranger)).err().unwrap();
    assert_eq!(error, ConnectError::KeyRefused { address: hub.address().to_string() });
    for user in ["syncit", "pair", "root", ""] {
        refused(user, raw(&hub, user, &stranger));
    }
    let key = hub.pair();
    for user in ["pair", "root"] {
        refused(user, raw(&hub, user, &key));
    }
    let session = ssh2::Session::new().map(|mut session| {
        session.set_timeout(PATIENCE.as_millis() as u32);
        session.set_tcp_stream(TcpStream::connect(hub.address()).unwrap());
        session.handshake().unwrap();
        session
    });
    refused("a password", session.unwrap().userauth_password("syncit", "syncit"));
    assert!(hub.events.is_empty());
}

#[test]
fn a_forgotten_machine_is_cut_and_does_not_come_back() {
    let hub = Hub::start();
    let (key, other) = (hub.pair(), hub.pair());
    let (both, others) = (hub.join(&key), hub.join(&other));
    hub.keys.known.lock().unwrap().remove(&key.public_wire);
    hub.server.recheck();
    hub.disconnected(both.session);
    assert!(both.machine.closed().is_some());
    assert!(matches!(Machine::connect(&hub.config(&key)), Err(ConnectError::KeyRefused { .. })));
    others.machine.connection.send(Lane::Control, ToHub::Ping);
    assert_eq!(hub.message().1, ToHub::Ping);
}

#[test]
fn a_hub_with_another_key_is_not_talked_to() {
    let hub = Hub::start();
    let mut config = hub.config(&hub.pair());
    config.hub_key = generate_key().public_wire;
    let error = Machine::connect(&config).err().unwrap();
    let (expected, found) = (fingerprint(&config.hub_key), fingerprint(&hub.key.public_wire));
    assert_eq!(error, ConnectError::HostKeyChanged { address: hub.address().to_string(), expected, found });
    assert!(hub.events.is_empty());
}

#[test]
fn each_reason_for_no_connection_has_its_own_error() {
    let hub = Hub::start();
    let key = hub.pair();
    let connect = |address: String, timing: Timing| {
        let mut config = hub.config(&key);
        config.addresses = vec![address];
        config.timing = timing;
        Machine::connect(&config).err().unwrap()
    };
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    assert_eq!(connect(closed.clone(), Timing::default()), ConnectError::Refused { address: closed.clone() });
    let nowhere = "no-such-host.invalid:1".to_owned();
    assert_eq!(connect(nowhere.clone(), Timing::default()), ConnectError::NameNotFound { address: nowhere });

    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    let web = std::thread::spawn(move || {
        let (mut stream, _) = other.accept().unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n").unwrap();
        // Read to the end, so that the answer is not lost to a reset.
        let _ = stream.read_to_end(&mut Vec::new());
    });
    assert_eq!(connect(address.clone(), Timing::default()), ConnectError::NotAHub { address });
    web.join().unwrap();

    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = mute.local_addr().unwrap().to_string();
    let short = Timing { handshake: Duration::from_millis(100), ..Timing::default() };
    assert_eq!(connect(address.clone(), short), ConnectError::TimedOut { address: address.clone() });

    let mut config = hub.config(&key);
    config.addresses = vec![closed, address, hub.address().to_string()];
    let machine = Machine::connect(&config).unwrap();
    assert_eq!(machine.connection.address(), hub.address().to_string());
}

#[test]
fn there_is_nothing_but_the_lanes() {
    let hub = Hub::start();
    let (session, mut control, _) = raw_control(&hub, &hub.pair());
    hub.connected();
    let open = || session.channel_session().unwrap();
    refused("a shell", open().shell());
    refused("a program", open().exec("id"));
    refused("plain scp", open().exec("scp -t /tmp"));
    refused("sftp", open().subsystem("sftp"));
    refused("pairing", open().subsystem("syncit-pair"));
    refused("a second control lane", open().subsystem("syncit"));
    refused("a terminal", open().request_pty("xterm", None, None));
    refused("a variable", open().setenv("LD_PRELOAD", "x"));
    let mut flooded = open();
    (0..100).for_each(|_| refused("a hundred variables", flooded.setenv("A", "x")));
    refused("an agent", open().request_auth_agent_forwarding());
    refused("forwarding", session.channel_direct_tcpip("127.0.0.1", 22, None));
    refused("forwarding to a socket", session.channel_direct_streamlocal("/run/x", None));
    refused("forwarding back", session.channel_forward_listen(0, None, None));
    control.write_all(b"{\"type\":\"ping\"}\n").unwrap();
    assert_eq!(hub.message().1, ToHub::Ping);
}

#[test]
fn openssh_gets_no_further() {
    let hub = Hub::start();
    let key = hub.pair();
    let home = tempfile::tempdir().unwrap();
    let (file, known) = (home.path().join("key"), home.path().join("known"));
    std::fs::write(&file, key.private_openssh.as_bytes()).unwrap();
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let ssh = |arguments: &[&str]| {
        Command::new("ssh")
            .args(["-F", "none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=accept-new"])
            .args(["-o", &format!("UserKnownHostsFile={}", known.display()), "-o", "IdentitiesOnly=yes"])
            .args(["-o", "ConnectTimeout=20", "-o", "IdentityAgent=none", "-i", file.to_str().unwrap()])
            .args(["-p", &hub.address().port().to_string()])
            .args(arguments)
            .env("DISPLAY", "127.0.0.1:99")
            .stdin(std::process::Stdio::null())
            .output()
    };
    let Ok(version) = Command::new("ssh").arg("-V").output() else { return };
    assert!(version.status.success());
    for arguments in [
        &["syncit@127.0.0.1"][..],
        &["-tt", "syncit@127.0.0.1"],
        &["-Y", "syncit@127.0.0.1", "id"],
        &["-A", "syncit@127.0.0.1", "id"],
        &["syncit@127.0.0.1", "id"],
        &["-s", "syncit@127.0.0.1", "sftp"],
        &["-o", "ExitOnForwardFailure=yes", "-N", "-R", "0:127.0.0.1:1", "syncit@127.0.0.1"],
        &["-W", "127.0.0.1:1", "syncit@127.0.0.1"],
    ] {
        let output = ssh(arguments).unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}: {:?}", String::from_utf8_lossy(&output.stdout));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("Permission denied"), "{arguments:?} did not even log in: {said}");
    }
    assert!(hub.events.is_empty());
}

#[test]
fn garbage_ends_only_the_session_that_it_comes_from() {
    let hub = Hub::start();
    let witness = hub.join(&hub.pair());
    let garbage: [(&str, &[u8]); 4] = [
        ("control", b"hello?\n"),
        ("push", b"C0644 3 ../../etc/passwd\n"),
        ("pull", b"\0"),
        ("nothing", b"data on a channel without purpose"),
    ];
    for (channel, bytes) in garbage {
        let key = hub.pair();
        let (_control_session, mut control, lane_key) = raw_control(&hub, &key);
        let (session, _) = hub.connected();
        let data_session = raw(&hub, "syncit", &key).unwrap();
        let open = |direction| {
            let mut channel = data_session.channel_session().unwrap();
            channel.exec(&LaneCommand { direction, lane: Lane::Express, lane_key }.to_string()).unwrap();
            channel
        };
        let (mut push, mut pull) = (open(Direction::Push), open(Direction::Pull));
        match channel {
            "control" => control.write_all(bytes).unwrap(),
            "push" => push.write_all(bytes).unwrap(),
            "pull" => pull.write_all(bytes).unwrap(),
            _ => data_session.channel_session().unwrap().write_all(bytes).unwrap(),
        }
        hub.disconnected(session);
        let mut rest = Vec::new();
        let _ = control.read_to_end(&mut rest);
        assert!(rest.is_empty(), "{channel}");
        witness.machine.connection.send(Lane::Control, ToHub::Ping);
        assert_eq!(hub.message().1, ToHub::Ping, "{channel}");
    }
}

#[test]
fn the_link_of_another_machine_or_a_link_twice_opens_nothing() {
    let hub = Hub::start();
    let (key, thief) = (hub.pair(), hub.pair());
    let (_session, _control, lane_key) = raw_control(&hub, &key);
    let command = LaneCommand { direction: Direction::Pull, lane: Lane::Bulk, lane_key };
    let stolen = raw(&hub, "syncit", &thief).unwrap();
    refused("a link of another", stolen.channel_session().unwrap().exec(&command.to_string()));
    let own = raw(&hub, "syncit", &key).unwrap();
    let guessed = LaneCommand { lane_key: LaneKey([0; 16]), ..command };
    refused("a guessed link", own.channel_session().unwrap().exec(&guessed.to_string()));
    let mut first = own.channel_session().unwrap();
    first.exec(&command.to_string()).unwrap();
    refused("a link twice", own.channel_session().unwrap().exec(&command.to_string()));
}

#[test]
fn losing_a_data_lane_ends_the_session() {
    let hub = Hub::start();
    let key = hub.pair();
    let (_session, mut control, lane_key) = raw_control(&hub, &key);
    let (session, _) = hub.connected();
    let data = raw(&hub, "syncit", &key).unwrap();
    let command = LaneCommand { direction: Direction::Pull, lane: Lane::Bulk, lane_key };
    data.channel_session().unwrap().exec(&command.to_string()).unwrap();
    data.disconnect(None, "", None).unwrap();
    hub.disconnected(session);
    let _ = control.read_to_end(&mut Vec::new());
}

#[test]
fn what_was_sent_before_closing_arrives() {
    let hub = Hub::start();
    let key = hub.pair();
    let both = hub.join(&key);
    (0..100).for_each(|after| {
        let folder = batch(0).folder;
        both.machine.connection.send(Lane::Control, ToHub::News { folder, after: syncit_core::Seq(after) });
    });
    let events = both.machine.events.clone();
    both.machine.connection.close();
    assert_eq!(closed(&events), None);
    for n in 0..100 {
        let (_, ToHub::News { after, .. }, _) = hub.message() else { panic!("no news") };
        assert_eq!(after.0, n);
    }
    hub.disconnected(both.session);

    let both = hub.join(&key);
    (0..100).for_each(|_| both.out.send(ToClient::Pong));
    both.out.close();
    (0..100).for_each(|_| assert_eq!(both.machine.message().1, ToClient::Pong));
    assert!(both.machine.closed().is_some());
    hub.disconnected(both.session);
    both.out.send(ToClient::Pong);
    let (finished, is_finished) = crossbeam_channel::unbounded();
    let make = |_| vec![];
    let late = support::Bodies { batch: batch(1), next: 0, count: 1, make, finished: Some(finished) };
    both.machine.connection.send_bodies(Lane::Bulk, Box::new(late));
    is_finished.recv_timeout(PATIENCE).unwrap();
}

#[test]
fn a_stopped_server_leaves_nothing_behind() {
    let hub = Hub::start();
    let both = hub.join(&hub.pair());
    let idle = TcpStream::connect(hub.address()).unwrap();
    let address = hub.address();
    hub.server.stop();
    assert!(both.machine.closed().is_some());
    let left: Vec<_> = hub.events.try_iter().collect();
    assert!(matches!(left[..], [ServerEvent::Disconnected { .. }]), "{left:?}");
    assert!(TcpStream::connect(address).is_err());
    drop(idle);
}

#[test]
fn a_machine_has_so_many_sessions_at_a_time_and_others_have_theirs() {
    let hub = Hub::with(Limits { sessions_per_key: 2, ..Limits::default() }, Memory::default());
    let key = hub.pair();
    let (first, _second) = (hub.join(&key), hub.join(&key));
    assert!(Machine::connect(&hub.config(&key)).is_err(), "a third session");
    let _other = hub.join(&hub.pair());
    let session = first.session;
    drop(first);
    hub.disconnected(session);
    hub.join(&key);
}

#[test]
fn connections_are_limited_and_must_come_to_the_point() {
    let limits = Limits {
        strangers: 2,
        // A machine that is connecting has as many at a time.
        known: 3,
        login: Duration::from_millis(300),
        channels: 2,
        unsent: 1 << 20,
        ..Limits::default()
    };
    let hub = Hub::with(limits, Memory::default());
    let key = hub.pair();
    let both = hub.join(&key);
    // A machine that has logged in takes no place of the others. Of these, the oldest is ended for the fourth.
    let mut idle = [(); 4].map(|()| TcpStream::connect(hub.address()).unwrap());
    let heard = idle.each_mut().map(|stream| {
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard);
        heard
    });
    assert!(heard[1..].iter().all(|heard| heard.starts_with(b"SSH-2.0-SyncIt_")));

    // A connection with a paired key that opens no lane is cut as well.
    let session = raw(&hub, "syncit", &key).unwrap();
    let (_one, _two) = (session.channel_session().unwrap(), session.channel_session().unwrap());
    refused("a third channel", session.channel_session());
    let mut channel = session.channel_session();
    while let Err(error) = &channel
        && error.code() == ssh2::ErrorCode::Session(-21)
    {
        channel = session.channel_session();
    }
    refused("anything", channel);

    // What is queued for a machine is limited as well: it is sent more than it takes.
    while !matches!(hub.events.try_recv(), Ok(ServerEvent::Disconnected { .. })) {
        both.out.send(ToClient::Pong);
    }
    assert!(both.machine.closed().is_some());
}

#[test]
fn what_all_machines_do_not_take_is_limited_and_who_takes_what_it_is_sent_goes_on() {
    let limits = Limits { unsent: usize::MAX, unsent_all: 64 << 10, answers: 1 << 10, ..Limits::default() };
    let hub = Hub::with(limits, Memory::default());
    let [deaf, other] = [(); 2].map(|()| hub.join(&hub.pair()));
    // It is sent more than it takes.
    let is_cut = (0..1_000_000).any(|_| {
        deaf.out.send(ToClient::Pong);
        matches!(hub.events.try_recv(), Ok(ServerEvent::Disconnected { session }) if session == deaf.session)
    });
    assert!(is_cut && deaf.machine.closed().is_some());
    other.out.send(ToClient::Pong);
    assert_eq!(other.machine.message().1, ToClient::Pong);
}

/// Forwards bytes between two sockets until it is told to swallow them.
struct Proxy {
    address: SocketAddr,
    is_dead: Arc<AtomicBool>,
}

impl Proxy {
    fn start(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, is_dead) = (listener.local_addr().unwrap(), Arc::new(AtomicBool::new(false)));
        let dead = is_dead.clone();
        std::thread::spawn(move || {
            for inner in listener.incoming() {
                let (inner, outer) = (inner.unwrap(), TcpStream::connect(to).unwrap());
                for (from, to) in [(&inner, &outer), (&outer, &inner)] {
                    let (from, to, dead) = (from.try_clone().unwrap(), to.try_clone().unwrap(), dead.clone());
                    std::thread::spawn(move || pass(from, to, &dead));
                }
            }
        });
        Proxy { address, is_dead }
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, dead: &AtomicBool) {
    let mut buffer = [0; 4_096];
    loop {
        let count = from.read(&mut buffer).unwrap_or(0);
        if dead.load(Ordering::Acquire) {
            continue_swallowing(from, to);
            return;
        }
        if count == 0 || to.write_all(&buffer[..count]).is_err() {
            let _ = to.shutdown(std::net::Shutdown::Both);
            return;
        }
    }
}

/// Swallows everything, and tells neither side that the other one has gone.
fn continue_swallowing(mut from: TcpStream, to: TcpStream) {
    let _ = std::io::copy(&mut from, &mut std::io::sink());
    std::mem::forget((from, to));
}

#[test]
fn a_dead_link_is_noticed_on_both_sides() {
    let silence = Duration::from_millis(900);
    let hub = Hub::with(Limits { silence, ..Limits::default() }, Memory::default());
    let proxy = Proxy::start(hub.address());
    let key = hub.pair();
    let mut config = hub.config(&key);
    config.addresses = vec![proxy.address.to_string()];
    config.timing.silence = silence;
    let machine = Machine::connect(&config).unwrap();
    let (session, _) = hub.connected();
    // An idle link stays open by its keep-alive messages alone.
    let start = std::time::Instant::now();
    assert!(machine.events.recv_timeout(silence * 2).is_err());
    assert!(hub.events.is_empty());
    assert!(start.elapsed() >= silence * 2);
    proxy.is_dead.store(true, Ordering::Release);
    let reason = machine.closed().unwrap();
    assert_eq!(reason.id(), "connection-ended--silent");
    hub.disconnected(session);
}

#[test]
fn a_link_that_dies_under_load_is_noticed_on_both_sides() {
    let silence = Duration::from_millis(900);
    let hub = Hub::with(Limits { silence, ..Limits::default() }, Memory::default());
    let proxy = Proxy::start(hub.address());
    let mut config = hub.config(&hub.pair());
    config.addresses = vec![proxy.address.to_string()];
    config.timing.silence = silence;
    let machine = Machine::connect(&config).unwrap();
    let (session, _) = hub.connected();
    machine.connection.send_bodies(Lane::Bulk, bodies(batch(1), u32::MAX, |_| vec![1; 100_000]));
    (0..20).for_each(|_| drop(hub.message()));
    proxy.is_dead.store(true, Ordering::Release);
    assert!(machine.closed().is_some());
    hub.disconnected(session);
}

/// Answers what it reads, and records who came.
#[derive(Default)]
struct Echo {
    came: Mutex<Vec<Vec<u8>>>,
    changed: Condvar,
}

impl PairingHost for Echo {
    fn serve(
        &self,
        mut stream: Box<dyn Stream>,
        joiner_key: Vec<u8>,
        peer: SocketAddr,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'static>> {
        assert!(peer.ip().is_loopback());
        self.came.lock().unwrap().push(joiner_key);
        self.changed.notify_all();
        Box::pin(async move {
            let mut line = [0; 5];
            stream.read_exact(&mut line).await.unwrap();
            stream.write_all(&line).await.unwrap();
            stream.flush().await.unwrap();
            // Wait until the other side has read it.
            let _ = stream.read(&mut line).await;
        })
    }
}

#[test]
fn an_unknown_key_reaches_pairing_and_nothing_else_while_an_invitation_is_open() {
    let hub = Hub::start();
    let (stranger, timing) = (generate_key(), Timing::default());
    let addresses = [hub.address().to_string()];
    let open = || open_pairing(&addresses, &stranger.private_openssh, &timing);
    assert!(matches!(open(), Err(ConnectError::KeyRefused { .. })));

    let echo = Arc::new(Echo::default());
    *hub.keys.host.lock().unwrap() = Some(echo.clone());
    let mut stream = open().unwrap();
    assert_eq!(stream.hub_key(), hub.key.public_wire);
    stream.write_all(b"hello").unwrap();
    let mut heard = [0; 5];
    stream.read_exact(&mut heard).unwrap();
    assert_eq!(&heard, b"hello");
    assert_eq!(*echo.came.lock().unwrap(), vec![stranger.public_wire.clone()]);

    assert!(matches!(Machine::connect(&hub.config(&stranger)), Err(ConnectError::KeyRefused { .. })));
    let session = raw(&hub, "pair", &stranger).unwrap();
    let open_channel = || session.channel_session().unwrap();
    refused("a control lane", open_channel().subsystem("syncit"));
    refused("a shell", open_channel().shell());
    let command = LaneCommand { direction: Direction::Pull, lane: Lane::Bulk, lane_key: LaneKey([0; 16]) };
    refused("a data lane", open_channel().exec(&command.to_string()));
    assert!(hub.events.is_empty());
}
