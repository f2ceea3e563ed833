//! Planning reaches a fixed point from any rows: carrying out plans repeatedly leads to rows that no further plan
//! changes. The rows are arbitrary, as a lying hub could cause them: seqs out of order, entries without parents, a
//! privacy of what is not a directory.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;

use common::{Rows, entry, local, path, probe_key};
use proptest::prelude::*;
use syncit_core::plan::Step;
use syncit_core::privacy::{PrivacyHere, PrivacyWish};
use syncit_core::replica_store::{Base, Local, Remote, Row, SyncMode, Unknown};
use syncit_core::{Entry, MachineId, Privacy, RelPath, Seq};

const PATHS: [&str; 7] = ["a", "a/b", "a/b/c", "a/b/d", "e", "e/f", "g"];
/// The most plans until nothing changes: a few for each path and those that it requires.
const PLANS: usize = 60;

/// A disk and a hub that carry out steps if the tree allows it.
struct World {
    rows: Rows,
    latest: u64,
}

impl World {
    fn row(&self, path: &RelPath) -> Row {
        self.rows.rows.get(path).cloned().unwrap_or_else(|| Row::new(path.clone()))
    }

    fn put(&mut self, mut row: Row) {
        row.tidy_privacy();
        self.rows.put(row);
    }

    fn next(&mut self) -> Seq {
        self.latest += 1;
        Seq(self.latest)
    }

    fn is_directory(&self, path: Option<RelPath>, of: fn(&Row) -> Option<Entry>) -> bool {
        path.is_none_or(|path| of(&self.row(&path)).is_some_and(|entry| entry.is_directory()))
    }

    fn holds(&self, dir: &RelPath, of: fn(&Row) -> Option<Entry>) -> bool {
        self.rows.rows.values().any(|row| row.path.is_below(dir) && of(row).is_none_or(|entry| entry.is_live()))
    }

    fn carry_out(&mut self, step: Step) {
        match step {
            Step::Agree { path } => {
                let mut row = self.row(&path);
                if row.privacy_wish(self.rows.sync_mode) == PrivacyWish::Agree {
                    row.agree_on_privacy();
                }
                row.base = Base { entry: row.remote.entry.clone(), seq: row.remote.seq };
                self.put(row);
            }
            Step::Pull { path, expected, remote, moved_from } => self.pull(path, &expected, remote, moved_from),
            Step::Push { path, entry, conflict_of, .. } => {
                let conflict_of = conflict_of.filter(|_| entry.is_leaf());
                self.offer(&path, entry, conflict_of);
            }
            Step::PushEdit { path, to, entry, .. } => {
                self.offer(&to, entry.clone(), None);
                let there = self.row(&to).remote;
                if entry.is_in(&there.entry) {
                    let mut row = self.row(&path);
                    row.base = Base { entry, seq: there.seq };
                    self.put(row);
                }
            }
            Step::PushMove { path, entry, here, moved_from, .. } => {
                let base = Base { entry: here, seq: self.row(&moved_from).base.seq };
                self.offer(&path, entry, None);
                let mut row = self.row(&path);
                if row.remote.entry.is_live() {
                    row.base = base;
                    self.put(row);
                }
            }
            Step::Probe { path, .. } => drop(self.rows.probed.insert(probe_key(&self.row(&path)))),
            Step::KeepCopy { path, expected, copy, .. } => {
                let mut row = self.row(&path);
                row.local = Local::ABSENT;
                self.put(row);
                let mut row = self.row(&copy);
                row.local = Local::Known { entry: expected, stamp: None };
                self.put(row);
            }
            Step::CopyRemote { loser, copy, .. } => self.offer(&copy, loser.entry, None),
            Step::Keep { path } => {
                let mut row = self.row(&path);
                row.local = Local::Unknown(Unknown::Kept);
                row.base = Base { entry: row.remote.entry.clone(), seq: row.remote.seq };
                self.put(row);
            }
            Step::Evict { .. } | Step::Unselect { .. } => unreachable!("everything is chosen"),
            Step::Problem { .. } => {}
        }
    }

    fn pull(&mut self, path: RelPath, expected: &Entry, remote: Remote, moved_from: Option<RelPath>) {
        let here = |row: &Row| match &row.local {
            // What this disk cannot hold is not on it.
            Local::Unknown(Unknown::Unrepresentable) => Some(Entry::Absent),
            local => local.entry().cloned(),
        };
        let mut row = self.row(&path);
        let ends = expected.is_directory() && !remote.entry.is_directory();
        let is_possible = row.local.entry() == Some(expected)
            && (remote.entry.is_absent() || self.is_directory(path.parent(), here))
            && !(ends && self.holds(&path, here));
        if !is_possible {
            return;
        }
        if let Some(from) = moved_from {
            let mut source = self.row(&from);
            source.local = Local::ABSENT;
            if source.remote.entry.is_absent() {
                source.base = Base { entry: Entry::Absent, seq: source.remote.seq };
            }
            self.put(source);
        }
        row.local = Local::Known { entry: remote.entry.clone(), stamp: None };
        row.base = Base { entry: remote.entry, seq: remote.seq };
        row.agree_on_privacy();
        self.put(row);
    }

    /// Accepts an offer as the relay does, if the tree allows it. The privacy of a live directory makes no new entry.
    fn offer(&mut self, path: &RelPath, entry: Entry, conflict_of: Option<syncit_core::replica_store::ConflictOf>) {
        let there = |row: &Row| Some(row.remote.entry.clone());
        let mut row = self.row(path);
        let is_whole = (entry.is_absent() || self.is_directory(path.parent(), there))
            && (entry.is_directory() || !self.holds(path, there));
        if !is_whole {
            return;
        }
        let seq = self.next();
        let said = row.privacy.here.filter(|_| entry.is_directory()).map(|private| Privacy { private, seq });
        if entry.is_in(&row.remote.entry) {
            row.remote.privacy = said.or(row.remote.privacy);
        } else {
            let entry = entry.clone().after(&row.remote.entry);
            row.remote = Remote { entry, seq, conflict_of, privacy: said, ..row.remote };
        }
        if row.local.entry() != Some(&row.remote.entry) {
            row.base = Base { entry, seq: row.remote.seq };
        }
        self.put(row);
    }
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let what = || prop::sample::select(vec!["-", "-", "d", "d", "d", "f1", "f1x", "f1p", "f2", "f3", "l1"]);
    let unknown = vec!["?", "?busy", "?kept", "?cannot"];
    let here = prop_oneof![8 => what(), 1 => prop::sample::select(unknown)];
    let seq = || prop::sample::select(vec![0, 1, 2, 5, 900, u64::MAX]).prop_map(Seq);
    let said = || prop::option::of(any::<bool>());
    let privacy = prop::option::weighted(0.4, (any::<bool>(), seq()));
    let one = prop::option::weighted(0.7, (what(), here, what(), (seq(), seq()), (said(), said(), privacy)));
    let one = one.prop_map(|it| {
        let (base, here, remote, (base_seq, seq), (agreed, is_private, privacy)) = it?;
        let mut row = Row::new(path("a"));
        row.base = Base { entry: entry(base), seq: base_seq };
        row.local = local(here);
        row.remote = Remote { entry: entry(remote), seq, machine: Some(MachineId([2; 16])), ..Remote::default() };
        row.remote.privacy = privacy.map(|(private, seq)| Privacy { private, seq });
        row.privacy = PrivacyHere { agreed, here: is_private };
        Some(row)
    });
    prop::collection::vec(one, PATHS.len()).prop_map(|all| {
        let placed = PATHS.into_iter().zip(all);
        placed.filter_map(|(at, row)| Some(Row { path: path(at), ..row? })).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn planning_comes_to_rest_for_arbitrary_rows(
        rows in rows(),
        // The paths to which others moved files, as reported by the hub.
        went in prop::collection::vec((0..PATHS.len(), 0..PATHS.len()), 0..4),
        sync_mode in prop::sample::select(vec![SyncMode::TwoWay, SyncMode::SendOnly, SyncMode::ReceiveOnly]),
    ) {
        let mut world = World { rows: Rows::new(sync_mode), latest: 1_000 };
        rows.into_iter().for_each(|row| world.put(row));
        for (from, to) in went {
            let key = probe_key(&world.row(&path(PATHS[from])));
            world.rows.went.insert(key, path(PATHS[to]));
        }
        let mut seen: Vec<(BTreeMap<RelPath, Row>, usize)> = Vec::new();
        loop {
            let before = (world.rows.rows.clone(), world.rows.probed.len());
            let steps = world.rows.plan();
            steps.iter().cloned().for_each(|step| world.carry_out(step));
            if (&world.rows.rows, world.rows.probed.len()) == (&before.0, before.1) {
                // The remaining steps are those that the tree does not allow, or that need a person.
                let is_left = |step: &Step| {
                    let follows = matches!(step, Step::PushEdit { .. } | Step::PushMove { .. });
                    follows || matches!(step, Step::Pull { .. } | Step::Push { .. } | Step::Problem { .. })
                };
                prop_assert!(steps.iter().all(is_left), "they change nothing: {steps:#?}");
                break;
            }
            seen.push(before);
            prop_assert!(seen.len() < PLANS, "it goes on: {steps:#?}\n{:#?}", world.rows.rows);
        }
    }
}
