//! The events that drive a replica's loop and the effects that it asks for.
//!
//! Nothing waits in here: an effect is carried out by the driver of the loop (threads in the
//! engine, inline in the simulation), and what came of it is another event.

use std::path::PathBuf;

use syncit_core::message::{BatchId, Lane, Piece, ToClient, ToHub};
use syncit_core::replica_store::{GitHooks, Role};
use syncit_core::{FolderId, MachineId, Name, RelPath, Seq, Timestamp};

pub use crate::disk::cut::BodyFrom;
use crate::disk::{DiskError, DiskResult, Place};

/// Two clocks, read by the driver of the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Wall-clock time: only to compare with file times and to show to people.
    pub wall: Timestamp,
    /// Monotonic milliseconds since some start: for every delay.
    pub ticks: u64,
}

/// What the watcher noticed. It only hurries a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// Something may have changed at this path: look at it (and into it, if it is a directory that
    /// was not known).
    Path(RelPath),
    /// A file was closed after writing: it is complete now, hash it whatever stat says.
    Closed(RelPath),
    /// Content is being written here: wait for quiet.
    Writing(RelPath),
    /// Events were lost, or a directory has no watch: scan all below (`None`: everything).
    Below(Option<RelPath>),
    /// The root itself was moved, removed or unmounted: confirm it before anything else.
    Root,
    /// A cookie of `Command::Fence` came by: every hint before it has been given.
    Cookie(u64),
}

/// What a person, or the engine for them, wants of a replica.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Stops planning; hints are still taken.
    Pause,
    /// Goes on.
    Resume,
    /// Looks at everything again (start, hourly, after waking).
    Rescan,
    /// Changes what this machine does with the folder.
    SetRole(Role),
    /// Changes what becomes of git hooks that come from other machines, those that are here included.
    SetGitHooks(GitHooks),
    /// The names of machines, for conflict names; told again whenever they change.
    Names(Vec<(MachineId, Name)>),
    /// So many bytes must stay free on the disk from now on.
    MinFree(u64),
    /// Answers with `Effect::Fenced(token)` once every change that was on this disk before, and
    /// everything that the hub held, is settled. The watch cookie of the same token ends the first part.
    Fence(u64),
    /// The folder is about to be unlinked: what was displaced is checked and removed now, not later.
    LetGo,
    /// The fence is no longer waited for.
    Unfence(u64),
    /// The hub lists the folder among those that this machine may have: it is taken up again, if the hub had said
    /// that it is not shared with it.
    Listed,
    /// Settles that the root was emptied: the deletions are meant, or the files come back.
    Release {
        /// Whether they are meant.
        delete: bool,
    },
}

/// What a person keeps of two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// The conflict copy's content, under the file's name.
    Mine,
    /// The file's.
    Theirs,
    /// A content made from both, under the file's name.
    Merged(Merged),
}

/// A content made from two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The content.
    pub content: Vec<u8>,
    /// Whether its owner may execute it.
    pub executable: bool,
    /// The entry of the copy that is in it.
    pub copy: Seq,
    /// The entry of the file that is in it.
    pub original: Seq,
}

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// The hub can be reached: everything sent before is forgotten on both sides.
    Connected,
    /// It cannot; nothing sent will be answered.
    Disconnected,
    /// A message of this folder.
    Hub(ToClient),
    /// From the watcher.
    Hints(Vec<Hint>),
    /// A `HashJob` ended.
    Hashed(Hashed),
    /// A `SyncJob` ended.
    Synced {
        /// Its number.
        id: u64,
        /// What came of it.
        result: DiskResult<()>,
    },
    /// A `SendBodies` ended; these paths could not be read as they were offered, and are to be
    /// looked at again.
    Sent {
        /// The batch.
        batch: BatchId,
        /// Paths that changed.
        changed: Vec<RelPath>,
    },
    /// Bodies of a `SendBodies` are on their way: the bytes of content that were sent since this was last said, by item. Said
    /// now and then, for people only; the last bytes need not be said.
    Progress {
        /// The batch.
        batch: BatchId,
        /// Item and bytes.
        sent: Vec<(u32, u64)>,
    },
    /// A person's wish.
    Command(Command),
    /// The time that `Effect::WakeAt` asked for has come, or any other moment.
    Tick,
}

/// A file to be hashed off the loop's thread, because it is large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashJob {
    /// Its number.
    pub id: u64,
    /// Which file.
    pub path: RelPath,
}

/// What came of a `HashJob`.
#[derive(Debug)]
pub struct Hashed {
    /// Its number.
    pub id: u64,
    /// Which file.
    pub path: RelPath,
    /// The chunks and the stat, which was the same before and after; none if the file changed
    /// while it was read.
    pub result: Result<Option<crate::disk::cut::Hashed>, DiskError>,
}

/// What is to be made durable off the loop's thread, because that may take a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncJob {
    /// Its number.
    pub id: u64,
    /// Whose content.
    pub files: Vec<Place>,
    /// Whose names.
    pub directories: Vec<Place>,
}

/// A piece of a local file to be sent. It is read, checked against the digest and sent, or left
/// out and its path reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodySource {
    /// The item's index in the offer.
    pub item: u32,
    /// Which piece.
    pub piece: Piece,
    /// Where its bytes are.
    pub from: BodyFrom,
}

/// What is to be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send a message without bodies on its lane.
    Send {
        /// `Lane::Control`, or the lane of an offer.
        lane: Lane,
        /// The message.
        message: ToHub,
    },
    /// Read and send bodies, then `ToHub::BodiesEnd`, on this lane behind what was sent on it
    /// before; then give `Event::Sent`.
    SendBodies {
        /// The lane.
        lane: Lane,
        /// The batch.
        batch: BatchId,
        /// What to send, in this order.
        bodies: Vec<BodySource>,
    },
    /// Hash a large file and give `Event::Hashed`.
    Hash(HashJob),
    /// Make something durable with `Disk::sync` and give `Event::Synced`.
    Sync(SyncJob),
    /// Give `Event::Tick` when the monotonic clock shows this. The latest one counts; none asked
    /// for means that nothing is to happen by itself.
    WakeAt(u64),
    /// A fence is reached.
    Fenced(u64),
    /// A fence can be reached only by a person: what is in the way.
    Blocked {
        /// The fence.
        token: u64,
        /// Path and reason.
        in_the_way: Vec<(Option<RelPath>, String)>,
    },
    /// Write a watch cookie of this number, so that `Hint::Cookie` follows everything before it.
    Cookie(u64),
    /// Something for people happened here.
    Tell(Told),
}

/// What is told to people (notifications, the log, the demo). Hints only: `Replica::state` is the truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A change of another machine was put in place.
    Applied {
        /// The path.
        path: RelPath,
        /// Its entry.
        seq: Seq,
        /// Whose.
        machine: Option<MachineId>,
    },
    /// A conflict copy was made here.
    Conflict {
        /// The path.
        path: RelPath,
        /// The copy.
        copy: RelPath,
    },
    /// The state may have changed.
    State,
}

/// A path that waits for a person or for better conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The path; none for the folder as a whole.
    pub path: Option<RelPath>,
    /// What failed, on what.
    pub message: String,
    /// What to do, or what happens next.
    pub hint: String,
}

/// Why a folder is stopped for safety.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold {
    /// `.syncit/folder.json` is gone.
    MarkerGone,
    /// The marker names another folder or replica.
    OtherFolder,
    /// The root cannot be opened at all, or another directory is at its path.
    RootGone,
    /// The root lies inside the folder of another installation, which has this path.
    Inside(PathBuf),
    /// A root that had at least ten files has none.
    Emptied,
    /// The hub does not pass on that most of the folder was deleted somewhere.
    MassDeletion {
        /// The name of the machine that deleted it.
        machine: String,
        /// Whether that is this one.
        is_own: bool,
        /// How many files.
        files: u64,
    },
    /// The hub does not pass on that many files were overwritten with noise somewhere.
    MassOverwriting {
        /// The name of the machine that did it.
        machine: String,
        /// Whether that is this one.
        is_own: bool,
        /// How many files.
        files: u64,
    },
}

/// What a replica is doing, as people are told. The first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Stopped for safety.
    Held,
    /// A problem or conflict waits for a person.
    Attention,
    /// Stopped by a person.
    Paused,
    /// The hub cannot be reached.
    Offline,
    /// Reading the disk.
    Scanning,
    /// Sending or fetching.
    Syncing,
    /// Nothing to do.
    InSync,
}

/// All that a front needs to know of one replica.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The folder.
    pub folder: FolderId,
    /// What it is doing.
    pub phase: Phase,
    /// Why it is held, if it is.
    pub hold: Option<Hold>,
    /// Files that the hold is about.
    pub held_files: u64,
    /// Files known on disk.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Paths that are not settled.
    pub pending: u64,
    /// Changes of others that are not applied here, because this machine only sends…
    pub not_applied: u64,
    /// …and changes made here that are not sent, because it only receives, or because the hub takes none from it.
    pub not_sent: u64,
    /// Whether the hub takes changes from here, as it last said.
    pub may_write: bool,
    /// Conflict copies waiting.
    pub conflicts: u64,
    /// What waits, by path.
    pub problems: Vec<Problem>,
    /// Contents on their way.
    pub transfers: Vec<Transfer>,
}

/// One content on its way, of more than a mebibyte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Which.
    pub path: RelPath,
    /// Bytes done.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
    /// Whether it goes to the hub.
    pub to_hub: bool,
}
