//! What the server asks of whoever starts it: who may come in, who pairs, and where content is read.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use syncit_core::MachineId;
use syncit_core::relay_store::ContentReader;
use tokio::io::{AsyncRead, AsyncWrite};

/// Decides which machines may log in.
pub trait Gate: Send + Sync {
    /// Returns the machine of a public key in SSH wire format, if it is paired.
    fn machine(&self, public_key_wire: &[u8]) -> Option<MachineId>;
    /// Returns the host for machines that want to be paired, while an invitation is open.
    fn invitation(&self) -> Option<Arc<dyn PairingHost>>;
    /// Returns true if a paired machine has logged in from this address lately; places are reserved for those. It is called for
    /// each connection, before anything else is known of it.
    fn is_known(&self, _address: IpAddr) -> bool {
        false
    }
    /// Called when a paired machine has logged in from this address. Must not block.
    fn logged_in(&self, _machine: MachineId, _address: IpAddr) {}
}

/// A byte stream in both directions.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// The hub's half of pairing.
pub trait PairingHost: Send + Sync {
    /// Runs the exchange with one joiner, which has proved that it holds `joiner_key` (SSH wire format). The connection ends when
    /// the exchange does.
    fn serve(
        &self,
        stream: Box<dyn Stream>,
        joiner_key: Vec<u8>,
        peer: SocketAddr,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'static>>;
}

/// Opens the content store for reading, once for each lane that sends.
pub type Content = Arc<dyn Fn() -> Box<dyn ContentReader + Send> + Send + Sync>;
