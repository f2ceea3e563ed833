//! A hub that has been taken over, or was never a real one: it answers a machine with anything.

use std::collections::BTreeMap;

use serde_json::Value;
use syncit_core::hold::{Harm, HoldReport, HoldState};
use syncit_core::ids::Position;
use syncit_core::message::*;
use syncit_core::relay_store::{Access, ConflictOf, JournalEntry, PathAt, Remote};
use syncit_core::{ChunkList, Entry, FolderId, Incarnation, MachineId, Name, Privacy, Reason, RelPath, Seq, Timestamp};
use syncit_replica::event::Event;
use syncit_ssh::wire::command::Direction;
use syncit_ssh::wire::line::Lines;
use syncit_ssh::wire::scp::{self, Decoder, Record};

use crate::client::{PATHS, content, file, line, record};
use crate::machine::{Machine, Watched, path};
use crate::random::{Random, note};

pub struct Server {
    pub random: Random,
    /// The depth of the deepest directories. With the greatest possible depth, a seed takes twenty
    /// times as long.
    depth: usize,
    folder: FolderId,
    lines: Lines,
    express: Decoder,
    bulk: Decoder,
    heard: Vec<Value>,
    latest: u64,
    /// What it has reported for each path, so that some of it is consistent.
    known: BTreeMap<RelPath, JournalEntry>,
    /// The contents that it can send.
    contents: Vec<(ChunkList, Vec<u8>)>,
    /// How often each kind of request was received.
    pub seen: BTreeMap<&'static str, u64>,
    pub sent: usize,
}

impl Server {
    pub fn new(seed: u64, folder: FolderId) -> Self {
        let pull = || Decoder::new(Direction::Pull);
        let contents = [(b'p', 1), (b'q', 5_000), (b'r', 90_000)].map(|(byte, size)| content(byte, size));
        let mut random = Random::new(seed);
        let depth = if random.one_in(10) { 200 } else { 8 };
        Server {
            random,
            depth,
            folder,
            lines: Lines::default(),
            express: pull(),
            bulk: pull(),
            heard: Vec::new(),
            latest: 0,
            known: BTreeMap::new(),
            contents: contents.to_vec(),
            seen: BTreeMap::new(),
            sent: 0,
        }
    }

    /// Receives what a machine sends, and sends messages, requested or not. Returns false if the
    /// connection ended.
    pub fn act<D: Watched>(&mut self, machine: &mut Machine<D>) -> bool {
        while let Some((lane, message)) = machine.out.pop_front() {
            if let ToHub::Body(_) = message {
                continue;
            }
            let value = serde_json::to_value(&message).unwrap();
            assert!(encoded(&message) <= MAX_MESSAGE, "a machine sent a message that does not fit");
            note(&value, &mut self.heard);
            if !self.random.one_in(12) && !self.answer(machine, lane, message) {
                return false;
            }
        }
        for _ in 0..self.random.below(3) {
            let message = self.unasked();
            if !self.say(machine, &message) {
                return false;
            }
        }
        !self.random.one_in(60)
    }

    /// Resets the connection's state.
    pub fn reconnected(&mut self) {
        self.lines = Lines::default();
        self.express = Decoder::new(Direction::Pull);
        self.bulk = Decoder::new(Direction::Pull);
    }

    fn answer<D: Watched>(&mut self, machine: &mut Machine<D>, _: Lane, message: ToHub) -> bool {
        let mut seen = |what| *self.seen.entry(what).or_default() += 1;
        let answer = match message {
            ToHub::Attach { folder, positions, .. } => {
                seen("attach");
                self.attached(folder, &positions)
            }
            ToHub::News { after, .. } => {
                seen("news");
                self.news(after)
            }
            ToHub::Offer { batch, items } => {
                seen("offer");
                let verdicts = (0..).zip(&items).map(|(at, item)| (at, self.verdict(item))).collect();
                ToClient::Verdicts { batch, verdicts }
            }
            ToHub::Get { batch, items, .. } => {
                seen("get");
                return self.give(machine, batch, &items);
            }
            ToHub::BodiesEnd { batch } => {
                let verdicts = (0..3).map(|at| (at, Verdict::Accepted(self.accepted()))).collect();
                ToClient::Verdicts { batch, verdicts }
            }
            _ => ToClient::Pong,
        };
        self.say(machine, &answer)
    }

    fn say<D: Watched>(&mut self, machine: &mut Machine<D>, message: &ToClient) -> bool {
        let mut value = serde_json::to_value(message).unwrap();
        if self.random.one_in(3) {
            self.random.mutate(&mut value, &self.heard);
        }
        let mut bytes = line(&value);
        if self.random.one_in(100) {
            self.random.mangle(&mut bytes);
        }
        self.sent += bytes.len();
        let times = if self.random.one_in(15) { 1 + self.random.below(5) } else { 1 };
        for _ in 0..times {
            let input = &mut &bytes[..];
            loop {
                match self.lines.next::<ToClient>(input) {
                    Ok(Some(message)) => route(machine, self.folder, message),
                    Ok(None) => break,
                    Err(_) => return false,
                }
            }
        }
        true
    }

    fn attached(&mut self, folder: FolderId, positions: &[Position]) -> ToClient {
        let incarnation = Incarnation([self.random.one_of(&[1, 1, 1, 2]); 16]);
        let own = positions.last().map_or(Seq(0), |position| position.seq);
        let common = self.random.one_of(&[own, own, Seq(0), Seq(u64::MAX)]);
        let latest = Seq(self.latest);
        let access = self.random.one_of(&[Access::Write, Access::Write, Access::Write, Access::Read, Access::None]);
        let incarnations = vec![Position { incarnation, seq: latest }; 1 + self.random.below(2)];
        ToClient::Attached {
            folder,
            incarnation,
            latest,
            common,
            incarnations,
            access,
            holds: self.holds(),
            wants_backlog: true,
        }
    }

    fn holds(&mut self) -> Vec<HoldReport> {
        let count = if self.random.one_in(10) { self.random.below(3) } else { 0 };
        let one = |random: &mut Random| HoldReport {
            id: random.number(),
            machine: MachineId([random.one_of(&[1, 2, 9]); 16]),
            state: random.one_of(&[HoldState::Open, HoldState::Deleted, HoldState::Restored]),
            files: random.number(),
            harm: random.one_of(&[Harm::Deletion, Harm::Overwriting]),
        };
        (0..count).map(|_| one(&mut self.random)).collect()
    }

    /// Returns a block of news, which may even contain a whole tree.
    fn news(&mut self, after: Seq) -> ToClient {
        let mut entries: Vec<JournalEntry> = Vec::new();
        for _ in 0..self.random.below(6) {
            let entry = self.entry();
            if !self.random.one_in(4) {
                // In the order of a real hub: directories first.
                let above: Vec<RelPath> = entry.path.ancestors().collect();
                for dir in above.into_iter().rev() {
                    if !self.known.get(&dir).is_some_and(|known| known.entry.is_directory()) {
                        let dir = self.of(dir, Entry::Directory);
                        entries.push(dir);
                    }
                }
            }
            entries.push(entry);
        }
        for entry in &entries {
            self.known.insert(entry.path.clone(), entry.clone());
        }
        entries.sort_by_key(|entry| entry.seq);
        ToClient::News { folder: self.folder, after, upto: Seq(self.latest), more: self.random.one_in(9), entries }
    }

    fn path(&mut self) -> RelPath {
        match self.random.below(20) {
            0 => path(&("d/".repeat(self.depth) + "e")),
            1 => path(&"\u{1}".repeat(255)),
            2 => path(self.random.one_of(&["NUL.txt", "A", "e\u{301}", ".git/hooks/pre-commit", ".syncitignore"])),
            _ => path(self.random.one_of(&PATHS)),
        }
    }

    fn entry(&mut self) -> JournalEntry {
        let path = self.path();
        let (list, _) = self.random.one_of(&self.contents);
        let size = if self.random.one_in(8) { self.random.number() } else { list.size() };
        let entry = match self.random.below(9) {
            0 => Entry::Absent,
            1 => Entry::Directory,
            2 => Entry::Symlink(self.random.one_of(&["../outside", "../../etc", "a", "/", "way-out"]).into()),
            3 => {
                // One chunk, named many times.
                let count = self.random.one_of(&[2, 70, 200]);
                let bomb = ChunkList::new(vec![list.chunks()[0]; count]).unwrap();
                self.contents.push((bomb.clone(), vec![0; 1]));
                file(&bomb, bomb.size())
            }
            _ => file(&list, size),
        };
        self.of(path, entry)
    }

    fn of(&mut self, path: RelPath, entry: Entry) -> JournalEntry {
        self.latest += 1;
        let moved_from = self.random.one_in(8).then(|| PathAt { path: self.path(), seq: Seq(self.latest) });
        let conflict_of =
            self.random.one_in(12).then(|| ConflictOf { path: self.path(), seq: Seq(self.latest), base: Seq(0) });
        let previous = self.known.get(&path).map_or(Seq(0), |known| known.seq);
        JournalEntry {
            seq: Seq(self.latest),
            path,
            entry,
            machine: MachineId([self.random.one_of(&[1, 2, 9]); 16]),
            at: Timestamp(1_795_305_600_000_000_000),
            moved_from,
            conflict_of,
            previous,
            restored: None,
            privacy: self.privacy(),
        }
    }

    /// Usually for something that is not a directory, and at a seq that never existed.
    fn privacy(&mut self) -> Option<Privacy> {
        let (private, seq) = (self.random.one_in(2), Seq(self.random.number()));
        self.random.one_in(4).then_some(Privacy { private, seq })
    }

    fn accepted(&mut self) -> Remote {
        self.latest += 1;
        let entry = self.entry().remote();
        if self.random.one_in(3) { entry } else { Remote { seq: Seq(self.latest), ..entry } }
    }

    fn verdict(&mut self, item: &OfferItem) -> Verdict {
        self.latest += 1;
        let known = Remote {
            entry: item.entry.clone(),
            seq: Seq(self.latest),
            machine: Some(MachineId([1; 16])),
            at: Timestamp(1_795_305_600_000_000_000),
            conflict_of: None,
            privacy: self.privacy(),
        };
        match self.random.below(8) {
            0 => Verdict::Stale { current: self.accepted(), found: None, moved_to: None, in_the_way: Vec::new() },
            1 => Verdict::Stale {
                current: self.accepted(),
                found: Some(known),
                moved_to: Some(self.path()),
                in_the_way: vec![(self.path(), self.accepted())],
            },
            2 => Verdict::Want(Pieces::List),
            3 => Verdict::Want(Pieces::Chunks(vec![(0, 1), (0, u32::MAX)])),
            4 => Verdict::Refused(self.refusal()),
            _ => Verdict::Accepted(known),
        }
    }

    fn refusal(&mut self) -> Refusal {
        use RefusalCode::*;
        let code = self.random.one_of(&[NotAllowed, NotFound, BadRequest, DiskFull, Held, Internal, CopiedHome]);
        Refusal { code, reason: Reason::said(self.random.text(), None) }
    }

    /// Sends bodies for a get: the requested ones, or others.
    fn give<D: Watched>(&mut self, machine: &mut Machine<D>, batch: BatchId, items: &[GetItem]) -> bool {
        let mut stream = Vec::new();
        scp::open(&mut stream, batch);
        for (at, item) in items.iter().enumerate() {
            let known = self.known.get(&item.path).and_then(|known| known.entry.file().map(|file| file.digest));
            let known = self.contents.iter().find(|(list, _)| Some(list.digest()) == known).cloned();
            let (list, bytes) = known.unwrap_or_else(|| self.random.one_of(&self.contents));
            let at = if self.random.one_in(20) { self.random.below(1_100) } else { at };
            let mut bodies = vec![record(&format!("{at}.l0"), &list.encode())];
            for (number, chunk) in bytes.chunks(40_000).enumerate() {
                let number = if self.random.one_in(15) { self.random.number() as usize } else { number };
                let mut chunk = chunk.to_vec();
                if self.random.one_in(15) {
                    self.random.mangle(&mut chunk);
                }
                bodies.push(record(&format!("{at}.c{number}"), &chunk));
            }
            match (&item.pieces, self.random.below(10)) {
                (_, 0) => {}
                (_, 1) => stream.extend(bodies.concat()),
                (Pieces::List, _) => stream.extend_from_slice(&bodies[0]),
                (Pieces::Chunks(_), _) => stream.extend(bodies[1..].concat()),
            }
        }
        if self.random.one_in(9) {
            let missing = serde_json::to_vec(&[(self.random.number() as u32, self.refusal())]).unwrap();
            stream.extend(record("missing", &missing));
        }
        if !self.random.one_in(12) {
            scp::end(&mut stream);
        }
        if self.random.one_in(40) {
            self.random.mangle(&mut stream);
        }
        self.sent += stream.len();
        self.read(machine, &stream)
    }

    fn read<D: Watched>(&mut self, machine: &mut Machine<D>, mut input: &[u8]) -> bool {
        let decoder = if self.random.one_in(2) { &mut self.express } else { &mut self.bulk };
        let mut missing = Vec::new();
        loop {
            match decoder.next(&mut input) {
                Ok(Some(Record::Body(body))) => route(machine, self.folder, ToClient::Body(body)),
                Ok(Some(Record::Missing(_, missed))) => missing = missed,
                Ok(Some(Record::End(batch))) => {
                    let missing = std::mem::take(&mut missing);
                    route(machine, self.folder, ToClient::BodiesEnd { batch, missing });
                }
                Ok(Some(Record::Open(_) | Record::Offer(..))) => {}
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
    }

    fn unasked(&mut self) -> ToClient {
        let (folder, latest) = (self.folder, Seq(self.latest + 1));
        let batch = BatchId { folder, number: self.random.below(8) as u64 };
        match self.random.below(17) {
            0 => self.attached(folder, &[]),
            1 => ToClient::Holds { folder, holds: self.holds() },
            2 => ToClient::Detached { folder, refusal: self.refusal() },
            3..7 => ToClient::Changed { folder, latest: self.random.one_of(&[latest, Seq(u64::MAX)]) },
            7 => self.news(Seq(self.latest)),
            8 => ToClient::Verdicts { batch, verdicts: vec![(0, Verdict::Accepted(self.accepted()))] },
            9 => ToClient::Lacking { folder, items: vec![PathAt { path: self.path(), seq: latest }] },
            10 => ToClient::Whole { folder, items: vec![PathAt { path: self.path(), seq: latest }] },
            11 => ToClient::Answered { id: self.random.number(), answer: Ok(Answer::Done) },
            12 => ToClient::Welcome {
                protocol: PROTOCOL,
                version: self.random.text(),
                hub: Name::new("hub").unwrap(),
                name: Name::new("victim").unwrap(),
            },
            13..15 => {
                let (list, _) = self.random.one_of(&self.contents);
                let size = if self.random.one_in(4) { self.random.number() } else { list.size() };
                let Entry::File(file) = file(&list, size) else { unreachable!("it is made of a file") };
                ToClient::Coming { folder, path: self.path(), file, chunks: self.random.number() as u32 }
            }
            15 => {
                let digest = self.random.one_of(&self.contents).0.digest();
                ToClient::Came { folder, digest, seq: self.random.one_of(&[None, Some(latest)]) }
            }
            _ => ToClient::Arranged,
        }
    }
}

/// Passes to a machine's folder the messages that are about it, as the engine does.
pub fn route<D: Watched>(machine: &mut Machine<D>, folder: FolderId, message: ToClient) {
    if message.folder() == Some(folder) {
        machine.tell(Event::Hub(message));
    }
}
