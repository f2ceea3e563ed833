//! Brings a world to rest, and checks what must be true then.

use std::collections::{BTreeMap, BTreeSet};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use syncit_core::conflict;
use syncit_core::hold::HoldState;
use syncit_core::relay_store::{Access, JournalEntry, RelayStore};
use syncit_core::replica_store::{ReplicaStore, Row, SyncMode};
use syncit_core::selection::Choice;
use syncit_core::{Entry, RelPath, Seq};
use syncit_replica::event::{Event, FolderCommand, Phase};
use syncit_replica::ignore_rules::IGNORE_FILE;

use super::edit::Edit;
use super::schedule::Mix;
use super::stores::{self, Stores};
use super::{FOLDER, Machine, World, machine_name};
use crate::tree::{Node, Tree};

/// How long nothing may happen before it counts as rest, in milliseconds.
const REST: u64 = 150_000;
/// The time in which sweeps find whatever was missed, in milliseconds.
const SWEPT: u64 = 400_000;
/// The time in which everything must be at rest, in milliseconds of simulated time.
const PATIENCE: u64 = 4 * 3_600_000;
/// More messages than any schedule needs to settle.
const STORM: u64 = 20_000;
/// The most turns in which holds are resolved. Files come back or are deleted, so holds end.
const MAX_HOLDS: u64 = 20;
/// How long rest is observed, in milliseconds. What is kept for a while must be removed then.
const WATCHED: u64 = 3 * 3_600_000;

impl<S: Stores> World<S> {
    /// Starts and connects everything, waits until nothing happens any more, and checks. With inotify there may be
    /// obstacles: then only claims and losses are checked, until the obstacles are removed.
    pub(super) fn settle(&mut self) {
        self.repair();
        if !self.rest_without_holds() {
            return;
        }
        if self.inotify {
            self.check_what_is_said();
            if self.failure.is_none() {
                self.check_fences(false);
            }
            return;
        }
        self.check_all();
    }

    /// Does the same after removing all obstacles.
    pub(super) fn settle_mended(&mut self) {
        let everything = Choice { from: Some(true), ..Choice::default() };
        for number in 0..self.machines.len() {
            self.machines[number].disk.clear_obstacles();
            self.machines[number].missed = true;
            self.start_hub();
            self.start(number);
            self.pause(number, false);
            self.step(number, Event::Command(FolderCommand::SetSyncMode(SyncMode::TwoWay)));
            self.step(number, Event::Command(FolderCommand::Choose(everything.clone())));
            self.set_access(number, Access::Write);
        }
        self.repair();
        if !self.rest_without_holds() {
            return;
        }
        // An ignore file that another one ignores can be removed only after that.
        for _ in 0..2 {
            let are_in_the_way = (0..self.machines.len()).any(|number| self.is_kept_from_rest_by_rules(number));
            if are_in_the_way && !self.rest_without_rules() {
                return;
            }
        }
        self.check_all();
    }

    /// Removes the ignore files as a person would, so that ignored things are synced like everything else.
    fn rest_without_rules(&mut self) -> bool {
        for number in 0..self.machines.len() {
            let tree = self.machines[number].disk.tree();
            for path in tree.0.keys().filter(|path| path.name() == IGNORE_FILE) {
                self.edit(number, &Edit::Delete(path.clone()));
            }
        }
        self.rest_without_holds()
    }

    fn check_all(&mut self) {
        self.check();
        if self.failure.is_none() {
            self.watch_rest();
        }
        if self.failure.is_none() {
            self.check_fences(true);
        }
    }

    /// Checks at rest, whatever the obstacles are, that nothing is lost and that the machines' claims are true.
    fn check_what_is_said(&mut self) {
        let mut wrong: Vec<String> = (0..self.machines.len()).filter_map(|number| self.lie(number)).collect();
        wrong.extend(self.lost());
        wrong.extend(self.lie_about_others());
        if !wrong.is_empty() {
            let (pending, hub) = (self.pending(), self.hub_tree());
            self.fail(format!("{}{pending}\nthe hub has\n{hub}", wrong.join("\n")));
        }
        let trees = self.machines.iter().enumerate().map(|(number, machine)| (number, machine.disk.tree()));
        self.model().rested(&self.hub_tree(), trees);
    }

    /// Returns the contents that should exist somewhere and do not: at the hub or, with inotify, on some disk, because
    /// they may be left out of syncing there.
    fn lost(&self) -> Option<String> {
        let mut kept: BTreeSet<Vec<u8>> = self.hub_tree().0.values().filter_map(content).collect();
        if self.inotify {
            for machine in &self.machines {
                kept.extend(machine.disk.tree().0.values().filter_map(content));
            }
        }
        // What is covered by a mount still exists, too.
        let is_covered = |it: &[u8]| self.inotify && self.machines.iter().any(|machine| machine.disk.covers(it));
        // What a send-only machine pushes replaces what is newer, which stays a version. So does what is removed from a disk
        // because it is not chosen there, if power is lost before the row says so, and a person makes something else under
        // the same name before the next start.
        let may_be_version = self.had_roles || (self.had_selection && self.lost_power);
        let in_journal = self.in_journal();
        let is_version = |it: &[u8]| may_be_version && in_journal(it);
        let missing = self.model().missing(|it| kept.contains(it) || is_covered(it) || is_version(it));
        (!missing.is_empty()).then(|| format!("lost: {}", missing.join(", ")))
    }

    /// Comes to rest and resolves the holds, one way or the other, until there are none.
    fn rest_without_holds(&mut self) -> bool {
        for turn in 0.. {
            if !self.rest() {
                return false;
            }
            let holds = self.hub.store.mass_deletions().expect("the store can be read");
            let open = holds.iter().filter(|hold| hold.state == HoldState::Open).count();
            self.holds += open as u64;
            if open == 0 {
                break;
            }
            if turn > MAX_HOLDS {
                self.fail(format!("{open} holds after {turn} were settled"));
                return false;
            }
            self.release(self.holds.is_multiple_of(2));
        }
        true
    }

    fn repair(&mut self) {
        self.settles += 1;
        self.start_hub();
        let mut has_missed = false;
        for number in 0..self.machines.len() {
            self.machines[number].is_cut = false;
            self.hub.fuse.put_out();
            self.machines[number].fuse.put_out();
            self.machines[number].disk.mend();
            self.close_in_time(number, u64::MAX);
            self.start(number);
            self.give_hints(number, Mix::All);
            let machine = &mut self.machines[number];
            machine.missed |= machine.disk.has_missed();
            machine.disk.found_missed();
            has_missed |= std::mem::take(&mut machine.missed);
        }
        if has_missed {
            self.let_sweeps_pass();
        }
    }

    /// Lets the time pass in which sweeps find everything that no event reported.
    fn let_sweeps_pass(&mut self) {
        let mut rng = ChaCha8Rng::seed_from_u64(self.settles);
        let end = self.ticks + SWEPT;
        while self.ticks < end && self.failure.is_none() {
            for number in 0..self.machines.len() {
                self.start(number);
                self.connect(number);
                self.give_hints(number, Mix::All);
            }
            if !self.deliver_one(&mut rng) {
                self.advance_a_bit();
            }
        }
    }

    /// Waits until nothing has happened for a while. If that takes too long, records a failure and returns false.
    fn rest(&mut self) -> bool {
        let mut rng = ChaCha8Rng::seed_from_u64(self.settles);
        let (begin, mut last) = (self.ticks, self.ticks);
        let mut arrived = self.arrived;
        let storm = self.arrived + STORM;
        loop {
            if self.failure.is_some() {
                return false;
            }
            for number in 0..self.machines.len() {
                self.start(number);
                self.connect(number);
                self.give_hints(number, Mix::All);
            }
            let moved = self.deliver_one(&mut rng);
            if self.arrived != arrived || self.is_at_work() {
                arrived = self.arrived;
                last = self.ticks;
            }
            if self.arrived > storm {
                self.fail(format!("{STORM} messages and no end"));
            } else if self.ticks > begin + PATIENCE {
                self.fail(format!("no rest after {} s: {}", PATIENCE / 1_000, self.pending()));
            } else if self.ticks > last + REST {
                return true;
            } else if !moved {
                self.advance_a_bit();
            }
        }
    }

    fn advance_a_bit(&mut self) {
        let next = self.machines.iter().filter_map(|machine| machine.wake).min();
        let millis = next.map_or(1_000, |wake| wake.saturating_sub(self.ticks).clamp(1, 1_000));
        self.advance(millis);
    }

    fn is_at_work(&self) -> bool {
        let is_at_work = |machine: &Machine<S>| !machine.jobs.is_empty() || !machine.hints.is_empty();
        self.machines.iter().any(|machine| is_at_work(machine) || machine.disk.has_events())
    }

    /// Returns the rows that are not settled, as text.
    fn pending(&self) -> String {
        let of = |(number, machine): (usize, &Machine<S>)| {
            let rows = rows(machine).into_iter().filter(|row| row.is_pending());
            let rows: Vec<String> = rows.map(|row| format!("\n  {}: {row:?}", machine_name(number))).collect();
            let state = machine.replica.as_ref().map(|replica| replica.state());
            format!("\n{}: {state:?}{}", machine_name(number), rows.concat())
        };
        self.machines.iter().enumerate().map(of).collect()
    }

    /// Checks everything that must be true at rest.
    fn check(&mut self) {
        let hub = self.hub_tree();
        let mut wrong = Vec::new();
        for (number, machine) in self.machines.iter().enumerate() {
            let name = machine_name(number);
            let tree = machine.disk.tree();
            if tree != hub && (!self.inotify || !self.unlike_hub(number).is_empty()) {
                wrong.push(format!("{name} and the hub differ\n{}", differences(&tree, &hub)));
            }
            if rows(machine).iter().any(|row| row.is_pending()) {
                wrong.push(format!("{name} has something left to do"));
            }
            wrong.extend(self.untrue_state(number));
            wrong.extend(self.opened(number).iter().map(|path| format!("{path} is private, and open on {name}")));
        }
        wrong.extend(self.lost());
        wrong.extend(self.lie_about_others());
        // After a loss of power a machine may not know any more that what came to a path was another path's content.
        if self.days == 0 && !(self.had_selection && self.lost_power) {
            wrong.extend(self.untrue_bases());
        }
        if !wrong.is_empty() {
            let pending = self.pending();
            self.fail(format!("{}{pending}\nthe hub has\n{hub}", wrong.join("\n")));
        }
    }

    /// Returns conflicts whose named base is not what both versions were made from. Merging with it would drop a
    /// change.
    fn untrue_bases(&mut self) -> Vec<String> {
        let journal = stores::journal(&self.hub.store, FOLDER);
        let at = |path: &RelPath, seq: Seq| journal.iter().find(|entry| entry.seq == seq && entry.path == *path);
        let content = |entry: &Entry| stores::content(&self.hub.store, &entry.file()?.digest);
        let mut wrong = Vec::new();
        let mut bases = 0;
        for copy in &journal {
            let Some(of) = copy.conflict_of.as_ref().filter(|of| of.base != Seq(0)) else { continue };
            let (base, winner) = (at(&of.path, of.base), at(&of.path, of.seq));
            let Some(from) = base.and_then(|base| content(&base.entry)).filter(|_| of.base < of.seq) else {
                wrong.push(format!("{} was not made from {} at {}", copy.path, of.path, of.base));
                continue;
            };
            bases += 1;
            for version in [Some(copy), winner].into_iter().flatten() {
                if content(&version.entry).is_some_and(|content| !self.model().comes_from(&content, &from)) {
                    wrong.push(format!(
                        "{} at {} does not come from {} at {}",
                        version.path, version.seq, of.path, of.base
                    ));
                }
            }
        }
        self.bases += bases;
        wrong
    }

    /// Returns what a machine's icon claims, if it is not true.
    fn untrue_state(&self, number: usize) -> Option<String> {
        let name = machine_name(number);
        let state = self.machines[number].replica.as_ref()?.state();
        let tree = stores::tree(&self.hub.store, FOLDER);
        let is_open = |copy: &&JournalEntry| {
            let original = copy.conflict_of.as_ref().and_then(|of| tree.get(&of.path));
            original.is_some_and(|original| conflict::is_open(&copy.entry, &original.entry))
        };
        let conflicts = tree.values().filter(is_open).count() as u64;
        let phase = if conflicts > 0 || !state.problems.is_empty() { Phase::Attention } else { Phase::InSync };
        if state.phase != phase || state.conflicts != conflicts || state.pending != 0 {
            return Some(format!("{name} says {state:?}, and there are {conflicts} conflicts"));
        }
        (!state.problems.is_empty()).then(|| format!("{name} has problems that nothing gave reason for"))
    }

    /// Checks that nothing happens by itself, and that what was kept for a while is removed.
    fn watch_rest(&mut self) {
        let arrived = self.arrived;
        let end = self.ticks + WATCHED;
        let mut rng = ChaCha8Rng::seed_from_u64(0);
        while self.ticks < end && self.failure.is_none() {
            for number in 0..self.machines.len() {
                self.give_hints(number, Mix::All);
            }
            if !self.deliver_one(&mut rng) {
                let next = self.machines.iter().filter_map(|machine| machine.wake).min();
                self.advance(next.map_or(60_000, |wake| wake.saturating_sub(self.ticks).clamp(1, 60_000)));
            }
        }
        if self.arrived != arrived {
            self.fail(format!("{} messages at rest", self.arrived - arrived));
        }
        for number in 0..self.machines.len() {
            let is_left = |path: &&String| path.starts_with("partial/") || path.starts_with("staging/");
            let own = self.machines[number].disk.own_files();
            let left: Vec<&String> = own.keys().filter(is_left).collect();
            if !left.is_empty() {
                self.fail(format!("{} still keeps {left:?}", machine_name(number)));
            }
        }
    }

    /// Checks fences at rest. Each is reached or, where there may be obstacles, reports what blocks it. A machine that
    /// reaches its fence must have what the hub has.
    fn check_fences(&mut self, must_be_reached: bool) {
        self.settles += 1;
        let token = self.settles;
        for number in 0..self.machines.len() {
            self.step(number, Event::Command(FolderCommand::Fence(token)));
        }
        let mut rng = ChaCha8Rng::seed_from_u64(0);
        let end = self.ticks + 10_000;
        while self.ticks < end && self.machines.iter().any(|it| it.fenced.max(it.blocked) != Some(token)) {
            for number in 0..self.machines.len() {
                self.give_hints(number, Mix::All);
            }
            if !self.deliver_one(&mut rng) {
                self.advance_a_bit();
            }
        }
        for number in 0..self.machines.len() {
            let (name, machine) = (machine_name(number), &self.machines[number]);
            let may_wait = !must_be_reached && (machine.is_paused || machine.blocked == Some(token));
            let is_said = machine.fenced == Some(token) || may_wait;
            if !is_said {
                self.fail(format!("{name} reaches no fence at rest"));
            } else if machine.fenced == Some(token) && self.inotify {
                let unlike = self.unlike_hub(number);
                if !unlike.is_empty() {
                    self.fail(format!("fence: {name} says that all is settled, and {unlike:?} differ"));
                }
            }
        }
    }

    /// Returns the hub's tree with its contents.
    pub fn hub_tree(&self) -> Tree {
        let node = |entry: &Entry| match entry {
            Entry::Directory => Node::Dir,
            Entry::Symlink(target) => Node::Link(target.clone()),
            Entry::File(file) => Node::File {
                content: stores::content(&self.hub.store, &file.digest)
                    .unwrap_or_else(|| b"(not to be rebuilt)".to_vec()),
                executable: file.executable,
            },
            Entry::Absent => unreachable!("a live tree holds nothing absent"),
        };
        let tree = stores::tree(&self.hub.store, FOLDER);
        Tree(tree.into_iter().map(|(path, head)| (path, node(&head.entry))).collect())
    }

    /// Returns what a person sees on a machine.
    pub fn tree(&self, number: usize) -> Tree {
        self.machines[number].disk.tree()
    }

    /// Returns a function that returns true if the journal has a content and can rebuild it.
    pub(super) fn in_journal(&self) -> impl Fn(&[u8]) -> bool + '_ {
        let journal = stores::journal(&self.hub.store, FOLDER);
        move |content| {
            let size = content.len() as u64;
            let mut files = journal.iter().filter_map(|entry| entry.entry.file()).filter(|file| file.size == size);
            files.any(|file| stores::content(&self.hub.store, &file.digest).as_deref() == Some(content))
        }
    }

    /// Checks after every step of the hub that each live entry is in a live directory.
    pub(super) fn check_whole(&mut self) {
        let tree = stores::tree(&self.hub.store, FOLDER);
        let is_dir = |path: &RelPath| tree.get(path).is_some_and(|head| head.entry.is_directory());
        let astray = tree.keys().find(|path| path.parent().is_some_and(|parent| !is_dir(&parent)));
        if let Some(astray) = astray {
            self.fail(format!("the hub has {astray} in no directory"));
        }
    }
}

fn rows<S: Stores>(machine: &Machine<S>) -> Vec<Row> {
    machine.store.below(None, None, usize::MAX).expect("a replica's store can be read")
}

fn content(node: &Node) -> Option<Vec<u8>> {
    match node {
        Node::File { content, .. } => Some(content.clone()),
        _ => None,
    }
}

/// Returns what only one of two trees has.
fn differences(here: &Tree, hub: &Tree) -> String {
    let only = |a: &Tree, b: &Tree| {
        let nodes: BTreeMap<_, _> =
            a.0.iter()
                .filter(|(path, node)| b.0.get(*path) != Some(node))
                .map(|(p, n)| (p.clone(), n.clone()))
                .collect();
        Tree(nodes)
    };
    format!("only here:\n{}only there:\n{}", only(here, hub), only(hub, here))
}
