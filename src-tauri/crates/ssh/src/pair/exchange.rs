//! The cryptography of pairing, as three values: an element to send, and two MACs over the whole transcript.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use spake2::{Ed25519Group, Identity, Password, Spake2};
use zeroize::Zeroizing;

/// An exchange that has begun: our element is sent, and the other side's is awaited.
pub(super) struct Begun {
    state: Spake2<Ed25519Group>,
    element: Vec<u8>,
    is_joiner: bool,
    context: Vec<u8>,
}

/// The keys that both sides have if, and only if, both used the same code and saw the same public keys.
pub(super) struct Agreed {
    joiner_key: Zeroizing<[u8; 32]>,
    hub_key: Zeroizing<[u8; 32]>,
    transcript: Vec<u8>,
}

/// Appends a field with its length, so that no two lists of fields give the same bytes.
fn push_field(to: &mut Vec<u8>, field: &[u8]) {
    to.extend_from_slice(&(field.len() as u64).to_le_bytes());
    to.extend_from_slice(field);
}

impl Begun {
    /// Begins the exchange on one side. `joiner` and `hub` are the public keys in SSH wire format as seen on this
    /// connection; `name` is the name that the joining machine asked for.
    pub fn new(is_joiner: bool, code: &str, joiner: &[u8], hub: &[u8], name: &str) -> Self {
        let (password, a, b) = (Password::new(code.as_bytes()), Identity::new(joiner), Identity::new(hub));
        let (state, element) = if is_joiner {
            Spake2::<Ed25519Group>::start_a(&password, &a, &b)
        } else {
            Spake2::<Ed25519Group>::start_b(&password, &a, &b)
        };
        let mut context = b"syncit pairing 1".to_vec();
        for field in [joiner, hub, name.as_bytes()] {
            push_field(&mut context, field);
        }
        Begun { state, element, is_joiner, context }
    }

    /// Returns the element that the other side needs.
    pub fn element(&self) -> &[u8] {
        &self.element
    }

    /// Finishes with the other side's element. Returns `None` if that is not a valid element.
    pub fn finish(self, other: &[u8]) -> Option<Agreed> {
        let shared = Zeroizing::new(self.state.finish(other).ok()?);
        let mut transcript = self.context;
        let (joiner_element, hub_element) =
            if self.is_joiner { (&self.element[..], other) } else { (other, &self.element[..]) };
        push_field(&mut transcript, joiner_element);
        push_field(&mut transcript, hub_element);

        // As in RFC 9382: one confirmation key for each side, both from the shared secret.
        let hkdf = Hkdf::<Sha256>::new(None, &shared);
        let mut keys = Zeroizing::new([0; 64]);
        hkdf.expand(b"ConfirmationKeys", &mut *keys).expect("64 bytes is a length that HKDF-SHA-256 can give");
        let half = |range: std::ops::Range<usize>| {
            let mut key = Zeroizing::new([0; 32]);
            key.copy_from_slice(&keys[range]);
            key
        };
        Some(Agreed { joiner_key: half(0..32), hub_key: half(32..64), transcript })
    }
}

impl Agreed {
    fn mac(&self, key: &[u8; 32], more: &[&str]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
        mac.update(&self.transcript);
        for text in more {
            let mut field = Vec::new();
            push_field(&mut field, text.as_bytes());
            mac.update(&field);
        }
        mac
    }

    /// Returns the joining machine's proof.
    pub fn joiner_mac(&self) -> Vec<u8> {
        self.mac(&self.joiner_key, &[]).finalize().into_bytes().to_vec()
    }

    /// Checks the joining machine's proof in constant time.
    pub fn is_joiner_mac(&self, mac: &[u8]) -> bool {
        self.mac(&self.joiner_key, &[]).verify_slice(mac).is_ok()
    }

    /// Returns the hub's proof, which also covers the names that both use from now on.
    pub fn hub_mac(&self, hub: &str, name: &str) -> Vec<u8> {
        self.mac(&self.hub_key, &[hub, name]).finalize().into_bytes().to_vec()
    }

    /// Checks the hub's proof in constant time.
    pub fn is_hub_mac(&self, mac: &[u8], hub: &str, name: &str) -> bool {
        self.mac(&self.hub_key, &[hub, name]).verify_slice(mac).is_ok()
    }
}
