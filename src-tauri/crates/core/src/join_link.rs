//! A link that leads another machine to a hub:
//! `syncit://join?address=192.168.1.20:22082&fingerprint=SHA256:…&name=attic`.
//!
//! It says where the hub is, which key it has, and what it is called. It is no secret, and never holds the pairing code:
//! that is shown by the hub and typed by a person. Anybody can make a link, so it only fills in a form; the key that it
//! names must be the one that the hub shows, before a code is tried.

use core::net::{Ipv4Addr, Ipv6Addr};
use std::fmt;
use std::str::FromStr;

use crate::Name;
use crate::path::BadPath;

/// The longest link, in bytes.
pub const MAX_LINK: usize = 1_024;
/// The longest name of a host, in bytes, as in DNS.
pub const MAX_HOST: usize = 253;
/// The scheme, which the desktop knows SyncIt by.
pub const SCHEME: &str = "syncit";

const START: &str = "syncit://join?";
const KEY_HASH: &str = "SHA256:";
/// How many characters of base64 a SHA-256 takes, without padding.
const KEY_HASH_CHARS: usize = 43;

/// Where a hub is, and which key it has. It has one spelling as a link.
///
/// ```
/// use syncit_core::join_link::JoinLink;
///
/// let text = "syncit://join?address=attic.local:22082&fingerprint=SHA256:1Zb3J5Y4aXqK0m7cQ2fU8sT6vW9xY0zA1bC2dE3fG4g";
/// let link: JoinLink = text.parse()?;
/// assert_eq!(link.address, "attic.local:22082");
/// assert_eq!(link.to_string(), text);
/// // Whatever else it says, a link never brings a code.
/// assert!(format!("{text}&code=123456").parse::<JoinLink>().is_err());
/// # Ok::<(), syncit_core::join_link::BadLink>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinLink {
    /// `HOST:PORT`, where HOST is a name, an IPv4 address, or `[IPv6]`.
    pub address: String,
    /// The fingerprint of the hub's key: `SHA256:…`.
    pub fingerprint: String,
    /// What the link calls the hub. Nobody has proved it.
    pub name: Option<Name>,
}

/// Why a text is no link to a hub.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadLink {
    /// It does not begin as a link does.
    #[error("it does not begin with {START}")]
    Start,
    /// It is over 1,024 bytes.
    #[error("it is too long")]
    TooLong,
    /// It says something twice, or something that is not known.
    #[error("it says something twice, or something that SyncIt does not know")]
    Parameter,
    /// A character that must be encoded, or an encoding that is none.
    #[error("it is not encoded as a link")]
    Encoding,
    /// No address, or none that a hub can have.
    #[error("it names no address of a hub")]
    Address,
    /// No fingerprint, or none of a key.
    #[error("it names no key of a hub")]
    Fingerprint,
    /// No name that a machine can have.
    #[error("the name in it {0}")]
    Name(BadPath),
}

impl JoinLink {
    /// Makes a link of what a hub knows of itself. Returns none if that has no form that a link can have.
    pub fn new(address: &str, fingerprint: &str, name: Option<Name>) -> Option<Self> {
        let fits = is_address(address) && is_fingerprint(fingerprint);
        fits.then(|| JoinLink { address: address.to_owned(), fingerprint: fingerprint.to_owned(), name })
    }
}

impl FromStr for JoinLink {
    type Err = BadLink;

    fn from_str(text: &str) -> Result<Self, BadLink> {
        if text.len() > MAX_LINK {
            return Err(BadLink::TooLong);
        }
        let query = text.strip_prefix(START).ok_or(BadLink::Start)?;
        let (mut address, mut fingerprint, mut name) = (None, None, None);
        for pair in query.split('&') {
            let (key, value) = pair.split_once('=').ok_or(BadLink::Parameter)?;
            let place = match key {
                "address" => &mut address,
                "fingerprint" => &mut fingerprint,
                "name" => &mut name,
                _ => return Err(BadLink::Parameter),
            };
            if place.replace(decode(value)?).is_some() {
                return Err(BadLink::Parameter);
            }
        }
        let link = JoinLink {
            address: address.filter(|address| is_address(address)).ok_or(BadLink::Address)?,
            fingerprint: fingerprint.filter(|text| is_fingerprint(text)).ok_or(BadLink::Fingerprint)?,
            name: name.map(|name| Name::new(&name)).transpose().map_err(BadLink::Name)?,
        };
        Ok(link)
    }
}

impl fmt::Display for JoinLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let JoinLink { address, fingerprint, name } = self;
        write!(f, "{START}address={}&fingerprint={}", Encoded(address), Encoded(fingerprint))?;
        match name {
            Some(name) => write!(f, "&name={}", Encoded(name.as_str())),
            None => Ok(()),
        }
    }
}

/// Returns true if a text is a key's fingerprint as ssh-keygen shows it: `SHA256:` and 43 characters of base64.
pub fn is_fingerprint(text: &str) -> bool {
    let Some(hash) = text.strip_prefix(KEY_HASH) else { return false };
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    // The last character holds four bits of the hash and two zeros, so that a fingerprint has one spelling.
    hash.len() == KEY_HASH_CHARS && hash.bytes().all(is_base64) && hash.ends_with(LAST)
}

/// The characters of base64 whose last two bits are zero.
const LAST: [char; 16] = ['A', 'E', 'I', 'M', 'Q', 'U', 'Y', 'c', 'g', 'k', 'o', 's', 'w', '0', '4', '8'];

/// Returns true for `HOST:PORT`.
fn is_address(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else { return false };
    let is_port = port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port);
    let is_host = match host.strip_prefix('[') {
        Some(inside) => inside.strip_suffix(']').is_some_and(|ip| ip.parse::<Ipv6Addr>().is_ok()),
        None => host.parse::<Ipv4Addr>().is_ok() || is_host_name(host),
    };
    is_port && is_host
}

fn is_host_name(host: &str) -> bool {
    let is_label = |label: &str| {
        let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (1..=63).contains(&label.len()) && label.bytes().all(is_inside) && !label.starts_with('-')
    };
    // What consists of numbers alone is an address with a mistake in it.
    let is_number = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    host.len() <= MAX_HOST && !is_number && host.split('.').all(is_label)
}

/// Returns true for bytes that stand for themselves in the query of a link.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'/')
}

/// A text with everything percent-encoded that does not stand for itself.
struct Encoded<'a>(&'a str);

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            match is_plain(byte) {
                true => write!(f, "{}", char::from(byte))?,
                false => write!(f, "%{byte:02X}")?,
            }
        }
        Ok(())
    }
}

/// Decodes a value. Brackets may stand for themselves: some programs decode them before they pass a link on.
fn decode(value: &str) -> Result<String, BadLink> {
    let mut bytes = value.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let mut digit = || bytes.next().and_then(|byte| char::from(byte).to_digit(16)).ok_or(BadLink::Encoding);
                let (high, low) = (digit()?, digit()?);
                u8::try_from(high * 16 + low).expect("two hexadecimal digits are a byte")
            }
            byte if is_plain(byte) || matches!(byte, b'[' | b']') => byte,
            _ => return Err(BadLink::Encoding),
        });
    }
    String::from_utf8(decoded).map_err(|_| BadLink::Encoding)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const KEY: &str = "SHA256:1Zb3J5Y4aXqK0m7cQ2fU8sT6vW9xY0zA1bC2dE3fG4g";

    fn link(address: &str, name: Option<&str>) -> JoinLink {
        JoinLink::new(address, KEY, name.map(|name| Name::new(name).unwrap())).unwrap()
    }

    #[test]
    fn a_link_says_what_it_was_made_of() {
        for (address, name, text) in [
            ("192.168.1.20:22082", None, "address=192.168.1.20:22082"),
            ("attic.local:7", Some("attic"), "address=attic.local:7"),
            ("[fd00::1]:22082", Some("Ada’s attic & more"), "address=%5Bfd00::1%5D:22082"),
            ("[::ffff:10.0.0.1]:1", Some("機械"), "address=%5B::ffff:10.0.0.1%5D:1"),
            ("h_1-x:65535", Some("a=b%26"), "address=h_1-x:65535"),
        ] {
            let link = link(address, name);
            assert!(link.to_string().starts_with(&format!("syncit://join?{text}&fingerprint=SHA256:")), "{link}");
            assert_eq!(link.to_string().parse(), Ok(link));
        }
        let longest = Name::new(&"機".repeat(crate::path::MAX_NAME)).unwrap();
        let host = ["x".repeat(63), "x".repeat(63), "x".repeat(63), "x".repeat(61)].join(".");
        let longest = link(&format!("{host}:65535"), Some(longest.as_str()));
        assert!(longest.to_string().len() <= MAX_LINK);
        assert_eq!(longest.to_string().parse(), Ok(longest));
    }

    #[test]
    fn the_order_of_what_it_says_does_not_matter() {
        let text = format!("syncit://join?name=attic&fingerprint={KEY}&address=[::1]:22082");
        assert_eq!(text.parse(), Ok(link("[::1]:22082", Some("attic"))));
    }

    #[test]
    fn what_is_no_link_to_a_hub_is_refused() {
        let rest = format!("address=a:1&fingerprint={KEY}");
        for (text, why) in [
            (String::new(), BadLink::Start),
            ("syncit://join".into(), BadLink::Start),
            (format!("SYNCIT://join?{rest}"), BadLink::Start),
            (format!("syncit://leave?{rest}"), BadLink::Start),
            (format!("syncit://join/../leave?{rest}"), BadLink::Start),
            (format!(" syncit://join?{rest}"), BadLink::Start),
            (format!("https://example.org/?syncit://join?{rest}"), BadLink::Start),
            ("syncit://join?".into(), BadLink::Parameter),
            (format!("syncit://join?{rest}&"), BadLink::Parameter),
            (format!("syncit://join?{rest}&code=123456"), BadLink::Parameter),
            (format!("syncit://join?{rest}&address=b:1"), BadLink::Parameter),
            (format!("syncit://join?{rest}&name"), BadLink::Parameter),
            (format!("syncit://join?{rest}#name=x"), BadLink::Encoding),
            (format!("syncit://join?{rest}&name=a b"), BadLink::Encoding),
            (format!("syncit://join?{rest}&name=a+b"), BadLink::Encoding),
            (format!("syncit://join?{rest}&name=a%2"), BadLink::Encoding),
            (format!("syncit://join?{rest}&name=a%zz"), BadLink::Encoding),
            (format!("syncit://join?{rest}&name=a%+1"), BadLink::Encoding),
            (format!("syncit://join?{rest}&name=%ff"), BadLink::Encoding),
            (format!("syncit://join?{rest}&name=é"), BadLink::Encoding),
            (format!("syncit://join?{rest}\n"), BadLink::Encoding),
            (format!("syncit://join?{rest}&name=%E2%80%AEx"), BadLink::Name(BadPath::Control)),
            (format!("syncit://join?{rest}&name=a%0Ab"), BadLink::Name(BadPath::Control)),
            (format!("syncit://join?{rest}&name="), BadLink::Name(BadPath::Empty)),
            (format!("syncit://join?{rest}&name={}", "a".repeat(41)), BadLink::Name(BadPath::TooLong)),
            (format!("syncit://join?{rest}&name={}", "a".repeat(1_000)), BadLink::TooLong),
            (format!("syncit://join?fingerprint={KEY}"), BadLink::Address),
            ("syncit://join?address=a:1".into(), BadLink::Fingerprint),
        ] {
            assert_eq!(text.parse::<JoinLink>(), Err(why), "{text:?}");
        }
    }

    #[test]
    fn an_address_is_one_host_and_one_port() {
        for address in [
            "",
            "a",
            ":1",
            "a:",
            "a:0",
            "a:01",
            "a:+1",
            "a:65536",
            "a:b",
            "a:1:2",
            "::1:22",
            "[::1]",
            "[::1:22",
            "::1]:22",
            "[]:1",
            "[a]:1",
            "[fe80::1%25eth0]:1",
            "a..b:1",
            ".a:1",
            "-a:1",
            "-oProxyCommand:1",
            "1.2.3:1",
            "1.2.3.256:1",
            "a/b:1",
            "a@b:1",
            "ä:1",
            "a%00:1",
            "a%20b:1",
            "a%0a:1",
        ] {
            let text = format!("syncit://join?address={address}&fingerprint={KEY}");
            assert!(text.parse::<JoinLink>().is_err(), "{address:?}");
        }
        let too_long = format!("{}a:1", "a.".repeat(127));
        assert_eq!(
            format!("syncit://join?address={too_long}&fingerprint={KEY}").parse::<JoinLink>(),
            Err(BadLink::Address)
        );
    }

    #[test]
    fn a_fingerprint_is_that_of_one_key_in_its_one_spelling() {
        assert!(is_fingerprint(KEY));
        for text in [
            "",
            "SHA256:",
            &KEY[7..],
            &KEY[..49],
            &format!("{KEY}="),
            &format!("{KEY}A"),
            &KEY.replace("SHA256", "sha256"),
            &KEY.replace("SHA256", "MD5"),
            &KEY.replace('Z', "-"),
            &KEY.replace('Z', " "),
            &format!("{}h", &KEY[..49]),
        ] {
            assert!(!is_fingerprint(text), "{text:?}");
        }
    }
}
