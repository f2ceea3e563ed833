//! Properties of every history of a few replicas and a hub: plans can be carried out in order, lose nothing, and lead
//! to the same tree everywhere.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Rows, file, path, probe_key};
use proptest::prelude::*;
use syncit_core::plan::{Step, plan};
use syncit_core::privacy::PrivacyWish;
use syncit_core::replica_store::{Base, ConflictOf, Local, Remote, Row, SyncMode, Unknown};
use syncit_core::selection::Selection;
use syncit_core::{Entry, MachineId, Privacy, Reason, RelPath, Seq, conflict};

/// A model of the hub: its journal, and the newest entry of each path.
#[derive(Default)]
struct Hub {
    journal: Vec<(RelPath, Remote)>,
    heads: BTreeMap<RelPath, Remote>,
    /// The last seq that was assigned, to an entry or to a statement about a directory's privacy.
    latest: Seq,
}

impl Hub {
    fn head(&self, path: &RelPath) -> Remote {
        self.heads.get(path).cloned().unwrap_or_default()
    }

    /// Accepts or rejects an offer as the relay does: the seq or the state must be the current one, and the tree must
    /// stay whole.
    fn offer(
        &mut self,
        path: &RelPath,
        based_on: Seq,
        entry: &Entry,
        machine: MachineId,
        of: Option<ConflictOf>,
    ) -> Result<Remote, Box<Remote>> {
        let head = self.head(path);
        if entry.is_in(&head.entry) && head.seq > Seq(0) {
            return Ok(head);
        }
        if head.seq != based_on {
            return Err(head.into());
        }
        let parent_lives = path.parent().is_none_or(|parent| self.head(&parent).entry.is_directory());
        let holds = self.heads.iter().any(|(other, remote)| other.is_below(path) && remote.entry.is_live());
        if (entry.is_live() && !parent_lives) || (!entry.is_directory() && holds) {
            return Err(head.into());
        }
        let seq = self.next();
        let entry = entry.clone().after(&head.entry);
        let remote = Remote { entry, seq, machine: Some(machine), conflict_of: of, ..Remote::default() };
        self.journal.push((path.clone(), remote.clone()));
        self.heads.insert(path.clone(), remote.clone());
        Ok(remote)
    }

    fn next(&mut self) -> Seq {
        self.latest.0 += 1;
        self.latest
    }

    /// Applies an offered privacy to a live directory, without a new entry.
    fn say(&mut self, path: &RelPath, private: Option<bool>) -> Option<Remote> {
        let head = self.head(path);
        let is_private = head.privacy.is_some_and(|privacy| privacy.private);
        if let Some(private) = private.filter(|private| head.entry.is_directory() && *private != is_private) {
            let seq = self.next();
            self.heads.get_mut(path)?.privacy = Some(Privacy { private, seq });
        }
        self.heads.get(path).cloned()
    }

    fn newest_equal(&self, path: &RelPath, after: Seq, entry: &Entry) -> Option<Remote> {
        let found = |(of, remote): &&(RelPath, Remote)| of == path && remote.seq > after && entry.is_in(&remote.entry);
        self.journal.iter().rev().find(found).map(|(_, remote)| remote.clone())
    }

    /// Returns the path to which a file was moved whose path is gone. As in the relay, a path that vanished and one
    /// that appeared make a move.
    fn went_to(&self, path: &RelPath, was: &Entry) -> Option<RelPath> {
        let gone = self.heads.get(path).filter(|head| head.entry.is_absent())?;
        let has_it =
            |(_, remote): &(&RelPath, &Remote)| remote.seq > gone.seq && content(&remote.entry) == content(was);
        self.heads.iter().find(has_it).filter(|_| content(was).is_some()).map(|(path, _)| path.clone())
    }

    fn ever_had(&self, entry: &Entry) -> bool {
        self.journal.iter().any(|(_, remote)| content(&remote.entry) == content(entry))
    }

    /// Returns true if exactly this state was accepted.
    fn had(&self, path: &RelPath, base: &Base) -> bool {
        self.journal.iter().any(|(of, remote)| of == path && remote.seq == base.seq && base.entry.is_in(&remote.entry))
    }

    fn latest(&self) -> Seq {
        self.latest
    }
}

/// Returns the part of an entry that must not get lost. An executable bit, or a directory by itself, may.
fn content(entry: &Entry) -> Option<String> {
    match entry {
        Entry::File(file) => Some(file.digest.to_string()),
        Entry::Symlink(target) => Some(format!("-> {target}")),
        Entry::Absent | Entry::Directory => None,
    }
}

/// One replica: its disk, the paths that it ignores, and its rows.
struct Replica {
    disk: BTreeMap<RelPath, Entry>,
    /// The stated privacy of the directories on the disk.
    said: BTreeMap<RelPath, bool>,
    ignored: BTreeSet<RelPath>,
    kept: BTreeSet<RelPath>,
    rows: Rows,
    known: Seq,
}

impl Replica {
    fn new(number: u8, sync_mode: SyncMode) -> Self {
        let mut rows = Rows::new(sync_mode);
        rows.this = MachineId([number; 16]);
        let (disk, said) = (BTreeMap::new(), BTreeMap::new());
        Replica { disk, said, ignored: BTreeSet::new(), kept: BTreeSet::new(), rows, known: Seq(0) }
    }

    fn has_parent(&self, path: &RelPath) -> bool {
        path.parent().is_none_or(|parent| self.disk.get(&parent) == Some(&Entry::Directory))
    }

    fn is_empty_below(&self, dir: &RelPath) -> bool {
        !self.disk.keys().any(|path| path.is_below(dir))
    }

    /// A person writes something, together with the directories above it.
    fn write(&mut self, path: &RelPath, entry: Entry) {
        if path.ancestors().any(|above| self.disk.get(&above).is_some_and(Entry::is_leaf)) {
            return;
        }
        for above in path.ancestors() {
            self.disk.insert(above, Entry::Directory);
        }
        let before = self.disk.get(path).cloned().unwrap_or_default();
        if !entry.is_directory() {
            self.remove(path);
        }
        self.disk.insert(path.clone(), entry.after(&before));
    }

    /// A person makes a file or directory private, or opens it.
    fn close(&mut self, path: &RelPath, private: bool) {
        if self.disk.get(path).is_some_and(Entry::is_directory)
            && self.said.get(path).is_some_and(|before| *before) != private
        {
            self.said.insert(path.clone(), private);
        }
        if let Some(Entry::File(file)) = self.disk.get_mut(path)
            && file.is_private() != private
        {
            file.private = Some(private);
        }
    }

    fn remove(&mut self, path: &RelPath) {
        self.disk.retain(|other, _| other != path && !other.is_below(path));
    }

    fn rename(&mut self, from: &RelPath, to: &RelPath) {
        if from == to || to.is_below(from) || self.disk.contains_key(to) || !self.has_parent(to) {
            return;
        }
        let moved: Vec<_> = self.disk.keys().filter_map(|path| Some((path.clone(), path.rebased(from, to)?))).collect();
        for (old, new) in moved {
            if self.said.remove(&old) == Some(true) {
                self.said.insert(new.clone(), true);
            }
            let entry = self.disk.remove(&old).unwrap();
            self.disk.insert(new, entry);
        }
    }

    fn scan(&mut self) {
        self.said.retain(|path, _| self.disk.get(path).is_some_and(Entry::is_directory));
        let unselected = self.scan_unselected();
        for path in self.disk.keys().filter(|path| !unselected.contains(*path)) {
            self.rows.rows.entry(path.clone()).or_insert_with(|| Row::new(path.clone()));
        }
        for (path, row) in &mut self.rows.rows {
            if unselected.contains(path) {
                continue;
            }
            let entry = self.disk.get(path).cloned().unwrap_or_default();
            if entry.is_absent() && row.local == Local::Unknown(Unknown::Unselected) {
                *row = row.seen_absent(false).unwrap();
            }
            row.local = match () {
                () if entry.is_live() && self.ignored.contains(path) => Local::Unknown(Unknown::Ignored),
                () if entry.is_live() && self.kept.contains(path) => Local::Unknown(Unknown::Kept),
                () => Local::Known { entry, stamp: None },
            };
            row.privacy.here = self.said.get(path).copied();
            row.tidy_privacy();
        }
        self.mark_to_evict();
    }

    /// Looks at what is not chosen, and returns the paths that need no other look: those that are not here, or have the
    /// name of something that is not chosen.
    fn scan_unselected(&mut self) -> BTreeSet<RelPath> {
        let selection = self.rows.selection.clone();
        let mut seen = BTreeSet::new();
        for path in self.disk.keys().filter(|path| selection.ends_at(path)) {
            let row = self.rows.rows.entry(path.clone()).or_insert_with(|| Row::new(path.clone()));
            if matches!(row.local, Local::Unknown(Unknown::Unselected)) || row.local == Local::ABSENT {
                let reason = Some(Reason::said("in the way".into(), None));
                *row = Row { local: Local::Unknown(Unknown::Unselected), reason, ..row.unselected() };
                seen.insert(path.clone());
                seen.extend(self.disk.keys().filter(|other| other.is_below(path)).cloned());
            }
        }
        for (path, row) in &mut self.rows.rows {
            if selection.includes(path) || seen.contains(path) {
                continue;
            }
            let is_left = matches!(row.local, Local::Unknown(Unknown::Unselected)) && row.remote.entry.is_absent();
            if !self.disk.contains_key(path) {
                *row = if is_left { row.unselected() } else { row.unselected_and_absent().unwrap_or(row.clone()) };
                seen.insert(path.clone());
            }
        }
        seen
    }

    /// What is not chosen counts as pending until it is removed.
    fn mark_to_evict(&mut self) {
        let selection = &self.rows.selection;
        for row in self.rows.rows.values_mut() {
            row.to_evict = row.local.entry().is_some_and(Entry::is_live) && !selection.includes(&row.path);
        }
    }

    /// Receives at most `limit` news, which must leave a whole tree.
    fn listen(&mut self, hub: &Hub, limit: usize) {
        // The privacy of a known directory is ordered by the seq of its statement.
        let known = self.known;
        let stands = |remote: &Remote| match remote.privacy.filter(|_| remote.seq <= known) {
            Some(privacy) => privacy.seq,
            None => remote.seq,
        };
        let mut news: Vec<_> = hub.heads.iter().filter(|(_, remote)| stands(remote) > known).collect();
        news.sort_by_key(|(_, remote)| stands(remote));
        let all = news.len() <= limit;
        for (path, remote) in news.into_iter().take(limit) {
            self.remember(path, remote);
            self.known = stands(remote);
        }
        if all {
            self.known = hub.latest();
        }
        for row in self.rows.rows.values().filter(|row| row.remote.entry.is_live()) {
            let parent = row.path.parent().map(|parent| &self.rows.rows[&parent].remote.entry);
            assert!(parent.is_none_or(Entry::is_directory), "the news up to {} are no whole tree", self.known);
        }
    }

    fn remember(&mut self, path: &RelPath, remote: &Remote) {
        self.rows.rows.entry(path.clone()).or_insert_with(|| Row::new(path.clone())).remote.take(remote.clone());
    }

    fn agree(&mut self, path: &RelPath, remote: &Remote) {
        self.remember(path, remote);
        let row = self.rows.rows.get_mut(path).unwrap();
        row.base = Base { entry: remote.entry.clone(), seq: remote.seq };
        if row.privacy_wish(self.rows.sync_mode) == PrivacyWish::Agree {
            row.agree_on_privacy();
        }
    }

    /// Agrees on what was offered. Anything more that the hub reports is still to be applied here.
    fn accepted(&mut self, path: &RelPath, offered: &Entry, remote: Remote) {
        self.agree(path, &remote);
        self.rows.rows.get_mut(path).unwrap().base.entry = offered.clone();
    }

    /// Plans the pending rows selected by `dirty` and carries out the steps; returns true if anything but problems was
    /// planned.
    fn sync(&mut self, hub: &mut Hub, acknowledged: bool, dirty: impl Fn(usize) -> bool) -> bool {
        self.scan();
        let pending = self.rows.pending();
        let given: Vec<Row> =
            pending.into_iter().enumerate().filter(|(at, _)| dirty(*at)).map(|(_, row)| row).collect();
        let steps = plan(&given, &self.rows);
        self.check_shape(&steps);
        let up_to_date = self.known == hub.latest();
        for (at, step) in steps.iter().enumerate() {
            assert!(!self.rows.is_unknown(step.path()), "{step:?} is for something unknown");
            self.carry_out(hub, step, up_to_date, acknowledged);
            if let Step::Push { moved_from: Some(from), entry, .. } = step {
                assert!(matches!(&steps[at - 1], Step::Push { path, entry, .. } if path == from && entry.is_absent()));
                assert_eq!(content(&self.rows.rows[from].local.entry().cloned().unwrap()), None);
                assert!(hub.ever_had(entry), "a move brings new content");
            }
            if let Step::PushMove { moved_from, entry, .. } = step {
                assert!(
                    matches!(&steps[at - 1], Step::Push { path, entry, .. } if path == moved_from && entry.is_absent())
                );
                assert!(hub.ever_had(entry), "a move brings new content");
            }
            if let Step::Pull { moved_from: Some(from), .. } = step {
                assert!(
                    matches!(&steps[at - 1], Step::Pull { path, remote, .. } if path == from && remote.entry.is_absent())
                );
            }
        }
        if acknowledged && up_to_date {
            self.known = hub.latest();
        }
        steps.iter().any(|step| !matches!(step, Step::Problem { .. }))
    }

    fn check_shape(&self, steps: &[Step]) {
        let mut seen = BTreeSet::new();
        for (at, step) in steps.iter().enumerate() {
            let second = at > 0 && matches!(&steps[at - 1], Step::KeepCopy { path, .. } if path == step.path());
            assert!(second || seen.insert(step.path()), "{} has two steps", step.path());
            let follows = matches!(step, Step::PushEdit { .. } | Step::PushMove { .. });
            assert!(!follows || self.rows.sync_mode == SyncMode::TwoWay, "{step:?} in a role");
            let offers = matches!(step, Step::Push { .. } | Step::Probe { .. } | Step::CopyRemote { .. });
            assert!(!(offers && self.rows.sync_mode == SyncMode::ReceiveOnly), "{step:?} by a receiver");
            let changes = matches!(step, Step::Pull { .. } | Step::KeepCopy { .. } | Step::Keep { .. });
            assert!(!(changes && self.rows.sync_mode == SyncMode::SendOnly), "{step:?} by a sender");
        }
    }

    fn carry_out(&mut self, hub: &mut Hub, step: &Step, up_to_date: bool, acknowledged: bool) {
        let this = self.rows.this;
        match step {
            Step::Agree { path } => {
                let remote = self.rows.rows[path].remote.clone();
                self.agree(path, &remote);
            }
            Step::Push { path, based_on, entry, conflict_of, .. } => {
                let offered = hub.offer(path, *based_on, entry, this, conflict_of.clone());
                match offered.map(|remote| hub.say(path, self.rows.rows[path].privacy.here).unwrap_or(remote)) {
                    Ok(remote) if acknowledged => self.accepted(path, entry, remote),
                    Ok(_) => {}
                    Err(head) => assert!(!up_to_date, "{step:?} was refused for {head:?}"),
                }
            }
            Step::PushEdit { path, to, based_on, entry } => match hub.offer(to, *based_on, entry, this, None) {
                Ok(remote) if acknowledged => {
                    self.rows.rows.get_mut(path).unwrap().base = Base { entry: entry.clone(), seq: remote.seq };
                    self.remember(to, &remote);
                }
                Ok(_) => {}
                Err(head) => assert!(!up_to_date, "{step:?} was refused for {head:?}"),
            },
            Step::PushMove { path, based_on, entry, here, moved_from } => {
                match hub.offer(path, *based_on, entry, this, None) {
                    Ok(remote) if acknowledged => {
                        let seq = self.rows.rows[moved_from].base.seq;
                        self.remember(path, &remote);
                        self.rows.rows.get_mut(path).unwrap().base = Base { entry: here.clone(), seq };
                    }
                    Ok(_) => {}
                    Err(head) => assert!(!up_to_date, "{step:?} was refused for {head:?}"),
                }
            }
            Step::CopyRemote { path, loser, copy, based_on } => {
                let of = Some(ConflictOf { path: path.clone(), seq: loser.seq, base: Seq(0) });
                match hub.offer(copy, *based_on, &loser.entry, this, of) {
                    Ok(remote) if acknowledged => self.remember(copy, &remote),
                    Ok(_) => {}
                    Err(head) => assert!(!up_to_date, "{step:?} was refused for {head:?}"),
                }
            }
            Step::Probe { path, based_on, entry } => {
                let row = self.rows.rows.get_mut(path).unwrap();
                match hub.newest_equal(path, *based_on, entry) {
                    Some(found) => row.base = Base { entry: found.entry, seq: found.seq },
                    None => {
                        let key = probe_key(row);
                        if let Some(to) = hub.went_to(path, &row.base.entry) {
                            self.rows.went.insert(key.clone(), to);
                        }
                        self.rows.probed.insert(key);
                    }
                }
            }
            Step::Keep { path } => {
                assert!(self.disk.keys().filter(|on| on.is_below(path)).all(|on| self.is_unseen(on, path)));
                self.kept.insert(path.clone());
            }
            Step::KeepCopy { path, expected, copy, winner } => {
                assert_eq!(self.disk.get(path), Some(expected));
                let there = self.disk.insert(copy.clone(), expected.clone());
                assert!(there.is_none_or(|there| there == *expected), "{copy} was taken");
                self.disk.remove(path);
                let of = conflict::copy_of(&self.rows.rows[path], winner.seq);
                let row = self.rows.rows.entry(copy.clone()).or_insert_with(|| Row::new(copy.clone()));
                row.remote.conflict_of = Some(of);
            }
            Step::Pull { path, expected, remote, .. } => {
                assert!(remote.entry.is_absent() || self.rows.selection.includes(path), "{path} is not chosen");
                self.place(hub, path, expected, remote);
            }
            Step::Evict { path, expected } => {
                assert!(!self.rows.selection.includes(path), "{path} is chosen");
                assert_eq!(self.disk.remove(path).as_ref(), Some(expected));
                assert!(self.is_empty_below(path), "{path} still holds something");
                assert!(content(expected).is_none() || hub.ever_had(expected), "the content of {path} is lost");
                self.said.remove(path);
                let row = self.rows.rows.get_mut(path).unwrap();
                *row = row.unselected();
            }
            Step::Unselect { path } => {
                assert!(!self.rows.selection.includes(path), "{path} is chosen");
                let row = self.rows.rows.get_mut(path).unwrap();
                let is_here = row.local.entry().is_some_and(Entry::is_live);
                *row = row.unselected();
                if is_here {
                    row.local = Local::Unknown(Unknown::Unselected);
                    row.reason = Some(Reason::said("in the way".into(), None));
                }
            }
            Step::Problem { .. } => {}
        }
    }

    /// Returns true if the path is ignored, or is a directory that contains only ignored things.
    fn is_unseen(&self, on: &RelPath, kept: &RelPath) -> bool {
        self.ignored.contains(on)
            || on.ancestors().take_while(|above| above.is_below(kept)).any(|above| self.ignored.contains(&above))
            || (self.disk[on].is_directory() && self.ignored.iter().any(|path| path.is_below(on)))
            || self.is_in_the_way(on)
            || self.disk.keys().any(|path| path.is_below(on) && self.is_in_the_way(path))
    }

    /// Returns true for what has the name of something that is not chosen here, and for what is in it.
    fn is_in_the_way(&self, path: &RelPath) -> bool {
        let is_such = |row: &Row| row.local == Local::Unknown(Unknown::Unselected) && row.reason.is_some();
        let mut at_or_above = std::iter::once(path.clone()).chain(path.ancestors());
        at_or_above.any(|path| self.rows.rows.get(&path).is_some_and(is_such))
    }

    fn place(&mut self, hub: &Hub, path: &RelPath, expected: &Entry, remote: &Remote) {
        let there = self.disk.get(path).cloned().unwrap_or_default();
        assert_eq!(there, *expected, "{path} is not as the plan took it to be");
        assert!(self.has_parent(path) || remote.entry.is_absent(), "{path} has no directory to go to");
        assert!(remote.entry.is_directory() || self.is_empty_below(path), "{path} still holds something");
        assert!(there.is_live() || !self.said.contains_key(path));
        self.disk.remove(path);
        let elsewhere = self.disk.values().any(|other| content(other) == content(&there));
        assert!(elsewhere || content(&there).is_none() || hub.ever_had(&there), "the content of {path} is lost");
        if remote.entry.is_live() {
            let base = self.rows.rows.get(path).map(|row| row.base.entry.clone()).unwrap_or_default();
            self.disk.insert(path.clone(), remote.entry.clone().placed(&there, &base));
        }
        self.said.remove(path);
        self.said.extend(remote.privacy.map(|privacy| (path.clone(), privacy.private)));
        if let Some(row) = self.rows.rows.get_mut(path) {
            row.privacy.here = self.said.get(path).copied();
            row.privacy.agreed = row.privacy.here;
        }
        self.agree(path, remote);
    }
}

#[derive(Debug, Clone)]
enum Event {
    Write(String, u8, bool),
    Empty(String),
    Link(String, u8),
    MakeDir(String),
    Close(String, bool),
    Remove(String),
    Rename(String, String),
    Ignore(String),
    /// Chooses a path again, or everything.
    Select(Option<String>),
    Deselect(String),
    Listen(usize),
    Sync {
        acknowledged: bool,
        dirty: u8,
    },
    Settle,
}

fn a_path() -> impl Strategy<Value = String> {
    proptest::collection::vec(prop_oneof![Just("a"), Just("b"), Just("A")], 1..=3).prop_map(|names| names.join("/"))
}

fn an_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => (a_path(), 0..6u8, any::<bool>()).prop_map(|(path, content, bit)| Event::Write(path, content, bit)),
        1 => a_path().prop_map(Event::Empty),
        1 => (a_path(), 0..3u8).prop_map(|(path, target)| Event::Link(path, target)),
        2 => a_path().prop_map(Event::MakeDir),
        2 => (a_path(), any::<bool>()).prop_map(|(path, private)| Event::Close(path, private)),
        4 => a_path().prop_map(Event::Remove),
        2 => (a_path(), a_path()).prop_map(|(from, to)| Event::Rename(from, to)),
        1 => a_path().prop_map(Event::Ignore),
        3 => (0..6usize).prop_map(Event::Listen),
        3 => (any::<bool>(), any::<u8>()).prop_map(|(acknowledged, dirty)| Event::Sync { acknowledged, dirty }),
        2 => Just(Event::Settle),
    ]
}

/// An event of a machine that keeps only a part of the folder now and then.
fn a_selecting_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        12 => an_event(),
        2 => a_path().prop_map(Event::Deselect),
        1 => proptest::option::of(a_path()).prop_map(Event::Select),
    ]
}

fn happen(replica: &mut Replica, hub: &mut Hub, event: &Event) {
    match event {
        Event::Write(at, content, bit) => replica.write(&path(at), file(&content.to_string(), *bit)),
        Event::Empty(at) => replica.write(&path(at), file("", false)),
        Event::Link(at, target) => replica.write(&path(at), Entry::Symlink(target.to_string())),
        Event::MakeDir(at) => replica.write(&path(at), Entry::Directory),
        Event::Close(at, private) => replica.close(&path(at), *private),
        Event::Remove(at) => replica.remove(&path(at)),
        Event::Rename(from, to) => replica.rename(&path(from), &path(to)),
        Event::Ignore(at) => {
            replica.ignored.insert(path(at));
        }
        Event::Select(None) => replica.rows.selection = Selection::default(),
        Event::Select(Some(at)) => replica.rows.selection.select(&path(at)),
        Event::Deselect(at) => replica.rows.selection.deselect(&path(at)),
        Event::Listen(limit) => replica.listen(hub, *limit),
        Event::Sync { acknowledged, dirty } => {
            replica.sync(hub, *acknowledged, |at| dirty >> (at % 8) & 1 == 1);
        }
        Event::Settle => {
            replica.listen(hub, usize::MAX);
            replica.sync(hub, true, |_| true);
        }
    }
}

/// Lets every replica receive and sync until a whole round plans nothing.
fn settle(replicas: &mut [Replica], hub: &mut Hub, order: &[usize]) {
    for round in 0.. {
        assert!(round < 60, "it does not come to rest");
        let mut busy = false;
        for &at in order {
            replicas[at].listen(hub, usize::MAX);
            busy |= replicas[at].sync(hub, true, |_| true);
        }
        if !busy {
            return;
        }
    }
}

fn live(hub: &Hub) -> BTreeMap<RelPath, Entry> {
    let heads = hub.heads.iter().filter(|(_, remote)| remote.entry.is_live());
    heads.map(|(path, remote)| (path.clone(), remote.entry.clone())).collect()
}

fn check_at_rest(replica: &Replica, hub: &Hub) {
    match replica.rows.sync_mode {
        SyncMode::TwoWay => {
            let selection = &replica.rows.selection;
            // Something that has the name of something that is not chosen keeps its directory.
            let problems = if selection.is_everything() { Vec::new() } else { replica.rows.plan() };
            let is_kept = |path: &RelPath| {
                let is_problem = |step: &Step| path == step.path() || path.is_below(step.path());
                replica.kept.contains(path) || problems.iter().any(is_problem)
            };
            let mut disk = replica.disk.clone();
            disk.retain(|path, _| (selection.includes(path) || !replica.is_in_the_way(path)) && !is_kept(path));
            let mut chosen = live(hub);
            chosen.retain(|path, _| selection.includes(path) && !is_kept(path));
            assert_eq!(disk, chosen);
            let there = hub.heads.iter().filter(|(_, remote)| remote.privacy.is_some_and(|privacy| privacy.private));
            let there: BTreeSet<_> =
                there.map(|(path, _)| path).filter(|path| selection.includes(path) && !is_kept(path)).collect();
            let here: BTreeSet<_> =
                replica.said.iter().filter(|(_, private)| **private).map(|(path, _)| path).collect();
            let here: BTreeSet<_> =
                here.into_iter().filter(|path| selection.includes(path) && !is_kept(path)).collect();
            assert_eq!(here, there, "the directories that are private here, and at the hub");
        }
        // What it has was accepted, unless it blocks what others made at the hub.
        SyncMode::SendOnly => {
            let problems = replica.rows.plan();
            for (path, entry) in replica.disk.iter().filter(|(path, _)| !replica.is_in_the_way(path)) {
                let base = replica.rows.rows.get(path).map(|row| &row.base);
                let was_sent = base.is_some_and(|base| base.entry == *entry && hub.had(path, base));
                let blocked = |step: &Step| path == step.path() || path.is_below(step.path());
                assert!(was_sent || problems.iter().any(blocked), "{path} was not sent");
            }
        }
        // What differs is a change of its own, or a directory that contains one.
        SyncMode::ReceiveOnly => {
            let rows = || replica.rows.rows.values();
            let is_own = |row: &Row| row.local.entry() != Some(&row.base.entry);
            let is_chosen = |row: &&Row| replica.rows.selection.includes(&row.path);
            for row in rows().filter(is_chosen).filter(|row| row.local.entry() != Some(&row.remote.entry)) {
                let holds_own = row.local.entry().is_some_and(Entry::is_directory)
                    && rows().any(|other| other.path.is_below(&row.path) && is_own(other));
                assert!(is_own(row) || holds_own, "{row:?} was not received");
            }
        }
    }
}

fn run(roles: [SyncMode; 3], events: &[(usize, Event)], order: &[usize]) {
    let mut hub = Hub::default();
    let mut replicas = roles.map(|sync_mode| Replica::new(0, sync_mode));
    for (number, replica) in replicas.iter_mut().enumerate() {
        replica.rows.this = MachineId([number as u8; 16]);
    }
    for (at, event) in events {
        happen(&mut replicas[*at], &mut hub, event);
    }
    for replica in &mut replicas {
        replica.ignored.clear();
        replica.kept.clear();
    }
    let before: Vec<Entry> = replicas.iter().flat_map(|replica| replica.disk.values().cloned()).collect();
    settle(&mut replicas, &mut hub, order);
    for replica in &replicas {
        check_at_rest(replica, &hub);
    }
    for entry in before.iter().filter(|entry| content(entry).is_some()) {
        let survives = |replica: &Replica| replica.disk.values().any(|other| content(other) == content(entry));
        assert!(hub.ever_had(entry) || replicas.iter().any(survives), "{entry:?} is lost");
    }
    // What a role left out, or was not chosen, is synced without further action once the role allows it, or it is chosen.
    for replica in &mut replicas {
        replica.rows.sync_mode = SyncMode::TwoWay;
        replica.rows.selection = Selection::default();
        replica.kept.clear();
    }
    settle(&mut replicas, &mut hub, order);
    for replica in &replicas {
        check_at_rest(replica, &hub);
    }
}

/// A sender whose offer was accepted, and that was not told so, removes what is in a directory before the directory.
#[test]
fn what_is_sent_and_not_agreed_on_goes_before_the_directory_above_it() {
    let events = [
        Event::Write("A/a".into(), 0, false),
        Event::Settle,
        Event::Deselect("A".into()),
        Event::MakeDir("A/A".into()),
        Event::Sync { acknowledged: false, dirty: 26 },
    ]
    .map(|event| (2, event));
    run([SyncMode::TwoWay, SyncMode::TwoWay, SyncMode::SendOnly], &events, &[0, 1, 2]);
}

fn a_role() -> impl Strategy<Value = SyncMode> {
    prop_oneof![2 => Just(SyncMode::TwoWay), 1 => Just(SyncMode::SendOnly), 1 => Just(SyncMode::ReceiveOnly)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_history_comes_to_rest_and_loses_nothing(
        third in a_role(),
        events in proptest::collection::vec((0..3usize, an_event()), 0..40),
        order in Just(vec![0, 1, 2]).prop_shuffle(),
    ) {
        run([SyncMode::TwoWay, SyncMode::TwoWay, third], &events, &order);
    }

    #[test]
    fn several_senders_come_to_rest_and_lose_nothing(
        third in a_role(),
        events in proptest::collection::vec((0..3usize, an_event()), 0..40),
        order in Just(vec![0, 1, 2]).prop_shuffle(),
    ) {
        run([SyncMode::SendOnly, SyncMode::SendOnly, third], &events, &order);
    }

    #[test]
    fn what_is_not_chosen_is_neither_here_nor_lost(
        third in a_role(),
        events in proptest::collection::vec((0..3usize, a_selecting_event()), 0..40),
        order in Just(vec![0, 1, 2]).prop_shuffle(),
    ) {
        run([SyncMode::TwoWay, SyncMode::TwoWay, third], &events, &order);
    }

    /// Whichever comes first, both versions end up in both trees, one of them as a conflict copy.
    #[test]
    fn two_edits_of_one_file_are_both_in_the_tree(
        before in proptest::option::of(Just("0")),
        first in 0..2usize,
        late_news in any::<bool>(),
    ) {
        let mut hub = Hub::default();
        let mut replicas = [1, 2].map(|number| Replica::new(number, SyncMode::TwoWay));
        if let Some(content) = before {
            replicas[0].write(&path("a"), file(content, false));
            settle(&mut replicas, &mut hub, &[0, 1]);
        }
        replicas[0].write(&path("a"), file("1", false));
        replicas[1].write(&path("a"), file("2", false));
        if late_news {
            replicas[first].sync(&mut hub, true, |_| true);
        }
        settle(&mut replicas, &mut hub, &[first, 1 - first]);
        let mine = file(["1", "2"][first], false);
        prop_assert_eq!(&hub.head(&path("a")).entry, &mine);
        prop_assert!(live(&hub).values().any(|entry| *entry == file(["2", "1"][first], false)));
        let copies = hub.heads.values().filter(|remote| remote.conflict_of.is_some()).count();
        prop_assert_eq!(copies, 1);
    }

    /// Planning the rows again, or another set of them, does not change the decision about each row.
    #[test]
    fn a_plan_is_a_function_of_its_rows(events in proptest::collection::vec((0..2usize, an_event()), 0..30)) {
        let mut hub = Hub::default();
        let mut replicas = [1, 2].map(|number| Replica::new(number, SyncMode::TwoWay));
        for (at, event) in &events {
            happen(&mut replicas[*at], &mut hub, event);
        }
        for replica in &mut replicas {
            replica.scan();
            let all = replica.rows.plan();
            prop_assert_eq!(&all, &replica.rows.plan());
            for row in replica.rows.pending() {
                let of = |steps: &[Step]| {
                    let kinds = steps.iter().filter(|step| step.path() == &row.path).map(std::mem::discriminant);
                    kinds.collect::<Vec<_>>()
                };
                prop_assert_eq!(of(&plan(std::slice::from_ref(&row), &replica.rows)), of(&all));
            }
        }
    }
}

/// Two send-only machines have different content at a path: each offers its own once, and again when it changes.
#[test]
fn two_senders_offer_each_change_once() {
    let mut hub = Hub::default();
    let mut replicas = [1, 2].map(|number| Replica::new(number, SyncMode::SendOnly));
    let contents = |hub: &Hub| hub.journal.iter().map(|(_, remote)| common::show(&remote.entry)).collect::<Vec<_>>();
    replicas[0].write(&path("a"), file("1", false));
    replicas[1].write(&path("a"), file("2", false));
    settle(&mut replicas, &mut hub, &[0, 1]);
    assert_eq!(contents(&hub), ["f1", "f2"]);
    replicas[0].write(&path("a"), file("3", false));
    settle(&mut replicas, &mut hub, &[1, 0]);
    assert_eq!(contents(&hub), ["f1", "f2", "f3"]);
    replicas[1].remove(&path("a"));
    settle(&mut replicas, &mut hub, &[1, 0]);
    assert_eq!(contents(&hub), ["f1", "f2", "f3", "-"]);
    assert_eq!(replicas[0].disk, BTreeMap::from([(path("a"), file("3", false))]));
}

/// An edit was accepted, its acknowledgement was lost, and somebody has changed the file again since.
#[test]
fn a_lost_acknowledgement_is_no_conflict() {
    let mut hub = Hub::default();
    let mut replicas = [1, 2].map(|number| Replica::new(number, SyncMode::TwoWay));
    replicas[0].write(&path("a"), file("1", false));
    settle(&mut replicas, &mut hub, &[0, 1]);
    replicas[0].write(&path("a"), file("2", false));
    replicas[0].sync(&mut hub, false, |_| true);
    happen(&mut replicas[1], &mut hub, &Event::Settle);
    replicas[1].write(&path("a"), file("3", false));
    happen(&mut replicas[1], &mut hub, &Event::Settle);
    settle(&mut replicas, &mut hub, &[0, 1]);
    assert_eq!(live(&hub), BTreeMap::from([(path("a"), file("3", false))]));
    assert_eq!(replicas[0].disk, live(&hub));
}

/// The same, but the author has edited the file again since: this is a conflict, and the base of both versions is the
/// state that was accepted without the author knowing.
#[test]
fn a_lost_acknowledgement_is_what_both_were_made_from() {
    let mut hub = Hub::default();
    let mut replicas = [1, 2].map(|number| Replica::new(number, SyncMode::TwoWay));
    replicas[0].write(&path("a"), file("1", false));
    settle(&mut replicas, &mut hub, &[0, 1]);
    replicas[0].write(&path("a"), file("2", false));
    replicas[0].sync(&mut hub, false, |_| true);
    happen(&mut replicas[1], &mut hub, &Event::Settle);
    replicas[1].write(&path("a"), file("3", false));
    happen(&mut replicas[1], &mut hub, &Event::Settle);
    // The probe finds that it was accepted; only then is it edited again.
    happen(&mut replicas[0], &mut hub, &Event::Settle);
    replicas[0].write(&path("a"), file("4", false));
    settle(&mut replicas, &mut hub, &[0, 1]);
    let of: Vec<_> = hub.heads.values().filter_map(|remote| remote.conflict_of.clone()).collect();
    assert_eq!(of, [ConflictOf { path: path("a"), seq: Seq(3), base: Seq(2) }]);
}
