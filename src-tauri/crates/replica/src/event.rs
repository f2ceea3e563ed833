//! The events that drive a replica's loop and the effects that it asks for.
//!
//! Nothing blocks in the loop: its driver carries an effect out (with threads in the engine, inline in the simulation), and
//! the result is another event.

use std::path::PathBuf;

use syncit_core::message::{BatchId, Lane, Piece, ToClient, ToHub};
use syncit_core::replica_store::{GitHooks, SyncMode};
use syncit_core::selection::Choice;
use syncit_core::{FolderId, MachineId, Name, Reason, RelPath, Seq, Timestamp};

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

/// What the watcher noticed. It only makes a scan happen sooner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// Something may have changed at this path: rescan it (and what is in it, if it is a directory that was not known).
    Path(RelPath),
    /// A file was closed after writing: it is complete now; hash it whatever stat says.
    Closed(RelPath),
    /// Content is being written here: wait for quiet.
    Writing(RelPath),
    /// Events were lost, or a directory has no watch: scan everything below it (`None`: the whole folder).
    Below(Option<RelPath>),
    /// The root itself was moved, removed or unmounted: confirm it before anything else.
    Root,
    /// The watcher saw the cookie of `FolderCommand::Fence`: every hint before it has been delivered.
    Cookie(u64),
}

/// What a person, or the engine on their behalf, wants from a replica.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderCommand {
    /// Stops planning; hints are still accepted.
    Pause,
    /// Continues planning.
    Resume,
    /// Rescans everything (at the start, hourly, after sleep).
    Rescan,
    /// Changes this machine's sync mode for the folder.
    SetSyncMode(SyncMode),
    /// Changes how git hooks from other machines are handled, including those that are here already.
    SetGitHooks(GitHooks),
    /// Sets the names of machines, for conflict names; repeated whenever they change.
    Names(Vec<(MachineId, Name)>),
    /// Sets how many bytes must stay free on the disk from now on.
    MinFree(u64),
    /// Answers with `Effect::Fenced(token)` once every earlier change of this disk, and everything that the hub held, is
    /// settled. The watch cookie of the same token ends the first part.
    Fence(u64),
    /// Ends the differences that the sync mode leaves out. A machine that only sends has its own state replace what others
    /// changed, at the hub and so everywhere; one that only receives, or may only read, takes the hub's state for what
    /// was changed here.
    SettleDifferences,
    /// Changes which part of the folder is kept here. What is not chosen any more is removed from this disk once the hub
    /// has it.
    Choose(Choice),
    /// Whether directories that other machines make at the top of the folder from now on are not chosen.
    LeaveOutNew(bool),
    /// Prepares for unlinking the folder: what was displaced is checked and removed now, not later.
    ReleaseDisplaced,
    /// Cancels waiting for a fence.
    Unfence(u64),
    /// The hub lists the folder among those that this machine may have: it is attached again, if the hub had said that it
    /// is not shared with this machine.
    Listed,
    /// Releases the hold of an emptied root: either the deletions are intended, or the files come back.
    Release {
        /// True if the deletions are intended.
        delete: bool,
    },
}

/// Which of two versions a person keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// The conflict copy's content, under the file's name.
    Mine,
    /// The file's content.
    Theirs,
    /// A content made from both, under the file's name.
    Merged(Merged),
}

/// A content made from two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The content.
    pub content: Vec<u8>,
    /// True if its owner may execute it.
    pub executable: bool,
    /// The copy's entry that was merged.
    pub copy: Seq,
    /// The file's entry that was merged.
    pub original: Seq,
}

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// The hub can be reached: both sides forget everything sent before.
    Connected,
    /// The hub cannot be reached; nothing that was sent will be answered.
    Disconnected,
    /// A message about this folder.
    Hub(ToClient),
    /// Hints from the watcher.
    Hints(Vec<Hint>),
    /// A `HashJob` ended.
    Hashed(Hashed),
    /// A `SyncJob` ended.
    Synced {
        /// Its number.
        id: u64,
        /// Its result.
        result: DiskResult<()>,
    },
    /// A `SendBodies` ended; the listed paths could not be read as they were offered, and are to be rescanned.
    Sent {
        /// The batch.
        batch: BatchId,
        /// Paths that changed.
        changed: Vec<RelPath>,
    },
    /// Bodies of a `SendBodies` are being sent: by item, the bytes of content that were sent since the last report. Sent
    /// now and then, for display only; the last bytes may be left out.
    Progress {
        /// The batch.
        batch: BatchId,
        /// Item and bytes.
        sent: Vec<(u32, u64)>,
    },
    /// A command from a person or the engine.
    Command(FolderCommand),
    /// The time that `Effect::WakeAt` asked for has come; harmless at any other time.
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

/// The result of a `HashJob`.
#[derive(Debug)]
pub struct Hashed {
    /// Its number.
    pub id: u64,
    /// Which file.
    pub path: RelPath,
    /// The chunks, the stamp and the mode bits of a file that did not change meanwhile; none if it did.
    pub result: Result<Option<crate::disk::cut::Hashed>, DiskError>,
}

/// What to make durable off the loop's thread, because that may take a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncJob {
    /// Its number.
    pub id: u64,
    /// Files whose content is synced.
    pub files: Vec<Place>,
    /// Directories whose names are synced.
    pub directories: Vec<Place>,
}

/// A piece of a local file to be sent. It is read, checked against the digest and sent, or left out and its path reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodySource {
    /// The item's index in the offer.
    pub item: u32,
    /// Which piece.
    pub piece: Piece,
    /// Where its bytes are.
    pub from: BodyFrom,
}

/// What the driver of the loop is to carry out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send a message without bodies on its lane.
    Send {
        /// `Lane::Control`, or the lane of an offer.
        lane: Lane,
        /// The message.
        message: ToHub,
    },
    /// Read and send bodies, then `ToHub::BodiesEnd`, on this lane behind what was sent on it before; then deliver
    /// `Event::Sent`.
    SendBodies {
        /// The lane.
        lane: Lane,
        /// The batch.
        batch: BatchId,
        /// What to send, in this order.
        bodies: Vec<BodySource>,
    },
    /// Hash a large file and deliver `Event::Hashed`.
    Hash(HashJob),
    /// Make something durable with `Disk::sync` and deliver `Event::Synced`.
    Sync(SyncJob),
    /// Deliver `Event::Tick` when the monotonic clock shows this. The latest one counts; without one, no timer is wanted.
    WakeAt(u64),
    /// A fence is reached.
    Fenced(u64),
    /// A fence can be reached only if a person acts: what is in the way.
    Blocked {
        /// The fence.
        token: u64,
        /// Path and reason.
        in_the_way: Vec<(Option<RelPath>, Reason)>,
    },
    /// Write a watch cookie of this number, so that `Hint::Cookie` follows everything before it.
    Cookie(u64),
    /// Something happened here that people should know.
    Notify(Notice),
}

/// What is reported to people (notifications, the log, the demo). Hints only: `Replica::state` is authoritative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A change of another machine was put in place.
    Applied {
        /// The path.
        path: RelPath,
        /// Its entry.
        seq: Seq,
        /// The machine that made it.
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
    /// What failed, and on which file.
    pub reason: Reason,
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
    /// The hub does not pass on that most of the folder was deleted on some machine.
    MassDeletion {
        /// The name of the machine that deleted it.
        machine: String,
        /// True if that is this machine.
        is_own: bool,
        /// How many files.
        files: u64,
    },
    /// The hub does not pass on that many files were overwritten with random-looking content on some machine.
    MassOverwriting {
        /// The name of the machine that did it.
        machine: String,
        /// True if that is this machine.
        is_own: bool,
        /// How many files.
        files: u64,
    },
}

/// What a replica is doing, whatever waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Stopped, by a person or for safety.
    Paused,
    /// The hub cannot be reached.
    Offline,
    /// Reading the disk.
    Scanning,
    /// Sending or fetching.
    Syncing,
    /// Nothing to do.
    UpToDate,
}

/// The state of a replica in one word: the first that applies.
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

/// Everything that a front needs to know about one replica.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The folder.
    pub folder: FolderId,
    /// Its state in one word.
    pub phase: Phase,
    /// What it is doing.
    pub activity: Activity,
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
    /// Changes by others that are not applied here, because this machine only sends…
    pub not_applied: u64,
    /// …and changes made here that are not sent, because it only receives, or because the hub accepts none from it.
    pub not_sent: u64,
    /// True if the hub accepts changes from here, as it last said.
    pub may_write: bool,
    /// Files at the hub that are not chosen here…
    pub unselected_files: u64,
    /// …and their bytes.
    pub unselected_bytes: u64,
    /// Conflict copies that wait for a person.
    pub conflicts: u64,
    /// The problems, by path.
    pub problems: Vec<Problem>,
    /// Contents that are being transferred.
    pub transfers: Vec<Transfer>,
}

/// One content of more than a mebibyte that is being transferred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Its path.
    pub path: RelPath,
    /// Bytes done.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
    /// True if it is sent to the hub.
    pub to_hub: bool,
}
