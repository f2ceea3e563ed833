//! What is sent fits, whatever is in it: each message here is made of the longest possible parts, and nearly every byte
//! takes six when encoded. `World::step` checks everything that is sent with the real encoder.

use std::collections::BTreeSet;

use syncit_core::content::ENCODED_CHUNK;
use syncit_core::entry::MAX_LINK_TARGET;
use syncit_core::message::*;
use syncit_core::path::{MAX_COMPONENT, MAX_PATH};
use syncit_core::relay_store::{ConflictOf, JournalEntry, PathAt, RelayStore};
use syncit_core::{CHUNK_MAX, ChunkList, ChunkRef, Digest, Entry, FileEntry, RelPath, Seq, Timestamp};
use syncit_relay::step::{Effect, Event};

use crate::world::{FOLDER, World, machine, path};

/// Offers that fit on their own way to the hub have at most this many of the longest entries.
const IN_ONE_OFFER: usize = 60;

fn worst(bytes: usize) -> String {
    "\u{1}".repeat(bytes)
}

/// Returns directories with the longest names, nested so deep that a name of `left` bytes still fits into the last.
fn deep(left: usize) -> Vec<RelPath> {
    let mut all: Vec<RelPath> = Vec::new();
    let mut at = 0;
    while at + 1 + left < MAX_PATH {
        let len = MAX_COMPONENT.min(MAX_PATH - left - at - 1);
        let next = RelPath::child(all.last(), &worst(len)).unwrap();
        at = next.as_str().len() + 1;
        all.push(next);
    }
    all
}

fn item(path: RelPath, entry: Entry) -> OfferItem {
    OfferItem { path, based_on: Seq(0), entry, moved_from: None, conflict_of: None, missing: None, private: None }
}

/// Returns a conflict copy of the longest path that is a symlink to the longest target.
pub fn longest(path: RelPath, n: usize) -> OfferItem {
    let target = format!("{}{n:05}", worst(MAX_LINK_TARGET - 5));
    let of = deep(5).last().map(|dir| RelPath::child(Some(dir), "other").unwrap()).unwrap();
    let conflict_of = Some(ConflictOf { path: of, seq: Seq(u64::MAX), base: Seq(0) });
    OfferItem { conflict_of, ..item(path, Entry::Symlink(target)) }
}

pub fn named(n: usize) -> RelPath {
    RelPath::child(deep(5).last(), &format!("{n:05}")).unwrap()
}

pub struct Longest {
    pub world: World,
    offers: u64,
}

impl Longest {
    /// Two machines, one of which will get the news of the other.
    pub fn new() -> Self {
        let mut world = World::new();
        for line in ["laptop: hello", "laptop: attach", "desk: hello", "desk: attach"] {
            world.play(line);
        }
        let mut longest = Longest { world, offers: 0 };
        longest.offer(deep(5).into_iter().map(|path| item(path, Entry::Directory)).collect());
        longest
    }

    fn offer(&mut self, items: Vec<OfferItem>) -> Vec<(u32, Verdict)> {
        self.offers += 1;
        let batch = BatchId { folder: FOLDER, number: self.offers };
        self.hear("laptop", ToHub::Offer { batch, items });
        self.verdicts(batch)
    }

    fn verdicts(&mut self, batch: BatchId) -> Vec<(u32, Verdict)> {
        let sent = self.hear("laptop", ToHub::BodiesEnd { batch });
        let verdicts = sent.into_iter().filter_map(|message| match message {
            ToClient::Verdicts { verdicts, .. } => Some(verdicts),
            _ => None,
        });
        verdicts.flatten().collect()
    }

    fn hear(&mut self, who: &str, message: ToHub) -> Vec<ToClient> {
        let session = self.world.session(who);
        let event = Event::Message { session, lane: Lane::Control, message };
        let effects = self.world.step(vec![event]).unwrap();
        let sent = effects.into_iter().filter_map(|effect| match effect {
            Effect::Send { session: to, message } if to == session => Some(message),
            _ => None,
        });
        sent.collect()
    }

    fn ask(&mut self, ask: Ask) -> Answer {
        match self.hear("desk", ToHub::Ask { id: 1, ask }).pop() {
            Some(ToClient::Answered { answer: Ok(answer), .. }) => answer,
            other => panic!("{other:?}"),
        }
    }

    /// Adds this many of the longest entries, each at its own path.
    pub fn add(&mut self, count: usize) {
        let all: Vec<OfferItem> = (0..count).map(|n| longest(named(n), n)).collect();
        for items in all.chunks(IN_ONE_OFFER) {
            let verdicts = self.offer(items.to_vec());
            assert!(verdicts.iter().all(|(_, verdict)| matches!(verdict, Verdict::Accepted(_))));
        }
    }
}

#[test]
fn another_machine_is_told_of_the_longest_entries() {
    let mut longest = Longest::new();
    longest.add(360);
    let (mut after, mut told) = (Seq(0), BTreeSet::new());
    loop {
        let (upto, more, entries) = longest.world.news("desk", after);
        told.extend(entries.into_iter().map(|entry| entry.path));
        assert!(upto > after);
        after = upto;
        if !more {
            break;
        }
    }
    assert_eq!(told.len(), deep(5).len() + 360);
    // When all of it is removed again, that news fits as well.
    for first in (0..360).step_by(IN_ONE_OFFER) {
        let gone = (first..first + IN_ONE_OFFER).map(|n| {
            let seq = Seq((deep(5).len() + n + 1) as u64);
            OfferItem { based_on: seq, ..item(named(n), Entry::Absent) }
        });
        longest.offer(gone.collect());
    }
    let (_, _, entries) = longest.world.news("desk", after);
    assert!(entries.iter().all(|entry| entry.entry.is_absent()));
}

#[test]
fn history_of_the_longest_entries_comes_in_pages() {
    let mut longest = Longest::new();
    longest.add(360);
    for narrowed in [false, true] {
        let search = narrowed.then(|| "\u{1}".to_owned());
        let mut filter = HistoryFilter { search, limit: MAX_ITEMS, ..HistoryFilter::default() };
        let mut seen = Vec::new();
        loop {
            let Answer::History { entries, next } = longest.ask(Ask::History(filter.clone())) else { panic!() };
            seen.extend(entries.into_iter().map(|line| line.entry.seq.0));
            filter.before = next;
            if next.is_none() {
                break;
            }
        }
        let all: Vec<u64> = (1..=(deep(5).len() + 360) as u64).rev().collect();
        assert_eq!(seen, all, "narrowed: {narrowed}");
    }
}

#[test]
fn versions_of_the_longest_entries_come_in_pages() {
    let mut longest = Longest::new();
    let first = deep(5).len() as u64;
    for n in 0..250 {
        let based_on = if n == 0 { Seq(0) } else { Seq(first + n) };
        longest.offer(vec![OfferItem { based_on, ..self::longest(named(0), n as usize) }]);
    }
    let (mut before, mut seen) = (None, Vec::new());
    loop {
        let ask = Ask::Versions { folder: FOLDER, path: named(0), before };
        let Answer::Versions { versions, current, next } = longest.ask(ask) else { panic!() };
        assert_eq!(current, Some(Seq(first + 250)));
        seen.extend(versions.into_iter().map(|line| line.entry.seq.0));
        before = next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!(seen, (first + 1..=first + 250).rev().collect::<Vec<_>>());
}

#[test]
fn verdicts_that_name_much_in_the_way_fit() {
    let mut longest = Longest::new();
    longest.add(100);
    let dir = deep(5).last().unwrap().clone();
    let seq = Seq(deep(5).len() as u64);
    // Each directory above contains the next one, and the last one contains a hundred symlinks.
    let mut items = vec![OfferItem { based_on: seq, ..item(dir, Entry::Absent) }];
    items.extend((0..40).map(|n| item(RelPath::child(Some(&named(n)), "x").unwrap_or(path("x")), Entry::Directory)));
    items.dedup_by(|one, other| one.path == other.path);
    let verdicts = longest.offer(items);
    let Verdict::Stale { in_the_way, .. } = &verdicts[0].1 else { panic!("{:?}", verdicts[0].1) };
    assert!(!in_the_way.is_empty());
    // Stale because of the present entries, for many items at once.
    let stale: Vec<OfferItem> =
        (0..100).map(|n| OfferItem { based_on: Seq(7), ..item(named(n), Entry::Directory) }).collect();
    assert_eq!(longest.offer(stale).len(), 100);
}

#[test]
fn what_is_missing_of_a_get_fits() {
    let mut longest = Longest::new();
    longest.add(1);
    let item = GetItem { path: named(7), seq: Seq(1), pieces: Pieces::List, coming: None };
    let batch = BatchId { folder: FOLDER, number: 1 };
    // No more of the longest paths can be asked for at once.
    longest.hear("desk", ToHub::Get { batch, lane: Lane::Bulk, items: vec![item; 320] });
    let gone = PathAt { path: named(0), seq: Seq(deep(5).len() as u64 + 1) };
    let item = GetItem { path: gone.path, seq: gone.seq, pieces: Pieces::List, coming: None };
    longest.hear("desk", ToHub::Get { batch, lane: Lane::Bulk, items: vec![item; 320] });
}

#[test]
fn what_is_wanted_of_a_torn_content_is_wanted_in_parts() {
    const CHUNKS: u32 = 140_000;
    let len = 64 << 10;
    let known = vec![7; len];
    let mut longest = Longest::new();
    let batch = |number| BatchId { folder: FOLDER, number };
    let small = ChunkList::of_small(&known);
    let of = |list: &ChunkList| {
        let (digest, size) = (list.digest(), list.size());
        Entry::File(FileEntry { digest, size, executable: false, private: None, mtime: Timestamp(0) })
    };
    longest.hear("laptop", ToHub::Offer { batch: batch(1_000), items: vec![item(path("small"), of(&small))] });
    let body = |number, item, piece, bytes: &[u8]| {
        ToHub::Body(Body { batch: batch(number), item, piece, bytes: bytes.to_vec() })
    };
    longest.hear("laptop", body(1_000, 0, Piece::Chunk(0), &known));
    assert!(matches!(longest.verdicts(batch(1_000))[..], [(0, Verdict::Accepted(_))]));
    // Every other chunk is here already.
    let torn = |tag: u8| {
        let chunks = (0..CHUNKS).map(|n| {
            let missing = Digest::of(&[&[tag][..], &n.to_le_bytes()].concat());
            let digest = if n % 2 == 0 { Digest::of(&known) } else { missing };
            ChunkRef { digest, len: len as u32 }
        });
        ChunkList::new(chunks.collect()).unwrap()
    };
    let lists: Vec<ChunkList> = (0..2).map(torn).collect();
    let items = (0..).zip(&lists).map(|(n, list)| item(path(&format!("torn{n}")), of(list))).collect();
    longest.hear("laptop", ToHub::Offer { batch: batch(1_001), items });
    for (index, list) in (0..).zip(&lists) {
        let encoded = list.encode();
        assert_eq!(encoded.len(), CHUNKS as usize * ENCODED_CHUNK);
        for (part, bytes) in (0..).zip(encoded.chunks(CHUNK_MAX)) {
            longest.hear("laptop", body(1_001, index, Piece::List(part), bytes));
        }
    }
    let wanted = longest.verdicts(batch(1_001));
    let runs = wanted.iter().map(|(_, verdict)| match verdict {
        Verdict::Want(Pieces::Chunks(runs)) => runs.len(),
        other => panic!("{other:?}"),
    });
    assert!((1..=MAX_RUNS).contains(&runs.sum::<usize>()));
}

/// Puts an entry directly into the journal, as an older hub may have accepted it.
fn smuggle(world: &mut World, at: &str, entry: Entry) -> Seq {
    let head = world.store.map.head(FOLDER, &path(at)).unwrap();
    let smuggled = JournalEntry {
        seq: Seq(0),
        path: path(at),
        entry,
        machine: machine("laptop"),
        at: world.now,
        moved_from: None,
        conflict_of: None,
        previous: head.map_or(Seq(0), |head| head.seq),
        restored: None,
        privacy: None,
    };
    let seq = world.store.map.append(FOLDER, &smuggled).unwrap();
    world.store.map.commit().unwrap();
    seq
}

#[test]
fn what_no_machine_could_take_is_not_told_and_everything_else_is() {
    for evil in [String::new(), "a\0b".to_owned(), worst(9 << 20)] {
        let mut longest = Longest::new();
        let after = Seq(deep(5).len() as u64);
        let seq = smuggle(&mut longest.world, "evil", Entry::Symlink(evil));
        longest.offer(vec![item(path("good"), Entry::Directory)]);
        let (upto, more, entries) = longest.world.news("desk", after);
        let told: Vec<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!((told, upto, more), (vec!["good"], Seq(seq.0 + 1), false));
        // It is not sent in any other way either: in history, among versions, or as what is in the way.
        let Answer::History { entries, .. } =
            longest.ask(Ask::History(HistoryFilter { limit: 9, ..HistoryFilter::default() }))
        else {
            panic!()
        };
        assert!(entries.iter().all(|line| line.entry.path != path("evil")));
        let Answer::Versions { versions, .. } =
            longest.ask(Ask::Versions { folder: FOLDER, path: path("evil"), before: None })
        else {
            panic!()
        };
        assert_eq!(versions, []);
        let verdicts = longest.offer(vec![item(path("evil/below"), Entry::Directory)]);
        assert!(matches!(verdicts[0].1, Verdict::Refused(_)), "{:?}", verdicts[0].1);
        // The hub's person sees it.
        let own = longest.world.step(vec![Event::Own { id: 1, ask: Ask::StoreTotals }]).unwrap();
        let Some(Effect::Answered { answer: Ok(Answer::StoreTotals { undeliverable, .. }), .. }) =
            own.into_iter().next()
        else {
            panic!()
        };
        assert_eq!(undeliverable, [(FOLDER, path("evil"))]);
        // Whatever is offered replaces it, and then the path is in the news again.
        let verdicts = longest.offer(vec![item(path("evil"), Entry::Directory)]);
        assert!(matches!(verdicts[0].1, Verdict::Accepted(_)), "{:?}", verdicts[0].1);
        let (_, _, entries) = longest.world.news("desk", upto);
        assert_eq!(entries.len(), 1);
    }
}
