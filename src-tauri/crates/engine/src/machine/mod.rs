//! What an installation is without running: its home, what it remembers of itself there, its log, its clocks, and whoever
//! listens for hints. It knows the API's types and the errors. Nothing here has a thread, a connection or a folder's disk.

pub(crate) mod clock;
pub(crate) mod hints;
pub(crate) mod home;
pub(crate) mod known_addresses;
pub mod logging;
pub(crate) mod random;
pub(crate) mod record;
