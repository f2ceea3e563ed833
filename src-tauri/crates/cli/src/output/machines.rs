//! The machines, what each of them lacks, and what a `wait` found in the way.

use jiff::Timestamp;
use syncit_core::show::printable;
use syncit_engine::api::{InTheWay, MachineFolder, MachineStatus, Role};
use syncit_words::{Language, ago};

use super::style::{bold, columns, finish, size};

/// Returns the table of `syncit machines`.
pub(super) fn show(language: Language, machines: &[MachineStatus], now: Timestamp) -> String {
    if machines.is_empty() {
        return language.say("machines-none", []);
    }
    let mut table = columns(
        language,
        &["column-machine", "column-role", "column-seen", "column-folders", "column-version", "column-fingerprint"],
    );
    for machine in machines {
        let mut role = match machine.role {
            Role::Hub => vec![language.say("role-hub", [])],
            _ => vec![language.say("role-client", [])],
        };
        if machine.inviting {
            role.push(language.say("machines-inviting", []));
        } else if machine.role != Role::Hub && machine.may_invite == Some(true) {
            role.push(language.say("machines-may-invite", []));
        }
        let seen = match &machine.last_seen {
            _ if machine.online => language.say("machines-online", []),
            Some(at) => ago(language, at, now),
            None => language.say("machines-never-seen", []),
        };
        let version = machine.version.as_ref().map_or_else(|| "\u{2013}".to_owned(), |it| printable(it));
        let lacks = lacks(language, &machine.folders, now);
        table.add_row([printable(&machine.name), role.join("\n"), seen, lacks, version, machine.fingerprint.clone()]);
    }
    finish(&mut table)
}

/// Returns what a machine lacks: `up to date`, or a line for each folder that is not.
fn lacks(language: Language, folders: &[MachineFolder], now: Timestamp) -> String {
    let lines: Vec<_> = folders.iter().filter(|it| it.pending != Some(0)).map(|it| line(language, it, now)).collect();
    match (folders.is_empty(), lines.is_empty()) {
        (true, _) => "\u{2013}".into(),
        (false, true) => language.say("machines-up-to-date", []),
        (false, false) => lines.join("\n"),
    }
}

fn line(language: Language, of: &MachineFolder, now: Timestamp) -> String {
    let name = printable(&of.folder);
    let Some(pending) = of.pending else {
        return language.say("machines-not-known", [("folder", name.into())]);
    };
    let mut changes = language.say("changes", [("changes", pending.into())]);
    if of.at_least {
        changes = language.say("at-least", [("what", changes.into())]);
    }
    if let Some(bytes) = of.bytes_pending.filter(|bytes| *bytes > 0) {
        changes += &format!(", {}", size(language, bytes));
    }
    let pending = language.say("machines-pending", [("folder", name.into()), ("changes", changes.into())]);
    match &of.up_to_date_at {
        Some(at) => {
            let ago = ago(language, at, now);
            language.say("machines-pending-since", [("pending", pending.into()), ("ago", ago.into())])
        }
        None => pending,
    }
}

/// Returns what `syncit wait` says besides its exit code; `None` if there is nothing to say.
pub(super) fn show_wait(language: Language, in_the_way: &[InTheWay], timed_out: bool) -> Option<String> {
    let head = match (timed_out, in_the_way.is_empty()) {
        (true, true) => language.say("wait-over", []),
        (true, false) => language.say("wait-over-elsewhere", []),
        (false, false) => language.say("wait-blocked", []),
        (false, true) => return None,
    };
    let lines = in_the_way.iter().map(|left| in_the_way_line(language, left));
    Some(std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n"))
}

fn in_the_way_line(language: Language, left: &InTheWay) -> String {
    let (place, reason) = (bold(&place(left)), printable(&left.reason));
    match &left.machine {
        Some(machine) => language.say(
            "wait-left-on",
            [("place", place.into()), ("machine", printable(machine).into()), ("reason", reason.into())],
        ),
        None => format!("{place}: {reason}"),
    }
}

/// Returns the folder, or the path in it, that is in the way.
pub fn place(left: &InTheWay) -> String {
    match left.path.is_empty() {
        true => printable(&left.folder),
        false => printable(&format!("{}/{}", left.folder, left.path)),
    }
}
