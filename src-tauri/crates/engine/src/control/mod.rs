//! The control socket: the engine's API for other processes of the same user, as JSON lines over a Unix socket. It only
//! carries `api::Command` and `api::Reply`, and must never offer more than a `Handle` does. It knows the handle, the
//! API and the socket's path, and nothing else of the engine.

mod client;
mod follow;
mod protocol;
mod server;

pub use self::client::{Client, NotRunning, Unanswered};
pub use self::follow::follow;
pub use self::protocol::{Asked, read_request};
pub(crate) use self::server::Server;
