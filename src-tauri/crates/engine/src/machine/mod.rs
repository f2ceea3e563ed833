//! The state of an installation that exists without a running engine: its home, its record, its log, its clocks, and
//! the listeners for hints. It knows the API's types and the errors. Nothing here has a thread, a connection or a
//! folder's disk.

pub(crate) mod clock;
pub(crate) mod hints;
pub(crate) mod home;
pub(crate) mod known_addresses;
pub(crate) mod limit_hours;
pub mod logging;
pub(crate) mod random;
pub(crate) mod record;
