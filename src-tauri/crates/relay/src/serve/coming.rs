//! Large content is passed on while it is being uploaded: machines that may read the folder are notified which chunks of an offered
//! content the hub has, and may fetch them at once. So uploading and downloading overlap.
//!
//! Nothing depends on it. An entry is sent when it is in the journal and not before. The arrived part of an undecided offer's
//! content is served like any other content: each get checks that the machine may read the folder. The outcome of the offer is sent
//! too, so that no machine keeps chunks in vain.

use syncit_core::content::Digest;
use syncit_core::message::{BatchId, MAX_RUNS, OfferItem, Pieces, ToClient, Verdict, content_of};
use syncit_core::relay_store::{Access, RelayStore, StoreResult};
use syncit_core::{FolderId, RelPath, Seq};

use crate::memory::{ItemState, Session};
use crate::serve::memory::{AllComing, Coming};
use crate::step::SessionId;
use crate::turn::Turn;

/// How many contents of one connection are passed on during their upload. The others are served once they are accepted.
const MAX_OF_ONE: usize = 16;

impl<S: RelayStore> Turn<'_, S> {
    /// Begins to pass on an item whose content the hub just asked for, if it is large enough.
    pub fn begin_coming(
        &mut self,
        (session, batch, index): (SessionId, BatchId, u32),
        item: &OfferItem,
        state: &ItemState,
        pieces: &Pieces,
    ) {
        let Some(file) = item.entry.file().filter(|file| file.size >= self.config.pass_on_from) else { return };
        let (Pieces::Chunks(wanted), Some(list)) = (pieces, &state.list) else { return };
        // With more runs than that, only the first ones are asked for now, and the chunks after them are not here.
        let Some((first, _)) = wanted.first().copied().filter(|_| wanted.len() < MAX_RUNS) else { return };
        let all = &mut self.memory.coming;
        let at = (batch.folder, item.path.clone());
        let reported = match all.get(&at) {
            Some(known) if known.session != session => return,
            Some(known) if known.file.digest == file.digest => known.reported,
            Some(_) => return,
            None if all.values().filter(|coming| coming.session == session).count() >= MAX_OF_ONE => return,
            None => None,
        };
        let coming = Coming {
            session,
            batch,
            item: index,
            based_on: item.based_on,
            file: file.clone(),
            list: list.clone(),
            wanted: wanted.as_slice().into(),
            runs: 0,
            chunks: first,
            reported,
            unreported: 0,
        };
        all.insert(at, coming);
    }

    /// Records that a chunk arrived and is stored.
    pub fn chunk_came(
        &mut self,
        (session, batch, item): (SessionId, BatchId, u32),
        path: &RelPath,
        number: u32,
        bytes: u64,
    ) {
        if self.memory.coming.is_empty() {
            return;
        }
        let coming = self.memory.coming.get_mut(&(batch.folder, path.clone()));
        if let Some(coming) = coming.filter(|coming| coming.is_of(session, batch, item)) {
            coming.take(number, bytes);
        }
    }

    /// Ends the passing on of an item that got its verdict.
    pub fn end_coming(&mut self, of: (SessionId, BatchId, u32), path: &RelPath, verdict: &Verdict) {
        if self.memory.coming.is_empty() {
            return;
        }
        let at = (of.1.folder, path.clone());
        if !self.memory.coming.get(&at).is_some_and(|coming| coming.is_of(of.0, of.1, of.2)) {
            return;
        }
        let seq = match verdict {
            Verdict::Accepted(remote) => Some(remote.seq),
            _ => None,
        };
        let ended = self.memory.coming.remove(&at);
        ended.into_iter().for_each(|coming| self.report_came(at.0, &coming, seq));
    }

    /// Ends the passing on of everything that a connection had offered in a folder, or in all, because it detached or ended.
    pub fn forget_coming(&mut self, session: SessionId, folder: Option<FolderId>) {
        let all = std::mem::take(&mut self.memory.coming).into_iter();
        let (gone, stays): (AllComing, AllComing) =
            all.partition(|(at, coming)| coming.session == session && folder.is_none_or(|of| of == at.0));
        self.memory.coming = stays;
        for ((folder, _), coming) in gone {
            self.report_came(folder, &coming, None);
        }
    }

    /// Returns the sessions to notify: those with the folder attached that asked for it in the greeting and may read it.
    fn readers_of_coming(&self, folder: FolderId, sender: SessionId) -> StoreResult<Vec<SessionId>> {
        let mut sessions = Vec::new();
        for (session, known) in &self.memory.sessions {
            if known.wants_coming(folder) && *session != sender && self.access(known.machine, folder)? >= Access::Read {
                sessions.push(*session);
            }
        }
        Ok(sessions)
    }

    fn report_came(&mut self, folder: FolderId, coming: &Coming, seq: Option<Seq>) {
        if coming.reported.is_none() {
            return;
        }
        let is_reader =
            |(session, known): &(&SessionId, &Session)| known.wants_coming(folder) && **session != coming.session;
        let sessions: Vec<SessionId> =
            self.memory.sessions.iter().filter(is_reader).map(|(session, _)| *session).collect();
        for session in sessions {
            self.send(session, ToClient::Came { folder, digest: coming.file.digest, seq });
        }
    }

    /// Reports the progress of uploads that would be accepted by the journal as it is now.
    pub fn report_coming(&mut self) -> StoreResult<()> {
        let due = self.memory.coming.iter().filter(|(_, coming)| coming.is_due());
        let due: Vec<_> = due.map(|(at, coming)| (at.clone(), coming.session, coming.based_on)).collect();
        for ((folder, path), sender, based_on) in due {
            let head = self.store.head(folder, &path)?;
            let is_current = match &head {
                Some(head) => head.seq == based_on || (based_on == Seq(0) && head.entry.is_absent()),
                None => based_on == Seq(0),
            };
            let readers = if is_current { self.readers_of_coming(folder, sender)? } else { Vec::new() };
            let Some(coming) = self.memory.coming.get_mut(&(folder, path.clone())) else { continue };
            coming.unreported = 0;
            if readers.is_empty() {
                continue;
            }
            coming.reported = Some(coming.chunks);
            let (file, chunks) = (coming.file.clone(), coming.chunks);
            for session in readers {
                let (path, file) = (path.clone(), file.clone());
                self.send(session, ToClient::Coming { folder, path, file, chunks });
            }
        }
        Ok(())
    }

    /// Returns what has arrived of a content that is being uploaded for a path.
    pub fn content_coming(&self, folder: FolderId, path: &RelPath, content: &Digest) -> Option<&Coming> {
        self.memory.coming.get(&(folder, path.clone())).filter(|coming| coming.file.digest == *content)
    }

    /// Returns the seq of a path's newest entry, if it has this content, which was being uploaded a moment ago.
    pub fn just_came(&self, folder: FolderId, path: &RelPath, content: &Digest) -> StoreResult<Option<Seq>> {
        let head = self.store.head(folder, path)?;
        Ok(head.filter(|head| content_of(&head.entry) == Some(*content)).map(|head| head.seq))
    }
}
