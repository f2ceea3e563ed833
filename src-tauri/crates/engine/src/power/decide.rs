//! Decides from what is observed whether this machine pauses by itself, and why. Pure: the settings and what the system
//! reports are given.
//!
//! What is not known never pauses. Nothing is remembered of a cause but that it has begun, and that a person resumed
//! nevertheless.

use crate::api::PausedBecause;

/// A battery must have gained so many percent more before a pause for it ends, so that a level at the limit does not
/// pause and resume again and again.
const HYSTERESIS: u8 = 5;

/// What the settings ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Wanted {
    /// True to pause while the network is metered.
    pub(crate) metered: bool,
    /// The percentage of the battery below which to pause while the machine runs on it.
    pub(crate) battery: Option<u8>,
}

/// What is observed; `None` where it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Seen {
    /// True if the network that counts is metered.
    pub(crate) metered: Option<bool>,
    /// What the machine runs on.
    pub(crate) supply: Option<Supply>,
}

/// What a machine runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Supply {
    Mains,
    /// A battery with this percentage left.
    Battery(u8),
}

/// The way to the hub, as far as NetworkManager knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Route {
    /// True if the hub is on this computer.
    pub(crate) is_loopback: bool,
    /// `Metered` of the device, if NetworkManager knows the device.
    pub(crate) device: Option<u32>,
}

/// Returns true if traffic to the hub is metered. `whole` is NetworkManager's answer for the machine, which is that of the
/// way to the internet; the way to the hub may be another one, and is the one that counts.
pub(crate) fn is_metered(whole: Option<u32>, to_hub: Option<Route>) -> Option<bool> {
    let whole = whole.and_then(metered);
    match to_hub {
        None => whole,
        Some(Route { is_loopback, device }) => {
            device.and_then(metered).or(if is_loopback { Some(false) } else { whole })
        }
    }
}

/// Reads NetworkManager's `NMMetered`: yes, no, guessed yes, guessed no, or unknown.
fn metered(value: u32) -> Option<bool> {
    match value {
        1 | 3 => Some(true),
        2 | 4 => Some(false),
        _ => None,
    }
}

/// Returns what the machine runs on, by UPower's `OnBattery`, and the percentage of the battery that it shows, if there is
/// one.
pub(crate) fn supply(on_battery: Option<bool>, percentage: Option<f64>) -> Option<Supply> {
    match (on_battery?, percentage) {
        (false, _) => Some(Supply::Mains),
        // Rounded down, so that what is shown is below the limit whenever it pauses.
        (true, Some(percentage)) if percentage.is_finite() => {
            Some(Supply::Battery(percentage.clamp(0.0, 100.0).floor() as u8))
        }
        (true, _) => None,
    }
}

/// What pauses this machine now.
#[derive(Debug, Default)]
pub(crate) struct Judge {
    wanted: Wanted,
    seen: Seen,
    is_metered: bool,
    is_low: bool,
    /// The causes despite which a person resumed, until they end.
    resumed: Resumed,
}

#[derive(Debug, Default)]
struct Resumed {
    metered: bool,
    battery: bool,
}

impl Judge {
    pub(crate) fn wanted(&self) -> Wanted {
        self.wanted
    }

    /// Returns why the machine pauses by itself, if it does.
    pub(crate) fn cause(&self) -> Option<PausedBecause> {
        let battery = match (self.seen.supply, self.wanted.battery) {
            (Some(Supply::Battery(percent)), Some(below)) if self.is_low && !self.resumed.battery => {
                Some(PausedBecause::Battery { percent, below })
            }
            _ => None,
        };
        battery.or((self.is_metered && !self.resumed.metered).then_some(PausedBecause::Metered))
    }

    /// Takes the settings.
    pub(crate) fn want(&mut self, wanted: Wanted) {
        if self.wanted.battery != wanted.battery {
            // The new limit counts from its first moment on.
            self.is_low = false;
        }
        self.wanted = wanted;
        self.judge();
    }

    /// Takes what is observed now.
    pub(crate) fn see(&mut self, seen: Seen) {
        self.seen = seen;
        self.judge();
    }

    /// Lets the machine run until what pauses it now has ended. Returns true if something does.
    pub(crate) fn resume(&mut self) -> bool {
        let was_paused = self.cause().is_some();
        self.resumed = Resumed { metered: self.is_metered, battery: self.is_low };
        was_paused
    }

    fn judge(&mut self) {
        self.is_metered = self.wanted.metered && self.seen.metered == Some(true);
        self.is_low = match (self.wanted.battery, self.seen.supply) {
            (Some(below), Some(Supply::Battery(percent))) => {
                let ends_at = if self.is_low { below.saturating_add(HYSTERESIS).min(100) } else { below };
                percent < ends_at
            }
            _ => false,
        };
        self.resumed.metered &= self.is_metered;
        self.resumed.battery &= self.is_low;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Supply::{Battery, Mains};
    use super::*;

    /// Runs a script of `network yes|no|?`, `power mains|PERCENT|?`, `want metered|battery PERCENT|nothing` and `resume`, and
    /// checks what pauses the machine after each line.
    #[track_caller]
    fn check(script: &[(&str, &str)]) {
        let mut judge = Judge::default();
        let (mut seen, mut wanted) = (Seen::default(), Wanted::default());
        for (line, expected) in script {
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["network", what] => seen.metered = (what != "?").then_some(what == "yes"),
                ["power", "?"] => seen.supply = None,
                ["power", "mains"] => seen.supply = Some(Mains),
                ["power", percent] => seen.supply = Some(Battery(percent.parse().unwrap())),
                ["want", "metered"] => wanted.metered = true,
                ["want", "battery", percent] => wanted.battery = Some(percent.parse().unwrap()),
                ["want", "nothing"] => wanted = Wanted::default(),
                ["resume"] => drop(judge.resume()),
                _ => panic!("{line}"),
            }
            if judge.wanted() != wanted {
                judge.want(wanted);
            }
            judge.see(seen);
            let cause = match judge.cause() {
                None => "runs".to_owned(),
                Some(PausedBecause::Metered) => "metered".to_owned(),
                Some(PausedBecause::Battery { percent, below }) => format!("{percent} < {below}"),
                Some(PausedBecause::Person) => panic!("no person did this"),
            };
            assert_eq!(cause, *expected, "after {line:?} of {script:?}");
        }
    }

    #[test]
    fn nothing_pauses_that_nobody_asked_for() {
        check(&[("network yes", "runs"), ("power 1", "runs"), ("want metered", "metered"), ("want nothing", "runs")]);
    }

    #[test]
    fn a_metered_network_pauses_and_what_is_not_known_does_not() {
        check(&[
            ("want metered", "runs"),
            ("network yes", "metered"),
            ("network no", "runs"),
            ("network yes", "metered"),
            ("network ?", "runs"),
        ]);
    }

    #[test]
    fn a_battery_below_the_limit_pauses_until_it_has_gained_or_there_is_mains() {
        check(&[
            ("want battery 20", "runs"),
            ("power 21", "runs"),
            ("power 20", "runs"),
            ("power 19", "19 < 20"),
            ("power 20", "20 < 20"),
            ("power 24", "24 < 20"),
            ("power 25", "runs"),
            ("power 24", "runs"),
            ("power 3", "3 < 20"),
            ("power mains", "runs"),
            ("power 24", "runs"),
            ("power 19", "19 < 20"),
            ("power ?", "runs"),
            ("power 22", "runs"),
        ]);
        check(&[("want battery 100", "runs"), ("power 99", "99 < 100"), ("power 100", "runs")]);
    }

    #[test]
    fn a_new_limit_counts_from_its_first_moment_on() {
        check(&[
            ("want battery 20", "runs"),
            ("power 17", "17 < 20"),
            ("want battery 15", "runs"),
            ("want battery 30", "17 < 30"),
        ]);
    }

    #[test]
    fn who_resumes_is_not_paused_again_before_the_cause_has_ended() {
        check(&[
            ("want battery 20", "runs"),
            ("power 14", "14 < 20"),
            ("resume", "runs"),
            ("power 13", "runs"),
            ("power mains", "runs"),
            ("power 13", "13 < 20"),
        ]);
        // Another cause pauses nevertheless.
        check(&[
            ("want battery 20", "runs"),
            ("power 14", "14 < 20"),
            ("resume", "runs"),
            ("want metered", "runs"),
            ("network yes", "metered"),
            ("resume", "runs"),
            ("network no", "runs"),
            ("power mains", "runs"),
            ("network yes", "metered"),
            ("power 14", "14 < 20"),
            ("power mains", "metered"),
        ]);
        // Resuming while nothing pauses counts for nothing later.
        check(&[("want metered", "runs"), ("resume", "runs"), ("network yes", "metered")]);
    }

    #[test]
    fn the_way_to_the_hub_counts_and_that_to_the_internet_only_where_it_is_not_known() {
        let device = |device| Some(Route { is_loopback: false, device });
        let loopback = |device| Some(Route { is_loopback: true, device });
        for (whole, to_hub, expected) in [
            (None, None, None),
            (Some(0), None, None),
            (Some(1), None, Some(true)),
            (Some(2), None, Some(false)),
            (Some(3), None, Some(true)),
            (Some(4), None, Some(false)),
            (Some(5), None, None),
            (Some(1), device(Some(2)), Some(false)),
            (Some(2), device(Some(1)), Some(true)),
            (Some(4), device(Some(3)), Some(true)),
            // A tunnel, of which NetworkManager knows nothing.
            (Some(1), device(Some(0)), Some(true)),
            (Some(1), device(None), Some(true)),
            (None, device(Some(1)), Some(true)),
            (Some(1), loopback(None), Some(false)),
            (Some(1), loopback(Some(0)), Some(false)),
            (Some(2), loopback(Some(1)), Some(true)),
        ] {
            assert_eq!(is_metered(whole, to_hub), expected, "{whole:?} {to_hub:?}");
        }
    }

    #[test]
    fn a_supply_is_known_only_with_what_is_left_of_it() {
        for (on_battery, percentage, expected) in [
            (None, Some(50.0), None),
            (Some(false), None, Some(Mains)),
            (Some(false), Some(3.0), Some(Mains)),
            (Some(true), None, None),
            (Some(true), Some(19.9), Some(Battery(19))),
            (Some(true), Some(0.0), Some(Battery(0))),
            (Some(true), Some(-1.0), Some(Battery(0))),
            (Some(true), Some(1e9), Some(Battery(100))),
            (Some(true), Some(f64::NAN), None),
            (Some(true), Some(f64::INFINITY), None),
        ] {
            assert_eq!(supply(on_battery, percentage), expected, "{on_battery:?} {percentage:?}");
        }
    }
}
