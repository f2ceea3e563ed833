//! `syncit invite --wait`: shows a code, and reports the outcome.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use syncit_core::relay_store::Access;
use syncit_core::show::printable;
use syncit_engine::Home;
use syncit_engine::api::{Command, Invite, MachineStatus, Reply};

use crate::connect::connect;
use crate::exit::{DONE, NOT_YET};
use crate::failure::Failure;
use crate::output;

/// Shows a new code and waits until a machine has joined with it or it is no longer valid. Wrong codes are reported as they
/// come.
pub fn and_wait(home: &Home, minutes: u32, may: Option<Access>, as_json: bool) -> Result<u8, Failure> {
    let mut client = connect(home)?;
    let changes = watch(home)?;
    let known = machines(&mut client)?;
    let reply = client.call(Command::Invite { minutes: Some(minutes), may })?;
    let Reply::Invite(mut shown) = reply else { return Err(unexpected()) };
    if as_json {
        output::print_json(&json!(shown));
    } else if let Some(text) = output::show(&Reply::Invite(shown.clone()), Timestamp::now()) {
        output::print(&text);
    }
    // The invitation expires at this time, without an event.
    let ends = shown.expires_at.parse::<Timestamp>().unwrap_or(Timestamp::MAX);
    loop {
        match client.call(Command::Invitation)? {
            Reply::Invitation(Some(now)) if now.code == shown.code && !now.burnt => {
                if now.wrong_codes != shown.wrong_codes && !as_json {
                    output::remark(&format!("Wrong codes so far: {}", output::wrong_codes(&now)));
                }
                shown = now;
            }
            Reply::Invitation(over) => {
                let burnt = over.filter(|invite| invite.code == shown.code);
                let joined = machines(&mut client)?.into_iter().find(|machine| !is_known(&known, machine));
                return Ok(tell(joined, burnt.as_ref(), &shown, as_json));
            }
            _ => return Err(unexpected()),
        }
        let left = Duration::try_from(ends.duration_since(Timestamp::now())).unwrap_or_default();
        match changes.recv_timeout(left + Duration::from_millis(100)) {
            Ok(()) | Err(RecvTimeoutError::Timeout) => {}
            // The engine has ended, which the next call reports.
            Err(RecvTimeoutError::Disconnected) => drop(client.call(Command::Invitation)?),
        }
    }
}

fn tell(joined: Option<MachineStatus>, burnt: Option<&Invite>, shown: &Invite, as_json: bool) -> u8 {
    let name = joined.map(|machine| machine.name);
    let last = burnt.unwrap_or(shown);
    if as_json {
        output::print_json(&json!({ "joined": name, "wrong_codes": last.wrong_codes }));
    } else {
        let text = match (&name, burnt) {
            (Some(name), _) => format!("{} has joined.", printable(name)),
            (None, Some(burnt)) => {
                output::show(&Reply::Invitation(Some(burnt.clone())), Timestamp::now()).unwrap_or_default()
            }
            (None, None) => "The code is no longer valid, and no machine has joined.".to_owned(),
        };
        output::print(&text);
    }
    if name.is_some() { DONE } else { NOT_YET }
}

/// Returns a channel that receives a message whenever the engine's state may have changed.
fn watch(home: &Home) -> Result<Receiver<()>, Failure> {
    let mut watcher = connect(home)?;
    watcher.call(Command::Watch)?;
    let (changed, changes) = mpsc::channel();
    thread::spawn(move || while watcher.next_change().is_ok() && changed.send(()).is_ok() {});
    Ok(changes)
}

fn machines(client: &mut syncit_engine::control::Client) -> Result<Vec<MachineStatus>, Failure> {
    match client.call(Command::Machines)? {
        Reply::Machines(machines) => Ok(machines),
        _ => Err(unexpected()),
    }
}

fn is_known(known: &[MachineStatus], machine: &MachineStatus) -> bool {
    known.iter().any(|known| known.fingerprint == machine.fingerprint)
}

fn unexpected() -> Failure {
    Failure::local("bad-reply", "the engine gave another answer than it was asked for".into(), None)
}
