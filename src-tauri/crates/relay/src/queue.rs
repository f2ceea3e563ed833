//! The queue in front of the relay: its order, and how much the relay takes from it at once.
//!
//! Changes go into steps of a bounded size, bulk content after the rest. Questions wait separately and are answered one at a time
//! between two steps, so that neither changes nor questions wait long for the other. Within each kind, senders are served in turn
//! (`Turns`), so that a machine that floods the hub delays only itself. The messages of one session keep their order, except that
//! questions can overtake changes or fall behind them, and bulk content can fall behind the rest.

use std::collections::VecDeque;

use syncit_core::message::{Ask, Lane, ToHub};

use crate::step::{Effect, Event, SessionId};
use crate::turns::Turns;

/// The limits of one step: bytes of bulk content, bytes of everything, and events.
const BULK_BYTES: usize = 4 << 20;
const STEP_BYTES: usize = 8 << 20;
const STEP_EVENTS: usize = 4_096;
/// A step ends once the messages that it causes take this many bytes.
pub const STEP_EFFECTS: usize = 16 << 20;
/// What each sender may take in its turn, in bytes.
const QUANTUM: usize = 256 << 10;
/// Between two steps, questions are answered until they have cost this many bytes, but at least one.
pub const SLICE: usize = 256 << 10;
/// The cost of a question besides the bytes of its answer: of one that reads a few rows, and of one that reads many.
const LIGHT: usize = 16 << 10;
const HEAVY: usize = 512 << 10;

/// Whose turn it is: a session's, or none for the person at the hub.
type Who = Option<SessionId>;

/// The waiting events, each with what it holds until it is dealt with.
#[derive(Debug)]
pub struct Queue<H> {
    /// Events from senders that cannot flood the hub; taken first.
    urgent: VecDeque<(Event, H)>,
    changes: Turns<Who, (Event, H)>,
    bulk: Turns<Who, (Event, H)>,
    questions: Turns<Who, (Event, H)>,
    /// Disconnects of sessions that still have events waiting.
    ending: Vec<(SessionId, Event, H)>,
}

/// The queue in which an event waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Urgent,
    Change,
    Bulk,
    Question,
}

/// Events that are taken together.
#[derive(Debug)]
pub struct Step<H> {
    /// The events, in order.
    pub events: Vec<Event>,
    whose: Vec<(Kind, Who, usize, H)>,
}

impl<H> Default for Step<H> {
    fn default() -> Self {
        Step { events: Vec::new(), whose: Vec::new() }
    }
}

impl<H> Step<H> {
    fn add(&mut self, kind: Kind, who: Who, cost: usize, (event, held): (Event, H)) {
        self.events.push(event);
        self.whose.push((kind, who, cost, held));
    }

    /// Returns true if it contains only bodies of bulk content, for which nobody is notified.
    pub fn is_bulk_bodies(&self) -> bool {
        let is_body = |event: &Event| matches!(event, Event::Message { message: ToHub::Body(_), .. });
        self.whose.iter().all(|(kind, ..)| *kind == Kind::Bulk) && self.events.iter().all(is_body)
    }
}

impl<H> Default for Queue<H> {
    fn default() -> Self {
        let turns = || Turns::new(QUANTUM);
        Queue { urgent: VecDeque::new(), changes: turns(), bulk: turns(), questions: turns(), ending: Vec::new() }
    }
}

impl<H> Queue<H> {
    /// Queues an event.
    pub fn put(&mut self, event: Event, held: H) {
        match kind_of(&event) {
            (Kind::Urgent, Some(session)) if matches!(event, Event::Disconnected { .. }) => {
                // Nobody is left to receive the answers.
                self.questions.remove(&Some(session)).for_each(drop);
                self.ending.push((session, event, held));
            }
            (Kind::Urgent, _) => self.urgent.push_back((event, held)),
            (Kind::Change, who) => self.changes.push(who, cost_of(&event), (event, held)),
            (Kind::Bulk, who) => self.bulk.push(who, cost_of(&event), (event, held)),
            (Kind::Question, who) => self.questions.push(who, cost_of(&event), (event, held)),
        }
    }

    /// Returns true if anything but questions is waiting.
    pub fn has_changes(&self) -> bool {
        !(self.urgent.is_empty() && self.changes.is_empty() && self.bulk.is_empty() && self.ending.is_empty())
    }

    /// Returns true if a question is waiting from the person at the hub or from a session to which `may` allows an answer.
    pub fn has_question(&self, may: impl Fn(SessionId) -> bool) -> bool {
        self.questions.waiting().any(|who| who.is_none_or(&may))
    }

    /// Returns true if a step has space for more bulk content than is waiting, and nothing else is waiting.
    pub fn wants_bulk(&self) -> bool {
        self.bulk.cost() < BULK_BYTES
            && self.bulk.len() < STEP_EVENTS
            && self.urgent.is_empty()
            && self.changes.is_empty()
            && self.ending.is_empty()
    }

    /// Returns the size of the backlog, in bytes.
    pub fn bytes(&self) -> usize {
        self.changes.cost() + self.bulk.cost() + self.questions.cost()
    }

    /// Takes the next step of events other than questions. It may be empty.
    pub fn take_changes(&mut self) -> Step<H> {
        self.end_sessions();
        let mut step = Step::default();
        while let Some(urgent) = self.urgent.pop_front() {
            step.add(Kind::Urgent, None, 0, urgent);
        }
        let mut bytes = 0;
        while bytes < STEP_BYTES - BULK_BYTES
            && step.events.len() < STEP_EVENTS
            && let Some((who, cost, item)) = self.changes.next(|_| true)
        {
            bytes += cost;
            step.add(Kind::Change, who, cost, item);
        }
        let mut bytes = 0;
        while bytes < BULK_BYTES
            && step.events.len() < STEP_EVENTS
            && let Some((who, cost, item)) = self.bulk.next(|_| true)
        {
            bytes += cost;
            step.add(Kind::Bulk, who, cost, item);
        }
        step
    }

    /// Queues the end of a session once everything that the session sent has been taken.
    fn end_sessions(&mut self) {
        for (session, event, held) in std::mem::take(&mut self.ending) {
            if self.changes.has(&Some(session)) || self.bulk.has(&Some(session)) {
                self.ending.push((session, event, held));
                continue;
            }
            for turns in [&mut self.changes, &mut self.bulk, &mut self.questions] {
                turns.remove(&Some(session)).for_each(drop);
            }
            self.urgent.push_back((event, held));
        }
    }

    /// Takes the next question from the person at the hub or from a session to which `may` allows an answer.
    pub fn take_question(&mut self, may: impl Fn(SessionId) -> bool) -> Option<Step<H>> {
        let (who, cost, item) = self.questions.next(|who| who.is_none_or(&may))?;
        let mut step = Step::default();
        step.add(Kind::Question, who, cost, item);
        Some(step)
    }

    /// Records the result of a step of which the relay handled the first `taken` events: the rest is queued again, and what is
    /// sent to a session is charged to it. Returns the cost of the step.
    pub fn done(&mut self, step: Step<H>, taken: usize, effects: &[Effect]) -> usize {
        let kind = step.whose.first().map_or(Kind::Change, |(kind, ..)| *kind);
        let mut cost: usize = step.whose.iter().take(taken).map(|(_, _, cost, _)| *cost).sum();
        for effect in effects {
            let bytes = effect.weight();
            cost += bytes;
            let turns = if kind == Kind::Question { &mut self.questions } else { &mut self.changes };
            turns.charge(&effect.session(), bytes);
        }
        let left = step.events.into_iter().zip(step.whose).skip(taken).collect::<Vec<_>>();
        for (event, (kind, who, cost, held)) in left.into_iter().rev() {
            match kind {
                Kind::Urgent => self.urgent.push_front((event, held)),
                Kind::Change => self.changes.put_back(who, cost, (event, held)),
                Kind::Bulk => self.bulk.put_back(who, cost, (event, held)),
                Kind::Question => self.questions.put_back(who, cost, (event, held)),
            }
        }
        cost
    }
}

fn kind_of(event: &Event) -> (Kind, Who) {
    match event {
        Event::Disconnected { session } => (Kind::Urgent, Some(*session)),
        Event::Message { session, message, .. } if message.is_question() => (Kind::Question, Some(*session)),
        Event::Message { session, lane: Lane::Bulk, .. } => (Kind::Bulk, Some(*session)),
        Event::Message { session, .. } => (Kind::Change, Some(*session)),
        Event::Own { ask, .. } => (if ask.is_question() { Kind::Question } else { Kind::Change }, None),
        Event::Connected { .. } | Event::Paired { .. } | Event::InvitationChanged { .. } => (Kind::Urgent, None),
        Event::Free { .. } | Event::Lacking(_) | Event::Tick => (Kind::Urgent, None),
    }
}

fn cost_of(event: &Event) -> usize {
    match event {
        Event::Message { message, .. } => {
            let work = match message {
                ToHub::Ask { ask, .. } if ask.is_question() => work_of(ask),
                ToHub::News { .. } | ToHub::Get { .. } | ToHub::Attach { .. } | ToHub::Ask { .. } => LIGHT,
                _ => 0,
            };
            message.weight() + work
        }
        Event::Own { ask, .. } if ask.is_question() => work_of(ask),
        _ => LIGHT,
    }
}

/// Estimates the work of answering, in the unit of bytes.
fn work_of(ask: &Ask) -> usize {
    match ask {
        Ask::History(_) | Ask::Versions { .. } | Ask::Version { .. } | Ask::Restore { .. } | Ask::Activity { .. } => {
            HEAVY
        }
        _ => LIGHT,
    }
}
