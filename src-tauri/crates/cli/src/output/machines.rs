//! The machines, what each of them lacks, and what a `wait` found in the way.

use jiff::Timestamp;
use syncit_core::show::printable;
use syncit_core::units::show_bytes;
use syncit_engine::api::{InTheWay, MachineFolder, MachineStatus, Role};

use super::style::{BOLD, columns, finish};
use super::time::ago;

/// Returns the table of `syncit machines`.
pub(super) fn show(machines: &[MachineStatus], now: Timestamp) -> String {
    if machines.is_empty() {
        return "This machine is paired with no other. syncit hub makes it the hub, syncit join pairs it with one."
            .into();
    }
    let mut table = columns(&["machine", "role", "seen", "folders", "version", "fingerprint"]);
    for machine in machines {
        let role = if machine.role == Role::Hub { "hub" } else { "client" };
        let seen = match &machine.last_seen {
            _ if machine.online => "online".to_owned(),
            Some(at) => ago(at, now),
            None => "never".to_owned(),
        };
        let version = machine.version.as_ref().map_or_else(|| "\u{2013}".to_owned(), |it| printable(it));
        let lacks = lacks(&machine.folders, now);
        table.add_row([printable(&machine.name), role.into(), seen, lacks, version, machine.fingerprint.clone()]);
    }
    finish(&mut table)
}

/// Returns what a machine lacks: `up to date`, or a line for each folder that is not.
fn lacks(folders: &[MachineFolder], now: Timestamp) -> String {
    let lines: Vec<_> = folders.iter().filter(|it| it.pending != Some(0)).map(|it| line(it, now)).collect();
    match (folders.is_empty(), lines.is_empty()) {
        (true, _) => "\u{2013}".into(),
        (false, true) => "up to date".into(),
        (false, false) => lines.join("\n"),
    }
}

fn line(of: &MachineFolder, now: Timestamp) -> String {
    let name = printable(&of.folder);
    let Some(pending) = of.pending else { return format!("{name}: not known") };
    let least = if of.at_least { "at least " } else { "" };
    let changes = if pending == 1 { "1 change".to_owned() } else { format!("{pending} changes") };
    let bytes = of.bytes_pending.filter(|bytes| *bytes > 0).map(|bytes| format!(", {}", show_bytes(bytes)));
    let since = of.up_to_date_at.as_ref().map(|at| format!(" (last up to date {})", ago(at, now)));
    format!("{name}: {least}{changes}{} to go{}", bytes.unwrap_or_default(), since.unwrap_or_default())
}

/// Returns what `syncit wait` says besides its exit code; `None` if there is nothing to say.
pub(super) fn show_wait(in_the_way: &[InTheWay], timed_out: bool) -> Option<String> {
    let lines: Vec<_> = in_the_way
        .iter()
        .map(|left| {
            let place =
                if left.path.is_empty() { left.folder.clone() } else { format!("{}/{}", left.folder, left.path) };
            let on = left.machine.as_ref().map_or_else(String::new, |machine| format!(" on {}", printable(machine)));
            format!("{BOLD}{}{BOLD:#}{on}: {}", printable(&place), printable(&left.reason))
        })
        .collect();
    let head = match (timed_out, lines.is_empty()) {
        (true, true) => "The time is over, and not everything is there yet. syncit status shows what is left.",
        (true, false) => "The time is over, and other machines do not have everything yet:",
        (false, false) => "Only you can clear what is left:",
        (false, true) => return None,
    };
    Some(std::iter::once(head.to_owned()).chain(lines).collect::<Vec<_>>().join("\n"))
}
