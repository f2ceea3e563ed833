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
pub(crate) fn of_the_hub() -> Preferred {
    Preferred {
        kex: Cow::Borrowed(&[
            kex::MLKEM768X25519_SHA256,
            kex::CURVE25519,
            kex::CURVE25519_PRE_RFC_8731,
            kex::EXTENSION_SUPPORT_AS_SERVER,
            kex::EXTENSION_OPENSSH_STRICT_KEX_AS_SERVER,
        ]),
        // The client's order decides, and a client knows only its own processor. A hub to which AES is slow leaves it out.
        cipher: match has_fast_aes() {
            true => Cow::Borrowed(&[cipher::CHACHA20_POLY1305, cipher::AES_256_GCM, cipher::AES_128_GCM]),
            false => Cow::Borrowed(&[cipher::CHACHA20_POLY1305]),
        },
        ..OF_BOTH
    }
}

/// What a machine offers on its bulk lane if russh carries it: the fastest cipher first.
pub(crate) fn of_the_bulk_lane() -> Preferred {
    Preferred {
        kex: Cow::Borrowed(&[
            kex::MLKEM768X25519_SHA256,
            kex::CURVE25519,
            kex::CURVE25519_PRE_RFC_8731,
            kex::EXTENSION_SUPPORT_AS_CLIENT,
            kex::EXTENSION_OPENSSH_STRICT_KEX_AS_CLIENT,
        ]),
        cipher: match has_fast_aes() {
            true => Cow::Borrowed(&[cipher::AES_256_GCM, cipher::AES_128_GCM, cipher::CHACHA20_POLY1305]),
            false => Cow::Borrowed(&[cipher::CHACHA20_POLY1305, cipher::AES_256_GCM, cipher::AES_128_GCM]),
        },
        ..OF_BOTH
    }
}

const OF_BOTH: Preferred = Preferred {
    key: Cow::Borrowed(&[Algorithm::Ed25519]),
    // These ciphers need no MAC, but one must be negotiated.
    mac: Cow::Borrowed(&[mac::HMAC_SHA256_ETM, mac::HMAC_SHA512_ETM]),
    compression: Cow::Borrowed(&[compression::NONE]),
    ..Preferred::DEFAULT
};

/// Returns true if this processor has instructions for AES-GCM. With them aws-lc encrypts with it several times as fast as
/// with ChaCha20-Poly1305; without them it is the other way round, and AES may leak its key to other programs by its timing.
fn has_fast_aes() -> bool {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    return std::arch::is_x86_feature_detected!("aes") && std::arch::is_x86_feature_detected!("pclmulqdq");
    #[cfg(target_arch = "aarch64")]
    return std::arch::is_aarch64_feature_detected!("aes") && std::arch::is_aarch64_feature_detected!("pmull");
    #[allow(unreachable_code, reason = "elsewhere nothing is known of the processor")]
    false
}

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
