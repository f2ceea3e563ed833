//! Which part of a folder a machine keeps. Everything, unless a person chooses otherwise.
//!
//! A choice is made for a path and covers everything below it, until another choice below it. The directories above
//! something chosen are kept as well, because it needs them, and so are their ignore rules, because they apply to it, but
//! nothing else in them is. What is not chosen is unknown
//! on this machine ([`Unknown::Unselected`](crate::replica_store::Unknown)): nothing is planned for it, and that it is
//! not there is no deletion.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::ids::Seq;
use crate::path::{IGNORE_FILE, RelPath};

/// The most choices of a folder.
pub const MAX_CHOICES: usize = 1_000;

/// The choices of a person, as few as say the same.
///
/// ```
/// use syncit_core::RelPath;
/// use syncit_core::selection::{Extent, Selection};
///
/// let path = |text: &str| RelPath::new(text).unwrap();
/// let mut selection = Selection::default();
/// selection.deselect(&path("photos"));
/// selection.select(&path("photos/2026"));
/// assert!(selection.includes(&path("photos/2026/june.jpg")));
/// assert!(!selection.includes(&path("photos/2025")));
/// // It is needed for what is in it.
/// assert!(selection.includes(&path("photos")));
/// assert_eq!(selection.extent(&path("photos")), Extent::Part);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The choices: each differs from what the nearest one above it says.
    choices: BTreeMap<RelPath, bool>,
    /// Whether everything is chosen that is below no choice.
    rest: bool,
    /// If set, a directory that another machine makes at the top of the folder after this seq is not chosen.
    pub leaves_out_after: Option<Seq>,
}

impl Default for Selection {
    fn default() -> Self {
        Selection { choices: BTreeMap::new(), rest: true, leaves_out_after: None }
    }
}

/// A change of what is chosen. A path comes after the directories above it, so of what is chosen, parts can be left out,
/// and of what is not, parts can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Whether to begin with everything, or with nothing; none to change what is chosen now.
    pub from: Option<bool>,
    /// What is not chosen any more, with everything below it.
    pub deselect: Vec<RelPath>,
    /// What is chosen, with everything below it.
    pub select: Vec<RelPath>,
}

/// How much of a directory is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Everything.
    All,
    /// Something in it.
    Part,
    /// Nothing.
    Nothing,
}

impl Selection {
    /// Returns the selection with these choices.
    pub fn new(choices: impl IntoIterator<Item = (RelPath, bool)>, rest: bool, leaves_out_after: Option<Seq>) -> Self {
        Selection { choices: choices.into_iter().collect(), rest, leaves_out_after }
    }

    /// Returns the selection with nothing but these paths.
    pub fn only(paths: &[RelPath]) -> Self {
        let mut selection = Selection { rest: false, ..Selection::default() };
        paths.iter().for_each(|path| selection.select(path));
        selection
    }

    /// Returns true if everything is chosen that is below no choice.
    pub fn rest(&self) -> bool {
        self.rest
    }

    /// Returns the choices, in path order.
    pub fn choices(&self) -> impl Iterator<Item = (&RelPath, bool)> {
        self.choices.iter().map(|(path, is_chosen)| (path, *is_chosen))
    }

    /// Returns true if everything directly in a directory (`None`: the root) is chosen that no other choice is about.
    pub fn chooses_in(&self, dir: Option<&RelPath>) -> bool {
        dir.map_or(self.rest, |dir| self.is_chosen(dir))
    }

    /// Returns true if everything is chosen.
    pub fn is_everything(&self) -> bool {
        self.choices.is_empty() && self.rest
    }

    /// Returns true if there are as many choices as there may be.
    pub fn is_full(&self) -> bool {
        self.choices.len() >= MAX_CHOICES
    }

    /// Returns true if a path is kept here: it is chosen, or something below it is, or it contains the ignore rules of a
    /// directory that is kept.
    pub fn includes(&self, path: &RelPath) -> bool {
        if self.is_everything() || self.is_chosen(path) || self.has_below(path, true) {
            return true;
        }
        path.name() == IGNORE_FILE && path.parent().is_none_or(|dir| self.includes(&dir))
    }

    /// Returns true if a path is not kept here, but the directory above it is.
    pub fn ends_at(&self, path: &RelPath) -> bool {
        !self.includes(path) && path.parent().is_none_or(|dir| self.includes(&dir))
    }

    /// Returns how much of a directory is kept here.
    pub fn extent(&self, dir: &RelPath) -> Extent {
        match self.is_chosen(dir) {
            true if self.has_below(dir, false) => Extent::Part,
            true => Extent::All,
            false if self.has_below(dir, true) => Extent::Part,
            false => Extent::Nothing,
        }
    }

    /// Returns true if a directory, which this machine has never had, is not chosen because another machine made it with
    /// this seq.
    pub fn leaves_out(&self, dir: &RelPath, seq: Seq) -> bool {
        dir.depth() == 1 && self.leaves_out_after.is_some_and(|after| seq > after)
    }

    /// Chooses a path and everything below it.
    pub fn select(&mut self, path: &RelPath) {
        self.choose(path, true);
    }

    /// Takes back the choice of a path and of everything below it.
    pub fn deselect(&mut self, path: &RelPath) {
        self.choose(path, false);
    }

    /// Makes a change.
    pub fn choose_all(&mut self, Choice { from, deselect, select }: &Choice) {
        if let Some(rest) = from {
            self.choices.clear();
            self.rest = *rest;
        }
        let mut changes: Vec<(&RelPath, bool)> = deselect.iter().map(|path| (path, false)).collect();
        changes.extend(select.iter().map(|path| (path, true)));
        changes.sort_by_key(|(path, _)| path.depth());
        changes.into_iter().for_each(|(path, is_chosen)| self.choose(path, is_chosen));
    }

    fn choose(&mut self, path: &RelPath, is_chosen: bool) {
        self.choices.retain(|choice, _| choice != path && !choice.is_below(path));
        if self.is_chosen(path) != is_chosen {
            self.choices.insert(path.clone(), is_chosen);
        }
    }

    /// Returns what the nearest choice at or above a path says.
    fn is_chosen(&self, path: &RelPath) -> bool {
        let own = self.choices.get(path).copied();
        own.or_else(|| path.ancestors().find_map(|dir| self.choices.get(&dir).copied())).unwrap_or(self.rest)
    }

    fn has_below(&self, dir: &RelPath, is_chosen: bool) -> bool {
        let after = self.choices.range::<RelPath, _>((Bound::Excluded(dir), Bound::Unbounded));
        // Names that begin with the directory's name and continue with a character before `/` come in between.
        let may_be_below = |path: &RelPath| path.as_str().starts_with(dir.as_str());
        after
            .take_while(|(path, _)| may_be_below(path))
            .any(|(path, choice)| path.is_below(dir) && *choice == is_chosen)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn path(text: &str) -> RelPath {
        RelPath::new(text).unwrap()
    }

    /// Makes choices, one a word (`+` chooses, `-` takes back), and returns which paths are kept then, and how much of
    /// the directories.
    fn check(choices: &str, paths: &str) -> String {
        let mut selection = Selection::default();
        for choice in choices.split_whitespace() {
            match choice.split_at(1) {
                ("+", of) => selection.select(&path(of)),
                ("-", of) => selection.deselect(&path(of)),
                _ => panic!("no choice: {choice}"),
            }
        }
        let say = |of: &str| {
            let extent = match selection.extent(&path(of)) {
                Extent::All => "all",
                Extent::Part => "part",
                Extent::Nothing => "nothing",
            };
            assert_eq!(selection.includes(&path(of)), extent != "nothing", "{of}");
            format!("{of}:{extent}")
        };
        let count = selection.choices().count();
        let paths: Vec<String> = paths.split_whitespace().map(say).collect();
        format!("{} ({count})", paths.join(" "))
    }

    #[test]
    fn a_choice_covers_what_is_below_it_until_another_one() {
        assert_eq!(check("", "a a/b"), "a:all a/b:all (0)");
        assert_eq!(check("-a", "a a/b ab b"), "a:nothing a/b:nothing ab:all b:all (1)");
        assert_eq!(check("-a +a/b", "a a/b a/b/c a/c"), "a:part a/b:all a/b/c:all a/c:nothing (2)");
        assert_eq!(check("-a +a/b -a/b/c", "a a/b a/b/c a/b/d"), "a:part a/b:part a/b/c:nothing a/b/d:all (3)");
        assert_eq!(check("-a/b", "a a/b a/c"), "a:part a/b:nothing a/c:all (1)");
    }

    #[test]
    fn choices_that_say_nothing_are_not_kept() {
        assert_eq!(check("+a", "a"), "a:all (0)");
        assert_eq!(check("-a +a", "a"), "a:all (0)");
        assert_eq!(check("-a -a/b", "a a/b"), "a:nothing a/b:nothing (1)");
        assert_eq!(check("-a/b -a", "a"), "a:nothing (1)");
        assert_eq!(check("-a/b -a/c +a", "a a/b"), "a:all a/b:all (0)");
        assert_eq!(check("-a +a/b -a", "a a/b"), "a:nothing a/b:nothing (1)");
    }

    #[test]
    fn a_choice_of_everything_or_nothing_comes_before_the_others() {
        let mut selection = Selection::only(&[path("a/b")]);
        assert_eq!(["a", "a/b", "a/c", "b"].map(|of| selection.includes(&path(of))), [true, true, false, false]);
        let all_but = Choice { deselect: vec![path("a/b/c")], select: vec![path("a/b")], from: None };
        selection.choose_all(&all_but);
        assert_eq!(["a/b", "a/b/c"].map(|of| selection.includes(&path(of))), [true, false]);
        selection.choose_all(&Choice { deselect: vec![path("a")], select: vec![path("b")], ..Choice::default() });
        assert_eq!(["a", "a/b", "b", "c"].map(|of| selection.includes(&path(of))), [false, false, true, false]);
        selection.choose_all(&Choice { from: Some(true), deselect: vec![path("b")], ..Choice::default() });
        assert_eq!(selection.choices().collect::<Vec<_>>(), [(&path("b"), false)]);
        selection.choose_all(&Choice { from: Some(true), ..Choice::default() });
        assert_eq!(selection, Selection::default());
    }

    #[test]
    fn names_that_begin_alike_are_not_below() {
        assert_eq!(check("-a +a/b -a!x", "a a!x a!"), "a:part a!x:nothing a!:all (3)");
    }

    #[test]
    fn the_ignore_rules_of_a_directory_are_kept_with_it() {
        let mut selection = Selection::default();
        selection.deselect(&path("a"));
        selection.select(&path("a/b"));
        let are_kept =
            ["a/.syncitignore", "a/c/.syncitignore", ".syncitignore"].map(|of| selection.includes(&path(of)));
        assert_eq!(are_kept, [true, false, true]);
        assert!(Selection::only(&[]).includes(&path(".syncitignore")));
    }

    #[test]
    fn it_ends_where_only_the_directory_above_is_kept() {
        let mut selection = Selection::default();
        selection.deselect(&path("a"));
        selection.select(&path("a/b/c"));
        let ends: Vec<bool> = ["a", "a/x", "a/x/y", "a/b", "a/b/x"].map(|of| selection.ends_at(&path(of))).into();
        assert_eq!(ends, [false, true, false, false, true]);
    }
}
