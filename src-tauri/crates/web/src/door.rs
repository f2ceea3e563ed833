//! Which requests are answered at all, by what their headers say of where they come from.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

/// What the server knows of its own names.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    /// Whether it is reached from this machine only, without TLS.
    pub is_loopback: bool,
    /// This machine's host name.
    pub host_name: String,
}

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Foreign {
    /// It is for another host.
    Host,
    /// It comes from a page of another site.
    Origin,
}

impl Door {
    /// Returns why a request is not answered, if it is not. `is_api` is false for the page itself, which a link of another site
    /// may lead to.
    pub(crate) fn refuses(&self, headers: &HeaderMap, is_api: bool) -> Option<Foreign> {
        let one = |name| {
            let mut all = headers.get_all(name).iter();
            let first = all.next().and_then(|value| value.to_str().ok());
            first.filter(|_| all.next().is_none())
        };
        let Some(host) = one(HOST).filter(|host| self.is_own(host)) else { return Some(Foreign::Host) };
        if !is_api {
            return None;
        }
        let scheme = if self.is_loopback { "http" } else { "https" };
        let is_same =
            |origin: &str| origin.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://")) == Some(host);
        if headers.contains_key(ORIGIN) && !one(ORIGIN).is_some_and(is_same) {
            return Some(Foreign::Origin);
        }
        // Browsers say so themselves, and pages cannot change it. Other programs do not send it.
        let from = headers.get("sec-fetch-site").map(|site| site.as_bytes());
        let is_foreign = from.is_some_and(|site| site != b"same-origin");
        is_foreign.then_some(Foreign::Origin)
    }

    /// Returns true for a host that is this machine by an address, or by a name that nobody else can give an address to. The
    /// port may be another one: that of a tunnel.
    fn is_own(&self, host: &str) -> bool {
        let Some(name) = without_port(host) else { return false };
        if name.eq_ignore_ascii_case("localhost") {
            return true;
        }
        let address = match name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
            None => name.parse::<std::net::Ipv4Addr>().ok().map(IpAddr::V4),
        };
        match address {
            // A name of another site stands in the browser's address line as that name, never as an address.
            Some(address) => !self.is_loopback || address.is_loopback(),
            None => !self.is_loopback && self.is_host_name(name),
        }
    }

    fn is_host_name(&self, name: &str) -> bool {
        let own = self.host_name.as_str();
        let bare = own.split('.').next().unwrap_or(own);
        let is_local = |name: &str| name.strip_suffix(".local").is_some_and(|name| name.eq_ignore_ascii_case(bare));
        name.eq_ignore_ascii_case(own) || name.eq_ignore_ascii_case(bare) || is_local(&name.to_ascii_lowercase())
    }
}

/// Returns a host without its port; none if the port is not a number.
fn without_port(host: &str) -> Option<&str> {
    let end = host.rfind(']').map_or(0, |end| end + 1);
    match host[end..].find(':') {
        None => Some(host),
        Some(at) => {
            let (name, port) = host.split_at(end + at);
            port[1..].parse::<u16>().ok().map(|_| name)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn door(is_loopback: bool) -> Door {
        Door { is_loopback, host_name: "attic.lan".into() }
    }

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect::<HeaderMap>()
    }

    #[test]
    fn only_hosts_of_this_machine_are_answered() {
        for (host, on_loopback, beyond) in [
            ("127.0.0.1:22080", true, true),
            ("localhost:22080", true, true),
            ("LocalHost", true, true),
            ("localhost:9000", true, true),
            ("[::1]:22080", true, true),
            ("127.8.9.1", true, true),
            ("192.168.1.20:22080", false, true),
            ("[fd00::20]:22080", false, true),
            ("attic.lan:22080", false, true),
            ("attic", false, true),
            ("ATTIC.local:22080", false, true),
            ("attic.evil.example:22080", false, false),
            ("evil.example:22080", false, false),
            ("127.0.0.1.evil.example", false, false),
            ("localhost.evil.example", false, false),
            ("evil.example#localhost", false, false),
            ("localhost:22080@evil.example", false, false),
            ("localhost:", false, false),
            ("localhost:99999", false, false),
            ("[::1", false, false),
            ("[::1]evil", false, false),
            ("0x7f000001", false, false),
            ("2130706433", false, false),
            ("", false, false),
        ] {
            let answered = |is_loopback| door(is_loopback).refuses(&headers(&[("host", host)]), false).is_none();
            assert_eq!((answered(true), answered(false)), (on_loopback, beyond), "{host:?}");
        }
        assert_eq!(door(true).refuses(&headers(&[]), false), Some(Foreign::Host));
        let twice = headers(&[("host", "localhost")]);
        let mut twice_told = twice.clone();
        twice_told.append("host", "evil.example".parse().unwrap());
        assert_eq!(door(true).refuses(&twice_told, false), Some(Foreign::Host));
    }

    #[test]
    fn requests_from_other_sites_are_not_answered() {
        let host = ("host", "127.0.0.1:22080");
        for (header, is_refused) in [
            (("origin", "http://127.0.0.1:22080"), false),
            (("origin", "https://127.0.0.1:22080"), true),
            (("origin", "http://127.0.0.1:8000"), true),
            (("origin", "http://localhost:22080"), true),
            (("origin", "http://evil.example"), true),
            (("origin", "null"), true),
            (("origin", ""), true),
            (("sec-fetch-site", "same-origin"), false),
            (("sec-fetch-site", "none"), true),
            (("sec-fetch-site", "same-site"), true),
            (("sec-fetch-site", "cross-site"), true),
        ] {
            let refused = |is_api| door(true).refuses(&headers(&[host, header]), is_api);
            assert_eq!(refused(true), is_refused.then_some(Foreign::Origin), "{header:?}");
            assert_eq!(refused(false), None, "the page may be led to: {header:?}");
        }
    }
}
