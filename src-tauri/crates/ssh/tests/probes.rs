//! What programs other than SyncIt get from a hub: nothing, with a paired key or without one.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use support::{Hub, Memory, PATIENCE};
use syncit_ssh::server::Limits;
use syncit_ssh::{KeyPair, generate_key};
use tempfile::TempDir;

/// Returns a hub with shorter deadlines for clients that do nothing useful.
fn brisk() -> Hub {
    let limits = Limits { login: Duration::from_millis(1_500), greeting: Duration::from_secs(1), ..Limits::default() };
    Hub::with(limits, Memory::default())
}

/// Returns the beginning of a TLS 1.2 connection, as a browser sends it.
fn tls_hello() -> Vec<u8> {
    let mut hello = vec![0x16, 3, 1, 0, 0x2f, 1, 0, 0, 0x2b, 3, 3];
    hello.extend([0x5a; 32]);
    hello.extend([0, 0, 4, 0xc0, 0x2f, 0, 0xff, 1, 0]);
    hello
}

/// Checks that nothing else is sent before keys are exchanged than a line that names the program, and messages that
/// offer algorithms or disconnect.
#[track_caller]
fn check_says_nothing(what: &str, heard: &[u8]) {
    let end = heard.iter().position(|byte| *byte == b'\n').map_or(heard.len(), |at| at + 1);
    let (name, mut packets) = heard.split_at(end);
    let expected = concat!("SSH-2.0-SyncIt_", env!("CARGO_PKG_VERSION"), "\r\n");
    assert!(name.is_empty() || name == expected.as_bytes(), "{what}: {:?}", String::from_utf8_lossy(name));
    while let [a, b, c, d, rest @ ..] = packets {
        let len = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        let packet = &rest[..len.min(rest.len())];
        // A message of kind 1 disconnects, one of kind 3 says that a message was not understood, one of kind 20 is an
        // offer.
        assert!(matches!(packet.get(1), Some(1 | 3 | 20) | None), "{what}: a message of kind {:?}", packet.get(1));
        packets = &rest[packet.len()..];
    }
}

#[test]
fn bytes_of_other_protocols_get_a_name_and_no_more() {
    let hub = brisk();
    let key = hub.pair();
    let packet = |len: u32, kind: u8| [&len.to_be_bytes()[..], &[4, kind], &[0; 40]].concat();
    let after_name = |bytes: Vec<u8>| [b"SSH-2.0-OpenSSH_9.9\r\n".to_vec(), bytes].concat();
    let probes: [(&str, Vec<u8>); 14] = [
        ("nothing", vec![]),
        ("a line", b"\r\n\r\n".to_vec()),
        ("HTTP", b"GET / HTTP/1.1\r\nHost: hub\r\n\r\n".to_vec()),
        ("a proxy's header", b"PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\nSSH-2.0-x\r\n".to_vec()),
        ("TLS", tls_hello()),
        ("an old protocol", b"SSH-1.5-Cisco\r\n".to_vec()),
        ("no version", b"SSH-\r\n".to_vec()),
        ("an endless name", vec![b'S'; 1 << 20]),
        ("an endless name that begins well", [&b"SSH-2.0-"[..], &vec![b'x'; 1 << 20]].concat()),
        ("zeros", vec![0; 100_000]),
        ("an endless message", after_name(packet(u32::MAX, 20))),
        ("a message without a kind", after_name(packet(1, 20))),
        ("a login without keys", after_name(packet(44, 50))),
        ("a channel without a login", after_name(packet(44, 90))),
    ];
    for (what, bytes) in probes {
        let mut stream = TcpStream::connect(hub.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let begun = Instant::now();
        // The hub may close the connection before it has read all of it.
        let _ = stream.write_all(&bytes);
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard);
        assert!(begun.elapsed() < Duration::from_secs(10), "{what}: it took {:?}", begun.elapsed());
        check_says_nothing(what, &heard);
    }
    assert!(hub.events.is_empty());
    hub.join(&key);
}

#[test]
fn there_is_one_way_to_log_in_and_a_stranger_has_none() {
    let hub = brisk();
    let connect = || {
        let mut session = ssh2::Session::new().unwrap();
        session.set_timeout(PATIENCE.as_millis() as u32);
        session.set_tcp_stream(TcpStream::connect(hub.address()).unwrap());
        session.handshake().unwrap();
        session
    };
    for user in ["syncit", "pair", "root", "", "..", "\u{202e}"] {
        assert_eq!(connect().auth_methods(user).unwrap(), "publickey", "{user:?}");
        assert!(connect().userauth_password(user, "").is_err());
        let stranger = generate_key();
        let session = connect();
        assert!(session.userauth_pubkey_memory(user, None, &stranger.private_openssh, None).is_err());
        assert!(!session.authenticated());
        assert!(session.channel_session().is_err(), "{user:?}");
    }
    assert!(hub.events.is_empty());
}

/// OpenSSH's programs, with a key and without this computer's configuration.
struct OpenSsh {
    home: TempDir,
    port: u16,
}

impl OpenSsh {
    /// Returns none if these programs are not installed.
    fn find(hub: &Hub, key: &KeyPair) -> Option<Self> {
        for program in ["ssh", "scp", "sftp"] {
            Command::new(program).arg("-?").stdin(Stdio::null()).output().ok()?;
        }
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("key");
        std::fs::write(&file, key.private_openssh.as_bytes()).unwrap();
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        Some(OpenSsh { home, port: hub.address().port() })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        let known = format!("UserKnownHostsFile={}", self.file("known").display());
        let identity = format!("IdentityFile={}", self.file("key").display());
        command.args(["-F", "none"]);
        let port = format!("Port={}", self.port);
        for option in [
            "BatchMode=yes",
            "StrictHostKeyChecking=accept-new",
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            &port,
            &known,
            &identity,
        ] {
            command.args(["-o", option]);
        }
        command
            .args(arguments)
            .env("LC_SECRET", "x")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        self.command(program, arguments).output().unwrap()
    }

    fn start(&self, arguments: &[&str]) -> Child {
        self.command("ssh", arguments).spawn().unwrap()
    }
}

#[test]
fn files_go_neither_way_with_a_paired_key() {
    let hub = brisk();
    let Some(tools) = OpenSsh::find(&hub, &hub.pair()) else { return };
    std::fs::write(tools.file("mine"), "mine").unwrap();
    let (mine, got) = (tools.file("mine").display().to_string(), tools.file("got").display().to_string());
    for (program, arguments) in [
        ("scp", &["-O", &mine, "syncit@127.0.0.1:/tmp/syncit-probe"][..]),
        ("scp", &["-O", "-r", "syncit@127.0.0.1:/etc/passwd", &got]),
        ("scp", &["-s", &mine, "syncit@127.0.0.1:/tmp/syncit-probe"]),
        ("scp", &["-s", "syncit@127.0.0.1:/etc/passwd", &got]),
        ("sftp", &["syncit@127.0.0.1:/etc/passwd", &got]),
        ("ssh", &["-o", "SendEnv=LC_SECRET", "-o", "SetEnv=LD_PRELOAD=/tmp/x.so", "syncit@127.0.0.1", "id"]),
        ("ssh", &["-A", "-o", "PermitLocalCommand=no", "syncit@127.0.0.1", "env"]),
        ("ssh", &["-o", "RequestTTY=force", "syncit@127.0.0.1"]),
        ("ssh", &["root@127.0.0.1", "id"]),
    ] {
        let output = tools.run(program, arguments);
        assert!(!output.status.success(), "{program} {arguments:?}");
        assert!(output.stdout.is_empty(), "{program} {arguments:?}: {:?}", String::from_utf8_lossy(&output.stdout));
    }
    assert!(!tools.file("got").exists() && !PathBuf::from("/tmp/syncit-probe").exists());
    assert!(hub.events.is_empty());
}

/// Returns a port on which nobody listens now.
fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[test]
fn nothing_is_forwarded_for_a_paired_key() {
    let hub = brisk();
    let Some(tools) = OpenSsh::find(&hub, &hub.pair()) else { return };
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    target.set_nonblocking(true).unwrap();
    let to = target.local_addr().unwrap();
    let socks = [&[5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1][..], &to.port().to_be_bytes()].concat();
    for (way, spec) in [("-L", format!(":{to}")), ("-D", String::new())] {
        let near = free_port();
        let mut ssh = tools.start(&["-N", way, &format!("{near}{spec}"), "syncit@127.0.0.1"]);
        let begun = Instant::now();
        let mut stream = loop {
            match TcpStream::connect(near) {
                Ok(stream) => break stream,
                Err(_) => assert!(begun.elapsed() < PATIENCE, "ssh does not listen"),
            }
        };
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let _ = stream.write_all(&socks);
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard);
        // The answer comes from ssh itself, which speaks SOCKS.
        assert!(heard.len() < 16, "{way}: {heard:?}");
        // A login that requests nothing from a hub ends by itself.
        assert!(ssh.wait().unwrap().code().is_some());
        assert!(target.accept().is_err(), "{way}: something was forwarded");
    }
    let far = free_port();
    let output =
        tools.run("ssh", &["-N", "-o", "ExitOnForwardFailure=yes", "-R", &format!("{far}:{to}"), "syncit@127.0.0.1"]);
    assert!(!output.status.success());
    assert!(TcpStream::connect(far).is_err());
    assert!(target.accept().is_err());
    assert!(hub.events.is_empty());
}
