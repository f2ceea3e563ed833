//! Routes messages from the hub: to the replica of the folder, or to the caller that fetches a content.

use std::collections::HashMap;

use crossbeam_channel::Sender;
use parking_lot::Mutex;
use syncit_core::FolderId;
use syncit_core::message::{BatchId, Body, Refusal, ToClient};

use crate::folder::mailbox::Mailbox;
use crate::uplink::Epoch;
use crate::uplink::budget::Permit;

/// The receivers of all replicas of this machine, by folder.
#[derive(Default)]
pub(crate) struct Router {
    inner: Mutex<Ends>,
}

#[derive(Default)]
struct Ends {
    replicas: HashMap<FolderId, Mailbox>,
    fetches: HashMap<BatchId, Sender<Fetched>>,
    online: Option<Epoch>,
}

/// A part of the answer to a get that is not a replica's.
pub(crate) enum Fetched {
    /// A body, and the permit that is held until it is handled.
    Body(Body, Permit),
    /// The end, with the items that are missing, and the permit that is held until it is handled.
    End(Vec<(u32, Refusal)>, Permit),
}

/// Unregisters a fetch when it is dropped.
pub(crate) struct Expected<'a> {
    router: &'a Router,
    batch: BatchId,
}

impl Drop for Expected<'_> {
    fn drop(&mut self) {
        self.router.inner.lock().fetches.remove(&self.batch);
    }
}

impl Router {
    /// Registers the mailbox that gets the messages of a folder.
    pub(crate) fn add(&self, folder: FolderId, mailbox: Mailbox) {
        let mut ends = self.inner.lock();
        if let Some(epoch) = ends.online {
            mailbox.connected(epoch);
        }
        ends.replicas.insert(folder, mailbox);
    }

    pub(crate) fn remove(&self, folder: FolderId) {
        self.inner.lock().replicas.remove(&folder);
    }

    /// Records that a connection is up; the hub has sent its welcome.
    pub(crate) fn connected(&self, epoch: Epoch) {
        let mut ends = self.inner.lock();
        ends.online = Some(epoch);
        for mailbox in ends.replicas.values() {
            mailbox.connected(epoch);
        }
    }

    /// Records that the connection is gone.
    pub(crate) fn disconnected(&self) {
        let mut ends = self.inner.lock();
        // The fetches will get no answer.
        ends.fetches.clear();
        if ends.online.take().is_some() {
            for mailbox in ends.replicas.values() {
                mailbox.disconnected();
            }
        }
    }

    /// Returns the current connection.
    pub(crate) fn online(&self) -> Option<Epoch> {
        self.inner.lock().online
    }

    /// Registers `fetch` as the receiver of the answer to a get. Returns `None` if there is no connection.
    pub(crate) fn expect(&self, batch: BatchId, fetch: Sender<Fetched>) -> Option<(Expected<'_>, Epoch)> {
        let mut ends = self.inner.lock();
        let epoch = ends.online?;
        ends.fetches.insert(batch, fetch);
        Some((Expected { router: self, batch }, epoch))
    }

    /// Delivers a folder's message to its replica. Returns any other message, with its permit. Never blocks.
    pub(crate) fn deliver(&self, epoch: Epoch, message: ToClient, held: Permit) -> Option<(ToClient, Permit)> {
        let Some(folder) = message.folder() else { return Some((message, held)) };
        let ends = self.inner.lock();
        let fetch =
            batch_of(&message).and_then(|batch| ends.fetches.get(&batch)).filter(|_| ends.online == Some(epoch));
        if let Some(fetch) = fetch {
            let _ = match message {
                ToClient::Body(body) => fetch.send(Fetched::Body(body, held)),
                ToClient::BodiesEnd { missing, .. } => fetch.send(Fetched::End(missing, held)),
                _ => Ok(()),
            };
            return None;
        }
        if ends.online == Some(epoch)
            && let Some(mailbox) = ends.replicas.get(&folder)
        {
            mailbox.deliver(epoch, message, held);
        }
        None
    }
}

fn batch_of(message: &ToClient) -> Option<BatchId> {
    match message {
        ToClient::Body(body) => Some(body.batch),
        ToClient::BodiesEnd { batch, .. } => Some(*batch),
        _ => None,
    }
}
