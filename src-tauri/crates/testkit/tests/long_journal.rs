//! History and catching up on a long journal, with the real relay on real SQLite: compares the answers with what was
//! appended, and measures their cost.
//!
//! `SYNCIT_JOURNAL=1000000` makes the journal a million entries long, and limits common questions to a tenth of a
//! second of processor time (`npm run test:long`).
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use syncit_core::hub_clock::Reading;
use syncit_core::message::{Action, Answer, Ask, HistoryCursor, HistoryFilter, Lane, PROTOCOL, ToClient, ToHub};
use syncit_core::past::Which;
use syncit_core::relay_store::{Folder, JournalEntry, Machine, RelayStore};
use syncit_core::{FolderId, Incarnation, MachineId, Name, RelPath, ReplicaId, Seq, Timestamp};
use syncit_relay::step::{Effect, Event, SessionId};
use syncit_relay::{Relay, RelayConfig};
use syncit_store::SqliteRelayStore;
use syncit_testkit::long_journal;

const FOLDER: FolderId = FolderId([1; 16]);
const MACHINES: [MachineId; 4] = [MachineId([1; 16]), MachineId([2; 16]), MachineId([3; 16]), MachineId([4; 16])];
/// The number of entries in an ordinary test run.
const SOME: usize = 20_000;
/// The most time for a question on a journal of a million entries.
const BOUND: Duration = Duration::from_millis(100);
/// The size of a page, as `syncit history` requests it.
const PAGE: usize = 50;

/// Returns the processor time of this thread, which other load does not affect.
fn busy() -> Duration {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(spent.tv_sec as u64, spent.tv_nsec as u32)
}

struct Hub {
    relay: Relay<SqliteRelayStore>,
    all: Vec<JournalEntry>,
    now: Timestamp,
    is_long: bool,
    _dir: tempfile::TempDir,
}

impl Hub {
    fn new() -> Self {
        let long = std::env::var("SYNCIT_JOURNAL").ok().map(|entries| entries.parse().unwrap());
        let dir = tempfile::tempdir().unwrap();
        let mut store = SqliteRelayStore::open(dir.path()).unwrap();
        store.begin_incarnation(Incarnation([1; 16])).unwrap();
        for (n, id) in MACHINES.into_iter().enumerate() {
            let name = Name::new(&format!("machine {n}")).unwrap();
            let (paired_at, last_seen) = (Timestamp(0), None);
            let public_key = vec![n as u8];
            store.put_machine(&Machine { id, name, public_key, paired_at, last_seen, is_hub: n == 0 }).unwrap();
        }
        let name = Name::new("docs").unwrap();
        store.put_folder(&Folder { id: FOLDER, name, shared_at: Timestamp(0) }).unwrap();
        let all = long_journal(&mut store, FOLDER, &MACHINES, long.unwrap_or(SOME), 7).unwrap();
        drop(store);
        let now = all.last().unwrap().at.plus_millis(60_000);
        let begun = busy();
        let store = SqliteRelayStore::open(dir.path()).unwrap();
        let config = RelayConfig {
            version: "test".into(),
            min_free: 0,
            pass_on_from: 1 << 17,
            folders_per_machine: 64,
            bytes_per_machine: None,
            fingerprint: |_| String::new(),
            draw_folder: Box::new(|| unreachable!("nothing is shared")),
        };
        let relay = Relay::start(store, Incarnation([2; 16]), config).unwrap();
        let hub = Hub { relay, all, now, is_long: long.is_some(), _dir: dir };
        hub.took("the start of the hub", begun);
        hub
    }

    fn reading(&self) -> Reading {
        Reading { wall: self.now, ticks: 0 }
    }

    /// Prints the time since `begun`; if the journal is long, checks the bound.
    #[track_caller]
    fn took(&self, what: &str, begun: Duration) {
        let took = busy() - begun;
        println!("{:9.2} ms  {what}", took.as_secs_f64() * 1e3);
        assert!(!self.is_long || took < BOUND, "{what} took {took:?}");
    }

    #[track_caller]
    fn ask(&mut self, what: &str, ask: Ask) -> Answer {
        let begun = busy();
        let effects = self.relay.step(vec![Event::Own { id: 1, ask }], self.reading()).unwrap();
        self.took(what, begun);
        match effects.into_iter().next() {
            Some(Effect::Answered { answer, .. }) => answer.unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// Requests a page and compares it with the appended entries that match the filter.
    #[track_caller]
    fn check(&mut self, what: &str, filter: HistoryFilter) {
        let expected = self.expected(&filter);
        // Omitted halves of moves make a page shorter.
        let filter = HistoryFilter { limit: 2 * PAGE, ..filter };
        let Answer::History { entries, .. } = self.ask(what, Ask::History(filter)) else { panic!() };
        let found: Vec<Seq> = entries.iter().map(|entry| entry.entry.seq).take(PAGE).collect();
        assert_eq!(found, expected, "{what}");
    }

    /// Returns the first page of entries that match a filter.
    fn expected(&self, filter: &HistoryFilter) -> Vec<Seq> {
        let is_below = |path: &RelPath, dir: &RelPath| path == dir || path.as_str().starts_with(&format!("{dir}/"));
        let lets = |entry: &JournalEntry| {
            filter.path.as_ref().is_none_or(|dir| is_below(&entry.path, dir))
                && filter.machine.is_none_or(|machine| entry.machine == machine)
                && filter.since.is_none_or(|since| entry.at >= since)
                && filter.before.is_none_or(|cursor| (entry.at, entry.seq) < (cursor.at, cursor.seq))
        };
        // The removed half of a move is reported with the other half.
        let is_told = |entry: &JournalEntry| {
            self.all
                .get(entry.seq.0 as usize)
                .is_some_and(|next| next.moved_from.as_ref().is_some_and(|from| from.path == entry.path) && lets(next))
        };
        let found = self.all.iter().rev().filter(|entry| lets(entry) && !is_told(entry)).map(|entry| entry.seq);
        found.take(PAGE).collect()
    }

    /// Attaches a machine to the folder, so that it can request news.
    fn attach(&mut self, session: SessionId) {
        let hello = ToHub::Hello { protocol: PROTOCOL, version: "test".into(), coming: false };
        let attach = ToHub::Attach { folder: FOLDER, replica: ReplicaId([5; 16]), positions: Vec::new() };
        let connected = Event::Connected { session, machine: MACHINES[1] };
        let say = |message| Event::Message { session, lane: Lane::Control, message };
        self.relay.step(vec![connected, say(hello), say(attach)], self.reading()).unwrap();
    }

    /// Requests all news after a seq, block by block; returns how many entries arrived.
    #[track_caller]
    fn catch_up(&mut self, session: SessionId, what: &str, mut after: Seq) -> usize {
        let (mut count, begun) = (0, busy());
        loop {
            let asked = busy();
            let news = ToHub::News { folder: FOLDER, after };
            let event = Event::Message { session, lane: Lane::Control, message: news };
            let effects = self.relay.step(vec![event], self.reading()).unwrap();
            assert!(!self.is_long || busy() - asked < BOUND, "a block of {what} took {:?}", busy() - asked);
            let block = effects.into_iter().find_map(|effect| match effect {
                Effect::Send { message: ToClient::News { upto, more, entries, .. }, .. } => Some((upto, more, entries)),
                _ => None,
            });
            let (upto, more, entries) = block.unwrap();
            count += entries.len();
            after = upto;
            if !more {
                println!("{:9.2} ms  {what}: {count} entries", (busy() - begun).as_secs_f64() * 1e3);
                return count;
            }
        }
    }
}

#[test]
fn questions_about_a_long_journal_are_answered_at_once() {
    let mut hub = Hub::new();
    let below = |text: &str| Some(RelPath::new(text).unwrap());
    let any = HistoryFilter::default();
    let (length, middle) = (hub.all.len(), hub.all[hub.all.len() / 2].clone());
    let cursor = Some(HistoryCursor { at: middle.at, folder: FOLDER, seq: middle.seq });
    let busy = hub.all.iter().rev().find(|entry| entry.previous.0 > 0 && entry.entry.is_live()).unwrap().path.clone();
    hub.check("the newest page", any.clone());
    hub.check("a page in the middle", HistoryFilter { before: cursor, ..any.clone() });
    hub.check("of a machine", HistoryFilter { machine: Some(MACHINES[2]), ..any.clone() });
    hub.check("of a file", HistoryFilter { path: Some(busy.clone()), ..any.clone() });
    hub.check("below a small directory", HistoryFilter { path: below("area 07/module 09"), ..any.clone() });
    hub.check("below a large directory", HistoryFilter { path: below("area 07"), ..any.clone() });
    hub.check(
        "below a large directory, of a machine, before the middle",
        HistoryFilter { path: below("area 07"), machine: Some(MACHINES[3]), before: cursor, ..any.clone() },
    );
    hub.check("below a large directory that nobody touches", HistoryFilter { path: below("archive"), ..any.clone() });
    hub.check("below a directory that never was", HistoryFilter { path: below("nowhere"), ..any.clone() });
    let week = hub.now.plus_millis(-7 * 24 * 3_600_000);
    hub.check("since a week", HistoryFilter { since: Some(week), ..any.clone() });

    let deleted = HistoryFilter { kinds: vec![Action::Deleted], limit: PAGE, ..any.clone() };
    let Answer::History { entries, .. } = hub.ask("deletions", Ask::History(deleted)) else { panic!() };
    assert!(entries.len() == PAGE && entries.iter().all(|entry| entry.action == Action::Deleted));
    let nothing = HistoryFilter { search: Some("no such name".into()), limit: PAGE, ..any };
    let Answer::History { entries, .. } = hub.ask("a step of a search", Ask::History(nothing)) else { panic!() };
    assert!(entries.is_empty());

    let path = busy.clone();
    let Answer::Versions { versions, .. } =
        hub.ask("versions of a file", Ask::Versions { folder: FOLDER, path, before: None })
    else {
        panic!()
    };
    let of_path = hub.all.iter().filter(|entry| entry.path == busy && entry.entry.is_live()).count();
    assert!(versions.len() >= of_path.min(2), "{versions:?}");
    let hours = Ask::Activity { hours: 168 };
    assert!(matches!(hub.ask("a week's activity", hours), Answer::Activity { hours } if hours.len() == 168));
    let recent = hub.all[length - 500].at;
    let restore = |dry_run| Ask::Restore { folder: FOLDER, path: None, which: Which::At(recent), dry_run };
    let Answer::Restored { total, .. } = hub.ask("what a restore of the last hours changes", restore(true)) else {
        panic!()
    };
    assert!(total > 0);
}

#[test]
fn a_machine_catches_up_with_a_long_journal_by_what_it_missed() {
    let mut hub = Hub::new();
    let session = SessionId(1);
    hub.attach(session);
    let latest = hub.all.last().unwrap().seq;
    let paths =
        |all: &[JournalEntry]| all.iter().map(|entry| &entry.path).collect::<std::collections::BTreeSet<_>>().len();
    let missed = &hub.all[hub.all.len() - 1_000..];
    let expected = paths(missed);
    let count = hub.catch_up(session, "1,000 missed entries", Seq(latest.0 - 1_000));
    assert_eq!(count, expected, "each path is told once, as it is now");
    let expected = paths(&hub.all);
    assert_eq!(hub.catch_up(session, "everything, by a new machine", Seq(0)), expected);
}
