//! What strangers and machines are granted.

use std::time::Duration;

/// How many connections may come at once, and how often one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// At once, after a rest.
    pub burst: u32,
    /// One more after each time of this length.
    pub every: Duration,
}

/// What strangers and machines are granted.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections that have not logged in, from addresses that no paired machine has come from lately. Each that is over this ends
    /// the oldest one of the address that holds most.
    pub strangers: usize,
    /// The same for the other addresses.
    pub known: usize,
    /// Connections of all paired machines. A machine takes three.
    pub machines: usize,
    /// Connections of one paired machine: its oldest one ends for each that is over this.
    pub per_machine: usize,
    /// How often one address may connect that no paired machine has come from lately…
    pub pace_of_strangers: Pace,
    /// …all of these together…
    pub pace_of_strangers_together: Pace,
    /// …and one of the other addresses.
    pub pace_of_known: Pace,
    /// How long a connection may stay without having said that it speaks SSH.
    pub greeting: Duration,
    /// Channels in one connection at a time.
    pub channels: usize,
    /// How long a connection may stay without having proved a key.
    pub login: Duration,
    /// Keys that a connection may try.
    pub auth_attempts: usize,
    /// A connection is cut when nothing was heard for this long; it is asked for a sign of life at a third of it.
    pub silence: Duration,
    /// Received and not yet dealt with, on the control and express lanes of a session, in bytes each.
    pub waiting_small: usize,
    /// The same on the bulk lane.
    pub waiting_bulk: usize,
    /// Of both, what needs no room in `waiting_all`, in bytes on each lane: so that no session keeps others from going on.
    pub waiting_least: usize,
    /// Received and not yet dealt with, of all sessions together, in bytes.
    pub waiting_all: usize,
    /// Said to a machine and not yet sent, in bytes; over this the session is cut.
    pub unsent: usize,
    /// While so much of it waits, a session's questions are not answered.
    pub answers: usize,
    /// Said to all machines and not yet sent, in bytes: over this a session is cut that takes more than `answers` of it.
    pub unsent_all: usize,
    /// Sessions of one key at a time. A machine has one, and another one while it connects anew.
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
