//! The result of a check of the content store, as text for a person.

use syncit_core::show::printable;
use syncit_core::units::show_bytes;
use syncit_engine::api::{DamagedLine, DamagedState, Verified};

use super::style::{BOLD, DIM, count, counted};
use super::time::local;

/// How many versions of each kind are listed at most.
const SHOWN: usize = 40;

pub fn show_verified(verified: &Verified) -> String {
    let Verified { checked, damaged, quarantined, more } = verified;
    let mut text = format!("{} read and checked", counted(*checked, "part"));
    text += &match *quarantined {
        0 if damaged.is_empty() => return text + ": all are what they should be.",
        0 => ": all are what they should be now, but some were damaged before.".into(),
        1 => ": 1 was damaged, and was put aside.".into(),
        many => format!(": {} were damaged, and were put aside.", count(many)),
    };
    if damaged.is_empty() {
        text += "\nNo version of any file needs it.";
    }
    let kinds = [
        (DamagedState::Fetched, "Fetched again from a machine that has it:"),
        (DamagedState::Waiting, "Fetched again as soon as a machine that has it connects:"),
        (
            DamagedState::Past,
            "Past versions, which cannot be restored unless a machine sends the same content once more:",
        ),
    ];
    for (state, title) in kinds {
        let lines: Vec<&DamagedLine> = damaged.iter().filter(|line| line.state == state).collect();
        if lines.is_empty() {
            continue;
        }
        text += &format!("\n\n{title}");
        for line in lines.iter().take(SHOWN) {
            let (folder, path) = (printable(&line.folder), printable(&line.path));
            text += &format!(
                "\n  {BOLD}{folder}/{path}{BOLD:#} {DIM}({}, of {}){DIM:#}",
                show_bytes(line.size),
                local(&line.at)
            );
        }
        if lines.len() > SHOWN {
            text += &format!("\n  {DIM}and {} more{DIM:#}", count((lines.len() - SHOWN) as u64));
        }
    }
    if *more {
        text += "\n\nThere are more than are listed.";
    }
    text
}
