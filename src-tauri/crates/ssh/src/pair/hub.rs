//! The hub's side of pairing.

use std::io;
use std::net::IpAddr;

use syncit_core::Name;
use syncit_core::hex::{all_from_hex, to_hex};
use syncit_core::message::{Refusal, RefusalCode};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};

use super::exchange::Begun;
use super::invitation::Invitation;
use super::lines::{line, read_async};
use super::messages::{FromHub, FromJoiner, VERSION};
use crate::reasons::NotAdmitted;

/// Decides whether a machine that proved the code is admitted, and remembers it if so.
pub trait Admission: Send + Sync {
    /// Takes the machine's public key (SSH wire format) and the name it asks for. Returns the hub's own name, or the reason for a
    /// refusal (for example, that the name is taken).
    fn admit(&self, public_key: &[u8], name: &Name) -> Result<Name, Refusal>;
    /// Called when a wrong code was tried. Must not block.
    fn guessed(&self) {}
}

/// Runs the hub's side with one joining machine, which connects from `source`. `joiner` and `hub` are the public keys in SSH wire
/// format, the joiner's as it proved it at login.
///
/// # Errors
/// If the stream fails or the machine breaks the protocol. A wrong code is not an error.
pub async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    source: IpAddr,
    joiner: &[u8],
    hub: &[u8],
    invitation: &Invitation,
    admission: &dyn Admission,
) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let last = exchange(&mut stream, source, joiner, hub, invitation, admission).await?;
    stream.write_all(&line(&last)).await?;
    stream.flush().await?;
    // The joiner hangs up first: libssh2 gives an error for a connection that has ended, even if the last line arrived before the
    // end. Anything else that it sends is not kept in memory.
    tokio::io::copy(&mut stream, &mut tokio::io::sink()).await.map(|_| ())
}

fn out_of_turn() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a message of pairing came out of turn")
}

/// Runs the exchange up to the last line, which it returns.
async fn exchange(
    stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>,
    source: IpAddr,
    joiner: &[u8],
    hub: &[u8],
    invitation: &Invitation,
    admission: &dyn Admission,
) -> io::Result<FromHub> {
    let FromJoiner::Begin { version, name, element } = read_async(stream).await? else { return Err(out_of_turn()) };
    if version != VERSION {
        return Ok(FromHub::Version { version: VERSION });
    }
    let element = all_from_hex(&element).ok_or_else(out_of_turn)?;
    if !invitation.begin_attempt(source).await {
        return Ok(FromHub::NoInvitation);
    }
    let attempt = Attempt { invitation, admission, source, is_settled: false };
    let begun = Begun::new(false, invitation.code(), joiner, hub, &name);
    let own = line(&FromHub::Element { element: to_hex(begun.element()) });
    let Some(agreed) = begun.finish(&element) else {
        return Ok(FromHub::WrongCode { left: attempt.was_wrong() });
    };
    let confirm = async {
        stream.write_all(&own).await?;
        stream.flush().await?;
        read_async(stream).await
    };
    // Even if the machine disconnects now, the attempt is used up, because the element was sent.
    let proof = confirm.await?;
    let proved = match proof {
        FromJoiner::Confirm { mac } => all_from_hex(&mac).is_some_and(|mac| agreed.is_joiner_mac(&mac)),
        FromJoiner::Begin { .. } => false,
    };
    if !proved {
        return Ok(FromHub::WrongCode { left: attempt.was_wrong() });
    }

    let admitted = Name::new(&name)
        .map_err(|why| Refusal::new(RefusalCode::BadRequest, NotAdmitted::BadName { cause: why.into() }))
        .and_then(|name| {
            if !invitation.use_up() {
                return Err(Refusal::new(RefusalCode::NotFound, NotAdmitted::Used));
            }
            match admission.admit(joiner, &name) {
                Ok(own_name) => Ok((own_name, name)),
                Err(refusal) => {
                    invitation.reopen();
                    Err(refusal)
                }
            }
        });
    match admitted {
        Ok((own_name, name)) => {
            attempt.was_right();
            let mac = to_hex(&agreed.hub_mac(own_name.as_str(), name.as_str()));
            Ok(FromHub::Confirm { mac, hub: own_name, name })
        }
        Err(refusal) => {
            attempt.give_back();
            Ok(FromHub::Refused { refusal })
        }
    }
}

/// An attempt that was counted. If it has no result, because its machine disconnects or goes silent, it counts as wrong.
struct Attempt<'a> {
    invitation: &'a Invitation,
    admission: &'a dyn Admission,
    source: IpAddr,
    is_settled: bool,
}

impl Attempt<'_> {
    /// Returns how many attempts the source has left.
    fn was_wrong(mut self) -> u32 {
        self.count_as_wrong()
    }

    fn was_right(mut self) {
        self.is_settled = true;
    }

    /// Gives the attempt back: the code was right, but the machine is not admitted as it is.
    fn give_back(mut self) {
        self.is_settled = true;
        self.invitation.give_back(self.source);
    }

    fn count_as_wrong(&mut self) -> u32 {
        self.is_settled = true;
        let left = self.invitation.attempt_failed(self.source);
        tracing::warn!(source = %self.source, left = self.invitation.attempts_left(), "a wrong code was tried");
        self.admission.guessed();
        left
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.is_settled {
            self.count_as_wrong();
        }
    }
}
