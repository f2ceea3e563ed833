//! Between which machines and the hub content is on its way, for the picture that people are shown.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use parking_lot::{Mutex, MutexGuard};
use syncit_core::MachineId;
use syncit_relay::step::SessionId;

/// Something flows as long as the last of it is not older.
const LASTING: Duration = Duration::from_secs(2);

/// The connections of a hub and when something last passed on each.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    sessions: Mutex<BTreeMap<SessionId, (MachineId, Option<Instant>)>>,
}

impl Traffic {
    pub(crate) fn connected(&self, session: SessionId, machine: MachineId) {
        self.sessions.lock().insert(session, (machine, None));
    }

    pub(crate) fn disconnected(&self, session: SessionId) {
        self.sessions.lock().remove(&session);
    }

    /// Content passes on this connection.
    pub(crate) fn passes(&self, session: SessionId) {
        if let Some((_, last)) = self.sessions.lock().get_mut(&session) {
            *last = Some(Instant::now());
        }
    }

    /// The machines to or from which content passes now.
    pub(crate) fn now(&self) -> BTreeSet<MachineId> {
        let sessions = self.sessions.lock();
        let flowing = sessions.values().filter(|(_, last)| last.is_some_and(|last| last.elapsed() < LASTING));
        flowing.map(|(machine, _)| *machine).collect()
    }
}
