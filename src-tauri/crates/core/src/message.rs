//! What machines and the hub say to each other, independent of how it travels.
//!
//! `syncit-ssh` encodes these for the wire, the simulation and the hub's own replicas pass them as
//! they are. Every message travels on one lane; a lane keeps the order, lanes among each other do
//! not. After a lost connection nothing of it is taken up again: both sides start over from
//! what they have stored.

use serde::{Deserialize, Serialize};

use crate::content::Digest;
use crate::entry::Entry;
use crate::hold::{HoldInfo, HoldTold};
use crate::ids::{FolderId, Incarnation, MachineId, Position, ReplicaId, Seq};
use crate::past::{RestoreChange, Which};
use crate::path::{Name, RelPath};
use crate::relay_store::{Accepted, Access, FolderSums};
use crate::replica_store::{ConflictOf, PathAt, Told};
use crate::retention::Retention;
use crate::time::Timestamp;

/// The version of these messages. A hub and a machine with different ones do not talk.
pub const PROTOCOL: u32 = 1;
/// The most entries in one offer, one block of news or one get.
pub const MAX_ITEMS: usize = 1_024;
/// A batch is closed at this many entries…
pub const BATCH_ENTRIES: usize = 256;
/// …or this many bytes of content.
pub const BATCH_BYTES: u64 = 4 << 20;
/// Batches with at most this much content travel on the express lane, in bytes.
pub const EXPRESS_BYTES: u64 = 1 << 20;
/// The most offers of one connection that may wait for bodies or for the rest of their answer…
pub const MAX_PENDING_BATCHES: usize = 1_024;
/// …and the most items in them. Who exceeds either is disconnected.
pub const MAX_PENDING_ITEMS: usize = 65_536;

/// What keeps large content from holding up small changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lane {
    /// Everything without content.
    Control,
    /// Batches up to `EXPRESS_BYTES`.
    Express,
    /// The rest.
    Bulk,
}

/// A part of a content that is sent as one body, at most `CHUNK_MAX` bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// The n-th mebibyte of the encoded chunk list.
    List(u32),
    /// The n-th chunk.
    Chunk(u32),
}

/// Which pieces of a content are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pieces {
    /// The chunk list, all of it.
    List,
    /// These chunks, as (first, count) in ascending order.
    Chunks(Vec<(u32, u32)>),
}

/// A batch of offers or of bodies, numbered by the replica that sends or asks for it, unique in
/// one connection among the batches of that folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BatchId {
    /// The folder that it is about.
    pub folder: FolderId,
    /// The number.
    pub number: u64,
}

/// One change that a replica offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferItem {
    /// The path.
    pub path: RelPath,
    /// The hub's seq of the path that the change was made on; 0 for none.
    pub based_on: Seq,
    /// The new state.
    pub entry: Entry,
    /// The vanished half, which is in the same batch, if this is the appearing half of a move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<PathAt>,
    /// What it is a conflict copy of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict_of: Option<ConflictOf>,
}

/// One body: the bytes of a piece of an item's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The batch.
    pub batch: BatchId,
    /// The item's index in the offer or get.
    pub item: u32,
    /// Which part of its content.
    pub piece: Piece,
    /// At most `CHUNK_MAX` bytes.
    pub bytes: Vec<u8>,
}

/// One file that a replica asks the hub for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetItem {
    /// The path.
    pub path: RelPath,
    /// The entry of the path whose content is meant.
    pub seq: Seq,
    /// Which part of it.
    pub pieces: Pieces,
}

/// What the hub says to one item of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is in the journal, durably. Also said, with the seq it has, of a state that the path
    /// already had.
    Accepted(Told),
    /// The change was made on something else than what the hub has; nothing was done.
    Stale {
        /// What the hub has at the path; entry absent at seq 0 if it never had anything.
        current: Told,
        /// The newest entry after `based_on` with just the offered state: the offer was accepted
        /// before, and its acknowledgement lost.
        found: Option<Told>,
        /// What would not be a whole tree: a missing or different parent, or live entries below.
        in_the_way: Vec<(RelPath, Told)>,
    },
    /// Some content is not here; nothing was done. The bodies are sent in the same batch on the
    /// bulk lane, ended by `BodiesEnd`; then comes another answer for this item.
    Want(Pieces),
    /// It will not be taken, however often it is offered.
    Refused(Refusal),
}

/// Why the hub does not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// For programs.
    pub code: RefusalCode,
    /// For people: what failed, on what.
    pub message: String,
    /// For people: what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// The kinds of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalCode {
    /// The machine may not do that.
    NotAllowed,
    /// No such folder, machine, path or version (or none that this machine may know of).
    NotFound,
    /// The name is taken.
    NameTaken,
    /// The request makes no sense.
    BadRequest,
    /// The hub's disk is too full.
    DiskFull,
    /// Another live connection has the same replica: a copied home.
    CopiedHome,
    /// Another version of the protocol.
    Protocol,
    /// Stopped for safety until a person decides.
    Held,
    /// The hub failed inside; trying again later may help.
    Internal,
}

/// From a machine to the hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum ToHub {
    /// The first message of a connection; `Welcome` or `Goodbye` is awaited before the next.
    /// Control lane, like all that do not say otherwise.
    Hello {
        /// `PROTOCOL`.
        protocol: u32,
        /// The program's version, for people.
        version: String,
    },
    /// Takes up a folder: from now on `Changed` is told.
    Attach {
        /// The folder.
        folder: FolderId,
        /// The copy.
        replica: ReplicaId,
        /// What the replica has taken into its rows, oldest incarnation first.
        positions: Vec<Position>,
    },
    /// Lets a folder go; `unlinked` if for good.
    Detach {
        /// The folder.
        folder: FolderId,
        /// Whether this machine no longer keeps it.
        unlinked: bool,
    },
    /// Asks for the next block of news.
    News {
        /// The folder.
        folder: FolderId,
        /// The last seq that is known.
        after: Seq,
    },
    /// Offers changes; on the express or bulk lane, its bodies behind it on the same, ended by
    /// `BodiesEnd` in any case.
    Offer {
        /// Its number.
        batch: BatchId,
        /// At most `MAX_ITEMS`, each path at most once. Additions parents first, removals children
        /// first, removals before the change of type above them.
        items: Vec<OfferItem>,
    },
    /// A body, on the lane of its batch.
    #[serde(skip)]
    Body(Body),
    /// No more bodies for now, on the lane of the batch.
    BodiesEnd {
        /// The batch.
        batch: BatchId,
    },
    /// Asks for content. The bodies come on `lane`, in any order, ended by `BodiesEnd`.
    Get {
        /// Its number.
        batch: BatchId,
        /// Where the bodies are to come.
        lane: Lane,
        /// At most `MAX_ITEMS`.
        items: Vec<GetItem>,
    },
    /// A question or request that is no part of syncing; answered by `Answered` with the same id.
    Ask {
        /// The machine's number for it.
        id: u64,
        /// What.
        ask: Ask,
    },
    /// This machine has taken in, durably, that the files of a hold of its own come back.
    HoldTaken {
        /// The folder.
        folder: FolderId,
        /// The hold.
        hold: u64,
    },
    /// Answered by `Pong` at once.
    Ping,
    /// Answers `Ping`.
    Pong,
}

/// From the hub to a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum ToClient {
    /// Answers `Hello`.
    Welcome {
        /// `PROTOCOL`.
        protocol: u32,
        /// The program's version, for people.
        version: String,
        /// The hub's name.
        hub: Name,
        /// This machine's name, as the hub has it.
        name: Name,
    },
    /// The hub ends the connection, and why.
    Goodbye(Refusal),
    /// Answers `Attach`.
    Attached {
        /// The folder.
        folder: FolderId,
        /// The current run of the journal.
        incarnation: Incarnation,
        /// The latest seq.
        latest: Seq,
        /// The last position that both sides have. If it is not the machine's own latest, one side
        /// was restored: rows agreed after it lose their base, and all news are asked for from 0.
        common: Seq,
        /// Every incarnation of the hub with the last seq in it, oldest first.
        incarnations: Vec<Position>,
        /// What this machine may do.
        access: Access,
        /// The folder's holds.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        holds: Vec<HoldTold>,
    },
    /// The folder's holds changed: these are all that there are now.
    Holds {
        /// The folder.
        folder: FolderId,
        /// In the order in which they began.
        holds: Vec<HoldTold>,
    },
    /// The folder cannot be taken up, or is no longer shared with this machine.
    Detached {
        /// The folder.
        folder: FolderId,
        /// Why.
        refusal: Refusal,
    },
    /// There are news after `latest`'s predecessor: only wakes.
    Changed {
        /// The folder.
        folder: FolderId,
        /// The latest seq.
        latest: Seq,
    },
    /// Answers `News`: the newest entries of paths, by seq; ends at a whole tree.
    News {
        /// The folder.
        folder: FolderId,
        /// What was asked.
        after: Seq,
        /// Everything up to here is in this block or before it.
        upto: Seq,
        /// Whether more is to be asked for.
        more: bool,
        /// The entries, own ones included.
        entries: Vec<Accepted>,
    },
    /// Answers an offer, once its bodies ended. Items not named are not decided yet: they wait
    /// for wanted bodies.
    Verdicts {
        /// The offer.
        batch: BatchId,
        /// (item, verdict) in the order of items.
        verdicts: Vec<(u32, Verdict)>,
    },
    /// A body that was asked for, on the lane of the get.
    #[serde(skip)]
    Body(Body),
    /// All bodies of a get were sent, on its lane.
    BodiesEnd {
        /// The get.
        batch: BatchId,
        /// Items of which some content was not to be had, and why.
        missing: Vec<(u32, Refusal)>,
    },
    /// Answers `Ask`.
    Answered {
        /// The machine's number for it.
        id: u64,
        /// The answer.
        answer: Result<Answer, Refusal>,
    },
    /// Folders, machines or access changed: only wakes.
    Arranged,
    /// Answered by `Pong` at once, by whatever reads the control lane: the hub asks whether this
    /// connection is alive, because another one claims to be the same machine or replica.
    Ping,
    /// Answers `Ping`.
    Pong,
}

/// Questions and requests besides syncing. The hub's own person asks the same way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ask")]
pub enum Ask {
    /// The folders that this machine may know of.
    Folders,
    /// Shares a new folder.
    Share {
        /// Its name.
        name: Name,
        /// Whether the hub should keep a copy under its root.
        hub_copy: bool,
    },
    /// Ends a shared folder. Hub only.
    Unshare {
        /// The folder.
        folder: FolderId,
    },
    /// The paired machines.
    Machines,
    /// Renames a machine: itself, or on the hub any.
    Rename {
        /// Which.
        machine: MachineId,
        /// To what.
        name: Name,
    },
    /// Refuses a machine's key from now on. Hub only, or a machine itself (`leave`).
    Forget {
        /// Which.
        machine: MachineId,
    },
    /// What a machine may do with a folder. Hub only.
    SetAccess {
        /// Which machine.
        machine: MachineId,
        /// Which folder.
        folder: FolderId,
        /// What.
        access: Access,
    },
    /// What changed, newest first.
    History(HistoryFilter),
    /// How many changes were accepted in each of the last hours.
    Activity {
        /// Hours, the current one included; at most `MAX_HOURS`.
        hours: u32,
    },
    /// What is free on the hub's disk.
    Room,
    /// What the machines may do with the folders. Hub only.
    Accesses,
    /// Sums over the content store.
    StoreTotals,
    /// The versions that are kept of a path, across its moves.
    Versions {
        /// The folder.
        folder: FolderId,
        /// The path.
        path: RelPath,
    },
    /// Which entry a version of a path is, for its content.
    Version {
        /// The folder.
        folder: FolderId,
        /// The path.
        path: RelPath,
        /// Which one.
        which: Which,
    },
    /// How long a folder's past is kept.
    Retention {
        /// The folder.
        folder: FolderId,
    },
    /// Says how long. Hub only.
    SetRetention {
        /// The folder.
        folder: FolderId,
        /// How long.
        retention: Retention,
    },
    /// What the folders take at the hub.
    Store,
    /// Brings back an earlier state, as new entries.
    Restore {
        /// The folder.
        folder: FolderId,
        /// Only this path and what is below it.
        path: Option<RelPath>,
        /// Which state.
        which: Which,
        /// Whether only to say what would change.
        dry_run: bool,
    },
    /// The deletions that wait for a person, in the folders that the machine may read.
    Holds,
    /// Settles the holds of a folder.
    Release {
        /// The folder.
        folder: FolderId,
        /// Whether the deletions pass; otherwise the files come back.
        delete: bool,
    },
    /// Keeps a conflict copy as an ordinary file.
    SettleConflict {
        /// The folder.
        folder: FolderId,
        /// The copy.
        copy: RelPath,
    },
    /// A person has confirmed deletions of the asking machine that it is going to offer.
    ConfirmDeletions {
        /// The folder.
        folder: FolderId,
        /// Of how many files.
        files: u64,
    },
    /// What is set for a folder at the hub.
    FolderSettings {
        /// The folder.
        folder: FolderId,
        /// What to set before.
        set: Option<(String, u64)>,
    },
}

/// The most hours of activity that are asked for: a week.
pub const MAX_HOURS: u32 = 168;
/// Changes of one hour are counted up to this many.
pub const MAX_COUNTED: u64 = 10_000;

/// Which entries of the journal are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HistoryFilter {
    /// Only of this folder. The relay narrows it to what the machine may read.
    pub folder: Option<FolderId>,
    /// The folders that may be told of; filled in by the relay.
    #[serde(default, skip)]
    pub readable: Vec<FolderId>,
    /// Only this path and what is below it.
    pub path: Option<RelPath>,
    /// Only by this machine.
    pub machine: Option<MachineId>,
    /// Only at or after this hub time.
    pub since: Option<Timestamp>,
    /// Only older than this one: where the last page ended.
    pub before: Option<HistoryCursor>,
    /// Only these kinds of change; empty for all. The relay's to look at, not the store's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Action>,
    /// Only paths, new or old, that contain this, whatever the case of ASCII letters. The relay's to look at, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// At most this many, and never more than `MAX_ITEMS`.
    pub limit: usize,
}

/// Where a page of history ended: entries of all folders are ordered by time, folder, seq.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryCursor {
    /// Hub time.
    pub at: Timestamp,
    /// The folder.
    pub folder: FolderId,
    /// Its seq.
    pub seq: Seq,
}

/// Answers to `Ask`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub enum Answer {
    /// To `Folders`.
    Folders {
        /// In the order of sharing.
        folders: Vec<FolderInfo>,
    },
    /// To `Share`.
    Shared {
        /// The new folder.
        folder: FolderId,
    },
    /// To `Machines`.
    Machines {
        /// In the order of pairing, the hub included.
        machines: Vec<MachineInfo>,
    },
    /// To `History`.
    History {
        /// Newest first. Fewer than asked for, or none, if the hub looked at enough for one answer.
        entries: Vec<HistoryEntry>,
        /// Where to go on; none at the end.
        next: Option<HistoryCursor>,
    },
    /// To `Activity`.
    Activity {
        /// When an hour began, hub time, and how many changes were accepted in it, at most `MAX_COUNTED`; oldest first.
        hours: Vec<(Timestamp, u64)>,
    },
    /// To `Room`.
    Room {
        /// In bytes; none if the hub could not tell.
        free: Option<u64>,
    },
    /// To `Accesses`.
    Accesses {
        /// Every machine but the hub, with every folder.
        accesses: Vec<(MachineId, FolderId, Access)>,
    },
    /// To `StoreTotals`.
    StoreTotals {
        /// Bytes that the content store takes.
        stored_bytes: u64,
    },
    /// To `Versions`.
    Versions {
        /// Newest first, at most `MAX_ITEMS`.
        versions: Vec<HistoryEntry>,
        /// The path's newest entry if something is there now.
        current: Option<Seq>,
    },
    /// To `Version`.
    Version {
        /// The entry; its path may be an earlier one.
        entry: Accepted,
    },
    /// To `Retention`.
    Retention {
        /// How long.
        retention: Retention,
    },
    /// To `Store`.
    Store {
        /// Those that the machine may read.
        folders: Vec<FolderStore>,
    },
    /// To `Restore`.
    Restored {
        /// What changes, in path order; only the beginning if there is too much of it.
        changes: Vec<RestoreChange>,
        /// How many paths change.
        total: u64,
        /// The version that is brought back, if it is one.
        version: Option<Seq>,
        /// The moment whose state it is, if it is one's: the one asked for, or the last before it of which all is kept.
        at: Option<Timestamp>,
    },
    /// To `Holds`.
    Holds {
        /// In the order in which they began.
        holds: Vec<HoldInfo>,
    },
    /// To `FolderSettings`.
    FolderSettings {
        /// All of them.
        settings: std::collections::BTreeMap<String, u64>,
    },
    /// To everything else.
    Done,
}

/// A folder as a machine is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderInfo {
    /// Its identifier.
    pub id: FolderId,
    /// Its name.
    pub name: Name,
    /// What the asking machine may do with it.
    pub access: Access,
}

/// What a folder takes at the hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderStore {
    /// The folder.
    pub folder: FolderId,
    /// Its sums.
    pub sums: FolderSums,
}

/// A machine as the others are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineInfo {
    /// Its identifier.
    pub id: MachineId,
    /// Its name.
    pub name: Name,
    /// Whether it is the hub.
    pub is_hub: bool,
    /// Whether it is connected (the hub always is).
    pub online: bool,
    /// When it last was, hub time; of those that are connected, the hub among them, the hub's time of the answer.
    pub last_seen: Option<Timestamp>,
    /// `SHA256:…` of its public key, as ssh-keygen shows it.
    pub fingerprint: String,
}

/// One line of history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The folder.
    pub folder: FolderId,
    /// The entry.
    pub entry: Accepted,
    /// What kind of change it was.
    pub action: Action,
}

/// The kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Was not there before.
    Added,
    /// Has another state.
    Changed,
    /// Is no longer there.
    Deleted,
    /// Was elsewhere before.
    Moved,
    /// Was brought back.
    Restored,
    /// Is a conflict copy.
    Conflict,
}

impl ToHub {
    /// The digest-independent size of a message in memory, to bound queues, in bytes.
    pub fn weight(&self) -> usize {
        match self {
            ToHub::Body(body) => body.bytes.len() + 64,
            ToHub::Offer { items, .. } => items.len() * 200 + 64,
            ToHub::Get { items, .. } => items.len() * 200 + 64,
            _ => 256,
        }
    }
}

/// The content digest that an offered item refers to, if it is a file with content.
pub fn content_of(entry: &Entry) -> Option<Digest> {
    entry.file().filter(|file| file.size > 0).map(|file| file.digest)
}
