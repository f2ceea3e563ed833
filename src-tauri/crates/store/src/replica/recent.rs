//! The rows that were just read or written, so that they are not read from the database again and again.
//!
//! It is only right because one connection alone writes the rows, and it is told of every write; a transaction that is
//! rolled back takes it along.

use std::collections::HashMap;

use syncit_core::RelPath;
use syncit_core::replica_store::Row;

/// Rows of one half at most: about as many as are planned at once. A row takes some 500 bytes.
const HALF: usize = 2_048;

/// The rows, and that a path has none, in two halves: when the newer one is full, the older one is forgotten, and
/// whatever was asked for meanwhile has moved to the newer one.
#[derive(Debug, Default)]
pub(super) struct Recent {
    newer: HashMap<RelPath, Option<Row>>,
    older: HashMap<RelPath, Option<Row>>,
}

impl Recent {
    /// A path's row, or that it has none; nothing if that is not known.
    pub(super) fn get(&mut self, path: &RelPath) -> Option<Option<Row>> {
        if let Some(row) = self.newer.get(path) {
            return Some(row.clone());
        }
        let row = self.older.remove(path)?;
        self.put(path, row.clone());
        Some(row)
    }

    /// Remembers what a path has now.
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
