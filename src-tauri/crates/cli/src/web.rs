//! `syncit web`: the window in a browser, until Ctrl-C.

use std::io::{self, IsTerminal};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::thread;

use anstyle::Style;
use crossbeam_channel::{Receiver, never, select, unbounded};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::json;
use syncit_core::show::printable;
use syncit_engine::{Home, host_name};
use syncit_web::{LINK_LASTS, Options, PORT, Web};

use crate::connect::connect;
use crate::exit::DONE;
use crate::failure::Failure;
use crate::{output, signals};

const BOLD: Style = Style::new().bold();

/// Serves the window until a signal, and prints a link at first and whenever a person asks for one.
pub fn serve(home: Home, listen: Option<SocketAddr>, files: &[PathBuf], as_json: bool) -> Result<u8, Failure> {
    // Without an engine there is nothing to show.
    connect(&home)?;
    let ended = ended()?;
    let roots = match files {
        [] => vec![std::env::home_dir().ok_or_else(no_home)?],
        files => files.to_vec(),
    };
    let (opened, openings) = unbounded();
    let tell = move |peer| {
        let _ = opened.send(peer);
    };
    let web = Web::start(home, Options { listen, roots, host_name: host_name() }, tell).map_err(failure)?;
    show(&web, as_json)?;
    let mut asked = enters(as_json);
    loop {
        select! {
            recv(ended) -> _ => return Ok(DONE),
            recv(asked) -> enter => match enter {
                Ok(()) => show(&web, as_json)?,
                // Whoever typed is gone, and the window stays.
                Err(_) => asked = never(),
            },
            recv(openings) -> peer => opened_by(peer.ok(), as_json),
        }
    }
}

fn opened_by(peer: Option<IpAddr>, as_json: bool) {
    if let Some(peer) = peer.filter(|_| !as_json) {
        output::remark(&format!("Opened from {peer}."));
    }
}

/// Makes a link and prints it.
fn show(web: &Web, as_json: bool) -> Result<(), Failure> {
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
    let at = until.to_zoned(TimeZone::system()).strftime("%H:%M");
    let mut text = format!(
        "\n  {BOLD}{link}{BOLD:#}\n\nThe link opens SyncIt's window once, until {at}. Enter prints another one, Ctrl-C closes the window."
    );
    match web.fingerprint() {
        Some(fingerprint) => {
            text += &format!(
                "\nThe browser will warn that it does not know the certificate. Go on only if it has this SHA-256 fingerprint:\n  {fingerprint}"
            );
        }
        None => {
            let (port, host) = (web.port(), host_name());
            let host = printable(&host);
            text +=
                &format!("\nFrom another computer: `ssh -L {port}:127.0.0.1:{port} {host}`, then open the link there.");
        }
    }
    let roots: Vec<_> = web.roots().iter().map(|root| printable(&root.display().to_string()).to_string()).collect();
    text += &format!("\nFolders can be shared and linked in {}.", roots.join(" and "));
    output::print(&text);
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
    let (code, hint) = match &error {
        Error::NoPages => {
            ("no-pages", Some("build it first: `npm ci && npm run ui:build`, then build SyncIt again".into()))
        }
        Error::Listen { .. } => (
            "listen",
            Some(format!("choose another ADDR:PORT of this machine with --listen; the usual port is {PORT}")),
        ),
        Error::Root { .. } => ("bad-path", Some("give a directory that exists with --files".into())),
        Error::Start(_) => ("web", None),
    };
    Failure::local(code, error.to_string(), hint)
}

fn no_home() -> Failure {
    let hint = "name the directories that the browser may use: --files DIR".to_owned();
    Failure::local("bad-path", "there is no home directory".into(), Some(hint))
}
