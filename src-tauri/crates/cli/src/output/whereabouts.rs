//! Where paths lie, as text for a person.

use anstyle::{AnsiColor, Style};
use syncit_core::show::printable;
use syncit_engine::api::{KeptBy, PathState, Whereabouts};
use syncit_words::Language;

use super::style::{DIM, bold, dim};

pub fn show_whereabouts(language: Language, lines: &[Whereabouts]) -> String {
    lines.iter().map(|place| show(language, place)).collect::<Vec<_>>().join("\n")
}

fn show(language: Language, place: &Whereabouts) -> String {
    let (Some(folder), Some(path)) = (&place.folder, &place.path) else {
        let asked = printable(&place.asked.display().to_string());
        return language.say("where-nowhere", [("path", asked.into())]);
    };
    let inside = if path.is_empty() { language.say("where-root", []) } else { printable(path) };
    let (words, style) = match place.state {
        Some(state) => state_words(language, state),
        None => (language.say("where-not-known", []), DIM),
    };
    let mut text = format!("{}: {inside}\n{style}{words}{style:#}", bold(&printable(folder)));
    for kept in &place.machines {
        text += &format!("\n{}", dim(&kept_by(language, kept)));
    }
    text
}

fn kept_by(language: Language, kept: &KeptBy) -> String {
    let on = language.say("where-on", [("machine", printable(&kept.machine).into())]);
    match &kept.path {
        Some(path) => format!("{on}: {}", printable(&path.display().to_string())),
        None => on,
    }
}

/// Returns a state in words, and its colour.
fn state_words(language: Language, state: PathState) -> (String, Style) {
    let colour = |colour: AnsiColor| colour.on_default();
    match state {
        PathState::Conflict => (language.say("where-conflict", []), colour(AnsiColor::Yellow).bold()),
        PathState::Problem => (language.say("where-problem", []), colour(AnsiColor::Yellow).bold()),
        PathState::Pending => (language.say("where-pending", []), colour(AnsiColor::Cyan)),
        PathState::InSync => (language.say("where-in-sync", []), colour(AnsiColor::Green)),
        PathState::NotSynced => (language.say("where-not-synced", []), DIM),
    }
}
