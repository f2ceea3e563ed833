//! Pairing: how two machines that share only six digits, read from one screen and typed at the other, come to trust
//! each other's keys.
//!
//! The exchange is SPAKE2 with explicit key confirmation, over an SSH connection whose keys nobody trusts yet. Its
//! identities are both public keys as each side saw them on this very connection. A man in the middle must show other
//! keys, so the confirmation fails, and the attacker learns nothing about the code. Each attempt at the code counts
//! before the hub has sent anything about it. Nine attempts end an invitation, with at most three for each source. Nothing is
//! trusted on first use.
//!
//! This module owns the invitation and both sides of the exchange. It does not know where the stream comes from, and
//! stores nothing: the caller is told which machine was admitted.

mod attempts;
mod exchange;
mod host;
mod hub;
mod invitation;
mod joiner;
mod lines;

pub use attempts::{ATTEMPTS, ATTEMPTS_EACH};
pub use host::Host;
pub use hub::{Admission, serve};
pub use invitation::{Invitation, InvitationEnd, LIFETIME};
pub use joiner::{JoinError, Joined, join, join_over};

use serde::{Deserialize, Serialize};
use syncit_core::Name;
use syncit_core::message::Refusal;

/// The version of the exchange.
const VERSION: u32 = 1;
/// The SSH user name of a machine that is not paired yet.
pub const PAIR_USER: &str = "pair";
/// The only subsystem that this user may open.
pub const PAIR_SUBSYSTEM: &str = "syncit-pair";

/// The messages of the joining machine (A), one JSON line each, in this order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum FromJoiner {
    /// Its SPAKE2 element, and the name that it asks for.
    Begin { version: u32, name: String, element: String },
    /// The proof that it knows the code.
    Confirm { mac: String },
}

/// The messages of the hub (B), one JSON line each, in this order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum FromHub {
    /// Its SPAKE2 element.
    Element { element: String },
    /// The proof that it knows the code, sent only to a machine that has proved the same.
    Confirm { mac: String, hub: Name, name: Name },
    /// The code was wrong, and `left` attempts are left.
    WrongCode { left: u32 },
    /// No invitation is open (any more).
    NoInvitation,
    /// The versions do not match; this is the hub's.
    Version { version: u32 },
    /// The code was right, but the machine cannot be admitted as it is.
    Refused { refusal: Refusal },
}
