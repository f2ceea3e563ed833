//! `syncit web`: the window in a browser, until Ctrl-C.

use std::io::{self, IsTerminal};
use std::net::IpAddr;
use std::thread;

use anstyle::Style;
use crossbeam_channel::{Receiver, never, select, unbounded};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::json;
use syncit_core::show::printable;
use syncit_engine::{Home, host_name};
use syncit_web::{LINK_LASTS, Options, PORT, Web};
use syncit_words::Language;

use crate::connect::connect;
use crate::exit::DONE;
use crate::failure::{Failed, Failure};
use crate::{args, output, signals};

const BOLD: Style = Style::new().bold();

/// Serves the window until a signal, and prints a link at first and whenever a person asks for one.
pub fn serve(home: Home, asked: &args::Web, as_json: bool, language: Language) -> Result<u8, Failure> {
    // Without an engine there is nothing to show.
    connect(&home, language)?;
    let ended = ended()?;
    let roots = match &asked.files[..] {
        [] => vec![std::env::home_dir().ok_or(Failed::NoHome)?],
        files => files.to_vec(),
    };
    let (opened, openings) = unbounded();
    let tell = move |peer| {
        let _ = opened.send(peer);
    };
    let web =
        Web::start(home, Options { listen: asked.listen, roots, host_name: host_name() }, tell).map_err(failure)?;
    show(&web, as_json, language)?;
    let mut enters = enters(as_json);
    loop {
        select! {
            recv(ended) -> _ => return Ok(DONE),
            recv(enters) -> enter => match enter {
                Ok(()) => show(&web, as_json, language)?,
                // Whoever typed is gone, and the window stays.
                Err(_) => enters = never(),
            },
            recv(openings) -> peer => opened_by(peer.ok(), as_json, language),
        }
    }
}

fn opened_by(peer: Option<IpAddr>, as_json: bool, language: Language) {
    if let Some(peer) = peer.filter(|_| !as_json) {
        output::remark(&language.say("web-opened", [("peer", peer.to_string().into())]));
    }
}

/// Makes a link and prints it.
fn show(web: &Web, as_json: bool, language: Language) -> Result<(), Failure> {
    let link = web.link().map_err(failure)?;
    let lasts = SignedDuration::try_from(LINK_LASTS).unwrap_or_default();
    let until = Timestamp::now() + lasts;
    if as_json {
        output::print_json(&json!({
            "url": link,
            "expires_at": until.to_string(),
            "fingerprint": web.fingerprint(),
        }));
        return Ok(());
    }
    let until = until.to_zoned(TimeZone::system()).strftime("%H:%M").to_string();
    let reached = match web.fingerprint() {
        Some(fingerprint) => language.say("web-certificate", [("fingerprint", fingerprint.into())]),
        None => {
            let (port, host) = (web.port().to_string(), printable(&host_name()));
            language.say("web-from-elsewhere", [("port", port.into()), ("host", host.into())])
        }
    };
    let mut roots = web.roots().iter().map(|root| printable(&root.display().to_string()));
    let first = roots.next().unwrap_or_default();
    let roots = roots.fold(first, |all, next| language.say("both", [("one", all.into()), ("other", next.into())]));
    output::print(&format!(
        "\n  {BOLD}{link}{BOLD:#}\n\n{}\n{reached}\n{}",
        language.say("web-link", [("until", until.into())]),
        language.say("web-roots", [("roots", roots.into())])
    ));
    Ok(())
}

/// Returns what receives a message, or is closed, when a signal asks the program to end.
fn ended() -> Result<Receiver<()>, Failure> {
    let mut signals = signals::take()?;
    let (end, ended) = unbounded();
    thread::spawn(move || {
        signals.forever().next();
        drop(end);
    });
    Ok(ended)
}

/// Returns what receives a message for each line typed; nothing ever if nobody can type, or a program reads the links.
fn enters(as_json: bool) -> Receiver<()> {
    if as_json || !io::stdin().is_terminal() {
        return never();
    }
    let (enter, enters) = unbounded();
    thread::spawn(move || {
        for line in io::stdin().lines() {
            if line.is_err() || enter.send(()).is_err() {
                return;
            }
        }
    });
    enters
}

fn failure(error: syncit_web::Error) -> Failure {
    use syncit_web::Error;
    Failure::from(match error {
        Error::NoPages => Failed::NoPages,
        Error::Listen { address, cause } => {
            Failed::Listen { address: address.to_string(), cause: cause.to_string(), port: PORT.to_string() }
        }
        Error::Root { path, cause } => Failed::Root { path, cause: cause.to_string() },
        Error::Start(cause) => Failed::Web { cause },
    })
}
