//! What is counted of deletions and overwriting while the relay runs, and the holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use syncit_core::hold::{BURST, Counted, Deletions, Hold, HoldState, Judged, Missing, Overwrites, Subtrees};
use syncit_core::{Entry, FolderId, MachineId, RelPath, Seq};

/// Paths of a hold that are read at once.
pub(super) const PAGE: usize = 4_096;
/// How long the deletions of a settled hold may still pass while its machine is connected, in seconds.
pub(super) const PASSES_FOR: u32 = 600;

/// What is counted while the relay runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watch {
    /// Seconds since the start, told by ticks: no clock that is set moves them.
    pub(super) second: u64,
    /// Folders of which what the journal says of the minute before the start was counted.
    pub(super) counted: BTreeSet<FolderId>,
    pub(super) deletions: BTreeMap<(FolderId, MachineId), Deletions>,
    /// Changes of existing files.
    pub(super) overwrites: BTreeMap<(FolderId, MachineId), Overwrites>,
    /// When a machine last added a file.
    pub(super) added: BTreeMap<(FolderId, MachineId), u64>,
    /// What a machine announced that it is still going to delete, and when.
    pub(super) announced: BTreeMap<(FolderId, MachineId), (Missing, u64)>,
    /// The store's holds.
    pub(super) holds: Arc<Vec<Hold>>,
    /// What is known of the open ones besides.
    pub(super) open: BTreeMap<u64, Open>,
    /// Folders whose holds hold back something else than was told.
    pub(super) untold: BTreeSet<FolderId>,
    /// Deletions that a person confirmed on the machine itself before it offers them, and until when they pass.
    pub(super) confirmed: BTreeMap<(FolderId, MachineId), (u64, u64)>,
    /// How long the machine of a settled hold was connected since.
    pub(super) passing: BTreeMap<u64, u32>,
}

/// What is known of an open hold beside what is stored.
#[derive(Debug, Clone, Default)]
pub(super) struct Open {
    /// Where its machine's deletions are refused.
    pub subtrees: Arc<Subtrees>,
    /// Files that it holds back and that are still there for everybody else.
    pub held: u64,
    /// When something was last held.
    pub(super) held_at: u64,
    /// Whether less may be missing than before.
    pub(super) is_changed: bool,
    /// When it may be looked at next.
    pub(super) look_at: u64,
    /// How much was missing when it was last looked at, whether that is less than the limits say, and since when.
    pub(super) missing: (u64, bool, u64),
    /// Behind which path its machine is asked next whether it has the file; none before the first.
    pub(super) ask: Option<Option<RelPath>>,
    pub(super) ask_at: u64,
}

/// What holds for the deletions of one round of decisions.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    /// All of them are refused: files of theirs are being brought back.
    pub(super) is_closed: bool,
    /// An open hold of this machine, and what it is about.
    pub(super) open: Option<(u64, Arc<Subtrees>)>,
    /// Files whose deletions it refuses.
    pub(super) held: BTreeSet<RelPath>,
    /// A settled hold whose deletions pass.
    pub(super) passing: Option<u64>,
    /// The vanishing halves of moves.
    pub(super) moving: BTreeSet<RelPath>,
    /// Files whose content stays elsewhere.
    pub(super) harmless: BTreeSet<RelPath>,
    /// Files that were deleted or added in this round and count.
    pub(super) counted: Counted,
    /// The files that there were before.
    pub(super) before: u64,
    /// Where the journal stood before.
    pub(super) after: Seq,
}

/// What holds for the changes of one round of decisions.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// What changes or deletes an existing file in this round, if there are so many that they are looked at.
    pub(super) candidates: BTreeSet<RelPath>,
    /// Whether deletions may be halves of an overwriting: that machine has added files.
    pub(super) has_added: bool,
    /// Those that were looked at and were something, each with whether it is spoilt.
    pub(super) looked: BTreeMap<RelPath, bool>,
    /// The hold that refuses what spoils.
    pub(super) open: Option<u64>,
    /// What it refuses.
    pub(super) held: BTreeSet<RelPath>,
    /// Settled holds: of one the listed changes pass, of the other they are undone at once.
    pub(super) passing: Option<u64>,
    pub(super) undoing: Option<u64>,
    /// Changes that were taken, and what was found of them.
    pub(super) changes: u64,
    pub(super) judged: Judged,
    /// Where the journal stood before.
    pub(super) after: Seq,
}

impl Watch {
    /// Takes the store's holds.
    pub fn read(&mut self, holds: Vec<Hold>) {
        self.holds = holds.into();
    }

    pub(super) fn of(&self, folder: FolderId) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(move |hold| hold.folder == folder)
    }

    pub(super) fn open_of(&self, machine: MachineId, folder: FolderId) -> impl Iterator<Item = &Hold> {
        self.of(folder).filter(move |hold| hold.machine == machine && hold.state == HoldState::Open)
    }

    /// What a machine announced within the last minute and did not offer yet.
    pub(super) fn rest(&self, machine: MachineId, folder: FolderId) -> Missing {
        self.announced.get(&(folder, machine)).map(|(missing, _)| *missing).unwrap_or_default()
    }

    /// Forgets a folder that ended.
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
    /// Deletions that come now belong to the last one that was held, wherever they are.
    pub fn is_burst(&self, second: u64) -> bool {
        second < self.held_at + BURST
    }
}

pub(super) fn is_empty_file(entry: &Entry) -> bool {
    entry.file().is_some_and(|file| file.size == 0)
}
