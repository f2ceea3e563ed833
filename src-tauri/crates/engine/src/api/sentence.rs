//! A sentence in a reply.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};
use syncit_core::Reason;
use syncit_words::Voice;

/// A sentence that is made of a reason. In JSON it is the sentence alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Sentence {
    text: String,
    /// None once it came as JSON.
    reason: Option<Reason>,
    /// Whether it also says what helps.
    helps: bool,
}

impl Sentence {
    /// Returns one that also says what helps.
    pub fn with_help(reason: impl Into<Reason>) -> Self {
        Sentence::of(reason.into(), true)
    }

    /// Makes one of a reason.
    pub fn new(reason: impl Into<Reason>) -> Self {
        Sentence::of(reason.into(), false)
    }

    fn of(reason: Reason, helps: bool) -> Self {
        let mut sentence = Sentence { text: String::new(), reason: Some(reason), helps };
        sentence.word(&Voice::PLAIN);
        sentence
    }

    /// Words it for a voice, if it is known what it is made of.
    pub(super) fn word(&mut self, voice: &Voice) {
        let Some(reason) = &self.reason else { return };
        self.text = voice.message(reason);
        if let Some(hint) = voice.hint(reason).filter(|_| self.helps) {
            self.text += &format!("; {hint}");
        }
    }
}

impl From<Reason> for Sentence {
    fn from(reason: Reason) -> Self {
        Sentence::of(reason, false)
    }
}

/// The sentence as it came.
impl From<String> for Sentence {
    fn from(text: String) -> Self {
        Sentence { text, reason: None, helps: false }
    }
}

impl Deref for Sentence {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl From<Sentence> for String {
    fn from(sentence: Sentence) -> Self {
        sentence.text
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use syncit_words::{Front, Language};

    use super::*;
    use crate::api::BadMoment;

    #[test]
    fn a_sentence_is_worded_for_who_asks_and_stays_as_it_came() {
        let mut sentence = Sentence::with_help(BadMoment::NotRfc3339 { text: "soon".into() });
        assert_eq!(&*sentence, "“soon” is not a time that SyncIt understands; write 2026-11-22T14:03:05Z");
        sentence.word(&Voice { language: Language::De, front: Front::Window });
        assert_eq!(&*sentence, "„soon“ ist kein Zeitpunkt, den SyncIt versteht; schreiben Sie 2026-11-22T14:03:05Z");
        let mut came: Sentence = serde_json::from_str(&serde_json::to_string(&sentence).unwrap()).unwrap();
        came.word(&Voice::PLAIN);
        assert_eq!(*came, *sentence);
    }
}
