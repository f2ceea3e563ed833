//! The relay's state that lasts only as long as it runs: the connections, and what they are in the middle
//! of.
//!
//! None of it is stored: after a lost connection both sides start over. Cloning is cheap (offers are
//! shared until they change), so that a step for which the disk had no space can be repeated.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use syncit_core::backlog::Report;
use syncit_core::content::{CHUNK_MIN, ENCODED_CHUNK};
use syncit_core::hub_clock::{Course, HubClock};
use syncit_core::ids::Position;
use syncit_core::message::{BatchId, OfferItem, Refusal};
use syncit_core::relay_store::{Access, Folder, Machine};
use syncit_core::{ChunkList, FolderId, MachineId, RelPath, ReplicaId, Seq, Timestamp};

use crate::holds::memory::Watch;
use crate::past::memory::Run;
use crate::repair::memory::Lacks;
use crate::serve::memory::AllComing;
use crate::step::SessionId;

/// The limit on the bytes of chunk lists that are held for one connection: one list of the largest
/// content, and some more.
pub(crate) const MAX_LIST_BYTES: usize = 192 << 20;

/// What the replicas last reported that they lack.
pub(crate) type Reports = BTreeMap<(MachineId, FolderId), Report>;

/// Everything that is not in the store, and copies of what is read often.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    /// The machines in the store.
    pub machines: Arc<Vec<Machine>>,
    /// The folders in the store.
    pub folders: Arc<Vec<Folder>>,
    /// The default access of each machine that does not have full access by default.
    pub limits: Arc<BTreeMap<MachineId, Access>>,
    /// The machines that may invite others.
    pub inviters: Arc<BTreeSet<MachineId>>,
    /// The machine that shared each folder, except for those that the hub shared itself.
    pub sharers: Arc<BTreeMap<FolderId, MachineId>>,
    /// How many bytes each machine has in the folders; none if they have not been counted.
    pub bytes: Option<Arc<BTreeMap<MachineId, u64>>>,
    /// What each machine last reported that it lacks.
    pub reports: Arc<Reports>,
    /// The live connections.
    pub sessions: BTreeMap<SessionId, Session>,
    /// Connections that claim the identity of another one.
    pub contests: Vec<Contest>,
    /// When the latest entry of each folder was accepted, in journal time.
    pub last_at: BTreeMap<FolderId, Timestamp>,
    /// The hub's clock in this run.
    pub clock: HubClock,
    /// The course of hub time along journal time.
    pub course: Arc<Course>,
    /// The last measured free space of the disk, in bytes.
    pub free: Option<u64>,
    /// The progress of the current retention run.
    pub run: Option<Run>,
    /// The counts of deletions, and the holds.
    pub watch: Watch,
    /// What is known about damaged content.
    pub lacks: Lacks,
    /// Entries that cannot be sent, with their seqs, as far as machines asked for news of them.
    pub quarantined: Arc<BTreeMap<(FolderId, RelPath), Seq>>,
    /// Content that is passed on while it is being uploaded.
    pub coming: AllComing,
    /// Counts the steps, to recognise content that came in this transaction.
    pub step: u64,
}

/// Two connections with one identity, of which one must be a copy or dead.
#[derive(Debug, Clone)]
pub(crate) struct Contest {
    /// The older connection, which was pinged.
    pub first: SessionId,
    /// The newer connection, which waits.
    pub second: SessionId,
    /// The start of the contest.
    pub since: Timestamp,
    /// What the newer connection asked for.
    pub stake: Stake,
}

/// The subject of a contest.
#[derive(Debug, Clone)]
pub(crate) enum Stake {
    /// A key: the newer connection waits for its welcome.
    Machine,
    /// A replica: the newer connection waits to be attached.
    Replica {
        /// The folder.
        folder: FolderId,
        /// The replica.
        replica: ReplicaId,
        /// The positions in its message.
        positions: Vec<Position>,
    },
}

/// One connection.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// Its machine.
    pub machine: MachineId,
    /// The state of its greeting.
    pub greeting: Greeting,
    /// The version of its program, as far as it is shown to people.
    pub version: String,
    /// True if it wants to know of content that is still being uploaded.
    pub coming: bool,
    /// The folders attached to it.
    pub attached: BTreeMap<FolderId, Attachment>,
    /// Its offers that are not decided yet.
    pub batches: BTreeMap<BatchId, Arc<Batch>>,
}

/// The state of a connection's greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Greeting {
    /// Waiting for its `Hello`.
    Awaited,
    /// Its welcome waits for the outcome of a contest.
    Contested,
    /// It is greeted and may send requests.
    Done,
}

/// An attached folder.
#[derive(Debug, Clone)]
pub(crate) struct Attachment {
    /// The attached replica.
    pub replica: ReplicaId,
    /// True if its own entries are the only ones that it was not notified of.
    pub lacks_only_own: bool,
    /// The seq after which the hub must still report lacking content to it; none if everything was
    /// reported.
    pub lacking: Option<Seq>,
}

/// An offer that is not decided yet.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    /// The items as offered.
    pub items: Arc<[OfferItem]>,
    /// The state of each item.
    pub states: Vec<ItemState>,
    /// True if the machine may not make this offer: its bodies are ignored.
    pub denied: bool,
    /// The memory that its items take, in bytes.
    pub bytes: usize,
}

/// The state of an offered item.
#[derive(Debug, Clone, Default)]
pub(crate) struct ItemState {
    /// It has its final verdict.
    pub decided: bool,
    /// It is malformed.
    pub refusal: Option<Refusal>,
    /// The hub has asked for its content.
    pub wanted: bool,
    /// Some content came since then.
    pub came: bool,
    /// The chunk list, once it is complete and checked.
    pub list: Option<Arc<ChunkList>>,
    /// The parts received of an incomplete list.
    pub parts: Vec<Arc<[u8]>>,
    /// The step in which the last of its content came.
    pub proved_in: Option<u64>,
}

impl Session {
    /// Makes the state of a new connection.
    pub fn new(machine: MachineId) -> Self {
        Session {
            machine,
            greeting: Greeting::Awaited,
            version: String::new(),
            coming: false,
            attached: BTreeMap::new(),
            batches: BTreeMap::new(),
        }
    }

    /// Returns the number of items in undecided offers.
    pub fn pending_items(&self) -> usize {
        self.batches.values().map(|batch| batch.items.len()).sum()
    }

    /// Returns the memory that those items take, in bytes.
    pub fn pending_bytes(&self) -> usize {
        self.batches.values().map(|batch| batch.bytes).sum()
    }

    /// Returns the bytes of their chunk lists, complete or not.
    pub fn list_bytes(&self) -> usize {
        let of_state = |state: &ItemState| {
            let list = state.list.as_ref().map_or(0, |list| list.chunks().len() * ENCODED_CHUNK);
            list + state.parts.iter().map(|part| part.len()).sum::<usize>()
        };
        self.batches.values().flat_map(|batch| &batch.states).map(of_state).sum()
    }

    /// Returns true if the folder is attached and the machine wants to know of content that is still being
    /// uploaded.
    pub fn wants_coming(&self, folder: FolderId) -> bool {
        self.coming && self.attached.contains_key(&folder)
    }

    /// Detaches a folder and drops the offers about it.
    pub fn detach(&mut self, folder: FolderId) {
        self.attached.remove(&folder);
        self.batches.retain(|batch, _| batch.folder != folder);
    }
}

impl Memory {
    /// Returns the hub's own machine.
    pub fn hub(&self) -> &Machine {
        self.machines.iter().find(|machine| machine.is_hub).expect("start checks that the hub is a machine of its own")
    }

    /// Finds a paired machine.
    pub fn machine(&self, id: MachineId) -> Option<&Machine> {
        self.machines.iter().find(|machine| machine.id == id)
    }

    /// Finds a shared folder.
    pub fn folder(&self, id: FolderId) -> Option<&Folder> {
        self.folders.iter().find(|folder| folder.id == id)
    }
}

/// Returns the longest encoded chunk list that content of this size can have, in bytes.
pub(crate) fn longest_list(size: u64) -> usize {
    (size as usize / CHUNK_MIN + 1) * ENCODED_CHUNK
}
