//! Versions and restores as text for a person.

use syncit_core::show::printable;
use syncit_engine::api::{Reply, RestoreLine, VersionLine};
use syncit_words::{Language, short};

use super::style::{action_word, bold, columns, dim, finish, size};

/// How many changes are listed at most.
const SHOWN: usize = 40;

pub fn show_versions(language: Language, lines: &[VersionLine]) -> String {
    if lines.is_empty() {
        return language.say("versions-none", []);
    }
    let mut table = columns(
        language,
        &["column-when", "column-what", "column-machine", "column-size", "column-version", "column-path"],
    );
    for line in lines {
        let action = action_word(language, line.action);
        let what = match line.current {
            true => language.say("versions-current", [("action", action.into())]),
            false => action,
        };
        table.add_row([
            short(language, &line.at),
            what,
            printable(&line.machine),
            size(language, line.size),
            line.version.clone(),
            printable(&line.path),
        ]);
    }
    finish(&mut table)
}

pub fn show_restored(language: Language, reply: &Reply) -> Option<String> {
    let Reply::Restored { folder, path, at, to, changes, total, dry_run, .. } = reply else { return None };
    let place = match path {
        None => printable(folder),
        Some(path) => format!("{}/{}", printable(folder), printable(path)),
    };
    let place = bold(&place);
    if let Some(to) = to {
        let to = printable(&to.display().to_string());
        return Some(language.say("restore-written", [("place", place.into()), ("file", to.into())]));
    }
    let what = match at {
        Some(at) => language.say("restore-as-of", [("place", place.into()), ("at", short(language, at).into())]),
        None => place,
    };
    if *total == 0 {
        return Some(language.say("restore-nothing", [("what", what.into())]));
    }
    let arguments = [("what", what.into()), ("changes", (*total).into())];
    let head = match dry_run {
        true => language.say("restore-would", arguments),
        false => language.say("restore-did", arguments),
    };
    let shown = changes.iter().take(SHOWN);
    let line = |line: &RestoreLine| format!("  {} {}", action_word(language, line.change), printable(&line.path));
    let mut lines: Vec<_> = std::iter::once(head).chain(shown.map(line)).collect();
    let left = total.saturating_sub(changes.len().min(SHOWN) as u64);
    if left > 0 {
        lines.push(format!("  {}", dim(&language.say("restore-more", [("changes", left.into())]))));
    }
    Some(lines.join("\n"))
}
