//! Plays a script of what machines say, and writes down what the relay has done about it.
//!
//! A line is `session: words`; a session belongs to the machine of the same name without its quotes
//! (`laptop'` is a second connection of `laptop`). A line that ends in `&` is one step with the next. After each
//! step every promise about the journal is checked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use syncit_core::hold::{HoldInfo, HoldTold};
use syncit_core::ids::Position;
use syncit_core::message::*;
use syncit_core::past::{RestoreChange, Which};
use syncit_core::relay_store::{Accepted, Access, ConflictOf, Folder, Machine, PathAt, RelayStore, StoreResult, Told};
use syncit_core::{
    ChunkList, ChunkRef, Digest, Entry, FileEntry, FolderId, Incarnation, MachineId, Name, RelPath, ReplicaId, Seq,
    Timestamp,
};
use syncit_relay::step::{Effect, Event, SessionId};
use syncit_relay::{Relay, RelayConfig};

use crate::faulty::Faulty;

pub const MACHINES: [&str; 4] = ["hub", "laptop", "desk", "phone"];
pub const FOLDER: FolderId = FolderId([1; 16]);
pub const OTHER: FolderId = FolderId([2; 16]);

static DRAWN: AtomicUsize = AtomicUsize::new(1 << 32);

fn config() -> RelayConfig {
    RelayConfig {
        version: "9.9".into(),
        min_free: 1_000,
        fingerprint: |key| format!("SHA256:{}", key.len()),
        // They only have to differ from each other and from those that are there at the start.
        draw_folder: Box::new(|| {
            let mut id = [0; 16];
            id[..8].copy_from_slice(&DRAWN.fetch_add(1, Ordering::SeqCst).to_le_bytes());
            FolderId(id)
        }),
    }
}

pub fn machine(name: &str) -> MachineId {
    MachineId::of_key(name.trim_end_matches('\'').as_bytes())
}

pub fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

/// `"text"`, or `3 chunks of x`: each 70,000 bytes, the first two the same whatever x is.
fn chunks_of(content: &str) -> Vec<Vec<u8>> {
    if content.is_empty() {
        return Vec::new();
    }
    let Some((count, tag)) = content.split_once(" chunks of ") else { return vec![content.as_bytes().to_vec()] };
    let count: u8 = count.parse().unwrap();
    let fill = |n: u8| if n < 2 { n } else { n.wrapping_add(tag.as_bytes()[0]) };
    (0..count).map(|n| vec![fill(n); 70_000]).collect()
}

fn list_of(content: &str) -> ChunkList {
    let chunks = chunks_of(content);
    let refs = chunks.iter().map(|bytes| ChunkRef { digest: Digest::of(bytes), len: bytes.len() as u32 });
    ChunkList::new(refs.collect()).unwrap()
}

pub fn file(content: &str) -> Entry {
    let list = list_of(content);
    Entry::File(FileEntry { digest: list.digest(), size: list.size(), executable: false, mtime: Timestamp(5) })
}

/// A relay, its store, and what is being said.
pub struct World {
    pub relay: Relay<Faulty>,
    pub store: Faulty,
    pub now: Timestamp,
    /// Whether time passes in which the past is let go.
    pub lets_go: bool,
    sessions: BTreeMap<String, SessionId>,
    alive: BTreeSet<SessionId>,
    connected: u64,
    /// The folder that is spoken of.
    folder: FolderId,
    batches: BTreeMap<(String, u64), Vec<(OfferItem, String)>>,
    contents: BTreeMap<Digest, String>,
    held: Vec<Event>,
    runs: u8,
    backup: Option<syncit_testkit::relay_map::RelayBackup>,
    said: String,
}

impl World {
    pub fn new() -> Self {
        let mut store = Faulty::default();
        for name in MACHINES {
            let known = Machine {
                id: machine(name),
                name: Name::new(name).unwrap(),
                public_key: name.as_bytes().to_vec(),
                paired_at: Timestamp(0),
                last_seen: None,
                is_hub: name == "hub",
            };
            store.put_machine(&known).unwrap();
        }
        for (id, name) in [(FOLDER, "docs"), (OTHER, "other")] {
            let name = Name::new(name).unwrap();
            store.put_folder(&Folder { id, name, shared_at: Timestamp(0) }).unwrap();
        }
        store.commit().unwrap();
        let relay = Relay::start(store.clone(), Incarnation([1; 16]), config()).unwrap();
        World {
            relay,
            store,
            now: Timestamp(1_000_000_000_000),
            lets_go: false,
            sessions: BTreeMap::new(),
            alive: BTreeSet::new(),
            connected: 0,
            folder: FOLDER,
            batches: BTreeMap::new(),
            contents: BTreeMap::new(),
            held: Vec::new(),
            runs: 1,
            backup: None,
            said: String::new(),
        }
    }

    /// Takes events, checks every promise, and gives the effects.
    pub fn step(&mut self, events: Vec<Event>) -> StoreResult<Vec<Effect>> {
        let effects = self.relay.step(events, self.now);
        self.check();
        effects
    }

    /// Every prefix of the journal is a whole tree, times do not decrease, every entry can be rebuilt, and
    /// any block of news makes whole trees too.
    pub fn check(&self) {
        self.check_folder(FOLDER);
        self.check_folder(OTHER);
    }

    fn check_folder(&self, folder: FolderId) {
        let mut tree: BTreeMap<RelPath, (Entry, Seq)> = BTreeMap::new();
        let mut last = Timestamp(i64::MIN);
        // Once something was let go, only the moments that are kept are whole.
        let journal = self.store.map.journal(folder);
        let mut newest = BTreeMap::new();
        let is_all =
            journal.iter().all(|entry| newest.insert(&entry.path, entry.seq).unwrap_or(Seq(0)) == entry.previous);
        assert!(is_all || self.lets_go, "an entry does not follow the one before it, or some are gone");
        for entry in &journal {
            let before = tree.get(&entry.path).map_or(Seq(0), |(_, seq)| *seq);
            assert!(entry.previous >= before, "{entry:?} does not follow the entry before it");
            assert!(entry.at >= last, "{entry:?} is older than the entry before it");
            last = entry.at;
            if let Some(file) = entry.entry.file() {
                let content = self.store.map.content(&file.digest).expect("every accepted content is complete");
                assert_eq!(content.len() as u64, file.size);
            }
            tree.insert(entry.path.clone(), (entry.entry.clone(), entry.seq));
            if is_all {
                assert_whole(&tree, &entry.path);
            }
        }
        let mut told: BTreeMap<RelPath, (Entry, Seq)> = BTreeMap::new();
        for entry in self.store.map.heads_after(folder, Seq(0), usize::MAX).unwrap() {
            told.insert(entry.path.clone(), (entry.entry.clone(), entry.seq));
            assert_whole(&told, &entry.path);
        }
    }

    fn session(&self, name: &str) -> SessionId {
        *self.sessions.get(name).unwrap_or_else(|| panic!("{name} is not connected"))
    }

    fn name_of(&self, session: SessionId) -> &str {
        self.sessions.iter().find(|(_, id)| **id == session).map_or("?", |(name, _)| name)
    }

    /// Says one thing and gives what was said in answer, to anybody.
    pub fn say(&mut self, who: &str, message: ToHub) -> String {
        let events = self.message(who, message);
        self.said.clear();
        self.run(events);
        std::mem::take(&mut self.said)
    }

    /// One block of news.
    pub fn news(&mut self, who: &str, after: Seq) -> (Seq, bool, Vec<Accepted>) {
        let asked = self.message(who, ToHub::News { folder: self.folder, after });
        match self.step(asked).unwrap().pop() {
            Some(Effect::Send { message: ToClient::News { upto, more, entries, .. }, .. }) => (upto, more, entries),
            other => panic!("{other:?} instead of news"),
        }
    }

    fn run(&mut self, events: Vec<Event>) {
        match self.step(events) {
            Ok(effects) => {
                for effect in effects {
                    if let Effect::Close { session } = &effect {
                        self.alive.remove(session);
                    }
                    let line = self.show(&effect);
                    writeln!(self.said, "{line}").unwrap();
                }
            }
            Err(error) => writeln!(self.said, "the relay ends: {error}").unwrap(),
        }
    }

    /// Plays one line.
    pub fn play(&mut self, line: &str) {
        let (line, more) = line.strip_suffix(" &").map_or((line, false), |line| (line, true));
        let (who, words) = line.split_once(": ").unwrap_or(("", line));
        let events = self.events(who, words);
        self.held.extend(events);
        if !more {
            let events = std::mem::take(&mut self.held);
            self.run(events);
        }
    }

    fn events(&mut self, who: &str, words: &str) -> Vec<Event> {
        let (verb, rest) = words.split_once(' ').unwrap_or((words, ""));
        match verb {
            "connect" | "hello" => {
                let mut events = Vec::new();
                let is_alive = self.sessions.get(who).is_some_and(|session| self.alive.contains(session));
                if verb == "connect" || !is_alive {
                    self.connected += 1;
                    self.alive.insert(SessionId(self.connected));
                    self.sessions.insert(who.into(), SessionId(self.connected));
                    events.push(Event::Connected { session: SessionId(self.connected), machine: machine(who) });
                }
                if verb == "hello" {
                    let protocol = rest.parse().unwrap_or(PROTOCOL);
                    events.extend(self.message(who, ToHub::Hello { protocol, version: "1.0".into() }));
                }
                events
            }
            "cut" => {
                self.alive.remove(&self.sessions[who]);
                vec![Event::Disconnected { session: self.sessions[who] }]
            }
            "in" => {
                self.folder = if rest == "other" { OTHER } else { FOLDER };
                vec![]
            }
            "tick" => {
                self.now = self.now.plus_millis(rest.parse().unwrap());
                vec![Event::Tick]
            }
            "limits" => {
                let (files, share) = rest.split_once(' ').unwrap();
                for (key, value) in [("hold-files", files), ("hold-share", share)] {
                    self.store.map.set_setting(&format!("{key}:{FOLDER}"), Some(value)).unwrap();
                }
                self.store.map.commit().unwrap();
                vec![]
            }
            "seconds" => {
                let count: i64 = rest.parse().unwrap();
                self.now = self.now.plus_millis(count * 1_000);
                (0..count).map(|_| Event::Tick).collect()
            }
            "free" => vec![Event::Free { bytes: rest.parse().unwrap() }],
            "fault" => {
                self.store.fault.store(rest.parse().unwrap(), Ordering::SeqCst);
                vec![]
            }
            "backup" => {
                self.backup = Some(self.store.map.backup());
                vec![]
            }
            "restore" | "restart" => {
                if verb == "restore" {
                    self.store.map.restore(self.backup.as_ref().unwrap());
                }
                self.runs += 1;
                self.sessions.clear();
                self.relay = Relay::start(self.store.clone(), Incarnation([self.runs; 16]), config()).unwrap();
                vec![]
            }
            "pair" => vec![Event::Paired(Machine {
                id: machine(rest),
                name: Name::new(who).unwrap(),
                public_key: rest.as_bytes().to_vec(),
                paired_at: self.now,
                last_seen: None,
                is_hub: false,
            })],
            "own" => vec![Event::Own { id: 7, ask: ask(rest) }],
            _ => {
                let messages = self.messages(who, verb, rest);
                messages.into_iter().flat_map(|message| self.message(who, message)).collect()
            }
        }
    }

    fn message(&self, who: &str, message: ToHub) -> Vec<Event> {
        vec![Event::Message { session: self.session(who), lane: Lane::Control, message }]
    }

    fn messages(&mut self, who: &str, verb: &str, rest: &str) -> Vec<ToHub> {
        let folder = self.folder;
        match verb {
            "ping" => vec![ToHub::Ping],
            "pong" => vec![ToHub::Pong],
            "attach" => {
                let (replica, positions) = rest.split_once(' ').unwrap_or((rest, ""));
                let replica = if replica.is_empty() { who.trim_end_matches('\'') } else { replica };
                let position = |text: &str| {
                    let (run, seq) = text.split_once(':').unwrap();
                    let incarnation = Incarnation([run.parse().unwrap(); 16]);
                    Position { incarnation, seq: Seq(seq.parse().unwrap()) }
                };
                let positions = positions.split_whitespace().map(position).collect();
                vec![ToHub::Attach { folder, replica: ReplicaId(machine(replica).0), positions }]
            }
            "taken" => vec![ToHub::HoldTaken { folder, hold: rest.parse().unwrap() }],
            "detach" => vec![ToHub::Detach { folder, unlinked: rest == "unlinked" }],
            "news" => vec![ToHub::News { folder, after: Seq(rest.parse().unwrap()) }],
            "offer" | "bare" => self.offer(who, rest, verb == "offer"),
            "send" => {
                let mut words = rest.split_whitespace();
                let number = words.next().unwrap().parse().unwrap();
                let mut messages: Vec<ToHub> = words.flat_map(|piece| self.body(who, number, piece)).collect();
                messages.push(ToHub::BodiesEnd { batch: BatchId { folder, number } });
                messages
            }
            "upload" => {
                let (number, pieces) = rest.split_once(' ').unwrap();
                let number = number.parse().unwrap();
                pieces.split_whitespace().flat_map(|piece| self.body(who, number, piece)).collect()
            }
            "get" => {
                let (at, pieces) = rest.split_once(' ').unwrap();
                let PathAt { path, seq } = path_at(at);
                let range = |text: &str| {
                    let (first, count) = text.split_once('+').unwrap();
                    (first.parse().unwrap(), count.parse().unwrap())
                };
                let pieces = match pieces {
                    "list" => Pieces::List,
                    ranges => Pieces::Chunks(ranges.split_whitespace().map(range).collect()),
                };
                let batch = BatchId { folder, number: 1 };
                vec![ToHub::Get { batch, lane: Lane::Express, items: vec![GetItem { path, seq, pieces }] }]
            }
            "ask" => vec![ToHub::Ask { id: 3, ask: ask(rest) }],
            _ => panic!("unknown verb {verb}"),
        }
    }

    /// `NUMBER item; item`: see `item`. Small contents and all lists go along, unless it is bare.
    fn offer(&mut self, who: &str, rest: &str, with_bodies: bool) -> Vec<ToHub> {
        let (number, items) = rest.split_once(' ').unwrap();
        let number = number.parse().unwrap();
        let items: Vec<(OfferItem, String)> = items.split("; ").map(item).collect();
        for (item, content) in &items {
            if let Some(file) = item.entry.file() {
                self.contents.insert(file.digest, content.clone());
            }
        }
        let batch = BatchId { folder: self.folder, number };
        let mut messages = vec![ToHub::Offer { batch, items: items.iter().map(|(item, _)| item.clone()).collect() }];
        let pieces: Vec<String> = items
            .iter()
            .enumerate()
            .filter(|(_, (item, _))| content_of(&item.entry).is_some())
            .map(|(index, (_, content))| format!("{index}{}", if chunks_of(content).len() > 1 { "l0" } else { "c0" }))
            .collect();
        self.batches.insert((who.into(), number), items);
        if with_bodies {
            messages.extend(pieces.iter().flat_map(|piece| self.body(who, number, piece)));
        }
        messages.push(ToHub::BodiesEnd { batch });
        messages
    }

    /// `0c2`: the third chunk of the first item; `1l0`: its list; `0c0!`: spoilt on the way.
    fn body(&self, who: &str, number: u64, piece: &str) -> Vec<ToHub> {
        let (piece, spoilt) = piece.strip_suffix('!').map_or((piece, false), |piece| (piece, true));
        let kind = piece.find(['c', 'l']).unwrap();
        let (item, index): (u32, u32) = (piece[..kind].parse().unwrap(), piece[kind + 1..].parse().unwrap());
        let content = self.batches[&(who.to_string(), number)].get(item as usize).map_or("?", |(_, content)| content);
        let (piece, mut bytes) = match &piece[kind..=kind] {
            "l" => (Piece::List(index), list_of(content).encode()),
            _ => (Piece::Chunk(index), chunks_of(content).get(index as usize).cloned().unwrap_or(vec![7])),
        };
        if spoilt {
            bytes[0] ^= 1;
        }
        vec![ToHub::Body(Body { batch: BatchId { folder: self.folder, number }, item, piece, bytes })]
    }

    fn entry(&self, entry: &Entry) -> String {
        match entry {
            Entry::Absent => "gone".into(),
            Entry::Directory => "dir".into(),
            Entry::Symlink(target) => format!("-> {target}"),
            Entry::File(file) => format!("{:?}", self.contents.get(&file.digest).map_or("?", |content| content)),
        }
    }

    fn told(&self, told: &Told) -> String {
        let by = told.machine.map_or("nobody", name_of_machine);
        let base = |of: &ConflictOf| if of.base == Seq(0) { String::new() } else { format!(" base {}", of.base) };
        let of = told.conflict_of.as_ref();
        let of = of.map_or(String::new(), |of| format!(" conflict of {}@{}{}", of.path, of.seq, base(of)));
        format!("{} {} by {by}{of}", told.seq, self.entry(&told.entry))
    }

    fn show(&self, effect: &Effect) -> String {
        match effect {
            Effect::Send { session, message } => format!("{} < {}", self.name_of(*session), self.show_message(message)),
            Effect::SendBodies { session, bodies, missing, .. } => {
                let bodies: Vec<_> = bodies.iter().map(|body| format!("{}:{:?}", body.item, body.piece)).collect();
                let missing: Vec<_> =
                    missing.iter().map(|(item, why)| format!(" missing {item}: {:?}", why.code)).collect();
                format!("{} < bodies {}{}", self.name_of(*session), bodies.join(" "), missing.concat())
            }
            Effect::Answered { answer, .. } => format!("hub's person < {}", self.answer(answer)),
            Effect::Close { session } => format!("{} closed", self.name_of(*session)),
            Effect::KeepCopy { .. } => "keep a copy".into(),
            Effect::FolderEnded { .. } => "folder ended".into(),
            Effect::MachinesChanged => "machines changed".into(),
        }
    }

    fn show_message(&self, message: &ToClient) -> String {
        match message {
            ToClient::Welcome { hub, name, .. } => format!("welcome {name} at {hub}"),
            ToClient::Goodbye(why) => format!("goodbye {:?}: {}", why.code, why.hint.as_ref().unwrap_or(&why.message)),
            ToClient::Holds { holds, .. } => format!("holds{}", show_holds(holds)),
            ToClient::Attached { latest, common, incarnations, access, holds, .. } => {
                let runs: Vec<_> =
                    incarnations.iter().map(|run| format!("{}:{}", run.incarnation.0[0], run.seq)).collect();
                let holds = show_holds(holds);
                format!("attached latest {latest} common {common} runs {} to {access:?}{holds}", runs.join(" "))
            }
            ToClient::Detached { refusal, .. } => format!("detached {:?}", refusal.code),
            ToClient::Changed { latest, .. } => format!("changed {latest}"),
            ToClient::News { upto, more, entries, .. } => {
                let mut line = format!("news upto {upto}{}", if *more { " and more" } else { "" });
                for entry in entries {
                    let from = entry
                        .moved_from
                        .as_ref()
                        .map_or(String::new(), |from| format!(" from {}@{}", from.path, from.seq));
                    write!(line, "\n    {} {}{from}", entry.path, self.told(&entry.told())).unwrap();
                }
                line
            }
            ToClient::Verdicts { batch, verdicts } => {
                let mut line = format!("verdicts {}", batch.number);
                for (item, verdict) in verdicts {
                    write!(line, "\n    {item} {}", self.verdict(verdict)).unwrap();
                }
                line
            }
            ToClient::Answered { answer, .. } => self.answer(answer),
            ToClient::Arranged => "arranged".into(),
            ToClient::Ping => "ping".into(),
            ToClient::Pong => "pong".into(),
            ToClient::Body(_) | ToClient::BodiesEnd { .. } => panic!("the relay sends no bodies itself"),
        }
    }

    fn verdict(&self, verdict: &Verdict) -> String {
        match verdict {
            Verdict::Accepted(told) => format!("accepted {}", self.told(told)),
            Verdict::Want(Pieces::List) => "want list".into(),
            Verdict::Want(Pieces::Chunks(ranges)) => format!("want {ranges:?}"),
            Verdict::Refused(why) => format!("refused {:?}: {}", why.code, why.message),
            Verdict::Stale { current, found, in_the_way } => {
                let mut line = format!("stale: {}", self.told(current));
                if let Some(found) = found {
                    write!(line, ", found {}", self.told(found)).unwrap();
                }
                for (path, told) in in_the_way {
                    write!(line, ", in the way {path} {}", self.told(told)).unwrap();
                }
                line
            }
        }
    }

    fn answer(&self, answer: &Result<Answer, Refusal>) -> String {
        match answer {
            Err(why) => format!("no: {:?}: {}", why.code, why.message),
            Ok(Answer::Done) => "done".into(),
            Ok(Answer::Versions { versions, current }) => {
                let show = |line: &HistoryEntry| {
                    let is_current = if Some(line.entry.seq) == *current { "*" } else { "" };
                    let (seq, path) = (line.entry.seq, &line.entry.path);
                    format!("{seq}{is_current} {:?} {path} {}", line.action, self.entry(&line.entry.entry))
                };
                format!("versions: {}", versions.iter().map(show).collect::<Vec<_>>().join(", "))
            }
            Ok(Answer::Retention { retention }) => format!("kept {retention}"),
            Ok(Answer::Store { folders }) => {
                let show = |known: &FolderStore| {
                    let sums = known.sums;
                    format!("{} now, {} in {} past", sums.current_bytes, sums.past_bytes, sums.past_versions)
                };
                format!("store: {}", folders.iter().map(show).collect::<Vec<_>>().join("; "))
            }
            Ok(Answer::Version { entry }) => {
                format!("version {} {} {}", entry.seq, entry.path, self.entry(&entry.entry))
            }
            Ok(Answer::Restored { changes, total, version, at }) => {
                let show = |change: &RestoreChange| format!("{:?} {}", change.action, change.path);
                let changes: Vec<_> = changes.iter().map(show).collect();
                let of = version.map_or(String::new(), |version| format!(" version {version}"));
                let at = at.map_or(String::new(), |at| format!(" as at {} ms", at.0 / 1_000_000));
                format!("restored{of}{at}, {total}: {}", changes.join(", "))
            }
            Ok(Answer::Shared { .. }) => "shared".into(),
            Ok(Answer::FolderSettings { settings }) => format!("{settings:?}"),
            Ok(Answer::Holds { holds }) => {
                let show = |hold: &HoldInfo| {
                    let sample: Vec<_> = hold.sample.iter().map(RelPath::as_str).collect();
                    let within = hold.within.as_ref().map_or(String::new(), |dir| format!(" in {dir}"));
                    let (held, passed, by) = (hold.held, hold.passed, name_of_machine(hold.machine));
                    format!("{held} held and {passed} passed on by {by}{within}: {}", sample.join(" "))
                };
                format!("held: {}", holds.iter().map(show).collect::<Vec<_>>().join(", "))
            }
            Ok(Answer::StoreTotals { stored_bytes }) => format!("{stored_bytes} bytes"),
            Ok(Answer::Room { free }) => format!("free: {free:?}"),
            Ok(Answer::Activity { hours }) => {
                let hours = hours.iter().map(|(from, count)| format!("{} s {count}", from.0 / 1_000_000_000));
                format!("activity: {}", hours.collect::<Vec<_>>().join(", "))
            }
            Ok(Answer::Accesses { accesses }) => {
                let show = |(machine, _, access): &(MachineId, FolderId, Access)| {
                    format!("{} {access:?}", name_of_machine(*machine))
                };
                format!("accesses: {}", accesses.iter().map(show).collect::<Vec<_>>().join(", "))
            }
            Ok(Answer::Folders { folders }) => {
                let folders: Vec<_> =
                    folders.iter().map(|known| format!("{} {:?}", known.name, known.access)).collect();
                format!("folders: {}", folders.join(", "))
            }
            Ok(Answer::Machines { machines }) => {
                let show = |known: &MachineInfo| {
                    let seen = known.last_seen.map_or("never".into(), |seen| format!("{} s", seen.0 / 1_000_000_000));
                    format!("{}{} {seen}", known.name, if known.online { " online" } else { "" })
                };
                format!("machines: {}", machines.iter().map(show).collect::<Vec<_>>().join(", "))
            }
            Ok(Answer::History { entries, next }) => {
                let show = |line: &HistoryEntry| format!("{} {:?} {}", line.entry.seq, line.action, line.entry.path);
                let lines: Vec<_> = entries.iter().map(show).collect();
                format!(
                    "history: {}{}",
                    lines.join(", "),
                    next.map_or(String::new(), |next| format!(", next {}", next.seq))
                )
            }
        }
    }
}

fn assert_whole(tree: &BTreeMap<RelPath, (Entry, Seq)>, changed: &RelPath) {
    let entry = &tree[changed].0;
    if entry.is_live()
        && let Some(parent) = changed.parent()
    {
        let is_directory = tree.get(&parent).is_some_and(|(parent, _)| parent.is_directory());
        assert!(is_directory, "{changed} is live, but {parent} is no directory");
    }
    if !entry.is_directory() {
        let below = tree.iter().find(|(path, (entry, _))| path.is_below(changed) && entry.is_live());
        assert!(below.is_none(), "{changed} ended above {below:?}");
    }
}

fn show_holds(holds: &[HoldTold]) -> String {
    let show = |hold: &HoldTold| {
        format!(" [{} {:?} of {}, {} files]", hold.id, hold.state, name_of_machine(hold.machine), hold.files)
    };
    holds.iter().map(show).collect()
}

fn name_of_machine(id: MachineId) -> &'static str {
    MACHINES.iter().find(|name| machine(name) == id).copied().unwrap_or("another")
}

fn path_at(text: &str) -> PathAt {
    let (at, seq) = text.rsplit_once('@').unwrap();
    PathAt { path: path(at), seq: Seq(seq.parse().unwrap()) }
}

/// `a.txt "v1" on 0 from b@3 copy c@4 base 2`, `dir/ on 0`, `a -> b on 0`, `-a on 3`; the content last heard of.
fn item(text: &str) -> (OfferItem, String) {
    let (what, rest) = text.split_once(" on ").unwrap();
    let mut words = rest.split_whitespace();
    let based_on = Seq(words.next().unwrap().parse().unwrap());
    let mut moved_from = None;
    let mut conflict_of: Option<ConflictOf> = None;
    while let (Some(word), Some(at)) = (words.next(), words.next()) {
        match word {
            "from" => moved_from = Some(path_at(at)),
            "base" => conflict_of.as_mut().unwrap().base = Seq(at.parse().unwrap()),
            _ => {
                let PathAt { path, seq } = path_at(at);
                conflict_of = Some(ConflictOf { path, seq, base: Seq(0) });
            }
        }
    }
    let (at, entry, content) = if let Some(gone) = what.strip_prefix('-') {
        (gone, Entry::Absent, "")
    } else if let Some(dir) = what.strip_suffix('/') {
        (dir, Entry::Directory, "")
    } else if let Some((link, target)) = what.split_once(" -> ") {
        (link, Entry::Symlink(target.into()), "")
    } else {
        let (name, content) = what.split_once(" \"").unwrap();
        let content = content.trim_end_matches('"');
        (name, file(content), content)
    };
    (OfferItem { path: path(at), based_on, entry, moved_from, conflict_of }, content.into())
}

/// `newest`, `v3`, or `at:1005000` in milliseconds.
fn which(text: &str) -> Which {
    match (text.strip_prefix('v'), text.strip_prefix("at:")) {
        (Some(seq), _) => Which::Version(Seq(seq.parse().unwrap())),
        (_, Some(at)) => Which::At(Timestamp(0).plus_millis(at.parse().unwrap())),
        _ => Which::Newest,
    }
}

fn ask(text: &str) -> Ask {
    let mut words = text.split(' ');
    let mut next = || words.next().unwrap_or_default();
    match next() {
        "folders" => Ask::Folders,
        "holds" => Ask::Holds,
        "confirm" => Ask::ConfirmDeletions { folder: FOLDER, files: next().parse().unwrap() },
        "settings" => {
            let (name, value) = (next().to_owned(), next());
            let set = value.parse().ok().map(|value| (name, value));
            Ask::FolderSettings { folder: FOLDER, set }
        }
        "release" => Ask::Release { folder: FOLDER, delete: next() == "delete" },
        "machines" => Ask::Machines,
        "totals" => Ask::StoreTotals,
        "room" => Ask::Room,
        "accesses" => Ask::Accesses,
        "activity" => Ask::Activity { hours: next().parse().unwrap() },
        "share" => Ask::Share { name: Name::new(next()).unwrap(), hub_copy: next() == "copy" },
        "unshare" => Ask::Unshare { folder: FOLDER },
        "rename" => Ask::Rename { machine: machine(next()), name: Name::new(next()).unwrap() },
        "forget" => Ask::Forget { machine: machine(next()) },
        "access" => {
            let machine = machine(next());
            let access = match next() {
                "none" => Access::None,
                "read" => Access::Read,
                _ => Access::Write,
            };
            Ask::SetAccess { machine, folder: FOLDER, access }
        }
        "history" => {
            let mut filter = HistoryFilter { limit: next().parse().unwrap(), ..HistoryFilter::default() };
            loop {
                match next() {
                    "docs" => filter.folder = Some(FOLDER),
                    "path" => filter.path = Some(path(next())),
                    "before" => {
                        let (at, seq) = (Timestamp(next().parse().unwrap()), Seq(next().parse().unwrap()));
                        filter.before = Some(HistoryCursor { at, folder: FOLDER, seq });
                    }
                    "deleted" => filter.kinds = vec![Action::Deleted],
                    "search" => filter.search = Some(next().into()),
                    _ => break,
                }
            }
            Ask::History(filter)
        }
        "retention" => Ask::Retention { folder: FOLDER },
        "keep" => {
            let words: Vec<&str> = (0..5).map(|_| next()).collect();
            Ask::SetRetention { folder: FOLDER, retention: words.join(" ").parse().unwrap() }
        }
        "store" => Ask::Store,
        "versions" => Ask::Versions { folder: FOLDER, path: path(next()) },
        "version" => {
            let which = which(next());
            Ask::Version { folder: FOLDER, path: path(next()), which }
        }
        verb @ ("restore" | "would-restore") => {
            let which = which(next());
            let path = Some(next()).filter(|name| !name.is_empty()).map(path);
            Ask::Restore { folder: FOLDER, path, which, dry_run: verb == "would-restore" }
        }
        other => panic!("unknown question {other}"),
    }
}

/// Plays a script after `setup` and gives what was said in answer to the script, each line of it above its effects.
pub fn play(setup: &str, script: &str) -> (World, String) {
    let mut world = World::new();
    for line in setup.lines().map(str::trim).filter(|line| !line.is_empty()) {
        world.play(line);
    }
    world.said.clear();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        writeln!(world.said, "> {line}").unwrap();
        world.play(line);
    }
    let said = std::mem::take(&mut world.said);
    (world, said)
}
