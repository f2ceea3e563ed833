//! What a hub may do in a session of the bulk lane: show the pinned key, and answer on the channel that this machine opened.
//!
//! russh accepts channels that a server opens unless a handler refuses them, and each takes memory. No hub opens any, so
//! the session ends if one does. Types that russh does not know it refuses by itself.

use std::sync::{Arc, OnceLock};

use russh::Channel;
use russh::client::{ChannelOpenHandle, Handler, Msg, Session};
use russh::keys::PublicKeyOrCertificate;

/// Why a session ends.
#[derive(Debug, thiserror::Error)]
pub(super) enum SessionError {
    #[error(transparent)]
    Ssh(#[from] russh::Error),
    #[error("the hub opened a channel to this machine")]
    Foreign,
}

/// Accepts one host key and no channel.
pub(super) struct Pinned {
    expected: Option<Vec<u8>>,
    shown: Arc<OnceLock<Vec<u8>>>,
}

impl Pinned {
    /// Creates a handler that accepts the key `expected`, in SSH wire format, and records in `shown` which one was shown.
    pub fn new(expected: Option<Vec<u8>>, shown: Arc<OnceLock<Vec<u8>>>) -> Self {
        Pinned { expected, shown }
    }
}

impl Handler for Pinned {
    type Error = SessionError;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, SessionError> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = key else { return Ok(false) };
        let key = key.to_bytes().map_err(|_| russh::Error::UnknownKey)?;
        let is_pinned = self.expected.as_ref() == Some(&key);
        let _ = self.shown.set(key);
        Ok(is_pinned)
    }

    async fn server_channel_open_session(
        &mut self,
        _: Channel<Msg>,

        _: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), SessionError> {
        Err(SessionError::Foreign)
    }

    async fn server_channel_open_direct_tcpip(
        &mut self,
        _: Channel<Msg>,
        _: &str,
        _: u32,
        _: &str,
        _: u32,
        _: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), SessionError> {
        Err(SessionError::Foreign)
    }

    async fn server_channel_open_direct_streamlocal(
        &mut self,
        _: Channel<Msg>,
        _: &str,
        _: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), SessionError> {
        Err(SessionError::Foreign)
    }

    async fn server_channel_open_forwarded_tcpip(
        &mut self,
        _: Channel<Msg>,
        _: &str,
        _: u32,
        _: &str,
        _: u32,
        _: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), SessionError> {
        Err(SessionError::Foreign)
    }

    async fn server_channel_open_forwarded_streamlocal(
        &mut self,
        _: Channel<Msg>,
        _: &str,
        _: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), SessionError> {
        Err(SessionError::Foreign)
    }

    async fn server_channel_open_agent_forward(
        &mut self,
        _: Channel<Msg>,

        _: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), SessionError> {
        Err(SessionError::Foreign)
    }

    async fn server_channel_open_x11(
        &mut self,
        _: Channel<Msg>,
        _: &str,
        _: u32,
        _: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), SessionError> {
        Err(SessionError::Foreign)
    }
}
