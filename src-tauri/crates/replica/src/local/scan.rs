//! Scans the disk and records what is there: hints first, then whole directories from a queue, a bounded slice in each
//! step.
//!
//! Looking at a path and writing its row happen in one step, so no transition can come in between. Only a hash job notes
//! the row's rev; its path is rescanned if the row was written since. Unknown is never absent: only if the disk says for
//! certain that nothing is there, under a confirmed root, a path is absent.

mod absence;
mod contents;
mod index;
mod quiet;
mod rules;
mod sweep;

use std::collections::HashMap;

use syncit_core::entry::MAX_LINK_TARGET;
use syncit_core::path::BadPath;
use syncit_core::replica_store::{Local, ReplicaStore, Row, Stamp, StoreResult, Unknown};
use syncit_core::{Entry, RelPath};

use crate::disk::cut::{self, is_same};
use crate::disk::{Disk, DiskError, DiskErrorKind, Kind, Place, Stat};
use crate::event::{Hint, Hold};
use crate::ignore_rules::IGNORE_FILE;
use crate::local::memory::{Asked, Cursor, Listing};
use crate::reasons::Trouble;
use crate::replica::Replica;

/// What one step may spend: checking a path costs 1, reading a small file about 8. In all about 5 ms.
const BUDGET: u64 = 2_048;

/// Returns true if stat sees another directory than the one in the row.
fn is_another_directory(local: &Local, stat: &Stat) -> bool {
    local.stamp().is_some_and(|stamp| stamp.inode != stat.inode)
}

/// Returns true if no name was added or removed in a directory since its row was written.
fn is_same_directory(local: &Local, stat: &Stat) -> bool {
    let is_same = |stamp: &Stamp| stamp.inode == stat.inode && stamp.mtime == stat.mtime && stamp.ctime == stat.ctime;
    local.stamp().is_some_and(|stamp| stamp.settled && is_same(stamp))
}

/// Returns what it costs to find out whether a path is ignored: the rules above each directory above it are asked. For a
/// path of ten levels that is little, for one of 256 levels, such as only a hostile hub makes, it is a millisecond.
fn cost_of_rules(path: &RelPath) -> u64 {
    let depth = path.depth() as u64;
    depth * depth / 32
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Queues a full rescan, and retries what failed.
    pub(crate) fn rescan(&mut self) -> StoreResult<()> {
        self.scan_below(None, true);
        self.retry_troubled()
    }

    /// Queues a directory; with `deep`, everything below it whatever is known of it.
    pub(crate) fn scan_below(&mut self, dir: Option<RelPath>, deep: bool) {
        self.queue(Listing { dir, deep, is_swept: false }, false);
    }

    fn queue(&mut self, listing: Listing, is_next: bool) {
        if !self.scan.queued.insert(listing.dir.clone()) {
            if let Some(queued) = self.scan.dirs.iter_mut().find(|queued| queued.dir == listing.dir) {
                queued.deep |= listing.deep;
                queued.is_swept &= listing.is_swept;
            }
        } else if is_next {
            self.scan.dirs.push_front(listing);
        } else {
            self.scan.dirs.push_back(listing);
        }
    }

    /// Queues a path to be scanned before anything else.
    pub(crate) fn look_at(&mut self, path: RelPath, force: bool) {
        *self.scan.looks.entry(path).or_default() |= force;
    }

    /// Returns true if a directory above a path is about to be scanned.
    pub(crate) fn is_looked_at_above(&self, path: &RelPath) -> bool {
        path.ancestors().any(|dir| self.scan.looks.contains_key(&dir))
    }

    pub(crate) fn take_hints(&mut self, hints: Vec<Hint>) {
        for hint in hints {
            match hint {
                Hint::Path(path) => self.look_at(path, false),
                Hint::Closed(path) => self.was_closed(path),
                Hint::Writing(path) => self.is_written(path),
                Hint::Below(dir) => self.scan_below(dir, true),
                Hint::Root => self.root.check_now = true,
                Hint::Cookie(token) => self.fences.cookie_seen(token),
            }
        }
    }

    pub(crate) fn run_scan(&mut self) -> StoreResult<()> {
        self.take_quiet_files()?;
        self.look_again();
        let mut budget = BUDGET;
        while budget > 0 {
            self.take_changed_rules()?;
            let spent = if let Some((path, force)) = self.scan.looks.pop_first() {
                self.look(&path, force)? + cost_of_rules(&path)
            } else if let Some(mut cursor) = self.scan.current.take() {
                match cursor.names.next() {
                    Some(name) => {
                        let spent = self.look_in(&mut cursor, &name)?;
                        self.scan.current = Some(cursor);
                        spent
                    }
                    None => 0,
                }
            } else if let Some(listing) = self.scan.dirs.pop_front() {
                self.scan.queued.remove(&listing.dir);
                let cost = listing.dir.as_ref().map_or(0, cost_of_rules);
                self.list(listing)? + cost
            } else {
                match self.sweep_on()? {
                    0 => break,
                    spent => spent,
                }
            };
            budget = budget.saturating_sub(spent);
        }
        self.start_hashing()?;
        if self.root.hold == Some(Hold::Emptied) {
            // Files that came back end the hold.
            self.root.confirmed = false;
            self.confirm_root()?;
        }
        if !self.scan.is_at_work() && self.root.hold.is_none() {
            self.work.trust_settling();
        }
        if !self.link.scanned && !self.scan.is_at_work() && self.root.hold.is_none() {
            self.link.scanned = true;
            self.save_link();
            self.work.changed = true;
        }
        Ok(())
    }

    pub(crate) fn scan_wake(&self) -> Option<u64> {
        let more = !self.scan.looks.is_empty() || !self.scan.dirs.is_empty() || self.scan.current.is_some();
        let may_go_on = matches!(self.root.hold, None | Some(Hold::Emptied));
        if more && may_go_on {
            return Some(self.now.ticks);
        }
        let later = self.scan.again.values().chain(self.scan.resting_rules.values()).min().copied();
        [self.quiet_wake(), later, Some(self.sweep_wake())].into_iter().flatten().min()
    }

    fn look_in(&mut self, cursor: &mut Cursor, name: &str) -> StoreResult<u64> {
        let Ok(path) = RelPath::child(cursor.dir.as_ref(), name) else { return Ok(1) };
        let row = match cursor.rows.remove(name) {
            Some(row) if self.store.rev() == cursor.rev => Some(row),
            None if self.store.rev() == cursor.rev => None,
            _ => self.store.row(&path)?,
        };
        let before = self.store.rev();
        let was = row.as_ref().filter(|_| cursor.is_swept).and_then(|row| row.local.entry().cloned());
        let asked = Asked { force: false, deep: cursor.deep, is_swept: cursor.is_swept };
        let spent = match self.disk.stat(&Place::from(&path)) {
            Ok(stat) => self.saw(&path, stat, row, asked)?,
            Err(error) => self.could_not_look(&path, error)?,
        };
        // A row that is written only to note that its file has been quiet for long enough says nothing new.
        if cursor.is_swept && self.store.rev() != before {
            let now = self.store.row(&path)?.map(|row| row.local);
            // No event reports a change through another name.
            let is_shared = now.as_ref().and_then(Local::stamp).is_some_and(|stamp| stamp.shared);
            if !is_shared && now.as_ref().and_then(Local::entry) != was.as_ref() {
                self.missed(&path);
            }
        }
        // What was just written concerns this path alone, or what is below it: the other rows stay valid.
        if cursor.rev == before {
            cursor.rev = self.store.rev();
        }
        Ok(spent)
    }

    /// Returns true if a row's file looks unchanged. A chmod right after it was placed leaves the same stamp if the clock
    /// is coarse.
    fn is_as_seen(&self, row: &Row, stat: &Stat) -> bool {
        match &row.local {
            Local::Known { entry: Entry::File(file), stamp: Some(stamp) } => {
                // A file may be closed in the same step of a coarse clock in which it was last seen.
                let has_mode = stamp.private.is_none_or(|private| Some(private) == self.stamp(stat).private);
                has_mode && is_same(stamp, stat) && self.has_bits(file, stamp, stat)
            }
            _ => false,
        }
    }

    /// Scans one path, whatever is known of what is above it.
    pub(crate) fn look(&mut self, path: &RelPath, force: bool) -> StoreResult<u64> {
        let mut above: Vec<RelPath> = path.ancestors().collect();
        above.reverse();
        for dir in above {
            if self.scan.rules.own_verdict(&dir, true).is_some() {
                // What was put below it after the rule came, such as a conflict copy, is ignored like all else there.
                let is_open = |row: &Row| match row.local {
                    Local::Unknown(Unknown::Unread) => true,
                    Local::Unknown(Unknown::Unselected) => self.is_selected(path),
                    _ => false,
                };
                let row = self.store.row(path)?.filter(is_open);
                row.map_or(Ok(()), |row| self.becomes_unknown(path, row, Unknown::Ignored))?;
                self.ignore_what_is_chosen_again(path)?;
                return Ok(1);
            }
            match self.store.row(&dir)?.map(|row| row.local) {
                Some(Local::Known { entry: Entry::Directory, .. } | Local::Unknown(Unknown::Kept)) => {}
                Some(Local::Unknown(Unknown::Mount)) => return Ok(1),
                // A directory that was not known yet is listed, and so this path is found.
                _ => {
                    return match self.stat_named(&dir) {
                        Ok(stat) => {
                            let row = self.store.row(&dir)?;
                            self.saw(&dir, stat, row, Asked::default())
                        }
                        Err(error) => self.could_not_look(&dir, error),
                    };
                }
            }
        }
        match self.stat_named(path) {
            Ok(stat) => {
                let row = self.store.row(path)?;
                self.retry(path);
                // SyncIt's own placing causes such hints; the file then has its author's mtime. What a person just wrote
                // has the same mtime and ctime, and is read again until it is settled.
                if !force && stat.mtime != stat.ctime && row.as_ref().is_some_and(|row| self.is_as_seen(row, &stat)) {
                    return Ok(1);
                }
                self.saw(path, stat, row, Asked { force, ..Asked::default() })
            }
            Err(error) => self.could_not_look(path, error),
        }
    }

    fn could_not_look(&mut self, path: &RelPath, error: DiskError) -> StoreResult<u64> {
        match error.kind {
            DiskErrorKind::NotFound => self.vanished(path)?,
            DiskErrorKind::OtherMount => {
                let row = self.row(path)?;
                self.becomes_unknown(path, row, Unknown::Mount)?;
            }
            _ => self.unreadable(path, &error)?,
        }
        Ok(1)
    }

    /// Lists a directory: what is missing in it is absent, and what is there is scanned next.
    fn list(&mut self, Listing { dir, mut deep, is_swept }: Listing) -> StoreResult<u64> {
        if !self.confirm_root()? {
            return Ok(1);
        }
        let place = dir.as_ref().map_or(Place::Root, Place::from);
        let looked = match &dir {
            Some(dir) => self.stat_named(dir),
            None => self.disk.stat(&place),
        };
        let (before, listed) = match (looked.and_then(|before| Ok((before, self.disk.read_dir(&place)?))), &dir) {
            (Ok(listed), _) => listed,
            (Err(error), Some(dir)) => {
                match self.disk.stat(&Place::from(dir)) {
                    Ok(stat) if stat.is_elsewhere || stat.kind != Kind::Directory => self.look_at(dir.clone(), false),
                    Ok(_) => self.could_not_look(dir, error).map(drop)?,
                    Err(error) => return self.could_not_look(dir, error),
                }
                return Ok(1);
            }
            (Err(_), None) => {
                self.root.check_now = true;
                return Ok(1);
            }
        };
        if before.is_elsewhere {
            dir.into_iter().for_each(|dir| self.look_at(dir, false));
            return Ok(1);
        }
        let mut is_new = !self.link.scanned;
        if let Some(dir) = &dir {
            if self.scan.rules.verdict(dir, true).is_some() {
                return Ok(1);
            }
            let row = self.row(dir)?;
            if self.is_in_the_way(&row) {
                return self.report_in_the_way(row).map(|()| 1);
            }
            deep |= is_another_directory(&row.local, &before);
            is_new |= !matches!(row.local, Local::Known { entry: Entry::Directory, .. });
            self.saw_directory(row, &before)?;
        } else {
            self.scan.sweep.root = Some(cut::stamp(&before, self.now.wall));
        }
        self.work.problems.clear_names(dir.as_ref());
        if let Some(dir) = &dir {
            self.scan.own_dirs.remove(dir);
        }
        let is_empty = listed.is_empty();
        let mut names = Vec::with_capacity(listed.len());
        for entry in listed {
            match entry.name {
                Ok(name) => match RelPath::child(dir.as_ref(), &name) {
                    Ok(_) => names.push(name),
                    Err(why) => self.bad_name(dir.as_ref(), &name, why),
                },
                Err((why, shown)) => self.bad_name(dir.as_ref(), &shown, why),
            }
        }
        names.sort_unstable();
        // An ignore file may be gone whose rules were still in force when the loop ended.
        let has_rules = names.binary_search_by(|name| name.as_str().cmp(IGNORE_FILE)).is_ok()
            || self.scan.in_force.contains_key(&dir);
        if has_rules && !self.look_at_rules(dir.as_ref(), is_new)? {
            return Ok(4);
        }
        let by_name = self.missing_are_absent(dir.as_ref(), &names, is_swept)?;
        if let Some(dir) = dir.as_ref().filter(|_| is_empty) {
            self.release_kept(dir)?;
        }
        let rev = self.store.rev();
        self.scan.current = Some(Cursor { dir, deep, is_swept, names: names.into_iter(), rows: by_name, rev });
        Ok(4)
    }

    /// Records that a directory is there, and which one it is.
    fn saw_directory(&mut self, mut row: Row, stat: &Stat) -> StoreResult<()> {
        let stamp = Stamp { size: 0, ..self.stamp(stat) };
        let local = Local::Known { entry: Entry::Directory, stamp: Some(stamp) };
        if row.local == local || row.local == Local::Unknown(Unknown::Kept) {
            return Ok(());
        }
        let was_directory = row.local.entry().is_some_and(Entry::is_directory);
        // What the hub has here instead was removed before the directory came, perhaps while nothing was watching.
        if row.base.entry.is_leaf() {
            row = row.seen_absent(false).unwrap_or(row);
        }
        let here = self.dir_privacy(&row, &stamp)?;
        let is_as_before = was_directory && here == row.privacy.here;
        row.local = local;
        row.privacy.here = here;
        if is_as_before {
            return self.put_observed(&row);
        }
        let path = row.path.clone();
        self.put(row)?;
        self.wake_kept_parents(&path)
    }

    /// Returns the rows of a directory whose names were listed, by name. The others become absent, or are rescanned.
    fn missing_are_absent(
        &mut self,
        dir: Option<&RelPath>,
        names: &[String],
        is_swept: bool,
    ) -> StoreResult<HashMap<String, Row>> {
        let rows = self.store.children(dir)?;
        let mut by_name = HashMap::with_capacity(rows.len());
        for row in rows {
            if names.binary_search_by(|name| name.as_str().cmp(row.path.name())).is_ok() {
                by_name.insert(row.path.name().to_owned(), row);
            } else if row.local != Local::ABSENT && !self.is_kept_elsewhere(&row) {
                // A rename while the directory was read can hide a name, so each missing one is checked by stat.
                match self.disk.stat(&Place::from(&row.path)) {
                    Err(error) if error.kind == DiskErrorKind::NotFound => {
                        let before = self.store.rev();
                        self.vanished(&row.path)?;
                        if is_swept && self.store.rev() != before {
                            self.missed(&row.path);
                        }
                    }
                    _ => self.look_at(row.path, false),
                }
            }
        }
        Ok(by_name)
    }

    fn bad_name(&mut self, dir: Option<&RelPath>, name: &str, why: BadPath) {
        if why == BadPath::Reserved
            && let Some(dir) = dir
        {
            self.scan.own_dirs.insert(dir.clone());
            return;
        }
        self.work.problems.report_name(dir, name, why);
    }

    /// Records what stat says of a path.
    fn saw(&mut self, path: &RelPath, stat: Stat, row: Option<Row>, asked: Asked) -> StoreResult<u64> {
        let Asked { force, deep, is_swept } = asked;
        let row = row.unwrap_or_else(|| Row::new(path.clone()));
        let is_dir = stat.kind == Kind::Directory;
        if self.scan.rules.own_verdict(path, is_dir).is_some() {
            self.becomes_unknown(path, row, Unknown::Ignored)?;
            return Ok(1);
        }
        if self.is_in_the_way(&row) {
            return self.report_in_the_way(row).map(|()| 1);
        }
        if stat.is_elsewhere {
            self.becomes_unknown(path, row, Unknown::Mount)?;
            return Ok(1);
        }
        let was_directory = matches!(&row.local, Local::Known { entry: Entry::Directory, .. });
        let may_have_been = was_directory || matches!(&row.local, Local::Unknown(why) if !why.is_passing());
        if may_have_been && !is_dir {
            self.vanished_below(path)?;
        }
        match stat.kind {
            Kind::Directory => {
                // Nobody has looked into a directory that had the name of something that is not chosen.
                let deep = deep || row.local == Local::Unknown(Unknown::Unselected);
                let is_other = is_another_directory(&row.local, &stat);
                let has_changed = was_directory && !is_same_directory(&row.local, &stat);
                if deep || has_changed || !(was_directory || row.local == Local::Unknown(Unknown::Kept)) {
                    // Listed next, before other directories; that writes its row.
                    self.queue(Listing { dir: Some(path.clone()), deep: deep || is_other, is_swept }, true);
                }
                Ok(1)
            }
            Kind::File => self.saw_file(path, stat, row, force),
            Kind::Symlink => self.saw_link(path, row),
            Kind::Other => {
                self.becomes_unknown(path, row, Unknown::Unsupported)?;
                self.report(path, Trouble::Special { path: path.clone() });
                Ok(1)
            }
        }
    }

    fn saw_link(&mut self, path: &RelPath, mut row: Row) -> StoreResult<u64> {
        match self.disk.read_link(&Place::from(path)) {
            Ok(target) if target.len() <= MAX_LINK_TARGET => {
                let local = Local::Known { entry: Entry::Symlink(target), stamp: None };
                if row.local != local {
                    row.local = local;
                    self.put(row)?;
                    self.wake_kept_parents(path)?;
                }
            }
            Err(error) if error.kind == DiskErrorKind::NotFound => self.vanished(path)?,
            _ => {
                self.becomes_unknown(path, row, Unknown::Unsupported)?;
                self.report(path, Trouble::Symlink { path: path.clone() });
            }
        }
        Ok(2)
    }
}
