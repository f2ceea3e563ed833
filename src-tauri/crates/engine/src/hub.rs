//! A hub that runs: the relay's thread, the entrance in front of it, and the hub's own replicas beside it.
//!
//! It starts and ends these parts and hands requests on to them: `driver` is the relay's thread, `entrance` the sockets
//! and the server on them, `door` who may come in.

mod check;
mod content;
mod door;
mod driver;
mod entrance;
mod known;
mod listen;

use std::collections::HashMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::Receiver;
use syncit_core::message::{BATCH_BYTES, Lane, PROTOCOL, ToHub};
use syncit_core::relay_store::{Access, Machine, RelayStore};
use syncit_core::{FolderId, Incarnation, MachineId, Name, ReplicaId};
use syncit_relay::queue::Queue;
use syncit_relay::step::{Event, SessionId};
use syncit_relay::{Relay, RelayConfig};
use syncit_ssh::discover::Interfaces;
use syncit_ssh::fingerprint;
use syncit_ssh::pair::{Host, Invitation};
use syncit_ssh::server::Content;
use syncit_store::SqliteRelayStore;

use self::check::{Checked, Checker, Progress};
use self::door::{Door, Reception};
use self::driver::{Driver, Input};
use self::entrance::Entrance;
use crate::asks::Asks;
use crate::clock;
use crate::core::{Core, random_id};
use crate::credit::Held;
use crate::errors::{Error, Result};
use crate::flow::Flow;
use crate::machine::Part;
use crate::own_lanes::{OwnLanes, OwnUplink};
use crate::roots;
use crate::uplink::{Epoch, Uplink};
use crate::version;

pub(crate) use self::driver::Inputs;
pub(crate) use self::known::KnownAddresses;
pub(crate) use self::listen::{DEFAULT_PORT, bind};

/// The session of the hub's own replicas; those of others are numbered from below.
const OWN: SessionId = SessionId(u64::MAX);
/// The one connection of the hub's own replicas.
pub(crate) const OWN_EPOCH: Epoch = Epoch(1);

/// A running hub.
pub(crate) struct Hub {
    inputs: Inputs,
    asks: Arc<Asks>,
    own: Arc<OwnLanes>,
    flow: Arc<Flow>,
    door: Arc<Door>,
    entrance: Entrance,
    checker: Checker,
    thread: Mutex<Option<JoinHandle<()>>>,
    failed: Arc<Mutex<Option<String>>>,
    key: Arc<[u8]>,
    name: Mutex<Name>,
    /// What the machine that comes by the invitation may do.
    invited: Mutex<Option<Access>>,
    copies_wanted: Vec<(FolderId, Option<ReplicaId>)>,
}

impl Hub {
    /// Starts the relay and its server on bound sockets.
    pub(crate) fn start(core: &Arc<Core>, name: &Name, listeners: Vec<TcpListener>) -> Result<Arc<Self>> {
        let key = core.key()?;
        let id = MachineId::of_key(&key.public_wire);
        let dir = core.home.relay();
        let mut store = SqliteRelayStore::open(&dir)?;
        put_own_machine(&mut store, id, name, &key.public_wire)?;
        let known = match core.machine().part {
            Part::Hub(part) => part.known,
            _ => KnownAddresses::default(),
        };
        let door = Arc::new(Door::new(known, core.tasks.clone()));
        door.learn(&store.machines()?);
        let config = RelayConfig {
            version: version().into(),
            min_free: roots::least_free(&core.machine().settings, core.home.data()),
            pass_on_from: BATCH_BYTES,
            folders_per_machine: core.machine().settings.folders_per_machine,
            bytes_per_machine: core.machine().settings.bytes_per_machine,
            fingerprint,
            draw_folder: Box::new(|| FolderId(random_id())),
        };
        let relay = Relay::start(store, Incarnation(random_id()), config)?;
        let copies_wanted = relay.copies_wanted()?;

        let (inputs, waiting) = Inputs::new();
        let content: Content = {
            let dir = dir.clone();
            Arc::new(move || content::open(&dir))
        };
        let own = Arc::new(OwnLanes::start(OWN, inputs.clone(), core.clone(), content.clone()));
        let asks = Arc::new(Asks::default());
        let (checker, naming) = Checker::start(core, dir, inputs.clone(), asks.clone());
        let flow = Arc::new(Flow::default());
        let failed = Arc::new(Mutex::new(None));
        let driver = Driver {
            core: core.clone(),
            relay,
            inputs: waiting,
            queue: Queue::default(),
            sessions: HashMap::new(),
            own: own.clone(),
            asks: asks.clone(),
            flow: flow.clone(),
            door: door.clone(),
            naming,
            looked_at_disk: None,
            failed: failed.clone(),
            admitted: Vec::new(),
            stop: false,
        };
        let thread = thread::Builder::new()
            .name("relay".into())
            .spawn(move || driver.run())
            .expect("the system can start a thread");
        inputs.put(Event::Connected { session: OWN, machine: id }, Held::Free);
        let hello = ToHub::Hello { protocol: PROTOCOL, version: version().into(), coming: true };
        inputs.put(Event::Message { session: OWN, lane: Lane::Control, message: hello }, Held::Free);

        let hub = Arc::new(Hub {
            entrance: Entrance::new(key.clone(), door.clone(), inputs.clone(), content),
            checker,
            thread: Mutex::new(Some(thread)),
            key: key.public_wire.clone().into(),
            name: Mutex::new(name.clone()),
            invited: Mutex::new(None),
            inputs,
            asks,
            own,
            flow,
            door,
            failed,
            copies_wanted,
        });
        if let Err(error) = hub.entrance.open(listeners) {
            hub.stop();
            return Err(error);
        }
        hub.announce_on(core.discovery());
        Ok(hub)
    }

    pub(crate) fn uplink(&self) -> Arc<dyn Uplink> {
        Arc::new(OwnUplink { lanes: self.own.clone(), inputs: self.inputs.clone(), asks: self.asks.clone() })
    }

    /// Between which machines and this one content is on its way.
    pub(crate) fn flow(&self) -> &Flow {
        &self.flow
    }

    /// Where it listens.
    pub(crate) fn listening(&self) -> Vec<SocketAddr> {
        self.entrance.listening()
    }

    /// The folders that it was to keep a copy of when it started, each with the replica that it last had of it.
    pub(crate) fn copies_wanted(&self) -> &[(FolderId, Option<ReplicaId>)] {
        &self.copies_wanted
    }

    /// Why the relay stopped, if it did.
    pub(crate) fn failure(&self) -> Option<String> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn name(&self) -> Name {
        self.name.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From where machines have logged in.
    pub(crate) fn known(&self) -> KnownAddresses {
        self.door.known()
    }

    /// Opens an invitation in place of one that may be open. `may` is what the machine may do with each folder of which
    /// nothing else is said of it; none: what was said at its last invitation, or everything.
    pub(crate) fn invite(&self, lifetime: Duration, may: Option<Access>) -> Result<Arc<Invitation>> {
        let invitation = Invitation::new(lifetime).map_err(|error| Error::Key(error.to_string()))?;
        let invitation = Arc::new(invitation);
        self.door.invite(Host {
            invitation: invitation.clone(),
            admission: Arc::new(Reception {
                inputs: self.inputs.clone(),
                hub: self.name(),
                may,
                tasks: self.door.tasks().clone(),
            }),
            hub_key: self.key.clone(),
        });
        *self.invited.lock().unwrap_or_else(PoisonError::into_inner) = may;
        self.announce();
        Ok(invitation)
    }

    /// The invitation that is open, or that wrong codes have ended before its time.
    pub(crate) fn invitation(&self) -> Option<Arc<Invitation>> {
        self.door.shown_invitation().map(|host| host.invitation)
    }

    /// What was said of the machine that comes by the last invitation.
    pub(crate) fn invited(&self) -> Option<Access> {
        *self.invited.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes back the invitation that may be open.
    pub(crate) fn cancel_invite(&self) {
        self.door.close();
        self.announce();
    }

    /// Shows the hub's name on the LAN while an invitation is open, and only then.
    pub(crate) fn announce(&self) {
        self.entrance.announce(&self.name());
    }

    /// The hub has another name.
    pub(crate) fn set_name(&self, name: &Name) {
        *self.name.lock().unwrap_or_else(PoisonError::into_inner) = name.clone();
        self.announce();
    }

    /// This much must stay free on the disk from now on, in bytes.
    pub(crate) fn set_min_free(&self, bytes: u64) {
        self.inputs.put_input(Input::MinFree(bytes));
    }

    /// From now on a machine that is not the hub shares at most so many folders.
    pub(crate) fn set_folders_per_machine(&self, folders: u32) {
        self.inputs.put_input(Input::FoldersPerMachine(folders));
    }

    /// From now on a machine that is not the hub has at most so much in the folders, in bytes.
    pub(crate) fn set_bytes_per_machine(&self, bytes: Option<u64>) {
        self.inputs.put_input(Input::BytesPerMachine(bytes));
    }

    /// Announces it on these networks from now on, or on none.
    pub(crate) fn announce_on(&self, interfaces: Option<Interfaces>) {
        self.entrance.announce_on(interfaces, &self.name());
    }

    /// Listens at another address and announces that; gives the one that was taken. Machines connect anew. If it
    /// cannot be had, the hub goes on where it was.
    pub(crate) fn listen_at(&self, address: SocketAddr, announced: Option<Interfaces>) -> Result<SocketAddr> {
        let taken = self.entrance.move_to(address);
        self.announce_on(announced);
        taken
    }

    /// Cuts connections of machines that may no longer log in.
    pub(crate) fn recheck(&self) {
        self.entrance.recheck();
    }

    /// Looks through the whole content store, has what is damaged fetched again, and waits for what comes of it.
    pub(crate) fn check(&self, cancel: &Receiver<()>) -> Result<Checked> {
        self.checker.check(cancel)
    }

    /// How far the look through the content store is that is under way.
    pub(crate) fn check_progress(&self) -> Option<Progress> {
        self.checker.progress()
    }

    /// Ends the server, the own lanes and the relay, in this order, and waits for all of them.
    pub(crate) fn stop(&self) {
        self.entrance.close();
        self.checker.stop();
        self.own.stop();
        self.inputs.put_input(Input::Stop);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
        self.asks.give_up();
    }
}

fn put_own_machine(store: &mut SqliteRelayStore, id: MachineId, name: &Name, public_key: &[u8]) -> Result<()> {
    let known = store.machines()?.into_iter().find(|machine| machine.id == id);
    let machine = match known {
        Some(machine) => Machine { name: name.clone(), ..machine },
        None => Machine {
            id,
            name: name.clone(),
            public_key: public_key.to_vec(),
            paired_at: clock::wall(),
            last_seen: None,
            is_hub: true,
        },
    };
    store.put_machine(&machine)?;
    store.commit()?;
    Ok(())
}
