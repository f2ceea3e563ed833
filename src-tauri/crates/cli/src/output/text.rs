//! Replies as text for a person. Everything that came from a disk or another machine is made printable.

use anstyle::AnsiColor;
use jiff::Timestamp;
use syncit_core::show::printable;
use syncit_engine::api::{
    ActivityBin, Check, Estimate, HeldLine, HistoryLine, HistoryPage, IgnoredLine, Key, KeyKind, Reply, SeenBy,
};
use syncit_words::{Language, short};

use super::differences::show_differences;
use super::style::{BOLD, action_word, bold, columns, count, dim, finish, size};
use super::{conflicts, invitation, machines, past, selection, status, store, verify, whereabouts};

/// Returns the text for a reply; none if there is nothing to print.
pub fn show(language: Language, reply: &Reply, now: Timestamp) -> Option<String> {
    Some(match reply {
        Reply::Done | Reply::Changed => return None,
        Reply::Status(status) => status::show_status(language, status),
        Reply::Hub { machine, listen } => {
            let arguments = [("machine", bold(&printable(machine)).into()), ("addresses", listen.join(", ").into())];
            language.say("hub-listens", arguments)
        }
        Reply::Invite(invite) | Reply::Invitation(Some(invite)) => invitation::show_invite(language, invite, now),
        Reply::Invitation(None) => language.say("invite-none", []),
        Reply::Discover(found) => invitation::show_discovered(language, found),
        Reply::Join { hub, machine } => {
            let [hub, machine] = [hub, machine].map(|name| bold(&printable(name)));
            language.say("join-paired", [("hub", hub.into()), ("machine", machine.into())])
        }
        Reply::Folder { folder, path, notes } => {
            let (folder, path) = (bold(&printable(folder)), printable(&path.display().to_string()));
            let kept = language.say("folder-kept-at", [("folder", folder.into()), ("path", path.into())]);
            std::iter::once(kept).chain(notes.iter().map(|note| printable(note))).collect::<Vec<_>>().join("\n")
        }
        Reply::Estimate(estimate) => show_estimate(language, estimate),
        Reply::Folders(folders) => status::show_folders(language, folders),
        Reply::Wait { in_the_way, timed_out } => return machines::show_wait(language, in_the_way, *timed_out),
        Reply::Machines(all) => machines::show(language, all, now),
        Reply::History(page) => show_history(language, page),
        Reply::Activity(bins) => show_activity(language, bins),
        Reply::Versions(lines) => past::show_versions(language, lines),
        Reply::Restored { .. } => past::show_restored(language, reply)?,
        Reply::Content { text, .. } => text.as_deref().map(printable)?,
        Reply::Conflicts(lines) => conflicts::show_conflicts(language, lines),
        Reply::Differences(lines) => show_differences(language, lines),
        Reply::Selected(selected) => selection::show_selected(language, selected),
        Reply::Where(lines) => whereabouts::show_whereabouts(language, lines),
        Reply::Held(lines) => show_held(language, lines),
        Reply::Ignored(lines) => show_ignored(language, lines),
        Reply::IgnoreRules(rules) => printable_lines(&rules.text),
        Reply::Store(store) => store::show_store(language, store),
        Reply::Settings(settings) => show_settings(language, settings),
        Reply::Verified(verified) => verify::show_verified(language, verified),
        Reply::Key(key) => show_key(language, key),
        Reply::Doctor(checks) => show_doctor(checks),
        Reply::Log { file } => file.display().to_string(),
    })
}

/// Makes each line of a text printable.
fn printable_lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

fn show_estimate(language: Language, estimate: &Estimate) -> String {
    let mut needed = language.say("estimate", [("files", estimate.files.into()), ("bytes", estimate.bytes.into())]);
    if !estimate.complete {
        needed = language.say("at-least", [("what", needed.into())]);
    }
    let free = match estimate.hub_free {
        Some(hub) => language.say("estimate-free-at-both", [("here", estimate.free.into()), ("hub", hub.into())]),
        None => language.say("estimate-free", [("here", estimate.free.into())]),
    };
    let problem = estimate.problem.as_deref().map(|problem| bold(&printable(problem)));
    [needed, free].into_iter().chain(problem).collect::<Vec<_>>().join("\n")
}

fn show_activity(language: Language, bins: &[ActivityBin]) -> String {
    const WIDTH: u64 = 50;
    let most = bins.iter().map(|bin| bin.changes).max().unwrap_or_default().max(1);
    let mut table = columns(language, &["column-from-hour", "column-changes", ""]);
    for bin in bins {
        let bar = "█".repeat((bin.changes * WIDTH).div_ceil(most) as usize);
        table.add_row([short(language, &bin.from), count(language, bin.changes), bar]);
    }
    finish(&mut table)
}

fn show_key(language: Language, key: &Key) -> String {
    let place = printable(&key.place);
    let kept = match key.kind {
        KeyKind::Keyring => language.say("key-in-keyring", [("place", place.into())]),
        KeyKind::File => language.say("key-in-file", [("place", place.into())]),
    };
    let note = key.note.as_deref().map(printable);
    [bold(&key.fingerprint), kept].into_iter().chain(note).collect::<Vec<_>>().join("\n")
}

fn show_history(language: Language, HistoryPage { lines, seen_by }: &HistoryPage) -> String {
    if lines.is_empty() {
        return match seen_by {
            None => language.say("history-none", []),
            Some(_) => language.say("history-none-seen", []),
        };
    }
    let heads = ["column-when", "column-what", "column-machine", "column-size", "column-path"];
    let mut table = columns(language, &heads);
    for line in lines {
        let mut path = format!("{}/{}", printable(&line.folder), printable(&line.path));
        if let Some(from) = &line.from {
            path += &format!(" {} {}", dim(&language.say("history-from", [])), printable(from));
        }
        let bytes = if line.size > 0 { size(language, line.size) } else { String::new() };
        let (at, what) = (short(language, &line.at), action_word(language, line.action));
        table.add_row([at, what, printable(&line.machine), bytes, path]);
    }
    finish(&mut table)
}

/// Says whose view of the history this is, if it is incomplete.
pub fn seen_by(language: Language, SeenBy { machine, hub }: &SeenBy) -> String {
    language.say(
        "history-seen-by",
        [
            ("hub", printable(hub).into()),
            ("machine", printable(machine).into()),
            ("bold", BOLD.render().to_string().into()),
            ("plain", BOLD.render_reset().to_string().into()),
        ],
    )
}

/// Returns how to ask for the next page, if this one was full.
pub fn next_page(language: Language, lines: &[HistoryLine], limit: u32) -> Option<String> {
    let last = lines.last().filter(|_| lines.len() >= limit as usize)?;
    Some(dim(&language.say("history-older", [("version", last.version.clone().into())])))
}

fn show_held(language: Language, lines: &[HeldLine]) -> String {
    if lines.is_empty() {
        return language.say("held-none", []);
    }
    let text = |line: &HeldLine| {
        let mut text = format!("{}: {}", bold(&printable(&line.folder)), printable(&line.cause));
        if !line.since.is_empty() {
            let since = language.say("held-since", [("at", short(language, &line.since).into())]);
            text += &format!("\n  {}", dim(&since));
        }
        for path in &line.sample {
            text += &format!("\n  {}", printable(path));
        }
        let left = line.files.saturating_sub(line.sample.len() as u64);
        if left > 0 && !line.sample.is_empty() {
            text += &format!("\n  {}", language.say("and-more", [("count", left.into())]));
        }
        text + &format!("\n  {}", dim(&printable(&line.hint)))
    };
    lines.iter().map(text).collect::<Vec<_>>().join("\n")
}

fn show_ignored(language: Language, lines: &[IgnoredLine]) -> String {
    if lines.is_empty() {
        return language.say("ignored-none", []);
    }
    let mut table = columns(language, &["column-path", "column-rule", "column-from"]);
    for line in lines {
        table.add_row([printable(&line.path), printable(&line.rule), printable(&line.from)]);
    }
    finish(&mut table)
}

fn show_settings(language: Language, settings: &std::collections::BTreeMap<String, serde_json::Value>) -> String {
    let mut table = columns(language, &["column-setting", "column-value"]);
    for (key, value) in settings {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        table.add_row([printable(key), printable(&value)]);
    }
    finish(&mut table)
}

fn show_doctor(checks: &[Check]) -> String {
    let line = |check: &Check| {
        let (mark, colour) = if check.ok { ("✓", AnsiColor::Green) } else { ("✗", AnsiColor::Red) };
        let style = colour.on_default().bold();
        let (name, message) = (bold(&printable(&check.label)), printable(&check.message));
        let hint = check.hint.as_deref().map_or_else(String::new, |hint| format!("\n  {}", printable(hint)));
        format!("{style}{mark}{style:#} {name}: {message}{hint}")
    };
    checks.iter().map(line).collect::<Vec<_>>().join("\n")
}
