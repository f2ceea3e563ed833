//! Every reason that any part of the engine gives has its words in each language, with all of its parameters.

use std::collections::BTreeSet;

use syncit_core::Reason;
use syncit_core::message::{MAX_REASON, MAX_REFUSAL};
use syncit_core::reason::{Kind, Shape};
use syncit_words::{Front, LANGUAGES, Voice};

/// All families of reasons.
fn families() -> impl Iterator<Item = &'static Shape> {
    [
        syncit_core::REASONS,
        syncit_replica::reasons::REASONS,
        syncit_relay::reasons::REASONS,
        syncit_ssh::reasons::REASONS,
        syncit_engine::reasons::REASONS,
    ]
    .concat()
    .into_iter()
    .flatten()
}

/// Returns a reason of this shape.
fn sample(shape: &Shape) -> Reason {
    let params = shape.params.iter().map(|(name, kind)| {
        let value = match kind {
            Kind::Number => "7".to_owned(),
            Kind::Text => format!("\"the {name}\""),
            Kind::Moment => "\"2026-11-22T14:03:05Z\"".to_owned(),
            Kind::Reason => format!("{{\"message\": \"the {name}\"}}"),
        };
        format!("\"{name}\": {value}")
    });
    let params = params.collect::<Vec<_>>().join(", ");
    let json = format!("{{\"code\": \"{}\", \"params\": {{{params}}}}}", shape.id);
    Reason::from_json(&json).unwrap_or_else(|| panic!("{json} is no reason"))
}

#[test]
fn every_reason_has_its_words_in_each_language() {
    let mut wrong = Vec::new();
    for shape in families() {
        let reason = sample(shape);
        for language in LANGUAGES {
            let voices = [Front::CommandLine, Front::Window].map(|front| Voice { language, front });
            let place = format!("{}: {}", language.tag(), shape.id);
            let message = voices[0].message(&reason);
            if message.contains(shape.id) {
                wrong.push(format!("{place} has no message"));
                continue;
            }
            if message.contains('`') {
                wrong.push(format!("{place}: commands stand in .command-line alone: {message}"));
            }
            let hints = voices.map(|voice| voice.hint(&reason));
            if hints[0].is_some() != hints[1].is_some() {
                wrong.push(format!("{place} helps only one of the fronts: {hints:?}"));
            }
            if hints[1].as_ref().is_some_and(|hint| hint.contains('`')) {
                wrong.push(format!("{place}: commands are for the command line: {hints:?}"));
            }
            let all = format!("{message} {hints:?}");
            let texts = shape.params.iter().filter(|(_, kind)| matches!(kind, Kind::Text | Kind::Reason));
            for (name, _) in texts.filter(|(name, _)| !all.contains(&format!("the {name}"))) {
                wrong.push(format!("{place} does not say its {name}: {all}"));
            }
        }
    }
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

/// Hundreds of refusals share a message, so each must fit its share: its texts are cut, the rest is not.
#[test]
fn a_refusal_has_room_for_its_reason_beside_the_texts() {
    let cause = r#"{"code":"a-cause-with-an-id-of-forty-characters"}"#;
    for shape in [syncit_relay::reasons::REASONS, syncit_ssh::reasons::REASONS].concat().into_iter().flatten() {
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
