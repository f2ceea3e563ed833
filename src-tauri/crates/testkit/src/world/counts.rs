//! Counts what happened in worlds, to check that everything does happen.

use std::collections::BTreeMap;

use syncit_core::Entry;
use syncit_core::replica_store::{Row, SyncMode};

use super::schedule::Action;

/// The kind of a replica's row in terms of the plan's table: the role, and how base, local and remote relate to each
/// other.
pub type RowKind = [u8; 4];

/// How often each action, fault and kind of row occurred.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// By the words of a schedule; actions that were not possible are counted separately.
    pub actions: BTreeMap<String, u64>,
    /// By kind of row.
    pub rows: BTreeMap<RowKind, u64>,
}

impl Counts {
    /// Adds other counts.
    pub fn add(&mut self, other: &Counts) {
        for (what, count) in &other.actions {
            *self.actions.entry(what.clone()).or_default() += count;
        }
        for (row, count) in &other.rows {
            *self.rows.entry(*row).or_default() += count;
        }
    }

    /// Counts one occurrence.
    pub(super) fn one(&mut self, what: impl Into<String>) {
        *self.actions.entry(what.into()).or_default() += 1;
    }

    /// Returns the kinds of rows of a two-way machine that never occurred.
    pub fn missing_rows(&self) -> Vec<String> {
        let all = every_row_kind();
        all.into_iter().filter(|kind| !self.rows.contains_key(kind)).map(row_name).collect()
    }
}

/// Returns the words under which an action is counted.
pub(super) fn words(action: &Action) -> String {
    let is_word = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase());
    let text = action.to_string();
    let kept = match action {
        Action::Edit(..) | Action::Ambush(..) | Action::Flush(..) => 1,
        _ => 2,
    };
    let ambush = matches!(action, Action::Ambush(..)).then_some("ambush");
    let words: Vec<&str> = text.split(' ').filter(is_word).take(kept).collect();
    ambush.map_or(words.join(" "), str::to_owned)
}

const ABSENT: u8 = 0;
const FILE: u8 = 1;
const DIRECTORY: u8 = 4;
const LINK: u8 = 5;
const UNKNOWN: u8 = 8;

/// Returns the kind of a row. Contents and targets are numbered in the order in which they first occur in it.
pub fn row_kind(row: &Row, sync_mode: SyncMode) -> RowKind {
    let sync_mode = match sync_mode {
        SyncMode::TwoWay => 0,
        SyncMode::SendOnly => 1,
        SyncMode::ReceiveOnly => 2,
    };
    let entries = [Some(&row.base.entry), row.local.entry(), Some(&row.remote.entry)];
    let mut kind = [sync_mode, 0, 0, 0];
    let mut next = [FILE, LINK];
    for at in 0..3 {
        let Some(entry) = entries[at] else {
            kind[at + 1] = UNKNOWN;
            continue;
        };
        let earlier = (0..at).find(|other| entries[*other].is_some_and(|other| is_same(entry, other)));
        kind[at + 1] = match (entry, earlier) {
            (_, Some(earlier)) => kind[earlier + 1],
            (Entry::Absent, _) => ABSENT,
            (Entry::Directory, _) => DIRECTORY,
            (Entry::File(_), _) => post_increment(&mut next[0]),
            (Entry::Symlink(_), _) => post_increment(&mut next[1]),
        };
    }
    kind
}

fn is_same(a: &Entry, b: &Entry) -> bool {
    match (a, b) {
        (Entry::File(a), Entry::File(b)) => a.digest == b.digest,
        (a, b) => a == b,
    }
}

fn post_increment(number: &mut u8) -> u8 {
    *number += 1;
    *number - 1
}

/// Returns all kinds of rows of a two-way machine.
fn every_row_kind() -> Vec<RowKind> {
    let mut kinds = Vec::new();
    let is_numbered = |kind: &[u8; 3]| {
        // The first file of a row has the first content, and so on.
        [FILE, LINK].into_iter().all(|first| {
            let mut next = first;
            kind.iter().filter(|it| (first..first + 3).contains(*it)).all(|it| {
                let is_next = *it <= next;
                next = next.max(it + 1);
                is_next
            })
        })
    };
    for base in 0..UNKNOWN {
        for local in 0..=UNKNOWN {
            for remote in 0..UNKNOWN {
                if is_numbered(&[base, local, remote]) {
                    kinds.push([0, base, local, remote]);
                }
            }
        }
    }
    kinds
}

/// Returns the name of a kind, as in the plan's table.
pub fn row_name(kind: RowKind) -> String {
    let names = ["-", "f1", "f2", "f3", "d", "l1", "l2", "l3", "?"];
    let roles = ["two-way", "send-only", "receive-only"];
    let [sync_mode, base, local, remote] = kind.map(usize::from);
    format!("{} {} {} {}", roles[sync_mode], names[base], names[local], names[remote])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::tree::Node;
    use syncit_core::replica_store::{Base, Local, Remote};
    use syncit_core::{RelPath, Timestamp};

    #[track_caller]
    fn check(base: Entry, local: Entry, remote: Entry, expected: &str) {
        let row = Row {
            base: Base { entry: base, ..Base::default() },
            local: Local::Known { entry: local, stamp: None },
            remote: Remote { entry: remote, ..Remote::default() },
            ..Row::new(RelPath::new("a").unwrap())
        };
        assert_eq!(row_name(row_kind(&row, SyncMode::TwoWay)), format!("two-way {expected}"));
        assert!(every_row_kind().contains(&row_kind(&row, SyncMode::TwoWay)), "{expected}");
    }

    #[test]
    fn a_row_is_named_as_in_the_table_of_the_plan() {
        let file = |content: &[u8]| Node::file(content).entry(Timestamp(0));
        let link = |target: &str| Entry::Symlink(target.into());
        check(Entry::Absent, file(b"x"), Entry::Absent, "- f1 -");
        check(file(b"x"), file(b"y"), file(b"x"), "f1 f2 f1");
        check(file(b"x"), file(b"y"), file(b"z"), "f1 f2 f3");
        check(Entry::Directory, link("a"), file(b"z"), "d l1 f1");
        check(link("a"), file(b"z"), link("b"), "l1 f1 l2");
    }
}
