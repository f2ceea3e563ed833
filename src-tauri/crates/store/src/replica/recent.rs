//! A cache of the rows that were just read or written, which saves repeated reads from the database.
//!
//! It is correct only because a single connection writes the rows and updates the cache on every write. Rolling back a
//! transaction clears it.

use std::collections::HashMap;

use syncit_core::RelPath;
use syncit_core::replica_store::Row;

/// The most rows in one half: about as many as are planned at once. A row takes about 500 bytes.
const HALF: usize = 2_048;

/// Rows, or the fact that a path has none, in two halves. When the newer half is full, the older one is dropped. A
/// lookup moves an entry from the older to the newer half.
#[derive(Debug, Default)]
pub(super) struct Recent {
    newer: HashMap<RelPath, Option<Row>>,
    older: HashMap<RelPath, Option<Row>>,
}

impl Recent {
    /// Returns a path's row, or `Some(None)` if the path has none; `None` if that is not cached.
    pub(super) fn get(&mut self, path: &RelPath) -> Option<Option<Row>> {
        if let Some(row) = self.newer.get(path) {
            return Some(row.clone());
        }
        let row = self.older.remove(path)?;
        self.put(path, row.clone());
        Some(row)
    }

    /// Caches the row of a path.
    pub(super) fn put(&mut self, path: &RelPath, row: Option<Row>) {
        if self.newer.len() >= HALF && !self.newer.contains_key(path) {
            self.older = std::mem::take(&mut self.newer);
        }
        self.older.remove(path);
        self.newer.insert(path.clone(), row);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn path(n: usize) -> RelPath {
        RelPath::new(&n.to_string()).unwrap()
    }

    #[test]
    fn what_is_asked_for_stays_and_the_rest_is_forgotten() {
        let mut recent = Recent::default();
        recent.put(&path(0), Some(Row::new(path(0))));
        for n in 1..10 * HALF {
            recent.put(&path(n), None);
            assert_eq!(recent.get(&path(0)).unwrap().unwrap().path, path(0), "after {n}");
        }
        assert_eq!(recent.get(&path(1)), None);
        assert_eq!(recent.get(&path(10 * HALF - 1)), Some(None));
        assert!(recent.newer.len() + recent.older.len() <= 2 * HALF);
    }

    #[test]
    fn an_older_row_never_comes_back() {
        let mut recent = Recent::default();
        recent.put(&path(0), None);
        (1..=HALF).for_each(|n| recent.put(&path(n), None));
        recent.put(&path(0), Some(Row::new(path(0))));
        (HALF + 1..2 * HALF).for_each(|n| recent.put(&path(n), None));
        assert!(recent.get(&path(0)).unwrap().is_some());
    }
}
