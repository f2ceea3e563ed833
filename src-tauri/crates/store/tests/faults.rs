//! The state after a crash, with a full disk and with a damaged disk.

#![allow(clippy::unwrap_used)]

mod hub;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use hub::{FOLDER, LAPTOP, accept, chunk_file, crashed, noise, path, shared};
use syncit_core::relay_store::{ContentReader, RelayStore};
use syncit_core::replica_store::{LinkState, Local, ReplicaStore, Row, SyncMode, Unknown};
use syncit_core::{ChunkList, Digest, ReplicaId, Seq};
use syncit_store::{SqliteRelayStore, SqliteReplicaStore};

fn link() -> LinkState {
    let replica = ReplicaId([1; 16]);
    LinkState::new(FOLDER, replica, SyncMode::TwoWay)
}

fn unread(n: usize) -> Row {
    Row {
        local: Local::Unknown(Unknown::Unread),
        ..Row::new(path(&format!("{}/file {n:05}", "directory ".repeat(20).trim())))
    }
}

fn put(store: &mut SqliteReplicaStore, n: usize) {
    store.put(&unread(n)).unwrap();
}

#[test]
fn a_crash_forgets_just_what_was_not_committed() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("replica.db");
    let mut store = SqliteReplicaStore::create(&file, &link()).unwrap();
    for commit in 1..=3 {
        (0..100).for_each(|n| put(&mut store, commit * 100 + n));
        store.commit().unwrap();
    }
    // Enough rows for some of them to be in the log already.
    (0..20_000).for_each(|n| put(&mut store, 1_000 + n));
    let wal = fs::metadata(dir.path().join("replica.db-wal")).unwrap().len();
    assert!(wal > 1 << 20, "nothing of the open transaction reached the disk: {wal} bytes");
    let copy = crashed(dir.path());
    let found = SqliteReplicaStore::open(&copy.path().join("replica.db")).unwrap();
    assert_eq!(found.below(None, None, usize::MAX).unwrap().len(), 300);
    assert_eq!(found.totals().unwrap().pending, 300);
    assert_eq!(found.rev().0, 300);
}

#[test]
fn a_crash_of_the_hub_keeps_every_accepted_content() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = shared(dir.path());
    for (n, len) in (0..).zip([10, 5_000, 100_000, 1 << 20]) {
        accept(&mut store, &format!("f{n}"), &[noise(n, len)]).unwrap();
    }
    store.commit().unwrap();
    accept(&mut store, "later", &[noise(9, 100_000)]).unwrap();
    let copy = crashed(dir.path());
    let mut found = SqliteRelayStore::open(copy.path()).unwrap();
    for (n, len) in (0..).zip([10, 5_000, 100_000, 1 << 20]) {
        let head = found.head(FOLDER, &path(&format!("f{n}"))).unwrap().unwrap();
        let list = found.chunk_list(&head.entry.file().unwrap().digest).unwrap().unwrap();
        assert!(found.chunk(&list.chunks()[0].digest).unwrap().unwrap() == noise(n, len));
    }
    assert_eq!(found.latest(FOLDER).unwrap(), Seq(4));
    assert_eq!(found.store_totals().unwrap().chunks, 4);
    // The file that the crash left behind does no harm.
    let orphan = Digest::of(&noise(9, 100_000));
    assert!(chunk_file(copy.path(), &noise(9, 100_000)).exists() && found.chunk(&orphan).unwrap().is_none());
    accept(&mut found, "later", &[noise(9, 100_000)]).unwrap();
    found.commit().unwrap();
    assert!(found.chunk(&orphan).unwrap().is_some());
}

#[test]
fn content_that_cannot_be_made_durable_is_not_accepted() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = shared(dir.path());
    let content = noise(1, 100_000);
    accept(&mut store, "f", std::slice::from_ref(&content)).unwrap();
    // The file's name can be made durable only together with its directory.
    let file = chunk_file(dir.path(), &content);
    let shelf = file.parent().unwrap();
    fs::rename(shelf, dir.path().join("elsewhere")).unwrap();
    store.commit().unwrap_err();
    store.roll_back();
    assert!(store.head(FOLDER, &path("f")).unwrap().is_none());
    let found = SqliteRelayStore::open(crashed(dir.path()).path()).unwrap();
    assert_eq!(found.latest(FOLDER).unwrap(), Seq(0));
}

#[test]
fn a_damaged_chunk_reads_as_none() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = shared(dir.path());
    let packed = [noise(1, 90_000), vec![0; 90_000]].concat();
    for bytes in [noise(0, 100_000), packed] {
        let chunk = Digest::of(&bytes);
        store.put_chunk(LAPTOP, chunk, &bytes).unwrap();
        store.commit().unwrap();
        let file = chunk_file(dir.path(), &bytes);
        let whole = fs::read(&file).unwrap();
        assert!(store.chunk(&chunk).unwrap().unwrap() == bytes);
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 1;
        for damage in [&flipped[..], &whole[..9], &[]] {
            fs::write(&file, damage).unwrap();
            assert!(store.chunk(&chunk).unwrap().is_none());
        }
        fs::remove_file(&file).unwrap();
        assert!(store.chunk(&chunk).unwrap().is_none());
    }
}

#[test]
fn a_reader_works_beside_the_writer_from_another_thread() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = shared(dir.path());
    let (row, file) = (noise(1, 5_000), noise(2, 100_000));
    accept(&mut store, "row", std::slice::from_ref(&row)).unwrap();
    store.commit().unwrap();
    let reader = store.reader().unwrap();
    accept(&mut store, "file", std::slice::from_ref(&file)).unwrap();
    let (row_list, file_list) = (ChunkList::of_small(&row), ChunkList::of_small(&file));
    let reader = std::thread::spawn(move || {
        assert!(reader.chunk(&row_list.chunks()[0].digest).unwrap().unwrap() == row);
        assert_eq!(reader.chunk_list(&row_list.digest()).unwrap(), Some(row_list));
        // Not committed yet.
        assert!(reader.chunk(&file_list.chunks()[0].digest).unwrap().is_none());
        reader
    });
    let reader = reader.join().unwrap();
    store.commit().unwrap();
    assert!(reader.chunk(&Digest::of(&file)).unwrap().unwrap() == file);
}

/// A file system of 4 MiB, if the tests run as root.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(dir.path()).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(SmallDisk(dir));
        }
        eprintln!("a file system of its own cannot be mounted here: the test of a full disk needs root");
        None
    }

    /// Allocates all free space except `leave` bytes.
    fn fill(&self, leave: u64) -> PathBuf {
        let filler = self.0.path().join("filler");
        let file = fs::File::create(&filler).unwrap();
        let free = rustix::fs::statvfs(self.0.path()).unwrap();
        let len = (free.f_bavail * free.f_bsize).saturating_sub(leave);
        rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, len).unwrap();
        filler
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_is_said_so_and_work_goes_on_once_there_is_room() {
    let Some(disk) = SmallDisk::mount() else { return };
    let file = disk.0.path().join("replica.db");
    let mut store = SqliteReplicaStore::create(&file, &link()).unwrap();
    store.put(&unread(0)).unwrap();
    store.commit().unwrap();
    let filler = disk.fill(64 << 10);
    let put_all = |store: &mut SqliteReplicaStore| {
        (1..3_000).try_for_each(|n| store.put(&unread(n)).map(drop)).and_then(|()| store.commit())
    };
    let error = put_all(&mut store).unwrap_err();
    assert!(error.disk_full, "{error}");
    assert_eq!((store.rev().0, store.totals().unwrap().pending), (1, 1));
    assert_eq!(store.below(None, None, usize::MAX).unwrap().len(), 1);
    fs::remove_file(filler).unwrap();
    put_all(&mut store).unwrap();
    drop(store);
    assert_eq!(SqliteReplicaStore::open(&file).unwrap().totals().unwrap().pending, 3_000);
}

#[test]
fn a_full_hub_is_said_so_and_work_goes_on_once_there_is_room() {
    let Some(disk) = SmallDisk::mount() else { return };
    let mut store = shared(disk.0.path());
    accept(&mut store, "before", &[b"before".to_vec()]).unwrap();
    store.commit().unwrap();
    let filler = disk.fill(96 << 10);
    // A chunk file that does not fit, and rows that do not fit.
    let as_file = accept(&mut store, "file", &[noise(1, 500_000)]).unwrap_err();
    let as_rows = (0..100)
        .try_for_each(|n| accept(&mut store, &format!("row {n}"), &[noise(n, 30_000)]).map(drop))
        .and_then(|()| store.commit())
        .unwrap_err();
    assert!(as_file.disk_full && as_rows.disk_full, "{as_file}; {as_rows}");
    assert_eq!((store.latest(FOLDER).unwrap(), store.store_totals().unwrap().chunks), (Seq(1), 1));
    fs::remove_file(filler).unwrap();
    accept(&mut store, "file", &[noise(1, 500_000)]).unwrap();
    store.commit().unwrap();
    let chunk = Digest::of(&noise(1, 500_000));
    assert!(store.reader().unwrap().chunk(&chunk).unwrap().is_some());
}
