//! SSH keys: generating them, and showing them to people. Where they are kept is not decided here.

use russh::keys::ssh_key::{Algorithm, LineEnding, PrivateKey, PublicKey};
use zeroize::Zeroizing;

/// An Ed25519 key of a machine.
pub struct KeyPair {
    /// The private key in the format of an OpenSSH key file, without a passphrase.
    pub private_openssh: Zeroizing<String>,
    /// The public key in SSH wire format.
    pub public_wire: Vec<u8>,
}

impl std::fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyPair({})", fingerprint(&self.public_wire))
    }
}

/// A text or bytes are not a usable key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the {what} cannot be read: {reason}")]
pub struct BadKey {
    what: &'static str,
    reason: String,
}

impl BadKey {
    fn new(what: &'static str, reason: impl std::fmt::Display) -> Self {
        BadKey { what, reason: reason.to_string() }
    }
}

impl KeyPair {
    /// Reads a private key in the format of an OpenSSH key file.
    pub fn from_openssh(private: &str) -> Result<Self, BadKey> {
        let key = read_private(private)?;
        let public_wire = key.public_key().to_bytes().map_err(|e| BadKey::new("public key", e))?;
        Ok(KeyPair { private_openssh: Zeroizing::new(private.to_owned()), public_wire })
    }
}

/// Generates a new Ed25519 key from the system's random bytes.
///
/// # Panics
/// Panics if the system gives no random bytes: without them nothing here would be safe.
pub fn generate_key() -> KeyPair {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *seed).expect("the system gives random bytes");
    let pair = russh::keys::ssh_key::private::Ed25519Keypair::from_seed(&seed);
    let key = PrivateKey::from(pair);
    let private_openssh = key.to_openssh(LineEnding::LF).expect("an Ed25519 key can be written");
    let public_wire = key.public_key().to_bytes().expect("an Ed25519 key can be written");
    KeyPair { private_openssh, public_wire }
}

/// Returns the fingerprint of a public key in SSH wire format, as `ssh-keygen -l` shows it: `SHA256:…`.
pub fn fingerprint(public_key_wire: &[u8]) -> String {
    use russh::keys::ssh_key::Fingerprint;
    use sha2::Digest as _;
    Fingerprint::Sha256(sha2::Sha256::digest(public_key_wire).into()).to_string()
}

pub(crate) fn read_private(text: &str) -> Result<PrivateKey, BadKey> {
    let key = PrivateKey::from_openssh(text).map_err(|e| BadKey::new("private key", e))?;
    if key.algorithm() != Algorithm::Ed25519 || key.is_encrypted() {
        return Err(BadKey::new("private key", "it is not an Ed25519 key without a passphrase"));
    }
    Ok(key)
}

/// Converts a public key from SSH wire format to one line of text.
pub(crate) fn public_line(wire: &[u8]) -> Result<String, BadKey> {
    let key = PublicKey::from_bytes(wire).map_err(|e| BadKey::new("public key", e))?;
    key.to_openssh().map_err(|e| BadKey::new("public key", e))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use russh::keys::ssh_key::HashAlg;

    #[test]
    fn a_key_survives_being_written_and_its_fingerprint_is_the_one_of_ssh() {
        let made = generate_key();
        let read = KeyPair::from_openssh(&made.private_openssh).unwrap();
        assert_eq!(read.public_wire, made.public_wire);
        let theirs = PublicKey::from_bytes(&made.public_wire).unwrap().fingerprint(HashAlg::Sha256);
        assert_eq!(fingerprint(&made.public_wire), theirs.to_string());
        assert_ne!(generate_key().public_wire, made.public_wire);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        assert!(KeyPair::from_openssh("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n").is_err());
        assert!(public_line(b"\0\0\0\x07ssh-rsa").is_err());
    }
}
