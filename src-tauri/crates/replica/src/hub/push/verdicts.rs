//! The hub's verdicts on offers, and what follows for the rows.

use syncit_core::content::CHUNK_MIN;
use syncit_core::message::{BatchId, Lane, OfferItem, Piece, Pieces, Refusal, RefusalCode, Verdict, content_of};
use syncit_core::replica_store::{Base, Local, Remote, ReplicaStore, Row, Stamp, StoreResult};
use syncit_core::{Entry, FileEntry, PrivacyHere, RelPath};

use super::{bytes_of, lane_for};
use crate::disk::Disk;
use crate::event::{BodyFrom, BodySource};
use crate::hub::memory::{Offered, Purpose, WANTS_MAX};
use crate::queue::memory::{Flight, Probed};
use crate::replica::Replica;

/// How long a path waits after an offer that led to nothing, in milliseconds.
const FRUITLESS: u64 = 500;
/// How long a path waits that the hub refused for lack of room, in milliseconds.
const REFUSED: u64 = 60_000;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    pub(crate) fn take_verdicts(&mut self, batch: BatchId, verdicts: Vec<(u32, Verdict)>) -> StoreResult<()> {
        let is_waited_for = verdicts.iter().any(|(_, verdict)| matches!(verdict, Verdict::Want(_)));
        let Some(mut offer) = self.push.offers.remove(&batch.number) else {
            if is_waited_for {
                self.send_bodies(Lane::Express, batch, Vec::new());
            }
            return Ok(());
        };
        let mut bodies = Vec::new();
        let mut wanted = false;
        for (index, verdict) in verdicts {
            let Some(offered) = offer.items.get_mut(index as usize).filter(|offered| !offered.is_decided) else {
                continue;
            };
            if let Verdict::Want(pieces) = &verdict
                && offered.wants < WANTS_MAX
                && matches!(offered.purpose, Purpose::Change | Purpose::Again | Purpose::EditOf(_))
                && let Some(sources) = self.wanted(index, offered, pieces)?
            {
                offered.wants += 1;
                if matches!(pieces, Pieces::Chunks(_)) {
                    offered.left = bytes_of(&sources);
                }
                wanted = true;
                bodies.extend(sources);
                continue;
            }
            offered.is_decided = true;
            offer.undecided -= 1;
            self.settle(&offered.item, &offered.purpose, verdict)?;
        }
        if wanted {
            self.send_bodies(lane_for(bytes_of(&bodies)), batch, bodies);
        } else if is_waited_for {
            // Nothing of it will come: without an end the hub would wait for it as long as the connection lasts.
            self.send_bodies(Lane::Express, batch, Vec::new());
        }
        if offer.undecided > 0 {
            self.push.offers.insert(batch.number, offer);
        }
        self.work.changed = true;
        Ok(())
    }

    /// Returns the bodies that the hub wants for an item; none if its content is no longer here.
    fn wanted(&mut self, index: u32, offered: &Offered, pieces: &Pieces) -> StoreResult<Option<Vec<BodySource>>> {
        let (item, path) = (&offered.item, offered.source());
        let Some(digest) = content_of(&item.entry) else { return Ok(None) };
        if self.row(path)?.local.entry() != Some(&item.entry) {
            return Ok(None);
        }
        let source = |piece, from| BodySource { item: index, piece, from };
        if item.entry.size() <= CHUNK_MIN as u64 {
            let body = self.small_body(path, digest);
            return Ok(body.map(|bytes| vec![source(Piece::Chunk(0), BodyFrom::Bytes(bytes))]));
        }
        match pieces {
            Pieces::List => {
                let pieces = self.list_pieces(&digest)?;
                Ok(pieces
                    .map(|all| all.into_iter().map(|(piece, bytes)| source(piece, BodyFrom::Bytes(bytes))).collect()))
            }
            Pieces::Chunks(ranges) => {
                let Some(list) = self.store.chunks(&digest)? else { return Ok(None) };
                // The ranges ascend; if they do not, some are not sent.
                let is_wanted = |n: u32| {
                    let last = ranges[..ranges.partition_point(|(first, _)| *first <= n)].last();
                    last.is_some_and(|(first, count)| n - first < *count)
                };
                let chunks = (0..).zip(list.with_offsets()).filter(|(n, _)| is_wanted(*n));
                let sources = chunks.map(|(n, (offset, chunk))| {
                    let (path, digest) = (path.clone(), chunk.digest);
                    source(Piece::Chunk(n), BodyFrom::File { path, offset, len: chunk.len, digest })
                });
                Ok(Some(sources.collect()))
            }
        }
    }

    fn settle(&mut self, item: &OfferItem, purpose: &Purpose, verdict: Verdict) -> StoreResult<()> {
        let path = purpose.source(item);
        self.work.flights.remove(path);
        if self.names_invalid(&item.path, &verdict) {
            self.wait(path, REFUSED);
            if let Purpose::Copy(original) = purpose {
                self.landed(original)?;
            }
            return Ok(());
        }
        match verdict {
            Verdict::Accepted(remote) if matches!(purpose, Purpose::EditOf(_)) => {
                self.edit_accepted(item, path, remote)?
            }
            Verdict::Accepted(remote) if self.waits_for_news(&remote) => {
                self.work.flights.insert(path.clone(), Flight::Accepted(remote.seq));
            }
            Verdict::Accepted(remote) => {
                let seq = remote.seq;
                let mut row = self.row(path)?;
                let is_newest = remote.seq >= row.remote.seq;
                let is_contradicted = contradicts(&remote, item);
                forget_dir_privacy(&mut row, item, &remote);
                // What is here becomes the base only once it is durable.
                let agrees = is_newest && remote.entry.is_live() && row.local.entry() == Some(&remote.entry);
                if !agrees && !matches!(purpose, Purpose::Copy(_)) {
                    row.base = match purpose {
                        Purpose::Newer(here) => here.clone(),
                        _ => Base { entry: as_offered(&remote.entry, &item.entry), seq: remote.seq },
                    };
                    forget_privacy(&mut row.local, &item.entry, &remote.entry);
                }
                row.remote.take(remote);
                self.put(row)?;
                self.accepted(seq);
                if is_contradicted {
                    // An honest hub never says this, and a lying one could cause the same offer over and over.
                    self.wait(path, FRUITLESS);
                }
            }
            Verdict::Stale { current, found, moved_to, in_the_way } => {
                // What was found is what was offered, and something else is here.
                let found = found.filter(|_| !matches!(purpose, Purpose::Newer(_) | Purpose::EditOf(_)));
                let is_news = self.stale(item, purpose, (current, found, moved_to), in_the_way)?;
                let is_fruitless = !is_news && *purpose != Purpose::Probe;
                // A lying hub could name ever newer entries.
                if self.push.stales.are_too_many(path, self.now.ticks) || is_fruitless {
                    self.wait(path, FRUITLESS);
                }
            }
            Verdict::Want(_) => {
                // Its content is no longer here, or nowhere: rescan it and offer it again.
                self.look_at(path.clone(), true);
                self.wait(path, FRUITLESS);
            }
            // It is about something that is no longer here: rescan it and offer it again.
            Verdict::Refused(refusal)
                if refusal.code != RefusalCode::NotAllowed && !self.is_offered(item, purpose)? =>
            {
                self.look_at(path.clone(), true);
                self.wait(path, FRUITLESS);
            }
            Verdict::Refused(refusal) if refusal.code == RefusalCode::Overwriting => self.hold_back_change(path),
            Verdict::Refused(refusal) if refusal.code == RefusalCode::Held => match purpose {
                // It is not a deletion, whatever the hub says.
                Purpose::EditOf(_) => self.hold_back_change(path),
                _ => self.hold_back(path)?,
            },
            Verdict::Refused(refusal) if refusal.code == RefusalCode::NotAllowed => {
                self.may_only_read()?;
                self.landed(path)?;
            }
            // Nothing here needs it: the hub asks again.
            Verdict::Refused(_) if *purpose == Purpose::Again => {}
            Verdict::Refused(refusal) => self.refused(path, refusal),
        }
        if let Purpose::Copy(original) = purpose {
            self.landed(original)?;
        }
        Ok(())
    }

    /// Returns true if a verdict names something impossible: none of it is trusted.
    fn names_invalid(&mut self, path: &RelPath, verdict: &Verdict) -> bool {
        match verdict {
            Verdict::Accepted(remote) => self.is_invalid(path, &remote.entry),
            Verdict::Stale { current, found, in_the_way, .. } => {
                let mut is_any = self.is_invalid(path, &current.entry);
                if let Some(found) = found {
                    is_any |= self.is_invalid(path, &found.entry);
                }
                for (at, there) in in_the_way {
                    is_any |= self.is_invalid(at, &there.entry);
                }
                is_any
            }
            Verdict::Want(_) | Verdict::Refused(_) => false,
        }
    }

    /// Returns true if what was offered is still what should be offered, by the row and on the disk.
    fn is_offered(&mut self, item: &OfferItem, purpose: &Purpose) -> StoreResult<bool> {
        if *purpose != Purpose::Change {
            return Ok(true);
        }
        let row = self.row(&item.path)?;
        Ok(row.local.entry() == Some(&item.entry) && self.is_still_so(&row, &item.entry))
    }

    /// Takes what the hub has instead of what was offered. Returns true if that was not known.
    fn stale(
        &mut self,
        item: &OfferItem,
        purpose: &Purpose,
        (current, found, moved_to): (Remote, Option<Remote>, Option<RelPath>),
        in_the_way: Vec<(RelPath, Remote)>,
    ) -> StoreResult<bool> {
        let mut row = self.row(&item.path)?;
        let before = (row.remote.seq, row.base.clone());
        row.remote.take(current);
        match found {
            Some(found) => row.base = Base { entry: found.entry, seq: found.seq },
            None if *purpose == Purpose::Probe => {
                let probed = Probed { entry: item.entry.clone(), against: row.remote.seq, moved_to };
                self.probed(&item.path, probed);
            }
            None => {}
        }
        let mut is_news = (row.remote.seq, row.base.clone()) != before;
        self.put(row)?;
        for (path, remote) in in_the_way {
            let mut row = self.row(&path)?;
            if row.remote.take(remote) {
                is_news = true;
                self.put(row)?;
            }
        }
        Ok(is_news)
    }

    /// Records that the hub has an edit where others moved the file, so that the file may be moved here, too.
    fn edit_accepted(&mut self, item: &OfferItem, edited: &RelPath, remote: Remote) -> StoreResult<()> {
        let seq = remote.seq;
        let mut there = self.row(&item.path)?;
        there.remote.take(remote);
        self.put(there)?;
        let mut row = self.row(edited)?;
        row.base = Base { entry: item.entry.clone(), seq };
        self.put(row)?;
        self.accepted(seq);
        Ok(())
    }

    fn refused(&mut self, path: &RelPath, refusal: Refusal) {
        let retry_in = match refusal.code {
            RefusalCode::DiskFull | RefusalCode::Internal => Some(REFUSED),
            _ => None,
        };
        self.fail(path, refusal.reason, retry_in);
    }
}

/// Returns true if the hub's state differs from what was offered and accepted. A hub that does not know privacy says
/// nothing about it.
fn contradicts(remote: &Remote, offered: &OfferItem) -> bool {
    let is_opposite = |private| remote.privacy.is_some_and(|privacy| privacy.private != private);
    !offered.entry.is_in(&remote.entry) || offered.private.is_some_and(is_opposite)
}

/// Returns the accepted entry with the privacy that was offered: if the hub's entry says something else about privacy, that
/// has still to be applied here.
fn as_offered(accepted: &Entry, offered: &Entry) -> Entry {
    match (accepted.clone(), offered) {
        (Entry::File(file), Entry::File(offered)) if file.private.is_some() => {
            Entry::File(FileEntry { private: offered.private, ..file })
        }
        (accepted, _) => accepted,
    }
}

/// Handles a hub that does not know privacy and dropped it from an entry: then it is forgotten here, too, and the file
/// stays as closed as it is.
fn forget_privacy(local: &mut Local, offered: &Entry, accepted: &Entry) {
    if let (Local::Known { entry: Entry::File(file), stamp }, Some(offered), Some(accepted)) =
        (local, offered.file(), accepted.file())
        && offered.is_private()
        && accepted.private.is_none()
        && file.digest == accepted.digest
    {
        file.private = None;
        forget_stamp(stamp);
    }
}

/// The same for a directory.
fn forget_dir_privacy(row: &mut Row, offered: &OfferItem, accepted: &Remote) {
    let is_offered = offered.private == Some(true) && row.privacy.here == Some(true);
    if is_offered && accepted.entry.is_directory() && accepted.privacy.is_none() && row.remote.privacy.is_none() {
        row.privacy = PrivacyHere::default();
        if let Local::Known { stamp, .. } = &mut row.local {
            forget_stamp(stamp);
        }
    }
}

/// Makes the next scan see a closed file or directory as a change: perhaps the hub knows privacy by then.
fn forget_stamp(stamp: &mut Option<Stamp>) {
    if let Some(stamp) = stamp {
        stamp.private = Some(false);
    }
}
