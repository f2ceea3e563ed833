//! Fetches content that is still on its way to the hub, so that it is here when the news comes.
//!
//! It is assembled beside the folder like any other content, and shown to nobody: what is not in the hub's journal is no
//! state of the folder. When the news comes, the fetch continues with what is here; if no news comes of it, it is removed.

use syncit_core::content::{CHUNK_MIN, Digest};
use syncit_core::message::{Lane, Pieces};
use syncit_core::replica_store::{Local, Remote, ReplicaStore, StoreResult, SyncMode};
use syncit_core::{Entry, FileEntry, RelPath, Seq};

use crate::apply::fetches::{Coming, Fetch, Stage, partial};
use crate::disk::Disk;
use crate::queue::memory::Flight;
use crate::replica::Replica;

/// Limit of contents that are fetched this way at once.
const MAX: usize = 4;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Handles `Coming`.
    pub(crate) fn take_coming(&mut self, path: RelPath, file: FileEntry, chunks: u32) -> StoreResult<()> {
        if let Some(coming) = self.pull.coming.get_mut(&file.digest) {
            coming.chunks = coming.chunks.max(chunks as usize);
            return Ok(());
        }
        if self.pull.coming.len() >= MAX || !self.will_want(&path, &file)? || !self.has_room_for(file.size) {
            return Ok(());
        }
        let id = self.number();
        let remote = Remote { entry: Entry::File(file.clone()), ..Remote::default() };
        let expected = self.row(&path)?.local.entry().cloned().unwrap_or_default();
        // The remains of an earlier attempt are found when this disk is searched.
        self.pull.partials.remove(&file.digest);
        let stage = match self.store.chunks(&file.digest)?.filter(|list| list.size() == file.size) {
            Some(list) => {
                let have = vec![false; list.chunks().len()];
                Stage::Gather { list, have, next: 0, offset: 0 }
            }
            None => Stage::List(Default::default()),
        };
        let is_listed = matches!(stage, Stage::Gather { .. });
        self.pull.coming.insert(file.digest, Coming { id, chunks: chunks as usize, came: None });
        let fetch = Fetch { path, expected, remote, file, stage, tries: 0, is_coming: true };
        let list = fetch.get(Pieces::List);
        self.pull.large.insert(id);
        self.pull.fetches.insert(id, fetch);
        if !is_listed {
            self.send_get(Lane::Express, vec![list], vec![id]);
        }
        Ok(())
    }

    /// Returns true if a content would be fetched if it were in the journal at this path.
    fn will_want(&mut self, path: &RelPath, file: &FileEntry) -> StoreResult<bool> {
        let is_sound = file.size > CHUNK_MIN as u64 && Entry::File(file.clone()).breach().is_none();
        let takes_part = self.hub.is_attached() && !self.paused && self.link.sync_mode != SyncMode::SendOnly;
        if !is_sound
            || !takes_part
            || self.is_ignored(path, false)
            || !self.is_selected(path)
            || self.pull.digests.contains(&file.digest)
        {
            return Ok(false);
        }
        let is_known = matches!(self.row(path)?.local, Local::Known { .. });
        Ok(is_known && self.store.with_local_content(&file.digest, 1)?.is_empty())
    }

    /// Handles `Came`.
    pub(crate) fn take_came(&mut self, digest: &Digest, seq: Option<Seq>) {
        match (self.pull.coming.get_mut(digest), seq) {
            (Some(coming), Some(seq)) => {
                coming.chunks = usize::MAX;
                coming.came = Some(seq);
            }
            (Some(coming), None) => {
                let id = coming.id;
                self.drop_coming(id);
            }
            (None, _) => {}
        }
    }

    /// Turns what has come so far into a normal fetch, now that the news is here. Returns true if there was any.
    pub(super) fn adopt_coming(
        &mut self,
        path: &RelPath,
        expected: &Entry,
        remote: &Remote,
        file: &FileEntry,
    ) -> StoreResult<bool> {
        let Some(coming) = self.pull.coming.remove(&file.digest) else { return Ok(false) };
        let Some(fetch) = self.pull.fetches.get_mut(&coming.id) else { return Ok(false) };
        fetch.path = path.clone();
        fetch.expected = expected.clone();
        fetch.remote = remote.clone();
        fetch.file = file.clone();
        fetch.tries = 0;
        fetch.is_coming = false;
        self.pull.digests.insert(file.digest);
        self.work.flights.insert(path.clone(), Flight::Fetched);
        self.ask_chunks(coming.id);
        self.finish_large(coming.id)?;
        Ok(true)
    }

    /// Handles the hub's refusal to send what it said was coming. If the news has come meanwhile, the content is requested
    /// by its entry.
    pub(super) fn coming_is_refused(&mut self, id: u64) {
        let Some(fetch) = self.pull.fetches.get_mut(&id) else { return };
        match &fetch.stage {
            _ if fetch.is_coming => self.drop_coming(id),
            Stage::List(_) => {
                let list = fetch.get(Pieces::List);
                self.send_get(Lane::Express, vec![list], vec![id]);
            }
            // Whatever has not come is requested again at the end.
            Stage::Chunks(_) | Stage::Gather { .. } | Stage::Small => {}
        }
    }

    /// Drops content that has come but is not what the news named.
    pub(super) fn expire_coming(&mut self) -> StoreResult<()> {
        if self.pull.coming.is_empty() {
            return Ok(());
        }
        let taken = self.link.positions.last().map_or(Seq(0), |position| position.seq);
        let came = self.pull.coming.values().filter(|coming| coming.came.is_some_and(|seq| seq <= taken));
        for id in came.map(|coming| coming.id).collect::<Vec<_>>() {
            let Some(fetch) = self.pull.fetches.get(&id) else { continue };
            let row = self.row(&fetch.path)?;
            let is_told = row.remote.entry.file().is_some_and(|file| file.digest == fetch.file.digest);
            let is_known = matches!(row.local, Local::Known { .. });
            if !is_told || !is_known || row.local.entry() == Some(&row.remote.entry) {
                self.drop_coming(id);
            }
        }
        Ok(())
    }

    fn drop_coming(&mut self, id: u64) {
        if let Some(fetch) = self.pull.end(id) {
            self.discard(&partial(&fetch.file.digest));
        }
    }
}
