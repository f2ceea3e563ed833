//! Which directory each watch is of, and where it is: a tree of names, so that a moved directory takes along everything
//! below it. A watch belongs to a directory (an inode), whatever its name is.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::alias::WatchId;

/// A directory's place: the directory that contains it, and its name there.
pub(super) type At = (WatchId, Arc<str>);

struct Node {
    inode: u64,
    /// None for the root, and for a directory that is not where it was.
    at: Option<At>,
}

/// The watched directories.
#[derive(Default)]
pub(super) struct Tree {
    root: Option<WatchId>,
    nodes: HashMap<WatchId, Node>,
    by_inode: HashMap<u64, WatchId>,
    by_place: BTreeMap<At, WatchId>,
    /// Directories that are not where they were and have not been found elsewhere.
    lost: BTreeSet<WatchId>,
}

impl Tree {
    /// Returns the root's watch.
    pub fn root(&self) -> Option<WatchId> {
        self.root
    }

    /// Returns the directory at a place; the root without one.
    pub fn at(&self, place: Option<&At>) -> Option<WatchId> {
        place.map_or(self.root, |place| self.by_place.get(place).copied())
    }

    pub fn of_inode(&self, inode: u64) -> Option<WatchId> {
        self.by_inode.get(&inode).copied()
    }

    pub fn inode(&self, id: WatchId) -> Option<u64> {
        self.nodes.get(&id).map(|node| node.inode)
    }

    /// Returns where a directory is; none for the root and for a lost directory.
    pub fn place(&self, id: WatchId) -> Option<&At> {
        self.nodes.get(&id)?.at.as_ref()
    }

    /// Adds a directory whose watch was just added. The directory that was known at this place must have been lost before.
    pub fn add(&mut self, id: WatchId, inode: u64, place: Option<At>) {
        match &place {
            None => self.root = Some(id),
            Some(at) => drop(self.by_place.insert(at.clone(), id)),
        }
        self.by_inode.insert(inode, id);
        self.nodes.insert(id, Node { inode, at: place });
    }

    /// Records that a known directory was found at a place. Returns false, and changes nothing, if that place is known to
    /// be below the directory itself: then the whole tree is wrong.
    #[must_use]
    pub fn found(&mut self, id: WatchId, place: At) -> bool {
        let mut above = Some(place.0);
        while let Some(dir) = above {
            if dir == id {
                return false;
            }
            above = self.place(dir).map(|(dir, _)| *dir);
        }
        self.leave(id);
        let Some(node) = self.nodes.get_mut(&id) else { return false };
        node.at = Some(place.clone());
        self.lost.remove(&id);
        self.by_place.insert(place, id);
        true
    }

    /// Records that a directory is not where it was; it may be found elsewhere, with everything below it.
    pub fn lose(&mut self, id: WatchId) {
        if self.nodes.contains_key(&id) {
            self.leave(id);
            self.lost.insert(id);
        }
    }

    fn leave(&mut self, id: WatchId) {
        if let Some(at) = self.nodes.get_mut(&id).and_then(|node| node.at.take()) {
            self.by_place.remove(&at);
        }
    }

    /// Forgets a directory that no longer exists; what was in it is lost.
    pub fn ended(&mut self, id: WatchId) {
        for (_, below) in self.children(id) {
            self.lose(below);
        }
        self.leave(id);
        self.lost.remove(&id);
        if let Some(node) = self.nodes.remove(&id)
            && self.by_inode.get(&node.inode) == Some(&id)
        {
            self.by_inode.remove(&node.inode);
        }
        if self.root == Some(id) {
            self.root = None;
        }
    }

    /// Forgets everything; returns all watches.
    pub fn into_watches(self) -> impl Iterator<Item = WatchId> {
        self.nodes.into_keys()
    }

    /// Returns the directories in a directory.
    pub fn children(&self, id: WatchId) -> Vec<(Arc<str>, WatchId)> {
        let from: At = (id, Arc::from(""));
        self.by_place
            .range(from..)
            .take_while(|((dir, _), _)| *dir == id)
            .map(|((_, name), below)| (name.clone(), *below))
            .collect()
    }

    /// Forgets everything that was lost and not found, with everything below it; returns their watches.
    pub fn forget_lost(&mut self) -> Vec<WatchId> {
        let mut gone = Vec::new();
        while let Some(id) = self.lost.first().copied() {
            self.ended(id);
            gone.push(id);
        }
        gone
    }

    /// Returns the path of a directory from the root, `""` for the root itself; none if it or one above it is lost.
    pub fn path(&self, id: WatchId) -> Option<String> {
        let mut names = Vec::new();
        let mut next = id;
        while self.root != Some(next) {
            let (dir, name) = self.place(next)?;
            names.push(&**name);
            next = *dir;
        }
        names.reverse();
        Some(names.join("/"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(dir: WatchId, name: &str) -> At {
        (dir, Arc::from(name))
    }

    /// Builds the watches 1 (the root), 2 `a`, 3 `a/b`, 4 `c`; each inode is ten times its watch.
    fn tree() -> Tree {
        let mut tree = Tree::default();
        tree.add(1, 10, None);
        tree.add(2, 20, Some(at(1, "a")));
        tree.add(3, 30, Some(at(2, "b")));
        tree.add(4, 40, Some(at(1, "c")));
        tree
    }

    fn path(tree: &Tree, id: WatchId) -> String {
        tree.path(id).unwrap_or_else(|| "nowhere".to_owned())
    }

    #[test]
    fn a_directory_takes_along_what_is_below_it() {
        let mut tree = tree();
        assert_eq!(path(&tree, 3), "a/b");
        assert!(tree.found(2, at(4, "new")));
        assert_eq!((path(&tree, 2), path(&tree, 3)), ("c/new".into(), "c/new/b".into()));
        assert_eq!(tree.at(Some(&at(1, "a"))), None);
        assert_eq!(tree.of_inode(30), Some(3));
    }

    #[test]
    fn two_directories_change_places() {
        let mut tree = tree();
        tree.lose(2);
        assert_eq!(path(&tree, 3), "nowhere");
        assert!(tree.found(4, at(1, "a")));
        assert!(tree.found(2, at(1, "c")));
        assert_eq!((path(&tree, 3), path(&tree, 4)), ("c/b".into(), "a".into()));
        assert!(tree.forget_lost().is_empty());
    }

    #[test]
    fn what_is_lost_is_forgotten_with_all_below_it() {
        let mut tree = tree();
        tree.lose(2);
        let mut gone = tree.forget_lost();
        gone.sort_unstable();
        assert_eq!(gone, [2, 3]);
        assert_eq!((tree.of_inode(20), tree.of_inode(30), tree.inode(3)), (None, None, None));
        assert_eq!(path(&tree, 4), "c");
    }

    #[test]
    fn what_was_in_a_directory_that_ended_may_be_found_elsewhere() {
        let mut tree = tree();
        tree.ended(2);
        assert!(tree.found(3, at(4, "b")));
        assert_eq!(path(&tree, 3), "c/b");
        assert!(tree.forget_lost().is_empty());
    }

    #[test]
    fn nothing_is_found_below_itself() {
        let mut tree = tree();
        assert!(!tree.found(2, at(3, "a")));
        assert!(!tree.found(2, at(2, "a")));
        assert_eq!(path(&tree, 3), "a/b");
    }

    #[test]
    fn an_inode_that_is_used_again_is_the_newer_directory() {
        let mut tree = tree();
        tree.lose(4);
        tree.add(5, 40, Some(at(1, "c")));
        assert_eq!(tree.forget_lost(), [4]);
        assert_eq!(tree.of_inode(40), Some(5));
    }
}
