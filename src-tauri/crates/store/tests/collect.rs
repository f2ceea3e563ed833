//! Unreferenced content is freed, and a crash at any point of that frees nothing that is needed.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use syncit_core::relay_store::{ContentReader, Folder, JournalEntry, RelayStore};
use syncit_core::{
    ChunkList, ChunkRef, Digest, Entry, FileEntry, FolderId, Incarnation, MachineId, Name, RelPath, Seq, Timestamp,
};
use syncit_store::SqliteRelayStore;

const LAPTOP: MachineId = MachineId([1; 16]);
const FOLDERS: [FolderId; 2] = [FolderId([1; 16]), FolderId([2; 16])];

/// Returns chunks of noise: the first is stored as a row, the others as files.
fn chunk(n: u64) -> Vec<u8> {
    let mut source = ChaCha8Rng::seed_from_u64(n);
    let len = if n == 0 { 1_000 } else { 70_000 };
    (0..len).map(|_| source.random()).collect()
}

fn list(chunks: &[u64]) -> ChunkList {
    let refs =
        chunks.iter().map(|n| chunk(*n)).map(|bytes| ChunkRef { digest: Digest::of(&bytes), len: bytes.len() as u32 });
    ChunkList::new(refs.collect()).unwrap()
}

fn open(dir: &Path) -> SqliteRelayStore {
    SqliteRelayStore::open(dir).unwrap()
}

fn new(dir: &Path) -> SqliteRelayStore {
    let mut store = open(dir);
    store.begin_incarnation(Incarnation([1; 16])).unwrap();
    for (folder, name) in FOLDERS.into_iter().zip(["docs", "other"]) {
        store.put_folder(&Folder { id: folder, name: Name::new(name).unwrap(), shared_at: Timestamp(0) }).unwrap();
    }
    store.commit().unwrap();
    store
}

/// Accepts a file consisting of these chunks.
fn accept(store: &mut SqliteRelayStore, folder: FolderId, path: &str, chunks: &[u64]) -> Seq {
    let content = list(chunks);
    store.put_chunk_list(LAPTOP, &content).unwrap();
    for bytes in chunks.iter().map(|n| chunk(*n)) {
        store.put_chunk(LAPTOP, Digest::of(&bytes), &bytes).unwrap();
    }
    let file = FileEntry {
        digest: content.digest(),
        size: content.size(),
        executable: false,
        private: None,
        mtime: Timestamp(0),
    };
    let path = RelPath::new(path).unwrap();
    let previous = store.head(folder, &path).unwrap().map_or(Seq(0), |head| head.seq);
    let at = Timestamp(store.latest(folder).unwrap().0 as i64);
    let (moved_from, conflict_of, restored, privacy, seq) = (None, None, None, None, Seq(0));
    let entry = Entry::File(file);
    let entry =
        JournalEntry { seq, path, entry, machine: LAPTOP, at, moved_from, conflict_of, previous, restored, privacy };
    store.append(folder, &entry).unwrap()
}

fn is_kept(store: &SqliteRelayStore, chunks: &[u64]) -> bool {
    let Some(list) = store.chunk_list(&list(chunks).digest()).unwrap() else { return false };
    list.chunks().iter().all(|chunk| store.chunk(&chunk.digest).unwrap().is_some())
}

/// Collects as two days later.
fn collect(store: &mut SqliteRelayStore) {
    for _ in 0..2 {
        store.begin_round().unwrap();
    }
    while store.collect(2).unwrap() {}
}

fn files(dir: &Path) -> BTreeSet<PathBuf> {
    let shelves = fs::read_dir(dir.join("chunks")).unwrap().map(|shelf| shelf.unwrap().path());
    shelves.flat_map(|shelf| fs::read_dir(shelf).unwrap().map(|file| file.unwrap().path())).collect()
}

fn sweep(store: &mut SqliteRelayStore) {
    (0..=255).for_each(|shelf| store.sweep(shelf).unwrap());
}

#[test]
fn only_what_nothing_refers_to_is_freed() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = new(dir.path());
    let first = accept(&mut store, FOLDERS[0], "a", &[0, 1, 2]);
    accept(&mut store, FOLDERS[0], "a", &[2, 3, 2]);
    let head = accept(&mut store, FOLDERS[0], "a", &[4]);
    accept(&mut store, FOLDERS[1], "b", &[3]);
    store.commit().unwrap();
    let all = store.store_totals().unwrap();
    collect(&mut store);
    store.commit().unwrap();
    assert_eq!(store.store_totals().unwrap(), all, "everything is referred to");

    store.drop_entries(FOLDERS[0], &[first, head]).unwrap();
    collect(&mut store);
    store.commit().unwrap();
    assert_eq!(store.latest(FOLDERS[0]).unwrap(), head, "the newest entry stays whatever is said");
    assert!(!is_kept(&store, &[0, 1, 2]) && is_kept(&store, &[2, 3, 2]) && is_kept(&store, &[4]));
    assert_eq!((store.store_totals().unwrap().chunks, files(dir.path()).len()), (3, 3));

    store.remove_folder(FOLDERS[0]).unwrap();
    collect(&mut store);
    store.commit().unwrap();
    assert!(is_kept(&store, &[3]));
    assert_eq!((store.store_totals().unwrap().chunks, files(dir.path()).len()), (1, 1));
}

#[test]
fn what_is_on_its_way_is_spared_for_a_whole_round() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = new(dir.path());
    store.put_chunk_list(LAPTOP, &list(&[1, 2])).unwrap();
    store.put_chunk(LAPTOP, Digest::of(&chunk(1)), &chunk(1)).unwrap();
    store.begin_round().unwrap();
    while store.collect(9).unwrap() {}
    assert_eq!(store.store_totals().unwrap().chunks, 1);
    // The interrupted transfer continues.
    store.put_chunk_list(LAPTOP, &list(&[1, 2])).unwrap();
    store.begin_round().unwrap();
    while store.collect(9).unwrap() {}
    assert_eq!(store.store_totals().unwrap().chunks, 1);
    collect(&mut store);
    assert_eq!(store.store_totals().unwrap().chunks, 0);
    store.commit().unwrap();
    assert_eq!(files(dir.path()).len(), 0);
}

#[test]
fn a_crash_before_the_commit_frees_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = new(dir.path());
    let first = accept(&mut store, FOLDERS[0], "a", &[0, 1]);
    accept(&mut store, FOLDERS[0], "a", &[2]);
    store.commit().unwrap();
    let before = files(dir.path());
    for ends_by_itself in [true, false] {
        store.drop_entries(FOLDERS[0], &[first]).unwrap();
        collect(&mut store);
        assert!(!is_kept(&store, &[0, 1]), "it is about to be freed");
        sweep(&mut store);
        if ends_by_itself {
            store.roll_back();
        } else {
            drop(store);
            store = open(dir.path());
        }
        assert!(is_kept(&store, &[0, 1]) && is_kept(&store, &[2]));
        assert_eq!(files(dir.path()), before);
    }
}

#[test]
fn a_crash_after_the_commit_leaves_files_that_are_swept_or_needed_again() {
    for is_needed_again in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let mut store = new(dir.path());
        let first = accept(&mut store, FOLDERS[0], "a", &[0, 1]);
        accept(&mut store, FOLDERS[0], "a", &[2]);
        store.commit().unwrap();
        let left: Vec<_> = files(dir.path()).into_iter().map(|path| (fs::read(&path).unwrap(), path)).collect();
        store.drop_entries(FOLDERS[0], &[first]).unwrap();
        collect(&mut store);
        store.commit().unwrap();
        assert_eq!(files(dir.path()).len(), 1);
        // The state before the files were removed, with another file half written.
        left.iter().for_each(|(bytes, path)| fs::write(path, bytes).unwrap());
        fs::write(left[0].1.with_extension("part"), "half").unwrap();
        drop(store);
        let mut store = open(dir.path());
        if is_needed_again {
            accept(&mut store, FOLDERS[1], "b", &[0, 1]);
        }
        sweep(&mut store);
        store.commit().unwrap();
        assert_eq!(is_kept(&store, &[0, 1]), is_needed_again);
        assert!(is_kept(&store, &[2]));
        assert_eq!(files(dir.path()).len(), if is_needed_again { 2 } else { 1 });
    }
}

#[test]
fn what_is_uploaded_again_in_the_transaction_that_frees_it_stays() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = new(dir.path());
    let first = accept(&mut store, FOLDERS[0], "a", &[1, 2]);
    accept(&mut store, FOLDERS[0], "a", &[0]);
    store.commit().unwrap();
    store.drop_entries(FOLDERS[0], &[first]).unwrap();
    collect(&mut store);
    accept(&mut store, FOLDERS[1], "b", &[1]);
    store.commit().unwrap();
    assert!(is_kept(&store, &[1]) && !is_kept(&store, &[1, 2]));
    assert_eq!(files(dir.path()).len(), 1);
}

#[test]
fn a_random_life_with_crashes_never_loses_what_a_journal_refers_to() {
    for seed in 0..4 {
        let dir = tempfile::tempdir().unwrap();
        let mut store = new(dir.path());
        let source = &mut ChaCha8Rng::seed_from_u64(seed);
        for step in 0..150 {
            let folder = FOLDERS[source.random_range(0..2)];
            match source.random_range(0..10) {
                0 => {
                    drop(store);
                    store = open(dir.path());
                }
                1 => store.roll_back(),
                2 | 3 => store.commit().unwrap(),
                4 => {
                    let seqs: Vec<Seq> = (1..=store.latest(folder).unwrap().0).map(Seq).collect();
                    let some: Vec<Seq> = seqs.into_iter().filter(|_| source.random_range(0..2) == 0).collect();
                    store.drop_entries(folder, &some).unwrap();
                }
                5 => {
                    store.begin_round().unwrap();
                    store.collect(source.random_range(1..5)).unwrap();
                }
                6 => store.sweep(source.random()).unwrap(),
                _ => {
                    let chunks: Vec<u64> = (0..source.random_range(1..4)).map(|_| source.random_range(0..6)).collect();
                    let path = ["a", "b", "c"][source.random_range(0..3)];
                    accept(&mut store, folder, path, &chunks);
                }
            }
            for folder in FOLDERS {
                for seq in (1..=store.latest(folder).unwrap().0).map(Seq) {
                    let Some(entry) = store.entry_of(folder, seq).unwrap() else { continue };
                    let content = entry.entry.file().unwrap().digest;
                    let list = store.chunk_list(&content).unwrap().unwrap();
                    for chunk in list.chunks() {
                        let bytes = store.chunk(&chunk.digest).unwrap();
                        assert!(bytes.is_some(), "seed {seed} step {step}: a chunk of {seq} in {folder} is lost");
                    }
                }
            }
        }
        // Without any folder, nothing is needed, and nothing is left.
        for folder in FOLDERS {
            store.remove_folder(folder).unwrap();
        }
        collect(&mut store);
        store.commit().unwrap();
        sweep(&mut store);
        assert_eq!((store.store_totals().unwrap().chunks, files(dir.path()).len()), (0, 0), "seed {seed}");
        assert_eq!(store.store_totals().unwrap().stored_bytes, 0);
    }
}
