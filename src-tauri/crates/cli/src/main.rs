//! `syncit`: the whole product without a window. It is a thin front of the engine's API: it parses the command line, sends a
//! command, and prints the reply. It decides nothing about syncing.

mod args;
mod connect;
mod demo;
mod exit;
mod failure;
mod help;
mod invite;
mod log;
mod output;
mod progress;
mod request;
mod restore;
mod run;
mod settings;
mod signals;
mod usage;
mod web;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser};
use jiff::Timestamp;
use syncit_engine::Home;
use syncit_engine::api::{HistoryPage, Reply};
use syncit_words::Language;

use args::{Cli, CliCommand};
use connect::connect;
use exit::{DONE, FAILED, NOT_YET};
use failure::Failure;

fn main() -> ExitCode {
    let language = Language::of_environment();
    let code = match parse(language) {
        Ok(cli) => dispatch(&cli, language).unwrap_or_else(|failure| {
            failure.report(cli.json, language);
            FAILED
        }),
        Err(error) => usage::report(&error, language),
    };
    ExitCode::from(code)
}

fn parse(language: Language) -> Result<Cli, clap::Error> {
    // Only what asks for help, or is wrong, needs the help of every command.
    Cli::try_parse().or_else(|_| {
        let matches = help::described(Cli::command(), language).try_get_matches()?;
        Cli::from_arg_matches(&matches)
    })
}

fn dispatch(cli: &Cli, language: Language) -> Result<u8, Failure> {
    let home = || match &cli.home {
        Some(dir) => Home::at(dir).map_err(failure::from_engine),
        None => Home::of_user().map_err(failure::from_engine),
    };
    match &cli.command {
        CliCommand::Run => run::run(&home()?, cli.verbose, language),
        CliCommand::Demo(options) => demo::demo(options, cli.json, language),
        CliCommand::Web(options) => web::serve(home()?, options, cli.json, language),
        CliCommand::Log { follow } => log::print(&home()?, *follow, cli.json),
        CliCommand::Invite { wait: true, minutes, may, .. } => {
            invite::and_wait(&home()?, *minutes, *may, cli.json, language)
        }
        CliCommand::Settings { words } => {
            let mut client = connect(&home()?, language)?;
            answer(cli, &settings::ask(&mut client, words)?, language)
        }
        command => {
            let request =
                request::request(command, language)?.expect("the commands without a request are matched above");
            let home = home()?;
            let mut client = connect(&home, language)?;
            let reply = progress::during(&home, command, language, || client.call(request))?;
            let code = answer(cli, &reply, language)?;
            if let Some(wait) = restore::settles(command, &reply) {
                let waited = progress::during(&home, command, language, || client.call(wait));
                restore::report(waited, language)?;
            }
            Ok(code)
        }
    }
}

fn answer(cli: &Cli, reply: &Reply, language: Language) -> Result<u8, Failure> {
    if let Reply::History(HistoryPage { seen_by: Some(seen_by), .. }) = reply {
        output::remark(&output::seen_by(language, seen_by));
    }
    if cli.json {
        if let Some(value) = output::to_json(reply) {
            output::print_json(&value);
        }
    } else if let Some(text) = output::show(language, reply, Timestamp::now()) {
        output::print(&text);
        if let (CliCommand::History(asked), Reply::History(page)) = (&cli.command, reply)
            && let Some(hint) = output::next_page(language, &page.lines, asked.limit)
        {
            output::print(&hint);
        }
        if let (CliCommand::Differences { limit, .. }, Reply::Differences(lines)) = (&cli.command, reply)
            && let Some(hint) = output::more_differences(language, lines, *limit)
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
