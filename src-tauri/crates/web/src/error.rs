//! Why there is no window.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// This program was built without the window's files.
    #[error("this program was built without the window")]
    NoPages,
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The cause.
        cause: io::Error,
    },
    /// A directory that pages may write in cannot be used.
    #[error("cannot use the directory {}: {cause}", path.display())]
    Root {
        /// The directory.
        path: PathBuf,
        /// The cause.
        cause: io::Error,
    },
    /// There is no certificate, or no random numbers or threads.
    #[error("cannot open the window: {0}")]
    Start(String),
}
