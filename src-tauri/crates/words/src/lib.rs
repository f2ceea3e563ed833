//! The words of SyncIt: what the engine, the command line, the tray and notifications say, in each language.
//!
//! The sentences lie in the Fluent catalogues under `catalogues/`, a directory for each language with the same files. Code
//! names a message by its id and passes parameters. The window's own words are the window's (`ui/src/lib/messages`); what the
//! engine says there is worded here, too.
//!
//! A [`Reason`] is worded by the message of its id. What helps stands in attributes of that message: `.hint` for every front,
//! or `.command-line` (commands in backticks) and `.window` (what to press there), where they differ.

mod around;
mod bundle;
mod functions;
mod language;
mod moment;

use serde::{Deserialize, Serialize};
use syncit_core::Reason;
use syncit_core::reason::Param;

pub use self::around::{ahead, past};
pub use self::bundle::{Arguments, CATALOGUES, Value};
pub use self::functions::quoted;
pub use self::language::{LANGUAGES, Language};
pub use self::moment::{ago, day_and_time, short, until};

/// The message for a reason whose id no catalogue has: a newer program made it.
const UNKNOWN: &str = "unknown-reason";

/// To whom something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Voice {
    /// In which language.
    #[serde(default)]
    pub language: Language,
    /// In front of what.
    #[serde(default)]
    pub front: Front,
}

/// What a person has in front of them, which decides what helps: commands or buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Front {
    /// A terminal.
    #[default]
    CommandLine,
    /// The window, the tray or a notification.
    Window,
}

impl Voice {
    /// English on the command line.
    pub const PLAIN: Voice = Voice { language: Language::En, front: Front::CommandLine };

    /// Returns what a reason says: what is so or what failed, on what, and what happens next. Without a capital letter at the
    /// start and a full stop at the end, so that it can follow a colon.
    pub fn message(&self, reason: &Reason) -> String {
        if let (true, Some(message)) = (reason.is_said(), reason.text("message")) {
            return message.to_owned();
        }
        let arguments = Arguments::of(reason, |inner| self.message(inner));
        match self.language.message(reason.id(), None, &arguments) {
            Some(text) => text,
            None => self.language.say(UNKNOWN, [("code", reason.id().into())]),
        }
    }

    /// Returns what helps, if anything does. What helps with a reason inside it, its cause, comes first.
    pub fn hint(&self, reason: &Reason) -> Option<String> {
        if reason.is_said() {
            return reason.text("hint").map(str::to_owned);
        }
        let inner = reason.params().find_map(|(_, param)| match param {
            Param::Reason(inner) => self.hint(inner),
            Param::Number(_) | Param::Text(_) => None,
        });
        if inner.is_some() {
            return inner;
        }
        let arguments = Arguments::of(reason, |inner| self.message(inner));
        let own = match self.front {
            Front::CommandLine => "command-line",
            Front::Window => "window",
        };
        [own, "hint"].into_iter().find_map(|name| self.language.message(reason.id(), Some(name), &arguments))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    syncit_core::reasons! {
        /// For these tests.
        enum Sample {
            /// Nobody words it.
            "no-catalogue-has-this" Unheard,
            /// Nor this.
            "nor-this" Because { cause: Reason },
        }
    }

    #[test]
    fn what_nobody_words_and_what_older_programs_said_is_shown_all_the_same() {
        let unheard = Reason::from(Sample::Unheard);
        assert!(Voice::PLAIN.message(&unheard).contains("no-catalogue-has-this"));
        assert_eq!(Voice::PLAIN.hint(&unheard), None);
        let old = Reason::said("it failed".into(), Some("try again".into()));
        for language in LANGUAGES {
            let voice = Voice { language, front: Front::Window };
            assert_eq!((voice.message(&old), voice.hint(&old)), ("it failed".into(), Some("try again".into())));
        }
    }

    #[test]
    fn what_helps_against_the_cause_helps() {
        let cause = Reason::said("it failed".into(), Some("try again".into()));
        let inner = Sample::Because { cause }.into();
        assert_eq!(Voice::PLAIN.hint(&Sample::Because { cause: inner }.into()), Some("try again".into()));
    }
}
