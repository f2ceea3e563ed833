//! What can happen in a world.

use syncit_core::RelPath;
use syncit_core::relay_store::Access;
use syncit_core::replica_store::Role;
use syncit_replica::disk::DiskErrorKind;

use crate::disk::watch::Reading;
use crate::world::edit::Edit;

/// What becomes of the watch hints that wait on a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Mix {
    All,
    Reversed,
    Twice,
    Lost,
    Overflow,
}

/// One thing that happens. Numbers of machines are taken modulo how many there are.
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
    /// The same, of which only the program ends.
    Stop(usize, u32),
    /// The hub's program ends before the write or commit after so many.
    HubBurn(u32),
    Start(usize),
    Full(usize, u32),
    Denied(usize, u32),
    Backup(usize),
    Restore(usize),
    HubKill,
    /// The hub's clock is so many milliseconds ahead from now on.
    HubClock(i64),
    HubStart,
    HubBackup,
    HubRestore,
    Release(bool),
    Resolve(usize, Choice),
    /// The watcher reads what inotify told; the number picks what goes wrong.
    Read(usize, Reading, u32),
    /// The call after so many on a machine's disk fails.
    Fail(usize, u32, Errno),
    Pause(usize),
    Resume(usize),
    Role(usize, Role),
    Access(usize, Access),
    /// The machine starts again, and its disk has another number.
    Replug(usize),
    /// So many days pass in which everything sleeps.
    Days(u32),
    Settle,
    /// Everything that is in the way goes, and it settles then.
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
    /// All of them.
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

/// A world's setting and what happens in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// How many machines keep the folder.
    pub machines: usize,
    /// Whether the first of them is the hub itself.
    pub hub_copy: bool,
    /// What file times are cut down to, in nanoseconds.
    pub granularity: i64,
    /// How far the machines' clocks are apart, in milliseconds: the n-th is n times as far off.
    pub skew: i64,
    /// Whether their disks can swap two things in one step.
    pub exchanges: bool,
    /// From how many files on, if they are more than half, deletions are held.
    pub hold_files: Option<u64>,
    /// Whether the folders are watched as inotify does it; else a watcher tells everything, as it is.
    pub inotify: bool,
    /// In this order.
    pub actions: Vec<Action>,
}
