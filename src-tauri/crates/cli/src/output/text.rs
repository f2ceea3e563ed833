//! Replies as text for a person. Everything that came from a disk or another machine is made printable.

use anstyle::{AnsiColor, Style};
use jiff::Timestamp;
use syncit_core::relay_store::Access;
use syncit_core::show::printable;
use syncit_core::units::show_bytes;
use syncit_engine::api::{
    Activity, ActivityBin, Check, Discovered, Estimate, FolderStatus, HeldLine, HistoryLine, HistoryPage, IgnoredLine,
    Invite, Key, KeyKind, Offer, PausedBecause, Reply, Role, SeenBy, SpeedLimit, Status, SyncState,
};

use super::differences::{show_differences, show_left_out};
use super::style::{BOLD, DIM, action_word, columns, count, counted, finish};
use super::time::{local, until};
use super::{conflicts, machines, past, selection, store, verify, whereabouts};

/// Returns the text for a reply; none if there is nothing to print.
pub fn show(reply: &Reply, now: Timestamp) -> Option<String> {
    Some(match reply {
        Reply::Done | Reply::Changed => return None,
        Reply::Status(status) => show_status(status),
        Reply::Hub { machine, listen } => show_hub(machine, listen),
        Reply::Invite(invite) | Reply::Invitation(Some(invite)) => show_invite(invite, now),
        Reply::Invitation(None) => "No invitation is open. syncit invite opens one.".into(),
        Reply::Discover(found) => show_discovered(found),
        Reply::Join { hub, machine } => {
            let (hub, machine) = (printable(hub), printable(machine));
            format!(
                "Paired with {BOLD}{hub}{BOLD:#}; it knows this machine as {BOLD}{machine}{BOLD:#}.\nNext: syncit folders, then syncit link NAME PATH"
            )
        }
        Reply::Folder { folder, path, notes } => {
            let mut text =
                format!("{BOLD}{}{BOLD:#} is kept at {}", printable(folder), printable(&path.display().to_string()));
            for note in notes {
                text += &format!("\n{}", printable(note));
            }
            text
        }
        Reply::Estimate(estimate) => show_estimate(estimate),
        Reply::Folders(folders) => show_folders(folders),
        Reply::Wait { in_the_way, timed_out } => return machines::show_wait(in_the_way, *timed_out),
        Reply::Machines(all) => machines::show(all, now),
        Reply::History(page) => show_history(page),
        Reply::Activity(bins) => show_activity(bins),
        Reply::Versions(lines) => past::show_versions(lines),
        Reply::Restored { .. } => past::show_restored(reply)?,
        Reply::Content { text, .. } => text.as_deref().map(printable)?,
        Reply::Conflicts(lines) => conflicts::show_conflicts(lines),
        Reply::Differences(lines) => show_differences(lines),
        Reply::Selected(selected) => selection::show_selected(selected),
        Reply::Where(lines) => whereabouts::show_whereabouts(lines),
        Reply::Held(lines) => show_held(lines),
        Reply::Ignored(lines) => show_ignored(lines),
        Reply::IgnoreRules(rules) => printable_lines(&rules.text),
        Reply::Store(store) => store::show_store(store),
        Reply::Settings(settings) => show_settings(settings),
        Reply::Verified(verified) => verify::show_verified(verified),
        Reply::Key(key) => show_key(key),
        Reply::Doctor(checks) => show_doctor(checks),
        Reply::Log { file } => file.display().to_string(),
    })
}

/// Returns a state in words, and its colour.
pub fn state_words(state: SyncState) -> (&'static str, Style) {
    let colour = |colour: AnsiColor| colour.on_default();
    match state {
        SyncState::Held => ("held back for safety", colour(AnsiColor::Red).bold()),
        SyncState::Attention => ("needs you", colour(AnsiColor::Yellow).bold()),
        SyncState::Paused => ("paused", colour(AnsiColor::Yellow)),
        SyncState::Offline => ("the hub cannot be reached", colour(AnsiColor::Yellow)),
        SyncState::Scanning => ("looking for changes", colour(AnsiColor::Cyan)),
        SyncState::Syncing => ("syncing", colour(AnsiColor::Cyan)),
        SyncState::InSync => ("in sync", colour(AnsiColor::Green)),
        SyncState::NotLinked => ("not linked here", DIM),
        SyncState::Unpaired => ("not paired", colour(AnsiColor::Yellow)),
    }
}

/// Returns in words why something is paused, or when that ends by itself.
fn paused(because: Option<PausedBecause>, until: Option<&str>) -> String {
    match (because.and_then(|because| because.sentence(syncit_words::Language::En)), until) {
        (Some(cause), _) => format!("paused: {cause}"),
        (None, Some(end)) => format!("paused until {}", local(end)),
        (None, None) => "paused".to_owned(),
    }
}

/// Returns in words what waits for a person and what is done meanwhile; `pause` is what is said of a pause.
fn said(state: SyncState, activity: Activity, attention: u64, pause: String) -> String {
    let doing = match activity {
        Activity::Syncing => "syncing".to_owned(),
        Activity::Scanning => "looking for changes".to_owned(),
        Activity::Paused => pause,
        Activity::Offline => "the hub cannot be reached".to_owned(),
        Activity::UpToDate if attention > 0 => "otherwise in sync".to_owned(),
        Activity::UpToDate => "in sync".to_owned(),
    };
    match (state, attention) {
        (SyncState::Held | SyncState::NotLinked | SyncState::Unpaired, _) => state_words(state).0.to_owned(),
        (SyncState::Attention, 0) => state_words(state).0.to_owned(),
        (_, 0) => doing,
        (_, 1) => format!("1 item needs your attention, {doing}"),
        (_, attention) => format!("{} items need your attention, {doing}", count(attention)),
    }
}

fn show_status(status: &Status) -> String {
    let pause = paused(status.paused_because, status.paused_until.as_deref());
    let words = said(status.state, status.activity, status.attention, pause);
    let style = state_words(status.state).1;
    let mut lines = Vec::new();
    let name = if status.machine.is_empty() { "This machine".to_owned() } else { printable(&status.machine) };
    let is = match (&status.role, &status.hub) {
        (Role::Hub, _) => "the hub".to_owned(),
        (Role::Client, Some(hub)) => {
            let online = if hub.online { "connected" } else { "not connected" };
            format!("hub {} at {}, {online}", printable(&hub.name), printable(&hub.address))
        }
        _ => "syncit hub makes it the hub, syncit join pairs it with one".to_owned(),
    };
    lines.push(format!("{BOLD}{name}{BOLD:#}: {style}{words}{style:#} {DIM}({is}){DIM:#}"));
    if let Some(trouble) = status.hub.as_ref().and_then(|hub| hub.trouble.as_deref()) {
        lines.push(format!("  {}", printable(trouble)));
    }
    if let Some(hint) = status.hub.as_ref().and_then(|hub| hub.hint.as_deref()) {
        lines.push(format!("  {DIM}{}{DIM:#}", printable(hint)));
    }
    match status.paused_because {
        Some(PausedBecause::Battery { .. } | PausedBecause::Metered) => lines.push(format!(
            "  {DIM}It goes on by itself when that ends; syncit resume goes on now. syncit settings shows what is set.{DIM:#}"
        )),
        Some(PausedBecause::Person) | None => {}
    }
    if let Some(limit) = &status.speed_limit {
        lines.push(format!("  {DIM}{}{DIM:#}", show_speed_limit(limit)));
    }
    if let Some(Offer::PauseOnMetered) = status.offer {
        lines.push(format!(
            "  The hub is reached over a metered network. To pause on those: syncit settings pause-on-metered yes\n  {DIM}With no instead of yes, this is not said again.{DIM:#}"
        ));
    }
    if let Some(stored) = status.store_bytes {
        lines.push(format!("  {DIM}{}{DIM:#}", store::sentence(stored, status.store.as_ref())));
    }
    if let Some(check) = status.store_check {
        let (done, total) = (count(check.done), count(check.total));
        lines.push(format!("  {DIM}It is being checked: {done} of {total} parts so far.{DIM:#}"));
    }
    if !status.folders.is_empty() {
        lines.push(String::new());
        lines.push(show_folders(&status.folders));
    }
    for transfer in &status.transfers {
        let arrow = if transfer.direction == "push" { "→" } else { "←" };
        let (folder, path) = (printable(&transfer.folder), printable(&transfer.path));
        lines.push(format!(
            "  {arrow} {folder}/{path}: {} of {}",
            show_bytes(transfer.done),
            show_bytes(transfer.total)
        ));
    }
    lines.join("\n")
}

fn show_hub(machine: &str, listen: &[String]) -> String {
    format!(
        "{BOLD}{}{BOLD:#} is the hub now, listening on {}.\nNext: syncit share PATH, and for each other machine: syncit invite",
        printable(machine),
        listen.join(", ")
    )
}

/// Makes each line of a text printable.
fn printable_lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

fn show_estimate(estimate: &Estimate) -> String {
    let least = if estimate.complete { "" } else { "at least " };
    let mut text = format!(
        "{least}{}, {}\n{} are free on its disk",
        counted(estimate.files, "file"),
        show_bytes(estimate.bytes),
        show_bytes(estimate.free)
    );
    if let Some(free) = estimate.hub_free {
        text += &format!(", {} on the hub's", show_bytes(free));
    }
    if let Some(problem) = &estimate.problem {
        text += &format!("\n{BOLD}{}{BOLD:#}", printable(problem));
    }
    text
}

fn show_activity(bins: &[ActivityBin]) -> String {
    const WIDTH: u64 = 50;
    let most = bins.iter().map(|bin| bin.changes).max().unwrap_or_default().max(1);
    let mut table = columns(&["from", "changes", ""]);
    for bin in bins {
        let bar = "█".repeat((bin.changes * WIDTH).div_ceil(most) as usize);
        table.add_row([local(&bin.from), count(bin.changes), bar]);
    }
    finish(&mut table)
}

fn show_key(key: &Key) -> String {
    let kept = match key.kind {
        KeyKind::Keyring => "in the keyring, as",
        KeyKind::File => "in the file",
    };
    let mut text =
        format!("{BOLD}{}{BOLD:#}\nIts private part is kept {kept} {}.", key.fingerprint, printable(&key.place));
    if let Some(note) = &key.note {
        text += &format!("\n{}", printable(note));
    }
    text
}

fn show_invite(invite: &Invite, now: Timestamp) -> String {
    let Invite { code, address, addresses, link, expires_at, attempts_left, may, .. } = invite;
    if invite.burnt {
        return format!(
            "The code is no longer valid: too many wrong ones were tried ({}). Nobody was let in.\nsyncit invite shows a new one.",
            wrong_codes(invite)
        );
    }
    let spaced = match code.split_at_checked(3) {
        Some((head, tail)) => format!("{head} {tail}"),
        None => code.to_owned(),
    };
    let mut text = format!(
        "Code: {BOLD}{spaced}{BOLD:#}   {DIM}(for one machine, {}, ends {}){DIM:#}\n\nOn the other machine: syncit join\nIf it does not find this hub: syncit join {address}",
        counted_tries(*attempts_left),
        until(expires_at, now)
    );
    if let Some(link) = link {
        text += &format!("\nOr open this link there, and type the code: {}", printable(link));
    }
    text += match may {
        Some(Access::None) => "\nIt may see no folder of this hub until you let it: syncit access MACHINE FOLDER read",
        Some(Access::Read) => {
            "\nIt may only receive, until you let it change a folder: syncit access MACHINE FOLDER write"
        }
        Some(Access::Write) | None => "",
    };
    let others: Vec<_> = addresses.iter().filter(|other| *other != address).map(String::as_str).collect();
    if !others.is_empty() {
        text += &format!("\n{DIM}Other addresses of this hub: {}{DIM:#}", others.join(", "));
    }
    if !invite.wrong_codes.is_empty() {
        text += &format!("\nWrong codes so far: {}", wrong_codes(invite));
    }
    text
}

/// Lists the addresses from which wrong codes came.
pub fn wrong_codes(invite: &Invite) -> String {
    let all: Vec<_> =
        invite.wrong_codes.iter().map(|wrong| format!("{} from {}", wrong.count, wrong.address)).collect();
    all.join(", ")
}

fn counted_tries(left: u32) -> String {
    if left == 1 { "one try".into() } else { format!("{left} tries") }
}

fn show_speed_limit(limit: &SpeedLimit) -> String {
    let of =
        |kib: u32, way: &str| (kib > 0).then(|| format!("{} a second {way} the hub", show_bytes(u64::from(kib) << 10)));
    let limits = [of(limit.up, "to"), of(limit.down, "from")].into_iter().flatten().collect::<Vec<_>>().join(", ");
    match (limit.applies, limit.until.as_deref().map(local)) {
        (true, None) => format!("Limited to {limits}."),
        (true, Some(until)) => format!("Limited to {limits} until {until}."),
        (false, Some(from)) => format!("Not limited now; from {from} limited to {limits}."),
        (false, None) => format!("Not limited now, otherwise to {limits}."),
    }
}

fn show_discovered(found: &[Discovered]) -> String {
    if found.is_empty() {
        return "No hub with an open invitation was found on the LAN. Run syncit invite on the hub, or give its address to syncit join.".into();
    }
    let mut table = columns(&["hub", "addresses"]);
    for hub in found {
        table.add_row([printable(&hub.name), printable(&hub.addresses.join(", "))]);
    }
    finish(&mut table)
}

fn show_folders(folders: &[FolderStatus]) -> String {
    if folders.is_empty() {
        return "No folder is shared yet. Share one with: syncit share PATH".into();
    }
    let mut table = columns(&["folder", "state", "files", "size", "path"]);
    for folder in folders {
        let path = folder.path.as_ref().map_or_else(|| "–".into(), |path| printable(&path.display().to_string()));
        let pause = paused(folder.paused_because, folder.paused_until.as_deref());
        let mut state = said(folder.state, folder.activity, folder.attention, pause);
        if folder.pending > 0 {
            state += &format!(", {} to go", count(folder.pending));
        }
        // For a folder that is not linked here, an empty hub may also mean that the sharing machine has
        // only just begun.
        let is_known = folder.path.is_some() || folder.files > 0;
        let (files, size) = if is_known { (count(folder.files), show_bytes(folder.bytes)) } else { Default::default() };
        table.add_row([printable(&folder.name), state, files, size, path]);
    }
    let mut text = finish(&mut table);
    for folder in folders {
        let name = printable(&folder.name);
        let notes = [show_left_out(folder), selection::show_not_chosen(folder)];
        notes.into_iter().flatten().for_each(|note| text += &format!("\n{note}"));
        if folder.conflicts > 0 {
            text += &format!(
                "\n{BOLD}{name}{BOLD:#}: {} waiting for you (syncit conflicts)",
                counted(folder.conflicts, "conflict")
            );
        }
        for problem in &folder.problems {
            let place =
                if problem.path.is_empty() { name.clone() } else { format!("{name}/{}", printable(&problem.path)) };
            text += &format!(
                "\n{BOLD}{place}{BOLD:#}: {}\n  {DIM}{}{DIM:#}",
                printable(&problem.message),
                printable(&problem.hint)
            );
        }
    }
    text
}

fn show_history(HistoryPage { lines, seen_by }: &HistoryPage) -> String {
    if lines.is_empty() {
        return if seen_by.is_none() { "Nothing changed.".into() } else { "No change was seen here.".into() };
    }
    let mut table = columns(&["when", "what", "machine", "size", "path"]);
    for line in lines {
        let what = action_word(line.action);
        let mut path = format!("{}/{}", printable(&line.folder), printable(&line.path));
        if let Some(from) = &line.from {
            path += &format!(" {DIM}from{DIM:#} {}", printable(from));
        }
        let size = if line.size > 0 { show_bytes(line.size) } else { String::new() };
        table.add_row([local(&line.at), what.into(), printable(&line.machine), size, path]);
    }
    finish(&mut table)
}

/// Says whose view of the history this is, if it is incomplete.
pub fn seen_by(SeenBy { machine, hub }: &SeenBy) -> String {
    let (machine, hub) = (printable(machine), printable(hub));
    format!(
        "{BOLD}{hub} is away: this is what {machine} has seen itself{BOLD:#}, of each file only the newest change; most \
         deletions, and what was new, moved or restored, are known to {hub} alone."
    )
}

/// Returns how to ask for the next page, if this one was full.
pub fn next_page(lines: &[HistoryLine], limit: u32) -> Option<String> {
    let last = lines.last().filter(|_| lines.len() >= limit as usize)?;
    Some(format!("{DIM}Older: --before {}{DIM:#}", last.version))
}

fn show_held(lines: &[HeldLine]) -> String {
    if lines.is_empty() {
        return "Nothing is held back.".into();
    }
    let text = |line: &HeldLine| {
        let mut text = format!("{BOLD}{}{BOLD:#}: {}", printable(&line.folder), printable(&line.cause));
        if !line.since.is_empty() {
            text += &format!("\n  {DIM}since {}{DIM:#}", local(&line.since));
        }
        for path in &line.sample {
            text += &format!("\n  {}", printable(path));
        }
        let left = line.files.saturating_sub(line.sample.len() as u64);
        if left > 0 && !line.sample.is_empty() {
            text += &format!("\n  and {} more", count(left));
        }
        text + &format!("\n  {DIM}{}{DIM:#}", printable(&line.hint))
    };
    lines.iter().map(text).collect::<Vec<_>>().join("\n")
}

fn show_ignored(lines: &[IgnoredLine]) -> String {
    if lines.is_empty() {
        return "Nothing is ignored there.".into();
    }
    let mut table = columns(&["path", "rule", "from"]);
    for line in lines {
        table.add_row([printable(&line.path), printable(&line.rule), printable(&line.from)]);
    }
    finish(&mut table)
}

fn show_settings(settings: &std::collections::BTreeMap<String, serde_json::Value>) -> String {
    let mut table = columns(&["setting", "value"]);
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
        let mut text =
            format!("{style}{mark}{style:#} {BOLD}{}{BOLD:#}: {}", printable(&check.check), printable(&check.message));
        if let Some(hint) = &check.hint {
            text += &format!("\n  {}", printable(hint));
        }
        text
    };
    checks.iter().map(line).collect::<Vec<_>>().join("\n")
}
