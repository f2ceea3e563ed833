//! The versions of a path, and restoring them as new entries.
//!
//! A restore writes to no disk: it appends, in one transaction, the differences between the wanted state and the
//! current one. Every machine, the requesting one too, pulls them as news. So a restore works from any machine, meets
//! unsynced edits like any other change, and can itself be undone. The tree is whole after each of its entries.

use std::collections::{BTreeMap, BTreeSet};

use syncit_core::message::{Action, Answer, Block, HistoryEntry, HistoryFilter, MAX_ITEMS, Refusal, RefusalCode};
use syncit_core::past::{RestoreChange, Which};
use syncit_core::relay_store::{JournalEntry, RelayStore, StoreResult};
use syncit_core::retention::kept_moment;
use syncit_core::{Entry, FolderId, MachineId, RelPath, Seq, Timestamp};

use crate::access::rules::Act;
use crate::after::After;
use crate::reasons::NotRestored;
use crate::refusal::{Asked, no_such_folder, not_found};
use crate::turn::Turn;

/// How many names of a path its versions are searched under; each move adds one.
const MAX_MOVES: usize = 64;
/// Removals below a directory count as part of its removal if no more than this lies between two of them, in
/// milliseconds.
const SAME_REMOVAL: i64 = 60_000;
/// The highest seq, for the newest entry.
const LATEST: Seq = Seq(u64::MAX);

/// The wanted state of paths, each with the seq of the entry that it comes from (0: from before the path's first
/// entry).
type Target = BTreeMap<RelPath, (Entry, Seq)>;

/// What a restore must achieve.
struct Goal {
    target: Target,
    version: Option<Seq>,
    at: Option<Timestamp>,
}

impl<S: RelayStore> Turn<'_, S> {
    /// Answers `Ask::Versions`.
    pub fn versions(
        &self,
        machine: MachineId,
        folder: FolderId,
        path: &RelPath,
        before: Option<Seq>,
    ) -> Asked<(Answer, After)> {
        self.allow(machine, Act::History, folder)?;
        let head = self.known(folder, path)?;
        let (mut versions, mut next, mut block) = (Vec::new(), None, Block::default());
        for entry in self.versions_of(folder, path)? {
            if before.is_some_and(|before| entry.seq >= before) {
                continue;
            }
            let action = self.action(folder, &entry)?;
            let version = HistoryEntry { folder, entry, action };
            if !block.takes(&version) {
                next = versions.last().map(|last: &HistoryEntry| last.entry.seq);
                break;
            }
            versions.push(version);
        }
        let current = head.entry.is_leaf().then_some(head.seq);
        Ok((Answer::Versions { versions, current, next }, After::Nothing))
    }

    /// Answers `Ask::Version`.
    pub fn version(
        &self,
        machine: MachineId,
        folder: FolderId,
        path: &RelPath,
        which: Which,
    ) -> Asked<(Answer, After)> {
        self.allow(machine, Act::History, folder)?;
        let entry = match which {
            Which::Version(seq) => self.version_of(folder, path, seq)?,
            Which::At(at) => {
                let at = self.moment(folder, at)?;
                let upto = self.store.seq_at(folder, at)?;
                let then = self.store.entries_upto(folder, path, upto, 1)?.pop();
                then.filter(|then| then.entry.is_live()).ok_or_else(|| self.not_there_then(folder, path, at))?
            }
            Which::Newest => self.newest_other(folder, &self.known(folder, path)?)?,
        };
        Ok((Answer::Version { entry }, After::Nothing))
    }

    /// Answers `Ask::Restore`.
    pub fn restore(
        &mut self,
        machine: MachineId,
        folder: FolderId,
        path: Option<&RelPath>,
        which: Which,
        dry_run: bool,
    ) -> Asked<(Answer, After)> {
        self.allow(machine, if dry_run { Act::History } else { Act::Offer }, folder)?;
        let mut goal = match (path, which) {
            (None, Which::At(at)) => self.goal_at(folder, None, self.moment(folder, at)?)?,
            (None, _) => return Err(which_moment(NotRestored::WhichMoment).into()),
            (Some(path), which) => self.goal(folder, path, which)?,
        };
        self.must_be_whole(&goal.target)?;
        self.make_whole(folder, path.is_some(), &mut goal.target)?;
        let (mut changes, mut block, mut is_full) = (Vec::new(), Block::default(), false);
        for (path, (entry, _)) in &goal.target {
            let before = self.store.head(folder, path)?.map(|head| head.entry).unwrap_or_default();
            let change = RestoreChange { path: path.clone(), action: action_of(&before, entry) };
            is_full = is_full || !block.takes(&change);
            if !is_full {
                changes.push(change);
            }
        }
        let total = goal.target.len() as u64;
        if !dry_run {
            self.append_restored(machine, folder, goal.target)?;
        }
        Ok((Answer::Restored { changes, total, version: goal.version, at: goal.at }, After::Nothing))
    }

    /// Checks that all content of the target is intact, because it replaces what is there now.
    fn must_be_whole(&self, target: &Target) -> Asked<()> {
        if self.store.damage()? == 0 {
            return Ok(());
        }
        for (path, (entry, _)) in target {
            if let Some(file) = entry.file()
                && !self.store.is_whole(&file.digest)?
            {
                let why = NotRestored::Damaged { path: path.clone() };
                return Err(Refusal::new(RefusalCode::Internal, why).into());
            }
        }
        Ok(())
    }

    /// Appends these states as restored ones, in an order that keeps the tree whole after each. A path that already has
    /// its state is skipped. Everybody is notified, including the session that asked.
    pub fn append_restored(&mut self, machine: MachineId, folder: FolderId, target: Target) -> StoreResult<()> {
        let at = self.next_at(folder);
        let mut any = false;
        for (path, entry, from) in self.in_order(folder, target)? {
            let head = self.store.head(folder, &path)?;
            let current = head.as_ref().map(JournalEntry::remote).unwrap_or_default();
            let entry = entry.after(&current.entry);
            if current.entry == entry {
                continue;
            }
            any = true;
            let restored = Some(from);
            let (moved_from, conflict_of) = (None, None);
            let previous = current.seq;
            let privacy = head.and_then(|head| head.privacy);
            let seq = Seq(0);
            let entry =
                JournalEntry { seq, path, entry, machine, at, moved_from, conflict_of, previous, restored, privacy };
            self.append(folder, &entry)?;
        }
        if any {
            if self.store.damage()? > 0 {
                self.request_search();
            }
            self.memory.last_at.insert(folder, at);
            // Nobody counts as the author, so the machine that asked pulls like the others.
            self.authors.entry(folder).or_default();
        }
        Ok(())
    }

    /// Returns the journal time of the folder's next round of entries. It is later than all before and unique, so it
    /// also identifies the round.
    pub fn next_at(&self, folder: FolderId) -> Timestamp {
        let last = self.memory.last_at.get(&folder);
        last.map_or(self.now, |last| self.now.max(Timestamp(last.0.saturating_add(1))))
    }

    /// Orders the changes: first, children first, the removals below directories that become something else; then the
    /// live states, parents first; then the other removals, children first.
    fn in_order(&self, folder: FolderId, target: Target) -> StoreResult<Vec<(RelPath, Entry, Seq)>> {
        let mut no_longer_directories = BTreeSet::new();
        for (path, (entry, _)) in &target {
            if entry.is_leaf() && self.store.head(folder, path)?.is_some_and(|head| head.entry.is_directory()) {
                no_longer_directories.insert(path.clone());
            }
        }
        let is_in_the_way = |path: &RelPath| path.ancestors().any(|above| no_longer_directories.contains(&above));
        let (live, gone): (Vec<_>, Vec<_>) = target
            .into_iter()
            .map(|(path, (entry, from))| (path, entry, from))
            .partition(|(_, entry, _)| entry.is_live());
        let (first, last): (Vec<_>, Vec<_>) = gone.into_iter().rev().partition(|(path, ..)| is_in_the_way(path));
        Ok(first.into_iter().chain(live).chain(last).collect())
    }

    fn goal(&self, folder: FolderId, path: &RelPath, which: Which) -> Asked<Goal> {
        let head = self.known(folder, path)?;
        let version = match which {
            Which::At(at) => return self.goal_at(folder, Some(path), self.moment(folder, at)?),
            Which::Version(seq) => self.version_of(folder, path, seq)?,
            Which::Newest if head.entry.is_directory() => {
                return Err(which_moment(NotRestored::WhichMomentOf { path: path.clone() }).into());
            }
            Which::Newest => match self.removed_directory(folder, &head)? {
                Some(began) => return self.goal_at(folder, Some(path), self.kept_moment(folder, began)?),
                None => self.newest_other(folder, &head)?,
            },
        };
        let mut target = Target::new();
        if head.entry != version.entry {
            if head.entry.is_directory() {
                self.remove_below(folder, path, &mut target)?;
            }
            target.insert(path.clone(), (version.entry, version.seq));
        }
        Ok(Goal { target, version: Some(version.seq), at: None })
    }

    /// Returns what differs between a kept moment (in journal time) and now, at and below a path or everywhere.
    fn goal_at(&self, folder: FolderId, top: Option<&RelPath>, at: Timestamp) -> Asked<Goal> {
        let then = self.store.seq_at(folder, at)?;
        let state_then = |path: &RelPath| self.store.entries_upto(folder, path, then, 1).map(|mut found| found.pop());
        if let Some(top) = top
            && !state_then(top)?.is_some_and(|there| there.entry.is_live())
        {
            return Err(self.not_there_then(folder, top, at).into());
        }
        let mut target = Target::new();
        let mut after = then;
        loop {
            // Every path that changed since then has its newest entry after that seq.
            let heads = self.store.heads_after(folder, after, MAX_ITEMS)?;
            let Some(last) = heads.last() else { break };
            after = last.seq;
            for head in heads {
                if !top.is_none_or(|top| head.path == *top || head.path.is_below(top)) {
                    continue;
                }
                let (entry, from) =
                    state_then(&head.path)?.map_or((Entry::Absent, Seq(0)), |there| (there.entry, there.seq));
                if entry != head.entry {
                    target.insert(head.path, (entry, from));
                }
            }
        }
        Ok(Goal { target, version: None, at: Some(at) })
    }

    /// Adds the missing directories above live paths, and keeps a directory while anything in it stays.
    fn make_whole(&self, folder: FolderId, is_part: bool, target: &mut Target) -> Asked<()> {
        let live: Vec<_> =
            target.iter().filter(|(_, (entry, _))| entry.is_live()).map(|(path, _)| path.clone()).collect();
        for path in live {
            for above in path.ancestors() {
                let there = match target.get(&above) {
                    Some((entry, _)) => entry.clone(),
                    None => self.store.head(folder, &above)?.map(|head| head.entry).unwrap_or_default(),
                };
                match there {
                    Entry::Directory => break,
                    Entry::Absent => drop(target.insert(above, (Entry::Directory, Seq(0)))),
                    Entry::File(_) | Entry::Symlink(_) if is_part => return Err(in_the_way(&path, &above).into()),
                    // Retention has removed a part of that moment's tree.
                    Entry::File(_) | Entry::Symlink(_) => {
                        target.remove(&path);
                        break;
                    }
                }
            }
        }
        let gone = target.iter().rev().filter(|(_, (entry, _))| entry.is_absent()).map(|(path, _)| path.clone());
        for path in gone.collect::<Vec<_>>() {
            let left = self.store.live_in(folder, &path, usize::MAX)?;
            if left.iter().any(|child| target.get(&child.path).is_none_or(|(entry, _)| entry.is_live())) {
                target.remove(&path);
            }
        }
        Ok(())
    }

    fn remove_below(&self, folder: FolderId, dir: &RelPath, target: &mut Target) -> StoreResult<()> {
        let mut dirs = vec![dir.clone()];
        while let Some(dir) = dirs.pop() {
            for live in self.store.live_in(folder, &dir, usize::MAX)? {
                if live.entry.is_directory() {
                    dirs.push(live.path.clone());
                }
                target.insert(live.path, (Entry::Absent, Seq(0)));
            }
        }
        Ok(())
    }

    /// Returns the newest entry of a path that the folder has or had.
    fn known(&self, folder: FolderId, path: &RelPath) -> Asked<JournalEntry> {
        let head = self.store.head(folder, path)?;
        Ok(head.ok_or_else(|| {
            not_found(NotRestored::NeverThere { path: path.clone(), folder: self.folder_name(folder) })
        })?)
    }

    /// Returns the versions of a path that are files or symlinks, newest first, including those under earlier names of
    /// the same file.
    fn versions_of(&self, folder: FolderId, path: &RelPath) -> StoreResult<Vec<JournalEntry>> {
        let mut found: BTreeMap<Seq, JournalEntry> = BTreeMap::new();
        let mut tracks = vec![(path.clone(), LATEST)];
        let mut followed = 0;
        while let Some((path, upto)) = tracks.pop() {
            followed += 1;
            for entry in self.store.entries_upto(folder, &path, upto, MAX_ITEMS)? {
                if found.contains_key(&entry.seq) {
                    break;
                }
                if let Some(from) = entry.moved_from.as_ref().filter(|_| followed < MAX_MOVES) {
                    tracks.push((from.path.clone(), from.seq));
                }
                found.insert(entry.seq, entry);
            }
        }
        let is_version = |entry: &JournalEntry| entry.entry.is_leaf() && entry.entry.breach().is_none();
        let versions = found.into_values().rev().filter(is_version);
        Ok(versions.take(MAX_ITEMS).collect())
    }

    fn version_of(&self, folder: FolderId, path: &RelPath, seq: Seq) -> Asked<JournalEntry> {
        let is_one = |version: &JournalEntry| version.entry.is_leaf() && version.entry.breach().is_none();
        let version = self.store.entry_of(folder, seq)?.filter(is_one);
        let is_of_path = |version: &JournalEntry| -> StoreResult<bool> {
            Ok(version.path == *path || self.versions_of(folder, path)?.iter().any(|known| known.seq == seq))
        };
        match version {
            Some(version) if is_of_path(&version)? => Ok(version),
            _ => {
                let why = NotRestored::NoVersion { path: path.clone(), folder: self.folder_name(folder) };
                Err(not_found(why).into())
            }
        }
    }

    /// Returns the newest version that differs from the current state.
    fn newest_other(&self, folder: FolderId, head: &JournalEntry) -> Asked<JournalEntry> {
        let versions = self.versions_of(folder, &head.path)?;
        let other = versions.into_iter().find(|version| version.entry != head.entry);
        Ok(other.ok_or_else(|| {
            let path = head.path.clone();
            not_found(match head.entry.is_live() {
                true => NotRestored::NoOther { path },
                false => NotRestored::NoneKept { path },
            })
        })?)
    }

    /// Returns the moment before a directory's removal began, if it was removed. Everything below a directory is
    /// removed before it, in several rounds if there is much.
    fn removed_directory(&self, folder: FolderId, head: &JournalEntry) -> StoreResult<Option<Timestamp>> {
        let Some(was) = self.store.entry_of(folder, head.previous)?.filter(|_| head.entry.is_absent()) else {
            return Ok(None);
        };
        if !was.entry.is_directory() || was.path != head.path {
            return Ok(None);
        }
        let mut began = head.at;
        let mut filter = HistoryFilter {
            folder: Some(folder),
            readable: vec![folder],
            path: Some(head.path.clone()),
            machine: Some(head.machine),
            limit: MAX_ITEMS,
            ..HistoryFilter::default()
        };
        loop {
            let page = self.store.history(&filter)?;
            let Some((_, last)) = page.last() else { break };
            let cursor = syncit_core::message::HistoryCursor { at: last.at, folder, seq: last.seq };
            for (_, entry) in page.iter().filter(|(_, entry)| entry.at <= head.at) {
                if entry.entry.is_live() || began.millis_since(entry.at) > SAME_REMOVAL {
                    return Ok(Some(Timestamp(began.0.saturating_sub(1))));
                }
                began = entry.at;
            }
            filter.before = Some(cursor);
        }
        Ok(Some(Timestamp(began.0.saturating_sub(1))))
    }

    fn not_there_then(&self, folder: FolderId, path: &RelPath, at: Timestamp) -> Refusal {
        let (at, folder) = (self.hub_time(at), self.folder_name(folder));
        not_found(NotRestored::NotThen { path: path.clone(), at, folder })
    }

    /// Converts a moment that a person named to journal time, going back to the last one of which the whole tree is
    /// kept.
    fn moment(&self, folder: FolderId, hub: Timestamp) -> Asked<Timestamp> {
        let known = self.memory.folder(folder).ok_or_else(no_such_folder)?;
        let now = self.hub_time(self.now);
        if hub > now {
            return Err(Refusal::new(RefusalCode::BadRequest, NotRestored::Future { at: hub, now }).into());
        }
        let at = self.journal_time(hub)?;
        if at < known.shared_at {
            let (folder, shared_at) = (known.name.to_string(), self.hub_time(known.shared_at));
            return Err(not_found(NotRestored::BeforeShared { at: hub, folder, shared_at }).into());
        }
        self.kept_moment(folder, at)
    }

    /// Returns the given journal time, or the last one before it of which the whole tree is kept.
    fn kept_moment(&self, folder: FolderId, at: Timestamp) -> Asked<Timestamp> {
        // Older than the time in which every version is kept, only some moments have their whole tree.
        let keep = self.retention(folder)?;
        let kept = kept_moment(at, self.retention_clock()?.min(self.now), &keep);
        Ok(kept.ok_or_else(|| {
            let (at, days, folder) = (self.hub_time(at), keep.weekly_days, self.folder_name(folder));
            not_found(NotRestored::NotKept { at, days, folder })
        })?)
    }
}

fn action_of(before: &Entry, after: &Entry) -> Action {
    match (before, after) {
        (Entry::Absent, _) => Action::Added,
        (_, Entry::Absent) => Action::Deleted,
        _ => Action::Changed,
    }
}

fn which_moment(why: NotRestored) -> Refusal {
    Refusal::new(RefusalCode::BadRequest, why)
}

fn in_the_way(path: &RelPath, above: &RelPath) -> Refusal {
    let why = NotRestored::InTheWay { path: path.clone(), above: above.clone() };
    Refusal::new(RefusalCode::BadRequest, why)
}
