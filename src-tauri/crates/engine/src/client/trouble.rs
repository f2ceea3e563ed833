//! The state of the connection to the hub, and why there is none.

use syncit_core::{Reason, reasons};
use syncit_ssh::client::ConnectError;
use syncit_words::Voice;

reasons! {
    /// Why there is no connection to the hub, and what happens next.
    pub enum NoConnection {
        /// Nothing listens there. It is tried again.
        "no-connection--not-running" NotRunning { address: String, hub: String },
        /// There was no answer. It is tried again.
        "no-connection--no-answer" NoAnswer { address: String, port: String, hub: String },
        /// The name resolves to no address. It is tried again.
        "no-connection--unknown-name" UnknownName { address: String, hub: String },
        /// There is no route, in the system's words. It is tried again.
        "no-connection--no-route" NoRoute { address: String, words: String },
        /// The hub ended the connection before it let this machine in. It is tried again.
        "no-connection--busy" Busy { address: String, hub: String },
        /// Something else listens there. It is tried again.
        "no-connection--not-a-hub" NotAHub { address: String, hub: String },
        /// The hub shows another key than the pinned one.
        "no-connection--other-key" OtherKey { address: String, hub: String, expected: String, found: String },
        /// The hub does not know this machine's key.
        "no-connection--forgotten" Forgotten { address: String, hub: String },
        /// This machine's key cannot be used.
        "no-connection--bad-key" BadKey { words: String },
        /// This machine's key cannot be had now. It is tried again.
        "no-connection--no-key" NoKey { cause: Reason },
        /// The hub broke the protocol while it connected. It is tried again.
        "no-connection--protocol" Protocol { address: String, hub: String, words: String },
        /// The hub did not welcome this machine. It is tried again.
        "no-connection--no-welcome" NoWelcome { hub: String },
        /// The hub welcomed this machine twice.
        "no-connection--second-welcome" SecondWelcome,
        /// The connection ended, and nobody knows why. It is made again.
        "no-connection--lost" Lost { hub: String },
        /// The connection ended. It is made again.
        "no-connection--lost-because" LostBecause { hub: String, cause: Reason },
        /// Connections keep ending soon, and the reason does not say what helps.
        "no-connection--again-and-again" AgainAndAgain { hub: String, cause: Reason },
        /// Connections keep ending soon, and the reason says what helps.
        "no-connection--again-and-again-as-said" AgainAndAgainAsSaid { hub: String, cause: Reason },
    }
}

/// Why there is no connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// What failed, on what, and what happens next.
    pub(crate) reason: Reason,
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

impl NoConnection {
    /// Returns why an attempt failed, and whether only a person can do something about it.
    pub(super) fn of(error: ConnectError, hub: String) -> (Self, bool) {
        let why = match error {
            ConnectError::Refused { address } => NoConnection::NotRunning { address, hub },
            ConnectError::TimedOut { address } => {
                let port = port_of(&address);
                NoConnection::NoAnswer { address, port, hub }
            }
            ConnectError::NameNotFound { address } => NoConnection::UnknownName { address, hub },
            ConnectError::Unreachable { address, reason } => NoConnection::NoRoute { address, words: reason },
            ConnectError::Busy { address } => NoConnection::Busy { address, hub },
            ConnectError::NotAHub { address } => NoConnection::NotAHub { address, hub },
            ConnectError::HostKeyChanged { address, expected, found } => {
                NoConnection::OtherKey { address, hub, expected, found }
            }
            ConnectError::KeyRefused { address } => NoConnection::Forgotten { address, hub },
            ConnectError::Key(error) => NoConnection::BadKey { words: error.to_string() },
            ConnectError::Protocol { address, reason } => NoConnection::Protocol { address, hub, words: reason },
        };
        let needs_person =
            matches!(why, NoConnection::OtherKey { .. } | NoConnection::Forgotten { .. } | NoConnection::BadKey { .. });
        (why, needs_person)
    }

    /// Returns why connections keep ending.
    pub(super) fn again_and_again(hub: String, cause: Reason) -> Self {
        match Voice::PLAIN.hint(&cause) {
            Some(_) => NoConnection::AgainAndAgainAsSaid { hub, cause },
            None => NoConnection::AgainAndAgain { hub, cause },
        }
    }
}

/// Returns the port of an address, which a firewall may have to let through.
pub(crate) fn port_of(address: &str) -> String {
    address.rsplit(':').next().unwrap_or_default().to_owned()
}
