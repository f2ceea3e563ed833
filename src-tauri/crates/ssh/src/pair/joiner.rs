//! The joining machine's side of pairing.

use std::io::{self, BufReader, Read, Write};

use syncit_core::Name;
use syncit_core::hex::{all_from_hex, to_hex};
use syncit_core::message::Refusal;

use crate::client::{ConnectError, Timing, open_pairing};
use crate::identity::{KeyPair, fingerprint};

use super::exchange::Begun;
use super::lines::{line, read};
use super::messages::{FromHub, FromJoiner, VERSION};

/// A hub that is trusted from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The hub's name.
    pub hub: Name,
    /// This machine's name at the hub.
    pub name: Name,
    /// The hub's public key in SSH wire format, to be pinned.
    pub hub_key: Vec<u8>,
}

/// Connects to the first of these addresses (`HOST:PORT`) that answers, and pairs with the hub there. Returns the hub
/// and the address. Blocks for as long as the network needs, which is seconds at most. If a fingerprint is expected, a hub
/// with another key learns nothing about the code.
///
/// # Errors
/// See `JoinError`.
pub fn join(
    addresses: &[String],
    key: &KeyPair,
    code: &str,
    name: &Name,
    expected: Option<&str>,
) -> Result<(Joined, String), JoinError> {
    let mut stream = open_pairing(addresses, &key.private_openssh, &Timing::default()).map_err(|why| match why {
        // A hub accepts an unpaired machine only while an invitation is open.
        ConnectError::KeyRefused { .. } => JoinError::NoInvitation,
        other => JoinError::Connect(other),
    })?;
    let (hub_key, address) = (stream.hub_key().to_vec(), stream.address().to_owned());
    let found = fingerprint(&hub_key);
    if let Some(expected) = expected.filter(|expected| *expected != found) {
        return Err(JoinError::OtherKey { expected: expected.to_owned(), found });
    }
    let joined = join_over(&mut stream, &key.public_wire, &hub_key, code, name)?;
    Ok((joined, address))
}

/// Why a machine was not paired. Nothing was stored and nothing is trusted.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The code was mistyped, or belongs to another hub.
    #[error("the code is wrong; {left} more {} possible with this invitation", if *left == 1 { "try is" } else { "tries are" })]
    WrongCode {
        /// Attempts left.
        left: u32,
    },
    /// The hub has no invitation open for this machine: it expired, was used, or too many wrong codes were tried.
    #[error(
        "the hub has no invitation open for this machine: it expired, was used already, or too many wrong codes were tried"
    )]
    NoInvitation,
    /// The hub shows another key than the expected one. No code was tried.
    #[error("the hub shows another key ({found}) than the expected one ({expected})")]
    OtherKey {
        /// The fingerprint of the expected key.
        expected: String,
        /// The fingerprint of the key that was shown.
        found: String,
    },
    /// A machine that does not know the code answered as the hub.
    #[error("the machine that answered could not prove that it knows the code: it is not the hub that showed it")]
    Impostor,
    /// The hub has another version of the exchange.
    #[error("the hub speaks version {hub} of pairing, this machine {here}; update the one with the older SyncIt")]
    Version {
        /// The hub's version.
        hub: u32,
        /// This machine's.
        here: u32,
    },
    /// The code was right, but the hub does not admit the machine as it is.
    #[error("{0}")]
    Refused(Refusal),
    /// The hub cannot be reached.
    #[error(transparent)]
    Connect(ConnectError),
    /// The connection failed during pairing.
    #[error("the connection to the hub ended during pairing: {0}")]
    Connection(#[from] io::Error),
}

/// Runs the joining machine's side. `joiner` and `hub` are the public keys in SSH wire format, the hub's as seen on
/// this connection.
///
/// # Errors
/// See `JoinError`.
pub fn join_over<S: Read + Write>(
    stream: S,
    joiner: &[u8],
    hub: &[u8],
    code: &str,
    name: &Name,
) -> Result<Joined, JoinError> {
    let mut stream = BufReader::new(stream);
    let begun = Begun::new(true, code, joiner, hub, name.as_str());
    say(
        stream.get_mut(),
        &FromJoiner::Begin { version: VERSION, name: name.as_str().into(), element: to_hex(begun.element()) },
    )?;
    let element = match read(&mut stream)? {
        FromHub::Element { element } => element,
        other => return Err(refused(other)),
    };
    let agreed = all_from_hex(&element).and_then(|element| begun.finish(&element)).ok_or(JoinError::Impostor)?;
    say(stream.get_mut(), &FromJoiner::Confirm { mac: to_hex(&agreed.joiner_mac()) })?;
    match read(&mut stream)? {
        FromHub::Confirm { mac, hub: hub_name, name } => {
            let proved =
                all_from_hex(&mac).is_some_and(|mac| agreed.is_hub_mac(&mac, hub_name.as_str(), name.as_str()));
            if !proved {
                return Err(JoinError::Impostor);
            }
            Ok(Joined { hub: hub_name, name, hub_key: hub.to_vec() })
        }
        other => Err(refused(other)),
    }
}

fn say(stream: &mut impl Write, message: &FromJoiner) -> io::Result<()> {
    stream.write_all(&line(message))?;
    stream.flush()
}

fn refused(message: FromHub) -> JoinError {
    match message {
        FromHub::WrongCode { left } => JoinError::WrongCode { left },
        FromHub::NoInvitation => JoinError::NoInvitation,
        FromHub::Version { version } => JoinError::Version { hub: version, here: VERSION },
        FromHub::Refused { refusal } => JoinError::Refused(refusal),
        FromHub::Element { .. } | FromHub::Confirm { .. } => {
            JoinError::Connection(io::Error::new(io::ErrorKind::InvalidData, "the hub's messages came out of turn"))
        }
    }
}
