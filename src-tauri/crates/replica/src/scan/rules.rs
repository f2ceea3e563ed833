//! Reads the ignore files on disk, and answers from their rules what is ignored.
//!
//! A file is read when its directory is first met and whenever it may have changed; if it did, all below is
//! looked at again. What a rule means is `ignore_rules`' business.

use syncit_core::RelPath;
use syncit_core::content::Digest;
use syncit_core::replica_store::{ReplicaStore, StoreResult};

use crate::disk::{Disk, Place};
use crate::ignore_rules::IGNORE_FILE;
use crate::replica::Replica;
use crate::work::Origin;

/// The most of a `.syncitignore` that is read, in bytes.
const IGNORE_FILE_MAX: usize = 1 << 20;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
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
