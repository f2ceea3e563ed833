//! A machine's connection to its hub: three SSH sessions, each owned by one thread.
//!
//! It sends and receives messages, and reports when the connection is gone; the engine decides when to reconnect. The hub's key is
//! known beforehand, and nothing is ever trusted on first use.

mod contract;
mod dial;
mod lane;
mod out;
mod outbox;
mod pace;
mod pairing;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::thread::JoinHandle;

use parking_lot::Mutex;
use syncit_core::message::{BatchId, Lane, OfferItem, ToHub};
use zeroize::Zeroizing;

pub use self::contract::{BodyProducer, ClientEvent, ConnectError, Events, Timing};
use self::lane::Ending;
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
}

/// A connection to the hub. Dropping it closes it.
pub struct Connection {
    address: String,
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
    let (express, bulk) = std::thread::scope(|scope| {
        let express = scope.spawn(|| open_data(Lane::Express));
        let bulk = open_data(Lane::Bulk);
        (express.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), bulk)
    });
    let (express, bulk) = (express?, bulk?);
    let address = reached.address.clone();
    let broken = |error: std::io::Error| ConnectError::Protocol { address: address.clone(), reason: error.to_string() };
    let ending = Arc::new(Ending::new(events));
    let lanes = [
        lane::Lane::control(reached, control, &ending, config.timing.silence),
        lane::Lane::data(Lane::Express, express, &ending, config.timing.silence, &config.pace),
        lane::Lane::data(Lane::Bulk, bulk, &ending, config.timing.silence, &config.pace),
    ];
    let [control, express, bulk] = lanes;
    let lanes = [control.map_err(broken)?, express.map_err(broken)?, bulk.map_err(broken)?];
    let outboxes = lanes.each_ref().map(|lane| lane.outbox.clone());
    ending.watch(outboxes.clone());
    let mut threads = [None, None, None];
    for (thread, lane) in threads.iter_mut().zip(lanes) {
        *thread = Some(lane.start().map_err(broken)?);
    }
    Ok(Connection { address, outboxes, threads, ending, held: Mutex::default() })
}
