//! What all parts of a running engine share: the home, the machine's document, the key, the replicas, and
//! what is known of the other machines. It starts nothing by itself.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{Sender, bounded};
use syncit_core::message::{Answer, Ask, FolderInfo, MachineInfo};
use syncit_core::relay_store::Access;
use syncit_core::{FolderId, MachineId, Name, Timestamp};
use syncit_replica::step::Command;
use syncit_replica::watch::Watches;
use syncit_replica::workers::Workers;
use syncit_ssh::discover::Interfaces;
use syncit_ssh::keys::{self, KeyPlace};
use syncit_ssh::{KeyPair, fingerprint};

use crate::Options;
use crate::api::ProblemLine;
use crate::client::Client;
use crate::errors::{Error, Result};
use crate::hash_pool::HashPool;
use crate::hints::Hints;
use crate::home::Home;
use crate::housekeeping::Task;
use crate::hub::Hub;
use crate::links::Linked;
use crate::machine::{KeyRecord, Machine, MachineFile, Part};
use crate::summary::Steady;
use crate::uplink::{Router, Uplink};

/// How long a question waits for a connection that is being made.
const CONNECT_PATIENCE: Duration = Duration::from_secs(3);
/// How long the hub may take for an answer.
const ANSWER_PATIENCE: Duration = Duration::from_secs(30);

/// The part that runs, as `machine::Part` is what is remembered.
#[derive(Clone)]
pub(crate) enum Running {
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

/// What is known of the folders and machines, as the hub last told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Directory {
    pub(crate) folders: Vec<FolderInfo>,
    pub(crate) machines: Vec<MachineInfo>,
    /// The machines' names, known also from before this start.
    pub(crate) names: BTreeMap<MachineId, Name>,
}

impl Directory {
    /// The name of a machine, or what stands for one that was forgotten.
    pub(crate) fn machine_name(&self, id: MachineId) -> String {
        let told = self.machines.iter().find(|machine| machine.id == id).map(|machine| &machine.name);
        let known = told.or_else(|| self.names.get(&id));
        known.map_or_else(|| format!("machine {}", &id.to_string()[..8]), Name::to_string)
    }

    pub(crate) fn folder_name(&self, id: FolderId) -> Option<&Name> {
        self.folders.iter().find(|folder| folder.id == id).map(|folder| &folder.name)
    }

    pub(crate) fn folder_named(&self, name: &str) -> Option<&FolderInfo> {
        let folded = name.to_lowercase();
        self.folders.iter().find(|folder| folder.name.folded() == folded)
    }

    /// The machine of a name, also if nothing more is known of it.
    pub(crate) fn machine_id(&self, name: &str) -> Option<MachineId> {
        let folded = name.to_lowercase();
        let known = || self.names.iter().find(|(_, known)| known.folded() == folded).map(|(id, _)| *id);
        self.machine_named(name).map(|machine| machine.id).or_else(known)
    }

    pub(crate) fn machine_named(&self, name: &str) -> Option<&MachineInfo> {
        let folded = name.to_lowercase();
        self.machines.iter().find(|machine| machine.name.folded() == folded)
    }
}

/// The shared state. Locks are held for moments only, and never while waiting for a thread or the hub.
pub(crate) struct Core {
    pub(crate) home: Home,
    pub(crate) options: Options,
    pub(crate) hints: Arc<Hints>,
    pub(crate) router: Router,
    pub(crate) pool: HashPool,
    /// The threads of all folders, and what watches them.
    pub(crate) workers: Workers,
    pub(crate) watches: Watches,
    pub(crate) tasks: Sender<Task>,
    /// One arrangement (hub, join, link, …) at a time.
    pub(crate) arranging: Mutex<()>,
    machine: Mutex<MachineFile>,
    key: Mutex<Option<Arc<KeyPair>>>,
    running: Mutex<Running>,
    directory: Mutex<Directory>,
    links: Mutex<BTreeMap<FolderId, Arc<Linked>>>,
    trouble: Mutex<Option<String>>,
    steady: Mutex<Steady>,
    full_disks: Mutex<Vec<PathBuf>>,
    missing_copies: Mutex<BTreeMap<FolderId, MissingCopy>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Core {
    pub(crate) fn new(home: Home, options: Options, machine: MachineFile, tasks: Sender<Task>) -> Self {
        let workers = Workers::start();
        Core {
            home,
            options,
            hints: Arc::new(Hints::new()),
            router: Router::default(),
            pool: HashPool::start(),
            watches: Watches::new(workers.clone()),
            workers,
            tasks,
            arranging: Mutex::new(()),
            machine: Mutex::new(machine),
            key: Mutex::new(None),
            running: Mutex::new(Running::None),
            directory: Mutex::default(),
            links: Mutex::default(),
            trouble: Mutex::new(None),
            steady: Mutex::default(),
            full_disks: Mutex::default(),
            missing_copies: Mutex::default(),
        }
    }

    /// What this machine remembers of itself.
    pub(crate) fn machine(&self) -> Machine {
        lock(&self.machine).get().clone()
    }

    /// Changes it, durably.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Machine) -> T) -> Result<T> {
        let mut machine = lock(&self.machine);
        let before = machine.get().clone();
        let value = machine.change(change);
        let is_new = *machine.get() != before;
        drop(machine);
        if is_new {
            self.hints.give();
        }
        value
    }

    /// This machine's key, made and its place recorded if there is none yet.
    pub(crate) fn key(&self) -> Result<Arc<KeyPair>> {
        let mut cached = lock(&self.key);
        if let Some(key) = &*cached {
            return Ok(key.clone());
        }
        let recorded = self.machine().key;
        let key = match recorded {
            Some(record) => keys::load(&self.key_place(&record)).map_err(|error| Error::Key(error.to_string()))?,
            None => {
                let data = self.home.data();
                let account = format!("machine of {}", data.display());
                let (key, place) =
                    keys::create(self.options.key, &account, data).map_err(|error| Error::Key(error.to_string()))?;
                self.change(|machine| machine.key = Some(KeyRecord::of(&place)))?;
                key
            }
        };
        let key = Arc::new(key);
        *cached = Some(key.clone());
        Ok(key)
    }

    /// Where a recorded key lies; a key file lies in the home, wherever that was moved to.
    pub(crate) fn key_place(&self, record: &KeyRecord) -> KeyPlace {
        match record {
            KeyRecord::Keyring(account) => KeyPlace::Keyring(account.clone()),
            KeyRecord::File(name) => KeyPlace::File(self.home.data().join(name)),
        }
    }

    /// This machine's identifier.
    pub(crate) fn id(&self) -> Result<MachineId> {
        Ok(MachineId::of_key(&self.key()?.public_wire))
    }

    /// The fingerprint of its key, as ssh-keygen shows it.
    pub(crate) fn fingerprint(&self) -> Result<String> {
        Ok(fingerprint(&self.key()?.public_wire))
    }

    pub(crate) fn running(&self) -> Running {
        lock(&self.running).clone()
    }

    pub(crate) fn set_running(&self, running: Running) -> Running {
        let before = std::mem::replace(&mut *lock(&self.running), running);
        self.hints.give();
        before
    }

    /// Why this machine is not yet what it is to be, if so.
    pub(crate) fn trouble(&self) -> Option<String> {
        lock(&self.trouble).clone()
    }

    pub(crate) fn set_trouble(&self, trouble: Option<String>) {
        *lock(&self.trouble) = trouble;
        self.hints.give();
    }

    /// What keeps the summary that all fronts show from flickering.
    pub(crate) fn steady(&self) -> MutexGuard<'_, Steady> {
        lock(&self.steady)
    }

    /// The folders that the hub is to keep a copy of and could not make one yet, with why.
    pub(crate) fn missing_copies(&self) -> BTreeMap<FolderId, MissingCopy> {
        lock(&self.missing_copies).clone()
    }

    /// Notes why a copy could not be made; none if it is there or no longer wanted.
    pub(crate) fn note_missing_copy(&self, folder: FolderId, why: Option<MissingCopy>) {
        let mut missing = lock(&self.missing_copies);
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
        lock(&self.full_disks).clone()
    }

    pub(crate) fn set_full_disks(&self, full: Vec<PathBuf>) {
        let before = std::mem::replace(&mut *lock(&self.full_disks), full.clone());
        if before != full {
            self.hints.give();
        }
    }

    /// Where hubs are announced and looked for; none: nowhere.
    pub(crate) fn discovery(&self) -> Option<Interfaces> {
        self.options.discovery.filter(|_| self.machine().settings.discovery)
    }

    /// The way to the hub, if this machine has one or is it.
    pub(crate) fn uplink(&self) -> Option<Arc<dyn Uplink>> {
        match self.running() {
            Running::None => None,
            Running::Hub(hub) => Some(hub.uplink()),
            Running::Client(client) => Some(client.uplink()),
        }
    }

    /// Asks the hub and waits for its answer. `doing` names for the error what is not done.
    pub(crate) fn ask(&self, ask: Ask, doing: &'static str) -> Result<Answer> {
        let uplink = self.uplink().ok_or(Error::NotSetUp(doing))?;
        if let Running::Client(client) = self.running() {
            // It may just be connecting.
            client.await_online(Instant::now() + CONNECT_PATIENCE);
        }
        let (reply, answer) = bounded(1);
        uplink.ask(ask, Box::new(move |result| drop(reply.send(result))));
        let hub = || self.hub_name();
        match answer.recv_timeout(ANSWER_PATIENCE) {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(refusal)) => Err(Error::Refused(refusal)),
            Err(crossbeam_channel::RecvTimeoutError::Disconnected) => Err(self.offline(doing)),
            Err(crossbeam_channel::RecvTimeoutError::Timeout) => {
                Err(Error::NoAnswer { hub: hub(), doing: doing.to_owned(), seconds: ANSWER_PATIENCE.as_secs() })
            }
        }
    }

    /// The time that the hub's clock shows now, as far as the hub tells.
    pub(crate) fn hub_time(&self) -> Result<Option<Timestamp>> {
        match self.ask(Ask::Machines, "the hub's clock is not known")? {
            Answer::Machines { machines } => {
                Ok(machines.into_iter().find(|machine| machine.is_hub).and_then(|hub| hub.last_seen))
            }
            _ => Ok(None),
        }
    }

    /// The hub cannot be reached, and why.
    pub(crate) fn offline(&self, doing: &str) -> Error {
        let trouble = match self.running() {
            Running::Client(client) => client.status().trouble,
            Running::None | Running::Hub(_) => None,
        };
        let (why, hint) = trouble.map_or((None, None), |trouble| (Some(trouble.message), trouble.hint));
        Error::Offline { hub: self.hub_name(), doing: doing.to_owned(), why, hint }
    }

    /// The hub's name, as far as this machine knows one.
    pub(crate) fn hub_name(&self) -> String {
        let machine = self.machine();
        match &machine.part {
            Part::Client(client) => client.hub.to_string(),
            Part::Hub(_) | Part::None => machine.shown_name(),
        }
    }

    /// What the hub last told of folders and machines.
    pub(crate) fn directory(&self) -> Directory {
        let names = self.machine().names;
        Directory { names, ..lock(&self.directory).clone() }
    }

    /// Asks the hub for both anew, and waits; if it cannot be reached, what is known stays.
    pub(crate) fn fresh_directory(&self, doing: &'static str) -> Result<Directory> {
        for ask in [Ask::Folders, Ask::Machines] {
            let answer = self.ask(ask, doing)?;
            self.learn(answer);
        }
        Ok(self.directory())
    }

    /// Asks for both anew without waiting.
    pub(crate) fn refresh_directory(self: &Arc<Self>) {
        let Some(uplink) = self.uplink() else { return };
        for ask in [Ask::Folders, Ask::Machines] {
            let core = self.clone();
            uplink.ask(
                ask,
                Box::new(move |answer| {
                    if let Ok(answer) = answer {
                        core.learn(answer);
                    }
                }),
            );
        }
    }

    /// Takes in what the hub told. Fronts are told only of what is new: they ask for this themselves when told.
    fn learn(&self, answer: Answer) {
        let is_new = match answer {
            Answer::Folders { folders } => {
                self.remember_folders(&folders);
                for (folder, linked) in self.links() {
                    if folders.iter().any(|listed| listed.id == folder) {
                        linked.command(Command::Listed);
                    }
                }
                let before = std::mem::replace(&mut lock(&self.directory).folders, folders.clone());
                // Their sizes are told anew with each answer.
                let sizeless = |folders: Vec<FolderInfo>| {
                    folders.into_iter().map(|info| FolderInfo { files: 0, bytes: 0, ..info }).collect::<Vec<_>>()
                };
                sizeless(before) != sizeless(folders)
            }
            Answer::Machines { machines } => {
                let names: Vec<_> = machines.iter().map(|machine| (machine.id, machine.name.clone())).collect();
                self.remember_machines(&machines);
                let before = std::mem::replace(&mut lock(&self.directory).machines, machines.clone());
                for linked in self.links().values() {
                    linked.command(Command::Names(names.clone()));
                }
                // Of those that are connected the moment of the answer is told, which is always another one.
                let timeless = |machines: Vec<MachineInfo>| {
                    let seen = |info: &MachineInfo| info.last_seen.filter(|_| !info.online);
                    let all = machines.into_iter().map(|info| MachineInfo { last_seen: seen(&info), ..info });
                    all.collect::<Vec<_>>()
                };
                timeless(before) != timeless(machines)
            }
            _ => false,
        };
        if is_new {
            self.hints.give();
        }
    }

    /// A link shows its folder's name also while the hub is away.
    fn remember_folders(&self, folders: &[FolderInfo]) {
        let changed = self.change(|machine| {
            for folder in folders {
                if let Some(link) = machine.links.get_mut(&folder.id) {
                    link.name = folder.name.clone();
                    link.reads_only = folder.access != Access::Write;
                }
            }
        });
        if let Err(error) = changed {
            tracing::warn!("cannot remember what the hub said of the folders: {error}");
        }
    }

    /// The machines keep their names also while the hub is away, and the hub may have renamed this one.
    fn remember_machines(&self, machines: &[MachineInfo]) {
        let own = self.id().ok().and_then(|id| machines.iter().find(|machine| machine.id == id));
        let changed = self.change(|machine| {
            machine.names = machines.iter().map(|machine| (machine.id, machine.name.clone())).collect();
            if let Some(own) = own {
                machine.name = Some(own.name.clone());
            }
        });
        if let Err(error) = changed {
            tracing::warn!("cannot remember the machines' names: {error}");
        }
    }

    /// Forgets what the hub told: there is another one, or none.
    pub(crate) fn clear_directory(&self) {
        *lock(&self.directory) = Directory::default();
    }

    /// The machines' names, as a replica wants them.
    pub(crate) fn machine_names(&self) -> Vec<(MachineId, Name)> {
        self.machine().names.into_iter().collect()
    }

    pub(crate) fn links(&self) -> BTreeMap<FolderId, Arc<Linked>> {
        lock(&self.links).clone()
    }

    pub(crate) fn put_link(&self, folder: FolderId, linked: Arc<Linked>) {
        lock(&self.links).insert(folder, linked);
        self.hints.give();
    }

    pub(crate) fn take_link(&self, folder: FolderId) -> Option<Arc<Linked>> {
        let taken = lock(&self.links).remove(&folder);
        self.hints.give();
        taken
    }
}

/// A random identifier.
///
/// # Panics
/// If the system has no randomness to give: then nothing here would be safe.
pub(crate) fn random_id() -> [u8; 16] {
    let mut id = [0; 16];
    getrandom::fill(&mut id).expect("the system gives random bytes");
    id
}
