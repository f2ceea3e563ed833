//! Free space on this disk: the space for all fetches is counted before any of it is written, and a minimum stays free.
//!
//! What counts is what will be allocated. A chunk of zeros is never requested and leaves a hole, so a sparse file of many
//! gibibytes costs little; a chunk that the list names several times is sent once, but takes its space each time.

use syncit_core::replica_store::ReplicaStore;
use syncit_core::{Entry, RelPath};

use crate::disk::{Disk, DiskError, DiskErrorKind};
use crate::replica::Replica;

/// The least that anything with a name takes, in bytes: a block of most file systems.
const BLOCK: u64 = 4_096;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Returns true if there is room for so many bytes besides all current fetches, and counts them. If the disk does not
    /// say how much is free, this returns true, and the write fails if the disk is full.
    pub(super) fn has_room_for(&mut self, bytes: u64) -> bool {
        let now = self.now.ticks;
        let left = match self.pull.room.filter(|(at, _)| *at == now) {
            Some((_, left)) => left,
            None => match self.room_beside(self.pull.to_come()) {
                Some(left) => left,
                None => return true,
            },
        };
        let needed = bytes.max(BLOCK);
        let fits = needed <= left;
        self.pull.room = Some((now, if fits { left - needed } else { left }));
        fits
    }

    /// The same for a content that is being fetched already, and whose list has just come.
    pub(super) fn has_room_for_listed(&mut self, bytes: u64) -> bool {
        self.pull.room = None;
        let others = self.pull.to_come().saturating_sub(bytes);
        self.room_beside(others).is_none_or(|left| bytes <= left)
    }

    /// Returns how much may be written besides so many bytes; none if the disk does not say.
    fn room_beside(&self, others: u64) -> Option<u64> {
        let free = self.disk.free_bytes().ok()?;
        Some(free.saturating_sub(self.config.min_free).saturating_sub(others))
    }

    /// Returns true if there is room for an entry without content: a new directory or symlink takes room, too.
    pub(super) fn has_room_for_entry(&mut self, path: &RelPath, expected: &Entry, entry: &Entry) -> bool {
        let is_new = expected.is_absent() && matches!(entry, Entry::Directory | Entry::Symlink(_));
        let fits = !is_new || self.has_room_for(0);
        if !fits {
            self.lacks_room(path);
        }
        fits
    }

    /// Reports that there is no room for what is to be at a path.
    pub(super) fn lacks_room(&mut self, path: &RelPath) {
        let kind = DiskErrorKind::Full;
        self.disk_failed(path, &DiskError { doing: "fetch", place: path.to_string(), kind });
    }
}
