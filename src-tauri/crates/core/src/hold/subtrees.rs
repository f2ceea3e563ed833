//! The paths, each with all that is below it, in which something is being lost.

use std::collections::{BTreeMap, BTreeSet};

use crate::path::RelPath;

/// The most paths that a hold covers.
const MOST: usize = 16;

/// The paths at and below which deletions are held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subtrees {
    tops: BTreeSet<RelPath>,
    /// The hold covers the whole folder, and `tops` is empty.
    is_all: bool,
}

impl Subtrees {
    /// Returns the deepest directories that contain all of these files. Where a directory has few of them, the files
    /// are listed themselves.
    pub fn of<'a>(files: impl IntoIterator<Item = &'a RelPath>) -> Self {
        let mut subtrees = Subtrees::default();
        subtrees.widen(files);
        subtrees
    }

    /// Adds what contains these files.
    pub fn widen<'a>(&mut self, files: impl IntoIterator<Item = &'a RelPath>) {
        let mut by_directory: BTreeMap<Option<RelPath>, Vec<&RelPath>> = BTreeMap::new();
        let mut count = 0;
        for file in files.into_iter().filter(|file| !self.contains(file)) {
            by_directory.entry(file.parent()).or_default().push(file);
            count += 1;
        }
        for (dir, files) in by_directory {
            match dir.filter(|_| files.len() * MOST >= count) {
                Some(dir) => {
                    self.tops.insert(dir);
                }
                None => self.tops.extend(files.into_iter().cloned()),
            }
        }
        self.tidy();
    }

    /// Replaces the deepest paths by their parents until few enough are left.
    fn tidy(&mut self) {
        loop {
            let tops = std::mem::take(&mut self.tops);
            let is_covered = |path: &RelPath| path.ancestors().any(|dir| tops.contains(&dir));
            self.tops = tops.iter().filter(|path| !is_covered(path)).cloned().collect();
            let Some(deepest) = self.tops.iter().map(RelPath::depth).max().filter(|_| self.tops.len() > MOST) else {
                return;
            };
            let all = std::mem::take(&mut self.tops);
            for path in all {
                if path.depth() < deepest {
                    self.tops.insert(path);
                } else if let Some(dir) = path.parent() {
                    self.tops.insert(dir);
                } else {
                    *self = Subtrees { tops: BTreeSet::new(), is_all: true };
                    return;
                }
            }
        }
    }

    /// Returns true if a path is one of them or below one.
    pub fn contains(&self, path: &RelPath) -> bool {
        self.is_all || self.tops.contains(path) || path.ancestors().any(|dir| self.tops.contains(&dir))
    }

    /// Returns the paths; none for the whole folder.
    pub fn tops(&self) -> impl Iterator<Item = &RelPath> {
        self.tops.iter()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn shown(files: &[String]) -> String {
        let files: Vec<RelPath> = files.iter().map(|file| RelPath::new(file).unwrap()).collect();
        let subtrees = Subtrees::of(&files);
        assert!(files.iter().all(|file| subtrees.contains(file)), "{files:?} are not in {subtrees:?}");
        if subtrees.is_all {
            return "all".into();
        }
        subtrees.tops().map(RelPath::as_str).collect::<Vec<_>>().join(" ")
    }

    fn many(dirs: &str, of_each: usize) -> Vec<String> {
        dirs.split_whitespace().flat_map(|dir| (0..of_each).map(move |n| format!("{dir}/{n}"))).collect()
    }

    #[test]
    fn the_deepest_directories_that_hold_everything() {
        let one = |text: &str| vec![text.to_owned()];
        assert_eq!(shown(&[]), "");
        assert_eq!(shown(&many("photos/2021", 300)), "photos/2021");
        assert_eq!(shown(&many("photos/2021 photos/2022", 300)), "photos/2021 photos/2022");
        assert_eq!(shown(&many("photos photos/old", 300)), "photos");
        // One more lost file does not extend the hold to the whole folder, nor to the file's directory.
        assert_eq!(
            shown(&[many("photos", 300), one("letter.txt"), one("a/b/c.txt")].concat()),
            "a/b/c.txt letter.txt photos"
        );
        // Many directories become the one above them.
        let packages: Vec<String> = (0..200).map(|n| format!("web/node_modules/p{n}/lib")).collect();
        assert_eq!(shown(&many(&packages.join(" "), 3)), "web/node_modules");
        assert_eq!(shown(&[many(&packages.join(" "), 3), many("photos", 300)].concat()), "photos web/node_modules");
        let tops: Vec<String> = (0..200).map(|n| format!("d{n}")).collect();
        assert_eq!(shown(&many(&tops.join(" "), 3)), "all");
        assert_eq!(shown(&(0..17).map(|n| format!("f{n}")).collect::<Vec<_>>()), "all");
    }

    #[test]
    fn what_is_beside_them_is_not_in_them() {
        let mut subtrees = Subtrees::of(&[RelPath::new("a/b/c").unwrap()]);
        let contains = |subtrees: &Subtrees, text: &str| subtrees.contains(&RelPath::new(text).unwrap());
        for (path, expected) in [("a/b", true), ("a/b/c", true), ("a/b/d/e", true), ("a", false), ("a/b0", false)] {
            assert_eq!(contains(&subtrees, path), expected, "{path}");
        }
        subtrees.widen(&[RelPath::new("x/y").unwrap()]);
        assert!(contains(&subtrees, "a/b/d") && contains(&subtrees, "x/z") && !contains(&subtrees, "y"));
    }
}
