//! What people are shown beyond the state: computed only on request.

use std::collections::BTreeSet;

use syncit_core::path::OWN_DIR;
use syncit_core::replica_store::{Local, Remote, RemoteFilter, ReplicaStore, Row, StoreResult, SyncMode, Unknown};
use syncit_core::{Entry, RelPath};

use crate::disk::Disk;
use crate::ignore_rules::IGNORE_FILE;
use crate::replica::{BUILT_IN, Ignored, Replica};

/// Limit of pending rows that are summed; the rest is estimated by their average.
const SUMMED_ROWS: usize = 1_024;
/// Why a directory stays that was removed elsewhere.
const KEPT: &str = "stays for what is ignored in it";
/// Why something on another file system is left alone, together with what it hides of the folder.
const MOUNTED: &str = "another disk is mounted there";

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Returns the bytes of content that have still to be sent or fetched for pending paths, as far as is known: without
    /// what was transferred already, and with an average for all beyond the first thousand paths.
    ///
    /// # Errors
    /// Those of the store.
    pub fn bytes_pending(&self) -> StoreResult<u64> {
        let rows = self.store.pending(None, SUMMED_ROWS)?;
        if rows.is_empty() {
            return Ok(0);
        }
        let (sync_mode, (not_applied, not_sent)) = (self.sync_mode(), self.left_out());
        let moving: Vec<u64> =
            rows.iter().filter(|row| !self.is_left_out(&row.path)).map(|row| to_move(row, sync_mode)).collect();
        let seen: u64 = moving.iter().sum();
        let all = self.store.totals()?.pending.saturating_sub(not_applied + not_sent).max(moving.len() as u64);
        let reckoned = u128::from(seen) * u128::from(all) / moving.len().max(1) as u128;
        let done: u64 = self.transfers().iter().map(|transfer| transfer.done).sum();
        Ok(u64::try_from(reckoned).unwrap_or(u64::MAX).saturating_sub(done))
    }

    /// Returns the hub's entry for each path, the newest first.
    ///
    /// # Errors
    /// Those of the store.
    pub fn remotes(&self, filter: &RemoteFilter) -> StoreResult<Vec<(RelPath, Remote)>> {
        self.store.remotes(filter)
    }

    /// Returns what is ignored at or below a path (`None`: everywhere), and by which rule.
    ///
    /// # Errors
    /// Those of the store.
    pub fn ignored(&self, path: Option<&RelPath>) -> StoreResult<Vec<Ignored>> {
        let own = path.map_or(Ok(None), |path| self.store.row(path))?;
        let mut ignored: Vec<Ignored> = own.and_then(|row| self.why_ignored(&row)).into_iter().collect();
        self.read_below(path, |row| {
            ignored.extend(self.why_ignored(&row));
            true
        })?;
        for dir in &self.scan.own_dirs {
            let is_asked = path.is_none_or(|path| dir == path || dir.is_below(path));
            let local = self.row(dir)?.local;
            let is_there = local == Local::Unknown(Unknown::Kept) || local.entry().is_some_and(Entry::is_directory);
            if is_asked && is_there {
                let path = format!("{dir}/{OWN_DIR}");
                ignored.push(Ignored { path, rule: OWN_DIR.to_owned(), from: BUILT_IN.to_owned() });
            }
        }
        ignored.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(ignored)
    }

    fn why_ignored(&self, row: &Row) -> Option<Ignored> {
        let (rule, from) = match row.local {
            Local::Unknown(Unknown::Ignored) => self.rule_for(&row.path)?,
            Local::Unknown(Unknown::Kept) => (KEPT.to_owned(), BUILT_IN.to_owned()),
            Local::Unknown(Unknown::Mount) => (MOUNTED.to_owned(), BUILT_IN.to_owned()),
            _ => return None,
        };
        Some(Ignored { path: row.path.to_string(), rule, from })
    }

    /// Returns which of the known paths these rules in the root's ignore file would match, at most `limit`: of a directory
    /// only the directory itself. What other rules match is left out.
    ///
    /// # Errors
    /// Those of the store.
    pub fn would_ignore(&self, text: &str, limit: usize) -> StoreResult<Vec<Ignored>> {
        let mut rules = self.scan.rules.clone();
        // Lines that are not rules do not apply; the caller has them checked.
        let _ = rules.add(None, text);
        let (mut found, mut closed) = (Vec::new(), BTreeSet::<RelPath>::new());
        self.read_below(None, |row| {
            if row.path.ancestors().any(|above| closed.contains(&above)) {
                return true;
            }
            let rule = match &row.local {
                // It is not known whether an ignored path is a file or a directory.
                Local::Unknown(_) => rules.own_verdict(&row.path, true).or_else(|| rules.own_verdict(&row.path, false)),
                Local::Known { entry: Entry::Absent, .. } => None,
                Local::Known { entry, .. } => rules.own_verdict(&row.path, *entry == Entry::Directory),
            };
            let Some(rule) = rule else { return true };
            if rule.from.as_ref().is_some_and(|from| from.as_str() == IGNORE_FILE) {
                let from = IGNORE_FILE.to_owned();
                found.push(Ignored { path: row.path.to_string(), rule: rule.pattern, from });
            }
            closed.insert(row.path);
            found.len() < limit
        })?;
        Ok(found)
    }
}

/// Returns the bytes of content that have still to be sent or fetched for a row.
fn to_move(row: &Row, sync_mode: SyncMode) -> u64 {
    let base = &row.base.entry;
    let local = row.local.entry().filter(|entry| *entry != base && sync_mode != SyncMode::ReceiveOnly);
    let remote = Some(&row.remote.entry).filter(|entry| *entry != base && sync_mode != SyncMode::SendOnly);
    match (local, remote) {
        (Some(local), Some(remote)) if local == remote => 0,
        (local, remote) => local.map_or(0, Entry::size) + remote.map_or(0, Entry::size),
    }
}
