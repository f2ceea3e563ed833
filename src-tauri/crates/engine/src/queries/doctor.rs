//! `syncit doctor`: checks what SyncIt needs of this computer and its network, and says what to do.
//!
//! Every check gives one line, good or bad. No check changes anything.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use syncit_core::hub_clock::{Doubted, Noticed, Outcome};
use syncit_core::message::{Answer, Ask};
use syncit_core::{FolderId, Reason, Timestamp};
use syncit_replica::watch::Watcher;

use crate::api::Check;
use crate::client::trouble::Trouble;
use crate::error::Undone;
use crate::folder::root::free_bytes;
use crate::machine::clock;
use crate::machine::record::{KeyRecord, Machine, RoleRecord};
use crate::power::{Supply, Unknown, Wanted};
use crate::queries::findings::{Checked, Finding, Leap, NotKnown};
use crate::queries::status;
use crate::runtime::{RunningRole, Runtime};

/// Less free space than this for SyncIt's own data is reported, in bytes.
const LITTLE: u64 = 512 << 20;
/// A clock before this time (when this was written) has lost the date.
const EARLIEST_CLOCK: i64 = 1_763_000_000;
/// Clocks that differ by more than this are reported, in milliseconds.
const APART: u64 = 120_000;
/// A leap of the hub's clock is reported for this long, in milliseconds: a week.
const RECENT_LEAP: i64 = 7 * 86_400_000;
/// How long to wait for an attempt to reach the hub.
const HUB_PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait until the network and the battery were looked at.
const POWER_PATIENCE: Duration = Duration::from_secs(5);
/// How long the hub's own port may take to answer.
const PORT_PATIENCE: Duration = Duration::from_secs(2);

fn well(check: Checked, found: impl Into<Reason>) -> Check {
    Check::new(check, true, found)
}

fn bad(check: Checked, found: impl Into<Reason>) -> Check {
    Check::new(check, false, found)
}

/// Runs all checks that apply here.
pub(crate) fn examine(runtime: &Runtime) -> Vec<Check> {
    let machine = runtime.machine();
    if let RunningRole::Client(client) = runtime.running() {
        client.await_news(Instant::now() + HUB_PATIENCE);
    }
    let mut checks = vec![key(runtime, &machine), clock_check(runtime), space(Checked::OwnSpace, runtime.home.data())];
    checks.extend(watches(runtime));
    let name = |id: &FolderId| machine.links.get(id).map_or_else(|| id.to_string(), |link| link.name.to_string());
    let missed: Vec<(String, u64)> = status::states(runtime)
        .iter()
        .map(|(id, shown)| (name(id), shown.missed))
        .filter(|(_, count)| *count > 0)
        .collect();
    checks.extend((!machine.links.is_empty()).then(|| judge_missed(&missed)));
    checks
        .extend(machine.links.values().map(|link| space(Checked::Space { folder: link.name.to_string() }, &link.path)));
    match (&machine.role, runtime.running()) {
        (RoleRecord::None, _) => checks.push(bad(Checked::Hub, Finding::NoHub)),
        (RoleRecord::Hub(_), RunningRole::Hub(hub)) => {
            checks.push(match hub.failure() {
                None => well(Checked::Relay, Finding::Relay),
                Some(cause) => bad(Checked::Relay, Finding::RelayFailed { cause }),
            });
            if hub.listening().is_empty() {
                checks.push(bad(Checked::Port, Finding::NoPort));
            }
            checks.extend(hub.listening().into_iter().map(port));
            checks.extend(firewall(&hub.listening()));
        }
        (RoleRecord::Client(_), RunningRole::Client(client)) => {
            let connection = client.status();
            let hub = runtime.hub_name();
            checks.push(match connection.clone().shown_trouble() {
                None if connection.online => well(Checked::Hub, Finding::Hub { hub, address: connection.address }),
                None => bad(Checked::Hub, Finding::HubConnecting { hub }),
                Some(Trouble { reason, .. }) => bad(Checked::Hub, reason),
            });
        }
        _ => checks.push(bad(Checked::Hub, runtime.trouble().unwrap_or_else(|| Finding::PartDown.into()))),
    }
    checks.extend(pauses(runtime, &machine));
    let problems = status::problems(runtime);
    checks.push(match problems.len() {
        0 => well(Checked::Folders, Finding::Folders),
        count => {
            let (folder, first) = (problems[0].0.clone(), problems[0].1.reason.clone());
            bad(Checked::Folders, Finding::FolderProblems { problems: count, folder, first })
        }
    });
    checks
}

fn key(runtime: &Runtime, machine: &Machine) -> Check {
    const CHECK: Checked = Checked::Key;
    let fingerprint = runtime.fingerprint();
    match (&machine.key, fingerprint) {
        (None, _) => well(CHECK, Finding::NoKey),
        (Some(KeyRecord::Keyring(account)), Ok(fingerprint)) => {
            well(CHECK, Finding::KeyInKeyring { fingerprint, account: account.clone() })
        }
        (Some(KeyRecord::Keyring(account)), Err(error)) => {
            bad(CHECK, Finding::KeyNotInKeyring { account: account.clone(), cause: error.to_string() })
        }
        (Some(KeyRecord::File(name)), fingerprint) => {
            let path = runtime.home.data().join(name);
            match fingerprint {
                Ok(fingerprint) => well(CHECK, Finding::KeyInFile { fingerprint, path }),
                Err(error) => bad(CHECK, Finding::KeyNotInFile { path, cause: error.to_string() }),
            }
        }
    }
}

fn clock_check(runtime: &Runtime) -> Check {
    let at = clock::wall();
    if at.parts().0 < EARLIEST_CLOCK {
        return bad(Checked::Clock, Finding::ClockLost { at });
    }
    let client = match runtime.running() {
        RunningRole::Client(client) => client,
        RunningRole::Hub(_) => {
            return match runtime.ask(Ask::Clock, Undone::Answer) {
                Ok(Answer::Clock { now: believed, doubted, noticed }) => judge_clock(at, believed, doubted, noticed),
                _ => well(Checked::Clock, Finding::ClockShows { at }),
            };
        }
        RunningRole::None => return well(Checked::Clock, Finding::ClockShows { at }),
    };
    // Problems of the connection are reported by another check.
    let hub_shows = client.status().online.then(|| runtime.hub_time().ok().flatten()).flatten();
    match hub_shows {
        None => well(Checked::Clock, Finding::ClockAlone { at }),
        Some(theirs) => compare_clocks(at.middle(clock::wall()), theirs, runtime.hub_name()),
    }
}

/// Reports whether the hub's clock leapt, because the times of the history and the points to go back to come from it.
fn judge_clock(at: Timestamp, believed: Timestamp, doubted: Option<Doubted>, noticed: Option<Noticed>) -> Check {
    if let Some(doubted) = doubted {
        let (leap, since) = (by(doubted.by), doubted.at);
        return bad(Checked::Clock, Finding::ClockDoubted { at, leap, since, believed });
    }
    let Some(noticed) = noticed else { return well(Checked::Clock, Finding::ClockSteady { at }) };
    let (leap, when) = (by(noticed.by), noticed.at);
    let is_recent = believed.millis_since(when) < RECENT_LEAP;
    match noticed.outcome {
        Outcome::SetAtStart => well(Checked::Clock, Finding::ClockSetAtStart { at, leap, when }),
        Outcome::WentBack => well(Checked::Clock, Finding::ClockWentBack { at, leap, when }),
        Outcome::Believed if is_recent => bad(Checked::Clock, Finding::ClockLeaptLately { at, leap, when }),
        Outcome::Believed => well(Checked::Clock, Finding::ClockLeapt { at, leap, when }),
    }
}

fn by(millis: i64) -> Reason {
    let by = millis.unsigned_abs();
    if millis < 0 { Leap::Behind { by }.into() } else { Leap::Ahead { by }.into() }
}

/// Reports how far this machine's clock is from its hub's. Only a large difference is a problem.
fn compare_clocks(at: Timestamp, theirs: Timestamp, hub: String) -> Check {
    let apart = at.millis_since(theirs);
    match apart.unsigned_abs() {
        0..=1_000 => well(Checked::Clock, Finding::ClocksAgree { at, hub }),
        1_001..=APART => well(Checked::Clock, Finding::ClocksNear { at, leap: by(apart), hub }),
        _ => bad(Checked::Clock, Finding::ClocksApart { at, leap: by(apart), hub }),
    }
}

fn space(check: Checked, path: &Path) -> Check {
    let at = path.to_owned();
    match free_bytes(path) {
        Ok(free) if free < LITTLE => bad(check, Finding::LittleSpace { free, path: at }),
        Ok(free) => well(check, Finding::Space { free, path: at }),
        Err(error) => bad(check, Finding::SpaceUnknown { path: at, cause: error.to_string() }),
    }
}

fn watches(runtime: &Runtime) -> Vec<Check> {
    const CHECK: Checked = Checked::Watches;
    let polled: usize = runtime.links().values().map(|linked| linked.polled().len()).sum();
    let limit = match Watcher::limit() {
        Ok(limit) => limit,
        Err(error) => return vec![bad(CHECK, Finding::WatchesUnknown { cause: error.to_string() })],
    };
    let (used, most) = (limit.used, limit.max_user_watches);
    if polled == 0 {
        return vec![well(CHECK, Finding::Watches { used, most })];
    }
    let more = (limit.max_user_watches * 4).max(1 << 20);
    let largest = runtime.links().into_iter().max_by_key(|(_, linked)| linked.watches());
    let largest = largest
        .and_then(|(folder, linked)| Some((runtime.machine().links.get(&folder)?.name.to_string(), linked.watches())));
    vec![match largest {
        None => bad(CHECK, Finding::WatchesTooFew { polled, used, most, more }),
        Some((folder, watches)) => bad(CHECK, Finding::WatchesTooFewMost { polled, used, most, more, folder, watches }),
    }]
}

/// Reports changes in these folders that only sweeps found. Nothing is lost, but they were synced late, and usually that is
/// a bug.
fn judge_missed(missed: &[(String, u64)]) -> Check {
    const CHECK: Checked = Checked::Missed;
    if missed.is_empty() {
        return well(CHECK, Finding::NothingMissed);
    }
    let counts: Vec<String> = missed.iter().map(|(folder, count)| format!("{folder}: {count}")).collect();
    bad(CHECK, Finding::Missed { counts: counts.join(", ") })
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
    const CHECK: Checked = Checked::Metered;
    match metered {
        Ok(true) => well(CHECK, Finding::Metered),
        Ok(false) => well(CHECK, Finding::NotMetered),
        Err(Unknown::NotSaid) => well(CHECK, Finding::MeteredNotSaid),
        Err(unknown) => bad(CHECK, Finding::MeteredUnknown { cause: why(unknown) }),
    }
}

fn judge_battery(below: u8, supply: &Result<Supply, Unknown>) -> Check {
    const CHECK: Checked = Checked::Battery;
    let below = u32::from(below);
    match supply {
        Ok(Supply::Mains) => well(CHECK, Finding::Mains { below }),
        Ok(Supply::Battery(percent)) => well(CHECK, Finding::Battery { percent: u32::from(*percent), below }),
        Err(unknown) => bad(CHECK, Finding::BatteryUnknown { cause: why(unknown) }),
    }
}

fn why(unknown: &Unknown) -> Reason {
    match unknown {
        Unknown::NotAsked => NotKnown::NotAsked,
        Unknown::NoBus(error) => NotKnown::NoBus { cause: error.clone() },
        Unknown::NoProgram(program) => NotKnown::NoProgram { program: (*program).to_owned() },
        Unknown::NoAnswer(program, error) => {
            NotKnown::NoAnswer { program: (*program).to_owned(), cause: error.clone() }
        }
        Unknown::NotSaid => NotKnown::NotSaid,
    }
    .into()
}

/// Checks whether the hub's own port answers on this machine.
fn port(address: SocketAddr) -> Check {
    const CHECK: Checked = Checked::Port;
    let target = match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => SocketAddr::from(([127, 0, 0, 1], v4.port())),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], v6.port())),
        other => other,
    };
    let address = address.to_string();
    match TcpStream::connect_timeout(&target, PORT_PATIENCE) {
        Ok(_) => well(CHECK, Finding::Port { address }),
        Err(error) => bad(CHECK, Finding::PortSilent { address, cause: error.to_string() }),
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
    Some(well(Checked::Firewall, Finding::Firewall { program: program.to_owned(), line }))
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
            (Some(Doubted { at, by: 5 * YEAR }), None, false, "1825 days ahead of what it should show since"),
            (None, noticed(at, -YEAR, Outcome::Believed), false, "to 365 days behind what it showed"),
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
            (judge_battery(20, &Ok(Supply::Mains)), true, "on battery, SyncIt pauses below 20%"),
            (judge_battery(20, &Ok(Supply::Battery(63))), true, "with 63% left; SyncIt pauses below 20%"),
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
        assert!(check.message.ends_with("(docs: 1, photos: 20)"), "{check:?}");
        assert!(!check.ok && check.hint.is_some_and(|hint| hint.contains("network disk")));
    }

    #[test]
    fn a_clock_is_compared_with_the_hubs_and_only_far_off_is_bad() {
        let ours = Timestamp::from_parts(EARLIEST_CLOCK, 0);
        for (millis, ok, part) in [
            (0, true, "as the hub attic’s"),
            (900, true, "as the hub attic’s"),
            (2_400, true, "2 s behind the hub attic’s"),
            (-119_000, true, "119 s ahead of the hub attic’s"),
            (-121_000, false, "2 min ahead of the hub attic’s"),
            (-5_400_000, false, "90 min ahead of the hub attic’s"),
            (3 * 86_400_000, false, "3 days behind the hub attic’s"),
            (i64::MAX, false, "behind the hub attic’s"),
        ] {
            let check = compare_clocks(ours, ours.plus_millis(millis), "attic".into());
            assert!(check.message.contains(part), "{millis}: {check:?}");
            assert_eq!((check.ok, check.hint.is_none()), (ok, ok), "{millis}: {check:?}");
        }
    }
}
