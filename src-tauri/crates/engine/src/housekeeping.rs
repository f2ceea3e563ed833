//! What is to be done now and then, and what other threads must not stop to do: one thread for both.
//!
//! It looks up every fifteen seconds: whether the computer slept, the network changed, a folder is due for a look
//! at everything, or can be opened again. Otherwise it sleeps until a pause ends or somebody sends a task.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use syncit_core::FolderId;
use syncit_replica::step::Command;

use crate::clock;
use crate::core::{Core, Running};
use crate::{folders, part};

/// Between two looks.
const LOOK: Duration = Duration::from_secs(15);
/// A computer that slept for longer has missed something.
const SLEPT: Duration = Duration::from_secs(2);

/// Something to do, sent by a thread that must go on.
#[derive(Debug)]
pub(crate) enum Task {
    /// The hub is to keep a copy of a folder that was shared.
    KeepCopy(FolderId),
    /// A folder ended on this hub.
    FolderEnded(FolderId),
    /// Other machines may log in than before.
    MachinesChanged,
    /// Folders, machines or access changed.
    Refresh,
    /// Pauses changed.
    Look,
    Stop,
}

/// The thread.
pub(crate) struct Housekeeping {
    tasks: Sender<Task>,
    thread: Option<JoinHandle<()>>,
}

impl Housekeeping {
    pub(crate) fn start(core: Arc<Core>, tasks: Sender<Task>, queue: Receiver<Task>) -> Self {
        let keeper =
            Keeper { core, queue, slept: clock::slept(), addresses: own_addresses(), rescanned: BTreeMap::new() };
        let thread = thread::Builder::new().name("housekeeping".into()).spawn(move || keeper.run());
        Housekeeping { tasks, thread: Some(thread.expect("the system can start a thread")) }
    }
}

impl Drop for Housekeeping {
    fn drop(&mut self) {
        let _ = self.tasks.send(Task::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Keeper {
    core: Arc<Core>,
    queue: Receiver<Task>,
    slept: Duration,
    addresses: BTreeSet<IpAddr>,
    /// When each folder was last looked at as a whole. Opening it counts.
    rescanned: BTreeMap<FolderId, Instant>,
}

impl Keeper {
    fn run(mut self) {
        loop {
            match self.queue.recv_timeout(self.next_look()) {
                Ok(Task::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(task) => self.carry_out(task),
                Err(RecvTimeoutError::Timeout) => self.look(),
            }
        }
    }

    fn carry_out(&mut self, task: Task) {
        match task {
            Task::KeepCopy(folder) => folders::keep_copy(&self.core, folder),
            Task::FolderEnded(folder) => folders::folder_ended(&self.core, folder),
            Task::MachinesChanged => {
                if let Running::Hub(hub) = self.core.running() {
                    hub.recheck();
                    hub.announce();
                }
                self.core.refresh_directory();
            }
            Task::Refresh => self.core.refresh_directory(),
            Task::Look => self.look(),
            Task::Stop => {}
        }
    }

    fn next_look(&self) -> Duration {
        let now = clock::wall();
        let machine = self.core.machine();
        let pauses = machine.links.values().filter_map(|link| link.paused).chain(machine.paused);
        let ends = pauses.filter_map(|pause| pause.until);
        let next = ends.map(|end| Duration::from_millis(end.millis_since(now).max(0) as u64 + 1)).min();
        next.map_or(LOOK, |next| next.min(LOOK))
    }

    fn look(&mut self) {
        folders::end_pauses(&self.core);
        // A hub whose key could not be read at start.
        if self.core.trouble().is_some()
            && let Err(error) = part::resume(&self.core)
        {
            tracing::warn!("{error}");
        }
        let slept = clock::slept();
        let has_slept = slept.saturating_sub(self.slept) > SLEPT;
        self.slept = slept;
        let addresses = own_addresses();
        let has_moved = addresses != self.addresses;
        self.addresses = addresses;
        if let Running::Client(client) = self.core.running() {
            if has_slept || (has_moved && !client.status().online) {
                client.reconnect();
            }
        } else if let Running::Hub(hub) = self.core.running() {
            hub.announce();
        }
        self.look_at_folders(has_slept);
    }

    fn look_at_folders(&mut self, all: bool) {
        let machine = self.core.machine();
        for (folder, linked) in self.core.links() {
            let Some(link) = machine.links.get(&folder) else { continue };
            let now = Instant::now();
            if linked.retry(&self.core, link) {
                self.rescanned.insert(folder, now);
                continue;
            }
            let last = *self.rescanned.entry(folder).or_insert(now);
            let due = Duration::from_secs(u64::from(link.rescan_minutes) * 60);
            if all || now - last >= due {
                self.rescanned.insert(folder, now);
                linked.command(Command::Rescan);
            }
        }
    }
}

fn own_addresses() -> BTreeSet<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    interfaces.into_iter().map(|interface| interface.ip()).collect()
}
