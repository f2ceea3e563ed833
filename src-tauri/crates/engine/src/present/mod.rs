//! From facts to what a person reads: states, sentences, notifications, sizes. Only functions of what they are given. It
//! knows the API's types and what a machine remembers, and asks nobody: no thread, no hub, no database.

pub(crate) mod holds;
pub mod notices;
pub(crate) mod status;
pub mod summary;
pub(crate) mod units;
