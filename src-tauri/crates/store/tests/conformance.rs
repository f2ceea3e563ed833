//! The stores in SQLite behave exactly like the stores in maps, for random operations in any order.
//! A failure prints its seed.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use syncit_core::damage::{Behind, Kept};
use syncit_core::hold::{Harm, Held, Hold, HoldState};
use syncit_core::ids::Position;
use syncit_core::message::{Action, HistoryCursor, HistoryFilter};
use syncit_core::relay_store::{Access, ContentChecker, ContentReader, Folder, JournalEntry, Machine, RelayStore};
use syncit_core::replica_store::{
    Base, ConflictOf, GitHooks, LinkState, Local, PathAt, Remote, RemoteFilter, ReplicaStore, RootId, Row, Stamp,
    StoreResult, SyncMode, Token, Unknown,
};
use syncit_core::selection::Selection;
use syncit_core::{
    ChunkList, ChunkRef, Digest, Entry, FileEntry, FolderId, Incarnation, MachineId, Name, Privacy, PrivacyHere,
    Reason, RelPath, ReplicaId, Rev, Seq, Timestamp,
};
use syncit_store::{SqliteRelayStore, SqliteReplicaStore};
use syncit_testkit::{MapRelayStore, MapReplicaStore};

const SEEDS: u64 = 6;
const STEPS: usize = 400;

const PATHS: [&str; 14] =
    ["a", "a b", "a.txt", "a/b", "a/b c", "a/b.c", "a/b/c", "a/b/c/d", "a/b0", "a0", "a0/x", "A/b", "zürich/-rf", "🦀"];

/// A seeded source of random operations, which favours repetition.
struct Source(ChaCha8Rng);

/// Prints the seed of a run that panics.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the seed was {}", self.0);
        }
    }
}

impl Source {
    fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end)
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    fn maybe<T>(&mut self, some: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.one_in(2) { Some(some(self)) } else { None }
    }

    fn path(&mut self) -> RelPath {
        RelPath::new(self.pick(&PATHS)).unwrap()
    }

    /// Returns whole seconds, so that `Debug` shows the complete value.
    fn time(&mut self) -> Timestamp {
        Timestamp(self.below(5) as i64 * 1_000_000_000 - 2_000_000_000)
    }

    fn seq(&mut self) -> Seq {
        Seq(self.below(6) as u64)
    }

    fn id(&mut self) -> [u8; 16] {
        [self.below(3) as u8 + 1; 16]
    }

    fn path_at(&mut self) -> PathAt {
        PathAt { path: self.path(), seq: self.seq() }
    }

    fn conflict_of(&mut self) -> ConflictOf {
        ConflictOf { path: self.path(), seq: self.seq(), base: self.seq() }
    }

    fn entry(&mut self, contents: &[ChunkList]) -> Entry {
        match self.below(8) {
            0 | 1 => Entry::Absent,
            2 => Entry::Directory,
            3 => Entry::Symlink(self.pick(&["../x", "/etc", "é"]).into()),
            _ => {
                let list = self.pick(contents);
                let executable = self.one_in(4);
                let private = self.pick(&[None, None, Some(true), Some(false)]);
                Entry::File(FileEntry {
                    digest: list.digest(),
                    size: list.size(),
                    executable,
                    private,
                    mtime: self.time(),
                })
            }
        }
    }

    fn local(&mut self, contents: &[ChunkList]) -> Local {
        use Unknown::*;
        let reasons = [Unread, Busy, Ignored, Kept, Unreadable, Unsupported, Unrepresentable, Mount, Unselected];
        if self.one_in(5) {
            return Local::Unknown(self.pick(&reasons));
        }
        let entry = self.entry(contents);
        let stamp = self.maybe(|source| Stamp {
            size: source.pick(&[0, 1, u64::MAX >> 1]),
            mtime: source.time(),
            ctime: source.time(),
            inode: source.pick(&[0, 7, u64::MAX]),
            settled: source.one_in(2),
            shared: source.one_in(4),
            private: source.said(),
            executable: source.said(),
        });
        Local::Known { stamp: stamp.filter(|_| entry.file().is_some() || entry.is_directory()), entry }
    }

    fn row(&mut self, contents: &[ChunkList]) -> Row {
        let local = self.local(contents);
        let seq = self.seq();
        let remote = Remote {
            entry: match local.entry() {
                Some(entry) if self.one_in(2) => entry.clone(),
                _ => self.entry(contents),
            },
            seq,
            machine: self.maybe(|source| MachineId(source.id())),
            at: self.time(),
            conflict_of: self.maybe(|source| source.conflict_of()).filter(|_| seq.0.is_multiple_of(2)),
            privacy: self.privacy(),
        };
        let privacy = PrivacyHere { agreed: self.said(), here: self.said() };
        let base = match self.below(3) {
            0 => Base { entry: self.entry(contents), seq: self.seq() },
            _ => Base { entry: remote.entry.clone(), seq: remote.seq },
        };
        let reason =
            self.maybe(|source| Reason::said(source.pick(&["", "no room"]).to_owned(), Some("make some".to_owned())));
        let reason = reason.filter(|_| self.one_in(3));
        let to_evict = self.one_in(8);
        Row { path: self.path(), base, local, remote, privacy, to_evict, reason, rev: Rev(99) }
    }

    fn said(&mut self) -> Option<bool> {
        self.pick(&[None, Some(false), Some(true)])
    }

    fn privacy(&mut self) -> Option<Privacy> {
        self.said().map(|private| Privacy { private, seq: self.seq() })
    }

    fn link(&mut self) -> LinkState {
        let incarnations = 1..=self.below(4) as u8;
        LinkState {
            folder: FolderId(self.id()),
            replica: ReplicaId(self.id()),
            sync_mode: self.pick(&[SyncMode::TwoWay, SyncMode::SendOnly, SyncMode::ReceiveOnly]),
            positions: incarnations.map(|n| Position { incarnation: Incarnation([n; 16]), seq: self.seq() }).collect(),
            scanned: self.one_in(2),
            root: self.maybe(|source| RootId {
                inode: source.pick(&[0, 7, u64::MAX]),
                filesystem: source.maybe(|source| source.pick(&["", "a-b"]).to_owned()),
            }),
            token: self.maybe(|source| Token(source.id())),
            git_hooks: self.pick(&[GitHooks::NotExecutable, GitHooks::AsTheyAre]),
        }
    }
}

/// Checks that two results are equal, including what equality ignores (mtimes).
#[track_caller]
fn same<T: PartialEq + Debug>(sqlite: StoreResult<T>, map: StoreResult<T>) -> T {
    let (sqlite, map) = (sqlite.unwrap(), map.unwrap());
    assert_eq!(sqlite, map);
    assert_eq!(format!("{sqlite:?}"), format!("{map:?}"));
    sqlite
}

/// Returns contents with no, one and several chunks.
fn contents() -> Vec<ChunkList> {
    let chunk = |n: u8, len| ChunkRef { digest: Digest::of(&[n]), len };
    let lists = [
        vec![],
        vec![chunk(1, 5)],
        vec![chunk(2, 65_536)],
        vec![chunk(3, 65_536), chunk(4, 1)],
        vec![chunk(3, 65_536), chunk(5, 300_000), chunk(3, 65_536)],
    ];
    lists.into_iter().map(|list| ChunkList::new(list).unwrap()).collect()
}

#[test]
fn replica_stores_agree() {
    let contents = contents();
    for seed in 0..SEEDS {
        let _seed = Seed(seed);
        let source = &mut Source(ChaCha8Rng::seed_from_u64(seed));
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("replica.db");
        let link = source.link();
        let mut sqlite = SqliteReplicaStore::create(&file, &link).unwrap();
        let mut map = MapReplicaStore::new(link);
        for _ in 0..STEPS {
            match source.below(20) {
                0 => {
                    let link = source.link();
                    same(sqlite.set_link(&link), map.set_link(&link));
                }
                1 => same(sqlite.commit(), map.commit()),
                2 => same(sqlite.sync(), map.sync()),
                3 => {
                    drop(sqlite);
                    map.crash(0);
                    sqlite = SqliteReplicaStore::open(&file).unwrap();
                }
                4 => {
                    sqlite.roll_back();
                    map.roll_back();
                }
                5 => {
                    let dir = source.maybe(Source::path);
                    let text = source.maybe(|source| source.pick(&["", "*.o"]));
                    same(sqlite.set_rules(dir.as_ref(), text), map.set_rules(dir.as_ref(), text));
                }
                6 if source.one_in(4) => {
                    let choices = [source.path(), source.path()].map(|path| (path, source.one_in(2)));
                    let after = source.maybe(Source::seq);
                    let selection = Selection::new(choices, source.one_in(2), after);
                    same(sqlite.set_selection(&selection), map.set_selection(&selection));
                }
                _ => {
                    let row = source.row(&contents);
                    for list in &contents {
                        if has_content(&row, list) && list.chunks().len() > 1 {
                            same(sqlite.set_chunks(list), map.set_chunks(list));
                        }
                    }
                    same(sqlite.put(&row), map.put(&row));
                }
            }
            assert_eq!(sqlite.rev(), map.rev());
            same(sqlite.link(), map.link());
            same(sqlite.totals(), map.totals());
            ask_replica(source, &sqlite, &map, &contents);
        }
    }
}

fn has_content(row: &Row, list: &ChunkList) -> bool {
    let entries = [row.local.entry(), Some(&row.base.entry)];
    entries.into_iter().flatten().filter_map(Entry::file).any(|file| file.digest == list.digest())
}

fn ask_replica(source: &mut Source, sqlite: &SqliteReplicaStore, map: &MapReplicaStore, contents: &[ChunkList]) {
    let path = source.path();
    let (dir, after) = (source.maybe(Source::path), source.maybe(Source::path));
    let (dir, after) = (dir.as_ref(), after.as_ref());
    let limit = source.pick(&[0, 1, 3, usize::MAX]);
    let list = source.pick(contents);
    same(sqlite.row(&path), map.row(&path));
    same(sqlite.children(dir), map.children(dir));
    same(sqlite.below(dir, after, limit), map.below(dir, after, limit));
    same(sqlite.pending(after, limit), map.pending(after, limit));
    same(sqlite.with_local_content(&list.digest(), limit), map.with_local_content(&list.digest(), limit));
    same(sqlite.conflicts(), map.conflicts());
    same(sqlite.troubled(after, limit), map.troubled(after, limit));
    same(sqlite.directories(after, limit), map.directories(after, limit));
    let inode = source.pick(&[0, 7, u64::MAX]);
    same(sqlite.with_inode(inode), map.with_inode(inode));
    same(sqlite.shared(), map.shared());
    same(sqlite.rules(), map.rules());
    same(sqlite.selection(), map.selection());
    let filter = RemoteFilter {
        path: source.maybe(Source::path),
        machine: source.maybe(|source| MachineId(source.id())),
        since: source.maybe(Source::time),
        before: source.maybe(|source| (source.time(), source.pick(&[Seq(0), Seq(3), Seq(u64::MAX)]))),
        kinds: source.pick(&[
            vec![],
            vec![Action::Deleted],
            vec![Action::Conflict, Action::Added],
            vec![Action::Changed],
        ]),
        search: source.maybe(|source| source.pick(&["", "A", "b/", "ü", "%"]).to_owned()),
        limit,
    };
    same(sqlite.remotes(&filter), map.remotes(&filter));
    // A list that is needed must be there; others may be.
    let known = sqlite.chunks(&list.digest()).unwrap();
    let is_needed = list.chunks().len() > 1 && map.rows().iter().any(|row| has_content(row, &list));
    assert!(known == Some(list) || (known.is_none() && !is_needed));
}

const MACHINES: [MachineId; 3] = [MachineId([1; 16]), MachineId([2; 16]), MachineId([3; 16])];
const FOLDERS: [FolderId; 3] = [FolderId([1; 16]), FolderId([2; 16]), FolderId([3; 16])];

/// Returns chunks of every form: short ones, compressible and not, as rows and as files.
fn chunks(source: &mut Source) -> Vec<Vec<u8>> {
    let mut noise = |len: usize| (0..len).map(|_| source.0.random()).collect::<Vec<u8>>();
    vec![
        b"x".to_vec(),
        noise(100),
        noise(4096),
        vec![7; 4096],
        noise(65_536),
        noise(65_537),
        vec![9; 300_000],
        [noise(80_000), vec![0; 80_000]].concat(),
    ]
}

#[test]
fn relay_stores_agree() {
    for seed in 0..SEEDS {
        let _seed = Seed(seed);
        let source = &mut Source(ChaCha8Rng::seed_from_u64(seed));
        let dir = tempfile::tempdir().unwrap();
        let chunks = chunks(source);
        let refs: Vec<ChunkRef> = chunks.iter().map(|bytes| ChunkList::of_small(bytes).chunks()[0]).collect();
        let lists: Vec<ChunkList> = [&[][..], &[0], &[1], &[2], &[3], &[5], &[6, 7], &[2, 4, 2], &[0, 1, 2, 3, 4]]
            .iter()
            .map(|list| ChunkList::new(list.iter().map(|n| refs[*n]).collect()).unwrap())
            .collect();
        let mut sqlite = SqliteRelayStore::open(dir.path()).unwrap();
        let mut map = MapRelayStore::default();
        let mut now = 0;
        for _ in 0..STEPS {
            now += source.below(3) as i64;
            match source.below(46) {
                40 => same(sqlite.begin_round(), map.begin_round()),
                41 => {
                    while sqlite.collect(1).unwrap() {}
                    same(Ok(false), map.collect(1));
                }
                42 | 43 => {
                    let folder = source.pick(&FOLDERS);
                    let seqs: Vec<Seq> = (0..60).map(Seq).filter(|_| source.one_in(3)).collect();
                    same(sqlite.drop_entries(folder, &seqs), map.drop_entries(folder, &seqs));
                    sqlite.sweep(source.0.random()).unwrap();
                    // As the relay does: no entry may become earlier than an older one.
                    let last = map.journal(folder).last().map_or(Timestamp(0), |entry| entry.at);
                    let by = source.pick(&[0, 1, 5_000_000_000]);
                    same(sqlite.redate(folder, last, by), map.redate(folder, last, by));
                    now += by / 1_000_000_000 + 1;
                }
                44 | 45 => {
                    let kept = match source.one_in(4) {
                        true => Kept::List(source.pick(&lists).digest()),
                        false => Kept::Chunk(source.pick(&refs).digest),
                    };
                    damage(kept, dir.path(), &mut sqlite, &mut map);
                }
                0 => same(sqlite.commit(), map.commit()),
                1 => {
                    sqlite.roll_back();
                    map.roll_back();
                }
                2 => {
                    drop(sqlite);
                    map.crash();
                    sqlite = SqliteRelayStore::open(dir.path()).unwrap();
                }
                3..=9 => arrange(source, &mut sqlite, &mut map),
                10..=17 => {
                    let n = source.below(chunks.len());
                    let machine = source.pick(&MACHINES);
                    let digest = refs[n].digest;
                    same(sqlite.put_chunk(machine, digest, &chunks[n]), map.put_chunk(machine, digest, &chunks[n]));
                }
                18..=23 => {
                    let (machine, list) = (source.pick(&MACHINES), source.pick(&lists));
                    same(sqlite.put_chunk_list(machine, &list), map.put_chunk_list(machine, &list));
                }
                24..=28 => hold(source, &mut sqlite, &mut map, Timestamp(now * 1_000_000_000)),
                _ => append(source, &mut sqlite, &mut map, &lists, Timestamp(now * 1_000_000_000)),
            }
            ask_relay(source, &sqlite, &map, &lists, now);
            ask_content(source, &sqlite, &map, &lists, &refs);
        }
    }
}

/// Corrupts something in the store, and checks that it is found and quarantined.
fn damage(kept: Kept, dir: &Path, sqlite: &mut SqliteRelayStore, map: &mut MapRelayStore) {
    same(sqlite.commit(), map.commit());
    let conn = rusqlite::Connection::open(dir.join("relay.db")).unwrap();
    let spoilt = match kept {
        Kept::Chunk(digest) => {
            let file = dir.join(format!("chunks/{:02x}/{digest}", digest.0[0]));
            let sql = "UPDATE bodies SET body = x'00' WHERE chunk = (SELECT n FROM chunks WHERE digest = ?1)";
            // A file without a stored chunk is left over from a rolled-back transaction.
            let is_kept = map.chunk(&digest).unwrap().is_some();
            is_kept && (conn.execute(sql, [digest.0]).unwrap() == 1 || std::fs::write(file, "rubbish").is_ok())
        }
        Kept::List(content) => {
            let sql = "UPDATE contents SET list = x'00' WHERE digest = ?1 AND list IS NOT NULL";
            conn.execute(sql, [content.0]).unwrap() == 1
        }
    };
    if spoilt {
        map.rot(kept);
    }
    let reader = sqlite.reader().unwrap();
    assert_eq!(look(&reader), look(map));
    assert_eq!(look(map), Vec::from_iter(spoilt.then_some(kept)));
    same(sqlite.quarantine(&kept), map.quarantine(&kept));
    same(sqlite.commit(), map.commit());
    same(reader.lacking(3), map.lacking(3));
}

/// Returns everything that a complete scrub finds damaged.
fn look(checker: &impl ContentChecker) -> Vec<Kept> {
    let (mut next, mut damaged, mut checked) = (Some(Behind::START), Vec::new(), 0);
    while let Some(behind) = next {
        let looked = checker.look(behind, 3).unwrap();
        (checked, next) = (checked + looked.checked, looked.next);
        damaged.extend(looked.damaged);
    }
    assert_eq!(checked, checker.kept().unwrap());
    damaged
}

fn arrange(source: &mut Source, sqlite: &mut SqliteRelayStore, map: &mut MapRelayStore) {
    let (machine, folder) = (source.pick(&MACHINES), source.pick(&FOLDERS));
    let name = Name::new(source.pick(&["one", "two", "drei ü"])).unwrap();
    match source.below(9) {
        0 => {
            let incarnation = Incarnation(source.0.random());
            same(sqlite.begin_incarnation(incarnation), map.begin_incarnation(incarnation));
        }
        1 => {
            let last_seen = source.maybe(Source::time);
            let is_hub = source.one_in(3);
            let machine =
                Machine { id: machine, name, public_key: vec![1], paired_at: source.time(), last_seen, is_hub };
            same(sqlite.put_machine(&machine), map.put_machine(&machine));
        }
        2 => same(sqlite.remove_machine(machine), map.remove_machine(machine)),
        3 | 4 => {
            let folder = Folder { id: folder, name, shared_at: source.time() };
            same(sqlite.put_folder(&folder), map.put_folder(&folder));
        }
        5 if source.one_in(3) => same(sqlite.remove_folder(folder), map.remove_folder(folder)),
        6 => {
            let access = source.pick(&[Access::None, Access::Read, Access::Write]);
            same(sqlite.set_access(machine, folder, access), map.set_access(machine, folder, access));
        }
        7 => {
            let replica = source.maybe(|source| ReplicaId(source.id()));
            same(sqlite.set_replica(machine, folder, replica), map.set_replica(machine, folder, replica));
        }
        _ => {
            let value = source.maybe(|source| source.pick(&["1", ""]));
            same(sqlite.set_setting(name.as_str(), value), map.set_setting(name.as_str(), value));
        }
    }
}

/// Begins, changes or ends a hold, or one of its paths.
fn hold(source: &mut Source, sqlite: &mut SqliteRelayStore, map: &mut MapRelayStore, at: Timestamp) {
    let state = source.pick(&[HoldState::Open, HoldState::Deleted, HoldState::Restored]);
    let (folder, machine) = (source.pick(&FOLDERS), source.pick(&MACHINES));
    let known = map.mass_deletions().unwrap();
    let some = (!known.is_empty() && !source.one_in(6)).then(|| source.pick(&known));
    match some {
        Some(hold) if source.one_in(8) => same(sqlite.remove_hold(hold.id), map.remove_hold(hold.id)),
        Some(hold) if source.one_in(4) => {
            let hold = Hold { state, ..hold };
            same(sqlite.put_hold(&hold), map.put_hold(&hold));
        }
        Some(hold) if source.one_in(4) => {
            let path = source.path();
            same(sqlite.remove_held(hold.id, &path), map.remove_held(hold.id, &path));
        }
        Some(hold) => {
            let path = source.path();
            if let Some(head) = map.head(hold.folder, &path).unwrap() {
                let is_file = source.one_in(2);
                let held = Held { path, seq: head.seq, is_file, is_spoilt: is_file && source.one_in(2) };
                same(sqlite.put_held(hold.id, &held), map.put_held(hold.id, &held));
            }
        }
        None if map.folders().unwrap().iter().any(|known| known.id == folder) => {
            let harm = source.pick(&[Harm::Deletion, Harm::Overwriting]);
            let hold = Hold { id: 0, folder, harm, machine, began_at: at, state, before: source.below(9) as u64 };
            same(sqlite.put_hold(&hold), map.put_hold(&hold));
        }
        None => {}
    }
}

fn append(
    source: &mut Source,
    sqlite: &mut SqliteRelayStore,
    map: &mut MapRelayStore,
    lists: &[ChunkList],
    at: Timestamp,
) {
    let folder = source.pick(&FOLDERS);
    if !map.folders().unwrap().iter().any(|known| known.id == folder) {
        return;
    }
    let path = source.path();
    let entry = JournalEntry {
        seq: Seq(99),
        entry: source.entry(lists),
        machine: source.pick(&MACHINES),
        at,
        moved_from: source.maybe(Source::path_at),
        conflict_of: source.maybe(Source::conflict_of),
        previous: map.head(folder, &path).unwrap().map_or(Seq(0), |head| head.seq),
        restored: source.maybe(Source::seq),
        privacy: source.privacy(),
        path,
    };
    if source.one_in(8) {
        // The path may be a directory, or gone, or one that the folder never had.
        let (path, private) = (&entry.path, source.one_in(2));
        let is_directory = map.head(folder, path).unwrap().is_some_and(|head| head.entry.is_directory());
        if is_directory {
            same(sqlite.set_privacy(folder, path, private), map.set_privacy(folder, path, private));
        }
        return;
    }
    same(sqlite.append(folder, &entry), map.append(folder, &entry));
}

fn ask_relay(source: &mut Source, sqlite: &SqliteRelayStore, map: &MapRelayStore, lists: &[ChunkList], now: i64) {
    same(sqlite.machines(), map.machines());
    same(sqlite.folders(), map.folders());
    same(sqlite.setting("one"), map.setting("one"));
    let (machine, folder) = (source.pick(&MACHINES), source.pick(&FOLDERS));
    same(sqlite.incarnations(folder), map.incarnations(folder));
    same(sqlite.access(machine, folder), map.access(machine, folder));
    same(sqlite.replica(machine, folder), map.replica(machine, folder));
    same(sqlite.file_count(folder), map.file_count(folder));
    let content = source.pick(lists).digest();
    same(sqlite.folders_with(&content), map.folders_with(&content));
    let sorted = |found: StoreResult<Vec<RelPath>>| found.map(BTreeSet::from_iter);
    let all = same(
        sorted(sqlite.live_with(folder, &content, usize::MAX)),
        sorted(map.live_with(folder, &content, usize::MAX)),
    );
    let some = sqlite.live_with(folder, &content, 1).unwrap();
    assert!(some.len() == all.len().min(1) && some.iter().all(|path| all.contains(path)));
    let path = source.path();
    let limit = source.pick(&[0, 1, 3, 1_000]);
    for hold in same(sqlite.mass_deletions(), map.mass_deletions()) {
        let after = source.maybe(Source::path);
        same(sqlite.held(hold.id, after.as_ref(), limit), map.held(hold.id, after.as_ref(), limit));
        same(sqlite.held_at(hold.id, &path), map.held_at(hold.id, &path));
    }
    let latest = same(sqlite.latest(folder), map.latest(folder));
    let some_seq = Seq(source.below(latest.0 as usize + 2) as u64);
    same(sqlite.head(folder, &path), map.head(folder, &path));
    same(sqlite.live_in(folder, &path, limit), map.live_in(folder, &path, limit));
    let start = path.as_str().split('.').next().unwrap_or_default();
    same(sqlite.live_beside(folder, start, limit), map.live_beside(folder, start, limit));
    same(sqlite.entry_at(folder, &path, some_seq), map.entry_at(folder, &path, some_seq));
    same(sqlite.heads_after(folder, some_seq, limit), map.heads_after(folder, some_seq, limit));
    same(sqlite.news_of_others(folder, some_seq, machine, limit), map.news_of_others(folder, some_seq, machine, limit));
    same(sqlite.privacies_after(folder, some_seq, limit), map.privacies_after(folder, some_seq, limit));
    same(sqlite.entry_of(folder, some_seq), map.entry_of(folder, some_seq));
    same(sqlite.folder_sums(folder), map.folder_sums(folder));
    let after = source.maybe(Source::path);
    same(sqlite.past(folder, after.as_ref(), limit), map.past(folder, after.as_ref(), limit));
    let moment = Timestamp(source.below(now as usize + 1) as i64 * 1_000_000_000);
    same(sqlite.seq_at(folder, moment), map.seq_at(folder, moment));
    same(sqlite.times_around(folder, moment), map.times_around(folder, moment));
    let upto = source.pick(&[some_seq, Seq(u64::MAX)]);
    same(sqlite.entries_upto(folder, &path, upto, limit), map.entries_upto(folder, &path, upto, limit));
    let entry = source.entry(lists);
    same(sqlite.newest_equal(folder, &path, some_seq, &entry), map.newest_equal(folder, &path, some_seq, &entry));
    let time = |source: &mut Source| Timestamp(source.below(now as usize + 1) as i64 * 1_000_000_000);
    let filter = HistoryFilter {
        folder: source.maybe(|source| source.pick(&FOLDERS)),
        readable: FOLDERS[..source.below(4)].to_vec(),
        path: source.maybe(Source::path),
        machine: source.maybe(|source| source.pick(&MACHINES)),
        since: source.maybe(time),
        before: source.maybe(|source| HistoryCursor {
            at: time(source),
            folder: source.pick(&FOLDERS),
            seq: Seq(source.below(40) as u64),
        }),
        limit,
        ..HistoryFilter::default()
    };
    same(sqlite.history(&filter), map.history(&filter));
    let (from, before) = (time(source), time(source));
    let limit = limit as u64;
    same(sqlite.count_accepted(folder, from, before, limit), map.count_accepted(folder, from, before, limit));
}

fn ask_content(
    source: &mut Source,
    sqlite: &SqliteRelayStore,
    map: &MapRelayStore,
    lists: &[ChunkList],
    refs: &[ChunkRef],
) {
    let machine = source.pick(&MACHINES);
    let readable = &FOLDERS[..source.below(4)];
    same(sqlite.holds(machine, readable, refs), map.holds(machine, readable, refs));
    let content = source.pick(lists).digest();
    same(sqlite.holds_list(machine, readable, &content), map.holds_list(machine, readable, &content));
    same(sqlite.chunk_list(&content), map.chunk_list(&content));
    same(sqlite.is_whole(&content), map.is_whole(&content));
    same(sqlite.damage(), map.damage());
    let chunk = source.pick(refs).digest;
    assert!(sqlite.chunk(&chunk).unwrap() == map.chunk(&chunk).unwrap(), "the bytes of {chunk} differ");
    // The stored bytes depend on compression, so they differ between the stores.
    assert_eq!(sqlite.store_totals().unwrap().chunks, map.store_totals().unwrap().chunks);
}
