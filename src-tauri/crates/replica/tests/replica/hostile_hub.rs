//! What a lying hub cannot make a machine do. Seeds in `testkit/tests/hostile` found these cases.

use syncit_core::ids::Position;
use syncit_core::message::{ToClient, ToHub, Verdict};
use syncit_core::relay_store::{Access, JournalEntry, Remote};
use syncit_core::{ChunkList, ChunkRef, Digest, Entry, FileEntry, Incarnation, MachineId, Privacy, Seq, Timestamp};
use syncit_replica::event::{Effect, Event};

use crate::house::{FOLDER, House, path};

/// Makes a machine with a file whose hub is played by the test.
fn attached(latest: u64) -> House {
    let mut house = House::new(&["a \"what is here\""]);
    attach(&mut house, latest);
    house.settle();
    house
}

fn attach(house: &mut House, latest: u64) {
    house.step(0, Event::Connected);
    let (incarnation, latest) = (Incarnation([5; 16]), Seq(latest));
    let incarnations = vec![Position { incarnation, seq: latest }];
    let (common, access, holds) = (Seq(0), Access::Write, Vec::new());
    let attached = ToClient::Attached {
        folder: FOLDER,
        incarnation,
        latest,
        common,
        incarnations,
        access,
        holds,
        wants_backlog: false,
    };
    house.step(0, Event::Hub(attached));
}

#[test]
fn a_size_that_is_not_that_of_the_content_makes_no_file_longer_or_shorter() {
    let mut house = attached(2);
    let Some(Entry::File(here)) = house.machines[0].store.rows()[0].local.entry().cloned() else { panic!() };
    let sized = |seq, name, size| entry(seq, name, Entry::File(FileEntry { size, ..here.clone() }));
    let entries = vec![sized(1, "longer", 64 << 20), sized(2, "shorter", 3)];
    house.step(0, Event::Hub(ToClient::News { folder: FOLDER, after: Seq(0), upto: Seq(2), more: false, entries }));
    house.settle();
    assert_eq!(house.tree(0), "a \"what is here\"\n");
}

#[test]
fn what_is_due_while_nothing_may_be_done_keeps_no_processor_busy() {
    let mut house = attached(0);
    let mut offers = house.machines[0].effects.iter().filter_map(|effect| match effect {
        Effect::Send { message: ToHub::Offer { batch, .. }, .. } => Some(*batch),
        _ => None,
    });
    let batch = offers.next_back().unwrap_or_else(|| {
        panic!("nothing was offered: {:?}", house.machines[0].effects);
    });
    // Nothing of this can be believed; the file is offered again later.
    let remote = Remote {
        entry: Entry::Symlink(String::new()),
        seq: Seq(1),
        machine: None,
        at: Timestamp(0),
        conflict_of: None,
        privacy: None,
    };
    house.step(0, Event::Hub(ToClient::Verdicts { batch, verdicts: vec![(0, Verdict::Accepted(remote))] }));
    house.work();
    house.step(0, Event::Disconnected);
    house.wait(3_600_000);
}

fn entry(seq: u64, name: &str, entry: Entry) -> JournalEntry {
    JournalEntry {
        seq: Seq(seq),
        path: path(name),
        entry,
        machine: MachineId([9; 16]),
        at: Timestamp(0),
        moved_from: None,
        conflict_of: None,
        previous: Seq(0),
        restored: None,
        privacy: None,
    }
}

fn file(content: &str) -> Entry {
    let (digest, size) = (ChunkList::of_small(content.as_bytes()).digest(), content.len() as u64);
    Entry::File(FileEntry { digest, size, executable: false, private: None, mtime: Timestamp(0) })
}

fn tell(house: &mut House, after: u64, entries: Vec<JournalEntry>) {
    let upto = entries.last().unwrap().seq;
    house.step(0, Event::Hub(ToClient::Changed { folder: FOLDER, latest: upto }));
    house.step(0, Event::Hub(ToClient::News { folder: FOLDER, after: Seq(after), upto, more: false, entries }));
    house.work();
}

/// A directory replaces a file whose content never arrives, and a file in it waits for content that does not arrive either.
/// Nothing can be created in the directory while the hub is silent, and nothing is retried over and over.
#[test]
fn what_waits_for_a_content_that_never_comes_keeps_no_processor_busy() {
    let mut house = attached(0);
    tell(&mut house, 0, vec![entry(1, "d", file("never")), entry(2, "other", file("nor this"))]);
    let within =
        [entry(3, "d", Entry::Directory), entry(4, "d/d", Entry::Directory), entry(5, "d/d/e", file("nor this"))];
    tell(&mut house, 2, within.to_vec());
    house.wait(10_000);
    assert!(house.machines[0].steps < 1_000, "{} steps", house.machines[0].steps);
}

/// The same content is fetched once. More waiting paths than are planned at once cause no work.
#[test]
fn more_copies_than_are_planned_at_once_of_a_content_that_never_comes_keep_no_processor_busy() {
    let mut house = attached(0);
    let copies = (1..=3_000).map(|seq| entry(seq, &format!("copy {seq}"), file("never")));
    tell(&mut house, 0, copies.collect());
    house.wait(10_000);
    assert!(house.machines[0].steps < 1_000, "{} steps", house.machines[0].steps);
}

/// Makes the entry of a content with two chunks, distinguished by its number, of which nothing is here.
fn large(number: u8) -> FileEntry {
    let chunk = |at: u8| ChunkRef { digest: Digest::of(&[number, at]), len: 40_000 };
    let list = ChunkList::new(vec![chunk(0), chunk(1)]).unwrap();
    FileEntry { digest: list.digest(), size: list.size(), executable: false, private: None, mtime: Timestamp(0) }
}

/// Returns the gets: the path of each item, and whether its content is still being uploaded to the hub.
fn asked(house: &House) -> Vec<(String, bool)> {
    let gets = house.machines[0].effects.iter().filter_map(|effect| match effect {
        Effect::Send { message: ToHub::Get { items, .. }, .. } => Some(items),
        _ => None,
    });
    gets.flatten().map(|item| (item.path.to_string(), item.coming.is_some())).collect()
}

#[test]
fn only_so_many_contents_are_fetched_while_they_come_to_the_hub() {
    let mut house = attached(0);
    for number in 0..9 {
        let (path, file) = (path(&format!("{number}")), large(number));
        house.step(0, Event::Hub(ToClient::Coming { folder: FOLDER, path, file, chunks: 1 }));
        house.work();
    }
    assert_eq!(asked(&house).len(), 4, "{:?}", asked(&house));
    // An upload that failed makes room.
    let digest = large(0).digest;
    house.step(0, Event::Hub(ToClient::Came { folder: FOLDER, digest, seq: None }));
    let (path, file) = (path("last"), large(9));
    house.step(0, Event::Hub(ToClient::Coming { folder: FOLDER, path, file, chunks: 1 }));
    house.work();
    assert_eq!(asked(&house).pop(), Some(("last".into(), true)));
}

#[test]
fn only_so_many_contents_of_several_chunks_come_at_once() {
    let mut house = attached(0);
    let all = (1..=300).map(|seq| {
        let file = FileEntry {
            digest: Digest([seq as u8, 1 + (seq >> 8) as u8, 7, 7].repeat(8).try_into().unwrap()),
            ..large(1)
        };
        entry(seq, &format!("{seq}"), Entry::File(file))
    });
    tell(&mut house, 0, all.collect());
    house.wait(10_000);
    assert_eq!(asked(&house).len(), 256);
    assert!(house.machines[0].steps < 1_000, "{} steps", house.machines[0].steps);
}

/// Counts a machine's offers in ten seconds to a hub that gives this verdict to each item. `lie` gets the number of the
/// offer, from 1.
fn offers_in_ten_seconds(tree: &str, lie: impl Fn(u64) -> Verdict) -> usize {
    let mut house = House::new(&[tree]);
    house.disk(0).make_private(&path("private"), true);
    attach(&mut house, 0);
    let (end, mut offers) = (house.now() + 10_000, 0);
    while house.now() < end && offers < 1_000 {
        house.work();
        let effects = std::mem::take(&mut house.machines[0].effects).into_iter();
        let offered = effects.filter_map(|effect| match effect {
            Effect::Send { message: ToHub::Offer { batch, items }, .. } => Some((batch, items.len() as u32)),
            _ => None,
        });
        let offered: Vec<_> = offered.collect();
        if offered.is_empty() {
            house.wait(100);
        }
        for (batch, items) in offered {
            offers += 1;
            let verdicts = (0..items).map(|item| (item, lie(offers as u64))).collect();
            house.step(0, Event::Hub(ToClient::Verdicts { batch, verdicts }));
        }
    }
    offers
}

fn remote(seq: u64, entry: Entry, privacy: Option<Privacy>) -> Remote {
    Remote { entry, seq: Seq(seq), machine: None, at: Timestamp(0), conflict_of: None, privacy }
}

#[test]
fn a_hub_that_accepts_and_says_the_opposite_is_not_offered_the_same_over_and_over() {
    let open = |at| Verdict::Accepted(remote(1, Entry::Directory, Some(Privacy { private: false, seq: Seq(at) })));
    let offers = offers_in_ten_seconds("private/", open);
    assert!((2..100).contains(&offers), "{offers} offers of a directory that is private");
    let offers = offers_in_ten_seconds("d/", |_| Verdict::Accepted(remote(1, Entry::Absent, None)));
    assert!((2..100).contains(&offers), "{offers} offers of a directory");
    let offers = offers_in_ten_seconds("a \"here\"", |_| Verdict::Accepted(remote(1, file("there"), None)));
    assert!((2..100).contains(&offers), "{offers} offers of a file");
}

#[test]
fn a_hub_that_names_an_ever_newer_entry_is_not_offered_the_same_over_and_over() {
    let stale = |current| Verdict::Stale { current, found: None, moved_to: None, in_the_way: Vec::new() };
    let offers = offers_in_ten_seconds("a \"here\"", |at| stale(remote(at, Entry::Absent, None)));
    assert!((2..100).contains(&offers), "{offers} offers of a file that is not there");
    let offers = offers_in_ten_seconds("d/", |at| {
        let privacy = Some(Privacy { private: true, seq: Seq(at) });
        let entry = if at % 2 == 0 { Entry::Directory } else { Entry::Absent };
        stale(remote(at, entry, privacy))
    });
    assert!((2..100).contains(&offers), "{offers} offers of a directory that comes and goes");
}
