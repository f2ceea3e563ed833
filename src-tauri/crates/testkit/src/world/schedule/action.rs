//! What can happen in a world.

use syncit_core::RelPath;
use syncit_core::relay_store::Access;
use syncit_core::replica_store::SyncMode;
use syncit_replica::disk::DiskErrorKind;

use crate::disk::watch::Reading;
use crate::world::edit::Edit;

/// What happens to the watch hints that wait on a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Mix {
    All,
    Reversed,
    Twice,
    Lost,
    Overflow,
}

/// One action. Machine numbers are taken modulo the number of machines.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Action {
    Edit(usize, Edit),
    Ambush(usize, u32, Edit),
    Flush(usize, RelPath),
    Hints(usize, Mix),
    Deliver(u32, u32),
    Wait(u64),
    Cut(usize),
    Join(usize),
    Kill(usize),
    Crash(usize, u32),
    Burn(usize, u32),
    /// Like `Burn`, but kills only the program.
    Stop(usize, u32),
    /// Kills the hub's program before a write or commit, after this many.
    HubBurn(u32),
    Start(usize),
    Full(usize, u32),
    Denied(usize, u32),
    Backup(usize),
    Restore(usize),
    HubKill,
    /// Sets how many milliseconds the hub's clock is ahead.
    HubClock(i64),
    HubStart,
    HubBackup,
    HubRestore,
    Release(bool),
    Resolve(usize, Choice),
    /// The watcher reads the inotify events; the number determines what goes wrong.
    Read(usize, Reading, u32),
    /// Fails a call on a machine's disk, after this many.
    Fail(usize, u32, Errno),
    Pause(usize),
    Resume(usize),
    SyncMode(usize, SyncMode),
    Access(usize, Access),
    /// Chooses a directory again, or everything.
    Select(usize, Option<RelPath>),
    Deselect(usize, RelPath),
    /// Restarts the machine; its disk then has another device number.
    Replug(usize),
    /// Lets this many days pass while everything is asleep.
    Days(u32),
    Settle,
    /// Removes all obstacles, and then settles.
    Mend,
}

/// How a call on a disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Errno {
    NoSpace,
    Access,
    Io,
    TooManyFiles,
    Busy,
}

impl Errno {
    /// All errors.
    pub const ALL: [Errno; 5] = [Errno::NoSpace, Errno::Access, Errno::Io, Errno::TooManyFiles, Errno::Busy];

    /// What a disk says of an error.
    pub fn kind(self) -> DiskErrorKind {
        match self {
            Errno::NoSpace => DiskErrorKind::Full,
            Errno::Access => DiskErrorKind::Denied,
            Errno::Io => DiskErrorKind::Passing("Input/output error".into()),
            Errno::TooManyFiles => DiskErrorKind::Passing("Too many open files".into()),
            Errno::Busy => DiskErrorKind::Passing("Device or resource busy".into()),
        }
    }
}

/// What a person keeps of a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Choice {
    Mine,
    Theirs,
    Merged,
}

/// The setup of a world, and the actions in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// How many machines keep the folder.
    pub machines: usize,
    /// Whether the first of them is the hub itself.
    pub hub_copy: bool,
    /// The granularity of file times, in nanoseconds.
    pub granularity: i64,
    /// The skew between the machines' clocks, in milliseconds: the n-th clock is off by n times as much.
    pub skew: i64,
    /// Whether their disks can exchange two things atomically.
    pub exchanges: bool,
    /// The least number of deletions that is held, if they are more than half of the files.
    pub hold_files: Option<u64>,
    /// Whether the folders are watched with a simulated inotify; otherwise a watcher reports everything correctly.
    pub inotify: bool,
    /// The actions, in order.
    pub actions: Vec<Action>,
}
