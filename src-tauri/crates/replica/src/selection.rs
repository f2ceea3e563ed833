//! Which part of the folder is kept here, as a person chooses it (`core::selection`).
//!
//! What is not chosen any more is removed from this disk by the same plan and transition as everything else, once the hub
//! has it: until then its rows stay pending, and `core::plan` decides (`plan/tree/unselected`). After that they are
//! `Unknown::Unselected`, and nobody looks below them. What is chosen again is looked at as if it had never been here.

use std::collections::BTreeSet;

use syncit_core::path::IGNORE_FILE;
use syncit_core::replica_store::{Local, ReplicaStore, Row, StoreResult, Unknown};
use syncit_core::selection::{Choice, Extent, Selection};
use syncit_core::{Entry, RelPath, Seq};

use crate::disk::Disk;
use crate::hub::memory::taken;
use crate::reasons::Trouble;
use crate::replica::Replica;

/// A directory that the hub has, and how much of it is kept here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectedDirectory {
    /// The directory.
    pub path: RelPath,
    /// How much of it is chosen here.
    pub extent: Extent,
    /// Files below it at the hub.
    pub files: u64,
    /// Bytes of those files.
    pub bytes: u64,
    /// Bytes of those of them that are not on this disk.
    pub bytes_elsewhere: u64,
    /// True if there are directories in it.
    pub has_directories: bool,
}

/// What a change of what is chosen would mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Considered {
    /// A path in it that is no directory.
    pub unknown: Option<RelPath>,
    /// How many choices there would be.
    pub choices: usize,
    /// Bytes of files that would be fetched.
    pub bytes_to_fetch: u64,
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Returns which part of the folder is chosen here.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Returns the directories that the hub has directly in a directory (`None`: the root), in path order. Reads every row
    /// below it.
    ///
    /// # Errors
    /// Those of the store.
    pub fn selected(&self, dir: Option<&RelPath>) -> StoreResult<Vec<SelectedDirectory>> {
        let level = dir.map_or(0, RelPath::depth) + 1;
        let mut found: Vec<SelectedDirectory> = Vec::new();
        self.read_below(dir, |row| {
            if row.path.depth() > level {
                // Names that sort between a directory and what is in it may come first, so it need not be the last.
                let is_above = |above: &SelectedDirectory| row.path.is_below(&above.path);
                if let Some(above) = found.iter_mut().rev().find(|above| is_above(above)) {
                    above.count(&row, level);
                }
            } else if row.remote.entry.is_directory() {
                found.push(self.selected_directory(row.path));
            }
            true
        })?;
        Ok(found)
    }

    fn selected_directory(&self, path: RelPath) -> SelectedDirectory {
        let extent = self.selection.extent(&path);
        SelectedDirectory { path, extent, files: 0, bytes: 0, bytes_elsewhere: 0, has_directories: false }
    }

    /// Returns what a change of what is chosen would mean. Reads every row if something is chosen by it.
    ///
    /// # Errors
    /// Those of the store.
    pub fn consider(&self, choice: &Choice) -> StoreResult<Considered> {
        let mut after = self.selection.clone();
        after.choose_all(choice);
        let mut considered = Considered { unknown: None, choices: after.choices().count(), bytes_to_fetch: 0 };
        for path in choice.deselect.iter().chain(&choice.select) {
            if !self.may_be_chosen(path)? {
                considered.unknown = Some(path.clone());
                return Ok(considered);
            }
        }
        if choice.select.is_empty() && choice.from != Some(true) {
            return Ok(considered);
        }
        self.read_below(None, |row| {
            let fetched = row.unselected_file().filter(|_| after.includes(&row.path));
            considered.bytes_to_fetch += fetched.map_or(0, |file| file.size);
            true
        })?;
        Ok(considered)
    }

    /// Returns true if a path can be chosen or not: it is a directory here or at the hub, or a choice says something of it.
    fn may_be_chosen(&self, path: &RelPath) -> StoreResult<bool> {
        let is_directory =
            |row: &Row| row.remote.entry.is_directory() || row.local.entry().is_some_and(Entry::is_directory);
        let is_chosen = self.selection.choices().any(|(choice, _)| choice == path);
        Ok(is_chosen || self.store.row(path)?.as_ref().is_some_and(is_directory))
    }

    pub(crate) fn is_selected(&self, path: &RelPath) -> bool {
        self.selection.includes(path)
    }

    pub(crate) fn leave_out_new(&mut self, leaves_out: bool) -> StoreResult<()> {
        let latest = self.hub.latest.max(taken(&self.link));
        self.choose(|selection| match leaves_out {
            true => drop(selection.leaves_out_after.get_or_insert(latest)),
            false => selection.leaves_out_after = None,
        })
    }

    /// Takes back the choice of a directory that another machine has just made, if new ones are not chosen.
    pub(crate) fn leave_out_if_new(&mut self, dir: &RelPath, seq: Seq) -> StoreResult<()> {
        if !self.selection.leaves_out(dir, seq) || self.selection.is_full() {
            return Ok(());
        }
        self.selection.deselect(dir);
        self.store.set_selection(&self.selection)?;
        self.written = true;
        Ok(())
    }

    /// Changes what is chosen, and judges anew everything that this concerns.
    pub(crate) fn choose(&mut self, change: impl FnOnce(&mut Selection)) -> StoreResult<()> {
        let before = self.selection.clone();
        change(&mut self.selection);
        if self.selection == before {
            return Ok(());
        }
        self.store.set_selection(&self.selection)?;
        self.written = true;
        if before.rest() != self.selection.rest() {
            self.for_all_below(None, |replica, row| replica.was_chosen(&before, row))?;
        } else {
            let changed = changed_choices(&before, &self.selection);
            // A directory is kept for what is chosen below it, and so are its ignore rules.
            let above: BTreeSet<RelPath> = changed.iter().flat_map(RelPath::ancestors).collect();
            for path in above.iter().chain(&changed) {
                let rules = RelPath::child(Some(path), IGNORE_FILE).ok();
                for path in rules.iter().chain([path]) {
                    self.store.row(path)?.map_or(Ok(()), |row| self.was_chosen(&before, row))?;
                }
            }
            for path in &changed {
                self.for_all_below(Some(path), |replica, row| replica.was_chosen(&before, row))?;
            }
        }
        let selection = &self.selection;
        for path in self.pull.abandon(|path| !selection.includes(path)) {
            self.landed(&path)?;
        }
        self.work.changed = true;
        // Nothing is removed before it is certain that a loss of power leaves the choice: without it, what is gone would
        // look as if a person had deleted it.
        self.commit()?;
        self.store.sync()
    }

    /// Judges a row anew if what is chosen of it has changed. What is chosen again and not on this disk is looked at.
    fn was_chosen(&mut self, before: &Selection, row: Row) -> StoreResult<()> {
        let is_selected = self.is_selected(&row.path);
        let is_there_only = row.local == Local::ABSENT && row.base.entry.is_absent() && row.remote.entry.is_live();
        match row.local {
            _ if before.includes(&row.path) == is_selected => Ok(()),
            Local::Known { .. } if is_there_only && !is_selected => self.put(row.unselected()),
            Local::Known { .. } => self.put(row),
            // What is below it is found with it.
            Local::Unknown(Unknown::Unselected) if !self.is_looked_at_above(&row.path) => {
                self.look_at(row.path, true);
                Ok(())
            }
            Local::Unknown(_) => Ok(()),
        }
    }

    /// Marks a row if it is not chosen here and still on this disk, so that it counts as pending until it is removed.
    pub(crate) fn mark_to_evict(&self, row: &mut Row) {
        row.to_evict = row.local.entry().is_some_and(Entry::is_live) && !self.is_selected(&row.path);
    }

    /// Records that a path is not chosen here and not on this disk, or a directory that stays for the unknown things in it.
    pub(crate) fn unselected(&mut self, row: Row) -> StoreResult<()> {
        if row.local == Local::ABSENT {
            return self.put(row.unselected());
        }
        self.report_in_the_way(row)
    }

    /// Returns true if something at a path that is not chosen here is none of the folder's files.
    pub(crate) fn is_in_the_way(&self, row: &Row) -> bool {
        match &row.local {
            Local::Unknown(Unknown::Unselected) => !self.is_selected(&row.path),
            // It was here before, and was never synced.
            Local::Unknown(Unknown::Ignored | Unknown::Kept) => self.selection.ends_at(&row.path),
            // Where the directory above is not chosen either, but is still to be removed, it is one of its files.
            Local::Known { entry: Entry::Absent, .. } => self.selection.ends_at(&row.path),
            _ => false,
        }
    }

    /// Marks everything below a directory as ignored that was not chosen before, and would not be looked at now.
    pub(crate) fn ignore_what_is_chosen_again(&mut self, dir: &RelPath) -> StoreResult<()> {
        if self.store.row(dir)?.is_none_or(|row| row.local != Local::Unknown(Unknown::Ignored)) {
            return Ok(());
        }
        self.for_all_below(Some(dir), |replica, row| {
            let is_it = row.local == Local::Unknown(Unknown::Unselected) && replica.is_selected(&row.path);
            match is_it {
                true => replica.put(Row { local: Local::Unknown(Unknown::Ignored), reason: None, ..row }),
                false => Ok(()),
            }
        })
    }

    /// Returns true if a path is not chosen here, and nothing was seen there.
    pub(crate) fn is_kept_elsewhere(&self, row: &Row) -> bool {
        row.is_only_elsewhere() && !self.is_selected(&row.path)
    }

    /// Reports something on this disk that has the name of something that is not chosen here. It is left alone.
    pub(crate) fn report_in_the_way(&mut self, row: Row) -> StoreResult<()> {
        self.report(&row.path, Trouble::NotChosen { path: row.path.clone() });
        let local = Local::Unknown(Unknown::Unselected);
        if row.local == local {
            return Ok(());
        }
        self.put(Row { local, ..row.unselected() })
    }
}

impl SelectedDirectory {
    fn count(&mut self, row: &Row, level: usize) {
        if let Some(file) = row.remote.entry.file() {
            self.files += 1;
            self.bytes += file.size;
            self.bytes_elsewhere += if row.agrees() { 0 } else { file.size };
        }
        self.has_directories |= row.path.depth() == level + 1 && row.remote.entry.is_directory();
    }
}

/// Returns the paths about which one of two selections says something that the other does not.
fn changed_choices(before: &Selection, after: &Selection) -> BTreeSet<RelPath> {
    let choices = |selection: &Selection| -> BTreeSet<(RelPath, bool)> {
        selection.choices().map(|(path, is_chosen)| (path.clone(), is_chosen)).collect()
    };
    let (before, after) = (choices(before), choices(after));
    before.symmetric_difference(&after).map(|(path, _)| path.clone()).collect()
}
