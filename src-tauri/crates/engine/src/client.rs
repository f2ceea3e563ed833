//! A client's connection to its hub: made, kept, and made again.
//!
//! One thread, the keeper, connects, says hello, routes what is no folder's, and tries again with growing
//! pauses, or at once when somebody asks. It holds no work: after a new connection every replica starts
//! over from its rows.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, after, bounded, select, unbounded};
use syncit_core::Name;
use syncit_core::message::{Ask, Lane, Refusal, RefusalCode, ToClient, ToHub};
use syncit_ssh::client::{
    BodyProducer, ClientEvent, ConnectConfig, ConnectError, Connection, Events, Pace, Timing, connect,
};
use syncit_ssh::discover;

use crate::asks::{Asks, Waiter};
use crate::core::Core;
use crate::credit::Held;
use crate::endings::{self, Endings};
use crate::machine::{ClientPart, Part};
use crate::outgoing::Outgoing;
use crate::uplink::{Epoch, Uplink};
use crate::version;

/// The first pause before trying again, and the longest; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A connection that lasted this long was a good one: the pauses begin anew.
const GOOD: Duration = Duration::from_secs(2);
/// How long the hub may take to say welcome.
const WELCOME_PATIENCE: Duration = Duration::from_secs(10);
/// The hub is looked for elsewhere only after some attempts: it may just be starting.
const REDISCOVER_FROM: Duration = Duration::from_millis(1600);
/// How long hubs are looked for on the LAN when none of the known addresses answers.
const REDISCOVERY: Duration = Duration::from_secs(3);

/// Why there is no connection, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// What failed, on what, what happens next.
    pub(crate) message: String,
    /// What to do, where there is something.
    pub(crate) hint: Option<String>,
    /// Whether it does not pass by itself.
    pub(crate) needs_person: bool,
    /// The last wish for an attempt that was made before the one that failed: an older trouble is no answer to it.
    pub(crate) wish: Wish,
}

/// Numbers the wishes for an attempt, so that whoever wants to know how things are now is not told how they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Wish(u64);

/// How the connection is.
#[derive(Debug, Clone, Default)]
pub(crate) struct LinkStatus {
    pub(crate) online: bool,
    pub(crate) address: String,
    pub(crate) trouble: Option<Trouble>,
    /// Why connections keep ending soon after they were made; told although there is one now.
    pub(crate) recurring: Option<Trouble>,
}

impl LinkStatus {
    /// What people are told.
    pub(crate) fn shown_trouble(self) -> Option<Trouble> {
        if self.online { self.recurring } else { self.trouble }
    }
}

// Nearly all are messages, the large ones.
#[allow(clippy::large_enum_variant)]
enum ToKeeper {
    /// Of this connection.
    Message(Epoch, ToClient, Held),
    Closed(Epoch, Option<String>),
    /// Somebody wants the hub, or the network changed: try now.
    TryNow,
    /// The computer slept or the network changed: what there is may be dead.
    Reconnect,
    Stop,
}

/// A running client.
pub(crate) struct Client {
    line: Arc<Line>,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

/// What the keeper shares with those who send.
struct Line {
    core: Arc<Core>,
    hub_key: Vec<u8>,
    pace: Arc<Pace>,
    current: RwLock<Option<(Epoch, Arc<Connection>)>>,
    asks: Asks,
    status: Mutex<LinkStatus>,
    wishes: AtomicU64,
    keeper: Sender<ToKeeper>,
}

impl Client {
    /// Starts to keep a connection to the hub of `part`.
    pub(crate) fn start(core: &Arc<Core>, part: &ClientPart) -> Arc<Self> {
        let (sender, events) = unbounded();
        let status =
            LinkStatus { address: part.addresses.first().cloned().unwrap_or_default(), ..LinkStatus::default() };
        let (up, down) = core.machine().settings.limits();
        let pace = Arc::new(Pace::default());
        pace.set(up, down);
        let line = Arc::new(Line {
            core: core.clone(),
            hub_key: part.key.clone(),
            pace,
            current: RwLock::new(None),
            asks: Asks::default(),
            status: Mutex::new(status),
            wishes: AtomicU64::new(0),
            keeper: sender,
        });
        let keeper = {
            let line = line.clone();
            thread::Builder::new().name("hub-keeper".into()).spawn(move || Keeper::new(line, events).run())
        };
        let keeper = Mutex::new(Some(keeper.expect("the system can start a thread")));
        Arc::new(Client { line, keeper })
    }

    pub(crate) fn uplink(&self) -> Arc<dyn Uplink> {
        self.line.clone()
    }

    pub(crate) fn status(&self) -> LinkStatus {
        self.line.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until there is a connection; says whether there is one by `deadline`.
    pub(crate) fn await_online(&self, deadline: Instant) -> bool {
        let hints = self.line.core.hints.subscribe();
        self.try_now();
        while !self.status().online {
            if hints.recv_deadline(deadline).is_err() {
                return false;
            }
        }
        true
    }

    /// Waits until there is a connection or an attempt that begins now has failed, at most until `deadline`.
    pub(crate) fn await_news(&self, deadline: Instant) {
        let hints = self.line.core.hints.subscribe();
        let wish = self.try_now();
        let is_over = |status: LinkStatus| status.online || status.trouble.is_some_and(|trouble| trouble.wish >= wish);
        while !is_over(self.status()) {
            if hints.recv_deadline(deadline).is_err() {
                return;
            }
        }
    }

    /// Ends a pause between two attempts, or has another one follow at once on the one that is under way.
    pub(crate) fn try_now(&self) -> Wish {
        self.line.try_now()
    }

    /// Sets how fast content may go to and from the hub, in bytes a second; none: no limit.
    pub(crate) fn set_pace(&self, up: Option<u64>, down: Option<u64>) {
        self.line.pace.set(up, down);
    }

    /// Gives up the connection that there is and makes a new one at once.
    pub(crate) fn reconnect(&self) {
        let _ = self.line.keeper.send(ToKeeper::Reconnect);
    }

    /// Ends the connection and waits for the keeper.
    pub(crate) fn stop(&self) {
        let _ = self.line.keeper.send(ToKeeper::Stop);
        let keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(keeper) = keeper {
            let _ = keeper.join();
        }
    }
}

impl Line {
    fn connection(&self, epoch: Option<Epoch>) -> Option<Arc<Connection>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().filter(|(now, _)| epoch.is_none_or(|epoch| epoch == *now)).map(|(_, line)| line.clone())
    }

    fn try_now(&self) -> Wish {
        let wish = Wish(self.wishes.fetch_add(1, Ordering::SeqCst) + 1);
        let _ = self.keeper.send(ToKeeper::TryNow);
        wish
    }

    fn set_trouble(&self, message: String, hint: Option<String>, needs_person: bool, wish: Wish) {
        self.set_status(|status| status.trouble = Some(Trouble { message, hint, needs_person, wish }));
    }

    fn set_status(&self, change: impl FnOnce(&mut LinkStatus)) {
        change(&mut self.status.lock().unwrap_or_else(PoisonError::into_inner));
        self.core.hints.give();
    }

    /// Takes what a connection tells, on its threads; must not block.
    fn take(&self, epoch: Epoch, event: ClientEvent) {
        match event {
            ClientEvent::Message { message, hold, .. } => {
                match self.core.router.deliver(epoch, message, Held::Wire(hold)) {
                    None => {}
                    Some((ToClient::Answered { id, answer }, _)) => self.asks.answered(id, answer),
                    Some((message, held)) => drop(self.keeper.send(ToKeeper::Message(epoch, message, held))),
                }
            }
            ClientEvent::Closed { reason } => drop(self.keeper.send(ToKeeper::Closed(epoch, reason))),
        }
    }
}

impl Uplink for Line {
    fn send(&self, epoch: Epoch, lane: Lane, message: ToHub) {
        if let Some(connection) = self.connection(Some(epoch)) {
            connection.send(lane, message);
        }
    }

    fn send_bodies(&self, epoch: Epoch, lane: Lane, bodies: Outgoing) {
        if let Some(connection) = self.connection(Some(epoch)) {
            connection.send_bodies(lane, Box::new(bodies));
        }
    }

    fn ask(&self, ask: Ask, waiter: Waiter) {
        // Only a connection that the hub has welcomed can be asked.
        if self.core.router.online().is_some()
            && let Some(connection) = self.connection(None)
        {
            let id = self.asks.open(waiter);
            connection.send(Lane::Control, ToHub::Ask { id, ask });
        } else {
            self.try_now();
        }
    }
}

impl BodyProducer for Outgoing {
    fn batch(&self) -> syncit_core::message::BatchId {
        self.batch()
    }

    fn next_body(&mut self) -> Option<syncit_core::message::Body> {
        self.next()
    }

    fn finished(self: Box<Self>) {
        // Dropping it tells the replica.
    }
}

/// How a connection ended.
enum End {
    Stop,
    /// Try again; after the pause, or at once.
    Lost {
        at_once: bool,
    },
}

struct Keeper {
    line: Arc<Line>,
    events: Receiver<ToKeeper>,
    epoch: Epoch,
    pause: Duration,
    /// The last one before the latest attempt.
    wish: Wish,
    endings: Endings,
}

impl Keeper {
    fn new(line: Arc<Line>, events: Receiver<ToKeeper>) -> Self {
        Keeper { line, events, epoch: Epoch(0), pause: FIRST_PAUSE, wish: Wish::default(), endings: Endings::default() }
    }

    fn run(mut self) {
        while let Some(connection) = self.reach() {
            let since = Instant::now();
            let end = self.attend(connection);
            if since.elapsed() > GOOD && !self.endings.is_recurring() {
                self.pause = FIRST_PAUSE;
            }
            match end {
                End::Stop => return,
                End::Lost { at_once: true } => {}
                End::Lost { at_once: false } => {
                    if !self.rest() {
                        return;
                    }
                }
            }
        }
    }

    /// Tries until there is a connection; none if it is to stop.
    fn reach(&mut self) -> Option<Arc<Connection>> {
        loop {
            self.epoch.0 += 1;
            match self.connect_once()? {
                Ok(connection) => return Some(Arc::new(connection)),
                Err(error) => {
                    // The hub is away, or starts anew: that it ended connections then says nothing.
                    self.endings = Endings::default();
                    tracing::info!("not connected: {error}");
                    let (hint, needs_person) = advice(&error, &self.line.core.hub_name());
                    let next = if needs_person { "" } else { ": trying again by itself" };
                    self.line.set_trouble(format!("{error}{next}"), Some(hint), needs_person, self.wish);
                    if !needs_person && self.pause >= REDISCOVER_FROM {
                        self.rediscover();
                    }
                }
            }
            if !self.rest() {
                return None;
            }
        }
    }

    /// One attempt, beside this thread so that stopping need not wait for the network: an attempt that nobody
    /// waits for any more ends by itself and closes what it got.
    fn connect_once(&mut self) -> Option<Result<Connection, ConnectError>> {
        self.wish = Wish(self.line.wishes.load(Ordering::SeqCst));
        let core = &self.line.core;
        let Part::Client(part) = core.machine().part else { return None };
        let private_key = match core.key() {
            Ok(key) => key.private_openssh.clone(),
            Err(error) => {
                let message = format!("{error}: trying again by itself");
                self.line.set_trouble(message, error.hint(), true, self.wish);
                return if self.rest() { self.connect_once() } else { None };
            }
        };
        let config = ConnectConfig {
            addresses: part.addresses,
            hub_key: self.line.hub_key.clone(),
            private_key,
            timing: Timing::default(),
            pace: self.line.pace.clone(),
        };
        let (line, epoch) = (Arc::downgrade(&self.line), self.epoch);
        let events: Events = Arc::new(move |event| {
            if let Some(line) = line.upgrade() {
                line.take(epoch, event);
            }
        });
        let (done, result) = bounded(1);
        thread::Builder::new()
            .name("hub-connect".into())
            .spawn(move || drop(done.send(connect(&config, events))))
            .expect("the system can start a thread");
        loop {
            select! {
                recv(result) -> result => return Some(result.expect("the attempt sends one result")),
                recv(self.events) -> event => if matches!(event, Ok(ToKeeper::Stop) | Err(_)) { return None },
            }
        }
    }

    /// Waits before the next attempt, each time longer, unless somebody wished for one; false if it is to stop.
    fn rest(&mut self) -> bool {
        // What was said during the attempt was taken from the queue with it.
        if self.wish < Wish(self.line.wishes.load(Ordering::SeqCst)) {
            self.pause = FIRST_PAUSE;
            return true;
        }
        let jitter = f64::from(getrandom::u32().unwrap_or(0)) / f64::from(u32::MAX);
        let over = after(self.pause.mul_f64(0.75 + 0.5 * jitter));
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        loop {
            select! {
                recv(over) -> _ => return true,
                recv(self.events) -> event => match event {
                    Ok(ToKeeper::Stop) | Err(_) => return false,
                    Ok(ToKeeper::TryNow | ToKeeper::Reconnect) => {
                        self.pause = FIRST_PAUSE;
                        return true;
                    }
                    Ok(ToKeeper::Message(..) | ToKeeper::Closed(..)) => {}
                },
            }
        }
    }

    /// Says hello on a new connection and serves it until it ends.
    fn attend(&mut self, connection: Arc<Connection>) -> End {
        let epoch = self.epoch;
        *self.line.current.write().unwrap_or_else(PoisonError::into_inner) = Some((epoch, connection.clone()));
        connection.send(
            Lane::Control,
            ToHub::Hello { protocol: self.line.core.options.protocol, version: version().into(), coming: true },
        );
        let end = self.serve(&connection);
        *self.line.current.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.line.core.router.disconnected();
        self.line.asks.give_up();
        self.line.set_status(|status| status.online = false);
        // Whoever still holds it is about to let it go; then it closes by itself.
        if let Ok(connection) = Arc::try_unwrap(connection) {
            connection.close();
        }
        end
    }

    fn serve(&mut self, connection: &Connection) -> End {
        let welcome_by = after(WELCOME_PATIENCE);
        let steady = after(endings::STEADY);
        let since = Instant::now();
        let mut welcome = false;
        loop {
            let event = select! {
                recv(self.events) -> event => event.unwrap_or(ToKeeper::Stop),
                recv(steady) -> _ => {
                    self.endings = Endings::default();
                    self.line.set_status(|status| status.recurring = None);
                    continue;
                }
                recv(welcome_by) -> _ => {
                    if welcome {
                        continue;
                    }
                    let hub = self.line.core.hub_name();
                    let message = format!("the hub {hub} did not answer the greeting: trying again by itself");
                    return self.lost(message, None, false);
                }
            };
            match event {
                ToKeeper::Stop => return End::Stop,
                ToKeeper::Reconnect => return End::Lost { at_once: true },
                ToKeeper::TryNow => {}
                ToKeeper::Closed(epoch, reason) if epoch == self.epoch => {
                    let hub = self.line.core.hub_name();
                    let why = reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
                    let message = format!("the connection to the hub {hub} was lost{why}: connecting again");
                    let reason = reason.filter(|_| welcome).unwrap_or_default();
                    return self.ended(&reason, since.elapsed(), (message, None, false));
                }
                ToKeeper::Message(epoch, message, _held) if epoch == self.epoch => match message {
                    ToClient::Welcome { .. } if welcome => {
                        let message = "the hub broke the protocol: a second welcome".to_owned();
                        return self.lost(message, None, true);
                    }
                    ToClient::Welcome { hub, name, .. } => {
                        welcome = true;
                        self.welcome(connection, hub, name);
                    }
                    ToClient::Goodbye(refusal) => return self.goodbye(&refusal, since.elapsed()),
                    ToClient::Arranged => self.line.core.refresh_directory(),
                    ToClient::Ping => connection.send(Lane::Control, ToHub::Pong),
                    _ => {}
                },
                ToKeeper::Closed(..) | ToKeeper::Message(..) => {}
            }
        }
    }

    fn welcome(&mut self, connection: &Connection, hub: Name, name: Name) {
        let core = &self.line.core;
        let address = connection.address().to_owned();
        tracing::info!(%hub, %address, "connected");
        let remembered = core.change(|machine| {
            machine.name = Some(name);
            if let Part::Client(part) = &mut machine.part {
                part.hub = hub;
                if let Some(at) = part.addresses.iter().position(|known| *known == address) {
                    part.addresses.swap(0, at);
                }
            }
        });
        if let Err(error) = remembered {
            tracing::warn!("cannot remember the hub's name and address: {error}");
        }
        // In this order: who waits to be online asks the hub at once.
        core.router.connected(self.epoch);
        self.line.set_status(|status| {
            let recurring = status.recurring.take();
            *status = LinkStatus { online: true, address, trouble: None, recurring };
        });
        core.refresh_directory();
    }

    fn goodbye(&mut self, refusal: &Refusal, lasted: Duration) -> End {
        tracing::warn!("the hub ended the connection: {refusal}");
        let needs_person = matches!(
            refusal.code,
            RefusalCode::CopiedHome | RefusalCode::Protocol | RefusalCode::NotAllowed | RefusalCode::NotFound
        );
        // Trying again soon would not help, and a copied home must not push out the other one.
        self.pause = if needs_person { LONGEST_PAUSE } else { self.pause };
        let told = (refusal.message.clone(), refusal.hint.clone(), needs_person);
        self.ended(&refusal.message, lasted, told)
    }

    /// A connection ended. If the one before did just so, and neither lasted, that is what is told, and goes on being told
    /// while they come and go.
    fn ended(&mut self, reason: &str, lasted: Duration, told: (String, Option<String>, bool)) -> End {
        let (message, hint, needs_person) = told;
        if !self.endings.note(reason, lasted) {
            return self.lost(message, hint, needs_person);
        }
        let hub = self.line.core.hub_name();
        let message = format!("the connection to the hub {hub} ends again and again ({reason}): trying on by itself");
        let hint = hint.unwrap_or_else(|| "see `syncit doctor` and the log, here and on the hub".to_owned());
        let trouble = Trouble { message, hint: Some(hint), needs_person: true, wish: self.wish };
        self.line.set_status(|status| {
            status.trouble = Some(trouble.clone());
            status.recurring = Some(trouble);
        });
        End::Lost { at_once: false }
    }

    fn lost(&self, message: String, hint: Option<String>, needs_person: bool) -> End {
        self.line.set_trouble(message, hint, needs_person, self.wish);
        End::Lost { at_once: false }
    }

    /// The hub may have another address now: looks for its key on the LAN, and remembers where it is.
    fn rediscover(&self) {
        let core = &self.line.core;
        let Some(interfaces) = core.discovery() else { return };
        let key = &self.line.hub_key;
        let is_hub = |found: &discover::Found| found.claims_key(key);
        let Ok(found) = discover::browse(REDISCOVERY, interfaces, |found| found.iter().any(is_hub)) else { return };
        let Some(hub) = found.into_iter().find(is_hub) else { return };
        let changed = core.change(|machine| {
            if let Part::Client(part) = &mut machine.part {
                let mut addresses = hub.addresses;
                let known = std::mem::take(&mut part.addresses);
                addresses.extend(known.into_iter().filter(|known| !addresses.contains(known)).collect::<Vec<_>>());
                addresses.truncate(MAX_ADDRESSES);
                part.addresses = addresses;
            }
        });
        if let Err(error) = changed {
            tracing::warn!("cannot remember the hub's new address: {error}");
        }
    }
}

/// Addresses of the hub that are remembered at most.
pub(crate) const MAX_ADDRESSES: usize = 16;

/// Says what to do about a failed attempt, and whether only a person can.
pub(crate) fn advice(error: &ConnectError, hub: &str) -> (String, bool) {
    let port = |address: &str| address.rsplit(':').next().unwrap_or("22082").to_owned();
    match error {
        ConnectError::Refused { .. } => {
            (format!("SyncIt is not running on {hub}, or listens elsewhere: start it there (`syncit run`)"), false)
        }
        ConnectError::TimedOut { address } => {
            let port = port(address);
            let lines = format!("`sudo ufw allow {port}/tcp` or `sudo firewall-cmd --permanent --add-port={port}/tcp`");
            (format!("{hub} is off or asleep, or its firewall is in the way: open it there with {lines}"), false)
        }
        ConnectError::NameNotFound { .. } => (format!("check the name, or use the address of {hub}"), false),
        ConnectError::Unreachable { .. } => ("check this machine's network".to_owned(), false),
        ConnectError::Busy { .. } => {
            (format!("{hub} has more to do than it can take: this machine tries again by itself"), false)
        }
        ConnectError::NotAHub { .. } => (format!("check the address and port of {hub}"), false),
        ConnectError::HostKeyChanged { .. } => {
            let again = "`syncit leave`, then `syncit join` with a new code";
            (format!("{hub} was set up anew, or somebody poses as it: if it was you, pair again ({again})"), true)
        }
        ConnectError::KeyRefused { .. } => {
            let again = "`syncit leave`, then `syncit join` with a new code";
            (format!("{hub} has forgotten this machine: to pair again, {again}; files stay where they are"), true)
        }
        ConnectError::Key(_) => ("`syncit doctor` says where this machine's key is kept".to_owned(), true),
        ConnectError::Protocol { .. } => (format!("one of the two may need an update: compare with {hub}"), false),
    }
}
