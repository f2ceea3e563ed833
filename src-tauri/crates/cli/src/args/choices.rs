//! The words that can be chosen among: roles, kinds of change, what is allowed, what is kept. The words are those of the JSON;
//! what the help says of them is in the catalogues.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use syncit_core::message::Action;
use syncit_core::relay_store::Access;
use syncit_core::replica_store::SyncMode;
use syncit_engine::api::Keep;
use syncit_words::Language;

/// What is chosen by a word.
pub trait Choice: DeserializeOwned + Clone + Send + Sync + 'static {
    /// What the messages of its words are named after: `choice-KIND-WORD`.
    const KIND: &'static str;
    /// The words.
    const WORDS: &'static [&'static str];
}

/// What a machine does with a folder.
impl Choice for SyncMode {
    const KIND: &'static str = "role";
    const WORDS: &'static [&'static str] = &["two-way", "send-only", "receive-only"];
}

/// What a machine may do with a folder.
impl Choice for Access {
    const KIND: &'static str = "access";
    const WORDS: &'static [&'static str] = &["none", "read", "write"];
}

/// The kinds of change.
impl Choice for Action {
    const KIND: &'static str = "action";
    const WORDS: &'static [&'static str] = &["added", "changed", "deleted", "moved", "restored", "conflict"];
}

/// What is kept of a conflict.
impl Choice for Keep {
    const KIND: &'static str = "keep";
    const WORDS: &'static [&'static str] = &["mine", "theirs", "both", "merged"];
}

/// Whether something is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Switch {
    /// It is.
    On,
    /// It is not.
    Off,
}

/// Whether something is allowed.
impl Choice for Switch {
    const KIND: &'static str = "switch";
    const WORDS: &'static [&'static str] = &["on", "off"];
}

/// Reads one of these words as the value that it stands for in JSON. The help says in this language what each means.
pub fn one_of<T: Choice>(language: Language) -> impl TypedValueParser<Value = T> {
    let meaning = |word: &str| language.say(&format!("choice-{}-{word}", T::KIND), []);
    let possible = T::WORDS.iter().map(|word| PossibleValue::new(*word).help(meaning(word)));
    PossibleValuesParser::new(possible).try_map(|word| serde_json::from_value(Value::String(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Choice>() {
        for word in T::WORDS {
            assert!(serde_json::from_value::<T>(Value::String((*word).to_owned())).is_ok(), "{word}");
        }
    }

    #[test]
    fn each_word_is_one_of_the_json() {
        check::<SyncMode>();
        check::<Access>();
        check::<Action>();
        check::<Keep>();
        check::<Switch>();
    }
}
