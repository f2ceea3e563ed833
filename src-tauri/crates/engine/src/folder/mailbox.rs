//! A replica's mailbox: everything reaches its loop through it, in order.

use crossbeam_channel::Sender;
use syncit_core::Reason;
use syncit_core::RelPath;
use syncit_core::message::{BatchId, ToClient};
use syncit_replica::disk::DiskResult;
use syncit_replica::event::{FolderCommand, Hashed, Hint, Keep, State};
use syncit_replica::workers::Task;
use syncit_replica::{Replica, Unresolved};
use syncit_store::SqliteReplicaStore;

use crate::platform::FolderDisk;
use crate::uplink::Epoch;
use crate::uplink::budget::Permit;

/// The loop of a folder.
pub(crate) type FolderReplica = Replica<FolderDisk, SqliteReplicaStore>;

/// The result of a fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FenceEnd {
    /// Everything is settled.
    Reached,
    /// Only a person can clear the rest: each path with the reason.
    Blocked(Vec<(Option<RelPath>, Reason)>),
}

/// An input of a replica's loop.
pub(super) enum Input {
    Connected(Epoch),
    Disconnected,
    Hub(Epoch, ToClient, Permit),
    Hints(Vec<Hint>),
    Hashed(Hashed),
    Synced(u64, DiskResult<()>),
    Sent(Epoch, BatchId, Vec<RelPath>),
    Progress(Epoch, BatchId, Vec<(u32, u64)>),
    FolderCommand(FolderCommand),
    Fence(u64, Sender<FenceEnd>),
    State(Sender<Shown>),
    /// A question about the current state.
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
    /// Changes since the start that only a sweep found.
    pub(crate) missed: u64,
}

/// The address of a replica's loop.
#[derive(Clone)]
pub(crate) struct Mailbox {
    pub(super) inputs: Sender<Input>,
    pub(super) task: Task,
}

impl Mailbox {
    pub(super) fn put(&self, input: Input) {
        // A replica that has ended needs no input.
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

    /// Delivers a message of this folder. The permit is dropped once the loop has handled the message.
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

    pub(crate) fn command(&self, command: FolderCommand) {
        self.put(Input::FolderCommand(command));
    }
}
