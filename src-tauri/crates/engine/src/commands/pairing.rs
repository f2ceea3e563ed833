//! `syncit hub`, `discover`, `join` and `leave`: role transitions that a person requests.
//!
//! A transition either completes or leaves everything as it was. Only one runs at a time.

pub(crate) mod failed;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use syncit_core::join_link::is_fingerprint;
use syncit_core::message::Ask;
use syncit_core::{MachineId, Name};
use syncit_ssh::discover::{self as lan, DiscoverError};
use syncit_ssh::pair::join as pair_with;

use self::failed::{NoHub, join_failed};
use crate::api::{Discovered, HubRoot, Reply};
use crate::client::Client;
use crate::error::{BadArgument, Error, MachineFailed, Result, Undone, WrongRole};
use crate::folder::on_disk;
use crate::hub::Hub;
use crate::hub::sockets::{DEFAULT_PORT, bind};
use crate::machine::known_addresses::KnownAddresses;
use crate::machine::record::{ClientRole, HubRole, RoleRecord};
use crate::platform;
use crate::runtime::names::name_of;
use crate::runtime::role::stop_running;
use crate::runtime::{RunningRole, Runtime, folders, hub_root};

/// How long hubs are looked for on the LAN.
const BROWSE: Duration = Duration::from_secs(2);
/// How long `join` waits for the first connection.
const FIRST_CONNECTION: Duration = Duration::from_secs(5);

fn must_be_unset(runtime: &Runtime, undone: Undone) -> Result<()> {
    let machine = runtime.machine();
    match machine.role {
        RoleRecord::None => Ok(()),
        RoleRecord::Hub(_) => Err(WrongRole::IsTheHub { name: machine.shown_name(), undone }.into()),
        RoleRecord::Client(role) => Err(WrongRole::IsPaired { hub: role.hub.to_string(), undone }.into()),
    }
}

/// Returns the given name, the name that the machine already has, or the computer's.
fn machine_name(runtime: &Runtime, given: Option<String>) -> Result<Name> {
    if let Some(given) = given {
        return name_of(&given);
    }
    if let Some(name) = runtime.machine().name {
        return Ok(name);
    }
    let host: String =
        platform::host_name().split('.').next().unwrap_or_default().chars().take(syncit_core::path::MAX_NAME).collect();
    Ok(Name::new(&host).unwrap_or_else(|_| Name::new("machine").expect("it is a fine name")))
}

/// Runs `syncit hub`.
pub(crate) fn hub(runtime: &Runtime, name: Option<String>, listen: Option<String>, root: HubRoot) -> Result<Reply> {
    let _one = runtime.arranging.lock();
    must_be_unset(runtime, Undone::Change)?;
    let name = machine_name(runtime, name)?;
    let root = match root {
        HubRoot::Default => Some(runtime.home.default_hub_root()),
        HubRoot::None => None,
        HubRoot::At(path) => Some(path),
    };
    let root = root.map(|root| hub_root::check(&root, &runtime.home, &runtime.machine())).transpose()?;
    let address = match &listen {
        None => None,
        Some(text) => Some(text.parse::<SocketAddr>().map_err(|_| BadArgument::Address { text: text.clone() })?),
    };
    let hub = Hub::start(&runtime.context, &name, bind(address)?)?;
    let Some(listen) = hub.listening().first().copied() else {
        hub.stop();
        return Err(MachineFailed::ListenNowhere.into());
    };
    let recorded = runtime.change(|machine| {
        machine.name = Some(name.clone());
        machine.role = RoleRecord::Hub(HubRole { listen, root, root_is_real: true, known: KnownAddresses::default() });
    });
    if let Err(error) = recorded {
        hub.stop();
        return Err(error);
    }
    let listening = hub.listening().iter().map(SocketAddr::to_string).collect();
    runtime.set_running(RunningRole::Hub(hub));
    runtime.fresh_directory(Undone::Change)?;
    Ok(Reply::Hub { machine: name.to_string(), listen: listening })
}

/// Runs `syncit discover`.
pub(crate) fn discover(runtime: &Runtime) -> Result<Reply> {
    let found = browse(runtime, |_| false)?;
    let named =
        found.into_iter().filter_map(|hub| Some(Discovered { name: hub.name?.to_string(), addresses: hub.addresses }));
    Ok(Reply::Discover(named.collect()))
}

fn browse(runtime: &Runtime, enough: impl Fn(&[lan::Found]) -> bool) -> Result<Vec<lan::Found>> {
    let Some(interfaces) = runtime.discovery() else {
        return Err(Error::Pairing(NoHub::DiscoveryOff.into()));
    };
    let failed = |error: DiscoverError| Error::Pairing(NoHub::Discovery { words: error.reason }.into());
    lan::browse(BROWSE, interfaces, enough).map_err(failed)
}

/// Runs `syncit join`.
pub(crate) fn join(
    runtime: &Runtime,
    address: Option<String>,
    code: &str,
    name: Option<String>,
    fingerprint: Option<&str>,
) -> Result<Reply> {
    let _one = runtime.arranging.lock();
    must_be_unset(runtime, Undone::Change)?;
    let name = machine_name(runtime, name)?;
    let digits: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::Pairing(NoHub::BadCode.into()));
    }
    if let Some(text) = fingerprint.filter(|text| !is_fingerprint(text)) {
        return Err(BadArgument::Fingerprint { text: text.to_owned() }.into());
    }
    let addresses = match address {
        Some(address) => vec![with_port(&address)?],
        None => find_inviting_hub(runtime)?,
    };
    let key = runtime.key()?;
    let shown = addresses.first().cloned().unwrap_or_default();
    let (joined, reached) =
        pair_with(&addresses, &key, &digits, &name, fingerprint).map_err(|error| join_failed(error, shown))?;
    if MachineId::of_key(&joined.hub_key) == runtime.id()? {
        return Err(BadArgument::Itself.into());
    }
    let mut known = vec![reached.clone()];
    known.extend(addresses.into_iter().filter(|address| *address != reached));
    let role = ClientRole { hub: joined.hub.clone(), key: joined.hub_key, addresses: known };
    runtime.change(|machine| {
        machine.name = Some(joined.name.clone());
        machine.role = RoleRecord::Client(role.clone());
    })?;
    let client = Client::start(&runtime.context, &role);
    runtime.set_running(RunningRole::Client(client.clone()));
    client.await_online(Instant::now() + FIRST_CONNECTION);
    Ok(Reply::Join { hub: joined.hub.to_string(), machine: joined.name.to_string() })
}

/// Returns an address with its port, in the form that the transport needs.
fn with_port(text: &str) -> Result<String> {
    let text = text.trim();
    let bad = || Error::from(BadArgument::Address { text: text.to_owned() });
    if text.is_empty() || text.contains(char::is_whitespace) {
        return Err(bad());
    }
    if let Ok(ip) = text.parse::<std::net::Ipv6Addr>() {
        return Ok(format!("[{ip}]:{DEFAULT_PORT}"));
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (inside, after) = rest.split_once(']').ok_or_else(bad)?;
        return match after.strip_prefix(':') {
            None if after.is_empty() => Ok(format!("[{inside}]:{DEFAULT_PORT}")),
            Some(port) if port.parse::<u16>().is_ok() => Ok(text.to_owned()),
            _ => Err(bad()),
        };
    }
    match text.split_once(':') {
        None => Ok(format!("{text}:{DEFAULT_PORT}")),
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(text.to_owned()),
        Some(_) => Err(bad()),
    }
}

fn find_inviting_hub(runtime: &Runtime) -> Result<Vec<String>> {
    let found = browse(runtime, |_| false)?;
    let mut inviting: Vec<_> = found.into_iter().filter(|hub| hub.name.is_some()).collect();
    match inviting.len() {
        1 => Ok(inviting.remove(0).addresses),
        0 => Err(Error::Pairing(NoHub::NoneFound.into())),
        _ => {
            let names: Vec<_> = inviting
                .iter()
                .filter_map(|hub| Some(format!("{} ({})", hub.name.as_ref()?, hub.addresses.first()?)))
                .collect();
            Err(Error::Pairing(NoHub::Several { hubs: names.join(", ") }.into()))
        }
    }
}

/// Runs `syncit leave`.
pub(crate) fn leave(runtime: &Runtime) -> Result<Reply> {
    let _one = runtime.arranging.lock();
    let machine = runtime.machine();
    match &machine.role {
        RoleRecord::None => return Err(Error::not_set_up(Undone::Change)),
        RoleRecord::Hub(_) => {
            return Err(WrongRole::CannotLeave { name: machine.shown_name() }.into());
        }
        RoleRecord::Client(_) => {}
    }
    // A hub that cannot be reached now keeps the key of a machine that will not use it again.
    if runtime.router.online().is_some()
        && let Err(error) = runtime.ask(Ask::Forget { machine: runtime.id()? }, Undone::Change)
    {
        tracing::warn!("the hub still knows this machine: {error}");
    }
    machine.links.keys().for_each(|folder| folders::release_displaced(runtime, *folder));
    folders::close_all(runtime);
    stop_running(runtime);
    for (folder, link) in &machine.links {
        on_disk::clean_up(&runtime.home, *folder, link);
    }
    runtime.clear_directory();
    runtime.change(|machine| {
        machine.role = RoleRecord::None;
        machine.links.clear();
        machine.names.clear();
        machine.paused = None;
    })?;
    Ok(Reply::Done)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn addresses_get_the_port_that_they_lack() {
        for (given, expected) in [
            ("hub", "hub:22082"),
            ("hub.local:7", "hub.local:7"),
            ("10.0.0.2", "10.0.0.2:22082"),
            ("10.0.0.2:99", "10.0.0.2:99"),
            ("::1", "[::1]:22082"),
            ("[::1]", "[::1]:22082"),
            ("[fe80::1%eth0]:5", "[fe80::1%eth0]:5"),
        ] {
            assert_eq!(with_port(given).unwrap(), expected);
        }
        for bad in ["", " ", "a b", ":5", "hub:port", "hub:99999", "[::1", "[::1]x", "[::1]:"] {
            assert!(with_port(bad).is_err(), "{bad}");
        }
    }
}
