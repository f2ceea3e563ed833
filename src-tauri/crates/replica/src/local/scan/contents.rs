//! Reads what is in files: small ones in the step itself, large ones in hash jobs.
//!
//! A row takes a content only with the stamp of a file that did not change while it was read; a job's result counts only if
//! the row was not written since the job began.

use std::collections::HashSet;

use syncit_core::content::{CHUNK_MIN, CONTENT_MAX, ChunkList};
use syncit_core::replica_store::{Local, ReplicaStore, Row, Stamp, StoreResult, Unknown};
use syncit_core::{Entry, FileEntry, RelPath};

use crate::disk::cut::{self, Bits};
use crate::disk::{Disk, DiskErrorKind, DiskResult, Place, Stat};
use crate::event::{Effect, HashJob, Hashed};
use crate::local::writing::NEVER_QUIET;
use crate::reasons::Trouble;
use crate::replica::Replica;

/// Files up to this size are hashed in the step itself, in bytes.
pub(super) const HASH_INLINE: u64 = 1 << 20;
/// Limit of large files that are hashed at once.
const HASH_JOBS: usize = 2;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    pub(super) fn saw_file(&mut self, path: &RelPath, stat: Stat, mut row: Row, force: bool) -> StoreResult<u64> {
        if let Some(writing) = self.scan.writing.get(path)
            && !force
        {
            // A file that was once taken although it is never quiet stays known.
            if writing.interval == NEVER_QUIET && row.local != Local::Unknown(Unknown::Busy) {
                row.local = Local::Unknown(Unknown::Busy);
                self.put(row)?;
            }
            return Ok(1);
        }
        if let Local::Known { stamp: Some(stamp), .. } = &row.local
            && !force
            && stamp.settled
            && self.is_as_seen(&row, &stat)
            && !self.is_unread_index(&row)
        {
            return Ok(1);
        }
        if !force && self.was_just_made(&stat) {
            return self.is_being_written(path).map(|()| 1);
        }
        if stat.size > CONTENT_MAX {
            self.becomes_unknown(path, row, Unknown::Unsupported)?;
            self.report(path, Trouble::TooLarge { path: path.clone() });
            return Ok(1);
        }
        if stat.size > HASH_INLINE {
            // While it cannot be opened, nothing has changed that anybody needs to know.
            if row.local == Local::Unknown(Unknown::Unreadable)
                && let Err(error) = self.disk.open(&Place::from(path))
            {
                return self.could_not_look(path, error);
            }
            if row.local != Local::Unknown(Unknown::Unread) {
                let has_news = |stamp: &&Stamp| stamp.private != Some(false) || row.local.without_bit().is_some();
                if let Some(stamp) = row.local.stamp().filter(has_news) {
                    self.scan.modes.insert(path.clone(), *stamp);
                }
                row.local = Local::Unknown(Unknown::Unread);
                self.put(row)?;
            }
            self.scan.to_hash.insert(path.clone());
            return Ok(1);
        }
        match self.read_small(&Place::from(path)) {
            Ok(Some((bytes, stat))) => {
                let list = chunks_of(&bytes).unwrap_or_default();
                let stamp = self.stamp(&stat);
                if let Some(agreed) = self.refreshed(&row, &stat, &bytes, list.digest()) {
                    let stamp = Some(Stamp { settled: false, ..stamp });
                    self.put(Row { local: Local::Known { entry: Entry::File(agreed), stamp }, ..row })?;
                    return Ok(8);
                }
                self.saw_content(path, &list, stamp, Bits::of(&stat))?;
                let is_news = self.store.row(path)?.is_some_and(|row| row.is_pending());
                if is_news && !bytes.is_empty() && bytes.len() <= CHUNK_MIN {
                    self.scan.keep_body(path, list.digest(), bytes);
                }
            }
            Ok(None) => self.is_being_written(path)?,
            Err(error) if error.kind == DiskErrorKind::NotFound => self.look_at(path.clone(), force),
            Err(error) => self.unreadable(path, &error)?,
        }
        Ok(8 + stat.size / 16_384)
    }

    /// Reads a file of at most a mebibyte; returns none if it changed meanwhile.
    pub(crate) fn read_small(&self, place: &Place) -> DiskResult<Option<(Vec<u8>, Stat)>> {
        let (reader, before) = self.disk.open(place)?;
        if before.size > HASH_INLINE {
            return Ok(None);
        }
        let mut bytes = vec![0; before.size as usize];
        let len = self.disk.read_at(&reader, 0, &mut bytes)?;
        // By its name, because it may be another file by now; if it is the same file, it has not changed either.
        let is_same = len == bytes.len() && self.disk.stat(place).is_ok_and(|stat| stat == before);
        Ok(is_same.then_some((bytes, before)))
    }

    pub(super) fn saw_content(
        &mut self,
        path: &RelPath,
        list: &ChunkList,
        stamp: Stamp,
        seen: Bits,
    ) -> StoreResult<()> {
        let mut row = self.row(path)?;
        let stamp = self.without_modes(stamp);
        let before = self.scan.modes.remove(path).or(row.local.stamp().copied());
        let is_same = before.is_some_and(|before| before.inode == stamp.inode);
        let is_moved = || !is_same && !seen.executable && self.abilities.keeps_executable();
        let executable = self.executable(&row, seen.executable, before.as_ref())
            || is_moved() && self.was_without_bit(path, &stamp, list.digest())?;
        let private = self.privacy(&row, seen.private, is_same, before.map(|before| before.private));
        let file = FileEntry { digest: list.digest(), size: list.size(), executable, private, mtime: stamp.mtime };
        let local = Local::Known { entry: Entry::File(file), stamp: Some(stamp) };
        if row.local != local {
            let is_change = row.local.entry() != local.entry();
            if is_change {
                self.scan.taken.note(path, list.size(), self.now.ticks);
            }
            row.local = local;
            if list.size() > CHUNK_MIN as u64 {
                self.store.set_chunks(list)?;
            }
            self.put(row)?;
            if is_change {
                self.wake_kept_parents(path)?;
            }
            if stamp.shared {
                self.look_at_other_names(path, &stamp)?;
            }
        }
        Ok(())
    }

    /// Rescans the other names of a file that may have been written to through this one, whether or not they are known to
    /// share it. No event reports them, not even that another name was made.
    fn look_at_other_names(&mut self, path: &RelPath, stamp: &Stamp) -> StoreResult<()> {
        let others = self.store.with_inode(stamp.inode)?.into_iter().filter(|row| row.path != *path);
        let is_older = |row: &Row| row.local.stamp().is_some_and(|it| it.ctime != stamp.ctime);
        others.filter(is_older).for_each(|row| self.look_at(row.path, false));
        Ok(())
    }

    pub(super) fn start_hashing(&mut self) -> StoreResult<()> {
        while self.scan.jobs.len() < HASH_JOBS {
            let busy: HashSet<&RelPath> = self.scan.jobs.values().map(|(path, _)| path).collect();
            let Some(path) = self.scan.to_hash.iter().find(|path| !busy.contains(path)).cloned() else { break };
            self.scan.to_hash.remove(&path);
            let rev = self.row(&path)?.rev;
            let id = self.number();
            self.scan.jobs.insert(id, (path.clone(), rev));
            self.effects.push(Effect::Hash(HashJob { id, path }));
        }
        Ok(())
    }

    pub(crate) fn hashed(&mut self, hashed: Hashed) -> StoreResult<()> {
        let Some((path, rev)) = self.scan.jobs.remove(&hashed.id) else { return Ok(()) };
        if self.row(&path)?.rev != rev {
            self.look_at(path, false);
            return Ok(());
        }
        match hashed.result {
            Ok(Some((list, stamp, seen))) => self.saw_content(&path, &list, stamp, seen),
            Ok(None) => self.is_being_written(&path),
            Err(error) if error.kind == DiskErrorKind::NotFound => {
                self.look_at(path, false);
                Ok(())
            }
            Err(error) => self.unreadable(&path, &error),
        }
    }
}

/// Returns the chunks of a content that is in memory.
pub(crate) fn chunks_of(bytes: &[u8]) -> DiskResult<ChunkList> {
    if bytes.len() <= CHUNK_MIN {
        return Ok(ChunkList::of_small(bytes));
    }
    let read = |offset: u64, buffer: &mut [u8]| {
        let rest = bytes.get(offset as usize..).unwrap_or_default();
        let len = rest.len().min(buffer.len());
        buffer[..len].copy_from_slice(&rest[..len]);
        Ok(len)
    };
    cut::cut(read, bytes.len() as u64)
}
