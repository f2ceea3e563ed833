//! Measures the cost of the stores on this machine:
//! `cargo run --workspace --example measure-stores [DIR]`. DIR (a directory on the disk to be measured, created if
//! needed) defaults to the system's temporary directory.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::time::Instant;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use syncit_core::message::HistoryFilter;
use syncit_core::relay_store::{ContentReader, Folder, JournalEntry, RelayStore};
use syncit_core::replica_store::{Base, LinkState, Local, Remote, ReplicaStore, Row, Stamp, SyncMode};
use syncit_core::{
    ChunkList, ChunkRef, Digest, Entry, FileEntry, FolderId, Incarnation, MachineId, Name, PrivacyHere, RelPath,
    ReplicaId, Rev, Seq, Timestamp,
};
use syncit_store::{SqliteRelayStore, SqliteReplicaStore};

const FOLDER: FolderId = FolderId([1; 16]);
const LAPTOP: MachineId = MachineId([2; 16]);

fn main() {
    let dir = match std::env::args_os().nth(1) {
        Some(dir) => tempfile::tempdir_in(dir),
        None => tempfile::tempdir(),
    };
    let dir = dir.unwrap();
    replica(&dir.path().join("replica.db"));
    relay(&dir.path().join("relay"));
    history(&dir.path().join("history"));
    println!("resident at the end: {} KiB", resident());
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    println!("{:9.1} ms  {what}", start.elapsed().as_secs_f64() * 1e3);
    result
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn path(n: usize) -> RelPath {
    RelPath::new(&format!("projects/area-{:02}/module-{:03}/source file {n:06}.txt", n % 20, n / 100 % 500)).unwrap()
}

fn file(n: usize) -> Entry {
    let digest = Digest::of(&n.to_le_bytes());
    Entry::File(FileEntry {
        digest,
        size: 4096,
        executable: false,
        private: None,
        mtime: Timestamp(1_700_000_000_123_456_789 + n as i64),
    })
}

fn row(n: usize) -> Row {
    let time = Timestamp(1_700_000_000_123_456_789 + n as i64);
    let stamp = Stamp {
        size: 4096,
        mtime: time,
        ctime: time,
        inode: 1_000_000 + n as u64,
        settled: true,
        shared: false,
        private: Some(false),
        executable: Some(false),
    };
    let remote = Remote {
        entry: file(n),
        seq: Seq(n as u64),
        machine: Some(LAPTOP),
        at: time,
        conflict_of: None,
        privacy: None,
    };
    let base = Base { entry: file(n), seq: remote.seq };
    Row {
        path: path(n),
        base,
        local: Local::Known { entry: file(n), stamp: Some(stamp) },
        remote,
        privacy: PrivacyHere::default(),
        to_evict: false,
        reason: None,
        rev: Rev(0),
    }
}

fn replica(path: &Path) {
    let replica = ReplicaId([3; 16]);
    let link = LinkState { scanned: true, ..LinkState::new(FOLDER, replica, SyncMode::TwoWay) };
    let mut store = SqliteReplicaStore::create(path, &link).unwrap();
    timed("100,000 rows put in one transaction", || {
        (0..100_000).for_each(|n| {
            store.put(&row(n)).unwrap();
        });
        store.commit().unwrap();
    });
    timed("  made durable", || store.sync().unwrap());
    timed("1,000 single puts, each committed", || {
        for n in 0..1_000 {
            store.put(&row(n * 97)).unwrap();
            store.commit().unwrap();
        }
    });
    timed("20 times one put, committed and made durable", || {
        for n in 0..20 {
            store.put(&row(n * 97)).unwrap();
            store.commit().unwrap();
            store.sync().unwrap();
        }
    });
    timed("1,000 times nothing pending", || {
        (0..1_000).for_each(|_| assert!(store.pending(None, 9).unwrap().is_empty()))
    });
    drop(store);
    println!("{:9.1} MiB  their database", std::fs::metadata(path).unwrap().len() as f64 / 1048576.0);
    let before = resident();
    let store = timed("opened again", || SqliteReplicaStore::open(path).unwrap());
    timed("all rows read in pages of 1,000", || {
        let mut after = None;
        while let Some(last) = store.below(None, after.as_ref(), 1_000).unwrap().pop() {
            after = Some(last.path);
        }
    });
    println!("{:9} KiB  more resident memory after that", resident() - before);
}

fn entry(path: RelPath, entry: Entry) -> JournalEntry {
    let (seq, previous) = (Seq(0), Seq(0));
    JournalEntry {
        seq,
        path,
        entry,
        machine: LAPTOP,
        at: Timestamp(7),
        moved_from: None,
        conflict_of: None,
        previous,
        restored: None,
        privacy: None,
    }
}

fn shared(dir: &Path) -> SqliteRelayStore {
    let mut store = SqliteRelayStore::open(dir).unwrap();
    store.begin_incarnation(Incarnation([1; 16])).unwrap();
    store.put_folder(&Folder { id: FOLDER, name: Name::new("docs").unwrap(), shared_at: Timestamp(0) }).unwrap();
    store.commit().unwrap();
    store
}

fn relay(dir: &Path) {
    let mut store = shared(dir);
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut noise = |len: usize| {
        let mut bytes = vec![0; len];
        random.fill(&mut bytes[..]);
        bytes
    };
    let bodies: Vec<Vec<u8>> = (0..10_000).map(|_| noise(4096)).collect();
    let digests: Vec<Digest> = bodies.iter().map(|bytes| Digest::of(bytes)).collect();
    timed("10,000 offers of 4 KiB accepted, 256 a commit", || {
        for (n, bytes) in bodies.iter().enumerate() {
            accept(&mut store, path(n), bytes, digests[n]);
            if n % 256 == 255 {
                store.commit().unwrap();
            }
        }
        store.commit().unwrap();
    });
    timed("100 single offers of 4 KiB, each committed", || {
        for (n, bytes) in bodies.iter().take(100).enumerate() {
            let bytes: Vec<u8> = bytes.iter().map(|byte| byte ^ 1).collect();
            accept(&mut store, path(n), &bytes, Digest::of(&bytes));
            store.commit().unwrap();
        }
    });
    let reader = store.reader().unwrap();
    timed("10,000 chunks read by a reader", || {
        digests.iter().for_each(|digest| assert!(reader.chunk(digest).unwrap().is_some()))
    });
    let refs: Vec<ChunkRef> = digests.iter().map(|digest| ChunkRef { digest: *digest, len: 4096 }).collect();
    timed("4,096 chunks looked up", || store.holds(MachineId([9; 16]), &[FOLDER], &refs[..4096]).unwrap());
    let large: Vec<Vec<u8>> = (0..1024).map(|_| noise(256 * 1024)).collect();
    let refs = large.iter().map(|bytes| ChunkList::of_small(bytes).chunks()[0]).collect();
    let list = ChunkList::new(refs).unwrap();
    timed("256 MiB of noise in 1,024 chunks kept", || {
        store.put_chunk_list(LAPTOP, &list).unwrap();
        for (bytes, chunk) in large.iter().zip(list.chunks()) {
            store.put_chunk(LAPTOP, chunk.digest, bytes).unwrap();
        }
        store.commit().unwrap();
    });
    let digest = list.digest();
    let content =
        Entry::File(FileEntry { digest, size: list.size(), executable: false, private: None, mtime: Timestamp(0) });
    timed("  and accepted", || {
        store.append(FOLDER, &entry(RelPath::new("large").unwrap(), content)).unwrap();
        store.commit().unwrap();
    });
    timed("1,024 heads after a seq", || assert_eq!(store.heads_after(FOLDER, Seq(50), 1_024).unwrap().len(), 1_024));
}

fn accept(store: &mut SqliteRelayStore, path: RelPath, bytes: &[u8], chunk: Digest) {
    let list = ChunkList::new(vec![ChunkRef { digest: chunk, len: bytes.len() as u32 }]).unwrap();
    let file =
        FileEntry { digest: list.digest(), size: list.size(), executable: false, private: None, mtime: Timestamp(0) };
    store.head(FOLDER, &path).unwrap();
    store.put_chunk(LAPTOP, chunk, bytes).unwrap();
    store.put_chunk_list(LAPTOP, &list).unwrap();
    assert_eq!(store.holds(LAPTOP, &[FOLDER], list.chunks()).unwrap(), [true]);
    store.append(FOLDER, &entry(path, Entry::File(file))).unwrap();
}

fn history(dir: &Path) {
    let mut store = shared(dir);
    timed("1,000,000 deletions and directories journalled", || {
        for n in 0..1_000_000_usize {
            let state = if n % 2 == 0 { Entry::Directory } else { Entry::Absent };
            let machine = MachineId([(n % 5) as u8; 16]);
            let at = Timestamp(n as i64);
            store.append(FOLDER, &JournalEntry { machine, at, ..entry(path(n / 3), state) }).unwrap();
        }
        store.commit().unwrap();
    });
    let all = HistoryFilter { readable: vec![FOLDER], limit: 1_000, ..HistoryFilter::default() };
    let below = |text: &str| Some(RelPath::new(text).unwrap());
    let ask = |what: &str, filter: &HistoryFilter| {
        timed(what, || store.history(filter).unwrap());
    };
    ask("the newest 1,000", &all);
    ask("  of one machine", &HistoryFilter { machine: Some(MachineId([4; 16])), ..all.clone() });
    ask("  of one path", &HistoryFilter { path: Some(path(7)), ..all.clone() });
    ask(
        "  below a directory of 600 paths",
        &HistoryFilter { path: below("projects/area-07/module-007"), ..all.clone() },
    );
    ask("  below one of 17,000", &HistoryFilter { path: below("projects/area-07"), ..all.clone() });
    ask("  below one of 333,000", &HistoryFilter { path: below("projects"), ..all.clone() });
    ask("  below one that never was", &HistoryFilter { path: below("nowhere"), ..all });
}
