//! Every reason that any part of the engine gives has its words in each language, with all of its parameters.

use std::collections::BTreeSet;

use syncit_core::message::{MAX_REASON, MAX_REFUSAL};
use syncit_core::reason::{Kind, Shape};
use syncit_engine::reasons as engine;
use syncit_relay::reasons::{BrokenProtocol, Denied, NotServed, NotTaken};
use syncit_testkit::words::wrong_words;

/// All families of reasons.
fn families() -> impl Iterator<Item = &'static Shape> {
    [
        syncit_core::REASONS,
        syncit_replica::reasons::REASONS,
        syncit_relay::reasons::REASONS,
        syncit_ssh::reasons::REASONS,
        engine::REASONS,
        engine::ERRORS,
    ]
    .concat()
    .into_iter()
    .flatten()
}

#[test]
fn every_reason_has_its_words_in_each_language() {
    let wrong = wrong_words(families());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_ids_of_reasons_are_unique_and_in_kebab_case() {
    let mut ids = BTreeSet::new();
    for shape in families() {
        assert!(ids.insert(shape.id), "{} is declared twice", shape.id);
        let is_kebab = shape.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        assert!(is_kebab && shape.id.len() <= 64, "{}", shape.id);
    }
}

/// Hundreds of refusals share a message of verdicts, or of missing content, so each must fit its share: its texts are cut,
/// the rest is not.
#[test]
fn a_refusal_has_room_for_its_reason_beside_the_texts() {
    let cause = r#"{"code":"a-cause-with-an-id-of-forty-characters"}"#;
    let of_relay: &[&[Shape]] = &[BrokenProtocol::ALL, Denied::ALL, NotServed::ALL, NotTaken::ALL];
    for shape in [of_relay, syncit_ssh::reasons::REASONS].concat().into_iter().flatten() {
        let of_param = |(name, kind): &(&str, Kind)| {
            let value = match kind {
                Kind::Number => u64::MAX.to_string().len(),
                Kind::Text | Kind::Moment => "\"\"".len(),
                Kind::Reason => cause.len(),
            };
            "\"\":,".len() + name.len() + value
        };
        let params: usize = shape.params.iter().map(of_param).sum();
        let size = r#"{"code":"","params":{}}"#.len() + shape.id.len() + params;
        assert!(size <= MAX_REFUSAL - MAX_REASON, "{} takes {size} bytes beside its texts", shape.id);
    }
}
