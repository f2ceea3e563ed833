//! The certificate of a window that is reached over the network: made anew each time, and kept in memory only.

use std::error::Error;
use std::fmt::Write;
use std::net::IpAddr;
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use sha2::{Digest, Sha256};
use tokio_rustls::TlsAcceptor;

/// A certificate, and what answers with it.
pub(crate) struct Certificate {
    pub(crate) acceptor: TlsAcceptor,
    /// As browsers show it: SHA-256, in pairs of hexadecimal digits with colons.
    pub(crate) fingerprint: String,
}

impl Certificate {
    /// Makes a key, and a certificate of it for this machine's name and address.
    pub(crate) fn make(host_name: &str, address: IpAddr) -> Result<Self, Box<dyn Error>> {
        let mut names = vec![host_name.to_owned(), "localhost".to_owned()];
        if !address.is_unspecified() {
            names.push(address.to_string());
        }
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names)?;
        let fingerprint = fingerprint(cert.der());
        let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key.into())?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Certificate { acceptor: Arc::new(config).into(), fingerprint })
    }
}

fn fingerprint(der: &[u8]) -> String {
    let digest = Sha256::digest(der);
    digest.iter().enumerate().fold(String::new(), |mut text, (at, byte)| {
        let _ = write!(text, "{}{byte:02X}", if at == 0 { "" } else { ":" });
        text
    })
}
