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
use syncit_words::Language;

use crate::connect::connect;
use crate::exit::{DONE, NOT_YET};
use crate::failure::{Failed, Failure};
use crate::output;

/// Shows a new code and waits until a machine has joined with it or it is no longer valid. Wrong codes are reported as they
/// come.
pub fn and_wait(
    home: &Home,
    minutes: u32,
    may: Option<Access>,
    as_json: bool,
    language: Language,
) -> Result<u8, Failure> {
    let mut client = connect(home, language)?;
    let changes = watch(home, language)?;
    let known = machines(&mut client)?;
    let reply = client.call(Command::Invite { minutes: Some(minutes), may })?;
    let Reply::Invite(mut shown) = reply else { return Err(Failed::OtherReply.into()) };
    if as_json {
        output::print_json(&json!(shown));
    } else if let Some(text) = output::show(language, &Reply::Invite(shown.clone()), Timestamp::now()) {
        output::print(&text);
    }
    // The invitation expires at this time, without an event.
    let ends = shown.expires_at.parse::<Timestamp>().unwrap_or(Timestamp::MAX);
    loop {
        match client.call(Command::Invitation)? {
            Reply::Invitation(Some(now)) if now.code == shown.code && !now.burnt => {
                if now.wrong_codes != shown.wrong_codes && !as_json {
                    output::remark(&output::wrong_codes_so_far(language, &now));
                }
                shown = now;
            }
            Reply::Invitation(over) => {
                let burnt = over.filter(|invite| invite.code == shown.code);
                let joined = machines(&mut client)?.into_iter().find(|machine| !is_known(&known, machine));
                let ended = Ended { joined, burnt, shown };
                return Ok(ended.tell(as_json, language));
            }
            _ => return Err(Failed::OtherReply.into()),
        }
        let left = Duration::try_from(ends.duration_since(Timestamp::now())).unwrap_or_default();
        match changes.recv_timeout(left + Duration::from_millis(100)) {
            Ok(()) | Err(RecvTimeoutError::Timeout) => {}
            // The engine has ended, which the next call reports.
            Err(RecvTimeoutError::Disconnected) => drop(client.call(Command::Invitation)?),
        }
    }
}

/// How an invitation ended.
struct Ended {
    joined: Option<MachineStatus>,
    /// The invitation, if too many wrong codes ended it.
    burnt: Option<Invite>,
    /// The invitation as it was seen last before.
    shown: Invite,
}

impl Ended {
    fn tell(self, as_json: bool, language: Language) -> u8 {
        let Ended { joined, burnt, shown } = self;
        let name = joined.map(|machine| machine.name);
        let code = if name.is_some() { DONE } else { NOT_YET };
        if as_json {
            let wrong_codes = burnt.unwrap_or(shown).wrong_codes;
            output::print_json(&json!({ "joined": name, "wrong_codes": wrong_codes }));
            return code;
        }
        let text = match (name, burnt) {
            (Some(name), _) => language.say("invite-joined", [("machine", printable(&name).into())]),
            (None, Some(burnt)) => {
                output::show(language, &Reply::Invitation(Some(burnt)), Timestamp::now()).unwrap_or_default()
            }
            (None, None) => language.say("invite-over", []),
        };
        output::print(&text);
        code
    }
}

/// Returns a channel that receives a message whenever the engine's state may have changed.
fn watch(home: &Home, language: Language) -> Result<Receiver<()>, Failure> {
    let watcher = connect(home, language)?;
    let (changed, changes) = mpsc::channel();
    thread::spawn(move || watcher.watch(|| changed.send(()).is_ok()));
    Ok(changes)
}

fn machines(client: &mut syncit_engine::control::Client) -> Result<Vec<MachineStatus>, Failure> {
    match client.call(Command::Machines)? {
        Reply::Machines(machines) => Ok(machines),
        _ => Err(Failed::OtherReply.into()),
    }
}

fn is_known(known: &[MachineStatus], machine: &MachineStatus) -> bool {
    known.iter().any(|known| known.fingerprint == machine.fingerprint)
}
