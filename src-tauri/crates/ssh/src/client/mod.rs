//! A machine's connection to its hub: three lanes, each owned by one thread. The control and express lanes have an SSH
//! session of libssh2 each, the bulk lane two of russh ([`bulk`]), or one of libssh2.
//!
//! It sends and receives messages, and reports when the connection is gone; the engine decides when to reconnect. The hub's key is
//! known beforehand, and nothing is ever trusted on first use.

mod bell;
mod bulk;
mod contract;
mod dial;
mod ending;
mod inbox;
mod lane;
mod out;
mod outbox;
mod pace;
mod pairing;
mod records;

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use parking_lot::Mutex;
use syncit_core::message::{BatchId, Lane, OfferItem, ToHub};
use zeroize::Zeroizing;

pub use self::contract::{BodyProducer, BulkCarrier, ClientEvent, ConnectError, Events, Timing};
use self::ending::Ending;
use self::outbox::{Item, Outbox};
pub use self::pace::Pace;
pub use self::pairing::{PairingStream, open_pairing};
use crate::wire::command::{Direction, USER};

/// Where and how to connect.
#[derive(Clone)]
pub struct ConnectConfig {
    /// `HOST:PORT`, `ADDRESS:PORT` or `[ADDRESS%ZONE]:PORT`. Every address to which they resolve is tried.
    pub addresses: Vec<String>,
    /// The hub's public key in SSH wire format.
    pub hub_key: Vec<u8>,
    /// This machine's private key, in the format of an OpenSSH key file.
    pub private_key: Zeroizing<String>,
    /// The time limits.
    pub timing: Timing,
    /// The rate limits for content, which may change at any time.
    pub pace: Arc<Pace>,
    /// What carries the bulk lane.
    pub bulk: BulkCarrier,
}

/// A connection to the hub. Dropping it closes it.
pub struct Connection {
    address: String,
    local: Option<IpAddr>,
    /// In the order of `Lane`.
    outboxes: [Arc<Outbox>; 3],
    threads: [Option<JoinHandle<()>>; 3],
    ending: Arc<Ending>,
    /// Offers whose bodies have not been given yet.
    held: Mutex<HashMap<(Lane, BatchId), Vec<OfferItem>>>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connection({})", self.address)
    }
}

impl Connection {
    /// Returns the address that was reached.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Returns this machine's address on the connection, if the system knows it.
    pub fn local(&self) -> Option<IpAddr> {
        self.local
    }

    /// Sends a message without bodies, in order with everything else on its lane. The lane must be `Lane::Control`, except for an
    /// offer: that names the lane of its batch, and is held back until `send_bodies` (or `BodiesEnd`) for the batch follows, so that
    /// the batches of several folders do not mix. Does nothing when the connection is gone.
    pub fn send(&self, lane: Lane, message: ToHub) {
        match message {
            ToHub::Offer { batch, items } => {
                self.held.lock().insert((lane, batch), items);
            }
            ToHub::BodiesEnd { batch } => {
                let offer = self.held.lock().remove(&(lane, batch));
                self.outbox(lane).push(Item::Batch { batch, offer, bodies: None });
            }
            // A single body belongs to no batch; bodies are sent with `send_bodies`.
            ToHub::Body(_) => tracing::error!("a body was to be sent outside of a batch"),
            message => self.outboxes[Lane::Control as usize].push(Item::Message(message)),
        }
    }

    /// Sends the bodies of a batch and then `BodiesEnd`, after everything sent on this lane (express or bulk) before.
    pub fn send_bodies(&self, lane: Lane, bodies: Box<dyn BodyProducer>) {
        let batch = bodies.batch();
        let offer = self.held.lock().remove(&(lane, batch));
        self.outbox(lane).push(Item::Batch { batch, offer, bodies: Some(bodies) });
    }

    /// Closes the connection and returns when its threads have ended. What waits on the control lane is sent first, for at most a
    /// second. `Closed` has been reported by then.
    pub fn close(self) {}

    /// Returns the outbox of a lane. Content never travels on the control lane.
    fn outbox(&self, lane: Lane) -> &Outbox {
        match lane {
            Lane::Control | Lane::Express => &self.outboxes[Lane::Express as usize],
            Lane::Bulk => &self.outboxes[Lane::Bulk as usize],
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.ending.close();
        // The control lane ends first: the hub ends the session when it loses any lane.
        for (outbox, thread) in self.outboxes.iter().zip(&mut self.threads) {
            outbox.stop();
            if let Some(thread) = thread.take()
                && thread.thread().id() != std::thread::current().id()
                && thread.join().is_err()
            {
                tracing::error!("the thread of a lane panicked");
            }
        }
    }
}

/// Connects, proves this machine's key and opens all lanes.
pub fn connect(config: &ConnectConfig, events: Events) -> Result<Connection, ConnectError> {
    let key = dial::Key::read(&config.private_key)?;
    let hub_key = Some(config.hub_key.clone());
    let call = dial::Call { user: USER, key, hub_key, timing: config.timing.clone() };
    let reached = dial::first(&config.addresses, &call)?;
    let (control, lane_key) = lane::open_control(&reached)?;
    let open_data = |lane| -> Result<_, ConnectError> {
        let again = dial::reach(reached.socket, &reached.address, &call)?;
        let push = lane::open_data(&again, lane, Direction::Push, lane_key, lane::WINDOW)?;
        let pull = lane::open_data(&again, lane, Direction::Pull, lane_key, config.pace.window(lane::WINDOW))?;
        Ok((again, push, pull))
    };
    let open_bulk = || match config.bulk {
        BulkCarrier::Libssh2 => open_data(Lane::Bulk).map(Bulk::Libssh2),
        BulkCarrier::Fastest => {
            let window = config.pace.window(lane::WINDOW);
            match bulk::open(reached.socket, &reached.address, &call, lane_key, window) {
                Ok(opened) => Ok(Bulk::Russh(Box::new(opened))),
                Err(not_open) if not_open.is_free => {
                    let error = &not_open.error;
                    tracing::warn!(%error, "the bulk lane is opened with libssh2, which is slower");
                    open_data(Lane::Bulk).map(Bulk::Libssh2)
                }
                Err(not_open) => Err(not_open.error),
            }
        }
    };
    let (express, bulk) = std::thread::scope(|scope| {
        // Both on threads of their own: the caller's may be one of a runtime, in which russh's own cannot run.
        let (express, bulk) = (scope.spawn(|| open_data(Lane::Express)), scope.spawn(open_bulk));
        let outcome = express.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (outcome, bulk.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let (express, bulk) = (express?, bulk?);
    let address = reached.address.clone();
    // An IPv4 address stays one, also in the form that a socket for both kinds shows.
    let local = reached.stream.local_addr().ok().map(|local| local.ip().to_canonical());
    let broken = |error: std::io::Error| ConnectError::Protocol { address: address.clone(), reason: error.to_string() };
    let ending = Arc::new(Ending::new(events));
    let silence = config.timing.silence;
    let control = lane::Lane::control(reached, control, &ending, silence).map_err(broken)?;
    let data = |name, opened| lane::Lane::data(name, opened, &ending, silence, &config.pace).map_err(broken);
    let express = data(Lane::Express, express)?;
    let bulk = match bulk {
        Bulk::Libssh2(opened) => ready(data(Lane::Bulk, opened)?),
        Bulk::Russh(opened) => {
            let lane = bulk::BulkLane::new(*opened, &ending, silence, &config.pace).map_err(broken)?;
            (lane.outbox.clone(), Box::new(move || lane.start()) as Start)
        }
    };
    let lanes = [ready(control), ready(express), bulk];
    let outboxes = lanes.each_ref().map(|(outbox, _)| outbox.clone());
    ending.watch(outboxes.clone());
    let mut threads = [None, None, None];
    for (thread, (_, start)) in threads.iter_mut().zip(lanes) {
        *thread = Some(start().map_err(broken)?);
    }
    Ok(Connection { address, local, outboxes, threads, ending, held: Mutex::default() })
}

/// Starts the thread of a lane.
type Start = Box<dyn FnOnce() -> std::io::Result<JoinHandle<()>>>;

fn ready(lane: lane::Lane) -> (Arc<Outbox>, Start) {
    (lane.outbox.clone(), Box::new(move || lane.start()))
}

/// The bulk lane, once it is open at the hub.
enum Bulk {
    Russh(Box<bulk::Opened>),
    Libssh2((dial::Reached, ssh2::Channel, ssh2::Channel)),
}
