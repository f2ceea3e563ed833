//! The control socket: the engine's API for other processes of the same user, as JSON lines over a Unix socket. It only
//! carries `api::Command` and `api::Reply`; whatever it could do beyond a `Handle` would be wrong here. It knows the handle,
//! the API and where the socket lies, and nobody inside of the engine.

mod client;
mod protocol;
mod server;

pub use self::client::{Client, NotRunning};
pub use self::protocol::read_request;
pub(crate) use self::server::Server;
