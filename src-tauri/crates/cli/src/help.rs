//! The help of the command line, from the catalogues: set on clap's commands before anything is parsed, and put in place of
//! what clap writes by itself. The manual is made of the same.

use std::any::TypeId;

use clap::{Arg, Command};
use syncit_core::message::Action;
use syncit_core::relay_store::Access;
use syncit_core::replica_store::SyncMode;
use syncit_engine::api::Keep;
use syncit_words::Language;

use crate::args::choices::{Choice, Switch, one_of};

/// The messages for what clap, and what makes the manual, write in English by themselves.
const PHRASES: [&str; 23] = [
    "clap-usage",
    "clap-commands",
    "clap-arguments",
    "clap-options",
    "clap-any-options",
    "clap-default",
    "clap-environment",
    "clap-alias",
    "clap-choices",
    "clap-choices-list",
    "clap-help",
    "clap-help-more",
    "clap-help-less",
    "clap-version",
    "manual-name",
    "manual-synopsis",
    "manual-description",
    "manual-options",
    "manual-commands",
    "manual-extra",
    "manual-version",
    "manual-environment",
    "manual-environment-end",
];

/// Returns a command with the help of itself, its arguments and its subcommands.
pub fn described(command: Command, language: Language) -> Command {
    let id = format!("help-{}", command.get_name());
    let about = flowing(&language.say(&id, []));
    let mut command = command
        .mut_args(|arg| described_argument(arg, &id, language))
        .mut_subcommands(|subcommand| described(subcommand, language));
    if command.has_subcommands() {
        command = command.subcommand_value_name(value_name("COMMAND", language));
    }
    if let Some(long) = language.look_up(&id, "long") {
        command = command.long_about(format!("{about}.\n\n{}", flowing(&long)));
    }
    if let Some(examples) = language.look_up(&id, "examples") {
        command = command.after_help(examples);
    }
    command.about(about)
}

fn described_argument(arg: Arg, of: &str, language: Language) -> Arg {
    let help = flowing(&language.say(&message_of(&arg, of), []));
    let arg = with_choices(arg, language).help(help);
    let name = match arg.get_value_names() {
        Some([name]) => name.to_string(),
        Some(_) => return arg,
        None if arg.get_action().takes_values() => arg.get_id().as_str().to_uppercase(),
        None => return arg,
    };
    match value_name(&name, language) {
        same if same == name => arg,
        other => arg.value_name(other),
    }
}

/// Returns the id of the message for an argument of a command.
fn message_of(arg: &Arg, of: &str) -> String {
    format!("{of}-{}", arg.get_id().as_str().replace('_', "-"))
}

/// Lets an argument that takes one of some words say what each means.
fn with_choices(arg: Arg, language: Language) -> Arg {
    fn if_it_takes<T: Choice>(arg: Arg, language: Language) -> Arg {
        if arg.get_value_parser().type_id() == TypeId::of::<T>() {
            arg.value_parser(one_of::<T>(language))
        } else {
            arg
        }
    }
    let arg = if_it_takes::<SyncMode>(arg, language);
    let arg = if_it_takes::<Access>(arg, language);
    let arg = if_it_takes::<Action>(arg, language);
    let arg = if_it_takes::<Keep>(arg, language);
    if_it_takes::<Switch>(arg, language)
}

/// Returns the name of a value, such as `[FOLDER]`, with those words in it that have a message.
fn value_name(name: &str, language: Language) -> String {
    let mut said = String::with_capacity(name.len());
    for part in name.split_inclusive(|c: char| !c.is_ascii_uppercase()) {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_uppercase());
        said += &value_word(word, language).unwrap_or_else(|| word.to_owned());
        said += &part[word.len()..];
    }
    said
}

fn value_word(word: &str, language: Language) -> Option<String> {
    language.find(&format!("value-{}", word.to_lowercase()))
}

/// Joins the lines of each paragraph.
fn flowing(text: &str) -> String {
    text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect::<Vec<_>>().join("\n\n")
}

/// Puts the words of a language in place of what clap, or what makes the manual, wrote in English.
pub fn translated(text: &str, language: Language) -> String {
    PHRASES.iter().fold(text.to_owned(), |text, id| replaced(&text, &Language::En.say(id, []), &language.say(id, [])))
}

/// Replaces a phrase, also where a line ends in it.
fn replaced(text: &str, phrase: &str, by: &str) -> String {
    let words: Vec<&str> = phrase.split(' ').collect();
    let (mut rest, mut done) = (text, String::with_capacity(text.len()));
    while let Some(at) = rest.find(words[0]) {
        done += &rest[..at];
        let (written, end) = match end_of(&rest[at..], &words) {
            Some(end) => (by, at + end),
            None => (words[0], at + words[0].len()),
        };
        done += written;
        rest = &rest[end..];
    }
    done + rest
}

/// Returns where these words end, if the text begins with them.
fn end_of(text: &str, words: &[&str]) -> Option<usize> {
    let mut rest = text;
    for (at, word) in words.iter().enumerate() {
        let next = rest.trim_start();
        if (at > 0) != (next.len() < rest.len()) {
            return None;
        }
        rest = next.strip_prefix(word)?;
    }
    Some(text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use clap::CommandFactory;
    use syncit_words::{CATALOGUES, LANGUAGES};

    use super::*;
    use crate::args::Cli;

    /// Calls `with` for each command, with its own arguments.
    fn each(command: &Command, with: &mut impl FnMut(&Command)) {
        with(command);
        command.get_subcommands().for_each(|subcommand| each(subcommand, with));
    }

    fn ids_of_choices<T: Choice>() -> impl Iterator<Item = String> {
        T::WORDS.iter().map(|word| format!("choice-{}-{word}", T::KIND))
    }

    #[test]
    fn each_command_argument_and_word_has_its_help_in_each_language_and_nothing_else_has() {
        let mut used = BTreeSet::from(["value-command".to_owned()]);
        used.extend(PHRASES.map(str::to_owned));
        used.extend(ids_of_choices::<SyncMode>().chain(ids_of_choices::<Access>()));
        used.extend(ids_of_choices::<Action>().chain(ids_of_choices::<Keep>()));
        used.extend(ids_of_choices::<Switch>());
        each(&Cli::command(), &mut |command| {
            let id = format!("help-{}", command.get_name());
            for arg in command.get_arguments() {
                used.insert(message_of(arg, &id));
                let names = arg.get_value_names().unwrap_or_default().iter().map(|name| name.to_string());
                let names: Vec<_> = names.chain([arg.get_id().as_str().to_uppercase()]).collect();
                for word in names.iter().flat_map(|name| name.split(|c: char| !c.is_ascii_uppercase())) {
                    if value_word(word, Language::En).is_some() {
                        used.insert(format!("value-{}", word.to_lowercase()));
                    }
                }
            }
            used.insert(id);
        });
        let (_, english, _) = CATALOGUES.iter().find(|(name, ..)| *name == "help").unwrap();
        let there = english.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        let there: BTreeSet<_> = there.map(|line| line.split(" =").next().unwrap().to_owned()).collect();
        let missing: Vec<_> = used.difference(&there).collect();
        assert!(missing.is_empty(), "help.ftl lacks these: {missing:?}");
        let unused: Vec<_> = there.difference(&used).collect();
        assert!(unused.is_empty(), "nothing uses these of help.ftl: {unused:?}");
    }

    #[test]
    fn what_clap_writes_by_itself_is_found_and_replaced() {
        let mut english = String::new();
        let mut german = String::new();
        for (language, all) in LANGUAGES.into_iter().zip([&mut english, &mut german]) {
            let mut command = described(Cli::command(), language);
            command.build();
            each(&command, &mut |command| {
                for help in [command.clone().render_help(), command.clone().render_long_help()] {
                    *all += &translated(&help.to_string(), language);
                }
            });
        }
        for id in PHRASES.iter().filter(|id| id.starts_with("clap-")) {
            let phrase = Language::En.say(id, []);
            assert!(english.contains(&phrase), "clap does not write {phrase:?} any more");
            assert!(!german.contains(&phrase), "{phrase:?} is left in German");
        }
    }

    #[test]
    fn names_of_values_are_translated_word_by_word() {
        for (name, german) in [
            ("DIR|none", "VERZEICHNIS|none"),
            ("ADDR[:PORT]", "ADRESSE[:PORT]"),
            ("[FOLDER] [KEY [VALUE]]", "[ORDNER] [EINSTELLUNG [WERT]]"),
            ("SHA256:…", "SHA256:…"),
        ] {
            assert_eq!(value_name(name, Language::De), german);
            assert_eq!(value_name(name, Language::En), name);
        }
    }

    #[test]
    fn a_phrase_is_found_across_lines() {
        assert_eq!(
            replaced("a [possible\n   values: x] [possible", "[possible values:", "[eins von"),
            "a [eins von x] [possible"
        );
        assert_eq!(replaced("one two one", "one", "1"), "1 two 1");
    }
}
