//! What a running engine owns, and orders in time: the context, the role and the changes between roles, the linked folders,
//! what the hub told, and what is done now and then. It knows the roles and the folders; it answers no request, and knows
//! nobody who makes one.

pub(crate) mod ask;
pub(crate) mod copies;
pub(crate) mod directory;
pub(crate) mod folders;
pub(crate) mod housekeeping;
pub(crate) mod hub_root;
pub(crate) mod names;
pub(crate) mod places;
pub(crate) mod refresh;
pub(crate) mod role;

use std::collections::BTreeMap;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use crossbeam_channel::Sender;
use parking_lot::{Mutex, MutexGuard};
use syncit_core::FolderId;

use self::directory::Directory;
use crate::api::ProblemLine;
use crate::cancel::Ending;
use crate::client::Client;
use crate::context::Context;
use crate::folder::linked::Linked;
use crate::hub::Hub;
use crate::present::summary::Steady;
use crate::uplink::Uplink;

/// The role that this machine plays now, as `record::Role` is what it remembers to be.
#[derive(Clone)]
pub(crate) enum RunningRole {
    /// Neither hub nor client.
    None,
    /// The relay and its server.
    Hub(Arc<Hub>),
    /// The connection to the hub.
    Client(Arc<Client>),
}

/// A copy that a hub is to keep of a folder and could not make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MissingCopy {
    /// Why.
    pub(crate) problem: ProblemLine,
    /// Where a person may link the folder instead; none if it is tried again by itself.
    pub(crate) place: Option<PathBuf>,
}

/// A running engine, but for the threads of its fronts. What is in its context is reached through it. Locks are held for
/// moments only, and never while waiting for a thread or the hub.
pub(crate) struct Runtime {
    pub(crate) context: Arc<Context>,
    /// One arrangement (hub, join, link, …) at a time.
    pub(crate) arranging: Mutex<()>,
    /// Gets something when a front asks for the end.
    pub(crate) stop: Sender<()>,
    pub(crate) ending: Ending,
    running: Mutex<RunningRole>,
    directory: Mutex<Directory>,
    links: Mutex<BTreeMap<FolderId, Arc<Linked>>>,
    trouble: Mutex<Option<String>>,
    steady: Mutex<Steady>,
    full_disks: Mutex<Vec<PathBuf>>,
    missing_copies: Mutex<BTreeMap<FolderId, MissingCopy>>,
}

impl Deref for Runtime {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.context
    }
}

impl Runtime {
    pub(crate) fn new(context: Context, stop: Sender<()>) -> Self {
        Runtime {
            context: Arc::new(context),
            arranging: Mutex::new(()),
            stop,
            ending: Ending::new(),
            running: Mutex::new(RunningRole::None),
            directory: Mutex::default(),
            links: Mutex::default(),
            trouble: Mutex::new(None),
            steady: Mutex::default(),
            full_disks: Mutex::default(),
            missing_copies: Mutex::default(),
        }
    }

    pub(crate) fn running(&self) -> RunningRole {
        self.running.lock().clone()
    }

    pub(crate) fn set_running(&self, running: RunningRole) -> RunningRole {
        let before = std::mem::replace(&mut *self.running.lock(), running);
        self.hints.give();
        before
    }

    /// Why this machine is not yet what it is to be, if so.
    pub(crate) fn trouble(&self) -> Option<String> {
        self.trouble.lock().clone()
    }

    pub(crate) fn set_trouble(&self, trouble: Option<String>) {
        *self.trouble.lock() = trouble;
        self.hints.give();
    }

    /// What keeps the summary that all fronts show from flickering.
    pub(crate) fn steady(&self) -> MutexGuard<'_, Steady> {
        self.steady.lock()
    }

    /// The folders that the hub is to keep a copy of and could not make one yet, with why.
    pub(crate) fn missing_copies(&self) -> BTreeMap<FolderId, MissingCopy> {
        self.missing_copies.lock().clone()
    }

    /// Notes why a copy could not be made; none if it is there or no longer wanted.
    pub(crate) fn note_missing_copy(&self, folder: FolderId, why: Option<MissingCopy>) {
        let mut missing = self.missing_copies.lock();
        let before = match why.clone() {
            Some(why) => missing.insert(folder, why),
            None => missing.remove(&folder),
        };
        drop(missing);
        if before != why {
            self.hints.give();
        }
    }

    /// Directories whose disks are full, as they were last looked at.
    pub(crate) fn full_disks(&self) -> Vec<PathBuf> {
        self.full_disks.lock().clone()
    }

    pub(crate) fn set_full_disks(&self, full: Vec<PathBuf>) {
        let before = std::mem::replace(&mut *self.full_disks.lock(), full.clone());
        if before != full {
            self.hints.give();
        }
    }

    /// The way to the hub, if this machine has one or is it.
    pub(crate) fn uplink(&self) -> Option<Arc<dyn Uplink>> {
        match self.running() {
            RunningRole::None => None,
            RunningRole::Hub(hub) => Some(hub.uplink()),
            RunningRole::Client(client) => Some(client.uplink()),
        }
    }

    /// What the hub last told of folders and machines.
    pub(crate) fn directory(&self) -> Directory {
        let names = self.machine().names;
        Directory { names, ..lock(&self.directory).clone() }
    }

    /// Takes in what the hub told of them; gives what was there before.
    fn change_directory<T>(&self, change: impl FnOnce(&mut Directory) -> T) -> T {
        change(&mut self.directory.lock())
    }

    /// Forgets what the hub told: there is another one, or none.
    pub(crate) fn clear_directory(&self) {
        *self.directory.lock() = Directory::default();
    }

    pub(crate) fn links(&self) -> BTreeMap<FolderId, Arc<Linked>> {
        self.links.lock().clone()
    }

    pub(crate) fn put_link(&self, folder: FolderId, linked: Arc<Linked>) {
        self.links.lock().insert(folder, linked);
        self.hints.give();
    }

    pub(crate) fn take_link(&self, folder: FolderId) -> Option<Arc<Linked>> {
        let taken = self.links.lock().remove(&folder);
        self.hints.give();
        taken
    }
}
