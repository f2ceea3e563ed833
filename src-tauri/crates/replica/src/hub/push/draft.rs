//! What is offered for a step, after one more check of the disk, with the bytes that are sent along.

use syncit_core::content::{CHUNK_MAX, CHUNK_MIN, ChunkList, Digest};
use syncit_core::message::{OfferItem, Piece, content_of};
use syncit_core::plan::Step;
use syncit_core::replica_store::{Base, ConflictOf, Local, PathAt, ReplicaStore, Row, StoreResult};
use syncit_core::{Entry, RelPath, Seq};

use crate::disk::cut::is_same;
use crate::disk::{Disk, DiskErrorKind, Kind, Place};
use crate::hub::memory::Purpose;
use crate::replica::Replica;

/// A body of up to this many bytes is sent without first asking whether the hub has it.
const SENT_UNASKED: u64 = 16 << 10;

/// Pieces of a content with their bytes.
type Pieced = Vec<(Piece, Vec<u8>)>;

/// An item with what is sent along with it.
pub(super) struct Draft {
    pub item: OfferItem,
    pub purpose: Purpose,
    pub bodies: Pieced,
    /// True for the removed half of a move, which must be in the same batch as the item behind it.
    pub has_other_half: bool,
}

impl Draft {
    pub fn bytes(&self) -> u64 {
        self.bodies.iter().map(|(_, bytes)| bytes.len() as u64).sum()
    }
}

/// What a step offers.
struct Offering {
    item: OfferItem,
    purpose: Purpose,
    /// The path and its state here that are offered; none if the hub's own content is offered.
    source: Option<(RelPath, Entry)>,
}

fn item(path: RelPath, based_on: Seq, entry: Entry) -> OfferItem {
    OfferItem { path, based_on, entry, moved_from: None, conflict_of: None, missing: None, private: None }
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Returns what a step offers; none if the disk is not in the state that the step assumes.
    pub(super) fn draft(&mut self, step: Step) -> StoreResult<Option<Draft>> {
        let Some(Offering { item, purpose, source }) = self.offering(step)? else { return Ok(None) };
        let Some((path, here)) = source else {
            return Ok(Some(Draft { item, purpose, bodies: Vec::new(), has_other_half: false }));
        };
        let row = self.row(&path)?;
        let knows_content = matches!(purpose, Purpose::Probe | Purpose::Newer(_))
            || item.moved_from.is_some()
            || self.hub_has(&item, &row)?;
        let digest = content_of(&item.entry).filter(|_| !knows_content);
        let bodies = match digest {
            None => self.is_still_so(&row, &here).then(Vec::new),
            Some(digest) if item.entry.size() <= CHUNK_MIN as u64 => {
                self.small_body(&path, digest).map(|bytes| vec![(Piece::Chunk(0), bytes)])
            }
            Some(digest) => self.list_pieces(&digest)?.filter(|_| self.is_still_so(&row, &here)),
        };
        let Some(bodies) = bodies else {
            // It has changed: rescan it first, and then plan again.
            self.look_at(path.clone(), true);
            self.wait(&path, 1);
            return Ok(None);
        };
        Ok(Some(Draft { item, purpose, bodies, has_other_half: false }))
    }

    fn offering(&self, step: Step) -> StoreResult<Option<Offering>> {
        Ok(Some(match step {
            Step::Push { path, based_on, entry, moved_from, conflict_of } => {
                let moved_from = moved_from.map(|from| self.now_at(from)).transpose()?;
                let private = if entry.is_directory() { self.row(&path)?.privacy.here } else { None };
                let source = Some((path.clone(), entry.clone()));
                let item = OfferItem { moved_from, conflict_of, private, ..item(path, based_on, entry) };
                Offering { item, purpose: Purpose::Change, source }
            }
            Step::PushEdit { path, to, based_on, entry } => Offering {
                item: item(to, based_on, entry.clone()),
                purpose: Purpose::EditOf(path.clone()),
                source: Some((path, entry)),
            },
            Step::PushMove { path, based_on, entry, here, moved_from } => {
                let seq = self.row(&moved_from)?.base.seq;
                let moved_from = Some(self.now_at(moved_from)?);
                Offering {
                    item: OfferItem { moved_from, ..item(path.clone(), based_on, entry) },
                    purpose: Purpose::Newer(Base { entry: here.clone(), seq }),
                    source: Some((path, here)),
                }
            }
            Step::Probe { path, based_on, entry } => Offering {
                item: item(path.clone(), based_on, entry.clone()),
                purpose: Purpose::Probe,
                source: Some((path, entry)),
            },
            Step::CopyRemote { path, loser, copy, based_on } => {
                // A directory and a leaf have nothing in common that could be merged.
                let conflict_of = Some(ConflictOf { path: path.clone(), seq: loser.seq, base: Seq(0) });
                let item = OfferItem { conflict_of, ..item(copy, based_on, loser.entry) };
                Offering { item, purpose: Purpose::Copy(path), source: None }
            }
            _ => return Ok(None),
        }))
    }

    /// Returns a path with the hub's seq for it.
    fn now_at(&self, path: RelPath) -> StoreResult<PathAt> {
        Ok(PathAt { seq: self.row(&path)?.remote.seq, path })
    }

    /// Returns true if the hub certainly has the content, because it was agreed on at this path or another.
    fn hub_has(&self, item: &OfferItem, row: &Row) -> StoreResult<bool> {
        let Some(file) = item.entry.file() else { return Ok(true) };
        let has = |entry: &Entry| entry.file().is_some_and(|other| other.digest == file.digest);
        if has(&row.base.entry) || has(&row.remote.entry) || self.work.has_vanished(&file.digest) {
            return Ok(true);
        }
        if file.size <= SENT_UNASKED {
            return Ok(false);
        }
        let others = self.store.with_local_content(&file.digest, 4)?;
        Ok(others.iter().any(|other| has(&other.base.entry) || has(&other.remote.entry)))
    }

    /// Returns true if a path on the disk is still what its row says.
    pub(crate) fn is_still_so(&mut self, row: &Row, entry: &Entry) -> bool {
        let place = Place::from(&row.path);
        let stat = self.stat_named(&row.path);
        match (entry, stat) {
            (Entry::Absent, Err(error)) => error.kind == DiskErrorKind::NotFound,
            (Entry::Directory, Ok(stat)) => stat.kind == Kind::Directory,
            (Entry::Symlink(target), Ok(stat)) => {
                stat.kind == Kind::Symlink && self.disk.read_link(&place).is_ok_and(|found| found == *target)
            }
            (Entry::File(file), Ok(stat)) => match &row.local {
                Local::Known { stamp: Some(stamp), .. } => is_same(stamp, &stat) && self.has_bits(file, stamp, &stat),
                _ => false,
            },
            _ => false,
        }
    }

    pub(super) fn small_body(&mut self, path: &RelPath, digest: Digest) -> Option<Vec<u8>> {
        if let Some((known, bytes)) = self.scan.take_body(path)
            && known == digest
        {
            return Some(bytes);
        }
        let (bytes, _) = self.read_small(&Place::from(path)).ok().flatten()?;
        (bytes.len() <= CHUNK_MIN && ChunkList::of_small(&bytes).digest() == digest).then_some(bytes)
    }

    pub(super) fn list_pieces(&self, digest: &Digest) -> StoreResult<Option<Pieced>> {
        let Some(list) = self.store.chunks(digest)? else { return Ok(None) };
        let encoded = list.encode();
        Ok(Some((0..).zip(encoded.chunks(CHUNK_MAX)).map(|(n, part)| (Piece::List(n), part.to_vec())).collect()))
    }
}
