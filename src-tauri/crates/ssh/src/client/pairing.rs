//! The connection to a hub that does not know this machine yet.

use std::io::{Read, Write};

use ssh2::Channel;
use zeroize::Zeroizing;

use super::dial::{self, Call, Key, Reached};
use super::{ConnectError, Timing};
use crate::wire::command::{PAIRING, PAIRING_USER};

/// A stream to a hub's pairing, and the key that the hub has shown. Reading and writing block, for `Timing::handshake`
/// at most.
pub struct PairingStream {
    channel: Channel,
    reached: Reached,
}

impl std::fmt::Debug for PairingStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PairingStream({})", self.reached.address)
    }
}

impl PairingStream {
    /// Returns the hub's public key in SSH wire format. It is not trusted yet.
    pub fn hub_key(&self) -> &[u8] {
        &self.reached.hub_key
    }

    /// Returns the address that was reached.
    pub fn address(&self) -> &str {
        &self.reached.address
    }
}

impl Read for PairingStream {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        self.channel.read(buf)
    }
}

impl Write for PairingStream {
    fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
        self.channel.write(buf)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.channel.flush()
    }
}

impl Drop for PairingStream {
    fn drop(&mut self) {
        // This is only polite: the hub notices the end in any case.
        let _ = self.reached.session.disconnect(None, "", None);
    }
}

/// Opens pairing at the first address that answers. `KeyRefused` means that no invitation is open.
pub fn open_pairing(
    addresses: &[String],
    private_key: &Zeroizing<String>,
    timing: &Timing,
) -> Result<PairingStream, ConnectError> {
    let key = Key::read(private_key)?;
    let reached = dial::first(addresses, &Call { user: PAIRING_USER, key, hub_key: None, timing: timing.clone() })?;
    let refused = |error: ssh2::Error| dial::broken(&error, &reached.address);
    let mut channel = reached.session.channel_session().map_err(refused)?;
    channel.subsystem(PAIRING).map_err(refused)?;
    Ok(PairingStream { channel, reached })
}
