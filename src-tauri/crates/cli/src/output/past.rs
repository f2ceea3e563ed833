//! Versions and restores as text for a person.

use syncit_core::show::printable;
use syncit_core::units::show_bytes;
use syncit_engine::api::{Reply, VersionLine};

use super::style::{BOLD, DIM, action_word, columns, counted, finish};
use super::time::local;

/// How many changes are listed at most.
const SHOWN: usize = 40;

pub fn show_versions(lines: &[VersionLine]) -> String {
    if lines.is_empty() {
        return "No version of it is kept.".into();
    }
    let mut table = columns(&["when", "what", "machine", "size", "version", "path"]);
    for line in lines {
        let what = if line.current {
            format!("{}, current", action_word(line.action))
        } else {
            action_word(line.action).into()
        };
        let machine = printable(&line.machine);
        table.add_row([
            local(&line.at),
            what,
            machine,
            show_bytes(line.size),
            line.version.clone(),
            printable(&line.path),
        ]);
    }
    finish(&mut table)
}

pub fn show_restored(reply: &Reply) -> Option<String> {
    let Reply::Restored { folder, path, at, to, changes, total, dry_run, .. } = reply else { return None };
    let place = match path {
        None => printable(folder),
        Some(path) => format!("{}/{}", printable(folder), printable(path)),
    };
    if let Some(to) = to {
        return Some(format!("{BOLD}{place}{BOLD:#} is written to {}", printable(&to.display().to_string())));
    }
    let then = at.as_ref().map_or(String::new(), |at| format!(" as of {}", local(at)));
    if *total == 0 {
        return Some(format!("{BOLD}{place}{BOLD:#}{then} is what is there now: nothing changes."));
    }
    let done = if *dry_run { "would bring" } else { "brought" };
    let mut lines = vec![format!("Restoring {BOLD}{place}{BOLD:#}{then} {done} {}:", counted(*total, "change"))];
    let shown = changes.iter().take(SHOWN);
    lines.extend(shown.map(|line| format!("  {} {}", action_word(line.change), printable(&line.path))));
    let left = total.saturating_sub(changes.len().min(SHOWN) as u64);
    if left > 0 {
        lines.push(format!("  {DIM}and {} more{DIM:#}", counted(left, "change")));
    }
    Some(lines.join("\n"))
}
