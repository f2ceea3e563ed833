//! The outgoing bodies of one batch: each is read from the folder when the lane is ready for it.
//!
//! A body that can no longer be read as it was offered is left out, and its path is reported to the replica at the end.

use std::time::{Duration, Instant};

use syncit_core::RelPath;
use syncit_core::content::Digest;
use syncit_core::message::{BatchId, Body};
use syncit_replica::disk::{Disk, Place};
use syncit_replica::event::{BodyFrom, BodySource};
use syncit_ssh::client::BodyProducer;

use crate::folder::mailbox::Mailbox;
use crate::platform::FolderDisk;
use crate::uplink::Epoch;

/// How often the replica gets the progress of sending, so that people see it advance.
const SAY_EVERY: Duration = Duration::from_millis(100);

/// The bodies, for the thread that sends them. Dropping this at any point tells the replica that sending has ended.
pub(crate) struct Outgoing {
    batch: BatchId,
    epoch: Epoch,
    sources: std::vec::IntoIter<BodySource>,
    disk: FolderDisk,
    /// The file that was read last, because its next chunk often follows.
    open: Option<(RelPath, <FolderDisk as Disk>::Reader)>,
    changed: Vec<RelPath>,
    /// Bytes that were sent but not reported yet, by item, and the time of the last report.
    unsaid: Vec<(u32, u64)>,
    said_at: Instant,
    replica: Mailbox,
}

impl Outgoing {
    pub(crate) fn new(
        batch: BatchId,
        epoch: Epoch,
        sources: Vec<BodySource>,
        disk: FolderDisk,
        replica: Mailbox,
    ) -> Self {
        Outgoing {
            batch,
            epoch,
            sources: sources.into_iter(),
            disk,
            open: None,
            changed: Vec::new(),
            unsaid: Vec::new(),
            said_at: Instant::now(),
            replica,
        }
    }

    fn read(&mut self, path: &RelPath, offset: u64, len: u32, digest: Digest) -> Option<Vec<u8>> {
        if self.open.as_ref().is_none_or(|(open, _)| open != path) {
            self.open = None;
            let (reader, _) = self.disk.open(&Place::from(path)).ok()?;
            self.open = Some((path.clone(), reader));
        }
        let (_, reader) = self.open.as_ref()?;
        let mut bytes = vec![0; len as usize];
        let read = self.disk.read_at(reader, offset, &mut bytes).ok()?;
        (read == bytes.len() && Digest::of(&bytes) == digest).then_some(bytes)
    }
}

impl Outgoing {
    /// Counts a chunk of a large content. It is under way once the next one is requested.
    fn note_sent(&mut self, item: u32, bytes: u64) {
        match self.unsaid.last_mut() {
            Some((last, sum)) if *last == item => *sum += bytes,
            _ => self.unsaid.push((item, bytes)),
        }
    }

    fn say_progress(&mut self) {
        if !self.unsaid.is_empty() && self.said_at.elapsed() >= SAY_EVERY {
            self.said_at = Instant::now();
            self.replica.progress(self.epoch, self.batch, std::mem::take(&mut self.unsaid));
        }
    }
}

impl BodyProducer for Outgoing {
    fn batch(&self) -> BatchId {
        self.batch
    }

    fn next_body(&mut self) -> Option<Body> {
        self.say_progress();
        loop {
            let BodySource { item, piece, from } = self.sources.next()?;
            let bytes = match from {
                BodyFrom::Bytes(bytes) => Some(bytes),
                BodyFrom::File { path, offset, len, digest } => {
                    // The rest of a file that has changed is not worth reading.
                    if self.changed.last() == Some(&path) {
                        continue;
                    }
                    let bytes = self.read(&path, offset, len, digest);
                    match bytes {
                        Some(_) => self.note_sent(item, u64::from(len)),
                        None => self.changed.push(path),
                    }
                    bytes
                }
            };
            if let Some(bytes) = bytes {
                return Some(Body { batch: self.batch, item, piece, bytes });
            }
        }
    }

    fn finished(self: Box<Self>) {
        // Dropping `self` tells the replica.
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        self.replica.sent(self.epoch, self.batch, std::mem::take(&mut self.changed));
    }
}
