//! An invitation as the hub's SSH server offers it to those who want to be paired.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::hub::{Admission, serve};
use super::invitation::Invitation;
use crate::server::{PairingHost, Stream};

/// How long one exchange may take: no person acts within it.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the server's gate hands out while an invitation is open.
#[derive(Clone)]
pub struct Host {
    /// What is offered.
    pub invitation: Arc<Invitation>,
    /// Who remembers the machines that are let in.
    pub admission: Arc<dyn Admission>,
    /// The hub's public key in SSH wire format.
    pub hub_key: Arc<[u8]>,
}

impl PairingHost for Host {
    fn serve(
        &self,
        stream: Box<dyn Stream>,
        joiner_key: Vec<u8>,
        peer: SocketAddr,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'static>> {
        let Host { invitation, admission, hub_key } = self.clone();
        Box::pin(async move {
            let source = peer.ip().to_canonical();
            let exchange = serve(stream, source, &joiner_key, &hub_key, &invitation, &*admission);
            match tokio::time::timeout(PATIENCE, exchange).await {
                Ok(Ok(())) => tracing::info!(%peer, "an attempt at pairing ended"),
                Ok(Err(why)) => tracing::info!(%peer, %why, "an attempt at pairing broke off"),
                Err(_) => tracing::info!(%peer, "an attempt at pairing took too long"),
            }
        })
    }
}
