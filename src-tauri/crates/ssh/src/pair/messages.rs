//! What the two machines say to each other.

use serde::{Deserialize, Serialize};
use syncit_core::Name;
use syncit_core::message::Refusal;

/// The version of the exchange.
pub(super) const VERSION: u32 = 1;

/// What the joining machine (A) says, a JSON line each, in this order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum FromJoiner {
    /// Its SPAKE2 element, and what it wants to be called.
    Begin { version: u32, name: String, element: String },
    /// Proof that it knows the code.
    Confirm { mac: String },
}

/// What the hub (B) says, a JSON line each, in this order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum FromHub {
    /// Its SPAKE2 element.
    Element { element: String },
    /// Proof that it knows the code, said only to a machine that proved it before.
    Confirm { mac: String, hub: Name, name: Name },
    /// The code was wrong, and so many attempts are left.
    WrongCode { left: u32 },
    /// No invitation is open (any more).
    NoInvitation,
    /// Versions that do not fit; the hub's is named.
    Version { version: u32 },
    /// The code was right, but the machine cannot be let in as it is.
    Refused { refusal: Refusal },
}
