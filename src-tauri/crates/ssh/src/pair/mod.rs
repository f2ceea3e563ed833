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
mod messages;

pub use attempts::{ATTEMPTS, ATTEMPTS_EACH, COUNTED_FOR};
pub use host::Host;
pub use hub::{Admission, serve};
pub use invitation::{Invitation, InvitationEnd, LIFETIME};
pub use joiner::{JoinError, Joined, join, join_over};

/// The SSH user name of a machine that is not paired yet.
pub const PAIR_USER: &str = "pair";
/// The only subsystem that this user may open.
pub const PAIR_SUBSYSTEM: &str = "syncit-pair";
