//! Random bytes, and valid ones with something changed, for everything that reads what another machine has sent: nothing panics and
//! nothing grows. What fails prints its seed; `SYNCIT_FUZZ_SEEDS` says how many are tried and `SYNCIT_FUZZ_FROM` where to begin.
#![allow(clippy::unwrap_used)]

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use syncit_core::message::{Ask, BatchId, Lane, OfferItem, Piece, Refusal, RefusalCode, ToClient, ToHub};
use syncit_core::path::MAX_PATH;
use syncit_core::{CHUNK_MAX, ChunkList, ChunkRef, Digest, Entry, FolderId, Name, RelPath, Seq};
use syncit_ssh::pair::{Admission, Invitation, LIFETIME, serve};
use syncit_ssh::wire::command::{Command, Direction, Link};
use syncit_ssh::wire::line::{self, Greeting, Lines, MAX_LINE};
use syncit_ssh::wire::scp::{self, Answers, Decoder, MAX_HEADER};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Inputs of each kind in an ordinary run.
const SEEDS: u64 = 20_000;

/// Small, quick, and the same everywhere (xorshift64*).
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        // Neighbouring seeds are to have nothing in common, and none may be zero.
        Random(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most)).map(|_| self.next() as u8).collect()
    }

    /// What numbers, lengths and separators are likely to go wrong with.
    fn piece(&mut self) -> Vec<u8> {
        const PIECES: [&[u8]; 20] = [
            b"\0",
            b"\n",
            b" ",
            b"-1",
            b"0",
            b"4294967295",
            b"18446744073709551616",
            b"9999999999999999999999",
            b"..",
            b"/",
            b"\xff",
            b"\xe2\x80\xae",
            b"\"",
            b"\\u0000",
            b"[",
            b"{",
            b"C0644 1 0.c0\n",
            b"E\n",
            b"null",
            b"1e999",
        ];
        PIECES[self.below(PIECES.len())].to_vec()
    }

    /// Changes some of it.
    fn mutate(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        for _ in 0..=self.below(4) {
            let (from, to) = (self.below(bytes.len() + 1), self.below(bytes.len() + 1));
            let (from, to) = (from.min(to), from.max(to));
            match self.below(7) {
                0 if from < bytes.len() => bytes[from] ^= 1 << self.below(8),
                1 if from < bytes.len() => bytes[from] = self.next() as u8,
                2 => bytes.truncate(to),
                3 => drop(bytes.drain(from..to)),
                4 => {
                    let copy = bytes[from..to].to_vec();
                    bytes.splice(to..to, copy);
                }
                5 => {
                    let deep = self.piece().repeat(1 + self.below(300));
                    bytes.splice(from..from, deep);
                }
                _ => {
                    let piece = self.piece();
                    bytes.splice(from..to.min(from + 4), piece);
                }
            }
        }
        bytes
    }

    /// Random bytes, or something valid that was changed.
    fn input(&mut self, valid: &[Vec<u8>]) -> Vec<u8> {
        match self.below(5) {
            0 => self.bytes(2_000),
            _ => {
                let valid = valid[self.below(valid.len())].clone();
                self.mutate(valid)
            }
        }
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Gives `check` each seed's randomness; a share of the seeds, where one takes long.
fn for_each_seed(share: u64, check: impl Fn(&mut Random)) {
    let from = number("SYNCIT_FUZZ_FROM", 0);
    for seed in from..from + number("SYNCIT_FUZZ_SEEDS", SEEDS).div_ceil(share) {
        let _said = Said(seed);
        check(&mut Random::new(seed));
    }
}

/// Says by which seed a test has failed.
struct Said(u64);

impl Drop for Said {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the seed is {0}: SYNCIT_FUZZ_FROM={0} SYNCIT_FUZZ_SEEDS=1", self.0);
        }
    }
}

fn folder() -> FolderId {
    FolderId([7; 16])
}

fn batch() -> BatchId {
    BatchId { folder: folder(), number: 9 }
}

fn refusal() -> Refusal {
    Refusal { code: RefusalCode::NotFound, message: "gone\n".into(), hint: Some("look".into()) }
}

/// Valid streams of a data lane.
fn streams() -> Vec<Vec<u8>> {
    let item = |path: &str| OfferItem {
        path: RelPath::new(path).unwrap(),
        based_on: Seq(1),
        entry: Entry::Directory,
        moved_from: None,
        conflict_of: None,
        missing: None,
        private: None,
    };
    let mut push = Vec::new();
    scp::open(&mut push, batch());
    scp::offer(&mut push, &[item("a"), item("ü/b")]).unwrap();
    scp::body(&mut push, 0, Piece::Chunk(0), &[1; 100]).unwrap();
    scp::body(&mut push, 1, Piece::List(2), &[]).unwrap();
    scp::end(&mut push);
    let mut pull = Vec::new();
    scp::open(&mut pull, batch());
    scp::body(&mut pull, 1_023, Piece::Chunk(u32::MAX), &[0; 50]).unwrap();
    scp::missing(&mut pull, &[(3, refusal())]).unwrap();
    scp::end(&mut pull);
    vec![push, pull]
}

#[test]
fn data_lanes() {
    let valid = streams();
    for_each_seed(1, |random| {
        let bytes = random.input(&valid);
        for direction in [Direction::Push, Direction::Pull] {
            let (mut decoder, mut rest) = (Decoder::new(direction), &bytes[..]);
            let mut is_sound = true;
            while is_sound && !rest.is_empty() {
                let (mut part, later) = rest.split_at(1 + random.below(rest.len()));
                rest = later;
                loop {
                    match decoder.next(&mut part) {
                        Ok(Some(_)) => {}
                        Ok(None) => break,
                        Err(_) => {
                            is_sound = false;
                            break;
                        }
                    }
                }
                // One chunk is given memory ahead; a vector that grows doubles.
                assert!(decoder.kept() <= CHUNK_MAX.max(2 * bytes.len()), "it keeps more than has come");
            }
        }
        let mut answers = Answers::default();
        answers.sent(random.next() % 50);
        // What is no text takes three bytes for each that came.
        let _ = answers.take(&bytes, |text| assert!(text.len() <= 3 * MAX_HEADER));
    });
}

/// Valid lines of the control lane, both ways.
fn lines() -> Vec<Vec<u8>> {
    let name = Name::new("Fotos").unwrap();
    let to_hub = [
        ToHub::Ping,
        ToHub::News { folder: folder(), after: Seq(5) },
        ToHub::Ask { id: 1, ask: Ask::Share { name: name.clone(), hub_copy: true } },
        ToHub::Ask { id: u64::MAX, ask: Ask::Rename { machine: syncit_core::MachineId([1; 16]), name } },
        ToHub::Detach { folder: folder(), unlinked: true },
    ];
    let to_client = [
        ToClient::Pong,
        ToClient::Goodbye(refusal()),
        ToClient::Answered { id: 3, answer: Err(refusal()) },
        ToClient::Changed { folder: folder(), latest: Seq(9) },
        ToClient::News { folder: folder(), after: Seq(1), upto: Seq(2), more: true, entries: vec![] },
    ];
    let greeting = line::encode(&Greeting { link: Link([0xab; 16]) }).unwrap();
    let to_hub = to_hub.iter().map(|message| line::encode(message).unwrap());
    let to_client = to_client.iter().map(|message| line::encode(message).unwrap());
    to_hub.chain(to_client).chain([greeting]).collect()
}

fn read_lines<M: line::Control>(mut input: &[u8]) {
    let mut lines = Lines::default();
    while let Ok(Some(_)) = lines.next::<M>(&mut input) {}
}

#[test]
fn control_lines() {
    let valid = lines();
    for_each_seed(1, |random| {
        let bytes = random.input(&valid);
        read_lines::<ToHub>(&bytes);
        read_lines::<ToClient>(&bytes);
        read_lines::<Greeting>(&bytes);
    });
    // A line without an end is given up, not collected.
    let (mut lines, flood) = (Lines::default(), vec![b'['; 1 << 20]);
    let refused = (0..=MAX_LINE >> 20).any(|_| lines.next::<ToHub>(&mut &flood[..]).is_err());
    assert!(refused);
}

#[test]
fn commands_and_links() {
    let valid = [Direction::Push, Direction::Pull]
        .map(|direction| Command { direction, lane: Lane::Bulk, link: Link([0xa7; 16]) }.to_string().into_bytes());
    for_each_seed(1, |random| {
        let bytes = random.input(&valid);
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(command) = text.parse::<Command>() {
            assert_eq!(command.to_string(), text, "a command has one spelling");
        }
        let _ = Link::from_str(&text);
    });
}

#[test]
fn paths_and_names() {
    let valid = ["a", "a/b/c", "ü/ö ä.txt", "CON", ".git/hooks/x", "a//b", "/etc/passwd", ".syncit", "x/../y"]
        .map(|text| text.as_bytes().to_vec());
    for_each_seed(1, |random| {
        let bytes = random.input(&valid);
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(path) = RelPath::new(&text) {
            assert_eq!(path.as_str(), text);
            assert!(text.len() <= MAX_PATH && !text.contains('\0'));
            assert!(path.as_str().split('/').all(|part| !["", ".", ".."].contains(&part) && part.len() <= 255));
            assert!(path.ancestors().all(|dir| path.is_below(&dir)));
        }
        if let Ok(name) = Name::new(&text) {
            assert!(name.as_str().chars().count() <= 40 && !name.as_str().contains(['/', '\0', '\n']));
        }
    });
}

#[test]
fn chunk_lists() {
    let chunk = |len| ChunkRef { digest: Digest::of(&[len as u8]), len };
    let valid = [vec![], vec![chunk(1)], (1..90).map(chunk).collect(), vec![chunk(CHUNK_MAX as u32); 3]]
        .map(|chunks| ChunkList::new(chunks).unwrap().encode());
    for_each_seed(1, |random| {
        let bytes = random.input(&valid);
        if let Ok(list) = ChunkList::decode(&bytes) {
            assert_eq!(list.encode(), bytes, "a list has one encoding");
            assert!(list.chunks().iter().all(|chunk| (1..=CHUNK_MAX as u32).contains(&chunk.len)));
            assert_eq!(list.size(), list.chunks().iter().map(|chunk| u64::from(chunk.len)).sum::<u64>());
        }
    });
}

/// Lets nobody in, and notes if it is asked to.
#[derive(Default)]
struct Closed(AtomicBool);

impl Admission for Closed {
    fn admit(&self, _: &[u8], _: &Name) -> Result<Name, Refusal> {
        self.0.store(true, Ordering::Relaxed);
        Err(refusal())
    }
}

#[test]
fn pairing_lines() {
    // Ed25519's neutral element, as SPAKE2 sends it with side A's mark.
    let element = format!("4101{}", "00".repeat(31));
    let begin = format!("{{\"begin\":{{\"version\":1,\"name\":\"laptop\",\"element\":\"{element}\"}}}}\n");
    let confirm = format!("{{\"confirm\":{{\"mac\":\"{}\"}}}}\n", "00".repeat(32));
    let valid = [begin.clone(), confirm.clone(), format!("{begin}{confirm}")].map(String::into_bytes);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for_each_seed(10, |random| {
        let bytes = random.input(&valid);
        let (invitation, closed) = (Invitation::new(LIFETIME).unwrap(), Closed::default());
        let heard = runtime.block_on(async {
            let (hub, machine) = tokio::io::duplex(64 << 10);
            let (mut from_hub, mut to_hub) = tokio::io::split(machine);
            let serving = async {
                // Whatever comes of it: it ends.
                let _ = serve(hub, IpAddr::from([10, 0, 0, 1]), b"joiner", b"hub", &invitation, &closed).await;
            };
            let speaking = async {
                let _ = to_hub.write_all(&bytes).await;
                let _ = to_hub.shutdown().await;
                let mut heard = Vec::new();
                let _ = from_hub.read_to_end(&mut heard).await;
                heard
            };
            let both = async { tokio::join!(serving, speaking) };
            tokio::time::timeout(Duration::from_secs(60), both).await.unwrap().1
        });
        assert!(heard.len() < 4_096 && !closed.0.load(Ordering::Relaxed), "somebody was let in");
        assert!(invitation.attempts_left() >= 8, "one exchange is one attempt");
    });
}
