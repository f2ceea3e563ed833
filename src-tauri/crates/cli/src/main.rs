//! `syncit`: the whole product without a window. It is a thin front of the engine's API: it parses the command line, sends a
//! command, and prints the reply. It decides nothing about syncing.

mod args;
mod connect;
mod demo;
mod exit;
mod failure;
mod invite;
mod log;
mod output;
mod progress;
mod request;
mod restore;
mod run;
mod settings;
mod signals;
mod web;

use std::process::ExitCode;

use clap::Parser;
use jiff::Timestamp;
use syncit_engine::Home;
use syncit_engine::api::{HistoryPage, Reply};

use args::{Cli, CliCommand};
use connect::connect;
use exit::{DONE, FAILED, NOT_YET};
use failure::Failure;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    match dispatch(&cli) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            failure.report(cli.json);
            ExitCode::from(FAILED)
        }
    }
}

/// Prints what clap reports: help and version are answers, and everything else is an error, also in JSON.
fn usage(error: &clap::Error) -> ExitCode {
    let wants_json = std::env::args_os().any(|word| word == "--json");
    if error.use_stderr() && wants_json {
        let text = error.render().to_string();
        let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        Failure::usage(message, Some("syncit --help lists what there is".into())).report(true);
    } else {
        // If the terminal is gone, nothing more can be reported.
        let _ = error.print();
    }
    ExitCode::from(if error.use_stderr() { FAILED } else { DONE })
}

fn dispatch(cli: &Cli) -> Result<u8, Failure> {
    let home = || match &cli.home {
        Some(dir) => Home::at(dir).map_err(failure::from_engine),
        None => Home::of_user().map_err(failure::from_engine),
    };
    match &cli.command {
        CliCommand::Run => run::run(&home()?, cli.verbose),
        CliCommand::Demo(options) => demo::demo(options, cli.json),
        CliCommand::Web { listen, files } => web::serve(home()?, *listen, files, cli.json),
        CliCommand::Log { follow } => log::print(&home()?, *follow, cli.json),
        CliCommand::Invite { wait: true, minutes, may, .. } => invite::and_wait(&home()?, *minutes, *may, cli.json),
        CliCommand::Settings { words } => {
            let mut client = connect(&home()?)?;
            answer(cli, &settings::ask(&mut client, words)?)
        }
        command => {
            let request = request::request(command)?.expect("the commands without a request are matched above");
            let home = home()?;
            let mut client = connect(&home)?;
            let reply = progress::during(&home, command, || client.call(request))?;
            let code = answer(cli, &reply)?;
            if let Some(wait) = restore::settles(command, &reply) {
                restore::report(progress::during(&home, command, || client.call(wait)))?;
            }
            Ok(code)
        }
    }
}

fn answer(cli: &Cli, reply: &Reply) -> Result<u8, Failure> {
    if let Reply::History(HistoryPage { seen_by: Some(seen_by), .. }) = reply {
        output::remark(&output::seen_by(seen_by));
    }
    if cli.json {
        if let Some(value) = output::to_json(reply) {
            output::print_json(&value);
        }
    } else if let Some(text) = output::show(reply, Timestamp::now()) {
        output::print(&text);
        if let (CliCommand::History(asked), Reply::History(page)) = (&cli.command, reply)
            && let Some(hint) = output::next_page(&page.lines, asked.limit)
        {
            output::print(&hint);
        }
        if let (CliCommand::Differences { limit, .. }, Reply::Differences(lines)) = (&cli.command, reply)
            && let Some(hint) = output::more_differences(lines, *limit)
        {
            output::print(&hint);
        }
    }
    Ok(match reply {
        Reply::Wait { in_the_way, timed_out } if *timed_out || !in_the_way.is_empty() => NOT_YET,
        Reply::Verified(verified) if !verified.damaged.is_empty() || verified.quarantined > 0 => NOT_YET,
        Reply::Doctor(checks) if checks.iter().any(|check| !check.ok) => NOT_YET,
        _ => DONE,
    })
}
