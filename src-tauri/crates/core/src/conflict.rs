//! When a conflict still waits for a person.

use crate::entry::Entry;

/// Says whether a conflict copy and what it is a copy of are two versions of which somebody has to choose one. It is
/// over when either is gone or both have the same content.
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
    use super::*;
    use crate::content::ChunkList;
    use crate::entry::FileEntry;
    use crate::time::Timestamp;

    fn file(content: &str, executable: bool) -> Entry {
        let list = ChunkList::of_small(content.as_bytes());
        Entry::File(FileEntry { digest: list.digest(), size: list.size(), executable, mtime: Timestamp(0) })
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
