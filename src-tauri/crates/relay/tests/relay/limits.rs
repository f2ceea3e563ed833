//! What a machine cannot make the hub store or do, and that a block of news keeps together what belongs together.

use syncit_core::content::CHUNK_MAX;
use syncit_core::ids::Position;
use syncit_core::message::*;
use syncit_core::relay_store::PathAt;
use syncit_core::{Digest, Entry, FileEntry, Incarnation, Name, RelPath, ReplicaId, Seq, Timestamp};

use crate::world::{FOLDER, World, file, path};

fn item(at: &str, entry: Entry) -> OfferItem {
    OfferItem {
        path: path(at),
        based_on: Seq(0),
        entry,
        moved_from: None,
        conflict_of: None,
        missing: None,
        private: None,
    }
}

fn numbered(number: u64) -> BatchId {
    BatchId { folder: FOLDER, number }
}

fn offer(number: u64, items: Vec<OfferItem>) -> ToHub {
    ToHub::Offer { batch: numbered(number), items }
}

fn directories(count: usize, prefix: &str) -> Vec<OfferItem> {
    (0..count).map(|n| item(&format!("{prefix}{n:05}"), Entry::Directory)).collect()
}

fn body(item: u32, piece: Piece, len: usize) -> ToHub {
    ToHub::Body(Body { batch: numbered(1), item, piece, bytes: vec![1; len] })
}

fn vast(at: &str) -> OfferItem {
    let vast =
        FileEntry { digest: Digest([7; 32]), size: 200 << 30, executable: false, private: None, mtime: Timestamp(0) };
    item(at, Entry::File(vast))
}

fn laptop() -> World {
    let mut world = World::new();
    world.play("laptop: hello");
    world.play("laptop: attach");
    world
}

/// Sends messages: all but the last are accepted, and the last one exceeds the limit and ends the connection.
fn check(messages: impl IntoIterator<Item = ToHub>) {
    let mut world = laptop();
    let mut messages = messages.into_iter().peekable();
    while let Some(message) = messages.next() {
        let said = world.say("laptop", message);
        assert_eq!(said.starts_with("laptop < goodbye BadRequest"), messages.peek().is_none(), "{said}");
    }
}

#[test]
fn a_machine_shares_at_most_its_quota_of_folders_and_others_go_on() {
    let mut world = World::new();
    world.play("laptop: hello");
    world.play("desk: hello");
    let share = |n: u64| {
        let name = Name::new(&format!("folder {n}")).unwrap();
        ToHub::Ask { id: n, ask: Ask::Share { name, hub_copy: false } }
    };
    for n in 0..64 {
        let said = world.say("laptop", share(n));
        assert!(said.contains("laptop < shared"), "{n}: {said}");
    }
    let refused = |said: &str| {
        assert!(
            said.starts_with("laptop < no: NotAllowed: machine-folders-full: hub hub, limit 64, shared 64"),
            "{said}"
        );
        assert!(!said.contains("shared\n"), "{said}");
    };
    refused(&world.say("laptop", share(64)));
    assert!(world.say("desk", share(64)).contains("desk < shared"));

    // Neither a start of the hub nor leaving and coming back reduces the count.
    world.play("restart");
    world.play("laptop: hello");
    refused(&world.say("laptop", share(65)));
    world.play("own forget laptop");
    world.play("laptop: pair laptop");
    world.play("laptop: hello");
    refused(&world.say("laptop", share(65)));
}

#[test]
fn offers_are_bounded() {
    check([offer(1, directories(MAX_ITEMS, "a")), offer(2, directories(MAX_ITEMS + 1, "b"))]);
    check([offer(1, directories(1, "a")), offer(2, directories(1, "a")), offer(1, directories(1, "a"))]);
    check((0..=MAX_PENDING_BATCHES as u64).map(|number| offer(number, Vec::new())));
    let full = MAX_PENDING_ITEMS / MAX_ITEMS;
    check(
        (0..=full as u64)
            .map(|number| offer(number, directories(if number < full as u64 { MAX_ITEMS } else { 1 }, "a"))),
    );
}

#[test]
fn memory_of_offers_that_are_not_decided_is_bounded() {
    let target = "t".repeat(4_095);
    let long = |number: u64| {
        let links = (0..MAX_ITEMS).map(|n| item(&format!("l{number}-{n}"), Entry::Symlink(target.clone())));
        offer(number, links.collect())
    };
    let bytes = |number| match long(number) {
        ToHub::Offer { items, .. } => items.iter().map(offered).sum::<usize>(),
        _ => 0,
    };
    let mut fitting = 0;
    let count = (0..)
        .take_while(|number| {
            fitting += bytes(*number);
            fitting <= MAX_PENDING_BYTES
        })
        .count();
    assert!(count * MAX_ITEMS < MAX_PENDING_ITEMS, "another bound comes first");
    check((0..=count as u64).map(long));
}

#[test]
fn bodies_are_bounded() {
    let offered = || offer(1, vec![item("a", file("x")), item("d", Entry::Directory)]);
    check([offered(), body(0, Piece::Chunk(0), CHUNK_MAX), body(0, Piece::Chunk(0), CHUNK_MAX + 1)]);
    check([offered(), body(0, Piece::List(9), 1), body(0, Piece::Chunk(0), 0)]);
    check([offered(), body(1, Piece::Chunk(0), 1)]);
    check([offered(), body(2, Piece::Chunk(0), 1)]);
}

#[test]
fn chunk_lists_in_memory_are_bounded() {
    let lists = (0..2).flat_map(|item| (0..100).map(move |part| body(item, Piece::List(part), CHUNK_MAX)));
    check(std::iter::once(offer(1, vec![vast("a"), vast("b")])).chain(lists.take(193)));
}

#[test]
fn gets_are_bounded() {
    let get = |count: usize, lane| {
        let one = GetItem { path: path("a"), seq: Seq(1), pieces: Pieces::List, coming: None };
        ToHub::Get { batch: numbered(1), lane, items: vec![one; count] }
    };
    check([get(MAX_ITEMS, Lane::Bulk), get(MAX_ITEMS + 1, Lane::Bulk)]);
    check([get(1, Lane::Control)]);
}

#[test]
fn positions_are_bounded() {
    let attach = |count: u32| {
        let position = |n: u32| {
            let incarnation = Incarnation(std::array::from_fn(|at| n.to_le_bytes()[at % 4]));
            Position { incarnation, seq: Seq(0) }
        };
        let replica = ReplicaId([9; 16]);
        ToHub::Attach { folder: FOLDER, replica, positions: (0..count).map(position).collect() }
    };
    check([attach(100_000), attach(100_001)]);
}

/// Returns the end of each block of news, and how many entries are in it.
fn blocks(world: &mut World) -> Vec<(Seq, usize, Vec<RelPath>)> {
    let mut blocks = Vec::new();
    let mut after = Seq(0);
    loop {
        let (upto, more, entries) = world.news("laptop", after);
        let moved = entries.iter().filter(|entry| entry.moved_from.is_some());
        let missing = moved.filter_map(|entry| entry.moved_from.as_ref().map(|from| &from.path));
        let missing = missing.filter(|from| !entries.iter().any(|entry| entry.path == **from)).cloned().collect();
        blocks.push((upto, entries.len(), missing));
        after = upto;
        if !more {
            return blocks;
        }
    }
}

#[test]
fn what_was_accepted_together_is_told_together() {
    let mut world = laptop();
    let files = (0..MAX_ITEMS - 1).map(|n| format!("f{n}")).collect::<Vec<_>>();
    world.play("laptop: offer 1 old \"x\" on 0");
    for (number, chunk) in (2..).zip(files.chunks(400)) {
        world.say("laptop", offer(number, chunk.iter().map(|at| item(at, Entry::Directory)).collect()));
        world.say("laptop", ToHub::BodiesEnd { batch: numbered(number) });
    }
    // Without care, the block would be full between the two halves of the move.
    let gone = OfferItem { based_on: Seq(1), ..item("old", Entry::Absent) };
    let from = Some(PathAt { path: path("old"), seq: Seq(1) });
    let came = OfferItem { moved_from: from, ..item("new", file("x")) };
    world.say("laptop", offer(9, vec![gone, came]));
    world.say("laptop", ToHub::BodiesEnd { batch: numbered(9) });
    assert_eq!(blocks(&mut world), [(Seq(1_024), 1_023, vec![]), (Seq(1_026), 2, vec![])]);
}
