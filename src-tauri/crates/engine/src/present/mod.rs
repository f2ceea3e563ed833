//! Turns facts into what a person reads: states, sentences, notifications, sizes. All functions are pure. It knows the
//! API's types and the machine's record. It uses no thread, hub or database.

pub(crate) mod holds;
pub mod notices;
pub(crate) mod status;
pub mod summary;
