//! What must survive: every content that a person wrote and closed, unless a person overwrote or deleted it where they
//! could see it, or a crash took it before it was durable anywhere.

use std::collections::{BTreeMap, BTreeSet};

use syncit_core::RelPath;
use syncit_replica::ignore_rules::{IGNORE_FILE, IgnoreRules};

use super::edit::Content;
use crate::tree::{Node, Tree};

/// A content that a person wrote.
#[derive(Debug, Clone)]
struct Written {
    content: Vec<u8>,
    /// The machine on which it was written.
    author: usize,
    /// Whether a person who saw it replaced or removed it.
    superseded: bool,
    /// Whether it is durable on its author's disk.
    durable: bool,
}

/// The contents that must survive.
#[derive(Debug, Default)]
pub struct Model {
    written: BTreeMap<Key, Written>,
    /// The contents that each content replaced, on any disk.
    made_from: BTreeMap<Key, BTreeSet<Key>>,
    /// The last content of a path on a machine before a person removed it there.
    removed: BTreeMap<(usize, RelPath), Key>,
    /// The content of each path at the hub at the last rest…
    at_hub: BTreeSet<(RelPath, Key)>,
    /// …and the ignore files of each machine at that time, until a person changes one there.
    ignored: BTreeMap<usize, RuleFiles>,
}

/// The ignore files of a tree.
type RuleFiles = BTreeMap<RelPath, Vec<u8>>;

fn rule_files(tree: &Tree) -> RuleFiles {
    let rules = files(tree).filter(|(path, _)| path.name() == IGNORE_FILE);
    rules.map(|(path, content)| (path.clone(), content.to_vec())).collect()
}

/// Identifies a content.
type Key = [u8; 32];

fn key(content: &[u8]) -> Key {
    *blake3::hash(content).as_bytes()
}

fn files(tree: &Tree) -> impl Iterator<Item = (&RelPath, &[u8])> {
    tree.0.iter().filter_map(|(path, node)| match node {
        Node::File { content, .. } => Some((path, content.as_slice())),
        _ => None,
    })
}

impl Model {
    /// Records that a person wrote this and closed the file. Returns true if nobody had written it before.
    pub fn written(&mut self, content: &[u8], author: usize) -> bool {
        // Short common contents come and go with many files, so they need not survive.
        let is_rules = Content::RULES.iter().any(|rules| rules.as_bytes() == content);
        if content.is_empty() || content == b"common" || is_rules {
            return false;
        }
        let fresh = Written { content: content.to_vec(), author, superseded: false, durable: false };
        let is_new = !self.written.contains_key(&key(content));
        self.written.entry(key(content)).or_insert(fresh);
        is_new
    }

    /// Records that a content was not written after all.
    pub fn never_written(&mut self, content: &[u8]) {
        self.written.remove(&key(content));
    }

    /// Records a person's edit on a machine, which changed `before` to `after`; `moved` returns the new path of a path
    /// that was moved.
    pub fn edited(&mut self, machine: usize, before: &Tree, after: &Tree, moved: impl Fn(&RelPath) -> Option<RelPath>) {
        self.took_place(machine, before, after);
        if rule_files(before) != rule_files(after) {
            self.ignored.remove(&machine);
        }
        let is_settled = self.ignored.get(&machine).is_some_and(|files| *files == rule_files(before));
        let rules = is_settled.then(|| rules_of(before));
        for (path, content) in files(before) {
            // Only the removal of an ignored file means nothing. Another content is a change like any other once the
            // rules are gone.
            if !after.0.contains_key(path) && self.is_kept_at_hub(rules.as_ref(), path, content) {
                continue;
            }
            let now = moved(path).unwrap_or_else(|| path.clone());
            let still = matches!(after.0.get(&now), Some(Node::File { content: there, .. }) if there == content);
            if !still && let Some(written) = self.written.get_mut(&key(content)) {
                written.superseded = true;
            }
        }
        // A new file at the path of a file that was ignored when it was removed counts as a change of it, once the
        // rules are gone.
        for (path, _) in files(after).filter(|(path, _)| !before.0.contains_key(*path)) {
            let there: Vec<Key> = self.at_hub.iter().filter(|(at, _)| at == path).map(|(_, key)| *key).collect();
            for key in there.into_iter().filter(|key| self.removed.get(&(machine, path.clone())) == Some(key)) {
                if let Some(written) = self.written.get_mut(&key) {
                    written.superseded = true;
                }
            }
        }
    }

    /// Records the state at rest: the hub's files, and each machine's ignore files.
    pub fn rested(&mut self, hub: &Tree, machines: impl Iterator<Item = (usize, Tree)>) {
        self.at_hub = files(hub).map(|(path, content)| (path.clone(), key(content))).collect();
        self.ignored = machines.map(|(machine, tree)| (machine, rule_files(&tree))).collect();
    }

    /// Returns true if a path has been ignored since the last rest: then what happens to it here does not affect the
    /// hub's state.
    fn is_kept_at_hub(&self, rules: Option<&IgnoreRules>, path: &RelPath, content: &[u8]) -> bool {
        let is_ignored = rules.is_some_and(|rules| rules.verdict(path, false).is_some());
        is_ignored && self.at_hub.contains(&(path.clone(), key(content)))
    }

    fn took_place(&mut self, machine: usize, before: &Tree, after: &Tree) {
        let is_same = |path: &RelPath| before.0.get(path) == after.0.get(path);
        for (path, content) in files(before).filter(|(path, _)| !is_same(path)) {
            self.removed.insert((machine, path.clone()), key(content));
        }
        for (path, content) in files(after).filter(|(path, _)| !is_same(path)) {
            let before = self.removed.get(&(machine, path.clone())).copied();
            self.made_from.entry(key(content)).or_default().extend(before);
        }
    }

    /// Records that a program wrote more into a file that it had open, wherever that file is now. It may be under a
    /// mount, where no tree shows that its content was replaced.
    pub fn continued(&mut self, content: &[u8], before: &[u8]) {
        if content != before
            && let Some(written) = self.written.get_mut(&key(before))
        {
            written.superseded = true;
        }
        self.made_from.entry(key(content)).or_default().insert(key(before));
    }

    /// Returns true if a content was made from another one, edit by edit, or equals it. Content that nobody wrote (a
    /// crash may truncate a file, even to nothing) may have been made from anything.
    pub fn comes_from(&self, content: &[u8], origin: &[u8]) -> bool {
        let is_torn = || self.written.values().any(|it| it.content != content && it.content.starts_with(content));
        if content.is_empty() || !self.written.contains_key(&key(content)) && is_torn() {
            return true;
        }
        let origin = key(origin);
        let mut seen = BTreeSet::from([key(content)]);
        let mut todo = vec![key(content)];
        while let Some(content) = todo.pop() {
            let Some(before) = self.made_from.get(&content).filter(|_| content != origin) else { return true };
            todo.extend(before.iter().filter(|from| seen.insert(**from)));
        }
        false
    }

    /// Records that everything on this machine's disk is durable.
    pub fn written_back(&mut self, machine: usize, disk: &Tree) {
        for (_, content) in files(disk) {
            if let Some(written) = self.written.get_mut(&key(content)).filter(|it| it.author == machine) {
                written.durable = true;
            }
        }
    }

    /// Records that some state was set back: a disk by a crash or a backup, or the hub by a backup. `exists` returns
    /// true if a content still exists anywhere (on a disk, including `.syncit`, or in the journal).
    pub fn set_back(&mut self, crashed: Option<usize>, exists: impl Fn(&[u8]) -> bool) {
        for written in self.written.values_mut().filter(|written| !written.superseded) {
            let excused = match crashed {
                Some(machine) => written.author == machine && !written.durable,
                None => true,
            };
            if excused && !exists(&written.content) {
                written.superseded = true;
            }
        }
    }

    /// Returns the contents that should exist but do not.
    pub fn missing(&self, in_tree: impl Fn(&[u8]) -> bool) -> Vec<String> {
        let is_missing = |written: &&Written| !written.superseded && !in_tree(&written.content);
        let show = |written: &Written| {
            let text = String::from_utf8_lossy(&written.content[..written.content.len().min(40)]).into_owned();
            format!("{text:?} ({} bytes), written on machine {}", written.content.len(), written.author)
        };
        self.written.values().filter(is_missing).map(show).collect()
    }
}

/// Returns the rules in the ignore files of a tree.
pub(super) fn rules_of(tree: &Tree) -> IgnoreRules {
    let mut rules = IgnoreRules::default();
    for (path, node) in &tree.0 {
        if let (IGNORE_FILE, Node::File { content, .. }) = (path.name(), node) {
            // An invalid line does not apply, but the others do.
            let _ = rules.add(path.parent().as_ref(), &String::from_utf8_lossy(content));
        }
    }
    rules
}
