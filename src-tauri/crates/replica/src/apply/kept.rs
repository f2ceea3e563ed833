//! What was displaced and is kept for a while.

use std::collections::HashMap;

use syncit_core::content::Digest;
use syncit_core::{Entry, FileEntry, RelPath};

use crate::disk::{Place, Stat};

/// How long a displaced file stays, in milliseconds.
pub(super) const KEPT_FOR: u64 = 10_000;

/// What was displaced and is still there.
#[derive(Debug, Default)]
pub(crate) struct Displaced {
    pub(super) is_recovered: bool,
    pub(super) kept: Vec<Kept>,
    /// Under which name in staging a content is kept, where it was, and what it was if it ended there: then it may have been
    /// moved.
    pub(super) contents: HashMap<Digest, (String, RelPath, Option<FileEntry>)>,
    /// What could not be removed, and when to try again.
    pub(super) left: Vec<(Place, u64)>,
}

impl Displaced {
    pub fn wake(&self) -> Option<u64> {
        self.kept.iter().map(|kept| kept.due).chain(self.left.iter().map(|(_, due)| *due)).min()
    }

    /// Nothing that was displaced is kept for longer.
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

    /// The name of something in staging that had this content when it was displaced, where it was, and what it was if nothing
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

/// Something that was displaced.
#[derive(Debug)]
pub(super) struct Aside {
    /// Its name in staging.
    pub(super) name: String,
    /// Where it was.
    pub(super) path: RelPath,
    /// What it may be without being missed: what was expected there, and what takes its place.
    pub(super) known: [Entry; 2],
    /// What it was when it was found to be known; none if that is still to be looked at.
    pub(super) seen: Option<Stat>,
}
