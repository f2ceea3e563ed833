//! Words what clap reports: help and versions, and what is wrong with what was typed.

use std::net::AddrParseError;

use anstyle::{AnsiColor, Style};
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use syncit_core::show::printable;
use syncit_words::Language;

use crate::args::numbers::BadValue;
use crate::exit::{DONE, FAILED};
use crate::failure::{ERROR, Failure};
use crate::help::translated;
use crate::output;

const TIP: Style = AnsiColor::Green.on_default();

/// Prints what clap reports. Help and versions are answers, and everything else is an error, also in JSON.
pub fn report(error: &Error, language: Language) -> u8 {
    if !error.use_stderr() {
        output::print(translated(&error.render().ansi().to_string(), language).trim_end_matches('\n'));
        return DONE;
    }
    let wants_json = std::env::args_os().any(|word| word == "--json");
    if wants_json {
        let message = said(error, language).unwrap_or_else(|| first_line(error));
        Failure::usage(message, language.say("usage-help", [])).report(true, language);
    } else {
        let text = match said(error, language) {
            Some(message) => with_context(&message, error, language),
            None => translated(&error.render().ansi().to_string(), language),
        };
        output::remark(text.trim_end_matches('\n'));
    }
    FAILED
}

/// Returns what clap says of an error in its first line.
fn first_line(error: &Error) -> String {
    let text = error.render().to_string();
    text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// Words an error, if it is of a kind that people meet.
fn said(error: &Error, language: Language) -> Option<String> {
    let text = |kind| string(error, kind);
    let argument = || text(ContextKind::InvalidArg);
    Some(match error.kind() {
        ErrorKind::InvalidSubcommand => {
            language.say("usage-unknown-command", [("word", text(ContextKind::InvalidSubcommand)?.into())])
        }
        ErrorKind::UnknownArgument => language.say("usage-unknown-argument", [("word", argument()?.into())]),
        ErrorKind::MissingRequiredArgument => {
            let missing = strings(error, ContextKind::InvalidArg).join(", ");
            language.say("usage-missing", [("arguments", missing.into())])
        }
        ErrorKind::InvalidValue => match text(ContextKind::InvalidValue)? {
            none if none.is_empty() => language.say("usage-no-value", [("argument", argument()?.into())]),
            value => {
                let choices = strings(error, ContextKind::ValidValue).join(", ");
                let arguments =
                    [("value", value.into()), ("argument", argument()?.into()), ("choices", choices.into())];
                language.say("usage-no-choice", arguments)
            }
        },
        ErrorKind::ValueValidation => {
            let (value, cause) = (text(ContextKind::InvalidValue)?, cause(error, language)?);
            let arguments = [("value", value.into()), ("argument", argument()?.into()), ("cause", cause.into())];
            language.say("usage-bad-value", arguments)
        }
        ErrorKind::TooManyValues => {
            let value = text(ContextKind::InvalidValue)?;
            language.say("usage-too-many", [("value", value.into()), ("argument", argument()?.into())])
        }
        ErrorKind::ArgumentConflict => {
            let (argument, others) = (argument()?, strings(error, ContextKind::PriorArg));
            match &others[..] {
                [] => return None,
                [same] if *same == argument => language.say("usage-repeated", [("argument", argument.into())]),
                _ => {
                    let arguments = [("argument", argument.into()), ("others", quoted(&others, language).into())];
                    language.say("usage-conflict", arguments)
                }
            }
        }
        _ => return None,
    })
}

/// Returns why a value is none that its argument takes.
fn cause(error: &Error, language: Language) -> Option<String> {
    let source = std::error::Error::source(error)?;
    Some(match source.downcast_ref::<BadValue>() {
        Some(bad) => bad.said(language),
        None if source.is::<AddrParseError>() => language.say("usage-address", []),
        None => source.to_string(),
    })
}

/// Returns an error as it is shown: with what was maybe meant, and how the command is used.
fn with_context(message: &str, error: &Error, language: Language) -> String {
    let mut text = format!("{ERROR}{}:{ERROR:#} {}\n", language.say("error", []), printable(message));
    for tip in tips(error, language) {
        text += &format!("\n  {TIP}{}:{TIP:#} {tip}\n", language.say("usage-tip", []));
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        text += &format!("\n{}\n", translated(&usage.ansi().to_string(), language));
    }
    text + "\n" + &language.say("usage-more", [])
}

fn tips(error: &Error, language: Language) -> Vec<String> {
    let mut tips = Vec::new();
    let mut add = |kind, say: &dyn Fn(u64, String) -> String| {
        let words = strings(error, kind);
        if !words.is_empty() {
            tips.push(say(words.len() as u64, quoted(&words, language)));
        }
    };
    add(ContextKind::SuggestedSubcommand, &|count, words| {
        language.say("usage-similar-command", [("count", count.into()), ("words", words.into())])
    });
    add(ContextKind::SuggestedArg, &|count, words| {
        language.say("usage-similar-argument", [("count", count.into()), ("words", words.into())])
    });
    add(ContextKind::SuggestedValue, &|count, words| {
        language.say("usage-similar-value", [("count", count.into()), ("words", words.into())])
    });
    // What else clap suggests, it says in English only.
    if let (Language::En, Some(ContextValue::StyledStrs(more))) = (language, error.get(ContextKind::Suggested)) {
        tips.extend(more.iter().map(|tip| tip.ansi().to_string()));
    }
    tips
}

fn quoted(words: &[String], language: Language) -> String {
    let quoted = |word: &String| language.say("quoted", [("word", word.into())]);
    words.iter().map(quoted).collect::<Vec<_>>().join(", ")
}

fn string(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        _ => None,
    }
}

fn strings(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use clap::CommandFactory;

    use super::*;
    use crate::args::Cli;
    use crate::help;

    #[track_caller]
    fn check(typed: &str, english: &str, german: &str) {
        for (language, expected) in [(Language::En, english), (Language::De, german)] {
            let command = help::described(Cli::command(), language);
            let error = command.try_get_matches_from(typed.split(' ')).unwrap_err();
            let message = said(&error, language).unwrap();
            let shown = anstream::adapter::strip_str(&with_context(&message, &error, language)).to_string();
            assert!(shown.contains(expected), "{typed}: {shown}");
        }
    }

    #[test]
    fn what_was_typed_wrong_is_said_in_each_language() {
        check(
            "syncit statuss",
            "error: unrecognized subcommand 'statuss'\n\n  tip: a similar subcommand exists: 'status'\n\nUsage: syncit [OPTIONS] <COMMAND>\n\nFor more information",
            "Fehler: den Befehl „statuss“ gibt es nicht\n\n  Tipp: es gibt einen ähnlichen Befehl: „status“\n\nAufruf: syncit [OPTIONEN] <BEFEHL>\n\nMehr dazu",
        );
        check("syncit history --limi 3", "'--limit'", "„--limit“");
        check(
            "syncit link a",
            "not provided: <PATH>\n\nUsage: syncit link <NAME> <PATH>",
            "Argumente: <PFAD>\n\nAufruf: syncit link <NAME> <PFAD>",
        );
        check("syncit access a b reed", "one of none, read, write is needed", "möglich sind none, read, write");
        check("syncit hub --name", "a value is required for '--name <NAME>'", "„--name <NAME>“ braucht einen Wert");
        check(
            "syncit invite --minutes 0",
            "'--minutes <N>': a number from 1 to 1440 is needed",
            "eine Zahl von 1 bis 1440",
        );
        check("syncit wait --timeout x", "a number of seconds", "eine Anzahl von Sekunden");
        check("syncit pause --for x", "like 45m", "wie 45m");
        check("syncit web --listen x", "an IP address", "eine IP-Adresse");
        check(
            "syncit invite --show --cancel",
            "'--show' cannot be used with '--cancel'",
            "nicht zusammen mit „--cancel“",
        );
        check("syncit log -f -f", "cannot be used multiple times", "nur einmal");
        check("syncit conflicts a b c", "unexpected argument 'c' found", "unerwartetes Argument „c“");
    }
}
