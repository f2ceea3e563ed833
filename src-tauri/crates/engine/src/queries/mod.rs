//! What commands have in common to read: the state, the machines, the store, versions and their contents, and how what a person
//! names is found. It asks the runtime and the hub, and changes nothing. It knows no command.

pub(crate) mod content;
pub(crate) mod doctor;
pub(crate) mod fetch;
pub(crate) mod machines;
pub(crate) mod merge;
pub(crate) mod names;
pub(crate) mod status;
pub(crate) mod store;
pub(crate) mod versions;
