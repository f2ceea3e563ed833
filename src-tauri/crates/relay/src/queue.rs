//! What waits for the relay, in which order it comes to it, and how much of it at once.
//!
//! What changes something goes into steps of a bounded size, bulk content behind the rest. Questions are apart: they are
//! answered one at a time between two such steps, so that neither waits for much of the other. Among themselves both
//! are served in turn (`Turns`), so that a machine that floods the hub delays only itself. The messages of one session keep their
//! order, but for questions among those that change something, and bulk among the rest.

use std::collections::VecDeque;

use syncit_core::message::{Ask, Lane, ToHub};

use crate::step::{Effect, Event, SessionId};
use crate::turns::Turns;

/// What goes into one step at most, in bytes, of bulk content and of all, and how many events.
const BULK_BYTES: usize = 4 << 20;
const STEP_BYTES: usize = 8 << 20;
const STEP_EVENTS: usize = 4_096;
/// A step ends once what is to be sent because of it takes so many bytes.
pub const STEP_EFFECTS: usize = 16 << 20;
/// What each may take in its turn, in bytes.
const QUANTUM: usize = 256 << 10;
/// Questions are answered between two steps until they have cost so much: at least one.
pub const SLICE: usize = 256 << 10;
/// What a question costs besides the bytes of its answer: one that looks at a few rows, and one that looks at many.
const LIGHT: usize = 16 << 10;
const HEAVY: usize = 512 << 10;

/// Whose turn it is: a session's, or that of the hub's own person.
type Who = Option<SessionId>;

/// What waits, with what is held for each until it was dealt with.
#[derive(Debug)]
pub struct Queue<H> {
    /// Of nobody who could flood: taken first.
    urgent: VecDeque<(Event, H)>,
    changes: Turns<Who, (Event, H)>,
    bulk: Turns<Who, (Event, H)>,
    questions: Turns<Who, (Event, H)>,
    /// Ends of sessions of which something waits.
    ending: Vec<(SessionId, Event, H)>,
}

/// Where an event waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Urgent,
    Change,
    Bulk,
    Question,
}

/// What is taken together.
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

    /// Returns true if there is nothing but bodies in it, of bulk content: nobody is told anything because of one.
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
                // Nobody hears the answers any more.
                self.questions.remove(&Some(session)).for_each(drop);
                self.ending.push((session, event, held));
            }
            (Kind::Urgent, _) => self.urgent.push_back((event, held)),
            (Kind::Change, who) => self.changes.push(who, cost_of(&event), (event, held)),
            (Kind::Bulk, who) => self.bulk.push(who, cost_of(&event), (event, held)),
            (Kind::Question, who) => self.questions.push(who, cost_of(&event), (event, held)),
        }
    }

    /// Returns true if something waits that is no question.
    pub fn has_changes(&self) -> bool {
        !(self.urgent.is_empty() && self.changes.is_empty() && self.bulk.is_empty() && self.ending.is_empty())
    }

    /// Returns true if a question waits of a session that `may` be sent an answer, or of the hub's own person.
    pub fn has_question(&self, may: impl Fn(SessionId) -> bool) -> bool {
        self.questions.waiting().any(|who| who.is_none_or(&may))
    }

    /// Returns true if a step has room for more bulk content than waits, and nothing else waits.
    pub fn wants_bulk(&self) -> bool {
        self.bulk.cost() < BULK_BYTES
            && self.bulk.len() < STEP_EVENTS
            && self.urgent.is_empty()
            && self.changes.is_empty()
            && self.ending.is_empty()
    }

    /// What waits, in bytes.
    pub fn bytes(&self) -> usize {
        self.changes.cost() + self.bulk.cost() + self.questions.cost()
    }

    /// The next step of what is no question; it may be empty.
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

    /// The end of a session comes behind all that it said.
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

    /// The next question of a session that `may` be sent an answer; those of the hub's own person always may.
    pub fn take_question(&mut self, may: impl Fn(SessionId) -> bool) -> Option<Step<H>> {
        let (who, cost, item) = self.questions.next(|who| who.is_none_or(&may))?;
        let mut step = Step::default();
        step.add(Kind::Question, who, cost, item);
        Some(step)
    }

    /// Takes note of what came of a step, of which the relay took the first `taken` events: the others wait again, and what
    /// is sent to a session is charged to it. Gives what the step cost.
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
        Event::Connected { .. } | Event::Paired { .. } | Event::Free { .. } | Event::Lacking(_) | Event::Tick => {
            (Kind::Urgent, None)
        }
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

/// About what answering costs, as if it were bytes.
fn work_of(ask: &Ask) -> usize {
    match ask {
        Ask::History(_) | Ask::Versions { .. } | Ask::Version { .. } | Ask::Restore { .. } | Ask::Activity { .. } => {
            HEAVY
        }
        _ => LIGHT,
    }
}
