//! How single paths stand, as file managers show it: read from the rows, without a look at the disk.
//!
//! A file stands as its row does (`Row::standing`). A directory stands like the worst of what is in it, and never better
//! than is known: where too many rows would have to be read to tell, it counts as pending.

use std::collections::BTreeSet;

use syncit_core::replica_store::{Local, ReplicaStore, Row, Standing, StoreResult};
use syncit_core::{Entry, RelPath};

use crate::disk::Disk;
use crate::replica::Replica;

/// Rows that are read at a time to find one in a directory.
const PAGE: usize = 64;
/// Pages that are read for one directory.
const PAGES: usize = 16;

/// How a path stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathStanding {
    /// It is one of two versions that wait for a person.
    Conflict,
    /// Something failed, or it cannot be synced.
    Problem,
    /// Something is still to be done.
    Pending,
    /// It is the same here and at the hub, as far as is known.
    InSync,
    /// It is left out: by a rule, a mount, a choice, or this machine's sync mode.
    LeftOut,
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Returns how paths stand (`None`: the root), in their order; nothing for a path of which nothing is known.
    ///
    /// # Errors
    /// Those of the store.
    pub fn standings(&self, paths: &[Option<RelPath>]) -> StoreResult<Vec<Option<PathStanding>>> {
        let mut conflicts = BTreeSet::new();
        for conflict in self.conflicts()? {
            conflicts.extend([conflict.copy.path, conflict.original.path]);
        }
        paths.iter().map(|path| self.standing(path.as_ref(), &conflicts)).collect()
    }

    fn standing(&self, path: Option<&RelPath>, conflicts: &BTreeSet<RelPath>) -> StoreResult<Option<PathStanding>> {
        let Some(path) = path else { return self.standing_below(None, conflicts).map(Some) };
        if conflicts.contains(path) {
            return Ok(Some(PathStanding::Conflict));
        }
        let Some(row) = self.store.row(path)? else {
            return Ok(self.is_below_left_out(path)?.then_some(PathStanding::LeftOut));
        };
        if row.local == Local::ABSENT && row.standing() == Standing::Equal {
            return Ok(None);
        }
        let own = self.standing_of(&row);
        if own == PathStanding::InSync && row.local.entry().is_some_and(Entry::is_directory) {
            return self.standing_below(Some(path), conflicts).map(Some);
        }
        Ok(Some(own))
    }

    /// Returns how a path stands by its own row.
    fn standing_of(&self, row: &Row) -> PathStanding {
        match row.standing() {
            Standing::LeftOut | Standing::Aside => PathStanding::LeftOut,
            Standing::Pending | Standing::Troubled if self.is_left_out(&row.path) => PathStanding::LeftOut,
            _ if row.reason.is_some() => PathStanding::Problem,
            Standing::Pending if self.work.is_settling(&row.path) => PathStanding::InSync,
            Standing::Troubled => PathStanding::Problem,
            Standing::Pending => PathStanding::Pending,
            Standing::Equal => PathStanding::InSync,
        }
    }

    /// Returns true if a directory above a path is left out, so that nothing in it is looked at.
    fn is_below_left_out(&self, path: &RelPath) -> StoreResult<bool> {
        for above in path.ancestors() {
            if let Some(row) = self.store.row(&above)? {
                return Ok(self.standing_of(&row) == PathStanding::LeftOut);
            }
        }
        Ok(false)
    }

    /// Returns the worst of how what is in a directory (`None`: the root) stands. What is left out in it does not count.
    fn standing_below(&self, dir: Option<&RelPath>, conflicts: &BTreeSet<RelPath>) -> StoreResult<PathStanding> {
        let is_in = |path: &RelPath| dir.is_none_or(|dir| path.is_below(dir));
        if conflicts.iter().any(is_in) {
            return Ok(PathStanding::Conflict);
        }
        let totals = self.store.totals()?;
        let mut worst = PathStanding::InSync;
        if totals.troubled > 0 {
            worst = worst.min(self.worst_of(dir, |after| self.store.troubled(after, PAGE))?);
        }
        if worst > PathStanding::Problem && totals.pending > 0 {
            worst = worst.min(self.worst_of(dir, |after| self.store.pending(after, PAGE))?);
        }
        Ok(worst)
    }

    /// Returns the worst of how the rows in a directory stand, among those that `page` returns after a path.
    fn worst_of(
        &self,
        dir: Option<&RelPath>,
        page: impl Fn(Option<&RelPath>) -> StoreResult<Vec<Row>>,
    ) -> StoreResult<PathStanding> {
        let mut worst = PathStanding::InSync;
        let mut after = dir.cloned();
        for _ in 0..PAGES {
            let rows = page(after.as_ref())?;
            let Some(last) = rows.last() else { return Ok(worst) };
            let is_over = rows.len() < PAGE || dir.is_some_and(|dir| is_beyond(&last.path, dir));
            after = Some(last.path.clone());
            for row in rows.iter().filter(|row| dir.is_none_or(|dir| row.path.is_below(dir))) {
                let standing = self.standing_of(row);
                if standing != PathStanding::LeftOut {
                    worst = worst.min(standing);
                }
            }
            if is_over || worst <= PathStanding::Problem {
                return Ok(worst);
            }
        }
        Ok(worst.min(PathStanding::Pending))
    }
}

/// Returns true if a path comes after everything below a directory. Others may lie between the two: `a.b` between `a` and
/// `a/b`.
fn is_beyond(path: &RelPath, dir: &RelPath) -> bool {
    !path.is_below(dir) && path.as_str() > format!("{dir}/").as_str()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_lies_between_a_directory_and_its_contents_is_not_beyond_it() {
        let path = |text: &str| RelPath::new(text).unwrap();
        for (text, beyond) in
            [("a", false), ("a-b", false), ("a.b/c", false), ("a/b", false), ("a0", true), ("b", true)]
        {
            assert_eq!(is_beyond(&path(text), &path("a")), beyond, "{text}");
        }
    }
}
