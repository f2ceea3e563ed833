//! Counts what one machine deleted in one folder within the last minute.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::limits::{HoldLimits, WINDOW};
use crate::ids::Seq;

/// The files that are missing on a machine's disk and not yet offered as deleted, including those in the current offer:
/// they belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Missing {
    /// Files with content.
    #[serde(default)]
    pub full: u64,
    /// Empty files.
    #[serde(default)]
    pub empty: u64,
}

impl Missing {
    /// Returns what is left after these were offered.
    pub fn without(self, offered: Counted) -> Missing {
        Missing { full: self.full.saturating_sub(offered.full), empty: self.empty.saturating_sub(offered.empty) }
    }

    /// Returns true if nothing is missing.
    pub fn is_nothing(self) -> bool {
        self == Missing::default()
    }
}

/// Numbers of files by kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Deleted files with content.
    pub full: u64,
    /// Deleted empty files.
    pub empty: u64,
    /// Added empty files.
    pub added: u64,
}

impl Counted {
    /// Counts the deletion of a file of this size.
    pub fn add(&mut self, size: u64) {
        if size == 0 { self.empty += 1 } else { self.full += 1 }
    }
}

/// What one machine deleted in one folder within the last minute and the hub passed on.
///
/// Empty files are all alike, so a move of one cannot be recognised. Each one that is added cancels one deletion of
/// one, whichever comes first.
#[derive(Debug, Clone, Default)]
pub struct Deletions {
    deleted: VecDeque<Deleted>,
    /// Added empty files that cancel no deletion yet, by second.
    added: VecDeque<(u64, u64)>,
}

/// Deletions passed on in the same second.
#[derive(Debug, Clone, Copy)]
struct Deleted {
    second: u64,
    full: u64,
    empty: u64,
    /// The number of files just before.
    before: u64,
    /// The position of the journal just before.
    after: Seq,
}

impl Deletions {
    /// Records deletions and additions of empty files. There were `before` files just before, and the journal was at
    /// `after`.
    pub fn note(&mut self, second: u64, counted: Counted, before: u64, after: Seq) {
        let Counted { full, mut empty, mut added } = counted;
        while empty > 0
            && let Some((_, earlier)) = self.added.front_mut()
        {
            let both = empty.min(*earlier);
            (empty, *earlier) = (empty - both, *earlier - both);
            if *earlier == 0 {
                self.added.pop_front();
            }
        }
        let both = empty.min(added);
        (empty, added) = (empty - both, added - both);
        for earlier in &mut self.deleted {
            let both = added.min(earlier.empty);
            (added, earlier.empty) = (added - both, earlier.empty - both);
        }
        self.deleted.retain(|deleted| deleted.full + deleted.empty > 0);
        if full + empty > 0 {
            match self.deleted.back_mut() {
                Some(last) if last.second == second => {
                    (last.full, last.empty) = (last.full + full, last.empty + empty);
                }
                _ => self.deleted.push_back(Deleted { second, full, empty, before, after }),
            }
        }
        if added > 0 {
            match self.added.back_mut() {
                Some((last, files)) if *last == second => *files += added,
                _ => self.added.push_back((second, added)),
            }
        }
    }

    /// Forgets what is too old to count.
    pub fn age(&mut self, second: u64) {
        let is_over = |then: u64| then + WINDOW <= second;
        while self.deleted.front().is_some_and(|first| is_over(first.second)) {
            self.deleted.pop_front();
        }
        while self.added.front().is_some_and(|(first, _)| is_over(*first)) {
            self.added.pop_front();
        }
    }

    /// Returns true if nothing counts any more.
    pub fn is_empty(&self) -> bool {
        self.deleted.is_empty() && self.added.is_empty()
    }

    /// Returns the number of files that count as deleted.
    pub fn files(&self) -> u64 {
        self.files_with(Counted::default())
    }

    /// Returns the same after adding these.
    pub fn files_with(&self, counted: Counted) -> u64 {
        let full: u64 = self.deleted.iter().map(|deleted| deleted.full).sum();
        let empty: u64 = self.deleted.iter().map(|deleted| deleted.empty).sum();
        let added: u64 = self.added.iter().map(|(_, files)| files).sum();
        full.saturating_add(counted.full)
            .saturating_add((empty.saturating_add(counted.empty)).saturating_sub(added + counted.added))
    }

    /// Returns true if adding `coming`, together with the announced `rest`, would be a mass deletion in a folder that
    /// has `files` files now. A person has confirmed `confirmed` of the additional deletions.
    ///
    /// The share is taken of the files before the first deletion, except those removed since without being lost.
    pub fn would_be_mass(
        &self,
        limits: HoldLimits,
        (coming, rest): (Counted, Missing),
        files: u64,
        confirmed: u64,
    ) -> bool {
        let coming = Counted {
            full: coming.full.saturating_add(rest.full),
            empty: coming.empty.saturating_add(rest.empty),
            added: coming.added,
        };
        let (already, all) = (self.files(), self.files_with(coming));
        let all = all.min(already) + all.saturating_sub(already).saturating_sub(confirmed);
        limits.is_mass_deletion(all, self.basis(files))
    }

    /// Returns the number of files that the share is taken of, for a folder that has `files` files now.
    pub fn basis(&self, files: u64) -> u64 {
        let before = self.deleted.front().map_or(files, |first| first.before);
        before.min(files.saturating_add(self.files()))
    }

    /// Recounts the deletions of files with content: only those with the seqs in `lost` have lost something that is not
    /// back. The count never grows, because a deletion that does not count never starts to.
    pub fn recount(&mut self, lost: impl IntoIterator<Item = Seq>) {
        let mut counted = vec![0; self.deleted.len()];
        for seq in lost {
            if let Some(of) = self.deleted.iter().rposition(|deleted| deleted.after < seq) {
                counted[of] += 1;
            }
        }
        for (deleted, count) in self.deleted.iter_mut().zip(counted) {
            deleted.full = deleted.full.min(count);
        }
        self.deleted.retain(|deleted| deleted.full + deleted.empty > 0);
    }

    /// Returns the position of the journal before the first deletion; `None` if nothing was deleted.
    pub fn after(&self) -> Option<Seq> {
        self.deleted.front().map(|first| first.after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parses `12` files, `12e` empty ones, `12n` empty ones that are new, or several with `+` between them.
    fn counted(text: &str) -> Option<Counted> {
        let mut counted = Counted::default();
        for part in text.split('+') {
            let number = |end: char| part.strip_suffix(end).and_then(|number| number.parse::<u64>().ok());
            match (number('e'), number('n')) {
                (Some(empty), _) => counted.empty += empty,
                (_, Some(added)) => counted.added += added,
                _ => counted.full += part.parse::<u64>().ok()?,
            }
        }
        Some(counted)
    }

    /// Plays `SECOND:COUNTED` in a folder of `files` files, and returns the second in which it is held.
    fn held_at(files: u64, limits: HoldLimits, script: &str) -> Option<u64> {
        let (mut deletions, mut left) = (Deletions::default(), files);
        for line in script.split_whitespace() {
            let (second, what) = line.split_once(':')?;
            let (second, counted): (u64, _) = (second.parse().ok()?, counted(what)?);
            deletions.age(second);
            if deletions.would_be_mass(limits, (counted, Missing::default()), left, 0) {
                return Some(second);
            }
            deletions.note(second, counted, left, Seq(0));
            left = left + counted.added - counted.full - counted.empty;
        }
        None
    }

    #[test]
    fn more_than_half_and_at_least_a_hundred_within_a_minute_are_held() {
        let usual = HoldLimits::USUAL;
        for (files, script, expected) in [
            // In one batch.
            (100, "0:99", None),
            (100, "0:100", Some(0)),
            (199, "0:99", None),
            (199, "0:100", Some(0)),
            (200, "0:100", None),
            (200, "0:101", Some(0)),
            (1_000_000, "0:500000", None),
            (1_000_000, "0:500001", Some(0)),
            // In many batches: the share is taken of the files before the first deletion.
            (200, "0:50 10:50 20:1", Some(20)),
            (200, "0:50 59:51", Some(59)),
            (200, "0:50 60:51", None),
            (300, "0:60 30:60 59:31", Some(59)),
            (300, "0:60 30:60 60:31", None),
            // What is too old does not count, neither as deleted nor as present before.
            (400, "0:150 60:125", None),
            (400, "0:150 60:126", Some(60)),
            (400, "0:1 60:150 61:60", Some(61)),
            // Slow deletion is not a mass deletion.
            (1_000, "0:99 60:99 120:99 180:99 240:99", None),
            (0, "0:0", None),
        ] {
            assert_eq!(held_at(files, usual, script), expected, "{files} files, {script}");
        }
    }

    #[test]
    fn for_each_empty_file_that_is_added_one_that_is_deleted_does_not_count() {
        let usual = HoldLimits::USUAL;
        for (files, script, expected) in [
            // Empty files that are only deleted count like all others.
            (300, "0:300e", Some(0)),
            (300, "0:80+80e", Some(0)),
            // Moved, in one batch or many, whichever half comes first.
            (300, "0:300e+300n", None),
            (300, "0:300n 1:300e", None),
            (300, "0:255n 0:45n 1:255e 1:45e", None),
            (300, "0:90e 1:90n 2:90e 3:90n 4:90e 5:90n 6:30e 7:30n", None),
            (300, "0:300n 59:300e", None),
            // Moved files do not start to count when their additions are forgotten.
            (300, "0:300n 59:300e 61:1 62:1", None),
            (300, "0:140e 30:140n 59:140e+140n 89:1", None),
            // Additions that are too old, or too few, do not cancel the deletions.
            (300, "0:300n 60:300e", None),
            (300, "0:300n 60:301e", Some(60)),
            (300, "0:200n 1:300e", None),
            (300, "0:90n 1:300e", Some(1)),
            // An addition cancels only one deletion, and none of a file with content.
            (200, "0:200n 1:200e 2:200e", Some(2)),
            (200, "0:200n 1:200 2:1", Some(2)),
            (200, "0:300n 1:251", Some(1)),
            (200, "0:200n+150", Some(0)),
        ] {
            assert_eq!(held_at(files, usual, script), expected, "{files} files, {script}");
        }
    }

    #[test]
    fn limits_are_per_folder() {
        for (files, share, script, expected) in [
            (10, 50, "0:9", None),
            (10, 50, "0:11", Some(0)),
            (10, 90, "0:18", None),
            (10, 90, "0:19", Some(0)),
            (10, 100, "0:20", None),
            (1, 1, "0:1", Some(0)),
        ] {
            let limits = HoldLimits { files, share };
            assert_eq!(held_at(20, limits, script), expected, "{limits:?}, {script}");
        }
    }
}
