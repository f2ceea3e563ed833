//! A hub's store on disk with one folder, into which files are accepted.

use std::path::{Path, PathBuf};
use std::process::Command;

use syncit_core::relay_store::{Folder, JournalEntry, RelayStore, StoreResult};
use syncit_core::{ChunkList, ChunkRef, Digest, Entry, FileEntry, FolderId, MachineId, Name, RelPath, Seq, Timestamp};
use syncit_store::SqliteRelayStore;

pub const FOLDER: FolderId = FolderId([1; 16]);
pub const LAPTOP: MachineId = MachineId([2; 16]);

pub fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

/// Returns bytes that do not compress.
pub fn noise(seed: u64, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof().fill(&mut bytes);
    bytes
}

pub fn shared(dir: &Path) -> SqliteRelayStore {
    let mut store = SqliteRelayStore::open(dir).unwrap();
    store.put_folder(&Folder { id: FOLDER, name: Name::new("docs").unwrap(), shared_at: Timestamp(0) }).unwrap();
    store.commit().unwrap();
    store
}

pub fn list(chunks: &[Vec<u8>]) -> ChunkList {
    let refs = chunks.iter().map(|bytes| ChunkRef { digest: Digest::of(bytes), len: bytes.len() as u32 });
    ChunkList::new(refs.collect()).unwrap()
}

/// Stores a content consisting of these chunks.
pub fn upload(store: &mut SqliteRelayStore, chunks: &[Vec<u8>]) -> StoreResult<()> {
    for bytes in chunks {
        store.put_chunk(LAPTOP, Digest::of(bytes), bytes)?;
    }
    store.put_chunk_list(LAPTOP, &list(chunks))
}

/// Stores a content consisting of these chunks and accepts it as a file.
pub fn accept(store: &mut SqliteRelayStore, name: &str, chunks: &[Vec<u8>]) -> StoreResult<Seq> {
    upload(store, chunks)?;
    let list = list(chunks);
    let file =
        FileEntry { digest: list.digest(), size: list.size(), executable: false, private: None, mtime: Timestamp(0) };
    let previous = store.head(FOLDER, &path(name))?.map_or(Seq(0), |head| head.seq);
    let entry = JournalEntry {
        seq: Seq(0),
        path: path(name),
        entry: Entry::File(file),
        machine: LAPTOP,
        at: Timestamp(0),
        moved_from: None,
        conflict_of: None,
        previous,
        restored: None,
        privacy: None,
    };
    store.append(FOLDER, &entry)
}

/// Returns the path of the chunk file for these bytes, if they are stored as a file.
pub fn chunk_file(dir: &Path, bytes: &[u8]) -> PathBuf {
    let digest = Digest::of(bytes);
    dir.join(format!("chunks/{:02x}/{digest}", digest.0[0]))
}

/// Copies a directory in its current state, as a killed process would leave it.
pub fn crashed(dir: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    let status = Command::new("cp").arg("-r").arg(dir.join(".")).arg(copy.path()).status().unwrap();
    assert!(status.success());
    copy
}
