//! Pairing: how two machines that share nothing but six digits, read from one screen and typed at
//! the other, come to trust each other's keys.
//!
//! The exchange is SPAKE2 with explicit key confirmation, over an SSH connection whose keys nobody
//! trusts yet: the identities that go into it are both public keys as each side saw them on this very
//! connection, so that somebody in the middle, who must show other keys, fails the confirmation
//! and has learned nothing about the code. Each attempt at the code counts before the hub has said
//! anything about it, and nine of them end an invitation, three for each source. Nothing is trusted on first use.
//!
//! This module owns the invitation and both sides of the exchange. It does not know how the stream
//! came to be, and it stores nothing: who was let in is told to the caller.

mod attempts;
mod exchange;
mod host;
mod hub;
mod invitation;
mod joiner;
mod lines;
mod messages;

pub use attempts::{ATTEMPTS, ATTEMPTS_EACH};
pub use host::Host;
pub use hub::{Admission, serve};
pub use invitation::{Invitation, InvitationEnd, LIFETIME};
pub use joiner::{JoinError, Joined, join, join_over};

/// The SSH user name that a machine without a pairing logs in with.
pub const PAIR_USER: &str = "pair";
/// The only subsystem that this user may open.
pub const PAIR_SUBSYSTEM: &str = "syncit-pair";
