//! The hub's loop: accepts what machines offer, keeps it, and has the others pull it.
//!
//! It knows no transport, no thread and no clock: `Relay::step` takes the events that queued up,
//! makes one transaction of them, and gives the effects that are allowed once it is durable.

mod config;
mod relay;
pub mod step;

pub use config::RelayConfig;
pub use relay::Relay;
