//! What a running engine owns and orders in time: the context, the role and its transitions, the linked folders, the
//! hub's directory, and periodic work. It knows the roles and the folders. It handles no request and knows none of the
//! callers.

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
use syncit_core::{FolderId, Reason};

use self::directory::Directory;
use crate::api::ProblemLine;
use crate::cancel::Ending;
use crate::client::Client;
use crate::context::Context;
use crate::folder::linked::Linked;
use crate::hub::Hub;
use crate::present::summary::Steady;
use crate::task::Task;
use crate::uplink::Uplink;

/// The role that runs now. `record::RoleRecord` is the recorded one.
#[derive(Clone)]
pub(crate) enum RunningRole {
    /// Neither hub nor client.
    None,
    /// The relay and its server.
    Hub(Arc<Hub>),
    /// The connection to the hub.
    Client(Arc<Client>),
}

/// A copy of a folder that the hub should keep but could not create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MissingCopy {
    /// The reason.
    pub(crate) problem: ProblemLine,
    /// Where a person may link the folder instead; `None` if it is retried automatically.
    pub(crate) place: Option<PathBuf>,
}

/// A running engine without the threads of its fronts. It derefs to its context. Locks are held briefly, and never
/// while waiting for a thread or the hub.
pub(crate) struct Runtime {
    pub(crate) context: Arc<Context>,
    /// Serialises arrangements (hub, join, link, …).
    pub(crate) arranging: Mutex<()>,
    /// Receives a message when a front asks the engine to stop.
    pub(crate) stop: Sender<()>,
    pub(crate) ending: Ending,
    running: Mutex<RunningRole>,
    directory: Mutex<Directory>,
    links: Mutex<BTreeMap<FolderId, Arc<Linked>>>,
    trouble: Mutex<Option<Reason>>,
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
        // Its connection may have been made before it could be asked here, and the refresh that follows that was lost.
        let _ = self.tasks.send(Task::Refresh);
        self.hints.wake();
        before
    }

    /// Returns why this machine does not yet run its recorded role, if so.
    pub(crate) fn trouble(&self) -> Option<Reason> {
        self.trouble.lock().clone()
    }

    pub(crate) fn set_trouble(&self, trouble: Option<Reason>) {
        *self.trouble.lock() = trouble;
        self.hints.wake();
    }

    /// Returns the state that keeps the summary from flickering. All fronts share it.
    pub(crate) fn steady(&self) -> MutexGuard<'_, Steady> {
        self.steady.lock()
    }

    /// Returns the folders of which the hub should keep a copy but could not create one yet, with the reasons.
    pub(crate) fn missing_copies(&self) -> BTreeMap<FolderId, MissingCopy> {
        self.missing_copies.lock().clone()
    }

    /// Records why a copy could not be created; `None` if it exists or is no longer wanted.
    pub(crate) fn note_missing_copy(&self, folder: FolderId, why: Option<MissingCopy>) {
        let mut missing = self.missing_copies.lock();
        let before = match why.clone() {
            Some(why) => missing.insert(folder, why),
            None => missing.remove(&folder),
        };
        drop(missing);
        if before != why {
            self.hints.wake();
        }
    }

    /// Returns the directories whose disks were full at the last check.
    pub(crate) fn full_disks(&self) -> Vec<PathBuf> {
        self.full_disks.lock().clone()
    }

    pub(crate) fn set_full_disks(&self, full: Vec<PathBuf>) {
        let before = std::mem::replace(&mut *self.full_disks.lock(), full.clone());
        if before != full {
            self.hints.wake();
        }
    }

    /// Returns the uplink to the hub, if this machine is a client or the hub.
    pub(crate) fn uplink(&self) -> Option<Arc<dyn Uplink>> {
        match self.running() {
            RunningRole::None => None,
            RunningRole::Hub(hub) => Some(hub.uplink()),
            RunningRole::Client(client) => Some(client.uplink()),
        }
    }

    /// Returns the folders and machines as the hub last reported them.
    pub(crate) fn directory(&self) -> Directory {
        let names = self.machine().names;
        Directory { names, ..self.directory.lock().clone() }
    }

    /// Changes the directory, and returns what the closure returns.
    fn change_directory<T>(&self, change: impl FnOnce(&mut Directory) -> T) -> T {
        change(&mut self.directory.lock())
    }

    /// Clears the directory, because this machine now has another hub or none.
    pub(crate) fn clear_directory(&self) {
        *self.directory.lock() = Directory::default();
    }

    pub(crate) fn links(&self) -> BTreeMap<FolderId, Arc<Linked>> {
        self.links.lock().clone()
    }

    pub(crate) fn put_link(&self, folder: FolderId, linked: Arc<Linked>) {
        self.links.lock().insert(folder, linked);
        self.hints.wake();
    }

    pub(crate) fn take_link(&self, folder: FolderId) -> Option<Arc<Linked>> {
        let taken = self.links.lock().remove(&folder);
        self.hints.wake();
        taken
    }
}
