//! False claims by a machine. One that claims to be in sync, or to have reached a fence, must have what the hub has,
//! except for what it lists as left out.

use std::collections::BTreeSet;

use syncit_core::relay_store::{JournalEntry, RelayStore};
use syncit_core::replica_store::{Local, ReplicaStore, SyncMode, Unknown};
use syncit_core::{Entry, RelPath};
use syncit_replica::event::{Phase, State};
use syncit_replica::ignore_rules::{IGNORE_FILE, IgnoreRules};

use super::model::rules_of;
use super::stores::{self, Stores};
use super::{FOLDER, Machine, World, machine_name};
use crate::disk::SimDisk;
use crate::tree::{Node, Tree};

/// Returns true if a machine reports in every way that it is in sync.
fn says_in_sync(state: &State) -> bool {
    state.phase == Phase::InSync && state.pending == 0 && state.problems.is_empty()
}

/// What is not synced on a disk by rule (ignored, below a mount, unreadable, not a file), and the directories that are
/// kept because of it.
struct LeftOut<'a> {
    disk: &'a SimDisk,
    rules: IgnoreRules,
    tree: &'a Tree,
}

impl LeftOut<'_> {
    fn itself(&self, path: &RelPath) -> bool {
        let is_ignored = self.rules.verdict(path, false).is_some() || self.rules.verdict(path, true).is_some();
        is_ignored || self.disk.is_under_mount(path) || self.disk.is_out_of_reach(path)
    }

    fn contains(&self, path: &RelPath) -> bool {
        let holds_such = || self.disk.paths_below(path).iter().any(|below| self.itself(below));
        self.itself(path) || (self.tree.0.get(path) == Some(&Node::Dir) && holds_such())
    }
}

/// Returns the paths that a machine lists as left out because of its role.
fn by_role<S: Stores>(machine: &Machine<S>) -> BTreeSet<RelPath> {
    match machine.replica.as_ref().map(|it| it.differences(None, usize::MAX)) {
        Some(Ok(differences)) => differences.into_iter().map(|it| it.row.path).collect(),
        _ => BTreeSet::new(),
    }
}

/// Returns true if an entry is private.
fn is_private(head: &JournalEntry) -> bool {
    match &head.entry {
        Entry::File(file) => file.is_private(),
        Entry::Directory => head.privacy.is_some_and(|privacy| privacy.private),
        Entry::Absent | Entry::Symlink(_) => false,
    }
}

impl<S: Stores> World<S> {
    /// Returns the private files and directories that others can read on a machine, although its disk stores modes and
    /// nothing says that they are left out.
    pub(super) fn opened(&self, number: usize) -> Vec<RelPath> {
        let machine = &self.machines[number];
        if !machine.disk.keeps_modes() {
            return Vec::new();
        }
        let (tree, closed) = (machine.disk.tree(), machine.disk.private_paths());
        let left_out = LeftOut { disk: &machine.disk, rules: rules_of(&tree), tree: &tree };
        let by_role = by_role(machine);
        let is_synced =
            |path: &RelPath| tree.0.contains_key(path) && !left_out.contains(path) && !by_role.contains(path);
        let private = stores::tree(&self.hub.store, FOLDER).into_values().filter(is_private).map(|head| head.path);
        private.filter(|path| is_synced(path) && !closed.contains(path)).collect()
    }

    /// Returns the paths where a machine's tree differs from the hub's although nothing prevents them from being equal.
    pub(super) fn unlike_hub(&self, number: usize) -> Vec<RelPath> {
        let machine = &self.machines[number];
        let (tree, hub) = (machine.disk.tree(), self.hub_tree());
        if tree == hub {
            return Vec::new();
        }
        let by_role = by_role(machine);
        let left_out = LeftOut { disk: &machine.disk, rules: rules_of(&tree), tree: &tree };
        let selection = machine.store.selection().unwrap_or_default();
        let paths: BTreeSet<&RelPath> = tree.0.keys().chain(hub.0.keys()).filter(|it| selection.includes(it)).collect();
        let differs = |path: &&RelPath| tree.0.get(*path) != hub.0.get(*path);
        let unlike = paths.into_iter().filter(differs);
        unlike.filter(|path| !by_role.contains(*path) && !left_out.contains(path)).cloned().collect()
    }

    /// Returns what is on a machine's disk and not chosen there.
    fn unselected_and_here(&self, number: usize) -> Vec<RelPath> {
        let machine = &self.machines[number];
        let selection = machine.store.selection().unwrap_or_default();
        let tree = machine.disk.tree();
        let left_out = LeftOut { disk: &machine.disk, rules: rules_of(&tree), tree: &tree };
        // The rules of a directory stay in force when its ignore file is removed with it.
        let is_ignored = |path: &RelPath| {
            let mut at_or_above = std::iter::once(path.clone()).chain(path.ancestors());
            let row = |path: &RelPath| machine.store.row(path).ok().flatten();
            at_or_above.any(|path| row(&path).is_some_and(|row| row.local == Local::Unknown(Unknown::Ignored)))
        };
        let is_wrong = |path: &&RelPath| !selection.includes(path) && !left_out.contains(path) && !is_ignored(path);
        tree.0.keys().filter(is_wrong).cloned().collect()
    }

    /// Returns true if all problems of a machine can be cleared only by the person who wrote its rules: invalid lines,
    /// or ignored things in a directory that is to be removed.
    pub(super) fn is_kept_from_rest_by_rules(&self, number: usize) -> bool {
        let machine = &self.machines[number];
        let Some(state) = machine.replica.as_ref().map(|replica| replica.state()) else { return false };
        let tree = machine.disk.tree();
        let left_out = LeftOut { disk: &machine.disk, rules: rules_of(&tree), tree: &tree };
        let is_by_rule =
            |path: &RelPath| path.name() == IGNORE_FILE || (!left_out.itself(path) && left_out.contains(path));
        let mut problems = state.problems.iter();
        !state.problems.is_empty() && problems.all(|problem| problem.path.as_ref().is_some_and(is_by_rule))
    }

    /// Returns a false claim in a machine's state at rest, if there is one. A machine that is not in sync must have a
    /// reason.
    pub(super) fn lie(&self, number: usize) -> Option<String> {
        let name = machine_name(number);
        let state = self.machines[number].replica.as_ref()?.state();
        if says_in_sync(&state) {
            let unlike = self.unlike_hub(number);
            if !unlike.is_empty() {
                return Some(format!("lie: {name} says that it is in sync, and {unlike:?} differ"));
            }
            let still_here = self.unselected_and_here(number);
            if !still_here.is_empty() {
                return Some(format!("lie: {name} says that it is in sync, and {still_here:?} are not chosen"));
            }
            let opened = self.opened(number);
            return (!opened.is_empty())
                .then(|| format!("lie: {name} says that it is in sync, and {opened:?} are open"));
        }
        let has_reason = !state.problems.is_empty() || state.conflicts > 0 || state.hold.is_some();
        let has_reason = has_reason || state.phase == Phase::Paused;
        (!has_reason).then(|| format!("no reason: {name} says {state:?} at rest"))
    }

    /// Returns a false claim of the hub about what a machine lacks at rest, if there is one: nothing, of a machine that says
    /// that it is in sync, and something, of one that differs although nothing but the hub's state prevents it.
    pub(super) fn lie_about_others(&mut self) -> Option<String> {
        let claims = self.hub_says_what_is_lacking()?;
        for number in 0..self.machines.len() {
            let machine = &self.machines[number];
            let Some(state) = machine.replica.as_ref().map(|replica| replica.state()) else { continue };
            let name = machine_name(number);
            let lacks = claims.get(&machine.id);
            if says_in_sync(&state) && lacks != Some(&Some(0)) {
                return Some(format!("lie: {name} is in sync, and the hub says that it lacks {lacks:?}"));
            }
            if state.problems.is_empty() && state.hold.is_none() && lacks == Some(&Some(0)) {
                let unlike = self.unlike_hub(number);
                let is_local = |path: &RelPath| self.is_own_edit(number, path);
                if !unlike.iter().all(is_local) {
                    return Some(format!("lie: the hub says that {name} lacks nothing, and {unlike:?} differ"));
                }
            }
        }
        None
    }

    /// Returns true if what a machine has at a path was not sent yet, or stays because the machine only sends.
    fn is_own_edit(&self, number: usize, path: &RelPath) -> bool {
        let store = &self.machines[number].store;
        let is_sender = store.link().is_ok_and(|link| link.sync_mode == SyncMode::SendOnly);
        let row = store.row(path).ok().flatten();
        is_sender || row.is_none_or(|row| row.remote.entry == row.base.entry)
    }

    /// Checks the same at any moment, as far as the machine can know: it has read all events and missed none. What the
    /// hub accepted since its last news does not count.
    pub(super) fn check_lies_now(&mut self) {
        for number in 0..self.machines.len() {
            let machine = &self.machines[number];
            let Some(replica) = machine.replica.as_ref() else { continue };
            if self.is_blind(machine) || !says_in_sync(&replica.state()) {
                continue;
            }
            let Ok(link) = machine.store.link() else { continue };
            let known = link.positions.last().copied();
            let incarnations = self.hub.store.incarnations(FOLDER).unwrap_or_default();
            let Some(known) = known.filter(|it| incarnations.last().map(|it| it.incarnation) == Some(it.incarnation))
            else {
                continue;
            };
            let heads = stores::heads(&self.hub.store, FOLDER);
            let is_told = |path: &RelPath| heads.get(path).is_none_or(|seq| *seq <= known.seq);
            let unlike: Vec<RelPath> = self.unlike_hub(number).into_iter().filter(is_told).collect();
            self.checked_lies += 1;
            if !unlike.is_empty() {
                let name = machine_name(number);
                self.fail(format!("lie: {name} says that it is in sync now, and {unlike:?} differ"));
            }
        }
    }

    /// Returns true if something happened on a machine's disk that its replica cannot know.
    fn is_blind(&self, machine: &Machine<S>) -> bool {
        let waits = machine.disk.has_events() || !machine.hints.is_empty() || !machine.jobs.is_empty();
        waits || machine.missed || machine.disk.has_missed()
    }
}
