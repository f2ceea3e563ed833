//! Sends a question to the hub, waits for the answer, and explains why there is none.

use std::time::{Duration, Instant};

use crossbeam_channel::never;
use syncit_core::Timestamp;
use syncit_core::message::{Answer, Ask};

use crate::error::{Error, Result, Undone};
use crate::runtime::{RunningRole, Runtime};
use crate::uplink::waiting::{self, Unanswered};

/// How long a question waits for a connection that is being made.
const CONNECT_PATIENCE: Duration = Duration::from_secs(3);

impl Runtime {
    /// Asks the hub and waits for its answer. `undone` says what was not done, for the error.
    pub(crate) fn ask(&self, ask: Ask, undone: Undone) -> Result<Answer> {
        let uplink = self.uplink().ok_or_else(|| Error::not_set_up(undone))?;
        if let RunningRole::Client(client) = self.running() {
            // It may still be connecting.
            client.await_online(Instant::now() + CONNECT_PATIENCE);
        }
        let answered = waiting::ask(&*uplink, ask, &never()).map_err(|why| self.unanswered(why, undone))?;
        answered.map_err(Error::Refused)
    }

    /// Returns the error for a question that got no answer.
    pub(crate) fn unanswered(&self, why: Unanswered, undone: Undone) -> Error {
        match why {
            Unanswered::Disconnected => self.offline(undone),
            Unanswered::Late(patience) => Error::NoAnswer { hub: self.hub_name(), seconds: patience.as_secs(), undone },
            Unanswered::GivenUp => Error::Stopping,
        }
    }

    /// Returns the current time of the hub's clock, if the hub reports it.
    pub(crate) fn hub_time(&self) -> Result<Option<Timestamp>> {
        match self.ask(Ask::Machines, Undone::Answer)? {
            Answer::Machines { machines } => {
                Ok(machines.into_iter().find(|machine| machine.is_hub).and_then(|hub| hub.last_seen))
            }
            _ => Ok(None),
        }
    }

    /// Returns the error that the hub cannot be reached, with the reason.
    pub(crate) fn offline(&self, undone: Undone) -> Error {
        let trouble = match self.running() {
            RunningRole::Client(client) => client.status().trouble,
            RunningRole::None | RunningRole::Hub(_) => None,
        };
        let why = trouble.map(|trouble| trouble.reason);
        Error::Offline { hub: self.hub_name(), why, undone }
    }
}
