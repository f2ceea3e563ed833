//! What the relay knows only as long as it runs: who is connected, and what they are in the middle of.
//!
//! None of it is stored: after a lost connection both sides start over. It can be cloned cheaply (offers
//! are shared until they change), so that a step which the disk had no room for can be taken again.

use std::collections::BTreeMap;
use std::sync::Arc;

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

/// The most bytes of chunk lists that are held for one connection: one list of the largest
/// content, and some more.
pub(crate) const MAX_LIST_BYTES: usize = 192 << 20;

/// Everything that is not in the store, and what is read so often that it is kept beside it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    /// The store's machines.
    pub machines: Arc<Vec<Machine>>,
    /// The store's folders.
    pub folders: Arc<Vec<Folder>>,
    /// What those machines may do with a folder of which nothing else is said, that may not do everything.
    pub limits: Arc<BTreeMap<MachineId, Access>>,
    /// Which machine shared a folder, of those that the hub itself did not share.
    pub sharers: Arc<BTreeMap<FolderId, MachineId>>,
    /// What each machine has in the folders, in bytes; none while it is not counted.
    pub bytes: Option<Arc<BTreeMap<MachineId, u64>>>,
    /// The live connections.
    pub sessions: BTreeMap<SessionId, Session>,
    /// Connections that claim to be what another one is.
    pub contests: Vec<Contest>,
    /// When the latest entry of each folder was accepted, in journal time.
    pub last_at: BTreeMap<FolderId, Timestamp>,
    /// The hub's clock in this run.
    pub clock: HubClock,
    /// How hub time went along journal time.
    pub course: Arc<Course>,
    /// What was last said to be free on the disk, in bytes.
    pub free: Option<u64>,
    /// Where the run stands that lets the past go.
    pub run: Option<Run>,
    /// What is counted of deletions, and the holds.
    pub watch: Watch,
    /// What is known of content that was damaged.
    pub lacks: Lacks,
    /// Entries that cannot be told, with their seqs, as far as news of them were asked for.
    pub quarantined: Arc<BTreeMap<(FolderId, RelPath), Seq>>,
    /// Content that is passed on while it comes.
    pub coming: AllComing,
    /// Counts the steps, to tell content that came in this transaction.
    pub step: u64,
}

/// Two connections of which one must be a copy, or dead.
#[derive(Debug, Clone)]
pub(crate) struct Contest {
    /// The one that was here first and was pinged.
    pub first: SessionId,
    /// The one that waits.
    pub second: SessionId,
    /// Since when.
    pub since: Timestamp,
    /// What the second one asked for.
    pub stake: Stake,
}

/// What a contest is about.
#[derive(Debug, Clone)]
pub(crate) enum Stake {
    /// A key: the second one waits for its welcome.
    Machine,
    /// A replica: the second one waits to be attached.
    Replica {
        /// The folder.
        folder: FolderId,
        /// The copy.
        replica: ReplicaId,
        /// As in the message.
        positions: Vec<Position>,
    },
}

/// One connection.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// Whose.
    pub machine: MachineId,
    /// How far its greeting is.
    pub greeting: Greeting,
    /// It wants to be told of content that is on its way here.
    pub coming: bool,
    /// What it has taken up.
    pub attached: BTreeMap<FolderId, Attachment>,
    /// Offers that are not decided yet.
    pub batches: BTreeMap<BatchId, Arc<Batch>>,
}

/// How far a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Greeting {
    /// `Hello` is awaited.
    Awaited,
    /// Its welcome waits for the answer of another connection.
    Contested,
    /// It may ask.
    Done,
}

/// A folder taken up.
#[derive(Debug, Clone)]
pub(crate) struct Attachment {
    /// By which copy.
    pub replica: ReplicaId,
    /// Whether its own entries are all that it was not told of yet.
    pub untold: bool,
    /// Behind which seq the hub has still to tell it of lacking content; none if it was told of all.
    pub lacking: Option<Seq>,
}

/// An offer that is not decided yet.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    /// As offered.
    pub items: Arc<[OfferItem]>,
    /// How far each is.
    pub states: Vec<ItemState>,
    /// Whether the machine may not make it at all: its bodies are not looked at.
    pub denied: bool,
    /// What its items take in memory.
    pub bytes: usize,
}

/// How far an item is.
#[derive(Debug, Clone, Default)]
pub(crate) struct ItemState {
    /// It was answered for good.
    pub decided: bool,
    /// It is malformed.
    pub refusal: Option<Refusal>,
    /// Content was asked for.
    pub wanted: bool,
    /// Some content came since.
    pub came: bool,
    /// The chunk list, once it is known and checked.
    pub list: Option<Arc<ChunkList>>,
    /// The parts of a list that is still coming.
    pub parts: Vec<Arc<[u8]>>,
    /// In which step all of its content came.
    pub proved_in: Option<u64>,
}

impl Session {
    /// A connection that said nothing yet.
    pub fn new(machine: MachineId) -> Self {
        Session {
            machine,
            greeting: Greeting::Awaited,
            coming: false,
            attached: BTreeMap::new(),
            batches: BTreeMap::new(),
        }
    }

    /// Items in offers that are not decided.
    pub fn pending_items(&self) -> usize {
        self.batches.values().map(|batch| batch.items.len()).sum()
    }

    /// What they take in memory, in bytes.
    pub fn pending_bytes(&self) -> usize {
        self.batches.values().map(|batch| batch.bytes).sum()
    }

    /// Bytes of the chunk lists in them, finished or not.
    pub fn list_bytes(&self) -> usize {
        let of_state = |state: &ItemState| {
            let list = state.list.as_ref().map_or(0, |list| list.chunks().len() * ENCODED_CHUNK);
            list + state.parts.iter().map(|part| part.len()).sum::<usize>()
        };
        self.batches.values().flat_map(|batch| &batch.states).map(of_state).sum()
    }

    /// Returns true if it took up a folder and wants to be told of content that is on its way there.
    pub fn wants_coming(&self, folder: FolderId) -> bool {
        self.coming && self.attached.contains_key(&folder)
    }

    /// Lets a folder go, and the offers about it.
    pub fn detach(&mut self, folder: FolderId) {
        self.attached.remove(&folder);
        self.batches.retain(|batch, _| batch.folder != folder);
    }
}

impl Memory {
    /// The hub's own machine.
    pub fn hub(&self) -> &Machine {
        self.machines.iter().find(|machine| machine.is_hub).expect("start checks that the hub is a machine of its own")
    }

    /// A paired machine.
    pub fn machine(&self, id: MachineId) -> Option<&Machine> {
        self.machines.iter().find(|machine| machine.id == id)
    }

    /// A shared folder.
    pub fn folder(&self, id: FolderId) -> Option<&Folder> {
        self.folders.iter().find(|folder| folder.id == id)
    }
}

/// The longest encoded chunk list that a content of this size can have, in bytes.
pub(crate) fn longest_list(size: u64) -> usize {
    (size as usize / CHUNK_MIN + 1) * ENCODED_CHUNK
}
