//! Which ignore rules are in force, and what they say.
//!
//! The texts in force are stored, and change only when an ignore file is complete and readable by the same criteria as any
//! other file: a file that is being written, or cannot be read, leaves the old rules in force, even across a restart. A
//! change that removes rules waits a moment longer, because many programs truncate a file before they rewrite it.
//! `ignore_rules` decides what a rule means.

use syncit_core::content::Digest;
use syncit_core::replica_store::{Local, ReplicaStore, StoreResult};
use syncit_core::{Entry, RelPath};

use crate::disk::{Disk, DiskResult, Place};
use crate::ignore_rules::{IGNORE_FILE, IgnoreRules, MAX_IGNORE_FILE};
use crate::local::memory::Asked;
use crate::local::scan::contents::chunks_of;
use crate::replica::{BUILT_IN, Replica};

/// How long a change that removes rules must rest before it counts, in milliseconds.
const RULES_QUIET: u64 = 2_000;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    pub(crate) fn is_ignored(&self, path: &RelPath, is_dir: bool) -> bool {
        self.scan.rules.verdict(path, is_dir).is_some()
    }

    /// Returns the rule that keeps a path from being synced, and the file that contains it.
    pub(crate) fn rule_for(&self, path: &RelPath) -> Option<(String, String)> {
        let rule = self.scan.rules.verdict(path, true).or_else(|| self.scan.rules.verdict(path, false))?;
        Some((rule.pattern, rule.from.map_or_else(|| BUILT_IN.to_owned(), |from| from.to_string())))
    }

    /// Puts the rules in force that were in force when the loop last ran.
    pub(crate) fn load_rules(&mut self) -> StoreResult<()> {
        self.scan.rules = IgnoreRules::default();
        self.scan.in_force.clear();
        for (dir, text) in self.store.rules()? {
            // Lines that do not apply are reported when the file is scanned.
            let _ = self.scan.rules.add(dir.as_ref(), &text);
            self.scan.in_force.insert(dir, text);
        }
        Ok(())
    }

    /// Scans a directory's ignore file before anything that its rules may match. Returns true if the directory may be
    /// scanned: not if it is new here and its rules are incomplete or cannot be read.
    pub(super) fn look_at_rules(&mut self, dir: Option<&RelPath>, is_new: bool) -> StoreResult<bool> {
        let Ok(path) = RelPath::child(dir, IGNORE_FILE) else { return Ok(true) };
        let row = self.store.row(&path)?;
        let was_rules = row.as_ref().is_some_and(|row| row.base.entry.is_live());
        match self.disk.stat(&Place::from(&path)) {
            Ok(stat) => self.saw(&path, stat, row, Asked::default())?,
            Err(error) => self.could_not_look(&path, error)?,
        };
        self.scan.changed_rules.insert(path.clone());
        self.take_changed_rules()?;
        let is_complete = self.row(&path)?.local.entry().is_some();
        let is_in_force = self.scan.in_force.contains_key(&dir.cloned());
        let may_go_on = is_complete || is_in_force || !(is_new || was_rules);
        if !may_go_on {
            self.scan.awaits_rules.insert(dir.cloned());
        }
        Ok(may_go_on)
    }

    /// Takes the ignore files whose rows were written.
    pub(crate) fn take_changed_rules(&mut self) -> StoreResult<()> {
        while let Some(path) = self.scan.changed_rules.pop_first() {
            self.take_rules(&path, false)?;
        }
        let due = |at: &u64| *at <= self.now.ticks;
        let rested: Vec<RelPath> =
            self.scan.resting_rules.iter().filter(|(_, at)| due(at)).map(|(path, _)| path.clone()).collect();
        rested.iter().try_for_each(|path| self.take_rules(path, true))
    }

    /// Puts an ignore file in force as it is now, if it is complete. If it removes rules, this happens only once it has
    /// rested, unless `at_once` is set. Everything below is rescanned.
    pub(crate) fn take_rules(&mut self, path: &RelPath, at_once: bool) -> StoreResult<()> {
        let dir = path.parent();
        self.scan.resting_rules.remove(path);
        let row = self.row(path)?;
        let text = match &row.local {
            Local::Unknown(_) => return Ok(()),
            Local::Known { entry: Entry::File(file), .. } => match self.read_ignore_file(path, file.digest) {
                Ok(Some(text)) => Some(text),
                Ok(None) => {
                    self.look_at(path.clone(), true);
                    return Ok(());
                }
                Err(error) => return self.could_not_look(path, error).map(drop),
            },
            Local::Known { .. } => None,
        };
        if self.scan.awaits_rules.remove(&dir) {
            self.scan_below(dir.clone(), true);
        }
        let before = self.scan.in_force.get(&dir);
        if before == text.as_ref() {
            return Ok(());
        }
        let takes_away = before.is_some_and(|before| !has_all_lines(text.as_deref().unwrap_or_default(), before));
        let written = row.local.stamp().map(|stamp| self.now.wall.millis_since(stamp.mtime).unsigned_abs());
        if takes_away && !at_once && written.is_none_or(|age| age < RULES_QUIET) {
            self.scan.resting_rules.insert(path.clone(), self.now.ticks + RULES_QUIET);
            return Ok(());
        }
        self.put_in_force(path, text)
    }

    fn put_in_force(&mut self, path: &RelPath, text: Option<String>) -> StoreResult<()> {
        let dir = path.parent();
        self.store.set_rules(dir.as_ref(), text.as_deref())?;
        self.written = true;
        self.work.problems.clear_rules_problem(path);
        match text {
            Some(text) => {
                if let Err(errors) = self.scan.rules.add(dir.as_ref(), &text) {
                    let errors: Vec<String> = errors.iter().take(3).map(ToString::to_string).collect();
                    self.work.problems.report_rules(path, errors.join("; "));
                }
                self.scan.in_force.insert(dir.clone(), text);
            }
            None => {
                self.scan.rules.remove(dir.as_ref());
                self.scan.in_force.remove(&dir);
            }
        }
        self.scan_below(dir, true);
        Ok(())
    }

    /// Returns the text of an ignore file, if it still has the content in its row; only its beginning if it is too large.
    fn read_ignore_file(&self, path: &RelPath, digest: Digest) -> DiskResult<Option<String>> {
        let place = Place::from(path);
        let (reader, stat) = self.disk.open(&place)?;
        let mut bytes = vec![0; (stat.size as usize).min(MAX_IGNORE_FILE + 1)];
        let len = self.disk.read_at(&reader, 0, &mut bytes)?;
        bytes.truncate(len);
        let is_whole = bytes.len() as u64 == stat.size;
        let is_it = !is_whole || chunks_of(&bytes)?.digest() == digest;
        Ok(is_it.then(|| String::from_utf8_lossy(&bytes).into_owned()))
    }
}

/// Returns true if every line of one text is in another.
fn has_all_lines(text: &str, of: &str) -> bool {
    of.lines().all(|line| text.lines().any(|other| other == line))
}
