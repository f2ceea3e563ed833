//! What the directories above and below a path allow of what it needs.
//!
//! Invariants: a path below something unknown is unknown · nothing is offered whose parent is not a
//! directory at the hub, and nothing is placed whose parent is not a directory here, unless the
//! same plan creates it first · a directory is removed on one side only if nothing below it is new
//! on the other. The recursion ends, because decisions depend only on the wishes of rows below and
//! the decisions of rows above.

mod left_out;
mod unselected;

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::rc::Rc;

use super::table::{Wish, same_content, wish};
use super::{Step, Surroundings, follow};
use crate::conflict_name::{conflict_name, conflicts_in_a_row};
use crate::entry::Entry;
use crate::ids::Seq;
use crate::path::RelPath;
use crate::reason::reasons;
use crate::replica_store::{Local, Remote, Row, SyncMode, Unknown};

/// Conflicts in a row, each about the copy of the one before, until a person is asked.
const MAX_IN_A_ROW: usize = 4;

/// What to do about one path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Decision {
    /// Nothing for now.
    Nothing,
    Agree,
    Probe,
    Push,
    /// Push to the path where others moved it, based on this seq.
    PushEdit(RelPath, Seq),
    /// Push together with what others made of it at its previous path.
    PushMove(RelPath, Box<Remote>),
    Pull,
    /// Rename the local leaf, unless the hub has its copy already, then pull.
    KeepAndPull(Option<RelPath>),
    CopyRemote(RelPath, Seq),
    Keep,
    /// Rename the local leaf, and pull nothing.
    KeepOnly(RelPath),
    Evict,
    Unselect,
    Problem(Obstructed),
}

/// A summary of what is below a directory that may be removed on one side.
#[derive(Debug, Clone, Copy, Default)]
struct Below {
    /// Something here that is removed with the directory.
    leaves_here: bool,
    /// Something here that the hub does not have and that must not be lost.
    new_here: bool,
    /// The same, unless a probe finds that the hub had it.
    unproved_here: bool,
    /// Something here that is temporarily unknown…
    unread_here: bool,
    /// …or permanently unknown.
    unknown_here: bool,
    /// Something at the hub that must not be deleted from here: it is new, or this machine does not look at it.
    new_there: bool,
    /// Something at the hub whose local state is temporarily unknown.
    unread_there: bool,
    /// Something that was deleted here, of which the hub has still to be told.
    untold: bool,
}

/// The steps of one path.
pub(super) struct Planned {
    pub row: Rc<Row>,
    pub steps: Vec<Step>,
}

/// A plan under construction. It reads each row at most once.
pub(super) struct Planner<'a> {
    around: &'a dyn Surroundings,
    sync_mode: SyncMode,
    rows: HashMap<RelPath, Rc<Row>>,
    given: Vec<RelPath>,
    hidden: HashMap<RelPath, bool>,
    decided: HashMap<RelPath, Decision>,
    below: HashMap<RelPath, Below>,
    /// The pending rows below each directory that was summarised itself (and not only as a part of one above it).
    looked_into: HashMap<RelPath, Rc<[RelPath]>>,
    /// Paths that depend on a step for the directory above them, or wait for it.
    leaning: HashSet<RelPath>,
    /// Conflict names that this plan has assigned, with the content for each.
    copies: HashMap<RelPath, Entry>,
    planned: BTreeMap<RelPath, Planned>,
}

impl<'a> Planner<'a> {
    pub fn new(given: &[Row], around: &'a dyn Surroundings) -> Self {
        Planner {
            around,
            sync_mode: around.sync_mode(),
            rows: given.iter().map(|row| (row.path.clone(), Rc::new(row.clone()))).collect(),
            given: given.iter().map(|row| row.path.clone()).collect(),
            hidden: HashMap::new(),
            decided: HashMap::new(),
            below: HashMap::new(),
            looked_into: HashMap::new(),
            leaning: HashSet::new(),
            copies: HashMap::new(),
            planned: BTreeMap::new(),
        }
    }

    /// Plans the given rows and the rows that must be included with them.
    pub fn run(&mut self) {
        let mut queue: VecDeque<RelPath> = std::mem::take(&mut self.given).into();
        let mut seen: HashSet<RelPath> = queue.iter().cloned().collect();
        while let Some(path) = queue.pop_front() {
            let decision = self.decide(&path);
            for also in self.brought_along(&path, &decision) {
                if seen.insert(also.clone()) {
                    queue.push_back(also);
                }
            }
            let row = self.row(&path);
            let steps = steps(&row, decision);
            if !steps.is_empty() {
                self.planned.insert(path, Planned { row, steps });
            }
        }
    }

    pub fn into_planned(self) -> BTreeMap<RelPath, Planned> {
        self.planned
    }

    fn row(&mut self, path: &RelPath) -> Rc<Row> {
        if let Some(row) = self.rows.get(path) {
            return row.clone();
        }
        let row = Rc::new(self.around.row(path).unwrap_or_else(|| Row::new(path.clone())));
        self.rows.insert(path.clone(), row.clone());
        row
    }

    /// Returns true if a directory above is unknown, so that the path is unknown whatever its row says.
    fn is_hidden(&mut self, path: &RelPath) -> bool {
        let Some(parent) = path.parent() else { return false };
        if let Some(hidden) = self.hidden.get(&parent) {
            return *hidden;
        }
        let hidden = matches!(self.row(&parent).local, Local::Unknown(_)) || self.is_hidden(&parent);
        self.hidden.insert(parent, hidden);
        hidden
    }

    fn wish(&self, row: &Row, local: &Entry) -> Wish {
        wish(row, local, self.sync_mode, || self.around.was_probed(row))
    }

    fn decide(&mut self, path: &RelPath) -> Decision {
        if let Some(decision) = self.decided.get(path) {
            return decision.clone();
        }
        let row = self.row(path);
        let decision = match row.local.entry() {
            Some(local) if !self.is_hidden(path) => {
                let decision = match self.around.is_selected(path) {
                    true => self.as_below_allows(&row, local),
                    false => self.unselected(&row, local),
                };
                self.as_above_allows(&row, local, decision)
            }
            _ => Decision::Nothing,
        };
        self.decided.insert(path.clone(), decision.clone());
        decision
    }

    fn as_below_allows(&mut self, row: &Row, local: &Entry) -> Decision {
        let remote = &row.remote.entry;
        let ends_here = local.is_directory() && !remote.is_directory();
        let ends_there = remote.is_directory() && !local.is_directory();
        match self.wish(row, local) {
            Wish::Follow if ends_here => self.end_here(row),
            Wish::KeepRemote if self.sync_mode == SyncMode::ReceiveOnly => self.end_here(row),
            Wish::Stay if ends_here && self.sync_mode == SyncMode::SendOnly => self.end_here(row),
            Wish::Offer if ends_there => self.end_there(row, local),
            Wish::Stay if ends_there && self.sync_mode == SyncMode::ReceiveOnly => self.end_there(row, local),
            Wish::Stay => Decision::Nothing,
            Wish::Agree => Decision::Agree,
            Wish::Probe => Decision::Probe,
            Wish::Follow => self.follow(row),
            Wish::Offer => self.offer(row),
            Wish::KeepLocal => self.keep_local(row, local),
            Wish::KeepRemote => self.keep_remote(row),
        }
    }

    /// Pulls the hub's state, unless the file was moved here: then the edit goes to its new path.
    fn follow(&mut self, row: &Row) -> Decision {
        match follow::moved_to(row, self.around) {
            None => Decision::Pull,
            Some(to) if matches!(self.decide(&to.path), Decision::PushMove(..)) => Decision::Push,
            Some(_) => Decision::Nothing,
        }
    }

    /// Pushes the local state, unless others moved the file: then the edit goes to its new path.
    fn offer(&mut self, row: &Row) -> Decision {
        if let Some(to) = follow::edit_goes_to(row, self.around) {
            return Decision::PushEdit(to.path, to.remote.seq);
        }
        match follow::moved_from(row, self.around) {
            Some(from) => Decision::PushMove(from.path, Box::new(from.remote)),
            None => Decision::Push,
        }
    }

    /// Decides about a directory here that is not one at the hub. New content in it keeps it. Unknown things in it keep
    /// it unless the hub has a leaf of that name, which a person has to resolve. A send-only machine never removes it,
    /// and new content in it restores it at the hub.
    fn end_here(&mut self, row: &Row) -> Decision {
        let below = self.look_below(&row.path);
        let leaf_comes = row.remote.entry.is_leaf();
        if below.new_here {
            return match (self.sync_mode, leaf_comes) {
                (SyncMode::ReceiveOnly, true) => Decision::Problem(Obstructed::ChangesHere { path: row.path.clone() }),
                (SyncMode::ReceiveOnly, false) => Decision::Nothing,
                (SyncMode::TwoWay, true) => self.keep_remote(row),
                (SyncMode::SendOnly, true) | (_, false) => Decision::Push,
            };
        }
        if self.sync_mode == SyncMode::SendOnly {
            return Decision::Nothing;
        }
        if below.unproved_here || below.unread_here {
            return Decision::Nothing;
        }
        match (below.unknown_here, leaf_comes) {
            (false, _) => Decision::Pull,
            (true, true) => Decision::Problem(Obstructed::UnsyncedHere { path: row.path.clone() }),
            // Once the directory is kept, everything below it is unknown. So what is still to be removed there must be
            // removed first.
            (true, false) if below.leaves_here => Decision::Nothing,
            (true, false) => Decision::Keep,
        }
    }

    /// Decides about a directory at the hub that is not one here. New content in it at the hub keeps it, and so does
    /// what this machine does not see, because nobody deleted that.
    fn end_there(&mut self, row: &Row, local: &Entry) -> Decision {
        let below = self.look_below(&row.path);
        if below.new_there {
            return match (self.sync_mode, local.is_absent()) {
                (SyncMode::SendOnly, true) => Decision::Nothing,
                (SyncMode::SendOnly, false) => Decision::Problem(Obstructed::OthersThere { path: row.path.clone() }),
                (_, true) => Decision::Pull,
                (_, false) => self.keep_local(row, local),
            };
        }
        if self.wish(row, local) == Wish::Stay || below.unread_there {
            return Decision::Nothing;
        }
        Decision::Push
    }

    /// Renames the local leaf. If the hub already has it under the conflict name, nothing of it is lost.
    fn keep_local(&mut self, row: &Row, local: &Entry) -> Decision {
        let author = self.around.machine_name(self.around.this_machine());
        match self.name_copy(&row.path, local, &author) {
            Err(why) => Decision::Problem(why),
            Ok(copy) if self.row(&copy).remote.entry == *local => Decision::KeepAndPull(None),
            Ok(copy) => Decision::KeepAndPull(Some(copy)),
        }
    }

    /// Makes a copy of the hub's leaf at the hub. Only then may the directory replace it.
    fn keep_remote(&mut self, row: &Row) -> Decision {
        let loser = &row.remote;
        let author = loser.machine.map_or("unknown".to_owned(), |machine| self.around.machine_name(machine));
        match self.name_copy(&row.path, &loser.entry, &author) {
            Err(why) => Decision::Problem(why),
            Ok(copy) => {
                let there = self.row(&copy);
                if there.remote.entry == loser.entry {
                    return Decision::Push;
                }
                Decision::CopyRemote(copy, there.remote.seq)
            }
        }
    }

    fn name_copy(&mut self, path: &RelPath, loser: &Entry, author: &str) -> Result<RelPath, Obstructed> {
        // Otherwise a hub that names another file at each copy's path would fill the disk with copies of copies.
        if conflicts_in_a_row(path.name()) >= MAX_IN_A_ROW {
            return Err(Obstructed::TooManyConflicts { path: path.clone() });
        }
        let mtime = loser.file().map(|file| file.mtime);
        let copy = conflict_name(path, author, mtime, |copy| {
            let row = self.row(copy);
            let is_other = |entry: &Entry| entry.is_live() && entry != loser;
            let given_to_other = self.copies.get(copy).is_some_and(|content| content != loser);
            // A copy that the hub has is complete, even if it is ignored here or not chosen.
            let is_taken_here = match row.local.entry() {
                Some(entry) => is_other(entry),
                None => row.remote.entry != *loser,
            };
            given_to_other || is_other(&row.remote.entry) || is_taken_here
        });
        let copy = copy.ok_or_else(|| Obstructed::NoName { path: path.clone() })?;
        self.copies.insert(copy.clone(), loser.clone());
        Ok(copy)
    }

    fn as_above_allows(&mut self, row: &Row, local: &Entry, decision: Decision) -> Decision {
        let ready = match &decision {
            Decision::Push | Decision::PushMove(..) if local.is_live() => self.parent_is_there(&row.path),
            Decision::Pull | Decision::KeepAndPull(_) if row.remote.entry.is_live() => self.parent_is_here(&row.path),
            Decision::CopyRemote(..) => self.parent_is_there(&row.path),
            _ => true,
        };
        if ready { decision } else { Decision::Nothing }
    }

    fn parent_is_there(&mut self, path: &RelPath) -> bool {
        let Some(parent) = path.parent() else { return true };
        let row = self.row(&parent);
        // If the parent of a live path is not a directory here, the two were seen at different times.
        row.local.entry().is_some_and(Entry::is_directory)
            && (row.remote.entry.is_directory() || self.decide_for(path, &parent) == Decision::Push)
    }

    fn parent_is_here(&mut self, path: &RelPath) -> bool {
        let Some(parent) = path.parent() else { return true };
        let row = self.row(&parent);
        row.remote.entry.is_directory()
            && (row.local.entry().is_some_and(Entry::is_directory)
                || matches!(self.decide_for(path, &parent), Decision::Pull | Decision::KeepAndPull(_)))
    }

    fn decide_for(&mut self, path: &RelPath, parent: &RelPath) -> Decision {
        self.leaning.insert(path.clone());
        self.decide(parent)
    }

    /// Returns the pending paths without which the decision cannot be carried out or makes no progress.
    fn brought_along(&mut self, path: &RelPath, decision: &Decision) -> Vec<RelPath> {
        let row = self.row(path);
        let Some(local) = row.local.entry() else { return Vec::new() };
        let mut along = Vec::new();
        if self.leaning.contains(path) {
            along.extend(path.parent());
        }
        // Both halves of a move that includes an edit.
        match decision {
            Decision::PushMove(from, _) => along.push(from.clone()),
            Decision::Push | Decision::Nothing if local.is_absent() => {
                along.extend(follow::moved_to(&row, self.around).map(|to| to.path));
            }
            _ => {}
        }
        let ends = match decision {
            Decision::Pull | Decision::Evict => local.is_directory(),
            Decision::Push => row.remote.entry.is_directory(),
            // It waits, perhaps for a probe below it or for removals.
            Decision::Nothing => local.is_directory() != row.remote.entry.is_directory(),
            _ => false,
        };
        if ends {
            along.extend(self.pending_below(path));
        }
        along
    }

    /// Returns the pending paths below a directory that was summarised; none if a directory above it already includes
    /// them.
    fn pending_below(&self, dir: &RelPath) -> Vec<RelPath> {
        match self.looked_into.get(dir) {
            Some(paths) => paths.to_vec(),
            None => dir
                .ancestors()
                .find_map(|above| self.looked_into.get(&above))
                .map(|paths| paths.iter().filter(|path| path.is_below(dir)).cloned().collect())
                .unwrap_or_default(),
        }
    }

    /// Returns the summary of what is below a directory. Reading the topmost directory once serves all below it.
    fn look_below(&mut self, dir: &RelPath) -> Below {
        let is_known =
            self.looked_into.contains_key(dir) || dir.ancestors().any(|above| self.looked_into.contains_key(&above));
        if !is_known {
            self.look_into(dir);
        }
        self.below.get(dir).copied().unwrap_or_default()
    }

    fn look_into(&mut self, top: &RelPath) {
        let rows: Vec<Rc<Row>> = self.around.below(top).into_iter().map(Rc::new).collect();
        let unknown: HashMap<&RelPath, Unknown> = rows.iter().filter_map(|row| Some((&row.path, why(row)?))).collect();
        // Children first, so that the summary of a directory is complete when it is its turn.
        for row in rows.iter().rev() {
            let within = |path: &RelPath| path == top || path.is_below(top);
            let mut above = row.path.ancestors().take_while(within).filter(|_| !unknown.is_empty());
            let hidden = above.find_map(|path| unknown.get(&path).copied());
            let flags = match (&row.local, hidden) {
                (Local::Known { entry, .. }, None) => self.known_below(row, entry),
                (Local::Unknown(why), None) => unknown_below(row, *why),
                // The unknown directory above represents it here, but at the hub it exists all the same.
                (_, Some(why)) => unknown_there(row, why),
            };
            for above in row.path.ancestors().take_while(within) {
                self.below.entry(above).or_default().add(flags);
            }
        }
        let pending = rows.iter().filter(|row| row.is_pending()).map(|row| row.path.clone()).collect();
        self.looked_into.insert(top.clone(), pending);
        for row in rows {
            self.rows.entry(row.path.clone()).or_insert(row);
        }
    }

    fn known_below(&self, row: &Row, local: &Entry) -> Below {
        let remote = &row.remote.entry;
        let mut flags = Below::default();
        if local.is_live() && self.is_to_be_evicted(row, local) {
            flags.leaves_here = !self.below.get(&row.path).is_some_and(|below| below.unknown_here);
            return flags;
        }
        let wish = self.wish(row, local);
        if local.is_live() {
            match wish {
                Wish::Follow if remote.is_absent() => {
                    // A directory that will be kept itself is not removed.
                    let stays = self.below.get(&row.path).is_some_and(|below| below.unknown_here);
                    flags.leaves_here = !stays;
                }
                Wish::Probe => flags.unproved_here = true,
                // The edit goes to another path, and then it is no longer new here.
                Wish::Offer if follow::edit_goes_to(row, self.around).is_some() => flags.unproved_here = true,
                // It was sent before, and what others made of it stays at the hub. What is not chosen is agreed on first, before
                // the directory above it goes.
                Wish::Stay | Wish::Agree
                    if self.sync_mode == SyncMode::SendOnly && self.around.is_selected(&row.path) => {}
                _ => flags.new_here = true,
            }
            // If the directory above is no longer one here, the two were seen at different times.
            flags.unread_there = remote.is_live();
        } else if follow::moved_to(row, self.around).is_some() {
            flags.unread_there = true;
        } else if remote.is_live() {
            flags.untold = wish == Wish::Offer;
            flags.new_there = match (wish, self.sync_mode) {
                (Wish::Follow, _) | (Wish::Stay, SyncMode::SendOnly) => true,
                _ => !same_content(remote, &row.base.entry),
            };
        }
        flags
    }
}

fn why(row: &Row) -> Option<Unknown> {
    match row.local {
        Local::Unknown(why) => Some(why),
        Local::Known { .. } => None,
    }
}

fn unknown_below(row: &Row, why: Unknown) -> Below {
    let passes = why.is_passing();
    // What this disk cannot hold is not on it, and what is not chosen only if something else has its name.
    let is_here = match why {
        Unknown::Unrepresentable => false,
        Unknown::Unselected => !row.is_only_elsewhere(),
        _ => !passes,
    };
    Below { unread_here: passes, unknown_here: is_here, ..unknown_there(row, why) }
}

/// Summarises a path with an unknown local state for a directory at the hub.
fn unknown_there(row: &Row, why: Unknown) -> Below {
    let is_there = row.remote.entry.is_live();
    let passes = why.is_passing();
    Below { unread_there: is_there && passes, new_there: is_there && !passes, ..Below::default() }
}

impl Below {
    fn add(&mut self, other: Below) {
        self.leaves_here |= other.leaves_here;
        self.new_here |= other.new_here;
        self.unproved_here |= other.unproved_here;
        self.unread_here |= other.unread_here;
        self.unknown_here |= other.unknown_here;
        self.new_there |= other.new_there;
        self.unread_there |= other.unread_there;
        self.untold |= other.untold;
    }
}

fn steps(row: &Row, decision: Decision) -> Vec<Step> {
    let path = row.path.clone();
    let Some(local) = row.local.entry().cloned() else { return Vec::new() };
    let pull =
        |expected: Entry| Step::Pull { path: path.clone(), expected, remote: row.remote.clone(), moved_from: None };
    match decision {
        Decision::Nothing => Vec::new(),
        Decision::Agree => vec![Step::Agree { path }],
        Decision::Probe => vec![Step::Probe { path, based_on: row.base.seq, entry: local }],
        Decision::Push => {
            let conflict_of = row.remote.conflict_of.clone().filter(|_| local.is_leaf());
            vec![Step::Push { path, based_on: row.remote.seq, entry: local, moved_from: None, conflict_of }]
        }
        Decision::Pull | Decision::KeepAndPull(None) => vec![pull(local)],
        Decision::PushEdit(to, based_on) => vec![Step::PushEdit { path, to, based_on, entry: local }],
        Decision::PushMove(moved_from, remote) => {
            vec![Step::PushMove { path, based_on: row.remote.seq, entry: remote.entry, here: local, moved_from }]
        }
        Decision::KeepAndPull(Some(copy)) => {
            let keep = Step::KeepCopy { path: path.clone(), expected: local, copy, winner: row.remote.clone() };
            vec![keep, pull(Entry::Absent)]
        }
        Decision::CopyRemote(copy, based_on) => {
            vec![Step::CopyRemote { path, loser: row.remote.clone(), copy, based_on }]
        }
        Decision::Keep => vec![Step::Keep { path }],
        Decision::KeepOnly(copy) => {
            vec![Step::KeepCopy { path, expected: local, copy, winner: row.remote.clone() }]
        }
        Decision::Evict => vec![Step::Evict { path, expected: local }],
        Decision::Unselect => vec![Step::Unselect { path }],
        Decision::Problem(why) => vec![Step::Problem { path, reason: why.into() }],
    }
}

reasons! {
    /// Why a path has to wait for a person, as the plan found it.
    pub enum Obstructed {
        /// It is no directory at the hub, and here it is one that holds what is not synced.
        "obstructed-by-unsynced" UnsyncedHere { path: RelPath },
        /// It is no directory at the hub, and here it is one that holds changes of this machine, which only receives.
        "obstructed-by-changes" ChangesHere { path: RelPath },
        /// It is no directory here, and at the hub one that holds what others made, while this machine only sends.
        "obstructed-by-others" OthersThere { path: RelPath },
        /// A conflict copy of a conflict copy is in conflict again.
        "too-many-conflicts" TooManyConflicts { path: RelPath },
        /// No conflict copy can be named beside it.
        "no-conflict-name" NoName { path: RelPath },
    }
}
