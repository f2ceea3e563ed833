//! Whatever one side sends, the other receives: every message, every body, in order, within bounds.
#![allow(clippy::unwrap_used)]

mod support;

use support::{Both, CARRIERS, Hub, Memory, batch, bodies};
use syncit_core::ids::Position;
use syncit_core::message::{
    Action, Answer, Ask, Body, BodyOut, FolderInfo, GetItem, HistoryCursor, HistoryEntry, HistoryFilter, Lane,
    MachineInfo, OfferItem, PROTOCOL, Piece, Pieces, Refusal, RefusalCode, ToClient, ToHub, Verdict,
};
use syncit_core::relay_store::{Access, FolderSums, JournalEntry};
use syncit_core::replica_store::{ConflictOf, PathAt, Remote};
use syncit_core::{
    CHUNK_MAX, ChunkList, ChunkRef, Digest, Entry, FileEntry, FolderId, Incarnation, MachineId, Name, Reason, RelPath,
    ReplicaId, Seq, Timestamp,
};
use syncit_ssh::client::BulkCarrier;
use syncit_ssh::server::{Limits, ServerEvent};

fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn folder() -> FolderId {
    batch(0).folder
}

fn entries() -> Vec<Entry> {
    let file =
        FileEntry { digest: Digest::of(b"x"), size: 1 << 40, executable: true, private: None, mtime: Timestamp(-1) };
    vec![Entry::Absent, Entry::Directory, Entry::Symlink("../\n\"\u{7f}ü".into()), Entry::File(file)]
}

fn refusals() -> Vec<Refusal> {
    use RefusalCode::*;
    [
        NotAllowed,
        NotFound,
        NameTaken,
        BadRequest,
        DiskFull,
        CopiedHome,
        Protocol,
        Held,
        Internal,
        ClockWasWrong,
        Overwriting,
    ]
    .map(|code| Refusal { code, reason: Reason::said("no\nway".into(), Some("hint".into())) })
    .to_vec()
}

fn remote(seq: u64) -> Remote {
    let conflict_of = Some(ConflictOf { path: path("a/b"), seq: Seq(3), base: Seq(2) });
    Remote {
        entry: Entry::Directory,
        seq: Seq(seq),
        machine: Some(MachineId([9; 16])),
        at: Timestamp(5),
        conflict_of,
        privacy: None,
    }
}

fn accepted(entry: Entry) -> JournalEntry {
    JournalEntry {
        seq: Seq(u64::MAX),
        path: path("ü/\"quoted\"\n"),
        entry,
        machine: MachineId([1; 16]),
        at: Timestamp(i64::MIN),
        moved_from: Some(PathAt { path: path("old"), seq: Seq(1) }),
        conflict_of: None,
        previous: Seq(2),
        restored: None,
        privacy: None,
    }
}

fn to_hub() -> Vec<ToHub> {
    let position = Position { incarnation: Incarnation([3; 16]), seq: Seq(4) };
    let get = |pieces| GetItem { path: path("a"), seq: Seq(1), pieces, coming: None };
    let filter = HistoryFilter {
        folder: Some(folder()),
        path: Some(path("a")),
        machine: Some(MachineId([1; 16])),
        since: Some(Timestamp(7)),
        before: Some(HistoryCursor { at: Timestamp(8), folder: folder(), seq: Seq(9) }),
        kinds: vec![Action::Moved],
        search: Some("ü".into()),
        limit: 50,
        ..HistoryFilter::default()
    };
    let asks = vec![
        Ask::Folders,
        Ask::Share { name: name("Fotos"), hub_copy: true },
        Ask::Unshare { folder: folder() },
        Ask::Machines,
        Ask::Rename { machine: MachineId([1; 16]), name: name("laptop") },
        Ask::Forget { machine: MachineId([1; 16]) },
        Ask::SetAccess { machine: MachineId([1; 16]), folder: folder(), access: Access::Read },
        Ask::History(filter),
        Ask::Activity { hours: u32::MAX },
        Ask::Room,
        Ask::Accesses,
        Ask::StoreTotals,
    ];
    let mut messages = vec![
        ToHub::Hello { protocol: PROTOCOL, version: "0.1.0".into(), coming: true },
        ToHub::Attach { folder: folder(), replica: ReplicaId([2; 16]), positions: vec![position] },
        ToHub::Detach { folder: folder(), unlinked: true },
        ToHub::News { folder: folder(), after: Seq(5) },
        ToHub::Get {
            batch: batch(u64::MAX),
            lane: Lane::Bulk,
            items: vec![get(Pieces::List), get(Pieces::Chunks(vec![(0, 1), (7, 3)]))],
        },
        ToHub::Ping,
    ];
    messages.extend(asks.into_iter().zip(0..).map(|(ask, id)| ToHub::Ask { id, ask }));
    messages
}

fn to_client() -> Vec<ToClient> {
    let position = Position { incarnation: Incarnation([3; 16]), seq: Seq(4) };
    let mut verdicts = vec![
        Verdict::Accepted(remote(1)),
        Verdict::Stale { current: remote(2), found: None, moved_to: None, in_the_way: vec![(path("w"), remote(3))] },
        Verdict::Stale { current: remote(2), found: Some(remote(4)), moved_to: Some(path("v")), in_the_way: vec![] },
        Verdict::Want(Pieces::List),
        Verdict::Want(Pieces::Chunks(vec![(1, 2)])),
    ];
    verdicts.extend(refusals().into_iter().map(Verdict::Refused));
    let machine = MachineInfo {
        id: MachineId([1; 16]),
        name: name("nas"),
        is_hub: true,
        online: true,
        last_seen: Some(Timestamp(1)),
        fingerprint: "SHA256:x".into(),
        version: None,
        backlogs: vec![],
        may_invite: None,
    };
    let action = [Action::Added, Action::Changed, Action::Deleted, Action::Moved, Action::Restored, Action::Conflict];
    let history = action.map(|action| HistoryEntry { folder: folder(), entry: accepted(Entry::Absent), action });
    let answers = vec![
        Answer::Folders {
            folders: [Access::None, Access::Read, Access::Write]
                .map(|access| FolderInfo { id: folder(), name: name("Fotos"), access, files: 3, bytes: 1 << 40 })
                .to_vec(),
        },
        Answer::Shared { folder: folder() },
        Answer::Machines { machines: vec![machine] },
        Answer::History { entries: history.to_vec(), next: None },
        Answer::Activity { hours: vec![(Timestamp(i64::MIN), u64::MAX)] },
        Answer::Clock { now: Timestamp(1), doubted: None, noticed: None },
        Answer::Room { free: None },
        Answer::Accesses { accesses: vec![(MachineId([1; 16]), folder(), Access::None)] },
        Answer::StoreTotals {
            stored_bytes: u64::MAX,
            sums: FolderSums::default(),
            free: Some(1),
            damage: 3,
            undeliverable: Vec::new(),
        },
        Answer::Done,
    ];
    let mut messages = vec![
        ToClient::Welcome { protocol: PROTOCOL, version: "0.1.0".into(), hub: name("nas"), name: name("laptop") },
        ToClient::Attached {
            folder: folder(),
            incarnation: Incarnation([3; 16]),
            latest: Seq(9),
            common: Seq(8),
            incarnations: vec![position],
            access: Access::Write,
            holds: Vec::new(),
            wants_backlog: false,
        },
        ToClient::Changed { folder: folder(), latest: Seq(1) },
        ToClient::News {
            folder: folder(),
            after: Seq(1),
            upto: Seq(7),
            more: true,
            entries: entries().into_iter().map(accepted).collect(),
        },
        ToClient::Verdicts { batch: batch(1), verdicts: verdicts.into_iter().zip(0..).map(|(v, n)| (n, v)).collect() },
        ToClient::Answered { id: 1, answer: Err(refusals().remove(0)) },
        ToClient::Arranged,
        ToClient::Pong,
    ];
    messages.extend(refusals().into_iter().map(ToClient::Goodbye));
    messages.extend(refusals().into_iter().map(|refusal| ToClient::Detached { folder: folder(), refusal }));
    messages.extend(answers.into_iter().map(|answer| ToClient::Answered { id: 2, answer: Ok(answer) }));
    messages
}

fn hub_and_machine() -> (Hub, Both) {
    hub_and_machine_on(BulkCarrier::default())
}

fn hub_and_machine_on(carrier: BulkCarrier) -> (Hub, Both) {
    let hub = Hub::start();
    let key = hub.pair();
    let both = hub.join_on(&key, carrier);
    (hub, both)
}

#[test]
fn every_message_arrives_as_it_was_sent() {
    let (hub, both) = hub_and_machine();
    for message in to_hub() {
        both.machine.connection.send(Lane::Control, message.clone());
        let (lane, heard, _) = hub.message();
        assert_eq!((lane, heard), (Lane::Control, message));
    }
    for message in to_client() {
        both.out.send(message.clone());
        let (lane, heard, _) = both.machine.message();
        assert_eq!((lane, heard), (Lane::Control, message));
    }
}

#[test]
fn a_message_of_the_greatest_size_passes() {
    let (hub, both) = hub_and_machine();
    let long = path(&format!("{}/x", vec!["ü".repeat(100); 19].join("/")));
    let entries =
        (0..1_024).map(|seq| JournalEntry { seq: Seq(seq), path: long.clone(), ..accepted(Entry::Directory) });
    let news =
        ToClient::News { folder: folder(), after: Seq(0), upto: Seq(9), more: false, entries: entries.collect() };
    both.out.send(news.clone());
    assert_eq!(both.machine.message().1, news);
    drop(hub);
}

#[test]
fn offers_of_two_folders_do_not_mix_on_a_lane() {
    for carrier in CARRIERS {
        let (hub, both) = hub_and_machine_on(carrier);
        let (one, mut two) = (batch(1), batch(1));
        two.folder = FolderId([8; 16]);
        let item = |entry| OfferItem {
            path: path("a"),
            based_on: Seq(1),
            entry,
            moved_from: None,
            conflict_of: None,
            missing: None,
            private: None,
        };
        let items: Vec<_> = entries().into_iter().map(item).collect();
        for lane in [Lane::Express, Lane::Bulk] {
            let connection = &both.machine.connection;
            connection.send(lane, ToHub::Offer { batch: one, items: items.clone() });
            connection.send(lane, ToHub::Offer { batch: two, items: items.clone() });
            connection.send_bodies(lane, bodies(two, 2, |n| vec![n as u8; 3]));
            connection.send(lane, ToHub::BodiesEnd { batch: one });
            connection.send_bodies(lane, bodies(two, 0, |_| vec![]));
            let body = |n| ToHub::Body(Body { batch: two, item: n, piece: Piece::Chunk(0), bytes: vec![n as u8; 3] });
            for expected in [
                ToHub::Offer { batch: two, items: items.clone() },
                body(0),
                body(1),
                ToHub::BodiesEnd { batch: two },
                ToHub::Offer { batch: one, items: items.clone() },
                ToHub::BodiesEnd { batch: one },
                ToHub::BodiesEnd { batch: two },
            ] {
                let (on, heard, _) = hub.message();
                assert_eq!((on, heard), (lane, expected));
            }
        }
    }
}

#[test]
fn ten_thousand_bodies_arrive_in_order_both_ways() {
    for carrier in CARRIERS {
        let mut content = Memory::default();
        let digests: Vec<_> = (0..10_000u32).map(|n| content.keep(&n.to_le_bytes().repeat(1_024))).collect();
        let hub = Hub::with(Limits::default(), content);
        let both = hub.join_on(&hub.pair(), carrier);
        let (finished, is_finished) = crossbeam_channel::unbounded();
        let make = |n: u32| n.to_le_bytes().repeat(1_024);
        let producer = support::Bodies { batch: batch(1), next: 0, count: 10_000, make, finished: Some(finished) };
        both.machine.connection.send_bodies(Lane::Bulk, Box::new(producer));
        let wanted = |n: u32| BodyOut { item: n % 1_024, piece: Piece::Chunk(n), digest: digests[n as usize] };
        both.out.send_bodies(Lane::Bulk, batch(2), (0..10_000).map(wanted).collect(), vec![]);
        for n in 0..10_000u32 {
            let (_, ToHub::Body(body), _) = hub.message() else { panic!("no body") };
            assert_eq!((body.item, body.piece), (n % 1_024, Piece::Chunk(n / 1_024)));
            assert_eq!(body.bytes, make(n));
            let (_, ToClient::Body(body), _) = both.machine.message() else { panic!("no body") };
            assert_eq!((body.item, body.piece), (n % 1_024, Piece::Chunk(n)));
            assert_eq!(body.bytes, make(n));
        }
        assert_eq!(hub.message().1, ToHub::BodiesEnd { batch: batch(1) });
        assert_eq!(both.machine.message().1, ToClient::BodiesEnd { batch: batch(2), missing: vec![] });
        is_finished.recv_timeout(support::PATIENCE).unwrap();
    }
}

#[test]
fn lists_come_in_parts_and_what_is_not_there_is_named() {
    let mut content = Memory::default();
    let chunks = vec![ChunkRef { digest: Digest::of(b"c"), len: 5 }; (1 << 20) / 36 + 2];
    let list = ChunkList::new(chunks).unwrap();
    content.lists.insert(list.digest(), list.clone());
    let there = content.keep(b"there");
    let hub = Hub::with(Limits::default(), content);
    let both = hub.join(&hub.pair());
    let out = |item, piece, digest| BodyOut { item, piece, digest };
    let wanted = vec![
        out(0, Piece::List(0), list.digest()),
        out(0, Piece::List(1), list.digest()),
        out(1, Piece::List(2), list.digest()),
        out(2, Piece::Chunk(0), Digest::of(b"not there")),
        out(3, Piece::Chunk(8), there),
    ];
    let refusal = refusals().remove(0);
    both.out.send_bodies(Lane::Express, batch(5), wanted, vec![(9, refusal.clone())]);
    let body = |item, piece, bytes: &[u8]| ToClient::Body(Body { batch: batch(5), item, piece, bytes: bytes.to_vec() });
    let encoded = list.encode();
    assert_eq!(both.machine.message().1, body(0, Piece::List(0), &encoded[..1 << 20]));
    assert_eq!(both.machine.message().1, body(0, Piece::List(1), &encoded[1 << 20..]));
    assert_eq!(both.machine.message().1, body(3, Piece::Chunk(8), b"there"));
    let (lane, ToClient::BodiesEnd { missing, .. }, _) = both.machine.message() else { panic!("no end") };
    assert_eq!(lane, Lane::Express);
    let codes: Vec<_> = missing.iter().map(|(item, refusal)| (*item, refusal.code)).collect();
    assert_eq!(codes, [(1, RefusalCode::NotFound), (2, RefusalCode::NotFound), (9, refusal.code)]);
    drop(hub);
}

/// Sends something on the express lane and on the control lane, each way.
fn all_but_bulk_respond(hub: &Hub, both: &Both) {
    let connection = &both.machine.connection;
    connection.send(Lane::Express, ToHub::BodiesEnd { batch: batch(77) });
    assert_eq!(hub.message().1, ToHub::BodiesEnd { batch: batch(77) });
    both.out.send_bodies(Lane::Express, batch(78), vec![], vec![]);
    assert_eq!(both.machine.message().1, ToClient::BodiesEnd { batch: batch(78), missing: vec![] });
    connection.send(Lane::Control, ToHub::Ping);
    assert_eq!(hub.message().1, ToHub::Ping);
    both.out.send(ToClient::Pong);
    assert_eq!(both.machine.message().1, ToClient::Pong);
}

#[test]
fn a_hub_that_does_not_keep_up_holds_back_only_the_bulk_lane() {
    for carrier in CARRIERS {
        use std::sync::Arc;
        use std::sync::atomic::{AtomicU32, Ordering};
        let (hub, both) = hub_and_machine_on(carrier);
        let made = Arc::new(AtomicU32::new(0));
        let count = made.clone();
        both.machine.connection.send_bodies(
            Lane::Bulk,
            bodies(batch(1), 200, move |n| {
                count.fetch_add(1, Ordering::Relaxed);
                vec![n as u8; CHUNK_MAX]
            }),
        );
        // One takes all of the machine's own share, and seven more fit into the rest: the ninth waits.
        let mut held: Vec<_> = (0..8).map(|_| hub.message()).collect();
        all_but_bulk_respond(&hub, &both);
        let on_the_way = made.load(Ordering::Relaxed);
        assert!(on_the_way < 60, "{on_the_way} bodies were made for a hub that took 8");
        for n in 0..200 {
            let (_, message, permit) = if held.is_empty() { hub.message() } else { held.remove(0) };
            let ToHub::Body(body) = message else { panic!("no body: {message:?}") };
            assert_eq!((body.item, body.bytes), (n, vec![n as u8; CHUNK_MAX]));
            drop(permit);
        }
        assert_eq!(hub.message().1, ToHub::BodiesEnd { batch: batch(1) });
    }
}

#[test]
fn a_hub_that_does_not_keep_up_takes_so_much_of_a_small_lane_and_no_more() {
    const SIZE: usize = 60_000;
    let (hub, both) = hub_and_machine();
    let make = |n| vec![n as u8; SIZE];
    both.machine.connection.send_bodies(Lane::Express, bodies(batch(1), 200, make));
    let most = Limits::default().waiting_small / SIZE;
    // This many certainly fit, with the overhead of each.
    let mut held: Vec<_> = (0..most - 4).map(|_| hub.message()).collect();
    both.machine.connection.send(Lane::Control, ToHub::Ping);
    loop {
        let message = hub.message();
        if message.1 == ToHub::Ping {
            break;
        }
        held.push(message);
    }
    held.extend(hub.events.try_iter().map(|event| match event {
        ServerEvent::Message { lane, message, permit, .. } => (lane, message, permit),
        other => panic!("no message: {other:?}"),
    }));
    assert!(held.len() <= most, "{} bodies wait", held.len());
    for n in 0..200 {
        let (_, message, permit) = if held.is_empty() { hub.message() } else { held.remove(0) };
        let ToHub::Body(body) = message else { panic!("no body: {message:?}") };
        assert_eq!((body.item, body.bytes.len()), (n, SIZE));
        drop(permit);
    }
    assert_eq!(hub.message().1, ToHub::BodiesEnd { batch: batch(1) });
}

#[test]
fn a_machine_that_does_not_keep_up_holds_back_only_its_bulk_lane() {
    for carrier in CARRIERS {
        let mut content = Memory::default();
        let digest = content.keep(&vec![5; CHUNK_MAX]);
        let hub = Hub::with(Limits::default(), content);
        let both = hub.join_on(&hub.pair(), carrier);
        let wanted = (0..200).map(|item| BodyOut { item, piece: Piece::Chunk(0), digest }).collect();
        both.out.send_bodies(Lane::Bulk, batch(1), wanted, vec![]);
        let mut held: Vec<_> = (0..8).map(|_| both.machine.message()).collect();
        all_but_bulk_respond(&hub, &both);
        assert!(both.machine.events.is_empty(), "more came than there was room for");
        for n in 0..200 {
            let (_, message, permit) = if held.is_empty() { both.machine.message() } else { held.remove(0) };
            let ToClient::Body(body) = message else { panic!("no body: {message:?}") };
            assert_eq!(body.item, n);
            drop(permit);
        }
        assert_eq!(both.machine.message().1, ToClient::BodiesEnd { batch: batch(1), missing: vec![] });
    }
}

#[test]
fn both_ways_at_once_on_one_lane_do_not_lock_up() {
    for carrier in CARRIERS {
        let mut content = Memory::default();
        let digest = content.keep(&vec![5; CHUNK_MAX]);
        let hub = Hub::with(Limits::default(), content);
        let both = hub.join_on(&hub.pair(), carrier);
        let wanted = (0..100).map(|item| BodyOut { item, piece: Piece::Chunk(0), digest }).collect();
        both.machine.connection.send_bodies(Lane::Bulk, bodies(batch(1), 100, |n| vec![n as u8; CHUNK_MAX]));
        both.out.send_bodies(Lane::Bulk, batch(2), wanted, vec![]);
        let up = (0..101).filter(|_| matches!(hub.message().1, ToHub::Body(_))).count();
        let down = (0..101).filter(|_| matches!(both.machine.message().1, ToClient::Body(_))).count();
        assert_eq!((up, down), (100, 100));
    }
}
