//! The result of a check of the content store, as text for a person.

use syncit_core::show::printable;
use syncit_engine::api::{DamagedLine, DamagedState, Verified};
use syncit_words::{Language, short};

use super::style::{bold, dim};

/// How many versions of each kind are listed at most.
const SHOWN: usize = 40;

pub fn show_verified(language: Language, verified: &Verified) -> String {
    let Verified { checked, damaged, quarantined, more } = verified;
    let read = language.say("verify-checked", [("parts", (*checked).into())]);
    let mut text = match *quarantined {
        0 if damaged.is_empty() => return language.say("verify-fine", [("checked", read.into())]),
        0 => language.say("verify-fine-now", [("checked", read.into())]),
        parts => language.say("verify-put-aside", [("checked", read.into()), ("parts", parts.into())]),
    };
    if damaged.is_empty() {
        text += &format!("\n{}", language.say("verify-not-needed", []));
    }
    let kinds = [
        (DamagedState::Fetched, language.say("verify-fetched", [])),
        (DamagedState::Waiting, language.say("verify-waiting", [])),
        (DamagedState::Past, language.say("verify-past", [])),
    ];
    for (state, title) in kinds {
        let lines: Vec<&DamagedLine> = damaged.iter().filter(|line| line.state == state).collect();
        if lines.is_empty() {
            continue;
        }
        text += &format!("\n\n{title}");
        for line in lines.iter().take(SHOWN) {
            text += &format!("\n  {}", damaged_line(language, line));
        }
        if lines.len() > SHOWN {
            text += &format!("\n  {}", dim(&language.say("and-more", [("count", (lines.len() - SHOWN).into())])));
        }
    }
    if *more {
        text += &format!("\n\n{}", language.say("verify-more", []));
    }
    text
}

fn damaged_line(language: Language, line: &DamagedLine) -> String {
    let place = bold(&format!("{}/{}", printable(&line.folder), printable(&line.path)));
    let of = language.say("verify-of", [("bytes", line.size.into()), ("at", short(language, &line.at).into())]);
    format!("{place} {}", dim(&of))
}
