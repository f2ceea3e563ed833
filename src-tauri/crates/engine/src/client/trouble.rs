//! The state of the connection to the hub, and why there is none, in words for people.

use syncit_ssh::client::ConnectError;

/// Why there is no connection, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// What failed, on what, and what happens next.
    pub(crate) message: String,
    /// What to do, if there is anything.
    pub(crate) hint: Option<String>,
    /// True if it does not go away by itself.
    pub(crate) needs_person: bool,
    /// The last wish for an attempt before the one that failed. A trouble with an older wish does not answer a newer
    /// one.
    pub(crate) wish: Wish,
}

/// The number of a wish for an attempt. With it, a caller that wants the current state is not given an outdated one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Wish(pub(super) u64);

/// The state of the connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConnectionStatus {
    pub(crate) online: bool,
    pub(crate) address: String,
    pub(crate) trouble: Option<Trouble>,
    /// Why connections keep ending soon after they were made; reported even while there is one.
    pub(crate) recurring: Option<Trouble>,
}

impl ConnectionStatus {
    /// Returns the trouble that people are shown.
    pub(crate) fn shown_trouble(self) -> Option<Trouble> {
        if self.online { self.recurring } else { self.trouble }
    }
}

/// Returns what to do about a failed attempt, and whether only a person can do it.
pub(crate) fn advice(error: &ConnectError, hub: &str) -> (String, bool) {
    let port = |address: &str| address.rsplit(':').next().unwrap_or("22082").to_owned();
    match error {
        ConnectError::Refused { .. } => {
            (format!("SyncIt is not running on {hub}, or listens elsewhere: start it there (`syncit run`)"), false)
        }
        ConnectError::TimedOut { address } => {
            let port = port(address);
            let lines = format!("`sudo ufw allow {port}/tcp` or `sudo firewall-cmd --permanent --add-port={port}/tcp`");
            (format!("{hub} is off or asleep, or its firewall is in the way: open it there with {lines}"), false)
        }
        ConnectError::NameNotFound { .. } => (format!("check the name, or use the address of {hub}"), false),
        ConnectError::Unreachable { .. } => ("check this machine's network".to_owned(), false),
        ConnectError::Busy { .. } => {
            (format!("{hub} has more to do than it can take: this machine tries again by itself"), false)
        }
        ConnectError::NotAHub { .. } => (format!("check the address and port of {hub}"), false),
        ConnectError::HostKeyChanged { .. } => {
            let again = "`syncit leave`, then `syncit join` with a new code";
            (format!("{hub} was set up anew, or somebody poses as it: if it was you, pair again ({again})"), true)
        }
        ConnectError::KeyRefused { .. } => {
            let again = "`syncit leave`, then `syncit join` with a new code";
            (format!("{hub} has forgotten this machine: to pair again, {again}; files stay where they are"), true)
        }
        ConnectError::Key(_) => ("`syncit doctor` says where this machine's key is kept".to_owned(), true),
        ConnectError::Protocol { .. } => (format!("one of the two may need an update: compare with {hub}"), false),
    }
}
