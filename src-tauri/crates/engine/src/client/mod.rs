//! The client role while it runs: the connection to its hub, made, kept, and made again. It is given the context and
//! sends tasks for others to do. It knows neither the runtime that owns it, nor the other role, nor any command.

mod endings;
mod keeper;
mod line;
pub(crate) mod trouble;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::thread::{self, JoinHandle};
use std::time::Instant;

use crossbeam_channel::unbounded;
use parking_lot::{Mutex, RwLock};
use syncit_ssh::client::Pace;

use self::keeper::ConnectionKeeper;
use self::line::{Line, ToKeeper};
use self::trouble::{ConnectionStatus, Wish};
use crate::context::Context;
use crate::machine::clock;
use crate::machine::record::{ClientRole, Limits};
use crate::uplink::Uplink;
use crate::uplink::questions::Questions;

/// A running client.
pub(crate) struct Client {
    line: Arc<Line>,
    limits: Mutex<Limits>,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

impl Client {
    /// Starts to keep a connection to the hub of `role`.
    pub(crate) fn start(context: &Arc<Context>, role: &ClientRole) -> Arc<Self> {
        let (sender, events) = unbounded();
        let status = ConnectionStatus {
            address: role.addresses.first().cloned().unwrap_or_default(),
            ..ConnectionStatus::default()
        };
        let limits = context.machine().settings.limits(&clock::local());
        let pace = Arc::new(Pace::default());
        pace.set(limits.0, limits.1);
        let line = Arc::new(Line {
            context: context.clone(),
            hub_key: role.key.clone(),
            pace,
            current: RwLock::new(None),
            questions: Questions::default(),
            status: Mutex::new(status),
            wishes: AtomicU64::new(0),
            keeper: sender,
        });
        let keeper = {
            let line = line.clone();
            thread::Builder::new().name("hub-keeper".into()).spawn(move || ConnectionKeeper::new(line, events).run())
        };
        let keeper = Mutex::new(Some(keeper.expect("the system can start a thread")));
        Arc::new(Client { line, limits: Mutex::new(limits), keeper })
    }

    pub(crate) fn uplink(&self) -> Arc<dyn Uplink> {
        self.line.clone()
    }

    pub(crate) fn status(&self) -> ConnectionStatus {
        self.line.status.lock().clone()
    }

    /// Waits until there is a connection. Returns true if there is one by `deadline`.
    pub(crate) fn await_online(&self, deadline: Instant) -> bool {
        let hints = self.line.context.hints.subscribe();
        self.try_now();
        while !self.status().online {
            if hints.recv_deadline(deadline).is_err() {
                return false;
            }
        }
        true
    }

    /// Waits until there is a connection or an attempt that starts now has failed, at most until `deadline`.
    pub(crate) fn await_news(&self, deadline: Instant) {
        let hints = self.line.context.hints.subscribe();
        let wish = self.try_now();
        let is_over =
            |status: ConnectionStatus| status.online || status.trouble.is_some_and(|trouble| trouble.wish >= wish);
        while !is_over(self.status()) {
            if hints.recv_deadline(deadline).is_err() {
                return;
            }
        }
    }

    /// Ends a pause between two attempts, or lets another one follow at once on the one that is running.
    pub(crate) fn try_now(&self) -> Wish {
        self.line.try_now()
    }

    /// Limits the rate of content to and from the hub, at once. A limit on what comes from the hub is also agreed on with the
    /// hub, which takes a new connection. Returns false if these limits apply already.
    pub(crate) fn set_limits(&self, limits: Limits) -> bool {
        let before = std::mem::replace(&mut *self.limits.lock(), limits);
        let (up, down) = limits;
        if before == limits {
            return false;
        }
        self.line.pace.set(up, down);
        if down != before.1 {
            self.reconnect();
        }
        true
    }

    /// Drops the current connection and makes a new one at once.
    pub(crate) fn reconnect(&self) {
        let _ = self.line.keeper.send(ToKeeper::Reconnect);
    }

    /// Closes the connection and waits for the keeper.
    pub(crate) fn stop(&self) {
        let _ = self.line.keeper.send(ToKeeper::Stop);
        let keeper = self.keeper.lock().take();
        if let Some(keeper) = keeper {
            let _ = keeper.join();
        }
    }
}
