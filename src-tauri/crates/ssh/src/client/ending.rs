//! How a connection ends: its lanes end together, and the last one reports why.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::Mutex;
use syncit_core::Reason;

use super::outbox::Outbox;
use super::{ClientEvent, Events};
use crate::reasons::Ended;
use crate::wire::WireError;

/// While records wait for their answers, the hub may be busy storing them and cannot answer a keepalive on this lane.
/// It then gets this many times the usual silence. The control lane detects a dead link.
const BUSY: u32 = 4;

/// Returns after how long without received data a data lane ends.
pub(super) fn patience(silence: Duration, is_busy: bool) -> Duration {
    if is_busy { silence * BUSY } else { silence }
}

/// What the lanes share: they end together, and the last one reports why.
pub(super) struct Ending {
    events: Events,
    left: AtomicUsize,
    /// True if this side ends the connection: errors of the lanes after that are not the reason.
    closing: AtomicBool,
    reason: Mutex<Option<Reason>>,
    outboxes: OnceLock<[Arc<Outbox>; 3]>,
}

impl Ending {
    pub fn new(events: Events) -> Self {
        Ending {
            events,
            left: AtomicUsize::new(3),
            closing: AtomicBool::new(false),
            reason: Mutex::default(),
            outboxes: OnceLock::new(),
        }
    }

    /// Sets which lanes to stop when one fails.
    pub fn watch(&self, outboxes: [Arc<Outbox>; 3]) {
        let _ = self.outboxes.set(outboxes);
    }

    /// Returns where the events go.
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// Returns true if this side ends the connection.
    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// Records that this side ends the connection.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Release);
    }

    /// Records why a lane failed, and asks the others to end. Does nothing if this side ends the connection.
    pub fn fail(&self, reason: impl Into<Reason>) {
        if self.is_closing() {
            return;
        }
        self.reason.lock().get_or_insert_with(|| reason.into());
        self.outboxes.get().into_iter().flatten().for_each(|outbox| outbox.stop());
    }
}

/// Reports the end of a lane, however its thread ends.
pub(super) struct LastOut(pub Arc<Ending>, pub Arc<Outbox>);

impl Drop for LastOut {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.fail(Ended::Failed);
        }
        self.1.end();
        if self.0.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            let reason = self.0.reason.lock().take();
            (self.0.events)(ClientEvent::Closed { reason });
        }
    }
}

/// Why a lane ends before it was asked to.
#[derive(Debug)]
pub(super) enum LaneError {
    Lost(std::io::Error),
    Closed,
    Silent(u64),
    Foreign(WireError),
    Unsendable(WireError),
    Stalled,
}

impl From<std::io::Error> for LaneError {
    fn from(error: std::io::Error) -> Self {
        LaneError::Lost(error)
    }
}

impl From<WireError> for LaneError {
    fn from(error: WireError) -> Self {
        LaneError::Foreign(error)
    }
}

impl From<LaneError> for Reason {
    fn from(error: LaneError) -> Self {
        let ended = match error {
            LaneError::Lost(error) => Ended::Lost { words: error.to_string() },
            LaneError::Closed => Ended::Closed,
            LaneError::Silent(seconds) => Ended::Silent { seconds },
            LaneError::Foreign(error) => Ended::Foreign { words: error.to_string() },
            LaneError::Unsendable(error) => Ended::Unsendable { words: error.to_string() },
            LaneError::Stalled => Ended::Stalled,
        };
        ended.into()
    }
}
