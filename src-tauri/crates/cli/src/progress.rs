//! A progress display while an answer takes longer than a second, on a terminal only.

use std::io::IsTerminal;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use syncit_core::show::printable;
use syncit_engine::Home;
use syncit_engine::api::{self, Reply, Status};
use syncit_engine::control::Client;
use syncit_words::Language;

use crate::args::CliCommand;

/// How long an answer may take before something is shown.
const SILENCE: Duration = Duration::from_secs(1);
/// How often the display is updated.
const REFRESH: Duration = Duration::from_millis(250);

/// Returns a spinner with a text after it, in the program's one style. It is hidden unless standard error is a
/// terminal.
pub fn spinner() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    bar.set_style(ProgressStyle::with_template("{spinner:.cyan} {msg}").expect("the template is well-formed"));
    bar
}

/// Runs `ask`. If that takes longer than a second, shows what it is waiting for.
pub fn during<T>(home: &Home, command: &CliCommand, language: Language, ask: impl FnOnce() -> T) -> T {
    let Some(doing) = doing(command, language).filter(|_| std::io::stderr().is_terminal()) else { return ask() };
    let (done, is_done) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            if is_done.recv_timeout(SILENCE) == Err(RecvTimeoutError::Timeout) {
                let bar = spinner();
                let mut client = Client::connect(home).ok();
                while is_done.recv_timeout(REFRESH) == Err(RecvTimeoutError::Timeout) {
                    let status = client.as_mut().and_then(|client| client.call(api::Command::Status).ok());
                    let left = if matches!(command, CliCommand::Verify) { left_to_check } else { left };
                    let more = status.map_or_else(String::new, |reply| left(&reply, language));
                    bar.set_message(format!("{doing}{more}"));
                    bar.tick();
                }
                bar.finish_and_clear();
            }
        });
        let answer = ask();
        drop(done);
        answer
    })
}

/// Returns what a command that may take long is waiting for.
fn doing(command: &CliCommand, language: Language) -> Option<String> {
    let say = |id| Some(language.say(id, []));
    match command {
        CliCommand::Wait { .. } => say("doing-wait"),
        CliCommand::Discover => say("doing-discover"),
        CliCommand::Join { .. } => say("doing-join"),
        CliCommand::Share { .. } | CliCommand::Link { .. } | CliCommand::Relocate { .. } => say("doing-scan"),
        CliCommand::Unlink { .. } | CliCommand::Unshare { .. } | CliCommand::Leave => say("doing-leave"),
        CliCommand::Restore(_) => say("doing-restore"),
        CliCommand::Versions { .. } => say("doing-gather"),
        CliCommand::Doctor => say("doing-check"),
        CliCommand::Verify => say("doing-verify"),
        CliCommand::History(_) | CliCommand::Ignored { .. } | CliCommand::Diagnostics { .. } => say("doing-gather"),
        _ => None,
    }
}

/// Returns the progress of the check of the content store.
fn left_to_check(reply: &Reply, language: Language) -> String {
    let Reply::Status(status) = reply else { return String::new() };
    match status.store_check {
        Some(check) if check.done < check.total => {
            let arguments = [("done", check.done.into()), ("total", check.total.into())];
            format!(": {}", language.say("count-of", arguments))
        }
        _ => format!(", {}{}", language.say("doing-fetch-damaged", []), left(reply, language)),
    }
}

/// Returns what is left to do, as far as the status tells.
fn left(reply: &Reply, language: Language) -> String {
    let Reply::Status(status) = reply else { return String::new() };
    let Status { folders, transfers, .. } = &**status;
    let pending: u64 = folders.iter().map(|folder| folder.pending).sum();
    let mut text = match pending {
        0 => String::new(),
        paths => format!(": {}", language.say("paths-to-go", [("paths", paths.into())])),
    };
    if let Some(transfer) = transfers.first() {
        let path = printable(&transfer.path);
        let arguments = [("done", transfer.done.into()), ("total", transfer.total.into())];
        text += &format!(", {path} ({})", language.say("bytes-of", arguments));
    }
    text
}
