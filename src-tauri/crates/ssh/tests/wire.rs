//! What is written on a lane is read back however it is cut, and what SyncIt did not write does no harm.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use syncit_core::message::{BatchId, Body, OfferItem, Piece, Refusal, RefusalCode, ToHub};
use syncit_core::{CHUNK_MAX, Entry, FolderId, Reason, RelPath, Seq};
use syncit_ssh::wire::command::Direction;
use syncit_ssh::wire::line::Lines;
use syncit_ssh::wire::scp::{self, Answer, Answers, Decoder, Record};

fn batch_id() -> impl Strategy<Value = BatchId> {
    (any::<[u8; 16]>(), any::<u64>()).prop_map(|(folder, number)| BatchId { folder: FolderId(folder), number })
}

fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![any::<u32>().prop_map(Piece::Chunk), any::<u32>().prop_map(Piece::List)]
}

fn body(batch: BatchId) -> impl Strategy<Value = Record> {
    let bytes = prop_oneof![Just(vec![]), Just(vec![0; 3]), prop::collection::vec(any::<u8>(), 0..2_000)];
    (0..1_024u32, piece(), bytes).prop_map(move |(item, piece, bytes)| Record::Body(Body { batch, item, piece, bytes }))
}

fn offer(batch: BatchId) -> impl Strategy<Value = Record> {
    prop::collection::vec((any::<u64>(), "[^/\0]{1,20}"), 0..5).prop_map(move |items| {
        let item = |(seq, name): (u64, String)| {
            let path = RelPath::new(&format!("d/x{name}")).ok()?;
            Some(OfferItem {
                path,
                based_on: Seq(seq),
                entry: Entry::Directory,
                moved_from: None,
                conflict_of: None,
                missing: None,
                private: None,
            })
        };
        Record::Offer(batch, items.into_iter().filter_map(item).collect())
    })
}

fn missing(batch: BatchId) -> impl Strategy<Value = Record> {
    prop::collection::vec((0..1_024u32, ".*"), 0..5).prop_map(move |items| {
        let refusal = |message| Refusal { code: RefusalCode::NotFound, reason: Reason::said(message, None) };
        Record::Missing(batch, items.into_iter().map(|(item, message)| (item, refusal(message))).collect())
    })
}

fn one_batch(direction: Direction) -> impl Strategy<Value = Vec<Record>> {
    batch_id().prop_flat_map(move |batch| {
        let special = match direction {
            Direction::Push => offer(batch).boxed(),
            Direction::Pull => missing(batch).boxed(),
        };
        let bodies = prop::collection::vec(body(batch), 0..6);
        (prop::option::of(special), bodies).prop_map(move |(special, mut records)| {
            let at = if direction == Direction::Push { 0 } else { records.len() };
            special.into_iter().for_each(|record| records.insert(at, record));
            records.insert(0, Record::Open(batch));
            records.push(Record::End(batch));
            records
        })
    })
}

fn encode(records: &[Record]) -> Vec<u8> {
    let mut out = Vec::new();
    for record in records {
        match record {
            Record::Open(batch) => scp::open(&mut out, *batch),
            Record::Offer(_, items) => scp::offer(&mut out, items).unwrap(),
            Record::Missing(_, items) => scp::missing(&mut out, items).unwrap(),
            Record::Body(body) => scp::body(&mut out, body.item, body.piece, &body.bytes).unwrap(),
            Record::End(_) => scp::end(&mut out),
        }
    }
    out
}

fn decode_in_parts(direction: Direction, bytes: &[u8], parts: &[usize]) -> Vec<Record> {
    let mut decoder = Decoder::new(direction);
    let (mut records, mut rest) = (Vec::new(), bytes);
    let mut sizes = parts.iter().cycle();
    while !rest.is_empty() {
        let (mut part, later) = rest.split_at((*sizes.next().unwrap()).min(rest.len()));
        rest = later;
        while let Some(record) = decoder.next(&mut part).unwrap() {
            records.push(record);
        }
        assert!(part.is_empty());
    }
    assert_eq!(decoder.kept(), 0);
    records
}

proptest! {
    #[test]
    fn records_are_read_as_they_were_written_however_the_bytes_are_cut(
        (direction, batches) in prop_oneof![Just(Direction::Push), Just(Direction::Pull)]
            .prop_flat_map(|direction| (Just(direction), prop::collection::vec(one_batch(direction), 1..4))),
        parts in prop::collection::vec(1..700usize, 1..6),
    ) {
        let records = batches.concat();
        prop_assert_eq!(decode_in_parts(direction, &encode(&records), &parts), records);
    }

    #[test]
    fn no_bytes_make_a_decoder_panic_or_hoard(
        bytes in prop::collection::vec(any::<u8>(), 0..4_000),
        valid in one_batch(Direction::Push),
        at in any::<prop::sample::Index>(),
        flip in any::<u8>(),
    ) {
        let mut damaged = encode(&valid);
        let at = at.index(damaged.len());
        damaged[at] ^= flip;
        for mut input in [&bytes[..], &damaged[..]] {
            for direction in [Direction::Push, Direction::Pull] {
                let (mut decoder, mut input) = (Decoder::new(direction), input);
                while let Ok(Some(_)) = decoder.next(&mut input) {}
                prop_assert!(decoder.kept() <= CHUNK_MAX);
            }
            let _ = Answers::default().take(input, |_| {});
            let mut lines = Lines::default();
            while let Ok(Some(_)) = lines.next::<ToHub>(&mut input) {}
        }
    }

    #[test]
    fn answers_are_counted_against_records(left in prop::collection::vec(prop::option::of("[a-z]{0,9}"), 0..40)) {
        let (mut answers, mut bytes) = (Answers::default(), Vec::new());
        for text in &left {
            answers.sent(1);
            scp::answer(&mut bytes, &text.clone().map_or(Answer::Taken, Answer::Left));
        }
        let mut heard = Vec::new();
        for byte in bytes {
            answers.take(&[byte], |text| heard.push(text)).unwrap();
        }
        prop_assert_eq!(heard, left.into_iter().flatten().collect::<Vec<_>>());
        prop_assert_eq!(answers.unanswered(), 0);
        let unasked = answers.take(&[0], |_| {});
        prop_assert!(unasked.is_err());
    }
}

#[test]
fn records_that_nobody_of_us_writes_are_refused() {
    let folder = "00112233445566778899aabbccddeeff";
    let open = format!("D0755 0 {folder}.7\n");
    for bad in [
        "C0644 1 0.c0\nx\0".to_owned(),
        "E\n".to_owned(),
        "T0 0 0 0\n".to_owned(),
        format!("D0755 0 {folder}.07\n"),
        "D0755 0 ../etc.1\n".to_owned(),
        format!("D0700 0 {folder}.7\n"),
        format!("{open}{open}"),
        format!("{open}C0644 1 passwd\n"),
        format!("{open}C0644 1 ../0.c0\n"),
        format!("{open}C0644 +1 0.c0\n"),
        format!("{open}C0644 1 1024.c0\n"),
        format!("{open}C0644 1 0.c4294967296\n"),
        format!("{open}C0644 1048577 0.c0\n"),
        format!("{open}C0644 8388609 offer\n"),
        format!("{open}C0644 2 offer\n[]\0C0644 2 offer\n"),
        format!("{open}C0644 1 0.c0\nx\0C0644 2 offer\n"),
        format!("{open}C0644 2 missing\n"),
        format!("{open}C0644 1 0.c0\nxy"),
        format!("{open}C0644 3 offer\n[] \x01"),
        " ".repeat(513),
    ] {
        let (mut decoder, mut input) = (Decoder::new(Direction::Push), bad.as_bytes());
        let outcome = loop {
            match decoder.next(&mut input) {
                Ok(Some(_)) => {}
                other => break other,
            }
        };
        assert!(outcome.is_err(), "{bad:?}");
    }
}
