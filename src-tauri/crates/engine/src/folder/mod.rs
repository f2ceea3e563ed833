//! One linked folder: preparing and checking its disk, its database, driving its loop in turns, and routing the hub's
//! messages to it. A folder is given everything that it needs. It knows the uplink only as a contract; it knows no role
//! and no caller.

pub(crate) mod linked;
pub(crate) mod mailbox;
pub(crate) mod neighbours;
pub(crate) mod on_disk;
mod outgoing;
pub(crate) mod root;
pub(crate) mod router;
pub(crate) mod thread;
pub(crate) mod workers;
