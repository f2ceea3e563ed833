//! Machines that send anything at any time. The relay must not panic, and every promise about the journal (checked by
//! `World::step` after each step) must hold, even on a failing disk.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use syncit_core::message::*;
use syncit_core::relay_store::{Access, ConflictOf, PathAt, RelayStore};
use syncit_core::{Digest, Entry, FileEntry, FolderId, Incarnation, MachineId, Name, ReplicaId, Seq, Timestamp};
use syncit_relay::step::{Effect, Event, SessionId};

use crate::faulty::{CONTENT, EVERY_WRITE, NOTHING};
use crate::world::{FOLDER, MACHINES, OTHER, World, file, machine, path};

const PATHS: [&str; 7] = ["a", "a/b", "a/b/c", "a/d", "e", "e/f", "g"];
const CONTENTS: [&str; 4] = ["x", "yy", "", "2 chunks of z"];

struct Chaos {
    random: ChaCha8Rng,
    world: World,
    opened: u64,
    live: Vec<SessionId>,
    seen: BTreeMap<&'static str, usize>,
}

impl Chaos {
    fn below(&mut self, end: usize) -> usize {
        self.random.random_range(0..end)
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn folder(&mut self) -> FolderId {
        self.one_of(&[FOLDER, FOLDER, FOLDER, FOLDER, OTHER, FolderId([9; 16])])
    }

    fn machine(&mut self) -> MachineId {
        let name = self.one_of(&MACHINES);
        machine(name)
    }

    fn batch(&mut self, folder: FolderId) -> BatchId {
        BatchId { folder, number: self.below(4) as u64 }
    }

    fn entry(&mut self) -> Entry {
        match self.below(10) {
            0..3 => Entry::Absent,
            3..6 => Entry::Directory,
            6 => Entry::Symlink("x".repeat(self.one_of(&[0, 3, 5_000]))),
            7 => Entry::File(FileEntry {
                digest: Digest([7; 32]),
                size: self.one_of(&[0, 5, 1 << 20, u64::MAX]),
                executable: true,
                private: None,
                mtime: Timestamp(i64::MIN),
            }),
            _ => file(self.one_of(&CONTENTS)),
        }
    }

    fn seq(&mut self, folder: FolderId, at: &str) -> Seq {
        let head = self.world.store.map.head(folder, &path(at)).unwrap().map_or(Seq(0), |head| head.seq);
        let guess = Seq(self.below(20) as u64);
        self.one_of(&[head, head, head, guess, Seq(u64::MAX)])
    }

    fn path_at(&mut self, folder: FolderId) -> Option<PathAt> {
        let at = self.one_of(&PATHS);
        (self.below(3) == 0).then(|| PathAt { path: path(at), seq: self.seq(folder, at) })
    }

    fn offer(&mut self, folder: FolderId) -> Vec<ToHub> {
        let batch = self.batch(folder);
        let mut items = Vec::new();
        for _ in 0..self.below(5) {
            let at = self.one_of(&PATHS);
            let based_on = self.seq(folder, at);
            let moved_from = self.path_at(folder);
            let of = self.path_at(folder);
            let conflict_of =
                of.map(|PathAt { path, seq }| ConflictOf { base: self.seq(folder, path.as_str()), path, seq });
            items.push(OfferItem {
                path: path(at),
                based_on,
                entry: self.entry(),
                moved_from,
                conflict_of,
                missing: None,
                private: None,
            });
        }
        if self.below(30) > 0 {
            items.sort_by(|one, other| one.path.cmp(&other.path));
            items.dedup_by(|one, other| one.path == other.path);
        }
        let mut messages = Vec::new();
        for (item, offered) in (0..).zip(&items) {
            if content_of(&offered.entry).is_none() && self.below(30) > 0 {
                continue;
            }
            let bytes = self.one_of(&["x", "yy"]).as_bytes().to_vec();
            messages.push(ToHub::Body(Body { batch, item, piece: Piece::Chunk(0), bytes }));
        }
        messages.insert(0, ToHub::Offer { batch, items });
        messages.push(ToHub::BodiesEnd { batch });
        messages
    }

    fn ask(&mut self) -> Ask {
        let machine = self.machine();
        let folder = self.folder();
        match self.below(16) {
            0 => Ask::Share { name: Name::new(self.one_of(&["n1", "n2", "N1"])).unwrap(), hub_copy: true },
            1 if self.below(20) == 0 => Ask::Unshare { folder },
            2 => Ask::Rename { machine, name: Name::new(self.one_of(&["n1", "n2", "hub"])).unwrap() },
            3 if self.below(20) == 0 => Ask::Forget { machine },
            4 => Ask::SetAccess { machine, folder, access: self.one_of(&[Access::None, Access::Read, Access::Write]) },
            5 => Ask::Machines,
            6 => Ask::StoreTotals,
            7 => Ask::Folders,
            8 => Ask::Room,
            9 => Ask::Accesses,
            10 => Ask::Activity { hours: self.one_of(&[0, 1, 24, u32::MAX]) },
            11 => Ask::History(HistoryFilter {
                kinds: vec![Action::Deleted],
                search: Some("A".into()),
                limit: self.one_of(&[0, 3, usize::MAX]),
                ..HistoryFilter::default()
            }),
            _ => Ask::History(HistoryFilter { limit: self.one_of(&[0, 3, usize::MAX]), ..HistoryFilter::default() }),
        }
    }

    fn messages(&mut self) -> Vec<ToHub> {
        let folder = self.folder();
        let batch = self.batch(folder);
        vec![match self.below(24) {
            0..9 => return self.offer(folder),
            9 => ToHub::Attach {
                folder,
                replica: ReplicaId(self.machine().0),
                positions: vec![syncit_core::ids::Position { incarnation: Incarnation([1; 16]), seq: Seq(3) }],
            },
            10 => ToHub::Detach { folder, unlinked: self.below(2) == 0 },
            11 | 12 => ToHub::News { folder, after: self.seq(folder, "a") },
            13 => ToHub::BodiesEnd { batch },
            14 | 15 => {
                let piece = self.one_of(&[Piece::Chunk(0), Piece::Chunk(1), Piece::List(0), Piece::List(u32::MAX)]);
                let bytes = vec![1; self.one_of(&[1, 36, 70_000, 70_000, 70_000])];
                ToHub::Body(Body { batch, item: if self.below(30) == 0 { 9 } else { 0 }, piece, bytes })
            }
            16 => ToHub::Get {
                batch,
                lane: if self.below(30) == 0 { Lane::Control } else { Lane::Bulk },
                items: vec![GetItem {
                    path: path("a"),
                    seq: self.seq(folder, "a"),
                    pieces: Pieces::Chunks(vec![(0, u32::MAX), (u32::MAX, 7)]),
                    coming: None,
                }],
            },
            17 if self.below(30) == 0 => ToHub::Hello { protocol: PROTOCOL, version: "1".into(), coming: true },
            18 => ToHub::Pong,
            19 => ToHub::Ping,
            _ => ToHub::Ask { id: 1, ask: self.ask() },
        }]
    }

    fn events(&mut self) -> Vec<Event> {
        if self.live.len() < 3 || self.below(30) == 0 {
            self.opened += 1;
            let session = SessionId(self.opened);
            self.live.push(session);
            let hello = ToHub::Hello { protocol: PROTOCOL, version: "1".into(), coming: true };
            let machine = self.machine();
            return vec![
                Event::Connected { session, machine },
                Event::Message { session, lane: Lane::Control, message: hello },
            ];
        }
        let live = self.live.clone();
        let session = self.one_of(&live);
        match self.below(40) {
            0 => {
                self.live.retain(|live| *live != session);
                vec![Event::Disconnected { session }]
            }
            1 => vec![Event::Tick],
            2 => vec![Event::Free { bytes: self.one_of(&[0, u64::MAX, u64::MAX]) }],
            3 => vec![Event::Own { id: 1, ask: self.ask() }],
            _ => {
                let messages = self.messages().into_iter();
                messages.map(|message| Event::Message { session, lane: Lane::Bulk, message }).collect()
            }
        }
    }

    fn note(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Close { session } = effect {
                self.live.retain(|live| live != session);
            }
            let Effect::Send { message, .. } = effect else { continue };
            match message {
                ToClient::Goodbye(_) => *self.seen.entry("goodbye").or_default() += 1,
                ToClient::Verdicts { verdicts, .. } => {
                    for (_, verdict) in verdicts {
                        let kind = match verdict {
                            Verdict::Accepted(_) => "accepted",
                            Verdict::Stale { in_the_way, .. } if in_the_way.is_empty() => "stale",
                            Verdict::Stale { .. } => "in the way",
                            Verdict::Want(_) => "want",
                            Verdict::Refused(_) => "refused",
                        };
                        *self.seen.entry(kind).or_default() += 1;
                    }
                }
                _ => {}
            }
        }
    }
}

#[test]
fn whatever_is_said_the_tree_stays_whole() {
    let mut seen = BTreeMap::new();
    let mut faults = 0;
    for seed in 0..24 {
        let mut chaos = Chaos {
            random: ChaCha8Rng::seed_from_u64(seed),
            world: World::new(),
            opened: 0,
            live: Vec::new(),
            seen: BTreeMap::new(),
        };
        for _ in 0..250 {
            let events = (0..=chaos.below(4)).flat_map(|_| chaos.events()).collect();
            let fault = chaos.one_of(&[NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, CONTENT, EVERY_WRITE]);
            chaos.world.store.fault.store(fault, Ordering::SeqCst);
            let later = chaos.one_of(&[0, 10, 3_000, -5_000]);
            chaos.world.now = chaos.world.now.plus_millis(later);
            let effects = chaos.world.step(events).expect("a full disk is no error");
            chaos.note(&effects);
        }
        faults += chaos.world.store.failed.load(Ordering::SeqCst);
        for (kind, count) in chaos.seen {
            *seen.entry(kind).or_insert(0) += count;
        }
    }
    assert!(faults > 100, "only {faults} faults");
    for kind in ["accepted", "stale", "in the way", "want", "refused", "goodbye"] {
        assert!(seen.get(kind).is_some_and(|count| *count > 50), "{kind} is too rare to say anything: {seen:?}");
    }
}
