//! Hashes large files and makes files durable, outside the replicas' turns, a few at a time for all folders together.

use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Sender, unbounded};
use syncit_replica::disk::cut;
use syncit_replica::disk::{Disk, Place};
use syncit_replica::event::{HashJob, Hashed, SyncJob};

use crate::folder::mailbox::Mailbox;
use crate::machine::clock;
use crate::platform::FolderDisk;

/// The most threads: more would only compete for the disk.
const MAX_THREADS: usize = 2;

type Work = Box<dyn FnOnce() + Send>;

/// The pool. Clones share it. Dropping the last one ends its threads and waits for them.
#[derive(Clone)]
pub(crate) struct HashPool(Arc<Threads>);

struct Threads {
    work: Option<Sender<Work>>,
    threads: Vec<JoinHandle<()>>,
}

impl HashPool {
    pub(crate) fn start() -> Self {
        let (sender, work) = unbounded::<Work>();
        let count = thread::available_parallelism().map_or(1, |cores| cores.get().min(MAX_THREADS));
        let threads = (0..count).map(|n| {
            let work = work.clone();
            thread::Builder::new()
                .name(format!("hash-{n}"))
                .spawn(move || work.into_iter().for_each(|job| job()))
                .expect("the system can start a thread")
        });
        HashPool(Arc::new(Threads { threads: threads.collect(), work: Some(sender) }))
    }

    /// Hashes a file and sends the result to the replica.
    pub(crate) fn hash(&self, disk: FolderDisk, job: HashJob, replica: Mailbox) {
        let work: Work = Box::new(move || {
            let HashJob { id, path } = job;
            let result = cut::hash_file(&disk, &Place::from(&path), clock::wall());
            // The disk is released first, because the replica may rest as soon as it has the result.
            drop(disk);
            replica.hashed(Hashed { id, path, result });
        });
        self.put(work);
    }

    /// Makes files and names durable and sends the result to the replica.
    pub(crate) fn sync(&self, disk: FolderDisk, job: SyncJob, replica: Mailbox) {
        self.put(Box::new(move || {
            let result = disk.sync(&job.files, &job.directories);
            drop(disk);
            replica.synced(job.id, result);
        }));
    }

    fn put(&self, work: Work) {
        if let Some(queue) = &self.0.work {
            let _ = queue.send(work);
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.work = None;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}
