//! `syncit doctor`: checks what SyncIt needs of this computer and its network, and says what to do.
//!
//! Every check gives one line, good or bad. No check changes anything.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use syncit_core::hub_clock::{Doubted, Noticed, Outcome};
use syncit_core::message::{Answer, Ask};
use syncit_core::units::show_bytes;
use syncit_core::{FolderId, Timestamp};
use syncit_replica::watch::Watcher;

use crate::api::Check;
use crate::client::trouble::Trouble;
use crate::folder::root::free_bytes;
use crate::machine::clock;
use crate::machine::record::{KeyRecord, Machine, RoleRecord};
use crate::power::{Supply, Unknown, Wanted};
use crate::present::units::show_duration;
use crate::queries::status;
use crate::runtime::{RunningRole, Runtime};

/// Less free space than this for SyncIt's own data is reported, in bytes.
const LITTLE: u64 = 512 << 20;
/// A clock before this time (when this was written) has lost the date.
const EARLIEST_CLOCK: i64 = 1_763_000_000;
/// Clocks that differ by more than this are reported, in milliseconds.
const APART: i64 = 120_000;
/// A leap of the hub's clock is reported for this long, in milliseconds: a week.
const RECENT_LEAP: i64 = 7 * 86_400_000;
/// How long to wait for an attempt to reach the hub.
const HUB_PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait until the network and the battery were looked at.
const POWER_PATIENCE: Duration = Duration::from_secs(5);
/// How long the hub's own port may take to answer.
const PORT_PATIENCE: Duration = Duration::from_secs(2);

fn well(check: &str, message: impl Into<String>) -> Check {
    Check { check: check.to_owned(), ok: true, message: message.into(), hint: None }
}

fn bad(check: &str, message: impl Into<String>, hint: impl Into<String>) -> Check {
    Check { check: check.to_owned(), ok: false, message: message.into(), hint: Some(hint.into()) }
}

/// Runs all checks that apply here.
pub(crate) fn examine(runtime: &Runtime) -> Vec<Check> {
    let machine = runtime.machine();
    if let RunningRole::Client(client) = runtime.running() {
        client.await_news(Instant::now() + HUB_PATIENCE);
    }
    let mut checks =
        vec![key(runtime, &machine), clock_check(runtime), space("disk space for SyncIt's data", runtime.home.data())];
    checks.extend(watches(runtime));
    let name = |id: &FolderId| machine.links.get(id).map_or_else(|| id.to_string(), |link| link.name.to_string());
    let missed: Vec<(String, u64)> = status::states(runtime)
        .iter()
        .map(|(id, shown)| (name(id), shown.missed))
        .filter(|(_, count)| *count > 0)
        .collect();
    checks.extend((!machine.links.is_empty()).then(|| judge_missed(&missed)));
    checks.extend(machine.links.values().map(|link| space(&format!("disk space for {}", link.name), &link.path)));
    match (&machine.role, runtime.running()) {
        (RoleRecord::None, _) => checks.push(bad(
            "hub",
            "this machine has no hub and is none",
            "`syncit hub` makes it one, `syncit join` pairs it with one",
        )),
        (RoleRecord::Hub(_), RunningRole::Hub(hub)) => {
            checks.push(match hub.failure() {
                None => well("relay", "the relay runs"),
                Some(why) => bad("relay", why, "free some space if the disk is full, then start the engine again"),
            });
            if hub.listening().is_empty() {
                checks.push(bad("port", "the hub listens nowhere", "choose where: `syncit settings listen ADDR:PORT`"));
            }
            checks.extend(hub.listening().into_iter().map(port));
            checks.extend(firewall(&hub.listening()));
        }
        (RoleRecord::Client(_), RunningRole::Client(client)) => {
            let connection = client.status();
            let hub = runtime.hub_name();
            checks.push(match connection.clone().shown_trouble() {
                None if connection.online => well("hub", format!("connected with {hub} at {}", connection.address)),
                None => bad("hub", format!("still connecting to {hub}"), "ask again in a moment"),
                Some(Trouble { message, hint, .. }) => bad(
                    "hub",
                    message,
                    hint.unwrap_or_else(|| "it is tried again by itself; ask again in a moment".into()),
                ),
            });
        }
        _ => checks.push(bad(
            "hub",
            runtime.trouble().unwrap_or_else(|| "this machine's part does not run".into()),
            "it is tried again by itself",
        )),
    }
    checks.extend(pauses(runtime, &machine));
    let problems = status::problems(runtime);
    checks.push(match problems.len() {
        0 => well("folders", "no folder has a problem"),
        count => {
            let (folder, first) = &problems[0];
            bad("folders", format!("{count} problems, the first in {folder}: {}", first.message), first.hint.clone())
        }
    });
    checks
}

fn key(runtime: &Runtime, machine: &Machine) -> Check {
    let place = match &machine.key {
        None => return well("key", "this machine has no key yet: it gets one when it becomes a hub or joins one"),
        Some(KeyRecord::Keyring(account)) => format!("in the keyring, as {account:?}"),
        Some(KeyRecord::File(name)) => {
            format!("in the file {} (there was no keyring)", runtime.home.data().join(name).display())
        }
    };
    match runtime.fingerprint() {
        Ok(fingerprint) => well("key", format!("the key {fingerprint} is {place}")),
        Err(error) => {
            bad("key", format!("the key should be {place}: {error}"), "unlock the keyring, or put the file back")
        }
    }
}

fn clock_check(runtime: &Runtime) -> Check {
    let now = clock::wall();
    if now.parts().0 < EARLIEST_CLOCK {
        return bad("clock", format!("the clock shows {now}"), SET_CLOCK);
    }
    let client = match runtime.running() {
        RunningRole::Client(client) => client,
        RunningRole::Hub(_) => {
            return match runtime.ask(Ask::Clock, "whether the clock leapt is not known") {
                Ok(Answer::Clock { now: believed, doubted, noticed }) => judge_clock(now, believed, doubted, noticed),
                _ => well("clock", format!("the clock shows {now}; {ONLY_SHOWN}")),
            };
        }
        RunningRole::None => return well("clock", format!("the clock shows {now}; {ONLY_SHOWN}")),
    };
    // Problems of the connection are reported by another check.
    let hub_shows = client.status().online.then(|| runtime.hub_time().ok().flatten()).flatten();
    match hub_shows {
        None => well("clock", format!("the clock shows {now}; the hub's cannot be asked now; {ONLY_SHOWN}")),
        Some(theirs) => compare_clocks(now.middle(clock::wall()), theirs, &runtime.hub_name()),
    }
}

/// Reports whether the hub's clock leapt, because the times of the history and the points to go back to come from it.
fn judge_clock(shows: Timestamp, believed: Timestamp, doubted: Option<Doubted>, noticed: Option<Noticed>) -> Check {
    if let Some(doubted) = doubted {
        let message = format!(
            "the clock shows {shows}, {} what it should since {}: the history goes on at {believed}",
            by(doubted.by),
            doubted.at
        );
        return bad(
            "clock",
            message,
            format!("what it shows is believed if it stays so for ten minutes; if it is wrong, {SET_CLOCK}"),
        );
    }
    let Some(noticed) = noticed else {
        return well("clock", format!("the clock shows {shows} and has not leapt; {ONLY_SHOWN}"));
    };
    let (leap, at) = (by(noticed.by), noticed.at);
    let message = match noticed.outcome {
        Outcome::SetAtStart => {
            format!("the clock shows {shows}; after the start it was set to {leap} what it showed, at {at}")
        }
        Outcome::WentBack => format!(
            "the clock shows {shows}; at {at} it was {leap} what it should show, for less than ten minutes, which changed nothing"
        ),
        Outcome::Believed => format!("the clock shows {shows}; it last leapt at {at}, to {leap} what it showed"),
    };
    let is_recent = believed.millis_since(at) < RECENT_LEAP;
    if noticed.outcome == Outcome::Believed && is_recent {
        let hint = format!(
            "look whether the clock is right now, and if not {SET_CLOCK}; for a time at which it was wrong, restore versions instead of moments"
        );
        return bad("clock", message, hint);
    }
    well("clock", message)
}

fn by(millis: i64) -> String {
    let duration = show_duration(millis.unsigned_abs());
    if millis < 0 { format!("{duration} behind") } else { format!("{duration} ahead of") }
}

const ONLY_SHOWN: &str = "nothing depends on it but the times that are shown";
const SET_CLOCK: &str = "set it: `sudo timedatectl set-ntp true`";

/// Reports how far this machine's clock is from its hub's. Only a large difference is a problem.
fn compare_clocks(ours: Timestamp, theirs: Timestamp, hub: &str) -> Check {
    let apart = ours.millis_since(theirs);
    let by = show_duration(apart.unsigned_abs());
    let message = match apart {
        -1_000..=1_000 => format!("the clock shows {ours}, as the hub {hub}'s does; {ONLY_SHOWN}"),
        ..-1_000 => format!("the clock shows {ours}, {by} behind the hub {hub}'s; {ONLY_SHOWN}"),
        _ => format!("the clock shows {ours}, {by} ahead of the hub {hub}'s; {ONLY_SHOWN}"),
    };
    if apart.abs() > APART {
        return bad("clock", message, format!("look which of the two is wrong and {SET_CLOCK}"));
    }
    well("clock", message)
}

fn space(check: &str, path: &Path) -> Check {
    match free_bytes(path) {
        Ok(free) if free < LITTLE => {
            bad(check, format!("only {} are free at {}", show_bytes(free), path.display()), "make room on that disk")
        }
        Ok(free) => well(check, format!("{} are free at {}", show_bytes(free), path.display())),
        Err(error) => bad(check, format!("cannot look at {}: {error}", path.display()), "check that its disk is there"),
    }
}

fn watches(runtime: &Runtime) -> Vec<Check> {
    let polled: usize = runtime.links().values().map(|linked| linked.polled().len()).sum();
    let limit = match Watcher::limit() {
        Ok(limit) => limit,
        Err(error) => return vec![bad("watches", format!("cannot read the limit: {error}"), "is /proc mounted?")],
    };
    let used = format!("{} of at most {} directories are watched by SyncIt", limit.used, limit.max_user_watches);
    if polled == 0 {
        return vec![well("watches", used)];
    }
    let most = runtime.links().into_iter().max_by_key(|(_, linked)| linked.watches());
    let most =
        most.and_then(|(folder, linked)| Some((runtime.machine().links.get(&folder)?.name.clone(), linked.watches())));
    let most = most.map_or_else(String::new, |(name, count)| format!(", {count} of them in {name}"));
    let more = (limit.max_user_watches * 4).max(1 << 20);
    vec![bad(
        "watches",
        format!("{polled} parts of folders are looked at every ten seconds instead of watched; {used}{most}"),
        format!(
            "raise the limit: `echo fs.inotify.max_user_watches={more} | sudo tee /etc/sysctl.d/90-syncit.conf && sudo sysctl --system`"
        ),
    )]
}

/// Reports changes in these folders that only sweeps found. Nothing is lost, but they were synced late, and usually that is
/// a bug.
fn judge_missed(missed: &[(String, u64)]) -> Check {
    if missed.is_empty() {
        return well("missed changes", "no change was found that the system had not told of");
    }
    let counts: Vec<String> = missed.iter().map(|(folder, count)| format!("{count} in {folder}")).collect();
    bad(
        "missed changes",
        format!(
            "changes since the start that were found minutes late, since the system did not tell of them: {}",
            counts.join(", ")
        ),
        "nothing is left to be done about them; where a folder lies on a network disk that is usual, elsewhere it is a fault of SyncIt: please report it with the file that `syncit diagnostics FILE` writes",
    )
}

/// Reports what is observed for the settings by which this machine pauses by itself, and what cannot be.
fn pauses(runtime: &Runtime, machine: &Machine) -> Vec<Check> {
    let wanted = Wanted::from(&machine.settings);
    if wanted != Wanted::default() {
        runtime.power.await_answer(POWER_PATIENCE);
    }
    let report = runtime.power.report();
    let network = wanted.metered.then(|| judge_network(&report.metered));
    let battery = wanted.battery.map(|below| judge_battery(below, &report.supply));
    network.into_iter().chain(battery).collect()
}

fn judge_network(metered: &Result<bool, Unknown>) -> Check {
    const CHECK: &str = "metered networks";
    match metered {
        Ok(true) => well(CHECK, "the network is metered, and SyncIt pauses on metered networks"),
        Ok(false) => well(CHECK, "the network is not metered"),
        Err(Unknown::NotSaid) => well(CHECK, "NetworkManager does not know whether the network is metered"),
        Err(unknown) => {
            let message = format!("whether the network is metered is not known: {}", why(unknown));
            let hint = "SyncIt does not pause until it is; where there is no NetworkManager, turn it off: `syncit settings pause-on-metered no`";
            bad(CHECK, message, hint)
        }
    }
}

fn judge_battery(below: u8, supply: &Result<Supply, Unknown>) -> Check {
    const CHECK: &str = "battery";
    match supply {
        Ok(Supply::Mains) => {
            well(CHECK, format!("this machine runs on mains; on battery, SyncIt pauses below {below} %"))
        }
        Ok(Supply::Battery(percent)) => {
            well(CHECK, format!("this machine runs on battery, with {percent} % left; SyncIt pauses below {below} %"))
        }
        Err(unknown) => {
            let message = format!("what is left of the battery is not known: {}", why(unknown));
            let hint = "SyncIt does not pause until it is; where there is no UPower, install it or turn it off: `syncit settings pause-on-battery off`";
            bad(CHECK, message, hint)
        }
    }
}

fn why(unknown: &Unknown) -> String {
    match unknown {
        Unknown::NotAsked => "the system has not answered yet".into(),
        Unknown::NoBus(error) => format!("the system bus cannot be asked ({error})"),
        Unknown::NoProgram(program) => format!("{program} does not run"),
        Unknown::NoAnswer(program, error) => format!("{program} did not answer ({error})"),
        Unknown::NotSaid => "the system does not say".into(),
    }
}

/// Checks whether the hub's own port answers on this machine.
fn port(address: SocketAddr) -> Check {
    let target = match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => SocketAddr::from(([127, 0, 0, 1], v4.port())),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], v6.port())),
        other => other,
    };
    match TcpStream::connect_timeout(&target, PORT_PATIENCE) {
        Ok(_) => well("port", format!("the hub answers at {address}")),
        Err(error) => bad("port", format!("the hub does not answer at {address}: {error}"), "start the engine again"),
    }
}

/// Reports whether a firewall is installed. Its rules cannot be read without privileges.
fn firewall(listening: &[SocketAddr]) -> Option<Check> {
    let port = listening.iter().find(|address| !address.ip().is_loopback())?.port();
    let known = [
        ("/usr/sbin/ufw", format!("sudo ufw allow {port}/tcp")),
        (
            "/usr/bin/firewall-cmd",
            format!("sudo firewall-cmd --permanent --add-port={port}/tcp && sudo firewall-cmd --reload"),
        ),
    ];
    let (program, line) = known.into_iter().find(|(program, _)| Path::new(program).exists())?;
    Some(well("firewall", format!("{program} is installed; if other machines cannot connect, let them in: `{line}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hub_says_when_its_clock_leapt_and_by_how_much() {
        const YEAR: i64 = 365 * 86_400_000;
        let now = Timestamp::from_parts(EARLIEST_CLOCK, 0);
        let at = now.plus_millis(-60_000);
        let noticed = |at, by, outcome| Some(Noticed { at, by, outcome });
        for (doubted, noticed, ok, part) in [
            (None, None, true, "has not leapt"),
            (
                Some(Doubted { at, by: 5 * YEAR }),
                None,
                false,
                "1825 days ahead of what it should since 2025-11-13T02:12:20Z",
            ),
            (
                None,
                noticed(at, -YEAR, Outcome::Believed),
                false,
                "it last leapt at 2025-11-13T02:12:20Z, to 365 days behind",
            ),
            (None, noticed(now.plus_millis(-8 * 86_400_000), YEAR, Outcome::Believed), true, "it last leapt at"),
            (None, noticed(at, YEAR, Outcome::SetAtStart), true, "after the start it was set to 365 days ahead of"),
            (
                None,
                noticed(at, YEAR, Outcome::WentBack),
                true,
                "365 days ahead of what it should show, for less than ten minutes",
            ),
        ] {
            let check = judge_clock(now, now, doubted, noticed);
            assert!(check.message.contains(part), "{check:?}");
            assert_eq!((check.ok, check.hint.is_none()), (ok, ok), "{check:?}");
        }
    }

    #[test]
    fn what_cannot_be_observed_of_a_pause_by_itself_is_told_with_what_to_do() {
        let no_bus = Unknown::NoBus("no such file".into());
        let no_answer = Unknown::NoAnswer("UPower", "timed out".into());
        for (check, ok, part) in [
            (judge_network(&Ok(true)), true, "the network is metered"),
            (judge_network(&Ok(false)), true, "not metered"),
            (judge_network(&Err(Unknown::NotSaid)), true, "does not know"),
            (judge_network(&Err(Unknown::NotAsked)), false, "not answered yet"),
            (judge_network(&Err(Unknown::NoProgram("NetworkManager"))), false, "NetworkManager does not run"),
            (judge_network(&Err(no_bus.clone())), false, "the system bus cannot be asked (no such file)"),
            (judge_battery(20, &Ok(Supply::Mains)), true, "on battery, SyncIt pauses below 20 %"),
            (judge_battery(20, &Ok(Supply::Battery(63))), true, "with 63 % left; SyncIt pauses below 20 %"),
            (judge_battery(20, &Err(Unknown::NotSaid)), false, "the system does not say"),
            (judge_battery(20, &Err(no_answer)), false, "UPower did not answer (timed out)"),
            (judge_battery(20, &Err(no_bus)), false, "the system bus cannot be asked"),
        ] {
            assert!(check.message.contains(part), "{check:?}");
            assert_eq!((check.ok, check.hint.is_none()), (ok, ok), "{check:?}");
        }
    }

    #[test]
    fn what_only_a_sweep_found_is_told_with_its_folder() {
        let check = judge_missed(&[]);
        assert!(check.ok && check.hint.is_none(), "{check:?}");
        let check = judge_missed(&[("docs".into(), 1), ("photos".into(), 20)]);
        assert!(check.message.ends_with(": 1 in docs, 20 in photos"), "{check:?}");
        assert!(!check.ok && check.hint.is_some_and(|hint| hint.contains("network disk")));
    }

    #[test]
    fn a_clock_is_compared_with_the_hubs_and_only_far_off_is_bad() {
        let ours = Timestamp::from_parts(EARLIEST_CLOCK, 0);
        for (millis, ok, part) in [
            (0, true, "as the hub attic's"),
            (900, true, "as the hub attic's"),
            (2_400, true, "2 s behind the hub attic's"),
            (-119_000, true, "119 s ahead of the hub attic's"),
            (-121_000, false, "2 min ahead of the hub attic's"),
            (-5_400_000, false, "90 min ahead of the hub attic's"),
            (3 * 86_400_000, false, "3 days behind the hub attic's"),
            (i64::MAX, false, "behind the hub attic's"),
        ] {
            let check = compare_clocks(ours, ours.plus_millis(millis), "attic");
            assert!(check.message.contains(part) && check.message.contains(ONLY_SHOWN), "{millis}: {check:?}");
            assert_eq!((check.ok, check.hint.is_none()), (ok, ok), "{millis}: {check:?}");
        }
    }
}
