//! The sizes of messages equal what the encoder produces, and the bounds asserted at compile time hold in the worst
//! cases.
#![allow(clippy::unwrap_used)]

mod common;

use common::path;
use proptest::prelude::*;
use syncit_core::entry::MAX_LINK_TARGET;
use syncit_core::message::*;
use syncit_core::path::{MAX_COMPONENT, MAX_PATH};
use syncit_core::relay_store::{JournalEntry, Remote};
use syncit_core::replica_store::{ConflictOf, PathAt};
use syncit_core::*;

const MACHINE: MachineId = MachineId([255; 16]);

/// Builds the longest path, in which every byte except the slashes takes six encoded bytes.
fn worst_path() -> RelPath {
    let mut text = vec!["\u{1}".repeat(MAX_COMPONENT); MAX_PATH / (MAX_COMPONENT + 1)].join("/");
    text.push('/');
    text.push_str(&"\u{1f}".repeat(MAX_PATH - text.len()));
    path(&text)
}

fn worst_link() -> Entry {
    Entry::Symlink("\u{1}".repeat(MAX_LINK_TARGET))
}

fn worst_file() -> Entry {
    Entry::File(FileEntry {
        digest: Digest([255; 32]),
        size: u64::MAX,
        executable: true,
        private: Some(false),
        mtime: Timestamp(i64::MIN),
    })
}

fn accepted(path: RelPath, entry: Entry) -> JournalEntry {
    let other = path.clone();
    JournalEntry {
        seq: Seq(u64::MAX),
        path,
        entry,
        machine: MACHINE,
        at: Timestamp(i64::MIN),
        moved_from: Some(PathAt { path: other.clone(), seq: Seq(u64::MAX) }),
        conflict_of: Some(ConflictOf { path: other, seq: Seq(u64::MAX), base: Seq(u64::MAX) }),
        previous: Seq(u64::MAX),
        restored: Some(Seq(u64::MAX)),
        privacy: Some(Privacy { private: false, seq: Seq(u64::MAX) }),
    }
}

fn offered(path: RelPath, entry: Entry) -> OfferItem {
    let JournalEntry { path, entry, moved_from, conflict_of, .. } = accepted(path, entry);
    let missing = Some(hold::Missing { full: u64::MAX, empty: u64::MAX });
    OfferItem { path, based_on: Seq(u64::MAX), entry, moved_from, conflict_of, missing, private: Some(false) }
}

#[test]
fn the_largest_entry_is_no_larger_than_asserted_and_hardly_smaller() {
    for entry in [worst_link(), worst_file(), Entry::Directory, Entry::Absent] {
        let largest = accepted(worst_path(), entry.clone());
        let line = HistoryEntry { folder: FolderId([255; 16]), entry: largest.clone(), action: Action::Conflict };
        let offer = offered(worst_path(), entry.clone());
        let sizes = [encoded(&largest), encoded(&line), encoded(&offer)];
        assert!(sizes.iter().all(|bytes| *bytes <= LARGEST_ENTRY), "{sizes:?}");
        if matches!(entry, Entry::Symlink(_)) {
            assert!(sizes.iter().all(|bytes| *bytes > LARGEST_ENTRY * 9 / 10), "{sizes:?}");
        }
        let pieces = Pieces::Chunks(vec![(u32::MAX, u32::MAX)]);
        let get = GetItem { path: worst_path(), seq: Seq(u64::MAX), pieces, coming: Some(Digest([255; 32])) };
        assert!(encoded(&get) <= LARGEST_ENTRY);
    }
}

#[test]
fn the_largest_single_messages_fit() {
    let remote = accepted(worst_path(), worst_link()).remote();
    let in_the_way: Vec<(RelPath, Remote)> = vec![(worst_path(), remote.clone()); IN_THE_WAY_BYTES / (50 << 10)];
    let stale =
        Verdict::Stale { current: remote.clone(), found: Some(remote), moved_to: Some(worst_path()), in_the_way };
    let wanted = |runs| Verdict::Want(Pieces::Chunks(vec![(u32::MAX, u32::MAX); runs]));
    let position = ids::Position { incarnation: Incarnation([255; 16]), seq: Seq(u64::MAX) };
    let text = "\u{1}".repeat(10_000);
    let refusal =
        Refusal { code: RefusalCode::ClockWasWrong, reason: Reason::said(text.clone(), Some(text)) }.shortened();
    let folder = FolderId([255; 16]);
    let batch = BatchId { folder, number: u64::MAX };
    let messages = [
        ToClient::Verdicts { batch, verdicts: vec![(0, stale), (u32::MAX, wanted(MAX_RUNS))] },
        ToClient::Attached {
            folder,
            incarnation: Incarnation([255; 16]),
            latest: Seq(u64::MAX),
            common: Seq(u64::MAX),
            incarnations: vec![position; MAX_INCARNATIONS],
            access: relay_store::Access::Write,
            holds: Vec::new(),
            wants_backlog: true,
        },
        ToClient::Lacking { folder, items: vec![PathAt { path: worst_path(), seq: Seq(u64::MAX) }; MAX_LACKING] },
        ToClient::BodiesEnd { batch, missing: vec![(u32::MAX, refusal); MAX_ITEMS] },
    ];
    for message in messages {
        let bytes = serde_json::to_vec(&message).unwrap().len();
        assert!(bytes <= MAX_MESSAGE, "{bytes}");
        assert_eq!(encoded(&message), bytes);
    }
}

#[test]
fn a_long_refusal_is_cut_between_characters() {
    for text in ["ü".repeat(MAX_REASON), "x".repeat(MAX_REASON + 1), "\u{1f600}".repeat(MAX_REASON)] {
        let refusal = Refusal { code: RefusalCode::Held, reason: Reason::said(text, None) }.shortened();
        let message = refusal.reason.to_string();
        assert!(message.len() <= MAX_REASON && message.ends_with('…'));
    }
    let reason = Reason::said("x".repeat(MAX_REASON / 2), Some("y".into()));
    let short = Refusal { code: RefusalCode::Held, reason };
    assert_eq!(short.clone().shortened(), short);
}

/// Texts in which much is escaped.
fn evil_text(bytes: usize) -> impl Strategy<Value = String> {
    let char = prop_oneof![Just('\u{1}'), Just('"'), Just('\\'), Just('\n'), Just('\u{7f}'), any::<char>()];
    proptest::collection::vec(char, 1..200).prop_map(move |chars| {
        let mut text: String = chars.into_iter().filter(|c| !matches!(c, '/' | '\0')).collect();
        while text.len() > bytes {
            text.pop();
        }
        text
    })
}

proptest! {
    #[test]
    fn sizes_are_what_the_encoder_makes(name in evil_text(MAX_COMPONENT), target in evil_text(MAX_LINK_TARGET)) {
        if let Ok(path) = RelPath::new(&name) {
            let entry = accepted(path, Entry::Symlink(target));
            prop_assert_eq!(encoded(&entry), serde_json::to_vec(&entry).unwrap().len());
            prop_assert!(encoded(&entry) <= LARGEST_ENTRY);
        }
    }
}

proptest! {
    // Each case encodes megabytes.
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn blocks_hold_everything_in_order_and_fit(lengths in proptest::collection::vec(0..300_000_usize, 0..12)) {
        let items: Vec<String> = lengths.iter().map(|len| "\u{1}".repeat(*len)).collect();
        let blocks = in_blocks(items.clone());
        for block in &blocks {
            prop_assert!(!block.is_empty());
            // Around the items there are only the brackets of the list.
            prop_assert!(block.len() == 1 || serde_json::to_vec(block).unwrap().len() <= BLOCK_BYTES + 2);
        }
        for two in blocks.windows(2) {
            let more = encoded(&two[0]) + encoded(&two[1][0]);
            prop_assert!(more >= BLOCK_BYTES, "a block ended early");
        }
        prop_assert_eq!(within_a_block(&items), blocks.first().map_or(0, Vec::len));
        prop_assert_eq!(blocks.concat(), items);
    }
}
