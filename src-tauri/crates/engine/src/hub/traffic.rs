//! Which machines are transferring content to or from the hub now, for the picture of the group.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use syncit_core::MachineId;
use syncit_relay::step::SessionId;

/// Content counts as flowing until this long after the last of it.
const LASTING: Duration = Duration::from_secs(2);

/// The hub's sessions, and when content last passed on each.
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

    /// Records that content passes on this session.
    pub(crate) fn passes(&self, session: SessionId) {
        if let Some((_, last)) = self.sessions.lock().get_mut(&session) {
            *last = Some(Instant::now());
        }
    }

    /// Returns the machines to or from which content flows now.
    pub(crate) fn now(&self) -> BTreeSet<MachineId> {
        let sessions = self.sessions.lock();
        let flowing = sessions.values().filter(|(_, last)| last.is_some_and(|last| last.elapsed() < LASTING));
        flowing.map(|(machine, _)| *machine).collect()
    }
}
