//! An invitation as the hub's SSH server offers it to machines that want to be paired.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::hub::{Admission, serve};
use super::invitation::Invitation;
use crate::server::{PairingHost, Stream};

/// How long one exchange may take: no person acts during it.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the server's gate hands out while an invitation is open.
#[derive(Clone)]
pub struct Host {
    /// The invitation.
    pub invitation: Arc<Invitation>,
    /// Decides on and remembers the admitted machines.
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
        Box::pin(self.clone().serve_within(PATIENCE, stream, joiner_key, peer))
    }
}

impl Host {
    async fn serve_within(self, patience: Duration, stream: Box<dyn Stream>, joiner_key: Vec<u8>, peer: SocketAddr) {
        let Host { invitation, admission, hub_key } = self;
        let source = peer.ip().to_canonical();
        let exchange = serve(stream, source, &joiner_key, &hub_key, &invitation, &*admission);
        match tokio::time::timeout(patience, exchange).await {
            Ok(Ok(())) => tracing::info!(%peer, "an attempt at pairing ended"),
            Ok(Err(why)) => tracing::info!(%peer, %why, "an attempt at pairing broke off"),
            Err(_) => tracing::info!(%peer, "an attempt at pairing took too long"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use syncit_core::Name;
    use syncit_core::message::Refusal;

    use super::*;
    use crate::pair::LIFETIME;

    struct Nobody;

    impl Admission for Nobody {
        fn admit(&self, _: &[u8], name: &Name) -> Result<Name, Refusal> {
            panic!("{name} was let in")
        }
        fn guessed(&self) {}
    }

    #[test]
    fn whoever_says_nothing_is_given_up() {
        let invitation = Arc::new(Invitation::new(LIFETIME).unwrap());
        let host = Host { invitation, admission: Arc::new(Nobody), hub_key: Arc::from(&b"the hub's key"[..]) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let is_given_up = runtime.block_on(async {
            let (ours, _silent) = tokio::io::duplex(64);
            let peer = SocketAddr::from(([127, 0, 0, 1], 1));
            let served = host.serve_within(Duration::from_millis(20), Box::new(ours), b"a key".to_vec(), peer);
            tokio::time::timeout(Duration::from_secs(20), served).await.is_ok()
        });
        assert!(is_given_up);
    }
}
