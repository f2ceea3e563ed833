//! The algorithms that each side of a connection offers, all named here: nothing is left to a library's defaults.
//!
//! The classic Diffie-Hellman groups are not among them: group 18 costs the hub a second of processor time for one
//! handshake, and a stranger nothing.

use std::borrow::Cow;

use russh::keys::ssh_key::Algorithm;
use russh::{Preferred, cipher, compression, kex, mac};
use ssh2::{MethodType, Session};

/// What the hub offers. The last two key exchanges are markers: they announce extensions and strict key exchange, which
/// stops a man in the middle from changing the order of messages.
pub(crate) const OF_THE_HUB: Preferred = Preferred {
    kex: Cow::Borrowed(&[
        kex::MLKEM768X25519_SHA256,
        kex::CURVE25519,
        kex::CURVE25519_PRE_RFC_8731,
        kex::EXTENSION_SUPPORT_AS_SERVER,
        kex::EXTENSION_OPENSSH_STRICT_KEX_AS_SERVER,
    ]),
    key: Cow::Borrowed(&[Algorithm::Ed25519]),
    cipher: Cow::Borrowed(&[cipher::CHACHA20_POLY1305, cipher::AES_256_GCM, cipher::AES_128_GCM]),
    // These ciphers need no MAC, but one must be negotiated.
    mac: Cow::Borrowed(&[mac::HMAC_SHA256_ETM, mac::HMAC_SHA512_ETM]),
    compression: Cow::Borrowed(&[compression::NONE]),
    ..Preferred::DEFAULT
};

const KEX: &str = "mlkem768x25519-sha256,curve25519-sha256,curve25519-sha256@libssh.org";
/// The first is the cheapest for libssh2; the others are for hubs that do not have it.
const CIPHERS: &str = "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com";
const MACS: &str = "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com";

/// Makes a session offer only these. Algorithms that the library was built without are left out.
pub(crate) fn prefer(session: &Session) -> Result<(), ssh2::Error> {
    for (method, names) in [
        (MethodType::Kex, KEX),
        (MethodType::HostKey, "ssh-ed25519"),
        (MethodType::CryptCs, CIPHERS),
        (MethodType::CryptSc, CIPHERS),
        (MethodType::MacCs, MACS),
        (MethodType::MacSc, MACS),
        (MethodType::CompCs, "none"),
        (MethodType::CompSc, "none"),
    ] {
        session.method_pref(method, names)?;
    }
    Ok(())
}
