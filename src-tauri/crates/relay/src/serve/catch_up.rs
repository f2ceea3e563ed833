//! Serves what machines fetch to catch up: news and content.

use std::sync::Arc;

use syncit_core::content::{CHUNK_MAX, ENCODED_CHUNK};
use syncit_core::message::{
    BatchId, Block, BodyOut, GetItem, Lane, MAX_ITEMS, Piece, Pieces, Refusal, RefusalCode, ToClient, content_of,
};
use syncit_core::relay_store::{JournalEntry, RelayStore, StoreResult};
use syncit_core::{ChunkList, FolderId, MachineId, RelPath, Seq};

use crate::access::rules::Act;
use crate::reasons::{Breach, NotServed};
use crate::refusal::{Asked, breach, not_found, settle};
use crate::serve::memory::Coming;
use crate::step::{Effect, SessionId};
use crate::turn::Turn;

/// The most bodies that one get may ask for: a file of the largest size has about as many.
const MAX_BODIES: usize = 1 << 20;
/// The most paths, in all folders together, that are remembered because their entries cannot be sent.
const MAX_QUARANTINED: usize = 1_000;

impl<S: RelayStore> Turn<'_, S> {
    /// Answers `News` with one block. Entries that were accepted together are sent together: no two rounds of
    /// decisions in a folder have the same time, and no round is longer than a block.
    pub fn serve_news(&mut self, session: SessionId, folder: FolderId, after: Seq) -> StoreResult<()> {
        let Some(machine) = self.memory.sessions.get(&session).map(|known| known.machine) else { return Ok(()) };
        if let Err(refusal) = settle(self.allow(machine, Act::News, folder))? {
            self.send(session, ToClient::Detached { folder, refusal });
            return self.detach_session(session, folder);
        }
        let mut entries = self.store.heads_after(folder, after, MAX_ITEMS + 1)?;
        // Changes of a directory's privacy have seqs in the same order, and follow entries that are known.
        let said = self.store.privacies_after(folder, after, MAX_ITEMS + 1)?;
        if !said.is_empty() {
            entries.extend(said);
            entries.sort_by_key(|entry| reported_at(entry, after));
            entries.truncate(MAX_ITEMS + 1);
        }
        // Entries that are not sent take no space.
        let mut block = Block::default();
        let fits = |entry: &&JournalEntry| entry.entry.breach().is_some() || block.takes(*entry);
        let room = entries.iter().take(MAX_ITEMS).take_while(fits).count();
        let more = entries.len() > room;
        entries.truncate(room + 1);
        let upto = if more {
            cut(&mut entries);
            entries.last().map_or(after, |entry| reported_at(entry, after))
        } else {
            self.store.latest(folder)?
        };
        let known = self.memory.sessions.get_mut(&session).and_then(|known| known.attached.get_mut(&folder));
        if let Some(attachment) = known.filter(|_| !more) {
            attachment.lacks_only_own = false;
        }
        self.quarantine_of(folder, &mut entries);
        self.send(session, ToClient::News { folder, after, upto, more, entries });
        Ok(())
    }

    /// Leaves out entries that no machine could apply, and everything below them. An older program may have accepted
    /// them, or the disk is damaged. The machine gets the rest, and the hub's status names them.
    fn quarantine_of(&mut self, folder: FolderId, entries: &mut Vec<JournalEntry>) {
        for entry in entries.iter() {
            let Some(why) = entry.entry.breach() else { continue };
            let at = (folder, entry.path.clone());
            let known = &mut self.memory.quarantined;
            if known.get(&at) != Some(&entry.seq) && known.len() < MAX_QUARANTINED {
                tracing::error!(%folder, path = ?entry.path, seq = %entry.seq, ?why, "an entry of the journal is not told");
                Arc::make_mut(known).insert(at, entry.seq);
                self.effects.push(Effect::LackingChanged);
            }
        }
        if self.memory.quarantined.is_empty() {
            return;
        }
        let known = self.memory.quarantined.clone();
        let is_known = |path: &RelPath| known.contains_key(&(folder, path.clone()));
        entries.retain(|entry| entry.entry.breach().is_none() && !entry.path.ancestors().any(|above| is_known(&above)));
    }

    /// Returns the known entries that are not sent to machines and are still the newest of their paths.
    pub fn quarantined(&self) -> StoreResult<Vec<(FolderId, RelPath)>> {
        let mut found = Vec::new();
        for ((folder, path), seq) in self.memory.quarantined.iter() {
            if self.store.head(*folder, path)?.is_some_and(|head| head.seq == *seq) {
                found.push((*folder, path.clone()));
            }
        }
        Ok(found)
    }

    /// Answers `Get` with the pieces to read and send, and the items that cannot be had.
    pub fn serve_bodies(
        &mut self,
        session: SessionId,
        batch: BatchId,
        lane: Lane,
        items: &[GetItem],
    ) -> StoreResult<()> {
        let Some(machine) = self.memory.sessions.get(&session).map(|known| known.machine) else { return Ok(()) };
        if items.len() > MAX_ITEMS || lane == Lane::Control {
            return self.expel(session, breach(Breach::Get));
        }
        let mut bodies = Vec::new();
        let mut missing = Vec::new();
        for (index, item) in (0..).zip(items) {
            match settle(self.bodies_of(machine, batch.folder, item, MAX_BODIES - bodies.len()))? {
                Ok(of_item) => {
                    bodies.extend(of_item.into_iter().map(|(piece, digest)| BodyOut { item: index, piece, digest }))
                }
                Err(refusal) => missing.push((index, refusal.shortened())),
            }
        }
        self.effects.push(Effect::SendBodies { session, lane, batch, bodies, missing });
        Ok(())
    }

    fn bodies_of(
        &self,
        machine: MachineId,
        folder: FolderId,
        item: &GetItem,
        room: usize,
    ) -> Asked<Vec<(Piece, syncit_core::Digest)>> {
        self.allow(machine, Act::Get, folder)?;
        if let Some(content) = &item.coming {
            if let Some(coming) = self.content_coming(folder, &item.path, content) {
                return Ok(bodies_so_far(coming, content, &item.pieces, room)?);
            }
            // It was uploaded and accepted since the machine asked for it.
            let seq = self.just_came(folder, &item.path, content)?.ok_or_else(no_such_version)?;
            let item = GetItem { path: item.path.clone(), seq, pieces: item.pieces.clone(), coming: None };
            return self.bodies_of(machine, folder, &item, room);
        }
        let entry = self.store.entry_at(folder, &item.path, item.seq)?.ok_or_else(no_such_version)?.entry;
        let Some(content) = content_of(&entry) else {
            return match entry.file() {
                Some(_) => Ok(Vec::new()),
                None => Err(breach(Breach::NoFile).into()),
            };
        };
        let list = match self.store.chunk_list(&content)? {
            Some(list) => list,
            None if self.store.damage()? > 0 => return Err(damaged().into()),
            None => return Err(not_found(NotServed::NotKept).into()),
        };
        let bodies = match &item.pieces {
            Pieces::List => (0..parts(&list)).map(|part| (Piece::List(part), content)).collect(),
            Pieces::Chunks(ranges) => chunks_in(&list, ranges, room)?,
        };
        if bodies.len() > room {
            return Err(too_many().into());
        }
        if self.store.damage()? > 0 {
            let number = |(piece, _): &(Piece, _)| if let Piece::Chunk(n) = piece { Some(*n as usize) } else { None };
            let chunks: Vec<_> = bodies.iter().filter_map(number).map(|n| list.chunks()[n]).collect();
            if self.store.holds(machine, &[folder], &chunks)?.contains(&false) {
                return Err(damaged().into());
            }
        }
        Ok(bodies)
    }
}

/// Returns the seq by which an entry is ordered in the news: that of the entry, or of its directory's change of
/// privacy.
fn reported_at(entry: &JournalEntry, after: Seq) -> Seq {
    match entry.privacy {
        Some(privacy) if entry.seq <= after => privacy.seq,
        _ => entry.seq,
    }
}

/// Cuts a block that is one entry too long, at the end of a round of decisions.
fn cut(entries: &mut Vec<JournalEntry>) {
    let next = entries.last().map(|entry| entry.at);
    let together = entries.iter().rev().take_while(|entry| Some(entry.at) == next).count();
    let end = entries.len() - together;
    // A round with very long paths has no such end; any prefix is a whole tree.
    entries.truncate(if end == 0 { entries.len() - 1 } else { end });
}

fn parts(list: &ChunkList) -> u32 {
    (list.chunks().len() * ENCODED_CHUNK).div_ceil(CHUNK_MAX) as u32
}

fn chunks_in(
    list: &ChunkList,
    ranges: &[(u32, u32)],
    room: usize,
) -> Result<Vec<(Piece, syncit_core::Digest)>, Refusal> {
    let mut bodies = Vec::new();
    let mut end = 0;
    for (first, count) in ranges {
        let next = first.checked_add(*count).filter(|next| *first >= end && *next > *first);
        let chunks = next.and_then(|next| list.chunks().get(*first as usize..next as usize));
        let (Some(next), Some(chunks)) = (next, chunks) else {
            return Err(breach(Breach::Chunks));
        };
        if bodies.len() + chunks.len() > room {
            return Err(too_many());
        }
        bodies.extend((*first..).zip(chunks).map(|(index, chunk)| (Piece::Chunk(index), chunk.digest)));
        end = next;
    }
    Ok(bodies)
}

/// Returns the requested pieces of content that is being uploaded, as far as they have arrived.
fn bodies_so_far(
    coming: &Coming,
    content: &syncit_core::Digest,
    pieces: &Pieces,
    room: usize,
) -> Result<Vec<(Piece, syncit_core::Digest)>, Refusal> {
    let mut bodies = match pieces {
        Pieces::List => (0..parts(&coming.list)).map(|part| (Piece::List(part), *content)).collect(),
        Pieces::Chunks(ranges) => chunks_in(&coming.list, ranges, room)?,
    };
    bodies.retain(|(piece, _)| !matches!(piece, Piece::Chunk(number) if *number >= coming.chunks));
    if bodies.len() > room { Err(too_many()) } else { Ok(bodies) }
}

fn no_such_version() -> Refusal {
    not_found(NotServed::NoVersion)
}

fn damaged() -> Refusal {
    Refusal::new(RefusalCode::Internal, NotServed::Damaged)
}

fn too_many() -> Refusal {
    breach(Breach::ManyChunks)
}
