//! One linked folder: its disk made ready and looked at, its database, its loop driven in turns, and the way of the hub's
//! messages to it. It is opened with what it needs, and knows the uplink only as a contract: no role, and nobody who asks.

pub(crate) mod linked;
pub(crate) mod mailbox;
pub(crate) mod neighbours;
pub(crate) mod on_disk;
mod outgoing;
pub(crate) mod root;
pub(crate) mod router;
pub(crate) mod thread;
pub(crate) mod workers;
