//! What was displaced and is kept for a while.

use std::collections::HashMap;

use syncit_core::content::Digest;
use syncit_core::{Entry, FileEntry, RelPath};

use crate::disk::{Place, Stat};

/// How long a displaced file is kept, in milliseconds.
pub(super) const KEPT_FOR: u64 = 10_000;

/// What was displaced and is still kept.
#[derive(Debug, Default)]
pub(crate) struct Displaced {
    pub(super) is_recovered: bool,
    pub(super) kept: Vec<Kept>,
    /// By content: the name in staging, the path where it was, and its entry there if the path is now absent, because then
    /// the file may have been moved.
    pub(super) contents: HashMap<Digest, (String, RelPath, Option<FileEntry>)>,
    /// What could not be removed, and when to try again.
    pub(super) left: Vec<(Place, u64)>,
}

impl Displaced {
    pub fn wake(&self) -> Option<u64> {
        self.kept.iter().map(|kept| kept.due).chain(self.left.iter().map(|(_, due)| *due)).min()
    }

    /// Makes everything that was displaced due for removal now.
    pub fn make_due(&mut self, now: u64) {
        self.kept.iter_mut().for_each(|kept| kept.due = now);
        self.left.iter_mut().for_each(|(_, due)| *due = now);
    }

    pub(super) fn keep(&mut self, kept: Kept) {
        for Aside { name, path, known: [before, after], .. } in &kept.files {
            let Some(file) = before.file() else { continue };
            let ended = after.is_absent().then(|| file.clone());
            if ended.is_some() || !self.contents.contains_key(&file.digest) {
                self.contents.insert(file.digest, (name.clone(), path.clone(), ended));
            }
        }
        self.kept.push(kept);
    }

    pub(super) fn keep_only(&mut self, all: Vec<Kept>) {
        self.kept.clear();
        self.contents.clear();
        all.into_iter().for_each(|kept| self.keep(kept));
    }

    /// Returns the name in staging of a displaced file that had this content, where it was, and its entry there if nothing
    /// took its place.
    pub fn with_content(&self, digest: &Digest) -> Option<(String, RelPath, Option<FileEntry>)> {
        self.contents.get(digest).cloned()
    }

    pub fn leave(&mut self, place: Place, now: u64) {
        self.left.push((place, now + KEPT_FOR));
    }
}

/// What one round displaced, under one record.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) record: String,
    pub(super) due: u64,
    pub(super) files: Vec<Aside>,
}

/// One displaced file or symlink.
#[derive(Debug)]
pub(super) struct Aside {
    /// Its name in staging.
    pub(super) name: String,
    /// Where it was.
    pub(super) path: RelPath,
    /// The states in which it is dispensable: what was expected there, and what takes its place.
    pub(super) known: [Entry; 2],
    /// Its stat when it was found to be known; none if that is still to be checked.
    pub(super) seen: Option<Stat>,
}
