//! The counts of deletions and overwriting while the relay runs, and the holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use syncit_core::hold::{BURST, Counted, Deletions, Hold, HoldState, Judged, Missing, Overwrites, Subtrees};
use syncit_core::{Entry, FolderId, MachineId, RelPath, Seq};

/// Paths of a hold that are read at once.
pub(super) const PAGE: usize = 4_096;
/// How long the deletions of a settled hold may still pass while its machine is connected, in seconds.
pub(super) const PASSES_FOR: u32 = 600;

/// The counts that last as long as the relay runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watch {
    /// Seconds since the start, counted by ticks: setting a clock does not change them.
    pub(super) second: u64,
    /// Folders whose journal was already counted for the minute before the start.
    pub(super) counted: BTreeSet<FolderId>,
    pub(super) deletions: BTreeMap<(FolderId, MachineId), Deletions>,
    /// Changes of existing files.
    pub(super) overwrites: BTreeMap<(FolderId, MachineId), Overwrites>,
    /// When a machine last added a file.
    pub(super) added: BTreeMap<(FolderId, MachineId), u64>,
    /// The deletions that a machine announced and has not offered yet, and when.
    pub(super) announced: BTreeMap<(FolderId, MachineId), (Missing, u64)>,
    /// The holds in the store.
    pub(super) holds: Arc<Vec<Hold>>,
    /// Further state of the open holds.
    pub(super) open: BTreeMap<u64, Open>,
    /// Folders whose held files changed since their holds were last sent.
    pub(super) unreported: BTreeSet<FolderId>,
    /// Deletions that a person confirmed on the machine itself before it offers them, and until when they pass.
    pub(super) confirmed: BTreeMap<(FolderId, MachineId), (u64, u64)>,
    /// For how long the machine of a settled hold has been connected since it was settled.
    pub(super) passing: BTreeMap<u64, u32>,
}

/// State of an open hold besides what is stored.
#[derive(Debug, Clone, Default)]
pub(super) struct Open {
    /// The directories in which its machine's deletions are refused.
    pub subtrees: Arc<Subtrees>,
    /// How many files it holds that still exist for everybody else.
    pub held: u64,
    /// When a file was last held.
    pub(super) held_at: u64,
    /// True if fewer files may be missing than before.
    pub(super) is_changed: bool,
    /// When it may be checked next.
    pub(super) look_at: u64,
    /// How many files were missing at the last check, whether that is below the limits, and since when.
    pub(super) missing: (u64, bool, u64),
    /// The path after which its machine is next asked for held files; the inner none stands for the first path.
    pub(super) ask: Option<Option<RelPath>>,
    pub(super) ask_at: u64,
}

/// The rules for deletions in one round of decisions.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    /// All of its deletions are refused, because files of the machine are being brought back.
    pub(super) is_closed: bool,
    /// An open hold of this machine, and the directories that it is about.
    pub(super) open: Option<(u64, Arc<Subtrees>)>,
    /// Files whose deletion it refuses.
    pub(super) held: BTreeSet<RelPath>,
    /// A settled hold whose deletions pass.
    pub(super) passing: Option<u64>,
    /// The vanishing halves of moves.
    pub(super) moving: BTreeSet<RelPath>,
    /// Files whose content remains elsewhere.
    pub(super) harmless: BTreeSet<RelPath>,
    /// The files deleted or added in this round that count.
    pub(super) counted: Counted,
    /// The number of files before.
    pub(super) before: u64,
    /// The newest seq before.
    pub(super) after: Seq,
}

/// The rules for changes of existing files in one round of decisions.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// The paths of existing files that this round changes or deletes, if there are so many that they are
    /// examined.
    pub(super) candidates: BTreeSet<RelPath>,
    /// True if deletions may be halves of an overwriting: the machine has added files.
    pub(super) has_added: bool,
    /// The examined files that had meaningful content, each with whether the change spoils it.
    pub(super) looked: BTreeMap<RelPath, bool>,
    /// The hold that refuses changes that spoil a file.
    pub(super) open: Option<u64>,
    /// The paths whose changes it refuses.
    pub(super) held: BTreeSet<RelPath>,
    /// Settled holds: the changes listed in one pass, those listed in the other are undone at once.
    pub(super) passing: Option<u64>,
    pub(super) undoing: Option<u64>,
    /// The changes that were accepted, and what the examination of them found.
    pub(super) changes: u64,
    pub(super) judged: Judged,
    /// The newest seq before.
    pub(super) after: Seq,
}

impl Watch {
    /// Loads the holds from the store.
    pub fn read(&mut self, holds: Vec<Hold>) {
        self.holds = holds.into();
    }

    pub(super) fn of(&self, folder: FolderId) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(move |hold| hold.folder == folder)
    }

    pub(super) fn open_of(&self, machine: MachineId, folder: FolderId) -> impl Iterator<Item = &Hold> {
        self.of(folder).filter(move |hold| hold.machine == machine && hold.state == HoldState::Open)
    }

    /// Returns the deletions that a machine announced within the last minute and has not offered yet.
    pub(super) fn rest(&self, machine: MachineId, folder: FolderId) -> Missing {
        self.announced.get(&(folder, machine)).map(|(missing, _)| *missing).unwrap_or_default()
    }

    /// Forgets a folder that is no longer shared.
    pub fn forget(&mut self, folder: FolderId) {
        self.deletions.retain(|(of, _), _| *of != folder);
        self.overwrites.retain(|(of, _), _| *of != folder);
        self.added.retain(|(of, _), _| *of != folder);
        self.announced.retain(|(of, _), _| *of != folder);
        self.confirmed.retain(|(of, _), _| *of != folder);
        let (gone, left): (Vec<Hold>, Vec<Hold>) = self.holds.iter().cloned().partition(|hold| hold.folder == folder);
        gone.iter().for_each(|hold| drop(self.open.remove(&hold.id)));
        self.read(left);
    }
}

impl Open {
    /// Returns true if deletions that arrive now belong to the last one that was held, wherever they are.
    pub fn is_burst(&self, second: u64) -> bool {
        second < self.held_at + BURST
    }
}

pub(super) fn is_empty_file(entry: &Entry) -> bool {
    entry.file().is_some_and(|file| file.size == 0)
}
