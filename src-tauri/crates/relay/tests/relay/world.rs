//! Plays the lines of a transcript, and records what the relay does in response to each.
//!
//! A line is `session: words` for what a machine sends (the words are those of `words.rs`), or words alone for what
//! happens to the hub. A session belongs to the machine of the same name without its quotes (`laptop'` is a second
//! connection of `laptop`). A line that ends in `&` is one step together with the next. After each step every promise
//! about the journal is checked.
//!
//! ```text
//! laptop: hello [PROTOCOL]     connects if it must, and greets; `connect` only connects, always again
//! laptop: cut                  its connection is lost
//! desk: pair KEY [ACCESS] [by MACHINE]
//!                              a machine called desk pairs with this key, invited by the hub or by a machine
//! laptop: invitation           the invitation that it opened has changed
//!
//! in other                     from now on, lines are about the other folder; `in docs` for the first one
//! tick MILLISECONDS            time passes, and the relay is woken once; `seconds N`: once each second
//! clock MILLISECONDS           from now on, the hub's wall clock is wrong by this
//! limits FILES PERCENT         what counts as a mass deletion
//! hide MACHINE                 the machine loses access to the other folder
//! own QUESTION                 the hub's person asks (`ask` in `words.rs`)
//! rot "content" c1             its second chunk is damaged on the hub's disk (`list`: its list), and that is found
//! find [LIMIT]                 the relay learns which content is lacking
//! free BYTES                   the hub's disk has this much free space
//! fault KIND                   from now on the store fails, as `faulty.rs` numbers the kinds
//! restart                      the relay starts again; `restore`: from the store's `backup`
//! ```

mod show;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use syncit_core::damage::Kept;
use syncit_core::hub_clock::Reading;
use syncit_core::message::{Ask, Lane, MAX_MESSAGE, OfferItem, PROTOCOL, ToClient, ToHub};
use syncit_core::relay_store::{Access, ContentChecker, Folder, JournalEntry, Machine, RelayStore, StoreResult};
use syncit_core::{Digest, Entry, FolderId, Incarnation, MachineId, Name, RelPath, Seq, Timestamp};
use syncit_relay::step::{Effect, Event, SessionId};
use syncit_relay::{Relay, RelayConfig};
use syncit_testkit::relay_map::RelayBackup;

use self::words::{ask, list_of};
use crate::faulty::Faulty;

pub use self::words::file;

pub const MACHINES: [&str; 4] = ["hub", "laptop", "desk", "phone"];
pub const FOLDER: FolderId = FolderId([1; 16]);
pub const OTHER: FolderId = FolderId([2; 16]);

static DRAWN: AtomicUsize = AtomicUsize::new(1 << 32);

fn config() -> RelayConfig {
    RelayConfig {
        version: "9.9".into(),
        min_free: 1_000,
        pass_on_from: 1 << 17,
        folders_per_machine: 64,
        bytes_per_machine: None,
        fingerprint: |key| format!("SHA256:{}", key.len()),
        // They only have to differ from each other and from those that exist at the start.
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

/// A relay, its store, and what it has sent.
pub struct World {
    pub relay: Relay<Faulty>,
    pub store: Faulty,
    pub now: Timestamp,
    /// The error of the hub's wall clock, in milliseconds.
    pub error: i64,
    /// Whether enough time passes that old versions are removed.
    pub expires: bool,
    sessions: BTreeMap<String, SessionId>,
    alive: BTreeSet<SessionId>,
    connected: u64,
    /// The folder that lines are about.
    folder: FolderId,
    batches: BTreeMap<(String, u64), Vec<(OfferItem, String)>>,
    contents: BTreeMap<Digest, String>,
    held: Vec<Event>,
    runs: u8,
    backup: Option<RelayBackup>,
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
            error: 0,
            expires: false,
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

    /// Returns what the hub's clocks show.
    pub fn reading(&self) -> Reading {
        Reading { wall: self.now.plus_millis(self.error), ticks: (self.now.0 / 1_000_000) as u64 }
    }

    /// Takes events, checks every promise, and returns the effects.
    pub fn step(&mut self, events: Vec<Event>) -> StoreResult<Vec<Effect>> {
        for event in &events {
            if let Event::Message { message, .. } = event {
                assert_may_come(message);
            }
        }
        let effects = self.relay.step(events, self.reading());
        self.check();
        effects.iter().flatten().for_each(assert_fits);
        effects
    }

    /// Checks that every prefix of the journal is a whole tree, times do not decrease, every entry can be rebuilt, and
    /// any block of news makes whole trees too.
    pub fn check(&self) {
        self.check_folder(FOLDER);
        self.check_folder(OTHER);
    }

    fn check_folder(&self, folder: FolderId) {
        let mut tree: BTreeMap<RelPath, (Entry, Seq)> = BTreeMap::new();
        let mut last = Timestamp(i64::MIN);
        // Once old versions were removed, only the moments that are kept are whole.
        let journal = self.store.map.journal(folder);
        let mut newest = BTreeMap::new();
        let is_all =
            journal.iter().all(|entry| newest.insert(&entry.path, entry.seq).unwrap_or(Seq(0)) == entry.previous);
        assert!(is_all || self.expires, "an entry does not follow the one before it, or some are gone");
        for entry in &journal {
            let before = tree.get(&entry.path).map_or(Seq(0), |(_, seq)| *seq);
            assert!(entry.previous >= before, "{entry:?} does not follow the entry before it");
            assert!(entry.at >= last, "{entry:?} is older than the entry before it");
            last = entry.at;
            if let Some(file) = entry.entry.file() {
                let content = self.store.map.content(&file.digest);
                let len = content.map(|content| content.len() as u64);
                let is_damaged = self.store.damage().unwrap() > 0;
                assert!(len == Some(file.size) || (len.is_none() && is_damaged), "an accepted content is not complete");
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

    pub fn session(&self, name: &str) -> SessionId {
        *self.sessions.get(name).unwrap_or_else(|| panic!("{name} is not connected"))
    }

    fn name_of(&self, session: SessionId) -> &str {
        self.sessions.iter().find(|(_, id)| **id == session).map_or("?", |(name, _)| name)
    }

    /// Sends one message and returns what the relay sent in response, to anybody.
    pub fn say(&mut self, who: &str, message: ToHub) -> String {
        let events = self.message(who, message);
        self.said.clear();
        self.run(events);
        std::mem::take(&mut self.said)
    }

    /// Plays one line and returns what the relay sent in response, to anybody.
    pub fn hear(&mut self, line: &str) -> String {
        self.said.clear();
        self.play(line);
        std::mem::take(&mut self.said)
    }

    /// Returns one block of news.
    pub fn news(&mut self, who: &str, after: Seq) -> (Seq, bool, Vec<JournalEntry>) {
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
                    events.extend(self.message(
                        who,
                        ToHub::Hello { protocol, version: "1.0".into(), coming: who.starts_with("phone") },
                    ));
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
            "clock" => {
                self.error = rest.parse().unwrap();
                vec![]
            }
            "limits" => {
                let (files, share) = rest.split_once(' ').unwrap();
                for (key, value) in [("hold-files", files), ("hold-share", share)] {
                    self.store.map.set_setting(&format!("{key}:{FOLDER}"), Some(value)).unwrap();
                }
                self.store.map.commit().unwrap();
                vec![]
            }
            // Takes a machine's access to the other folder.
            "hide" => {
                self.store.map.set_access(machine(rest), OTHER, Access::None).unwrap();
                self.store.map.commit().unwrap();
                vec![]
            }
            "seconds" => {
                let count: i64 = rest.parse().unwrap();
                self.now = self.now.plus_millis(count * 1_000);
                (0..count).map(|_| Event::Tick).collect()
            }
            // `"content" c1`: a chunk of it on the hub's disk; `"content" list`: its list.
            "rot" => {
                let (content, piece) = rest.rsplit_once(' ').unwrap();
                let list = list_of(content.trim_matches('"'));
                let kept = match piece.strip_prefix('c') {
                    Some(n) => Kept::Chunk(list.chunks()[n.parse::<usize>().unwrap()].digest),
                    None => Kept::List(list.digest()),
                };
                self.store.map.rot(kept);
                vec![Event::Own { id: 7, ask: Ask::Quarantine { kept: vec![kept] } }]
            }
            "find" => vec![Event::Lacking(self.store.map.lacking(rest.parse().unwrap_or(100)).unwrap())],
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
            "pair" => {
                let (rest, by) = rest.split_once(" by ").unwrap_or((rest, ""));
                let by = Some(by).filter(|by| !by.is_empty()).map(machine);
                let (key, may) = rest.split_once(' ').unwrap_or((rest, ""));
                let machine = Machine {
                    id: machine(key),
                    name: Name::new(who).unwrap(),
                    public_key: key.as_bytes().to_vec(),
                    paired_at: self.now,
                    last_seen: None,
                    is_hub: false,
                };
                let may = match may {
                    "none" => Some(Access::None),
                    "read" => Some(Access::Read),
                    "write" => Some(Access::Write),
                    _ => None,
                };
                vec![Event::Paired { machine, may, by }]
            }
            "invitation" => vec![Event::InvitationChanged { machine: machine(who) }],
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
}

/// Checks that whatever is sent fits into a message as it is encoded.
pub fn assert_fits(effect: &Effect) {
    let bytes = match effect {
        Effect::Send { message, .. } => serde_json::to_vec(message).unwrap().len(),
        Effect::SendBodies { missing, .. } => serde_json::to_vec(missing).unwrap().len(),
        _ => 0,
    };
    assert!(bytes <= MAX_MESSAGE, "a message of {bytes} bytes: {}", &format!("{effect:?}")[..200]);
}

/// Checks that no test sends what could not have come over the wire.
fn assert_may_come(message: &ToHub) {
    let bytes = match message {
        ToHub::Body(_) => 0,
        ToHub::Offer { items, .. } => serde_json::to_vec(items).unwrap().len(),
        message => serde_json::to_vec(message).unwrap().len(),
    };
    assert!(bytes <= MAX_MESSAGE, "no machine can send a message of {bytes} bytes");
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

/// Plays lines after `setup` and returns the transcript: each line after `> `, above what the relay did in response.
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
