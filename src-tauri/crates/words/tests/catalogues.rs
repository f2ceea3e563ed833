//! The catalogues of all languages say the same things: every message and attribute of one is in the others and names the
//! same parameters.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;
use syncit_words::CATALOGUES;

/// The parameters of each message and attribute, by id and `id.attribute`.
type Said = BTreeMap<String, BTreeSet<String>>;

#[test]
fn all_languages_have_the_same_messages_with_the_same_parameters() {
    let mut ids = BTreeSet::new();
    for (name, english, german) in CATALOGUES {
        let (english, german) = (said(name, english), said(name, german));
        let missing = |from: &Said, other: &Said| -> Vec<String> {
            other.iter().filter(|(id, params)| from.get(*id) != Some(params)).map(|(id, _)| id.clone()).collect()
        };
        let wrong = missing(&german, &english);
        assert!(wrong.is_empty(), "de/{name}.ftl does not have these, or with other parameters: {wrong:?}");
        let wrong = missing(&english, &german);
        assert!(wrong.is_empty(), "en/{name}.ftl does not have these, or with other parameters: {wrong:?}");
        for id in english.keys() {
            assert!(ids.insert(id.clone()), "{id} is in two catalogues");
        }
    }
}

/// What is said follows a colon on the command line and begins a sentence in the window, which puts the full stop.
#[test]
fn messages_fit_where_they_are_shown() {
    for (name, english, german) in CATALOGUES {
        for (language, text) in [("en", english), ("de", german)] {
            for (at, line) in text.lines().enumerate() {
                let place = format!("{language}/{name}.ftl, line {}", at + 1);
                let is_window = line.trim_start().starts_with(".window");
                assert!(!is_window || !line.contains('`'), "{place}: commands are for the command line");
                assert!(!line.ends_with(' ') && !line.contains('\t'), "{place}: blanks");
            }
        }
    }
}

fn said(name: &str, text: &'static str) -> Said {
    let resource = parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{name}.ftl: {errors:?}"));
    let mut said = Said::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                let id = message.id.name.to_owned();
                if let Some(value) = &message.value {
                    assert!(said.insert(id.clone(), parameters(value)).is_none(), "{name}.ftl: {id} is there twice");
                }
                for attribute in &message.attributes {
                    said.insert(format!("{id}.{}", attribute.id.name), parameters(&attribute.value));
                }
            }
            Entry::Junk { content } => panic!("{name}.ftl: cannot be parsed: {content}"),
            _ => {}
        }
    }
    said
}

fn parameters(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    of_pattern(pattern, &mut found);
    found
}

fn of_pattern(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, found);
        }
    }
}

fn of_expression(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, found),
        Expression::Select { selector, variants } => {
            of_inline(selector, found);
            variants.iter().for_each(|variant| of_pattern(&variant.value, found));
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| of_inline(argument, found));
        }
        InlineExpression::Placeable { expression } => of_expression(expression, found),
        _ => {}
    }
}
