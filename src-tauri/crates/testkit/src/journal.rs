//! A long journal, as years of use produce it, for tests that costs do not grow with its length.
//!
//! It contains what people do: an archive that is never changed, then mostly edits of a few files, and some additions,
//! moves and deletions. There are only entries, no content.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use syncit_core::relay_store::{JournalEntry, RelayStore, StoreResult};
use syncit_core::replica_store::PathAt;
use syncit_core::{Digest, Entry, FileEntry, FolderId, MachineId, RelPath, Seq, Timestamp};

/// The number of entries between two commits.
const COMMIT_EVERY: usize = 20_000;
/// Nanoseconds between two entries: a million of them span about half a year.
const PAUSE: i64 = 15_000_000_000;
/// The number of directories at the top, and in each of them.
const WIDE: usize = 40;

/// Appends about `entries` entries by these machines to a folder that has none; returns what it appended. Equal seeds
/// produce equal journals.
///
/// # Errors
/// If the store fails.
pub fn long_journal(
    store: &mut impl RelayStore,
    folder: FolderId,
    machines: &[MachineId],
    entries: usize,
    seed: u64,
) -> StoreResult<Vec<JournalEntry>> {
    let mut life = Life {
        store,
        folder,
        machines,
        random: ChaCha8Rng::seed_from_u64(seed),
        at: Timestamp(1_700_000_000_000_000_000),
        heads: BTreeMap::new(),
        files: Vec::new(),
        all: Vec::new(),
    };
    life.directories()?;
    life.archive(entries / 10)?;
    while life.all.len() < entries {
        life.change()?;
    }
    life.store.commit()?;
    Ok(life.all)
}

struct Life<'a, S> {
    store: &'a mut S,
    folder: FolderId,
    machines: &'a [MachineId],
    random: ChaCha8Rng,
    at: Timestamp,
    heads: BTreeMap<RelPath, Seq>,
    /// The files that exist.
    files: Vec<RelPath>,
    all: Vec<JournalEntry>,
}

impl<S: RelayStore> Life<'_, S> {
    fn directories(&mut self) -> StoreResult<()> {
        for area in 0..WIDE {
            self.append(path(&format!("area {area:02}")), Entry::Directory)?;
            for module in 0..WIDE {
                self.append(path(&format!("area {area:02}/module {module:02}")), Entry::Directory)?;
            }
        }
        Ok(())
    }

    /// Adds files that arrive all at once and are never changed.
    fn archive(&mut self, files: usize) -> StoreResult<()> {
        self.append(path("archive"), Entry::Directory)?;
        for file in 0..files {
            let entry = self.content();
            self.append(path(&format!("archive/picture {file:06}.jpg")), entry)?;
        }
        Ok(())
    }

    fn change(&mut self) -> StoreResult<()> {
        self.at = Timestamp(self.at.0 + PAUSE);
        match self.random.random_range(0..100) {
            _ if self.files.is_empty() => self.add(),
            0..30 => self.add(),
            // People mostly work on what they worked on last.
            30..85 => {
                let newest = self.files.len().saturating_sub(500);
                let range = if self.random.random_bool(0.9) { newest } else { 0 }..self.files.len();
                let file = self.files[self.random.random_range(range)].clone();
                let entry = self.content();
                self.append(file, entry)
            }
            85..93 => {
                let at = self.random.random_range(0..self.files.len());
                let file = self.files.swap_remove(at);
                self.append(file, Entry::Absent)
            }
            _ => self.rename(),
        }
    }

    fn add(&mut self) -> StoreResult<()> {
        let (file, entry) = (self.new_path(), self.content());
        self.files.push(file.clone());
        self.append(file, entry)
    }

    fn rename(&mut self) -> StoreResult<()> {
        let at = self.random.random_range(0..self.files.len());
        let to = self.new_path();
        let from = std::mem::replace(&mut self.files[at], to.clone());
        let seq = self.heads.get(&from).copied().unwrap_or_default();
        let (entry, machine) = (self.content(), self.machine());
        self.append_by(machine, from.clone(), Entry::Absent, None)?;
        self.append_by(machine, to, entry, Some(PathAt { path: from, seq }))
    }

    fn machine(&mut self) -> MachineId {
        self.machines[self.random.random_range(0..self.machines.len())]
    }

    fn new_path(&mut self) -> RelPath {
        let (area, module) = (self.random.random_range(0..WIDE), self.random.random_range(0..WIDE));
        path(&format!("area {area:02}/module {module:02}/report {:07}.txt", self.all.len()))
    }

    fn content(&mut self) -> Entry {
        let digest = Digest::of(&self.random.random::<u64>().to_le_bytes());
        let size = self.random.random_range(1..100_000);
        Entry::File(FileEntry { digest, size, executable: false, private: None, mtime: self.at })
    }

    fn append(&mut self, path: RelPath, entry: Entry) -> StoreResult<()> {
        let machine = self.machine();
        self.append_by(machine, path, entry, None)
    }

    fn append_by(
        &mut self,
        machine: MachineId,
        path: RelPath,
        entry: Entry,
        moved_from: Option<PathAt>,
    ) -> StoreResult<()> {
        let mut accepted = JournalEntry {
            seq: Seq(0),
            previous: self.heads.get(&path).copied().unwrap_or_default(),
            path,
            entry,
            machine,
            at: self.at,
            moved_from,
            conflict_of: None,
            restored: None,
            privacy: None,
        };
        accepted.seq = self.store.append(self.folder, &accepted)?;
        self.heads.insert(accepted.path.clone(), accepted.seq);
        self.all.push(accepted);
        if self.all.len().is_multiple_of(COMMIT_EVERY) {
            self.store.commit()?;
        }
        Ok(())
    }
}

fn path(text: &str) -> RelPath {
    RelPath::new(text).expect("it is a fine path")
}
