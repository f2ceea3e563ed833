//! A hub whose key an attacker has: it answers one of its machines with anything.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use syncit_core::message::{BodyOut, Lane, PROTOCOL, ToClient, ToHub};
use syncit_core::relay_store::{ContentReader, StoreResult};
use syncit_core::{ChunkList, Digest, MachineId};
use syncit_ssh::server::{Gate, Limits, PairingHost, Server, ServerConfig, ServerEvent, SessionOut};

use crate::machines::{Machines, until};
use crate::random::Random;
use crate::{CALM, Usage, load, pause, seeds};

/// Messages that are sent for each seed, and how long that may take.
const MESSAGES: u64 = 400;
const PATIENCE: Duration = Duration::from_secs(60);

struct Open;

impl Gate for Open {
    fn machine(&self, key: &[u8]) -> Option<MachineId> {
        Some(MachineId::of_key(key))
    }
    fn invitation(&self) -> Option<Arc<dyn PairingHost>> {
        None
    }
}

/// Returns bytes for every digest.
struct Anything;

impl ContentReader for Anything {
    fn chunk(&self, digest: &Digest) -> StoreResult<Option<Vec<u8>>> {
        Ok(Some(vec![digest.0[0]; 1 + usize::from(digest.0[1]) * 100]))
    }
    fn chunk_list(&self, _: &Digest) -> StoreResult<Option<ChunkList>> {
        Ok(Some(ChunkList::of_small(b"anything")))
    }
}

/// Sends messages to every connection until enough were sent.
struct Liar {
    random: Random,
    latest: u64,
    /// The folder that the machine keeps.
    folder: Value,
    said: u64,
    sessions: HashMap<u64, SessionOut>,
}

impl Liar {
    fn say(&mut self, session: u64, mut value: Value) {
        if self.random.one_in(3) {
            self.random.mutate(&mut value, &[]);
        }
        let Some(out) = self.sessions.get(&session) else { return };
        if let Ok(message) = serde_json::from_value::<ToClient>(value)
            && !matches!(message, ToClient::Body(_) | ToClient::BodiesEnd { .. })
        {
            out.send(message);
            self.said += 1;
        }
    }

    fn answer(&mut self, session: u64, message: &ToHub) {
        match message {
            ToHub::Hello { .. } => {
                if let Some(out) = self.sessions.get(&session) {
                    let welcome = json!({"type": "welcome", "protocol": PROTOCOL, "version": "1", "hub": "attic", "name": "laptop"});
                    out.send(serde_json::from_value(welcome).unwrap());
                }
            }
            ToHub::Attach { folder, .. } => {
                self.folder = json!(folder);
                let run = "ab".repeat(16);
                self.say(
                    session,
                    json!({
                        "type": "attached", "folder": folder, "incarnation": run, "latest": self.latest, "common": 0,
                        "incarnations": [{"incarnation": run, "seq": self.latest}], "access": "write",
                    }),
                );
            }
            ToHub::News { folder, after } => {
                let entries: Vec<Value> = (0..self.random.below(5)).map(|_| self.entry()).collect();
                let news = json!({"type": "news", "folder": folder, "after": after, "upto": self.latest, "more": false, "entries": entries});
                self.say(session, news);
            }
            ToHub::Offer { batch, items } => {
                let verdicts: Vec<Value> =
                    items.iter().enumerate().map(|(at, _)| json!([at, self.verdict()])).collect();
                self.say(session, json!({"type": "verdicts", "batch": batch, "verdicts": verdicts}));
            }
            ToHub::Get { batch, items, lane } => {
                let piece = items.first().map(|_| syncit_core::message::Piece::Chunk(0));
                let digest = Digest([self.random.below(256) as u8; 32]);
                let bodies = piece.map(|piece| BodyOut { item: self.random.below(3) as u32, piece, digest });
                if let Some(out) = self.sessions.get(&session).filter(|_| *lane != Lane::Control) {
                    out.send_bodies(*lane, *batch, bodies.into_iter().collect(), Vec::new());
                    self.said += 1;
                }
            }
            ToHub::Ask { id, .. } => {
                self.say(session, json!({"type": "answered", "id": id, "answer": {"Ok": {"answer": "done"}}}))
            }
            _ => {}
        }
    }

    fn entry(&mut self) -> Value {
        self.latest += 1;
        let path =
            self.random.one_of(&["a", "a/b", "way-out", "way-out/planted", "changes.txt", ".git/hooks/pre-commit"]);
        let small = Digest([self.random.below(256) as u8; 32]);
        let file = json!({"file": {"digest": small, "size": 1 + self.random.below(200_000), "mtime": 0}});
        let entry = self.random.one_of(&[file, json!("directory"), json!({"symlink": "../outside"}), json!("absent")]);
        json!({
            "seq": self.latest, "path": path, "entry": entry, "machine": "01".repeat(16), "at": 0, "moved_from": null,
            "conflict_of": null, "previous": 0,
        })
    }

    fn verdict(&mut self) -> Value {
        let entry = self.entry();
        let told = json!({"entry": entry["entry"], "seq": self.latest, "machine": entry["machine"], "at": 0, "conflict_of": null});
        self.random.one_of(&[
            json!({"accepted": told}),
            json!({"stale": {"current": told, "found": null, "in_the_way": []}}),
            json!({"want": {"chunks": [[0, 1]]}}),
            json!({"refused": {"code": "internal", "message": "no", "hint": null}}),
        ])
    }
}

fn start(key: &str, address: &str) -> (Server, crossbeam_channel::Receiver<ServerEvent>) {
    let (sender, events) = crossbeam_channel::unbounded();
    let listener = until("the hub's port is free", || TcpListener::bind(address).ok());
    let config = ServerConfig { private_key: key.to_owned().into(), listen: vec![listener], limits: Limits::default() };
    let server = Server::start(config, Arc::new(Open), Arc::new(move |event| drop(sender.send(event))), {
        Arc::new(|| Box::new(Anything))
    });
    (server.unwrap(), events)
}

/// Lies until enough was sent, or the machine does not come back.
fn lie(seed: u64, events: &crossbeam_channel::Receiver<ServerEvent>) -> u64 {
    let mut liar =
        Liar { random: Random::new(seed), latest: 10, folder: Value::Null, said: 0, sessions: HashMap::new() };
    let begun = Instant::now();
    while liar.said < MESSAGES && begun.elapsed() < PATIENCE {
        let event = events.recv_timeout(Duration::from_millis(50));
        let of = match event {
            Ok(ServerEvent::Connected { session, out, .. }) => {
                liar.sessions.insert(session, out);
                session
            }
            Ok(ServerEvent::Message { session, message, .. }) => {
                liar.answer(session, &message);
                session
            }
            Ok(ServerEvent::Disconnected { session }) => {
                liar.sessions.remove(&session);
                continue;
            }
            Ok(ServerEvent::Drained { .. }) | Err(_) => match liar.sessions.keys().next() {
                Some(session) => *session,
                None => continue,
            },
        };
        liar.latest += 1;
        let unasked = liar.random.one_of(&[
            json!({"type": "changed", "folder": liar.folder, "latest": liar.latest}),
            json!({"type": "arranged"}),
            json!({"type": "ping"}),
            json!({"type": "whole", "folder": liar.folder, "items": [{"path": "a", "seq": 1}]}),
            json!({"type": "lacking", "folder": liar.folder, "items": [{"path": "changes.txt", "seq": 1}]}),
        ]);
        liar.say(of, unasked);
    }
    liar.said
}

/// Returns everything below a directory that is neither SyncIt's own nor the synced folder.
fn outside(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if !["home", "docs", "run", "tmp", "stderr"].contains(&name.as_str()) {
            let is_dir = entry.file_type().unwrap().is_dir();
            found.insert(name, if is_dir { Vec::new() } else { fs::read(entry.path()).unwrap() });
            if is_dir {
                found.extend(outside(&entry.path()));
            }
        }
    }
    found
}

#[test]
fn a_machine_keeps_within_its_bounds_whatever_its_hub_says_and_syncs_again_with_the_real_one() {
    let mut machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    fs::create_dir(machines.at("laptop", "outside")).unwrap();
    machines.write("laptop", "outside/kept", "kept");
    std::os::unix::fs::symlink("../outside", machines.at("laptop", "docs/way-out")).unwrap();
    machines.write("laptop", "docs/changes.txt", "first");
    machines.settle(&["laptop", "desktop"]);
    let address = machines.invite("attic").0;
    machines.end("desktop", "TERM");
    machines.end("attic", "TERM");
    let key = fs::read_to_string(machines.at("attic", "home/machine.key")).unwrap();
    let before = outside(&machines.dir("laptop"));
    let laptop = machines.pid("laptop");
    for seed in seeds() {
        let (server, events) = start(&key, &address);
        Usage::forget_most(laptop);
        let mut said = 0;
        let load = load(laptop, || said = lie(seed, &events));
        let usage = Usage::of(laptop);
        let Usage { memory, threads, descriptors, .. } = usage;
        let memory = memory >> 10;
        eprintln!(
            "| a hub that lies, to a machine | {said} | {memory} MiB | {load:.2} | {threads} | {descriptors} | | |"
        );
        usage.check(&format!("hub {seed}"));
        assert!(said > 20, "hub {seed}: the machine did not listen");
        assert_eq!(outside(&machines.dir("laptop")), before, "hub {seed}: something changed outside of the folder");
        drop(server);
    }
    until("the machine comes to rest", || (load(laptop, pause) < CALM).then_some(()));
    machines.start("attic");
    machines.start("desktop");
    machines.write("laptop", "docs/after.txt", "after");
    machines.until_holds("desktop", "docs/after.txt", "after");
    assert_eq!(outside(&machines.dir("laptop")), before);
}
