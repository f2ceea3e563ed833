//! The hub's loop: it accepts and keeps what machines offer, and notifies the other machines so that
//! they pull it.
//!
//! It knows no transport, no thread and no clock. `Relay::step` takes the queued events, handles them
//! in one transaction, and returns the effects that are allowed once that transaction is durable. Its
//! state in memory (connections, undecided offers) ends with the connection. The tree of every folder
//! is whole after every entry. The rules and their reasons are in `docs/relay.md`.

mod access;
mod after;
mod ask;
mod attach;
mod backlog;
mod clock;
mod config;
mod holds;
mod hub_time;
mod invite;
mod memory;
mod offers;
mod past;
pub mod queue;
pub mod reasons;
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
