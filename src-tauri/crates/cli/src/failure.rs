//! How the command line reports that something could not be done.

use std::io;
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};
use syncit_core::join_link::BadLink;
use syncit_core::show::printable;
use syncit_core::{Reason, reasons};
use syncit_engine::api::{ApiError, Worded};
use syncit_words::{Front, Language, Voice};

/// How the word for an error looks.
pub const ERROR: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = Style::new().bold();

reasons! {
    /// What the command line itself could not do. The engine's errors are worded by the engine.
    pub enum Failed {
        /// A path that is not UTF-8 cannot be sent to the engine.
        "bad-path--given-no-text" PathNoText { path: PathBuf },
        /// A path that could not be made absolute.
        "bad-path--given-relative" PathRelative { path: PathBuf, cause: String },
        /// A file of ignore rules that cannot be read.
        "bad-path--rules" Rules { path: PathBuf, cause: String },
        /// A file of ignore rules that is too large.
        "bad-path--rules-too-large" RulesTooLarge { path: PathBuf, bytes: u64 },
        /// A file of ignore rules that is not text.
        "bad-path--rules-no-text" RulesNoText { path: PathBuf },
        /// A directory that the window in a browser cannot be given.
        "bad-path--window-root" Root { path: PathBuf, cause: String },
        /// This user has no home directory.
        "bad-path--window-no-home" NoHome,
        /// Not a link to a hub.
        "usage--bad-link" BadLink { text: String, cause: Reason },
        /// The link names another key than the option.
        "usage--two-keys" TwoKeys,
        /// Standard input cannot be read.
        "usage--no-input" NoInput { cause: String },
        /// Not a pairing code.
        "usage--no-code" NoCode,
        /// Not a moment.
        "usage--no-moment" NoMoment { text: String },
        /// No folder has this name.
        "usage--no-folder" NoFolder { name: String },
        /// A directory that the demo was given is empty.
        "usage--nothing-to-sync" NothingToSync { path: PathBuf },
        /// The demo found nothing to sync.
        "usage--nothing-found" NothingFound,
        /// The log cannot be read.
        "no-log--unreadable" NoLog { path: PathBuf, cause: String },
        /// Signals cannot be caught.
        "signals--not-caught" Signals { cause: String },
        /// The engine answered another question.
        "bad-reply--other" OtherReply,
        /// The same in the demo, where engine and front are of one program.
        "internal--other-reply" Internal { reply: String },
        /// This program has no window.
        "no-pages--built-without" NoPages,
        /// The window cannot be served at this address.
        "listen--window" Listen { address: String, cause: String, port: String },
        /// The window cannot be served.
        "web--not-served" Web { cause: String },
        /// The app cannot be started.
        "no-app--not-started" NoApp { program: PathBuf, cause: String },
        /// One of the demo's machines does not run.
        "not-running--demo" MachineStopped { machine: String },
        /// The demo has no directory to play in.
        "disk--demo-no-place" NoPlace { cause: String },
        /// The demo's directory is still there.
        "disk--demo-place-stays" PlaceStays { path: PathBuf, cause: String },
        /// The demo cannot make a directory.
        "disk--demo-make" Make { path: PathBuf, cause: String },
        /// The demo cannot read a file.
        "disk--demo-read" Read { path: PathBuf, cause: String },
        /// The demo cannot write a file.
        "disk--demo-write" Write { path: PathBuf, cause: String },
        /// The demo cannot copy a tree.
        "disk--demo-copy" Copy { path: PathBuf, cause: String },
        /// The demo cannot move a directory.
        "disk--demo-move" Move { path: PathBuf, cause: String },
        /// The demo cannot delete a file.
        "disk--demo-delete" Delete { path: PathBuf, cause: String },
    }
}

reasons! {
    /// Why a text is no link to a hub.
    pub enum LinkTrouble {
        /// It begins otherwise.
        "link-start" Start,
        /// It is too long.
        "link-too-long" TooLong,
        /// It says something twice, or something unknown.
        "link-parameter" Parameter,
        /// It is not encoded as links are.
        "link-encoding" Encoding,
        /// It names no address.
        "link-address" Address,
        /// It names no key.
        "link-fingerprint" Fingerprint,
        /// It names no machine.
        "link-name" Name,
    }
}

impl From<BadLink> for LinkTrouble {
    fn from(bad: BadLink) -> Self {
        match bad {
            BadLink::Start => LinkTrouble::Start,
            BadLink::TooLong => LinkTrouble::TooLong,
            BadLink::Parameter => LinkTrouble::Parameter,
            BadLink::Encoding => LinkTrouble::Encoding,
            BadLink::Address => LinkTrouble::Address,
            BadLink::Fingerprint => LinkTrouble::Fingerprint,
            BadLink::Name(_) => LinkTrouble::Name,
        }
    }
}

/// An error for a person or, as JSON, for a program. The exit code is always 2.
#[derive(Debug)]
pub struct Failure(Box<ApiError>);

impl Failure {
    /// Makes an error of what clap found in the command line.
    pub fn usage(message: String, hint: String) -> Self {
        ApiError { code: "usage".into(), message, hint: Some(hint), path: None, reason: None }.into()
    }

    /// Makes an error about a path.
    pub fn at(path: &Path, failed: Failed) -> Self {
        ApiError::new(failed).at(path).into()
    }

    /// Returns what the error is about, for programs; nothing if it was made in sentences.
    fn params(&self) -> serde_json::Map<String, Value> {
        let reason = self.0.reason.as_ref().filter(|reason| !reason.is_said());
        let params = reason.into_iter().flat_map(|reason| reason.params());
        params.map(|(name, value)| (name.to_owned(), json!(value))).collect()
    }

    /// Prints the error: to standard error, or as JSON to standard output.
    pub fn report(mut self, as_json: bool, language: Language) {
        self.0.word(&Voice { language, front: Front::CommandLine });
        let ApiError { code, message, hint, path, .. } = &*self.0;
        if as_json {
            let params = self.params();
            crate::output::print_json(
                &json!({ "error": { "code": code, "params": params, "message": message, "hint": hint, "path": path } }),
            );
            return;
        }
        anstream::eprintln!("{ERROR}{}:{ERROR:#} {}", language.say("error", []), printable(message));
        if let Some(hint) = hint {
            anstream::eprintln!("{HINT}{}:{HINT:#} {}", language.say("hint", []), printable(hint));
        }
    }
}

impl From<Failed> for Failure {
    fn from(failed: Failed) -> Self {
        ApiError::new(failed).into()
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Failure(Box::new(error))
    }
}

/// Converts an error of the engine's start, when no engine can be asked yet.
pub fn from_engine(error: syncit_engine::Error) -> Failure {
    ApiError::from(error).into()
}

/// Returns what makes a failure of a failed call of the system.
pub fn because<F: FnOnce(String) -> Failed>(failed: F) -> impl FnOnce(io::Error) -> Failure {
    move |cause| failed(cause.to_string()).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use syncit_core::reason::{Kind, Shape};
    use syncit_testkit::words::sample;
    use syncit_words::LANGUAGES;

    use super::*;
    use crate::demo::said::{Awaited, Difference, Doing, Done, Origin};

    const FAMILIES: [&[Shape]; 7] =
        [Failed::ALL, LinkTrouble::ALL, Awaited::ALL, Difference::ALL, Doing::ALL, Done::ALL, Origin::ALL];

    #[test]
    fn each_reason_has_its_words_in_each_language_with_all_its_parameters() {
        for (shape, language) in FAMILIES.concat().iter().flat_map(|shape| LANGUAGES.map(|language| (shape, language)))
        {
            let (reason, voice) = (sample(shape), Voice { language, front: Front::CommandLine });
            let message = voice.message(&reason);
            let said = format!("{message} {:?}", voice.hint(&reason));
            assert!(!message.contains(shape.id), "{}: no message {}", language.tag(), shape.id);
            for (name, kind) in shape.params {
                let expected = if *kind == Kind::Number { "7".to_owned() } else { format!("the {name}") };
                assert!(said.contains(&expected), "{}: {} does not say its {name}: {said}", language.tag(), shape.id);
            }
        }
    }
}
