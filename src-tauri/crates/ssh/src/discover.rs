//! Finding hubs on the LAN by mDNS, so that nobody has to type an address.
//!
//! An announcement must not identify a hub to strangers, for example a laptop in a café. It contains the key's
//! fingerprint only as a hash, with a salt drawn at each start, which machines that know the key recognise. It contains
//! the name only while an invitation is open. Nothing that is found here is trusted: pairing and the pinned key decide.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use mdns_sd::{IfKind, ScopedIp, ServiceDaemon, ServiceEvent, ServiceInfo};
use syncit_core::hex::to_hex;
use syncit_core::{Digest, Name};

/// The service type (RFC 6763; at most 15 characters).
const SERVICE: &str = "_syncit._tcp.local.";
/// How long the goodbye of a hub that stops may take.
const FAREWELL: Duration = Duration::from_millis(500);
/// The most hubs that are listed, so that flooding the LAN has little effect.
const MAX_FOUND: usize = 100;
/// The most addresses of one hub.
const MAX_ADDRESSES: usize = 16;

/// Which of the machine's network interfaces are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Interfaces {
    /// Those of the LAN.
    #[default]
    Lan,
    /// Only 127.0.0.1: for several machines on one computer, and tests.
    Loopback,
}

/// Why discovery does not work here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot {doing} over mDNS: {reason}")]
pub struct DiscoverError {
    doing: &'static str,
    /// The system's words, or those of the library.
    pub reason: String,
}

impl DiscoverError {
    fn new(doing: &'static str) -> impl FnOnce(mdns_sd::Error) -> Self {
        move |reason| DiscoverError { doing, reason: reason.to_string() }
    }
}

/// A hub that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name, if it has an invitation open.
    pub name: Option<Name>,
    /// Addresses as `ADDRESS:PORT`, IPv4 first.
    pub addresses: Vec<String>,
    salt: String,
    mark: String,
}

impl Found {
    /// Returns true if it claims to be the hub with this public key (SSH wire format).
    pub fn claims_key(&self, public_key: &[u8]) -> bool {
        mark(&self.salt, public_key) == self.mark
    }
}

/// Returns the mark of a hub with this key and salt: 16 hexadecimal digits.
fn mark(salt: &str, public_key: &[u8]) -> String {
    let mut salted = salt.as_bytes().to_vec();
    salted.push(0);
    salted.extend_from_slice(public_key);
    Digest::of(&salted).to_string()[..16].to_owned()
}

fn daemon(interfaces: Interfaces, doing: &'static str) -> Result<ServiceDaemon, DiscoverError> {
    let start = || {
        let daemon = ServiceDaemon::new()?;
        match interfaces {
            Interfaces::Lan => daemon.disable_interface(vec![IfKind::LoopbackV4, IfKind::LoopbackV6])?,
            Interfaces::Loopback => {
                daemon.disable_interface(IfKind::All)?;
                daemon.enable_interface(IfKind::LoopbackV4)?;
            }
        }
        Ok(daemon)
    };
    start().map_err(DiscoverError::new(doing))
}

/// A hub's announcement, withdrawn when it is dropped.
pub struct Announcer {
    daemon: ServiceDaemon,
    salt: String,
    mark: String,
    port: u16,
    /// If empty, every address of the machine is announced.
    addresses: Vec<IpAddr>,
    interfaces: Interfaces,
}

impl Announcer {
    /// Starts to announce where the hub with this public key (SSH wire format) listens, without a name. Returns `None`
    /// if nobody on these interfaces could reach it.
    ///
    /// # Errors
    /// If this machine has no network on which mDNS works.
    pub fn start(
        public_key: &[u8],
        listening: &[SocketAddr],
        interfaces: Interfaces,
    ) -> Result<Option<Self>, DiscoverError> {
        const DOING: &str = "announce this hub";
        let everywhere = listening.iter().find(|address| address.ip().is_unspecified());
        let reachable = |address: &&SocketAddr| address.ip().is_loopback() == (interfaces == Interfaces::Loopback);
        let Some(port) = everywhere.or_else(|| listening.iter().find(reachable)).map(SocketAddr::port) else {
            return Ok(None);
        };
        let addresses = match everywhere {
            Some(_) => Vec::new(),
            None => listening.iter().filter(reachable).map(SocketAddr::ip).collect(),
        };
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|why| DiscoverError { doing: DOING, reason: why.to_string() })?;
        let salt = to_hex(&random);
        let mark = mark(&salt, public_key);
        let announcer = Announcer { daemon: daemon(interfaces, DOING)?, salt, mark, port, addresses, interfaces };
        announcer.invite(None)?;
        Ok(Some(announcer))
    }

    /// Announces the hub's name while an invitation is open; `None` removes the name.
    ///
    /// # Errors
    /// If the announcement cannot be changed.
    pub fn invite(&self, name: Option<&Name>) -> Result<(), DiscoverError> {
        let mut texts = vec![("salt", self.salt.as_str()), ("mark", self.mark.as_str())];
        texts.extend(name.map(|name| ("name", name.as_str())));
        let host = format!("syncit-{}.local.", self.mark);
        let announce = || {
            let mut info = ServiceInfo::new(SERVICE, &self.mark, &host, &self.addresses[..], self.port, &texts[..])?;
            if self.addresses.is_empty() {
                info = info.enable_addr_auto();
            }
            if self.interfaces == Interfaces::Loopback {
                info.set_interfaces(vec![IfKind::LoopbackV4]);
            }
            self.daemon.register(info)
        };
        announce().map_err(DiscoverError::new("announce this hub"))
    }
}

impl Drop for Announcer {
    fn drop(&mut self) {
        // If the goodbye is not sent, others keep a stale entry until its time to live is over.
        if let Ok(done) = self.daemon.unregister(&format!("{}.{SERVICE}", self.mark)) {
            let _ = done.recv_timeout(FAREWELL);
        }
        if let Ok(done) = self.daemon.shutdown() {
            let _ = done.recv_timeout(FAREWELL);
        }
    }
}

/// Looks for hubs until `enough` returns true for those found, at most for `patience`. Blocks that long.
///
/// # Errors
/// If this machine has no network on which mDNS works.
pub fn browse(
    patience: Duration,
    interfaces: Interfaces,
    enough: impl Fn(&[Found]) -> bool,
) -> Result<Vec<Found>, DiscoverError> {
    const DOING: &str = "look for hubs";
    let daemon = daemon(interfaces, DOING)?;
    let events = daemon.browse(SERVICE).map_err(DiscoverError::new(DOING))?;
    let deadline = Instant::now() + patience;
    let mut found = BTreeMap::new();
    while let Ok(event) = events.recv_deadline(deadline) {
        match event {
            ServiceEvent::ServiceResolved(service) if found.len() < MAX_FOUND => {
                if let Some(hub) = read(&service) {
                    found.insert(service.get_fullname().to_owned(), hub);
                }
            }
            ServiceEvent::ServiceRemoved(_, name) => {
                found.remove(&name);
            }
            _ => {}
        }
        if enough(&found.values().cloned().collect::<Vec<_>>()) {
            break;
        }
    }
    if let Ok(done) = daemon.shutdown() {
        let _ = done.recv_timeout(FAREWELL);
    }
    Ok(found.into_values().collect())
}

/// Parses an announcement. Returns `None` if it is invalid: anybody on the LAN may announce anything.
fn read(service: &mdns_sd::ResolvedService) -> Option<Found> {
    let text = |key| service.get_property_val_str(key).filter(|text| text.len() <= 128);
    let name = match text("name") {
        Some(name) => Some(Name::new(name).ok()?),
        None => None,
    };
    let mut addresses: Vec<(bool, String)> =
        service.get_addresses().iter().filter_map(|ip| address(ip, service.get_port())).collect();
    addresses.sort();
    addresses.truncate(MAX_ADDRESSES);
    if addresses.is_empty() {
        return None;
    }
    let addresses = addresses.into_iter().map(|(_, text)| text).collect();
    Some(Found { name, addresses, salt: text("salt")?.to_owned(), mark: text("mark")?.to_owned() })
}

/// Returns an address with its port, and true if it must come after those of IPv4. A link-local address is useless
/// without its interface.
fn address(ip: &ScopedIp, port: u16) -> Option<(bool, String)> {
    match ip.to_ip_addr() {
        IpAddr::V4(v4) => Some((false, format!("{v4}:{port}"))),
        IpAddr::V6(v6) => {
            let text = ip.to_string();
            let has_zone = text.contains('%');
            (has_zone || !v6.is_unicast_link_local()).then(|| (true, format!("[{text}]:{port}")))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const KEY: &[u8] = b"the hub's public key";

    fn find(patience: u64, wanted: impl Fn(&Found) -> bool) -> Option<Found> {
        let enough = |found: &[Found]| found.iter().any(&wanted);
        let found = browse(Duration::from_secs(patience), Interfaces::Loopback, enough).unwrap();
        found.into_iter().find(|hub| wanted(hub))
    }

    #[test]
    fn a_hub_is_found_by_its_key_and_named_only_while_it_invites() {
        let everywhere: SocketAddr = "[::]:22082".parse().unwrap();
        let announcer = Announcer::start(KEY, &[everywhere], Interfaces::Loopback).unwrap().unwrap();
        let hub = find(20, |hub| hub.claims_key(KEY)).expect("the hub is found by its key");
        assert_eq!((hub.name.clone(), &hub.addresses[..]), (None, &["127.0.0.1:22082".to_owned()][..]));
        assert!(!hub.claims_key(b"another key"));

        announcer.invite(Some(&Name::new("attic").unwrap())).unwrap();
        let hub = find(20, |hub| hub.claims_key(KEY) && hub.name.is_some()).expect("the hub shows its name");
        assert_eq!(hub.name.unwrap().as_str(), "attic");

        announcer.invite(None).unwrap();
        find(20, |hub| hub.claims_key(KEY) && hub.name.is_none()).expect("the name is gone again");
    }

    #[test]
    fn a_hub_that_nobody_can_reach_is_not_announced() {
        let here: SocketAddr = "127.0.0.1:22082".parse().unwrap();
        assert!(Announcer::start(KEY, &[here], Interfaces::Lan).unwrap().is_none());
        assert!(Announcer::start(KEY, &[here], Interfaces::Loopback).unwrap().is_some());
    }

    #[test]
    fn the_salt_differs_at_each_start() {
        assert_ne!(mark("a", KEY), mark("b", KEY));
    }
}
