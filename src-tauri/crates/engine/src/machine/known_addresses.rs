//! The addresses from which paired machines have logged in lately. The server reserves places for connections from
//! them.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use syncit_core::{MachineId, Timestamp};

const DAY: i64 = 24 * 3_600 * 1_000;
/// An address stays known for this long after the last login, in milliseconds.
const KNOWN_FOR: i64 = 30 * DAY;
/// At most this many addresses are remembered for each machine.
const EACH: usize = 8;

/// Which machine logged in from which address, and when. At most eight addresses are kept for each machine, the newest
/// first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct KnownAddresses(BTreeMap<MachineId, Vec<(IpAddr, Timestamp)>>);

impl KnownAddresses {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns true if a machine logged in from this address within 30 days.
    pub(crate) fn has(&self, address: IpAddr, now: Timestamp) -> bool {
        let mut all = self.0.values().flatten();
        all.any(|(known, at)| *known == address && now.millis_since(*at) < KNOWN_FOR)
    }

    /// Records a login. Returns true if that is worth writing to disk, which would be wasteful at each login.
    pub(crate) fn note(&mut self, machine: MachineId, address: IpAddr, now: Timestamp) -> bool {
        let own = self.0.entry(machine).or_default();
        let before = own.iter().position(|(known, _)| *known == address).map(|at| own.remove(at).1);
        // The time that was written to disk stays the one to count from.
        let is_fresh = before.is_some_and(|at| (0..DAY).contains(&now.millis_since(at)));
        own.insert(0, (address, before.filter(|_| is_fresh).unwrap_or(now)));
        own.truncate(EACH);
        !is_fresh
    }

    /// Returns the address from which each machine logged in last.
    pub(crate) fn newest(&self) -> BTreeMap<MachineId, IpAddr> {
        self.0.iter().filter_map(|(machine, all)| Some((*machine, all.first()?.0))).collect()
    }

    /// Forgets the machines that are no longer paired.
    pub(crate) fn retain(&mut self, is_paired: impl Fn(&MachineId) -> bool) {
        self.0.retain(|machine, _| is_paired(machine));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAPTOP: MachineId = MachineId([1; 16]);
    const PHONE: MachineId = MachineId([2; 16]);

    fn day(number: i64) -> Timestamp {
        Timestamp(0).plus_millis(number * DAY)
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 168, 1, last])
    }

    #[test]
    fn an_address_is_known_for_a_month_after_the_last_login() {
        let mut known = KnownAddresses::default();
        assert!(!known.has(address(1), day(0)));
        assert!(known.note(LAPTOP, address(1), day(0)));
        assert!(!known.note(LAPTOP, address(1), day(0)), "nothing new");
        assert!(known.has(address(1), day(29)) && !known.has(address(1), day(30)) && !known.has(address(2), day(0)));
        assert!(known.note(LAPTOP, address(1), day(20)));
        assert!(known.has(address(1), day(49)));
        // A clock that is set back forgets no address.
        assert!(known.has(address(1), day(3)));
    }

    #[test]
    fn a_machine_takes_little_room_and_none_once_it_is_forgotten() {
        let mut known = KnownAddresses::default();
        assert!(known.note(PHONE, address(250), day(0)));
        for n in 0..200 {
            known.note(LAPTOP, address(n), day(0));
        }
        assert_eq!(known.0[&LAPTOP].len(), EACH);
        assert!(known.has(address(199), day(1)) && known.has(address(250), day(1)) && !known.has(address(0), day(1)));
        known.retain(|machine| *machine == PHONE);
        assert!(!known.has(address(199), day(1)) && known.has(address(250), day(1)));
    }

    #[test]
    fn it_is_kept_as_text() {
        let mut known = KnownAddresses::default();
        known.note(LAPTOP, "fe80::1".parse().expect("an address"), day(3));
        let text = serde_json::to_string(&known).expect("plain data");
        assert_eq!(serde_json::from_str::<KnownAddresses>(&text).expect("what was written"), known);
    }
}
