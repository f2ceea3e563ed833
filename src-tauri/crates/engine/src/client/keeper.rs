//! A client's connection to its hub: making it, keeping it, and making it again.
//!
//! One thread, the keeper, connects, says hello, handles messages that belong to no folder, and retries with
//! exponential backoff, or at once on request. It keeps no work: after a reconnect every replica starts over from its
//! rows.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, after, bounded, select};
use syncit_core::message::{Lane, Refusal, RefusalCode, ToClient, ToHub};
use syncit_core::{Name, Reason};
use syncit_ssh::client::{BulkCarrier, ConnectConfig, ConnectError, Connection, Events, Timing, connect};
use syncit_ssh::discover;

use crate::client::endings::{self, Endings};
use crate::client::line::{Line, ToKeeper};
use crate::client::trouble::{ConnectionStatus, NoConnection, Trouble, Wish};
use crate::context::version;
use crate::machine::record::RoleRecord;
use crate::task::Task;
use crate::uplink::Epoch;

/// The first and the longest pause before a retry. Each pause is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// After a connection that lasted this long, the pauses start over.
const GOOD: Duration = Duration::from_secs(2);
/// How long the hub may take to say welcome.
const WELCOME_PATIENCE: Duration = Duration::from_secs(10);
/// The hub is looked for elsewhere only once the pauses are this long: it may just be starting.
const REDISCOVER_FROM: Duration = Duration::from_millis(1600);
/// How long hubs are looked for on the LAN when no known address answers.
const REDISCOVERY: Duration = Duration::from_secs(3);

/// How a connection ended.
enum End {
    Stop,
    /// Retry, after the pause or at once.
    Lost {
        at_once: bool,
    },
}

/// Makes the connection, and makes it again.
pub(super) struct ConnectionKeeper {
    line: Arc<Line>,
    events: Receiver<ToKeeper>,
    epoch: Epoch,
    pause: Duration,
    /// The last wish before the latest attempt.
    wish: Wish,
    endings: Endings,
}

impl ConnectionKeeper {
    pub(super) fn new(line: Arc<Line>, events: Receiver<ToKeeper>) -> Self {
        ConnectionKeeper {
            line,
            events,
            epoch: Epoch(0),
            pause: FIRST_PAUSE,
            wish: Wish::default(),
            endings: Endings::default(),
        }
    }

    pub(super) fn run(mut self) {
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

    /// Retries until there is a connection. Returns `None` if it must stop.
    fn reach(&mut self) -> Option<Arc<Connection>> {
        loop {
            self.epoch.0 += 1;
            match self.connect_once()? {
                Ok(connection) => return Some(Arc::new(connection)),
                Err(error) => {
                    // The hub is away or restarting, so the earlier endings mean nothing.
                    self.endings = Endings::default();
                    tracing::info!("not connected: {error}");
                    let (why, needs_person) = NoConnection::of(error, self.line.context.hub_name());
                    self.line.set_trouble(why.into(), needs_person, self.wish);
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

    /// Makes one attempt on another thread, so that stopping does not have to wait for the network. An abandoned
    /// attempt ends by itself and closes its connection.
    fn connect_once(&mut self) -> Option<Result<Connection, ConnectError>> {
        self.wish = Wish(self.line.wishes.load(Ordering::SeqCst));
        let context = &self.line.context;
        let RoleRecord::Client(role) = context.machine().role else { return None };
        let private_key = match context.key() {
            Ok(key) => key.private_openssh.clone(),
            Err(error) => {
                self.line.set_trouble(NoConnection::NoKey { cause: error.reason() }.into(), true, self.wish);
                return if self.rest() { self.connect_once() } else { None };
            }
        };
        let config = ConnectConfig {
            addresses: role.addresses,
            hub_key: self.line.hub_key.clone(),
            private_key,
            timing: Timing::default(),
            pace: self.line.pace.clone(),
            bulk: BulkCarrier::default(),
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

    /// Waits before the next attempt, longer each time, unless there was a wish for one. Returns false if it must stop.
    fn rest(&mut self) -> bool {
        // Requests that came during the attempt were taken from the queue there.
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
        *self.line.current.write() = Some((epoch, connection.clone()));
        connection.send(
            Lane::Control,
            ToHub::Hello { protocol: self.line.context.options.protocol, version: version().into(), coming: true },
        );
        let end = self.serve(&connection);
        *self.line.current.write() = None;
        self.line.context.router.disconnected();
        self.line.questions.give_up();
        self.line.set_status(|status| status.online = false);
        // Other holders are about to drop it; then it closes by itself.
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
                    let hub = self.line.context.hub_name();
                    return self.lost(NoConnection::NoWelcome { hub }, false);
                }
            };
            match event {
                ToKeeper::Stop => return End::Stop,
                ToKeeper::Reconnect => return End::Lost { at_once: true },
                ToKeeper::TryNow => {}
                ToKeeper::Closed(epoch, reason) if epoch == self.epoch => {
                    let hub = self.line.context.hub_name();
                    let why = match reason.clone() {
                        Some(cause) => NoConnection::LostBecause { hub, cause },
                        None => NoConnection::Lost { hub },
                    };
                    return self.ended(reason.filter(|_| welcome), since.elapsed(), (why.into(), false));
                }
                ToKeeper::Message(epoch, message, _held) if epoch == self.epoch => match message {
                    ToClient::Welcome { .. } if welcome => {
                        return self.lost(NoConnection::SecondWelcome, true);
                    }
                    ToClient::Welcome { hub, name, .. } => {
                        welcome = true;
                        self.welcome(connection, hub, name);
                    }
                    ToClient::Goodbye(refusal) => return self.goodbye(&refusal, since.elapsed()),
                    ToClient::Arranged => {
                        self.refresh();
                        // Not everything that is shown of the hub is in what is refreshed: its invitation is not.
                        self.line.context.hints.wake();
                    }
                    ToClient::Ping => connection.send(Lane::Control, ToHub::Pong),
                    _ => {}
                },
                ToKeeper::Closed(..) | ToKeeper::Message(..) => {}
            }
        }
    }

    fn welcome(&mut self, connection: &Connection, hub: Name, name: Name) {
        let context = &self.line.context;
        let address = connection.address().to_owned();
        tracing::info!(%hub, %address, "connected");
        let remembered = context.change(|machine| {
            machine.name = Some(name);
            if let RoleRecord::Client(role) = &mut machine.role {
                role.hub = hub;
                if let Some(at) = role.addresses.iter().position(|known| *known == address) {
                    role.addresses.swap(0, at);
                }
            }
        });
        if let Err(error) = remembered {
            tracing::warn!("cannot remember the hub's name and address: {error}");
        }
        let may_offer = context.machine().settings.pause_on_metered.is_none();
        context.power.reach_hub(connection.local(), may_offer);
        // This order matters: a caller that waits to be online asks the hub at once.
        context.router.connected(self.epoch);
        self.line.set_status(|status| {
            let recurring = status.recurring.take();
            *status = ConnectionStatus { online: true, address, trouble: None, recurring };
        });
        self.refresh();
    }

    /// Requests a refresh, because the hub's folders or machines have changed.
    fn refresh(&self) {
        let _ = self.line.context.tasks.send(Task::Refresh);
    }

    fn goodbye(&mut self, refusal: &Refusal, lasted: Duration) -> End {
        tracing::warn!("the hub ended the connection: {refusal}");
        let needs_person = matches!(
            refusal.code,
            RefusalCode::CopiedHome | RefusalCode::Protocol | RefusalCode::NotAllowed | RefusalCode::NotFound
        );
        // Retrying soon would not help, and a copied home must not push out the other machine.
        self.pause = if needs_person { LONGEST_PAUSE } else { self.pause };
        let reason = refusal.reason.clone();
        self.ended(Some(reason.clone()), lasted, (reason, needs_person))
    }

    /// Handles the end of a connection. If the one before ended for the same reason and neither lasted, this is
    /// reported as a recurring trouble, and stays reported while connections come and go.
    fn ended(&mut self, reason: Option<Reason>, lasted: Duration, (trouble, needs_person): (Reason, bool)) -> End {
        let recurs = self.endings.note(reason.as_ref(), lasted);
        let Some(cause) = reason.filter(|_| recurs) else { return self.lost(trouble, needs_person) };
        let reason = NoConnection::again_and_again(self.line.context.hub_name(), cause).into();
        let trouble = Trouble { reason, needs_person: true, wish: self.wish };
        self.line.set_status(|status| {
            status.trouble = Some(trouble.clone());
            status.recurring = Some(trouble);
        });
        End::Lost { at_once: false }
    }

    fn lost(&self, why: impl Into<Reason>, needs_person: bool) -> End {
        self.line.set_trouble(why.into(), needs_person, self.wish);
        End::Lost { at_once: false }
    }

    /// Looks for the hub's key on the LAN, because the hub may have another address now, and remembers what it finds.
    fn rediscover(&self) {
        let context = &self.line.context;
        let Some(interfaces) = context.discovery() else { return };
        let key = &self.line.hub_key;
        let is_hub = |found: &discover::Found| found.claims_key(key);
        let Ok(found) = discover::browse(REDISCOVERY, interfaces, |found| found.iter().any(is_hub)) else { return };
        let Some(hub) = found.into_iter().find(is_hub) else { return };
        let changed = context.change(|machine| {
            if let RoleRecord::Client(role) = &mut machine.role {
                let mut addresses = hub.addresses;
                let known = std::mem::take(&mut role.addresses);
                addresses.extend(known.into_iter().filter(|known| !addresses.contains(known)).collect::<Vec<_>>());
                addresses.truncate(MAX_ADDRESSES);
                role.addresses = addresses;
            }
        });
        if let Err(error) = changed {
            tracing::warn!("cannot remember the hub's new address: {error}");
        }
    }
}

/// At most this many addresses of the hub are remembered.
pub(crate) const MAX_ADDRESSES: usize = 16;
