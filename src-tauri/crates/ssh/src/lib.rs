//! How machines and the hub communicate: the messages of `syncit_core::message` over SSH.
//!
//! The hub runs [`server::Server`]; a machine holds one [`client::Connection`]. Neither knows what the messages mean.
//! Nothing here touches a file or keeps state: after a lost connection both sides start over. Everything that is read
//! from the other side goes through [`wire`], which is bounded.

mod algorithms;
pub mod client;
pub mod discover;
mod identity;
pub mod keys;
pub mod pair;
mod permit;
pub mod reasons;
pub mod server;
pub mod wire;

pub use identity::{BadKey, KeyPair, fingerprint, generate_key};
pub use permit::LanePermit;
