//! Periodic work, and work that other threads hand over because they must not block. One thread does both.
//!
//! Every 15 seconds it checks whether the computer slept, the network changed, a folder is due for a full rescan, or a
//! broken folder can be opened. Between checks it sleeps until a pause ends, the speed limits change or a task arrives.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use syncit_core::FolderId;
use syncit_replica::event::FolderCommand;

use crate::machine::clock;
use crate::machine::record::{Machine, RoleRecord};
use crate::platform;
use crate::runtime::{RunningRole, Runtime, copies, folders, places, role};
use crate::task::Task;

/// The time between two checks.
const LOOK: Duration = Duration::from_secs(15);
/// The same while a folder cannot be opened: its disk may be plugged in again.
const LOOK_FOR_FOLDER: Duration = Duration::from_secs(5);
/// After a sleep longer than this, the computer has missed something.
const SLEPT: Duration = Duration::from_secs(2);

/// The housekeeping thread.
pub(crate) struct Housekeeping {
    tasks: Sender<Task>,
    thread: Option<JoinHandle<()>>,
}

impl Housekeeping {
    pub(crate) fn start(runtime: Arc<Runtime>, tasks: Sender<Task>, queue: Receiver<Task>) -> Self {
        let keeper = Housekeeper {
            runtime,
            queue,
            sleep: Sleep(platform::asleep()),
            addresses: own_addresses(),
            rescanned: BTreeMap::new(),
            hint_at: None,
            looked: Instant::now(),
        };
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

/// How long the computer has slept in total, as of the last call.
struct Sleep(Duration);

impl Sleep {
    /// Returns true if the computer has slept since the last call, for long enough to have missed something.
    fn notice(&mut self, slept: Duration) -> bool {
        slept.saturating_sub(std::mem::replace(&mut self.0, slept)) > SLEPT
    }
}

struct Housekeeper {
    runtime: Arc<Runtime>,
    queue: Receiver<Task>,
    sleep: Sleep,
    addresses: BTreeSet<IpAddr>,
    /// When each folder was last fully rescanned. Opening it counts.
    rescanned: BTreeMap<FolderId, Instant>,
    hint_at: Option<Instant>,
    /// The time of the last check.
    looked: Instant,
}

impl Housekeeper {
    fn run(mut self) {
        loop {
            if self.hint_at.is_some_and(|at| at <= Instant::now()) {
                self.hint_at = None;
                self.runtime.hints.wake();
            }
            let hint_in = self.hint_at.map(|at| at.saturating_duration_since(Instant::now()));
            // A stream of tasks must not delay the check.
            let look_in = self.next_look().min((self.looked + LOOK).saturating_duration_since(Instant::now()));
            match self.queue.recv_timeout(hint_in.map_or(look_in, |hint| hint.min(look_in))) {
                Ok(Task::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(task) => self.carry_out(task),
                Err(RecvTimeoutError::Timeout) if hint_in.is_some_and(|hint| hint < look_in) => {}
                Err(RecvTimeoutError::Timeout) => self.look(),
            }
        }
    }

    fn carry_out(&mut self, task: Task) {
        match task {
            Task::KeepCopy(folder) => copies::keep(&self.runtime, folder),
            Task::FolderEnded(folder) => folders::folder_ended(&self.runtime, folder),
            Task::MachinesChanged => {
                if let RunningRole::Hub(hub) = self.runtime.running() {
                    hub.recheck();
                    hub.announce();
                }
                self.keep_known_addresses();
                self.runtime.refresh_directory();
            }
            Task::KnownAddresses => self.keep_known_addresses(),
            Task::InvitationChanged => {
                if let RunningRole::Hub(hub) = self.runtime.running() {
                    hub.announce();
                }
                self.runtime.hints.wake();
            }
            Task::Refresh => self.runtime.refresh_directory(),
            Task::Look => self.look(),
            Task::HintAt(at) => self.hint_at = Some(self.hint_at.map_or(at, |before| before.min(at))),
            Task::Woke => self.wake(),
            Task::Power => {
                folders::apply_pauses(&self.runtime);
                self.runtime.hints.wake();
            }
            Task::FolderMissing | Task::Stop => {}
        }
    }

    fn keep_known_addresses(&self) {
        let RunningRole::Hub(hub) = self.runtime.running() else { return };
        let known = hub.known();
        let kept = self.runtime.change(|machine| {
            if let RoleRecord::Hub(role) = &mut machine.role {
                role.known = known;
            }
        });
        if let Err(error) = kept {
            tracing::warn!("cannot remember from where machines have logged in: {error}");
        }
    }

    fn next_look(&self) -> Duration {
        let now = clock::wall();
        let machine = self.runtime.machine();
        let pauses = machine.links.values().filter_map(|link| link.paused).chain(machine.paused);
        let ends = pauses.filter_map(|pause| pause.until);
        let next = ends.map(|end| Duration::from_millis(end.millis_since(now).max(0) as u64 + 1)).min();
        let next = next.into_iter().chain(self.limits_change_in(&machine)).min();
        let is_missing = self.runtime.links().iter().any(|(_, linked)| linked.is_broken());
        let look = if is_missing { LOOK_FOR_FOLDER } else { LOOK };
        next.map_or(look, |next| next.min(look))
    }

    /// Returns how long the speed limits stay as they are, if they change by themselves.
    fn limits_change_in(&self, machine: &Machine) -> Option<Duration> {
        if !machine.settings.has_limits() {
            return None;
        }
        let now = clock::local();
        let (_, until) = machine.settings.limit_hours.at(&now);
        until.map(|until| until.duration_since(now.timestamp()).unsigned_abs() + Duration::from_millis(1))
    }

    fn look(&mut self) {
        self.looked = Instant::now();
        folders::end_pauses(&self.runtime);
        if role::apply_limits(&self.runtime) {
            self.runtime.hints.wake();
        }
        self.runtime.set_full_disks(places::full_disks(&self.runtime.context));
        // The hub's key could not be read at start.
        if self.runtime.trouble().is_some()
            && let Err(error) = role::resume(&self.runtime)
        {
            tracing::warn!("{error}");
        }
        if self.sleep.notice(platform::asleep()) {
            self.wake();
        }
        let addresses = own_addresses();
        let has_moved = addresses != self.addresses;
        self.addresses = addresses;
        if let RunningRole::Client(client) = self.runtime.running() {
            if has_moved && !client.status().online {
                client.reconnect();
            }
        } else if let RunningRole::Hub(hub) = self.runtime.running() {
            hub.announce();
            copies::retry(&self.runtime);
        }
        self.look_at_folders(false);
    }

    /// After a sleep the connection may be dead without an error, and files may have changed without an event.
    fn wake(&mut self) {
        tracing::info!("the computer has slept: looking at everything again");
        if let RunningRole::Client(client) = self.runtime.running() {
            client.reconnect();
        }
        self.look_at_folders(true);
        // The date may have changed.
        self.runtime.hints.wake();
    }

    fn look_at_folders(&mut self, all: bool) {
        let machine = self.runtime.machine();
        for (folder, linked) in self.runtime.links() {
            let Some(link) = machine.links.get(&folder) else { continue };
            let now = Instant::now();
            if linked.is_another_directory(link) {
                folders::reopen(&self.runtime, folder, link);
                continue;
            }
            if folders::retry(&self.runtime, &linked, link) {
                self.rescanned.insert(folder, now);
                continue;
            }
            let last = *self.rescanned.entry(folder).or_insert(now);
            let due = Duration::from_secs(u64::from(link.rescan_minutes) * 60);
            if all || now - last >= due {
                self.rescanned.insert(folder, now);
                linked.command(FolderCommand::Rescan);
            }
        }
    }
}

fn own_addresses() -> BTreeSet<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    interfaces.into_iter().map(|interface| interface.ip()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_is_noticed_once_and_a_nap_is_none() {
        let mut sleep = Sleep(Duration::from_secs(100));
        let noticed = [100, 101, 103, 103, 106, 106, 50].map(|slept| sleep.notice(Duration::from_secs(slept)));
        assert_eq!(noticed, [false, false, false, false, true, false, false]);
    }
}
