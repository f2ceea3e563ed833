//! `ReplicaStore` in maps: obviously correct rather than fast, and able to simulate crashes.
//!
//! The value is a handle: clones share one store, so that a test can crash or inspect it while a
//! replica owns another clone. Every commit is a full copy; commits without a `sync` can be lost.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use syncit_core::replica_store::{
    LinkState, Local, Remote, RemoteFilter, ReplicaStore, Row, StoreError, StoreResult, Totals, Unknown,
};
use syncit_core::selection::Selection;
use syncit_core::{ChunkList, Digest, Entry, RelPath, Rev};

use crate::fuse::Fuse;
use crate::world::counts::{RowKind, row_kind};

/// A replica's rows in memory.
#[derive(Debug, Clone)]
pub struct MapReplicaStore(Arc<Mutex<Inner>>);

/// The state of a store at one moment, to be restored later as from a backup.
#[derive(Debug, Clone)]
pub struct ReplicaBackup(State);

#[derive(Debug, Clone)]
struct State {
    link: LinkState,
    rev: Rev,
    rows: BTreeMap<RelPath, Row>,
    rules: BTreeMap<Option<RelPath>, String>,
    selection: Selection,
    chunks: BTreeMap<Digest, ChunkList>,
}

#[derive(Debug)]
struct Inner {
    /// Burns on every commit and sync.
    fuse: Fuse,
    /// The state that reads see, which includes the open transaction.
    now: State,
    /// Whether `now` differs from the last commit.
    dirty: bool,
    /// Whether commits fail with a full disk.
    full: bool,
    /// How often a row of each kind was written.
    seen: BTreeMap<RowKind, u64>,
    /// The commits in order. The first is durable, the others are not yet.
    commits: Vec<State>,
}

impl MapReplicaStore {
    /// Creates the empty store of a folder that was just linked.
    pub fn new(link: LinkState) -> Self {
        let empty = State {
            link,
            rev: Rev(0),
            rows: BTreeMap::new(),
            rules: BTreeMap::new(),
            selection: Selection::default(),
            chunks: BTreeMap::new(),
        };
        MapReplicaStore(Arc::new(Mutex::new(Inner {
            fuse: Fuse::default(),
            now: empty.clone(),
            dirty: false,
            full: false,
            seen: BTreeMap::new(),
            commits: vec![empty],
        })))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("no test goes on after a panic inside a store")
    }

    /// Sets the machine's fuse, which commits and syncs burn.
    pub fn set_fuse(&self, fuse: Fuse) {
        self.inner().fuse = fuse;
    }

    /// Simulates that the program is killed: only what was not committed is lost.
    pub fn kill(&self) {
        let mut inner = self.inner();
        inner.now = inner.last().clone();
        inner.dirty = false;
    }

    /// Simulates a crash: what was not committed is lost, and so are the newest `lose` of the
    /// commits that were not synced (all of them if there are fewer).
    pub fn crash(&self, lose: usize) {
        let mut inner = self.inner();
        let kept = inner.commits.len().saturating_sub(lose).max(1);
        inner.commits.truncate(kept);
        let last = inner.last().clone();
        inner.commits = vec![last.clone()];
        inner.now = last;
        inner.dirty = false;
    }

    /// Sets whether its disk is full.
    pub fn set_full(&self, full: bool) {
        self.inner().full = full;
    }

    /// Returns the number of commits that a crash can still lose.
    pub fn unsynced(&self) -> usize {
        self.inner().commits.len() - 1
    }

    /// Copies the committed state.
    pub fn backup(&self) -> ReplicaBackup {
        ReplicaBackup(self.inner().last().clone())
    }

    /// Replaces the whole state with a backup.
    pub fn restore(&self, backup: &ReplicaBackup) {
        let mut inner = self.inner();
        inner.now = backup.0.clone();
        inner.dirty = false;
        inner.commits = vec![backup.0.clone()];
    }

    /// Returns how often a row of each kind was written.
    pub fn seen(&self) -> BTreeMap<RowKind, u64> {
        self.inner().seen.clone()
    }

    /// Returns all rows, in path order.
    pub fn rows(&self) -> Vec<Row> {
        self.inner().now.rows.values().cloned().collect()
    }

    fn burn(&self) {
        let fuse = self.inner().fuse.clone();
        fuse.burn();
    }

    fn select(&self, limit: usize, wanted: impl Fn(&Row) -> bool) -> StoreResult<Vec<Row>> {
        Ok(self.inner().now.rows.values().filter(|row| wanted(row)).take(limit).cloned().collect())
    }
}

impl Inner {
    fn last(&self) -> &State {
        self.commits.last().expect("the first commit is never dropped")
    }

    fn change(&mut self) -> &mut State {
        self.dirty = true;
        &mut self.now
    }
}

impl State {
    /// Removes the chunk lists that nothing refers to. The trait allows this, and other stores may
    /// do it.
    fn forget_unused_chunks(&mut self) {
        let digest_of = |entry: &Entry| entry.file().map(|file| file.digest);
        let used: BTreeSet<Digest> = self
            .rows
            .values()
            .flat_map(|row| [digest_of(&row.base.entry), row.local.entry().and_then(digest_of)])
            .flatten()
            .collect();
        self.chunks.retain(|digest, _| used.contains(digest));
    }
}

fn is_in(path: &RelPath, dir: Option<&RelPath>) -> bool {
    dir.is_none_or(|dir| path.is_below(dir))
}

impl ReplicaStore for MapReplicaStore {
    fn link(&self) -> StoreResult<LinkState> {
        Ok(self.inner().now.link.clone())
    }

    fn set_link(&mut self, link: &LinkState) -> StoreResult<()> {
        self.inner().change().link = link.clone();
        Ok(())
    }

    fn rev(&self) -> Rev {
        self.inner().now.rev
    }

    fn row(&self, path: &RelPath) -> StoreResult<Option<Row>> {
        Ok(self.inner().now.rows.get(path).cloned())
    }

    fn put(&mut self, row: &Row) -> StoreResult<Rev> {
        let mut inner = self.inner();
        let kind = row_kind(row, inner.now.link.sync_mode);
        *inner.seen.entry(kind).or_default() += 1;
        let now = inner.change();
        now.rev = Rev(now.rev.0 + 1);
        if row.is_void() {
            now.rows.remove(&row.path);
        } else {
            now.rows.insert(row.path.clone(), Row { rev: now.rev, ..row.clone() });
        }
        Ok(now.rev)
    }

    fn children(&self, dir: Option<&RelPath>) -> StoreResult<Vec<Row>> {
        self.select(usize::MAX, |row| row.path.parent().as_ref() == dir)
    }

    fn below(&self, dir: Option<&RelPath>, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>> {
        self.select(limit, |row| is_in(&row.path, dir) && after.is_none_or(|after| row.path > *after))
    }

    fn pending(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>> {
        self.select(limit, |row| row.is_pending() && after.is_none_or(|after| row.path > *after))
    }

    fn troubled(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>> {
        self.select(limit, |row| row.is_troubled() && after.is_none_or(|after| row.path > *after))
    }

    fn directories(&self, after: Option<&RelPath>, limit: usize) -> StoreResult<Vec<Row>> {
        let is_directory = |row: &Row| {
            row.local.entry().is_some_and(Entry::is_directory) || row.local == Local::Unknown(Unknown::Mount)
        };
        self.select(limit, |row| is_directory(row) && after.is_none_or(|after| row.path > *after))
    }

    fn shared(&self) -> StoreResult<Vec<Row>> {
        let number = |row: &Row| row.local.stamp().filter(|stamp| stamp.shared).map(|stamp| stamp.inode as i64);
        let mut rows = self.select(usize::MAX, |row| number(row).is_some())?;
        rows.sort_by_key(|row| (number(row), row.path.clone()));
        Ok(rows)
    }

    fn with_inode(&self, inode: u64) -> StoreResult<Vec<Row>> {
        self.select(usize::MAX, |row| row.local.stamp().is_some_and(|stamp| stamp.inode == inode))
    }

    fn rules(&self) -> StoreResult<Vec<(Option<RelPath>, String)>> {
        Ok(self.inner().now.rules.iter().map(|(dir, text)| (dir.clone(), text.clone())).collect())
    }

    fn set_rules(&mut self, dir: Option<&RelPath>, text: Option<&str>) -> StoreResult<()> {
        let mut inner = self.inner();
        let rules = &mut inner.change().rules;
        match text {
            Some(text) => rules.insert(dir.cloned(), text.to_owned()),
            None => rules.remove(&dir.cloned()),
        };
        Ok(())
    }

    fn selection(&self) -> StoreResult<Selection> {
        Ok(self.inner().now.selection.clone())
    }

    fn set_selection(&mut self, selection: &Selection) -> StoreResult<()> {
        self.inner().change().selection = selection.clone();
        Ok(())
    }

    fn with_local_content(&self, digest: &Digest, limit: usize) -> StoreResult<Vec<Row>> {
        self.select(limit, |row| row.local.entry().and_then(Entry::file).is_some_and(|file| file.digest == *digest))
    }

    fn conflicts(&self) -> StoreResult<Vec<Row>> {
        self.select(usize::MAX, |row| row.remote.entry.is_live() && row.remote.conflict_of.is_some())
    }

    fn remotes(&self, filter: &RemoteFilter) -> StoreResult<Vec<(RelPath, Remote)>> {
        let rows = self.select(usize::MAX, |row| filter.lets(&row.path, &row.remote))?;
        let mut remotes: Vec<_> = rows.into_iter().map(|row| (row.path, row.remote)).collect();
        remotes.sort_by(|(path, one), (other_path, other)| {
            (other.at, other.seq).cmp(&(one.at, one.seq)).then_with(|| path.cmp(other_path))
        });
        remotes.truncate(filter.limit);
        Ok(remotes)
    }

    fn totals(&self) -> StoreResult<Totals> {
        let mut totals = Totals::default();
        for row in self.inner().now.rows.values() {
            totals.pending += u64::from(row.is_pending());
            totals.troubled += u64::from(row.is_troubled());
            totals.unselected_files += u64::from(row.unselected_file().is_some());
            totals.unselected_bytes += row.unselected_file().map_or(0, |file| file.size);
            match &row.local {
                Local::Known { entry: Entry::File(file), .. } => {
                    totals.files += 1;
                    totals.bytes += file.size;
                }
                Local::Known { entry: Entry::Directory, .. } => totals.directories += 1,
                _ => {}
            }
        }
        Ok(totals)
    }

    fn set_chunks(&mut self, list: &ChunkList) -> StoreResult<()> {
        self.inner().change().chunks.insert(list.digest(), list.clone());
        Ok(())
    }

    fn chunks(&self, digest: &Digest) -> StoreResult<Option<ChunkList>> {
        Ok(self.inner().now.chunks.get(digest).cloned())
    }

    fn commit(&mut self) -> StoreResult<()> {
        self.burn();
        let mut inner = self.inner();
        if inner.dirty {
            if inner.full {
                return Err(StoreError {
                    doing: "committing the rows of a folder".into(),
                    cause: "the disk is full".into(),
                    disk_full: true,
                });
            }
            inner.now.forget_unused_chunks();
            let commit = inner.now.clone();
            inner.commits.push(commit);
            inner.dirty = false;
        }
        Ok(())
    }

    fn roll_back(&mut self) {
        self.kill();
    }

    fn sync(&mut self) -> StoreResult<()> {
        self.burn();
        let mut inner = self.inner();
        let last = inner.last().clone();
        inner.commits = vec![last];
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use syncit_core::replica_store::SyncMode;
    use syncit_core::{FolderId, ReplicaId};

    use super::*;

    fn store() -> MapReplicaStore {
        MapReplicaStore::new(LinkState::new(FolderId([1; 16]), ReplicaId([2; 16]), SyncMode::TwoWay))
    }

    fn unread(path: &str) -> Row {
        Row { local: Local::Unknown(Unknown::Unread), ..Row::new(RelPath::new(path).unwrap()) }
    }

    fn paths(store: &MapReplicaStore) -> Vec<String> {
        store.rows().iter().map(|row| row.path.to_string()).collect()
    }

    #[test]
    fn a_crash_loses_unsynced_commits_from_the_newest() {
        let mut store = store();
        for path in ["a", "b", "c"] {
            store.put(&unread(path)).unwrap();
            store.commit().unwrap();
            if path == "a" {
                store.sync().unwrap();
            }
        }
        store.put(&unread("d")).unwrap();
        store.kill();
        assert_eq!((paths(&store).len(), store.unsynced()), (3, 2), "what was committed is not durable by that");
        store.crash(1);
        assert_eq!(paths(&store), ["a", "b"]);
        store.crash(9);
        assert_eq!(paths(&store), ["a", "b"], "what survived one crash is durable");
    }

    #[test]
    fn a_void_row_is_removed_and_takes_a_rev() {
        let mut store = store();
        store.put(&unread("a")).unwrap();
        assert_eq!(store.put(&Row::new(RelPath::new("a").unwrap())).unwrap(), Rev(2));
        assert!(paths(&store).is_empty());
    }

    #[test]
    fn below_leaves_out_names_that_only_start_alike() {
        let mut store = store();
        for path in ["a", "a-b", "a/x", "a/x/y", "b"] {
            store.put(&unread(path)).unwrap();
        }
        let a = RelPath::new("a").unwrap();
        let texts = |rows: Vec<Row>| rows.iter().map(|row| row.path.to_string()).collect::<Vec<_>>();
        assert_eq!(texts(store.below(Some(&a), None, 9).unwrap()), ["a/x", "a/x/y"]);
        assert_eq!(texts(store.children(Some(&a)).unwrap()), ["a/x"]);
        assert_eq!(texts(store.children(None).unwrap()), ["a", "a-b", "b"]);
    }
}
