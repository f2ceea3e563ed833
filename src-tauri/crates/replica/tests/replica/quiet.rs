//! How often a file that grows under its final name is sent, and with what delay its final version arrives.

use std::collections::BTreeSet;

use syncit_core::Entry;
use syncit_core::content::Digest;
use syncit_core::message::ToHub;
use syncit_core::replica_store::ReplicaStore;

use crate::house::{House, path};

const KIB: usize = 1_024;

/// How a program writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Program {
    /// It keeps the file open, and closes it at the end.
    Download,
    /// It keeps the file open and never closes it.
    Service,
    /// It opens and closes the file for each write.
    Appender,
}

/// Counts the versions of a file that were offered.
fn versions(house: &House) -> usize {
    let offered = house.messages.iter().filter_map(|(_, message)| match message {
        ToHub::Offer { items, .. } => Some(items),
        _ => None,
    });
    let files = offered.flatten().filter(|item| item.path == path("log")).filter_map(|item| match &item.entry {
        Entry::File(file) => Some(file.digest),
        _ => None,
    });
    files.collect::<BTreeSet<Digest>>().len()
}

/// Lets a program write `steps` times with pauses. Returns how many versions were offered, and after how
/// many milliseconds the other machine had the last one.
fn grow(program: Program, begin: usize, step: usize, pause: u64, steps: usize) -> (usize, u64) {
    let mut house = House::synced(&["", ""]);
    let disk = house.disk(0).clone();
    let open = disk.open_to_write(&path("log")).unwrap();
    disk.write_on(&open, &vec![b'a'; begin]);
    let mut open = Some(open);
    for n in 0..steps {
        let more = vec![b'a' + (n % 26) as u8; step];
        match &open {
            Some(open) => disk.write_on(open, &more),
            None => assert!(disk.append(&path("log"), &more)),
        }
        if program == Program::Appender {
            open.take().map(|open| disk.close(open));
        }
        if n + 1 < steps {
            house.wait(pause);
        }
    }
    let end = house.now();
    if let Some(open) = open.filter(|_| program == Program::Download) {
        disk.close(open);
    }
    let size = (begin + step * steps) as u64;
    let is_there = |house: &House| {
        let row = house.machines[1].store.row(&path("log")).unwrap();
        row.and_then(|row| row.local.entry().map(Entry::size)) == Some(size)
    };
    while !is_there(&house) {
        house.wait(10);
        assert!(house.now() < end + 3_600_000, "the end never comes");
    }
    (versions(&house), house.now() - end)
}

#[test]
fn a_file_that_grows_is_sent_a_few_times_and_its_end_is_soon_there() {
    use Program::{Appender, Download, Service};
    let cases = [
        // A download that stalls again and again is complete when it is closed.
        (Download, 0, 64 * KIB, 500, 240, 1..=10, 100),
        (Download, 8 * KIB * KIB, KIB, 5_000, 60, 1..=12, 100),
        // A file that nobody closes waits until it is quiet: half a minute at most.
        (Service, 0, 64 * KIB, 500, 240, 1..=10, 30_100),
        (Service, 8 * KIB * KIB, KIB, 2_000, 150, 1..=12, 30_100),
        (Appender, 8 * KIB * KIB, KIB, 1_000, 300, 1..=12, 30_100),
        (Appender, 8 * KIB * KIB, KIB, 20_000, 90, 1..=16, 30_100),
        // The smaller the file, the shorter the wait.
        (Service, 256 * KIB, KIB, 2_000, 60, 40..=61, 1_300),
        // A small file stays fast, however often it changes.
        (Appender, 0, 100, 1_000, 60, 60..=61, 100),
        (Service, 0, 100, 1_000, 60, 60..=61, 400),
        // So does a large one that rests between changes.
        (Appender, 8 * KIB * KIB, KIB, 40_000, 20, 20..=21, 100),
    ];
    for (program, begin, step, pause, steps, expected, latest) in cases {
        let (versions, delay) = grow(program, begin, step, pause, steps);
        let case = format!("{program:?} {begin}+{step} every {pause} ms: {versions} versions, {delay} ms late");
        assert!(expected.contains(&versions) && delay <= latest, "{case}");
    }
}

#[test]
fn a_file_that_rested_is_fast_again() {
    let mut house = House::synced(&["", ""]);
    let disk = house.disk(0).clone();
    let append = |byte: u8| assert!(disk.append(&path("log"), &vec![byte; 512 * KIB]));
    for n in 0..10 {
        append(n);
        house.wait(1_000);
    }
    house.wait(70_000);
    let before = versions(&house);
    append(b'z');
    house.wait(100);
    assert_eq!(versions(&house), before + 1, "taken when it is closed");
    assert_eq!(house.tree(0), house.tree(1));
}
