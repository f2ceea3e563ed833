//! What a replica is told, and where: all that reaches its loop comes through one mailbox, in order.

use crossbeam_channel::Sender;
use syncit_core::RelPath;
use syncit_core::message::{BatchId, ToClient};
use syncit_replica::disk::DiskResult;
use syncit_replica::disk::linux::LinuxDisk;
use syncit_replica::event::{Command, Hashed, Hint, Keep, State};
use syncit_replica::workers::Task;
use syncit_replica::{Replica, Unresolved};
use syncit_store::SqliteReplicaStore;

use crate::uplink::Epoch;
use crate::uplink::budget::Permit;

/// The disk that folders are on.
pub(crate) type FolderDisk = LinuxDisk;

/// The loop of a folder.
pub(crate) type FolderReplica = Replica<FolderDisk, SqliteReplicaStore>;

/// What came of a fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FenceEnd {
    /// Everything is there.
    Reached,
    /// Only a person can clear the rest: path and reason.
    Blocked(Vec<(Option<RelPath>, String)>),
}

/// What a replica is sent.
pub(super) enum Input {
    Connected(Epoch),
    Disconnected,
    Hub(Epoch, ToClient, Permit),
    Hints(Vec<Hint>),
    Hashed(Hashed),
    Synced(u64, DiskResult<()>),
    Sent(Epoch, BatchId, Vec<RelPath>),
    Progress(Epoch, BatchId, Vec<(u32, u64)>),
    Command(Command),
    Fence(u64, Sender<FenceEnd>),
    State(Sender<Shown>),
    /// A question about what there is now.
    Query(Box<dyn FnOnce(&mut FolderReplica) + Send>),
    Resolve(RelPath, Keep, Sender<Result<(), Unresolved>>),
    Stop,
}

/// What people are shown of a replica.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) state: State,
    /// Bytes of content still to be sent or fetched, as far as is known.
    pub(crate) bytes_pending: u64,
    /// Changes that only a sweep found since the start.
    pub(crate) missed: u64,
}

/// Where a replica is reached.
#[derive(Clone)]
pub(crate) struct Mailbox {
    pub(super) inputs: Sender<Input>,
    pub(super) task: Task,
}

impl Mailbox {
    pub(super) fn put(&self, input: Input) {
        // A replica that ended needs nothing any more.
        if self.inputs.send(input).is_ok() {
            self.task.wake();
        }
    }

    pub(crate) fn connected(&self, epoch: Epoch) {
        self.put(Input::Connected(epoch));
    }

    pub(crate) fn disconnected(&self) {
        self.put(Input::Disconnected);
    }

    /// A message of this folder; what is held is dropped once the loop has taken it in.
    pub(crate) fn deliver(&self, epoch: Epoch, message: ToClient, held: Permit) {
        self.put(Input::Hub(epoch, message, held));
    }

    pub(crate) fn hints(&self, hints: Vec<Hint>) {
        self.put(Input::Hints(hints));
    }

    pub(crate) fn hashed(&self, hashed: Hashed) {
        self.put(Input::Hashed(hashed));
    }

    pub(crate) fn synced(&self, id: u64, result: DiskResult<()>) {
        self.put(Input::Synced(id, result));
    }

    pub(crate) fn sent(&self, epoch: Epoch, batch: BatchId, changed: Vec<RelPath>) {
        self.put(Input::Sent(epoch, batch, changed));
    }

    pub(crate) fn progress(&self, epoch: Epoch, batch: BatchId, sent: Vec<(u32, u64)>) {
        self.put(Input::Progress(epoch, batch, sent));
    }

    pub(crate) fn command(&self, command: Command) {
        self.put(Input::Command(command));
    }
}
