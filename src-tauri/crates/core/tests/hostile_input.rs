//! Names, paths, identifiers and messages that others chose: the bad ones are refused, the others are read back unchanged.
//! Random bytes are tried in `fuzz/`.
#![allow(clippy::unwrap_used)]

mod common;

use std::str::FromStr;

use common::{file, path};
use serde::{Serialize, de::DeserializeOwned};
use syncit_core::backlog::{Backlog, FolderBacklog};
use syncit_core::content::{BadChunkList, CHUNK_MAX, ENCODED_CHUNK};
use syncit_core::damage::{Kept, Lack, LackingEntry};
use syncit_core::hold::{Harm, HoldInfo, HoldReport, HoldState, Missing};
use syncit_core::ids::Position;
use syncit_core::message::*;
use syncit_core::path::{BadPath, MAX_DEPTH};
use syncit_core::relay_store::{Access, FolderSums, JournalEntry};
use syncit_core::replica_store::{ConflictOf, PathAt, Remote};
use syncit_core::*;

fn refused(text: &str) -> BadPath {
    RelPath::new(text).unwrap_err()
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    let cases = [
        ("", BadPath::Empty),
        ("/", BadPath::Empty),
        ("/etc/passwd", BadPath::Empty),
        ("a/", BadPath::Empty),
        ("a//b", BadPath::Empty),
        (".", BadPath::Dots),
        ("..", BadPath::Dots),
        ("../x", BadPath::Dots),
        ("a/../../x", BadPath::Dots),
        ("a/./b", BadPath::Dots),
        ("a\0b", BadPath::Nul),
        (".syncit", BadPath::Reserved),
        (".SyncIt/folder.json", BadPath::Reserved),
        ("a/.SYNCIT", BadPath::Reserved),
    ];
    for (text, why) in cases {
        assert_eq!(refused(text), why, "{text:?}");
    }
}

#[test]
fn paths_have_bounds() {
    assert!(RelPath::new(&"n".repeat(255)).is_ok());
    assert_eq!(refused(&"n".repeat(256)), BadPath::TooLong);
    assert_eq!(refused(&"ü".repeat(128)), BadPath::TooLong);
    assert!(RelPath::new(&vec!["d"; MAX_DEPTH].join("/")).is_ok());
    assert_eq!(refused(&vec!["d"; MAX_DEPTH + 1].join("/")), BadPath::TooLong);
    assert_eq!(refused(&vec!["d".repeat(200); 20].join("/")), BadPath::TooLong);
    let deep = path(&vec!["d".repeat(249); 16].join("/"));
    assert_eq!(RelPath::child(Some(&deep), "n"), Err(BadPath::TooLong));
}

#[test]
fn odd_names_are_paths_all_the_same() {
    for text in ["...", "..a", "a..", " ", "-rf", "two\nlines", "\"'`$(x)", "a\\b", "\u{202e}x", "syncit", ".syncit2"] {
        assert_eq!(RelPath::new(text).unwrap().as_str(), text);
    }
}

#[test]
fn paths_know_what_is_below_them() {
    let dir = path("a/b");
    assert!(path("a/b/c").is_below(&dir));
    assert!(!path("a/b").is_below(&dir) && !path("a/bc").is_below(&dir) && !path("a").is_below(&dir));
    assert_eq!(path("a/b/c").rebased(&dir, &path("x")), Some(path("x/c")));
    assert_eq!(path("a/bc").rebased(&dir, &path("x")), None);
    assert_eq!(path("a/b/c").ancestors().collect::<Vec<_>>(), [path("a/b"), path("a")]);
    assert_eq!(RelPath::child(Some(&dir), "c/d"), Err(BadPath::Slash));
    assert_eq!(RelPath::child(Some(&dir), ".."), Err(BadPath::Dots));
}

#[test]
fn names_show_what_they_are() {
    let cases = [
        ("", BadPath::Empty),
        ("..", BadPath::Dots),
        ("a/b", BadPath::Slash),
        ("a\0", BadPath::Nul),
        (".SyncIt", BadPath::Reserved),
        ("a\nb", BadPath::Control),
        ("\u{1b}[31mred", BadPath::Control),
        ("evil\u{202e}fdp", BadPath::Control),
        ("zero\u{200b}width", BadPath::Control),
        (" a", BadPath::Edge),
        ("a ", BadPath::Edge),
        ("a.", BadPath::Edge),
    ];
    for (text, why) in cases {
        assert_eq!(Name::new(text), Err(why), "{text:?}");
    }
    assert!(Name::new(&"ü".repeat(40)).is_ok());
    assert_eq!(Name::new(&"ü".repeat(41)), Err(BadPath::TooLong));
    assert_eq!(Name::new("Büro PC").unwrap().folded(), "büro pc");
}

#[test]
fn identifiers_are_exactly_their_digits() {
    let text = "00112233445566778899aabbccddeeff";
    assert_eq!(FolderId::from_str(text).unwrap().to_string(), text);
    for bad in [
        "",
        "00",
        &text[1..],
        &format!("{text}0"),
        &text.to_uppercase(),
        &text.replace('0', "g"),
        "ü0112233445566778899aabbccddeef",
    ] {
        assert!(FolderId::from_str(bad).is_err(), "{bad:?}");
    }
    assert!(Digest::from_str(text).is_err());
    assert_ne!(MachineId::of_key(b"a"), MachineId::of_key(b"b"));
}

#[test]
fn chunk_lists_are_checked() {
    let chunk = |len: u32| [Digest::of(b"x").0.as_slice(), &len.to_le_bytes()].concat();
    assert_eq!(ChunkList::decode(&chunk(1)[1..]), Err(BadChunkList::CutOff));
    assert_eq!(ChunkList::decode(&chunk(0)), Err(BadChunkList::ChunkLength));
    assert_eq!(ChunkList::decode(&chunk(CHUNK_MAX as u32 + 1)), Err(BadChunkList::ChunkLength));
    assert_eq!(ChunkList::decode(&chunk(CHUNK_MAX as u32).repeat((256 << 10) + 1)), Err(BadChunkList::TooLarge));
    assert_eq!(ChunkList::decode(&[]), Ok(ChunkList::default()));
    let two = ChunkList::decode(&[chunk(5), chunk(7)].concat()).unwrap();
    assert_eq!((two.size(), two.encode().len()), (12, 2 * ENCODED_CHUNK));
    assert_eq!(two.with_offsets().map(|(offset, _)| offset).collect::<Vec<_>>(), [0, 5]);
    assert_ne!(two.digest(), ChunkList::of_small(b"x").digest());
}

fn same_after_json<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(message: &T) {
    let json = serde_json::to_string(message).unwrap();
    assert!(!json.contains('\n'), "one message is one line: {json}");
    assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *message, "{json}");
}

const FOLDER: FolderId = FolderId([7; 16]);
const MACHINE: MachineId = MachineId([8; 16]);
const BATCH: BatchId = BatchId { folder: FOLDER, number: 9 };

fn position() -> Position {
    Position { incarnation: Incarnation([6; 16]), seq: Seq(u64::MAX) }
}

fn at() -> PathAt {
    PathAt { path: path("two\nlines/\u{202e}x\"\\"), seq: Seq(3) }
}

fn conflict_of() -> ConflictOf {
    ConflictOf { path: at().path, seq: Seq(3), base: Seq(2) }
}

fn remote(entry: Entry) -> Remote {
    Remote {
        entry,
        seq: Seq(4),
        machine: Some(MACHINE),
        at: Timestamp(i64::MIN),
        conflict_of: Some(conflict_of()),
        privacy: None,
    }
}

fn refusal() -> Refusal {
    Refusal { code: RefusalCode::Held, reason: Reason::said("no".to_owned(), Some("ask".to_owned())) }
}

fn accepted() -> JournalEntry {
    JournalEntry {
        seq: Seq(1),
        path: path("a"),
        entry: Entry::Directory,
        machine: MACHINE,
        at: Timestamp(5),
        moved_from: Some(at()),
        conflict_of: None,
        previous: Seq(0),
        restored: None,
        privacy: None,
    }
}

#[test]
fn every_message_to_the_hub_survives_json() {
    let filter = HistoryFilter {
        folder: Some(FOLDER),
        path: Some(path("a")),
        machine: Some(MACHINE),
        since: Some(Timestamp(-1)),
        before: Some(HistoryCursor { at: Timestamp(1), folder: FOLDER, seq: Seq(2) }),
        kinds: vec![Action::Moved, Action::Deleted],
        search: Some("ü".to_owned()),
        limit: 5,
        ..HistoryFilter::default()
    };
    let name = Name::new("Fotos").unwrap();
    let asks = [
        Ask::Folders,
        Ask::Share { name: name.clone(), hub_copy: true },
        Ask::Unshare { folder: FOLDER },
        Ask::Machines,
        Ask::Rename { machine: MACHINE, name },
        Ask::Forget { machine: MACHINE },
        Ask::SetAccess { machine: MACHINE, folder: FOLDER, access: Access::Read },
        Ask::History(filter),
        Ask::Activity { hours: 24 },
        Ask::Room,
        Ask::Quarantine { kept: vec![Kept::Chunk(Digest([1; 32])), Kept::List(Digest([2; 32]))] },
        Ask::Lacking,
        Ask::Accesses,
        Ask::StoreTotals,
        Ask::Holds,
        Ask::Release { folder: FOLDER, delete: true },
        Ask::ConfirmDeletions { folder: FOLDER, files: 7 },
        Ask::SettleConflict { folder: FOLDER, copy: path("a") },
        Ask::FolderSettings { folder: FOLDER, set: Some(("hold-files".to_owned(), u64::MAX)) },
        Ask::FolderSettings { folder: FOLDER, set: None },
        Ask::AllowInvites { machine: MACHINE, allowed: true },
        Ask::Invite { minutes: u32::MAX, may: Some(Access::None) },
        Ask::Invitation,
        Ask::CancelInvite,
    ];
    let entries = [Entry::Absent, file("x", true), Entry::Directory, Entry::Symlink("../\u{202e}".to_owned())];
    let items = entries.map(|entry| OfferItem {
        path: path("a"),
        based_on: Seq(1),
        entry,
        moved_from: Some(at()),
        conflict_of: Some(conflict_of()),
        missing: Some(Missing { full: u64::MAX, empty: 1 }),
        private: Some(true),
    });
    let get = |pieces| GetItem { path: path("a"), seq: Seq(1), pieces, coming: None };
    let mut messages = vec![
        ToHub::Hello { protocol: PROTOCOL, version: "1".to_owned(), coming: true },
        ToHub::Attach { folder: FOLDER, replica: ReplicaId([1; 16]), positions: vec![position()] },
        ToHub::Detach { folder: FOLDER, unlinked: true },
        ToHub::News { folder: FOLDER, after: Seq(1) },
        ToHub::Offer { batch: BATCH, items: items.to_vec() },
        ToHub::BodiesEnd { batch: BATCH },
        ToHub::Get {
            batch: BATCH,
            lane: Lane::Bulk,
            items: vec![get(Pieces::List), get(Pieces::Chunks(vec![(0, 1), (5, 2)]))],
        },
        ToHub::HoldTaken { folder: FOLDER, hold: 3 },
        ToHub::Backlog { folder: FOLDER, backlog: Backlog { upto: Seq(7), items: 2, bytes: u64::MAX } },
        ToHub::Ping,
    ];
    messages.extend(asks.map(|ask| ToHub::Ask { id: 1, ask }));
    for message in &messages {
        same_after_json(message);
    }
    let readable = HistoryFilter { readable: vec![FOLDER], ..HistoryFilter::default() };
    let json = serde_json::to_string(&Ask::History(readable)).unwrap();
    assert!(!json.contains("readable"), "nobody says for himself what he may read");
}

#[test]
fn every_message_to_a_client_survives_json() {
    let name = Name::new("hub").unwrap();
    let folder = FolderInfo { id: FOLDER, name: name.clone(), access: Access::Write, files: u64::MAX, bytes: u64::MAX };
    let machine = MachineInfo {
        id: MACHINE,
        name: name.clone(),
        is_hub: true,
        online: false,
        last_seen: None,
        fingerprint: "SHA256:x".to_owned(),
        version: Some("1".to_owned()),
        may_invite: Some(true),
        backlogs: vec![FolderBacklog {
            folder: FOLDER,
            items: Some(1),
            bytes: Some(u64::MAX),
            up_to_date_at: Some(Timestamp(1)),
            is_more: true,
        }],
    };
    let entries = [Action::Added, Action::Changed, Action::Deleted, Action::Moved, Action::Restored, Action::Conflict]
        .map(|action| HistoryEntry { folder: FOLDER, entry: accepted(), action });
    let hold = HoldInfo {
        folder: FOLDER,
        machine: MACHINE,
        began_at: Timestamp(1),
        held: 2,
        passed: 1,
        sample: vec![path("a/b")],
        within: Some(path("a")),
        subtrees: vec![path("a/b"), path("a/c")],
        harm: Harm::Overwriting,
    };
    let told_hold =
        HoldReport { id: u64::MAX, machine: MACHINE, state: HoldState::Restored, files: 3, harm: Harm::Overwriting };
    let lack = Lack {
        entry: LackingEntry {
            folder: FOLDER,
            path: path("a/b"),
            seq: Seq(3),
            at: Timestamp(4),
            size: 5,
            content: Digest([6; 32]),
            is_current: true,
        },
        is_asked: false,
    };
    let answers = [
        Ok(Answer::Folders { folders: vec![folder] }),
        Ok(Answer::Shared { folder: FOLDER }),
        Ok(Answer::Machines { machines: vec![machine] }),
        Ok(Answer::History {
            entries: entries.to_vec(),
            next: Some(HistoryCursor { at: Timestamp(1), folder: FOLDER, seq: Seq(2) }),
        }),
        Ok(Answer::Activity { hours: vec![(Timestamp(1), 2)] }),
        Ok(Answer::Room { free: Some(1) }),
        Ok(Answer::Quarantined { damaged: 1 }),
        Ok(Answer::Lacking { entries: vec![lack], is_more: true, damage: 2 }),
        Ok(Answer::Accesses { accesses: vec![(MACHINE, FOLDER, Access::Read)] }),
        Ok(Answer::StoreTotals {
            stored_bytes: 1,
            sums: FolderSums::default(),
            free: None,
            damage: 1,
            undeliverable: vec![(FOLDER, path("a/b"))],
        }),
        Ok(Answer::Holds { holds: vec![hold] }),
        Ok(Answer::FolderSettings { settings: [("hold-share".to_owned(), 50)].into() }),
        Ok(Answer::Invitation { invitation: None }),
        Ok(Answer::Invitation {
            invitation: Some(InvitationInfo {
                code: "012345".to_owned(),
                addresses: vec!["[::1]:22082".to_owned()],
                left: u64::MAX,
                attempts_left: 9,
                may: Some(Access::Read),
                wrong_codes: vec![("10.0.0.1".to_owned(), 2)],
                burnt: true,
                opened_by: Some(MACHINE),
            }),
        }),
        Ok(Answer::Done),
        Err(refusal()),
    ];
    let verdicts = vec![
        (0, Verdict::Accepted(remote(Entry::Absent))),
        (
            1,
            Verdict::Stale {
                current: remote(file("x", false)),
                found: Some(Remote::default()),
                moved_to: Some(path("a/c")),
                in_the_way: vec![(path("a/b"), remote(Entry::Directory))],
            },
        ),
        (2, Verdict::Want(Pieces::List)),
        (3, Verdict::Refused(refusal())),
    ];
    let mut messages = vec![
        ToClient::Welcome { protocol: 1, version: "1".to_owned(), hub: name.clone(), name },
        ToClient::Goodbye(refusal()),
        ToClient::Holds { folder: FOLDER, holds: vec![told_hold] },
        ToClient::Attached {
            folder: FOLDER,
            incarnation: Incarnation([6; 16]),
            latest: Seq(5),
            common: Seq(4),
            incarnations: vec![position()],
            access: Access::None,
            holds: vec![told_hold],
            wants_backlog: true,
        },
        ToClient::Detached { folder: FOLDER, refusal: refusal() },
        ToClient::Changed { folder: FOLDER, latest: Seq(5) },
        ToClient::Lacking { folder: FOLDER, items: vec![PathAt { path: path("a/b"), seq: Seq(3) }] },
        ToClient::Whole { folder: FOLDER, items: vec![PathAt { path: path("a/b"), seq: Seq(3) }] },
        ToClient::News { folder: FOLDER, after: Seq(1), upto: Seq(2), more: true, entries: vec![accepted()] },
        ToClient::Verdicts { batch: BATCH, verdicts },
        ToClient::BodiesEnd { batch: BATCH, missing: vec![(1, refusal())] },
        ToClient::Arranged,
        ToClient::Pong,
    ];
    messages.extend(answers.map(|answer| ToClient::Answered { id: 1, answer }));
    for message in &messages {
        same_after_json(message);
    }
}

#[test]
fn messages_with_evil_paths_are_refused() {
    let good =
        serde_json::to_string(&GetItem { path: path("a"), seq: Seq(1), pieces: Pieces::List, coming: None }).unwrap();
    assert!(serde_json::from_str::<GetItem>(&good).is_ok());
    for evil in ["..", "/a", "", "a/../b", ".syncit/x", "a\\u0000"] {
        let json = good.replace("\"a\"", &format!("\"{evil}\""));
        assert_ne!(json, good);
        assert!(serde_json::from_str::<GetItem>(&json).is_err(), "{json}");
    }
    assert!(serde_json::from_str::<ToHub>(r#"{"type":"body"}"#).is_err(), "bodies never travel as text");
}
