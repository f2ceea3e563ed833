//! Decides which connections get a place, before and after login. Pure: addresses and times are arguments.
//!
//! There are three pools. Before login a connection has a place among the strangers or, if a paired machine has logged in from its
//! address lately, among the known; a flood of strangers never takes a place of the known. After login it has a place among the
//! machines, where keys are counted instead of addresses. A full pool frees the oldest place of the holder with most places, counting
//! the newcomer, so that nobody gains by taking more. Networks are not counted as one, because at home all machines share one. If
//! each address holds a single place, the oldest place is freed.
//!
//! Each handshake costs processor time on the hub, so each address has a rate limit, and all strangers together have one.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::time::Duration;

use syncit_core::MachineId;

use super::limits::{Limits, Pace};

/// Above this many addresses, those whose allowance is full again are forgotten.
const SOURCES: usize = 512;

/// The place of one connection. Never reused.
pub(super) type Place = u64;

/// The places of all connections, and the rates at which they come.
pub(super) struct Admission {
    strangers: Pool<IpAddr>,
    known: Pool<IpAddr>,
    machines: Pool<MachineId>,
    pace_of_strangers: Pace,
    pace_of_known: Pace,
    together: Pace,
    all_strangers: Spent,
    sources: HashMap<IpAddr, Spent>,
    next: Place,
}

/// A place that a connection got.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entered {
    pub place: Place,
    /// The place whose connection must be closed for it.
    pub instead_of: Option<Place>,
}

impl Admission {
    pub fn new(limits: &Limits) -> Self {
        Admission {
            strangers: Pool::new(limits.strangers, limits.strangers),
            known: Pool::new(limits.known, limits.known),
            machines: Pool::new(limits.machines, limits.per_machine),
            pace_of_strangers: limits.pace_of_strangers,
            pace_of_known: limits.pace_of_known,
            together: limits.pace_of_strangers_together,
            all_strangers: Spent::default(),
            sources: HashMap::new(),
            next: 0,
        }
    }

    /// Admits a new connection. Returns `None` if it comes too soon and must be refused. `now` counts from any fixed time and never
    /// goes back.
    pub fn knock(&mut self, address: IpAddr, is_known: bool, now: Duration) -> Option<Entered> {
        let pace = if is_known { self.pace_of_known } else { self.pace_of_strangers };
        if self.sources.len() >= SOURCES {
            self.sources.retain(|_, spent| !spent.is_nothing(now));
        }
        let spent = self.sources.get(&address).copied().unwrap_or_default().one_more(pace, now)?;
        if !is_known {
            self.all_strangers = self.all_strangers.one_more(self.together, now)?;
        }
        self.sources.insert(address, spent);
        self.next += 1;
        let pool = if is_known { &mut self.known } else { &mut self.strangers };
        Some(Entered { place: self.next, instead_of: pool.enter(self.next, address) })
    }

    /// Moves a place to the machines, because its connection has proved a machine's key. Returns the place whose connection must be
    /// closed for it. A place that was taken away meanwhile stays so.
    pub fn log_in(&mut self, place: Place, machine: MachineId) -> Option<Place> {
        let was_here = self.strangers.leave(place) | self.known.leave(place);
        if was_here { self.machines.enter(place, machine) } else { None }
    }

    /// Gives back the place of a connection that has ended.
    pub fn leave(&mut self, place: Place) {
        if !self.strangers.leave(place) && !self.known.leave(place) {
            self.machines.leave(place);
        }
    }
}

/// Places, each held by an address or a machine.
struct Pool<H> {
    limit: usize,
    each: usize,
    /// The oldest first.
    held: Vec<(Place, H)>,
}

impl<H: Copy + Eq + Hash> Pool<H> {
    fn new(limit: usize, each: usize) -> Self {
        Pool { limit: limit.max(1), each: each.max(1), held: Vec::new() }
    }

    /// Takes a place. Returns the one that is freed for it.
    fn enter(&mut self, place: Place, holder: H) -> Option<Place> {
        let own = self.held.iter().filter(|(_, other)| *other == holder).count();
        let freed = if own >= self.each {
            self.held.iter().position(|(_, other)| *other == holder)
        } else if self.held.len() >= self.limit {
            Some(self.oldest_of_most(holder))
        } else {
            None
        };
        let freed = freed.map(|at| self.held.remove(at).0);
        self.held.push((place, holder));
        freed
    }

    /// Returns the index of the oldest place among the holders with most places, once `newcomer` has one more. There is at least one
    /// place.
    fn oldest_of_most(&self, newcomer: H) -> usize {
        let mut counts = HashMap::from([(newcomer, 1)]);
        for (_, holder) in &self.held {
            *counts.entry(*holder).or_insert(0) += 1;
        }
        let most = self.held.iter().map(|(_, holder)| counts[holder]).max().unwrap_or_default();
        self.held.iter().position(|(_, holder)| counts[holder] == most).unwrap_or_default()
    }

    /// Gives a place back. Returns false if it is not held.
    fn leave(&mut self, place: Place) -> bool {
        let at = self.held.iter().position(|(held, _)| *held == place);
        at.map(|at| self.held.remove(at)).is_some()
    }
}

/// How much of a rate limit is used up: at this time all of it is available again.
#[derive(Clone, Copy, Default)]
struct Spent(Duration);

impl Spent {
    /// Adds one more, if the rate limit has room for it.
    fn one_more(self, pace: Pace, now: Duration) -> Option<Self> {
        let next = self.0.max(now) + pace.every;
        (next <= now + pace.every * pace.burst.max(1)).then_some(Spent(next))
    }

    fn is_nothing(self, now: Duration) -> bool {
        self.0 <= now
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An address in a home network, where all machines share one network.
    fn address(n: u16) -> IpAddr {
        let [high, low] = n.to_be_bytes();
        IpAddr::from([10, 0, high, low])
    }

    /// The address of a paired machine, and that of a well-meaning stranger.
    const HOME: u16 = 60_000;
    const GUEST: u16 = 60_001;

    /// A flood by attackers: who connects, and how many milliseconds after the one before.
    fn flood(sources: u16) -> impl Strategy<Value = Vec<(u16, u64)>> {
        prop::collection::vec((0..sources, prop_oneof![Just(0), 0..3u64, 0..400u64]), 0..1_500)
    }

    fn knock(admission: &mut Admission, from: u16, now: u64) -> Option<Entered> {
        admission.knock(address(from), from == HOME, Duration::from_millis(now))
    }

    /// Returns true if `who` gets a place after `after` steps of a flood, and still has it `later` steps on.
    fn gets_in(who: u16, flood: &[(u16, u64)], after: usize, later: usize) -> bool {
        let mut admission = Admission::new(&Limits::default());
        let (mut now, mut place) = (0, None);
        for (step, (from, pause)) in flood.iter().enumerate() {
            now += pause;
            if step == after {
                let Some(entered) = knock(&mut admission, who, now) else { return false };
                place = Some(entered.place);
            }
            if step == after + later {
                break;
            }
            let instead_of = knock(&mut admission, *from, now).and_then(|entered| entered.instead_of);
            if instead_of.is_some() && instead_of == place {
                return false;
            }
        }
        true
    }

    proptest! {
        /// However many strangers connect, from one address or from many, a known address gets a place and keeps it.
        #[test]
        fn strangers_never_keep_a_known_address_out(
            flood in prop_oneof![flood(1), flood(40), flood(50_000)],
            after in 0..1_500usize,
            later in 0..1_500usize,
        ) {
            prop_assert!(gets_in(HOME, &flood, after, later));
        }

        /// Six addresses that connect as they like keep no other stranger out, not even briefly.
        #[test]
        fn a_few_addresses_keep_no_stranger_out(
            flood in prop_oneof![flood(1), flood(6)],
            after in 0..1_500usize,
            later in 0..1_500usize,
        ) {
            prop_assert!(gets_in(GUEST, &flood, after, later));
        }

        /// The state stays small, whoever connects and whoever never leaves.
        #[test]
        fn memory_is_bounded(
            flood in flood(60_000),
            logins in prop::collection::vec((any::<prop::sample::Index>(), 0..40u8), 0..200),
        ) {
            let limits = Limits::default();
            let mut admission = Admission::new(&limits);
            let (mut now, mut places) = (0, Vec::new());
            for (from, pause) in flood {
                now += pause;
                places.extend(knock(&mut admission, from, now).map(|entered| entered.place));
                prop_assert!(admission.sources.len() <= SOURCES);
                prop_assert!(admission.strangers.held.len() <= limits.strangers);
            }
            for (which, machine) in logins {
                if places.is_empty() {
                    break;
                }
                admission.log_in(places[which.index(places.len())], MachineId([machine; 16]));
                prop_assert!(admission.machines.held.len() <= limits.machines);
            }
        }

        /// A machine that opens connections without end loses its own, and no other machine loses one.
        #[test]
        fn a_machine_takes_no_place_of_another(count in 1..400u32) {
            let limits = Limits { machines: 8, per_machine: 6, ..Limits::default() };
            let mut admission = Admission::new(&limits);
            let mut enter = |who: u16, machine: u8, now: u64| {
                let place = knock(&mut admission, who, now).unwrap().place;
                (place, admission.log_in(place, MachineId([machine; 16])))
            };
            let others: Vec<_> = (0..3).map(|n| enter(HOME, 1, n).0).collect();
            for n in 0..u64::from(count) {
                let (_, cut) = enter(GUEST, 2, 1_000 * (n + 1));
                prop_assert!(cut.is_none_or(|place| !others.contains(&place)));
            }
        }
    }

    #[test]
    fn one_address_alone_has_a_pace_and_others_have_theirs() {
        let mut admission = Admission::new(&Limits::default());
        let burst = Limits::default().pace_of_strangers.burst;
        assert!((0..burst).all(|_| knock(&mut admission, 1, 0).is_some()));
        assert_eq!(knock(&mut admission, 1, 0), None);
        assert!(knock(&mut admission, 2, 0).is_some());
        let every = Limits::default().pace_of_strangers.every.as_millis() as u64;
        assert!(knock(&mut admission, 1, every).is_some());
        assert_eq!(knock(&mut admission, 1, every), None);
    }

    #[test]
    fn a_full_pool_frees_the_place_of_whoever_holds_most_and_else_the_oldest() {
        let mut pool = Pool::new(4, 4);
        for (place, holder) in [(1, 'a'), (2, 'b'), (3, 'b'), (4, 'c')] {
            assert_eq!(pool.enter(place, holder), None);
        }
        assert_eq!(pool.enter(5, 'd'), Some(2));
        assert_eq!(pool.enter(6, 'e'), Some(1), "all hold one: the oldest goes");
        assert_eq!(pool.enter(7, 'b'), Some(3), "the newcomer would hold most");
        assert!(pool.leave(7) && !pool.leave(7));
        assert_eq!(pool.enter(8, 'f'), None);
    }

    #[test]
    fn a_place_that_was_taken_away_does_not_log_in() {
        let mut admission = Admission::new(&Limits { strangers: 1, ..Limits::default() });
        let first = knock(&mut admission, 1, 0).unwrap().place;
        assert_eq!(knock(&mut admission, 2, 0).unwrap().instead_of, Some(first));
        assert_eq!(admission.log_in(first, MachineId([1; 16])), None);
        assert!(admission.machines.held.is_empty());
        assert_eq!(admission.strangers.held.len(), 1);
    }
}
