//! The hub role while it runs: the relay's thread, the listener in front of it, the gate that decides who may connect,
//! and the lanes of the hub's own replicas. It is given the context and sends tasks for others to do. It knows neither
//! the runtime that owns it, nor the other role, nor any command.

mod check;
mod content;
mod gate;
mod inbox;
mod invitations;
mod listener;
mod local_lanes;
pub(crate) mod refused;
mod relay_thread;
pub(crate) mod sockets;
mod traffic;

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crossbeam_channel::Receiver;
use parking_lot::Mutex;
use syncit_core::message::{BATCH_BYTES, Lane, PROTOCOL, ToHub};
use syncit_core::relay_store::{Machine, RelayStore};
use syncit_core::{FolderId, Incarnation, MachineId, Name, ReplicaId};
use syncit_relay::queue::Queue;
use syncit_relay::step::Event;
use syncit_relay::{Relay, RelayConfig};
use syncit_ssh::discover::Interfaces;
use syncit_ssh::fingerprint;
use syncit_ssh::server::Content;
use syncit_store::SqliteRelayStore;

use self::check::{Checked, Checker, Progress};
use self::gate::Gatekeeper;
use self::inbox::{Inbox, RelayInput};
use self::invitations::{Invitations, Openings};
use self::listener::Listener;
use self::local_lanes::{LOCAL, LocalLanes, LocalUplink};
use self::relay_thread::RelayThread;
use self::traffic::Traffic;
use crate::context::{Context, version};
use crate::error::Result;
use crate::folder::root;
use crate::machine::clock;
use crate::machine::known_addresses::KnownAddresses;
use crate::machine::random::random_id;
use crate::machine::record::RoleRecord;
use crate::uplink::Uplink;
use crate::uplink::budget::Permit;
use crate::uplink::questions::Questions;

/// A running hub.
pub(crate) struct Hub {
    inbox: Inbox,
    questions: Arc<Questions>,
    local: Arc<LocalLanes>,
    traffic: Arc<Traffic>,
    gate: Arc<Gatekeeper>,
    listener: Listener,
    checker: Checker,
    thread: Mutex<Option<JoinHandle<()>>>,
    failed: Arc<Mutex<Option<String>>>,
    name: Arc<Mutex<Name>>,
    copies_wanted: Vec<(FolderId, Option<ReplicaId>)>,
}

impl Hub {
    /// Starts the relay and its server on bound sockets.
    pub(crate) fn start(context: &Arc<Context>, name: &Name, listeners: Vec<TcpListener>) -> Result<Arc<Self>> {
        let key = context.key()?;
        let id = MachineId::of_key(&key.public_wire);
        let dir = context.home.relay();
        let mut store = SqliteRelayStore::open(&dir)?;
        put_own_machine(&mut store, id, name, &key.public_wire)?;
        let known = match context.machine().role {
            RoleRecord::Hub(role) => role.known,
            _ => KnownAddresses::default(),
        };
        let gate = Arc::new(Gatekeeper::new(known, context.tasks.clone()));
        gate.update(&store.machines()?);
        let config = RelayConfig {
            version: version().into(),
            min_free: root::least_free(&context.machine().settings, context.home.data()),
            pass_on_from: BATCH_BYTES,
            folders_per_machine: context.machine().settings.folders_per_machine,
            bytes_per_machine: context.machine().settings.bytes_per_machine,
            fingerprint,
            draw_folder: Box::new(|| FolderId(random_id())),
        };
        let relay = Relay::start(store, Incarnation(random_id()), config)?;
        let copies_wanted = relay.copies_wanted()?;

        let (inbox, waiting) = Inbox::new();
        let content: Content = {
            let dir = dir.clone();
            Arc::new(move || content::open(&dir))
        };
        let local = Arc::new(LocalLanes::start(LOCAL, inbox.clone(), context.clone(), content.clone()));
        let questions = Arc::new(Questions::default());
        let uplink = LocalUplink { lanes: local.clone(), inbox: inbox.clone(), questions: questions.clone() };
        let (checker, naming) = Checker::start(context, dir, inbox.clone(), Arc::new(uplink));
        let traffic = Arc::new(Traffic::default());
        let failed = Arc::new(Mutex::new(None));
        let listener = Listener::new(key.clone(), gate.clone(), inbox.clone(), content);
        let name = Arc::new(Mutex::new(name.clone()));
        let invitations = Invitations {
            gate: gate.clone(),
            inbox: inbox.clone(),
            key: key.public_wire.clone().into(),
            name: name.clone(),
            listening: listener.shared_listening(),
            last: None,
            openings: Openings::default(),
        };
        let relay_thread = RelayThread {
            context: context.clone(),
            relay,
            inbox: waiting,
            queue: Queue::default(),
            sessions: HashMap::new(),
            local: local.clone(),
            questions: questions.clone(),
            traffic: traffic.clone(),
            gate: gate.clone(),
            invitations,
            naming,
            looked_at_disk: None,
            failed: failed.clone(),
            admitted: Vec::new(),
            stop: false,
        };
        let thread = thread::Builder::new()
            .name("relay".into())
            .spawn(move || relay_thread.run())
            .expect("the system can start a thread");
        inbox.put(Event::Connected { session: LOCAL, machine: id }, Permit::Free);
        let hello = ToHub::Hello { protocol: PROTOCOL, version: version().into(), coming: true };
        inbox.put(Event::Message { session: LOCAL, lane: Lane::Control, message: hello }, Permit::Free);

        let hub = Arc::new(Hub {
            listener,
            checker,
            thread: Mutex::new(Some(thread)),
            name,
            inbox,
            questions,
            local,
            traffic,
            gate,
            failed,
            copies_wanted,
        });
        if let Err(error) = hub.listener.open(listeners) {
            hub.stop();
            return Err(error);
        }
        hub.announce_on(context.discovery());
        Ok(hub)
    }

    pub(crate) fn uplink(&self) -> Arc<dyn Uplink> {
        Arc::new(LocalUplink {
            lanes: self.local.clone(),
            inbox: self.inbox.clone(),
            questions: self.questions.clone(),
        })
    }

    /// Returns the record of which machines are transferring content.
    pub(crate) fn traffic(&self) -> &Traffic {
        &self.traffic
    }

    /// Returns the addresses on which it listens.
    pub(crate) fn listening(&self) -> Vec<SocketAddr> {
        self.listener.listening()
    }

    /// Returns the folders of which a copy was wanted when the hub started, each with the last replica that it had.
    pub(crate) fn copies_wanted(&self) -> &[(FolderId, Option<ReplicaId>)] {
        &self.copies_wanted
    }

    /// Returns why the relay stopped, if it did.
    pub(crate) fn failure(&self) -> Option<String> {
        self.failed.lock().clone()
    }

    fn name(&self) -> Name {
        self.name.lock().clone()
    }

    /// Returns the address from which each machine logged in last.
    pub(crate) fn last_addresses(&self) -> BTreeMap<MachineId, IpAddr> {
        self.gate.known().newest()
    }

    /// Returns the addresses from which machines have logged in.
    pub(crate) fn known(&self) -> KnownAddresses {
        self.gate.known()
    }

    /// Announces the hub's name on the LAN while an invitation is open, and only then.
    pub(crate) fn announce(&self) {
        self.listener.announce(&self.name());
    }

    /// Changes the hub's name.
    pub(crate) fn set_name(&self, name: &Name) {
        *self.name.lock() = name.clone();
        self.announce();
    }

    /// Sets how many bytes must stay free on the disk.
    pub(crate) fn set_min_free(&self, bytes: u64) {
        self.inbox.put_input(RelayInput::MinFree(bytes));
    }

    /// Sets how many folders a machine other than the hub may share.
    pub(crate) fn set_folders_per_machine(&self, folders: u32) {
        self.inbox.put_input(RelayInput::FoldersPerMachine(folders));
    }

    /// Sets how many bytes a machine other than the hub may keep in the folders.
    pub(crate) fn set_bytes_per_machine(&self, bytes: Option<u64>) {
        self.inbox.put_input(RelayInput::BytesPerMachine(bytes));
    }

    /// Announces the hub on these networks, or on none.
    pub(crate) fn announce_on(&self, interfaces: Option<Interfaces>) {
        self.listener.announce_on(interfaces, &self.name());
    }

    /// Moves to another address and announces it. Returns the address that is used. Machines must reconnect. If the
    /// address is not available, the hub stays where it was.
    pub(crate) fn listen_at(&self, address: SocketAddr, announced: Option<Interfaces>) -> Result<SocketAddr> {
        let taken = self.listener.move_to(address);
        self.announce_on(announced);
        taken
    }

    /// Closes connections of machines that may no longer log in.
    pub(crate) fn recheck(&self) {
        self.listener.recheck();
    }

    /// Checks the whole content store, has damaged content fetched again, and waits for the outcome.
    pub(crate) fn check(&self, cancel: &Receiver<()>) -> Result<Checked> {
        self.checker.check(cancel)
    }

    /// Returns the progress of the running check.
    pub(crate) fn check_progress(&self) -> Option<Progress> {
        self.checker.progress()
    }

    /// Stops the server, the local lanes and the relay, in this order, and waits for all of them.
    pub(crate) fn stop(&self) {
        self.listener.close();
        self.checker.stop();
        self.local.stop();
        self.inbox.put_input(RelayInput::Stop);
        let thread = self.thread.lock().take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
        self.questions.give_up();
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
