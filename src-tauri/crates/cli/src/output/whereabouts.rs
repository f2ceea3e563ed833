//! Where paths lie, as text for a person.

use anstyle::{AnsiColor, Style};
use syncit_core::show::printable;
use syncit_engine::api::{PathState, Whereabouts};

use super::style::{BOLD, DIM};

pub fn show_whereabouts(lines: &[Whereabouts]) -> String {
    lines.iter().map(show).collect::<Vec<_>>().join("\n")
}

fn show(place: &Whereabouts) -> String {
    let (Some(folder), Some(path)) = (&place.folder, &place.path) else {
        return format!("{} is in no folder that is synced here", printable(&place.asked.display().to_string()));
    };
    let (folder, path) = (printable(folder), printable(path));
    let inside = if path.is_empty() { "the folder itself".to_owned() } else { path };
    let (words, style) = place.state.map_or(("nothing is known of it now", DIM), state_words);
    let mut text = format!("{BOLD}{folder}{BOLD:#}: {inside}\n{style}{words}{style:#}");
    for kept in &place.machines {
        let machine = printable(&kept.machine);
        text += &match &kept.path {
            Some(path) => format!("\n{DIM}on {machine}: {}{DIM:#}", printable(&path.display().to_string())),
            None => format!("\n{DIM}on {machine}{DIM:#}"),
        };
    }
    text
}

/// Returns a state in words, and its colour.
fn state_words(state: PathState) -> (&'static str, Style) {
    let colour = |colour: AnsiColor| colour.on_default();
    match state {
        PathState::Conflict => ("two versions: choose one with syncit conflicts", colour(AnsiColor::Yellow).bold()),
        PathState::Problem => ("cannot be synced: syncit folders says why", colour(AnsiColor::Yellow).bold()),
        PathState::Pending => ("waiting to be synced", colour(AnsiColor::Cyan)),
        PathState::InSync => ("in sync", colour(AnsiColor::Green)),
        PathState::NotSynced => ("not synced: left out on this machine", DIM),
    }
}
