//! Admitting a machine: the hub's invitation, and the key by which a machine is known.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use syncit_core::join_link::JoinLink;
use syncit_core::relay_store::Access;
use syncit_ssh::keys::{KeyChoice, KeyPlace};
use syncit_ssh::pair::{Invitation, InvitationEnd};

use crate::api::{Invite, Key, KeyKind, Reply, WrongCodes};
use crate::error::{BadArgument, Error, Result, Undone};
use crate::hub::Hub;
use crate::machine::clock;
use crate::runtime::Runtime;
use crate::runtime::role::running_hub;

/// How many minutes an invitation is open by default, and at most.
const INVITE_MINUTES: u32 = 10;
const MAX_INVITE_MINUTES: u32 = 24 * 60;

/// Runs `syncit invite`.
pub(crate) fn invite(runtime: &Runtime, minutes: Option<u32>, may: Option<Access>) -> Result<Reply> {
    let hub = running_hub(runtime, Undone::Change)?;
    let minutes = minutes.unwrap_or(INVITE_MINUTES);
    if !(1..=MAX_INVITE_MINUTES).contains(&minutes) {
        return Err(BadArgument::Minutes { most: MAX_INVITE_MINUTES }.into());
    }
    let lifetime = Duration::from_secs(u64::from(minutes) * 60);
    let invitation = hub.invite(lifetime, may)?;
    runtime.hints.wake();
    Ok(Reply::Invite(invite_reply(runtime, &hub, &invitation, lifetime)?))
}

/// Runs `syncit invite --show`. It also works on a hub where no invitation is open.
pub(crate) fn invitation(runtime: &Runtime) -> Result<Reply> {
    let hub = running_hub(runtime, Undone::Answer)?;
    let shown = hub.invitation().map(|invitation| {
        let left = invitation.closes().saturating_duration_since(Instant::now());
        invite_reply(runtime, &hub, &invitation, left)
    });
    Ok(Reply::Invitation(shown.transpose()?))
}

/// Runs `syncit invite --cancel`.
pub(crate) fn cancel(runtime: &Runtime) -> Result<Reply> {
    running_hub(runtime, Undone::Answer)?.cancel_invite();
    runtime.hints.wake();
    Ok(Reply::Done)
}

fn invite_reply(runtime: &Runtime, hub: &Hub, invitation: &Arc<Invitation>, left: Duration) -> Result<Invite> {
    let addresses = reachable_addresses(&hub.listening());
    let wrong_codes = invitation.wrong_codes();
    let address = addresses.first().cloned().unwrap_or_default();
    let link = JoinLink::new(&address, &runtime.fingerprint()?, runtime.machine().name);
    Ok(Invite {
        code: invitation.code().to_owned(),
        address,
        addresses,
        link: link.map(|link| link.to_string()),
        expires_at: clock::wall().plus_millis(i64::try_from(left.as_millis()).unwrap_or(i64::MAX)).to_string(),
        attempts_left: invitation.attempts_left(),
        may: hub.invited(),
        wrong_codes: wrong_codes
            .into_iter()
            .map(|(address, count)| WrongCodes { address: address.to_string(), count })
            .collect(),
        burnt: invitation.end() == Some(InvitationEnd::Attempts),
    })
}

/// Runs `syncit key`.
pub(crate) fn key(runtime: &Runtime) -> Result<Reply> {
    let record = runtime.machine().key.ok_or_else(|| Error::not_set_up(Undone::Answer))?;
    let fingerprint = runtime.fingerprint()?;
    let (kind, place, note) = match runtime.key_place(&record) {
        KeyPlace::Keyring(account) => (KeyKind::Keyring, account, None),
        KeyPlace::File(path) => {
            let note = (runtime.options.key == KeyChoice::KeyringOrFile).then(|| {
                "no keyring answered when this machine was set up, so the key lies in a file that only you can read"
                    .to_owned()
            });
            (KeyKind::File, path.display().to_string(), note)
        }
    };
    Ok(Reply::Key(Key { kind, place, fingerprint, note }))
}

/// Returns the addresses at which other machines may reach these sockets, IPv4 addresses of the LAN first.
fn reachable_addresses(listening: &[SocketAddr]) -> Vec<String> {
    let mut found = Vec::new();
    for socket in listening {
        if !socket.ip().is_unspecified() {
            found.push(*socket);
            continue;
        }
        // A socket for `[::]` accepts IPv4 as well.
        let all = if_addrs::get_if_addrs().unwrap_or_default();
        let usable = all.iter().map(if_addrs::Interface::ip).filter(|ip| match ip {
            std::net::IpAddr::V4(ip) => !ip.is_loopback() && !ip.is_link_local(),
            std::net::IpAddr::V6(ip) => socket.is_ipv6() && !ip.is_loopback() && !ip.is_unicast_link_local(),
        });
        found.extend(usable.map(|ip| SocketAddr::new(ip, socket.port())));
    }
    found.sort_by_key(|address| (address.is_ipv6(), *address));
    found.dedup();
    if found.is_empty() {
        // Without a network, only this computer can reach it.
        found.extend(listening.first().map(|socket| SocketAddr::from(([127, 0, 0, 1], socket.port()))));
    }
    found.iter().map(SocketAddr::to_string).collect()
}
