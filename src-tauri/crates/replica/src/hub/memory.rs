//! What is remembered of the hub for as long as the connection lasts: how far its news are, what was offered and not yet
//! answered, what it holds, and what it lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use syncit_core::hold::{HoldTold, Missing};
use syncit_core::message::{Lane, OfferItem, Refusal, RefusalCode};
use syncit_core::replica_store::{Base, LinkState, Local, PathAt, Row};
use syncit_core::{Incarnation, RelPath, Seq};

use crate::event::Problem;
use crate::hub::stales::Stales;

/// Offers that are under way at once…
const OFFERS_MAX: usize = 16;
/// …those included of which large content is on its way.
const ALL_OFFERS_MAX: usize = 256;

/// How often the hub may want content of one item before it is offered again.
pub(super) const WANTS_MAX: u8 = 4;

/// The connection, and how far the news are.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    pub(super) connected: bool,
    pub(super) attached: Option<Incarnation>,
    /// The hub takes nothing from here, as it last said; remembered while it is away.
    pub(super) reads_only: bool,
    /// The newest seq that the hub has told of.
    pub latest: Seq,
    /// What was asked for and is not answered.
    pub(super) asked: Option<Seq>,
    /// All that the hub had when it was attached is in the rows.
    pub(super) caught_up_once: bool,
    /// News are asked for even if none are known of, for a fence.
    pub ask_anyway: bool,
    /// Counts the complete answers to questions for news, and the questions.
    pub questions: u64,
    pub answered: u64,
    /// Paths of which the hub told something that cannot be.
    pub invalid: BTreeSet<RelPath>,
    /// Why the hub does not attach the folder; a lost connection forgets it.
    pub(super) refused: Option<Refusal>,
}

impl Hub {
    pub fn new(reads_only: bool) -> Self {
        Hub { reads_only, ..Hub::default() }
    }

    pub fn is_connected(&self) -> bool {
        self.connected
    }

    pub fn is_attached(&self) -> bool {
        self.attached.is_some()
    }

    pub fn is_caught_up_once(&self) -> bool {
        self.attached.is_some() && self.caught_up_once
    }

    pub fn may_write(&self) -> bool {
        !self.reads_only
    }

    /// What people are told while the hub does not attach the folder.
    pub fn refused(&self) -> Option<Problem> {
        let Refusal { code, message, hint } = self.refused.clone()?;
        let hint = hint.unwrap_or_else(|| match code {
            RefusalCode::NotFound => "It is no longer shared with this machine. The files stay.".to_owned(),
            _ => "It is tried again with the next connection.".to_owned(),
        });
        Some(Problem { path: None, message, hint })
    }

    pub fn is_behind(&self, link: &LinkState) -> bool {
        self.attached.is_some() && (self.asked.is_some() || taken(link) < self.latest)
    }
}

/// The last seq that is in the rows.
pub(super) fn taken(link: &LinkState) -> Seq {
    link.positions.last().map_or(Seq(0), |position| position.seq)
}

/// The offers that are under way.
#[derive(Debug, Default)]
pub(crate) struct Push {
    pub(super) offers: BTreeMap<u64, Offer>,
    /// Files of the steps that are being offered, and of those behind them, that are missing here and were not moved.
    pub(super) missing: Missing,
    pub(super) stales: Stales,
}

#[derive(Debug)]
pub(super) struct Offer {
    pub(super) lane: Lane,
    pub(super) items: Vec<Offered>,
    pub(super) undecided: usize,
}

#[derive(Debug)]
pub(super) struct Offered {
    pub(super) item: OfferItem,
    pub(super) purpose: Purpose,
    pub(super) wants: u8,
    /// Bytes that the hub lacks.
    pub(super) left: u64,
    pub(super) is_decided: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    Change,
    Probe,
    /// The hub's own content under a conflict name; the path that it loses.
    Copy(RelPath),
    /// An edit at the path to which others moved the file; the path that was edited.
    EditOf(RelPath),
    /// A moved file with what others made of it; what it is here, which becomes the base.
    Newer(Base),
    /// The hub's own state, of which it lacks content.
    Again,
}

impl Purpose {
    /// The path whose state here is offered, and that waits for the answer.
    pub(super) fn source<'a>(&'a self, item: &'a OfferItem) -> &'a RelPath {
        match self {
            Purpose::EditOf(path) => path,
            _ => &item.path,
        }
    }
}

impl Offered {
    pub(super) fn source(&self) -> &RelPath {
        self.purpose.source(&self.item)
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
    pub(super) fn unanswered(&self) -> usize {
        let waits = |offer: &&Offer| offer.items.iter().all(|offered| offered.is_decided || offered.wants > 0);
        self.offers.len() - self.offers.values().filter(waits).count()
    }

    pub(super) fn lane(&self, number: u64) -> Option<Lane> {
        self.offers.get(&number).map(|offer| offer.lane)
    }
}

/// The holds of the folder, and what they keep from being offered.
#[derive(Debug, Default)]
pub(crate) struct Holds {
    /// All of the folder, as last told.
    pub(super) told: Vec<HoldTold>,
    /// Deletions of this disk that the hub refused to take for now.
    pub(super) held: BTreeSet<RelPath>,
    /// Changes of this disk that the hub refused to take for now, because they spoil files.
    pub(super) spoilt: BTreeSet<RelPath>,
    /// Paths of which that was so until something else was seen there: if the file is back, the hub is told.
    pub(super) left: BTreeSet<RelPath>,
    /// Files of these holds come back; the hub is still to be told that this is known here.
    pub(super) to_take: BTreeSet<u64>,
}

impl Holds {
    /// Returns true if a deletion waits for a person.
    pub fn contains(&self, path: &RelPath) -> bool {
        self.held.contains(path)
    }

    pub fn forget(&mut self, path: &RelPath) {
        self.held.remove(path);
        self.spoilt.remove(path);
    }

    /// Something was seen at a path. Gives the hub's entry if it is just that, and a deletion of it is held.
    pub fn seen(&mut self, row: &Row) -> Option<PathAt> {
        if self.held.remove(&row.path) | self.spoilt.remove(&row.path) {
            self.left.insert(row.path.clone());
        }
        let is_back = row.remote.entry.is_live() && row.local.entry() == Some(&row.remote.entry);
        let is_gone = row.local == Local::ABSENT;
        let was_left = (is_back || is_gone) && self.left.remove(&row.path);
        (is_back && was_left).then(|| PathAt { path: row.path.clone(), seq: row.remote.seq })
    }

    /// How many deletions wait for a person.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// How many overwritten files wait for a person.
    pub fn spoilt(&self) -> usize {
        self.spoilt.len()
    }

    /// The directories with something below that cannot be deleted now.
    pub fn directories(&self) -> impl Iterator<Item = RelPath> + '_ {
        self.held.iter().flat_map(RelPath::ancestors)
    }

    /// Returns true if something at or below a path waits for a person.
    pub fn is_at_or_below(&self, dir: &RelPath) -> bool {
        let behind = self.held.range((Bound::Included(dir.clone()), Bound::Unbounded));
        let mut alike = behind.take_while(|path| path.as_str().starts_with(dir.as_str()));
        alike.any(|path| path == dir || path.is_below(dir))
    }
}

/// Paths of which the hub lacks the content of this entry.
pub(crate) type Lacking = BTreeMap<RelPath, Seq>;
