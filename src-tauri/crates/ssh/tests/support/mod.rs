//! A hub and machines on 127.0.0.1, and what they have received.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crossbeam_channel::{Receiver, unbounded};
use syncit_core::Reason;
use syncit_core::message::{BatchId, Body, Lane, Piece, ToClient, ToHub};
use syncit_core::relay_store::{ContentReader, StoreResult};
use syncit_core::{ChunkList, Digest, FolderId, MachineId};
use syncit_ssh::client::{
    BodyProducer, BulkCarrier, ClientEvent, ConnectConfig, ConnectError, Connection, Timing, connect,
};
use syncit_ssh::server::{Gate, Limits, PairingHost, Server, ServerConfig, ServerEvent, SessionOut};
use syncit_ssh::{KeyPair, LanePermit, generate_key};
use zeroize::Zeroizing;

/// Long enough for a loaded computer; a test that waits this long has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Default)]
pub struct Keys {
    pub known: Mutex<HashMap<Vec<u8>, MachineId>>,
    pub host: Mutex<Option<Arc<dyn PairingHost>>>,
    /// The addresses from which machines have logged in.
    pub seen: Mutex<HashSet<IpAddr>>,
}

impl Gate for Keys {
    fn machine(&self, key: &[u8]) -> Option<MachineId> {
        self.known.lock().unwrap().get(key).copied()
    }
    fn invitation(&self) -> Option<Arc<dyn PairingHost>> {
        self.host.lock().unwrap().clone()
    }
    fn is_known(&self, address: IpAddr) -> bool {
        self.seen.lock().unwrap().contains(&address)
    }
    fn logged_in(&self, _: MachineId, address: IpAddr) {
        self.seen.lock().unwrap().insert(address);
    }
}

/// Content kept in memory.
#[derive(Default)]
pub struct Memory {
    pub chunks: HashMap<Digest, Vec<u8>>,
    pub lists: HashMap<Digest, ChunkList>,
}

impl Memory {
    pub fn keep(&mut self, bytes: &[u8]) -> Digest {
        let digest = Digest::of(bytes);
        self.chunks.insert(digest, bytes.to_vec());
        digest
    }
}

struct Reader(Arc<Memory>);

impl ContentReader for Reader {
    fn chunk(&self, digest: &Digest) -> StoreResult<Option<Vec<u8>>> {
        Ok(self.0.chunks.get(digest).cloned())
    }
    fn chunk_list(&self, content: &Digest) -> StoreResult<Option<ChunkList>> {
        Ok(self.0.lists.get(content).cloned())
    }
}

pub struct Hub {
    pub server: Server,
    pub key: KeyPair,
    pub keys: Arc<Keys>,
    pub events: Receiver<ServerEvent>,
}

impl Hub {
    pub fn start() -> Self {
        Hub::with(Limits::default(), Memory::default())
    }

    pub fn with(limits: Limits, content: Memory) -> Self {
        Hub::with_key(generate_key(), limits, content)
    }

    pub fn with_key(key: KeyPair, limits: Limits, content: Memory) -> Self {
        let keys = Arc::new(Keys::default());
        let (sender, events) = unbounded();
        let content = Arc::new(content);
        let config = ServerConfig {
            private_key: key.private_openssh.clone(),
            listen: vec![TcpListener::bind("127.0.0.1:0").unwrap()],
            limits,
        };
        let server = Server::start(
            config,
            keys.clone(),
            Arc::new(move |event| drop(sender.send(event))),
            Arc::new(move || Box::new(Reader(content.clone()))),
        )
        .unwrap();
        Hub { server, key, keys, events }
    }

    pub fn address(&self) -> SocketAddr {
        self.server.listening()[0]
    }

    /// Returns a key that the hub knows.
    pub fn pair(&self) -> KeyPair {
        let key = generate_key();
        let machine = MachineId::of_key(&key.public_wire);
        self.keys.known.lock().unwrap().insert(key.public_wire.clone(), machine);
        key
    }

    pub fn config(&self, key: &KeyPair) -> ConnectConfig {
        ConnectConfig {
            pace: Default::default(),
            bulk: Default::default(),
            addresses: vec![self.address().to_string()],
            hub_key: self.key.public_wire.clone(),
            private_key: key.private_openssh.clone(),
            timing: Timing::default(),
        }
    }

    /// Connects a machine and returns both ends.
    pub fn join(&self, key: &KeyPair) -> Both {
        self.join_on(key, BulkCarrier::default())
    }

    /// The same, with what carries the bulk lane.
    pub fn join_on(&self, key: &KeyPair, bulk: BulkCarrier) -> Both {
        let machine = Machine::connect(&ConnectConfig { bulk, ..self.config(key) }).unwrap();
        let (session, out) = self.connected();
        Both { machine, session, out }
    }

    pub fn event(&self) -> ServerEvent {
        self.events.recv_timeout(PATIENCE).unwrap()
    }

    pub fn connected(&self) -> (u64, SessionOut) {
        match self.event() {
            ServerEvent::Connected { session, out, .. } => (session, out),
            other => panic!("not connected: {other:?}"),
        }
    }

    pub fn message(&self) -> (Lane, ToHub, LanePermit) {
        match self.event() {
            ServerEvent::Message { lane, message, permit, .. } => (lane, message, permit),
            other => panic!("no message: {other:?}"),
        }
    }

    /// Waits for the end of a session; messages before it are skipped.
    pub fn disconnected(&self, session: u64) {
        loop {
            match self.event() {
                ServerEvent::Disconnected { session: ended } => return assert_eq!(ended, session),
                ServerEvent::Message { .. } => {}
                other => panic!("not disconnected: {other:?}"),
            }
        }
    }
}

pub struct Both {
    pub machine: Machine,
    pub session: u64,
    pub out: SessionOut,
}

pub struct Machine {
    pub connection: Connection,
    pub events: Receiver<ClientEvent>,
}

impl Machine {
    pub fn connect(config: &ConnectConfig) -> Result<Self, ConnectError> {
        let (sender, events) = unbounded();
        let connection = connect(config, Arc::new(move |event| drop(sender.send(event))))?;
        Ok(Machine { connection, events })
    }

    pub fn message(&self) -> (Lane, ToClient, LanePermit) {
        match self.events.recv_timeout(PATIENCE).unwrap() {
            ClientEvent::Message { lane, message, permit } => (lane, message, permit),
            other => panic!("no message: {other:?}"),
        }
    }

    /// Waits for the end; messages before it are skipped.
    pub fn closed(&self) -> Option<Reason> {
        closed(&self.events)
    }
}

pub fn closed(events: &Receiver<ClientEvent>) -> Option<Reason> {
    loop {
        if let ClientEvent::Closed { reason } = events.recv_timeout(PATIENCE).unwrap() {
            return reason;
        }
    }
}

pub fn batch(number: u64) -> BatchId {
    BatchId { folder: FolderId([7; 16]), number }
}

/// Produces bodies by a function of their index.
pub struct Bodies<F> {
    pub batch: BatchId,
    pub next: u32,
    pub count: u32,
    pub make: F,
    pub finished: Option<crossbeam_channel::Sender<()>>,
}

pub fn bodies<F: FnMut(u32) -> Vec<u8> + Send + 'static>(batch: BatchId, count: u32, make: F) -> Box<dyn BodyProducer> {
    Box::new(Bodies { batch, next: 0, count, make, finished: None })
}

impl<F: FnMut(u32) -> Vec<u8> + Send> BodyProducer for Bodies<F> {
    fn batch(&self) -> BatchId {
        self.batch
    }
    fn next_body(&mut self) -> Option<Body> {
        if self.next == self.count {
            return None;
        }
        let n = self.next;
        self.next += 1;
        Some(Body { batch: self.batch, item: n % 1_024, piece: Piece::Chunk(n / 1_024), bytes: (self.make)(n) })
    }
    fn finished(self: Box<Self>) {
        if let Some(finished) = self.finished {
            let _ = finished.send(());
        }
    }
}

pub fn private(key: &KeyPair) -> Zeroizing<String> {
    key.private_openssh.clone()
}

/// All that may carry a bulk lane.
pub const CARRIERS: [BulkCarrier; 2] = [BulkCarrier::Fastest, BulkCarrier::Libssh2];

/// Passes connections of libssh2 on to a hub, and gives those of russh to a function, with the hub's greeting sent and its
/// own received, which is the second argument. Returns where it listens.
pub fn sort(to: SocketAddr, of_russh: impl Fn(TcpStream, String) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, of_russh) = (listener.local_addr().unwrap(), Arc::new(of_russh));
    std::thread::spawn(move || {
        for inner in listener.incoming() {
            let (mut inner, of_russh) = (inner.unwrap(), of_russh.clone());
            std::thread::spawn(move || {
                let mut outer = TcpStream::connect(to).unwrap();
                inner.write_all(greeting(&outer).as_bytes()).unwrap();
                let own = greeting(&inner);
                if own.contains("libssh2") {
                    outer.write_all(own.as_bytes()).unwrap();
                    join(inner, outer);
                } else {
                    of_russh(inner, own);
                }
            });
        }
    });
    address
}

/// Reads the line with which the other side greets, and no more.
pub fn greeting(from: &TcpStream) -> String {
    let mut line = String::new();
    // A buffer of one byte keeps nothing back.
    BufReader::with_capacity(1, from).read_line(&mut line).unwrap();
    line
}

/// Passes bytes both ways until one side ends.
pub fn join(one: TcpStream, other: TcpStream) {
    let back = (one.try_clone().unwrap(), other.try_clone().unwrap());
    std::thread::spawn(move || pass(back.1, back.0));
    pass(one, other);
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    let _ = std::io::copy(&mut from, &mut to);
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
