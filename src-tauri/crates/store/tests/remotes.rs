//! How fast a replica can list remote states while its hub is unreachable, with as many rows as a
//! large folder has.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use syncit_core::content::ChunkList;
use syncit_core::replica_store::{Base, LinkState, Local, Remote, RemoteFilter, ReplicaStore, Row, SyncMode};
use syncit_core::{Entry, FileEntry, FolderId, MachineId, RelPath, ReplicaId, Seq, Timestamp};
use syncit_store::SqliteReplicaStore;

const ROWS: u64 = 100_000;

fn row(n: u64) -> Row {
    let list = ChunkList::of_small(&n.to_le_bytes());
    let file = FileEntry {
        digest: list.digest(),
        size: list.size(),
        executable: false,
        private: None,
        mtime: Timestamp(n as i64),
    };
    let entry = Entry::File(file);
    let (machine, at) = (Some(MachineId([n as u8 % 3; 16])), Timestamp(n as i64 * 1_000));
    // Not in the order of paths.
    let path = RelPath::new(&format!("dir {}/file {n}", n * 7_919 % 997)).unwrap();
    Row {
        base: Base { entry: entry.clone(), seq: Seq(n) },
        local: Local::Known { entry: entry.clone(), stamp: None },
        remote: Remote { entry, seq: Seq(n), machine, at, conflict_of: None, privacy: None },
        ..Row::new(path)
    }
}

#[test]
fn the_newest_of_a_hundred_thousand_rows_are_told_in_a_moment() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, replica) = (FolderId([1; 16]), ReplicaId([1; 16]));
    let link = LinkState { scanned: true, ..LinkState::new(folder, replica, SyncMode::TwoWay) };
    let mut store = SqliteReplicaStore::create(&dir.path().join("r.db"), &link).unwrap();
    for n in 1..=ROWS {
        store.put(&row(n)).unwrap();
    }
    store.commit().unwrap();
    let mut fastest = Duration::MAX;
    let mut before = None;
    for page in 0..5 {
        let begun = Instant::now();
        let remotes = store.remotes(&RemoteFilter { before, limit: 50, ..RemoteFilter::default() }).unwrap();
        fastest = fastest.min(begun.elapsed());
        let seqs: Vec<u64> = remotes.iter().map(|(_, remote)| remote.seq.0).collect();
        let newest = ROWS - page * 50;
        assert_eq!(seqs, (newest - 49..=newest).rev().collect::<Vec<_>>());
        before = remotes.last().map(|(_, remote)| (remote.at, remote.seq));
    }
    println!("{fastest:?}");
    // A generous limit, because the computer may be busy with other work.
    assert!(fastest < Duration::from_secs(1), "{fastest:?}");
}
