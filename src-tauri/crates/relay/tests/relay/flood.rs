//! A machine that floods the hub slows only itself: what the hub holds for it is bounded, and changes of others pass in
//! a few steps, however much waits. Steps are counted; time is not measured.

use std::collections::BTreeMap;

use syncit_core::message::*;
use syncit_core::relay_store::JournalEntry;
use syncit_core::{Entry, Seq};
use syncit_relay::queue::{Queue, SLICE, STEP_EFFECTS};
use syncit_relay::step::{Effect, Event, SessionId};

use crate::sizes::{Longest, longest, named};
use crate::world::{FOLDER, World, assert_fits, path};

/// While this much of it waits to be sent, a session's questions are not answered, as at a real hub.
const ANSWERS: usize = 4 << 20;
/// The most memory that one answer takes.
const ONE_ANSWER: usize = 8 << 20;

/// A hub that serves in turn, and how much it holds.
struct Desk {
    world: World,
    queue: Queue<()>,
    /// Bytes that were sent to a session and not taken.
    unsent: BTreeMap<SessionId, usize>,
    /// The session that takes nothing.
    silent: Option<SessionId>,
    /// What was sent since the last check.
    heard: Vec<(SessionId, ToClient)>,
    steps: usize,
    most_in_a_step: usize,
}

impl Desk {
    fn new(world: World) -> Self {
        let (unsent, heard) = (BTreeMap::new(), Vec::new());
        Desk { world, queue: Queue::default(), unsent, silent: None, heard, steps: 0, most_in_a_step: 0 }
    }

    fn put(&mut self, who: &str, lane: Lane, message: ToHub) {
        let session = self.world.session(who);
        self.queue.put(Event::Message { session, lane, message }, ());
    }

    /// Runs a step of changes, and a slice of questions, as the hub's thread does.
    fn serve(&mut self) {
        if self.queue.has_changes() {
            let step = self.queue.take_changes();
            self.take(step);
        }
        let mut cost = 0;
        while cost < SLICE {
            let unsent = &self.unsent;
            let may = |session: SessionId| unsent.get(&session).is_none_or(|bytes| *bytes < ANSWERS);
            let Some(step) = self.queue.take_question(may) else { break };
            cost += self.take(step);
        }
    }

    fn take(&mut self, step: syncit_relay::queue::Step<()>) -> usize {
        self.steps += 1;
        let reading = self.world.reading();
        let (taken, effects) = self.world.relay.step_within(&step.events, reading, STEP_EFFECTS).unwrap();
        self.most_in_a_step = self.most_in_a_step.max(effects.iter().map(Effect::weight).sum());
        let cost = self.queue.done(step, taken, &effects);
        for effect in effects {
            assert_fits(&effect);
            let Effect::Send { session, message } = effect else { continue };
            if self.silent == Some(session) {
                *self.unsent.entry(session).or_default() += message.weight();
            }
            self.heard.push((session, message));
        }
        cost
    }

    /// Serves until a machine receives a certain message. Returns the number of steps.
    fn until(&mut self, who: &str, heard: impl Fn(&ToClient) -> bool) -> usize {
        let (session, before) = (self.world.session(who), self.steps);
        loop {
            let found = self.heard.drain(..).any(|(to, message)| to == session && heard(&message));
            if found {
                return self.steps - before;
            }
            assert!(self.steps - before < 1_000, "{who} waits for ever");
            self.serve();
        }
    }

    /// Offers a change of the laptop, and waits until the desk has the news of it. Returns the number of steps.
    fn change(&mut self, number: u64) -> usize {
        let batch = BatchId { folder: FOLDER, number };
        let at = format!("small{number}");
        let item = OfferItem {
            path: path(&at),
            based_on: Seq(0),
            entry: Entry::Directory,
            moved_from: None,
            conflict_of: None,
            missing: None,
            private: None,
        };
        let after = Seq(self.world.store.map.journal(FOLDER).len() as u64);
        self.put("laptop", Lane::Express, ToHub::Offer { batch, items: vec![item] });
        self.put("laptop", Lane::Express, ToHub::BodiesEnd { batch });
        let accepted = self.until("desk", |message| matches!(message, ToClient::Changed { .. }));
        self.put("desk", Lane::Control, ToHub::News { folder: FOLDER, after });
        self.world.check();
        let has_it = |entries: &[JournalEntry]| entries.iter().any(|entry| entry.path.as_str() == at);
        accepted + self.until("desk", |message| matches!(message, ToClient::News { entries, .. } if has_it(entries)))
    }
}

/// Returns a folder whose history takes much memory, and a third machine.
fn desk() -> Desk {
    let mut longest = Longest::new();
    longest.add(360);
    longest.world.play("phone: hello");
    longest.world.play("phone: attach");
    Desk::new(longest.world)
}

fn questions() -> impl Iterator<Item = ToHub> {
    let history = HistoryFilter { limit: MAX_ITEMS, ..HistoryFilter::default() };
    let search = HistoryFilter { search: Some("\u{1}".into()), ..history.clone() };
    let asks = [
        Ask::History(history),
        Ask::History(search),
        Ask::Versions { folder: FOLDER, path: named(0), before: None },
        Ask::Folders,
    ];
    let asked = asks.into_iter().map(|ask| ToHub::Ask { id: 1, ask });
    asked.chain([ToHub::News { folder: FOLDER, after: Seq(0) }])
}

#[test]
fn a_flood_of_questions_that_nobody_hears_is_answered_no_further() {
    let mut desk = desk();
    let phone = desk.world.session("phone");
    desk.silent = Some(phone);
    for question in questions().collect::<Vec<_>>().iter().cycle().take(4_000) {
        desk.put("phone", Lane::Control, question.clone());
    }
    for number in 0..20 {
        let steps = desk.change(5_000 + number);
        assert!(steps <= 24, "a change took {steps} steps");
        assert!(desk.unsent.get(&phone).is_some_and(|bytes| *bytes < ANSWERS + ONE_ANSWER), "{:?}", desk.unsent);
    }
    assert!(desk.most_in_a_step <= ONE_ANSWER, "{} bytes in one step", desk.most_in_a_step);
    // Its questions still wait, and take no more memory than the questions themselves.
    assert!(desk.queue.bytes() < 4_000 * (600 << 10));
}

#[test]
fn a_flood_of_questions_that_is_taken_at_once_holds_up_nobody() {
    let mut desk = desk();
    for number in 0..20 {
        for question in questions().collect::<Vec<_>>().iter().cycle().take(200) {
            desk.put("phone", Lane::Control, question.clone());
        }
        let steps = desk.change(5_000 + number);
        assert!(steps <= 24, "a change took {steps} steps");
    }
    assert!(desk.most_in_a_step <= ONE_ANSWER, "{} bytes in one step", desk.most_in_a_step);
}

#[test]
fn a_flood_of_offers_is_decided_in_steps_of_a_bounded_size() {
    let mut desk = desk();
    // Each is stale, and the answer contains what the hub has instead.
    for number in 0..60 {
        let batch = BatchId { folder: FOLDER, number: 9_000 + number };
        let items = (0..60).map(|n| OfferItem { based_on: Seq(7), entry: Entry::Directory, ..longest(named(n), n) });
        let items = items.map(|item| OfferItem { conflict_of: None, ..item }).collect();
        desk.put("phone", Lane::Express, ToHub::Offer { batch, items });
        desk.put("phone", Lane::Express, ToHub::BodiesEnd { batch });
    }
    let steps = desk.change(1);
    assert!(steps <= 24, "a change took {steps} steps");
    assert!(desk.most_in_a_step <= STEP_EFFECTS + ONE_ANSWER, "{} bytes in one step", desk.most_in_a_step);
    let phone = desk.world.session("phone");
    let mut decided = 0;
    while desk.queue.has_changes() {
        desk.serve();
        let verdicts = desk.heard.drain(..).filter(|(to, _)| *to == phone).map(|(_, message)| match message {
            ToClient::Verdicts { verdicts, .. } => verdicts.len(),
            _ => 0,
        });
        decided += verdicts.sum::<usize>();
    }
    assert!(decided > 0 && decided <= 3_600, "{decided}");
}

#[test]
fn messages_of_a_session_keep_their_order_and_its_end_comes_last() {
    let mut queue: Queue<u32> = Queue::default();
    let session = SessionId(1);
    let machine = crate::world::machine("laptop");
    let message = |lane, message| Event::Message { session, lane, message };
    queue.put(Event::Connected { session, machine }, 0);
    for n in 1..=3 {
        queue.put(message(Lane::Express, ToHub::HoldTaken { folder: FOLDER, hold: n }), n as u32);
        let bytes = vec![0; 3 << 20];
        let batch = BatchId { folder: FOLDER, number: n };
        queue.put(message(Lane::Bulk, ToHub::Body(Body { batch, item: 0, piece: Piece::Chunk(0), bytes })), 9);
        queue.put(message(Lane::Control, ToHub::News { folder: FOLDER, after: Seq(n) }), 9);
    }
    queue.put(Event::Disconnected { session }, 9);
    let mut order = Vec::new();
    while queue.has_changes() {
        let step = queue.take_changes();
        // The relay takes one event at a time.
        order.extend(step.events.first().map(|event| match event {
            Event::Connected { .. } => "connected".to_owned(),
            Event::Disconnected { .. } => "disconnected".to_owned(),
            Event::Message { message: ToHub::HoldTaken { hold, .. }, .. } => format!("change {hold}"),
            Event::Message { message: ToHub::Body(body), .. } => format!("body {}", body.batch.number),
            other => panic!("{other:?}"),
        }));
        queue.done(step, 1, &[]);
    }
    let expected = ["connected", "change 1", "change 2", "change 3", "body 1", "body 2", "body 3", "disconnected"];
    assert_eq!(order, expected);
    // Nobody receives the answers any more.
    assert!(!queue.has_question(|_| true));
}
