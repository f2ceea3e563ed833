//! The past: the history, versions and restoring them, and retention. It knows the journal and hub time; what it
//! restores is appended like any other change.

mod history;
pub(crate) mod memory;
mod restore;
pub(crate) mod retention;
