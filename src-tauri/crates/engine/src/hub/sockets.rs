//! The sockets on which a hub listens: which address, which port if the usual one is taken, and how others reach them.

use std::net::{IpAddr, SocketAddr, TcpListener};

use crate::error::{Cause, MachineFailed, Result};

/// The default port of a hub, and the last one that it tries.
pub(crate) const DEFAULT_PORT: u16 = 22082;
const LAST_PORT: u16 = 22182;

/// Binds the given address, or else the default address with the first free port.
pub(crate) fn bind(listen: Option<SocketAddr>) -> Result<Vec<TcpListener>> {
    if let Some(address) = listen {
        return bind_both(address)
            .map_err(|cause| MachineFailed::Listen { address: address.to_string(), cause: (&cause).into() }.into());
    }
    let any = |port| SocketAddr::from(([0_u16; 8], port));
    let mut cause = Cause::AddressInUse;
    for port in DEFAULT_PORT..=LAST_PORT {
        match bind_both(any(port)) {
            Ok(listeners) => return Ok(listeners),
            Err(error) => cause = (&error).into(),
        }
    }
    let (first, last) = (DEFAULT_PORT.to_string(), LAST_PORT.to_string());
    Err(MachineFailed::ListenAnywhere { first, last, cause }.into())
}

/// Binds an address. `[::]` includes IPv4, whatever the system's default for such sockets is, and means IPv4 alone
/// where there is no IPv6.
fn bind_both(address: SocketAddr) -> std::io::Result<Vec<TcpListener>> {
    let is_any = address.is_ipv6() && address.ip().is_unspecified();
    let v4 = |port| TcpListener::bind(SocketAddr::from(([0_u8; 4], port)));
    match TcpListener::bind(address) {
        Ok(listener) if is_any => {
            let port = listener.local_addr()?.port();
            // If the first socket accepts IPv4 as well, this address is in use.
            Ok(std::iter::once(listener).chain(v4(port).ok()).collect())
        }
        Ok(listener) => Ok(vec![listener]),
        Err(error) if is_any && error.kind() != std::io::ErrorKind::AddrInUse => Ok(vec![v4(address.port())?]),
        Err(error) => Err(error),
    }
}

/// Returns the addresses at which other machines may reach these sockets, IPv4 addresses of the LAN first.
pub(crate) fn reachable(listening: &[SocketAddr]) -> Vec<SocketAddr> {
    let mut found = Vec::new();
    for socket in listening {
        if !socket.ip().is_unspecified() {
            found.push(*socket);
            continue;
        }
        // A socket for `[::]` accepts IPv4 as well.
        let all = if_addrs::get_if_addrs().unwrap_or_default();
        let all = all.iter().map(if_addrs::Interface::ip);
        let usable = all.filter(|ip| !is_of_here(*ip) && (ip.is_ipv4() || socket.is_ipv6()));
        found.extend(usable.map(|ip| SocketAddr::new(ip, socket.port())));
    }
    found.sort_by_key(|address| (address.is_ipv6(), *address));
    found.dedup();
    if found.is_empty() {
        // Without a network, only this computer can reach it.
        found.extend(listening.first().map(|socket| SocketAddr::from(([127, 0, 0, 1], socket.port()))));
    }
    found
}

/// Returns true for an address that means something else, or nothing, on other computers.
pub(crate) fn is_of_here(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unicast_link_local(),
    }
}
