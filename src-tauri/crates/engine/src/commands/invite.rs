//! Admitting a machine: the invitation, which the hub opens for itself or for a machine that may invite, and the key by which a machine is known.

use std::net::{IpAddr, SocketAddr};

use syncit_core::Name;
use syncit_core::join_link::JoinLink;
use syncit_core::message::{Answer, Ask, InvitationInfo, MAX_INVITE_ADDRESSES, MAX_INVITE_MINUTES};
use syncit_core::relay_store::Access;
use syncit_ssh::fingerprint;
use syncit_ssh::keys::{KeyChoice, KeyPlace};

use crate::api::{Invite, Key, KeyKind, Reply, WrongCodes};
use crate::error::{BadArgument, Error, Result, Undone, WrongRole};
use crate::hub::sockets;
use crate::machine::clock;
use crate::machine::record::RoleRecord;
use crate::runtime::directory::Directory;
use crate::runtime::role::running_hub;
use crate::runtime::{RunningRole, Runtime};

/// How many minutes an invitation is open by default.
const INVITE_MINUTES: u32 = 10;
/// How many addresses are shown of where wrong codes came from, whatever the hub says.
const MAX_SOURCES: usize = 16;

/// Runs `syncit invite`: on the hub, or on a machine that its owner lets invite.
pub(crate) fn invite(runtime: &Runtime, minutes: Option<u32>, may: Option<Access>) -> Result<Reply> {
    let minutes = minutes.unwrap_or(INVITE_MINUTES);
    if !(1..=MAX_INVITE_MINUTES).contains(&minutes) {
        return Err(BadArgument::Minutes { most: MAX_INVITE_MINUTES }.into());
    }
    let opened = ask(runtime, Ask::Invite { minutes, may }, Undone::Change)?;
    announce(runtime);
    opened.map(Reply::Invite).ok_or_else(|| Error::other_answer(Undone::Change))
}

/// Runs `syncit invite --show`. It is also answered where no invitation is open.
pub(crate) fn invitation(runtime: &Runtime) -> Result<Reply> {
    ask(runtime, Ask::Invitation, Undone::Answer).map(Reply::Invitation)
}

/// Runs `syncit invite --cancel`.
pub(crate) fn cancel(runtime: &Runtime) -> Result<Reply> {
    check_hub(runtime, Undone::Answer)?;
    runtime.ask(Ask::CancelInvite, Undone::Answer)?;
    announce(runtime);
    Ok(Reply::Done)
}

/// Announces the hub's name while an invitation is open, without waiting until housekeeping does.
fn announce(runtime: &Runtime) {
    if let RunningRole::Hub(hub) = runtime.running() {
        hub.announce();
    }
    runtime.hints.wake();
}

/// Asks the hub, which is this machine or another one, about its invitation.
fn ask(runtime: &Runtime, ask: Ask, undone: Undone) -> Result<Option<Invite>> {
    check_hub(runtime, undone)?;
    match runtime.ask(ask, undone)? {
        Answer::Invitation { invitation } => invitation.map(|info| shown(runtime, info, undone)).transpose(),
        _ => Err(Error::other_answer(undone)),
    }
}

/// Checks that the hub runs and knows what an invitation of another machine is. An older one would end the connection at a
/// question that it does not know.
fn check_hub(runtime: &Runtime, undone: Undone) -> Result<()> {
    let RoleRecord::Client(role) = runtime.machine().role else {
        return running_hub(runtime, undone).map(drop);
    };
    let own = runtime.id()?;
    let knows = |directory: &Directory| directory.machines.iter().any(|it| it.id == own && it.may_invite.is_some());
    if knows(&runtime.directory()) || knows(&runtime.fresh_directory(undone)?) {
        return Ok(());
    }
    Err(WrongRole::HubTooOld { hub: role.hub.to_string(), undone }.into())
}

/// Returns an invitation as it is shown to a person. Everything in it may come from another machine.
fn shown(runtime: &Runtime, info: InvitationInfo, undone: Undone) -> Result<Invite> {
    if info.code.len() != 6 || !info.code.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Error::other_answer(undone));
    }
    let addresses = addresses(runtime, &info.addresses);
    let address = addresses.first().cloned().unwrap_or_default();
    let link = JoinLink::new(&address, &hub_fingerprint(runtime)?, Name::new(&runtime.hub_name()).ok());
    let left = info.left.min(u64::from(MAX_INVITE_MINUTES) * 60_000);
    let wrong_codes = info.wrong_codes.into_iter().take(MAX_SOURCES).filter_map(|(address, count)| {
        Some(WrongCodes { address: address.parse::<IpAddr>().ok()?.to_string(), count })
    });
    let opened_by = info.opened_by.filter(|by| runtime.id().is_ok_and(|own| own != *by));
    Ok(Invite {
        code: info.code,
        address,
        addresses,
        link: link.map(|link| link.to_string()),
        expires_at: clock::wall().plus_millis(left as i64).to_string(),
        attempts_left: info.attempts_left,
        may: info.may,
        wrong_codes: wrong_codes.collect(),
        burnt: info.burnt,
        opened_by: opened_by.map(|by| runtime.directory().machine_name(by)),
    })
}

/// Returns the hub's addresses, the one to try first before the others. A client knows one that works; but one that only this
/// computer can use comes last.
fn addresses(runtime: &Runtime, told: &[String]) -> Vec<String> {
    let told = told.iter().take(MAX_INVITE_ADDRESSES).filter_map(|text| text.parse::<SocketAddr>().ok());
    let mut addresses: Vec<_> = told.map(|address| address.to_string()).collect();
    if let RunningRole::Client(client) = runtime.running() {
        let used = client.status().address;
        addresses.retain(|address| *address != used);
        let place = if is_of_here(&used) { addresses.len() } else { 0 };
        addresses.insert(place, used);
    }
    addresses
}

/// Returns true for an address that means something else, or nothing, on other computers.
fn is_of_here(address: &str) -> bool {
    match address.parse::<SocketAddr>() {
        Ok(address) => sockets::is_of_here(address.ip()),
        Err(_) => address.starts_with("localhost:") || address.contains('%'),
    }
}

/// Returns the fingerprint of the hub's key: a client pinned it when it was paired.
fn hub_fingerprint(runtime: &Runtime) -> Result<String> {
    match runtime.machine().role {
        RoleRecord::Client(role) => Ok(fingerprint(&role.key)),
        RoleRecord::Hub(_) | RoleRecord::None => runtime.fingerprint(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_this_computer_alone_is_told_apart() {
        for of_here in ["127.0.0.1:1", "[::1]:1", "169.254.1.1:1", "[fe80::1%eth0]:1", "[fe80::1]:1", "localhost:1"] {
            assert!(is_of_here(of_here), "{of_here}");
        }
        for elsewhere in ["192.168.1.2:1", "[2001:db8::1]:1", "attic.local:1"] {
            assert!(!is_of_here(elsewhere), "{elsewhere}");
        }
    }
}
