//! Pairs the halves of moves, and sorts steps into an order in which they can be carried out.
//!
//! Invariants of the order: what is removed comes after what is removed below it · what is added or changed comes after
//! the directories above it · the removed half of a move comes directly before the half that appears, so that both fit
//! into one batch · removals of empty files are offered after additions, so that the hub sees that they may have been
//! moved. These do not conflict: a new directory depends only on the directories above it, so everything that appears
//! can come before the removal of any directory above the other halves.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::hash::Hash;

use super::Step;
use super::tree::Planned;
use crate::content::Digest;
use crate::entry::Entry;
use crate::path::RelPath;

pub(super) fn in_order(mut planned: BTreeMap<RelPath, Planned>) -> Vec<Step> {
    let mut moves = pair_moves(&planned, pushed_half);
    moves.extend(pair_moves(&planned, pulled_half));
    moves.extend(planned.values().filter_map(with_an_edit));
    let from: HashSet<&RelPath> = moves.values().collect();
    let empty = empty_ends(&planned);
    let above = from.iter().copied().chain(&empty).flat_map(|path| path.ancestors());
    let late: HashSet<RelPath> = above.chain(empty.iter().cloned()).collect();

    let (mut ending, mut ending_late, mut growing) = (Vec::new(), Vec::new(), Vec::new());
    for (path, planned) in &planned {
        if from.contains(path) {
            continue;
        }
        match ends_something(planned) {
            true if late.contains(path) => ending_late.push(path.clone()),
            true => ending.push(path.clone()),
            false => growing.push(path.clone()),
        }
    }
    let mut ordered = Vec::with_capacity(planned.len());
    let mut take = |path: &RelPath| planned.remove(path).into_iter().flat_map(|planned| planned.steps);
    for path in ending.iter().rev() {
        ordered.extend(take(path));
    }
    for path in &growing {
        if let Some(from) = moves.get(path) {
            ordered.extend(take(from));
        }
        ordered.extend(take(path).map(|step| moved(step, moves.get(path))));
    }
    for path in ending_late.iter().rev() {
        ordered.extend(take(path));
    }
    ordered
}

/// Returns true if nothing can be below the path afterwards, and there may have been something before.
fn ends_something(planned: &Planned) -> bool {
    planned.steps.iter().any(|step| match step {
        Step::Push { entry, .. } => entry.is_absent() || (entry.is_leaf() && planned.row.remote.entry.is_directory()),
        Step::Pull { expected, remote, .. } => {
            remote.entry.is_absent() || (remote.entry.is_leaf() && expected.is_directory())
        }
        Step::Keep { .. } | Step::Evict { .. } | Step::Unselect { .. } => true,
        // Below what becomes unknown everything does, so it comes first.
        Step::Agree { .. } => planned.row.remote.entry.is_absent(),
        _ => false,
    })
}

fn moved(mut step: Step, from: Option<&RelPath>) -> Step {
    if let Step::Push { moved_from, .. } | Step::Pull { moved_from, .. } = &mut step {
        *moved_from = from.cloned();
    }
    step
}

/// Returns the halves, found earlier, of a move that includes what others made of the file.
fn with_an_edit(planned: &Planned) -> Option<(RelPath, RelPath)> {
    match &planned.steps[..] {
        [Step::PushMove { path, moved_from, .. }] => Some((path.clone(), moved_from.clone())),
        _ => None,
    }
}

/// One half of a possible move.
enum Half {
    Vanishes(Digest),
    Appears(Digest),
}

fn content(entry: &Entry) -> Option<Digest> {
    entry.file().filter(|file| file.size > 0).map(|file| file.digest)
}

/// Returns the empty files that are offered as removed, if any are offered as added.
fn empty_ends(planned: &BTreeMap<RelPath, Planned>) -> Vec<RelPath> {
    let is_empty = |entry: &Entry| entry.file().is_some_and(|file| file.size == 0);
    let offers = planned.iter().filter_map(|(path, planned)| match &planned.steps[..] {
        [Step::Push { entry, .. }] => Some((path, &planned.row.remote.entry, entry)),
        _ => None,
    });
    let has_new = offers.clone().any(|(_, was, entry)| was.is_absent() && is_empty(entry));
    let ends = offers.filter(|(_, was, entry)| has_new && is_empty(was) && entry.is_absent());
    ends.map(|(path, ..)| path.clone()).collect()
}

/// Empty files are never moves, because they are all alike.
fn pushed_half(planned: &Planned) -> Option<Half> {
    let [Step::Push { entry, .. }] = &planned.steps[..] else { return None };
    let (base, remote) = (&planned.row.base.entry, &planned.row.remote.entry);
    if entry.is_absent() {
        return content(base).filter(|digest| content(remote) == Some(*digest)).map(Half::Vanishes);
    }
    content(entry).filter(|_| base.is_absent() && remote.is_absent()).map(Half::Appears)
}

fn pulled_half(planned: &Planned) -> Option<Half> {
    let [Step::Pull { expected, remote, .. }] = &planned.steps[..] else { return None };
    match (expected, &remote.entry) {
        (Entry::File(_), Entry::Absent) => content(expected).map(Half::Vanishes),
        (Entry::Absent, Entry::File(_)) => content(&remote.entry).map(Half::Appears),
        _ => None,
    }
}

/// Finds the removed path with the same content for each path that appears. Prefers the same path except for case, then
/// the same name, then the same directory, then any; each time the first remaining one in path order.
fn pair_moves(planned: &BTreeMap<RelPath, Planned>, half: fn(&Planned) -> Option<Half>) -> HashMap<RelPath, RelPath> {
    let (mut vanishing, mut appearing) = (Vec::new(), Vec::new());
    for (path, planned) in planned {
        match half(planned) {
            Some(Half::Vanishes(digest)) => vanishing.push((digest, path)),
            Some(Half::Appears(digest)) => appearing.push((digest, path)),
            None => {}
        }
    }
    let mut halves = Halves { vanishing, appearing, pairs: HashMap::new() };
    halves.pair_by(|path| Some(path.as_str().to_lowercase()));
    halves.pair_by(|path| Some(path.name().to_owned()));
    halves.pair_by(|path| path.parent());
    halves.pair_by(|_| None::<()>);
    halves.pairs
}

struct Halves<'a> {
    vanishing: Vec<(Digest, &'a RelPath)>,
    appearing: Vec<(Digest, &'a RelPath)>,
    pairs: HashMap<RelPath, RelPath>,
}

impl Halves<'_> {
    /// Pairs what remains and has equal content and key.
    fn pair_by<K: Hash + Eq>(&mut self, key: impl Fn(&RelPath) -> K) {
        let mut offered: HashMap<(Digest, K), VecDeque<&RelPath>> = HashMap::new();
        for (digest, path) in &self.vanishing {
            offered.entry((*digest, key(path))).or_default().push_back(path);
        }
        let mut used = HashSet::new();
        self.appearing.retain(|(digest, path)| {
            let found = offered.get_mut(&(*digest, key(path))).and_then(VecDeque::pop_front);
            if let Some(from) = found {
                used.insert(from.clone());
                self.pairs.insert((*path).clone(), from.clone());
            }
            found.is_none()
        });
        self.vanishing.retain(|(_, path)| !used.contains(*path));
    }
}
