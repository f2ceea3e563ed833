//! The window in a browser, for machines without a screen: an HTTP server on this machine that serves the pages of `ui/` and
//! passes their requests to the running engine, as the command line does. It decides nothing about syncing.
//!
//! It runs only while the command `syncit web` does. Nobody gets in without a link that this command printed:
//!
//! - A link works once, and for ten minutes. Its secret is in the fragment, which browsers do not send: whatever fetches the
//!   address in advance does not use it up. The page exchanges it for a token ([`gate`]), which it sends in a header. There are
//!   no cookies: browsers would send them to other ports of the same host, too.
//! - The server answers only to names of its own, so that no page of another site reaches it by a name that changes its address
//!   (DNS rebinding), and takes no request that a browser says comes from another site ([`door`]).
//! - Beyond loopback it speaks TLS only ([`certificate`]).
//! - Paths to share, link and write stay inside the directories that the command names ([`confine`]).

mod certificate;
mod confine;
mod door;
mod engine;
mod error;
mod gate;
mod page;
mod reasons;
mod server;
mod shell;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use parking_lot::Mutex;
use syncit_engine::Home;
use tokio::runtime::Runtime;

use crate::certificate::Certificate;
use crate::confine::Roots;
use crate::door::Door;
use crate::engine::Engine;
use crate::gate::Gate;
use crate::server::App;

pub use crate::error::Error;
pub use crate::gate::LINK_LASTS;
pub use crate::server::PORT;

/// What a window in the browser is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; loopback if none, at [`PORT`] or the next free port.
    pub listen: Option<SocketAddr>,
    /// The directories that pages may share, link and write in.
    pub roots: Vec<PathBuf>,
    /// This machine's host name, which is an address of the window beyond loopback.
    pub host_name: String,
}

/// A window that is being served. Dropping it closes it and every connection.
pub struct Web {
    app: Arc<App>,
    address: SocketAddr,
    fingerprint: Option<String>,
    runtime: Option<Runtime>,
}

impl Web {
    /// Starts to serve the window of the engine that runs on `home`. `opened` is called with the address of whoever opened it by
    /// a link.
    ///
    /// # Errors
    /// If it cannot listen, or a directory does not exist.
    pub fn start(home: Home, options: Options, opened: impl Fn(IpAddr) + Send + Sync + 'static) -> Result<Self, Error> {
        if !page::is_there() {
            return Err(Error::NoPages);
        }
        let roots = Roots::new(&options.roots).map_err(|(path, cause)| Error::Root { path, cause })?;
        let start = |cause: &dyn std::fmt::Display| Error::Start(cause.to_string());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("web")
            .enable_all()
            .build()
            .map_err(|cause| start(&cause))?;
        let listener = runtime.block_on(server::listen(options.listen))?;
        let address = listener.local_addr().map_err(|cause| start(&cause))?;
        let certificate = match address.ip().is_loopback() {
            true => None,
            false => Some(Certificate::make(&options.host_name, address.ip()).map_err(|cause| start(&cause))?),
        };
        let fingerprint = certificate.as_ref().map(|certificate| certificate.fingerprint.clone());
        let door = Door { is_loopback: certificate.is_none(), host_name: options.host_name };
        let app = Arc::new(App {
            gate: Mutex::new(Gate::default()),
            door,
            roots,
            engine: Engine::new(home),
            opened: Box::new(opened),
        });
        runtime.spawn(server::serve(listener, certificate.map(|certificate| certificate.acceptor), app.clone()));
        Ok(Web { app, address, fingerprint, runtime: Some(runtime) })
    }

    /// Makes a link that opens the window once, within [`LINK_LASTS`].
    ///
    /// # Errors
    /// If the system gives no random numbers.
    pub fn link(&self) -> Result<String, Error> {
        let secret = gate::secret().map_err(|cause| Error::Start(cause.to_string()))?;
        self.app.gate.lock().add_link(&secret, Instant::now());
        Ok(format!("{}/#link={secret}", self.url()))
    }

    /// Returns the window's address, without a link.
    pub fn url(&self) -> String {
        let scheme = if self.fingerprint.is_some() { "https" } else { "http" };
        let (ip, port) = (self.address.ip(), self.address.port());
        match ip.is_unspecified() {
            true => format!("{scheme}://{}:{port}", self.app.door.host_name),
            false => format!("{scheme}://{}", SocketAddr::new(ip, port)),
        }
    }

    /// Returns the port that it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Returns the SHA-256 fingerprint of the certificate, if it speaks TLS.
    pub fn fingerprint(&self) -> Option<&str> {
        self.fingerprint.as_deref()
    }

    /// Returns the directories that pages may share, link and write in, as they are on this disk.
    pub fn roots(&self) -> &[PathBuf] {
        self.app.roots.all()
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A request that the engine is carrying out is not waited for.
            runtime.shutdown_background();
        }
    }
}
