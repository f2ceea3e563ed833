//! Reads that commands share: the status, the machines, the store, versions and their contents, and looking up what a person
//! names. Queries ask the runtime and the hub, and change nothing. They know no command.

pub(crate) mod content;
pub(crate) mod doctor;
pub(crate) mod fetch;
pub(crate) mod findings;
pub(crate) mod machines;
pub(crate) mod merge;
pub(crate) mod names;
pub(crate) mod status;
pub(crate) mod store;
pub(crate) mod versions;
