//! What a path alone says: what lies below a directory, among paths that are kept in order, and what belongs to git.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use syncit_core::RelPath;

/// Returns the paths of a set that lie below a directory, without going through the others.
pub(crate) fn below(paths: &BTreeSet<RelPath>, dir: &RelPath) -> Vec<RelPath> {
    let (from, to) = bounds(dir);
    paths.range::<str, _>((Bound::Excluded(&*from), Bound::Excluded(&*to))).cloned().collect()
}

/// The same for the keys of a map.
pub(crate) fn keys_below<T>(map: &BTreeMap<RelPath, T>, dir: &RelPath) -> Vec<RelPath> {
    let (from, to) = bounds(dir);
    map.range::<str, _>((Bound::Excluded(&*from), Bound::Excluded(&*to))).map(|(path, _)| path.clone()).collect()
}

/// Returns true if a set contains something below a directory.
pub(crate) fn has_below(paths: &BTreeSet<RelPath>, dir: &RelPath) -> bool {
    let (from, to) = bounds(dir);
    paths.range::<str, _>((Bound::Excluded(&*from), Bound::Excluded(&*to))).next().is_some()
}

/// Returns the `.git` directory that a path lies in, if it does.
pub(crate) fn git_dir(path: &RelPath) -> Option<RelPath> {
    path.as_str().contains(".git/").then(|| path.ancestors().find(|dir| dir.name() == ".git")).flatten()
}

/// Returns true if a path is that of a git index.
pub(crate) fn is_index(path: &RelPath) -> bool {
    path.name() == "index" && git_dir(path).is_some()
}

/// Returns the bounds of all paths below a directory: they lie between a slash and the character that follows it.
fn bounds(dir: &RelPath) -> (String, String) {
    (format!("{}/", dir.as_str()), format!("{}0", dir.as_str()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn below_a_directory_is_neither_itself_nor_what_only_begins_alike() {
        let path = |text: &str| RelPath::new(text).unwrap();
        let all: BTreeSet<RelPath> = ["d", "d-x", "d/a", "d/a/b", "d/ä", "d0", "da/b", "e"].map(path).into();
        let shown = |dir: &str| below(&all, &path(dir)).iter().map(|it| it.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(shown("d"), ["d/a", "d/a/b", "d/ä"]);
        assert_eq!(shown("d/a"), ["d/a/b"]);
        assert!(shown("d-x").is_empty());
        for dir in ["d", "d/a", "d-x", "da", "e"] {
            assert_eq!(has_below(&all, &path(dir)), !shown(dir).is_empty(), "{dir}");
        }
    }
}
