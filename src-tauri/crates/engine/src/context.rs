//! The foundation of everything that runs: the home, the machine's record, its key, the listeners for hints, the way to
//! the folders, and the threads that they share. It knows no role and no folder, and starts nothing but those threads.

use std::sync::Arc;

use crossbeam_channel::Sender;
use parking_lot::Mutex;
use syncit_core::message::PROTOCOL;
use syncit_core::{MachineId, Name};
use syncit_replica::watch::Watches;
use syncit_replica::workers::Workers;
use syncit_ssh::discover::Interfaces;
use syncit_ssh::keys::{self, KeyChoice, KeyPlace};
use syncit_ssh::{KeyPair, fingerprint};

use crate::error::{Error, Result};
use crate::folder::router::Router;
use crate::folder::workers::HashPool;
use crate::machine::hints::Hints;
use crate::machine::home::Home;
use crate::machine::record::{KeyRecord, Machine, MachineFile, RoleRecord};
use crate::power::Power;
use crate::task::Task;

/// Returns the version of this program, for people.
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// What an engine may use outside its home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Where a new key may be kept.
    pub key: KeyChoice,
    /// The networks on which hubs are announced and discovered; `None` turns discovery off.
    pub discovery: Option<Interfaces>,
    /// True if the system bus may be asked about the network and the battery.
    pub power: bool,
    /// The protocol version that the engine claims to speak, for tests of version mismatches.
    #[doc(hidden)]
    pub protocol: u32,
}

impl Default for Options {
    /// Uses the keyring if there is one, the LAN, and the system bus if there is one.
    fn default() -> Self {
        Options { key: KeyChoice::KeyringOrFile, discovery: Some(Interfaces::Lan), power: true, protocol: PROTOCOL }
    }
}

impl Options {
    /// Uses nothing outside the home: for the demo and tests.
    pub fn isolated() -> Self {
        Options { key: KeyChoice::File, discovery: None, power: false, ..Options::default() }
    }
}

/// What is shared below the roles. Locks are held briefly, and never while waiting for a thread or the hub.
pub(crate) struct Context {
    pub(crate) home: Home,
    pub(crate) options: Options,
    pub(crate) hints: Arc<Hints>,
    pub(crate) router: Router,
    pub(crate) pool: HashPool,
    /// The threads of all folders, and the file watches.
    pub(crate) workers: Workers,
    pub(crate) watches: Watches,
    pub(crate) tasks: Sender<Task>,
    /// Whether this machine pauses by itself.
    pub(crate) power: Power,
    machine: Mutex<MachineFile>,
    key: Mutex<Option<Arc<KeyPair>>>,
}

impl Context {
    pub(crate) fn new(home: Home, options: Options, machine: MachineFile, tasks: Sender<Task>) -> Self {
        let workers = Workers::start();
        let power_tasks = tasks.clone();
        let power = Power::new(options.power, move || drop(power_tasks.send(Task::Power)));
        power.want((&machine.get().settings).into());
        Context {
            home,
            options,
            hints: Arc::new(Hints::new()),
            router: Router::default(),
            pool: HashPool::start(),
            watches: Watches::new(workers.clone()),
            workers,
            tasks,
            power,
            machine: Mutex::new(machine),
            key: Mutex::new(None),
        }
    }

    /// Returns what this machine remembers of itself.
    pub(crate) fn machine(&self) -> Machine {
        self.machine.lock().get().clone()
    }

    /// Changes what this machine remembers, durably.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Machine) -> T) -> Result<T> {
        let mut machine = self.machine.lock();
        let before = machine.get().clone();
        let value = machine.change(change);
        let is_new = *machine.get() != before;
        drop(machine);
        if is_new {
            self.hints.wake();
        }
        value
    }

    /// Returns this machine's key. If there is none, it creates one and records its place.
    pub(crate) fn key(&self) -> Result<Arc<KeyPair>> {
        let mut cached = self.key.lock();
        if let Some(key) = &*cached {
            return Ok(key.clone());
        }
        let recorded = self.machine().key;
        let key = match recorded {
            Some(record) => keys::load(&self.key_place(&record)).map_err(|error| Error::key(&error))?,
            None => {
                let data = self.home.data();
                let account = format!("machine of {}", data.display());
                let (key, place) =
                    keys::create(self.options.key, &account, data).map_err(|error| Error::key(&error))?;
                self.change(|machine| machine.key = Some(KeyRecord::of(&place)))?;
                key
            }
        };
        let key = Arc::new(key);
        *cached = Some(key.clone());
        Ok(key)
    }

    /// Returns the place of a recorded key. A key file is always in the home, even if the home was moved.
    pub(crate) fn key_place(&self, record: &KeyRecord) -> KeyPlace {
        match record {
            KeyRecord::Keyring(account) => KeyPlace::Keyring(account.clone()),
            KeyRecord::File(name) => KeyPlace::File(self.home.data().join(name)),
        }
    }

    /// Returns this machine's identifier.
    pub(crate) fn id(&self) -> Result<MachineId> {
        Ok(MachineId::of_key(&self.key()?.public_wire))
    }

    /// Returns the fingerprint of the machine's key, as ssh-keygen shows it.
    pub(crate) fn fingerprint(&self) -> Result<String> {
        Ok(fingerprint(&self.key()?.public_wire))
    }

    /// Returns the networks on which hubs are announced and discovered, or `None` if discovery is off.
    pub(crate) fn discovery(&self) -> Option<Interfaces> {
        self.options.discovery.filter(|_| self.machine().settings.discovery)
    }

    /// Returns the hub's name, as far as this machine knows it.
    pub(crate) fn hub_name(&self) -> String {
        let machine = self.machine();
        match &machine.role {
            RoleRecord::Client(client) => client.hub.to_string(),
            RoleRecord::Hub(_) | RoleRecord::None => machine.shown_name(),
        }
    }

    /// Returns the machines' names in the form that a replica needs.
    pub(crate) fn machine_names(&self) -> Vec<(MachineId, Name)> {
        self.machine().names.into_iter().collect()
    }
}
