//! What strangers and machines are granted.

use std::time::Duration;

/// A rate limit: how many connections may come at once, and how often one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Connections at once, after a rest.
    pub burst: u32,
    /// The time after which one more may come.
    pub every: Duration,
}

/// Limits for strangers and paired machines.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections that have not logged in, from addresses where no paired machine has logged in lately. Each one above this
    /// ends the oldest one of the address that holds most.
    pub strangers: usize,
    /// The same for the other addresses.
    pub known: usize,
    /// Connections of all paired machines. A machine needs four.
    pub machines: usize,
    /// Connections of one paired machine. Each one above this ends its oldest one.
    pub per_machine: usize,
    /// How often an address may connect if no paired machine has logged in from it lately.
    pub pace_of_strangers: Pace,
    /// How often all of these addresses together may connect.
    pub pace_of_strangers_together: Pace,
    /// How often one of the other addresses may connect.
    pub pace_of_known: Pace,
    /// How long a connection may stay without an SSH greeting.
    pub greeting: Duration,
    /// Channels in one connection at a time.
    pub channels: usize,
    /// How long a connection may stay without having proved a key.
    pub login: Duration,
    /// Keys that a connection may try.
    pub auth_attempts: usize,
    /// A connection is closed after this long without received data; a keepalive is sent after a third of it.
    pub silence: Duration,
    /// Bytes that are received but not handled yet, on the control and express lanes of a session, for each lane.
    pub waiting_small: usize,
    /// The same on the bulk lane.
    pub waiting_bulk: usize,
    /// How much of these does not count against `waiting_all`, in bytes on each lane, so that no session can block others.
    pub waiting_least: usize,
    /// Bytes that are received but not handled yet, of all sessions together.
    pub waiting_all: usize,
    /// Bytes that wait to be sent to a machine; above this the session is closed.
    pub unsent: usize,
    /// While more bytes than this wait to be sent, a session's questions are not answered.
    pub answers: usize,
    /// Bytes that wait to be sent to all machines; above this, a session that holds more than `answers` of them is closed.
    pub unsent_all: usize,
    /// Sessions of one key at a time. A machine has one, and a second one while it reconnects.
    pub sessions_per_key: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            strangers: 32,
            known: 32,
            machines: 512,
            per_machine: 12,
            pace_of_strangers: Pace { burst: 10, every: Duration::from_millis(500) },
            pace_of_strangers_together: Pace { burst: 128, every: Duration::from_millis(32) },
            pace_of_known: Pace { burst: 60, every: Duration::from_millis(80) },
            greeting: Duration::from_secs(3),
            channels: 4,
            login: Duration::from_secs(10),
            auth_attempts: 3,
            silence: Duration::from_secs(15),
            waiting_small: 2 << 20,
            waiting_bulk: 8 << 20,
            waiting_least: 256 << 10,
            waiting_all: 128 << 20,
            unsent: 32 << 20,
            answers: 4 << 20,
            unsent_all: 256 << 20,
            sessions_per_key: 8,
        }
    }
}
