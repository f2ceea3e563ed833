//! Offers local changes to the hub and takes its verdicts.
//!
//! An offer that sends no bytes is preceded by one more look at the disk. What an offer was about is only
//! kept to read its verdicts; a lost connection forgets it, and the rows say what is left to be done.

use std::collections::{BTreeMap, HashMap};

use syncit_core::content::{CHUNK_MAX, CHUNK_MIN, ChunkList, Digest};
use syncit_core::hold::Missing;
use syncit_core::message::{
    BATCH_BYTES, BATCH_ENTRIES, BatchId, Block, EXPRESS_BYTES, Lane, OfferItem, Piece, Pieces, Refusal, RefusalCode,
    ToHub, Verdict, content_of, in_blocks,
};
use syncit_core::plan::Step;
use syncit_core::replica_store::{Base, ConflictOf, Local, PathAt, ReplicaStore, Row, Stamp, StoreResult, Told};
use syncit_core::{Entry, FileEntry, PrivacyHere, RelPath, Seq};

use crate::disk::{Disk, DiskErrorKind, Kind, Place};
use crate::replica::Replica;
use crate::scan::is_same;
use crate::step::{BodyFrom, BodySource, Effect, Transfer};
use crate::work::Flight;

/// Offers that are under way at once…
const OFFERS_MAX: usize = 16;
/// …those included of which large content is on its way.
const ALL_OFFERS_MAX: usize = 256;
/// How often the hub may want content of one item before it is offered anew.
const WANTS_MAX: u8 = 4;
/// A body of up to so many bytes is sent sooner than it is found out whether the hub has it.
const SENT_UNASKED: u64 = 16 << 10;
/// How long a path waits after an offer that led to nothing, in milliseconds.
const FRUITLESS: u64 = 500;
/// How long what the hub refused for lack of room waits, in milliseconds.
const REFUSED: u64 = 60_000;

#[derive(Debug, Default)]
pub(crate) struct Push {
    offers: BTreeMap<u64, Offer>,
    /// Files of the steps that are being offered, and of those behind them, that are missing here and were not moved.
    missing: Missing,
}

#[derive(Debug)]
struct Offer {
    lane: Lane,
    items: Vec<Offered>,
    undecided: usize,
}

#[derive(Debug)]
struct Offered {
    item: OfferItem,
    purpose: Purpose,
    wants: u8,
    /// Bytes that the hub lacks.
    left: u64,
    is_decided: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Purpose {
    Change,
    Probe,
    /// The hub's own content under a conflict name; the path that it loses.
    Copy(RelPath),
    /// The hub's own state, of which it lacks content.
    Again,
}

/// Pieces of a content with their bytes.
type Pieced = Vec<(Piece, Vec<u8>)>;

/// An item with what is sent along with it.
struct Draft {
    item: OfferItem,
    purpose: Purpose,
    bodies: Pieced,
    /// The removed half of a move must be in the batch of the item behind it.
    has_other_half: bool,
}

impl Draft {
    fn bytes(&self) -> u64 {
        self.bodies.iter().map(|(_, bytes)| bytes.len() as u64).sum()
    }
}

impl Push {
    pub fn is_full(&self) -> bool {
        self.unanswered() >= OFFERS_MAX || self.offers.len() >= ALL_OFFERS_MAX
    }

    /// Half of the room is taken: the next window of the plan would not fit.
    pub fn is_crowded(&self) -> bool {
        self.unanswered() > OFFERS_MAX / 2
    }

    /// Offers that do not just wait for large content.
    fn unanswered(&self) -> usize {
        let waits = |offer: &&Offer| offer.items.iter().all(|offered| offered.is_decided || offered.wants > 0);
        self.offers.len() - self.offers.values().filter(waits).count()
    }

    fn lane(&self, number: u64) -> Option<Lane> {
        self.offers.get(&number).map(|offer| offer.lane)
    }
}

fn lane_for(bytes: u64) -> Lane {
    if bytes <= EXPRESS_BYTES { Lane::Express } else { Lane::Bulk }
}

fn bytes_of(bodies: &[BodySource]) -> u64 {
    let len = |body: &BodySource| match &body.from {
        BodyFrom::Bytes(bytes) => bytes.len() as u64,
        BodyFrom::File { len, .. } => u64::from(*len),
    };
    bodies.iter().map(len).sum()
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Offers as many of these steps as there is room for; the others stay to be planned again.
    pub(crate) fn offer(&mut self, steps: Vec<Step>) -> StoreResult<()> {
        let sources: HashMap<RelPath, ()> = steps
            .iter()
            .filter_map(|step| match step {
                Step::Push { moved_from: Some(from), .. } => Some((from.clone(), ())),
                _ => None,
            })
            .collect();
        // The hub judges with the first of them how many belong together.
        self.push.missing = self.work.missing(&steps, |path| sources.contains_key(path));
        let mut batch: Vec<Draft> = Vec::new();
        let (mut bytes, mut block) = (0, Block::default());
        for step in steps {
            if self.push.is_full() {
                self.work.changed = true;
                return Ok(());
            }
            let Some(mut draft) = self.draft(step)? else { continue };
            draft.has_other_half = sources.contains_key(&draft.item.path) && draft.item.entry.is_absent();
            bytes += draft.bytes();
            // The one that does not fit any more, and its other half, go along: the message has room for them.
            let is_full = !block.takes(&draft.item);
            batch.push(draft);
            let is_open_pair = batch.last().is_some_and(|draft| draft.has_other_half);
            let is_full = is_full || batch.len() >= BATCH_ENTRIES - 1 || bytes >= BATCH_BYTES - CHUNK_MAX as u64;
            if !is_open_pair && is_full {
                self.send_offer(std::mem::take(&mut batch));
                (bytes, block) = (0, Block::default());
            }
        }
        self.send_offer(batch);
        Ok(())
    }

    /// Offers what the hub has in its journal already, but not in its content store.
    pub(crate) fn offer_again(&mut self, items: Vec<OfferItem>) {
        let draft = |item| Draft { item, purpose: Purpose::Again, bodies: Vec::new(), has_other_half: false };
        for items in in_blocks(items) {
            let mut drafts = items.into_iter().map(draft).peekable();
            while drafts.peek().is_some() {
                self.send_offer(drafts.by_ref().take(BATCH_ENTRIES).collect());
            }
        }
    }

    fn draft(&mut self, step: Step) -> StoreResult<Option<Draft>> {
        let (item, purpose) = match step {
            Step::Push { path, based_on, entry, moved_from, conflict_of } => {
                let moved_from = match moved_from {
                    Some(from) => Some(PathAt { seq: self.row(&from)?.remote.seq, path: from }),
                    None => None,
                };
                let private = if entry.is_directory() { self.row(&path)?.privacy.here } else { None };
                (OfferItem { path, based_on, entry, moved_from, conflict_of, missing: None, private }, Purpose::Change)
            }
            Step::Probe { path, based_on, entry } => (
                OfferItem { path, based_on, entry, moved_from: None, conflict_of: None, missing: None, private: None },
                Purpose::Probe,
            ),
            Step::CopyRemote { path, loser, copy, based_on } => {
                // A directory and a leaf have nothing in common that could be merged.
                let conflict_of = Some(ConflictOf { path: path.clone(), seq: loser.seq, base: Seq(0) });
                let item = OfferItem {
                    path: copy,
                    based_on,
                    entry: loser.entry,
                    moved_from: None,
                    conflict_of,
                    missing: None,
                    private: None,
                };
                return Ok(Some(Draft {
                    item,
                    purpose: Purpose::Copy(path),
                    bodies: Vec::new(),
                    has_other_half: false,
                }));
            }
            _ => return Ok(None),
        };
        let row = self.row(&item.path)?;
        let knows_content = purpose == Purpose::Probe || item.moved_from.is_some() || self.hub_has(&item, &row)?;
        let digest = content_of(&item.entry).filter(|_| !knows_content);
        let bodies = match digest {
            None => self.is_still_so(&row, &item.entry).then(Vec::new),
            Some(digest) if item.entry.size() <= CHUNK_MIN as u64 => {
                self.small_body(&item.path, digest).map(|bytes| vec![(Piece::Chunk(0), bytes)])
            }
            Some(digest) => self.list_pieces(&digest)?.filter(|_| self.is_still_so(&row, &item.entry)),
        };
        let Some(bodies) = bodies else {
            // It is something else by now: looked at first, and planned after that.
            self.look_at(item.path.clone(), true);
            self.wait(&item.path, 1);
            return Ok(None);
        };
        Ok(Some(Draft { item, purpose, bodies, has_other_half: false }))
    }

    /// Says whether the hub is sure to have the content: it agreed on it at this path or another.
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

    /// Looks once more whether a path is what its row says.
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

    fn small_body(&mut self, path: &RelPath, digest: Digest) -> Option<Vec<u8>> {
        if let Some((known, bytes)) = self.scan.take_body(path)
            && known == digest
        {
            return Some(bytes);
        }
        let (bytes, _) = self.read_small(&Place::from(path)).ok().flatten()?;
        (bytes.len() <= CHUNK_MIN && ChunkList::of_small(&bytes).digest() == digest).then_some(bytes)
    }

    fn list_pieces(&self, digest: &Digest) -> StoreResult<Option<Pieced>> {
        let Some(list) = self.store.chunks(digest)? else { return Ok(None) };
        let encoded = list.encode();
        Ok(Some((0..).zip(encoded.chunks(CHUNK_MAX)).map(|(n, part)| (Piece::List(n), part.to_vec())).collect()))
    }

    fn send_offer(&mut self, mut drafts: Vec<Draft>) {
        let lane = lane_for(drafts.iter().map(Draft::bytes).sum());
        // Lanes keep their own order only: what needs a directory that is on its way on another one waits for it.
        let in_step = |path: &RelPath| match path.parent().and_then(|dir| self.work.flights.get(&dir).copied()) {
            Some(Flight::Offered(number)) => self.push.lane(number) == Some(lane),
            _ => true,
        };
        drafts.retain(|draft| in_step(&draft.item.path));
        if drafts.is_empty() {
            return;
        }
        let removals = drafts.iter_mut().filter(|draft| draft.item.entry.is_absent() && !draft.has_other_half);
        self.work.announce(removals.map(|draft| &mut draft.item), &mut self.push.missing);
        let number = self.number();
        let batch = self.batch(number);
        let mut bodies = Vec::new();
        let mut items = Vec::with_capacity(drafts.len());
        for (index, draft) in (0..).zip(drafts) {
            self.work.flights.insert(draft.item.path.clone(), Flight::Offered(number));
            if let Purpose::Copy(path) = &draft.purpose {
                self.work.flights.insert(path.clone(), Flight::Offered(number));
            }
            let sources = draft.bodies.into_iter();
            bodies.extend(sources.map(|(piece, bytes)| BodySource {
                item: index,
                piece,
                from: BodyFrom::Bytes(bytes),
            }));
            let left = draft.item.entry.size();
            items.push(Offered { item: draft.item, purpose: draft.purpose, wants: 0, left, is_decided: false });
        }
        let message = ToHub::Offer { batch, items: items.iter().map(|offered| offered.item.clone()).collect() };
        self.effects.push(Effect::Send { lane, message });
        self.send_bodies(lane, batch, bodies);
        self.push.offers.insert(number, Offer { lane, undecided: items.len(), items });
    }

    fn send_bodies(&mut self, lane: Lane, batch: BatchId, bodies: Vec<BodySource>) {
        self.effects.push(if bodies.is_empty() {
            Effect::Send { lane, message: ToHub::BodiesEnd { batch } }
        } else {
            Effect::SendBodies { lane, batch, bodies }
        });
    }

    /// Says whether the hub has still to answer about a deletion.
    pub(crate) fn has_offered_deletions(&self) -> bool {
        let mut items = self.push.offers.values().flat_map(|offer| &offer.items);
        items.any(|offered| !offered.is_decided && offered.item.entry.is_absent())
    }

    pub(crate) fn forget_offers(&mut self) {
        self.push.offers.clear();
    }

    /// Bodies were sent, but for what changed meanwhile: that is looked at again.
    pub(crate) fn sent(&mut self, batch: BatchId, changed: Vec<RelPath>) -> StoreResult<()> {
        for path in changed {
            self.look_at(path.clone(), true);
            if let Some(offer) = self.push.offers.get_mut(&batch.number) {
                let item = offer.items.iter_mut().find(|offered| offered.item.path == path && !offered.is_decided);
                if let Some(item) = item {
                    // The hub will want again what it did not get; it will get nothing.
                    item.wants = WANTS_MAX;
                }
            }
        }
        Ok(())
    }

    /// Some bytes are on their way: that only shows.
    pub(crate) fn sent_part(&mut self, batch: BatchId, sent: &[(u32, u64)]) {
        let Some(offer) = self.push.offers.get_mut(&batch.number) else { return };
        for (index, bytes) in sent {
            if let Some(offered) = offer.items.get_mut(*index as usize) {
                offered.left = offered.left.saturating_sub(*bytes);
            }
        }
    }

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
                && matches!(offered.purpose, Purpose::Change | Purpose::Again)
                && let Some(sources) = self.wanted(index, &offered.item, pieces)?
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

    /// The bodies that the hub wants of an item; none if its content is not here any more.
    fn wanted(&mut self, index: u32, item: &OfferItem, pieces: &Pieces) -> StoreResult<Option<Vec<BodySource>>> {
        let Some(digest) = content_of(&item.entry) else { return Ok(None) };
        if self.row(&item.path)?.local.entry() != Some(&item.entry) {
            return Ok(None);
        }
        let source = |piece, from| BodySource { item: index, piece, from };
        if item.entry.size() <= CHUNK_MIN as u64 {
            let body = self.small_body(&item.path, digest);
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
                // They ascend; of those that do not, some are not sent.
                let is_wanted = |n: u32| {
                    let last = ranges[..ranges.partition_point(|(first, _)| *first <= n)].last();
                    last.is_some_and(|(first, count)| n - first < *count)
                };
                let chunks = (0..).zip(list.with_offsets()).filter(|(n, _)| is_wanted(*n));
                let sources = chunks.map(|(n, (offset, chunk))| {
                    let (path, digest) = (item.path.clone(), chunk.digest);
                    source(Piece::Chunk(n), BodyFrom::File { path, offset, len: chunk.len, digest })
                });
                Ok(Some(sources.collect()))
            }
        }
    }

    fn settle(&mut self, item: &OfferItem, purpose: &Purpose, verdict: Verdict) -> StoreResult<()> {
        let path = &item.path;
        self.work.flights.remove(path);
        if self.names_invalid(path, &verdict) {
            self.wait(path, REFUSED);
            if let Purpose::Copy(original) = purpose {
                self.landed(original)?;
            }
            return Ok(());
        }
        match verdict {
            Verdict::Accepted(told) if self.waits_for_news(&told) => {
                self.work.flights.insert(path.clone(), Flight::Accepted(told.seq));
            }
            Verdict::Accepted(told) => {
                let seq = told.seq;
                let mut row = self.row(path)?;
                let is_newest = told.seq >= row.remote.seq;
                let is_contradicted = contradicts(&told, item);
                forget_dir_privacy(&mut row, item, &told);
                // What is here still becomes the base once it is durable.
                let is_alike = is_newest && told.entry.is_live() && row.local.entry() == Some(&told.entry);
                if !is_alike && !matches!(purpose, Purpose::Copy(_)) {
                    row.base = Base { entry: as_offered(&told.entry, &item.entry), seq: told.seq };
                    forget_privacy(&mut row.local, &item.entry, &told.entry);
                }
                row.remote.take(told);
                self.put(row)?;
                self.accepted(seq);
                if is_contradicted {
                    // No honest hub says so, and one that lies could have the same offered over and over.
                    self.wait(path, FRUITLESS);
                }
            }
            Verdict::Stale { current, found, in_the_way } => self.stale(item, purpose, current, found, in_the_way)?,
            Verdict::Want(_) => {
                // Its content is not here any more, or nobody's: looked at, and offered anew.
                self.look_at(path.clone(), true);
                self.wait(path, FRUITLESS);
            }
            // It is about something that is not here any more: that is looked at, and offered anew.
            Verdict::Refused(refusal)
                if refusal.code != RefusalCode::NotAllowed && !self.is_offered(item, purpose)? =>
            {
                self.look_at(path.clone(), true);
                self.wait(path, FRUITLESS);
            }
            Verdict::Refused(refusal) if refusal.code == RefusalCode::Held => self.hold_back(path)?,
            Verdict::Refused(refusal) if refusal.code == RefusalCode::Overwriting => self.hold_back_change(path),
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

    /// Returns true if a verdict tells of something that cannot be: nothing of it is believed.
    fn names_invalid(&mut self, path: &RelPath, verdict: &Verdict) -> bool {
        match verdict {
            Verdict::Accepted(told) => self.is_invalid(path, &told.entry),
            Verdict::Stale { current, found, in_the_way } => {
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

    /// Returns true if what was offered is still what is to be offered, by the row and on the disk.
    fn is_offered(&mut self, item: &OfferItem, purpose: &Purpose) -> StoreResult<bool> {
        if *purpose != Purpose::Change {
            return Ok(true);
        }
        let row = self.row(&item.path)?;
        Ok(row.local.entry() == Some(&item.entry) && self.is_still_so(&row, &item.entry))
    }

    fn stale(
        &mut self,
        item: &OfferItem,
        purpose: &Purpose,
        current: Told,
        found: Option<Told>,
        in_the_way: Vec<(RelPath, Told)>,
    ) -> StoreResult<()> {
        let mut row = self.row(&item.path)?;
        let before = (row.remote.seq, row.base.clone());
        row.remote.take(current);
        match found {
            Some(found) => row.base = Base { entry: found.entry, seq: found.seq },
            None if *purpose == Purpose::Probe => self.probed(&item.path, item.entry.clone(), row.remote.seq),
            None => {}
        }
        let mut is_news = (row.remote.seq, row.base.clone()) != before || *purpose == Purpose::Probe;
        self.put(row)?;
        for (path, told) in in_the_way {
            let mut row = self.row(&path)?;
            if row.remote.take(told) {
                is_news = true;
                self.put(row)?;
            }
        }
        if !is_news {
            self.wait(&item.path, FRUITLESS);
        }
        Ok(())
    }

    fn refused(&mut self, path: &RelPath, refusal: Refusal) {
        let retry_in = match refusal.code {
            RefusalCode::DiskFull | RefusalCode::Internal => Some(REFUSED),
            _ => None,
        };
        let hint = refusal.hint.unwrap_or_else(|| match retry_in {
            Some(_) => "It is tried again in a minute.".to_owned(),
            None => "It is tried again when it changes.".to_owned(),
        });
        self.fail(path, refusal.message, hint, retry_in);
    }

    /// Large contents that are on their way to the hub.
    pub(crate) fn pushes(&self) -> impl Iterator<Item = Transfer> + '_ {
        let items = self.push.offers.values().flat_map(|offer| &offer.items);
        let large =
            items.filter(|offered| !offered.is_decided && offered.wants > 0 && offered.item.entry.size() > 1 << 20);
        large.map(|offered| Transfer {
            path: offered.item.path.clone(),
            done: offered.item.entry.size() - offered.left,
            total: offered.item.entry.size(),
            to_hub: true,
        })
    }
}

/// Returns true if what is said to be there now is something else than was offered and accepted. A hub that does not know of
/// privacy says nothing of it.
fn contradicts(told: &Told, offered: &OfferItem) -> bool {
    let is_opposite = |private| told.privacy.is_some_and(|privacy| privacy.private != private);
    !offered.entry.is_in(&told.entry) || offered.private.is_some_and(is_opposite)
}

/// What was accepted, as private as it is here: if the hub says more of that than was offered, it is still to be done.
fn as_offered(accepted: &Entry, offered: &Entry) -> Entry {
    match (accepted.clone(), offered) {
        (Entry::File(file), Entry::File(offered)) if file.private.is_some() => {
            Entry::File(FileEntry { private: offered.private, ..file })
        }
        (accepted, _) => accepted,
    }
}

/// A hub that does not know of privacy dropped what was said of it: then that is not known here either, and the file
/// stays as closed as it is.
fn forget_privacy(local: &mut Local, offered: &Entry, accepted: &Entry) {
    if let (Local::Known { entry: Entry::File(file), stamp }, Some(offered), Some(accepted)) =
        (local, offered.file(), accepted.file())
        && offered.is_private()
        && accepted.private.is_none()
        && file.digest == accepted.digest
    {
        file.private = None;
        look_anew(stamp);
    }
}

/// The same of a directory.
fn forget_dir_privacy(row: &mut Row, offered: &OfferItem, accepted: &Told) {
    let is_offered = offered.private == Some(true) && row.privacy.here == Some(true);
    if is_offered && accepted.entry.is_directory() && accepted.privacy.is_none() && row.remote.privacy.is_none() {
        row.privacy = PrivacyHere::default();
        if let Local::Known { stamp, .. } = &mut row.local {
            look_anew(stamp);
        }
    }
}

/// The next time that it is looked at, being closed counts as a change: perhaps the hub knows of it by then.
fn look_anew(stamp: &mut Option<Stamp>) {
    if let Some(stamp) = stamp {
        stamp.private = Some(false);
    }
}
