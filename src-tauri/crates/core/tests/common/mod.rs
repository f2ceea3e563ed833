//! One replica's rows in memory, as the surroundings of a plan.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

use std::collections::{BTreeMap, HashMap, HashSet};

use syncit_core::content::{ChunkList, Digest};
use syncit_core::plan::{Step, Surroundings, plan};
use syncit_core::replica_store::{Local, Row, SyncMode, Unknown};
use syncit_core::selection::Selection;
use syncit_core::{Entry, FileEntry, MachineId, RelPath, Seq, Timestamp};

pub fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

/// Returns a file with this text as its content; the same text always has the same mtime.
pub fn file(content: &str, executable: bool) -> Entry {
    let list = ChunkList::of_small(content.as_bytes());
    let seconds = 1_795_356_185 + i64::from(content.bytes().next().unwrap_or(0));
    Entry::File(FileEntry {
        digest: list.digest(),
        size: content.len() as u64,
        executable,
        private: None,
        mtime: Timestamp::from_parts(seconds, 0),
    })
}

fn digest(entry: &Entry) -> Option<Digest> {
    entry.file().map(|file| file.digest)
}

/// Returns what identifies a probe: the path, the offered state, and the remote entry.
pub fn probe_key(row: &Row) -> (RelPath, String, Seq) {
    (row.path.clone(), format!("{:?}", row.local.entry()), row.remote.seq)
}

pub struct Rows {
    pub rows: BTreeMap<RelPath, Row>,
    pub sync_mode: SyncMode,
    pub probed: HashSet<(RelPath, String, Seq)>,
    pub this: MachineId,
    pub all_probed: bool,
    /// The paths to which others moved what was probed.
    pub went: HashMap<(RelPath, String, Seq), RelPath>,
    pub selection: Selection,
}

impl Rows {
    pub fn new(sync_mode: SyncMode) -> Self {
        Rows {
            rows: BTreeMap::new(),
            sync_mode,
            probed: HashSet::new(),
            this: MachineId([1; 16]),
            all_probed: false,
            went: HashMap::new(),
            selection: Selection::default(),
        }
    }

    pub fn put(&mut self, row: Row) {
        self.rows.insert(row.path.clone(), row);
    }

    pub fn pending(&self) -> Vec<Row> {
        self.rows.values().filter(|row| row.is_pending()).cloned().collect()
    }

    pub fn plan(&self) -> Vec<Step> {
        plan(&self.pending(), self)
    }

    pub fn is_unknown(&self, path: &RelPath) -> bool {
        std::iter::once(path.clone())
            .chain(path.ancestors())
            .any(|path| self.rows.get(&path).is_some_and(|row| matches!(row.local, Local::Unknown(_))))
    }
}

impl Surroundings for Rows {
    fn row(&self, path: &RelPath) -> Option<Row> {
        self.rows.get(path).cloned()
    }
    fn below(&self, dir: &RelPath) -> Vec<Row> {
        self.rows.values().filter(|row| row.path.is_below(dir)).cloned().collect()
    }
    fn was_probed(&self, row: &Row) -> bool {
        self.all_probed || self.probed.contains(&probe_key(row))
    }
    fn went_to(&self, row: &Row) -> Option<RelPath> {
        self.went.get(&probe_key(row)).cloned()
    }
    fn gone_here(&self, content: &Digest) -> Vec<Row> {
        let is_gone = |row: &&Row| row.local == Local::ABSENT && digest(&row.base.entry) == Some(*content);
        self.rows.values().filter(is_gone).cloned().collect()
    }
    fn was_replaced_here(&self, _content: &Digest) -> bool {
        false
    }
    fn with_content(&self, content: &Digest) -> Vec<Row> {
        let has = |row: &&Row| row.local.entry().and_then(digest) == Some(*content);
        self.rows.values().filter(has).cloned().collect()
    }
    fn machine_name(&self, machine: MachineId) -> String {
        format!("m{}", machine.0[0])
    }
    fn this_machine(&self) -> MachineId {
        self.this
    }
    fn sync_mode(&self) -> SyncMode {
        self.sync_mode
    }
    fn is_selected(&self, path: &RelPath) -> bool {
        self.selection.includes(path)
    }
}

/// Returns a private file.
pub fn private(content: &str) -> Entry {
    match file(content, false) {
        Entry::File(file) => Entry::File(FileEntry { private: Some(true), ..file }),
        _ => unreachable!("a file is one"),
    }
}

/// Parses `-`, `d`, `f1`, `f1x` (executable), `f1p` (private), `l1` (symlink).
pub fn entry(text: &str) -> Entry {
    match text {
        "-" => Entry::Absent,
        "d" => Entry::Directory,
        _ => match text.split_at(1) {
            ("f", "0") => file("", false),
            ("f", content) if content.ends_with('p') => private(content.trim_end_matches('p')),
            ("f", content) => file(content.trim_end_matches('x'), content.ends_with('x')),
            ("l", target) => Entry::Symlink(target.to_owned()),
            _ => panic!("no entry: {text}"),
        },
    }
}

/// Formats an entry as `entry` parses it; tries texts until one has the file's content.
pub fn show(of: &Entry) -> String {
    match of {
        Entry::Absent => "-".to_owned(),
        Entry::Directory => "d".to_owned(),
        Entry::Symlink(target) => format!("l{target}"),
        Entry::File(_) => {
            let names =
                (0..10).flat_map(|content| [format!("f{content}"), format!("f{content}x"), format!("f{content}p")]);
            names.into_iter().find(|name| entry(name) == *of).unwrap()
        }
    }
}

/// Parses a local state: an entry, or why it is unknown.
pub fn local(text: &str) -> Local {
    match text {
        "?" => Local::Unknown(Unknown::Ignored),
        "?busy" => Local::Unknown(Unknown::Busy),
        "?kept" => Local::Unknown(Unknown::Kept),
        "?cannot" => Local::Unknown(Unknown::Unrepresentable),
        _ => Local::Known { entry: entry(text), stamp: None },
    }
}

/// Returns a row whose base and remote are the journal's entries 1 and 2, or both entry 1 if they
/// are equal.
pub fn row(at: &str, base: &str, here: &str, remote: &str) -> Row {
    let mut row = Row::new(path(at));
    row.base.entry = entry(base);
    row.local = local(here);
    row.remote.entry = entry(remote);
    if row.base.entry.is_live() {
        row.base.seq = Seq(1);
    }
    row.remote.seq = if row.remote.entry == row.base.entry { row.base.seq } else { Seq(2) };
    row.remote.machine = Some(MachineId([2; 16]));
    row
}
