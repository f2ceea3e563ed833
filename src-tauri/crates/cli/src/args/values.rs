//! The words that can be chosen among: roles, kinds of change, what is allowed, what is kept. The words are those of the JSON;
//! here they get the sentences that `--help` says of them.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A word as the JSON has it, and what `--help` says of it.
type Word = (&'static str, &'static str);

/// What a machine does with a folder.
pub const ROLES: &[Word] = &[
    ("two-way", "Sends and receives"),
    ("send-only", "Sends its own state, applies nothing"),
    ("receive-only", "Receives, keeps its own changes to itself"),
];

/// What a machine may do with a folder.
pub const ACCESS: &[Word] = &[
    ("none", "It does not even learn that the folder exists"),
    ("read", "It receives"),
    ("write", "It sends and receives"),
];

/// The kinds of change.
pub const ACTIONS: &[Word] = &[
    ("added", "It was not there before"),
    ("changed", "It has another content"),
    ("deleted", "It is no longer there"),
    ("moved", "It was elsewhere before"),
    ("restored", "It was brought back"),
    ("conflict", "It is a conflict copy"),
];

/// What is kept of a conflict.
pub const KEEP: &[Word] = &[
    ("mine", "The conflict copy's version"),
    ("theirs", "The file's version"),
    ("both", "Two ordinary files"),
    ("merged", "One text with the changes of both, where they do not touch"),
];

/// Reads one of these words as the value that it stands for in JSON.
pub fn one_of<T: DeserializeOwned + Clone + Send + Sync + 'static>(
    words: &'static [Word],
) -> impl TypedValueParser<Value = T> {
    let possible = words.iter().map(|(word, help)| PossibleValue::new(*word).help(*help));
    PossibleValuesParser::new(possible).try_map(|word| serde_json::from_value(Value::String(word)))
}

#[cfg(test)]
mod tests {
    use syncit_core::message::Action;
    use syncit_core::relay_store::Access;
    use syncit_core::replica_store::SyncMode;
    use syncit_engine::api::Keep;

    use super::*;

    fn check<T: DeserializeOwned>(words: &[Word]) {
        for (word, _) in words {
            assert!(serde_json::from_value::<T>(Value::String((*word).to_owned())).is_ok(), "{word}");
        }
    }

    #[test]
    fn each_word_is_one_of_the_json() {
        check::<SyncMode>(ROLES);
        check::<Access>(ACCESS);
        check::<Action>(ACTIONS);
        check::<Keep>(KEEP);
    }
}
