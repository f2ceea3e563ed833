//! Checks that reasons have their words.

use syncit_core::Reason;
use syncit_core::reason::{Kind, Shape};
use syncit_words::{Front, LANGUAGES, Voice};

/// Returns what is wrong with the words of these reasons: each has a message in each language, says all of its texts in it or
/// in what helps, and names commands on the command line alone.
pub fn wrong_words<'a>(shapes: impl Iterator<Item = &'a Shape>) -> Vec<String> {
    let mut wrong = Vec::new();
    for shape in shapes {
        let reason = sample(shape);
        for language in LANGUAGES {
            let place = format!("{}: {}", language.tag(), shape.id);
            let voices = [Front::CommandLine, Front::Window].map(|front| Voice { language, front });
            let message = voices[0].message(&reason);
            if message == language.say("unknown-reason", [("code", shape.id.into())]) {
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
    wrong
}

/// Returns a reason of this shape, whose texts are `the NAME` and whose numbers are 7.
pub fn sample(shape: &Shape) -> Reason {
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
