//! A paired machine that has been taken over: it speaks the protocol and deviates from it everywhere.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use syncit_core::backlog::Backlog;
use syncit_core::damage::Kept;
use syncit_core::hold::Missing;
use syncit_core::ids::Position;
use syncit_core::message::*;
use syncit_core::past::Which;
use syncit_core::relay_store::{Access, PathAt};
use syncit_core::retention::Retention;
use syncit_core::{
    ChunkList, ChunkRef, Digest, Entry, FileEntry, FolderId, Incarnation, MachineId, Name, RelPath, ReplicaId, Seq,
    Timestamp,
};
use syncit_relay::step::SessionId;
use syncit_ssh::wire::command::Direction;
use syncit_ssh::wire::line::Lines;
use syncit_ssh::wire::scp::{self, Decoder, Record};

use crate::hub::{Down, Hub};
use crate::machine::path;
use crate::random::{Random, note};

pub const PATHS: [&str; 9] = ["a", "a/b", "a/b/c", "d", "e", "e/f", "way-out", "way-out/x", "report.txt"];

/// Returns a content of `size` equal bytes: its chunk list and its bytes.
pub fn content(byte: u8, size: usize) -> (ChunkList, Vec<u8>) {
    let bytes = vec![byte; size];
    let chunks = bytes.chunks(40_000).map(|chunk| ChunkRef { digest: Digest::of(chunk), len: chunk.len() as u32 });
    (ChunkList::new(chunks.collect()).unwrap(), bytes)
}

pub fn file(list: &ChunkList, size: u64) -> Entry {
    let mtime = Timestamp(1_795_305_600_000_000_000);
    Entry::File(FileEntry { digest: list.digest(), size, executable: false, private: None, mtime })
}

/// One connection to the hub, as the server reads it.
struct Open {
    session: SessionId,
    machine: MachineId,
    lines: Lines,
    express: Decoder,
    bulk: Decoder,
}

pub struct Client {
    pub random: Random,
    folder: FolderId,
    machines: Vec<MachineId>,
    open: Vec<Open>,
    heard: Vec<Value>,
    /// The entries that it received.
    known: Vec<(RelPath, Seq)>,
    /// The number of bytes sent.
    pub sent: usize,
    /// How often each kind of message was received.
    pub seen: BTreeMap<&'static str, u64>,
    /// What no message may contain.
    secrets: Vec<String>,
    contents: BTreeMap<(u8, usize), (ChunkList, Vec<u8>)>,
}

impl Client {
    pub fn new(seed: u64, folder: FolderId, machines: Vec<MachineId>, secrets: Vec<String>) -> Self {
        let random = Random::new(seed);
        Client {
            random,
            folder,
            machines,
            open: Vec::new(),
            heard: Vec::new(),
            known: Vec::new(),
            sent: 0,
            seen: BTreeMap::new(),
            secrets,
            contents: BTreeMap::new(),
        }
    }

    /// Does one hostile thing.
    pub fn act(&mut self, hub: &mut Hub) {
        if self.open.is_empty() || self.random.one_in(40) {
            return self.connect(hub);
        }
        let at = self.random.below(self.open.len());
        let session = self.open[at].session;
        match self.random.below(60) {
            0 => {
                self.open.remove(at);
                hub.disconnect(session);
            }
            1 => hub.turn_deaf(session),
            2 => (0..self.random.below(12)).for_each(|_| self.connect(hub)),
            3..25 => self.offer(hub, at),
            25..28 => self.flood(hub, at),
            _ => {
                let line = self.line();
                self.send(hub, at, Lane::Control, &line);
            }
        }
    }

    /// Closes all connections.
    pub fn leave(&mut self, hub: &mut Hub) {
        self.open.drain(..).for_each(|open| hub.disconnect(open.session));
    }

    fn connect(&mut self, hub: &mut Hub) {
        let machine = self.random.one_of(&self.machines);
        let Some(session) = hub.connect(machine) else { return };
        let (express, bulk) = (Decoder::new(Direction::Push), Decoder::new(Direction::Push));
        self.open.push(Open { session, machine, lines: Lines::default(), express, bulk });
        if self.random.one_in(10) {
            // Half open: it sends nothing, or something other than a hello.
            return;
        }
        let at = self.open.len() - 1;
        let hello = line(&json!({"type": "hello", "protocol": PROTOCOL, "version": "1", "coming": true}));
        self.send(hub, at, Lane::Control, &hello);
        if !self.random.one_in(5) {
            let Some(at) = self.open.iter().position(|open| open.session == session) else { return };
            let replica = ReplicaId(machine.0);
            let attach = ToHub::Attach { folder: self.folder, replica, positions: Vec::new() };
            self.send(hub, at, Lane::Control, &line(&serde_json::to_value(attach).unwrap()));
        }
    }

    /// Sends the same line many times.
    fn flood(&mut self, hub: &mut Hub, at: usize) {
        let session = self.open[at].session;
        let again = self.line();
        let count = self.random.one_of(&[10, 50, 200]);
        for _ in 0..count {
            let Some(at) = self.open.iter().position(|open| open.session == session) else { return };
            self.send(hub, at, Lane::Control, &again);
        }
    }

    /// Sends bytes on a lane, cut anywhere; what the server decodes from them goes to the hub.
    fn send(&mut self, hub: &mut Hub, at: usize, lane: Lane, bytes: &[u8]) {
        let session = self.open[at].session;
        if !hub.reads(session, lane) {
            return;
        }
        self.sent += bytes.len();
        let cut = if self.random.one_in(3) { self.random.below(bytes.len()) } else { bytes.len() };
        for mut part in [&bytes[..cut], &bytes[cut..]] {
            if !self.open[at].read(hub, lane, &mut part) {
                self.open.remove(at);
                hub.disconnect(session);
                *self.seen.entry("cut off for what it sent").or_default() += 1;
                return;
            }
        }
    }

    /// Receives what the hub sends, and checks that it may be sent.
    pub fn hear(&mut self, session: SessionId, down: &Down) -> bool {
        let Some(at) = self.open.iter().position(|open| open.session == session) else { return false };
        match down {
            Down::Closed => drop(self.open.remove(at)),
            Down::Message(message) => {
                self.count(message);
                if let ToClient::Body(body) = message {
                    let text = String::from_utf8_lossy(&body.bytes);
                    assert!(!self.secrets.iter().any(|secret| text.contains(secret.as_str())), "a content leaked");
                    return true;
                }
                let value = serde_json::to_value(message).unwrap();
                let text = value.to_string();
                for secret in &self.secrets {
                    assert!(!text.contains(secret.as_str()), "{secret} leaked to {:?}: {text}", self.open[at].machine);
                }
                if let ToClient::News { entries, .. } = message {
                    self.known = entries.iter().map(|entry| (entry.path.clone(), entry.seq)).collect();
                }
                note(&value, &mut self.heard);
            }
        }
        true
    }

    fn count(&mut self, message: &ToClient) {
        let mut seen = |what| *self.seen.entry(what).or_default() += 1;
        match message {
            ToClient::Goodbye(_) => seen("goodbye"),
            ToClient::Attached { .. } => seen("attached"),
            ToClient::News { .. } => seen("news"),
            ToClient::Body(_) => seen("body"),
            ToClient::Answered { answer: Ok(_), .. } => seen("answer"),
            ToClient::Answered { .. } => seen("refusal"),
            ToClient::Verdicts { verdicts, .. } => {
                for (_, verdict) in verdicts {
                    seen(match verdict {
                        Verdict::Accepted(_) => "accepted",
                        Verdict::Stale { .. } => "stale",
                        Verdict::Want(_) => "want",
                        Verdict::Refused(_) => "refused",
                    });
                }
            }
            _ => {}
        }
    }

    /// Returns a line for the control lane: a valid message, in half of the cases with changes.
    fn line(&mut self) -> Vec<u8> {
        let message = self.message();
        let mut value = serde_json::to_value(message).unwrap();
        if self.random.one_in(2) {
            let valid = value.clone();
            self.random.mutate(&mut value, &self.heard);
            // An invalid message ends the connection, so most must stay valid to get further.
            if !self.random.one_in(8) && serde_json::from_value::<ToHub>(value.clone()).is_err() {
                value = valid;
            }
        }
        let mut line = line(&value);
        if self.random.one_in(50) {
            self.random.mangle(&mut line);
        }
        line
    }

    fn folder(&mut self) -> FolderId {
        self.random.one_of(&[
            self.folder,
            self.folder,
            self.folder,
            self.folder,
            FolderId([0xdd; 16]),
            FolderId([0; 16]),
        ])
    }

    fn batch(&mut self) -> BatchId {
        BatchId { folder: self.folder(), number: self.random.below(300) as u64 }
    }

    fn seq(&mut self) -> Seq {
        let known: Vec<u64> = self.heard.iter().filter_map(Value::as_u64).filter(|it| *it < 10_000).collect();
        match self.random.below(6) {
            0 => Seq(self.random.number()),
            1..4 => Seq(0),
            _ if known.is_empty() => Seq(1),
            _ => Seq(self.random.one_of(&known)),
        }
    }

    fn path(&mut self) -> RelPath {
        path(self.random.one_of(&PATHS))
    }

    fn message(&mut self) -> ToHub {
        let (folder, batch) = (self.folder(), self.batch());
        match self.random.below(20) {
            0 if self.random.one_in(6) => {
                ToHub::Hello { protocol: PROTOCOL, version: self.random.text(), coming: true }
            }
            0..3 => {
                let incarnation = Incarnation([self.random.one_of(&[0, 1, 2]); 16]);
                let positions = vec![Position { incarnation, seq: self.seq() }; self.random.below(3)];
                ToHub::Attach { folder, replica: ReplicaId([self.random.one_of(&[1, 2, 8, 9]); 16]), positions }
            }
            3 => ToHub::Detach { folder, unlinked: self.random.one_in(2) },
            4..8 => ToHub::News { folder, after: self.seq() },
            8..11 => {
                let lane = self.random.one_of(&[Lane::Express, Lane::Bulk]);
                let items = (0..self.random.below(5)).map(|_| self.get_item()).collect();
                ToHub::Get { batch, lane, items }
            }
            11 => ToHub::HoldTaken { folder, hold: self.random.number() },
            12 => ToHub::Ping,
            13 => ToHub::Pong,
            14 => {
                let backlog = Backlog { upto: self.seq(), items: self.random.number(), bytes: self.random.number() };
                ToHub::Backlog { folder, backlog }
            }
            _ => ToHub::Ask { id: self.random.number(), ask: self.ask() },
        }
    }

    fn get_item(&mut self) -> GetItem {
        let pieces = match self.random.below(3) {
            0 => Pieces::List,
            1 => Pieces::Chunks(vec![(0, u32::MAX), (3, 0), (u32::MAX, 7)]),
            _ => Pieces::Chunks(vec![(0, 1)]),
        };
        let known = self.known.clone();
        let (path, seq) = match known.is_empty() || self.random.one_in(3) {
            true => (self.path(), self.seq()),
            false => self.random.one_of(&known),
        };
        let coming = self.random.one_in(5).then(|| self.content(b'x', 90_000).0.digest());
        GetItem { path, seq, pieces, coming }
    }

    fn ask(&mut self) -> Ask {
        let (folder, path) = (self.folder(), self.path());
        let machine = MachineId([self.random.one_of(&[1, 2, 8, 9]); 16]);
        let name = Name::new(self.random.one_of(&["n1", "n2", "hub", "desk", "docs"])).unwrap();
        let at = Timestamp(1_795_305_600_000_000_000);
        let which = self.random.one_of(&[Which::Newest, Which::At(at)]);
        match self.random.below(28) {
            0 => Ask::Folders,
            1 | 2 => Ask::Share { name, hub_copy: self.random.one_in(2) },
            3 => Ask::Unshare { folder },
            4 => Ask::Machines,
            5 => Ask::Rename { machine, name },
            6 if self.random.one_in(10) => Ask::Forget { machine },
            7 => Ask::SetAccess { machine, folder, access: Access::Write },
            8 => Ask::Activity { hours: self.random.number() as u32 },
            9 => Ask::Clock,
            10 => Ask::Room,
            11 => Ask::Accesses,
            12 => Ask::StoreTotals,
            13 => Ask::Quarantine { kept: vec![Kept::Chunk(Digest([7; 32]))] },
            14 => Ask::Lacking,
            15 => Ask::Versions { folder, path, before: None },
            16 => Ask::Version { folder, path, which },
            17 => Ask::Retention { folder },
            18 => Ask::SetRetention { folder, retention: Retention::default() },
            19 => Ask::Store,
            20 => Ask::Restore { folder, path: Some(path), which, dry_run: self.random.one_in(2) },
            21 => Ask::Holds,
            22 => Ask::Release { folder, delete: true },
            23 => Ask::SettleConflict { folder, copy: path },
            24 => Ask::ConfirmDeletions { folder, files: self.random.number() },
            25 => Ask::FolderSettings { folder, set: Some(("hold-files".into(), 1)) },
            _ => Ask::History(HistoryFilter {
                folder: self.random.one_of(&[None, Some(folder)]),
                search: Some("A".into()),
                limit: self.random.number() as usize,
                ..HistoryFilter::default()
            }),
        }
    }

    /// Sends a batch on a data lane: scp records in which anything may be wrong.
    fn offer(&mut self, hub: &mut Hub, at: usize) {
        let batch = self.batch();
        let (mut items, mut records) = (Vec::new(), Vec::new());
        for item in 0..1 + self.random.below(4) as u32 {
            let (entry, list, bytes) = self.entry();
            let moved_from = self.random.one_in(5).then(|| PathAt { path: self.path(), seq: self.seq() });
            let missing = self.random.one_in(9).then(|| Missing { full: self.random.number(), empty: 1 });
            let is_private = self.random.one_in(4).then(|| self.random.one_in(2));
            items.push(OfferItem {
                path: self.path(),
                based_on: self.seq(),
                entry,
                moved_from,
                conflict_of: None,
                missing,
                private: is_private,
            });
            if let Some(list) = list {
                records.extend(self.bodies(item, &list, &bytes));
            }
        }
        items.sort_by(|one, other| one.path.cmp(&other.path));
        let mut offered = serde_json::to_value(&items).unwrap();
        if self.random.one_in(4) {
            let valid = offered.clone();
            self.random.mutate(&mut offered, &self.heard);
            if !self.random.one_in(8) && serde_json::from_value::<Vec<OfferItem>>(offered.clone()).is_err() {
                offered = valid;
            }
        }
        if !self.random.one_in(16) {
            records.insert(0, record("offer", offered.to_string().as_bytes()));
        }
        if self.random.one_in(25) {
            let from = self.random.below(records.len());
            records.rotate_left(from);
        }
        let mut stream = Vec::new();
        scp::open(&mut stream, batch);
        records.iter().for_each(|record| stream.extend_from_slice(record));
        if !self.random.one_in(16) {
            scp::end(&mut stream);
        }
        if self.random.one_in(20) {
            self.random.mangle(&mut stream);
        }
        let lane = self.random.one_of(&[Lane::Express, Lane::Bulk]);
        self.send(hub, at, lane, &stream);
    }

    /// Returns the same as the function `content`, computed once.
    fn content(&mut self, byte: u8, size: usize) -> (ChunkList, Vec<u8>) {
        self.contents.entry((byte, size)).or_insert_with(|| content(byte, size)).clone()
    }

    fn entry(&mut self) -> (Entry, Option<ChunkList>, Vec<u8>) {
        let size = self.random.one_of(&[1, 10, 3_000, 50_000, 90_000]);
        let (list, bytes) = {
            let byte = self.random.one_of(b"xyz");
            self.content(byte, size)
        };
        match self.random.below(10) {
            0 | 1 => (Entry::Absent, None, bytes),
            2 | 3 => (Entry::Directory, None, bytes),
            4 => (Entry::Symlink(self.random.one_of(&["../outside", "/", "a"]).into()), None, bytes),
            5 => {
                // One chunk, named many times: a little data that expands a lot.
                let bomb = ChunkList::new(vec![list.chunks()[0]; self.random.one_of(&[3, 100, 3_000])]).unwrap();
                (file(&bomb, bomb.size()), Some(bomb), bytes)
            }
            6 => (file(&list, self.random.number()), Some(list), bytes),
            _ => (file(&list, size as u64), Some(list), bytes),
        }
    }

    fn bodies(&mut self, item: u32, list: &ChunkList, bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut records = vec![record(&format!("{item}.l0"), &list.encode())];
        for (number, chunk) in bytes.chunks(40_000).enumerate() {
            let number = if self.random.one_in(10) { self.random.number() as usize } else { number };
            records.push(record(&format!("{item}.c{number}"), chunk));
        }
        if self.random.one_in(6) {
            records.remove(self.random.below(records.len()));
        }
        if self.random.one_in(6) {
            records.push(records[0].clone());
        }
        records
    }
}

impl Open {
    /// Reads as the server does; returns false if that ends the connection.
    fn read(&mut self, hub: &mut Hub, lane: Lane, input: &mut &[u8]) -> bool {
        if lane == Lane::Control {
            loop {
                match self.lines.next::<ToHub>(input) {
                    Ok(Some(message)) => hub.put(self.session, lane, message),
                    Ok(None) => return true,
                    Err(_) => return false,
                }
            }
        }
        let decoder = if lane == Lane::Express { &mut self.express } else { &mut self.bulk };
        loop {
            match decoder.next(input) {
                Ok(Some(Record::Offer(batch, items))) => hub.put(self.session, lane, ToHub::Offer { batch, items }),
                Ok(Some(Record::Body(body))) => hub.put(self.session, lane, ToHub::Body(body)),
                Ok(Some(Record::End(batch))) => hub.put(self.session, lane, ToHub::BodiesEnd { batch }),
                Ok(Some(Record::Open(_) | Record::Missing(..))) => {}
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
    }
}

pub fn line(value: &Value) -> Vec<u8> {
    let mut line = value.to_string().into_bytes();
    line.push(b'\n');
    line
}

/// Returns a file in an scp stream, whatever its name is.
pub fn record(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut record = format!("C0644 {} {name}\n", bytes.len()).into_bytes();
    record.extend_from_slice(bytes);
    record.push(0);
    record
}
