//! What a scan remembers while it runs: what has still to be scanned, what is being written, and the rules in force. All of
//! it can be thrown away: a full scan finds it again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use syncit_core::content::Digest;
use syncit_core::replica_store::{Row, Stamp};
use syncit_core::{RelPath, Rev};

use crate::ignore_rules::{IGNORE_FILE, IgnoreRules};
use crate::local::writing::{Taken, Writing};
use crate::paths;

/// Limit of bytes of small files that stay in memory between being hashed and being offered.
const BODIES_MAX: usize = 32 << 20;

/// The state of the scan, and its backlog.
#[derive(Default)]
pub(crate) struct Scan {
    /// Hinted paths; true if the file is hashed whatever stat says.
    pub(super) looks: BTreeMap<RelPath, bool>,
    pub(super) dirs: VecDeque<Listing>,
    pub(super) queued: HashSet<Option<RelPath>>,
    pub(super) current: Option<Cursor>,
    pub(super) writing: BTreeMap<RelPath, Writing>,
    pub(super) taken: Taken,
    /// Directories that contain a `.syncit` of another folder, which was copied or moved there with it.
    pub(crate) own_dirs: BTreeSet<RelPath>,
    pub(super) to_hash: BTreeSet<RelPath>,
    pub(super) jobs: HashMap<u64, (RelPath, Rev)>,
    /// The inodes of private directories that are gone, because they may come back under other names.
    pub(super) closed_dirs: HashSet<u64>,
    /// The earlier stamps of files that are being hashed, and whose mode may differ from their entry.
    pub(super) modes: HashMap<RelPath, Stamp>,
    /// The inodes and contents of files that are gone and whose executable bit was left out, because they may come back
    /// under other names.
    pub(super) without_bit: HashMap<u64, Digest>,
    pub(crate) rules: IgnoreRules,
    /// The texts of the ignore files in force, by directory.
    pub(super) in_force: BTreeMap<Option<RelPath>, String>,
    /// Ignore files whose rows were written.
    pub(super) changed_rules: BTreeSet<RelPath>,
    /// Ignore files whose change would remove rules, and when they have been quiet long enough.
    pub(super) resting_rules: BTreeMap<RelPath, u64>,
    /// Directories that are not scanned before their ignore file is complete and readable.
    pub(super) awaits_rules: BTreeSet<Option<RelPath>>,
    /// What could not be scanned, and when to try again.
    pub(super) again: BTreeMap<RelPath, u64>,
    pub(super) sweep: Sweep,
    pub(super) indexes: Indexes,
    bodies: HashMap<RelPath, (Digest, Vec<u8>)>,
    bodies_bytes: usize,
}

/// A directory that is to be listed.
pub(super) struct Listing {
    pub(super) dir: Option<RelPath>,
    /// True if known directories below are listed too, whatever stat says of them.
    pub(super) deep: bool,
    /// True if only the sweep asked for it.
    pub(super) is_swept: bool,
}

/// How a path is to be scanned.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    /// True to hash whatever stat says.
    pub(super) force: bool,
    /// True to list known directories, whatever stat says of them.
    pub(super) deep: bool,
    /// True if the sweep asks, so that what is found below counts as missed.
    pub(super) is_swept: bool,
}

/// A directory that was listed and is being scanned.
pub(super) struct Cursor {
    pub(super) dir: Option<RelPath>,
    /// True if known directories below are scanned too.
    pub(super) deep: bool,
    /// True if the sweep asked for it, so that what is found counts as missed.
    pub(super) is_swept: bool,
    pub(super) names: std::vec::IntoIter<String>,
    /// The rows as they were at `rev`.
    pub(super) rows: HashMap<String, Row>,
    pub(super) rev: Rev,
}

impl Scan {
    /// Returns true if something has still to be scanned or hashed (not counting files that are being written).
    pub fn is_at_work(&self) -> bool {
        !self.looks.is_empty()
            || !self.dirs.is_empty()
            || self.current.is_some()
            || !self.to_hash.is_empty()
            || !self.jobs.is_empty()
            || !self.changed_rules.is_empty()
    }

    /// Returns true if some file is being waited for until it is no longer written.
    pub fn is_waiting_for_quiet(&self) -> bool {
        !self.writing.is_empty() || !self.resting_rules.is_empty()
    }

    /// Returns true if a file is still being written, or has still to be read.
    pub fn is_being_written_at(&self, path: &RelPath) -> bool {
        self.writing.contains_key(path)
            || self.resting_rules.contains_key(path)
            || self.looks.contains_key(path)
            || self.to_hash.contains(path)
    }

    /// Returns true if rules that are no longer in a file are still in force.
    pub fn are_rules_resting(&self) -> bool {
        !self.resting_rules.is_empty()
    }

    /// Returns true if an ignore file may say something else than the rules in force. What those rules hide has not been
    /// looked at.
    pub fn may_rules_change(&self) -> bool {
        self.are_rules_resting() || self.writing.keys().any(|path| path.name() == IGNORE_FILE)
    }

    /// Returns the files that are waited for until they are quiet.
    pub fn being_written(&self) -> impl Iterator<Item = &RelPath> {
        self.writing.keys().chain(self.resting_rules.keys())
    }

    /// Notes that an ignore file's row was written.
    pub fn rules_may_have_changed(&mut self, path: &RelPath) {
        self.changed_rules.insert(path.clone());
    }

    /// Stops waiting for anything at or below a path.
    pub(super) fn forget(&mut self, path: &RelPath) {
        for below in paths::keys_below(&self.writing, path) {
            self.writing.remove(&below);
        }
        for below in paths::below(&self.to_hash, path) {
            self.to_hash.remove(&below);
        }
        self.writing.remove(path);
        self.to_hash.remove(path);
    }

    pub(super) fn keep_body(&mut self, path: &RelPath, digest: Digest, bytes: Vec<u8>) {
        self.take_body(path);
        if self.bodies_bytes + bytes.len() <= BODIES_MAX {
            self.bodies_bytes += bytes.len();
            self.bodies.insert(path.clone(), (digest, bytes));
        }
    }

    /// Returns the bytes of a small file, if they are still in memory since it was hashed.
    pub fn take_body(&mut self, path: &RelPath) -> Option<(Digest, Vec<u8>)> {
        let body = self.bodies.remove(path);
        self.bodies_bytes -= body.as_ref().map_or(0, |(_, bytes)| bytes.len());
        body
    }
}

/// How far the sweep has come, and what it found.
#[derive(Debug, Default)]
pub(super) struct Sweep {
    /// The root's stamp when it was last listed; it has no row.
    pub root: Option<Stamp>,
    /// When the next one begins; none before the first full scan has ended.
    pub(super) due: Option<u64>,
    pub(super) stage: Stage,
    pub(super) began: u64,
    /// The last file that was checked, by this sweep or the one before.
    pub(super) file: Option<RelPath>,
    /// How many changes were found that no event had reported.
    pub(super) missed: u64,
}

#[derive(Debug, Default)]
pub(super) enum Stage {
    #[default]
    Resting,
    /// Directories after this one have still to be checked.
    Directories(Option<RelPath>),
    /// This many files have still to be checked.
    Files(u64),
}

/// The indexes that were read last, by path.
pub(super) type Indexes = BTreeMap<RelPath, Known>;

/// What an index with this content says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) content: Digest,
    /// The digest of `git::without_stat`; none if it cannot be parsed.
    pub(super) says: Option<Digest>,
}
