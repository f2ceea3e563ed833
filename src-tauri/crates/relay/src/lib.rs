//! The hub's loop: accepts what machines offer, keeps it, and has the others pull it.
//!
//! It knows no transport, no thread and no clock: `Relay::step` takes the events that queued up,
//! makes one transaction of them, and gives the effects that are allowed once it is durable. What it
//! keeps in memory (connections, undecided offers) is forgotten with the connection. The tree of every
//! folder is whole after every entry. The rules and their reasons are in `docs/relay.md`.

mod access;
mod after;
mod ask;
mod attach;
mod clock;
mod config;
mod holds;
mod hub_time;
mod memory;
mod offers;
mod past;
pub mod queue;
mod refusal;
mod relay;
mod repair;
mod serve;
mod settings;
pub mod step;
mod turn;
pub mod turns;

pub use config::RelayConfig;
pub use relay::Relay;
