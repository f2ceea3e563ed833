//! What the two machines say to each other.

use serde::{Deserialize, Serialize};
use syncit_core::Name;
use syncit_core::message::Refusal;

/// The version of the exchange.
pub(super) const VERSION: u32 = 1;

/// The messages of the joining machine (A), one JSON line each, in this order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum FromJoiner {
    /// Its SPAKE2 element, and the name that it asks for.
    Begin { version: u32, name: String, element: String },
    /// The proof that it knows the code.
    Confirm { mac: String },
}

/// The messages of the hub (B), one JSON line each, in this order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum FromHub {
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
