//! The past: what happened, versions and bringing them back, and what is kept for how long. It knows the journal and hub
//! time; what it brings back is appended like any other change.

mod history;
pub(crate) mod memory;
mod restore;
pub(crate) mod retention;
