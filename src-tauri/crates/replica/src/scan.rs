//! Looks at the disk and writes down what is there: hints first, then whole directories from a queue,
//! a bounded slice in each step.
//!
//! A look and the row that follows from it happen in one step, so nothing that a transition does can come
//! in between; only what is hashed elsewhere notes the row's rev and is looked at again if the row was
//! written since. Unknown is never absent: only a certain no of the disk, under a confirmed root, is.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use syncit_core::content::{CHUNK_MIN, CONTENT_MAX, ChunkList, Digest};
use syncit_core::entry::MAX_LINK_TARGET;
use syncit_core::replica_store::{Local, ReplicaStore, Row, Stamp, StoreResult, Unknown};
use syncit_core::{Entry, FileEntry, RelPath, Rev};

use crate::cut;
use crate::disk::{Disk, DiskError, DiskErrorKind, DiskResult, Kind, Place, Stat};
use crate::ignore_rules::{IGNORE_FILE, IgnoreRules};
use crate::replica::Replica;
use crate::step::{Effect, HashJob, Hashed, Hint, Hold};
use crate::work::Origin;

/// Files up to this size are hashed in the step itself, in bytes.
const HASH_INLINE: u64 = 1 << 20;
/// Large files that are hashed at once.
const HASH_JOBS: usize = 2;
/// What one step may spend: a look costs 1, a small file that is read about 8. Some 5 ms.
const BUDGET: u64 = 2_048;
/// Quiet for so long after a write, a file is taken although nobody closed it, in milliseconds.
const QUIET: u64 = 300;
/// A file that is never quiet is first taken after so long, in milliseconds…
const NEVER_QUIET: u64 = 10_000;
/// …and then at doubling intervals up to this.
const NEVER_QUIET_MAX: u64 = 3_600_000;
/// Bytes of small files that stay in memory between being hashed and being offered.
const BODIES_MAX: usize = 32 << 20;
/// The most of a `.syncitignore` that is read, in bytes.
const IGNORE_FILE_MAX: usize = 1 << 20;
/// Rows that are read at once when all below a directory changes.
const PAGE: usize = 1_024;

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
    rules: IgnoreRules,
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

#[derive(Debug)]
struct Writing {
    last: u64,
    due: u64,
    interval: u64,
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

/// The chunks of a content that is in memory.
pub(crate) fn chunks_of(bytes: &[u8]) -> DiskResult<ChunkList> {
    if bytes.len() <= CHUNK_MIN {
        return Ok(ChunkList::of_small(bytes));
    }
    let read = |offset: u64, buffer: &mut [u8]| {
        let rest = bytes.get(offset as usize..).unwrap_or_default();
        let len = rest.len().min(buffer.len());
        buffer[..len].copy_from_slice(&rest[..len]);
        Ok(len)
    };
    cut::cut(read, bytes.len() as u64)
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
        if !self.link.scanned && !self.scan.is_at_work() && self.root.hold.is_none() {
            self.link.scanned = true;
            self.save_link()?;
            self.work.changed = true;
        }
        Ok(())
    }

    pub(crate) fn scan_wake(&self) -> Option<u64> {
        let more = !self.scan.looks.is_empty() || !self.scan.dirs.is_empty() || self.scan.current.is_some();
        let quiet = self.scan.writing.values().map(|writing| (writing.last + QUIET).min(writing.due)).min();
        if more && matches!(self.root.hold, None | Some(Hold::Emptied)) { Some(self.now.ticks) } else { quiet }
    }

    fn take_quiet_files(&mut self) -> StoreResult<()> {
        let now = self.now.ticks;
        let quiet: Vec<RelPath> =
            self.scan.writing.iter().filter(|(_, w)| now >= w.last + QUIET).map(|(path, _)| path.clone()).collect();
        for path in quiet {
            self.scan.writing.remove(&path);
            self.look_at(path, true);
        }
        let due: Vec<RelPath> =
            self.scan.writing.iter().filter(|(_, w)| now >= w.due).map(|(path, _)| path.clone()).collect();
        for path in due {
            self.take_restless(&path)?;
            if let Some(writing) = self.scan.writing.get_mut(&path) {
                writing.interval = (writing.interval * 2).min(NEVER_QUIET_MAX);
                writing.due = now + writing.interval;
            }
        }
        Ok(())
    }

    /// Takes a file that is never quiet, if two reads of it are equal.
    fn take_restless(&mut self, path: &RelPath) -> StoreResult<()> {
        let place = Place::from(path);
        let read = || cut::hash_file(&self.disk, &place, self.now.wall).ok().flatten();
        if let (Some((first, ..)), Some((list, mut stamp, executable))) = (read(), read())
            && first == list
        {
            stamp.settled = false;
            self.saw_content(path, &list, stamp, executable)?;
        }
        Ok(())
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
                    return match self.disk.stat(&Place::from(&dir)) {
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
        match self.disk.stat(&Place::from(path)) {
            Ok(stat) => {
                let row = self.store.row(path)?;
                self.retry(path);
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

    fn saw_file(&mut self, path: &RelPath, stat: Stat, mut row: Row, force: bool) -> StoreResult<u64> {
        if let Some(writing) = self.scan.writing.get(path)
            && !force
        {
            // Once taken although it is never quiet, it keeps being known.
            if writing.interval == NEVER_QUIET && row.local != Local::Unknown(Unknown::Busy) {
                row.local = Local::Unknown(Unknown::Busy);
                self.put(row)?;
            }
            return Ok(1);
        }
        // A chmod right after the file was placed leaves the same stamp where the clock is coarse.
        if let Local::Known { entry: Entry::File(file), stamp: Some(stamp) } = &row.local
            && !force
            && stamp.settled
            && is_same(stamp, &stat)
            && file.executable == stat.executable
        {
            self.clear_seen(path);
            return Ok(1);
        }
        if stat.size > CONTENT_MAX {
            self.becomes_unknown(path, row, Unknown::Unsupported)?;
            self.report(path, format!("{path} is larger than 256 GiB"), "It stays on this machine only.", Origin::Seen);
            return Ok(1);
        }
        if stat.size > HASH_INLINE {
            if row.local != Local::Unknown(Unknown::Unread) {
                row.local = Local::Unknown(Unknown::Unread);
                self.put(row)?;
            }
            self.scan.to_hash.insert(path.clone());
            return Ok(1);
        }
        match self.read_small(&Place::from(path)) {
            Ok(Some((bytes, stat))) => {
                let list = chunks_of(&bytes).unwrap_or_default();
                let stamp = cut::stamp(&stat, self.now.wall);
                self.saw_content(path, &list, stamp, stat.executable)?;
                let is_news = self.store.row(path)?.is_some_and(|row| row.is_pending());
                if is_news && !bytes.is_empty() && bytes.len() <= CHUNK_MIN {
                    self.scan.keep_body(path, list.digest(), bytes);
                }
            }
            Ok(None) => self.is_being_written(path)?,
            Err(error) if error.kind == DiskErrorKind::NotFound => self.look_at(path.clone(), force),
            Err(error) => self.unreadable(path, &error)?,
        }
        Ok(8 + stat.size / 16_384)
    }

    fn is_being_written(&mut self, path: &RelPath) -> StoreResult<()> {
        let now = self.now.ticks;
        let writing = Writing { last: now, due: now + NEVER_QUIET, interval: NEVER_QUIET };
        self.scan.writing.entry(path.clone()).or_insert(writing).last = now;
        let mut row = self.row(path)?;
        if row.local != Local::Unknown(Unknown::Busy) {
            row.local = Local::Unknown(Unknown::Busy);
            self.put(row)?;
        }
        Ok(())
    }

    /// Reads a file of at most a mebibyte; none if it changed meanwhile.
    pub(crate) fn read_small(&self, place: &Place) -> DiskResult<Option<(Vec<u8>, Stat)>> {
        let (reader, before) = self.disk.open(place)?;
        if before.size > HASH_INLINE {
            return Ok(None);
        }
        let mut bytes = vec![0; before.size as usize + 1];
        let len = self.disk.read_at(&reader, 0, &mut bytes)?;
        bytes.truncate(len);
        let is_same = len as u64 == before.size && self.disk.stat_reader(&reader)? == before;
        Ok((is_same && self.disk.stat(place).is_ok_and(|stat| stat == before)).then_some((bytes, before)))
    }

    fn saw_content(&mut self, path: &RelPath, list: &ChunkList, stamp: Stamp, executable: bool) -> StoreResult<()> {
        let mut row = self.row(path)?;
        let file = FileEntry { digest: list.digest(), size: list.size(), executable, mtime: stamp.mtime };
        let local = Local::Known { entry: Entry::File(file), stamp: Some(stamp) };
        self.clear_seen(path);
        if row.local != local {
            let is_change = row.local.entry() != local.entry();
            row.local = local;
            if list.size() > CHUNK_MIN as u64 {
                self.store.set_chunks(list)?;
            }
            self.put(row)?;
            if is_change {
                self.wake_kept_parents(path)?;
            }
        }
        Ok(())
    }

    /// A directory that was kept for unknown things holds something known again: it is one itself.
    fn wake_kept_parents(&mut self, path: &RelPath) -> StoreResult<()> {
        for dir in path.ancestors() {
            match self.store.row(&dir)? {
                Some(mut row) if row.local == Local::Unknown(Unknown::Kept) => {
                    row.local = Local::Known { entry: Entry::Directory, stamp: None };
                    self.put(row)?;
                }
                _ => break,
            }
        }
        Ok(())
    }

    /// A path, and all below it, of which nothing can be known; it keeps its base.
    fn becomes_unknown(&mut self, path: &RelPath, mut row: Row, why: Unknown) -> StoreResult<()> {
        if why != Unknown::Unsupported && why != Unknown::Unreadable {
            self.clear_seen(path);
        }
        if row.local == Local::Unknown(why) {
            return Ok(());
        }
        row.local = Local::Unknown(why);
        self.put(row)?;
        self.for_all_below(path, |row| {
            let is_known = !matches!(row.local, Local::Unknown(_)) && row.local != Local::ABSENT;
            is_known.then_some(Local::Unknown(why))
        })
    }

    fn unreadable(&mut self, path: &RelPath, error: &DiskError) -> StoreResult<()> {
        let row = self.row(path)?;
        self.becomes_unknown(path, row, Unknown::Unreadable)?;
        let hint = "It is tried again when something changes there; check its permissions.";
        self.report(path, format!("{path} cannot be read: {}", error.kind), hint, Origin::Seen);
        Ok(())
    }

    /// Nothing is at a path, and that is certain: then nothing is below it either.
    pub(crate) fn vanished(&mut self, path: &RelPath) -> StoreResult<()> {
        if !self.confirm_root()? {
            return Ok(());
        }
        self.scan.writing.remove(path);
        self.scan.to_hash.remove(path);
        self.scan.take_body(path);
        self.clear_seen(path);
        let Some(row) = self.store.row(path)? else { return Ok(()) };
        if row.local.entry().is_none_or(Entry::is_directory) {
            self.vanished_below(path)?;
        }
        let is_free_again = row.local == Local::Unknown(Unknown::Ignored)
            && !self.is_ignored(path, row.remote.entry.is_directory() || row.base.entry.is_directory());
        let local = if is_free_again { Some(Local::ABSENT) } else { absent_unless_kept(&row) };
        if let Some(local) = local {
            self.put(Row { local, ..row })?;
        }
        Ok(())
    }

    fn vanished_below(&mut self, dir: &RelPath) -> StoreResult<()> {
        self.scan.rules.remove_below(dir);
        self.scan.rules_read.retain(|of, _| of.as_ref().is_none_or(|of| of != dir && !of.is_below(dir)));
        self.for_all_below(dir, absent_unless_kept)
    }

    fn for_all_below(&mut self, dir: &RelPath, change: impl Fn(&Row) -> Option<Local>) -> StoreResult<()> {
        let mut after = None;
        loop {
            let page = self.store.below(Some(dir), after.as_ref(), PAGE)?;
            let is_last = page.len() < PAGE;
            after = page.last().map(|row| row.path.clone());
            for row in page {
                if let Some(local) = change(&row) {
                    self.clear_seen(&row.path);
                    self.put(Row { local, ..row })?;
                }
            }
            if is_last {
                return Ok(());
            }
        }
    }

    fn start_hashing(&mut self) -> StoreResult<()> {
        while self.scan.jobs.len() < HASH_JOBS {
            let busy: HashSet<&RelPath> = self.scan.jobs.values().map(|(path, _)| path).collect();
            let Some(path) = self.scan.to_hash.iter().find(|path| !busy.contains(path)).cloned() else { break };
            self.scan.to_hash.remove(&path);
            let rev = self.row(&path)?.rev;
            let id = self.number();
            self.scan.jobs.insert(id, (path.clone(), rev));
            self.effects.push(Effect::Hash(HashJob { id, path }));
        }
        Ok(())
    }

    pub(crate) fn hashed(&mut self, hashed: Hashed) -> StoreResult<()> {
        let Some((path, rev)) = self.scan.jobs.remove(&hashed.id) else { return Ok(()) };
        if self.row(&path)?.rev != rev {
            self.look_at(path, false);
            return Ok(());
        }
        match hashed.result {
            Ok(Some((list, stamp, executable))) => self.saw_content(&path, &list, stamp, executable),
            Ok(None) => self.is_being_written(&path),
            Err(error) if error.kind == DiskErrorKind::NotFound => {
                self.look_at(path, false);
                Ok(())
            }
            Err(error) => self.unreadable(&path, &error),
        }
    }

    pub(crate) fn is_ignored(&self, path: &RelPath, is_dir: bool) -> bool {
        self.scan.rules.verdict(path, is_dir).is_some()
    }

    /// The rule that keeps a path from being synced, and where it stands.
    pub(crate) fn rule_for(&self, path: &RelPath) -> Option<(String, String)> {
        let rule = self.scan.rules.verdict(path, true).or_else(|| self.scan.rules.verdict(path, false))?;
        Some((rule.pattern, rule.from.map_or_else(|| "built-in".to_owned(), |from| from.to_string())))
    }

    /// Reads the ignore rules of a directory, unless they were read before and nothing asks for it `again`. If
    /// they changed, all below it is looked at again.
    pub(crate) fn read_rules(&mut self, dir: Option<RelPath>, again: bool) -> StoreResult<()> {
        let known = self.scan.rules_read.get(&dir).copied();
        if known.is_some() && !again {
            return Ok(());
        }
        let Ok(path) = RelPath::child(dir.as_ref(), IGNORE_FILE) else { return Ok(()) };
        let text = self.read_ignore_file(&path);
        let digest = text.as_ref().map(|text| Digest::of(text.as_bytes()));
        self.scan.rules_read.insert(dir.clone(), digest);
        if known.flatten() == digest && known.is_some() || (known.is_none() && digest.is_none()) {
            return Ok(());
        }
        match text {
            Some(text) => match self.scan.rules.add(dir.as_ref(), &text) {
                Ok(()) => self.clear_rules_problem(&path),
                Err(errors) => {
                    let errors: Vec<String> = errors.iter().take(3).map(ToString::to_string).collect();
                    let message = format!("{path}: {}", errors.join("; "));
                    self.report(
                        &path,
                        message,
                        "The other lines apply. Correct it, and it is read again.",
                        Origin::Rules,
                    );
                }
            },
            None => {
                self.scan.rules.remove(dir.as_ref());
                self.clear_rules_problem(&path);
            }
        }
        if known.is_some() {
            self.scan_below(dir, true);
        }
        Ok(())
    }

    fn read_ignore_file(&self, path: &RelPath) -> Option<String> {
        let (reader, stat) = self.disk.open(&Place::from(path)).ok()?;
        let mut bytes = vec![0; (stat.size as usize).min(IGNORE_FILE_MAX)];
        let len = self.disk.read_at(&reader, 0, &mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes[..len]).into_owned())
    }
}

/// What a row becomes when nothing is at its path: what is ignored, or cannot be here at all, stays unknown,
/// so that its absence is told to nobody.
fn absent_unless_kept(row: &Row) -> Option<Local> {
    match &row.local {
        local if *local == Local::ABSENT => None,
        Local::Unknown(Unknown::Unrepresentable) => None,
        Local::Unknown(Unknown::Ignored) if row.base.entry.is_live() || row.remote.entry.is_live() => None,
        _ => Some(Local::ABSENT),
    }
}
