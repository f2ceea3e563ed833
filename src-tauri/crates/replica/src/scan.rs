//! Looks at the disk and writes down what is there: hints first, then whole directories from a queue,
//! a bounded slice in each step.
//!
//! A look and the row that follows from it happen in one step, so nothing that a transition does can come
//! in between; only what is hashed elsewhere notes the row's rev and is looked at again if the row was
//! written since. Unknown is never absent: only a certain no of the disk, under a confirmed root, is.

mod absence;
mod contents;
mod quiet;
mod rules;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use syncit_core::content::Digest;
use syncit_core::entry::MAX_LINK_TARGET;
use syncit_core::replica_store::{Local, ReplicaStore, Row, Stamp, StoreResult, Unknown};
use syncit_core::{Entry, RelPath, Rev};

use crate::disk::{Disk, DiskError, DiskErrorKind, Kind, Place, Stat};
use crate::ignore_rules::{IGNORE_FILE, IgnoreRules};
use crate::replica::Replica;
use crate::step::{Hint, Hold};
use crate::work::Origin;

use quiet::{NEVER_QUIET, QUIET, Writing};

/// What one step may spend: a look costs 1, a small file that is read about 8. Some 5 ms.
const BUDGET: u64 = 2_048;
/// Bytes of small files that stay in memory between being hashed and being offered.
const BODIES_MAX: usize = 32 << 20;

#[derive(Default)]
pub(crate) struct Scan {
    /// Hinted paths, and whether to hash whatever stat says.
    looks: BTreeMap<RelPath, bool>,
    dirs: VecDeque<(Option<RelPath>, bool)>,
    queued: HashSet<Option<RelPath>>,
    current: Option<Cursor>,
    writing: BTreeMap<RelPath, Writing>,
    to_hash: BTreeSet<RelPath>,
    jobs: HashMap<u64, (RelPath, Rev)>,
    pub(crate) rules: IgnoreRules,
    rules_read: HashMap<Option<RelPath>, Option<Digest>>,
    bodies: HashMap<RelPath, (Digest, Vec<u8>)>,
    bodies_bytes: usize,
}

/// A directory that was listed and is being gone through.
struct Cursor {
    dir: Option<RelPath>,
    /// Whether known directories below are gone through too.
    deep: bool,
    names: std::vec::IntoIter<String>,
    /// The rows as they were at `rev`.
    rows: HashMap<String, Row>,
    rev: Rev,
}

impl Scan {
    /// Something is still to be looked at or hashed (files that are being written not counted).
    pub fn is_at_work(&self) -> bool {
        !self.looks.is_empty()
            || !self.dirs.is_empty()
            || self.current.is_some()
            || !self.to_hash.is_empty()
            || !self.jobs.is_empty()
    }

    /// Files whose end of writing is waited for.
    pub fn is_waiting_for_quiet(&self) -> bool {
        !self.writing.is_empty()
    }

    fn keep_body(&mut self, path: &RelPath, digest: Digest, bytes: Vec<u8>) {
        self.take_body(path);
        if self.bodies_bytes + bytes.len() <= BODIES_MAX {
            self.bodies_bytes += bytes.len();
            self.bodies.insert(path.clone(), (digest, bytes));
        }
    }

    /// The bytes of a small file, if they are still at hand since it was hashed.
    pub fn take_body(&mut self, path: &RelPath) -> Option<(Digest, Vec<u8>)> {
        let body = self.bodies.remove(path);
        self.bodies_bytes -= body.as_ref().map_or(0, |(_, bytes)| bytes.len());
        body
    }
}

/// Says whether stat still says what it said when the stamp was taken.
pub(crate) fn is_same(stamp: &Stamp, stat: &Stat) -> bool {
    is_same_but_moved(stamp, stat) && stamp.ctime == stat.ctime
}

/// Like `is_same`, of a file that was renamed since: that changes its ctime.
pub(crate) fn is_same_but_moved(stamp: &Stamp, stat: &Stat) -> bool {
    stat.kind == Kind::File && stamp.size == stat.size && stamp.mtime == stat.mtime && stamp.inode == stat.inode
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Queues everything to be looked at.
    pub(crate) fn rescan(&mut self) {
        self.scan_below(None, true);
    }

    /// Queues a directory; `deep` for all below it whatever is known of it.
    pub(crate) fn scan_below(&mut self, dir: Option<RelPath>, deep: bool) {
        if self.scan.queued.insert(dir.clone()) {
            self.scan.dirs.push_back((dir, deep));
        } else if deep && let Some(queued) = self.scan.dirs.iter_mut().find(|queued| queued.0 == dir) {
            queued.1 = true;
        }
    }

    /// Queues a path to be looked at before anything else.
    pub(crate) fn look_at(&mut self, path: RelPath, force: bool) {
        *self.scan.looks.entry(path).or_default() |= force;
    }

    pub(crate) fn take_hints(&mut self, hints: Vec<Hint>) {
        for hint in hints {
            match hint {
                Hint::Path(path) => self.look_at(path, false),
                Hint::Closed(path) => {
                    self.scan.writing.remove(&path);
                    self.look_at(path, true);
                }
                Hint::Writing(path) => {
                    let now = self.now.ticks;
                    let writing = self.scan.writing.entry(path.clone()).or_insert(Writing {
                        last: now,
                        due: now + NEVER_QUIET,
                        interval: NEVER_QUIET,
                    });
                    writing.last = now;
                    self.look_at(path, false);
                }
                Hint::Below(dir) => self.scan_below(dir, true),
                Hint::Root => self.root.check_now = true,
                Hint::Cookie(token) => self.cookie_seen(token),
            }
        }
    }

    pub(crate) fn run_scan(&mut self) -> StoreResult<()> {
        self.take_quiet_files()?;
        let mut budget = BUDGET;
        while budget > 0 {
            let spent = if let Some((path, force)) = self.scan.looks.pop_first() {
                self.look(&path, force)?
            } else if let Some(mut cursor) = self.scan.current.take() {
                match cursor.names.next() {
                    Some(name) => {
                        let spent = self.look_in(&mut cursor, &name)?;
                        self.scan.current = Some(cursor);
                        spent
                    }
                    None => 0,
                }
            } else if let Some((dir, deep)) = self.scan.dirs.pop_front() {
                self.scan.queued.remove(&dir);
                self.list(dir, deep)?
            } else {
                break;
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
            self.work.trust_alike();
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
        let quiet = self.scan.writing.values().map(|writing| (writing.last + QUIET).min(writing.due)).min();
        if more && matches!(self.root.hold, None | Some(Hold::Emptied)) { Some(self.now.ticks) } else { quiet }
    }

    fn look_in(&mut self, cursor: &mut Cursor, name: &str) -> StoreResult<u64> {
        let Ok(path) = RelPath::child(cursor.dir.as_ref(), name) else { return Ok(1) };
        let row = match cursor.rows.remove(name) {
            Some(row) if self.store.rev() == cursor.rev => Some(row),
            None if self.store.rev() == cursor.rev => None,
            _ => self.store.row(&path)?,
        };
        let before = self.store.rev();
        let spent = match self.disk.stat(&Place::from(&path)) {
            Ok(stat) => self.saw(&path, stat, row, false, cursor.deep)?,
            Err(error) => self.could_not_look(&path, error)?,
        };
        // What was written just now is of this path alone, or below it: the others' rows stay valid.
        if cursor.rev == before {
            cursor.rev = self.store.rev();
        }
        Ok(spent)
    }

    /// Says whether a row's file looks as it did. A chmod right after it was placed leaves the same stamp where the clock
    /// is coarse.
    fn is_as_seen(&self, row: &Row, stat: &Stat) -> bool {
        match &row.local {
            Local::Known { entry: Entry::File(file), stamp: Some(stamp) } => {
                is_same(stamp, stat) && self.has_executable(file.executable, stat.executable)
            }
            _ => false,
        }
    }

    /// Looks at one path, whatever is known of what is above it.
    fn look(&mut self, path: &RelPath, force: bool) -> StoreResult<u64> {
        if path.name() == IGNORE_FILE {
            self.read_rules(path.parent(), true)?;
        }
        let mut above: Vec<RelPath> = path.ancestors().collect();
        above.reverse();
        self.read_rules(None, false)?;
        for dir in above {
            self.read_rules(Some(dir.clone()), false)?;
            if self.scan.rules.own_verdict(&dir, true).is_some() {
                return Ok(1);
            }
            match self.store.row(&dir)?.map(|row| row.local) {
                Some(Local::Known { entry: Entry::Directory, .. }) => {}
                Some(Local::Unknown(Unknown::Mount)) => return Ok(1),
                // A directory that was not known yet is listed, and so this path is found.
                _ => {
                    return match self.stat_named(&dir) {
                        Ok(stat) => {
                            let row = self.store.row(&dir)?;
                            if row.as_ref().is_some_and(|row| row.local == Local::Unknown(Unknown::Kept)) {
                                self.scan_below(Some(dir.clone()), false);
                            }
                            self.saw(&dir, stat, row, false, false)
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
                // Such a hint our own placing leaves, with its author's mtime. What a person just wrote has one mtime
                // and ctime, and is read again until it is settled.
                if !force && stat.mtime != stat.ctime && row.as_ref().is_some_and(|row| self.is_as_seen(row, &stat)) {
                    self.clear_seen(path);
                    return Ok(1);
                }
                self.saw(path, stat, row, force, false)
            }
            Err(error) => self.could_not_look(path, error),
        }
    }

    fn could_not_look(&mut self, path: &RelPath, error: DiskError) -> StoreResult<u64> {
        if error.kind == DiskErrorKind::NotFound {
            self.vanished(path)?;
        } else {
            self.unreadable(path, &error)?;
        }
        Ok(1)
    }

    /// Lists a directory; what is missing in it is absent, what is there is looked at next.
    fn list(&mut self, dir: Option<RelPath>, deep: bool) -> StoreResult<u64> {
        if !self.confirm_root()? {
            return Ok(1);
        }
        if let Some(dir) = dir.as_ref().filter(|_| self.abilities.folds_case())
            && let Err(error) = self.stat_named(dir)
        {
            return self.could_not_look(dir, error);
        }
        let place = dir.as_ref().map_or(Place::Root, Place::from);
        let mut listed = match (self.disk.read_dir(&place), &dir) {
            (Ok(listed), _) => listed,
            (Err(error), Some(dir)) => {
                match self.disk.stat(&Place::from(dir)) {
                    Ok(stat) if stat.kind == Kind::Directory => self.unreadable(dir, &error)?,
                    Ok(_) => self.look_at(dir.clone(), false),
                    Err(error) => return self.could_not_look(dir, error),
                }
                return Ok(1);
            }
            (Err(_), None) => {
                self.root.check_now = true;
                return Ok(1);
            }
        };
        if let Some(dir) = &dir {
            let mut row = self.row(dir)?;
            if self.scan.rules.verdict(dir, true).is_some() {
                return Ok(1);
            }
            if !matches!(row.local, Local::Known { entry: Entry::Directory, .. } | Local::Unknown(Unknown::Kept)) {
                row.local = Local::Known { entry: Entry::Directory, stamp: None };
                self.put(row)?;
            }
            self.clear_seen(dir);
        } else {
            self.clear_root_names();
        }
        self.read_rules(dir.clone(), true)?;
        let rows = self.store.children(dir.as_ref())?;
        let mut names = Vec::with_capacity(listed.len());
        for entry in listed.drain(..) {
            match entry.name {
                Ok(name) => match RelPath::child(dir.as_ref(), &name) {
                    Ok(_) => names.push(name),
                    Err(why) => self.bad_name(dir.as_ref(), &name, &why.to_string()),
                },
                Err((why, shown)) => self.bad_name(dir.as_ref(), &shown, &why.to_string()),
            }
        }
        names.sort_unstable();
        let mut by_name = HashMap::with_capacity(rows.len());
        for row in rows {
            if names.binary_search_by(|name| name.as_str().cmp(row.path.name())).is_ok() {
                by_name.insert(row.path.name().to_owned(), row);
            } else if row.local != Local::ABSENT {
                // A rename while the directory was read can hide a name: ask for it once more.
                match self.disk.stat(&Place::from(&row.path)) {
                    Err(error) if error.kind == DiskErrorKind::NotFound => self.vanished(&row.path)?,
                    _ => self.look_at(row.path, false),
                }
            }
        }
        let rev = self.store.rev();
        self.scan.current = Some(Cursor { dir, deep, names: names.into_iter(), rows: by_name, rev });
        Ok(4)
    }

    fn bad_name(&mut self, dir: Option<&RelPath>, name: &str, why: &str) {
        let key = dir.cloned();
        let message = match dir {
            Some(dir) => format!("the name {name:?} in {dir} {why}"),
            None => format!("the name {name:?} {why}"),
        };
        self.report_name(key, message);
    }

    /// Writes down what stat says of a path.
    fn saw(&mut self, path: &RelPath, stat: Stat, row: Option<Row>, force: bool, deep: bool) -> StoreResult<u64> {
        let row = row.unwrap_or_else(|| Row::new(path.clone()));
        let is_dir = stat.kind == Kind::Directory;
        if self.scan.rules.own_verdict(path, is_dir).is_some() {
            self.becomes_unknown(path, row, Unknown::Ignored)?;
            return Ok(1);
        }
        if stat.device != self.link.device {
            self.becomes_unknown(path, row, Unknown::Mount)?;
            return Ok(1);
        }
        let was_directory = matches!(&row.local, Local::Known { entry: Entry::Directory, .. });
        if was_directory && !is_dir {
            self.vanished_below(path)?;
        }
        match stat.kind {
            Kind::Directory => {
                if deep || !(was_directory || row.local == Local::Unknown(Unknown::Kept)) {
                    // Listed next, before other directories; that writes its row.
                    if self.scan.queued.insert(Some(path.clone())) {
                        self.scan.dirs.push_front((Some(path.clone()), deep));
                    }
                }
                Ok(1)
            }
            Kind::File => self.saw_file(path, stat, row, force),
            Kind::Symlink => self.saw_link(path, row),
            Kind::Other => {
                self.becomes_unknown(path, row, Unknown::Unsupported)?;
                let message = format!("{path} is a device, a socket or a pipe");
                self.report(path, message, "It is not synced.", Origin::Aside);
                Ok(1)
            }
        }
    }

    fn saw_link(&mut self, path: &RelPath, mut row: Row) -> StoreResult<u64> {
        match self.disk.read_link(&Place::from(path)) {
            Ok(target) if target.len() <= MAX_LINK_TARGET => {
                let local = Local::Known { entry: Entry::Symlink(target), stamp: None };
                self.clear_seen(path);
                if row.local != local {
                    row.local = local;
                    self.put(row)?;
                    self.wake_kept_parents(path)?;
                }
            }
            Err(error) if error.kind == DiskErrorKind::NotFound => self.vanished(path)?,
            _ => {
                self.becomes_unknown(path, row, Unknown::Unsupported)?;
                let message = format!("{path} is a symlink whose target is not UTF-8 or too long");
                self.report(path, message, "It stays on this machine only.", Origin::Seen);
            }
        }
        Ok(2)
    }
}
