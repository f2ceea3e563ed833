//! What a conflict copy is a copy of, and when a conflict still waits for a person.

use crate::entry::Entry;
use crate::ids::Seq;
use crate::replica_store::{ConflictOf, Row};

/// Returns what the local state of a row becomes a copy of when `winner` takes its name. If the row's base is a file,
/// both were made from it: this disk had exactly that content, and the hub's entries lead from it to `winner`.
pub fn copy_of(row: &Row, winner: Seq) -> ConflictOf {
    let base = row.base.entry.file().map(|_| row.base.seq).filter(|base| *base < winner);
    ConflictOf { path: row.path.clone(), seq: winner, base: base.unwrap_or_default() }
}

/// Returns true if a conflict copy and its original are two versions between which somebody has to choose. The conflict
/// is over when either is gone or both have the same content.
pub fn is_open(copy: &Entry, original: &Entry) -> bool {
    copy.is_leaf()
        && match (copy, original) {
            (_, Entry::Absent) => false,
            (Entry::File(copy), Entry::File(original)) => copy.digest != original.digest,
            (copy, original) => copy != original,
        }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::content::ChunkList;
    use crate::entry::FileEntry;
    use crate::path::RelPath;
    use crate::replica_store::Base;
    use crate::time::Timestamp;

    fn file(content: &str, executable: bool) -> Entry {
        let list = ChunkList::of_small(content.as_bytes());
        Entry::File(FileEntry {
            digest: list.digest(),
            size: list.size(),
            executable,
            private: None,
            mtime: Timestamp(0),
        })
    }

    #[test]
    fn a_copy_names_what_both_were_made_from_only_if_that_was_a_file_before_the_winner() {
        for (entry, seq, winner, expected) in [
            (file("a", false), 2, 3, 2),
            (file("a", false), 3, 3, 0),
            (file("a", false), 4, 3, 0),
            (file("a", false), 0, 3, 0),
            (Entry::Absent, 2, 3, 0),
            (Entry::Directory, 2, 3, 0),
            (Entry::Symlink("x".into()), 2, 3, 0),
        ] {
            let path = RelPath::new("d/a").unwrap();
            let row = Row { base: Base { entry, seq: Seq(seq) }, ..Row::new(path.clone()) };
            let of = ConflictOf { path, seq: Seq(winner), base: Seq(expected) };
            assert_eq!(copy_of(&row, Seq(winner)), of, "{row:?}");
        }
    }

    #[test]
    fn a_conflict_closes_by_itself() {
        let link = || Entry::Symlink("x".into());
        for (copy, original, expected) in [
            (file("a", false), file("b", false), true),
            (file("a", false), link(), true),
            (file("a", false), Entry::Directory, true),
            (link(), Entry::Symlink("y".into()), true),
            (file("a", false), file("a", true), false),
            (link(), link(), false),
            (file("a", false), Entry::Absent, false),
            (Entry::Absent, file("b", false), false),
        ] {
            assert_eq!(is_open(&copy, &original), expected, "{copy:?} {original:?}");
        }
    }
}
