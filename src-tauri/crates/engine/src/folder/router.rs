//! Who gets what comes from the hub: the replica of its folder, or whoever fetches a content.

use std::collections::HashMap;

use crossbeam_channel::Sender;
use parking_lot::{Mutex, MutexGuard};
use syncit_core::FolderId;
use syncit_core::message::{BatchId, Body, Refusal, ToClient};

use crate::folder::mailbox::Mailbox;
use crate::uplink::Epoch;
use crate::uplink::budget::Permit;

/// The ends of all replicas of this machine, by folder.
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

/// What comes of a get that is no replica's.
pub(crate) enum Fetched {
    /// A part of it, and what is held until it was dealt with.
    Body(Body, Permit),
    /// All of it came, but for these; and what is held until that was dealt with.
    End(Vec<(u32, Refusal)>, Permit),
}

/// Ends to expect something when it is dropped.
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
    /// From now on this replica gets the messages of its folder.
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

    /// A connection is there; the hub has said welcome.
    pub(crate) fn connected(&self, epoch: Epoch) {
        let mut ends = self.inner.lock();
        ends.online = Some(epoch);
        for mailbox in ends.replicas.values() {
            mailbox.connected(epoch);
        }
    }

    /// It is gone.
    pub(crate) fn disconnected(&self) {
        let mut ends = self.inner.lock();
        // Nobody answers what was asked.
        ends.fetches.clear();
        if ends.online.take().is_some() {
            for mailbox in ends.replicas.values() {
                mailbox.disconnected();
            }
        }
    }

    /// The connection that there is.
    pub(crate) fn online(&self) -> Option<Epoch> {
        self.inner.lock().online
    }

    /// From now on what comes of this get goes to `fetch`; none without a connection to ask over.
    pub(crate) fn expect(&self, batch: BatchId, fetch: Sender<Fetched>) -> Option<(Expected<'_>, Epoch)> {
        let mut ends = self.inner.lock();
        let epoch = ends.online?;
        ends.fetches.insert(batch, fetch);
        Some((Expected { router: self, batch }, epoch))
    }

    /// Hands a folder's message to its replica; gives back what is no folder's, with what is held for it. Never blocks.
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
