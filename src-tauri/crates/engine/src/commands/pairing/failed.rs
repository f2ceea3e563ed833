//! Why two machines were not paired, as data. Nothing was changed then.

use syncit_core::{Reason, reasons};
use syncit_ssh::client::ConnectError;
use syncit_ssh::pair::JoinError;

use crate::client::trouble::port_of;
use crate::error::Error;

reasons! {
    /// Why no hub was found, or none was asked.
    pub enum NoHub {
        /// Discovery is switched off.
        "discovery-off" DiscoveryOff,
        /// mDNS does not work here, in the words of the library.
        "discovery" Discovery { words: String },
        /// No hub has an invitation open.
        "no-hub-found" NoneFound,
        /// Several have: their names and addresses.
        "several-hubs" Several { hubs: String },
        /// What was typed is no code.
        "bad-code" BadCode,
    }
}

reasons! {
    /// Why the hub was not reached.
    pub enum Unreachable {
        /// Nothing listens there.
        "unreachable--not-running" NotRunning { address: String },
        /// There was no answer.
        "unreachable--no-answer" NoAnswer { address: String, port: String },
        /// The name resolves to no address.
        "unreachable--unknown-name" UnknownName { address: String },
        /// There is no route, in the system's words.
        "unreachable--no-route" NoRoute { address: String, words: String },
        /// The hub ended the connection.
        "unreachable--busy" Busy { address: String },
        /// Something else listens there.
        "unreachable--not-a-hub" NotAHub { address: String },
        /// This machine's key cannot be used.
        "unreachable--bad-key" BadKey { words: String },
        /// The hub broke the protocol.
        "unreachable--protocol" Protocol { address: String, words: String },
    }
}

reasons! {
    /// Why the hub did not take this machine.
    pub enum NotPaired {
        /// The code was mistyped, or is that of another hub.
        "wrong-code" WrongCode { left: u32, address: String },
        /// No invitation is open for this machine.
        "no-invitation" NoInvitation { address: String },
        /// The hub shows another key than the expected one.
        "other-key" OtherKey { expected: String, found: String, address: String },
        /// What answered does not know the code.
        "impostor" Impostor { address: String },
        /// The two speak different versions of pairing.
        "protocol--pairing" OtherVersion { theirs: u32, ours: u32, address: String },
        /// The connection ended, in the system's words.
        "connection-lost" Lost { words: String, address: String },
    }
}

/// Returns the error for a failed attempt at `address`, the first that was tried.
pub(super) fn join_failed(error: JoinError, address: String) -> Error {
    let why = match error {
        JoinError::WrongCode { left } => NotPaired::WrongCode { left, address },
        JoinError::NoInvitation => NotPaired::NoInvitation { address },
        JoinError::OtherKey { expected, found } => NotPaired::OtherKey { expected, found, address },
        JoinError::Impostor => NotPaired::Impostor { address },
        JoinError::Version { hub: theirs, here: ours } => NotPaired::OtherVersion { theirs, ours, address },
        JoinError::Refused(refusal) => return Error::Refused(refusal),
        JoinError::Connect(error) => return Error::Pairing(unreachable(error)),
        JoinError::Connection(error) => NotPaired::Lost { words: error.to_string(), address },
    };
    Error::Pairing(why.into())
}

fn unreachable(error: ConnectError) -> Reason {
    let why = match error {
        ConnectError::Refused { address } => Unreachable::NotRunning { address },
        ConnectError::TimedOut { address } => {
            let port = port_of(&address);
            Unreachable::NoAnswer { address, port }
        }
        ConnectError::NameNotFound { address } => Unreachable::UnknownName { address },
        ConnectError::Unreachable { address, reason } => Unreachable::NoRoute { address, words: reason },
        ConnectError::Busy { address } => Unreachable::Busy { address },
        ConnectError::NotAHub { address } => Unreachable::NotAHub { address },
        ConnectError::HostKeyChanged { expected, found, address } => {
            return NotPaired::OtherKey { expected, found, address }.into();
        }
        ConnectError::KeyRefused { address } => return NotPaired::NoInvitation { address }.into(),
        ConnectError::Key(error) => Unreachable::BadKey { words: error.to_string() },
        ConnectError::Protocol { address, reason } => Unreachable::Protocol { address, words: reason },
    };
    why.into()
}
