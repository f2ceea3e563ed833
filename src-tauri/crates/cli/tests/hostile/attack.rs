//! Attacks on a hub by strangers and by a paired machine that was taken over, made by hand.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use syncit_core::FolderId;
use syncit_core::message::{Answer, Lane, PROTOCOL, ToClient};
use syncit_ssh::wire::command::{Direction, LaneCommand, USER};
use syncit_ssh::wire::line::{Greeting, Lines};

use crate::machines::Machines;
use crate::random::Random;

/// How long a call of libssh2 may take, in milliseconds: an attacker does not wait.
const PATIENCE: u32 = 3_000;

/// A kind of attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Sockets that stay silent.
    Silence,
    /// Logged in, a lane open, and then silent.
    HalfOpen,
    /// A line that arrives byte by byte and never ends.
    Drip,
    /// Connecting, logging in and disconnecting, again and again.
    Storm,
    /// Questions whose answers are never read.
    Questions,
    /// Messages with random faults.
    Lines,
    /// Offers and bodies with random faults.
    Offers,
}

impl Kind {
    pub const ALL: [Kind; 7] =
        [Kind::Silence, Kind::HalfOpen, Kind::Drip, Kind::Storm, Kind::Questions, Kind::Lines, Kind::Offers];

    /// Returns how the table names it.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Silence => "sockets that say nothing",
            Kind::HalfOpen => "logged in, and silent",
            Kind::Drip => "a line that comes byte by byte",
            Kind::Storm => "connecting and going, again and again",
            Kind::Questions => "questions whose answers nobody takes",
            Kind::Lines => "messages with anything wrong about them",
            Kind::Offers => "offers and content with anything wrong about them",
        }
    }

    /// Returns true if the attack costs next to nothing, so that it may not cost the hub more.
    pub fn is_quiet(self) -> bool {
        matches!(self, Kind::Silence | Kind::HalfOpen | Kind::Drip)
    }
}

pub struct Attacker {
    kind: Kind,
    seed: u64,
    address: String,
    key: String,
    folder: FolderId,
    sent: AtomicU64,
}

/// A session made by hand, with its control lane.
struct Session {
    // Kept because the control lane ends with it.
    session: ssh2::Session,
    control: ssh2::Channel,
    greeting: Greeting,
}

impl Attacker {
    /// Returns an attacker with the key of a machine that has ended, against the hub `attic`.
    pub fn new(machines: &Machines, name: &str, kind: Kind, seed: u64, folder: FolderId) -> Self {
        let address = machines.json("attic", "status")["hub"]["listening"].clone();
        let address = address.as_str().map(str::to_owned).unwrap_or_else(|| machines.invite("attic").0);
        let key = fs::read_to_string(machines.at(name, "home/machine.key")).unwrap();
        Attacker { kind, seed, address, key, folder, sent: AtomicU64::new(0) }
    }

    /// Returns how often it has done something.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Attacks until `stop` is set.
    pub fn run(&self, stop: &AtomicBool) {
        let mut random = Random::new(self.seed);
        while !stop.load(Ordering::Relaxed) {
            // Whatever happens to a connection, there is always another one.
            let _ = self.attack(&mut random, stop);
            self.sent.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn attack(&self, random: &mut Random, stop: &AtomicBool) -> Option<()> {
        let goes_on = || !stop.load(Ordering::Relaxed);
        match self.kind {
            Kind::Silence => {
                let mut silent = Vec::new();
                while goes_on() && silent.len() < 64 {
                    silent.push(TcpStream::connect(&self.address).ok()?);
                    self.sent.fetch_add(1, Ordering::Relaxed);
                }
                until_ended(&mut silent, stop);
            }
            Kind::HalfOpen => {
                let session = self.open()?;
                self.sent.fetch_add(1, Ordering::Relaxed);
                wait(session, stop);
            }
            Kind::Drip => {
                let mut session = self.open()?;
                while goes_on() {
                    session.session.set_timeout(PATIENCE);
                    session.control.write_all(b"{").ok()?;
                    self.sent.fetch_add(1, Ordering::Relaxed);
                    // The hub is silent, so this waits for the whole timeout.
                    session.session.set_timeout(20);
                    let _ = session.control.read(&mut [0; 16]);
                }
            }
            Kind::Storm => {
                if random.one_in(2) {
                    drop(TcpStream::connect(&self.address).ok()?);
                } else {
                    drop(self.open()?);
                }
            }
            Kind::Questions | Kind::Lines => {
                let mut session = self.open()?;
                session.control.write_all(&line(&hello())).ok()?;
                while goes_on() {
                    let line = self.line(random);
                    session.control.write_all(&line).ok()?;
                    self.sent.fetch_add(1, Ordering::Relaxed);
                }
            }
            Kind::Offers => {
                let mut session = self.open()?;
                session.control.write_all(&line(&hello())).ok()?;
                let mut lane = session.session.channel_session().ok()?;
                let lane_of = random.one_of(&[Lane::Express, Lane::Bulk]);
                let command =
                    LaneCommand { direction: Direction::Push, lane: lane_of, lane_key: session.greeting.lane_key };
                lane.exec(&command.to_string()).ok()?;
                while goes_on() {
                    lane.write_all(&self.batch(random)).ok()?;
                    self.sent.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        Some(())
    }

    fn open(&self) -> Option<Session> {
        self.try_open().ok()
    }

    /// Logs in and opens a control lane.
    fn try_open(&self) -> Result<Session, Box<dyn std::error::Error>> {
        let mut session = ssh2::Session::new()?;
        session.set_timeout(PATIENCE);
        session.set_tcp_stream(TcpStream::connect(&self.address)?);
        session.handshake()?;
        session.userauth_pubkey_memory(USER, None, &self.key, None)?;
        let mut control = session.channel_session()?;
        control.subsystem("syncit")?;
        let (mut lines, mut byte) = (Lines::default(), [0]);
        loop {
            control.read_exact(&mut byte)?;
            if let Some(greeting) = lines.next::<Greeting>(&mut &byte[..])? {
                return Ok(Session { session, control, greeting });
            }
        }
    }

    /// Returns a folder that it could write to if it kept to the rules.
    pub fn folder_of_others(&self) -> FolderId {
        let mut session = self.try_open().unwrap();
        session.control.write_all(&line(&hello())).unwrap();
        session.control.write_all(&line(&json!({"type": "ask", "id": 1, "ask": {"ask": "folders"}}))).unwrap();
        let (mut lines, mut byte) = (Lines::default(), [0]);
        loop {
            session.control.read_exact(&mut byte).unwrap();
            let message = lines.next::<ToClient>(&mut &byte[..]).unwrap();
            if let Some(ToClient::Answered { answer: Ok(Answer::Folders { folders }), .. }) = message {
                return folders[0].id;
            }
        }
    }

    fn line(&self, random: &mut Random) -> Vec<u8> {
        let history =
            json!({"folder": null, "path": null, "machine": null, "since": null, "before": null, "limit": 1000});
        let mut message = random.one_of(&[
            json!({"type": "ask", "id": 1, "ask": merged(json!({"ask": "history"}), &history)}),
            json!({"type": "ask", "id": 2, "ask": {"ask": "folders"}}),
            json!({"type": "ask", "id": 3, "ask": {"ask": "share", "name": "planted", "hub_copy": true}}),
            json!({"type": "ask", "id": 4, "ask": {"ask": "machines"}}),
            json!({"type": "news", "folder": self.folder, "after": 0}),
            json!({"type": "attach", "folder": self.folder, "replica": self.folder, "positions": []}),
            json!({"type": "ping"}),
        ]);
        if self.kind == Kind::Lines {
            random.mutate(&mut message, &[]);
        }
        line(&message)
    }

    /// Returns a batch with an offer and bodies, of which some belong to it.
    fn batch(&self, random: &mut Random) -> Vec<u8> {
        let path = random.one_of(&["a", "../planted", "a/b", ".syncit/folder.json", "/tmp/planted"]);
        let digest = "7".repeat(64);
        let size = random.number();
        let file = json!({"file": {"digest": digest, "size": size, "mtime": 0}});
        let entry = random.one_of(&[file, json!("directory"), json!({"symlink": "../planted"}), json!("absent")]);
        let mut items = json!([{"path": path, "based_on": random.one_of(&[0, 0, 0, 7]), "entry": entry}]);
        if random.one_in(2) {
            random.mutate(&mut items, &[]);
        }
        let mut batch = format!("D0755 0 {}.{}\n", self.folder, random.number()).into_bytes();
        let mut record = |name: &str, bytes: &[u8]| {
            batch.extend(format!("C0644 {} {name}\n", bytes.len()).bytes());
            batch.extend_from_slice(bytes);
            batch.push(0);
        };
        record("offer", items.to_string().as_bytes());
        record("0.c0", &vec![random.below(256) as u8; 1 + random.below(60_000)]);
        batch.extend_from_slice(b"E\n");
        if random.one_in(10) {
            random.mangle(&mut batch);
        }
        batch
    }
}

fn hello() -> Value {
    json!({"type": "hello", "protocol": PROTOCOL, "version": "1"})
}

fn merged(mut one: Value, other: &Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other.clone());
    }
    one
}

fn line(value: &Value) -> Vec<u8> {
    let mut line = value.to_string().into_bytes();
    line.push(b'\n');
    line
}

/// Holds sockets until the hub has closed them all, or `stop` is set.
fn until_ended(silent: &mut Vec<TcpStream>, stop: &AtomicBool) {
    for stream in silent.iter() {
        // The longest time for checking one of them.
        let _ = stream.set_read_timeout(Some(Duration::from_millis(20)));
    }
    while !silent.is_empty() && !stop.load(Ordering::Relaxed) {
        let mut buffer = [0; 256];
        silent.retain_mut(|stream| match stream.read(&mut buffer) {
            Ok(count) => count > 0,
            Err(error) => matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut),
        });
    }
}

/// Keeps a session open silently until `stop` is set, or the session has ended.
fn wait(mut session: Session, stop: &AtomicBool) {
    session.session.set_timeout(50);
    let mut buffer = [0; 256];
    while !stop.load(Ordering::Relaxed) {
        match session.control.read(&mut buffer) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::TimedOut => {}
            Err(_) => return,
        }
    }
}
