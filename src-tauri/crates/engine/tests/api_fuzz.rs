//! Sends every request of the control socket with random changes in it: the engine answers each within its bounds, and
//! continues. A failure prints its seed; `SYNCIT_FUZZ_SEEDS` says how many are tried and `SYNCIT_FUZZ_FROM` where to begin.
//! The parser of requests alone is tried in `fuzz/`.
#![allow(clippy::unwrap_used, missing_docs)]

#[allow(dead_code)]
#[path = "../../testkit/tests/hostile/random.rs"]
mod random;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use random::{Random, note};
use serde_json::{Value, json};
use syncit_engine::api::{Command, HubRoot};
use syncit_engine::control::Client;
use syncit_engine::{Engine, Home, Options};

/// Requests in an ordinary run.
const SEEDS: u64 = 600;
/// Requests on one connection.
const TOGETHER: u64 = 20;
/// How long an answer may take. Some requests search the network for two seconds.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest answer, in bytes.
const LONGEST: usize = 64 << 20;

static PANICKED: AtomicBool = AtomicBool::new(false);

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// One request of each kind that a front can make, except those that end the engine, or that are not answered at once.
fn requests(dir: &Path) -> Vec<Value> {
    let docs = dir.join("docs");
    let folder = json!("docs");
    let bare = [
        "status",
        "invitation",
        "cancel-invite",
        "folders",
        "machines",
        "held",
        "store",
        "key",
        "doctor",
        "log",
        "leave",
        "verify",
    ];
    let mut all: Vec<Value> = bare.iter().map(|name| json!({"command": name})).collect();
    all.extend([
        json!({"command": "hub", "name": "desk", "listen": "127.0.0.1:0", "root": "none"}),
        json!({"command": "hub", "name": "desk", "listen": "127.0.0.1:0", "root": {"at": dir.join("root")}}),
        json!({"command": "invite", "minutes": 10, "may": "read"}),
        json!({"command": "join", "address": "127.0.0.1:1", "code": "123456", "name": "x", "fingerprint": null}),
        json!({"command": "share", "path": docs, "name": folder, "hub_copy": false}),
        json!({"command": "share", "path": dir.join("more"), "name": null, "hub_copy": true}),
        json!({"command": "estimate", "path": docs}),
        json!({"command": "unshare", "name": "more"}),
        json!({"command": "link", "name": folder, "path": docs, "role": "two-way", "only": ["a"]}),
        json!({"command": "unlink", "name": "more"}),
        json!({"command": "relocate", "name": folder, "path": dir.join("else")}),
        json!({"command": "wait", "folder": folder, "timeout": 0.01}),
        json!({"command": "rename", "machine": null, "name": "desk"}),
        json!({"command": "forget", "name": "nobody"}),
        json!({"command": "allow-invites", "machine": "desk", "allowed": true}),
        json!({"command": "access", "machine": "desk", "folder": folder, "access": "read"}),
        json!({"command": "history", "folder": folder, "path": "a", "machine": null, "since": null, "before": null, "limit": 10}),
        json!({"command": "activity", "hours": 24}),
        json!({"command": "versions", "folder": folder, "path": "a"}),
        json!({"command": "restore", "folder": folder, "path": "a", "version": "1", "at": null, "to": null, "dry_run": true}),
        json!({"command": "restore", "folder": folder, "path": "a", "version": null, "at": "2026-11-22T00:00:00Z", "to": dir.join("to"), "dry_run": false}),
        json!({"command": "content", "folder": folder, "path": "a", "version": "1"}),
        json!({"command": "conflicts", "folder": folder, "copy": "a", "diff": true}),
        json!({"command": "resolve", "folder": folder, "copy": "a", "keep": "mine"}),
        json!({"command": "differences", "folder": folder, "after": null, "limit": 5}),
        json!({"command": "settle-differences", "folder": folder, "keep_mine": true, "count": 0}),
        json!({"command": "selected", "folder": folder, "path": "a"}),
        json!({"command": "choose", "folder": folder, "from": true, "deselect": ["a", "a/b"], "select": ["a"]}),
        json!({"command": "where", "paths": [docs, dir.join("docs/a"), dir.join("else")]}),
        json!({"command": "release", "folder": folder, "delete": false}),
        json!({"command": "pause", "folder": folder, "seconds": 1}),
        json!({"command": "resume", "folder": null}),
        json!({"command": "rescan", "folder": folder}),
        json!({"command": "ignored", "folder": folder, "path": "a"}),
        json!({"command": "ignore-rules", "folder": folder, "text": "*.o\n"}),
        json!({"command": "ignore-preview", "folder": folder, "text": "[a-\n**/x/"}),
        json!({"command": "settings", "folder": null, "key": null, "value": null}),
        json!({"command": "settings", "folder": folder, "key": "rescan-minutes", "value": "60"}),
        json!({"command": "settings", "folder": folder, "key": "keep-all-days", "value": "30"}),
        json!({"command": "settings", "folder": null, "key": "min-free", "value": "1 GiB"}),
        json!({"command": "settings", "folder": null, "key": "root", "value": dir.join("root")}),
        json!({"command": "settings", "folder": null, "key": "pause-on-metered", "value": "yes"}),
        json!({"command": "settings", "folder": null, "key": "pause-on-battery", "value": "20 %"}),
        json!({"command": "settings", "folder": null, "key": "limit-hours", "value": "mon-fri 08:00-18:00, sat"}),
        json!({"command": "diagnostics", "file": dir.join("bundle")}),
    ]);
    all
}

/// Confines every path in a request to `dir`, whatever the seed has made of it: the rest of this computer must not be
/// touched.
fn confine(value: &mut Value, dir: &Path) {
    match value {
        Value::String(text)
            if text.starts_with('/') && (text.contains("..") || !Path::new(text.as_str()).starts_with(dir)) =>
        {
            *text = dir.join("elsewhere").join(text.replace("..", "").trim_start_matches('/')).display().to_string();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| confine(item, dir)),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                // No names are resolved, and no other ports are tried.
                match name.as_str() {
                    "address" => *field = json!("127.0.0.1:1"),
                    "listen" if field.is_string() => *field = json!("127.0.0.1:0"),
                    _ => confine(field, dir),
                }
            }
        }
        _ => {}
    }
}

struct Asking<'a> {
    socket: &'a Path,
    dir: &'a Path,
    heard: Vec<Value>,
    answers: BTreeMap<String, u64>,
}

impl Asking<'_> {
    fn connect(&self) -> BufReader<UnixStream> {
        let stream = UnixStream::connect(self.socket).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        BufReader::new(stream)
    }

    fn request(&self, random: &mut Random, requests: &[Value]) -> Vec<u8> {
        let mut request = json!({"id": 7, "command": random.one_of(requests)});
        if !random.one_in(5) {
            random.mutate(&mut request, &self.heard);
        }
        confine(&mut request, self.dir);
        // It may wait forever, for something that only a person can end.
        if request["command"]["command"] == "wait" && !request["command"]["timeout"].is_string() {
            request["command"]["timeout"] = json!(0.01);
        }
        if request["command"]["command"] == "join" && request["command"]["address"].is_null() {
            request["command"]["address"] = json!("127.0.0.1:1");
        }
        let mut line = request.to_string().into_bytes();
        if random.one_in(10) {
            // A path without its beginning or its end would be outside of `dir`.
            line.retain(|byte| *byte != b'/');
            random.mangle(&mut line);
        }
        line.retain(|byte| *byte != b'\n');
        line.push(b'\n');
        line
    }

    fn ask(&mut self, stream: &mut BufReader<UnixStream>, line: &[u8]) {
        let begun = Instant::now();
        stream.get_ref().write_all(line).unwrap();
        let mut answer = String::new();
        let shown = String::from_utf8_lossy(&line[..line.len().min(400)]).into_owned();
        stream.read_line(&mut answer).unwrap_or_else(|error| panic!("{error} after {:?}: {shown}", begun.elapsed()));
        assert!(answer.ends_with('\n') && answer.len() <= LONGEST, "no answer to {shown}");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let code = answer["error"]["code"].as_str().unwrap_or("reply");
        assert!(answer["error"]["code"].is_string() || !answer["reply"].is_null(), "{answer} to {shown}");
        *self.answers.entry(code.to_owned()).or_default() += 1;
        note(&answer, &mut self.heard);
    }
}

#[test]
fn whatever_is_asked_the_engine_answers_and_goes_on() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICKED.store(true, Ordering::SeqCst);
        usual(panic);
    }));
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(&dir.path().join("home")).unwrap();
    let engine = Engine::start(home.clone(), Options::isolated()).unwrap();
    let handle = engine.handle();
    handle
        .call(Command::Hub { name: Some("desk".into()), listen: Some("127.0.0.1:0".into()), root: HubRoot::None })
        .unwrap();
    for name in ["docs", "more", "else"] {
        fs::create_dir(dir.path().join(name)).unwrap();
    }
    fs::write(dir.path().join("docs/a"), "a").unwrap();
    handle.call(Command::Share { path: dir.path().join("docs"), name: None, hub_copy: false }).unwrap();

    let socket = fs::read_link(home.data().join("control")).unwrap();
    let requests = requests(dir.path());
    let mut asking = Asking { socket: &socket, dir: dir.path(), heard: Vec::new(), answers: BTreeMap::new() };
    let mut stream = asking.connect();
    let from = number("SYNCIT_FUZZ_FROM", 0);
    for seed in from..from + number("SYNCIT_FUZZ_SEEDS", SEEDS) {
        let mut random = Random::new(seed);
        if seed % TOGETHER == 0 {
            stream = asking.connect();
            Client::connect(&home).unwrap().call(Command::Status).unwrap();
        }
        let line = asking.request(&mut random, &requests);
        asking.ask(&mut stream, &line);
        assert!(!PANICKED.load(Ordering::SeqCst), "seed {seed}: {}", String::from_utf8_lossy(&line));
    }
    eprintln!("{:?}", asking.answers);
    if from == 0 {
        assert!(asking.answers.len() > 8, "{:?}", asking.answers);
    }
    engine.stop();
    assert!(!PANICKED.load(Ordering::SeqCst));
}
