//! What a scan remembers while it runs: what is still to be looked at, what is being written, and the rules in force.
//! All of it can be thrown away: a scan of everything finds it again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use syncit_core::content::Digest;
use syncit_core::replica_store::{Row, Stamp};
use syncit_core::{RelPath, Rev};

use crate::ignore_rules::IgnoreRules;
use crate::local::writing::{Taken, Writing};
use crate::paths;

/// Bytes of small files that stay in memory between being hashed and being offered.
const BODIES_MAX: usize = 32 << 20;

/// What is known of the scan, and what it is still to do.
#[derive(Default)]
pub(crate) struct Scan {
    /// Hinted paths, and whether to hash whatever stat says.
    pub(super) looks: BTreeMap<RelPath, bool>,
    pub(super) dirs: VecDeque<Listing>,
    pub(super) queued: HashSet<Option<RelPath>>,
    pub(super) current: Option<Cursor>,
    pub(super) writing: BTreeMap<RelPath, Writing>,
    pub(super) taken: Taken,
    /// Directories that hold a `.syncit` of another folder, which was copied or moved there with it.
    pub(crate) own_dirs: BTreeSet<RelPath>,
    pub(super) to_hash: BTreeSet<RelPath>,
    pub(super) jobs: HashMap<u64, (RelPath, Rev)>,
    /// The inodes of private directories that are gone, for they may come back under other names.
    pub(super) closed_dirs: HashSet<u64>,
    /// What files were that are being hashed, and whose mode may be something else than their entry says.
    pub(super) modes: HashMap<RelPath, Stamp>,
    /// The inodes and contents of files that are gone and whose executable bit was left out, for they may come back under
    /// other names.
    pub(super) without_bit: HashMap<u64, Digest>,
    pub(crate) rules: IgnoreRules,
    /// The texts of the ignore files in force, by directory.
    pub(super) in_force: BTreeMap<Option<RelPath>, String>,
    /// Ignore files whose rows were written.
    pub(super) changed_rules: BTreeSet<RelPath>,
    /// Those that would take rules away, and when they have rested long enough.
    pub(super) resting_rules: BTreeMap<RelPath, u64>,
    /// Directories that are not gone through before their ignore file is complete and readable.
    pub(super) awaits_rules: BTreeSet<Option<RelPath>>,
    /// What could not be looked at for a passing reason, and when it is tried again.
    pub(super) again: BTreeMap<RelPath, u64>,
    pub(super) sweep: Sweep,
    pub(super) indexes: Indexes,
    bodies: HashMap<RelPath, (Digest, Vec<u8>)>,
    bodies_bytes: usize,
}

/// A directory that is to be listed.
pub(super) struct Listing {
    pub(super) dir: Option<RelPath>,
    /// Whether known directories below are listed too, whatever stat says of them.
    pub(super) deep: bool,
    /// Whether only the sweep asked for it.
    pub(super) is_swept: bool,
}

/// What a look at a path is for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    /// To hash whatever stat says.
    pub(super) force: bool,
    /// To list known directories, whatever stat says of them.
    pub(super) deep: bool,
    /// The sweep asks, so what is found below is counted as missed.
    pub(super) is_swept: bool,
}

/// A directory that was listed and is being gone through.
pub(super) struct Cursor {
    pub(super) dir: Option<RelPath>,
    /// Whether known directories below are gone through too.
    pub(super) deep: bool,
    /// Whether the sweep asked for it, so that what is found is counted as missed.
    pub(super) is_swept: bool,
    pub(super) names: std::vec::IntoIter<String>,
    /// The rows as they were at `rev`.
    pub(super) rows: HashMap<String, Row>,
    pub(super) rev: Rev,
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
        !self.writing.is_empty() || !self.resting_rules.is_empty()
    }

    /// Returns true if the end of writing of a file is waited for, or what is to be read of it.
    pub fn is_being_written_at(&self, path: &RelPath) -> bool {
        self.writing.contains_key(path)
            || self.resting_rules.contains_key(path)
            || self.looks.contains_key(path)
            || self.to_hash.contains(path)
    }

    /// Rules that are no longer in a file are still in force.
    pub fn are_rules_resting(&self) -> bool {
        !self.resting_rules.is_empty()
    }

    /// Those files.
    pub fn being_written(&self) -> impl Iterator<Item = &RelPath> {
        self.writing.keys().chain(self.resting_rules.keys())
    }

    /// An ignore file's row was written.
    pub fn rules_may_have_changed(&mut self, path: &RelPath) {
        self.changed_rules.insert(path.clone());
    }

    /// Waits for nothing at or below a path any more.
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

    /// The bytes of a small file, if they are still at hand since it was hashed.
    pub fn take_body(&mut self, path: &RelPath) -> Option<(Digest, Vec<u8>)> {
        let body = self.bodies.remove(path);
        self.bodies_bytes -= body.as_ref().map_or(0, |(_, bytes)| bytes.len());
        body
    }
}

/// How far the sweep is, and what it found.
#[derive(Debug, Default)]
pub(super) struct Sweep {
    /// The root as it was listed last; it has no row.
    pub root: Option<Stamp>,
    /// When the next one begins; none before the first look at everything has ended.
    pub(super) due: Option<u64>,
    pub(super) stage: Stage,
    pub(super) began: u64,
    /// The last file that was looked at, by this sweep or the one before.
    pub(super) file: Option<RelPath>,
    /// What was found that no event had told.
    pub(super) missed: u64,
}

#[derive(Debug, Default)]
pub(super) enum Stage {
    #[default]
    Resting,
    /// Directories after this one are still to be looked at.
    Directories(Option<RelPath>),
    /// So many files are still to be looked at.
    Files(u64),
}

/// The indexes that were read last, by path.
pub(super) type Indexes = BTreeMap<RelPath, Known>;

/// What an index says that has this content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) content: Digest,
    /// The digest of `git::without_stat`; none if it cannot be read.
    pub(super) says: Option<Digest>,
}
