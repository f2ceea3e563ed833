//! The catalogues, and how a message is made of its pattern and arguments.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use syncit_core::Reason;
use syncit_core::reason::Param;
use unic_langid::LanguageIdentifier;

use crate::functions;
use crate::language::Language;

macro_rules! catalogues {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../catalogues/en/", $name, ".ftl")), include_str!(concat!("../catalogues/de/", $name, ".ftl")))),*]
    };
}

/// The catalogues: name, English, German.
pub const CATALOGUES: &[(&str, &str, &str)] = catalogues![
    "command-line",
    "common",
    "connection",
    "demo",
    "doctor",
    "errors",
    "help",
    "holds",
    "moments",
    "notices",
    "problems",
    "refusals",
    "state",
    "tray",
    "usage",
];

type Bundle = FluentBundle<FluentResource>;

static EN: LazyLock<Bundle> = LazyLock::new(|| load(Language::En));
static DE: LazyLock<Bundle> = LazyLock::new(|| load(Language::De));

/// The value of an argument.
pub type Value<'a> = FluentValue<'a>;

/// The arguments of a message.
pub struct Arguments<'a>(FluentArgs<'a>);

impl Arguments<'static> {
    /// Returns the parameters of a reason. `word` words a reason in it.
    pub(crate) fn of(reason: &Reason, word: impl Fn(&Reason) -> String) -> Self {
        let value = |param: &Param| match param {
            Param::Number(number) => FluentValue::from(*number),
            Param::Text(text) => FluentValue::from(text.clone()),
            Param::Reason(inner) => FluentValue::from(word(inner)),
        };
        Arguments(reason.params().map(|(name, param)| (Cow::Owned(name.to_owned()), value(param))).collect())
    }
}

impl<'a, const N: usize> From<[(&'static str, Value<'a>); N]> for Arguments<'a> {
    fn from(arguments: [(&'static str, Value<'a>); N]) -> Self {
        Arguments(arguments.into_iter().collect())
    }
}

impl Language {
    /// Returns a message of the catalogues, for an id that stands in the code.
    ///
    /// ```
    /// use syncit_words::Language;
    ///
    /// assert_eq!(Language::En.say("bytes-free", [("bytes", (3_u64 << 30).into())]), "3.0 GiB free");
    /// ```
    ///
    /// # Panics
    /// In tests, if the catalogue has no such message or the message wants other arguments. Otherwise the id is returned.
    pub fn say<'a>(self, id: &str, arguments: impl Into<Arguments<'a>>) -> String {
        self.message(id, None, &arguments.into()).unwrap_or_else(|| {
            debug_assert!(false, "{}: no message {id}", self.tag());
            id.to_owned()
        })
    }

    /// Returns a message without arguments, if the catalogues have one of this id.
    pub fn find(self, id: &str) -> Option<String> {
        self.message(id, None, &[].into())
    }

    /// Returns an attribute, without arguments, of a message, if it has one of this name.
    pub fn look_up(self, id: &str, attribute: &str) -> Option<String> {
        self.message(id, Some(attribute), &[].into())
    }

    /// Returns a message, or an attribute of it; `None` if the catalogue has none.
    pub(crate) fn message(self, id: &str, attribute: Option<&str>, arguments: &Arguments<'_>) -> Option<String> {
        let bundle = match self {
            Language::En => &*EN,
            Language::De => &*DE,
        };
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&arguments.0), &mut errors);
        debug_assert!(errors.is_empty(), "{}: {id}: {errors:?}", self.tag());
        Some(text.into_owned())
    }
}

fn load(language: Language) -> Bundle {
    let locale: LanguageIdentifier = language.tag().parse().expect("the tags of languages are valid");
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Names of others are made visible by each front; marks would stay in terminals and logs.
    bundle.set_use_isolating(false);
    functions::add(&mut bundle, language);
    for (name, english, german) in CATALOGUES {
        let text = match language {
            Language::En => english,
            Language::De => german,
        };
        // What is not valid is caught by a test; the rest of the catalogue is used all the same.
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
            debug_assert!(false, "{}/{name}: {errors:?}", language.tag());
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            debug_assert!(false, "{}/{name}: {errors:?}", language.tag());
        }
    }
    bundle
}
