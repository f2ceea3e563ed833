//! The state of this machine and of its folders, as text for a person.

use anstyle::{AnsiColor, Style};
use syncit_core::show::printable;
use syncit_engine::api::{
    Activity, FolderStatus, HubStatus, Offer, PausedBecause, ProblemLine, Role, SpeedLimit, Status, SyncState,
};
use syncit_words::{Language, short};

use super::differences::show_left_out;
use super::selection::show_not_chosen;
use super::store;
use super::style::{DIM, bold, columns, count, dim, finish, size};

/// Returns the state of this machine.
pub(super) fn show_status(language: Language, status: &Status) -> String {
    let mut lines = vec![head(language, status)];
    let mut note = |text: String| lines.push(format!("  {text}"));
    if let Some(HubStatus { trouble, hint, .. }) = &status.hub {
        trouble.iter().for_each(|trouble| note(printable(trouble)));
        hint.iter().for_each(|hint| note(dim(&printable(hint))));
    }
    match status.paused_because {
        Some(PausedBecause::Battery { .. } | PausedBecause::Metered) => {
            note(dim(&language.say("status-paused-by-itself", [])));
        }
        Some(PausedBecause::Person) | None => {}
    }
    if let Some(limit) = &status.speed_limit {
        note(dim(&speed_limit(language, limit)));
    }
    if let Some(Offer::PauseOnMetered) = status.offer {
        note(language.say("status-offer-metered", []));
        note(dim(&language.say("status-offer-refused", [])));
    }
    if let Some(stored) = status.store_bytes {
        note(dim(&store::sentence(language, stored, status.store.as_ref())));
    }
    if let Some(check) = status.store_check {
        let arguments = [("done", check.done.into()), ("total", check.total.into())];
        note(dim(&language.say("status-store-check", arguments)));
    }
    if !status.folders.is_empty() {
        lines.push(String::new());
        lines.push(show_folders(language, &status.folders));
    }
    for transfer in &status.transfers {
        let arrow = if transfer.direction == "push" { "→" } else { "←" };
        let (folder, path) = (printable(&transfer.folder), printable(&transfer.path));
        let arguments = [("done", transfer.done.into()), ("total", transfer.total.into())];
        lines.push(format!("  {arrow} {folder}/{path}: {}", language.say("bytes-of", arguments)));
    }
    lines.join("\n")
}

/// Returns the first line: which machine, what of it, and how it is placed.
fn head(language: Language, status: &Status) -> String {
    let pause = paused(language, status.paused_because, status.paused_until.as_deref());
    let words = said(language, status.state, status.activity, status.attention, pause);
    let style = state_words(language, status.state).1;
    let name = match status.machine.is_empty() {
        true => language.say("status-this-machine", []),
        false => printable(&status.machine),
    };
    let is = match (&status.role, &status.hub) {
        (Role::Hub, _) => language.say("status-is-hub", []),
        (Role::Client, Some(hub)) => {
            let arguments = [("hub", printable(&hub.name).into()), ("address", printable(&hub.address).into())];
            match hub.online {
                true => language.say("status-connected", arguments),
                false => language.say("status-not-connected", arguments),
            }
        }
        _ => language.say("status-no-role", []),
    };
    format!("{}: {style}{words}{style:#} {}", bold(&name), dim(&format!("({is})")))
}

/// Returns a state in words, and its colour.
fn state_words(language: Language, state: SyncState) -> (String, Style) {
    let colour = |colour: AnsiColor| colour.on_default();
    match state {
        SyncState::Held => (language.say("status-held", []), colour(AnsiColor::Red).bold()),
        SyncState::Attention => (language.say("status-attention", []), colour(AnsiColor::Yellow).bold()),
        SyncState::Paused => (language.say("status-paused", []), colour(AnsiColor::Yellow)),
        SyncState::Offline => (language.say("status-offline", []), colour(AnsiColor::Yellow)),
        SyncState::Scanning => (language.say("status-scanning", []), colour(AnsiColor::Cyan)),
        SyncState::Syncing => (language.say("status-syncing", []), colour(AnsiColor::Cyan)),
        SyncState::InSync => (language.say("status-in-sync", []), colour(AnsiColor::Green)),
        SyncState::NotLinked => (language.say("status-not-linked", []), DIM),
        SyncState::Unpaired => (language.say("status-unpaired", []), colour(AnsiColor::Yellow)),
    }
}

/// Returns in words why something is paused, or when that ends by itself.
fn paused(language: Language, because: Option<PausedBecause>, until: Option<&str>) -> String {
    match (because, until) {
        (Some(PausedBecause::Metered), _) => language.say("status-paused-metered", []),
        (Some(PausedBecause::Battery { percent, .. }), _) => {
            language.say("status-paused-battery", [("percent", percent.into())])
        }
        (Some(PausedBecause::Person) | None, Some(end)) => {
            language.say("status-paused-until", [("at", short(language, end).into())])
        }
        (Some(PausedBecause::Person) | None, None) => language.say("status-paused", []),
    }
}

/// Returns in words what waits for a person and what is done meanwhile; `pause` is what is said of a pause.
fn said(language: Language, state: SyncState, activity: Activity, attention: u64, pause: String) -> String {
    let doing = match activity {
        Activity::Syncing => language.say("status-syncing", []),
        Activity::Scanning => language.say("status-scanning", []),
        Activity::Paused => pause,
        Activity::Offline => language.say("status-offline", []),
        Activity::UpToDate if attention > 0 => language.say("status-otherwise-in-sync", []),
        Activity::UpToDate => language.say("status-in-sync", []),
    };
    match (state, attention) {
        (SyncState::Held | SyncState::NotLinked | SyncState::Unpaired, _) => state_words(language, state).0,
        (SyncState::Attention, 0) => state_words(language, state).0,
        (_, 0) => doing,
        (_, items) => language.say("status-items", [("items", items.into()), ("doing", doing.into())]),
    }
}

fn speed_limit(language: Language, limit: &SpeedLimit) -> String {
    let bytes = |kib: u32| u64::from(kib) << 10;
    let up = (limit.up > 0).then(|| language.say("limit-up", [("bytes", bytes(limit.up).into())]));
    let down = (limit.down > 0).then(|| language.say("limit-down", [("bytes", bytes(limit.down).into())]));
    let limits = [up, down].into_iter().flatten().collect::<Vec<_>>().join(", ");
    match (limit.applies, limit.until.as_deref().map(|at| short(language, at))) {
        (true, None) => language.say("limit-applies", [("limits", limits.into())]),
        (true, Some(at)) => language.say("limit-applies-until", [("limits", limits.into()), ("at", at.into())]),
        (false, Some(at)) => language.say("limit-applies-from", [("limits", limits.into()), ("at", at.into())]),
        (false, None) => language.say("limit-does-not-apply", [("limits", limits.into())]),
    }
}

/// Returns the folders, and below them what is to be said of each.
pub(super) fn show_folders(language: Language, folders: &[FolderStatus]) -> String {
    if folders.is_empty() {
        return language.say("folders-none", []);
    }
    let heads = ["column-folder", "column-state", "column-files", "column-size", "column-path"];
    let mut table = columns(language, &heads);
    for folder in folders {
        let path = folder.path.as_ref().map_or_else(|| "–".into(), |path| printable(&path.display().to_string()));
        let pause = paused(language, folder.paused_because, folder.paused_until.as_deref());
        let mut state = said(language, folder.state, folder.activity, folder.attention, pause);
        if folder.pending > 0 {
            state = language.say("folders-pending", [("state", state.into()), ("paths", folder.pending.into())]);
        }
        // For a folder that is not linked here, an empty hub may also mean that the sharing machine has
        // only just begun.
        let is_known = folder.path.is_some() || folder.files > 0;
        let (files, bytes) =
            if is_known { (count(language, folder.files), size(language, folder.bytes)) } else { Default::default() };
        table.add_row([printable(&folder.name), state, files, bytes, path]);
    }
    let mut text = finish(&mut table);
    for folder in folders {
        let conflicts = (folder.conflicts > 0).then(|| {
            let waiting = language.say("folders-conflicts", [("conflicts", folder.conflicts.into())]);
            format!("{}: {waiting}", bold(&printable(&folder.name)))
        });
        let notes = [show_left_out(language, folder), show_not_chosen(language, folder), conflicts];
        let problems = folder.problems.iter().map(|problem| problem_lines(folder, problem));
        notes.into_iter().flatten().chain(problems).for_each(|note| text += &format!("\n{note}"));
    }
    text
}

fn problem_lines(folder: &FolderStatus, problem: &ProblemLine) -> String {
    let name = printable(&folder.name);
    let place = if problem.path.is_empty() { name } else { format!("{name}/{}", printable(&problem.path)) };
    format!("{}: {}\n  {}", bold(&place), printable(&problem.message), dim(&printable(&problem.hint)))
}
