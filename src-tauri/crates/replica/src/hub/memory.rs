//! What is remembered about the hub while the connection lasts: how far its news has come, which offers are unanswered,
//! what it holds, and what it lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use syncit_core::backlog::Backlog;
use syncit_core::hold::{HoldReport, Missing};
use syncit_core::message::{Lane, OfferItem, Refusal};
use syncit_core::replica_store::{Base, LinkState, Local, PathAt, Row};
use syncit_core::{Incarnation, RelPath, Seq};

use crate::event::Problem;
use crate::hub::stales::Stales;

/// Limit of offers that are open at once…
const OFFERS_MAX: usize = 16;
/// …including those whose large content is being sent.
const ALL_OFFERS_MAX: usize = 256;

/// How often the hub may want content of one item before it is offered again.
pub(super) const WANTS_MAX: u8 = 4;

/// The connection, and how far the news has come.
#[derive(Debug, Default)]
pub(crate) struct HubState {
    pub(super) connected: bool,
    pub(super) attached: Option<Incarnation>,
    /// True if the hub accepts nothing from here, as it last said; kept while it is away.
    pub(super) reads_only: bool,
    /// The newest seq that the hub has named.
    pub latest: Seq,
    /// The open question for news: the seq after which it asks.
    pub(super) asked: Option<Seq>,
    /// True if all that the hub had when the folder was attached is in the rows.
    pub(super) caught_up_once: bool,
    /// True if news is to be requested even if none is known of, for a fence.
    pub ask_anyway: bool,
    /// How many questions for news were asked; `answered` is the last one whose answer is complete.
    pub questions: u64,
    pub answered: u64,
    /// Paths for which the hub named something impossible.
    pub invalid: BTreeSet<RelPath>,
    /// The reports of what is not in place.
    pub backlog: BacklogReports,
    /// Why the hub does not attach the folder; forgotten when the connection is lost.
    pub(super) refused: Option<Refusal>,
}

impl HubState {
    pub fn new(reads_only: bool) -> Self {
        HubState { reads_only, ..HubState::default() }
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

    /// Returns what is shown to people while the hub does not attach the folder.
    pub fn refused(&self) -> Option<Problem> {
        let Refusal { reason, .. } = self.refused.clone()?;
        Some(Problem { path: None, reason })
    }

    pub fn is_behind(&self, link: &LinkState) -> bool {
        self.attached.is_some() && (self.asked.is_some() || taken(link) < self.latest)
    }
}

/// The reports of what is not in place, in this connection.
#[derive(Debug, Default)]
pub(crate) struct BacklogReports {
    /// True if the hub wants them.
    pub(super) wanted: bool,
    /// The last one, and its time.
    pub(super) sent: Option<(Backlog, u64)>,
    /// What the last one was made of: if it is the same, so is the report.
    pub(super) mark: Option<(u64, u64)>,
    /// When the next one is due.
    pub(super) due: Option<u64>,
}

impl BacklogReports {
    /// Begins anew with a hub that wants reports or does not.
    pub(crate) fn want(&mut self, wanted: bool) {
        *self = BacklogReports { wanted, ..BacklogReports::default() };
    }

    /// Returns when a report is due.
    pub(crate) fn wake(&self) -> Option<u64> {
        self.due
    }
}

/// Returns the last seq that is in the rows.
pub(crate) fn taken(link: &LinkState) -> Seq {
    link.positions.last().map_or(Seq(0), |position| position.seq)
}

/// The open offers.
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
    /// The hub's own content under a conflict name; names the path that it loses.
    Copy(RelPath),
    /// An edit, at the path to which others moved the file; names the path that was edited.
    EditOf(RelPath),
    /// A moved file with the changes of others; has the state here, which becomes the base.
    Newer(Base),
    /// The hub's own state, of which it lacks content.
    Again,
}

impl Purpose {
    /// Returns the path whose state here is offered, and which waits for the verdict.
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

    /// Returns true if more than half of the room is taken, so that the next window of the plan would not fit.
    pub fn is_crowded(&self) -> bool {
        self.unanswered() > OFFERS_MAX / 2
    }

    /// Returns the number of offers that do more than wait for large content.
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
    /// All holds of the folder, as the hub last sent them.
    pub(super) reported: Vec<HoldReport>,
    /// Deletions of this disk that the hub refused for now.
    pub(super) held: BTreeSet<RelPath>,
    /// Changes of this disk that the hub refused for now, because they spoil files.
    pub(super) spoilt: BTreeSet<RelPath>,
    /// Paths that were in one of these until something else was seen there: if the file is back, the hub is told.
    pub(super) left: BTreeSet<RelPath>,
    /// Holds whose files come back; the hub has still to be told that this is known here.
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

    /// Notes that a path was seen. Returns the hub's entry if the path has exactly that state and its deletion was held.
    pub fn seen(&mut self, row: &Row) -> Option<PathAt> {
        if self.held.remove(&row.path) | self.spoilt.remove(&row.path) {
            self.left.insert(row.path.clone());
        }
        let is_back = row.remote.entry.is_live() && row.local.entry() == Some(&row.remote.entry);
        let is_gone = row.local == Local::ABSENT;
        let was_left = (is_back || is_gone) && self.left.remove(&row.path);
        (is_back && was_left).then(|| PathAt { path: row.path.clone(), seq: row.remote.seq })
    }

    /// Returns how many deletions wait for a person.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Returns how many overwritten files wait for a person.
    pub fn spoilt(&self) -> usize {
        self.spoilt.len()
    }

    /// Returns the directories that contain something whose deletion is held.
    pub fn directories(&self) -> impl Iterator<Item = RelPath> + '_ {
        self.held.iter().flat_map(RelPath::ancestors)
    }

    /// Returns true if something at or below a path waits for a person.
    pub fn is_at_or_below(&self, dir: &RelPath) -> bool {
        let behind = self.held.range((Bound::Included(dir.clone()), Bound::Unbounded));
        let mut settling = behind.take_while(|path| path.as_str().starts_with(dir.as_str()));
        settling.any(|path| path == dir || path.is_below(dir))
    }
}

/// Paths for which the hub lacks the content of this entry.
pub(crate) type Lacking = BTreeMap<RelPath, Seq>;
